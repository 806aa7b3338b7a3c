"""What of the annotation guidelines a machine can check in one annotated article.

Every rule is a generator of messages; the values that they compare with are in `guidelines.toml`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from baochi.evaluate.gold import GoldAnnotation, GoldArticle
from baochi.extract.numbers import NumberFinder, parse_numeral
from baochi.lexicon import Lexicon
from baochi.text.tokens import tokenise

Rule = Callable[["Subject"], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Subject:
    """An article as the rules see it, NFC throughout.

    Attributes:
        parts: the paragraphs; text: title and paragraphs, a line each.
    """

    gold: GoldArticle
    parts: list[str]
    text: str

    @property
    def annotation(self) -> GoldAnnotation:
        """Return the annotation."""
        return self.gold.annotation


def check_article(gold: GoldArticle) -> list[str]:
    """Return what is wrong with an annotated article, a message each; nothing is found where all rules hold.

    Raises:
        ValueError: the article holds no paragraphs, so that nothing can be checked.

    Example:
        >>> from baochi.evaluate.gold import GoldArticle
        >>> empty = dict(officials=[], quantities=[], awards=[], qualitative=[], work_areas=[[]])
        >>> check_article(GoldArticle(id="a", title="T", paragraphs=["Công an tỉnh Hà Lâm."],
        ...     annotation={**empty, "kinds": ["body"], "units": ["Công an huyện Hà Lâm"]}))
        ["units: 'Công an huyện Hà Lâm' does not stand in the article"]
    """
    if gold.paragraphs is None:
        raise ValueError(f"{gold.id}: has no paragraphs; the texts are needed to check an annotation")
    gold = GoldArticle.model_validate_json(unicodedata.normalize("NFC", gold.model_dump_json()))
    parts = gold.paragraphs or []
    subject = Subject(gold, parts, "\n".join([gold.title, *parts]))
    return [message for rule in RULES for message in rule(subject)]


@lru_cache(maxsize=1)
def settings() -> dict[str, Any]:
    """Return the values of `guidelines.toml`."""
    return tomllib.loads((resources.files("baochi.evaluate") / "guidelines.toml").read_text(encoding="utf-8"))


def _strings(s: Subject) -> Iterator[tuple[str, str, str]]:
    """Yield field, string, and the text in which it must stand."""
    a, parts = s.annotation, s.parts
    for official in a.officials:
        yield "officials.name", official.name, s.text
        for rank in official.ranks:
            yield "officials.ranks", rank, s.text
        for position in official.positions:
            yield "positions.title", position.title, s.text
            yield "positions.unit", position.unit, s.text
    for unit in a.units:
        yield "units", unit, s.text
    for q in a.quantities:
        yield "quantities.quote", q.quote, parts[q.para]
        yield "quantities.unit", q.unit, q.quote
        for field, value in (("measure", q.measure), ("actor", q.actor), ("period", q.period)):
            yield f"quantities.{field}", value, s.text
    for award in a.awards:
        yield "awards.award", award.award, parts[award.para]
        yield "awards.recipient", award.recipient, s.text
        yield "awards.giver", award.giver, s.text
    for assessment in a.qualitative:
        yield "qualitative.aspect", assessment.aspect, parts[assessment.para]
        yield "qualitative.evaluation", assessment.evaluation, parts[assessment.para]
    if s.gold.entities is not None:
        for field, names in (("people", s.gold.entities.people), ("places", s.gold.entities.places)):
            for name in names:
                yield f"entities.{field}", name, s.text


def verbatim(s: Subject) -> Iterator[str]:
    """Every string stands in the article, as written, without punctuation around it."""
    stray = settings()["stray"]
    for field, value, text in _strings(s):
        if value and value not in text:
            yield f"{field}: {value!r} does not stand in the {'article' if text is s.text else 'passage it belongs to'}"
        elif value != value.strip(stray):
            yield f"{field}: {value!r} begins or ends with a blank or a mark"


def paragraphs(s: Subject) -> Iterator[str]:
    """Paragraphs are single lines, captions and bylines have no area."""
    limits = settings()
    for number, (part, kind, areas) in enumerate(zip(s.parts, s.annotation.kinds, s.annotation.work_areas, strict=True)):
        if part != part.strip() or "\n" in part or not part:
            yield f"paragraphs.{number}: is empty, holds a line break or begins or ends with a blank"
        if areas and kind in limits["kinds_without_area"]:
            yield f"work_areas.{number}: a {kind} takes no work area"
        if areas and kind == "heading" and len(part.split()) < limits["heading_syllables"]:
            yield f"work_areas.{number}: so short a heading takes no work area"
        if len(set(areas)) < len(areas):
            yield f"work_areas.{number}: an area twice"


def people(s: Subject) -> Iterator[str]:
    """A person is one record; a name has no rank or honorific before it; an office or a rank is what makes an official."""
    lexicon, limits = Lexicon.load(), settings()
    ranks = lexicon.by_fold("rank")
    for name, count in Counter(official.name for official in s.annotation.officials).items():
        if count > 1:
            yield f"officials: {name!r} has {count} records"
        first = next(iter(lexicon.scan(tokenise(name)).get("rank", ())), None)
        if first is not None and first.start == 0 and len(name.split()) > first.end:
            yield f"officials.name: {name!r} begins with the rank {first.entry.form!r}"
    for official in s.annotation.officials:
        if not official.ranks and not official.positions:
            yield f"officials: {official.name!r} has neither rank nor position"
        for rank in official.ranks:
            if rank.lower() in limits["never_ranks"] or not ranks:
                yield f"officials.ranks: {rank!r} is no rank"
        places = [(p.title, p.unit, p.status) for p in official.positions]
        if len(set(places)) < len(places):
            yield f"positions: {official.name!r} has an office twice"
        if any(not p.title and not p.unit for p in official.positions):
            yield f"positions: {official.name!r} has a position without title and unit"


def units(s: Subject) -> Iterator[str]:
    """Each form stands alone somewhere, once; generic nouns and companies are none; the highest bodies always are."""
    limits, listed = settings(), s.annotation.units
    for low, count in Counter(unit.lower() for unit in listed).items():
        if count > 1:
            yield f"units: {low!r} is listed {count} times (capitals aside)"
        if low in limits["never_units"]:
            yield f"units: {low!r} is a generic noun or an organisation that is never listed"
        if any(low.startswith(head) for head in limits["company_heads"]):
            yield f"units: {low!r} is a company or a medium"
    for unit in listed:
        if unit in s.text and not _alone(s.text, unit, listed):
            yield f"units: {unit!r} stands only inside longer units of the list"
    for body in limits["always_units"]:
        if body not in listed and _alone(s.text, body, [*listed, body]) and _for_itself(s.text, body):
            yield f"units: {body!r} stands in the article and is not listed"


def _alone(text: str, unit: str, listed: list[str]) -> bool:
    """Say whether `unit` stands somewhere outside the longer units that hold it."""
    covered: set[int] = set()
    for longer in (other for other in listed if other != unit and unit in other):
        for match in re.finditer(re.escape(longer), text):
            covered.update(range(*match.span()))
    return any(not covered.issuperset(range(*m.span())) for m in re.finditer(re.escape(unit), text))


def _for_itself(text: str, body: str) -> bool:
    """Say whether a body stands somewhere for itself, not in a longer name (`Văn phòng Chính phủ`, `Quốc hội Lào`)."""
    before = tuple(settings()["before_always_units"])
    for match in re.finditer(rf"(?<!\w){re.escape(body)}(?!\w)(?! [A-ZĐÀ-Ỹ])", text):
        ahead = text[: match.start()].rstrip(" ").lower()
        if not ahead or not ahead[-1].isalnum() or ahead.endswith(before):
            return True
    return False


def quantities(s: Subject) -> Iterator[str]:
    """The value is the number of the quote; results stand in leads and bodies."""
    lexicon = Lexicon.load()
    for q in s.annotation.quantities:
        kind = s.annotation.kinds[q.para]
        if kind not in settings()["kinds_with_results"]:
            yield f"quantities: {q.quote!r} stands in a {kind}"
        if q.quote and q.value not in (values := _values(q.quote, lexicon)):
            yield f"quantities.value: {q.value:g} is not a number of {q.quote!r} (there: {sorted(values)})"
    for row, count in Counter((q.para, q.quote, q.measure, q.value, q.unit) for q in s.annotation.quantities).items():
        if count > 1:
            yield f"quantities: {row[1]!r} is recorded {count} times in paragraph {row[0]}"


def _values(quote: str, lexicon: Lexicon) -> set[float]:
    """Return every number of `quote` in digits or words, `một` (no quantity) left out."""
    tokens = tokenise(quote)
    hits = lexicon.scan(tokens)
    values = {parse_numeral(token) for token in tokens.text}
    values |= {number.value for number in NumberFinder(tokens, hits).find()}
    values |= {float(hit.entry["value"]) for hit in hits.get("number_word", ()) if hit.entry["role"] in ("digit", "ten")}
    return {value for value in values if value is not None}


def awards(s: Subject) -> Iterator[str]:
    """An award is recorded once for each recipient."""
    for (award, recipient), count in Counter((a.award, a.recipient) for a in s.annotation.awards).items():
        if count > 1:
            yield f"awards: {award!r} to {recipient!r} is recorded {count} times"


def assessments(s: Subject) -> Iterator[str]:
    """Praise stands in leads and bodies, once, and has both its parts."""
    for row, count in Counter(s.annotation.qualitative).items():
        kind = s.annotation.kinds[row.para]
        if kind not in settings()["kinds_with_results"]:
            yield f"qualitative: {row.aspect!r} stands in a {kind}"
        if not row.aspect or not row.evaluation:
            yield f"qualitative: aspect {row.aspect!r} and evaluation {row.evaluation!r} must both be given"
        if count > 1:
            yield f"qualitative: {row.aspect!r} is recorded {count} times"


RULES: tuple[Rule, ...] = (verbatim, paragraphs, people, units, quantities, awards, assessments)
