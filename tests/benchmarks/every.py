"""Every benchmark in turn with a short size, each result under its heading: to see that all run, and about how fast.

    .venv/bin/python -m tests.benchmarks.every [--only national,plans]

Mutation testing is none of them: it takes minutes before its first mutant. A figure to compare comes from the script itself with
its own size. It ends with 1 where a script did.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

TOP = Path(__file__).parents[2]
SHORT = {
    "requests": ("--seconds", "0.5", "--rounds", "1"),
    "national": ("--rounds", "5"),
    "overload": ("--seconds", "2"),
    "batches": ("--rows", "2000", "--rounds", "1"),
    "long_answers": ("--rows", "4000"),
    "uplifts": ("--scenarios", "1000", "--rounds", "3"),
    "plans": ("--draws", "5000", "--rounds", "1"),
    "soak": ("--minutes", "0.2", "--steepest", "20"),
}
"""By script, how it is made short."""


def command(name: str) -> list[str]:
    """What runs a script with its short size."""
    return [sys.executable, "-m", f"tests.benchmarks.{name}", *SHORT[name]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(SHORT), help="names, with commas")
    failed = []
    for name in parser.parse_args().only.split(","):
        print(f"\n== {name} {' '.join(SHORT[name])}", flush=True)
        began = time.perf_counter()
        if subprocess.run(command(name), cwd=TOP, check=False).returncode:
            failed.append(name)
        print(f"({time.perf_counter() - began:.0f} s)", flush=True)
    if failed:
        sys.exit(f"\nFailed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
