"""From a run that is complete to the dataset: everything is written beside it, then moved into place.

`.partial/manifest.json` is the point of no return: once it stands, whoever comes next finishes the moving, however often
that is cut short. While a dataset is replaced it has no manifest, so that nobody reads tables of two runs as one; while
it grows, the old manifest stays, which counts only the old shards.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from baochi.schema import TABLES
from baochi.store import durable, journal
from baochi.store.layout import FORMAT, FORMAT_VERSION, KNOWN, MANIFEST, PARTIAL, SHARDS

GROWS = "grows"
"""Field of the manifest in `.partial`: the shards that the dataset in place has keep their places."""


def sums(records: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the sums over shards: number of shards, what was read, rejects by reason, rows a table."""
    total = {"shards": 0, "read": 0, "articles": 0, "rejects": 0, "known": 0}
    reasons: dict[str, int] = {}
    tables: dict[str, int] = {}
    for record in records:
        total["shards"] += 1
        for name in ("read", "articles", "rejects", "known"):
            total[name] += record[name]
        for reason, count in record["reasons"].items():
            reasons[reason] = reasons.get(reason, 0) + count
        for path, file in record["files"].items():
            name = path.partition("/")[0]
            tables[name] = tables.get(name, 0) + file["rows"]
    known = {name: tables[name] for name in TABLES if name in tables}
    return total | {"reasons": dict(sorted(reasons.items())), "tables": known}


def manifest_of(partial: Path, *, sources: list[str], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the manifest for the shards listed in `partial`; `settings`: what the result depends on, as JSON values."""
    shards = partial / SHARDS
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "baochi": version("baochi"),
        "versions": {name: version(name) for name in ("pyarrow", "spacy")},
        "sources": sources,
        "config": config_digest(settings),
        "settings": dict(settings),
        **sums(journal.records(shards)),
        "shards_sha256": durable.sha256(shards),
    }


def config_digest(config: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of `config` as canonical JSON; equal settings give equal digests in any order."""
    canonical = json.dumps(config, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def publish(folder: Path, manifest: Mapping[str, Any], *, grows: bool) -> None:
    """Make the run in `.partial` of `folder`, whose files are synced, its dataset."""
    text = json.dumps({GROWS: grows} | dict(manifest), ensure_ascii=False, indent=2) + "\n"
    durable.write(folder / PARTIAL / MANIFEST, [text])
    finish(folder)


def finish(folder: Path) -> bool:
    """Finish a `publish` that was cut short; return whether there was one."""
    partial = folder / PARTIAL
    ready = partial / MANIFEST
    if not ready.is_file():
        return False
    manifest = json.loads(ready.read_text(encoding="utf-8"))
    grows = manifest.pop(GROWS)
    if not grows and (folder / MANIFEST).exists():
        (folder / MANIFEST).unlink()
        durable.sync_folder(folder)
    shards = partial / SHARDS if (partial / SHARDS).exists() else folder / SHARDS
    paths = {path for record in journal.records(shards) for path in record["files"]}
    _move_files(folder, partial, paths)
    if not grows:
        _remove_others(folder, paths)
    if (partial / SHARDS).exists():
        durable.move(partial / SHARDS, folder / SHARDS)
        durable.sync_folder(folder)
    durable.write(folder / MANIFEST, [json.dumps(manifest, ensure_ascii=False, indent=2), "\n"])
    discard(folder)
    return True


def _move_files(folder: Path, partial: Path, paths: set[str]) -> None:
    touched = set()
    for path in sorted(paths):
        if (partial / path).exists():
            (folder / path).parent.mkdir(exist_ok=True)
            durable.move(partial / path, folder / path)
            touched.add((folder / path).parent)
    durable.sync_all([folder, *sorted(touched)])


def _remove_others(folder: Path, paths: set[str]) -> None:
    """Remove the files of the dataset that was replaced, those of format 1 among them."""
    for name in (*TABLES, KNOWN):
        durable.remove(folder / f"{name}.parquet")
        if (folder / name).is_dir():
            for file in (folder / name).iterdir():
                if f"{name}/{file.name}" not in paths:
                    durable.remove(file)
            if not any((folder / name).iterdir()):
                (folder / name).rmdir()


def discard(folder: Path) -> None:
    """Remove what is not complete: first what makes it count, then the rest."""
    partial = folder / PARTIAL
    if partial.exists():
        durable.remove(partial / MANIFEST)
        durable.sync_folder(partial)
        durable.remove(partial)
        durable.sync_folder(folder)
