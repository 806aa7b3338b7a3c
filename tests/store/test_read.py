import pandas as pd
import pyarrow as pa
import pytest

from baochi.schema import TABLES
from baochi.store.layout import DatasetError
from baochi.store.read import read


def test_tables_as_pandas_and_arrow(dataset):
    ds = read(dataset)
    assert ds.tables["officials"] == 2
    assert ds.officials["name"].tolist() == ["Phùng Khắc Lãm"] * 2
    assert ds.articles["published"].tolist() == [pd.Timestamp("2021-04-02"), pd.NaT]
    assert ds.arrow("quantities").schema.equals(TABLES["quantities"])
    assert ds.arrow("officials", ["ranks"]).to_pylist() == [{"ranks": ["Đại tá"]}] * 2
    assert pa.Table.from_batches(ds.batches("mentions", rows=1)).equals(ds.arrow("mentions"))


def test_schema_survives_with_its_descriptions(dataset):
    field = read(dataset).arrow("officials").schema.field("name")
    assert field.metadata == TABLES["officials"].field("name").metadata


def test_unknown_names(dataset):
    ds = read(dataset)
    with pytest.raises(AttributeError, match="no table or attribute 'people'"):
        _ = ds.people
    with pytest.raises(DatasetError, match="no table 'words'; run with words"):
        _ = ds.words


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "not valid JSON"),
        ('{"format": "other"}', "not the manifest"),
        ('{"format": "baochi dataset", "format_version": 99}', "format version 99"),
        ('{"format": "baochi dataset", "format_version": 2}', "field `tables`"),
        ('{"format": "baochi dataset", "format_version": 2, "tables": {}}', "field `shards`"),
    ],
)
def test_bad_manifests(tmp_path, content, message):
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(DatasetError, match=message):
        read(tmp_path)


def test_no_dataset(tmp_path, dataset):
    with pytest.raises(DatasetError, match="no such folder"):
        read(tmp_path / "none")
    with pytest.raises(DatasetError, match=r"no manifest\.json"):
        read(tmp_path)
    (dataset / "units" / "00000.parquet").unlink()
    with pytest.raises(DatasetError, match=r"units/00000\.parquet is missing"):
        read(dataset)
    (dataset / "units" / "00000.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(DatasetError, match=r"units/00000\.parquet: cannot be read"):
        read(dataset).arrow("units")
