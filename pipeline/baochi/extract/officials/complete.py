"""Completes the unit of a position from elsewhere in the article: `Phó Tổng cục trưởng` → `Tổng cục Hải quan`."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter

from baochi.article import Article
from baochi.extract.pieces import Office
from baochi.extract.units.knowledge import UnitKnowledge, UnitSpan
from baochi.extract.units.stage import spans
from baochi.lexicon import Lexicon
from baochi.records import Position, Unit
from baochi.text.fold import fold
from baochi.text.tokens import LOWER

MINISTRY = fold("Bộ")


class UnitIndex:
    """The units of one article by folded form and by the word their names begin with.

    Attributes:
        mentions_of: mentions of units by their kind.
    """

    def __init__(self, article: Article, knowledge: UnitKnowledge) -> None:
        self.by_form: dict[str, Unit] = {}
        self.by_word: dict[str, list[tuple[str, Unit]]] = {}
        self.folds, self.shapes = article.tokens.fold, article.tokens.shape
        self.mentions_of: Counter[str] = Counter()
        self._nearest: dict[str, tuple[list[int], list[Unit]]] = {}  # by the head: starts of mentions in order, units
        for unit in article.units:
            self._add(unit)
            self.mentions_of[unit.kind] += len(unit.mentions)
        self._article, self._knowledge = article, knowledge
        self._parents = False

    def add_parents(self) -> None:
        """Add the bodies that the article names only inside others' names."""
        if self._parents:
            return
        self._parents = True
        self._nearest.clear()
        for para, _, span in spans(self._article, self._knowledge):
            for parent in (span.inner if span is not None else None) or []:
                if parent.complete and parent.public:
                    self._add_parent(self._article, para, parent)

    def folded(self, first: int, last: int) -> str:
        """Return the folded words from token `first` to token `last` (exclusive)."""
        return " ".join(self.folds[first:last])

    def form_of(self, unit: Unit) -> str:
        """Return the folded name of a unit of the article."""
        named = unit.mentions[0]
        return self.folded(named.first_token, named.last_token)

    def _add(self, unit: Unit) -> None:
        form = self.form_of(unit)
        self.by_form[form] = unit
        self.by_word.setdefault(form.partition(" ")[0], []).append((form, unit))

    def _add_parent(self, article: Article, para: int, span: UnitSpan) -> None:
        """A body named only inside another's name (`Cục Đào tạo, Tổng cục X`) completes a bare title too."""
        if self.folded(span.start, span.end) not in self.by_form:
            mention = article.mention_of(para, span.start, span.end, "UNIT")
            name = article.span_text(span.start, span.end)
            self._add(Unit(name, para, mention.start, mention.end, mentions=[mention]))

    def behind(self, office: Office, offset: int) -> Unit | None:
        """`Giám đốc trung tâm`: the nearest unit whose name begins with the small words right behind the title."""
        at = office.title_end
        for n in (2, 1):
            if at + n <= len(self.folds) and all(shape == LOWER for shape in self.shapes[at : at + n]):
                found = self.nearest(" ".join(self.folds[at : at + n]), offset)
                if found is not None:
                    return found
        return None

    def nearest(self, head: str, offset: int) -> Unit | None:
        """Return the unit whose name goes on from the folded `head`, mentioned nearest before `offset`, else the first."""
        if head not in self._nearest:
            self._nearest[head] = self._suits(head)
        starts, units = self._nearest[head]
        return units[bisect_right(starts, offset) - 1] if units else None

    def _suits(self, head: str) -> tuple[list[int], list[Unit]]:
        """Return the starts of the mentions of the units that `head` may mean, with their units.

        In front stands the first unit of all, with a start before every text.
        """
        named = self.by_word.get(head.partition(" ")[0], ())
        suits = [unit for form, unit in named if form == head or form.startswith(head + " ")]
        mentions = sorted((m.start, i) for i, unit in enumerate(suits) for m in unit.mentions)
        return [-1, *(start for start, _ in mentions)], [*suits[:1], *(suits[i] for _, i in mentions)]


class UnitCompletion:
    """Fills `Position.unit` where the text gives a bare title or a bare head noun, and `Position.unit_id` always."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.heads = {
            key: [fold(head) for head in entry["head"].split("|")] for key, entry in lexicon.by_fold("title_unit").items()
        }

    def knows(self, index: UnitIndex, office: Office) -> bool:
        """Say whether the article names a body that the title is held in: `đại biểu` counts where it names the Quốc hội."""
        return any(index.nearest(head, 0) for head in self._heads(index, office))

    def _heads(self, index: UnitIndex, office: Office) -> list[str]:
        """Return the folded words that the bodies begin with in which the office's title is held."""
        return self.heads.get(index.folded(office.start, office.title_end), [])

    def complete(self, index: UnitIndex, office: Office, position: Position, listed: bool = False) -> None:
        """Set `unit` to the full form and `unit_id` to its id; the text's own form stays where nothing fuller is named.

        `listed`: another office follows. A minister without portfolio (`Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ`) has none.
        """
        if not position.unit:
            heads = self._heads(index, office)
            if listed and heads == [MINISTRY]:
                return
            index.add_parents()
            found = next((unit for head in heads if (unit := index.nearest(head, position.start))), None)
            found = found or index.behind(office, position.start)
            if found is not None:
                position.unit, position.unit_id = found.unit, found.unit_id
            return
        key = index.folded(office.unit_start, office.unit_end)
        if office.span is not None and not office.span.complete:
            found = index.nearest(key, position.start)
            if found is not None:
                position.unit, key = found.unit, index.form_of(found)
        known = index.by_form.get(key)
        position.unit_id = known.unit_id if known is not None else None
