"""Work areas of paragraphs: one logistic regression an area, looked at together with the title and the whole article.

A body paragraph of a smuggling report is about smuggling even where it does not say the word. So the log-odds of a
paragraph are a weighted mean of its own, its title's and its article's; the weights stand in the model's config.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from baochi.article import Article
from baochi.classify import persist
from baochi.classify.features import Featuriser, syllables
from baochi.resources import model_folder
from baochi.text.tokens import MARK, shape_of

Floats = npt.NDArray[np.float32]

SILENT = frozenset({"caption", "byline", "other", "title"})
"""Paragraph kinds that are about nothing."""
HEADING_LEAST = 4
"""A heading of fewer words is about nothing."""
BATCH = 2048
"""Articles looked at in one sparse product: bounds memory."""


@dataclass(frozen=True, slots=True)
class Decision:
    """How scores become labels.

    Attributes:
        title, article: weight of the log-odds of the title and of the article beside the paragraph's own, which weighs 1.
        thresholds: label -> least probability.
        best: a paragraph with no label over its threshold gets its best one from this probability on.
        roll: a paragraph that is a list of guests or addressees with this probability is about nothing.
        floor: scores under it are not written out.
    """

    title: float
    article: float
    thresholds: dict[str, float]
    best: float
    roll: float
    floor: float


class WorkAreaClassifier:
    """Gives every paragraph the work areas that it is about.

    Example:
        >>> classifier = WorkAreaClassifier.load()
        >>> scores = classifier.predict(["Đội Kiểm soát Hải quan bắt giữ 2 tấn hàng lậu, không có hoá đơn chứng từ."])
        >>> classifier.labels[int(scores[0].argmax())]
        'smuggling'
    """

    def __init__(
        self, labels: Sequence[str], featuriser: Featuriser, weights: Floats, bias: Floats, decision: Decision
    ) -> None:
        self.labels = list(labels)
        self.featuriser = featuriser
        self.decision = decision
        self._weights = weights
        self._bias = bias
        self._thresholds = np.array([decision.thresholds[label] for label in self.labels], dtype=np.float32)

    @classmethod
    def load(cls, path: str | Path | None = None) -> WorkAreaClassifier:
        """Read a model folder (default: the one that comes with baochi).

        Raises:
            FileNotFoundError: no such folder; baochi.classify.persist.ModelError: the model is damaged.
        """
        folder = Path(path) if path is not None else model_folder("work_areas")
        estimators, config, vocabulary = persist.read(folder)
        return cls.from_parts(estimators, config, vocabulary)

    @classmethod
    def from_parts(cls, estimators: Sequence[Any], config: dict[str, Any], vocabulary: dict[str, Any]) -> WorkAreaClassifier:
        """Put a classifier together from what `baochi.classify.persist` stores: an estimator a label, then one for rolls."""
        featuriser = Featuriser(
            [tuple(gram.split(" ")) for gram in vocabulary["ngrams"]],
            vocabulary["idf"],
            {area: [tuple(t.split(" ")) for t in terms] for area, terms in vocabulary["terms"].items()},
            config["term_weight"],
        )
        weights = np.vstack([e.coef_[0] for e in estimators]).T.astype(np.float32)
        bias = np.array([e.intercept_[0] for e in estimators], dtype=np.float32)
        return cls(config["labels"], featuriser, weights, bias, Decision(**config["decision"]))

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
        folds = [syllables(text) for text in texts]
        return self._predict(folds, kinds, [syllables(title) for title in titles], index)

    def annotate(self, articles: Sequence[Article]) -> None:
        """Fill `work_areas` and `work_area_scores` of every paragraph. Kinds must be known; tokens are used if there."""
        for start in range(0, len(articles), BATCH):
            batch = articles[start : start + BATCH]
            paragraphs = [p for a in batch for p in a.paragraphs]
            index = np.repeat(np.arange(len(batch)), [len(a.paragraphs) for a in batch])
            folds = [f for a in batch for f in _folds(a)]
            scores = self._predict(folds, [p.kind for p in paragraphs], [syllables(_title(a)) for a in batch], index)
            for paragraph, areas, row in zip(paragraphs, self.decide(scores), scores, strict=True):
                order = np.flatnonzero(row >= self.decision.floor)
                ranked = order[np.argsort(-row[order], kind="stable")].tolist()
                paragraph.work_areas = areas
                paragraph.work_area_scores = [(self.labels[i], round(float(row[i]), 4)) for i in ranked]

    def decide(self, scores: Floats) -> list[list[str]]:
        """Return for each row of probabilities the labels, most probable first."""
        chosen = scores >= self._thresholds
        if len(scores):
            top = scores.argmax(axis=1)
            rows = np.flatnonzero(~chosen.any(axis=1) & (scores.max(axis=1) >= self.decision.best))
            chosen[rows, top[rows]] = True
        labels: list[list[str]] = [[] for _ in range(len(scores))]
        for row in np.flatnonzero(chosen.any(axis=1)).tolist():
            columns = np.flatnonzero(chosen[row])
            ranked = columns[np.argsort(-scores[row, columns], kind="stable")]
            labels[row] = [self.labels[i] for i in ranked.tolist()]
        return labels

    def _predict(
        self,
        folds: Sequence[Sequence[str]],
        kinds: Sequence[str],
        titles: Sequence[Sequence[str]],
        article: npt.NDArray[np.int64],
    ) -> Floats:
        speaks = np.array([_speaks(kind, f) for kind, f in zip(kinds, folds, strict=True)], dtype=bool)
        rows = np.flatnonzero(speaks)
        if not len(rows):
            return np.zeros((len(folds), len(self.labels)), dtype=np.float32)
        counts = self.featuriser.trie.count([folds[i] for i in rows.tolist()])
        article = article[rows]
        shape = (len(titles), len(rows))
        sums = sparse.csr_matrix((np.ones(len(rows), dtype=np.float32), (article, np.arange(len(rows)))), shape=shape)
        own, roll = np.split(self._log_odds(counts), [len(self.labels)], axis=1)
        whole = self._log_odds(sparse.csr_matrix(sums @ counts))[:, : len(self.labels)]
        headline = self._log_odds(self.featuriser.trie.count(titles))[:, : len(self.labels)]
        title_weight = np.array([self.decision.title if t else 0.0 for t in titles], dtype=np.float32)[article, None]
        mixed = own + title_weight * headline[article] + self.decision.article * whole[article]
        mixed /= 1 + title_weight + self.decision.article
        scores = np.zeros((len(folds), len(self.labels)), dtype=np.float32)
        scores[rows] = np.where(_probability(roll) < self.decision.roll, _probability(mixed.astype(np.float32)), 0)
        return scores

    def _log_odds(self, counts: sparse.csr_matrix) -> Floats:
        return np.asarray(self.featuriser.transform(counts) @ self._weights + self._bias, dtype=np.float32)


def _probability(log_odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-log_odds)), dtype=np.float32)


def _speaks(kind: str, folds: Sequence[str]) -> bool:
    if kind in SILENT:
        return False
    if kind == "heading":
        return sum(shape_of(fold) != MARK for fold in folds) >= HEADING_LEAST
    return bool(folds)


def _title(article: Article) -> str:
    """Return the title; in plain text it is a paragraph."""
    return article.title or next((article.text[p.start : p.end] for p in article.paragraphs if p.kind == "title"), "")


def _folds(article: Article) -> Iterator[Sequence[str]]:
    for paragraph in article.paragraphs:
        if article.tokens:
            yield article.tokens.fold[paragraph.first_token : paragraph.last_token]
        else:  # not tokenised yet: the classifier is used by itself
            yield syllables(article.text[paragraph.start : paragraph.end])
