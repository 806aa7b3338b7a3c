"""The places inside names of bodies: listed ones, those that a type of place names, and the places that those lie in."""

from __future__ import annotations

from baochi.article import Article
from baochi.extract.beginnings import Beginnings
from baochi.extract.units.knowledge import UnitKnowledge, UnitSpan
from baochi.extract.units.local import local_places
from baochi.lexicon import Hit
from baochi.tag.runs import CAPITAL, glued, is_vietnamese_name, name_inside, run_end
from baochi.text.tokens import MARK, NUMBER, TITLE, UPPER

GREAT = frozenset({"province", "city", "district", "country", "region", "foreign_region"})

PLACE_ORDER = {
    **dict.fromkeys(("hamlet", "street", "feature", "zone"), 0),
    **dict.fromkeys(("commune", "ward", "township"), 1),
    **dict.fromkeys(("district", "urban_district", "town", "city", "island"), 2),
    "province": 3,
}
"""Levels of place, lowest first: behind a comma a higher one belongs to the name (`huyện Krông Pắk, Đắk Lắk`)."""


SEATS = frozenset({"province", "city", "district", "urban_district", "town", "township", "commune", "ward"})
"""Levels of place that have bodies of their own."""

NAMING = CAPITAL | {NUMBER}
"""Shapes of what can name a place without being listed."""

NATIONAL = frozenset({"ministry", "general_department", "parliament", "embassy", "military", "coast_guard", "party"})
"""Kinds of body that belong to no such place."""


ENDERS = (
    "phrase_stop",
    "quantity_result",
    "work_verb",
    "office_cue",
    "status_cue",
    "unit_joint",
    "title",
    "place_type",
)
"""Categories of words that are no part of a body's name."""


class PlaceReader:
    """Reads places from the tokens of one article into spans that end where the place begins."""

    def __init__(self, article: Article, knowledge: UnitKnowledge, beginnings: Beginnings) -> None:
        self.knowledge = knowledge
        self.article = article
        self.tokens = article.tokens
        self.heads = article.hits_at("unit_head")
        self.fields = article.hits_at("unit_field")
        listed = article.hits_at("place")
        self.beginnings = beginnings
        self.local = local_places(article, listed, beginnings.pieces)
        self.places = {**self.local, **listed} if self.local else listed
        self.place_types = article.hits_at("place_type")
        self.titles = article.hits_at("title")
        self.suffixes = article.hits_at("place_suffix")
        self.joints = article.hits_at("unit_joint")

    def has_word(self, category: str, at: int) -> bool:
        """Say whether an entry of `category` begins at token `at`: for categories with many hits and few questions."""
        starts, _ = self.article.hits.places(category)
        behind = starts.searchsorted(at)
        return int(behind) < len(starts) and int(starts[behind]) == at

    def ends_name(self, at: int) -> bool:
        """Say whether a word at token `at` is no part of a body's name."""
        return any(self.has_word(category, at) for category in ENDERS)

    def _place(self, span: UnitSpan, limit: int) -> None:
        """A place by name (`Quảng Ninh`), or a type of place with its name (`huyện Đắk Song`, `phường 5`)."""
        at = span.end
        kind = self.place_types.get(at)
        place, field = self.places.get(at), self.fields.get(at)
        if kind is not None and kind.entry.row["level"] == "street" and field is not None and field.end > kind.end:
            return  # `Ban Quản lý dự án | đường sắt`
        if place is not None and field is not None and field.end > place.end:
            return  # `Vụ Pháp chế` is none of France
        head = self.heads.get(at)
        if kind is not None and head is not None and head.end > kind.end:
            return  # `Ban Thường vụ | Tỉnh uỷ`
        if kind is not None and self.tokens.shape[at] == TITLE and self._person_at(at, limit):
            return  # `UBND TP | Châu Văn Ba`, `châu` being a type of place
        if place is not None and (kind is None or place.end > kind.end) and place.end <= limit:
            self._take_place(span, self.place_end(place, limit), place)
        elif kind is not None and kind.end < limit:
            self._typed_place(span, kind, limit)

    def place_end(self, place: Hit, limit: int) -> int:
        """End of a listed place's name, with a word that makes it another's (`Vân Canh | Thượng`)."""
        suffix = self.suffixes.get(place.end)
        if suffix is None or suffix.end > limit or place.entry.row["kind"] not in SEATS:
            return place.end
        end = run_end(self.tokens, place.start, limit)
        return suffix.end if end == suffix.end or is_vietnamese_name(self.article, suffix.end, end) else place.end

    def _take_place(self, span: UnitSpan, end: int, place: Hit | None) -> None:
        span.end, span.complete = end, True
        span.place = place or span.place

    def _typed_place(self, span: UnitSpan, kind: Hit, limit: int) -> None:
        t, at = self.tokens, kind.end
        short = t.shape[kind.start] == UPPER or len(t.text[kind.start]) == 1
        if short and t.text[at] == "." and at + 1 < limit and glued(t, at):
            at += 1  # TP.Hồ Chí Minh, Q.1
        place = self.places.get(at)
        if place is not None and place.entry.row["kind"] == "country" and run_end(self.tokens, at, limit) > place.end:
            place = None if kind.entry.row["level"] in SEATS else place  # `xã Mỹ Xuân` lies in no America
        if place is not None and place.end <= limit:
            namesake = kind.entry["level"] == "province" and place.entry["kind"] != "province"  # an unlisted province
            self._take_place(span, self.place_end(place, limit), None if namesake else place)
        elif t.shape[at] == NUMBER:
            self._take_place(span, at + 1, None)
        elif t.shape[at] in CAPITAL and not (self._person_at(at, limit) and self._great(kind)):
            self._take_place(span, self._capital_place(at, limit), None)
        elif not span.complete and kind.end - kind.start == 1:
            span.end = kind.end  # `Công an tỉnh`: generic, but the words belong together
        else:
            return
        self._higher_places(span, PLACE_ORDER.get(kind.entry.row["level"], 3), limit)

    def _great(self, kind: Hit) -> bool:
        """Say whether places of this type have no people's names; communes do, unless the article names one otherwise."""
        level = kind.entry.row["level"]
        return level in GREAT or any(hit.entry["kind"] == "township" for hit in self.local.values() if level == "commune")

    def _person_at(self, at: int, limit: int) -> bool:
        """`UBND thành phố | Lê Văn Khoa`: wards are named after people, cities and provinces are not."""
        end = run_end(self.tokens, at, limit)
        return end - at > 2 and is_vietnamese_name(self.article, at, end)

    def naming_types(self) -> list[int]:
        """Return the types of place that something stands behind which can be the place's name."""
        text, shape, places = self.tokens.text, self.tokens.shape, self.places
        return [
            at
            for at, kind in self.place_types.items()
            if (end := kind.end) < len(text) and (shape[end] in NAMING or text[end] == "." or end in places)
        ]

    def typed_place_end(self, at: int, limit: int) -> int:
        """Return the end of a place that a type of place names (`xã Bình Phú Tây`) at token `at`, 0 if there is none."""
        kind = self.place_types[at]
        span = UnitSpan(at, kind.end, kind, complete=True)
        if kind.end < limit:
            self._typed_place(span, kind, limit)
        return span.end if span.end > kind.end else 0

    def _higher_places(self, span: UnitSpan, order: int, limit: int) -> None:
        """`xã Bàu Năng, huyện Dương Minh Châu, tỉnh Tây Ninh`: the places that a place lies in."""
        while span.end + 1 < limit and self.tokens.text[span.end] == ",":
            at = span.end + 1
            kind, place = self.place_types.get(at), self.places.get(at)
            if kind is not None and kind.end < limit and PLACE_ORDER.get(kind.entry.row["level"], 0) > order:
                named = self.places.get(kind.end)
                if named is None and self.tokens.shape[kind.end] not in CAPITAL:
                    return
                order = PLACE_ORDER[kind.entry.row["level"]]
                self._take_place(span, named.end if named is not None else self._capital_place(kind.end, limit), named)
            elif place is not None and place.end <= limit and order < 3 and place.entry.row["kind"] == "province":
                self._take_place(span, place.end, place)
                return
            else:
                return

    def _bare_place(self, span: UnitSpan, limit: int) -> None:
        """`Ban Chỉ đạo xây dựng nông thôn mới | tỉnh`: a whole name ends in the type of place, no place behind."""
        kind = self.place_types.get(span.end)
        if kind is None or not span.complete or not span.public or span.loose or span.known is not None or kind.end > limit:
            return
        if kind.entry.row["level"] not in SEATS or span.end in self.heads or span.kind in NATIONAL:
            return
        placed = span.place is not None and span.place.end == span.end and span.place.entry.row["kind"] != "country"
        followed = kind.end < limit and self.tokens.shape[kind.end] in (NUMBER, UPPER, TITLE)
        followed = followed and not self._person_at(kind.end, limit)
        small = kind.entry.row["level"] in ("commune", "ward") and kind.end < limit and self.tokens.shape[kind.end] != MARK
        if not placed and not followed and not small:
            span.end, span.loose = kind.end, True

    def _capital_place(self, at: int, limit: int) -> int:
        """End of an unlisted place's name at `at`: a capital run, less the person's name it may end with."""
        end = run_end(self.tokens, at, limit)
        name = name_inside(self.article, at + 1, end)
        return min(name if name is not None else end, at + 4)

    def _seat(self, span: UnitSpan, limit: int) -> None:
        """`Đại sứ quán Mỹ tại Jakarta`: an embassy's seat belongs to its name."""
        joint = self.joints.get(span.end)
        diplomat = span.head.entry.category == "title" and "seat" in self.knowledge.traits(span.head)
        if joint is None or joint.end >= limit or not (diplomat or span.kind == "embassy"):
            return
        at = joint.end
        place = self.places.get(at)
        if place is not None:
            span.end = place.end  # `span.place` stays the country that is represented
        elif self.tokens.shape[at] in CAPITAL:
            span.end = min(run_end(self.tokens, at, limit), at + (1 if diplomat else 2))
