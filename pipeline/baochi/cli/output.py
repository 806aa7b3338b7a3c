"""Text to a file or to standard output, in UTF-8 whatever the locale."""

from __future__ import annotations

import sys
from pathlib import Path


def write(text: str, path: Path | None = None) -> None:
    """Write `text` to `path`, or to standard output if it is None or `-`. Raises OSError if that cannot be done."""
    data = text.encode("utf-8", "replace")
    if path is not None and str(path) != "-":
        path.write_bytes(data)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
