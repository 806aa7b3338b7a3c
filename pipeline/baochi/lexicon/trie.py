"""A prefix tree over folded tokens for a single short text; `baochi.lexicon.scanner` searches whole batches."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from baochi.lexicon.entry import Entry
from baochi.lexicon.hits import Hit
from baochi.text.cache import TokenCache
from baochi.text.fold import fold_syllable
from baochi.text.tokens import LOWER, Tokens, shape_of


class Node:
    """A node of the tree: the entries that end here, and what may follow."""

    __slots__ = ("entries", "next")

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.next: dict[str, Node] = {}


Match = tuple[str, int, Entry]
"""Category, number of tokens, and entry."""
NOTHING: tuple[tuple[Match, ...], dict[str, Node]] = ((), {})


class Trie:
    """A prefix tree over folded tokens."""

    def __init__(self) -> None:
        self.root: dict[str, Node] = {}
        self._starts = TokenCache(self._start)

    def add(self, folds: Iterable[str], entry: Entry) -> None:
        """Enter `entry` under the folded tokens of its form."""
        children, node = self.root, Node()
        for key in folds:
            node = children.get(key)
            if node is None:
                node = children[key] = Node()
            children = node.next
        node.entries.append(entry)
        self._starts.clear()

    def scan(self, tokens: Tokens) -> dict[str, list[Hit]]:
        """Return the leftmost longest hits of each category, in text order; see `Entry.overlap`."""
        found: dict[str, list[Hit]] = {}
        new = tuple.__new__  # half the price of Hit(…), and there are more hits than tokens
        starts = map(self._starts.__getitem__, tokens.text)
        for i, (matches, following), fold in zip(count(), starts, [*tokens.fold[1:], ""], strict=False):
            if fold in following:
                matches = self._longest(tokens, i, matches, following[fold])
            for category, length, entry in matches:
                hits = found.get(category)
                if hits is None:
                    found[category] = [new(Hit, (i, i + length, entry))]
                elif hits[-1][1] <= i or entry.overlap:
                    hits.append(new(Hit, (i, i + length, entry)))
        return found

    def _start(self, token: str) -> tuple[tuple[Match, ...], dict[str, Node]]:
        """Return the entries that `token` alone makes, at most one a category, and what may follow it."""
        node = self.root.get(fold_syllable(token))
        if node is None:
            return NOTHING
        alone = {entry.category: (entry.category, 1, entry) for entry in node.entries if _fits_alone(token, entry)}
        return tuple(alone.values()), node.next

    def _longest(self, tokens: Tokens, start: int, alone: Iterable[Match], node: Node) -> Iterable[Match]:
        """Return the longest entries that begin at token `start`; `node` is where its second token leads."""
        found = {match[0]: match for match in alone}
        folds, n = tokens.fold, len(tokens)
        end = start + 2
        while True:
            for entry in node.entries:
                if entry.case == "any" or fits(tokens, start, end, entry):
                    found[entry.category] = (entry.category, end - start, entry)
            following = node.next.get(folds[end]) if end < n else None
            if following is None:
                return found.values()
            node, end = following, end + 1


def _fits_alone(token: str, entry: Entry) -> bool:
    if entry.case == "capital":
        return shape_of(token) != LOWER
    return entry.case == "any" or token == entry.written


def fits(tokens: Tokens, start: int, end: int, entry: Entry) -> bool:
    """Say whether the capitals of the tokens suit an entry whose `case` is `capital` or `exact`."""
    if entry.case == "capital":
        return tokens.shape[start] != LOWER
    return " ".join(tokens.text[start:end]) == entry.written
