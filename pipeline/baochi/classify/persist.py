"""Write and read a work-area model: skops for the weights, JSON for the rest, SHA-256 for all of it. Never pickle."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import skops.io

WEIGHTS, CONFIG, VOCABULARY, CHECKSUMS = "weights.skops", "config.json", "vocabulary.json", "SHA256SUMS"
FORMAT = 2
TRUSTED: list[str] = []
"""Types that a weights file may hold beyond what skops itself trusts (NumPy arrays, scikit-learn estimators): none."""


class ModelError(ValueError):
    """A model that is missing a file, damaged, or made by another version."""


def save(folder: Path, estimators: list[Any], config: dict[str, Any], vocabulary: dict[str, Any]) -> None:
    """Write a model folder. The same arguments give the same bytes.

    Args:
        estimators: fitted scikit-learn estimators, one a label.
        config: labels, thresholds, settings, versions; vocabulary: n-grams, idf and terms.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        WEIGHTS: _canonical(skops.io.dumps(estimators)),
        CONFIG: _json({"format": FORMAT, **config}),
        VOCABULARY: _json(vocabulary),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    (folder / CHECKSUMS).write_text(sums, encoding="ascii")


def read(folder: Path) -> tuple[list[Any], dict[str, Any], dict[str, Any]]:
    """Return estimators, config and vocabulary of a model folder, after checking every file against its checksum.

    Raises:
        ModelError: a file is missing or damaged, or holds types that are not trusted.
    """
    files = {name: _checked(folder, name, digest) for name, digest in _checksums(folder).items()}
    if missing := {WEIGHTS, CONFIG, VOCABULARY} - files.keys():
        raise ModelError(f"{folder / CHECKSUMS} does not list {', '.join(sorted(missing))}; restore the model")
    config = json.loads(files[CONFIG])
    if config.get("format") != FORMAT:
        raise ModelError(f"{folder}: model format {config.get('format')}, but this version reads format {FORMAT}")
    foreign = set(skops.io.get_untrusted_types(data=files[WEIGHTS])) - set(TRUSTED)
    if foreign:
        raise ModelError(f"{folder / WEIGHTS} holds types that are not trusted: {', '.join(sorted(foreign))}")
    return skops.io.loads(files[WEIGHTS], trusted=TRUSTED), config, json.loads(files[VOCABULARY])


def _checksums(folder: Path) -> dict[str, str]:
    path = folder / CHECKSUMS
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"cannot read {path}: {error}; reinstall baochi or restore the model") from error
    parted = [re.fullmatch(r"([0-9a-f]{64})  ([\w.-]+)", line) for line in lines]
    if not all(parted):
        raise ModelError(f"{path} is damaged; reinstall baochi or restore the model")
    return {m[2]: m[1] for m in parted if m}


def _checked(folder: Path, name: str, digest: str) -> bytes:
    path = folder / name
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(f"cannot read {path}: {error}; reinstall baochi or restore the model") from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise ModelError(f"{path} is damaged (SHA-256 differs from {CHECKSUMS}); reinstall baochi or restore the model")
    return content


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _canonical(archive: bytes) -> bytes:
    """Rewrite a skops archive so that equal models are equal bytes.

    skops names arrays and objects by memory address and dates the members; here they are numbered in order and undated.
    """
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        members = {name: source.read(name) for name in source.namelist()}
    schema = members.pop("schema.json").decode("utf-8")
    number: dict[str, str] = {}
    for match in re.finditer(r'"__id__": (\d+)|"(\d+)\.npy"', schema):
        number.setdefault(match[1] or match[2], str(len(number) + 1))
    schema = re.sub(r'("__id__": )(\d+)', lambda m: m[1] + number[m[2]], schema)
    schema = re.sub(r'"(\d+)\.npy"', lambda m: f'"{number[m[1]]}.npy"', schema)
    renamed = {number[name.removesuffix(".npy")] + ".npy": content for name, content in members.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in [("schema.json", schema.encode("utf-8")), *sorted(renamed.items())]:
            info = zipfile.ZipInfo(name)  # dated 1980
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return out.getvalue()
