"""Copies of articles as newspapers make them, and articles that only look like copies; scores of telling them apart.

`python -m archive.perturbed SOURCE…` (in tests/) prints the scores for any archive.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from baochi.archive import read
from baochi.archive.duplicates import LEAST_WORDS, NearDuplicates, signature
from baochi.article import SourceArticle

DATELINES = ["(TTX) - ", "HÀ MÂY, ngày 3/2 - ", "Theo nguồn tin của chúng tôi, ", ""]
ADDED = [
    "Theo Thông tấn Mẫu",
    "Xem thêm: Tin cùng chuyên mục",
    "Nguồn: tổng hợp",
    "Trần Mẫu (lược ghi)",
    "Mời bạn đọc bấm theo dõi",
]
NUMBER = re.compile(r"\d+")

Perturbation = Callable[[list[str], random.Random], list[str]]


def dateline(paragraphs: list[str], rng: random.Random) -> list[str]:
    """Put an agency's dateline before the lead."""
    return [rng.choice(DATELINES) + paragraphs[0], *paragraphs[1:]]


def cut_end(paragraphs: list[str], rng: random.Random) -> list[str]:
    """Leave out up to two fifths of the words at the end."""
    words = [p.split() for p in paragraphs]
    keep = round(sum(map(len, words)) * rng.uniform(0.6, 0.9))
    out = []
    for paragraph in words:
        if keep > 0:
            out.append(" ".join(paragraph[:keep]))
            keep -= len(paragraph)
    return out


def cut_inside(paragraphs: list[str], rng: random.Random) -> list[str]:
    """Leave out every fourth sentence or so."""
    out = []
    for paragraph in paragraphs:
        sentences = re.split(r"(?<=[.!?]) ", paragraph)
        out.append(" ".join(s for s in sentences if rng.random() > 0.2) or sentences[0])
    return out


def reorder(paragraphs: list[str], rng: random.Random) -> list[str]:
    """Put sentences or paragraphs into another order."""
    parts = list(paragraphs) if len(paragraphs) > 3 else re.split(r"(?<=[.!?]) ", " ".join(paragraphs))
    rng.shuffle(parts)
    return parts


def correct(paragraphs: list[str], rng: random.Random) -> list[str]:
    """Replace, drop or double some words in a hundred, and one number in ten."""

    def word(found: re.Match[str]) -> str:
        chance = rng.random()
        if found[0].isdigit():
            return str(int(found[0][:9]) + 1) if chance < 0.1 else found[0]
        if chance < 0.02:
            return rng.choice(["", "đã", "các", f"{found[0]} {found[0]}"])
        return found[0]

    return [re.sub(r"\w+", word, p) for p in paragraphs]


def retype(paragraphs: list[str], rng: random.Random) -> list[str]:
    """Write quotes, dashes and blanks in another way, and some headings in capitals."""
    marks = str.maketrans({"“": '"', "”": '"', "–": "-", "…": "..."})
    return [p.translate(marks).replace(" ", "  ", 3) if len(p) > 60 else p.upper() for p in paragraphs]


def add(paragraphs: list[str], rng: random.Random) -> list[str]:
    """Add a byline and lines of the site."""
    return [*paragraphs, *rng.sample(ADDED, 2)]


PERTURBATIONS: list[Perturbation] = [dateline, cut_end, cut_inside, reorder, correct, retype, add]


def copy_of(article: SourceArticle, rng: random.Random) -> SourceArticle:
    """Return a copy with another headline and one to three other changes."""
    paragraphs = list(filter(str.strip, article.paragraphs))
    for change in rng.sample(PERTURBATIONS, rng.randint(1, 3)):
        paragraphs = change(paragraphs, rng)
    return replace(article, title=f"Tin mới: {article.title[:20]}", paragraphs=paragraphs)


def follow_up(article: SourceArticle, other: SourceArticle, rng: random.Random) -> SourceArticle:
    """Return an article that repeats the last third of another for background."""
    words = " ".join(article.paragraphs).split()
    own = " ".join(other.paragraphs).split()
    background = words[-min(len(words) // 3, len(own) // 3) :]
    return replace(other, paragraphs=[" ".join(own), " ".join(background)])


def other_figures(article: SourceArticle, rng: random.Random) -> SourceArticle:
    """Return the same report for another period: every number another."""
    changed = [NUMBER.sub(lambda m: str(int(m[0][:12]) * 3 + rng.randint(4, 99)), p) for p in article.paragraphs]
    return replace(article, paragraphs=changed)


def trials(
    articles: Sequence[SourceArticle], seed: int = 1
) -> tuple[NearDuplicates, list[tuple[str, str | None, SourceArticle]]]:
    """Return an index of every second article, and what to look up in it: kind, id of what it copies (or None), article.

    Articles that an archive holds twice to begin with are left out.
    """
    rng, known = random.Random(seed), NearDuplicates()
    base = []
    for n, article in enumerate(articles):
        if len(" ".join(article.paragraphs).split()) >= 2 * LEAST_WORDS and known.enter(str(n), signature(article)) is None:
            base.append(replace(article, article_id=str(n)))
    index = NearDuplicates()
    for article in base[::2]:
        index.enter(article.article_id, signature(article))
    found: list[tuple[str, str | None, SourceArticle]] = []
    for article, other in zip(base[::2], base[1::2], strict=False):
        found += [("copy", article.article_id, copy_of(article, rng)) for _ in range(3)]
        found += [("another", None, other), ("follow-up", None, follow_up(article, other, rng))]
        figures = other_figures(article, rng)
        if len(set(NUMBER.findall(" ".join(article.paragraphs)))) >= 8:  # without figures it would be the same text
            found.append(("other figures", None, figures))
    return index, found


def scores(articles: Sequence[SourceArticle], seed: int = 1) -> tuple[float, float, Counter[str]]:
    """Return precision and recall of finding copies, and how many of each kind were told right and wrong."""
    index, found = trials(articles, seed)
    counts: Counter[str] = Counter()
    right = wrong = 0
    for kind, first, article in found:
        said = index.find(signature(article))
        counts[f"{kind}: {'right' if said == first else 'wrong'}"] += 1
        right += said is not None and said == first
        wrong += said is not None and said != first
    copies = sum(kind == "copy" for kind, _, _ in found)
    return right / (right + wrong), right / copies, counts


if __name__ == "__main__":
    precision, recall, told = scores([item for item in read(sys.argv[1:]) if isinstance(item, SourceArticle)])
    print(f"precision {precision:.4f}, recall {recall:.4f}")
    for name, count in sorted(told.items()):
        print(f"{count:8,} {name}")
