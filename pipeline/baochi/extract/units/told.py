"""Which bare names an article fills in elsewhere: `Công an tỉnh` is no unit where it says `Công an tỉnh Hà Nam`.

The title counts too. For the bodies that every place of a level has one of (`UBND tỉnh`), the place alone says
which: they are bare wherever the article names a place of that level.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from baochi.article import Article
from baochi.extract.units.knowledge import UnitSpan
from baochi.tag.runs import CAPITAL
from baochi.text.fold import fold
from baochi.text.tokens import Tokens

LOCAL = frozenset({"police", "government", "council"})
"""Kinds of body that every place of a level has one of."""

GENERAL = fold("Tổng") + " "

LONGEST = 8
"""Tokens of a bare name that a title may fill in."""


class Told:
    """What one article says in full.

    Args:
        forms: the folded names of the bodies that the article gives in full. Beside a `Tổng cục Hải quan` a bare `Cục Hải
            quan` is a province's.
    """

    def __init__(self, article: Article, forms: Collection[str]) -> None:
        self.folds, self.types = article.tokens.fold, article.hits_at("place_type")
        self.known = {prefix for form in forms for prefix in _prefixes(form)}
        self.known.update(form.removeprefix(GENERAL) for form in forms if form.startswith(GENERAL))
        heads, tokens = article.hits_at("unit_head"), article.tokens
        self.levels = {
            hit.entry["level"]
            for hit in self.types.values()
            if hit.end < len(tokens) and tokens.shape[hit.end] in CAPITAL and hit.end not in heads
        }
        self._title(article.title_tokens)

    def _title(self, title: Tokens) -> None:
        """What the title names counts too; it holds no hits of its own."""
        levels = {" ".join(self.folds[hit.start : hit.end]): hit.entry["level"] for hit in self.types.values()}
        for at in range(1, len(title)):
            if title.shape[at] in CAPITAL:
                ends = (" ".join(title.fold[at - n : at]) for n in (1, 2) if n <= at)
                self.levels.update(levels[end] for end in ends if end in levels)
                self.known.update(" ".join(title.fold[first:at]) for first in range(max(0, at - LONGEST), at - 1))

    def covers(self, span: UnitSpan) -> bool:
        """Say whether the article tells elsewhere which body the bare name `span` means."""
        if " ".join(self.folds[span.start : span.end]) in self.known:
            return True
        kind = self.types.get(span.head.end)
        if kind is None or kind.end != span.end or span.kind not in LOCAL:
            return False
        return kind.entry["level"] in self.levels


def _prefixes(form: str) -> Iterator[str]:
    """Yield every proper beginning of a folded form, token by token."""
    at = form.find(" ")
    while at != -1:
        yield form[:at]
        at = form.find(" ", at + 1)
