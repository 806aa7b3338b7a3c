"""A cache of what tokens give, which never grows without bound."""

from __future__ import annotations

from baochi.text import cache
from baochi.text.cache import TokenCache


def test_works_once_for_each_token():
    seen: list[str] = []
    lengths = TokenCache(lambda token: seen.append(token) or len(token))
    assert list(map(lengths.__getitem__, ["Hà", "Nội", "Hà"])) == [2, 3, 2]
    assert seen == ["Hà", "Nội"]


def test_is_bounded():
    lengths = TokenCache(len)
    for number in range(cache.MOST + 5):
        lengths[str(number)]
    assert len(lengths) <= cache.MOST
