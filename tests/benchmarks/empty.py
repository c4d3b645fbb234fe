"""The service itself with empty routes beside its own: each reads the body as bytes and sends so many bytes back.

    .venv/bin/python tests/benchmarks/empty.py PORT LENGTH [LENGTH ...]

`/v1/empty/LENGTH` answers to GET and to POST, and passes what every calculation passes: the limits, the gate, the headers.
"""

from __future__ import annotations

import sys

from bare import sends_back
from msgspec import structs

import precept.app
from precept.logs import log_to
from precept.serving import server_of
from precept.settings import read_settings

if __name__ == "__main__":
    port, *lengths = map(int, sys.argv[1:])
    precept.app.ROUTES.extend(sends_back(f"/v1/empty/{length}", length) for length in set(lengths))
    settings = structs.replace(read_settings(), port=port)
    server_of(settings, log_to(sys.stdout.buffer, settings.log_level)).run()
