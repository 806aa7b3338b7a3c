"""Every table of the dataset, in one place: columns, types, nulls, meanings, keys.

The Markdown reference, the SQL of the databases and the JSON Schema of exported rows are generated from `TABLES`, and
whatever is written is checked against it. Offsets count Unicode code points of `articles.text`, end exclusive. An empty
string means that the article does not say; null stands only where the field below says so.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, Literal

import pyarrow as pa

STRINGS = pa.list_(pa.string())
SCORES = pa.list_(pa.struct([("code", pa.string()), ("score", pa.float64())]))


class SchemaError(ValueError):
    """A table does not fit its schema; the message names table, column and row."""


def _field(name: str, kind: pa.DataType, description: str, *, null: bool = False, values: str = "") -> pa.Field:
    metadata = {"description": description}
    if values:
        metadata["values"] = values
    return pa.field(name, kind, nullable=null, metadata=metadata)


def _table(description: str, *fields: pa.Field) -> pa.Schema:
    return pa.schema(fields, metadata={"description": description})


_ARTICLE = _field("article_id", pa.string(), "article, see `articles`")
_OFFICIAL = _field("official_id", pa.string(), "official, see `officials`")
_PARA = _field("para", pa.int32(), "paragraph, counted from 0, see `paragraphs`")
_START = _field("start", pa.int32(), "first code point of the evidence in `articles.text`")
_END = _field("end", pa.int32(), "code point after the evidence, so that `text[start:end]` is the evidence")
_PLACE = (_PARA, _START, _END)
_AREA = _field("work_area", pa.string(), "code of the work area, or empty")

TABLES: dict[str, pa.Schema] = {
    "articles": _table(
        "The articles, one row each.",
        _field("article_id", pa.string(), "given by the source, or a stable digest of the content"),
        _field("source", pa.string(), "newspaper, site or file that the article comes from"),
        _field("url", pa.string(), "web address, or empty"),
        _field("title", pa.string(), "headline where the source gives it separately; it is not a paragraph"),
        _field("published", pa.date32(), "date of publication, null if unknown", null=True),
        _field("author", pa.string(), "author as the source names it, or empty"),
        _field("text", pa.string(), "decoded, NFC, paragraphs joined by a blank line, otherwise as in the source"),
        _field("language", pa.string(), "language code, `vi` for Vietnamese"),
        _field("n_paragraphs", pa.int32(), "number of paragraphs"),
        _field("n_words", pa.int32(), "number of tokens in `text` that begin with a letter or a digit"),
        _field("sha256", pa.string(), "SHA-256 of the source text (title and paragraphs), hexadecimal"),
        _field(
            "duplicate_of",
            pa.string(),
            "article_id of the first article that this one repeats, exactly or nearly, or null",
            null=True,
        ),
        _field("notes", STRINGS, "what reading mended or noticed: codes, see the guide to reading; usually none"),
    ),
    "paragraphs": _table(
        "The paragraphs of every article.",
        _ARTICLE,
        _field("para", pa.int32(), "index of the paragraph in its article, from 0"),
        _field("kind", pa.string(), "what it is", values="title lead heading body caption byline other"),
        _START,
        _END,
        _field("text", pa.string(), "the paragraph as written"),
        _field("work_areas", STRINGS, "codes of the work areas that the paragraph is about"),
        _field("work_area_scores", SCORES, "every code whose probability lies above a floor"),
    ),
    "officials": _table(
        "People to whom an article attributes a rank, a position or a membership: one row a person an article.",
        _ARTICLE,
        _field("official_id", pa.string(), "unique in the dataset"),
        _field("name", pa.string(), "fullest form of the name in the article, without rank, title or honorific"),
        _field(
            "sector",
            pa.string(),
            "kind of the body of the main position; `business` and `other` are told apart, they are not officials",
            values="state party police military judiciary mass foreign business other",
        ),
        _field("ranks", STRINGS, "military or police ranks as written"),
        _field("rank_codes", STRINGS, "canonical codes of the ranks"),
        _field("start", pa.int32(), "first code point of the first full mention in `articles.text`"),
        _field("end", pa.int32(), "code point after the first full mention"),
        _field("n_mentions", pa.int32(), "how often the article names the person, in full or in short"),
    ),
    "positions": _table(
        "The positions of officials, one row each.",
        _ARTICLE,
        _OFFICIAL,
        _field("title", pa.string(), "the words of office, as written"),
        _field("unit", pa.string(), "the body it is held in, with its parent bodies, as written; may be empty"),
        _field("status", pa.string(), "how the article puts the holder to it", values="current former new acting late"),
        _field("title_code", pa.string(), "canonical code of the title, or empty"),
        _field("unit_id", pa.string(), "canonical unit, or null", null=True),
        *_PLACE,
    ),
    "units": _table(
        "Named bodies: one row a distinct surface form an article.",
        _ARTICLE,
        _field("unit", pa.string(), "the name as written"),
        _field("unit_id", pa.string(), "canonical unit, or null", null=True),
        _field("canonical_name", pa.string(), "full canonical name, or empty"),
        _field("kind", pa.string(), "kind of body, or empty"),
        _field("parent_id", pa.string(), "canonical unit directly above, or null", null=True),
        _field("province", pa.string(), "province of the unit, or empty"),
        *_PLACE,
        _field("n_mentions", pa.int32(), "how often this form stands in the article"),
    ),
    "quantities": _table(
        "Reported results, and targets told apart from them: one row a number.",
        _ARTICLE,
        *_PLACE,
        _field("quote", pa.string(), "shortest clause that holds the whole result"),
        _field("measure", pa.string(), "what is counted, as written, without number and unit"),
        _field("value", pa.float64(), "the number; the lower bound of a range"),
        _field("value_max", pa.float64(), "upper bound of a range, or null", null=True),
        _field("unit", pa.string(), "what the number counts in, as written"),
        _field("qualifier", pa.string(), "how exact the number is", values="exact over nearly about under"),
        _field("change_direction", pa.string(), "against another period; empty if not compared", values="up down "),
        _field("change_percent", pa.float64(), "change in percent, or null", null=True),
        _field("change_absolute", pa.float64(), "change in `unit`, or null", null=True),
        _field("actor", pa.string(), "body or person that achieved it, as written, or empty"),
        _field("period", pa.string(), "time that it covers, as written, or empty"),
        _field("period_start", pa.date32(), "first day of the period, or null", null=True),
        _field("period_end", pa.date32(), "last day of the period, or null", null=True),
        _field("status", pa.string(), "accomplished, or a plan, quota or demand", values="result target"),
        _AREA,
    ),
    "awards": _table(
        "Decorations, titles of honour, certificates, cash rewards and promotions in rank that were conferred.",
        _ARTICLE,
        *_PLACE,
        _field("award", pa.string(), "the award as written"),
        _field("award_code", pa.string(), "canonical code of the award, or empty"),
        _field("recipient", pa.string(), "who received it, as written, or empty"),
        _field("giver", pa.string(), "who conferred it, as written, or empty"),
        _field("count", pa.int32(), "how many were given, null where the article does not count", null=True),
    ),
    "assessments": _table(
        "Statements without a number that a strand of work went well.",
        _ARTICLE,
        *_PLACE,
        _field("aspect", pa.string(), "the strand of work, as written"),
        _field("evaluation", pa.string(), "shortest words that judge it, as written"),
        _AREA,
    ),
    "mentions": _table(
        "Every span found.",
        _ARTICLE,
        *_PLACE,
        _field("text", pa.string(), "the span as written"),
        _field(
            "label",
            pa.string(),
            "what it is",
            values="PERSON RANK POSITION UNIT LOCATION PERIOD QUANTITY AWARD",
        ),
        _field("record", pa.string(), "id of the official or unit that it belongs to, or null", null=True),
    ),
    "rejects": _table(
        "What could not be read: articles and rejects together are what was read.",
        _field("source", pa.string(), "file, member or stream"),
        _field("position", pa.string(), "byte offset or row number; empty if the whole source is meant"),
        _field("reason", pa.string(), "short fixed code"),
        _field("detail", pa.string(), "what was wrong and what to do, for a person"),
    ),
    "sentences": _table(
        "Sentences; written on request.",
        _ARTICLE,
        _PARA,
        _field("sentence", pa.int32(), "index of the sentence in its paragraph, from 0"),
        _START,
        _END,
        _field("text", pa.string(), "the sentence as written"),
    ),
    "words": _table(
        "Words, each of one syllable or more; written on request.",
        _ARTICLE,
        _PARA,
        _field("sentence", pa.int32(), "sentence of the paragraph that the word begins in"),
        _START,
        _END,
        _field("text", pa.string(), "the word as written"),
        _field("pos", pa.string(), "part of speech, or empty"),
    ),
}
"""Schema of every table by name. Descriptions stand in the metadata of tables and fields (key `description`); `values`
lists the words that a field may hold, separated by single blanks."""

ON_REQUEST = frozenset({"sentences", "words"})
KEYS: dict[str, tuple[str, ...]] = {
    "articles": ("article_id",),
    "paragraphs": ("article_id", "para"),
    "officials": ("official_id",),
}
REFERENCES = {"article_id": ("articles", "article_id"), "official_id": ("officials", "official_id")}
"""Columns that point at the key of another table, wherever they stand outside that table."""
INDEXES: dict[str, tuple[str, ...]] = {
    "articles": ("published",),
    "officials": ("article_id", "name"),
    "positions": ("official_id", "article_id", "unit_id"),
    "units": ("article_id", "unit_id", "unit"),
    "quantities": ("article_id", "period_start"),
    "awards": ("article_id",),
    "assessments": ("article_id",),
    "mentions": ("article_id", "record"),
    "sentences": ("article_id",),
    "words": ("article_id",),
}

Dialect = Literal["sqlite", "duckdb", "postgresql"]
_SQL: dict[str, dict[pa.DataType, str]] = {
    # SQLite has neither dates nor lists: ISO text and JSON text.
    "sqlite": dict.fromkeys((pa.string(), pa.date32(), STRINGS, SCORES), "TEXT")
    | {pa.int32(): "INTEGER", pa.float64(): "REAL"},
    "duckdb": {
        pa.string(): "VARCHAR",
        pa.int32(): "INTEGER",
        pa.float64(): "DOUBLE",
        pa.date32(): "DATE",
        STRINGS: "VARCHAR[]",
        SCORES: "STRUCT(code VARCHAR, score DOUBLE)[]",
    },
    "postgresql": {
        pa.string(): "text",
        pa.int32(): "integer",
        pa.float64(): "double precision",
        pa.date32(): "date",
        STRINGS: "text[]",
        SCORES: "jsonb",
    },
}
_JSON: dict[pa.DataType, dict[str, Any]] = {
    pa.string(): {"type": "string"},
    pa.int32(): {"type": "integer"},
    pa.float64(): {"type": "number"},
    pa.date32(): {"type": "string", "format": "date"},
    STRINGS: {"type": "array", "items": {"type": "string"}},
    SCORES: {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"code": {"type": "string"}, "score": {"type": "number"}},
            "required": ["code", "score"],
        },
    },
}


def description(part: pa.Schema | pa.Field) -> str:
    """Return what a table or a field holds, in a sentence."""
    return (part.metadata or {})[b"description"].decode()


def values(field: pa.Field) -> list[str]:
    """Return the words that `field` may hold, an empty list if it is free.

    Example:
        >>> values(TABLES["quantities"].field("status"))
        ['result', 'target']
    """
    listed = (field.metadata or {}).get(b"values")
    return listed.decode().split(" ") if listed else []


def validate(name: str, table: pa.Table, cells: Mapping[str, Sequence[Any]] | None = None) -> None:
    """Check a table (any number of rows) against its schema: columns, types, nulls, listed values, keys, offsets.

    Args:
        cells: the columns as Python values, where they are at hand.

    Raises:
        SchemaError: at the first difference, with table, column and the number of the row in `table`.
    """
    schema = TABLES[name]
    if not table.schema.equals(schema):
        ours, theirs = {(f.name, f.type) for f in schema}, {(f.name, f.type) for f in table.schema}
        differing = "; ".join(sorted(f"{column}: {kind}" for column, kind in ours ^ theirs)) or "order or nullability"
        raise SchemaError(f"table {name}: columns differ from the schema ({differing})")
    cells = table.to_pydict() if cells is None else cells
    for field in schema:
        column = cells[field.name]
        if not field.nullable and table[field.name].null_count:
            raise SchemaError(f"table {name}, row {column.index(None)}: {field.name} is null")
        if pa.types.is_floating(field.type):
            infinite = [row for row, number in enumerate(column) if number is not None and not isfinite(number)]
            _refuse(name, field.name, column, infinite, "is not a finite number")
        if (listed := values(field)) and not set(column).issubset(listed):
            strange = [row for row, cell in enumerate(column) if cell not in listed]
            _refuse(name, field.name, column, strange, f"is none of {', '.join(listed)}")
    if "start" in schema.names:
        spans = zip(cells["start"], cells["end"], strict=True)
        beyond = [row for row, (start, end) in enumerate(spans) if not 0 <= start <= end]
        _refuse(name, "start", cells["start"], beyond, "does not lie between 0 and `end`")
    if name in KEYS:
        keys = list(zip(*(cells[column] for column in KEYS[name]), strict=True))
        if len(set(keys)) < len(keys):
            repeated, count = Counter(keys).most_common(1)[0]
            raise SchemaError(f"table {name}: key {', '.join(KEYS[name])} is not unique: {count} rows have {repeated}")


def _refuse(table: str, column: str, cells: Sequence[Any], rows: Sequence[int], why: str) -> None:
    if rows:
        raise SchemaError(f"table {table}, row {rows[0]}: {column} {cells[rows[0]]!r} {why}")


def as_markdown() -> str:
    """Return the reference of all tables as Markdown."""
    lines = [
        "# The tables",
        "",
        "Generated by `baochi schema`; change `baochi/schema.py`, not this page.",
        "",
        "Offsets count Unicode code points of `articles.text`, end exclusive. An empty string means that the article",
        "does not say; null stands only where the table says so. `sentences` and `words` are written on request.",
    ]
    for name, schema in TABLES.items():
        key = f" Key: {', '.join(f'`{k}`' for k in KEYS[name])}." if name in KEYS else ""
        lines += ["", f"## {name}", "", description(schema) + key, "", "| field | type | null | meaning |"]
        lines.append("|---|---|---|---|")
        for field in schema:
            words = ", ".join(f"`{w}`" if w else "empty" for w in values(field))
            meaning = description(field) + (f": {words}" if words else "")
            lines.append(f"| `{field.name}` | {_type_name(field.type)} | {'yes' if field.nullable else ''} | {meaning} |")
    return "\n".join(lines) + "\n"


def _type_name(kind: pa.DataType) -> str:
    return {pa.date32(): "date32", STRINGS: "list of string", SCORES: "list of {code, score}"}.get(kind, str(kind))


def as_sql(dialect: Dialect = "sqlite", *, tables: list[str] | None = None, indexes: bool = True) -> str:
    """Return the SQL that creates the tables (all, or those named), with keys, references and indexes.

    Lists become JSON text in SQLite, native lists in DuckDB, arrays and `jsonb` in PostgreSQL.

    Raises:
        ValueError: `dialect` is not known.

    Example:
        >>> as_sql("duckdb", tables=["rejects"]).splitlines()[0]
        'CREATE TABLE "rejects" ('
    """
    if dialect not in _SQL:
        raise ValueError(f"unknown SQL dialect {dialect!r}: choose one of {', '.join(_SQL)}")
    chosen = [name for name in TABLES if tables is None or name in tables]
    statements = [_create(name, dialect, chosen) for name in chosen]
    if indexes:
        statements += [
            f'CREATE INDEX "{name}_{column}" ON "{name}" ("{column}");'
            for name in chosen
            for column in INDEXES.get(name, ())
        ]
    return "\n".join(statements) + "\n"


def _create(name: str, dialect: str, chosen: list[str]) -> str:
    lines = []
    for field in TABLES[name]:
        check = ""
        if values(field):
            words = ", ".join(f"'{w}'" for w in values(field))
            check = f' CHECK ("{field.name}" IN ({words}))'
        required = "" if field.nullable else " NOT NULL"
        lines.append(f'"{field.name}" {_SQL[dialect][field.type]}{required}{check}')
    if name in KEYS:
        lines.append("PRIMARY KEY ({})".format(", ".join(f'"{k}"' for k in KEYS[name])))
    for column, (other, key) in REFERENCES.items():
        if column in TABLES[name].names and other != name and other in chosen:
            lines.append(f'FOREIGN KEY ("{column}") REFERENCES "{other}" ("{key}")')
    return f'CREATE TABLE "{name}" (\n  ' + ",\n  ".join(lines) + "\n);"


def as_json_schema() -> dict[str, Any]:
    """Return a JSON Schema (2020-12) whose `$defs` hold one object schema a table: a row as exported to JSON Lines."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "baochi dataset",
        "$defs": {name: _object(schema) for name, schema in TABLES.items()},
    }


def _object(schema: pa.Schema) -> dict[str, Any]:
    properties = {}
    for field in schema:
        shape = json.loads(json.dumps(_JSON[field.type]))
        if values(field):
            shape["enum"] = values(field)
        if field.nullable:
            shape["type"] = [shape["type"], "null"]
        properties[field.name] = shape | {"description": description(field)}
    return {
        "type": "object",
        "description": description(schema),
        "properties": properties,
        "required": schema.names,
        "additionalProperties": False,
    }
