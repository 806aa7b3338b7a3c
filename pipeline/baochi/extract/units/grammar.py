"""The grammar of the names of bodies: a head noun, the field it works in, the place it works for, and its parents.

    Phòng | Cảnh sát hình sự | (PC45) | Công an tỉnh | Gia Lai
    head    field              code     parent         place

It reads from the head to the right and stops at the first thing that no name of a body holds, so that lower-case verbs end
a name and a person's name right behind it (`UBND xã Vĩnh Quỳnh Nguyễn Thị Thu Hồng`) is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from baochi.article import Article
from baochi.lexicon import Hit, Lexicon
from baochi.tag.runs import CAPITAL, glued, is_foreign, is_vietnamese_name, name_inside, run_end
from baochi.text.fold import fold
from baochi.text.tokens import LOWER, NUMBER, TITLE, UPPER

OPEN, CLOSE = "(", ")"
NEAR = 4
"""Tokens within which another body vouches for an ambiguous code."""

DASHES = frozenset("-–—")
GREAT = frozenset({"province", "city", "district", "country", "region", "foreign_region"})

PLACE_ORDER = {
    **dict.fromkeys(("hamlet", "street", "feature", "zone"), 0),
    **dict.fromkeys(("commune", "ward", "township"), 1),
    **dict.fromkeys(("district", "urban_district", "town", "city", "island"), 2),
    "province": 3,
}
"""Levels of place, lowest first: behind a comma a higher one belongs to the name (`huyện Krông Pắk, Đắk Lắk`)."""

DEEPEST = 8
"""Bodies within bodies that the parser follows; a team, a division, a department and a ministry make four."""

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

LONGEST_GAP = 3
"""Unlisted lower-case syllables in a row that a name may hold, if a place follows them."""

LONGEST_CODE = 5
"""Tokens inside the brackets of an abbreviation: `(PC45)`, `(BV)`, `(Phòng 7)`."""


class UnitKnowledge:
    """What the lexicon knows of levels and kinds of body, looked up by folded words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.levels = {key: int(entry["level"]) for key, entry in lexicon.by_fold("unit_level").items()}
        self.kinds = {entry.form: entry for entry in lexicon.forms("unit_kind")}
        self.title_traits: dict[str, set[str]] = {}
        for entry in lexicon.forms("title_trait"):
            self.title_traits.setdefault(fold(entry.form), set()).add(entry["trait"])
        self.headed = {key for key, entry in lexicon.by_fold("title_unit").items() if key.endswith(fold(entry["head"]))}
        self.parents = {entry["id"]: entry["parent"] for entry in lexicon.forms("unit_name")}

    def ancestors(self, unit_id: str) -> list[str]:
        """Return the ids of the bodies above a known body, the nearest first."""
        found: list[str] = []
        while (unit_id := self.parents.get(unit_id, "")) and unit_id not in found:
            found.append(unit_id)
        return found

    def level(self, span: UnitSpan, folds: list[str]) -> int:
        """Return how high a body stands, 1 (a team) to 8 (parliament), by its first words, else by its kind."""
        if span.head.entry.category == "title":
            return self.levels.get(fold(span.head.entry.form.split()[-1]), 3)
        for n in (3, 2, 1):
            level = self.levels.get(" ".join(folds[span.start : min(span.start + n, span.end)]))
            if level is not None:
                return level
        kind = self.kinds.get(span.kind)
        return int(kind["level"]) if kind else 5

    def traits(self, title: Hit) -> set[str]:
        """Return what is special about a title (title_traits.csv)."""
        return self.title_traits.get(fold(title.entry.form), set())

    def has(self, span: UnitSpan, trait: str) -> bool:
        """Say whether the kind of `span` has `trait` (numbered, named, alone or many)."""
        kind = self.kinds.get(span.kind)
        return kind is not None and kind[trait] == "yes"

    def may_stand_alone(self, span: UnitSpan) -> bool:
        """Say whether the bare head noun is a unit where the article nowhere says which one (`Tỉnh uỷ`)."""
        kind = self.kinds.get(span.kind)
        return kind is not None and kind["alone"] != ""


@dataclass(slots=True)
class UnitSpan:
    """A body's name at tokens `start` to `end` (exclusive).

    Attributes:
        head: the unit_head, unit_name or org_head hit it begins with.
        known: the longest unit_name hit at its start, if any.
        complete: False for a bare head noun or one with a type of place but no place (`Công an tỉnh`).
        public: False for companies, media and the like.
        place: the last place hit inside, if any; inner: the parent bodies inside, as spans of their own.
    """

    start: int
    end: int
    head: Hit
    known: Hit | None = None
    complete: bool = False
    public: bool = True
    place: Hit | None = None
    inner: list[UnitSpan] | None = None

    @property
    def kind(self) -> str:
        """Type of body, from the lexicon."""
        return (self.known or self.head).entry.get("kind")


class UnitGrammar:
    """Parses the name of a body that begins at a given token of one article.

    The parser keeps a memo per article, since titles, people and the table of units all ask for the same places.
    """

    def __init__(self, article: Article, knowledge: UnitKnowledge) -> None:
        self.knowledge = knowledge
        self.article = article
        self.tokens = article.tokens
        self.heads = article.hits_at("unit_head")
        self.names = article.hits_at("unit_name")
        self.orgs = article.hits_at("org_head")
        self.fields = article.hits_at("unit_field")
        self.places = article.hits_at("place")
        self.place_types = article.hits_at("place_type")
        self.joints = article.hits_at("unit_joint")
        self.titles = article.hits_at("title")
        self.stops = article.hits_at("phrase_stop")
        self.enders = [article.hits_at(name) for name in ENDERS]
        self.counted = article.hits_at("quantity_unit")
        self.decoys = article.hits_at("unit_decoy")
        self._depth = 0
        self._memo: dict[tuple[int, int], UnitSpan | None] = {}

    def parse(self, at: int, limit: int) -> UnitSpan | None:
        """Return the body whose name begins at token `at` and lies before `limit`, or None."""
        key = (at, limit)
        if key not in self._memo:
            if self._depth == DEEPEST:
                return None
            self._depth += 1
            self._memo[key] = self._parse(at, limit)
            self._depth -= 1
        return self._memo[key]

    def _parse(self, at: int, limit: int) -> UnitSpan | None:
        name, head, org = self.names.get(at), self.heads.get(at), self.orgs.get(at)
        if (name is None and head is None and org is None) or self._in_number(at):
            return None
        if name is not None and name.entry["weak"] and not self._vouched(name):
            name = None
        hit = max((h for h in (name, head, org) if h is not None and h.end <= limit), key=lambda h: h.end, default=None)
        if hit is None or self._is_decoy(at, hit):
            return None
        span = UnitSpan(at, hit.end, head if head is not None else hit)
        if hit is org and hit is not head and hit is not name:
            span.public = False
        if name is not None and name.end >= hit.end:
            span.known, span.end, span.complete = name, name.end, True
        elif span.head.entry.get("tail") == "none" or (self.knowledge.has(span, "alone") and self.tokens.shape[at] != LOWER):
            span.complete = True
        self._extend(span, limit)
        return span

    def _is_decoy(self, at: int, head: Hit) -> bool:
        """`Đội hình` is no body; `Đội Hình sự`, which begins alike, is one."""
        decoy, field = self.decoys.get(at), self.fields.get(head.end)
        return decoy is not None and decoy.end > head.end and (field is None or field.end <= decoy.end)

    def _vouched(self, weak: Hit) -> bool:
        """A code that may be something else (C10 of a table) is a body only close to another body's name."""
        near = [*range(weak.start - NEAR, weak.start), *range(weak.end, weak.end + NEAR)]
        return any(i in self.heads or i in self.names for i in near)

    def _in_number(self, at: int) -> bool:
        """`3186/QĐ-TCHQ`: the sender in the number of a document is not named."""
        t = self.tokens
        return t.shape[at] == UPPER and glued(t, at) and t.text[at - 1] in "-/" and glued(t, at - 1)

    def parse_tail(self, at: int, limit: int, title: Hit) -> UnitSpan | None:
        """Parse what may follow a title without a head noun of its own: `Bộ trưởng | Ngoại giao Philippines`."""
        last = title.end - 1
        headed = " ".join(self.tokens.fold[title.start : title.end]) in self.knowledge.headed  # `Trưởng phòng | Cảnh sát X`
        span = UnitSpan(last if headed else at, at, title)
        self._extend(span, limit)
        return span if span.end > at else None

    # ------------------------------------------------------------------ growing to the right
    def _extend(self, span: UnitSpan, limit: int) -> None:
        steps = (self._code, self._place, self._number, self._field, self._capitals)
        steps += (self._parent, self._joined, self._seat, self._gap)
        while span.end < limit:
            before = span.end
            for step in steps:
                step(span, limit)
                if span.end != before:
                    break
            else:
                return

    def _code(self, span: UnitSpan, limit: int) -> None:
        """`(PC45)` inside a name: only where the name goes on behind the bracket."""
        t, at = self.tokens, span.end
        if t.text[at] != OPEN:
            return
        close = at + 1
        while close < limit and close - at <= LONGEST_CODE and t.text[close] != CLOSE:
            close += 1
        if close >= limit or t.text[close] != CLOSE or close == at + 1:
            return
        if not all(t.shape[i] in "UAN" for i in range(at + 1, close)) or t.shape[at + 1] == NUMBER:
            return
        after = close + 1
        if after < limit and t.text[after] == "," and self._is_parent(span, after + 1, limit):
            parent = self.parse(after + 1, limit)
            if parent is None or not self._may_follow(span, parent):
                return
            after += 1
        if after < limit and (self._is_parent(span, after, limit) or after in self.places or after in self.place_types):
            end = span.end
            span.end = after
            self._extend(span, limit)
            if span.end == after:
                span.end = end

    def _place(self, span: UnitSpan, limit: int) -> None:
        """A place by name (`Quảng Ninh`), or a type of place with its name (`huyện Đắk Song`, `phường 5`)."""
        at = span.end
        kind = self.place_types.get(at)
        place, field = self.places.get(at), self.fields.get(at)
        if place is not None and field is not None and field.end > place.end:
            return  # `Vụ Pháp chế` is none of France
        head = self.heads.get(at)
        if kind is not None and head is not None and head.end > kind.end:
            return  # `Ban Thường vụ | Tỉnh uỷ`
        if place is not None and (kind is None or place.end > kind.end) and place.end <= limit:
            self._take_place(span, place.end, place)
        elif kind is not None and kind.end < limit:
            self._typed_place(span, kind, limit)

    def _take_place(self, span: UnitSpan, end: int, place: Hit | None) -> None:
        span.end, span.complete = end, True
        span.place = place or span.place

    def _typed_place(self, span: UnitSpan, kind: Hit, limit: int) -> None:
        t, at = self.tokens, kind.end
        short = t.shape[kind.start] == UPPER or len(t.text[kind.start]) == 1
        if short and t.text[at] == "." and at + 1 < limit and glued(t, at):
            at += 1  # TP.Hồ Chí Minh, Q.1
        place = self.places.get(at)
        if place is not None and place.end <= limit:
            self._take_place(span, place.end, place)
        elif t.shape[at] == NUMBER:
            self._take_place(span, at + 1, None)
        elif t.shape[at] in CAPITAL and not (kind.entry["level"] in GREAT and self._person_at(at, limit)):
            self._take_place(span, self._capital_place(at, limit), None)
        elif not span.complete and kind.end - kind.start == 1:
            span.end = kind.end  # `Công an tỉnh`: generic, but the words belong together
        else:
            return
        self._higher_places(span, PLACE_ORDER.get(kind.entry["level"], 3), limit)

    def _person_at(self, at: int, limit: int) -> bool:
        """`UBND thành phố | Lê Văn Khoa`: wards are named after people, cities and provinces are not."""
        end = run_end(self.tokens, at, limit)
        return end - at > 2 and is_vietnamese_name(self.article, at, end)

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
            if kind is not None and kind.end < limit and PLACE_ORDER.get(kind.entry["level"], 0) > order:
                named = self.places.get(kind.end)
                if named is None and self.tokens.shape[kind.end] not in CAPITAL:
                    return
                order = PLACE_ORDER[kind.entry["level"]]
                self._take_place(span, named.end if named is not None else self._capital_place(kind.end, limit), named)
            elif place is not None and place.end <= limit and order < 3 and place.entry["kind"] == "province":
                self._take_place(span, place.end, place)
                return
            else:
                return

    def _capital_place(self, at: int, limit: int) -> int:
        """End of an unlisted place's name at `at`: a capital run, less the person's name it may end with."""
        end = run_end(self.tokens, at, limit)
        name = name_inside(self.article, at + 1, end)
        return min(name if name is not None else end, at + 4)

    def _number(self, span: UnitSpan, limit: int) -> None:
        """`Đội 6`, `Quân khu 4`, `số 3`, `Vùng Cảnh sát biển 1`."""
        t, at = self.tokens, span.end
        if self._role(at) == "number" and self.joints[at].end < limit and t.shape[self.joints[at].end] == NUMBER:
            span.end, span.complete = self.joints[at].end + 1, True
        elif t.shape[at] == NUMBER and t.text[at].isdigit() and self.knowledge.has(span, "numbered"):
            after = at + 1
            counts = after in self.place_types or (at != span.head.end and after in self.counted)  # `Hải quan | 3 vụ`
            dated = after < limit and t.text[after] in "/-" and glued(t, after)
            if not counts and not dated:
                span.end, span.complete = at + 1, True

    def _role(self, at: int) -> str:
        joint = self.joints.get(at)
        return joint.entry["role"] if joint is not None else ""

    def _field(self, span: UnitSpan, limit: int) -> None:
        """A field of work, lower-case or not: `điều tra chống buôn lậu`."""
        hit = self.fields.get(span.end)
        if hit is None or hit.end > limit or self._closed(span) or self._is_parent(span, span.end, limit):
            return
        span.end, span.complete = hit.end, True

    def _closed(self, span: UnitSpan) -> bool:
        """Nothing but a place or a parent may follow a name that is whole: a known one, or one that ends in a place."""
        if span.known is not None and span.end >= span.known.end and span.known.entry.get("open") != "yes":
            return True
        if span.place is not None and span.place.end == span.end:
            return True
        if not span.public and span.kind == "intergov":
            return True
        return span.public and span.end == span.head.end and span.complete

    def _capitals(self, span: UnitSpan, limit: int) -> None:
        """A run of capitalised syllables, less the person's name that it may end with."""
        t, at = self.tokens, span.end
        if t.shape[at] not in CAPITAL or at in self.titles or at in self.place_types or self._closed(span):
            return
        if at in self.heads and (span.head.entry.category == "title" or self._is_parent(span, at, limit)):
            return
        end = run_end(t, at, limit)
        abroad = self.knowledge.has(span, "named") or not span.public or at == span.head.end
        if span.end > span.start and not abroad and is_foreign(t, at, end):
            return  # `Bộ trưởng Quốc phòng | Jim Mattis`
        end = min([end, *(i for i in range(at + 1, end) if self._begins_other(i))])
        named_after = at == span.head.end and (not span.public or self.knowledge.has(span, "named"))
        name = name_inside(self.article, at + (1 if named_after else 0), run_end(t, at, limit))
        if name is not None and not (named_after and name == at + 1) and not self._rather_place(span, name, end):
            end = min(end, name)
        if end > at:
            span.end, span.complete = self._word_end(at, end, limit), True

    def _rather_place(self, span: UnitSpan, name: int, end: int) -> bool:
        """`Đồn Biên phòng | Sơn Hồng`: two syllables with a family name that proves little are a place if one is wanted."""
        weak = int(self.article.hits_at("surname")[name].entry["weight"] or 0) <= 1
        return weak and not span.complete and name == span.end and end - name == 2

    def _begins_other(self, i: int) -> bool:
        """Say whether inside a capital run something else begins at `i`: a place, a title, another body."""
        head = self.heads.get(i)
        return i in self.places or i in self.titles or i in self.names or (head is not None and head.end - i > 1)

    def _word_end(self, at: int, end: int, limit: int) -> int:
        """Add to a run of one capital the lower-case syllable that completes the word: `Cục Hàng | không`."""
        t = self.tokens
        lone = end == at + 1 < limit and t.shape[at] == TITLE and t.shape[end] == LOWER
        return end + 1 if lone and end not in self.stops and end not in self.joints else end

    def _is_parent(self, span: UnitSpan, at: int, limit: int) -> bool:
        """Say whether another body's name begins at `at` that can stand above `span`."""
        if at >= limit or (at not in self.heads and at not in self.names):
            return False
        parent = self.parse(at, limit)
        if parent is None or not parent.public:
            return False
        field = self.fields.get(at)
        if not parent.complete and field is not None and field.end >= parent.head.end:
            return False
        levels = [self.knowledge.level(body, self.tokens.fold) for body in (span, *(span.inner or []))]
        return self.knowledge.level(parent, self.tokens.fold) > max(levels)

    def _parent(self, span: UnitSpan, limit: int) -> None:
        """A parent body right behind the name, or behind a comma, a dash or `thuộc`."""
        at = span.end
        joint = self.joints.get(at)
        if joint is not None and joint.entry["role"] in ("of", "comma", "and") and joint.entry.form not in ("và", "&"):
            if joint.entry["role"] == "comma" and not span.complete:
                return
            at = joint.end
        elif joint is not None:
            return
        if at >= limit or not self._is_parent(span, at, limit):
            return
        parent = self.parse(at, limit)
        if parent is None or (joint is not None and not parent.complete):
            return
        if joint is not None and joint.entry["role"] != "of" and not self._may_follow(span, parent):
            return
        span.inner = [*(span.inner or []), parent, *(parent.inner or [])]
        span.end, span.complete = parent.end, span.complete or parent.complete
        span.place = parent.place or span.place

    def _may_follow(self, span: UnitSpan, parent: UnitSpan) -> bool:
        """Say whether `parent`, behind a comma or dash, holds `span`; in `Tỉnh uỷ Long An, Bộ Công an` it does not."""
        if span.place is not None and span.place.end == span.end:
            return False
        known = span.known
        local = known is not None and not known.entry["parent"] and self.knowledge.has(span, "many")
        whole = known is not None and (known.end == span.end or self.tokens.text[known.end] == OPEN)
        if known is not None and whole and not local:
            return parent.known is not None and parent.known.entry["id"] in self.knowledge.ancestors(known.entry["id"])
        return True

    def _joined(self, span: UnitSpan, limit: int) -> None:
        """`Giáo dục và Đào tạo`, `Văn hoá, Thể thao và Du lịch`, `tội phạm về ma tuý`."""
        t, at = self.tokens, span.end
        joint = self.joints.get(at)
        if joint is None or joint.end >= limit or self._closed(span) or span.end == span.head.end:
            return
        role, after = joint.entry["role"], joint.end
        if t.text[at] == "/":  # Ban Chỉ đạo ƯPT/BCA
            if glued(t, at) and glued(t, after) and t.shape[after] in CAPITAL:
                span.end = after + 1
            return
        if role == "and" and t.shape[after] == UPPER and any(c.isdigit() for c in t.text[after]):
            span.end = after + 1  # the body's own code: Cục Cảnh sát điều tra tội phạm về ma tuý - C04
            return
        if role not in ("and", "comma", "about") or self._is_unit(after, limit) or after in self.titles:
            return
        field = self.fields.get(after)
        if role == "comma" and not (field is not None and self._list_closes(field.end, limit)):
            return
        if field is not None and field.end <= limit:
            span.end = field.end
        elif role == "and" and t.shape[after] in CAPITAL and after not in self.places:
            tight = glued(t, at) and glued(t, after)  # Hồi sức-Tích cực-Chống độc
            end = run_end(t, after, limit)
            alike = tight or t.shape[after] == UPPER or t.shape[at - 1] in CAPITAL
            alike = alike or (span.kind == "division" and t.text[at] in DASHES)  # Phòng Phân loại hàng hoá – Biểu thuế
            if alike and name_inside(self.article, after, end) is None:
                span.end = self._word_end(after, end, limit)

    def _is_unit(self, at: int, limit: int) -> bool:
        if at not in self.heads and at not in self.names:
            return False
        span = self.parse(at, limit)
        return span is not None and (span.complete or at not in self.fields)

    def _list_closes(self, at: int, limit: int) -> bool:
        """Say whether a list of fields begun by a comma ends in `và` + field within the next few fields."""
        for _ in range(4):
            joint = self.joints.get(at)
            if joint is None or joint.end >= limit:
                return False
            field = self.fields.get(joint.end)
            if field is None:
                return False
            if joint.entry["role"] == "and":
                return True
            at = field.end
        return False

    def _gap(self, span: UnitSpan, limit: int) -> None:
        """Unlisted words of a field before its place: `Hội Khoa học công nghệ | mỏ | Việt Nam`."""
        if span.end == span.head.end or self._closed(span) or span.start == span.end:
            return
        for at in range(span.end, min(span.end + LONGEST_GAP, limit - 1)):
            if self.tokens.shape[at] != LOWER or self._stops(at):
                return
            place = self.places.get(at + 1)
            if place is not None and place.end <= limit:
                self._take_place(span, place.end, place)
                return

    def _stops(self, at: int) -> bool:
        return any(at in hits for hits in self.enders)

    def _seat(self, span: UnitSpan, limit: int) -> None:
        """`Đại sứ quán Mỹ tại Jakarta`: an embassy's seat belongs to its name."""
        joint = self.joints.get(span.end)
        diplomat = span.head.entry.category == "title" and "seat" in self.knowledge.traits(span.head)
        if joint is None or joint.entry["role"] != "at" or joint.end >= limit or not (diplomat or span.kind == "embassy"):
            return
        at = joint.end
        place = self.places.get(at)
        if place is not None:
            span.end = place.end  # `span.place` stays the country that is represented
        elif self.tokens.shape[at] in CAPITAL:
            span.end = min(run_end(self.tokens, at, limit), at + (1 if diplomat else 2))
