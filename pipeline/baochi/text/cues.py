"""Cue phrases of paragraph kinds: which signs they give, and where in a paragraph they count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from baochi.lexicon import Lexicon
from baochi.text.tokens import MARK, tokenise

AT_START = frozenset(["scene", "narrative", "follows", "byline", "agency", "other", "paper", "motto", "part"])
AT_END = frozenset(["telling", "credit", "link"])


class Cue(NamedTuple):
    """A cue phrase: its folded tokens, and its signs by where they count."""

    folds: list[str]
    anywhere: frozenset[str]
    at_start: frozenset[str]
    at_end: frozenset[str]


class Cues:
    """Finds the cue phrases of paragraphs (`lexicon/paragraph_cues.csv`), leftmost longest.

    Example:
        >>> sorted(Cues(Lexicon.load()).signs(tokenise("“Bút ký của ai?").fold, "PULLLP"))
        ['byline']
    """

    def __init__(self, lexicon: Lexicon) -> None:
        # By the first token: the phrase that it is, and by the second token the longer ones, longest first.
        self._begins: dict[str, tuple[Cue | None, dict[str, list[Cue]]]] = {}
        for entry in lexicon.forms("paragraph_cue"):
            folds, signs = tokenise(entry.form).fold, frozenset(entry["signs"].split())
            cue = Cue(folds, signs - AT_START - AT_END, signs & AT_START, signs & AT_END)
            alone, longer = self._begins.get(folds[0], (None, {}))
            if len(folds) == 1:
                alone = cue
            else:
                longer.setdefault(folds[1], []).insert(0, cue)
                longer[folds[1]].sort(key=lambda cue: -len(cue.folds))
            self._begins[folds[0]] = alone, longer

    def signs(self, folds: Sequence[str], shapes: str) -> set[str]:
        """Return the signs of the phrases in tokens of these folds and shapes.

        A phrase is at the start or end if only marks stand outside it.
        """
        found: set[str] = set()
        begins, behind = self._begins, 0
        first, last = len(shapes) - len(shapes.lstrip(MARK)), len(shapes.rstrip(MARK))
        folds = [*folds, ""]  # every token has one behind it
        for i in [i for i, fold in enumerate(folds) if fold in begins]:
            if i < behind:
                continue
            cue, longer = begins[folds[i]]
            for phrase in longer.get(folds[i + 1], ()):
                if folds[i : i + len(phrase.folds)] == phrase.folds:
                    cue = phrase
                    break
            if cue is None:
                continue
            behind = i + len(cue.folds)
            found |= cue.anywhere
            if i <= first:
                found |= cue.at_start
            if behind >= last:
                found |= cue.at_end
        return found
