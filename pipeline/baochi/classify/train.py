"""Fit the work-area model; `baochi train work-areas` does it from the command line.

The same corpus and terms give the same bytes. Words are learnt from written paragraphs and from the annotated articles
together; how paragraph, title and article are weighed against each other, from the articles (`baochi.classify.context`).
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from baochi.classify.context import Sheet, miscalibration, read_articles, thresholds, weigh
from baochi.classify.features import Featuriser, syllables
from baochi.classify.model import EVIDENCE, KIND, Floats, WorkAreaClassifier, chosen_of
from baochi.model_files import Model

Bools = npt.NDArray[np.bool_]
Row = dict[str, Any]
Watcher = Callable[[int, int], None]
"""Called with the number of rounds done and to do."""
FOLDS = 5
DRAWS = 1000
"""Resamples behind an interval."""
ROLL = "list"
"""Kind of a training paragraph that lists guests or addressees: by rule it is about nothing."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is not learnt from the corpus.

    Attributes:
        longest: syllables of the longest n-gram; least: paragraphs it must stand in.
        term_weight: length of the vector of term hits beside the unit-length tf-idf vector.
        inverse_regularisation: scikit-learn's C.
        roll, floor, silence, strand, strands: see `baochi.classify.model.Decision`.
    """

    longest: int = 2
    least: int = 2
    term_weight: float = 0.5
    inverse_regularisation: float = 40.0
    roll: float = 0.35
    floor: float = 0.02
    silence: float = -1.0
    strand: float = 1.0
    strands: int = 3


def read_rows(path: Path, labels: list[str]) -> list[Row]:
    """Return the rows of a corpus file.

    Raises:
        ValueError: a row is no JSON, lacks a field or names an unknown area; says file and line.
    """
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            unknown = set(row["work_areas"]) - set(labels)
            if not (row["id"] and row["text"] and row["kind"]):
                raise KeyError("id, kind or text is empty")
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise ValueError(f"{path}, line {number}: not a row with id, kind, text and work_areas ({error!r})") from error
        if unknown:
            raise ValueError(f"{path}, line {number}: unknown work areas {', '.join(sorted(unknown))}")
        rows.append(row)
    return rows


def read_taxonomy(path: Path) -> list[str]:
    """Return the codes of the work areas in their order."""
    return [area["code"] for area in tomllib.loads(path.read_text(encoding="utf-8"))["area"]]


def read_terms(labels: list[str]) -> dict[str, list[tuple[str, ...]]]:
    """Return the characteristic terms of each area as folded syllables."""
    text = (resources.files("baochi.classify") / "terms.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)["terms"]
    return {label: sorted({tuple(syllables(term)) for term in table[label]}) for label in labels}


def read_openers() -> list[tuple[str, ...]]:
    """Return the beginnings of a strand of work as folded syllables."""
    text = (resources.files("baochi.classify") / "terms.toml").read_text(encoding="utf-8")
    return sorted({tuple(syllables(opener)) for opener in tomllib.loads(text)["clauses"]["openers"]})


def matrix(rows: list[Row], labels: list[str]) -> Bools:
    """Return gold labels, rows x labels."""
    return np.array([[label in row["work_areas"] for label in labels] for row in rows], dtype=bool)


def fit(
    documents: Sequence[Sequence[str]], gold: Bools, terms: dict[str, list[tuple[str, ...]]], settings: Settings
) -> tuple[Featuriser, list[Any]]:
    """Return a fitted featuriser and one estimator a label."""
    featuriser = Featuriser.fit(documents, terms, settings.longest, settings.least, settings.term_weight)
    rows = featuriser.transform(featuriser.trie.count(documents))
    return featuriser, [_estimator(rows, column, settings) for column in gold.T]


def _estimator(rows: Any, column: Bools, settings: Settings) -> Any:
    estimator = LogisticRegression(C=settings.inverse_regularisation, solver="liblinear", random_state=0)
    return estimator.fit(rows, column)


def f1(gold: Bools, chosen: Bools) -> tuple[float, float]:
    """Return micro- and macro-averaged F1; labels without a positive in gold do not count in the macro average."""
    right, both = (gold & chosen).sum(axis=0), gold.sum(axis=0) + chosen.sum(axis=0)
    present = gold.any(axis=0)
    macro = np.mean(2 * right[present] / both[present]) if present.any() else 0.0
    return float(2 * right.sum() / max(1, both.sum())), float(macro)


def fit_model(corpus: Path, settings: Settings, watch: Watcher | None = None) -> tuple[Model, list[tuple[str, ...]]]:
    """Train on the folder `corpus` and on `taxonomy.toml` and `gold/` beside it; return the model and its scores.

    Raises:
        ValueError: a row or an article cannot be used; says which. OSError: a file cannot be read.
    """
    labels = read_taxonomy(corpus.parent / "taxonomy.toml")
    rows, dev_rows = (read_rows(corpus / name, labels) for name in ("train.jsonl", "dev.jsonl"))
    train, dev = (read_articles(corpus.parent / "gold" / name, labels) for name in ("train", "dev"))
    written = written_sheet(rows, labels)
    dev = dev.joined(written_sheet(dev_rows, labels))
    decision: dict[str, Any] = dict.fromkeys(EVIDENCE, 1.0) | {
        "bias": 0.0,
        "thresholds": dict.fromkeys(labels, 0.5),
        "best": 0.5,
        **{name: getattr(settings, name) for name in ("roll", "floor", "silence", "strand", "strands")},
    }
    evidence, roll, seen = _held_evidence(labels, written, train, settings, decision, watch)
    kept = roll < settings.roll
    weights, bias = weigh(evidence[:, kept], seen.gold[kept])
    decision |= dict(zip(EVIDENCE, weights, strict=True)) | {"bias": bias}
    model = _base(labels, written, seen, settings, decision)
    scores = _scores_of(model, dev)
    own, best = thresholds(scores, dev.gold)
    decision |= {"thresholds": dict(zip(labels, own, strict=True)), "best": best}
    model.config["rows"] = {"written": len(rows), "annotated": len(seen), "articles": len(train.titles)}
    held = np.zeros(train.gold.shape, dtype=np.float32)
    held[train.speaking] = np.where(kept[:, None], WorkAreaClassifier.from_model(model).mix(evidence), 0)
    rule = np.array(own, dtype=np.float32), best
    sides = [(train.gold, held), (dev.gold[: -len(dev_rows)], scores[: -len(dev_rows)])]
    sides.append((dev.gold[-len(dev_rows) :], scores[-len(dev_rows) :]))
    heads = (f"annotated articles, {FOLDS}-fold cross-validation", "annotated articles, dev", "written paragraphs, dev")
    return model, _table(labels, heads, sides, rule, settings.floor)


def written_sheet(rows: list[Row], labels: list[str]) -> Sheet:
    """Return the rows of a corpus file as articles of one paragraph without a title."""
    number = np.arange(len(rows), dtype=np.int64)
    folds, kinds = [syllables(row["text"]) for row in rows], [row["kind"] for row in rows]
    return Sheet(folds, kinds, number, [[] for _ in rows], matrix(rows, labels))


def _base(labels: list[str], written: Sheet, articles: Sheet, settings: Settings, decision: dict[str, Any]) -> Model:
    """Return a model whose log-odds are fitted on written paragraphs and articles, with these numbers for the context."""
    terms, sheet = read_terms(labels), written.joined(articles)
    featuriser, estimators = fit(sheet.folds, sheet.gold, terms, settings)
    # Nobody has marked which of the articles' paragraphs about nothing are lists of guests.
    marked = np.concatenate([np.ones(len(written), dtype=bool), articles.gold.any(axis=1)])
    part = sheet.part(marked)
    rolls = np.array([kind == ROLL for kind in part.kinds])
    estimators.append(_estimator(featuriser.transform(featuriser.trie.count(part.folds)), rolls, settings))
    config = {
        "labels": labels,
        "decision": decision,
        "term_weight": settings.term_weight,
        "settings": asdict(settings),
        "versions": {"scikit-learn": sklearn.__version__},
    }
    vocabulary = {
        "ngrams": [" ".join(gram) for gram in featuriser.trie.ngrams],
        "idf": [round(float(value), 5) for value in featuriser.idf],
        "terms": {area: [" ".join(term) for term in found] for area, found in terms.items()},
        "openers": [" ".join(opener) for opener in read_openers()],
    }
    arrays = {
        "weights": np.vstack([e.coef_[0] for e in estimators]).T.astype(np.float32),
        "bias": np.array([e.intercept_[0] for e in estimators], dtype=np.float32),
    }
    return Model(KIND, arrays, config, vocabulary)


def _held_evidence(
    labels: list[str],
    written: Sheet,
    train: Sheet,
    settings: Settings,
    decision: dict[str, Any],
    watch: Watcher | None,
) -> tuple[Floats, Floats, Sheet]:
    """Return evidence and probability of being a list, of the speaking paragraphs by models that have not seen their
    articles; and these paragraphs.
    """
    spoken = train.part(train.speaking)
    evidence: Floats = np.zeros((len(EVIDENCE), *spoken.gold.shape), dtype=np.float32)
    roll = np.zeros(len(spoken), dtype=np.float32)
    folds = min(FOLDS, len(train.titles))
    articles = np.arange(len(train.titles))
    parted: list[tuple[Any, Any]] = list(KFold(folds, shuffle=True, random_state=0).split(articles))
    for done, (seen, held) in enumerate(parted):
        if watch is not None:
            watch(done, folds)
        model = _base(labels, written, spoken.part(np.isin(spoken.article, seen)), settings, decision)
        rows = np.isin(spoken.article, held)
        part = spoken.part(rows)
        classifier = WorkAreaClassifier.from_model(model)
        texts = classifier.featuriser.trie.texts
        found, probability = classifier.evidence(texts(part.folds), texts(part.titles), part.article)
        evidence[:, rows] = found
        roll[rows] = probability.ravel()
    return evidence, roll, spoken


def _scores_of(model: Model, sheet: Sheet) -> Floats:
    classifier, speaking = WorkAreaClassifier.from_model(model), sheet.speaking
    texts = classifier.featuriser.trie.texts
    return classifier.score(texts(sheet.part(speaking).folds), speaking, texts(sheet.titles), sheet.article)


def _table(
    labels: list[str],
    heads: Sequence[str],
    sides: Sequence[tuple[Bools, Floats]],
    rule: tuple[Floats, float],
    floor: float,
) -> list[tuple[str, ...]]:
    """Return a table: micro- and macro-F1, calibration and each label's F1, for sides of gold and probabilities."""
    pairs = [(gold, chosen_of(scores, *rule)) for gold, scores in sides]
    table: list[tuple[str, ...]] = [("", *(f"{head} ({len(g)})" for head, (g, _) in zip(heads, sides, strict=True)))]
    table.append(("micro", *(_interval(*pair, 0) for pair in pairs)))
    table.append(("macro", *(_interval(*pair, 1) for pair in pairs)))
    table.append(("calibration error", *(f"{miscalibration(scores, gold, floor):.3f}" for gold, scores in sides)))
    for j, label in enumerate(labels):
        cells = (f"{f1(g[:, [j]], c[:, [j]])[0]:.3f} of {g[:, j].sum()}" for g, c in pairs)
        table.append((f"`{label}`", *cells))
    return table


def _interval(gold: Bools, found: Bools, which: int) -> str:
    """Return micro-F1 (0) or macro-F1 (1) with its 95 % interval over paragraphs (bootstrap)."""
    random = np.random.default_rng(0)
    draws = (random.integers(len(gold), size=len(gold)) for _ in range(DRAWS))
    low, high = np.quantile([f1(gold[rows], found[rows])[which] for rows in draws], [0.025, 0.975])
    return f"{f1(gold, found)[which]:.3f} ({low:.3f}–{high:.3f})"
