"""What the model knows about a candidate: cues only, never its words."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import repeat

from baochi.extract.assessments.clauses import NOMINAL, Scene
from baochi.extract.assessments.grammar import Candidate
from baochi.records import Mention

CONSTRUCTIONS = (
    "praise", "praise_passive", "achieve", "achieve_passive", "achieve_bare", "predicate", "predicate_first",
    "passive_improve", "passive_quality", "passive_far", "verb_quality", "verb_quality_bare", "verb_far",
    "quality_verb", "quality_in", "adjective", "bare", "strand_quality",
    "gain_quality", "growing", "fruit", "share", "merit",
)  # fmt: skip
PUBLIC = frozenset({"public", "strand"})
AGAIN = frozenset({"again", "still"})
FREE, UP, DOWN = (None, None), (0.0, None), (None, 0.0)
SPARSE = 8
"""Named public bodies per thousand tokens below which an article is about something else."""
SIGNS: dict[str, tuple[float | None, float | None]] = {
    "strength": UP, "past": UP, "past_phrase": UP, "public_span": UP, "public_clause": UP, "public_density": UP,
    "demand_clause": DOWN, "purpose_far": DOWN,
    "negative": DOWN, "condition": DOWN, "private_density": (None, -0.2), "opens_with_verb": DOWN,
    "numbered": DOWN, "plural": DOWN, "again": DOWN, "counted": DOWN,
    "private_span": (None, -1.0), "private_clause": (None, -0.4), "public_sentence": UP, "company": UP, "honoured": DOWN,
    "bodiless": (None, -0.5), "sparse": (None, -0.5),
}  # fmt: skip
"""Bounds of the weights: what argues against an assessment never counts for one, however few the examples.

What tells business and general truths from official work is bounded away from 0: a corpus of official reports holds
next to none of them, a newspaper's archive is full of them.
"""
NAMES: tuple[str, ...] = (
    *CONSTRUCTIONS,
    "strength", "past", "degree", "demand_clause", "purpose_far", "negative",
    "condition", "report", "opens_with_verb", "public_span", "public_clause", "public_density",
    "private_density", "short_aspect", "long_aspect", "long_paragraph", "run", "past_phrase", "numbered",
    "plural", "strand", "counted", "again", "private_span", "private_clause", "public_sentence",
    "company", "honoured", "bodiless", "sparse",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for a whole article: shares of public and private words, in logs per thousand tokens.

    `bodies` holds the first tokens of the named public bodies in order, None where nobody has looked for them.
    """

    public: float
    private: float
    bodies: tuple[int, ...] | None = None
    sparse: bool = False

    @classmethod
    def of(cls, scene: Scene, mentions: Iterable[Mention] = ()) -> Setting:
        """Count the article's cues of each sphere and its bodies."""
        public = sum(map(scene.count, PUBLIC))
        size = max(100, len(scene.tokens)) / 1000
        mentions = list(mentions)
        bodies = tuple(sorted(m.first_token for m in mentions if m.label == "UNIT")) if mentions else None
        sparse = bodies is not None and len(bodies) < SPARSE * size
        return cls(math.log1p(public / size), math.log1p(scene.count("private") / size), bodies, sparse)

    def names_body(self, first: int, last: int) -> bool:
        """Say whether a public body is named from token `first` to `last` (exclusive), or nobody knows."""
        if self.bodies is None:
            return True
        at = bisect_left(self.bodies, first)
        return at < len(self.bodies) and self.bodies[at] < last


def features(scene: Scene, setting: Setting, found: Candidate, paragraph: tuple[int, int], others: int) -> list[float]:
    """Return the values of `NAMES` for a candidate in the paragraph at tokens `paragraph`, `others` firm ones beside it."""
    start, end = found.evaluation
    low, high = found.clause
    roles = scene.roles_within
    in_clause, before, spanned = roles(low, high), roles(low, start), roles(found.start, found.end)
    opened = roles(found.sentence[0], start)
    here = frozenset(roles(found.sentence[0], max(found.sentence[1], end)))  # most roles stand nowhere in it
    aspect = found.aspect[1] - found.aspect[0]
    opening = found.sentence[0]
    while opening < found.sentence[1] - 1 and scene.tokens.shape[opening] in "PN":
        opening += 1
    values: dict[str, float] = {
        found.construction: 1,
        "strength": found.strength - 2,
        "past": float("past" in here and "past" in roles(max(low, start - 8), end)),
        "degree": float("degree" in here and "degree" in roles(max(low, start - 2), end)),
        "demand_clause": float("demand" in before),
        "purpose_far": float("purpose" in before and _aims_far(scene, low, start)),
        "negative": float("negative" in here and "negative" in roles(max(low, start - 5), start)),
        "condition": float("condition" in in_clause),
        "report": float("report" in opened),
        "opens_with_verb": float(opening in scene.verb or _kind(scene, opening) in ("quality", "achieve")),
        "public_span": float(not PUBLIC.isdisjoint(spanned)),
        "public_clause": float(not PUBLIC.isdisjoint(in_clause)),
        "public_density": setting.public,
        "private_density": setting.private,
        "short_aspect": float(aspect < 3),
        "long_aspect": float(aspect > 20),
        "long_paragraph": float(paragraph[1] - paragraph[0] > 250),
        "run": float(end - start > 3),
        "past_phrase": float("past_phrase" in opened),
        "numbered": float(scene.tokens.shape[found.sentence[0]] == "N"),
        "plural": float("plural" in roles(start - 2, start) and _plural_before(scene, start)),
        "counted": float("N" in scene.tokens.shape[found.aspect[0] : found.aspect[0] + 2]),
        "again": float(not AGAIN.isdisjoint(here) and not AGAIN.isdisjoint(roles(max(low, start - 8), start))),
        "private_span": float("private" in spanned),
        "private_clause": float("private" in in_clause),
        "public_sentence": float(not PUBLIC.isdisjoint(roles(*found.sentence))),
        "company": math.log1p(others),
        "honoured": float(bool(scene.awards) and any(i in scene.awards for i in range(found.sentence[0], start))),
        "bodiless": float(not setting.names_body(*paragraph)),
        "sparse": float(setting.sparse),
        "strand": float(not NOMINAL.isdisjoint(roles(found.aspect[0], found.aspect[0] + 2))),
    }
    return list(map(values.get, NAMES, repeat(0.0)))


def _aims_far(scene: Scene, low: int, start: int) -> bool:
    """Say whether a purpose stands in front of the last comma between tokens `low` and `start`."""
    near = next((i + 1 for i in range(start - 1, low, -1) if scene.tokens.text[i] == ","), low)
    return "purpose" in scene.roles_within(low, near)


def _plural_before(scene: Scene, start: int) -> bool:
    return any(scene.role(i) == "plural" and scene.ends[i] == start for i in (start - 1, start - 2))


def _kind(scene: Scene, i: int) -> str:
    hit = scene.evaluation.get(i)
    return hit.entry["role"] if hit else ""
