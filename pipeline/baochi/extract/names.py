"""The tagging stage: the rules say what they see, the tagger weighs it against the context, the rules read on from there.

The rules cut every paragraph into chunks (`baochi.extract.chunks`). What they take each token for is one more column for
the tagger. Paragraphs where the two disagree are cut again, with the borders of names as the tagger sees them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from baochi.article import Article
from baochi.extract import pieces as kinds
from baochi.extract.chunks import Chunker, chunks_of, cut
from baochi.extract.units.knowledge import UnitKnowledge, UnitSpan
from baochi.lexicon import Lexicon
from baochi.records import Mention
from baochi.tag.runs import CAPITAL
from baochi.tag.stage import Tagger
from baochi.text.tokens import LOWER, UPPER, Tokens

Name = tuple[int, int, str]
"""First token, last token (exclusive) and label (of a mention) of a name."""
TOGETHER = 200_000
"""Tokens tagged in one go: bounds memory."""

OPENERS = ("unit_head", "unit_name", "org_head")
"""Categories of words that names of bodies begin with."""

PLAIN = frozenset((kinds.CUE, kinds.RANK, kinds.HONORIFIC, kinds.STATUS))
"""Kinds of chunk of which the kind says all."""

CODES = {
    name: 4 * number
    for number, name in enumerate(
        (
            kinds.POSITION,
            kinds.RANK,
            kinds.HONORIFIC,
            kinds.CUE,
            kinds.STATUS,
            "name",
            "full name",
            "place",
            "unit",
            "office",
        ),
        start=1,
    )
}
"""What the rules take a token for; units and the bodies of offices also say whether they are complete and public."""


class NameTagger:
    """Fills `Article.tagged` and cuts the chunks of the article by it."""

    def __init__(self, lexicon: Lexicon, tagger: Tagger) -> None:
        self.knowledge = UnitKnowledge(lexicon)
        self.tagger = tagger
        self.openers = {entry.folds[0] for name in OPENERS for entry in lexicon.forms(name)}

    def annotate(self, articles: Sequence[Article]) -> None:
        """Tag every article. Needs tokens, hits and sentences."""
        batch: list[Article] = []
        size = 0
        for article in articles:
            batch.append(article)
            size += len(article.tokens)
            if size >= TOGETHER:
                self._annotate(batch)
                batch, size = [], 0
        self._annotate(batch)

    def _annotate(self, articles: Sequence[Article]) -> None:
        chunkers = cut(articles, self.knowledge)
        codes, names = hints(articles, self.knowledge)
        self.tagger.tag(articles, codes)
        for article, chunker, seen in zip(articles, chunkers, names, strict=True):
            bodies = {(first, last) for first, last, label in seen if label == "UNIT"}
            article.tagged = self._sound_names(article, bodies)
            _cut_again(article, chunker, seen)

    def _sound_names(self, article: Article, bodies: set[tuple[int, int]]) -> list[Mention]:
        """Return the tagged names that are sound. `Ảnh: | CA NA` is no person: the rules see one of the `bodies`."""
        sound: list[Mention] = []
        for mention in article.tagged:
            if mention.label == "UNIT":
                if (body := self._sound_body(article, mention)) is not None:
                    sound.append(body)
            elif mention.label != "PERSON" or (mention.first_token, mention.last_token) not in bodies:
                sound.append(mention)
        return sound

    def _sound_body(self, article: Article, mention: Mention) -> Mention | None:
        """Return a tagged body's name without what no such name holds, or None if it is none.

        It holds no rank (`Công an tỉnh | Đại tá`) and no bracket that stays open. It begins with a word that some listed
        body begins with, or with a code (`C45B`).
        """
        first, last = mention.first_token, mention.last_token
        tokens, ranks = article.tokens, article.hits_at("rank")
        if tokens.fold[first] not in self.openers and not _is_code(tokens, first, last):
            return None
        words = tokens.text[first:last]
        inside = range(first + 1, last)
        ends = [] if ranks.keys().isdisjoint(inside) else [i for i in inside if i in ranks and tokens.shape[i] in CAPITAL]
        opened, closed = words.count("("), words.count(")")
        if opened > closed:
            ends.append(last - 1 - words[::-1].index("("))
        elif closed > opened:
            ends.append(first + words.index(")"))
        return article.mention_of(mention.para, first, min(ends), "UNIT") if ends else mention


def _is_code(tokens: Tokens, first: int, last: int) -> bool:
    """Say whether tokens `first` to `last` begin with a code: `C45B`, no small word behind it."""
    code = tokens.shape[first] == UPPER and any(c.isdigit() for c in tokens.text[first])
    return code and (last == first + 1 or tokens.shape[first + 1] != LOWER)


def _cut_again(article: Article, chunker: Chunker, seen: list[Name]) -> None:
    """Cut the chunks again where tagger and rules see different people or bodies."""
    tagged = {(m.first_token, m.last_token, m.label) for m in article.tagged if m.label != "LOCATION"}
    places: dict[int, list[tuple[int, int]]] = {}
    for first, last, _ in sorted(tagged ^ {name for name in seen if name[2] != "LOCATION"}):
        places.setdefault(article.paragraph_at(article.tokens.start[first]).index, []).append((first, last))
    if places and article.chunks is not None:
        chunker.heed_tagged()
        for para, names in places.items():
            article.chunks[para] = chunker.cut_again(article.chunks[para], names)


def hints(articles: Sequence[Article], knowledge: UnitKnowledge) -> tuple[npt.NDArray[np.int64], list[list[Name]]]:
    """Return for every token (through all articles) a code of what the rules take it for, and the names that they see."""
    sizes = np.array([len(article.tokens) for article in articles], dtype=np.int64)
    pieces = [_pieces(article, knowledge) for article in articles]
    offsets = np.repeat(np.cumsum(sizes) - sizes, [len(found) // 3 for found, _ in pieces])
    values = chain.from_iterable(found for found, _ in pieces)
    begin, end, code = np.fromiter(values, np.int64, 3 * len(offsets)).reshape(-1, 3).T
    begin, lengths = begin + offsets, end - begin
    codes = np.ones(int(sizes.sum()), dtype=np.int64)
    inside = np.arange(int(lengths.sum())) + np.repeat(begin - (np.cumsum(lengths) - lengths), lengths)
    codes[inside] = np.repeat(code * 2 + 1, lengths)
    codes[begin] += 1
    return codes, [names for _, names in pieces]


def _pieces(article: Article, knowledge: UnitKnowledge) -> tuple[list[int], list[Name]]:
    """Return first token, last token (exclusive) and code of everything that the rules see in an article, and the names.

    The former stand one behind the other, three a piece.
    """
    pieces: list[int] = []
    names: list[Name] = []
    for chunk in chain.from_iterable(chunks.found for chunks in chunks_of(article, knowledge)):
        kind, start, end = chunk.kind, chunk.start, chunk.end
        if kind in PLAIN:
            pieces += start, end, CODES[kind]
        elif kind == kinds.NAME and chunk.full:
            pieces += start, end, CODES["full name"]
            names.append((start, end, "PERSON"))
        elif kind == kinds.UNIT and chunk.span is not None:
            _add_body(chunk.span, CODES["unit"], pieces, names)
        elif chunk.office is not None:
            pieces += start, chunk.office.title_end, CODES[kinds.POSITION]
            for body in chunk.office.bodies:
                _add_body(body, CODES["office"], pieces, names)
        else:
            pieces += start, end, CODES[kind]
            if kind == kinds.PLACE:
                names.append((start, end, "LOCATION"))
    return pieces, names


def _add_body(body: UnitSpan, code: int, pieces: list[int], names: list[Name]) -> None:
    """Add a body to what the rules see, and to the names if it is one of a public body in full."""
    pieces += body.start, body.end, code + body.complete + 2 * body.public
    if body.complete and body.public:
        names.append((body.start, body.end, "UNIT"))
