"""A corpus of annotated articles in splits: what is wrong in it, and what it holds.

Beyond the rules for single articles (`baochi.evaluate.guidelines`) a corpus must not hold an article twice, and what
one split holds must not leak into another: near copies, people with the same name, generated variants in held-out splits.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from baochi.evaluate.gold import GoldArticle, read_gold
from baochi.evaluate.guidelines import check_article, settings
from baochi.text.fold import fold
from baochi.text.tokens import MARK, tokenise

RUN = 5
"""Syllables in the runs by which articles are compared."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong: in which split and article (or pair of articles), and what."""

    split: str
    article: str
    what: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """Annotated articles by split and id, in order."""

    splits: Mapping[str, Mapping[str, GoldArticle]]

    @classmethod
    def read(cls, folders: Sequence[str | Path]) -> Corpus:
        """Read splits, a folder each, named as the folder is.

        Raises:
            GoldError: a folder or a file in it cannot be read. ValueError: two folders have the same name.
        """
        paths = [Path(folder).resolve() for folder in folders]
        names = [path.name for path in paths]
        if twice := [name for name, count in Counter(names).items() if count > 1]:
            raise ValueError(f"two folders are named {twice[0]}; a split is known by the name of its folder")
        return cls({path.name: read_gold(path) for path in paths})

    def articles(self) -> Iterator[tuple[str, GoldArticle]]:
        """Yield (split, article)."""
        for split, articles in self.splits.items():
            for article in articles.values():
                yield split, article

    def faults(self) -> list[Fault]:
        """Return everything wrong, article by article, then between articles."""
        own = [Fault(split, a.id, what) for split, a in self.articles() for what in check_article(a)]
        return [*own, *self._repeated(), *self._variants(), *self._alike(), *self._shared_people()]

    def _repeated(self) -> Iterator[Fault]:
        seen: dict[str, str] = {}
        for split, article in self.articles():
            if article.id in seen:
                yield Fault(split, article.id, f"the id stands in {seen[article.id]} too")
            seen[article.id] = split

    def _variants(self) -> Iterator[Fault]:
        """Variants stand in the split of their original, and only in the first, which trains."""
        home: dict[str, str] = {}
        for split, article in self.articles():
            home.setdefault(article.id, split)
        first = next(iter(self.splits))
        for split, article in self.articles():
            if article.variant_of and split != first:
                yield Fault(split, article.id, f"a generated variant; only {first} may hold any")
            elif article.variant_of and home.get(article.variant_of) != split:
                yield Fault(split, article.id, f"its original {article.variant_of!r} does not stand in {split}")

    def _alike(self) -> Iterator[Fault]:
        """Pairs that share runs of syllables, variants and their originals aside."""
        runs = {(split, a.id): _runs(a) for split, a in self.articles() if not a.variant_of}
        holders: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
        for key, own in runs.items():
            for run in own:
                holders[run].append(key)
        shared = Counter(pair for keys in holders.values() for pair in combinations(keys, 2))
        for (one, other), count in shared.items():
            share = count / max(1, min(len(runs[one]), len(runs[other])))
            if share >= settings()["most_alike"]:
                yield Fault(*other, f"shares {share:.0%} of its runs of {RUN} syllables with {one[1]} of {one[0]}")

    def _shared_people(self) -> Iterator[Fault]:
        """Officials of one name in two splits: an invented person belongs to one."""
        at: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
        for split, article in self.articles():
            for official in article.annotation.officials:
                at[fold(official.name)].setdefault(split, (article.id, official.name))
        for name, places in at.items():
            if len(places) > 1 and len(name.split()) > 1:
                (first, (home, _)), *others = places.items()
                for split, (article, written) in others:
                    yield Fault(split, article, f"the official {written!r} is named in {home} of {first} too")

    def counts(self) -> dict[str, dict[str, int]]:
        """Return counts by split: articles, syllables, paragraphs, records of each layer, paragraphs of each work area."""
        return {split: _counts(list(articles.values())) for split, articles in self.splits.items()}


def _runs(article: GoldArticle) -> set[tuple[str, ...]]:
    tokens = tokenise("\n".join(article.paragraphs or []))
    syllables = [key for key, shape in zip(tokens.fold, tokens.shape, strict=True) if shape != MARK]
    return set(zip(*(syllables[n:] for n in range(RUN)), strict=False))


def _counts(articles: Sequence[GoldArticle]) -> dict[str, int]:
    notes = [article.annotation for article in articles]
    counts = {
        "articles": len(articles),
        "variants": sum(bool(article.variant_of) for article in articles),
        "syllables": sum(_syllables(part) for article in articles for part in [article.title, *(article.paragraphs or [])]),
        "paragraphs": sum(len(note.kinds) for note in notes),
        "officials": sum(len(note.officials) for note in notes),
        "positions": sum(len(official.positions) for note in notes for official in note.officials),
        "ranks": sum(len(official.ranks) for note in notes for official in note.officials),
        "units": sum(len(note.units) for note in notes),
        "quantities": sum(len(note.quantities) for note in notes),
        "targets": sum(q.status == "target" for note in notes for q in note.quantities),
        "awards": sum(len(note.awards) for note in notes),
        "assessments": sum(len(note.qualitative) for note in notes),
        "empty articles": sum(not (n.officials or n.quantities or n.awards or n.qualitative) for n in notes),
    }
    kinds = Counter(kind for note in notes for kind in note.kinds)
    areas = Counter(area for note in notes for codes in note.work_areas for area in codes)
    counts |= {f"kind {kind}": count for kind, count in sorted(kinds.items())}
    return counts | {f"area {area}": count for area, count in sorted(areas.items())}


def _syllables(text: str) -> int:
    return sum(shape != MARK for shape in tokenise(text).shape)
