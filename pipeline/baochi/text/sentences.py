"""Sentences: where a full stop ends one and where it only shortens a word.

A mark (`.`, `?`, `!`, `…`) is judged by its neighbours alone, so the work is proportional to the marks in the text. What
cannot be seen from the marks (abbreviations, words that begin sentences) stands in the lexicon.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from baochi.article import Article, Paragraph
from baochi.lexicon import Lexicon
from baochi.text.fold import fold_syllable
from baochi.text.tokens import LOWER, MARK, NUMBER, TITLE, UPPER, Tokens, take_all
from baochi.text.vocabulary import Column

END_MARKS = frozenset(".?!…")
SIGNS = END_MARKS | {":"}
"""Found in one pass: end marks, and what stands behind the word of a photo credit."""
_IS_SIGN = Column(SIGNS.__contains__, np.bool_)
CLOSERS = frozenset("\"”’'»)]}")
QUOTES = frozenset('"“‘«')
OPENERS = QUOTES | frozenset("'([{")
DASHES = frozenset("-–—")
BULLETS = frozenset("*•+")
PHOTO = fold_syllable("ảnh")
CREDIT_SYLLABLES = 8
"""A photo credit that runs into the text is at most this many tokens long."""


LONGEST = 400
"""Tokens of the longest sentence; the longest real ones of a press archive have about 300."""


class Sentences:
    """Sets `Paragraph.sentences`: token ranges, end exclusive, that cover all tokens of the paragraph in order.

    Example:
        >>> from baochi.article import SourceArticle
        >>> from baochi.pipeline import Tokeniser
        >>> article = Article.from_source(SourceArticle(["Ông A. ở TP. Huế. Sáng 3.2, PGS.TS. Mẫu về."]))
        >>> Tokeniser().annotate([article])
        >>> Sentences(Lexicon.load()).annotate([article])
        >>> [article.tokens.text[first] for first, _ in article.paragraphs[0].sentences]
        ['Ông', 'Sáng']
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.abbreviations = {e.form: e["use"] for e in lexicon.forms("sentence_abbreviation")}
        self.starters = {tuple(e.folds) for e in lexicon.forms("sentence_starter")}

    def annotate(self, articles: Sequence[Article]) -> None:
        """Cut every paragraph of every article."""
        is_sign = take_all([article.tokens for article in articles], _IS_SIGN)
        begin = 0  # of the article's tokens among those of all
        for article in articles:
            tokens = article.tokens
            signs = np.flatnonzero(is_sign[begin : begin + len(tokens)]).tolist()
            begin += len(tokens)
            marks = [i for i in signs if tokens.text[i] != ":"]
            credits = [i - 1 for i in signs if tokens.text[i] == ":" and i and tokens.fold[i - 1] == PHOTO]
            at = 0
            for paragraph in article.paragraphs:
                begun, at = at, bisect_left(marks, paragraph.last_token, at)
                borders = self._at_marks(tokens, paragraph, marks[begun:at])
                others = self._after_credits(tokens, paragraph, credits) if credits else []
                if "\n" in article.text[paragraph.start : paragraph.end]:
                    others += _at_line_breaks(article, paragraph)
                if others:
                    borders = sorted({*borders, *others})
                paragraph.sentences = _between(tokens, [paragraph.first_token, *borders, paragraph.last_token])

    def _at_marks(self, tokens: Tokens, paragraph: Paragraph, marks: Sequence[int]) -> list[int]:
        """Return the tokens that begin a sentence after the end marks of the paragraph."""
        found: list[int] = []
        sentence = after = paragraph.first_token
        last = paragraph.last_token
        for mark in marks:
            if mark < after:  # in a run of marks that has been looked at
                continue
            after, quoted = _past_closers(tokens, mark, last)
            if after < last and self._ends(tokens, sentence, mark, after, last, quoted):
                sentence = after
                found.append(after)
        return found

    def _ends(self, tokens: Tokens, sentence: int, mark: int, after: int, last: int, quoted: bool) -> bool:
        """Say whether the mark (or run of marks) at `mark` ends the sentence that began at `sentence`.

        `after` is the first token behind the run and its closing quotes and brackets.
        """
        gap = tokens.start[after] > tokens.end[after - 1]
        word = after
        while word < last - 1 and tokens.text[word] in OPENERS:
            word += 1
        if tokens.text[word] in DASHES:
            if quoted:  # “… chặt chẽ.” – ông Mẫu nói
                return False
            word = min(word + 1, last - 1)
            while word < last - 1 and tokens.text[word] in OPENERS:
                word += 1
        shape = tokens.shape[word]
        quotation = gap and word > after and tokens.text[mark] == "." and tokens.text[after] in QUOTES
        if shape == LOWER and tokens.text[word].islower() and not quotation:  # `iPhone` may begin a sentence
            return False
        if shape == MARK and word == after and tokens.text[word] not in BULLETS:
            return False
        if shape == NUMBER and word == after and (tokens.text[mark] == "…" or tokens.text[mark : mark + 2] == [".", "."]):
            return False  # chỉ còn… 15 năm
        single = after == mark + 1 and tokens.text[mark] == "."
        if single and mark > sentence and tokens.end[mark - 1] == tokens.start[mark]:
            return self._full_stop(tokens, sentence, mark, word, gap)
        if single and mark == sentence:
            return False
        return gap or word > after or (shape in (TITLE, UPPER) and tokens.text[after - 1] not in CLOSERS)

    def _full_stop(self, tokens: Tokens, sentence: int, mark: int, word: int, gap: bool) -> bool:
        """Judge a lone full stop that stands right behind a token; `word` is the next syllable or number."""
        before, text = tokens.shape[mark - 1], tokens.text[mark - 1]
        if _is_ordinal(tokens, sentence, mark):
            return False
        use = self.abbreviations.get(text)
        if use == "prefix" and before != NUMBER:
            return False
        starter = self._starts(tokens, word)
        if len(text) == 1 and before == TITLE and use is None:
            return gap and starter  # an initial: J. K. Mẫu, chị H. Theo …
        if gap:
            return True
        if tokens.shape[word] not in (TITLE, UPPER) or len(tokens.text[word]) < 2:
            return False
        return before in (LOWER, NUMBER, MARK) or starter  # …hôm qua.Ông

    def _after_credits(self, tokens: Tokens, paragraph: Paragraph, credits: Sequence[int]) -> list[int]:
        """Return the tokens that begin the text behind a photo credit without full stop (`Ảnh: AB Chiều nay …`).

        Args:
            credits: tokens of the article that begin a credit.
        """
        found: list[int] = []
        last = paragraph.last_token
        for at in credits[bisect_left(credits, paragraph.first_token) : bisect_left(credits, last - 2)]:
            for i in range(at + 3, min(at + 3 + CREDIT_SYLLABLES, last)):
                gap = tokens.start[i] > tokens.end[i - 1]
                if tokens.shape[i] == LOWER or (gap and tokens.text[i - 1] in END_MARKS):
                    break
                acronym = tokens.shape[i - 1] == UPPER and tokens.shape[i] == TITLE
                if gap and tokens.shape[i] == TITLE and (acronym or self._starts(tokens, i)):
                    found.append(i)
                    break
        return found

    def _starts(self, tokens: Tokens, word: int) -> bool:
        """Say whether a word that begins sentences stands at token `word`, with a capital."""
        if tokens.shape[word] != TITLE:
            return False
        fold = tokens.fold
        return (fold[word],) in self.starters or tuple(fold[word : word + 2]) in self.starters


def _between(tokens: Tokens, cuts: Sequence[int]) -> list[tuple[int, int]]:
    """Return the sentences between tokens at which one ends and the next begins."""
    found: list[tuple[int, int]] = []
    for start, end in pairwise(cuts):
        if end - start > LONGEST:
            found.extend(_bounded(tokens, start, end))
        elif start < end:
            found.append((start, end))
    return found


def _bounded(tokens: Tokens, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a run without end marks into pieces of at most `LONGEST` tokens, behind a comma or semicolon where there is one.

    Later stages look about freely inside a sentence, so its length bounds their work on lists and on text without marks.
    """
    while end - start > LONGEST:
        cut = next((i + 1 for i in range(start + LONGEST - 1, start + LONGEST // 2, -1) if tokens.text[i] in ",;"), 0)
        cut = cut or start + LONGEST
        yield start, cut
        start = cut
    yield start, end


def _past_closers(tokens: Tokens, mark: int, last: int) -> tuple[int, bool]:
    """Return the first token behind the run of marks at `mark` and its closers, and whether a quotation closes there."""
    at, quoted = mark + 1, False
    while at < last and tokens.start[at] == tokens.end[at - 1]:
        text = tokens.text[at]
        if text == "/" and at + 1 < last and tokens.text[at + 1] == ".":  # ./. closes a dispatch
            at += 1
        elif text in CLOSERS:
            # A straight quote before a capital opens the next sentence: `…hôm qua."Tôi …`
            if text in "\"'" and at + 1 < last and tokens.start[at + 1] == tokens.end[at] and tokens.text[at + 1].isalnum():
                break
            quoted = quoted or text in "\"”’'»"
        elif text not in END_MARKS:
            break
        at += 1
    return at, quoted


def _is_ordinal(tokens: Tokens, sentence: int, mark: int) -> bool:
    """Say whether the full stop follows the number or letter of a list: `1.`, `2.1.`, `IV.`, `a.`, `Điều 5.`, `gồm: 1.`."""
    text = tokens.text[mark - 1]
    number = tokens.shape[mark - 1] == NUMBER and len(text) <= 5 and (len(text) <= 3 or not text.isdigit())
    if not number and not (len(text) <= 4 and set(text) <= set("IVX")) and not (len(text) == 1 and text.isalpha()):
        return False
    before = mark - 2
    for _ in range(2):  # an opening quote, a dash
        sentence += sentence <= before and tokens.shape[sentence] == MARK
    if before < sentence or tokens.text[before] in ":;":
        return True
    return before == sentence and number and tokens.shape[before] in (TITLE, UPPER)


def _at_line_breaks(article: Article, paragraph: Paragraph) -> list[int]:
    """Return the first token of every line of a paragraph that the source breaks into lines."""
    found: list[int] = []
    at = article.text.find("\n", paragraph.start, paragraph.end)
    while at != -1:
        token = bisect_left(article.tokens.start, at, paragraph.first_token, paragraph.last_token)
        if token < paragraph.last_token:
            found.append(token)
        at = article.text.find("\n", at + 1, paragraph.end)
    return found
