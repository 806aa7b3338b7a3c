import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from baochi.article import Reject
from baochi.schema import TABLES, SchemaError
from baochi.store import durable, publish, shard
from baochi.store.build import tables
from baochi.store.layout import DatasetError
from baochi.store.read import read

from . import writer as writer_of_tests
from .writer import DatasetWriter


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_dataset_has_every_table_and_a_manifest(dataset):
    expected = {f"{name}/00000.parquet" for name in set(TABLES) - {"sentences", "words"}}
    assert set(contents(dataset)) == expected | {"manifest.json", "shards.jsonl", ".lock"}
    manifest = json.loads((dataset / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["sources"] == ["a.jsonl"]
    assert (manifest["tables"]["articles"], manifest["tables"]["rejects"]) == (2, 2)


@pytest.mark.parametrize("batch", [1, 3, 7])
def test_bytes_do_not_depend_on_batches(tmp_path, make_article, monkeypatch, batch):
    monkeypatch.setattr(shard, "ROW_GROUP", {"articles": 2})
    monkeypatch.setattr(shard, "DEFAULT_ROW_GROUP", 3)
    articles = [make_article(f"a{n}") for n in range(7)]
    for folder, size in (("one", 7), ("other", batch)):
        with DatasetWriter(tmp_path / folder) as writer:
            for at in range(0, 7, size):
                writer.write(tables(articles[at : at + size], words=True))
    assert contents(tmp_path / "one") == contents(tmp_path / "other")
    assert read(tmp_path / "one").articles["article_id"].tolist() == [f"a{n}" for n in range(7)]


def test_bytes_do_not_depend_on_batches_where_pages_fill(tmp_path):
    rejects = [Reject(f"{n}.html", str(n), "empty_text", str(random.Random(n).getrandbits(3000))) for n in range(8000)]
    for folder, size in (("one", 8000), ("other", 700)):
        with DatasetWriter(tmp_path / folder) as writer:
            for at in range(0, 8000, size):
                writer.reject(*rejects[at : at + size])
    assert (tmp_path / "one" / "rejects" / "00000.parquet").stat().st_size > 2**21  # more than a page
    assert contents(tmp_path / "one") == contents(tmp_path / "other")


@pytest.mark.parametrize("moves", range(2, 14))
def test_a_dataset_half_replaced_is_no_dataset(dataset, make_article, monkeypatch, moves):
    """Stopped among the renames, tables of two runs lie side by side: nobody must read them as one."""
    with DatasetWriter(dataset.with_name("whole")) as writer:
        writer.write(tables([make_article()]))
    move, left = durable.move, iter(range(moves))

    def stop(source, target):
        if target.parent.parent == dataset and next(left, None) is None:
            raise KeyboardInterrupt
        move(source, target)

    def stop_for_good(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt), DatasetWriter(dataset) as writer:
        writer.write(tables([make_article()]))
        patch.setattr(durable, "move", stop)
        patch.setattr(writer_of_tests, "finish", stop_for_good)
        if moves > 11:  # two before the tables, ten tables: all is in place
            patch.setattr("baochi.store.publish.discard", stop_for_good)
    if moves <= 11:
        with pytest.raises(DatasetError, match="not a complete baochi dataset"):
            read(dataset)
    assert publish.finish(dataset)
    assert contents(dataset) == contents(dataset.with_name("whole"))
    assert not publish.finish(dataset)


def test_a_failed_run_leaves_nothing_behind(tmp_path, make_article):
    with pytest.raises(KeyboardInterrupt), DatasetWriter(tmp_path / "out") as writer:
        writer.write(tables([make_article()]))
        raise KeyboardInterrupt
    assert not (tmp_path / "out").exists()


def test_a_failed_run_leaves_the_earlier_dataset(dataset):
    before = contents(dataset)
    with pytest.raises(KeyboardInterrupt), DatasetWriter(dataset):
        raise KeyboardInterrupt
    assert contents(dataset) == before


def test_a_killed_run_is_recognised_and_replaced(tmp_path, make_article):
    code = "import os, sys; from store.writer import DatasetWriter; DatasetWriter(sys.argv[1]).__enter__(); os._exit(9)"
    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path / "out")], cwd=Path(__file__).parents[1], check=False)
    assert killed.returncode == 9
    with pytest.raises(DatasetError, match="not done; run it again"):
        read(tmp_path / "out")
    with DatasetWriter(tmp_path / "out") as writer:
        writer.write(tables([make_article()]))
    assert read(tmp_path / "out").tables["articles"] == 1


def test_a_rerun_replaces_tables_and_drops_those_not_asked_for(tmp_path, make_article):
    for words in (True, False):
        with DatasetWriter(tmp_path / "out") as writer:
            writer.write(tables([make_article()], words=words))
        assert (tmp_path / "out" / "words").exists() == words


def test_other_folders_are_not_touched(tmp_path):
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(DatasetError, match=r"holds other files \(thesis.docx"), DatasetWriter(tmp_path):
        pass
    (tmp_path / "manifest.json").write_text('{"name": "a web page"}')
    with pytest.raises(DatasetError, match="not the manifest of a baochi dataset"), DatasetWriter(tmp_path):
        pass
    with pytest.raises(DatasetError, match="is a file"), DatasetWriter(tmp_path / "thesis.docx"):
        pass
    assert sorted(contents(tmp_path)) == ["manifest.json", "thesis.docx"]


def test_files_beside_a_dataset_stay(dataset):
    (dataset / "notes.txt").write_text("mine")
    with DatasetWriter(dataset):
        pass
    assert (dataset / "notes.txt").read_text() == "mine"
    assert read(dataset).tables["articles"] == 0


def test_an_article_id_is_written_once(tmp_path, make_article):
    with DatasetWriter(tmp_path / "out") as writer:
        writer.write(tables([make_article("a1")]))
        with pytest.raises(SchemaError, match="'a1' was written before"):
            writer.write(tables([make_article("a1")]))
    assert read(tmp_path / "out").tables["articles"] == 1


def test_rejects_with_names_that_are_not_utf8(tmp_path):
    with DatasetWriter(tmp_path / "out") as writer:
        writer.reject(Reject("b\udce1o.txt", "", "encoding", "not text"))
    assert read(tmp_path / "out").rejects["source"].tolist() == ["b\ufffdo.txt"]


def test_config_digest_ignores_order():
    assert publish.config_digest({"a": 1, "b": [2]}) == publish.config_digest({"b": [2], "a": 1})
    assert publish.config_digest({"a": 1}) != publish.config_digest({"a": 2})
