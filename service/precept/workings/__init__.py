"""How a figure explains itself: a flat list that a reader, or a program, can replay."""

from precept.workings.figures import Figure
from precept.workings.working import Working, step

__all__ = ["Figure", "Working", "step"]
