"""One pass over the tokens finds every lexicon entry, however many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from baochi.text.tokens import LOWER, Tokens

if TYPE_CHECKING:
    from baochi.lexicon.loader import Entry


class Hit(NamedTuple):
    """A lexicon entry found at tokens `start` to `end` (exclusive)."""

    start: int
    end: int
    entry: Entry


class Trie:
    """A prefix tree over folded tokens; the key "" of a node holds the entries that end there."""

    def __init__(self) -> None:
        self.root: dict[str, Any] = {}

    def add(self, form: Tokens, entry: Entry) -> None:
        """Enter `entry` under the tokens of its form."""
        node = self.root
        for key in form.fold:
            node = node.setdefault(key, {})
        node.setdefault("", []).append(entry)

    def scan(self, tokens: Tokens) -> dict[str, list[Hit]]:
        """Return the leftmost longest hits of each category, in text order; see `Entry.overlap`."""
        hits: dict[str, list[Hit]] = {}
        folds, root, n = tokens.fold, self.root, len(tokens)
        for i, key in enumerate(folds):
            node = root.get(key)
            if node is None:
                continue
            longest: dict[str, Hit] = {}
            j = i + 1
            while True:
                for entry in node.get("", ()):
                    if fits(tokens, i, j, entry):
                        longest[entry.category] = Hit(i, j, entry)
                if j == n:
                    break
                node = node.get(folds[j])
                if node is None:
                    break
                j += 1
            for category, hit in longest.items():
                found = hits.setdefault(category, [])
                if not found or found[-1].end <= i or hit.entry.overlap:
                    found.append(hit)
        return hits


def fits(tokens: Tokens, start: int, end: int, entry: Entry) -> bool:
    """Say whether the capitals of the tokens suit the entry's `case`."""
    if entry.case == "any":
        return True
    if entry.case == "capital":
        return tokens.shape[start] != LOWER
    return " ".join(tokens.text[start:end]) == entry.written
