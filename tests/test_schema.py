"""The schema, and what is generated from it."""

import json
import sqlite3
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from baochi import schema

OF_REJECTS = {"source": "a.jsonl", "position": "3", "reason": "empty_text", "detail": "no text"}


def rows(name: str, *given: dict) -> pa.Table:
    return pa.Table.from_pylist(list(given), schema=schema.TABLES[name])


def assessment(**changes) -> dict:
    row = {"article_id": "a", "para": 0, "start": 0, "end": 4, "aspect": "x", "evaluation": "tốt", "work_area": ""}
    return row | changes


def test_every_table_and_field_is_described():
    for table in schema.TABLES.values():
        assert schema.description(table)
        assert all(schema.description(field) for field in table)


def test_the_contract():
    """Names, order and types that those who load the dataset rely on."""
    quantities = (
        "article_id para start end quote measure value value_max unit qualifier change_direction change_percent "
        "change_absolute actor period period_start period_end status work_area"
    )
    assert " ".join(schema.TABLES["quantities"].names) == quantities
    officials = "article_id official_id name sector ranks rank_codes start end n_mentions"
    assert " ".join(schema.TABLES["officials"].names) == officials
    assert schema.TABLES["articles"].field("published").type == pa.date32()
    assert schema.TABLES["paragraphs"].field("work_areas").type == pa.list_(pa.string())
    scores = schema.TABLES["paragraphs"].field("work_area_scores").type
    assert scores == pa.list_(pa.struct([("code", pa.string()), ("score", pa.float64())]))
    nullable = {(name, field.name) for name, table in schema.TABLES.items() for field in table if field.nullable}
    assert nullable == {
        ("articles", "published"),
        ("articles", "duplicate_of"),
        ("positions", "unit_id"),
        ("units", "unit_id"),
        ("units", "parent_id"),
        ("quantities", "value_max"),
        ("quantities", "change_percent"),
        ("quantities", "change_absolute"),
        ("quantities", "period_start"),
        ("quantities", "period_end"),
        ("awards", "count"),
        ("mentions", "record"),
    }


def test_the_page_is_up_to_date():
    page = Path(__file__).parents[1] / "docs" / "tables.md"
    assert page.read_text(encoding="utf-8") == schema.as_markdown()


def test_validate_accepts_rows_and_no_rows():
    schema.validate("assessments", rows("assessments", assessment(), assessment()))
    for name, table in schema.TABLES.items():
        schema.validate(name, table.empty_table())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"aspect": None}, "table assessments, row 1: aspect is null"),
        ({"start": 5}, "table assessments, row 1: start 5 does not lie between"),
        ({"start": -1}, "table assessments, row 1: start -1 does not lie between"),
    ],
)
def test_validate_names_row_and_column(changes, message):
    with pytest.raises(schema.SchemaError, match=message):
        schema.validate("assessments", rows("assessments", assessment(), assessment(**changes)))


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_validate_refuses_numbers_that_json_cannot_hold(number):
    quantity = {"article_id": "a", "para": 0, "start": 0, "end": 1, "quote": "x", "measure": "x", "unit": "x"}
    quantity |= {"qualifier": "exact", "change_direction": "", "actor": "", "period": "", "status": "result"}
    quantity |= {"value": 1.0, "work_area": ""}
    schema.validate("quantities", rows("quantities", quantity))
    with pytest.raises(schema.SchemaError, match=r"row 0: value_max .* is not a finite number"):
        schema.validate("quantities", rows("quantities", quantity | {"value_max": number}))


def test_validate_listed_values_keys_and_columns():
    paragraph = {"article_id": "a", "para": 0, "kind": "body", "start": 0, "end": 1, "text": "x"}
    paragraph |= {"work_areas": [], "work_area_scores": []}
    with pytest.raises(schema.SchemaError, match="kind 'poem' is none of title, lead"):
        schema.validate("paragraphs", rows("paragraphs", paragraph | {"kind": "poem"}))
    with pytest.raises(schema.SchemaError, match=r"key article_id, para is not unique: .*'a'"):
        schema.validate("paragraphs", rows("paragraphs", paragraph, paragraph))
    with pytest.raises(schema.SchemaError, match=r"columns differ .*reason: string"):
        schema.validate("rejects", rows("rejects", OF_REJECTS).drop_columns(["reason"]))


def test_sql_runs_and_enforces():
    sqlite = sqlite3.connect(":memory:")
    sqlite.executescript(schema.as_sql("sqlite"))
    names = {name for (name,) in sqlite.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert names == set(schema.TABLES)
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        sqlite.execute("INSERT INTO mentions VALUES ('a', 0, 0, 1, 'x', 'ANIMAL', NULL)")
    duck = duckdb.connect()
    duck.execute(schema.as_sql("duckdb"))
    with pytest.raises(duckdb.ConstraintException):
        duck.execute("INSERT INTO assessments VALUES ('no such article', 0, 0, 1, 'x', 'y', '')")


def test_sql_for_postgresql_names_types_and_keys():
    sql = schema.as_sql("postgresql")
    assert '"ranks" text[] NOT NULL' in sql
    assert '"work_area_scores" jsonb NOT NULL' in sql
    assert 'PRIMARY KEY ("article_id", "para")' in sql
    assert 'FOREIGN KEY ("official_id") REFERENCES "officials" ("official_id")' in sql


def test_sql_refuses_an_unknown_dialect():
    with pytest.raises(ValueError, match="sqlite, duckdb, postgresql"):
        schema.as_sql("oracle")  # type: ignore[arg-type]


def test_json_schema():
    of = schema.as_json_schema()["$defs"]
    assert list(of) == list(schema.TABLES)
    assert of["awards"]["properties"]["count"]["type"] == ["integer", "null"]
    assert of["quantities"]["properties"]["status"]["enum"] == ["result", "target"]
    json.dumps(of)
