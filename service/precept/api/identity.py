"""What names a calculation: the id of the request, the version of the calculation and that of the figures."""

from __future__ import annotations

import re
import secrets
from itertools import count

from precept.api.wire import CALCULATION_VERSION

_WELL_FORMED = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")


class Identity:
    """Gives every request an id: the caller's own where it is well formed, else one that holds both versions."""

    def __init__(self, register_version: str) -> None:
        """Take a name for this process that no other has."""
        self.register_version = register_version
        self.headers = [
            (b"x-calculation-version", CALCULATION_VERSION.encode()),
            (b"x-register-version", register_version.encode()),
        ]
        self._stem = f"{CALCULATION_VERSION}-{register_version}-{secrets.token_hex(6)}-".encode()
        self._numbers = count(1)

    def of(self, given: bytes | None) -> bytes:
        """The id of the next request."""
        if given is not None and _WELL_FORMED.fullmatch(given):
            return given
        return self._stem + b"%x" % next(self._numbers)
