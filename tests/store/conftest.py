"""An analysed article with invented people, as the stages would leave it, and a dataset made of such."""

import datetime as dt

import pytest

from baochi.article import Article, Reject, SourceArticle
from baochi.records import Assessment, Award, Mention, Official, Position, Quantity, Unit
from baochi.store.build import tables
from baochi.text.tokens import tokenise

from .writer import DatasetWriter

PARAGRAPHS = [
    "=Đại tá Phùng Khắc Lãm, Giám đốc Công an tỉnh Hoa Lư, trao Giấy khen cho ông Lãng.",
    "Quý I, Công an tỉnh Hoa Lư bắt giữ hơn 42 đối tượng. Công tác dân vận có chuyển biến tốt.",
]


def place(article: Article, evidence: str) -> tuple[int, int]:
    start = article.text.index(evidence)
    return start, start + len(evidence)


@pytest.fixture
def make_article():
    def make(article_id: str = "a1", **source) -> Article:
        source = {"source": "bao-mau", "published": dt.date(2021, 4, 2), "title": "Tin"} | source
        article = Article.from_source(SourceArticle(PARAGRAPHS, article_id=article_id, **source))
        article.tokens = tokenise(article.text)
        article.paragraphs[1].work_areas = ["crime"]
        article.paragraphs[1].work_area_scores = [("crime", 0.9), ("community", 0.25)]
        name, office, unit = "Phùng Khắc Lãm", "Giám đốc Công an tỉnh Hoa Lư", "Công an tỉnh Hoa Lư"
        person = Mention(0, *place(article, name), "PERSON")
        body = Mention(0, *place(article, unit), "UNIT", record="u:hoa-lu")
        article.officials = [
            Official(
                name,
                person.start,
                person.end,
                sector="police",
                ranks=["Đại tá"],
                rank_codes=["senior-colonel"],
                positions=[Position("Giám đốc", unit, 0, *place(article, office), unit_id="u:hoa-lu")],
                mentions=[person],
            )
        ]
        article.units = [Unit(unit, 0, body.start, body.end, unit_id="u:hoa-lu", mentions=[body, body])]
        quote = "bắt giữ hơn 42 đối tượng"
        article.quantities = [
            Quantity(1, *place(article, quote), quote, "đối tượng", 42, "đối tượng", qualifier="over", actor=unit)
        ]
        article.awards = [Award(0, *place(article, "Giấy khen"), "Giấy khen", recipient="ông Lãng")]
        aspect = "Công tác dân vận"
        article.assessments = [Assessment(1, *place(article, aspect), aspect, "có chuyển biến tốt")]
        article.mentions = [person, body]
        return article

    return make


@pytest.fixture
def dataset(tmp_path, make_article):
    """Folder of a dataset of two articles and two rejects."""
    with DatasetWriter(tmp_path / "out", sources=["a.jsonl"], config={"floor": 0.2}) as writer:
        writer.write(tables([make_article("a1")]))
        writer.write(tables([make_article("a2", published=None)]))
        writer.reject(
            Reject("a.jsonl", "3", "empty_text", "the field text is empty"),
            Reject("b.gz", "", "truncated", "the archive ends early"),
        )
    return tmp_path / "out"
