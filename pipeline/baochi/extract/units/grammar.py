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
from baochi.tag.runs import CAPITAL, glued, name_inside, run_end
from baochi.text.tokens import LOWER, NUMBER

OPEN, CLOSE = "(", ")"
LONGEST_CODE = 5
"""Tokens inside the brackets of an abbreviation: `(PC45)`, `(BV)`, `(Phòng 7)`."""


class UnitKnowledge:
    """What the lexicon knows of levels and kinds of body, looked up by folded words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.levels = {key: int(entry["level"]) for key, entry in lexicon.by_fold("unit_level").items()}
        self.kinds = {entry.form: entry for entry in lexicon.forms("unit_kind")}

    def level(self, span: UnitSpan, folds: list[str]) -> int:
        """Return how high a body stands, 1 (a team) to 8 (parliament), by its first words, else by its kind."""
        for n in (3, 2, 1):
            level = self.levels.get(" ".join(folds[span.start : min(span.start + n, span.end)]))
            if level is not None:
                return level
        kind = self.kinds.get(span.kind)
        return int(kind["level"]) if kind else 5

    def has(self, span: UnitSpan, trait: str) -> bool:
        """Say whether the kind of `span` has `trait` (numbered, named or alone)."""
        kind = self.kinds.get(span.kind)
        return kind is not None and kind[trait] == "yes"


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
        self._memo: dict[tuple[int, int], UnitSpan | None] = {}

    def parse(self, at: int, limit: int) -> UnitSpan | None:
        """Return the body whose name begins at token `at` and lies before `limit`, or None."""
        key = (at, limit)
        if key not in self._memo:
            self._memo[key] = None  # a parent that leads back to itself is no parent
            self._memo[key] = self._parse(at, limit)
        return self._memo[key]

    def _parse(self, at: int, limit: int) -> UnitSpan | None:
        name, head, org = self.names.get(at), self.heads.get(at), self.orgs.get(at)
        hit = max((h for h in (name, head, org) if h is not None and h.end <= limit), key=lambda h: h.end, default=None)
        if hit is None:
            return None
        span = UnitSpan(at, hit.end, head if head is not None else hit)
        if hit is org and hit is not head and hit is not name:
            span.public = False
        if name is not None and name.end >= hit.end:
            span.known, span.end, span.complete = name, name.end, True
        elif span.head.entry.get("tail") == "none" or self.knowledge.has(span, "alone"):
            span.complete = True
        self._extend(span, limit)
        return span

    def parse_tail(self, at: int, limit: int, head: Hit) -> UnitSpan | None:
        """Parse what may follow a title without a head noun of its own: `Bộ trưởng | Ngoại giao Philippines`."""
        span = UnitSpan(at, at, head)
        self._extend(span, limit)
        return span if span.end > at else None

    # ------------------------------------------------------------------ growing to the right
    def _extend(self, span: UnitSpan, limit: int) -> None:
        steps = (self._code, self._place, self._number, self._field, self._capitals, self._parent, self._joined, self._seat)
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
        place = self.places.get(at)
        if place is not None and (kind is None or place.end > kind.end) and place.end <= limit:
            self._take_place(span, place.end, place)
        elif kind is not None and kind.end < limit:
            self._typed_place(span, kind, limit)

    def _take_place(self, span: UnitSpan, end: int, place: Hit | None) -> None:
        span.end, span.complete = end, True
        span.place = place or span.place

    def _typed_place(self, span: UnitSpan, kind: Hit, limit: int) -> None:
        t, at = self.tokens, kind.end
        if t.text[at] == "." and at + 1 < limit and glued(t, at):
            at += 1  # TP.Hồ Chí Minh, Q.1
        place = self.places.get(at)
        if place is not None and place.end <= limit:
            self._take_place(span, place.end, place)
        elif t.shape[at] == NUMBER:
            self._take_place(span, at + 1, None)
        elif t.shape[at] in CAPITAL:
            end = run_end(t, at, limit)
            name = name_inside(self.article, at + 1, end)
            self._take_place(span, min(name if name is not None else end, at + 4), None)
            if span.end < limit and t.shape[span.end] == NUMBER and not glued(t, span.end):
                pass  # `xã Tân Lợi 3 đối tượng`: the number is not the place's
        elif not span.complete and kind.end - kind.start == 1 and t.shape[kind.start] == LOWER:
            span.end = kind.end  # `Công an tỉnh`: generic, but the words belong together
        else:
            return
        if span.end < limit and t.text[span.end] == "," and kind.entry.get("level") not in ("", "1"):
            province = self.places.get(span.end + 1)
            if province is not None and province.end <= limit and province.entry["kind"] == "province":
                self._take_place(span, province.end, province)

    def _number(self, span: UnitSpan, limit: int) -> None:
        """`Đội 6`, `Quân khu 4`, `số 3`, `Vùng Cảnh sát biển 1`."""
        t, at = self.tokens, span.end
        joint = self.joints.get(at)
        if joint is not None and joint.entry["role"] == "number" and joint.end < limit and t.shape[joint.end] == NUMBER:
            span.end, span.complete = joint.end + 1, True
        elif t.shape[at] == NUMBER and len(t.text[at]) <= 4 and t.text[at].isdigit() and self.knowledge.has(span, "numbered"):
            follows = at + 1 < limit and t.shape[at + 1] == LOWER and at + 1 not in self.joints
            if not follows or at == span.head.end:
                span.end, span.complete = at + 1, True

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
        return span.public and span.end == span.head.end and span.head.entry.get("tail") in ("none", "place")

    def _capitals(self, span: UnitSpan, limit: int) -> None:
        """A run of capitalised syllables, less the person's name that it may end with."""
        t, at = self.tokens, span.end
        if t.shape[at] not in CAPITAL or at in self.titles or self._closed(span):
            return
        if at in self.heads and self._is_parent(span, at, limit):
            return
        end = run_end(t, at, limit)
        end = min([end, *(i for i in range(at + 1, end) if i in self.titles or i in self.places)])
        named_after = at == span.head.end and (not span.public or self.knowledge.has(span, "named"))
        name = name_inside(self.article, at + (1 if named_after else 0), run_end(t, at, limit))
        if name is not None and not (named_after and name == at + 1):
            end = min(end, name)
        if end > at:
            span.end, span.complete = end, True

    def _is_parent(self, span: UnitSpan, at: int, limit: int) -> bool:
        """Say whether another body's name begins at `at` that can stand above `span`."""
        if at >= limit or (at not in self.heads and at not in self.names):
            return False
        parent = self.parse(at, limit)
        if parent is None or not parent.public:
            return False
        if not parent.complete and at in self.fields:
            return False
        return self.knowledge.level(parent, self.tokens.fold) > self.knowledge.level(span, self.tokens.fold)

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
        if parent is None or (joint is not None and joint.entry["role"] != "of" and not parent.complete):
            return
        span.inner = [*(span.inner or []), parent, *(parent.inner or [])]
        span.end, span.complete = parent.end, span.complete or parent.complete
        span.place = parent.place or span.place

    def _joined(self, span: UnitSpan, limit: int) -> None:
        """`Giáo dục và Đào tạo`, `Văn hoá, Thể thao và Du lịch`, `tội phạm về ma tuý`."""
        t, at = self.tokens, span.end
        joint = self.joints.get(at)
        if joint is None or joint.end >= limit or self._closed(span) or span.end == span.head.end:
            return
        role, after = joint.entry["role"], joint.end
        if role not in ("and", "comma", "about") or self._is_unit(after, limit) or after in self.titles:
            return
        field = self.fields.get(after)
        if role == "comma" and not (field is not None and self._list_closes(field.end, limit)):
            return
        if field is not None and field.end <= limit:
            span.end = field.end
        elif role == "and" and t.shape[after] in CAPITAL and t.shape[at - 1] in CAPITAL and after not in self.places:
            end = run_end(t, after, limit)
            if name_inside(self.article, after, end) is None:
                span.end = end

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

    def _seat(self, span: UnitSpan, limit: int) -> None:
        """`Đại sứ quán Mỹ tại Jakarta`: an embassy's seat belongs to its name."""
        joint = self.joints.get(span.end)
        if joint is None or joint.entry["role"] != "at" or span.kind != "embassy" or joint.end >= limit:
            return
        at = joint.end
        place = self.places.get(at)
        if place is not None:
            self._take_place(span, place.end, place)
        elif self.tokens.shape[at] in CAPITAL:
            self._take_place(span, run_end(self.tokens, at, min(limit, at + 3)), None)

