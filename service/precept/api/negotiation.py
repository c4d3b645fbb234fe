"""What a caller can read: `Accept` and `Accept-Encoding`, with weights (RFC 9110, 12.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

_RANGE = re.compile(r"\s*([!#-.0-9A-Z^-z|~]+(?:/[!#-.0-9A-Z^-z|~]+)?)\s*((?:;[^,]*)?)")
_WEIGHT = re.compile(r";\s*q\s*=\s*([^\s;]*)", re.IGNORECASE)
_QVALUE = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")
LONGEST_READ = 2_000
"""Characters of a header that are read; what is left of a longer one is as if it were not there."""


def accepts(header: bytes, media_type: str) -> bool:
    """Whether `Accept` takes that type; the most specific range decides, and nothing readable takes everything."""
    return weight_of(header, media_type) > 0


@lru_cache(maxsize=512)
def weight_of(header: bytes, media_type: str) -> float:
    """How much `Accept` wants that type, 0 to 1."""
    weights = {each: weight for each, weight in _weights(header) if "/" in each}
    if not weights:
        return 1.0
    ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    return next((weights[each] for each in ranges if each in weights), 0.0)


def preferred(header: bytes, media_types: Sequence[str]) -> str:
    """The type that `Accept` wants most; of those wanted alike, the first."""
    return max(media_types, key=lambda each: weight_of(header, each))


@lru_cache(maxsize=512)
def takes_gzip(header: bytes) -> bool:
    """Whether `Accept-Encoding` asks for gzip."""
    weights = dict(_weights(header))
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0


def _weights(header: bytes) -> Iterator[tuple[str, float]]:
    """Every range with its weight; what cannot be read is left out."""
    for part in header[:LONGEST_READ].decode("latin-1").split(","):
        if not (found := _RANGE.fullmatch(part)):
            continue
        weight = _WEIGHT.search(found[2])
        if weight is None:
            yield found[1].lower(), 1.0
        elif _QVALUE.fullmatch(weight[1]):
            yield found[1].lower(), float(weight[1])
