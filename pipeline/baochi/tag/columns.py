"""The columns from which names are told: syllable, shape, what the lexicon knows, what stands around a run of capitals."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from baochi.article import Article
from baochi.lexicon.hits import NOWHERE
from baochi.tag.features import Hashes, Ints, Layout, fold_code, shape_code
from baochi.text.fold import fold_syllable
from baochi.text.tokens import take_all
from baochi.text.vocabulary import Column

GROUPS = {
    "person": ("title", "rank", "honorific", "surname"),
    "body": ("unit_head", "unit_name", "org_head", "unit_field"),
    "place": ("place", "place_type"),
    "cue": ("office_cue", "unit_joint", "name_stop", "status_cue", "phrase_stop"),
}
"""Columns of lexicon hits: each says of every category of its group whether a hit begins or goes on here."""
COLUMNS = ("fold", "shape", *GROUPS, "rule", "left", "right", "before", "behind", "run")
"""All columns. They share one block of memory: the allocator keeps a block so large for the next batch, where it would give
the pages of many smaller ones back to the system, to be filled with zeros by it again."""
RUN = 6
"""Places in a run of capitals that are told apart."""
LONGEST = 400
"""Syllables of the longest sequence; a longer sentence is cut, so that one endless line cannot stop a run."""

_FOLD_CODES = Column(lambda token: fold_code(fold_syllable(token)), np.int64)
_SHAPE_CODES = Column(shape_code, np.int64)

TEMPLATES = (
    *("fold-2", "fold-1", "fold0", "fold+1", "fold+2"),
    *("fold-1 fold0", "fold0 fold+1", "fold-2 fold-1", "fold+1 fold+2", "fold-1 fold+1 shape0"),
    *("shape-1 shape0 shape+1", "shape-2 shape-1 shape0", "shape0 shape+1 shape+2", "fold0 shape0", "fold-1 shape0"),
    *("fold+1 shape0", "left0 shape0", "right0 shape0", "left0 run0", "right0 run0", "left0 right0", "run0 shape0"),
    *("person-1 person0 person+1", "body-1 body0 body+1", "place-1 place0 place+1", "cue-1 cue0 cue+1"),
    *("person0 body0 place0 shape0", "person-1 body-1 place-1 cue-1 shape0", "person+1 body+1 place+1 cue+1 shape0"),
    *("before0 run0", "before0 shape0 fold0", "behind0 run0"),
    *("rule-1", "rule0", "rule+1", "rule-1 rule0", "rule0 rule+1", "rule-1 rule0 rule+1", "rule0 shape0", "rule0 fold0"),
    *("rule0 rule+1 fold+1", "rule0 rule+1 fold0", "rule-1 rule0 fold-1", "rule-1 rule0 fold0"),
)
"""What the tagger looks at; kept in the model, so that an old model goes on being read as it was trained."""


def sequences(articles: Sequence[Article]) -> tuple[Ints, Ints]:
    """Return first token and number of tokens of every sentence of the articles, tokens counted through all of them."""
    bounds: list[tuple[int, int]] = []
    counts, sizes = [0], [0]
    for article in articles:
        for paragraph in article.paragraphs:
            bounds += paragraph.sentences or ((paragraph.first_token, paragraph.last_token),)
        counts.append(len(bounds))
        sizes.append(len(article.tokens))
    first, end = np.fromiter(chain.from_iterable(bounds), np.int64, 2 * len(bounds)).reshape(-1, 2).T
    length = end - first
    first = first + np.repeat(np.cumsum(sizes)[:-1], np.diff(counts))
    parts = -(-length // LONGEST)
    part = np.arange(int(parts.sum())) - np.repeat(np.cumsum(parts) - parts, parts)
    return np.repeat(first, parts) + LONGEST * part, np.minimum(np.repeat(length, parts) - LONGEST * part, LONGEST)


def columns(articles: Sequence[Article], hints: Ints) -> tuple[dict[str, Hashes], Layout, Ints]:
    """Return the columns of all sentences of prepared articles, their layout, and the token of every row.

    Args:
        hints: what the rules take every token for, as a code above 0; tokens are counted through all articles.
    """
    first, length = sequences(articles)
    layout = Layout(length)
    begin = np.cumsum(length) - length
    token = np.arange(len(layout.at)) + np.repeat(first - begin, length)
    texts = [article.tokens for article in articles]
    found = dict(zip(COLUMNS, np.empty((len(COLUMNS), layout.size), dtype=np.uint64), strict=True))
    layout.spread(take_all(texts, _FOLD_CODES)[token], found["fold"])
    layout.spread(take_all(texts, _SHAPE_CODES)[token], found["shape"])
    sizes = np.array([len(article.tokens) for article in articles], dtype=np.int64)
    offsets = np.cumsum(sizes) - sizes
    for group, categories in GROUPS.items():
        layout.spread(_group(articles, categories, offsets, len(hints))[token], found[group])
    layout.spread(hints[token], found["rule"])
    _around(found)
    return found, layout, token


def _group(articles: Sequence[Article], categories: Sequence[str], offsets: Ints, total: int) -> npt.NDArray[np.uint8]:
    """Return one number a token: in base 3, for each category 0 no hit, 1 begins here, 2 goes on."""
    code = np.ones(total, dtype=np.uint8)  # 0 is what stands between sequences
    state = np.empty(total, dtype=np.uint8)
    for power, category in enumerate(categories):
        found = [article.hits.places(category) for article in articles]
        before = np.repeat(offsets, [len(starts) for starts, _ in found])
        starts = np.concatenate([NOWHERE, *(starts for starts, _ in found)]) + before
        ends = np.concatenate([NOWHERE, *(ends for _, ends in found)]) + before
        state.fill(0)
        at, last = starts + 1, ends
        while len(at):
            inside = at < last
            at, last = at[inside], last[inside]
            state[at] = 2
            at += 1
        state[starts] = 1
        code += 3**power * state
    return code


def _around(columns: dict[str, Hashes]) -> None:
    """Set what stands before and behind the run of capitals that a syllable is in, and its place in the run."""
    shape, fold = columns["shape"], columns["fold"]
    capital = (shape >= 1) & (shape <= 8)
    place = np.arange(len(shape))
    last = np.maximum.accumulate(np.where(capital, 0, place))
    following = np.minimum.accumulate(np.where(capital, len(shape) - 1, place)[::-1])[::-1]
    left, right = np.append(last[:1], last[:-1]), np.append(following[1:], following[-1:])
    known = np.zeros(len(shape), dtype=np.uint64)
    for group in GROUPS:
        known *= np.uint64(243)
        known += columns[group]
    fold.take(left, out=columns["left"], mode="clip")  # `clip`: written without a copy
    fold.take(right, out=columns["right"], mode="clip")
    known.take(left, out=columns["before"], mode="clip")
    known.take(right, out=columns["behind"], mode="clip")
    run = columns["run"].view(np.int64)
    np.minimum(place - left, RUN, out=run)
    run *= RUN + 1
    run += np.minimum(right - place, RUN)
