"""How far a long run has come, on standard error: one line that moves on a terminal, a line every tenth elsewhere."""

from __future__ import annotations

import time
from typing import TextIO

WIDTH = 30
SECONDS_BETWEEN = 0.1
TENTHS = 10


class Progress:
    """Counts up to a whole, and says so now and then."""

    def __init__(self, whole: int, what: str, to: TextIO) -> None:
        self.whole, self.what, self.to = whole, what, to
        self.done = 0
        self._began = self._said_at = time.monotonic()
        self._tenths = 0

    def add(self, more: int) -> None:
        """Count so many more."""
        self.done = min(self.whole, self.done + more)
        finished = self.done == self.whole
        if self.to.isatty():
            if finished or time.monotonic() - self._said_at >= SECONDS_BETWEEN:
                self._said_at = time.monotonic()
                self.to.write(f"\r{self._line()}{chr(10) if finished else ''}")
                self.to.flush()
        elif (tenths := TENTHS * self.done // self.whole) > self._tenths:
            self._tenths = tenths
            self.to.write(f"{self._line()}\n")
            self.to.flush()

    def _line(self) -> str:
        filled = WIDTH * self.done // self.whole
        taken = time.monotonic() - self._began
        return f"[{'#' * filled}{'.' * (WIDTH - filled)}] {self.done:,} of {self.whole:,} {self.what}, {taken:.1f} s"
