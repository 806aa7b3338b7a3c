"""Time and memory of the index of near duplicates: `python benchmarks/duplicates.py [ARTICLES]`, 100,000 by default.

Articles are random syllables, so none is a copy; every thousandth is entered again to see that it is found.
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np

from baochi.archive.duplicates import NearDuplicates, signature
from baochi.article import SourceArticle

WORDS = 540  # syllables of a press article on average


def main(count: int) -> None:
    """Enter `count` articles and print what it took."""
    rng = np.random.default_rng(1)
    words = np.array([f"tiếng{n}" for n in range(6000)])
    signed = entered = 0.0
    found = asked = 0
    index = NearDuplicates()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(count):
        article = SourceArticle([" ".join(words[rng.zipf(1.3, WORDS) % len(words)])])
        start = time.perf_counter()
        known = signature(article)
        signed += time.perf_counter() - start
        start = time.perf_counter()
        first = index.enter(str(number), known)
        entered += time.perf_counter() - start
        if first is None and number % 1000 == 0:
            asked += 1
            found += index.enter("again", known) == str(number)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{count:,} articles, {len(index):,} kept; {found} of {asked} found again")
    print(f"signature {signed / count * 1e6:.0f} µs, enter {entered / count * 1e6:.0f} µs an article")
    print(f"arrays {index.nbytes / 1e6:.0f} MB, {index.nbytes / len(index):.0f} bytes an article")
    print(f"the process grew by {(after - before) / 1024:.0f} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
