"""In a batch is found what looking at every place of every text for every entry finds."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from baochi.lexicon import Entry, Hit, Hits
from baochi.lexicon.scanner import Scanner
from baochi.text.fold import fold
from baochi.text.tokens import LOWER, Tokens, tokenise

texts = st.text(alphabet="abcABC ,", max_size=40)
forms = st.lists(st.sampled_from(["a", "A", "b", "C", ","]), min_size=1, max_size=4).map(" ".join)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    category, form = draw(st.sampled_from("xyz")), draw(forms)
    case, row = draw(st.sampled_from(["any", "capital", "exact"])), {"role": draw(st.sampled_from("pq"))}
    return Entry(category, form, case, row, True, category == "z", form)


def suits(entry: Entry, tokens: Tokens, start: int, end: int) -> bool:
    if entry.case == "capital" and tokens.shape[start] == LOWER:
        return False
    form, key = " ".join(tokens.text[start:end]), " ".join(tokens.fold[start:end])
    return form == entry.written if entry.case == "exact" else key == fold(entry.written)


def found_slowly(listed: list[Entry], tokens: Tokens) -> list[Hit]:
    """Return the hits of entries that are all of one category."""
    hits: list[Hit] = []
    for start in range(len(tokens)):
        ends = [(start + entry.written.count(" ") + 1, number) for number, entry in enumerate(listed)]
        here = [(end, number) for end, number in ends if end <= len(tokens) and suits(listed[number], tokens, start, end)]
        if here and (not hits or hits[-1].end <= start or listed[0].overlap):
            end, number = max(here)
            hits.append(Hit(start, end, listed[number]))
    return hits


@given(st.lists(entries(), max_size=12), st.lists(st.lists(texts, min_size=1, max_size=3), max_size=3))
def test_no_hit_goes_on_over_the_end_of_a_paragraph(listed: list[Entry], batch: list[list[str]]) -> None:
    paragraphs = [[tokenise(text) for text in parts] for parts in batch]
    begins = [list(accumulate(map(len, parts), initial=0))[:-1] for parts in paragraphs]
    found = Scanner(listed).scan([tokenise("\n\n".join(parts)) for parts in batch], begins)
    for number, (parts, first) in enumerate(zip(paragraphs, begins, strict=True)):
        hits = found.of_text(number)
        for category in "xyz":
            of_category = [entry for entry in listed if entry.category == category]
            alone = [(hit, at) for part, at in zip(parts, first, strict=True) for hit in found_slowly(of_category, part)]
            assert hits.get(category, []) == [Hit(hit.start + at, hit.end + at, hit.entry) for hit, at in alone]


@given(st.lists(entries(), max_size=12), st.lists(texts, max_size=4))
def test_a_batch_holds_the_leftmost_longest_hits_of_every_text(listed: list[Entry], batch: list[str]) -> None:
    tokens = [tokenise(text) for text in batch]
    found = Scanner(listed).scan(tokens)
    for number in range(len(batch)):
        hits = found.of_text(number)
        for category in "xyz":
            expected = found_slowly([entry for entry in listed if entry.category == category], tokens[number])
            assert hits.get(category, []) == expected
            assert (category in hits) == bool(expected)
            starts, ends = hits.places(category)
            assert [(h.start, h.end) for h in expected] == list(zip(starts, ends, strict=True))
            assert hits.at(category) == {h.start: h for h in expected}
            assert hits.entries_at(category) == {h.start: h.entry for h in expected}
            assert hits.entries_before(category) == {h.end: h.entry for h in expected}
            assert all(h.entry.length == h.end - h.start for h in expected)
            assert hits.column(category, "role") == [h.entry["role"] for h in expected]
            for role in "pqr":
                chosen = [h for h in expected if h.entry["role"] == role]
                assert hits.where(category, "role", role) == chosen
                assert hits.starts(category, "role", role) == [h.start for h in chosen]
                assert hits.ends(category, "role", role) == [h.end for h in chosen]


def test_an_article_that_nobody_searched_holds_nothing() -> None:
    assert not Hits()
    assert Hits().get("rank", ()) == ()
    assert Hits().at("rank") == {}
