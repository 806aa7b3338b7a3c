import datetime as dt
import json

from baochi.records import Official, Position
from baochi.store.build import tables
from baochi.store.info import NamedOfficial, NamedUnit, describe
from baochi.store.read import Dataset, read

from .writer import DatasetWriter


def test_figures(dataset):
    found = describe(read(dataset))
    assert found.tables["articles"] == 2
    assert found.sources == {"bao-mau": 2}
    assert (found.first_date, found.last_date) == (dt.date(2021, 4, 2), dt.date(2021, 4, 2))
    assert found.officials == [NamedOfficial("Phùng Khắc Lãm", "Giám đốc Công an tỉnh Hoa Lư", 2, 2)]
    assert found.units == [NamedUnit("Công an tỉnh Hoa Lư", 2, 4)]
    assert found.work_areas == {"crime": 2}
    assert found.rejects == {"empty_text": 1, "truncated": 1}
    assert json.loads(json.dumps(found.as_dict()))["first_date"] == "2021-04-02"


def test_ranking_and_main_position(tmp_path, make_article):
    def official(name, titles, sector="police"):
        return Official(name, 0, 1, sector=sector, positions=[Position(t, "", 0, 0, 1) for t in titles])

    articles = [make_article(f"a{n}") for n in range(3)]
    articles[0].officials = [official("Vũ Tá", ["Trưởng ban"]), official("Đỗ Ất", ["A"]), official("X", [], "business")]
    articles[1].officials = [official("Vũ Tá", ["Bí thư", "Trưởng ban"]), official("X", [], "business")]
    articles[2].officials = [official("Bùi Giáp", []), official("X", [], "business")]
    with DatasetWriter(tmp_path / "out") as writer:
        writer.write(tables(articles, duplicate_of={"a2": "a1"}))
    found = describe(read(tmp_path / "out"), top=2)
    assert [(o.name, o.position, o.n_articles) for o in found.officials] == [
        ("Vũ Tá", "Trưởng ban", 2),
        ("Bùi Giáp", "", 1),
    ]
    assert found.duplicates == 1


def test_batch_borders_and_shards_do_not_matter(dataset, monkeypatch):
    whole, batches = describe(read(dataset)), Dataset.batches
    monkeypatch.setattr(Dataset, "batches", lambda self, name, rows=0, columns=None: batches(self, name, 1, columns))
    monkeypatch.setattr(Dataset, "arrow", None)  # no table is loaded whole
    assert describe(read(dataset)) == whole


def test_an_empty_dataset(tmp_path):
    with DatasetWriter(tmp_path / "out"):
        pass
    found = describe(read(tmp_path / "out"))
    assert (found.officials, found.units, found.first_date, found.sources) == ([], [], None, {})
