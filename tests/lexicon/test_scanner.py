"""A batch of texts is searched as the tree of nodes searches one text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from baochi.lexicon import Entry, Hit, Hits
from baochi.lexicon.scanner import Scanner
from baochi.lexicon.trie import Trie
from baochi.text.tokens import tokenise

texts = st.text(alphabet="abcABC ,", max_size=40)
forms = st.lists(st.sampled_from(["a", "A", "b", "C", ","]), min_size=1, max_size=4).map(" ".join)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    category, form = draw(st.sampled_from("xyz")), draw(forms)
    return Entry(category, form, draw(st.sampled_from(["any", "capital", "exact"])), {}, True, category == "z", form)


def of_trie(found: list[Entry], text: str) -> dict[str, list[Hit]]:
    trie = Trie()
    for entry in found:
        trie.add(tokenise(entry.form).fold, entry)
    return trie.scan(tokenise(text))


@given(st.lists(entries(), max_size=12), st.lists(texts, max_size=4))
def test_the_batch_holds_what_each_text_holds_alone(listed: list[Entry], batch: list[str]) -> None:
    found = Scanner(listed).scan([tokenise(text) for text in batch])
    for number, text in enumerate(batch):
        hits, expected = found.of_text(number), of_trie(listed, text)
        assert dict(hits) == expected
        for category in "xyz":
            starts, ends = hits.places(category)
            assert [(h.start, h.end) for h in expected.get(category, [])] == list(zip(starts, ends, strict=True))
            assert hits.at(category) == {h.start: h for h in expected.get(category, [])}


def test_an_article_that_nobody_searched_holds_nothing() -> None:
    assert not Hits() and Hits().get("rank", ()) == () and Hits().at("rank") == {}
