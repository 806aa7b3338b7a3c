"""Makes archives of any size for measurements: `python benchmarks/many.py ARTICLES FILE.jsonl.gz [SYLLABLES]`.

Articles are runs of paragraphs of corpora/sample and corpora/gold in which a third of the words are exchanged for others
of the corpora and all digits are drawn anew, so that hardly one is a near copy of another and names of people, units and
measures keep being new; every twentieth is an exact copy of an earlier one.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from baochi.archive import read
from baochi.article import SourceArticle

ROOT = Path(__file__).parents[1]
EXCHANGED = 0.3
COPIES = 20
KEPT = 1000
"""Articles of which one is copied."""


def paragraphs() -> list[str]:
    """Return the paragraphs of the corpora that have some words."""
    found = [a for a in read([ROOT / "corpora/sample", ROOT / "corpora/gold"]) if isinstance(a, SourceArticle)]
    return [p for article in found for p in article.paragraphs if len(p.split()) >= 8]


def rows(count: int, syllables: int, seed: int = 0) -> Iterator[dict[str, object]]:
    """Yield `count` articles of at least `syllables` syllables each, the same for the same seed."""
    dice, pool = random.Random(seed), paragraphs()
    small = [word for p in pool for word in p.split() if word.isalpha()]
    kept: list[list[str]] = []
    for number in range(count):
        if kept and number % COPIES == COPIES - 1:
            text = dice.choice(kept)
        else:
            at, text, length = dice.randrange(len(pool)), [], 0
            while length < syllables:
                words = pool[at % len(pool)].split()
                text.append(" ".join(_other(word, small, dice) for word in words))
                length += len(words)
                at += 1
            kept = [*kept[-KEPT:], text] if number % 7 == 0 else kept
        yield {"id": f"bai-{number}", "title": f"Tin {number}", "source": f"bao-{number % 40}", "paragraphs": text}


def _other(word: str, small: list[str], dice: random.Random) -> str:
    if word.isalpha():
        return dice.choice(small) if dice.random() < EXCHANGED else word
    return re.sub(r"\d", lambda _: str(dice.randrange(10)), word)


def write(file: Path, count: int, syllables: int = 30) -> None:
    """Write an archive of `count` articles."""
    with gzip.open(file, "wt", encoding="utf-8", compresslevel=3) as out:
        for row in rows(count, syllables):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]), *map(int, sys.argv[3:]))
