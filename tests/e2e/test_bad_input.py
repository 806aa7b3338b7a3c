"""Hostile and broken input through the command line: never a traceback, nothing lost, exit code 0, or 2 with --strict."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import baochi

GOOD = "Đại tá Lưu Thị Sâm, Trưởng Công an huyện Mù Tăm, phát biểu tại hội nghị."


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def tarred(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


BAD: dict[str, tuple[str, Callable[[], bytes], set[str]]] = {
    "empty": ("a.txt", lambda: b"", {"empty_text"}),
    "blank": ("a.txt", lambda: b" \n\t\n", {"empty_text"}),
    "english": ("a.txt", lambda: b"The minister said on Monday that the budget would be approved this year.", {"language"}),
    "binary": ("a.txt", lambda: bytes(range(256)) * 8, {"binary", "encoding", "unknown_format"}),
    "undecodable": ("a.txt", lambda: GOOD.encode() + b"\xff\xfe\x81\x8d" + GOOD.encode(), {"encoding"}),
    "cut JSON": ("a.json", lambda: json.dumps({"text": GOOD}).encode()[:-5], {"json"}),
    "deep JSON": ("a.json", lambda: b'{"text":' + b"[" * 100_000, {"json"}),
    "no text field": ("a.jsonl", lambda: b'{"colour": "red"}\n', {"no_text_field"}),
    "CSV without text": ("a.csv", lambda: b"a,b\n1,2\n", {"no_text_field"}),
    "cut gzip": ("a.txt.gz", lambda: gzip.compress(GOOD.encode() * 50)[:-20], {"truncated"}),
    "no gzip": ("a.gz", lambda: b"\x1f\x8bnothing", {"truncated", "unreadable", "unknown_format"}),
    "cut zip": ("a.zip", lambda: zipped("a.txt", GOOD.encode())[:-30], {"truncated", "unreadable"}),
    "escape": ("a.tar", lambda: tarred("../../escaped.txt", GOOD.encode()), {"path_escape"}),
    "bomb": ("a.zip", lambda: zipped("a.txt", GOOD.encode() * (3 << 20)), {"archive_bomb", "too_large"}),
    "one long line": ("a.jsonl", lambda: b'{"text": "' + b"a " * (25 << 20) + b'"}', {"too_large"}),
    "no Parquet": ("a.parquet", lambda: b"PAR1" + bytes(100) + b"PAR1", {"unreadable", "truncated"}),
}


@pytest.mark.parametrize("case", BAD)
def test_one_bad_file_among_good_ones(cli, tmp_path: Path, case: str):
    name, make, reasons = BAD[case]
    archive = tmp_path / "in"
    archive.mkdir()
    (archive / name).write_bytes(make())
    (archive / "z.txt").write_text(GOOD, encoding="utf-8")
    out = tmp_path / "out"
    done = cli("run", archive, "-o", out, "--strict")
    assert done.code == 2
    assert "Warning: not read: " in done.err
    dataset = baochi.read(out)
    assert dataset.articles["text"].tolist()[-1] == GOOD
    rejects = dataset.rejects
    assert set(rejects["reason"]) & reasons, rejects.to_dict("records")
    assert all(rejects["source"].str.endswith(name) | rejects["source"].str.contains(f"{name}!")) or case == "escape"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]


def test_nothing_at_all(cli, tmp_path: Path):
    (tmp_path / "empty").mkdir()
    done = cli("run", tmp_path / "empty", tmp_path / "missing.txt", tmp_path / "*.csv", "-o", tmp_path / "out")
    assert done.code == 0
    assert "no article at all" in done.err
    assert sorted(baochi.read(tmp_path / "out").rejects["reason"]) == ["missing", "no_match", "no_match"]


def test_names_that_command_the_terminal(cli, tmp_path: Path):
    (tmp_path / "a\x1b[31m\n.txt").write_bytes(b"")
    done = cli("run", tmp_path, "-o", tmp_path / "out")
    assert done.code == 0
    assert "\x1b" not in done.out + done.err


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.one_of(
        st.binary(max_size=400),
        st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.text(max_size=200).map(lambda text: f"{GOOD} {text}\n{GOOD}".encode("utf-8", "surrogatepass")),
        st.dictionaries(
            st.sampled_from(["text", "title", "date", "id", "x"]), st.text(max_size=50) | st.none() | st.integers()
        ).map(lambda row: json.dumps(row).encode()),
    ),
    name=st.sampled_from(
        ["a", "a.txt", "a.html", "a.json", "a.jsonl", "a.csv", "a.tsv", "a.parquet", "a.zip", "a.tar.gz", "a.zst"]
    ),
)
def test_any_bytes_under_any_name(cli, tmp_path: Path, data: bytes, name: str):
    folder = tmp_path / "in"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    (folder / name).write_bytes(data)
    done = cli("run", folder, "-o", tmp_path / "out", "--quiet", "--words")
    assert done.code == 0
    dataset = baochi.read(tmp_path / "out")
    assert len(dataset.articles) + len(dataset.rejects) >= 1
    for row in dataset.mentions.to_dict("records"):
        text = dataset.articles.set_index("article_id")["text"][row["article_id"]]
        assert text[row["start"] : row["end"]] == row["text"]
