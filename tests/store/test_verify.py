"""What was changed behind a dataset's back is found."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from baochi.store import journal
from baochi.store.layout import DatasetError
from baochi.store.verify import verify


def faults(dataset: Path) -> str:
    return "\n".join(verify(dataset).faults)


def test_a_dataset_as_it_was_written(dataset: Path):
    found = verify(dataset)
    assert (found.faults, found.files) == ([], 10)
    assert found.bytes == sum(file.stat().st_size for file in dataset.glob("*/*.parquet"))


def test_damage(dataset: Path):
    file = dataset / "units" / "00000.parquet"
    data = file.read_bytes()
    for changed, complaint in (
        (data[:-1], f"units/00000.parquet: {len(data) - 1:,} bytes, written were {len(data):,}"),
        (data[:50] + bytes([data[50] ^ 1]) + data[51:], "units/00000.parquet: the checksum is wrong"),
    ):
        file.write_bytes(changed)
        assert faults(dataset) == complaint
    file.unlink()
    assert faults(dataset) == "units/00000.parquet: missing"


def test_what_belongs_to_no_shard(dataset: Path):
    (dataset / "units" / "00001.parquet").write_bytes((dataset / "units" / "00000.parquet").read_bytes())
    assert faults(dataset) == "units/00001.parquet: belongs to no shard"


def forge(dataset: Path, **changes: object) -> None:
    """Change the record of the only shard, with a right checksum."""
    (record,) = journal.records(dataset / "shards.jsonl")
    journal.write(dataset / "shards.jsonl", [record | changes])


def test_the_sum_rule(dataset: Path):
    forge(dataset, read=5)
    assert "shard 0: 5 read are not 2 articles + 2 rejects + 0 known" in faults(dataset)
    forge(dataset, read=5, articles=3)
    found = faults(dataset)
    assert "shard 0: 3 articles, but 2 rows" in found
    assert "manifest.json: articles is not what the shards hold" in found
    assert "shards.jsonl: the checksum is wrong" in found


def test_counts_of_the_manifest(dataset: Path):
    manifest = json.loads((dataset / "manifest.json").read_text("utf-8"))
    (dataset / "manifest.json").write_text(json.dumps(manifest | {"read": 7}), encoding="utf-8")
    assert "manifest.json: 7 read are not 2 articles + 2 rejects + 0 known" in faults(dataset)


def test_a_damaged_list_of_shards(dataset: Path):
    path = dataset / "shards.jsonl"
    path.write_text(path.read_text("ascii").replace('"rejects":2', '"rejects":3'), encoding="ascii")
    assert "shards.jsonl, line 1: the checksum is wrong" in faults(dataset)


def test_ids_are_unique(dataset: Path):
    from baochi.store import durable

    path = dataset / "articles" / "00000.parquet"
    table = pq.read_table(path)
    twice = table.set_column(0, table.schema.field(0), [["a1", "a1"]])
    pq.write_table(twice, path)
    (record,) = journal.records(dataset / "shards.jsonl")
    said = {"rows": 2, "bytes": path.stat().st_size, "sha256": durable.sha256(path)}
    forge(dataset, files=record["files"] | {"articles/00000.parquet": said})
    manifest = json.loads((dataset / "manifest.json").read_text("utf-8"))
    manifest["shards_sha256"] = durable.sha256(dataset / "shards.jsonl")
    (dataset / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert faults(dataset) == "articles/00000.parquet: article_id 'a1' is not unique"


def test_no_dataset(tmp_path: Path):
    with pytest.raises(DatasetError, match="no such folder"):
        verify(tmp_path / "none")


def test_the_command(cli, dataset: Path):
    done = cli("verify", dataset)
    assert done.code == 0
    assert "10 files, " in done.out and "all as written; 4 read = 2 articles + 2 rejects" in done.out
    (dataset / "units" / "00000.parquet").unlink()
    done = cli("verify", dataset)
    assert (done.code, done.out) == (1, "units/00000.parquet: missing\n")
    assert "1 fault" in done.err
