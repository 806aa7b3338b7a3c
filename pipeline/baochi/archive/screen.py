"""What can only be said of an article among the others: whether it is a copy, and which of its lines the site repeats.

`traces` takes of an article what is needed for that, some hundred bytes which can be kept beside its rows. A `Screen` that
is fed the traces of the same articles in the same order says the same, whoever made the traces and in however many sittings.
"""

from __future__ import annotations

from baochi.archive.boilerplate import Boilerplate, short_lines
from baochi.archive.duplicates import SIGNATURE_BYTES, NearDuplicates, signature
from baochi.article import SourceArticle


def traces(article: SourceArticle) -> bytes:
    """Return what a `Screen` needs of an article: its signature, if it has one, and its short lines.

    Example:
        >>> len(traces(SourceArticle(["Chia sẻ bài viết"]))), len(traces(SourceArticle(["Một đoạn dài. " * 40])))
        (9, 161)
    """
    found = signature(article)
    return bytes([bool(found)]) + found + short_lines(article)


def _parts(traces: bytes) -> tuple[bytes, bytes]:
    end = 1 + SIGNATURE_BYTES * traces[0]
    return traces[1:end], traces[end:]


class Screen:
    """The articles of a run, and of the runs before it, as far as later ones are compared with them.

    Example:
        >>> text = "Sáng nay, tại trụ sở Công an tỉnh Hà Mây đã diễn ra lễ công bố quyết định về công tác cán bộ. " * 2
        >>> screen = Screen()
        >>> [screen.enter(name, "Báo", traces(SourceArticle([text, f"{name}"])), None) for name in ("a", "b")]
        [None, 'a']
    """

    def __init__(self) -> None:
        self.near, self.lines = NearDuplicates(), Boilerplate()
        self._first: dict[str, str] = {}  # near duplicates only

    def enter(self, article_id: str, source: str, traces: bytes, same_as: str | None) -> str | None:
        """Return the id of the first article that this one is a copy of, or None.

        Args:
            source: see `baochi.archive.boilerplate.source_of`.
            same_as: the first article with the very same title and text, if there is one (`baochi.store.identity`).
        """
        if same_as is not None:
            return self._first.get(same_as, same_as)
        found, lines = _parts(traces)
        first = self.near.enter(article_id, found)
        if first is None:
            self.lines.enter(source, lines)
        else:
            self._first[article_id] = first
        return first

    def repeated(self, source: str, traces: bytes) -> list[int]:
        """Return the indexes of the paragraphs that the site repeats under its articles."""
        return self.lines.repeated(source, _parts(traces)[1])
