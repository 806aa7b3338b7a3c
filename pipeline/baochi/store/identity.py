"""Gives every article of a run an id of its own and recognises repeated texts, in the order of reading."""

from __future__ import annotations

from baochi.article import SourceArticle


class Register:
    """The articles read so far; keeps an id and a digest of each, no text.

    Example:
        >>> register = Register()
        >>> twice = [SourceArticle(["Một dòng."], article_id="a") for _ in range(2)]
        >>> [(register.enter(source), source.article_id) for source in twice]
        [(None, 'a'), ('a', 'a~2')]
    """

    def __init__(self) -> None:
        self._last: dict[str, int] = {}  # by id taken: the number last tried for the next of that id
        self._first: dict[bytes, str] = {}

    def enter(self, source: SourceArticle) -> str | None:
        """Settle `source.article_id`: as the source gives it, else from the digest, with `~2`, `~3` … if it is taken.

        Call it before analysis, because ids of records are made from the article's.

        Returns:
            The `article_id` of the first article with the same title and text, or None (column `duplicate_of`).
        """
        digest = source.digest()
        wanted = source.article_id or digest[:16]
        unique = wanted
        while unique in self._last:
            self._last[wanted] += 1
            unique = f"{wanted}~{self._last[wanted]}"
        self._last[unique] = 1
        source.article_id = unique
        first = self._first.setdefault(bytes.fromhex(digest), unique)
        return None if first == unique else first
