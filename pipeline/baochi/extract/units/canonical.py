"""What a unit is called in full: by the lexicon, by the article's own abbreviations, by its head noun and place."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import filterfalse

from baochi.article import Article
from baochi.extract.units.knowledge import UnitSpan
from baochi.lexicon import Lexicon
from baochi.records import Unit
from baochi.text.fold import fold
from baochi.text.tokens import tokenise

_ABBREVIATION = re.compile(r"\s*\(([^()\s]{2,12}(?: [^()\s]{1,8})?)\)")
"""A short form in brackets right behind a name: `Phòng Cảnh sát hình sự (PC02)`."""


LONGEST = 5
"""Tokens of the longest abbreviation: `LĐ-TB&XH`."""


class Canonical:
    """Resolves units to ids that are the same for every way of writing them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.bodies = {entry["id"]: entry for entry in lexicon.forms("unit_name")}
        self.abbreviations = {entry.form: entry["full"] for entry in lexicon.forms("abbreviation")}
        self._beginnings = {form[:n] for form in self.abbreviations for n in range(1, len(form) + 1)}
        self.places = {entry["code"]: entry for entry in reversed(lexicon.forms("place"))}

    def describe(self, article: Article, unit: Unit, span: UnitSpan) -> None:
        """Set id, full name, parent and province of `unit` from what its name says."""
        place = span.place.entry if span.place is not None else None
        unit.province = self._province(place["code"]) if place is not None else ""
        known = span.known.entry if span.known is not None else None
        if known is not None and known["id"] and span.known is not None and span.end == span.known.end:
            unit.unit_id, unit.canonical_name = known["id"], known["canonical"]
            unit.parent_id = known.get("parent") or None
            unit.province = unit.province or self._province(known["province"])
            return
        if span.inner and span.inner[0].known is not None:
            unit.parent_id = span.inner[0].known.entry["id"] or None
        elif known is not None:
            unit.parent_id = known["id"] or None
        name = self._spelt_out(article, span)
        unit.canonical_name = name
        unit.unit_id = slug(name) or None

    def _spelt_out(self, article: Article, span: UnitSpan) -> str:
        """The name with abbreviations and place written out: `UBND TP.HCM` → `Uỷ ban nhân dân TP Hồ Chí Minh`.

        The type of a province (`tỉnh`) is left out, since the press writes `Công an tỉnh X` and `Công an X` for one body.
        """
        parts: list[str] = []
        at, known = span.start, span.known
        if known is not None:
            parts.append(known.entry["canonical"])
            at = known.end
        elif span.head.start == at and span.head.entry.category == "unit_head":
            form = span.head.entry.row["form"].partition("|")[0]
            parts.append(self.abbreviations.get(form, form))
            at = span.head.end
        place = span.place if span.place is not None and span.place.end == span.end else None
        last = place.start if place is not None else span.end
        parts += self._written_out(article, at, last)
        if place is not None and place.start >= at:
            kind = article.hits_at("place_type").get(last - 1)
            province = place.entry["kind"] == "province" and kind is not None and kind.entry["level"] in ("province", "city")
            if province and len(parts) > 1:
                parts.pop()
            parts.append(self.places.get(place.entry["code"], place.entry).form)
        return " ".join(parts)

    def _written_out(self, article: Article, first: int, last: int) -> list[str]:
        """The words between two tokens, abbreviations (`GD&ĐT` too) in full."""
        words: list[str] = []
        text, at = article.tokens.text, first
        while at < last:
            if text[at] == "(":  # a code inside the name
                while at < last and text[at] != ")":
                    at += 1
                at += 1
                continue
            for end in range(min(last, at + LONGEST), at, -1) if text[at] in self._beginnings else ():
                full = self.abbreviations.get("".join(text[at:end]))
                if full is not None:
                    words.append(full)
                    at = end
                    break
            else:
                words.append(text[at])
                at += 1
        return words

    def _province(self, code: str) -> str:
        """The province that the place with `code` is or lies in, by name, else empty."""
        for _ in range(4):
            entry = self.places.get(code)
            if entry is None:
                return ""
            if entry["kind"] == "province":
                return entry.form
            code = entry["parent"]
        return ""

    def resolve(self, article: Article, forms: dict[str, Unit]) -> None:
        """Give forms that the article itself abbreviates the id of the full form, wherever the short form stands.

        Args:
            forms: the article's units by their folded form.
        """
        for unit in forms.values():
            for mention in unit.mentions:
                found = _ABBREVIATION.match(article.text, mention.end)
                short = forms.get(fold(found.group(1))) if found else None
                if short is None or short is unit or not _abbreviates(short.unit, unit.unit):
                    continue
                if unit.unit_id in self.bodies or short.unit_id not in self.bodies:
                    short.unit_id, short.canonical_name, short.parent_id = unit.unit_id, unit.canonical_name, unit.parent_id
                else:
                    unit.unit_id, unit.canonical_name, unit.parent_id = short.unit_id, short.canonical_name, short.parent_id


def _abbreviates(short: str, full: str) -> bool:
    """Say whether `short` is a code (PC02) or made of the initials of `full` (CSB of Cảnh sát biển)."""
    if any(c.isdigit() for c in short):
        return True
    initials = "".join(token[0].upper() for token in tokenise(full).text)
    remaining = iter(initials)
    return all(letter in remaining for letter in short.upper() if letter.isalpha())


@lru_cache(maxsize=1 << 14)
def slug(name: str) -> str:
    """Return an ASCII identifier of a name: `Công an tỉnh Đắk Lắk` → `cong_an_tinh_dak_lak`."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "_", "".join(filterfalse(unicodedata.combining, plain))).strip("_")
