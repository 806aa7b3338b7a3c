"""Lines that a site repeats under article after article: menus, share buttons, promotions, how to subscribe.

A short line is the site's when a hundredth of the articles of that source have it, and ten at least. What is counted are
the articles so far and some read ahead; copies of an article do not count. Rare lines are forgotten when there are too many
(lossy counting, Manku and Motwani 2002), so memory is bounded and a line is at worst not marked. What a repeated line is (a
name under an article may be a byline) is for `baochi.text.paragraphs` to say.
"""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

import numpy as np

from baochi.article import SourceArticle

SHORTEST, LONGEST = 5, 200  # characters of such a line
LEAST_ARTICLES = 10
LEAST_SHARE = 0.01
AHEAD, AHEAD_CHARS = 300, 4_000_000
"""Things read (and code points of them) to enter before the first is asked about, so that the first articles of an archive
are judged like later ones."""

MOST_LINES = 500_000  # remembered, some 60 MB
_PLACE_BITS = 16  # a line is 48 bits of its hash and the index of its paragraph


def source_of(article: SourceArticle) -> str:
    """Return what the lines of an article are compared within: its source, or the host of its address."""
    if article.source or not article.url:
        return article.source
    try:
        return urlsplit(article.url).hostname or ""
    except ValueError:
        return ""


def short_lines(article: SourceArticle) -> bytes:
    """Return the short paragraphs of an article as `Boilerplate` knows them, eight bytes each.

    Example:
        >>> len(short_lines(SourceArticle(["Chia sẻ bài viết", "2", "Một đoạn dài. " * 40])))
        8
    """
    source = source_of(article)
    found = []
    for index, paragraph in enumerate(article.paragraphs[: 1 << _PLACE_BITS]):
        line = paragraph.strip()
        if SHORTEST <= len(line) <= LONGEST and line.lower() != line.upper():  # it has letters
            digest = hashlib.blake2b(f"{source}\n{line}".encode("utf-8", "surrogatepass"), digest_size=6).digest()
            found.append(int.from_bytes(digest, "little") << _PLACE_BITS | index)
    return np.array(found, "<u8").tobytes()


class Boilerplate:
    """Counts the short lines of each source.

    Example:
        >>> articles = [SourceArticle([f"Tin thứ {n}.", "Bấm theo dõi"], source="Báo Mẫu") for n in range(12)]
        >>> seen = Boilerplate()
        >>> for article in articles:
        ...     seen.enter("Báo Mẫu", short_lines(article))
        >>> seen.repeated("Báo Mẫu", short_lines(articles[0]))
        [1]
    """

    def __init__(self) -> None:
        self._articles: dict[str, int] = {}
        self._counts: dict[int, int] = {}

    def enter(self, source: str, lines: bytes) -> None:
        """Count the lines of an article (`short_lines`) of `source` (`source_of`), each once."""
        self._articles[source] = self._articles.get(source, 0) + 1
        counts = self._counts
        for line in set((np.frombuffer(lines, "<u8") >> np.uint64(_PLACE_BITS)).tolist()):
            counts[line] = counts.get(line, 0) + 1
        if len(counts) > MOST_LINES:
            self._forget()

    def repeated(self, source: str, lines: bytes) -> list[int]:
        """Return the indexes of the paragraphs of an article that are lines of the site."""
        if not lines:
            return []
        least = max(LEAST_ARTICLES, LEAST_SHARE * self._articles.get(source, 0))
        codes = np.frombuffer(lines, "<u8").tolist()
        mask = (1 << _PLACE_BITS) - 1
        return [code & mask for code in codes if self._counts.get(code >> _PLACE_BITS, 0) >= least]

    def _forget(self) -> None:
        """Drop the rarest lines, until half of them are left."""
        floor = 1
        while len(self._counts) > MOST_LINES // 2:
            self._counts = {line: count for line, count in self._counts.items() if count > floor}
            floor += 1
