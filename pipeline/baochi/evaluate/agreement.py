"""How far two annotators agree: F1, Cohen's kappa and Krippendorff's alpha a layer, and where they do not.

Kappa and alpha correct for chance and need cases that both sides judged: the labels of paragraphs and of records that both
have, and for spans every syllable, inside a span or not. For records there is no number of things that neither annotated;
F1 is what kappa comes to when that number is great (Hripcsak and Rothschild 2005), so F1 stands alone there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import cohen_kappa_score

from baochi.evaluate.annotated import Annotated
from baochi.evaluate.classes import AREAS, classifications
from baochi.evaluate.figures import draws, figures_of
from baochi.evaluate.layers import WORK_AREA
from baochi.evaluate.measure import Measured, measure
from baochi.evaluate.report import markdown
from baochi.evaluate.side import Side, SidesError, named, read_gold_side, with_digest
from baochi.evaluate.signature import signature
from baochi.evaluate.spans import LABELS, Labelled, spans_of
from baochi.evaluate.tally import Error
from baochi.text.tokens import tokenise

SAID = {"missed": "only in A", "extra": "only in B"}
Judgements = tuple[Sequence[str] | np.ndarray, Sequence[str] | np.ndarray]
"""What A and B say of the same cases; empty where a side says nothing."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """One layer of two annotations.

    Attributes:
        f1: of B against A, which is the same the other way round; for labels the share of cases on which both agree.
        kappa, alpha: null where chance cannot be corrected for, or where only one label was used.
        cases: items of A and B together for F1 alone, else the cases both judged.
    """

    layer: str
    f1: float
    kappa: float | None
    alpha: float | None
    cases: int


@dataclass(frozen=True, slots=True)
class Agreements:
    """Two annotations of the same articles.

    Attributes:
        disagreements: in the order of the articles; `missed` is what only A has, `extra` what only B has.
    """

    n_articles: int
    signature: str
    layers: list[Agreement]
    disagreements: list[Error]

    HEADER = ("layer", "F1", "kappa", "alpha", "cases")

    def rows(self) -> list[tuple[str, ...]]:
        """Return the layers as rows of text under `HEADER`."""
        return [
            (a.layer, *("" if v is None else f"{v:.3f}" for v in (a.f1, a.kappa, a.alpha)), str(a.cases))
            for a in self.layers
        ]

    def disagreement_rows(self) -> list[tuple[str, str, str]]:
        """Return article, what is at issue, and both sides of every disagreement."""
        return [(e.article_id, f"{e.what}, {SAID.get(e.type, e.type)}", e.item) for e in self.disagreements]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        layers = {a.layer: {k: v for k, v in asdict(a).items() if k != "layer"} for a in self.layers}
        errors = [error.as_dict() for error in self.disagreements]
        return {"signature": self.signature, "articles": self.n_articles, "layers": layers, "disagreements": errors}

    def as_markdown(self) -> str:
        """Return layers and disagreements as tables."""
        listed = markdown(("article", "disagreement", "item"), self.disagreement_rows(), words=3)
        parts = [f"{self.n_articles:,} articles", markdown(self.HEADER, self.rows())]
        parts += [f"### Disagreements: {len(self.disagreements):,}", listed] if self.disagreements else []
        return "\n\n".join([*parts, f"`{self.signature}`"]) + "\n"


def agree(a: str | Path, b: str | Path, *, common: bool = False) -> Agreements:
    """Say how far two annotations of the same articles agree; each is a folder of gold files or a dataset.

    Args:
        common: look at the articles that both have; otherwise both must have the same.

    Raises:
        GoldError, DatasetError: a folder cannot be used.
        SidesError: articles or texts differ (the message names them, with digests).
        ValueError: `krippendorff` is not installed; the message says how to get it.
    """
    _check_package()
    one, other = read_gold_side(a), read_gold_side(b)
    _same_articles(one, other, common=common)
    measured = measure(one, other)
    figures = figures_of([t.counts() for t in measured.tallies], draws(len(measured.tallies), 0, 0))
    records = [
        Agreement(f.layer, f.f1, None, None, f.gold + f.extracted)
        for f in figures.values()
        if (f.gold or f.extracted) and not f.layer.endswith("(accuracy)") and not f.layer.startswith(("spans", WORK_AREA))
    ]
    layers = [*records, *_labels(measured), *_spans(measured)]
    line = signature(one.digest, other.digest, len(one.articles))
    return Agreements(len(one.articles), line, layers, list(measured.errors()))


def _check_package() -> None:
    try:
        import krippendorff  # noqa: F401
    except ModuleNotFoundError as error:
        raise ValueError("agreement needs the package krippendorff: pip install 'baochi[evaluate]'") from error


def _same_articles(one: Side, other: Side, *, common: bool) -> None:
    shared = {key for key in one.articles if key in other.articles}
    alone: list[tuple[Side, list[Annotated]]] = [
        (side, [a for key, a in side.articles.items() if key not in shared]) for side in (one, other)
    ]
    if not shared or (not common and any(articles for _, articles in alone)):
        said = "; ".join(f"only in {side.folder}: {named(articles, with_digest)}" for side, articles in alone if articles)
        raise SidesError(f"the two sides hold different articles; {said}")
    for side in (one, other):
        side.articles = {key: article for key, article in side.articles.items() if key in shared}


def _labels(measured: Measured) -> list[Agreement]:
    """Return the agreement on labels of paragraphs, and of records that both sides have."""
    result = []
    for c in classifications(measured.tallies):
        if c.name == AREAS:
            judged = _area_decisions(measured)
        else:
            pairs = [(gold, found) for t in measured.tallies for _, gold, found in t.labels[c.name]]
            judged = [gold for gold, _ in pairs], [found for _, found in pairs]
        result.append(Agreement(f"label: {c.name}", c.micro or 0.0, *corrected(judged), len(judged[0])))
    return result


def _area_decisions(measured: Measured) -> Judgements:
    """Return yes or no for every paragraph and every work area that either side uses at all."""
    areas = [pair for t in measured.tallies for pair in t.areas]
    codes = sorted({code for _, gold, found in areas for code in gold | found})
    gold = ["yes" if code in codes_a else "no" for _, codes_a, _ in areas for code in codes]
    found = ["yes" if code in codes_b else "no" for _, _, codes_b in areas for code in codes]
    return gold, found


def _spans(measured: Measured) -> list[Agreement]:
    """Return the agreement on spans by label: F1 of spans with the same borders, kappa and alpha over syllables."""
    spans = [(pair, *spans_of(pair)[:2]) for pair in measured.pairs if pair.text is not None]
    starts = {pair.article_id: tokenise(pair.text or "").start for pair, _, _ in spans}
    result = []
    for label in LABELS:
        same = total = 0
        judged: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
        for pair, *sides in spans:
            mine, theirs = ({span for span in side if span.label == label} for side in sides)
            same += len(mine & theirs)
            total += len(mine) + len(theirs)
            for side, chosen in zip(judged, (mine, theirs), strict=True):
                side.append(_inside(starts[pair.article_id], chosen))
        if total:
            inside = np.concatenate(judged[0]), np.concatenate(judged[1])
            result.append(Agreement(f"spans: {label}", 2 * same / total, *corrected(inside), len(inside[0])))
    return result


def _inside(starts: Sequence[int], spans: set[Labelled]) -> np.ndarray:
    """Say of every syllable whether it lies in one of the spans: `in` or `out`."""
    inside = np.full(len(starts), "out")
    for span in spans:
        inside[np.searchsorted(starts, span.start) : np.searchsorted(starts, span.end)] = "in"
    return inside


def corrected(judged: Judgements) -> tuple[float | None, float | None]:
    """Return Cohen's kappa and Krippendorff's alpha (nominal); null where only one label was used.

    A case of which one side says nothing counts for neither.

    Example:
        >>> corrected((["x", "y", "x", "y"], ["x", "y", "x", "x"]))[0]
        0.5
    """
    import krippendorff

    sides = np.array([list(side) for side in judged], dtype=str)
    labels, codes = np.unique(sides[:, (sides != "").all(axis=0)], return_inverse=True)
    if len(labels) < 2:
        return None, None
    codes = codes.reshape(2, -1)  # NumPy 1 returns it flat
    alpha = krippendorff.alpha(reliability_data=codes, level_of_measurement="nominal")
    return float(cohen_kappa_score(codes[0], codes[1])), float(alpha)
