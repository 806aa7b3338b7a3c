"""Trains a word segmenter on a treebank; the word lists are chosen on dev, test is looked at once.

Labels say of every syllable whether it is a word, begins one or goes on with one: with three labels instead of two the chain
knows whether the word before is closed. Features are in `baochi.train.word_columns`. Words of the treebank are a list too;
while fitting, a sentence sees only those of other parts of the treebank, or every word would seem to be known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from importlib import resources
from itertools import chain

import numpy as np
import numpy.typing as npt

from baochi.lexicon import Lexicon
from baochi.model_files import Model
from baochi.tag.features import Hashes, Layout
from baochi.tag.model import Chain, template_of
from baochi.text.fold import fold
from baochi.text.words import words as underthesea_words
from baochi.train.crf import Examples, Settings, fit
from baochi.train.intervals import Counts, with_interval
from baochi.train.jobs import Job
from baochi.train.treebank import Sentence, find, read
from baochi.train.word_columns import LONGEST, Words, columns

KIND = "segmenter"
LABELS = ("B-W", "I-W", "B-S")
"""Begins a word of several syllables, goes on with it, is a word alone."""
BEGIN, INSIDE, ALONE = range(3)
PARTS = 10
"""Of the treebank; in training, a sentence knows the words of the other parts. Parts are runs, as articles are."""
LISTS = {"treebank": "treebank", "lexicon": "lexicon", "viet74k": "Viet74K"}
CHOICES = (("treebank",), ("treebank", "lexicon"), ("treebank", "lexicon", "viet74k"))
"""Word lists that are tried on dev."""

SYLLABLES = (
    *("word-2", "word-1", "word0", "word+1", "word+2", "fold0", "word-1 word0", "fold-1 fold0", "fold0 fold+1"),
    *("fold-2 fold-1", "fold+1 fold+2", "fold-1 fold+1", "fold-2 fold-1 fold0", "fold-1 fold0 fold+1"),
    *("fold0 fold+1 fold+2", "shape0", "shape-1 shape0", "shape0 shape+1", "shape-1 shape0 shape+1"),
    *("shape-2 shape-1 shape0", "shape0 shape+1 shape+2", "fold0 shape0", "fold-1 shape-1 shape0"),
    *("fold0 shape-1 shape0", "fold+1 shape0 shape+1", "echo0", "echo0 echo+1", "echo0 shape0"),
    *("surname0 shape0 shape+1", "surname-1 shape-1 shape0", "surname-2 shape-2 shape-1 shape0"),
    "surname-1 surname0 surname+1 shape-1 shape0 shape+1",
)
LISTED = (
    *("$in0", "$in-1 $in0 $in+1", "$in0 $begin0", "$in0 $end0 $end-1", "$in0 $begin-1 $begin0 $begin+1"),
    *("$in0 $end-1 $begin0", "$cut-1 $cut0 $cut+1", "$in0 $cut0 fold0", "$in0 fold-1"),
    *("$in0 $in+1 shape-1 shape0", "$in0 $in+1 fold0"),
)
"""Templates of one word list, `$` its name."""
TOGETHER = ("$in0", "$cut0", "$in-1 $in0 $in+1")
"""Templates of all word lists at once."""


def train(job: Job, settings: Settings | None = None) -> Model:
    """Return a segmenter trained on train and dev of the treebank `job.corpus`, with the word lists that do best on dev.

    Raises:
        ValueError: a file is missing or no CoNLL-U.
    """
    settings = settings or Settings(least=2)
    parts = {split: read(path) for split, path in find(job.corpus).items()}
    lists = {"lexicon": lexicon_words(), "viet74k": viet74k()}
    job.scores = [("words of", "trained on", "word lists", "F1")]
    best: tuple[float, tuple[str, ...]] = (-1.0, CHOICES[0])
    for choice in CHOICES:
        model = _fit(parts["train"], {name: lists[name] for name in choice[1:]}, settings, job)
        counts = count(parts["dev"], segment(model, map(_syllables, parts["dev"])))
        job.scores.append(("dev", "train", _named(choice), with_interval(counts)))
        right, found, wanted = np.sum(counts, axis=0)
        best = max(best, (2 * right / (found + wanted), choice), key=lambda pair: pair[0])
    learnt = parts["train"] + parts["dev"]
    model = _fit(learnt, {name: lists[name] for name in best[1][1:]}, settings, job)
    test = parts["test"]
    counts = count(test, segment(model, map(_syllables, test)))
    job.scores.append(("test", "train and dev", _named(best[1]), with_interval(counts)))
    job.scores.append(("test", "(underthesea)", "", with_interval(count(test, map(by_underthesea, map(_syllables, test))))))
    size = sum(len(_syllables(sentence)) for sentence in learnt)
    job.data = f"{len(learnt):,} sentences, {sum(map(len, learnt)):,} words, {size:,} syllables in train and dev"
    return model


def lexicon_words() -> frozenset[str]:
    """Return the forms of the lexicon, folded, that are short enough to be a word."""
    entries = chain.from_iterable(Lexicon.load().entries.values())
    return _folded(entry.written for entry in entries if entry.scan)


def viet74k() -> frozenset[str]:
    """Return the words of the largest list that underthesea brings, folded."""
    path = resources.files("underthesea") / "corpus" / "data" / "Viet74K.txt"
    return _folded(path.read_text(encoding="utf-8").splitlines())


def _folded(forms: Iterable[str]) -> frozenset[str]:
    return frozenset(form for form in map(fold, forms) if 1 < len(form.split()) <= LONGEST)


def _treebank_words(sentences: Iterable[Sentence]) -> frozenset[str]:
    return _folded(" ".join(word) for sentence in sentences for word in sentence if len(word) > 1)


def _syllables(sentence: Sentence) -> list[str]:
    return list(chain.from_iterable(sentence))


def _named(choice: Iterable[str]) -> str:
    return ", ".join(LISTS[name] for name in choice)


def _templates(lists: Sequence[str]) -> list[str]:
    each = [text.replace("$", f"{name}.") for name in lists for text in LISTED]
    joint = [" ".join(text.replace("$", f"{name}.") for name in lists) for text in TOGETHER if len(lists) > 1]
    return [*SYLLABLES, *each, *joint]


def _columns(sentences: Sequence[Sequence[str]], lists: dict[str, Sequence[Words]]) -> tuple[dict[str, Hashes], Layout]:
    return columns(sentences, lists, frozenset(Lexicon.load().by_fold("surname")))


def _fit(sentences: Sequence[Sentence], lists: dict[str, frozenset[str]], settings: Settings, job: Job) -> Model:
    """Return a model fitted on sentences, with words of theirs and `lists`."""
    runs = np.array_split(np.arange(len(sentences)), PARTS)
    known: list[Words] = []
    for run in runs:
        others = _treebank_words(s for i, s in enumerate(sentences) if not run.size or not run[0] <= i <= run[-1])
        known += [others] * len(run)
    same: dict[str, Sequence[Words]] = {name: [words] * len(sentences) for name, words in lists.items()}
    found, layout = _columns([_syllables(sentence) for sentence in sentences], {"treebank": known, **same})
    labels = [label for sentence in sentences for word in sentence for label in _labels(word)]
    examples = Examples(found, layout, np.array(labels, dtype=np.int8), np.ones(len(sentences)))
    templates = _templates(["treebank", *lists])
    watch = job.watch
    arrays = fit(
        examples,
        LABELS,
        [template_of(text) for text in templates],
        settings,
        lambda done, todo: watch("fitting", done, todo),
    )
    config = {"labels": list(LABELS), "templates": templates, "settings": asdict(settings)}
    every = {"treebank": _treebank_words(sentences), **lists}
    return Model(KIND, arrays, config, {name: sorted(words) for name, words in every.items()})


def _labels(word: Sequence[str]) -> list[int]:
    return [ALONE] if len(word) == 1 else [BEGIN, *[INSIDE] * (len(word) - 1)]


def segment(model: Model, sentences: Iterable[Sequence[str]]) -> list[npt.NDArray[np.bool_]]:
    """Return for every sentence of syllables which of them begin a word.

    Args:
        model: as `train` returns it, or read from its folder (`baochi.model_files.read`).
        sentences: each of one syllable at least.
    """
    rows = list(sentences)
    lists: dict[str, Sequence[Words]] = {name: [frozenset(w)] * len(rows) for name, w in model.vocabulary.items()}
    found, layout = _columns(rows, lists)
    begins = Chain.from_model(model).label(found, layout) != INSIDE
    return np.split(begins, np.cumsum(layout.lengths)[:-1])


def by_underthesea(sentence: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return which syllables begin a word for underthesea; borders that it sets inside a syllable do not count."""
    starts = np.cumsum([0, *(len(syllable) + 1 for syllable in sentence)])[:-1]
    inside = np.zeros(len(sentence), dtype=bool)
    for start, end in underthesea_words(" ".join(sentence)):
        inside |= (starts > start) & (starts < end)
    return ~inside


def count(gold: Sequence[Sentence], found: Iterable[npt.NDArray[np.bool_]]) -> list[Counts]:
    """Return for every sentence how many words are right (both borders), found and in the treebank.

    Example:
        >>> count([[["Hà", "Nội"], ["đẹp"]]], [np.array([True, True, True])])
        [(1, 3, 2)]
    """
    counts = []
    for sentence, begins in zip(gold, found, strict=True):
        wanted = np.cumsum([0, *map(len, sentence)])
        cut = np.append(np.flatnonzero(begins), len(begins))
        right = set(zip(wanted[:-1].tolist(), wanted[1:].tolist(), strict=True))
        counts.append((len(right & set(zip(cut[:-1].tolist(), cut[1:].tolist(), strict=True))), len(cut) - 1, len(sentence)))
    return counts
