"""The sector of an official: the body of the main position decides (ANNOTATION, section 1)."""

from __future__ import annotations

from baochi.extract.officials.complete import UnitIndex
from baochi.extract.pieces import Office
from baochi.extract.units.knowledge import UnitKnowledge
from baochi.lexicon import Hit, Lexicon

HOME = "viet_nam"
"""Code of Vietnam among the places; an office for any other country is foreign."""


class Sectors:
    """Chooses the sector from the body, the title, the rank, and the forces that the article is about."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.traits = UnitKnowledge(lexicon).traits

    def of(self, index: UnitIndex, offices: list[Office], ranks: list[Hit]) -> str:
        """Return the sector of the official who holds `offices` and `ranks` in the article of `index`."""
        if any(self._foreign(office) for office in offices):
            return "foreign"
        sectors = [sector for office in sorted(offices, key=self._weight) if (sector := self._sector(office))]
        public = [sector for sector in sectors if sector not in ("business", "other")]
        if public:
            return public[0]
        if ranks:
            return self._force(index, ranks)
        return sectors[0] if sectors else "state"

    def _weight(self, office: Office) -> int:
        """Order offices by how much they are the main one: a membership or a deputy secretary goes with another office."""
        aside = office.title.entry["kind"] == "member" or "aside" in self.traits(office.title)
        return (office.status == "former") + 2 * aside

    def _foreign(self, office: Office) -> bool:
        if office.span is None:
            return office.title.entry["sector"] == "foreign"
        place = office.span.place
        country = place is not None and place.entry["kind"] == "country" and place.entry["code"] != HOME
        return country or office.span.head.entry.get("sector") == "foreign"

    def _sector(self, office: Office) -> str:
        span = office.span
        if office.title.entry["kind"] == "business":
            return "business"
        if span is None:
            return office.title.entry["sector"]
        if not span.public:
            return "other" if span.head.entry.get("kind") in ("media", "club", "intergov") else "business"
        for body in (span, *(span.inner or [])):
            known = body.known.entry.get("sector") if body.known is not None else ""
            sector = known or body.head.entry.get("sector")
            if sector:
                return sector
        return office.title.entry["sector"]

    def _force(self, index: UnitIndex, ranks: list[Hit]) -> str:
        """A rank alone: police or army, whichever force the article names more."""
        forces = {hit.entry["force"] for hit in ranks} - {"any"}
        if forces:
            return forces.pop()
        military = sum(index.mentions_of[kind] for kind in ("military", "border_guard", "coast_guard"))
        return "military" if military > index.mentions_of["police"] else "police"
