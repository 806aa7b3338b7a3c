"""What there is to do in a folder: begin, go on after an interruption, add to a dataset, or do it all anew.

`.partial/plan.json` says what the run that is under way goes by; it counts only while the dataset is the one it began from.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from baochi.engines.reading import Reading
from baochi.engines.settings import RunSettings, differences, identity
from baochi.store import durable, journal
from baochi.store.journal import Record
from baochi.store.layout import MANIFEST, PARTIAL, SHARDS, DatasetError, is_dataset, read_manifest
from baochi.store.publish import discard

log = logging.getLogger(__name__)

PLAN = "plan.json"


@dataclass(slots=True)
class Plan:
    """What a run goes by.

    Attributes:
        identity: what its records depend on (`baochi.engines.settings.identity`).
        base: SHA-256 of the manifest that stood there when it began, or None.
        grows: it adds to that dataset; else it replaces it.
        shards: how many shards, articles the dataset has that it adds to.
        sources: as named, those of the dataset first.
        shard_articles, shard_chars: sizes of its shards.
    """

    identity: dict[str, Any]
    base: str | None
    grows: bool = False
    shards: int = 0
    articles: int = 0
    sources: list[str] = field(default_factory=list)
    shard_articles: int = 0
    shard_chars: int = 0


def make_plan(out: Path, sources: Sequence[str | Path], settings: RunSettings, reading: Reading) -> tuple[Plan, list[str]]:
    """Return the plan for `out`, which is written down, and what the user should know.

    Raises:
        DatasetError: the settings have changed, and not all inputs of the dataset are among the sources.
    """
    now, base, notes = identity(settings), _base(out), []
    found = None if settings.restart else _read(out / PARTIAL / PLAN)
    if found is not None and found.base == base:
        changed = differences(found.identity, now)
        if not changed:
            return found, notes
        notes.append(f"The settings differ from those of the interrupted run ({', '.join(changed)}): it begins anew.")
    discard(out)
    plan = Plan(now, base, shard_articles=settings.shard_articles, shard_chars=settings.shard_chars)
    plan.sources = [str(source) for source in sources]
    if base is not None and not settings.restart:
        manifest = read_manifest(out)
        changed = differences(manifest["settings"], now)
        if changed:
            _check_all_named(out, manifest, reading, changed)
            notes.append(f"The settings differ from those of the dataset ({', '.join(changed)}): all of it is done anew.")
        else:
            _grow(plan, manifest)
    _write(out, plan)
    return plan, notes


def _base(out: Path) -> str | None:
    return durable.sha256(out / MANIFEST) if is_dataset(out) else None


def _read(path: Path) -> Plan | None:
    try:
        return Plan(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _grow(plan: Plan, manifest: dict[str, Any]) -> None:
    plan.grows, plan.shards, plan.articles = True, manifest["shards"], manifest["articles"]
    plan.sources = list(dict.fromkeys([*manifest["sources"], *plan.sources]))


def _check_all_named(out: Path, manifest: dict[str, Any], reading: Reading, changed: list[str]) -> None:
    """Raise DatasetError unless everything that the dataset was read from is read now."""
    labels = {each.label for each in reading.inputs()}
    for record in journal.records(out / SHARDS, manifest["shards"]):
        for ended in record["inputs"]:
            if ended["input"] not in labels:
                raise DatasetError(
                    f"{out}: the settings differ from those of the dataset ({', '.join(changed)}), so all of it must be done"
                    f" anew, but it also holds {ended['input']}, which is not among the sources: name all of them, or give"
                    " --restart to replace the dataset"
                )


def _write(out: Path, plan: Plan) -> None:
    partial = out / PARTIAL
    durable.make_folder(partial)
    journal.write(partial / SHARDS, journal.records(out / SHARDS, plan.shards) if plan.grows else ())
    durable.write(partial / PLAN, [json.dumps(asdict(plan), ensure_ascii=False, indent=2), "\n"])


def records_before(out: Path, plan: Plan) -> Iterator[Record]:
    """Yield the records of the shards that the dataset has which the run adds to."""
    return journal.records(out / SHARDS, plan.shards) if plan.shards else iter(())


def records_done(out: Path, plan: Plan) -> list[Record]:
    """Return the records of the shards that the run has done before it was interrupted, as far as their files are whole."""
    partial = out / PARTIAL
    done = []
    for record in islice(journal.whole_records(partial / SHARDS), plan.shards, None):
        if not all(_is_there(partial / path, file["bytes"]) for path, file in record["files"].items()):
            log.warning("files of shard %d are missing; it is done again", record["shard"])
            break
        done.append(record)
    return done


def _is_there(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


def keep_only(out: Path, plan: Plan, done: Sequence[Record]) -> None:
    """Forget all that is in `.partial` but the shards `done`."""
    partial = out / PARTIAL
    listed = list(records_before(out, plan))
    journal.write(partial / SHARDS, [*listed, *done])
    paths = {partial / path for record in done for path in record["files"]}
    for folder in partial.iterdir():
        for file in folder.iterdir() if folder.is_dir() else ():
            if file not in paths:
                durable.remove(file)
