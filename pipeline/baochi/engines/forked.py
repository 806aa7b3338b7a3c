"""What the server imports from which workers are forked: they begin with the shipped pipeline in memory, and share it."""

from __future__ import annotations

import signal
from contextlib import suppress

# Ctrl-C reaches all processes of a terminal; the parent ends the server.
_before = signal.signal(signal.SIGINT, signal.SIG_IGN)
try:
    from baochi.engines.lean import load_for_good
    from baochi.engines.settings import RunSettings

    with suppress(OSError, ValueError):  # a worker finds the same fault, and is heard
        load_for_good(RunSettings())
finally:
    signal.signal(signal.SIGINT, _before)
