"""From msgspec's word about a field to ours: which field, what is wrong with it, and what would be right."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from precept.api.text import PATTERN_WORDS, published

_AT = re.compile(r"^(?P<what>.*?)(?: - at `(?:key in )?\$(?P<path>[^`]*)`)?$", re.DOTALL)
_NAMED = re.compile(r"(?P<fault>unknown|missing required) field `(?P<name>.*)`$", re.DOTALL)
_REGEX = re.compile(r"^Expected `str` matching regex '(?P<pattern>.*)'$", re.DOTALL)
_TYPES = re.compile(r"^Expected `(?P<wanted>[^`]*)`, got `(?P<found>[^`]*)`$")
_AS_TEXT = 'Expected text: write it in quotes, such as "3.4".'
_SHAPES = {
    "increase": '{"kind": "percent", "percent": "3.4"}',
    "baseline": '{"kind": "freeze"}',
    "limit": '{"rule": "cash", "pounds": "5.00"}',
    "rounding": '{"band_d": "penny"}',
    "assumptions": '{"attrition": "0.05"}',
    "rows": "{" + '"police_area": "E23000032", "financial_year": "2016-17", "increase": "freeze", '
    '"officers": 24, "strength_at_start": "76"}',
    "on_costs": '{"ni_rate_percent": "13.8"}',
}
"""What an object looks like where one is wanted and something else was sent."""
LONGEST_FIELD, LONGEST_WORDS = 200, 400


@dataclass(frozen=True)
class Vocabulary:
    """The names a request may use, and the words a field may hold."""

    names: tuple[str, ...]
    options: dict[str, tuple[str, ...]]


@cache
def vocabulary_of(kind: type[Struct]) -> Vocabulary:
    """Read the names and options of a request and of everything inside it."""
    names: dict[str, None] = {}
    options: dict[str, dict[str, None]] = {}
    _, components = msgspec.json.schema_components([kind])
    for name, schema in _properties(components):
        names[name] = None
        options.setdefault(name, {}).update(dict.fromkeys(map(str, schema.get("enum", ()))))
    return Vocabulary(tuple(names), {name: tuple(words) for name, words in options.items() if words})


def _properties(value: object) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        properties = value.get("properties")
        if isinstance(properties, dict):
            yield from properties.items()
        for each in value.values():
            yield from _properties(each)
    elif isinstance(value, list):
        for each in value:
            yield from _properties(each)


def field_and_words(error: msgspec.ValidationError, kind: type[Struct]) -> tuple[str, str]:
    """Name the field, as a path, and say what would be right."""
    match = _AT.match(str(error))
    what, path = (match["what"], match["path"] or "") if match else (str(error), "")
    field = path.lstrip(".")
    vocabulary = vocabulary_of(kind)
    named = _NAMED.search(what)
    if named:
        field = f"{field}.{named['name']}" if path else named["name"]
        what = "The field is required." if named["fault"] != "unknown" else _no_such(named["name"], vocabulary)
    else:
        what = _right(what, field.rpartition(".")[2], vocabulary)
    return field[:LONGEST_FIELD] or "body", what[:LONGEST_WORDS]


def _no_such(name: str, vocabulary: Vocabulary) -> str:
    others = [each for each in vocabulary.names if each != name]
    near = difflib.get_close_matches(name[:LONGEST_FIELD], others, n=1)
    return f"There is no such field here; did you mean {near[0]}?" if near else "There is no such field here."


def _right(what: str, name: str, vocabulary: Vocabulary) -> str:
    regex = _REGEX.match(what)
    if regex:
        pattern = regex["pattern"].replace("\\\\", "\\")
        return PATTERN_WORDS.get(pattern, f"Expected text that matches {published(pattern)}")
    if what.startswith(("Invalid value", "Invalid enum value")) and name in vocabulary.options:
        return f"Expected one of {', '.join(vocabulary.options[name])}."
    types = _TYPES.match(what)
    if types and types["wanted"] == "object" and (shape := _SHAPES.get(name.partition("[")[0])):
        return f"Expected an object, such as {shape}."
    if types and types["wanted"].startswith("str") and types["found"] in ("int", "float"):
        return _AS_TEXT
    if types and types["wanted"] == "int" and types["found"] == "str":
        return "Expected a whole number, without quotes."
    return what
