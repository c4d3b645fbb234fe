"""A question in a file: the body that the service is asked with, read by the same rules and refused in the same words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType, field

from precept.api.assumption_wire import ShareText
from precept.api.decoding import decode
from precept.api.plan_simulations import LARGEST_SEED, ByMonthText, PlanSimulationRequest
from precept.api.problems import NotInContract, UnreadableBody
from precept.api.sensitivity import SensitivityRequest
from precept.register.refusals import Refusal
from precept.settings import Settings

T = TypeVar("T", bound=Struct)
MOST_DRAWS = 1_000_000


class Stopped(Exception):  # noqa: N818 - it says what happened
    """The command cannot go on; its words are for the one who called it."""


class PlanFile(SensitivityRequest, frozen=True, kw_only=True):
    """A plan in a file: all that /v1/funding/simulations and /v1/funding/sensitivity take, with up to a million draws."""

    draws: Annotated[int, Meta(ge=1, le=MOST_DRAWS)] = 100_000
    seed: Annotated[int, Meta(ge=0, le=LARGEST_SEED)] = 2016
    replay: Annotated[list[Annotated[int, Meta(ge=0, lt=MOST_DRAWS)]], Meta(max_length=20)] = field(
        default_factory=list
    )
    award_follows_prices: ShareText | UnsetType = UNSET
    by_month: ByMonthText | UnsetType = UNSET

    def to_simulate(self, draws: int | None, seed: int | None) -> PlanSimulationRequest:
        """The question of a simulation; draws and seed of the command stand before those of the file."""
        given = {name: getattr(self, name) for name in PlanSimulationRequest.__struct_fields__}
        given |= {name: value for name, value in (("draws", draws), ("seed", seed)) if value is not None}
        return PlanSimulationRequest(**given)


def read_question(path: Path, kind: type[T]) -> T:
    """Read a question as that kind; Stopped where it cannot be read or does not fit."""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise Stopped(f"{path} cannot be read: {error.strerror}.") from error
    with refused_in_words(path):
        return decode(body, kind, Settings().deepest_body)


@contextmanager
def refused_in_words(path: Path) -> Iterator[None]:
    """Turn what the service would refuse into words about the file."""
    try:
        yield
    except Refusal as refusal:
        raise Stopped(f"{path}: {refusal.title} {refusal.detail} ({refusal.field}: {refusal.remedy})") from refusal
    except NotInContract as error:
        told = "; ".join(f"{name}: {words}" for name, words in error.errors)
        raise Stopped(f"{path}: {error.detail} ({told})") from error
    except UnreadableBody as error:
        raise Stopped(f"{path}: {error}") from error
