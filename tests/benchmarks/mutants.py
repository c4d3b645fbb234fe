"""Every mutant of the two rooms: mutmut's operators on all code, and a return that gives nothing.

mutmut's own run leaves out what is decorated and what stands outside functions, where the properties and the Polars
expressions are, and does not look for sources in `service`; its operators work anywhere. Left out, since no run of the
program could tell: annotations and type aliases, docstrings, imports, decorators, overloads, the type given to
`typing.cast`, `strict` of a `zip` of equal lengths. A text is changed in one way, not three.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import OPERATORS_TYPE, mutation_operators

TYPE_ONLY = {"TypeVar", "NewType", "ParamSpec"}


def _return_nothing(node: cst.Return) -> Iterable[cst.Return]:
    if node.value is not None and not (isinstance(node.value, cst.Name) and node.value.value == "None"):
        yield node.with_changes(value=cst.Name("None"))


OPERATORS: OPERATORS_TYPE = [*mutation_operators, (cst.Return, _return_nothing)]


@dataclass(frozen=True, eq=False)
class Mutant:
    """One change of one module; `lines` are those of the statement it stands in, none where that runs at import."""

    path: Path
    site: int
    """Which place of the module it changes; several mutants may change the same."""
    operator: str
    line: int
    lines: range
    _module: cst.Module
    _node: cst.CSTNode
    _new: cst.CSTNode

    @property
    def was(self) -> str:
        return self._text(self._node)

    @property
    def becomes(self) -> str:
        return self._text(self._new)

    def _text(self, node: cst.CSTNode) -> str:
        return " ".join(self._module.code_for_node(node).split())

    def source(self) -> str:
        """Write the whole module with the change."""
        return self._module.deep_replace(self._node, self._new).code  # type: ignore[union-attr]


def mutants_of(path: Path) -> list[Mutant]:
    """List the mutants of a module in the order of its text."""
    wrapper = MetadataWrapper(cst.parse_module(path.read_text("utf-8")), unsafe_skip_copy=True)
    sites = _Sites(path, wrapper.module)
    wrapper.visit(sites)
    return sites.found


class _Sites(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, path: Path, module: cst.Module) -> None:
        super().__init__()
        self.path, self.module = path, module
        self.found: list[Mutant] = []
        self._within: list[cst.CSTNode] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if _cannot_change_anything(node, self._within):
            return False
        self.found.extend(self._mutants(node, len(self.found)))
        self._within.append(node)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if self._within and self._within[-1] is original_node:
            self._within.pop()

    def _mutants(self, node: cst.CSTNode, site: int) -> Iterator[Mutant]:
        for kind, operator in OPERATORS:
            if not isinstance(node, kind):
                continue
            changed = [new for new in operator(node) if not _same_but_for_strict(node, new)]
            name = operator.__name__.removeprefix("operator_").strip("_")
            if name == "string":
                changed = changed[:1]
            for new in changed:
                yield Mutant(self.path, site, name, self._place(node)[0], self._statement(), self.module, node, new)

    def _place(self, node: cst.CSTNode) -> tuple[int, int]:
        for each in (node, *reversed(self._within)):
            place = self.get_metadata(PositionProvider, each, None)
            if place is not None:
                return place.start.line, place.end.line
        return 1, 1

    def _statement(self) -> range:
        """Find the lines that run where the node does: its statement, or the function whose head it stands in."""
        functions = [each for each in self._within if isinstance(each, cst.FunctionDef)]
        if not functions:
            return range(0)
        statements = [each for each in self._within if isinstance(each, cst.BaseStatement | cst.BaseSmallStatement)]
        first, last = self._place(statements[-1])
        body = getattr(statements[-1], "body", None)
        if isinstance(body, cst.IndentedBlock) and not isinstance(statements[-1], cst.FunctionDef):
            last = max(first, self._place(body.body[0])[0] - 1)
        return range(first, last + 1)


def _called(node: cst.CSTNode) -> str:
    return node.func.value if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) else ""


def _cannot_change_anything(node: cst.CSTNode, within: list[cst.CSTNode]) -> bool:
    """Tell whether nothing below the node is ever looked at when the program runs."""
    match node:
        case (
            cst.Annotation()
            | cst.Decorator()
            | cst.Import()
            | cst.ImportFrom()
            | cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString())
        ):
            return True
        case cst.FunctionDef():
            return any(
                isinstance(each.decorator, cst.Name) and each.decorator.value == "overload" for each in node.decorators
            )
        case cst.Assign():
            outside = not any(isinstance(each, cst.FunctionDef) for each in within)
            return _called(node.value) in TYPE_ONLY or (outside and isinstance(node.value, cst.Subscript))
        case cst.Call():
            return _called(node) == "assert_never"
        case cst.Arg():
            around = within[-1]
            typed = _called(around) == "cast" and isinstance(around, cst.Call) and around.args[0] is node
            return typed or (node.keyword is not None and node.keyword.value == "strict")
    return False


def _same_but_for_strict(old: cst.CSTNode, new: cst.CSTNode) -> bool:
    """Tell whether a call to `zip` or `cast` changed only what is not looked at."""
    if not (isinstance(old, cst.Call) and isinstance(new, cst.Call)):
        return False
    if _called(old) == "cast":
        return len(new.args) == len(old.args) and new.args[1] is old.args[1]
    if _called(old) != "zip":
        return False
    had, has = ([arg for arg in call.args if arg.keyword is None] for call in (old, new))
    return len(had) == len(has) and all(a is b for a, b in zip(had, has, strict=True))
