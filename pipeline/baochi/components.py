"""spaCy components: thin shells around the stages, usable one by one in any spaCy pipeline.

Each component runs its stage on the `Article` that travels with the Doc (`doc._.article`, made at need) and publishes the
findings: `doc._.officials`, `doc._.units`, `doc._.quantities`, `doc._.awards`, `doc._.assessments`, `doc._.paragraphs`,
`doc.spans[...]` under the same names, and `doc.ents`. Factories are registered by entry point, so that
`nlp.add_pipe("baochi_officials")` works in a pipeline of anybody's once baochi is installed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans, registry
from spacy.vocab import Vocab

from baochi import transport  # noqa: F401  the import lets articles travel in serialised Docs
from baochi.article import Article
from baochi.lexicon import Lexicon
from baochi.pipeline import STAGES, Stage, Tokeniser, prepare
from baochi.text.tokens import Tokens, tokenise

RECORDS = ("officials", "units", "quantities", "awards", "assessments")
BATCH = 64
"""Docs that a component handles at once in `pipe`."""


def article_of(doc: Doc) -> Article:
    """Return the article that travels with `doc`; without one, the doc's text is laid out with a paragraph a line."""
    article = doc.user_data.get("baochi.article")
    if article is None:
        article = doc.user_data["baochi.article"] = Article.from_text(doc.text)
    return article


def _extension(name: str) -> None:
    if not Doc.has_extension(name):
        Doc.set_extension(name, getter=lambda doc, name=name: getattr(article_of(doc), name))


for _name in (*RECORDS, "paragraphs", "mentions"):
    _extension(_name)
if not Doc.has_extension("article"):
    Doc.set_extension("article", getter=article_of)
if not Doc.has_extension("work_areas"):
    Doc.set_extension("work_areas", getter=lambda doc: [p.work_areas for p in article_of(doc).paragraphs])


@lru_cache(maxsize=8)
def lexicon_at(path: str | None) -> Lexicon:
    """Load the lexicon in folder `path`, or the shipped one, once."""
    return Lexicon.load(Path(path) if path else None)


class StageComponent:
    """A stage as a spaCy component.

    Args:
        stage: what runs; lexicon: used to prepare articles that no earlier component has tokenised and scanned.
    """

    def __init__(self, name: str, stage: Stage, lexicon: Lexicon) -> None:
        self.name, self.stage, self.lexicon = name, stage, lexicon

    def __call__(self, doc: Doc) -> Doc:
        """Run the stage on one doc and publish what it found."""
        self._run([doc])
        return doc

    def pipe(self, docs: Iterable[Doc], batch_size: int = BATCH) -> Iterator[Doc]:
        """Run the stage on docs in batches."""
        stream = iter(docs)
        while batch := list(islice(stream, max(1, batch_size))):
            self._run(batch)
            yield from batch

    def _run(self, docs: list[Doc]) -> None:
        articles = [article_of(doc) for doc in docs]
        prepare(articles, self.lexicon)
        self.stage.annotate(articles)
        for doc in docs:
            publish(doc)

    def to_disk(self, path: Path, exclude: tuple[str, ...] = ()) -> None:
        """Nothing to store: a component is its configuration."""

    def from_disk(self, path: Path, exclude: tuple[str, ...] = ()) -> StageComponent:
        """Nothing to load."""
        return self


def publish(doc: Doc) -> None:
    """Show the article's findings as spans, entities and sentence starts of `doc`."""
    article = article_of(doc)
    for name in RECORDS:
        doc.spans[name] = [_span(doc, r.start, r.end, name) for r in getattr(article, name)]
    doc.spans["positions"] = [_span(doc, p.start, p.end, p.title) for o in article.officials for p in o.positions]
    doc.spans["paragraphs"] = [_span(doc, p.start, p.end, p.kind) for p in article.paragraphs if p.end > p.start]
    doc.spans["mentions"] = [_span(doc, m.start, m.end, m.label) for m in article.mentions]
    doc.ents = filter_spans([_span(doc, m.start, m.end, m.label) for m in article.mentions])
    _sentences(doc, article)


def _span(doc: Doc, start: int, end: int, label: str) -> Span:
    span = doc.char_span(start, end, label=label, alignment_mode="expand")
    if span is None:
        raise ValueError(f"no tokens at code points {start} to {end} of the doc, label {label!r}")
    return span


def _sentences(doc: Doc, article: Article) -> None:
    starts = {article.tokens.start[first] for p in article.paragraphs for first, _ in p.sentences}
    if starts and not doc.has_annotation("SENT_START"):
        for token in doc:
            token.is_sent_start = token.idx in starts or token.i == 0


# ---------------------------------------------------------------------- factories
def _factory(stage: str) -> Callable[[Language, str, str | None], StageComponent]:
    """Return, and register with spaCy as `baochi_<stage>`, the maker of a component."""

    def create(nlp: Language, name: str, lexicon: str | None) -> StageComponent:
        words = lexicon_at(lexicon)
        return StageComponent(name, STAGES[stage](words), words)

    return Language.factory(f"baochi_{stage}", default_config={"lexicon": None}, func=create)


# One name each, because entry points (pyproject.toml, spacy_factories) lead to attributes of this module.
create_segmenter = _factory("segmenter")
create_tagger = _factory("tagger")
create_units = _factory("units")
create_officials = _factory("officials")
create_periods = _factory("periods")
create_quantities = _factory("quantities")
create_awards = _factory("awards")
create_assessments = _factory("assessments")
create_work_areas = _factory("work_areas")


# ---------------------------------------------------------------------- tokenizer
class SyllableTokenizer:
    """spaCy tokenizer over syllables (`baochi.text.tokens`); white space other than one blank is a token of its own."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return a Doc whose text is `text` to the letter."""
        return self.doc(text, tokenise(text))

    def doc(self, text: str, tokens: Tokens) -> Doc:
        """Return a Doc over tokens that are known already."""
        words: list[str] = []
        spaces: list[bool] = []
        at = 0
        for start, end in zip(tokens.start, tokens.end, strict=True):
            self._gap(text[at:start], words, spaces)
            words.append(text[start:end])
            spaces.append(False)
            at = end
        self._gap(text[at:], words, spaces)
        return Doc(self.vocab, words=words, spaces=spaces)

    def _gap(self, gap: str, words: list[str], spaces: list[bool]) -> None:
        if gap.startswith(" ") and words and not spaces[-1]:
            spaces[-1] = True
            gap = gap[1:]
        if gap:
            words.append(gap)
            spaces.append(False)

    def to_bytes(self, **kwargs: Any) -> bytes:
        """Nothing to store."""
        return b""

    def from_bytes(self, data: bytes, **kwargs: Any) -> SyllableTokenizer:
        """Nothing to load."""
        return self

    def to_disk(self, path: Path, **kwargs: Any) -> None:
        """Nothing to store."""

    def from_disk(self, path: Path, **kwargs: Any) -> SyllableTokenizer:
        """Nothing to load."""
        return self


@registry.tokenizers("baochi.SyllableTokenizer.v1")
def create_tokenizer() -> Callable[[Language], SyllableTokenizer]:
    """Return a maker of the tokenizer, for `[nlp.tokenizer]` of a config."""
    return lambda nlp: SyllableTokenizer(nlp.vocab)


def make_doc(nlp: Language, article: Article) -> Doc:
    """Return a Doc over `article`, tokens and paragraphs included, ready for the components of `nlp`."""
    if not len(article.tokens):
        Tokeniser().annotate([article])
    tokenizer = nlp.tokenizer
    if isinstance(tokenizer, SyllableTokenizer):
        doc = tokenizer.doc(article.text, article.tokens)
    else:
        doc = nlp.make_doc(article.text)
    doc.user_data["baochi.article"] = article
    return doc
