"""A column grows with the tokens that are met, and a full vocabulary makes room for a new one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from baochi.text import vocabulary
from baochi.text.tokens import shape_of, tokenise
from baochi.text.vocabulary import Column


def test_each_token_is_worked_out_once() -> None:
    seen: list[str] = []
    lengths = Column(lambda token: seen.append(token) or len(token), np.int64)
    assert tokenise("Hà Nội").take(lengths).tolist() == [2, 3]
    assert tokenise("Nội Hà, Hà Giang").take(lengths).tolist() == [3, 2, 1, 2, 5]
    assert len(seen) == len(set(seen))


def test_texts_keep_the_vocabulary_that_they_were_numbered_by(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "MOST", 2)
    shapes = Column(shape_of, np.object_)
    first, second = tokenise("Một hai ba 4"), tokenise("4 Ba hai, MỘT")
    assert first.vocabulary is not second.vocabulary
    for tokens in (first, second, first, first.part(1, 3)):
        assert tokens.take(shapes).tolist() == tokens.shape


def test_a_vocabulary_of_endless_words_is_full_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "LONGEST", 1000)
    first, second = tokenise("a" * 2000), tokenise("b")
    assert first.vocabulary is not second.vocabulary


def test_threads_share_a_vocabulary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "MOST", 5000)
    shapes = Column(lambda token: token[::-1], np.object_)
    texts = [" ".join(f"chữ{(7 * i + j) % 3001}x{j % 11}" for j in range(400)) for i in range(200)]
    with ThreadPoolExecutor(8) as pool:
        for tokens in pool.map(tokenise, texts):
            assert [tokens.vocabulary.words[n] for n in tokens.numbers] == tokens.text
            assert tokens.take(shapes).tolist() == [token[::-1] for token in tokens.text]
