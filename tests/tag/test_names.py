"""The tagging stage as the pipeline runs it, with the shipped model."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baochi.article import Article, SourceArticle
from baochi.extract.names import NameTagger, hints
from baochi.extract.units.knowledge import UnitKnowledge
from baochi.lexicon import Lexicon
from baochi.model_files import ModelError
from baochi.pipeline import STAGES, prepare
from baochi.resources import model_folder
from baochi.tag.columns import LONGEST, columns
from baochi.tag.stage import Tagger
from baochi.text.segment import Segmenter

PRESS = [
    "Thiếu tướng Trần Quốc Khải, Giám đốc Công an tỉnh Lạng Sơn, trao Bằng khen cho Đội Cảnh sát hình sự số 2.",
    "Tại hội nghị, Lục Seo Páo và Doãn Kế Bính cùng phát biểu; ông Bính đề nghị Sở Y tế tỉnh Bắc Giang sớm trả lời.",
    "Theo C49B, Đội phòng chống ma tuý Đồn biên phòng 417 phối hợp với Trạm Kiểm dịch động vật Đèo Khế bắt 3 đối tượng.",
    "Trời mưa to, giá rau tăng 15% so với tháng trước.",
    "Ngoại trưởng Hans Lindqvist thăm Đà Nẵng, gặp ông Rơ Châm Hlinh.",
]


@cache
def _lexicon() -> Lexicon:
    return Lexicon.load()


@cache
def _stage() -> NameTagger:
    return NameTagger(_lexicon(), Tagger.load())


def segmented(*texts: str) -> list[Article]:
    articles = [Article.from_source(SourceArticle(text.split("\n"))) for text in texts]
    prepare(articles, _lexicon())
    Segmenter(_lexicon()).annotate(articles)
    return articles


def tagged(*texts: str) -> list[list[tuple[str, str]]]:
    articles = segmented(*texts)
    _stage().annotate(articles)
    return [[(m.label, a.text[m.start : m.end]) for m in a.tagged] for a in articles]


def units_of(text: str, *, with_tagger: bool) -> set[str]:
    articles = segmented(text)
    if with_tagger:
        _stage().annotate(articles)
    STAGES["units"](_lexicon()).annotate(articles)
    return {unit.unit for unit in articles[0].units}


def test_people_without_a_title_and_with_a_rare_family_name() -> None:
    found = tagged(PRESS[1])[0]
    assert ("PERSON", "Lục Seo Páo") in found
    assert ("PERSON", "Doãn Kế Bính") in found
    assert ("UNIT", "Sở Y tế tỉnh Bắc Giang") in found


@pytest.mark.parametrize(
    "unit",
    ["Đội phòng chống ma tuý Đồn biên phòng 417", "Trạm Kiểm dịch động vật Đèo Khế"],
    ids=["right border", "unlisted"],
)
def test_bodies_that_the_rules_alone_do_not_see(unit: str) -> None:
    assert unit in units_of(PRESS[2], with_tagger=True)
    assert unit not in units_of(PRESS[2], with_tagger=False)


def test_articles_without_names_stay_empty() -> None:
    assert tagged(PRESS[3]) == [[]]


def test_the_rules_alone_see_what_the_tagger_starts_from() -> None:
    article = segmented(PRESS[0])[0]
    codes, names = hints([article], UnitKnowledge(_lexicon()))
    assert len(codes) == len(article.tokens)
    assert codes.min() >= 1
    assert ("PERSON", "Trần Quốc Khải") in {(label, article.span_text(first, last)) for first, last, label in names[0]}


@given(st.lists(st.sampled_from([*PRESS, "", " ", "A", "(((", "Công an"]), min_size=1, max_size=6), st.randoms())
@settings(max_examples=25)
def test_batching_changes_nothing(texts: list[str], random) -> None:
    alone = [tagged(text)[0] for text in texts]
    assert tagged(*texts) == alone
    order = list(range(len(texts)))
    random.shuffle(order)
    assert tagged(*(texts[i] for i in order)) == [alone[i] for i in order]


WORDS = st.sampled_from(
    ["Công an", "tỉnh", "Đại tá", "Nguyễn", "Văn", "(", ")", ",", "số", "3", "Hà Nam", "ông", "K", ".", "—", "𝒜", "\u200b"]
)


@given(st.lists(st.one_of(WORDS, st.text(max_size=5)), max_size=40).map(" ".join))
@settings(max_examples=80)
def test_names_of_any_text_lie_on_its_tokens_and_do_not_overlap(text: str) -> None:
    article = segmented(text)[0]
    _stage().annotate([article])
    at = 0
    for mention in article.tagged:
        assert at <= mention.first_token < mention.last_token <= len(article.tokens)
        assert mention.start == article.tokens.start[mention.first_token]
        assert mention.end == article.tokens.end[mention.last_token - 1]
        paragraph = article.paragraphs[mention.para]
        assert paragraph.start <= mention.start < mention.end <= paragraph.end
        at = mention.last_token
    for chunks, paragraph in zip(article.chunks or [], article.paragraphs, strict=False):
        row = chunks.row(article.tokens.shape)
        borders = [paragraph.first_token, *(chunk.end for chunk in row)]
        assert [chunk.start for chunk in row] == borders[:-1]
        assert borders[-1] == paragraph.last_token


def test_an_endless_line_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    articles = segmented("ông Trần Quốc Khải và " * 2000)
    codes, _ = hints(articles, UnitKnowledge(_lexicon()))
    _, layout, token = columns(articles, codes)
    assert layout.lengths.max() <= LONGEST
    assert token.tolist() == list(range(len(articles[0].tokens)))


def test_without_sentences_paragraphs_are_tagged() -> None:
    articles = [Article.from_source(SourceArticle([PRESS[0]]))]
    prepare(articles, _lexicon())
    _stage().annotate(articles)
    assert "Trần Quốc Khải" in {articles[0].text[m.start : m.end] for m in articles[0].tagged}


def test_nothing_to_tag() -> None:
    _stage().annotate([])
    articles = segmented("")
    _stage().annotate(articles)
    assert articles[0].tagged == []


@pytest.mark.parametrize("name", ["weights.safetensors", "config.json"])
def test_a_damaged_model_is_a_clear_error(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model_folder("tagger"), folder)
    (folder / name).write_bytes((folder / name).read_bytes()[:-1])
    with pytest.raises(ModelError, match=f"{name} is damaged"):
        Tagger.load(folder)


def test_the_shipped_model_is_small() -> None:
    assert sum(path.stat().st_size for path in model_folder("tagger").iterdir()) < 20 * 2**20
