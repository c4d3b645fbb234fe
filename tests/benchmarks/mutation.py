"""Mutation testing of `council_tax` and `funding`: of a seeded sample of changes to the code, the share that a test notices.

    .venv/bin/python -m tests.benchmarks.mutation [--seed 1] [--mutants 600] [--minutes 60] [--again] [--patience 4]

Every place of a module that can be changed is as likely to be drawn as any other, then one of its changes; each module
gets its share of the sample, two at least. The tests that reach the line are run quickest first, in a process of the
mutant's own, until one fails; after about twelve seconds' worth the mutant has survived, so the score is a floor. One that
hangs counts as killed, and is told apart. Which lines a test reaches is asked first (minutes), and kept under
`build/mutation` beside the results; a run that was broken off goes on where it stopped, and `--again` tries its survivors
once more, after tests were added or with more patience. `equivalent_mutants.toml` lists, with its reason, each change
drawn so far that no test could notice; these do not count.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import math
import os
import resource
import signal
import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from itertools import takewhile
from pathlib import Path
from random import Random
from types import CodeType
from typing import Any

import pytest
from tests.benchmarks.mutants import Mutant, mutants_of
from tests.benchmarks.reached import KEPT, PLAIN, ROOMS, SERVICE, TOP, Reached, reached

EQUIVALENT = Path(__file__).with_name("equivalent_mutants.toml")
STAY = ("register", "workings", "workforce", "uplift")
"""Rooms that know nothing of the two."""
PLUGINS = (
    "xdist.plugin",
    "hypothesis",
    "anyio.pytest_plugin",
    "httpx",
    "jsonschema",
    "xlsxwriter",
)
FIRST_SECONDS, WHOLE_SECONDS, REACHING_SECONDS, OTHER_SECONDS = 1.5, 8.0, 6.0, 2.0
SECONDS_A_FILE = 0.5
"""What it takes to open one more file of tests."""
SECONDS_A_FUNCTION = 2.0
ALREADY_LOADED = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
LEAST_A_MODULE = 2
EXAMPLES = "tests/contract/test_examples.py::"
"""Whole answers, word by word."""
CONTRACT = "tests/contract/test_contract_document.py::test_the_committed_contract_is_what_the_service_serves"
"""Where the names and defaults that stand outside functions are on show."""
MEMORY = 8 << 30
Result = dict[str, Any]


# --- which mutants -----------------------------------------------------------------------------


def draw(seed: int, wanted: int) -> tuple[list[Mutant], dict[str, int]]:
    """Draw mutants, each module in proportion to its places; and count the places by module."""
    by_module = {path: mutants_of(path) for room in ROOMS for path in sorted((SERVICE / room).rglob("*.py"))}
    places = {path: len({each.site for each in mutants}) for path, mutants in by_module.items()}
    every = sum(places.values())
    drawn: list[Mutant] = []
    for path, mutants in by_module.items():
        rng = Random(f"{seed} {path.relative_to(SERVICE)}")
        share = max(LEAST_A_MODULE, round(wanted * places[path] / every))
        at = defaultdict(list)
        for each in mutants:
            at[each.site].append(each)
        drawn.extend(rng.choice(at[site]) for site in rng.sample(sorted(at), min(share, len(at))))
    Random(seed).shuffle(drawn)
    return drawn, {_module(path): count for path, count in places.items()}


def _module(path: Path) -> str:
    return str(path.relative_to(SERVICE))


def _told(mutant: Mutant) -> Result:
    return {
        "module": _module(mutant.path),
        "line": mutant.line,
        "operator": mutant.operator,
        "was": mutant.was,
        "becomes": mutant.becomes,
    }


def _key(result: Result) -> tuple[Any, ...]:
    return tuple(result[name] for name in ("module", "line", "operator", "was", "becomes"))


# --- which tests -------------------------------------------------------------------------------


def rounds_of_tests(mutant: Mutant, reach: Reached, patience: float = 1) -> Iterator[list[str]]:
    """Give the quickest tests that reach the line, then whole answers and the others that do, then others of the module."""
    module = _module(mutant.path)
    reaching = reach.reaching(module, mutant.lines) if mutant.lines else []
    of_module = reach.reaching(module, range(0)) or sorted(reach.seconds, key=reach.seconds.__getitem__)
    tests = reaching or of_module
    first = _within(tests, reach, FIRST_SECONDS)
    yield first
    whole = _within(
        [test for test in tests if test.startswith(EXAMPLES) and test not in first], reach, patience * WHOLE_SECONDS
    )
    rest = _within([test for test in tests if test not in {*first, *whole}], reach, patience * REACHING_SECONDS)
    yield [*whole, *rest]
    yield _within([test for test in of_module if test not in {*first, *whole, *rest}], reach, patience * OTHER_SECONDS)
    if not mutant.lines:
        yield [CONTRACT]


def _within(tests: Iterable[str], reach: Reached, seconds: float) -> list[str]:
    """Take tests in order while they fit, the cases of one function, examples aside, for two seconds at most."""
    spent = 0.0
    by_function: dict[str, float] = defaultdict(float)
    files: set[str] = set()
    taken = []
    for test in dict.fromkeys(tests):
        function, file = test.split("[")[0], test.split("::")[0]
        cost = reach.seconds[test] + 0.01 + (0 if file in files else SECONDS_A_FILE)
        most = seconds if test.startswith(EXAMPLES) else SECONDS_A_FUNCTION
        too_much_of_it = function in by_function and by_function[function] + cost > most
        if taken and (spent + cost > seconds or too_much_of_it):
            continue
        spent += cost
        by_function[function] += cost
        files.add(file)
        taken.append(test)
    return taken


# --- one mutant --------------------------------------------------------------------------------


class _Instead(SourceFileLoader, MetaPathFinder):
    """Loads one module from another text; all others as ever."""

    def __init__(self, name: str, path: Path, source: str) -> None:
        super().__init__(name, str(path))
        self.source = source

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        inside = [str(Path(self.path).parent)] if self.path.endswith("__init__.py") else None
        return spec_from_file_location(fullname, self.path, loader=self, submodule_search_locations=inside)

    def get_code(self, _fullname: str) -> CodeType:
        code: CodeType = compile(self.source, self.path, "exec", dont_inherit=True)
        return code


def load_what_stays() -> None:
    """Import, once for all mutants, whatever does not depend on the two rooms, and read the register."""
    for name in (*PLUGINS, "precept.app", *(f"precept.{room}" for room in STAY)):
        importlib.import_module(name)
    for name in [each for each in sys.modules if each.startswith("precept.")]:
        if name.split(".")[1] not in STAY:
            parent, _, child = name.rpartition(".")
            del sys.modules[name]
            if hasattr(sys.modules.get(parent), child):
                delattr(sys.modules[parent], child)
    register = importlib.import_module("precept.register")
    register.load_register = cache(register.load_register)  # type: ignore[attr-defined]
    register.load_register()
    register.load_register(None)
    gc.freeze()


def tried(path: Path, source: str, tests: Sequence[str], seconds: float) -> str:
    """Run tests against a module with another text, in a process of its own: `survived`, `killed` or `timed out`."""
    child = os.fork()
    if child == 0:
        _run_and_exit(path, source, tests)
    until = time.monotonic() + 30 + 6 * seconds
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return "survived" if os.waitstatus_to_exitcode(status) == 0 else "killed"
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "timed out"


def _run_and_exit(path: Path, source: str, tests: Sequence[str]) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    parts = path.relative_to(SERVICE.parent).with_suffix("").parts
    name = ".".join(part for part in parts if part != "__init__")
    sys.meta_path.insert(0, _Instead(name, path, source))
    status = 1
    try:
        status = int(pytest.main([*PLAIN, "-x", *ALREADY_LOADED, *tests]))
    finally:
        os._exit(status)


def _seconds(tests: Sequence[str], reach: Reached) -> float:
    return sum(reach.seconds.get(test, 1) for test in tests)


def fate(mutant: Mutant, reach: Reached, patience: float) -> str:
    """Try a mutant on rounds of tests until one notices it."""
    source = mutant.source()
    for tests in rounds_of_tests(mutant, reach, patience):
        if tests:
            found = tried(mutant.path, source, tests, _seconds(tests, reach))
            if found != "survived":
                return found
    return "survived"


def check_the_way_of_trying(mutants: Sequence[Mutant], reach: Reached) -> None:
    """Stop where a module that was not changed at all would count as killed."""
    for mutant in mutants:
        tests = [test for each in rounds_of_tests(mutant, reach) for test in each]
        seconds = _seconds(tests, reach)
        if tried(mutant.path, mutant.path.read_text("utf-8"), tests, seconds) != "survived":
            raise SystemExit(f"The tests of {_module(mutant.path)} fail without a mutant.")


# --- the report --------------------------------------------------------------------------------


def report(results: Sequence[Result], places: dict[str, int]) -> None:
    """Print the score of each room, module and kind of change, and the survivors."""
    excused = {_known(entry) for entry in tomllib.loads(EQUIVALENT.read_text("utf-8"))["equivalent"]}
    counted = [each for each in results if _known(each) not in excused]
    print(f"{len(results)} drawn, {len(results) - len(counted)} of them equivalent; {_counts(counted)}.")
    for room in ROOMS:
        print(f"{room}: {_score([each for each in counted if each['module'].startswith(room)], places)}")
    for title, name in (("Kinds of change", "operator"), ("Modules", "module")):
        print(f"\n{title}")
        for value, some in sorted(_by(counted, name).items()):
            print(f"  {value}: {_counts(some)}")
    print("\nSurvivors")
    for each in sorted((each for each in counted if each["fate"] == "survived"), key=_key):
        print(f"  {each['module']}:{each['line']} {each['operator']}: {_difference(each['was'], each['becomes'])}")


def _known(entry: Result) -> tuple[str, str, str]:
    return entry["module"], entry["was"], entry["becomes"]


def _by(results: Iterable[Result], name: str) -> dict[str, list[Result]]:
    found: dict[str, list[Result]] = defaultdict(list)
    for each in results:
        found[each[name]].append(each)
    return found


def _counts(results: Sequence[Result]) -> str:
    fates = Counter(each["fate"] for each in results)
    return f"{len(results)} counted, {fates['killed']} killed, {fates['timed out']} timed out, {fates['survived']} survived"


def _score(results: Sequence[Result], places: dict[str, int]) -> str:
    """Weigh each module by its places; the error is that of a plain sample, which is a little too large."""
    by_module = _by(results, "module")
    every = sum(places[module] for module in by_module)
    caught = {
        module: sum(each["fate"] != "survived" for each in some) / len(some) for module, some in by_module.items()
    }
    score = sum(places[module] * caught[module] for module in by_module) / every
    error = math.sqrt(score * (1 - score) / len(results))
    return f"{100 * score:.1f} % (standard error {100 * error:.1f}) of {every} places; {_counts(results)}"


def _difference(was: str, becomes: str) -> str:
    start = _alike(was, becomes)
    end = _alike(was[start:][::-1], becomes[start:][::-1])
    before, after = was[max(0, start - 40) : start], was[len(was) - end :][:20]
    old, new = (text[start : len(text) - end] for text in (was, becomes))
    return f"…{before}⟦{old}⟧{after}… → ⟦{new}⟧"


def _alike(one: str, other: str) -> int:
    """Count the characters that two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def main() -> None:
    """Draw, try what was not tried yet, and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutants", type=int, default=600)
    parser.add_argument(
        "--minutes", type=float, default=math.inf, help="stop after so long: what was tried is a sample too"
    )
    parser.add_argument(
        "--patience", type=float, default=1, help="so many times as many seconds of tests for each mutant"
    )
    parser.add_argument("--again", action="store_true", help="try the survivors once more")
    asked = parser.parse_args()
    os.chdir(TOP)
    drawn, places = draw(asked.seed, asked.mutants)
    kept = KEPT.with_name(f"seed-{asked.seed}-{asked.mutants}.jsonl")
    known = (
        {_key(each): each for each in map(json.loads, kept.read_text("utf-8").splitlines())} if kept.exists() else {}
    )
    reach = reached()
    load_what_stays()
    if not known:
        check_the_way_of_trying(drawn[:3], reach)
    began = time.monotonic()
    with kept.open("a", encoding="utf-8") as out:
        for number, mutant in enumerate(drawn, start=1):
            if time.monotonic() - began > 60 * asked.minutes:
                break
            told = _told(mutant)
            before = known.get(_key(told))
            if before is None or (asked.again and before["fate"] == "survived"):
                start = time.monotonic()
                told |= {"fate": fate(mutant, reach, asked.patience), "seconds": round(time.monotonic() - start, 2)}
                known[_key(told)] = told
                print(json.dumps(told), file=out, flush=True)
                print(
                    f"{number} of {len(drawn)}, {(time.monotonic() - began) / 60:.1f} minutes: {told['fate']}",
                    flush=True,
                )
    report([known[key] for mutant in drawn if (key := _key(_told(mutant))) in known], places)


if __name__ == "__main__":
    main()
