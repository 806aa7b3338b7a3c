"""Views made by hand, with people and cases invented."""

from __future__ import annotations

import datetime as dt
from typing import Any

from baochi.explore.view import ArticleView
from baochi.schema import ON_REQUEST, TABLES

TEXT = "Đại tá Lưu Thị Sâm, Trưởng Công an huyện Mù Tăm, khen Đội 3 bắt hơn 42 đối tượng <script>alert(1)</script> & 'nháy'"


def blank(table: str, **given: Any) -> dict[str, Any]:
    """Return a row of a table; what is not given is empty."""
    empty = {"string": "", "int32": 0, "double": None, "date32[day]": None}
    row = {field.name: empty.get(str(field.type), []) for field in TABLES[table]}
    return row | given


def place(text: str, evidence: str) -> dict[str, int]:
    """Return `start` and `end` of some words in the text."""
    start = text.index(evidence)
    return {"para": 0, "start": start, "end": start + len(evidence)}


def view_of(text: str, spans: list[tuple[int, int, str]], **article: Any) -> ArticleView:
    """Return a view of a text of one paragraph with mentions and nothing else."""
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES if name not in ON_REQUEST}
    tables["articles"] = [blank("articles", article_id="a", text=text, **article)]
    tables["paragraphs"] = [blank("paragraphs", kind="body", start=0, end=len(text), text=text)]
    tables["mentions"] = [blank("mentions", start=a, end=b, label=label, text=text[a:b]) for a, b, label in spans]
    return ArticleView(tables)


def full_view() -> ArticleView:
    """Return a view with a record of every kind, names inside clauses."""
    view = view_of(TEXT, [], title="Tin </title><script>alert(1)</script>", url="javascript:alert(1)", author="<b>Trần</b>")
    tables = dict(view.tables)
    spans = {
        "Đại tá": "RANK",
        "Lưu Thị Sâm": "PERSON",
        "Trưởng Công an huyện Mù Tăm": "POSITION",
        "Công an huyện Mù Tăm": "UNIT",
    }
    tables["mentions"] = [blank("mentions", text=t, label=label, **place(TEXT, t)) for t, label in spans.items()]
    tables["paragraphs"][0]["work_areas"] = ["crime"]
    name, office = place(TEXT, "Lưu Thị Sâm"), place(TEXT, "Trưởng Công an huyện Mù Tăm")
    tables["officials"] = [
        blank("officials", official_id="a#0", name="Lưu Thị Sâm", ranks=["Đại tá"], sector="police", n_mentions=1)
        | {"start": name["start"], "end": name["end"]}
    ]
    tables["positions"] = [
        blank("positions", official_id="a#0", title="Trưởng", unit="Công an huyện Mù Tăm", status="acting", **office)
    ]
    tables["units"] = [blank("units", unit="Công an huyện Mù Tăm", n_mentions=1, **place(TEXT, "Công an huyện Mù Tăm"))]
    tables["quantities"] = [
        blank("quantities", measure="đối tượng", unit="đối tượng", status="result", period="quý I", quote="x")
        | {"value": 42.0, "value_max": 45.5, "qualifier": "over", "change_direction": "up", "change_percent": 12.5}
        | {"period_start": dt.date(2020, 1, 1), "period_end": dt.date(2020, 3, 31)}
        | place(TEXT, "Đội 3 bắt hơn 42 đối tượng")
    ]
    tables["awards"] = [blank("awards", award="khen", recipient="Đội 3", **place(TEXT, "khen Đội 3")) | {"count": None}]
    tables["assessments"] = [blank("assessments", aspect="<i>công tác</i>", evaluation="tốt", **place(TEXT, "bắt"))]
    return ArticleView(tables)
