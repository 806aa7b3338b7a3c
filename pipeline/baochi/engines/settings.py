"""What a run can be told, and what of it the result depends on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from baochi.archive import Limits


@dataclass(frozen=True, slots=True)
class RunSettings:
    """Settings of a run over an archive.

    Attributes:
        workers: processes that analyse; 1 means in this one. The dataset does not depend on it.
        words: also write the tables `sentences` and `words`.
        config: spaCy config file of the pipeline; the shipped one if empty.
        overrides: config settings by dotted path.
        disable: components to leave out.
        fields: field names of the input by part, see `baochi.archive.read`.
        limits: bounds on the input.
        batch_articles, batch_chars: an analysed batch holds at most so many articles, and about so many code points.
        shard_articles, shard_chars: a shard holds at most so many articles and rejects, and about so many code points.
            What is not in a shard yet is done again after a kill; a run that goes on keeps the sizes that it began with.
        near: also find near duplicates, and lines that a site repeats; costs some hundred bytes of memory an article.
        drop_duplicates: articles that repeat another are rejects (`duplicate`), not rows.
        restart: begin anew, whatever stands in the folder.
        log_json: write the log as JSON Lines.
    """

    workers: int = 1
    words: bool = False
    config: str = ""
    overrides: Mapping[str, str] = field(default_factory=dict)
    disable: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    batch_articles: int = 128
    batch_chars: int = 600_000
    shard_articles: int = 1024
    shard_chars: int = 8_000_000
    near: bool = True
    drop_duplicates: bool = False
    restart: bool = False
    log_json: bool = False

    @property
    def as_shipped(self) -> bool:
        """Whether the pipeline is the one of the package, which needs no check before the work."""
        return not (self.config or self.overrides or self.disable)


def identity(settings: RunSettings) -> dict[str, Any]:
    """Return what the records of a run depend on, as JSON values: change one and everything must be analysed anew.

    Files count by their content: the config, if it is not the shipped one or is overridden, what it names (a lexicon of
    your own), and the lexicon, the models and the config of the package.
    """
    from baochi.engines.assemble import read_config

    # The shipped config counts with the knowledge; to read it takes longer than an article.
    config = read_config(settings.config or None, settings.overrides) if settings.config or settings.overrides else {}
    named = sorted({Path(value) for value in _strings(config) if _is_path(value)})
    return {
        "baochi": version("baochi"),
        "words": settings.words,
        "near": settings.near,
        "drop_duplicates": settings.drop_duplicates,
        "disable": sorted(settings.disable),
        "fields": dict(settings.fields),
        "limits": asdict(settings.limits),
        "config": hashlib.sha256(json.dumps(config, sort_keys=True, default=str).encode()).hexdigest(),
        "files": {str(path): _digest(path) for path in named},
        "knowledge": _knowledge(),
    }


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return the names of what differs between two identities."""
    return sorted(name for name in {*before, *now} if before.get(name) != now.get(name))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _strings(item)


def _is_path(value: str) -> bool:
    try:
        return bool(value) and not value.startswith("@") and Path(value).exists()
    except (OSError, ValueError):
        return False


@cache
def _knowledge() -> str:
    """Return the digest of the word lists and models that come with the package."""
    from baochi.resources import model_folder

    package = Path(__file__).parents[1]
    data = [path for path in package.rglob("*") if path.suffix in (".csv", ".toml", ".json", ".cfg")]
    return _digest(*sorted(data), model_folder("work_areas").parent)


def _digest(*paths: Path) -> str:
    """Return the SHA-256 (hex) of files, and of all files below folders, with their names."""
    total = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                with file.open("rb") as opened:
                    content = hashlib.file_digest(opened, "sha256").digest()
                total.update(file.name.encode("utf-8", "surrogateescape") + b"\0" + content)
    return total.hexdigest()
