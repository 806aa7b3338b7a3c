"""What can only be said of an article among the others: whether it is a copy, and which of its lines the site repeats.

`traces` takes of an article what is needed for that, some hundred bytes which can be kept beside its rows. A `Screen` that
is fed the traces of the same articles in the same order says the same, whoever made the traces and in however many sittings.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from baochi.archive.boilerplate import AHEAD, Boilerplate, short_lines, source_of
from baochi.archive.duplicates import SIGNATURE_BYTES, NearDuplicates, signature
from baochi.article import Reject, SourceArticle


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
            source: see `source_of`.
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


def screened(
    items: Iterable[SourceArticle | Reject],
    identify: Callable[[SourceArticle], str | None],
    screen: Screen | None = None,
    ahead: int = AHEAD,
) -> Iterator[tuple[SourceArticle | Reject, str | None]]:
    """Yield what a reader gives, in its order, with the article that each is a copy of; `SourceArticle.repeated` is set.

    Args:
        identify: settles the id of an article and returns that of an earlier one of the same text (`Register.enter`).
        ahead: articles that are read before the first is yielded.
    """
    screen = screen or Screen()
    waiting: deque[tuple[SourceArticle | Reject, str | None, bytes]] = deque()
    articles = 0
    for item in items:
        if isinstance(item, Reject):
            waiting.append((item, None, b""))
        else:
            known, same_as = traces(item), identify(item)
            first = screen.enter(item.article_id, source_of(item), known, same_as)
            waiting.append((item, first, known))
            articles += 1
        while articles > ahead or (waiting and isinstance(waiting[0][0], Reject)):
            yield _judged(screen, *waiting[0])
            articles -= isinstance(waiting.popleft()[0], SourceArticle)
    while waiting:
        yield _judged(screen, *waiting.popleft())


def _judged(
    screen: Screen, item: SourceArticle | Reject, first: str | None, known: bytes
) -> tuple[SourceArticle | Reject, str | None]:
    if isinstance(item, SourceArticle):
        item.repeated = screen.repeated(source_of(item), known)
    return item, first
