"""What is worked out once for each distinct token: an archive has few of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")
MOST = 1 << 17
"""Tokens that are kept; then the cache begins anew, which bounds memory however long the archive is."""


class TokenCache(dict[str, Value]):
    """Values of `work(token)`, kept; `map(cache.__getitem__, tokens)` costs a dictionary look-up a token.

    Example:
        >>> lengths = TokenCache(len)
        >>> list(map(lengths.__getitem__, ["Hà", "Nội", "Hà"])), len(lengths)
        ([2, 3, 2], 2)
    """

    def __init__(self, work: Callable[[str], Value]) -> None:
        super().__init__()
        self.work = work

    def __missing__(self, token: str) -> Value:
        if len(self) >= MOST:
            self.clear()
        value = self[token] = self.work(token)
        return value
