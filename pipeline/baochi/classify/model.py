"""Work areas of paragraphs: one logistic regression an area, looked at together with clauses, title and whole article.

A body paragraph of a smuggling report is about smuggling even where it does not say the word. A
paragraph of a report that lists ten strands of work is about an area that only one clause of it names. So the log-odds of
a paragraph are a weighted sum of its own, its strongest clause's, its title's and its article's plus a bias. These
numbers are fitted on annotated articles (`baochi.classify.context`) and stand in the model's config.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, compress, pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

from baochi.article import Article
from baochi.classify.features import (
    CLAUSE_MARK,
    NO_TOKENS,
    Bools,
    ClauseSplitter,
    Featuriser,
    Floats,
    Numbers,
    Texts,
    numbered,
)
from baochi.model_files import Model, load_model
from baochi.text.tokens import MARK, Tokens, tokenise

KIND = "work_areas"
"""Name of the shipped model, and what its config says it is."""
SILENT = frozenset({"caption", "byline", "other", "title"})
"""Paragraph kinds that are about nothing."""
HEADING_LEAST = 4
"""A heading of fewer words is about nothing."""
BETWEEN: Numbers = np.array([CLAUSE_MARK], dtype=np.int32)
"""Stands between paragraphs, so that no n-gram crosses from one into the next."""
BATCH = 2048
"""Articles looked at in one sparse product: bounds memory."""


Text = tuple[Sequence[str], Numbers]
"""Shapes and numbers (`NgramTrie`) of the tokens of a text."""

EVIDENCE = ("own", "clause", "title", "article")
"""What a paragraph is judged by, in this order."""


@dataclass(frozen=True, slots=True)
class Decision:
    """How scores become labels.

    Attributes:
        own, clause, title, article: weights of the log-odds of the paragraph, of that clause of it which speaks most for
            the area, of the title and of the article. Where there is no title, that clause stands in for it; so it does
            in a paragraph that lists strands of work, which the title of a report ("Summing up the year") cannot name.
        bias: what is added to the weighted sum.
        thresholds: label -> least probability of it.
        best: a paragraph with no label over its threshold gets its best one from this probability on.
        roll: a paragraph that is a list of guests or addressees with this probability is about nothing.
        floor: scores under it are not written out.
        silence: least log-odds of an article: that the rest of it is about something else says no more against an area.
        strand, strands: a paragraph lists strands of work where its clauses name this many areas with these log-odds.
    """

    own: float
    clause: float
    title: float
    article: float
    bias: float
    thresholds: dict[str, float]
    best: float
    roll: float
    floor: float
    silence: float
    strand: float
    strands: int

    @property
    def weights(self) -> Floats:
        """The weights in the order of `EVIDENCE`."""
        return np.array([getattr(self, name) for name in EVIDENCE], dtype=np.float32)


class WorkAreaClassifier:
    """Gives every paragraph the work areas that it is about.

    Example:
        >>> classifier = WorkAreaClassifier.load()
        >>> scores = classifier.predict(["Đội Kiểm soát Hải quan bắt giữ 2 tấn hàng lậu, không có hoá đơn chứng từ."])
        >>> classifier.labels[int(scores[0].argmax())]
        'smuggling'
    """

    def __init__(
        self,
        labels: Sequence[str],
        featuriser: Featuriser,
        split: ClauseSplitter,
        weights: Floats,
        bias: Floats,
        decision: Decision,
    ) -> None:
        self.labels = list(labels)
        self.featuriser = featuriser
        self.split = split
        self.decision = decision
        self._weights = weights
        self._bias = bias
        self._thresholds = np.array([decision.thresholds[label] for label in self.labels], dtype=np.float32)

    @classmethod
    def load(cls, path: str | Path | None = None) -> WorkAreaClassifier:
        """Read a model folder (default: the one that comes with baochi).

        Raises:
            FileNotFoundError: no such folder; ModelError: the model is damaged.
        """
        return cls.from_model(load_model(KIND, path))

    @classmethod
    def from_model(cls, model: Model) -> WorkAreaClassifier:
        """Put a classifier together from stored parts: a column of weights an area, then one for rolls."""
        config, words = model.config, model.vocabulary
        openers = [tuple(opener.split(" ")) for opener in words["openers"]]
        featuriser = Featuriser(
            [tuple(gram.split(" ")) for gram in words["ngrams"]],
            words["idf"],
            {area: [tuple(t.split(" ")) for t in terms] for area, terms in words["terms"].items()},
            config["term_weight"],
            others=chain.from_iterable(openers),
        )
        split = ClauseSplitter(openers, featuriser.trie)
        weights, bias = model.arrays["weights"], model.arrays["bias"]
        return cls(config["labels"], featuriser, split, weights, bias, Decision(**config["decision"]))

    def predict(
        self,
        texts: Sequence[str],
        kinds: Sequence[str] | None = None,
        titles: Sequence[str] | None = None,
        article_index: Sequence[int] | None = None,
    ) -> Floats:
        """Return probabilities, paragraphs x `labels`.

        Args:
            texts: paragraphs; kinds: their kinds (default: all `body`). A silent paragraph scores 0 everywhere.
            titles: titles of the articles; article_index: for each paragraph the number of its article.
                Without `article_index` every paragraph is an article of its own.
        """
        index = np.arange(len(texts)) if article_index is None else np.asarray(article_index, dtype=np.int64)
        kinds = ["body"] * len(texts) if kinds is None else kinds
        n_articles = int(index.max(initial=-1)) + 1
        titles = [""] * n_articles if titles is None else titles
        if not len(texts) == len(kinds) == len(index) or len(titles) < n_articles:
            raise ValueError("texts, kinds and article_index must have one entry a paragraph, titles one an article")
        paragraphs = [self._read(tokenise(text)) for text in texts]
        return self._score(paragraphs, kinds, [self._read(tokenise(title))[1] for title in titles], index)

    def annotate(self, articles: Sequence[Article]) -> None:
        """Fill `work_areas` and `work_area_scores` of every paragraph. Kinds must be known; tokens are used if there.

        Quantities and assessments found before get the most probable area of their paragraph.
        """
        for start in range(0, len(articles), BATCH):
            batch = articles[start : start + BATCH]
            paragraphs = [p for a in batch for p in a.paragraphs]
            scores = self._score_articles(batch)
            chosen, seen = self._ranked(scores, self._chosen(scores), scores >= self.decision.floor)
            for paragraph, areas, pairs in zip(paragraphs, chosen, seen, strict=True):
                paragraph.work_areas, paragraph.work_area_scores = [label for label, _ in areas], pairs
            for article in batch:
                for record in (*article.quantities, *article.assessments):
                    record.work_area = next(iter(article.paragraphs[record.para].work_areas), "")

    def _score_articles(self, articles: Sequence[Article]) -> Floats:
        """Return probabilities, paragraphs of all articles x `labels`."""
        kinds = [p.kind for a in articles for p in a.paragraphs]
        index = np.repeat(np.arange(len(articles)), [len(a.paragraphs) for a in articles])
        read = [list(self._paragraphs(article)) for article in articles]
        titles = [self._title(article, paragraphs) for article, paragraphs in zip(articles, read, strict=True)]
        return self._score(list(chain.from_iterable(read)), kinds, titles, index)

    def _read(self, tokens: Tokens) -> Text:
        return tokens.shape, tokens.take(self.featuriser.trie.column)

    def _paragraphs(self, article: Article) -> Iterator[Text]:
        """Yield the tokens of each paragraph."""
        if len(article.tokens):
            shapes, numbers = self._read(article.tokens)
            for p in article.paragraphs:
                yield shapes[p.first_token : p.last_token], numbers[p.first_token : p.last_token]
        else:  # not tokenised yet: the classifier is used by itself
            for p in article.paragraphs:
                yield self._read(tokenise(article.text[p.start : p.end]))

    def _title(self, article: Article, paragraphs: Sequence[Text]) -> Numbers:
        """Return the tokens of the title; in plain text it is one of the paragraphs."""
        if article.title:
            return self._read(article.title_tokens if len(article.title_tokens) else tokenise(article.title))[1]
        titles = (numbers for p, (_, numbers) in zip(article.paragraphs, paragraphs, strict=True) if p.kind == "title")
        return next(titles, NO_TOKENS)

    def _score(
        self,
        paragraphs: Sequence[Text],
        kinds: Sequence[str],
        titles: Sequence[Numbers],
        article: npt.NDArray[np.int64],
    ) -> Floats:
        speaking = [speaks(kind, shapes) for kind, (shapes, _) in zip(kinds, paragraphs, strict=True)]
        spoken = [numbers for _, numbers in compress(paragraphs, speaking)]
        return self.score(Texts.of(spoken), np.array(speaking, dtype=bool), Texts.of(titles), article)

    def decide(self, scores: Floats) -> list[list[str]]:
        """Return for each row of probabilities the labels, most probable first."""
        [chosen] = self._ranked(scores, self._chosen(scores))
        return [[label for label, _ in pairs] for pairs in chosen]

    def _chosen(self, scores: Floats) -> Bools:
        return chosen_of(scores, self._thresholds, self.decision.best)

    def _ranked(self, scores: Floats, *kept: Bools) -> list[list[list[tuple[str, float]]]]:
        """Return for each of `kept`, and each row, the labels that are kept and their probabilities with four decimals, most
        probable first.
        """
        rows, columns = np.nonzero(np.logical_or.reduce(kept))
        order = np.lexsort((-scores[rows, columns], rows))  # of equals the first label first
        rows, columns = rows[order], columns[order]
        values = np.round(scores[rows, columns].astype(np.float64), 4)
        pairs = list(zip(map(self.labels.__getitem__, columns.tolist()), values.tolist(), strict=True))
        ranked: list[list[list[tuple[str, float]]]] = []
        for which in (mask[rows, columns] for mask in kept):
            some = list(compress(pairs, which.tolist()))
            borders = np.searchsorted(rows[which], np.arange(len(scores) + 1)).tolist()
            ranked.append([some[first:last] for first, last in pairwise(borders)])
        return ranked

    def explain(self, article: Article, para: int, most: int = 8) -> list[tuple[str, list[tuple[str, float]]]]:
        """Return for each work area of a paragraph the words that weighed most for it.

        A score is linear in its words before it becomes a probability, so each n-gram has an exact share: what it adds to
        the log-odds through the paragraph, its strongest clause, the title and the article together (natural logarithm;
        shares of one area can be compared, those over 1 are strong). Kinds must be known.

        Args:
            para: index of the paragraph; most: how many words an area, heaviest first, only those that speak for it.

        Returns:
            (code, [(words as written, in lower case, share), …]) in the order of the codes of `decide`; empty for a
            paragraph about nothing.

        Raises:
            IndexError: the article has no such paragraph.

        Example:
            >>> from baochi.article import Article, SourceArticle
            >>> article = Article.from_source(SourceArticle(["Bắt xe tải chở hàng lậu."], title="Bắt hàng lậu"))
            >>> [(code, words[0][0]) for code, words in WorkAreaClassifier.load().explain(article, 0)]
            [('smuggling', 'hàng lậu')]
        """
        if not 0 <= para < len(article.paragraphs):
            raise IndexError(f"article {article.article_id} has {len(article.paragraphs)} paragraphs, not one number {para}")
        areas = self.decide(self._score_articles([article]))[para]
        if not areas:
            return []
        read, trie = list(self._paragraphs(article)), self.featuriser.trie
        title, numbers = self._title(article, read), read[para][1]
        starts = self.split.starts(Texts.of([numbers]))
        clauses = np.split(numbers, starts[1:])
        spoken = (n for p, (shapes, n) in zip(article.paragraphs, read, strict=True) if speaks(p.kind, shapes))
        whole = np.concatenate([part for n in spoken for part in (n, BETWEEN)])
        by_clause = self._log_odds(trie.tally(Texts.of(clauses)))[:, : len(self.labels)]
        untitled = not len(title) or bool(self._lists(by_clause, np.array([0, len(clauses)]))[0])
        tokens = tokenise(f"{article.text} {article.title}")
        written = dict(zip(tokens.fold, map(str.lower, tokens.text), strict=True))
        explained = []
        for area in areas:
            label = self.labels.index(area)
            strongest = clauses[int(by_clause[:, label].argmax())]
            counts = trie.tally(Texts.of([numbers, strongest, strongest if untitled else title, whole]))
            weights = self.decision.weights.copy()
            if self._log_odds(counts)[-1, label] < self.decision.silence:
                weights[-1] = 0
            column = self.featuriser.shares(weights[None], counts, self._weights[:, [label]]).ravel()
            heaviest = [i for i in np.argsort(-column, kind="stable")[:most].tolist() if column[i] > 0]
            words = [(" ".join(written.get(s) or s for s in trie.ngrams[i]), round(float(column[i]), 3)) for i in heaviest]
            explained.append((area, words))
        return explained

    def evidence(self, paragraphs: Texts, titles: Texts, article: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Return what the context weights are applied to, log-odds by `EVIDENCE` x paragraph x label; and the probability of
        each paragraph to be a list of guests or addressees.

        Args:
            article: for each paragraph the number of its article.
        """
        counts, first = self._count(paragraphs, titles, article)
        odds = self._log_odds(counts)
        ends = np.cumsum([first[-1], len(titles), len(paragraphs)])
        roll = odds[ends[1] : ends[2], len(self.labels) :]
        clause, headline, own, whole = np.split(odds[:, : len(self.labels)], ends)
        strongest, lists = np.maximum.reduceat(clause, first[:-1], axis=0), self._lists(clause, first)
        titled = (np.diff(titles.borders) > 0)[article] & ~lists
        titled_by = np.where(titled[:, None], headline[article], strongest)
        return np.stack([own, strongest, titled_by, whole.clip(self.decision.silence)[article]]), probability(roll)

    def _count(
        self, paragraphs: Texts, titles: Texts, article: npt.NDArray[np.int64]
    ) -> tuple[sparse.csr_matrix, npt.NDArray[np.int64]]:
        """Return the n-gram counts of all clauses, titles, paragraphs and articles, in this order of rows; and the number of
        each paragraph's first clause, last that of all clauses.
        """
        trie, texts = self.featuriser.trie, paragraphs.joined(titles)
        clauses = self.split.starts(paragraphs)
        parts = np.diff(np.concatenate([clauses, texts.borders[len(paragraphs) :]]))
        part, columns = trie.find(texts.numbers, numbered(parts))
        first = np.searchsorted(clauses, paragraphs.borders)
        inside = part < len(clauses)  # what stands in a clause stands in its paragraph and article: none crosses a mark
        paragraph = numbered(np.diff(first))[part[inside]]
        rows = [part, len(parts) + paragraph, len(parts) + len(paragraphs) + article.astype(np.int32)[paragraph]]
        columns = [columns, columns[inside], columns[inside]]
        return trie.table(np.concatenate(rows), np.concatenate(columns), len(parts) + len(texts)), first

    def _lists(self, clause_odds: Floats, first: npt.NDArray[np.int64]) -> Bools:
        """Return whether each paragraph lists strands of work; `first`: numbers of its first clause and the next one's."""
        paragraph = np.repeat(np.arange(len(first) - 1), np.diff(first))
        named = np.zeros((len(first) - 1, len(self.labels)), dtype=bool)
        sure = clause_odds.max(axis=1) >= self.decision.strand
        named[paragraph[sure], clause_odds.argmax(axis=1)[sure]] = True
        return named.sum(axis=1) >= self.decision.strands

    def mix(self, evidence: Floats) -> Floats:
        """Return the probabilities that follow from `evidence`, paragraph x label."""
        return probability(np.tensordot(self.decision.weights, evidence, axes=1) + self.decision.bias)

    def score(self, paragraphs: Texts, speaking: Bools, titles: Texts, article: npt.NDArray[np.int64]) -> Floats:
        """Return probabilities as `predict` does, of tokens that are numbered already.

        Args:
            speaking: of all paragraphs those that are about something: `paragraphs` are these.
        """
        scores = np.zeros((len(speaking), len(self.labels)), dtype=np.float32)
        if len(paragraphs):
            evidence, roll = self.evidence(paragraphs, titles, article[speaking])
            scores[speaking] = np.where(roll < self.decision.roll, self.mix(evidence), 0)
        return scores

    def _log_odds(self, counts: sparse.csr_matrix) -> Floats:
        return np.asarray(self.featuriser.transform(counts) @ self._weights + self._bias, dtype=np.float32)


def chosen_of(scores: npt.NDArray[np.floating], thresholds: float | Floats, best: float) -> Bools:
    """Return which labels each row of probabilities gets; see `Decision`."""
    chosen = scores >= thresholds
    if len(scores):
        top = scores.argmax(axis=1)
        rows = np.flatnonzero(~chosen.any(axis=1) & (scores.max(axis=1) >= best))
        chosen[rows, top[rows]] = True
    return chosen


def probability(log_odds: Floats) -> Floats:
    """Return the probabilities that belong to log-odds."""
    return np.asarray(1 / (1 + np.exp(-log_odds)), dtype=np.float32)


def speaks(kind: str, shapes: Sequence[str]) -> bool:
    """Return whether a paragraph of that kind and with tokens of these shapes can be about anything."""
    if kind in SILENT:
        return False
    if kind == "heading":
        return len(shapes) - shapes.count(MARK) >= HEADING_LEAST
    return bool(shapes)
