"""What the whole way costs, in counts that no busy machine changes: calls a token, passes over the text, Docs, growth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from baochi import archive
from baochi.article import Article, SourceArticle
from baochi.engines.analyse import analyse
from baochi.lexicon.hits import Found
from baochi.lexicon.scanner import Scanner
from baochi.pipeline import shipped
from baochi.text.tokens import Tokens, tokenise_all
from measure import calls_of

ROOT = Path(__file__).parent.parent
MOST_CALLS = 15
"""Python calls a token over all stages: 12 on these dense reports when this was written; a loop that calls adds one."""


@pytest.fixture(scope="module")
def paragraphs() -> list[str]:
    sources = archive.read([ROOT / "corpora/sample", ROOT / "corpora/gold/train"])
    return [p for s in islice(sources, 60) if isinstance(s, SourceArticle) for p in s.paragraphs]


def article_of(paragraphs: list[str], times: int = 1) -> Article:
    return Article.from_source(SourceArticle(paragraphs * times, article_id="a"))


def test_calls_a_token_are_few_and_do_not_grow_with_the_article(paragraphs: list[str]):
    analyse([article_of(paragraphs)], shipped())  # what is worked out once a token or a process is not counted
    short, long = article_of(paragraphs), article_of(paragraphs, times=4)
    few, many = (calls_of(lambda a=a: analyse([a], shipped())) / len(a.tokens) for a in (short, long))
    assert few < MOST_CALLS
    assert many < 1.2 * few


@pytest.mark.parametrize(
    "words", ["Chi cục", "Thanh tra", "TƯ Hải quan", "Trung đoàn Sư đoàn", "Lê Thị USD", "Đường Xuân Yến"]
)
def test_a_text_of_nothing_but_heads_of_bodies_costs_no_more_a_token_the_longer_it_is(words: str):
    few, many = (calls_of(lambda n=n: analyse([article_of([f"{words} " * n])], shipped())) / n for n in (200, 800))
    assert many < 1.6 * few


ONSETS = "BCDĐGHKLMNPQRSTVXY"
PEOPLE = {
    "named again and again": lambda i: "ông An cho biết",
    "with as many offices": lambda i: (
        f"Trưởng phòng Cảnh sát tỉnh {ONSETS[i % 18]}a {ONSETS[i // 18 % 18]}inh {ONSETS[i // 324]}iên"
    ),
    "honoured after death, and no full stop": lambda i: "truy tặng Đại tá Trần Văn Bình",
}


@pytest.mark.parametrize("phrase", PEOPLE.values(), ids=PEOPLE)
def test_an_article_about_one_person_costs_no_more_a_token_the_longer_it_is(phrase: Callable[[int], str]):
    def text(n: int) -> str:
        return "Ông Nguyễn Văn An, " + ", ".join(phrase(i) for i in range(n))

    few, many = (calls_of(lambda n=n: analyse([article_of([text(n)])], shipped())) / n for n in (200, 800))
    assert many < 1.3 * few


def test_the_text_is_cut_into_tokens_once_and_searched_once_for_all_entries(
    paragraphs: list[str], monkeypatch: pytest.MonkeyPatch
):
    cut: list[str] = []
    searched: dict[int, int] = {}

    def tokenised(texts: Sequence[str], *known: Any) -> list[Tokens]:
        cut.extend(texts)
        return tokenise_all(texts, *known)

    scan = Scanner.scan

    def scanned(scanner: Scanner, texts: Sequence[Tokens], *paragraphs: Any) -> Found:
        searched[id(scanner)] = searched.get(id(scanner), 0) + sum(map(len, texts))
        return scan(scanner, texts, *paragraphs)

    monkeypatch.setattr("baochi.pipeline.tokenise_all", tokenised)
    monkeypatch.setattr(Scanner, "scan", scanned)
    article = article_of(paragraphs)
    analyse([article], shipped())
    assert cut == [article.text, article.title]
    assert searched[id(shipped().lexicon.scanner)] == len(article.tokens) + len(article.title_tokens)


def test_plain_stages_build_no_doc(paragraphs: list[str], monkeypatch: pytest.MonkeyPatch):
    import baochi
    from baochi import components

    def refuse(*_: object) -> None:
        raise AssertionError("a Doc was built")

    nlp = baochi.load()
    monkeypatch.setattr(components.SyllableTokenizer, "doc", refuse)
    for pipeline in (shipped(), nlp):
        article = article_of(paragraphs)
        analyse([article], pipeline)
        assert article.mentions
