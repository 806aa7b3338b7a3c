"""spaCy's DocBin (`.spacy`): tokens are syllables, as in `baochi.load()`.

`doc.spans["baochi"]` holds every span, with relations and data as JSON in the attributes of the group; `doc.ents` the
longest names that do not overlap, for `spacy train`. A border inside a token cannot be held.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, DocBin, SpanGroup
from spacy.util import filter_spans
from spacy.vocab import Vocab

from baochi.components import SyllableTokenizer
from baochi.evaluate.formats.files import Said
from baochi.evaluate.formats.model import AnnotatedText, FormatError, Relation, Span, check, lines_of, scheme

GROUP = "baochi"


def write(articles: Iterable[AnnotatedText], path: Path, said: Said) -> None:
    """Write one file."""
    vocab = Vocab()
    tokenizer = SyllableTokenizer(vocab)
    DocBin(docs=[_doc(article, tokenizer) for article in articles], store_user_data=True).to_disk(path)


def _doc(article: AnnotatedText, tokenizer: SyllableTokenizer) -> Doc:
    doc = tokenizer(article.text)
    aligned = {n: doc.char_span(s.start, s.end, label=s.label) for n, s in enumerate(article.spans)}
    held = {n: span for n, span in aligned.items() if span is not None}
    index = {n: at for at, n in enumerate(held)}
    about: dict[str, Any] = {
        "id": article.article_id,
        "meta": article.meta,
        "paragraphs": [list(place) for place in article.paragraphs],
        "kinds": article.kinds,
        "work_areas": article.work_areas,
        "data": [article.spans[n].data for n in held],
        "relations": [
            [r.label, index[r.head], index[r.tail]] for r in article.relations if r.head in index and r.tail in index
        ],
        "kept": article.kept,
    }
    attrs = {GROUP: json.dumps(about)}  # msgpack has no integers beyond 64 bits
    doc.spans[GROUP] = SpanGroup(doc, name=GROUP, spans=list(held.values()), attrs=attrs)
    clauses = {rule["anchor"] for rule in scheme()["records"].values()}
    doc.ents = filter_spans(span for span in held.values() if span.label_ not in clauses)
    return doc


def read(path: Path, said: Said) -> list[AnnotatedText]:
    """Return the articles of a file; of one that another program wrote, the entities.

    Raises:
        FormatError: the file is no DocBin, or a Doc in it has labels that are not known.
    """
    try:
        docs = list(DocBin(store_user_data=True).from_disk(path).get_docs(Vocab()))
    except (OSError, MemoryError):
        raise
    except Exception as error:  # msgpack, zlib and spaCy each have their own
        raise FormatError(f"{path}: not a DocBin of spaCy ({type(error).__name__}: {error})") from error
    if not docs:
        raise FormatError(f"{path}: holds no Doc")
    return [_article(doc, f"{path.stem}-{n}", f"{path}: Doc {n}") for n, doc in enumerate(docs, 1)]


def _article(doc: Doc, name: str, where: str) -> AnnotatedText:
    group = doc.spans.get(GROUP)
    about = (group.attrs if group is not None else {}).get(GROUP)
    if about is None:
        paragraphs = lines_of(doc.text)
        spans = [Span(e.label_, e.start_char, e.end_char) for e in doc.ents]
        blank = AnnotatedText(name, doc.text, paragraphs, ["body"] * len(paragraphs), [[] for _ in paragraphs], spans)
        return check(blank, where)
    assert group is not None
    try:
        about = json.loads(about) if isinstance(about, str) else about  # earlier versions wrote the values themselves
    except ValueError as error:
        raise FormatError(f"{where}: the attributes of the spans are damaged ({error})") from error
    article = AnnotatedText(
        article_id=about["id"],
        text=doc.text,
        paragraphs=[(start, end) for start, end in about["paragraphs"]],
        kinds=list(about["kinds"]),
        work_areas=[list(areas) for areas in about["work_areas"]],
        spans=[Span(s.label_, s.start_char, s.end_char, dict(data)) for s, data in zip(group, about["data"], strict=True)],
        relations=[Relation(label, head, tail) for label, head, tail in about["relations"]],
        meta=dict(about["meta"]),
        kept=about["kept"],
    )
    return check(article, where)
