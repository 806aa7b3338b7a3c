"""Words cover the text without loss, whatever underthesea does to it."""

import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from baochi.article import Article, SourceArticle
from baochi.lexicon import Lexicon
from baochi.pipeline import Tokeniser
from baochi.text import words as module
from baochi.text.segment import Segmenter
from baochi.text.words import LIMIT, Words, tagged_words, words

VIETNAMESE = st.text(alphabet="aáàảãạăâđêôơưyỳỷuoHoàUỷ \u00a0\u200b\u00ad\u0301\u0323\n.,:/-@0123456789…“”ﬁ½😀", max_size=80)


def check_cover(text: str, spans: list[tuple[int, int]]) -> None:
    covered = [i for start, end in spans for i in range(start, end)]
    assert covered == sorted(set(covered))
    assert {i for i, c in enumerate(text) if not c.isspace()} <= set(covered)
    assert all(start < end and not text[start].isspace() and not text[end - 1].isspace() for start, end in spans)


def test_joins_syllables_and_keeps_the_spelling() -> None:
    for text in ("Uỷ  ban nhân dân xã lập hoá đơn, thu 15.775 đồng.", "Ủy  ban nhân dân xã lập hóa đơn, thu 15.775 đồng."):
        found = [text[start:end] for start, end in words(text)]
        assert found == [text[:16], "xã", "lập", text[24:31], ",", "thu", "15.775", "đồng", "."]


def test_parts_of_speech() -> None:
    text = "Thủ tướng làm việc tại Mẫu Sơn."
    tags = {text[start:end]: tag for start, end, tag in tagged_words(text)}
    assert tags["Thủ tướng"] == "N" and tags["tại"] == "E" and tags["."] == "CH"
    assert all(tag == "" for _, _, tag in tagged_words(text, pos=False))


@settings(max_examples=150)
@example(" \u200b")
@given(st.one_of(st.text(max_size=60), VIETNAMESE))
def test_every_character_is_covered_once(text: str) -> None:
    check_cover(text, words(text))
    check_cover(text, [(start, end) for start, end, _ in tagged_words(text)])


@pytest.mark.parametrize("text", ["a" * (3 * LIMIT), "xin chào " * LIMIT, "." * (2 * LIMIT), "\u0301" * (2 * LIMIT)])
def test_long_lines_are_cut(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    segment = module._segment
    monkeypatch.setattr(module, "_segment", lambda part, pos: seen.append(len(part)) or segment(part, pos))
    check_cover(text, words(text))
    assert max(seen) <= LIMIT


@pytest.mark.parametrize("answer", [[], [("khác", "N")], [("Hai", "M")], [("Hai kho hàng trống", "N"), ("x", "N")]])
def test_a_wrong_answer_falls_back_to_tokens(answer: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_segment", lambda text, pos: answer)
    assert tagged_words("Hai kho, trống") == [(0, 3, ""), (4, 7, ""), (7, 8, ""), (9, 14, "")]


def test_a_failure_falls_back_to_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(text: str, pos: bool) -> list[tuple[str, str]]:
        raise RuntimeError("no model")

    monkeypatch.setattr(module, "_segment", fail)
    assert words("Hai kho") == [(0, 3), (4, 7)]


def test_stage_covers_the_article() -> None:
    article = Article.from_source(SourceArticle(["\ufeffTổ công tác về TP. Mẫu Sơn. Kho trống.\u200b", "", "Ảnh: T.M"]))
    Tokeniser().annotate([article])
    Segmenter(Lexicon.load()).annotate([article])
    Words().annotate([article])
    check_cover(article.text, [(start, end) for start, end, _ in article.words])
    assert "công tác" in {article.text[start:end] for start, end, _ in article.words}


def test_import_does_not_load_underthesea() -> None:
    code = "import sys, baochi.text.words; sys.exit('underthesea' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
