"""The records that stages extract. Every record points at its evidence: paragraph and code-point offsets.

Field meanings are those of the output tables, see `baochi.schema`. Strings are copied from the text as written; canonical
forms stand in fields of their own. An empty string means that the article does not say.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(slots=True)
class Mention:
    """A labelled span. `label` is PERSON, RANK, POSITION, UNIT, LOCATION, PERIOD, QUANTITY or AWARD."""

    para: int
    start: int
    end: int
    label: str
    record: str = ""  # id of the official or unit it belongs to
    first_token: int = -1
    last_token: int = -1


@dataclass(slots=True)
class Position:
    """One position of an official. `status` is current, former, new, acting or late."""

    title: str
    unit: str
    para: int
    start: int
    end: int
    status: str = "current"
    title_code: str = ""
    unit_id: str | None = None


@dataclass(slots=True)
class Official:
    """A person to whom the article attributes a rank, a position or membership of a public body."""

    name: str
    start: int
    end: int
    official_id: str = ""
    sector: str = "state"
    ranks: list[str] = field(default_factory=list)
    rank_codes: list[str] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)


@dataclass(slots=True)
class Unit:
    """A distinct surface form of a named body in an article."""

    unit: str
    para: int
    start: int
    end: int
    unit_id: str | None = None
    canonical_name: str = ""
    kind: str = ""
    parent_id: str | None = None
    province: str = ""
    mentions: list[Mention] = field(default_factory=list)


@dataclass(slots=True)
class Quantity:
    """A reported number. `status` is result or target; `qualifier` exact, over, nearly, about or under."""

    para: int
    start: int
    end: int
    quote: str
    measure: str
    value: float
    unit: str
    value_max: float | None = None
    qualifier: str = "exact"
    change_direction: str = ""
    change_percent: float | None = None
    change_absolute: float | None = None
    actor: str = ""
    period: str = ""
    period_start: dt.date | None = None
    period_end: dt.date | None = None
    status: str = "result"
    work_area: str = ""


@dataclass(slots=True)
class Award:
    """A decoration, title of honour, certificate, cash reward or promotion in rank that was conferred."""

    para: int
    start: int
    end: int
    award: str
    award_code: str = ""
    recipient: str = ""
    giver: str = ""
    count: int | None = None


@dataclass(slots=True)
class Assessment:
    """A statement without a number that a strand of work went well."""

    para: int
    start: int
    end: int
    aspect: str
    evaluation: str
    work_area: str = ""
