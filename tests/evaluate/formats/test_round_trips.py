import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baochi.evaluate.formats import FORMATS, convert, read_articles, write_articles
from baochi.evaluate.formats.convert import WRITTEN
from baochi.evaluate.formats.gold import from_record, to_record
from baochi.evaluate.formats.losses import HOLDS, PARTS, as_markdown, losses

from .samples import GOLD, LETTERS, articles, everything, gold_folder

EXACT = ("brat", "label-studio", "doccano")
ROOT = Path(__file__).parents[3]
BOUNDED = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def place(folder: Path, name: str) -> Path:
    form = FORMATS[name]
    return folder / ("of-" + name if form.folder else f"of-{name}{form.endings[0]}")


@pytest.mark.parametrize("name", EXACT)
@given(article=articles())
@BOUNDED
def test_an_article_comes_back_as_it_was(name, article, tmp_path):
    write_articles([article], place(tmp_path, name), name, overwrite=True)
    back, _ = read_articles(place(tmp_path, name))
    assert back == [article]


@pytest.mark.parametrize("name", ["conll", "spacy"])
@given(article=articles())
@BOUNDED
def test_what_the_format_holds_comes_back(name, article, tmp_path):
    lost = write_articles([article], place(tmp_path, name), name, overwrite=True)
    assert not set(lost) & HOLDS[name]


@pytest.mark.parametrize("name", [*EXACT, "spacy"])
def test_an_integer_beyond_64_bits_comes_back(name, tmp_path):
    article = everything()
    article.meta |= {"views": 2**64}
    write_articles([article], place(tmp_path, name), name)
    (back,), _ = read_articles(place(tmp_path, name))
    assert back.meta["views"] == 2**64


@pytest.mark.parametrize("name", WRITTEN)
def test_the_table_is_true(name, tmp_path):
    article = everything()
    assert all(part(article) for part in PARTS.values())
    lost = write_articles([article], place(tmp_path, name), name)
    assert {part for part in PARTS if lost[part]} == set(PARTS) - HOLDS[name]


def test_the_table_of_the_documentation():
    assert as_markdown() in (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")


def test_losses_count_what_is_missing():
    whole, none = everything(), everything()
    none.spans, none.relations = [], []
    lost = losses([whole], [none])
    assert (lost["spans at their place"], lost["spans of no record"]) == (5, 1)
    assert not lost["relations"]  # they went with their spans
    none = everything()
    none.relations = []
    assert losses([whole], [none]) == {"relations": 1}
    assert not losses([whole], [whole])
    assert losses([whole], [])["paragraphs"] == 2


@pytest.mark.parametrize("name", [name for name in WRITTEN if name not in ("gold", "conll")])
def test_gold_through_a_format_is_the_same_gold(name, tmp_path):
    source = gold_folder(tmp_path / "gold")
    assert not convert(source, place(tmp_path, name), name).lost
    assert not convert(place(tmp_path, name), tmp_path / "back", "gold").lost
    (back,) = (tmp_path / "back").glob("*.json")
    assert json.loads(back.read_text(encoding="utf-8")) == GOLD


def test_what_does_not_stand_in_the_text_is_kept_and_named():
    article, said = from_record(GOLD)
    assert article.kept == {"officials": {"1": GOLD["annotation"]["officials"][1]}, "units": {"0": "Ban Chỉ đạo 138"}}
    assert [sentence.split(": ")[1] for sentence in said] == [
        "units.0",
        "officials.0.positions.0",
        "officials.1",
        "period of 'bắt giữ 42 đối tượng'",
    ]
    assert to_record(article) == (GOLD, [])


NAMES = st.text(LETTERS, min_size=1, max_size=3).filter(str.strip)


@st.composite
def records(draw: st.DrawFn) -> dict:
    """Gold whose strings mostly stand in the text, some many times, some not at all."""
    words = draw(st.lists(NAMES, min_size=1, max_size=5))
    paragraphs = draw(st.lists(st.lists(st.sampled_from(words), max_size=6).map(" ".join), min_size=1, max_size=3))
    string = st.sampled_from([w.strip() for w in words]) | NAMES.map(str.strip)
    para = st.integers(0, len(paragraphs) - 1)
    position = st.fixed_dictionaries(
        {"title": string | st.just(""), "unit": string | st.just(""), "status": st.sampled_from(["current", "late"])}
    )
    official = st.fixed_dictionaries(
        {
            "name": string,
            "sector": st.just("state"),
            "ranks": st.lists(string, max_size=2),
            "positions": st.lists(position, max_size=3),
        }
    )
    quantity = st.fixed_dictionaries(
        {
            "para": para,
            "quote": string | st.just(""),
            "measure": string,
            "value": st.floats(-9, 9),
            "unit": string | st.just(""),
        }
        | {
            "qualifier": st.sampled_from(["exact", "over"]),
            "change": st.sampled_from([None, {"direction": "up", "absolute": 3}]),
        }
        | {"actor": string | st.just(""), "period": string, "status": st.sampled_from(["result", "target"])}
    )
    award = st.fixed_dictionaries(
        {"para": para, "award": string, "recipient": string, "giver": st.just(""), "count": st.none() | st.integers(1, 9)}
    )
    judged = st.fixed_dictionaries({"para": para, "aspect": string | st.just(""), "evaluation": string})
    annotation = {
        "kinds": ["body"] * len(paragraphs),
        "officials": draw(st.lists(official, max_size=3)),
        "units": draw(st.lists(string, max_size=4, unique=True)),
        "quantities": draw(st.lists(quantity, max_size=3)),
        "awards": draw(st.lists(award, max_size=2)),
        "qualitative": draw(st.lists(judged, max_size=2)),
        "work_areas": [[] for _ in paragraphs],
    }
    return {"id": "g", "source": "", "title": "", "paragraphs": paragraphs, "annotation": annotation}


@given(record=records())
@BOUNDED
def test_any_gold_comes_back_from_its_spans(record):
    article, _ = from_record(record)
    assert to_record(article) == (record, [])
