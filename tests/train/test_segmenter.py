"""Training a word segmenter: it reads CoNLL-U, joins what the treebank joins, and the same treebank gives the same bytes."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baochi.model_files import read as read_model
from baochi.text.fold import fold
from baochi.train import segmenter
from baochi.train.jobs import Job, run
from baochi.train.treebank import find, read
from baochi.train.word_columns import LONGEST, columns

from .corpora import trained_twice

# words that no list holds, so that only the treebank can teach them
JOINED = ["mơ lút", "kha đin", "bối ngơ", "tụ la ran"]
SENTENCES = [[("Bà", "ông", "Người")[i % 3], "thấy", JOINED[i % 4], "ở", JOINED[(i + 1) % 4], "."] for i in range(30)]


def conllu(sentences: list[list[str]]) -> str:
    blocks = []
    for number, words in enumerate(sentences, 1):
        rows = [f"{i}\t{word}\t{word}\tX\tX\t_\t0\t_\t_\t_" for i, word in enumerate(words, 1)]
        blocks.append("\n".join([f"# sent_id = {number}", *rows]))
    return "\n\n".join(blocks) + "\n\n"


def treebank(folder: Path) -> Path:
    folder.mkdir()
    for split, part in (("train", SENTENCES), ("dev", SENTENCES[3:9]), ("test", SENTENCES[7:11])):
        (folder / f"vi_made-ud-{split}.conllu").write_text(conllu(part), encoding="utf-8")
    return folder


def test_the_same_treebank_gives_the_same_bytes_and_a_card_with_its_scores(tmp_path: Path) -> None:
    source = treebank(tmp_path / "ud")
    heard: list[str] = []
    job = trained_twice("segmenter", source, tmp_path, watch=lambda what, *_: heard.append(what))
    card = (job.out / "README.md").read_text(encoding="utf-8")
    assert "CC BY-SA 4.0" in card
    assert "36 sentences" in card
    assert "$" not in card
    assert set(heard) == {"fitting"}
    ours, theirs = (row for row in job.scores if row[0] == "test")
    assert ours[3] == "1.000 (1.000–1.000)"
    assert f"| {theirs[1]} |  | {theirs[3]} |" in card
    assert theirs[3] < ours[3]  # underthesea cannot know made-up words

    model = read_model(job.out, segmenter.KIND)
    begins = segmenter.segment(model, [["Ông", "thấy", "tụ", "la", "ran"], ["Bà"]])
    assert [row.tolist() for row in begins] == [[True, True, True, False, False], [True]]


def test_the_word_lists_are_chosen_on_dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every pair of syllables stands once, as a word or as two; only the list of underthesea, here replaced, tells which."""
    pairs = [f"{onset}{rime} {other}ôp" for onset in "bdhlmnt" for rime in ("ăp", "ênh", "iu", "oăc") for other in "gkrvx"]
    joined = set(pairs[::2])
    sentences = [["Họ", "thấy", *([pair] if pair in joined else pair.split()), "."] for pair in pairs]
    source = treebank(tmp_path / "ud")
    for split, part in (("train", sentences[:100]), ("dev", sentences[100:])):
        (source / f"vi_made-ud-{split}.conllu").write_text(conllu(part), encoding="utf-8")
    monkeypatch.setattr(segmenter, "viet74k", lambda: joined)
    job = Job(source, tmp_path / "model")
    run("segmenter", job)
    plain, _, best = (float(row[3].split()[0]) for row in job.scores if row[0] == "dev")
    assert plain < best == 1
    assert set(read_model(job.out, segmenter.KIND).vocabulary["viet74k"]) == joined


def test_words_are_counted_by_both_borders() -> None:
    gold = [[["Hà", "Nội"], ["rất"], ["đẹp"]]]
    assert segmenter.count(gold, [np.array([True, False, True, True])]) == [(3, 3, 3)]
    assert segmenter.count(gold, [np.array([True, False, False, True])]) == [(1, 2, 3)]


def test_underthesea_gets_and_keeps_the_syllables() -> None:
    sentence = ["Thủ", "tướng", "Chính", "phủ", "đến", "A5/B", "."]
    assert segmenter.by_underthesea(sentence).tolist() == [True, False, True, False, True, True, True]


def test_ranges_and_empty_words_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "x.conllu"
    rows = ["1-2\tab\t_", "1\thà nội\t_", "2\tđẹp\t_", "2.1\t_\t_"]
    path.write_text("\r\n".join(row + "\t_" * 7 for row in rows), encoding="utf-8")
    assert read(path) == [[["hà", "nội"], ["đẹp"]]]


def test_a_treebank_that_is_not_there_or_malformed_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"one file \*train\.conllu .*found none"):
        run("segmenter", Job(tmp_path, tmp_path / "model"))
    source = treebank(tmp_path / "ud")
    (source / "other_train.conllu").write_text(conllu(SENTENCES), encoding="utf-8")
    with pytest.raises(ValueError, match=r"found other_train\.conllu, vi_made"):
        find(source)
    (source / "other_train.conllu").unlink()
    dev = source / "vi_made-ud-dev.conllu"
    for text, message in (
        ("1\tHà Nội\n", r"dev\.conllu, line 1: not a word"),
        ("# only a comment\n", r"dev\.conllu: no sentence"),
    ):
        dev.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=message):
            run("segmenter", Job(source, tmp_path / "model"))
    dev.write_bytes(b"1\t\xff\xfe")
    with pytest.raises(ValueError, match=r"dev\.conllu: not UTF-8"):
        read(dev)
    assert not (tmp_path / "model").exists()


@given(st.lists(st.lists(st.sampled_from(["ba", "bà", "Lê", "lung", "linh", "15.775", "?", "Ð"]), min_size=1), min_size=1))
def test_columns_of_a_sentence_do_not_depend_on_its_neighbours(sentences: list[list[str]]) -> None:
    words = {"lung linh", "ba ba ba", "le ba"}
    found, layout = columns(sentences, {"x": [words] * len(sentences)}, {"le"})
    ends = np.cumsum(layout.lengths)
    for sentence, end in zip(sentences, ends.tolist(), strict=True):
        alone, own = columns([sentence], {"x": [words]}, {"le"})
        for name, column in found.items():
            assert column[layout.at[end - len(sentence) : end]].tolist() == alone[name][own.at].tolist()
            assert (alone[name][own.at] > 0).all(), "0 stands for what is outside of a sentence"


def test_longest_words_and_repeated_sounds() -> None:
    sentence = ["lung", "linh", "lấp", "lánh", "lánh", "xa"]
    found, layout = columns([sentence], {"x": [{fold("linh lấp"), fold("linh lấp lánh")}]}, ())
    at = {name: column[layout.at].tolist() for name, column in found.items()}
    assert at["x.begin"] == [1, 4, 1, 1, 1, 1]
    assert at["x.in"] == [1, 1, 4, 4, 1, 1]
    assert at["x.end"] == [1, 1, 3, 4, 1, 1]
    assert at["x.cut"] == [1, 1, 2, 2, 1, 1]
    assert at["echo"] == [1, 3, 3, 3, 15, 1]
    assert max(len(list(chain(word.split()))) for word in segmenter.viet74k()) <= LONGEST
