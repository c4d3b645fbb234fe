"""What the loader refuses: a fault names its file, row and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in the files of the register; row 1 is the heading, row 0 the file as a whole."""

    file: str
    row: int
    reason: str

    def __str__(self) -> str:
        """Say it on one line."""
        return f"{self.file}, row {self.row}: {self.reason}"


class RegisterRefused(Exception):  # noqa: N818 - it says what happened
    """The figures cannot be trusted; `faults` lists every reason."""

    def __init__(self, faults: list[Fault]) -> None:
        """Hold the faults in the order of files and rows."""
        self.faults = sorted(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
