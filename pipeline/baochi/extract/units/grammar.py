"""The grammar of the names of bodies: a head noun, the field it works in, the place it works for, and its parents.

    Phòng | Cảnh sát hình sự | (PC45) | Công an tỉnh | Gia Lai
    head    field              code     parent         place

It reads from the head to the right and stops at the first thing that no name of a body holds, so that lower-case verbs end
a name and a person's name right behind it (`UBND xã Vĩnh Quỳnh Nguyễn Thị Thu Hồng`) is left alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from baochi.article import Article
from baochi.extract.beginnings import Beginnings
from baochi.extract.units.coined import bracketed_codes, coined_names
from baochi.extract.units.knowledge import UnitKnowledge, UnitSpan
from baochi.extract.units.places import PlaceReader
from baochi.lexicon import Entry, Hit
from baochi.tag.runs import CAPITAL, glued, is_foreign, name_inside, run_end
from baochi.text.tokens import LOWER, NUMBER, TITLE, UPPER

OPEN, CLOSE = "(", ")"
NEAR = 4
"""Tokens within which another body vouches for an ambiguous code."""

DASHES = frozenset("-–—")
DEEPEST = 8
"""Bodies within bodies that the parser follows; a team, a division, a department and a ministry make four."""

LONGEST = 60
"""Tokens that the name of a body may have, its parents included, whatever place it begins at: a text of nothing but heads
costs no more a token the longer it is."""

LONGEST_GAP = 3
"""Unlisted lower-case syllables in a row that a name may hold, if a place follows them."""

LONGEST_CODE = 5
"""Tokens inside the brackets of an abbreviation: `(PC45)`, `(BV)`, `(Phòng 7)`."""


UNLISTED = Entry("unlisted", "", "any", {}, scan=False)
"""Head of a body that begins with no listed noun and that only the tagger sees."""


class UnitGrammar(PlaceReader):
    """Parses the name of a body that begins at a given token of one article.

    The parser keeps a memo per article, since titles, people and the table of units all ask for the same places.
    """

    def __init__(self, article: Article, knowledge: UnitKnowledge, beginnings: Beginnings) -> None:
        super().__init__(article, knowledge, beginnings)
        self.orgs = article.hits_at("org_head")
        self.decoys = article.hits_at("unit_decoy")
        self._placed = {*self.places, *self.place_types}
        self._bracketed = bracketed_codes(article)
        self._depth = 0
        self._memo: dict[tuple[int, int], UnitSpan | None] = {}
        self.heed_tagged()

    def heed_tagged(self) -> None:
        """Take over the borders of bodies that the tagger sees by now (`Article.tagged`)."""
        self.tagged = {m.first_token: m.last_token for m in self.article.tagged if m.label == "UNIT"}
        self.names = self.article.hits_at("unit_name")
        self._index()
        coined = coined_names(self.article, self, self._bracketed)
        if coined:
            self.names = {**self.names, **coined}
            self._index()

    def parse(self, at: int, limit: int) -> UnitSpan | None:
        """Return the body whose name begins at token `at` and lies before `limit`, or None."""
        if at not in self.begins:
            return None
        key = at, limit = (at, min(limit, _reach(at)))
        if key in self._memo:
            return self._memo[key]
        if self._depth == DEEPEST:
            return None
        self._depth += 1
        span = self._memo[key] = self._parse_tagged(at, limit) if self.tagged else self._parse(at, limit)
        self._depth -= 1
        return span

    def _index(self) -> None:
        """Set the tokens at which a body can begin: most questions end there."""
        self._memo.clear()
        self.begins = {*self.names, *self.heads, *self.orgs, *self.tagged}

    def _parse_tagged(self, at: int, limit: int) -> UnitSpan | None:
        """Return the body at `at` with the borders that the tagger sees (`Article.tagged`)."""
        end, span = min(self.tagged.get(at, 0), limit), self._parse(at, limit)
        if not end:
            inside = None if span is None else next((i for i in range(at + 1, span.end) if i in self.tagged), None)
            return span if inside is None or self._within(at) else self._parse(at, inside)
        if span is not None and span.end > end:
            span = self._parse(at, end)
        if span is None:
            head = self.heads.get(at) or self.orgs.get(at)
            span = UnitSpan(at, at + 1, head if head is not None and head.end <= end else Hit(at, at + 1, UNLISTED))
        if span.end < end and not (self._closed(span) and self.tokens.shape[span.end] == LOWER):
            kind = self.place_types.get(span.end)
            span.complete = span.complete or kind is None or kind.end < end  # `UBND | tỉnh` is still any province's
            span.end = end
        return span

    def _within(self, at: int) -> bool:
        """Say whether token `at` lies inside a body that the tagger sees, whose own parents are being read."""
        return any(first < at < last for first, last in self.tagged.items())

    def _parse(self, at: int, limit: int) -> UnitSpan | None:
        name, head, org = self.names.get(at), self.heads.get(at), self.orgs.get(at)
        if (name is None and head is None and org is None) or (self.tokens.shape[at] == UPPER and self._in_number(at)):
            return None
        if name is not None and name.entry.row["weak"] and not self._vouched(name):
            name = None
        hit = None
        for found in (name, head, org):
            if found is not None and found.end <= limit and (hit is None or found.end > hit.end):
                hit = found
        if hit is None or (at in self.decoys and self._is_decoy(at, hit)):
            return None
        span = UnitSpan(at, hit.end, head if head is not None else hit)
        if hit is org and hit is not head and hit is not name:
            span.public = False
        if name is not None and name.end >= hit.end:
            span.known, span.end, span.complete = name, name.end, True
        elif span.head.entry.get("tail") == "none" or (self.knowledge.has(span, "alone") and self.tokens.shape[at] != LOWER):
            span.complete = True
        self._extend(span, limit)
        if not span.complete and span.head.entry.get("tail") == "central":
            span.complete = self._central(span, limit)
        return span

    def _central(self, span: UnitSpan, limit: int) -> bool:
        """`Cục Thuế (Bộ Tài chính)`: a bare body whose ministry stands in brackets is that of the whole country."""
        if span.end + 1 >= limit or self.tokens.text[span.end] != OPEN:
            return False
        parent = self.parse(span.end + 1, limit)
        return parent is not None and parent.kind == "ministry"

    def _is_decoy(self, at: int, head: Hit) -> bool:
        """`Đội hình` is no body; `Đội Hình sự`, which begins alike, is one."""
        decoy, field = self.decoys[at], self.fields.get(head.end)
        return decoy.end > head.end and (field is None or field.end <= decoy.end)

    def _vouched(self, weak: Hit) -> bool:
        """A code that may be something else (C10 of a table) is a body only close to another body's name."""
        near = [*range(weak.start - NEAR, weak.start), *range(weak.end, weak.end + NEAR)]
        return any(i in self.heads or i in self.names for i in near)

    def _in_number(self, at: int) -> bool:
        """`3186/QĐ-TCHQ`: the sender in the number of a document is not named, in capitals as it is."""
        t = self.tokens
        return glued(t, at) and t.text[at - 1] in "-/" and glued(t, at - 1)

    def parse_tail(self, at: int, limit: int, title: Hit) -> UnitSpan | None:
        """Parse what may follow a title without a head noun of its own: `Bộ trưởng | Ngoại giao Philippines`."""
        last = title.end - 1
        headed = " ".join(self.tokens.fold[title.start : title.end]) in self.knowledge.headed  # `Trưởng phòng | Cảnh sát X`
        span = UnitSpan(last if headed else at, at, title)
        self._extend(span, min(limit, _reach(at)))
        return span if span.end > at else None

    # ------------------------------------------------------------------ growing to the right
    def _extend(self, span: UnitSpan, limit: int) -> None:
        text, shape, placed, fields, joints = self.tokens.text, self.tokens.shape, self._placed, self.fields, self.joints
        while (at := span.end) < limit:
            body = at in self.heads or at in self.names
            joint = joints[at].entry.row["role"] if at in joints else ""
            for step in _steps(shape[at], text[at] == OPEN, at in placed, at in fields, joint, body):
                step(self, span, limit)
                if span.end != at:
                    break
            else:
                return

    def _code(self, span: UnitSpan, limit: int) -> None:
        """`(PC45)` inside a name: only where the name goes on behind the bracket."""
        t, at = self.tokens, span.end
        close = at + 1
        while close < limit and close - at <= LONGEST_CODE and t.text[close] != CLOSE:
            close += 1
        if close >= limit or t.text[close] != CLOSE or close == at + 1:
            return
        if not all(t.shape[i] in "UAN" or t.text[i] in "&-" for i in range(at + 1, close)) or t.shape[at + 1] == NUMBER:
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

    def _number(self, span: UnitSpan, limit: int) -> None:
        """`Đội 6`, `Quân khu 4`, `số 3`, `Vùng Cảnh sát biển 1`."""
        t, at = self.tokens, span.end
        if at in self.joints and self.joints[at].end < limit and t.shape[self.joints[at].end] == NUMBER:
            span.end, span.complete = self.joints[at].end + 1, True
        elif t.shape[at] == NUMBER and t.text[at].isdigit() and self.knowledge.has(span, "numbered"):
            after = at + 1
            counted = at != span.head.end and self.has_word("quantity_unit", after)  # `Hải quan | 3 vụ`
            counts = counted or after in self.place_types
            dated = after < limit and t.text[after] in "/-" and glued(t, after)
            if not counts and not dated:
                span.end, span.complete = at + 1, True

    def _field(self, span: UnitSpan, limit: int) -> None:
        """A field of work, lower-case or not: `điều tra chống buôn lậu`."""
        hit = self.fields.get(span.end)
        if hit is None or hit.end > limit or self._closed(span) or self._is_parent(span, span.end, limit):
            return
        span.end, span.complete = hit.end, True

    def _closed(self, span: UnitSpan) -> bool:
        """Nothing but a place or a parent may follow a name that is whole: a known one, or one that ends in a place."""
        if span.known is not None and span.end >= span.known.end and span.known.entry.row.get("open") != "yes":
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
        end = whole = run_end(t, at, limit)
        abroad = self.knowledge.has(span, "named") or not span.public or at == span.head.end
        if span.end > span.start and not abroad and is_foreign(t, at, end):
            return  # `Bộ trưởng Quốc phòng | Jim Mattis`
        end = next((i for i in range(at + 1, end) if self._begins_other(i)), end)
        named_after = at == span.head.end and (not span.public or self.knowledge.has(span, "named"))
        name = name_inside(self.article, at + (1 if named_after else 0), whole)
        if name is not None and not (named_after and name == at + 1) and not self._rather_place(span, name, end):
            end = min(end, name)
        if end > at:
            span.end, span.complete = self._word_end(at, end, limit), True

    def _rather_place(self, span: UnitSpan, name: int, end: int) -> bool:
        """`Đồn Biên phòng | Sơn Hồng`: two syllables with a family name that proves little are a place if one is wanted."""
        family = self.article.hits_at("surname").get(name)  # none before a name with an apostrophe: `H’Hen Niê`
        weak = family is not None and int(family.entry.row["weight"] or 0) <= 1
        return weak and not span.complete and name == span.end and end - name == 2

    def _begins_other(self, i: int) -> bool:
        """Say whether inside a capital run something else begins at `i`: a place, a title, another body."""
        head = self.heads.get(i)
        return i in self.places or i in self.titles or i in self.names or (head is not None and head.end - i > 1)

    def _word_end(self, at: int, end: int, limit: int) -> int:
        """Add to a run of one capital the lower-case syllable that completes the word: `Cục Hàng | không`."""
        t = self.tokens
        lone = end == at + 1 < limit and t.shape[at] == TITLE and len(t.text[at]) > 1 and t.shape[end] == LOWER
        return end + 1 if lone and end not in self.joints and not self.has_word("phrase_stop", end) else end

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
        if joint is not None and joint.entry.row["role"] in ("of", "comma", "and") and joint.entry.form not in ("và", "&"):
            if joint.entry.row["role"] == "comma" and not span.complete:
                return
            at = joint.end
        elif joint is not None:
            return
        if at >= limit or not self._is_parent(span, at, limit):
            return
        parent = self.parse(at, limit)
        if parent is None or (joint is not None and not parent.complete):
            return
        if joint is not None and joint.entry.row["role"] != "of" and not self._may_follow(span, parent):
            return
        span.inner = [*(span.inner or []), parent, *(parent.inner or [])]
        span.end, span.complete = parent.end, span.complete or parent.complete
        span.place = parent.place or span.place

    def _may_follow(self, span: UnitSpan, parent: UnitSpan) -> bool:
        """Say whether `parent`, behind a comma or dash, holds `span`; in `Tỉnh uỷ Long An, Bộ Công an` it does not."""
        if span.place is not None and span.place.end == span.end:
            return False
        known = span.known
        local = known is not None and not known.entry.row["parent"] and self.knowledge.has(span, "many")
        whole = known is not None and (known.end == span.end or self.tokens.text[known.end] == OPEN)
        if known is not None and known.entry.row["id"] and whole and not local:
            return parent.known is not None and parent.known.entry["id"] in self.knowledge.ancestors(known.entry["id"])
        return True

    def _joined(self, span: UnitSpan, limit: int) -> None:
        """`Giáo dục và Đào tạo`, `Văn hoá, Thể thao và Du lịch`, `tội phạm về ma tuý`."""
        t, at = self.tokens, span.end
        joint = self.joints.get(at)
        if joint is None or joint.end >= limit or self._closed(span) or span.end == span.head.end:
            return
        role, after = joint.entry.row["role"], joint.end
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
            if joint.entry.row["role"] == "and":
                return True
            at = field.end
        return False

    def _gap(self, span: UnitSpan, limit: int) -> None:
        """Unlisted words of a field before its place: `Hội Khoa học công nghệ | mỏ | Việt Nam`."""
        if self.places.keys().isdisjoint(range(span.end + 1, span.end + 1 + LONGEST_GAP)):
            return
        if span.end == span.head.end or self._closed(span) or span.start == span.end:
            return
        for at in range(span.end, min(span.end + LONGEST_GAP, limit - 1)):
            if self.tokens.shape[at] != LOWER:
                return
            place = self.places.get(at + 1)
            if place is not None and place.end <= limit:
                if not any(self.ends_name(i) for i in range(span.end, at + 1)):
                    self._take_place(span, place.end, place)
                return


def _reach(at: int) -> int:
    """Return the token at which a name that begins at token `at` has ended; many places share it, and so the memo."""
    return LONGEST * (at // LONGEST + 2)


Step = Callable[[UnitGrammar, UnitSpan, int], None]


@cache
def _steps(shape: str, opens: bool, placed: bool, field: bool, joint: str, body: bool) -> tuple[Step, ...]:
    """Return how a name can go on with a token of that shape, in the order in which it is tried.

    Args:
        opens: the token is an opening bracket; placed: a place or a type of place begins with it; field, body: a field of
            work, a body does; joint: role of the joint that does, else "".
    """
    steps: dict[Step, bool] = {
        UnitGrammar._code: opens,
        UnitGrammar._place: placed,
        UnitGrammar._number: joint == "number" or shape == NUMBER,
        UnitGrammar._field: field,
        UnitGrammar._capitals: shape in CAPITAL,
        UnitGrammar._parent: body or joint in ("of", "comma", "and"),
        UnitGrammar._joined: joint in ("and", "comma", "about"),
        UnitGrammar._seat: joint == "at",
        UnitGrammar._gap: shape == LOWER,
        UnitGrammar._bare_place: placed,
    }
    return tuple(step for step, possible in steps.items() if possible)
