"""So many heavy requests at a time, so many waiting, and the rest refused at once: overload is refused, not suffered.

Most calculations hold the event loop while they run, so counting those that run would never find more than one. What
counts is the turn of the loop: when heavy work has filled one, the next requests wait in line, so that whoever arrived
meanwhile is seen (and refused, or answered if it is only /health) before the next piece of work begins.
"""

from __future__ import annotations

import asyncio
from collections import deque
from time import perf_counter

FULL_TURN_SECONDS = 0.002
"""Heavy work after which a turn of the event loop is full; quicker requests go through without waiting. After each piece of
work the loop has a turn to itself for every so many seconds of it: the server takes one new connection a turn."""
MOST_TURNS_OWED = 50
LONGEST_TURN_SECONDS = 0.05
"""A turn has as much work as it had of everything else, refusals above all, up to so much: else refusing would be all it does."""
SURE_OF_A_TURN = 0.8
"""Share of the longest wait up to which a place in the line is given: who gets one should not be refused later."""
_NEWEST_COUNTS = 0.1
"""Weight of the newest piece of work in how long one takes."""


class Admission:
    """The gate that heavy requests pass."""

    def __init__(self, at_once: int, most_waiting: int, longest_wait: float) -> None:
        """Nobody is inside yet."""
        self.at_once = at_once
        self.most_waiting = most_waiting
        self.longest_wait = longest_wait
        self.inside = 0
        self.waiting: deque[tuple[asyncio.Future[bool], float]] = deque()
        self.seconds_each = 0.0
        self.work_each = 0.0
        self._worked = 0.0
        self._turn_began: float | None = None
        self._turns_owed = 0.0
        self._called_at: float | None = None
        self._called = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._alarm: asyncio.TimerHandle | None = None

    async def enter(self) -> bool:
        """Come in, now or after a wait; False when there is no room, or none in time. Whoever came in leaves again."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._begin_on(loop)
        now = perf_counter()
        full = self._turn_began is not None and now - self._turn_began > FULL_TURN_SECONDS
        if self._turn_began is None:
            self._begin_turn()
        if not full and not self.waiting and self.inside < self.at_once:
            self.inside += 1
            return True
        expected = len(self.waiting) * self.seconds_each
        if len(self.waiting) >= self.most_waiting or expected > SURE_OF_A_TURN * self.longest_wait:
            return False
        latest = now + self.longest_wait
        place: asyncio.Future[bool] = loop.create_future()
        self.waiting.append((place, latest))
        while await self._outcome(place):
            if self.inside < self.at_once:
                self.inside += 1
                return True
            place = loop.create_future()
            self.waiting.appendleft((place, latest))
        return False

    def leave(self, seconds: float = 0.0) -> None:
        """Make room for the next, after so much work."""
        self.inside -= 1
        self.work_each += _NEWEST_COUNTS * (seconds - self.work_each) if self.work_each else seconds
        self._worked += seconds
        self._turns_owed = min(MOST_TURNS_OWED, self._turns_owed + seconds / FULL_TURN_SECONDS)
        if self.waiting and self._turn_began is None:
            if self._alarm is not None:
                self._alarm.cancel()
                self._alarm = None
            self._begin_turn()

    def _begin_on(self, loop: asyncio.AbstractEventLoop) -> None:
        """Forget what belonged to a loop that is gone."""
        self._loop, self._turn_began, self._alarm, self._called_at = loop, None, None, None
        self.inside = 0
        self.waiting.clear()

    def _begin_turn(self) -> None:
        if self._loop is not None:
            self._turn_began = perf_counter()
            self._loop.call_soon(self._next_turn)

    async def _outcome(self, place: asyncio.Future[bool]) -> bool:
        try:
            return await place
        except asyncio.CancelledError:
            if place.done() and self._turn_began is None:
                self._begin_turn()
            raise

    def _next_turn(self) -> None:
        """Call the next in line when the loop has had its turns, and refuse those before it who have waited too long."""
        now = perf_counter()
        beside = now - self._turn_began - self._worked if self._turn_began is not None else 0.0
        self._turn_began, self._worked = None, 0.0
        if self.waiting and self._turns_owed >= 1:
            self._turns_owed -= 1
            self._begin_turn()
            return
        self._call(now, max(FULL_TURN_SECONDS, min(beside, LONGEST_TURN_SECONDS)))
        if not self.waiting:
            self._turns_owed, self._called_at = 0.0, None
        elif self._alarm is None:
            self._begin_turn()

    def _call(self, now: float, turn: float) -> None:
        """Call as many as fill a turn of that length, one at least, while there is room inside."""
        self._learn(now)
        each = self.work_each or turn
        while self.waiting and (not self._called or self._called * each < turn):
            place, latest = self.waiting[0]
            if not place.done() and now <= latest and self.inside >= self.at_once:
                if not self._called:
                    self._wake_at(latest - now)
                return
            self.waiting.popleft()
            if place.done():
                continue
            place.set_result(now <= latest)
            self._called += now <= latest

    def _learn(self, now: float) -> None:
        """How long one takes is the time between one call and the next, while there is a line."""
        if self._called_at is not None and self._called:
            taken = (now - self._called_at) / self._called
            self.seconds_each += _NEWEST_COUNTS * (taken - self.seconds_each) if self.seconds_each else taken
        self._called_at, self._called = now, 0

    def _wake_at(self, seconds: float) -> None:
        """Look again when the first in line has waited its time: nobody may leave until then."""
        if self._loop is not None:
            self._alarm = self._loop.call_later(seconds + 0.001, self._woken)

    def _woken(self) -> None:
        self._alarm = None
        if self._turn_began is None:
            self._next_turn()
