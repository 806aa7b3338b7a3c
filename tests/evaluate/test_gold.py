import json

import pytest

from baochi.evaluate.gold import GoldError, read_gold

from .samples import gold_article, official, quantity


def test_reads_in_order_of_file_names(gold_dir):
    folder = gold_dir(gold_article("b"), gold_article("a", units=["Sở X"]))
    gold = read_gold(folder)
    assert list(gold) == ["b", "a"]
    assert gold["a"].annotation.units == ["Sở X"]


@pytest.mark.parametrize(
    ("article", "message"),
    [
        (gold_article(officials=[official("A", sector="army")]), r"annotation\.officials\.0\.sector: Input should be"),
        (gold_article(officials=[{"name": "A"}]), r"annotation\.officials\.0\.sector: Field required"),
        (gold_article(quantities=[quantity("5", "vụ", "án")]), r"annotation\.quantities\.0\.value: .*valid number"),
        (gold_article(quantities=[quantity(5, "vụ", "án", para=1)]), r"`quantities\.0\.para` is 1, there are 1"),
        (gold_article(kinds=("poem",)), r"annotation\.kinds\.0: Input should be"),
        (gold_article(work_areas=[]), "`work_areas` has 0 entries, `kinds` has 1"),
        (gold_article() | {"paragraphs": ["một", "hai"]}, r"`annotation\.kinds` has 1 entries for 2 paragraphs"),
        (gold_article(""), "id: String should have at least 1 character"),
        ({"id": "x"}, "annotation: Field required"),
    ],
)
def test_malformed_fields_are_named(gold_dir, article, message):
    with pytest.raises(GoldError, match=rf"00\.json: .*{message}"):
        read_gold(gold_dir(article))


def test_malformed_folders(tmp_path, gold_dir):
    with pytest.raises(GoldError, match="no such folder"):
        read_gold(tmp_path / "none")
    with pytest.raises(GoldError, match="holds no gold files"):
        read_gold(tmp_path)
    with pytest.raises(GoldError, match=r"01\.json: id: 'g1' is also the id in 00\.json"):
        read_gold(gold_dir(gold_article(), gold_article()))
    (tmp_path / "gold" / "01.json").write_bytes(b"{\xff")
    with pytest.raises(GoldError, match=r"01\.json: Invalid JSON"):
        read_gold(tmp_path / "gold")


def test_not_a_number_is_refused(gold_dir):
    folder = gold_dir(gold_article(quantities=[quantity(1, "vụ", "án")]))
    path = folder / "00.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {}).replace('"value": 1', '"value": NaN'))
    with pytest.raises(GoldError, match=r"quantities\.0\.value"):
        read_gold(folder)
