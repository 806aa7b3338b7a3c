"""`baochi run`: options, layouts, exit codes, what is said."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

import baochi
from baochi.article import Article
from baochi.engines.errors import RunError
from baochi.extract.officials.stage import OfficialExtractor
from baochi.store import export as exporting


def names(out: Path) -> list[str]:
    return baochi.read(out).officials["name"].tolist()


def test_summary_counts_names_and_warns(cli, source: Path, tmp_path: Path):
    done = cli("run", source, "-o", tmp_path / "out")
    assert done.code == 0
    assert names(tmp_path / "out") == ["Phạm Khắc Vịnh", "Tô Văn Điềm"]
    for shown in ("articles", "Phạm Khắc Vịnh", "Công an tỉnh Quảng Nam", "Not read", f"written to {tmp_path / 'out'}"):
        assert shown in done.out
    assert "2 articles in" in done.out
    assert done.err.startswith("Warning: not read: 1 (json 1)")
    assert "\x1b" not in done.out + done.err


def test_quiet_says_only_what_is_wrong(cli, source: Path, tmp_path: Path):
    done = cli("run", source, "-o", tmp_path / "out", "--quiet")
    assert (done.code, done.out) == (0, "")
    assert done.err.count("\n") == 1
    (tmp_path / "good.txt").write_text("Đại tá Lưu Thị Sâm phát biểu tại hội nghị.", encoding="utf-8")
    done = cli("run", tmp_path / "good.txt", "-o", tmp_path / "out", "-q")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_strict(cli, source: Path, tmp_path: Path):
    assert cli("run", source, "-o", tmp_path / "out", "--strict").code == 2
    assert names(tmp_path / "out")
    good = tmp_path / "good.txt"
    good.write_text("Đại tá Lưu Thị Sâm phát biểu tại hội nghị.", encoding="utf-8")
    assert cli("run", good, "-o", tmp_path / "out", "--strict").code == 0


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_folders_of_text(cli, source: Path, tmp_path: Path, format: str):
    out = tmp_path / "out"
    for _ in range(2):  # an earlier result is replaced
        assert cli("run", source, "-o", out, "--format", format).code == 0
        assert (out / f"officials.{format}").read_text(encoding="utf-8").count("Phạm Khắc Vịnh") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


@pytest.mark.parametrize(
    ("format", "out", "file"),
    [
        ("sqlite", "out", "out/baochi.sqlite"),
        ("sqlite", "bao.db", "bao.db"),
        ("duckdb", "out", "out/baochi.duckdb"),
        ("duckdb", "bao.duckdb", "bao.duckdb"),
    ],
)
def test_databases_are_one_file(cli, source: Path, tmp_path: Path, format: str, out: str, file: str):
    for _ in range(2):
        assert cli("run", source, "-o", tmp_path / out, "-f", format).code == 0
    query = "SELECT name FROM officials ORDER BY name"
    if format == "sqlite":
        found = sqlite3.connect(tmp_path / file).execute(query).fetchall()
    else:
        duckdb = pytest.importorskip("duckdb")
        found = duckdb.connect(str(tmp_path / file), read_only=True).execute(query).fetchall()
    assert found == [("Phạm Khắc Vịnh",), ("Tô Văn Điềm",)]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / file]


def test_what_is_in_the_way_is_told_before_the_work(cli, source: Path, tmp_path: Path):
    (tmp_path / "letter.txt").write_text("Thư", encoding="utf-8")
    for format in ("parquet", "csv", "jsonl"):
        done = cli("run", source, "-o", tmp_path, "--format", format)
        assert done.code == 1
        assert str(tmp_path) in done.err
    done = cli("run", source, "-o", tmp_path / "letter.txt")
    assert "is a file" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_dataset_is_kept_when_its_export_fails(cli, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exporting, "_write_csv", full)
    monkeypatch.setattr(exporting, "_write_jsonl", full)
    done = cli("run", source, "-o", tmp_path / "out", "--format", "jsonl")
    assert done.code == 1
    assert "No space left" in done.err
    kept = next(tmp_path.glob(".out.*.baochi"))
    assert f"baochi export {kept} --to jsonl" in done.err
    assert names(kept)


def test_words(cli, source: Path, tmp_path: Path):
    cli("run", source, "-o", tmp_path / "out", "--words", "-q")
    assert "Thiếu tướng" in baochi.read(tmp_path / "out").words["text"].tolist()
    cli("run", source, "-o", tmp_path / "out", "-q")
    assert "words" not in baochi.read(tmp_path / "out").tables


def test_field_names(cli, tmp_path: Path):
    row = {"than_bai": "Đại tá Lưu Thị Sâm phát biểu tại hội nghị.", "nhan_de": "Tin", "text": "Không phải bài."}
    (tmp_path / "a.json").write_text(json.dumps(row), encoding="utf-8")
    out = tmp_path / "out"
    assert cli("run", tmp_path / "a.json", "-o", out, "--field", "text=than_bai", "--field", "title=nhan_de").code == 0
    assert baochi.read(out).articles[["title", "text"]].values.tolist() == [["Tin", row["than_bai"]]]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--field", "text"], "'text' should be NAME=VALUE"),
        (["--limit", "max_page=1"], "no limit 'max_page'; there are max_article_chars"),
        (["--limit", "max_page_bytes=-1"], "'-1' should be a whole number above 0"),
        (["--field", "colour=x"], "no such field: colour; there are text"),
        (["--set", "=1"], "'=1' should be NAME=VALUE"),
        (["--workers", "0"], "--workers"),
        (["--workers", "two"], "--workers"),
        (["--format", "xlsx"], "'xlsx' is not one of 'parquet'"),
        (["--colour"], "No such option: --colour"),
    ],
)
def test_wrong_usage(cli, source: Path, tmp_path: Path, options: list[str], message: str):
    done = cli("run", source, "-o", tmp_path / "out", *options)
    assert done.code == 2
    assert message in done.err
    assert done.err.startswith("baochi: ")
    assert done.err.endswith("See baochi run --help\n")
    assert not (tmp_path / "out").exists()


def test_source_and_folder_are_required(cli, source: Path):
    assert cli("run", "-o", "out").code == 2
    assert cli("run", source).code == 2


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--disable", "nothing"], "no component nothing to disable; there are segmenter"),
        (["--config", "no-such.cfg"], "no-such.cfg"),
        (["--set", "components.nothing.lexicon=x"], "nothing"),
        (["--set", "components.officials.lexicon=no-such-folder"], "no-such-folder"),
    ],
)
def test_settings_that_do_not_work(cli, source: Path, tmp_path: Path, workers: int, options: list[str], message: str):
    done = cli("run", source, "-o", tmp_path / "out", "--workers", workers, *options)
    assert done.code == 1
    assert message in done.err
    assert not (tmp_path / "out").exists()


def test_settings_that_work(cli, source: Path, tmp_path: Path):
    out = tmp_path / "out"
    assert cli("run", source, "-o", out, "-q", "--disable", "officials", "--set", "nlp.batch_size=8").code == 0
    assert names(out) == []
    assert len(baochi.read(out).units)


def test_standard_input(process, tmp_path: Path):
    row = json.dumps({"text": "Đại tá Lưu Thị Sâm phát biểu tại hội nghị."}, ensure_ascii=False).encode()
    for name, data in {"plain": row, "packed": gzip.compress(row)}.items():
        done = process("run", "-", "-o", tmp_path / name, stdin=data)
        assert done.code == 0, done.err
        assert names(tmp_path / name) == ["Lưu Thị Sâm"]


def test_a_killed_worker_is_explained(cli, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def killed(*args: object) -> None:
        raise RunError("a worker process ended; try fewer workers")

    monkeypatch.setattr("baochi.engines.local.run_archive", killed)
    done = cli("run", source, "-o", tmp_path / "out")
    assert (done.code, done.err) == (1, "baochi: a worker process ended; try fewer workers\n")


@pytest.mark.parametrize("error", [RuntimeError("x"), RecursionError("deep"), KeyError("y")])
def test_an_article_on_which_a_stage_fails_is_a_reject(
    cli, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
):
    annotate = OfficialExtractor.annotate

    def fails_on_one(stage: OfficialExtractor, articles: Sequence[Article]) -> None:
        if any(article.article_id == "bo-nhiem" for article in articles):
            raise error
        annotate(stage, articles)

    monkeypatch.setattr(OfficialExtractor, "annotate", fails_on_one)
    done = cli("run", source, "-o", tmp_path / "out")
    assert done.code == 0
    assert "Warning: not read: 2" in done.err
    assert names(tmp_path / "out") == ["Phạm Khắc Vịnh"]
    rejects = baochi.read(tmp_path / "out").rejects
    assert sorted(rejects["reason"]) == ["analysis", "json"]
    assert "1 article in" in done.out


def test_limits_can_be_set(cli, tmp_path):
    (tmp_path / "a.txt").write_text("Một người đã đến đây.", encoding="utf-8")
    assert cli("run", tmp_path / "a.txt", "-o", tmp_path / "out", "--limit", "max_document_bytes=10", "--strict").code == 2
    assert baochi.read(tmp_path / "out").rejects["reason"].tolist() == ["too_large"]
