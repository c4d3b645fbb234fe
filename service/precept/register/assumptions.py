"""The parameters and choices an answer rests on: the register's defaults, a named set on top, the caller's on top of that."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Literal

from msgspec import structs

from precept.register.records import Choice, Evidence, Parameter, ParameterSetting, RoleValue
from precept.register.register import Register
from precept.register.tables import CHOICES, PARAMETER_SETS, PARAMETERS, ROLE_VALUES
from precept.register.units import MILLIONTHS, PENCE, exactly
from precept.workings import Figure

Origin = Literal["register", "parameter_set", "caller"]


@dataclass(frozen=True)
class Assumption:
    """One parameter as used: its value, and who said so."""

    parameter: Parameter
    value: Decimal
    origin: Origin

    @property
    def evidence(self) -> Evidence:
        """The register's evidence for its own figure; whatever else is used is an assumption."""
        return self.parameter.evidence if self.origin == "register" else Evidence.ASSUMPTION

    @property
    def within_range(self) -> bool:
        """Whether the value lies in the plausible range that the register states."""
        return self.parameter.low <= self.value <= self.parameter.high


@dataclass(frozen=True)
class ChoiceMade:
    """One choice of method as used, and who made it."""

    choice: Choice
    option: str
    origin: Origin


ARMED_RESPONSE = "arv_officer"
"""The role that the register's defaults are those of."""


def _for_role(parameter: Parameter, role: str, register: Register) -> Parameter:
    """The parameter as it is for a role: its own row of the register, or else the default."""
    own: RoleValue | None = register.tables[ROLE_VALUES.name].get(role, parameter.name)
    if own is None:
        return parameter
    return structs.replace(
        parameter,
        default=own.value,
        low=own.low,
        high=own.high,
        evidence=own.evidence,
        source=own.source,
        note=own.note,
    )


@dataclass(frozen=True, eq=False)
class Assumptions:
    """Every parameter and choice in force for one question."""

    parameters: Mapping[str, Assumption]
    choices: Mapping[str, ChoiceMade]
    register_only: Assumptions | None = None
    """The register's own values (a role's, under a named set) that these were laid over; None for those themselves."""
    own: frozenset[str] = frozenset()
    """The parameters and choices that the caller gave."""

    @classmethod
    def of(
        cls,
        register: Register,
        parameter_set: str = "defaults",
        overrides: Mapping[str, str] | None = None,
        role: str = ARMED_RESPONSE,
    ) -> Assumptions:
        """Lay a named set, then the caller's own values, over the register's defaults for a role.

        `overrides` gives decimals and options as text, by the name of the parameter or choice.
        """
        held = _register_only(register, parameter_set, role)
        if not overrides:
            return held
        given = {
            name: replace(held.parameters[name], value=Decimal(text), origin="caller")
            for name, text in overrides.items()
            if name in held.parameters
        }
        made = {
            name: replace(held.choices[name], option=text, origin="caller")
            for name, text in overrides.items()
            if name in held.choices
        }
        return cls({**held.parameters, **given}, {**held.choices, **made}, held, frozenset((*given, *made)))

    def with_value(self, name: str, value: Decimal) -> Assumptions:
        """The same assumptions with another value of one parameter, the caller's own."""
        changed = replace(self.parameters[name], value=value, origin="caller")
        parameters = {**self.parameters, name: changed}
        return Assumptions(parameters, self.choices, self.held, self.own | {name})

    @property
    def held(self) -> Assumptions:
        """The register's own values, under whatever the caller gave: what an index of the register goes by."""
        return self.register_only or self

    def value(self, name: str) -> Decimal:
        """The value of a parameter, in its unit."""
        return self.parameters[name].value

    def pence(self, name: str) -> int:
        """The value of a parameter that is an amount of money, in pence."""
        return exactly(self.value(name), PENCE)

    def millionths(self, name: str) -> int:
        """The value of a share or percentage parameter as millionths of one."""
        per_one = 100 if self.parameters[name].parameter.unit == "percent" else 1
        return exactly(self.value(name) / per_one, MILLIONTHS)

    def option(self, name: str) -> str:
        """The option chosen."""
        return self.choices[name].option

    def figures(self, names: Collection[str]) -> tuple[Figure, ...]:
        """List the named parameters, and every choice, as figures that an answer rests on."""
        figures = self.every_figure
        return tuple(
            [figures[name] for name in self.parameters if name in names] + [figures[name] for name in self.choices]
        )

    @cached_property
    def every_figure(self) -> Mapping[str, Figure]:
        """Every parameter and choice as a figure; those of the register are written once."""
        if self.register_only is None:
            return {
                **{name: _figure_of_parameter(name, used) for name, used in self.parameters.items()},
                **{name: _figure_of_choice(name, made) for name, made in self.choices.items()},
            }
        given = {
            name: _figure_of_parameter(name, self.parameters[name])
            if name in self.parameters
            else _figure_of_choice(name, self.choices[name])
            for name in self.own
        }
        return {**self.register_only.every_figure, **given}

    def outside_range(self) -> list[str]:
        """Say which of the caller's own values lie outside the plausible range."""
        return [
            f"{name} {used.value} is outside its plausible range, {used.parameter.low} to {used.parameter.high}."
            for name, used in (self.parameters.items() if self.own else ())
            if used.origin == "caller" and not used.within_range
        ]


@lru_cache(maxsize=64)
def _register_only(register: Register, parameter_set: str, role: str) -> Assumptions:
    """Lay a named set over the defaults for a role: an index, for it depends on the register alone."""
    settings: tuple[ParameterSetting, ...] = register.tables[PARAMETER_SETS.name].rows
    from_set = {row.name: row.value for row in settings if row.parameter_set == parameter_set}

    def in_force(name: str, default: str) -> tuple[str, Origin]:
        return (from_set[name], "parameter_set") if name in from_set else (default, "register")

    parameters = {}
    for default in register.tables[PARAMETERS.name].rows:
        parameter = _for_role(default, role, register)
        text, origin = in_force(parameter.name, str(parameter.default))
        parameters[parameter.name] = Assumption(parameter, Decimal(text), origin)
    choices = {}
    for choice in register.tables[CHOICES.name].rows:
        option, origin = in_force(choice.name, choice.default)
        choices[choice.name] = ChoiceMade(choice, option, origin)
    return Assumptions(parameters, choices)


def _figure_of_parameter(name: str, used: Assumption) -> Figure:
    return Figure(
        name=name,
        value=str(used.value),
        unit=used.parameter.unit,
        evidence="given" if used.origin == "caller" else used.evidence.value,
        source=used.parameter.source if used.origin == "register" else None,
        note=used.parameter.note if used.origin == "register" else None,
        low=str(used.parameter.low),
        high=str(used.parameter.high),
        within_range=used.within_range,
    )


def _figure_of_choice(name: str, made: ChoiceMade) -> Figure:
    return Figure(
        name=name,
        value=made.option,
        unit="choice",
        evidence="given" if made.origin == "caller" else "assumption",
        source=made.choice.source if made.origin == "register" else None,
        note=made.choice.what,
    )
