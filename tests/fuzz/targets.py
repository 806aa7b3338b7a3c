"""What must hold for any bytes: the fuzzer looks for those for which it does not, the tests try the ones in `corpus/`."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pyarrow as pa

import baochi
from archive.support import SMALL, split
from baochi.archive import NOTES, REASONS, read
from baochi.archive.screen import Screen
from baochi.engines.batches import cut
from baochi.engines.settings import RunSettings
from baochi.store.ledger import Ledger

NAMES = [
    "a",
    "a.txt",
    "a.html",
    "a.json",
    "a.jsonl",
    "a.csv",
    "a.tsv",
    "a.parquet",
    "a.zip",
    "a.tar",
    "a.gz",
    "a.zst",
    "a.warc",
]


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="baochi-fuzz-"))


def readers(data: bytes) -> None:
    """Read a file of any content; its first byte chooses the name."""
    if not data:
        return
    path = _folder() / NAMES[data[0] % len(NAMES)]
    path.write_bytes(data[1:])
    try:
        items = list(read([path], limits=SMALL))
        articles, rejects = split(items)
        assert items, "neither article nor reject"
        assert all(r.reason in REASONS and r.detail for r in rejects)
        assert all("".join(a.paragraphs).strip() and set(a.notes) <= set(NOTES) for a in articles)
        events = ((item, {"input": "a"}) for item in items)
        batches = list(cut(events, Ledger(screen=Screen()), RunSettings()))
        assert [a for batch in batches for a in batch.sources] == articles
        assert [r for batch in batches for r in batch.rejects] == rejects
    finally:
        path.unlink()


@cache
def _language():
    return baochi.load()


QUOTED = {"paragraphs": "text", "mentions": "text", "quantities": "quote"}


def extract(data: bytes) -> None:
    """Extract from any text: UTF-8, with lone surrogates where it is not; the first line is the title."""
    title, _, text = data.decode("utf-8", "surrogateescape").partition("\n")
    tables = baochi.extract([{"title": title, "paragraphs": text.split("\n")}], nlp=_language(), to="arrow")
    reasons = tables["rejects"]["reason"].to_pylist()
    assert len(tables["articles"]) + len(reasons) == 1
    assert set(reasons) <= {"empty_text", "binary", "too_large"}, tables["rejects"].to_pylist()
    for row in tables["articles"].to_pylist():
        _check_evidence(tables, row["text"])


def _check_evidence(tables: dict[str, pa.Table], text: str) -> None:
    """Check that every span lies in the text, and in its paragraph, and says what it quotes."""
    paragraphs = {row["para"]: row for row in tables["paragraphs"].to_pylist()}
    for name, table in tables.items():
        for row in table.to_pylist() if "start" in table.column_names else ():
            assert 0 <= row["start"] <= row["end"] <= len(text), (name, row)
            if "para" in row:
                within = paragraphs[row["para"]]
                assert within["start"] <= row["start"] and row["end"] <= within["end"], (name, row)
            if name in QUOTED:
                assert text[row["start"] : row["end"]] == row[QUOTED[name]], (name, row)
