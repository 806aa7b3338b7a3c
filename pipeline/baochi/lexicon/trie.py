"""One pass over the tokens finds every lexicon entry, however many there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from baochi.lexicon.entry import Entry
from baochi.text.tokens import LOWER, Tokens


class Hit(NamedTuple):
    """A lexicon entry found at tokens `start` to `end` (exclusive)."""

    start: int
    end: int
    entry: Entry


class Node:
    """A node of the tree: the entries that end here, and what may follow."""

    __slots__ = ("entries", "next")

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.next: dict[str, Node] = {}


class Trie:
    """A prefix tree over folded tokens."""

    def __init__(self) -> None:
        self.root: dict[str, Node] = {}

    def add(self, folds: Iterable[str], entry: Entry) -> None:
        """Enter `entry` under the folded tokens of its form."""
        children, node = self.root, Node()
        for key in folds:
            node = children.get(key)
            if node is None:
                node = children[key] = Node()
            children = node.next
        node.entries.append(entry)

    def scan(self, tokens: Tokens) -> dict[str, list[Hit]]:
        """Return the leftmost longest hits of each category, in text order; see `Entry.overlap`."""
        hits: dict[str, list[Hit]] = {}
        folds, root, n = tokens.fold, self.root, len(tokens)
        for i, node in enumerate(map(root.get, folds)):
            if node is None:
                continue
            found: dict[str, Hit] = {}
            j = i + 1
            while True:
                for entry in node.entries:
                    if entry.case == "any" or fits(tokens, i, j, entry):
                        found[entry.category] = Hit(i, j, entry)
                if j == n or not node.next:
                    break
                node = node.next.get(folds[j])
                if node is None:
                    break
                j += 1
            for category, hit in found.items():
                earlier = hits.get(category)
                if earlier is None:
                    hits[category] = [hit]
                elif earlier[-1].end <= i or hit.entry.overlap:
                    earlier.append(hit)
        return hits


def fits(tokens: Tokens, start: int, end: int, entry: Entry) -> bool:
    """Say whether the capitals of the tokens suit an entry whose `case` is `capital` or `exact`."""
    if entry.case == "capital":
        return tokens.shape[start] != LOWER
    return " ".join(tokens.text[start:end]) == entry.written
