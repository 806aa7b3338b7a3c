"""`baochi verify`: is a dataset as it was written?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

SHOWN = 20
"""Faults that are listed; the rest is counted."""


def verify(
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="Folder that baochi run wrote.")],
) -> None:
    """Check every checksum of a dataset, and that read = articles + rejects + known."""
    from baochi.explore.plain import printable
    from baochi.store.verify import verify as check

    found = check(dataset)
    manifest = found.manifest
    for fault in found.faults[:SHOWN]:
        print(printable(fault))
    if len(found.faults) > SHOWN:
        print(f"… and {len(found.faults) - SHOWN:,} more")
    if found.faults:
        count = f"{len(found.faults):,} fault{'s' * (len(found.faults) != 1)}"
        raise ValueError(f"{dataset}: {count}; run with --restart to write the dataset anew")
    known = f" + {manifest['known']:,} known" if manifest["known"] else ""
    print(
        f"{dataset}: {found.files:,} files, {found.bytes:,} bytes, all as written; "
        f"{manifest['read']:,} read = {manifest['articles']:,} articles + {manifest['rejects']:,} rejects{known}"
    )
