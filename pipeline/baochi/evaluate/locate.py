"""Finds where in the text a record stands, for annotations that hold strings and no offsets.

An annotation says what a record is called, not which of several occurrences is meant; so a row gets every place that fits,
the likeliest first, and a comparison may take the one that suits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from baochi.evaluate.annotated import TABLES, Annotated, Row
from baochi.evaluate.normalise import office, tokens_of, words

Span = tuple[int, int]


class Locator:
    """Looks up strings in one text, ignoring case, punctuation and spelling variants as the comparison itself does.

    Example:
        >>> text = "Bí thư Huyện uỷ (A3) Lê Tý."
        >>> [text[start:end] for start, end in Locator(text).find("huyện ủy (A3)")]
        ['Huyện uỷ (A3)']
    """

    def __init__(self, text: str) -> None:
        self.text = text
        tokens = list(tokens_of(text))
        self.folded = [folded for folded, _, _ in tokens]
        self.start = [start for _, start, _ in tokens]
        self.end = [end for _, _, end in tokens]
        self.at: dict[str, list[int]] = defaultdict(list)
        for number, folded in enumerate(self.folded):
            self.at[folded].append(number)

    def find(self, wanted: str, within: Span | None = None) -> list[Span]:
        """Return every place of `wanted` (code points, end exclusive) in text order, `within` a range if one is given."""
        found = self.find_words(words(wanted), within)
        before, after = _edges(wanted)
        return [self._widen(span, before, after) for span in found]

    def find_words(self, sought: Sequence[str], within: Span | None = None) -> list[Span]:
        """Return every place of a sequence of words in normal form."""
        if not sought:
            return []
        low, high = within or (0, len(self.text))
        starts = (at for at in self.at.get(sought[0], ()) if self.folded[at : at + len(sought)] == list(sought))
        spans = ((self.start[at], self.end[at + len(sought) - 1]) for at in starts)
        return [(start, end) for start, end in spans if low <= start and end <= high]

    def _widen(self, span: Span, before: str, after: str) -> Span:
        """Take in brackets and quotes that belong to the string."""
        start, end = span
        if before and self.text.endswith(before, 0, start):
            start -= len(before)
        return start, end + len(after) if after and self.text.startswith(after, end) else end


def _edges(text: str) -> tuple[str, str]:
    """Return what stands before the first and behind the last word of a string."""
    tokens = [(start, end) for _, start, end in tokens_of(text)]
    return (text[: tokens[0][0]].lstrip(), text[tokens[-1][1] :].rstrip()) if tokens else ("", "")


def place(article: Annotated, find: Locator | None, layout: list[Span] | None) -> dict[str, int]:
    """Give every row `places`, and `para` where it has none; return the number of rows without a place by table.

    A row with offsets of its own keeps them as its only place. Quantities, awards and assessments are looked for in their
    paragraph; of a person's offices and ranks the places nearest to the name come first; of a unit those that are not part
    of another unit's name. Without a text (`find` null) nothing is placed and nothing counted.
    """
    if find is None:
        for table in TABLES:
            for row in article.rows(table):
                row["places"] = _own(row)
                row.setdefault("para", None)
        return {}
    for official in article.officials:
        official["places"] = _own(official) or find.find(official["name"] or "")
    homes = {official["official_id"]: official["places"] for official in article.officials}
    for row in article.positions:
        row["places"] = _own(row) or _near(_office(find, row), homes.get(row["official_id"], []))
    _place_units(find, article.units)
    for table, columns in (("quantities", ("quote", "measure")), ("awards", ("award",)), ("assessments", ())):
        for row in article.rows(table):
            inside = _range(row.get("para"), layout)
            strings = [row.get(column) or "" for column in columns]
            places = (_placed for string in strings if (_placed := find.find(string, inside)))
            row["places"] = _own(row) or next(places, []) or _both(find, row, inside)
    for row in article.paragraphs:
        inside = _range(row["para"], layout)
        row["places"] = [inside] if inside else []
    tables = [table for table in TABLES if table != "paragraphs"]
    for row in (row for table in tables for row in article.rows(table)):
        if row.get("para") is None:
            row["para"] = paragraph_of(row["places"], layout)
    return {table: sum(not row["places"] for row in article.rows(table)) for table in tables}


def paragraph_of(places: Sequence[Span], layout: Sequence[Span] | None) -> int | None:
    """Return the paragraph of the first place, null if there is none."""
    if not places or layout is None:
        return None
    return next((n for n, (start, end) in enumerate(layout) if start <= places[0][0] < end), None)


def _own(row: Row) -> list[Span]:
    start, end = row.get("start"), row.get("end")
    return [(start, end)] if start is not None and end is not None and start < end else []


def _range(para: int | None, layout: list[Span] | None) -> Span | None:
    return layout[para] if layout is not None and para is not None and 0 <= para < len(layout) else None


def _office(find: Locator, row: Row) -> list[Span]:
    """Return places of title and unit together, else of the title alone: the unit may stand elsewhere in the article."""
    together = find.find_words(office(row["title"], row["unit"]).split()) or find.find(f"{row['title']} {row['unit']}")
    return together or find.find(row["title"] or "") or find.find(row["unit"] or "")


def _near(spans: Iterable[Span], homes: Sequence[Span]) -> list[Span]:
    """Return spans by their distance from the nearest of `homes`."""

    def distance(span: Span) -> int:
        return min((max(span[0] - end, start - span[1], 0) for start, end in homes), default=0)

    return sorted(spans, key=distance)


def near(find: Locator, wanted: str, homes: Sequence[Span]) -> list[Span]:
    """Return the places of a string, those nearest to one of `homes` first."""
    return _near(find.find(wanted), homes)


def _place_units(find: Locator, rows: list[Row]) -> None:
    for row in rows:
        row["places"] = _own(row) or find.find(row["unit"] or "")
    taken = {span for row in rows for span in row["places"]}
    for row in rows:
        row["places"].sort(key=lambda span: any(s <= span[0] and span[1] <= e and (s, e) != span for s, e in taken))


def _both(find: Locator, row: Row, inside: Span | None) -> list[Span]:
    """Return the stretch from an assessment's aspect to its evaluation, whichever comes first."""
    parts = [find.find(row.get(column) or "", inside)[:1] for column in ("aspect", "evaluation")]
    spans = [span for part in parts for span in part]
    return [(min(s for s, _ in spans), max(e for _, e in spans))] if spans else []
