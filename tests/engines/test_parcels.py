"""Batches and answers are the same at the other end of the pipe, whatever was sent before."""

from __future__ import annotations

import pickle

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baochi.article import Reject, SourceArticle
from baochi.engines.batches import Batch, Outcome
from baochi.engines.parcels import Answer, Receiver, Sender
from baochi.text import vocabulary

WORDS = st.sampled_from(["một", "hai,", "(3)", "ba", "Hà", "Nội.", "\ud800", "\U0001f600"])
ARTICLES = st.lists(st.lists(st.lists(WORDS, max_size=6).map(" ".join), max_size=3), max_size=3)


def of(paragraphs: list[list[str]], *, asked: bool = True) -> Batch:
    sources = [SourceArticle(texts, article_id=str(n)) for n, texts in enumerate(paragraphs)]
    for source in sources if asked else ():
        source.stretches()
    return Batch(sources)


def there_of(sender: Sender, receiver: Receiver, batch: Batch) -> Batch:
    return receiver.unpack(pickle.loads(pickle.dumps(sender.pack(1, batch))))


def words_of(batch: Batch) -> list[list[str]]:
    known = [source.known_stretches for source in batch.sources]
    return [[text.stretches.words[n] for n in text.numbers.tolist()] for text in known if text]


@pytest.mark.parametrize(("here", "there"), [(1 << 17, 1 << 17), (4, 1 << 17), (1 << 17, 4), (6, 6)])
@given(st.lists(ARTICLES, max_size=6))
def test_batches_take_the_numbers_of_their_stretches_along(here: int, there: int, texts: list[ARTICLES]) -> None:
    """`here` and `there`: how many words make the vocabulary of the sender full, and that of the receiver."""
    sender, receiver = Sender(), Receiver()
    with pytest.MonkeyPatch.context() as patch:
        for paragraphs in texts:
            patch.setattr(vocabulary, "MOST", here)
            batch = of(paragraphs)
            parcel = pickle.dumps(sender.pack(1, batch))
            patch.setattr(vocabulary, "MOST", there)
            found = receiver.unpack(pickle.loads(parcel))
            assert found == batch
            if len({id(source.known_stretches.stretches) for source in batch.sources}) == 1:
                assert words_of(found) == words_of(batch) == [" ".join(a).split() for a in paragraphs]


def test_a_stretch_is_sent_once_and_numbers_are_those_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    sender, receiver = Sender(), Receiver()
    long = "dai" * 1000
    parcels = [pickle.dumps(sender.pack(n, of([[f"một {long}"]]))) for n in range(3)]
    assert len(parcels[0]) > len(parcels[1]) + len(long) == len(parcels[2]) + len(long)
    first, *_, last = [receiver.unpack(pickle.loads(parcel)) for parcel in parcels]
    assert words_of(first) == words_of(last) == [["một", long]]
    monkeypatch.setattr(vocabulary, "LONGEST", 2 * len(long))  # the worker keeps no more
    assert len(pickle.dumps(sender.pack(3, of([[f"một {long}"]])))) == len(parcels[0])


def test_stretches_that_begin_anew_hold_no_words_of_batches_before(monkeypatch: pytest.MonkeyPatch) -> None:
    sender, receiver = Sender(), Receiver()
    there_of(sender, receiver, of([["một hai ba"]]))
    parcel = pickle.dumps(sender.pack(2, of([["ba"]])))
    monkeypatch.setattr(vocabulary, "MOST", 1)  # the vocabulary of the worker is full
    (source,) = receiver.unpack(pickle.loads(parcel)).sources
    assert source.known_stretches.stretches.words == ["ba"]


def test_batches_without_numbers_are_sent_as_well() -> None:
    sender, receiver = Sender(), Receiver()
    for batch in (of([["Một hai"]], asked=False), of([["hai"], ["ba"]]), of([["một"]], asked=False), Batch()):
        assert there_of(sender, receiver, batch) == batch
    half_asked = of([["hai"], ["ba"]])
    half_asked.sources[1].take_stretches()
    assert [source.known_stretches for source in there_of(sender, receiver, half_asked).sources] == [None, None]


def test_an_answer_arrives_as_it_was() -> None:
    schema = pa.schema([("a", pa.dictionary(pa.int32(), pa.string())), ("b", pa.list_(pa.int8()))], {"note": "kept"})
    table = pa.table({"a": pa.array(["x", None, "x"]).dictionary_encode(), "b": [[1], [], None]}, schema=schema)
    tables = {"some": table, "cut": pa.concat_tables([table, table]), "none": table.slice(0, 0)}
    answer = Answer(7, Outcome(tables, [Reject("a", "1", "crash", "why")], {"tokens": 0.5}), [(20, "said")])
    found = pickle.loads(pickle.dumps(answer))
    assert found == answer
    assert all(found.outcome.tables[name].schema.equals(tables[name].schema, check_metadata=True) for name in tables)
