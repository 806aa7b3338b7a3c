"""Annotated articles with invented people, and strategies for any article."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import strategies as st

from baochi.evaluate.formats import AnnotatedText, Relation, Span
from baochi.evaluate.formats.model import scheme

PARAGRAPHS = [
    "Đại tá Mai Đình Cương, Trưởng Công an huyện Sơn Trà, báo cáo: quý I/2021, Công an huyện Sơn Trà bắt giữ 42 đối tượng.",
    "Ảnh: Hà Thu",
    "Công tác hậu cần của Công an huyện Sơn Trà được bảo đảm. Tặng Giấy khen cho 3 tập thể.",
]
GOLD = {
    "id": "bao/1",
    "source": "Báo Sơn Trà",
    "title": "Sơ kết quý I",
    "published": "2021-04-02",
    "paragraphs": PARAGRAPHS,
    "annotation": {
        "kinds": ["lead", "caption", "body"],
        "officials": [
            {
                "name": "Mai Đình Cương",
                "sector": "police",
                "ranks": ["Đại tá"],
                "positions": [
                    {"title": "", "unit": "Ban Chỉ đạo 138", "status": "current"},
                    {"title": "Trưởng", "unit": "Công an huyện Sơn Trà", "status": "current"},
                ],
            },
            {"name": "Lê Không Có", "sector": "state", "ranks": [], "positions": []},
        ],
        "units": ["Ban Chỉ đạo 138", "Công an huyện Sơn Trà"],
        "quantities": [
            {
                "para": 0,
                "quote": "bắt giữ 42 đối tượng",
                "measure": "đối tượng",
                "value": 42,
                "unit": "đối tượng",
                "qualifier": "exact",
                "change": {"direction": "up", "percent": 5.5},
                "actor": "Công an huyện Sơn Trà",
                "period": "quý I năm 2021",
                "status": "result",
                "value_max": 43,
            }
        ],
        "awards": [{"para": 2, "award": "Giấy khen", "recipient": "3 tập thể", "giver": "", "count": 3}],
        "qualitative": [{"para": 2, "aspect": "Công tác hậu cần", "evaluation": "được bảo đảm"}],
        "work_areas": [["crime"], [], ["logistics", "emulation"]],
    },
}


def gold_folder(folder: Path, *articles: dict) -> Path:
    """Write articles as gold files."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, article in enumerate(articles or (GOLD,)):
        (folder / f"{number}.json").write_text(json.dumps(article, ensure_ascii=False), encoding="utf-8")
    return folder


def everything() -> AnnotatedText:
    """Return an article with every part that a format may be unable to hold."""
    text = "Ông Tý là Trưởng Sở A. Sở A thu 5 tỷ.\n \nSở B tốt ở Huế."
    first, second = text.index("\n"), text.index("Sở B")

    def span(label: str, surface: str, start: int = 0, **data) -> Span:
        at = text.index(surface, start)
        return Span(label, at, at + len(surface), data)

    return AnnotatedText(
        "a/1",
        text,
        [(0, first), (second, len(text))],
        ["lead", "body"],
        [["finance"], []],
        spans=[
            span("UNIT", "Sở B"),
            span("UNIT", "Sở A", 20),
            span("PERSON", "Tý", sector="state"),
            span("POSITION", "Trưởng", status="former"),
            span("UNIT", "rưởng"),
            span("LOCATION", "Huế"),
            span("EVALUATION", "5 tỷ.\n \nSở B tốt"),
            span("QUANTITY", "thu 5 tỷ", value=5, quantity_unit="tỷ", result_or_target="result", qualifier="exact"),
        ],
        relations=[Relation("position", 2, 3)],
        meta={"source": "Báo", "title": "Tin"},
        kept={"units": {"0": "Sở C"}},
    )


LETTERS = st.one_of(
    st.sampled_from('aăâơ Đđệủ 12.,-#|"\\{}\t\r\u2028\u00a0e\u0301'), st.characters(exclude_categories=["Cs"]), st.just("😀")
)
JSON = st.one_of(st.text(LETTERS, max_size=5), st.integers(-5, 5), st.none(), st.booleans())
FREE = {"ranks": st.dictionaries(st.just("0"), st.text(LETTERS, max_size=4)), "note_of_mine": JSON}


@st.composite
def articles(draw: st.DrawFn) -> AnnotatedText:
    """Any article: texts with rare letters, empty paragraphs, spans that overlap, relations that are allowed."""
    pieces = draw(st.lists(st.text(LETTERS | st.just("\n"), max_size=30), max_size=4))
    text, paragraphs = draw(st.sampled_from(["", "\n"])), []
    for piece in pieces:
        paragraphs.append((len(text), len(text) + len(piece)))
        text += piece + draw(st.sampled_from(["\n\n", "\n", " \n\t\n"]))
    kinds = st.sampled_from(scheme()["attributes"]["kind"]["values"])
    areas = st.lists(st.sampled_from(sorted(scheme()["work_areas"])), unique=True, max_size=2)
    spans = draw(st.lists(_span(text), max_size=8)) if text.strip() else []
    return AnnotatedText(
        draw(st.text(LETTERS, min_size=1, max_size=8)),
        text,
        paragraphs,
        [draw(kinds) for _ in paragraphs],
        [draw(areas) for _ in paragraphs],
        spans,
        draw(st.lists(_relation(spans), max_size=5)) if spans else [],
        {"title": draw(st.text(LETTERS, max_size=5))},
        draw(st.sampled_from([{}, {"units": {"0": "Sở C"}}])),
    )


@st.composite
def _span(draw: st.DrawFn, text: str) -> Span:
    solid = [n for n, letter in enumerate(text) if not letter.isspace()]
    start = draw(st.sampled_from(solid))
    end = draw(st.sampled_from([n for n in solid if n >= start])) + 1
    label = draw(st.sampled_from([label for label in scheme()["labels"] if label != "PARAGRAPH"]))
    data = {}
    for name, rule in scheme()["attributes"].items():
        if rule["label"] == label and draw(st.booleans()):
            free = {"number": st.integers() | st.floats(-1e9, 1e9), "integer": st.integers(0, 99)}
            data[name] = draw(
                st.sampled_from(rule["values"]) if "values" in rule else free.get(rule["type"], st.text(LETTERS))
            )
    for name, values in FREE.items():
        if draw(st.booleans()):
            data[name] = draw(values)
    return Span(label, start, end, data)


@st.composite
def _relation(draw: st.DrawFn, spans: list[Span]) -> Relation:
    head = draw(st.integers(0, len(spans) - 1))
    fits = [
        (name, n)
        for name, rule in scheme()["relations"].items()
        for n, span in enumerate(spans)
        if (
            span.label == spans[head].label
            if name == "same"
            else rule["from"] == spans[head].label and span.label in rule["to"]
        )
    ]
    name, tail = draw(st.sampled_from(fits))
    return Relation(name, head, tail)
