"""An uplift in firearms officers, one officer at a time: the chances that `pipeline` takes the mean of.

`pipeline` moves expected numbers; here every officer is an object that stays or leaves, passes or
fails, and a month is the count of them. The rules, the inputs and the order of events in a month are
those of `pipeline`; the plan (`places_asked_for`), the months to qualify and the months of the intakes
are taken from it. Money is left out: it is a price times these counts.

What is left to chance, all of it drawn from one `random.Random(seed)`:

    leaving      each officer authorised at the month's start leaves with the monthly probability
    volunteers   a whole number applies for each intake, an equal share of the year's; each is selected
                 with the selection rate. Those not needed do not wait for the next intake. Transferees
                 apply in the same way, and all who apply are suitable. From a pool of officers past
                 probation, as many apply as a Poisson draw says, whose mean is the pool's share
    places       the places granted, in whole places
    passing      each student passes or fails when the course and the wait are over; who fails goes
    transfers    a twelfth of the year's net transfers, in whole officers, anyone as likely as another
    deployable   each authorised officer, drawn anew each month
    probation    each recruit stays or is lost; who is lost is replaced at once, so that every post that
                 `pipeline` fills is filled, by one recruit or after several

What moves leavers, volunteers and transfers (`influences`) moves these chances as it does the pipeline's
means. Recruits hired ahead of the uplift are all hired in one month.

Where a number of people is not whole, the whole part is certain and the fraction is the probability of
one more (`whole_number`): the mean is right and nothing random is left in a whole number.

Where the mean of many runs is not what `pipeline` expects. Its rules are linear in the officers but
for bends: the places asked for are max(0, gap), the places granted the least of several limits (and
capacity is max(0, what refresher training leaves)), the extra officers max(0, authorised less start),
the posts backfilled the most extra officers there ever were. The mean of a bent line is not the line
at the mean. So two limits about to bind train fewer than either; a force near its start has more extra
officers than expected; and recruits who are never let go come to more. In the illustration of 24
on 76 officers that is up to 4 officers too few while the target comes near, a fifth of one at the
end, and 2 to 3 recruits too many. The tests keep the measured table.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from . import courses, influences, pipeline, staffing
from .chance import Estimate, estimate, happens, how_many, poisson, whole_number
from .pipeline import Binding, Pool, UpliftInputs
from .simulated_force import Force, Officer
from .simulated_recruits import backfill, response_shortfall

__all__ = [
    "ALSO_COUNTED",
    "COUNTS",
    "Estimate",
    "MeanMonth",
    "SimulatedMonth",
    "estimate",
    "mean_of",
    "poisson",
    "run",
    "whole_number",
]


@dataclass(frozen=True)
class Intake:
    """What came of one month's intake; nothing, in a month without one."""

    applicants: int = 0
    selected: int = 0
    asked: float = 0.0
    places: int = 0
    binding: Binding = "none"


@dataclass(frozen=True)
class SimulatedMonth:
    """One month of one run. As in `pipeline.Month`, stocks are at the month's end; no pool is None."""

    month: int
    leavers: int
    qualified: int
    failed: int
    transfers: int
    authorised: int
    deployable: int
    extra: int
    in_training: int
    applicants: int
    selected: int
    asked: float
    places: int
    binding: Binding
    hires: int
    recruited: int
    lost_in_probation: int
    backfill_in_post: int
    paid_by_point: Mapping[int, int]
    sought: float
    pool: int | None
    response_shortfall: int


COUNTS = (
    "leavers",
    "qualified",
    "failed",
    "transfers",
    "authorised",
    "deployable",
    "extra",
    "in_training",
    "applicants",
    "selected",
    "asked",
    "places",
    "hires",
    "recruited",
    "lost_in_probation",
    "backfill_in_post",
)
# Bent as the extra officers are, and so not among those whose mean is the pipeline's.
ALSO_COUNTED = ("response_shortfall",)


@dataclass(frozen=True)
class MeanMonth:
    """One month of many runs: an estimate of each count, and the share of runs each limit bound."""

    month: int
    counts: Mapping[str, Estimate]
    paid_by_point: Mapping[int, Estimate]
    bound: Mapping[Binding, float]


# --- Runs -------------------------------------------------------------------------------------


def run(inputs: UpliftInputs, seed: int) -> tuple[SimulatedMonth, ...]:
    """Simulate the uplift once; the same seed gives the same run."""
    pipeline.check(inputs)
    rng = random.Random(seed)
    started_with = whole_number(inputs.strength_at_start, rng)
    inputs = replace(inputs, strength_at_start=Fraction(started_with), pool=pool_of_whole_officers(inputs, rng))
    force = Force([Officer() for _ in range(started_with)], ever_entered=started_with)
    months: list[SimulatedMonth] = []
    for t in range(inputs.months):
        months.append(month_of(inputs, force, t, rng))
        check_the_balance(force, started_with, months)
    return tuple(months)


def pool_of_whole_officers(inputs: UpliftInputs, rng: random.Random) -> Pool | None:
    if inputs.pool is None:
        return None
    return replace(inputs.pool, officers=Fraction(whole_number(inputs.pool.officers, rng)))


def mean_of(inputs: UpliftInputs, seeds: Iterable[int]) -> tuple[MeanMonth, ...]:
    """Simulate the uplift once for each seed and average, month by month."""
    runs = [run(inputs, seed) for seed in seeds]
    return tuple(mean_month(months) for months in zip(*runs, strict=True))


def mean_month(months: Sequence[SimulatedMonth]) -> MeanMonth:
    bound = Counter(month.binding for month in months)
    points = sorted({point for month in months for point in month.paid_by_point})
    return MeanMonth(
        month=months[0].month,
        counts={name: estimate([getattr(month, name) for month in months]) for name in (*COUNTS, *ALSO_COUNTED)},
        paid_by_point={point: estimate([month.paid_by_point.get(point, 0) for month in months]) for point in points},
        bound={binding: times / len(months) for binding, times in bound.items()},
    )


# --- One month, in the order of its events ------------------------------------------------------


def month_of(inputs: UpliftInputs, force: Force, t: int, rng: random.Random) -> SimulatedMonth:
    leavers = leave(inputs, force, rng)
    qualified, failed = finish_courses(inputs, force, t, rng)
    transfers = transfer(inputs, force, rng)
    force.extra_by_month.append(max(0, len(force.authorised) - int(inputs.strength_at_start)))
    recruitment = backfill(inputs, force, t, rng)
    force.in_post_by_month.append(sum(recruitment.paid_by_point.values()))
    pool = pool_of(inputs, force, t)
    intake = Intake()
    if courses.is_intake_month(inputs, t):
        intake = take_in(inputs, force, t, pool, rng)
    return SimulatedMonth(
        month=t,
        leavers=leavers,
        qualified=qualified,
        failed=failed,
        transfers=transfers,
        authorised=len(force.authorised),
        deployable=how_many(len(force.authorised), float(inputs.deployable_share), rng),
        extra=force.extra_by_month[t],
        in_training=len(force.students),
        applicants=intake.applicants,
        selected=intake.selected,
        asked=intake.asked,
        places=intake.places,
        binding=intake.binding,
        hires=recruitment.hires,
        recruited=recruitment.recruited,
        lost_in_probation=recruitment.lost_in_probation,
        backfill_in_post=force.in_post_by_month[t],
        paid_by_point=recruitment.paid_by_point,
        sought=staffing.sought_strength(inputs, t),
        pool=pool,
        response_shortfall=response_shortfall(inputs, force, t),
    )


def leave(inputs: UpliftInputs, force: Force, rng: random.Random) -> int:
    """Ask each authorised officer whether this is the month to go."""
    monthly = 1 - (1 - float(influences.attrition(inputs))) ** (1 / 12)
    staying: list[Officer] = []
    leaving: list[Officer] = []
    for officer in force.authorised:
        (leaving if happens(monthly, rng) else staying).append(officer)
    force.authorised = staying
    force.gone += leaving
    return len(leaving)


def finish_courses(inputs: UpliftInputs, force: Force, t: int, rng: random.Random) -> tuple[int, int]:
    """Authorise those who pass; those who fail do not come back. Count both."""
    finishing = [student for student in force.students if student.qualifies_in == t]
    force.students = [student for student in force.students if student.qualifies_in != t]
    passed: list[Officer] = []
    failed: list[Officer] = []
    for student in finishing:
        (passed if happens(float(courses.pass_rate(inputs)), rng) else failed).append(student)
    force.authorised += passed
    force.qualified += len(passed)
    force.gone += failed
    return len(passed), len(failed)


def transfer(inputs: UpliftInputs, force: Force, rng: random.Random) -> int:
    """Let whole officers arrive or go; no more go than there are."""
    net = max(whole_number(influences.net_transfers(inputs) / 12, rng), -len(force.authorised))
    if net < 0:
        going = rng.sample(force.authorised, -net)
        force.authorised = [officer for officer in force.authorised if officer not in going]
        force.gone += going
    else:
        force.authorised += [Officer() for _ in range(net)]
        force.ever_entered += net
    return net


# --- An intake --------------------------------------------------------------------------------


def take_in(inputs: UpliftInputs, force: Force, t: int, pool: int | None, rng: random.Random) -> Intake:
    applicants, selected = candidates(inputs, pool, rng)
    authorised = len(force.authorised)
    sought = staffing.sought_strength(inputs, t)
    asked = pipeline.places_asked_for(inputs, float(authorised), students_who_count(inputs, force, t), sought)
    granted, binding = tightest(asked, limits_of_an_intake(inputs, authorised, selected))
    places = whole_number(granted, rng)
    ready = t + courses.months_to_qualify(inputs)
    force.students += [Officer(qualifies_in=ready) for _ in range(places)]
    force.ever_entered += places
    return Intake(applicants, selected, asked, places, binding)


def students_who_count(inputs: UpliftInputs, force: Force, t: int) -> float:
    """Count the students who, if they pass, are expected in post on the day that the intake of month t qualifies."""
    ready = t + courses.months_to_qualify(inputs)
    finishing = [student.qualifies_in for student in force.students if student.qualifies_in is not None]
    return sum(pipeline.staying(inputs, ready - month) for month in finishing)


def candidates(inputs: UpliftInputs, pool: int | None, rng: random.Random) -> tuple[int, int]:
    """Count those who apply for one intake and those of them who are selected."""
    intakes = courses.intakes_a_year(inputs)
    if inputs.mode == "transferee":
        applicants = whole_number(influences.transferee_applicants(inputs) / intakes, rng)
        return applicants, applicants
    if pool is None:
        applicants = whole_number(influences.volunteers(inputs) / intakes, rng)
    else:
        applicants = poisson(float(influences.volunteers_of_the_pool(inputs, pool) / intakes), rng)
    return applicants, how_many(applicants, float(inputs.selection_rate), rng)


def pool_of(inputs: UpliftInputs, force: Force, t: int) -> int | None:
    """Count the officers past probation: those who qualify for firearms go, recruits come of age."""
    if inputs.pool is None or inputs.mode == "transferee":
        return None
    hired_by = t - inputs.to_eligible_for_firearms
    come_of_age = sum(recruit.hired_in <= hired_by for recruit in force.recruits)
    return max(0, int(inputs.pool.officers) - force.qualified + come_of_age)


def tightest(asked: float, limits: Sequence[tuple[Binding, Fraction | float]]) -> tuple[Fraction | float, Binding]:
    """Grant the least of what is asked for and the limits; on a tie the first named bound."""
    named: list[tuple[Binding, Fraction | float]] = [("none", asked), *limits]
    binding, granted = min(named, key=lambda limit: limit[1])
    return granted, binding


def limits_of_an_intake(inputs: UpliftInputs, authorised: int, selected: int) -> list[tuple[Binding, Fraction | float]]:
    """Find the places that one intake can have, limit by limit."""
    limits: list[tuple[Binding, Fraction | float]] = [
        ("volunteers", selected),
        ("class_size", inputs.class_size),
        ("instructors", places_by_instructors(inputs, authorised)),
    ]
    if inputs.range_days is not None and inputs.students_per_range_day is not None:
        student_days = inputs.range_days * inputs.students_per_range_day
        limits.append(("range", places_by_range(inputs, authorised, student_days)))
    return limits


def places_by_instructors(inputs: UpliftInputs, authorised: int) -> Fraction:
    """Share among the year's intakes the instructors' days that refresher training leaves."""
    refresher = authorised * inputs.refresher_days / inputs.students_per_instructor_refresher
    left = max(Fraction(0), inputs.instructors * inputs.instructor_days - refresher)
    return left * inputs.students_per_instructor_course / days_on_the_course(inputs) / courses.intakes_a_year(inputs)


def places_by_range(inputs: UpliftInputs, authorised: int, student_days: Fraction) -> Fraction:
    left = max(Fraction(0), student_days - authorised * inputs.refresher_days)
    return left / days_on_the_course(inputs) / courses.intakes_a_year(inputs)


def days_on_the_course(inputs: UpliftInputs) -> Fraction:
    return 5 * courses.course_weeks(inputs)


# --- The balance ------------------------------------------------------------------------------


def check_the_balance(force: Force, started_with: int, months: Sequence[SimulatedMonth]) -> None:
    """Nobody is lost, nobody counts twice, and this month's flows explain its stocks."""
    now = months[-1]
    authorised_before = months[-2].authorised if len(months) > 1 else started_with
    training_before = months[-2].in_training if len(months) > 1 else 0
    assert now.authorised == authorised_before - now.leavers + now.qualified + now.transfers
    assert now.in_training == training_before + now.places - now.qualified - now.failed
    assert now.recruited == now.hires + now.lost_in_probation
    assert len(force.recruits) == sum(month.hires for month in months)
    assert 0 <= now.deployable <= now.authorised
    assert 0 <= now.selected <= now.applicants
    check_nobody_counts_twice(force)


def check_nobody_counts_twice(force: Force) -> None:
    everybody = [*force.authorised, *force.students, *force.gone]
    assert len(everybody) == len(set(everybody)) == force.ever_entered
