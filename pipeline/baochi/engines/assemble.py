"""Builds the pipeline from its config."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from baochi.engines.batches import collector_paused
from baochi.engines.settings import RunSettings
from baochi.pipeline import Pipeline, shipped

if TYPE_CHECKING:
    from confection import Config
    from spacy.language import Language


def read_config(path: str | Path | None, overrides: Mapping[str, Any]) -> Config:
    """Read a spaCy config file, or the shipped one, with `overrides` by dotted path.

    Raises:
        ValueError: the file is missing or malformed, or an override names a section that there is not.
    """
    from confection import Config

    source = Path(path) if path else resources.files("baochi") / "config.cfg"
    try:
        text = source.read_text(encoding="utf-8")
        return Config().from_str(text, interpolate=False, overrides=dict(overrides))
    except (OSError, ValueError) as error:
        raise ValueError(f"config {source}: {error}") from error


def load_pipeline(path: str | Path | None, overrides: Mapping[str, Any], disable: Sequence[str]) -> Pipeline | Language:
    """Return what batches run through: the plain stages of the shipped config, which need no spaCy, else its pipeline.

    Raises:
        ValueError: of the config, or there is no component of a name in `disable`.
    """
    with collector_paused():
        return load_language(path, overrides, disable) if path or overrides else shipped().without(disable)


def load(settings: RunSettings) -> Pipeline | Language:
    """Return the pipeline of the settings; see `load_pipeline`."""
    return load_pipeline(settings.config or None, settings.overrides, settings.disable)


def load_language(path: str | Path | None, overrides: Mapping[str, Any], disable: Sequence[str]) -> Language:
    """Return the spaCy pipeline of the config."""
    import spacy

    from baochi import components  # noqa: F401  the import registers factories and tokenizer

    config = read_config(path, overrides)
    try:
        nlp = spacy.util.load_model_from_config(config, disable=list(disable), auto_fill=True)
    except (ValueError, KeyError) as error:
        raise ValueError(f"config {path or 'of the package'}: {error}") from error
    unknown = [name for name in disable if name not in nlp.component_names]
    if unknown:
        raise ValueError(f"no component {', '.join(unknown)} to disable; there are {', '.join(nlp.component_names)}")
    return nlp
