"""Stored models: exact, the same bytes each time, and clear errors for everything that can be wrong with a folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from baochi import model_files
from baochi.model_files import Model, ModelError, read, write

ARRAYS = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=4),
    hnp.arrays(
        st.sampled_from([np.float16, np.float32, np.int64]), hnp.array_shapes(max_dims=2, max_side=5), elements=st.just(2)
    ),
    min_size=1,
    max_size=3,
)


def model() -> Model:
    return Model("demo", {"w": np.arange(6, dtype=np.float32).reshape(2, 3)}, {"labels": ["a"]}, {"words": ["tỉnh", "xã"]})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "model", model(), card="# A card\n")
    return tmp_path / "model"


@given(ARRAYS, st.dictionaries(st.text(max_size=4), st.integers()))
@settings(max_examples=40)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, arrays: dict, words: dict) -> None:
    folder = tmp_path_factory.mktemp("model")
    write(folder, Model("any", arrays, {"x": 1}, words))
    found = read(folder, "any")
    assert (found.config, found.vocabulary) == ({"x": 1}, words)
    assert found.arrays.keys() == arrays.keys()
    for name, array in arrays.items():
        assert found.arrays[name].dtype == array.dtype
        assert np.array_equal(found.arrays[name], array)


def test_the_same_model_gives_the_same_bytes(tmp_path: Path, folder: Path) -> None:
    other = model()
    other.arrays["w"] = np.asfortranarray(other.arrays["w"])  # how an array lies in memory does not matter
    write(tmp_path / "again", other, card="# A card\n")
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["README.md", "SHA256SUMS", "config.json", "vocabulary.json", "weights.safetensors"]
    assert all((folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes() for name in names)


def test_a_card_stays_when_none_is_given(folder: Path) -> None:
    write(folder, model())
    assert (folder / "README.md").read_text(encoding="utf-8") == "# A card\n"


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum here")
def test_the_checksums_can_be_verified_without_baochi(folder: Path) -> None:
    assert subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, check=False).returncode == 0


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("name", ["weights.safetensors", "config.json", "vocabulary.json"])
@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (flip, "is damaged"),
        (lambda path: path.write_bytes(path.read_bytes()[:-9]), "is damaged"),
        (lambda path: path.write_bytes(b""), "is damaged"),
        (lambda path: path.unlink(), "cannot read"),
    ],
)
def test_a_damaged_file_is_named(folder: Path, name: str, harm: Callable[[Path], None], said: str) -> None:
    harm(folder / name)
    with pytest.raises(ModelError, match=f"(?s){name}.*|{said}") as caught:
        read(folder, "demo")
    assert name in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"abc\n", b"\xff\xfe", b"0" * 64 + b"  ../../etc/passwd\n"])
def test_damaged_checksums(folder: Path, content: bytes) -> None:
    (folder / "SHA256SUMS").write_bytes(content)
    with pytest.raises(ModelError, match="SHA256SUMS"):
        read(folder, "demo")


def test_a_huge_file_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_files, "LIMIT", 100)
    (folder / "weights.safetensors").write_bytes(b"x" * 101)
    with pytest.raises(ModelError, match="is larger than"):
        model_files._bytes(folder / "weights.safetensors")


def resealed(folder: Path, name: str, content: bytes) -> None:
    """Replace a file and its checksum, as somebody who alters a model on purpose would."""
    import hashlib

    sums = (folder / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    sums = [line for line in sums if not line.endswith(name)] + [f"{hashlib.sha256(content).hexdigest()}  {name}"]
    (folder / name).write_bytes(content)
    (folder / "SHA256SUMS").write_text("\n".join(sums) + "\n", encoding="ascii")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("weights.safetensors", b"\xff" * 64),
        ("weights.safetensors", b'\x08\x00\x00\x00\x00\x00\x00\x00{"w":1}}'),
        ("config.json", b"{"),
        ("config.json", b"[]"),
        ("config.json", b"{}"),
        ("vocabulary.json", b"\xff"),
    ],
)
def test_an_altered_model_with_right_checksums_is_still_an_error(folder: Path, name: str, content: bytes) -> None:
    resealed(folder, name, content)
    with pytest.raises(ModelError):
        read(folder, "demo")


def test_a_model_of_another_kind_or_format(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelError, match=r"kind 'demo'.*kind 'tagger'"):
        read(folder, "tagger")
    monkeypatch.setattr(model_files, "FORMAT", model_files.FORMAT + 1)
    write(tmp_path / "newer", model())
    monkeypatch.undo()
    with pytest.raises(ModelError, match="format"):
        read(tmp_path / "newer", "demo")


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot read"):
        read(tmp_path / "none", "demo")


def test_reading_a_model_imports_no_training_library() -> None:
    code = "import sys; from baochi.classify import WorkAreaClassifier; WorkAreaClassifier.load(); "
    code += "print([m for m in ('sklearn', 'skops', 'scipy.stats', 'pycrfsuite', 'pandas', 'torch') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
