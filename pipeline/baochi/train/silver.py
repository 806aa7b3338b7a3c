"""Silver labels: names in articles that nobody annotated, where two annotators of different kinds agree.

The rules are precise and know the bodies; underthesea's recogniser (conditional random field, several hundred syllables a
second) knows people and places from the context. A sentence is kept where underthesea sees no name that the rules do not see
too, other than people and places, which are added. Sentences in which neither sees anything are dropped: they say little.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from baochi.archive import read
from baochi.article import Article, SourceArticle
from baochi.extract.names import Name
from baochi.tag.runs import SHORTEST_NAME
from baochi.tag.stage import MENTION
from baochi.train.jobs import Watcher

LANGUAGE = "vi"
ADDED = ("PERSON", "LOCATION")
"""Labels of names that underthesea may add."""


def read_unlabelled(sources: Sequence[Path], most: int) -> list[SourceArticle]:
    """Return the first `most` Vietnamese articles of files or folders (`baochi.archive`)."""
    found: list[SourceArticle] = []
    for item in read([str(source) for source in sources]):
        if len(found) == most:
            break
        if isinstance(item, SourceArticle) and item.language == LANGUAGE:
            found.append(item)
    return found


def label_articles(
    articles: Sequence[Article], rules: Sequence[Sequence[Name]], watch: Watcher
) -> tuple[list[list[Name]], list[set[int]]]:
    """Return for each article its names and the first tokens of the sentences that may be learnt from."""
    names, sentences = [], []
    for done, (article, seen) in enumerate(zip(articles, rules, strict=True)):
        watch("labelling", done, len(articles))
        found, sure = _label(article, seen)
        names.append(found)
        sentences.append(sure)
    return names, sentences


def _label(article: Article, rules: Sequence[Name]) -> tuple[list[Name], set[int]]:
    names: list[Name] = []
    sure: set[int] = set()
    for first, last in (sentence for paragraph in article.paragraphs for sentence in paragraph.sentences):
        mine = [n for n in rules if first <= n[0] < last]
        names += mine
        seen = _recognised(article, first, last)
        extra = [n for n in seen or () if not any(n[0] < m[1] and m[0] < n[1] for m in mine)]
        plain = all(label in ADDED and end - start >= SHORTEST_NAME for start, end, label in extra)
        if seen is not None and plain and (mine or extra):
            names += extra
            sure.add(first)
    return sorted(names), sure


def _recognised(article: Article, first: int, last: int) -> list[Name] | None:
    """Return the names that underthesea sees in a sentence, None where its words are not those of the text."""
    tokens = article.tokens
    starts = {start: i for i, start in enumerate(tokens.start[first:last], start=first)}
    ends = {end: i + 1 for i, end in enumerate(tokens.end[first:last], start=first)}
    found: list[Name] = []
    for start, end, label in _spans(article.text, tokens.start[first], tokens.end[last - 1]):
        if start not in starts or end not in ends:
            return None
        if label.startswith("I-") and found:
            found[-1] = (found[-1][0], ends[end], found[-1][2])
        elif label.startswith("B-"):
            found.append((starts[start], ends[end], MENTION.get(label[2:], label)))
    return found


def _spans(text: str, at: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Yield start, end (code points) and label of the words that underthesea sees; -1 where one is not in the text."""
    from underthesea import ner

    for word, _, _, label in ner(text[at:end]):
        parts = word.split()
        start = -1
        for part in parts:
            place = text.find(part, at, end)
            if place == -1:
                yield -1, -1, label
                return
            start, at = place if start == -1 else start, place + len(part)
        yield start, at, label
