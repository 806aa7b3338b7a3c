"""Search for text whose cost grows faster than its length: `python benchmarks/growth.py [--seconds 300] [--seed 1]`.

Makes phrases of lexicon entries, names, numbers, dates and marks, each fixed or drawn anew every time, and repeats them: in
a line, as sentences, as lists, as paragraphs. The same phrase is analysed at two lengths. Printed are those that cost much
more a token when they are four times as long, and in the end the dearest of all.
"""

from __future__ import annotations

import argparse
import gc
import random
import time
from collections.abc import Callable, Iterator

from baochi.article import Article, SourceArticle
from baochi.engines.analyse import analyse
from baochi.pipeline import shipped

SHORT, TIMES = 3_000, 4
"""Slots of the shorter text (a slot gives one to some eight tokens), and how many times as long the other one is."""

GROWN, LEAST = 1.8, 0.2
"""Cost a token at the greater length over that at the smaller one, and CPU seconds, from which a text is printed."""

SYLLABLES = "An Bình Cường Dũng Đức Giang Hà Hải Hùng Khánh Lan Long Minh Nam Ngọc Phong Quang Sơn Tâm Thanh Thắng Xuân Yến"
MARKS = ", ; : . ( ) [ ] “ ” ‘ ’ \" ' - – / … % & * • @ ! ?"
JOINTS = {"line": " ", "sentences": ". ", "commas": ", ", "semicolons": "; ", "unspaced": "", "paragraphs": "\n"}

Slot = Callable[[], str]


class Phrases:
    """Draws phrases: sequences of slots, each of which is filled the same way or another way every time."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        lexicon = shipped().lexicon
        self.forms = [[entry.form for entry in entries] for entries in lexicon.entries.values() if entries]
        self.surnames = [entry.form for entry in lexicon.forms("surname")]

    def slots(self) -> list[tuple[str, Slot]]:
        """Return what is in each place of a phrase, as it is told, and what gives its text."""
        return [self._slot() for _ in range(self.draw.choice((1, 1, 2, 2, 3, 4, 5, 8)))]

    def _slot(self) -> tuple[str, Slot]:
        draw = self.draw
        made: list[Slot] = [self._name, self._name, self._syllable, self._number, self._date, self._mark]
        slot: Slot = draw.choice(made)
        if draw.random() < 0.6:
            forms = draw.choice(self.forms)
            slot = lambda: draw.choice(forms)  # noqa: E731
        if draw.random() < 0.5:
            text = slot()
            return text, lambda: text
        return f"<such as {slot()}>", slot

    def _syllable(self) -> str:
        return self.draw.choice(SYLLABLES.split())

    def _name(self) -> str:
        return " ".join((self.draw.choice(self.surnames), self._syllable(), self._syllable()))

    def _mark(self) -> str:
        return self.draw.choice(MARKS.split())

    def _number(self) -> str:
        draw = self.draw
        return draw.choice(
            (f"{draw.randrange(10_000)}", f"1.{draw.randrange(1000):03}", f"{draw.randrange(99)},{draw.randrange(9)}")
        )

    def _date(self) -> str:
        draw = self.draw
        return f"ngày {draw.randrange(1, 29)}/{draw.randrange(1, 13)}/{draw.randrange(1950, 2030)}"


def repeated(slots: list[tuple[str, Slot]], joint: str, size: int) -> list[str]:
    """Return the paragraphs of a text of `size` slots."""
    phrases = [" ".join(slot() for _, slot in slots) for _ in range(max(1, size // len(slots)))]
    return phrases if joint == "\n" else [joint.join(phrases)]


def cost(paragraphs: list[str]) -> tuple[float, int]:
    """Return the CPU seconds of all stages, and the number of tokens."""
    article = Article.from_source(SourceArticle(paragraphs, article_id="a"))
    gc.collect()
    gc.disable()  # its turns come at any moment
    began = time.process_time()
    analyse([article], shipped())
    taken = time.process_time() - began
    gc.enable()
    return taken, len(article.tokens)


def search(seed: int, seconds: float) -> Iterator[tuple[str, str, int, float, float, float]]:
    """Yield what was repeated, how, tokens of the longer text, µs a token at both lengths, CPU seconds of the longer one."""
    phrases, until = Phrases(seed), time.monotonic() + seconds
    while time.monotonic() < until:
        slots, (name, joint) = phrases.slots(), phrases.draw.choice(list(JOINTS.items()))
        (short, few), (long, many) = (cost(repeated(slots, joint, size)) for size in (SHORT, SHORT * TIMES))
        if few and many:
            yield " ".join(told for told, _ in slots), name, many, short / few * 1e6, long / many * 1e6, long


def main() -> None:
    """Search and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=300)
    args = parser.parse_args()
    cost(repeated(Phrases(0).slots(), ". ", SHORT))  # what is worked out once is not counted
    tried, grown, dearest = 0, 0, (0.0, "")
    for phrase, joint, tokens, short, long, taken in search(args.seed, args.seconds):
        line = f"{short:.1f} → {long:.1f} µs a token at {tokens:,} tokens, {joint}: {phrase}"
        tried += 1
        dearest = max(dearest, (long, line)) if taken >= LEAST / TIMES else dearest
        if taken >= LEAST and long > GROWN * short:
            grown += 1
            print(line, flush=True)
    print(f"{tried:,} phrases tried, {grown} cost more a token the longer the text; the dearest: {dearest[1]}")


if __name__ == "__main__":
    main()
