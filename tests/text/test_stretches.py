"""Texts are cut alike at once, one by one, and by numbers that somebody has asked for before."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baochi.article import Article, SourceArticle
from baochi.pipeline import Tokeniser
from baochi.text import vocabulary
from baochi.text.pattern import TOKEN
from baochi.text.stretches import begins, numbered, put_together
from baochi.text.tokens import tokenise_all

TEXTS = st.text(st.sampled_from("aằK1.,'’- \n\t\u00a0\u0085\u2028\u3000\u200b\u0300\ud800\U0001f600"), max_size=30)


@given(st.lists(TEXTS, max_size=4))
def test_tokens_of_texts_cut_at_once_are_those_of_the_pattern(texts: list[str]) -> None:
    for text, tokens in zip(texts, tokenise_all(texts), strict=True):
        assert list(zip(tokens.text, tokens.start, tokens.end, strict=True)) == [
            (found.group(), *found.span()) for found in TOKEN.finditer(text)
        ]


@given(TEXTS)
def test_stretches_begin_where_a_split_finds_them(text: str) -> None:
    assert [text[at:].split()[0] for at in begins(text).tolist()] == text.split()


def test_texts_numbered_before_are_cut_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["Một hai, ba", "hai (4)"]
    plain = tokenise_all(texts)
    known = [numbered(text) for text in texts]
    assert tokenise_all(texts, known) == plain
    monkeypatch.setattr(vocabulary, "MOST", 1)  # the next text begins other stretches
    assert put_together([known[0], numbered(texts[1])]) is None
    assert tokenise_all(texts, [known[0], numbered(texts[1])]) == tokenise_all(texts, [known[0], None]) == plain


def test_numbers_are_of_the_paragraphs_as_they_are_and_stay_in_the_process() -> None:
    source = SourceArticle(["Một đoạn.", "Hai"], article_id="a")
    source.stretches()
    assert pickle.loads(pickle.dumps(source)).take_stretches() is None
    first = Article.from_source(source)
    source.paragraphs.append("Ba")
    second = Article.from_source(source)
    Tokeniser().annotate([first])
    Tokeniser().annotate([second])
    assert second.tokens.text == [*first.tokens.text, "Ba"]
