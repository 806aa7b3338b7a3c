"""From analysed articles to the rows of every table, a batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from operator import attrgetter
from typing import Any

import pyarrow as pa

from baochi.article import Article, Reject
from baochi.records import Official, Unit
from baochi.schema import ON_REQUEST, TABLES, validate
from baochi.text.tokens import MARK, tokenise

WordSpans = Callable[[Article], Iterable[tuple[int, int, str]]]
"""Gives the words of an article in text order: start, end (code points of `Article.text`), part of speech or empty."""


class _Columns:
    """The rows of one table, column by column. What nobody gives of a row is an attribute of its record."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cells: dict[str, list[Any]] = {column: [] for column in TABLES[name].names}
        self._records: list[Any] = []

    def add(self, **row: Any) -> None:
        for column, cell in row.items():
            self.cells[column].append(cell)

    def extend(self, article_id: str, records: Sequence[Any], **given: Iterable[Any]) -> None:
        """Add a row for every record of an article; the columns `given` must be so for all articles."""
        if records:
            self._records += records
            self.cells["article_id"].extend(repeat(article_id, len(records)))
            for column, cells in given.items():
                self.cells[column].extend(cells)

    def table(self) -> pa.Table:
        for column, cells in self.cells.items():
            if self._records and not cells:
                cells.extend(map(attrgetter(column), self._records))
        schema = TABLES[self.name]
        arrays = [to_array(self.cells[field.name], field.type) for field in schema]
        table = pa.Table.from_arrays(arrays, schema=schema)
        validate(self.name, table, self.cells)
        return table


def tables(
    articles: Iterable[Article],
    *,
    words: bool = False,
    word_spans: WordSpans | None = None,
    duplicate_of: Mapping[str, str] | None = None,
) -> dict[str, pa.Table]:
    """Return the tables of a batch of analysed articles, all but `rejects`, each checked against its schema.

    Args:
        articles: with records; their `article_id` must be distinct.
        words: add the tables `sentences` and `words`.
        word_spans: segments an article into words; without it the tokens (syllables) stand as words.
        duplicate_of: `article_id` of the earlier article with the same text, by `article_id`.

    Raises:
        SchemaError: a stage left a record that the schema does not allow.

    Example:
        >>> from baochi.article import Article, SourceArticle
        >>> batch = [Article.from_source(SourceArticle(["Một dòng."], article_id="a"))]
        >>> tables(batch)["paragraphs"]["text"].to_pylist()
        ['Một dòng.']
    """
    columns = {name: _Columns(name) for name in TABLES if name != "rejects" and (words or name not in ON_REQUEST)}
    for article in articles:
        official_ids = _official_ids(article)
        _add_article(columns, article, (duplicate_of or {}).get(article.article_id))
        _add_officials(columns, article, official_ids)
        _add_records(columns, article)
        _add_mentions(columns["mentions"], article, official_ids)
        if words:
            _add_words(columns, article, word_spans or _token_spans)
    return {name: rows.table() for name, rows in columns.items()}


def rejects_table(rejects: Iterable[Reject]) -> pa.Table:
    """Return the table `rejects`."""
    columns = _Columns("rejects")
    for reject in rejects:
        columns.add(source=reject.source, position=reject.position, reason=reject.reason, detail=reject.detail)
    return columns.table()


def _official_ids(article: Article) -> list[str]:
    """Return an id for every official: its own if it begins with the article's (so that it is unique), else numbered."""
    return [
        official.official_id if official.official_id.startswith(article.article_id) else f"{article.article_id}#{n}"
        for n, official in enumerate(article.officials)
    ]


def _add_article(columns: dict[str, _Columns], article: Article, duplicate_of: str | None) -> None:
    shapes, text = (article.tokens or tokenise(article.text)).shape, article.text
    columns["articles"].add(
        article_id=article.article_id,
        source=article.source,
        url=article.url,
        title=article.title,
        published=article.published,
        author=article.author,
        text=text,
        language=article.language,
        n_paragraphs=len(article.paragraphs),
        n_words=len(shapes) - shapes.count(MARK),
        sha256=article.sha256,
        duplicate_of=duplicate_of,
        notes=article.notes,
    )
    paragraphs = article.paragraphs
    columns["paragraphs"].extend(
        article.article_id,
        paragraphs,
        para=(paragraph.index for paragraph in paragraphs),
        text=(text[paragraph.start : paragraph.end] for paragraph in paragraphs),
    )


def _add_officials(columns: dict[str, _Columns], article: Article, ids: list[str]) -> None:
    officials = article.officials
    columns["officials"].extend(article.article_id, officials, official_id=ids, n_mentions=_counts(officials))
    for official_id, official in zip(ids, officials, strict=True):
        held = official.positions
        columns["positions"].extend(article.article_id, held, official_id=repeat(official_id, len(held)))


def _counts(records: Iterable[Official | Unit]) -> Iterator[int]:
    return (len(record.mentions) for record in records)


def _add_records(columns: dict[str, _Columns], article: Article) -> None:
    """Add what needs no id of an official."""
    columns["units"].extend(article.article_id, article.units, n_mentions=_counts(article.units))
    columns["quantities"].extend(article.article_id, article.quantities)
    columns["awards"].extend(article.article_id, article.awards)
    columns["assessments"].extend(article.article_id, article.assessments)


def _add_mentions(mentions: _Columns, article: Article, ids: list[str]) -> None:
    found = article.mentions
    renamed = {official.official_id: official_id for official_id, official in zip(ids, article.officials, strict=True)}
    records = [renamed.get(m.record, m.record) if m.record else None for m in found]
    if loose := [i for i, record in enumerate(records) if record is None and found[i].label == "PERSON"]:
        owners = zip(ids, article.officials, strict=True)
        owner = {(m.start, m.end): official_id for official_id, official in owners for m in official.mentions}
        for i in loose:
            records[i] = owner.get((found[i].start, found[i].end))
    text = article.text
    mentions.extend(article.article_id, found, text=[text[m.start : m.end] for m in found], record=records)


def _token_spans(article: Article) -> Iterable[tuple[int, int, str]]:
    tokens = article.tokens or tokenise(article.text)
    return ((start, end, "") for start, end in zip(tokens.start, tokens.end, strict=True))


def _add_words(columns: dict[str, _Columns], article: Article, word_spans: WordSpans) -> None:
    places = []  # (end of sentence, paragraph, sentence)
    tokens = article.tokens or tokenise(article.text)
    for paragraph in article.paragraphs:
        for number, (first, last) in enumerate(s for s in paragraph.sentences if s[0] < s[1]):
            start, end = tokens.start[first], tokens.end[last - 1]
            places.append((end, paragraph.index, number))
            columns["sentences"].add(
                article_id=article.article_id,
                para=paragraph.index,
                sentence=number,
                start=start,
                end=end,
                text=article.text[start:end],
            )
    at = 0
    for start, end, pos in word_spans(article):
        while at < len(places) - 1 and places[at][0] <= start:
            at += 1
        # Without a segmenter of sentences every paragraph is one.
        _, para, number = places[at] if places else (0, article.paragraph_at(start).index, 0)
        columns["words"].add(
            article_id=article.article_id,
            para=para,
            sentence=number,
            start=start,
            end=end,
            text=article.text[start:end],
            pos=pos,
        )


def to_array(cells: list[Any], kind: pa.DataType) -> pa.Array:
    """Return `cells` as Arrow, with U+FFFD for every lone surrogate (one for one, so that offsets stay right).

    A JSON escape or a file name can hold half of a surrogate pair, which UTF-8, and so Arrow, cannot.
    """
    try:
        return pa.array(cells, kind)
    except UnicodeEncodeError:
        return pa.array([_encodable(cell) for cell in cells], kind)


def _encodable(cell: Any) -> Any:
    if isinstance(cell, str):
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in cell)
    if isinstance(cell, list):
        return [_encodable(item) for item in cell]
    return cell
