"""Gold annotations: one JSON file an article, checked field by field (format: section 6 of the guidelines)."""

from __future__ import annotations

import datetime as dt
import unicodedata
from pathlib import Path
from typing import Annotated as Checked
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError, model_validator

from baochi.article import PARAGRAPH_SEPARATOR, layout_of
from baochi.evaluate.annotated import Annotated
from baochi.evaluate.labels import work_area_codes

Index = Checked[int, Field(ge=0)]


class GoldError(ValueError):
    """A gold file is malformed; the message names the file and the field."""


class _Model(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class GoldPosition(_Model):
    """A position: `status` is current, former, new, acting or late."""

    title: str
    unit: str
    status: Literal["current", "former", "new", "acting", "late"]


class GoldOfficial(_Model):
    """A named person; of sector `business` or `other`, one who must not be found as an official."""

    name: str
    sector: Literal["state", "party", "police", "military", "judiciary", "mass", "foreign", "business", "other"]
    ranks: list[str]
    positions: list[GoldPosition]


class GoldChange(_Model):
    """Comparison with another period."""

    direction: Literal["up", "down"]
    percent: FiniteFloat | None = None
    absolute: FiniteFloat | None = None


class GoldQuantity(_Model):
    """A reported number."""

    para: Index
    measure: str
    value: FiniteFloat
    unit: str
    status: Literal["result", "target"]
    quote: str = ""
    qualifier: Literal["exact", "over", "nearly", "about", "under"] = "exact"
    change: GoldChange | None = None
    actor: str = ""
    period: str = ""


class GoldAward(_Model):
    """An award that was conferred."""

    para: Index
    award: str
    recipient: str
    giver: str = ""
    count: int | None = None


class GoldAssessment(_Model):
    """A statement without a number that a strand of work went well."""

    para: Index
    aspect: str
    evaluation: str


class GoldAnnotation(_Model):
    """Everything annotated in an article; `kinds` and `work_areas` have one entry a paragraph."""

    kinds: list[Literal["title", "lead", "heading", "body", "caption", "byline", "other"]]
    officials: list[GoldOfficial]
    units: list[str]
    quantities: list[GoldQuantity]
    awards: list[GoldAward]
    qualitative: list[GoldAssessment]
    work_areas: list[list[str]]

    @model_validator(mode="after")
    def _within(self) -> Self:
        if len(self.work_areas) != len(self.kinds):
            raise ValueError(f"`work_areas` has {len(self.work_areas)} entries, `kinds` has {len(self.kinds)}")
        for name in ("quantities", "awards", "qualitative"):
            for number, record in enumerate(getattr(self, name)):
                if record.para >= len(self.kinds):
                    raise ValueError(f"`{name}.{number}.para` is {record.para}, there are {len(self.kinds)} paragraphs")
        for number, codes in enumerate(self.work_areas):
            if unknown := set(codes) - work_area_codes():
                known = ", ".join(sorted(work_area_codes()))
                raise ValueError(f"`work_areas.{number}` has the unknown code {min(unknown)!r}; one of {known}")
        return self


class GoldEntities(_Model):
    """Names beyond the tables, for taggers: every form in which a person is named, and places that stand alone."""

    people: list[str] = []
    places: list[str] = []


class GoldArticle(_Model):
    """An annotated article.

    Attributes:
        genre, year, traits: kind of report, the year it plays in and peculiarities of writing, for counts and slices.
        variant_of: id of the article that this one was generated from; empty for an article that somebody wrote.
        entities: null where names beyond the tables were not annotated.
    """

    id: Checked[str, Field(min_length=1)]
    annotation: GoldAnnotation
    source: str = ""
    title: str = ""
    published: Checked[dt.date | None, Field(strict=False)] = None
    paragraphs: list[str] | None = None
    genre: str = ""
    year: int | None = None
    traits: list[str] = []
    variant_of: str = ""
    entities: GoldEntities | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.paragraphs is not None and len(self.paragraphs) != len(self.annotation.kinds):
            n = len(self.paragraphs)
            raise ValueError(f"`annotation.kinds` has {len(self.annotation.kinds)} entries for {n} paragraphs")
        return self


def read_gold(folder: str | Path) -> dict[str, GoldArticle]:
    """Return the annotated articles of every `*.json` in `folder` by id, in order of file names.

    Raises:
        GoldError: no such folder, no file in it, a malformed file, or an id that occurs twice.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise GoldError(f"{folder}: no such folder")
    articles: dict[str, GoldArticle] = {}
    origin: dict[str, Path] = {}
    for path in sorted(folder.glob("*.json")):
        article = _read_article(path)
        if article.id in articles:
            raise GoldError(f"{path}: id: {article.id!r} is also the id in {origin[article.id].name}")
        articles[article.id], origin[article.id] = article, path
    if not articles:
        raise GoldError(f"{folder}: holds no gold files (*.json)")
    return articles


def is_gold(folder: Path) -> bool:
    """Say whether `folder` holds gold files."""
    return folder.is_dir() and any(folder.glob("*.json"))


def as_annotated(gold: GoldArticle) -> Annotated:
    """Return an annotated article as rows of the dataset's tables, without offsets."""
    annotation = gold.annotation
    parts = None if gold.paragraphs is None else [unicodedata.normalize("NFC", part) for part in gold.paragraphs]
    areas = zip(annotation.kinds, annotation.work_areas, strict=True)
    return Annotated(
        article_id=gold.id,
        source=gold.source,
        published=gold.published,
        title=gold.title,
        text=None if parts is None else PARAGRAPH_SEPARATOR.join(parts),
        layout=None if parts is None else layout_of(parts),
        officials=[
            {"official_id": str(n), "name": o.name, "sector": o.sector, "ranks": list(o.ranks)}
            for n, o in enumerate(annotation.officials)
        ],
        positions=[
            {"official_id": str(n)} | position.model_dump()
            for n, official in enumerate(annotation.officials)
            for position in official.positions
        ],
        units=[{"unit": unit} for unit in annotation.units],
        quantities=[
            quantity.model_dump(exclude={"change"})
            | {"change_direction": quantity.change.direction if quantity.change else ""}
            for quantity in annotation.quantities
        ],
        awards=[award.model_dump() for award in annotation.awards],
        assessments=[assessment.model_dump() for assessment in annotation.qualitative],
        paragraphs=[{"para": n, "kind": kind, "work_areas": list(codes)} for n, (kind, codes) in enumerate(areas)],
    )


def _read_article(path: Path) -> GoldArticle:
    try:
        return GoldArticle.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise GoldError("\n".join(f"{path}: {_message(detail)}" for detail in error.errors()[:5])) from error


def _message(detail: object) -> str:
    assert isinstance(detail, dict)
    field = ".".join(str(part) for part in detail["loc"])
    return f"{field}: {detail['msg']}" if field else detail["msg"]
