"""Where everything ends that may act, and of what kind it is: what the score asks before `actors` says who it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from baochi.extract.quantities.context import Context
from baochi.extract.quantities.scene import GAP, Scene
from baochi.extract.quantities.table import Flags, Values
from baochi.records import Mention
from baochi.text.vocabulary import Ints

_FORCES = frozenset(
    ("police", "customs", "military", "border_guard", "coast_guard", "team", "station", "judiciary", "procuracy")
)
"""Kinds of unit (`Unit.kind`) that enforce the law or defend the country; every other public body is of the state."""
_CUES = frozenset(("force", "state", "company", "generic"))
_KINDS = ("company", "country", "force", "generic", "state", "unit of force", "unit of state")
"""Of several that end at the same token the last of these is taken."""
_COMPANY, _COUNTRY, _UNIT_OF_FORCE, _UNIT_OF_STATE = 0, 1, 5, 6


class ActorEnds:
    """Everything that may act in the articles of a scene, by where it ends; the first stands before all texts.

    Attributes:
        end, kind: of each, in text order; a recognised unit counts for what it is.
    """

    def __init__(self, scene: Scene) -> None:
        contexts, hits = scene.contexts, [context.article.hits for context in scene.contexts]
        units = [[m for m in context.mentions["UNIT"] if m.last_token >= 0] for context in contexts]
        kind_of_class = np.array([_KINDS.index(name) if name in _CUES else 0 for name in scene.cue_classes.distinct])
        acting = scene.cue_classes.among(_CUES)
        countries = scene.spread([one.ends("place", "kind", "country") for one in hits])
        companies = scene.spread([one.ends("org_head", "kind", "company") for one in hits])
        unit_ends = scene.spread([[m.last_token for m in found] for found in units])
        unit_kinds = [kind for context, found in zip(contexts, units, strict=True) for kind in _kinds_of(context, found)]
        end = np.concatenate([scene.cues.end[acting], unit_ends, countries, companies])
        kind = np.concatenate([
            kind_of_class[scene.cue_classes.numbers[acting]],
            np.array(unit_kinds, np.int64),
            np.full(len(countries), _COUNTRY),
            np.full(len(companies), _COMPANY),
        ])  # fmt: skip
        order = np.lexsort((kind, end))
        self.end: Ints = np.append(-2 * GAP, end[order])
        self.kind = Values(_KINDS, np.append(0, kind[order]))
        self._is_unit = self.kind.numbers >= _UNIT_OF_FORCE

    def until(self, at: Ints) -> Ints:
        """Return how many actors end at each token or before it, with the one before all texts."""
        return self.end.searchsorted(at, "right")

    def name_unit(self, last: Ints, steps: int, low: Ints) -> Flags:
        """Say whether a recognised body is among so many actors before each number and ends behind `low`."""
        named = np.zeros(len(last), np.bool_)
        for step in range(1, steps + 1):
            number = np.maximum(last - step, 0)
            named |= self._is_unit[number] & (self.end[number] > low)
        return named


def _kinds_of(context: Context, units: Sequence[Mention]) -> Iterator[int]:
    """Yield of what kind of actor each mention of a unit is."""
    kind_of = {(m.start, m.end): unit.kind for unit in context.article.units for m in unit.mentions}
    for m in units:
        yield _UNIT_OF_FORCE if kind_of.get((m.start, m.end)) in _FORCES else _UNIT_OF_STATE
