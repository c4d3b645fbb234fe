"""What one schema asks for, or answers, against what it did: whom of its callers that breaks.

Asked: everything that the old schema takes, the new one takes. Answered: everything that the new one gives, readers of the
old one can read; they ignore fields and choices that they do not know, as the contract tells them to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import from_regex

Json = dict[str, Any]

MEANT_TO_CHANGE = frozenset({"register_version"})
"""Fields whose choices are of one release: who pins the version of the figures is to be refused when they have moved."""
LOWER_BOUNDS = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
UPPER_BOUNDS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
TEXTS_TRIED = 200
_EXAMPLES_ONLY = settings(
    max_examples=TEXTS_TRIED, database=None, derandomize=True, deadline=None,
    phases=[Phase.generate], suppress_health_check=list(HealthCheck),
)  # fmt: skip


@dataclass(frozen=True, order=True)
class Break:
    """One difference that breaks callers: where it is, which rule it falls under, and what it is."""

    where: str
    rule: str
    said: str

    def __str__(self) -> str:
        """In one line."""
        return f"{self.where}: {self.rule}: {self.said}"


@dataclass
class Schemas:
    """The schemas of two documents, and the pairs of named ones that were compared on the way here."""

    then: Json
    now: Json
    on_the_way: list[tuple[str, str, bool]] = field(default_factory=list)
    known: dict[tuple[str, str, bool], list[tuple[str, str, str]]] = field(default_factory=dict)

    def breaks(self, where: str, then: Json, now: Json, *, asked: bool) -> Iterator[Break]:
        """Compare two schemas at that place, of a request or of an answer."""
        pair = (then.get("$ref", ""), now.get("$ref", ""), asked)
        if not all(pair[:2]):
            yield from self._unions(where, _named(self.then, then), _named(self.now, now), asked)
        elif pair not in self.on_the_way:
            if pair not in self.known:
                self.on_the_way.append(pair)
                found = self._unions("", _named(self.then, then), _named(self.now, now), asked)
                self.known[pair] = [(each.where, each.rule, each.said) for each in found]
                self.on_the_way.pop()
            yield from (Break(where + place, rule, said) for place, rule, said in self.known[pair])

    def _unions(self, where: str, then: Json, now: Json, asked: bool) -> Iterator[Break]:
        befores, afters = _alternatives(self.then, then), _alternatives(self.now, now)
        if len(befores) == len(afters) == 1:
            yield from self._one(where, befores[0], afters[0], asked)
            return
        for one in befores if asked else afters:
            matched = [
                list(self._one(where, *((one, other) if asked else (other, one)), asked))
                for other in (afters if asked else befores)
                if _kinds(one) & _kinds(other) and _same_choice(one, other)
            ]
            if matched:
                yield from min(matched, key=len)
            elif asked:
                yield Break(where, "choice removed", f"{_called(one)} is no longer taken")
            elif _kinds(one) == {"null"}:
                yield Break(where, "answer made nullable", "may be null")
            else:
                yield Break(where, "answer of another type", f"may be {_called(one)}")

    def _one(self, where: str, then: Json, now: Json, asked: bool) -> Iterator[Break]:
        before, after = _kinds(then), _kinds(now)
        lost = before - after if asked else after - before
        if lost - ({"integer"} if "number" in (after if asked else before) else set()):
            words = sorted(lost)
            if asked:
                yield Break(where, "type narrowed", f"no longer takes {', '.join(words)}")
            elif "null" in lost:
                yield Break(where, "answer made nullable", "may be null")
            else:
                yield Break(where, "answer of another type", f"may be {', '.join(words)}")
            return
        yield from _values(where, then, now, asked)
        yield from self._fields(where, then, now, asked)
        if "items" in then and "items" in now:
            yield from self.breaks(f"{where}[]", then["items"], now["items"], asked=asked)
        for one, other in zip(then.get("allOf", []), now.get("allOf", []), strict=False):
            yield from self.breaks(where, one, other, asked=asked)
        if asked and len(now.get("allOf", [])) > len(then.get("allOf", [])):
            yield Break(where, "rule added", "one more schema must fit")

    def _fields(self, where: str, then: Json, now: Json, asked: bool) -> Iterator[Break]:
        before, after = then.get("properties", {}), now.get("properties", {})
        needed_then, needed = set(then.get("required", [])), set(now.get("required", []))
        for name in before:
            place = f"{where}.{name}"
            if name not in after:
                yield Break(place, "field removed", "is gone")
            else:
                yield from self.breaks(place, before[name], after[name], asked=asked)
        if asked:
            for name in sorted(needed - needed_then):
                rule = "field made required" if name in before else "new required field"
                yield Break(f"{where}.{name}", rule, "must be given")
            if now.get("additionalProperties") is False and then.get("additionalProperties") is not False:
                yield Break(where, "unknown fields refused", "were taken before")
        else:
            for name in sorted((needed_then - needed) & after.keys()):
                yield Break(f"{where}.{name}", "answer made optional", "may be left out")


def _values(where: str, then: Json, now: Json, asked: bool) -> Iterator[Break]:
    """Compare what a single value may be."""
    choices_then, choices = _choices(then), _choices(now)
    if choices_then is not None and where.rpartition(".")[2] not in MEANT_TO_CHANGE:
        gone = [] if choices is None else [each for each in choices_then if each not in choices]
        if gone:
            yield Break(where, "value removed", ", ".join(map(repr, gone)))
    if not asked:
        for word in ("format", "contentMediaType"):
            if then.get(word) != now.get(word):
                yield Break(where, "answer of another type", f"{word} {now.get(word)}, was {then.get(word)}")
        return
    yield from _bounds(where, then, now)
    if choices_then is None and choices is not None:
        yield Break(where, "values listed", "took any that fitted")
    if _default(then) is not None and _default(then) != _default(now):
        yield Break(where, "default changed", f"{_default(now)!r}, was {_default(then)!r}")
    if choices_then is None and "pattern" in now:
        yield from _pattern(where, then.get("pattern"), now["pattern"])


def _pattern(where: str, then: str | None, now: str) -> Iterator[Break]:
    if then is None:
        yield Break(where, "pattern narrowed", "took any text")
    elif then != now and (refused := text_refused(then, now)) is not None:
        yield Break(where, "pattern narrowed", f"no longer takes {refused!r}")


def _bounds(where: str, then: Json, now: Json) -> Iterator[Break]:
    for words, sign in ((LOWER_BOUNDS, 1), (UPPER_BOUNDS, -1)):
        for word in words:
            if word in now and (word not in then or sign * now[word] > sign * then[word]):
                yield Break(where, "bound narrowed", f"{word} {now[word]}, was {then.get(word, 'none')}")
    if now.get("uniqueItems") and not then.get("uniqueItems"):
        yield Break(where, "bound narrowed", "items must differ")


def text_refused(then: str, now: str) -> str | None:
    """A text that the old pattern takes and the new one does not, of some hundreds made from the old one."""
    found: list[str] = []

    @_EXAMPLES_ONLY
    @given(from_regex(re.compile(then, re.ASCII)))
    def tried(text: str) -> None:
        text = text.removesuffix("\n")
        if re.search(then, text) and not re.search(now, text):
            found.append(text)

    tried()
    return min(found, key=len, default=None)


def _named(schemas: Json, schema: Json) -> Json:
    """A schema, found where it refers to one, with what is said beside the reference."""
    if "$ref" not in schema:
        return schema
    beside = {word: value for word, value in schema.items() if word != "$ref"}
    found: Json = schemas[schema["$ref"].rpartition("/")[2]] | beside
    return found


def _alternatives(schemas: Json, schema: Json) -> list[Json]:
    """The single schemas that one may be; one that needs either of two fields may be the one or the other."""
    found = _named(schemas, schema)
    union = found.get("oneOf", found.get("anyOf"))
    if union is None:
        return [found]
    if "properties" in found:
        whole = {word: value for word, value in found.items() if word not in ("oneOf", "anyOf")}
        return [whole | {"required": [*whole.get("required", []), *each["required"]]} for each in union]
    beside = {word: found[word] for word in ("default", "x-default") if word in found}
    return [inner | beside for each in union for inner in _alternatives(schemas, each)]


def _default(schema: Json) -> object:
    return schema.get("default", schema.get("x-default"))


def _choices(schema: Json) -> list[object] | None:
    return [schema["const"]] if "const" in schema else schema.get("enum")


_JSON_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string", type(None): "null"}


def _kinds(schema: Json) -> frozenset[str]:
    """The JSON types that a schema allows; those of its values where it says no type, all where it says nothing."""
    said = schema.get("type")
    if said is not None:
        return frozenset([said] if isinstance(said, str) else said)
    if (choices := _choices(schema)) is not None:
        return frozenset(_JSON_TYPES[type(each)] for each in choices)
    return frozenset({*_JSON_TYPES.values(), "array", "object"})


def _same_choice(one: Json, other: Json) -> bool:
    """Whether two objects of a union are meant for one another: one value of `kind` names each, or neither says."""
    tags = [
        {
            name: tuple(values)
            for name, each in schema.get("properties", {}).items()
            if name not in MEANT_TO_CHANGE and len(values := _choices(each) or []) == 1
        }
        for schema in (one, other)
    ]
    return all(tags[1][name] == value for name, value in tags[0].items() if name in tags[1])


def _called(schema: Json) -> str:
    return str(schema.get("title") or " or ".join(sorted(_kinds(schema))))
