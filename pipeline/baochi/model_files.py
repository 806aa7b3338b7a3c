"""The one way in which trained models are stored: a folder of plain data that anybody can check.

    weights.safetensors   arrays (https://huggingface.co/docs/safetensors), no code
    config.json           what kind of model it is, labels, settings
    vocabulary.json       word lists, if the model has any
    SHA256SUMS            checksums of the above, verified at every load (`sha256sum -c` reads them too)
    README.md             the card: data, command, scores, licence, limits

The same model gives the same bytes. Nothing here is executable and nothing is unpickled.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from baochi.resources import model_folder

Array = np.ndarray[Any, np.dtype[Any]]

WEIGHTS, CONFIG, VOCABULARY, CHECKSUMS, CARD = (
    "weights.safetensors",
    "config.json",
    "vocabulary.json",
    "SHA256SUMS",
    "README.md",
)
FORMAT = 3
LIMIT = 20 * 2**20
"""Bytes that one file of a model may have: no shipped model comes near, and a huge file must not fill the memory."""


class ModelError(ValueError):
    """A model that is missing a file, damaged, of another kind, or made by another version."""


@dataclass(slots=True)
class Model:
    """What a model folder holds.

    Attributes:
        kind: what reads it, for instance `work_areas`.
        arrays: by name; config: labels and settings; vocabulary: word lists.
    """

    kind: str
    arrays: dict[str, Array]
    config: dict[str, Any]
    vocabulary: dict[str, Any] = field(default_factory=dict)


def write(folder: Path, model: Model, card: str = "") -> None:
    """Write a model folder. The same arguments give the same bytes.

    Args:
        card: text of README.md; without one a card that is there stays.

    Example:
        >>> import tempfile
        >>> folder = Path(tempfile.mkdtemp())
        >>> write(folder, Model("demo", {"w": np.zeros(2, dtype=np.float32)}, {"labels": ["a", "b"]}))
        >>> read(folder, "demo").config["labels"]
        ['a', 'b']
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        WEIGHTS: save({name: np.ascontiguousarray(array) for name, array in sorted(model.arrays.items())}),
        CONFIG: _json({"format": FORMAT, "kind": model.kind, **model.config}),
    }
    if model.vocabulary:
        files[VOCABULARY] = _json(model.vocabulary)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    (folder / CHECKSUMS).write_text(sums, encoding="ascii")
    if card:
        (folder / CARD).write_text(card, encoding="utf-8")


def read(folder: Path, kind: str) -> Model:
    """Return the model in `folder`, after checking every file against its checksum.

    Raises:
        ModelError: a file is missing, damaged or too large, or the model is not of this kind or format.
    """
    listed = _checksums(folder)
    if missing := {WEIGHTS, CONFIG} - listed.keys():
        raise ModelError(f"{folder / CHECKSUMS} does not list {', '.join(sorted(missing))}; restore the model")
    config = _parsed(folder / CONFIG, _checked(folder, CONFIG, listed[CONFIG]))
    if config.pop("format", None) != FORMAT:
        raise ModelError(f"{folder}: not of model format {FORMAT}, which this version of baochi reads; train it again")
    if (found := config.pop("kind", None)) != kind:
        raise ModelError(f"{folder}: a model of kind {found!r}, where one of kind {kind!r} is needed")
    words = _parsed(folder / VOCABULARY, _checked(folder, VOCABULARY, listed[VOCABULARY])) if VOCABULARY in listed else {}
    try:
        arrays = load(_checked(folder, WEIGHTS, listed[WEIGHTS]))
    except SafetensorError as error:
        raise ModelError(f"{folder / WEIGHTS}: {error}; restore the model") from error
    return Model(kind, arrays, config, words)


def load_model(kind: str, folder: str | Path | None = None) -> Model:
    """Return the model in `folder`, or the one of this kind that comes with baochi.

    Raises:
        FileNotFoundError: no such folder; ModelError: see `read`.
    """
    return read(Path(folder) if folder is not None else model_folder(kind), kind)


def _checksums(folder: Path) -> dict[str, str]:
    path = folder / CHECKSUMS
    try:
        lines = _bytes(path).decode("ascii").splitlines()
    except UnicodeDecodeError as error:
        raise ModelError(f"{path} is damaged; reinstall baochi or restore the model") from error
    parted = [re.fullmatch(r"([0-9a-f]{64})  ([a-z]+\.[a-z]+)", line) for line in lines]
    if not all(parted):
        raise ModelError(f"{path} is damaged; reinstall baochi or restore the model")
    return {m[2]: m[1] for m in parted if m}


def _checked(folder: Path, name: str, digest: str) -> bytes:
    content = _bytes(folder / name)
    if hashlib.sha256(content).hexdigest() != digest:
        raise ModelError(
            f"{folder / name} is damaged (SHA-256 differs from {CHECKSUMS}); reinstall baochi or restore the model"
        )
    return content


def _bytes(path: Path) -> bytes:
    """Read one file of a model, never more than `LIMIT` bytes of it."""
    try:
        with path.open("rb") as file:
            content = file.read(LIMIT + 1)
    except OSError as error:
        raise ModelError(f"cannot read {path}: {error}; reinstall baochi or restore the model") from error
    if len(content) > LIMIT:
        raise ModelError(f"{path} is larger than {LIMIT >> 20} MiB: no model of baochi; restore the model")
    return content


def _parsed(path: Path, content: bytes) -> dict[str, Any]:
    try:
        value = json.loads(content)
    except ValueError as error:
        raise ModelError(f"{path}: {error}; restore the model") from error
    if not isinstance(value, dict):
        raise ModelError(f"{path}: holds no table of settings; restore the model")
    return value


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
