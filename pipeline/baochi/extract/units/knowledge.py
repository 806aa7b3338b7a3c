"""What is known of bodies: their kinds, their levels, which stands above which."""

from __future__ import annotations

from dataclasses import dataclass

from baochi.lexicon import Hit, Lexicon
from baochi.text.fold import fold


class UnitKnowledge:
    """What the lexicon knows of levels and kinds of body, looked up by folded words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.levels = {key: float(entry["level"]) for key, entry in lexicon.by_fold("unit_level").items()}
        self.kinds = {entry.form: entry for entry in lexicon.forms("unit_kind")}
        self._yes = {name: {trait for trait, said in kind.row.items() if said == "yes"} for name, kind in self.kinds.items()}
        self.title_traits: dict[str, set[str]] = {}
        for entry in lexicon.forms("title_trait"):
            self.title_traits.setdefault(fold(entry.form), set()).add(entry["trait"])
        self._traits: dict[str, set[str]] = {}  # by the forms of the titles that were asked for
        self.headed = {key for key, entry in lexicon.by_fold("title_unit").items() if key.endswith(fold(entry["head"]))}
        self.parents = {entry["id"]: entry["parent"] for entry in lexicon.forms("unit_name")}

    def ancestors(self, unit_id: str) -> list[str]:
        """Return the ids of the bodies above a known body, the nearest first."""
        found: list[str] = []
        while (unit_id := self.parents.get(unit_id, "")) and unit_id not in found:
            found.append(unit_id)
        return found

    def level(self, span: UnitSpan, folds: list[str]) -> float:
        """Return how high a body stands, 1 (a team) to 8 (parliament), by its first words, else by its kind."""
        if span.head.entry.category == "title":
            return self.levels.get(fold(span.head.entry.form.split()[-1]), 3)
        for n in (3, 2, 1):
            level = self.levels.get(" ".join(folds[span.start : min(span.start + n, span.end)]))
            if level is not None:
                return level
        kind = self.kinds.get(span.kind)
        return float(kind["level"]) if kind else 5

    def traits(self, title: Hit) -> set[str]:
        """Return what is special about a title (title_traits.csv)."""
        form = title.entry.form
        traits = self._traits.get(form)
        if traits is None:
            traits = self._traits[form] = self.title_traits.get(fold(form), set())
        return traits

    def has(self, span: UnitSpan, trait: str) -> bool:
        """Say whether the kind of `span` has `trait` (numbered, named, alone or many)."""
        return trait in self._yes.get(span.kind, ())

    def may_stand_alone(self, span: UnitSpan) -> bool:
        """Say whether the bare head noun is a unit where the article nowhere says which one (`Tỉnh uỷ`, not `Đảng uỷ`)."""
        kind, tail = self.kinds.get(span.kind), span.head.entry.get("tail")
        return tail == "central" or (kind is not None and kind["alone"] != "" and tail == "place")


@dataclass(slots=True)
class UnitSpan:
    """A body's name at tokens `start` to `end` (exclusive).

    Attributes:
        head: the unit_head, unit_name or org_head hit it begins with.
        known: the longest unit_name hit at its start, if any.
        complete: False for a bare head noun or one with a type of place but no place (`Công an tỉnh`).
        public: False for companies, media and the like.
        loose: the name ends in a type of place with no place behind it, so that the article may say it in full elsewhere.
        place: the last place hit inside, if any; inner: the parent bodies inside, as spans of their own.
    """

    start: int
    end: int
    head: Hit
    known: Hit | None = None
    complete: bool = False
    public: bool = True
    loose: bool = False
    place: Hit | None = None
    inner: list[UnitSpan] | None = None

    @property
    def kind(self) -> str:
        """Type of body, from the lexicon."""
        return (self.known or self.head).entry.row.get("kind", "")
