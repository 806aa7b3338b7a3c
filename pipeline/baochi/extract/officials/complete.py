"""Completes the unit of a position from elsewhere in the article: `Phó Tổng cục trưởng` → `Tổng cục Hải quan`."""

from __future__ import annotations

from baochi.article import Article
from baochi.extract.chunks import Office
from baochi.lexicon import Lexicon
from baochi.records import Position, Unit
from baochi.text.fold import fold


class UnitCompletion:
    """Fills `Position.unit` where the text gives a bare title or a bare head noun, and `Position.unit_id` always."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.heads = {
            key: [fold(head) for head in entry["head"].split("|")] for key, entry in lexicon.by_fold("title_unit").items()
        }

    def complete(self, article: Article, office: Office, position: Position) -> None:
        """Set `unit` to the full form and `unit_id` to its id; the text's own form stays where nothing fuller is named."""
        if not position.unit:
            heads = self.heads.get(fold(position.title), [])
            found = next((unit for head in heads if (unit := _nearest(article, head, position.start))), None)
            if found is not None:
                position.unit, position.unit_id = found.unit, found.unit_id
            return
        key = fold(position.unit)
        if office.span is not None and not office.span.complete:
            found = _nearest(article, key, position.start)
            if found is not None:
                position.unit, key = found.unit, fold(found.unit)
        known = next((unit for unit in article.units if fold(unit.unit) == key), None)
        position.unit_id = known.unit_id if known is not None else None


def _nearest(article: Article, head: str, offset: int) -> Unit | None:
    """Return the unit whose name begins with the folded `head`, mentioned nearest before `offset`, else first after it."""
    suits = [unit for unit in article.units if fold(unit.unit).startswith(head + " ")]
    before = [(m.start, unit) for unit in suits for m in unit.mentions if m.start <= offset]
    if before:
        return max(before, key=lambda pair: pair[0])[1]
    return suits[0] if suits else None
