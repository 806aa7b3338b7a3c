"""The public functions that run the pipeline. Everything else in the package is reached through them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from baochi.article import SourceArticle

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from spacy.language import Language

    from baochi.engines.settings import RunSettings
    from baochi.engines.summary import RunSummary
    from baochi.pipeline import Pipeline

Articles = Iterable[SourceArticle | Mapping[str, Any] | str]


def load(
    config: str | Path | None = None,
    *,
    overrides: Mapping[str, Any] | None = None,
    disable: Sequence[str] = (),
) -> Language:
    """Build the pipeline as a spaCy `Language`.

    Args:
        config: a spaCy config file; the shipped `config.cfg` if None.
        overrides: settings by dotted path that replace those of the file, for instance
            `{"components.officials.lexicon": "my-lexicon/"}`.
        disable: names of components to leave out.

    Raises:
        ValueError: the config file is malformed or names an unknown component.

    Example:
        >>> nlp = load()
        >>> doc = nlp("Thiếu tướng Trần Văn Mẫu, Giám đốc Công an tỉnh Đắk Lắk, chủ trì hội nghị.")
        >>> [(o.name, o.ranks, o.positions[0].title) for o in doc._.officials]
        [('Trần Văn Mẫu', ['Thiếu tướng'], 'Giám đốc')]
    """
    from baochi.engines.assemble import load_language

    return load_language(config, overrides or {}, disable)


@overload
def extract(
    articles: Articles, *, nlp: Pipeline | Language | None = None, words: bool = False, to: Literal["pandas"] = "pandas"
) -> dict[str, pd.DataFrame]: ...
@overload
def extract(
    articles: Articles, *, nlp: Pipeline | Language | None = None, words: bool = False, to: Literal["arrow"]
) -> dict[str, pa.Table]: ...
def extract(
    articles: Articles,
    *,
    nlp: Pipeline | Language | None = None,
    words: bool = False,
    to: Literal["pandas", "arrow"] = "pandas",
) -> dict[str, Any]:
    """Extract the tables of some articles that are in memory.

    Args:
        articles: texts (a paragraph a line), mappings with the usual field names (`text` or `paragraphs`, `title`, `date`,
            `url`, `author`, `source`, `id`), or `SourceArticle` objects. What cannot be used as an article becomes a row
            of the table `rejects`.
        nlp: a pipeline from `load`; if None the stages of the shipped one, without spaCy.
        words: add the tables `sentences` and `words`.
        to: `pandas` for DataFrames, `arrow` for pyarrow tables.

    Returns:
        The tables by name, see `baochi.schema`.

    Example:
        >>> tables = extract(["Đại tá Lê Văn Mẫu phát biểu tại Công an tỉnh Đắk Lắk."])
        >>> tables["officials"][["name", "sector"]].values.tolist()
        [['Lê Văn Mẫu', 'police']]
    """
    from baochi.engines.assemble import load_pipeline
    from baochi.engines.local import extract_tables

    found = extract_tables(articles, nlp or load_pipeline(None, {}, ()), words=words)
    return found if to == "arrow" else {name: table.to_pandas() for name, table in found.items()}


def run(sources: Sequence[str | Path], out: str | Path, settings: RunSettings | None = None, **options: Any) -> RunSummary:
    """Process an archive on disk into the dataset folder `out`.

    Args:
        sources: files, folders, globs and archives, `-` for standard input (see `baochi.archive`).
        settings, options: see `baochi.engines.settings.RunSettings`; options are its fields by name.

    Raises:
        DatasetError: `out` holds something that is not a dataset. Bad input raises nothing: it is in `rejects`.
    """
    from baochi.engines.local import run_archive
    from baochi.engines.settings import RunSettings

    return run_archive(sources, Path(out), settings or RunSettings(**options))
