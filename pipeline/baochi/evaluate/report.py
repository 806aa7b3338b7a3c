"""The result of an evaluation, and its forms as text, Markdown and JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any

from baochi.evaluate.classes import Classification
from baochi.evaluate.figures import MACRO_MINIMUM, Figure
from baochi.evaluate.measure import Measured
from baochi.evaluate.tally import Error

MACRO = "work areas, macro"
SPANS = "spans"
Slices = dict[str, dict[str, dict[str, Figure]]]


@dataclass(frozen=True, slots=True)
class Report:
    """The result of an evaluation.

    Attributes:
        signature: one line that names whatever the figures depend on, see `baochi.evaluate.signature`.
        n_articles: gold articles.
        figures: by layer, in order of layer names.
        macro: mean F1 of the work areas with at least `MACRO_MINIMUM` paragraphs in gold, null if there is none.
        classification: labels given to paragraphs, officials, offices and numbers.
        slices: figures by criterion, value and layer.
        missing_articles: gold articles of which the other side has nothing; they count as empty.
        missing_tables: tables that the dataset lacks; they count as empty.
        error_counts: number of errors by kind.
        errors: the first errors of every kind, as many as were asked for.
        measured: the comparison itself, article by article.
    """

    signature: str
    n_articles: int
    figures: dict[str, Figure]
    macro: float | None
    classification: list[Classification]
    slices: Slices
    missing_articles: list[str]
    missing_tables: list[str]
    error_counts: dict[str, int]
    errors: dict[str, list[Error]]
    measured: Measured

    HEADER = ("layer", "P", "R", "F1", "95% interval", "macro", "gold")

    def rows(self) -> list[tuple[str, ...]]:
        """Return the figures of records and paragraphs as rows of text under `HEADER`, to three decimals."""
        rows = [row_of(f) for f in self.figures.values() if not f.layer.startswith(SPANS)]
        if self.macro is not None:
            rows.append((f"{MACRO} ({MACRO_MINIMUM}+ in gold)", "", "", f"{self.macro:.3f}", "", "", ""))
        return rows

    SPAN_HEADER = ("spans", "strict", "exact", "partial", "type", "gold", "not found: gold", "extracted")

    def span_rows(self) -> list[tuple[str, ...]]:
        """Return F1 of the spans as rows of text under `SPAN_HEADER`, a label each; none where no span was judged."""
        lost = self.measured.lost
        labels = sorted({f.layer.partition(":")[0] for f in self.figures.values() if f.layer.startswith(SPANS)})
        rows = []
        for name in labels:
            figures = [self.figures[f"{name}: {scheme}"] for scheme in self.SPAN_HEADER[1:5]]
            label = name.partition(", ")[2]
            missing = [side[label] if label else side.total() for side in lost]
            rows.append((label or "all", *(f"{f.f1:.3f}" for f in figures), *map(str, (figures[0].gold, *missing))))
        return rows

    CLASS_HEADER = ("classification", "micro", "macro", "cases", "labels")

    def class_rows(self) -> list[tuple[str, ...]]:
        """Return micro and macro F1 of every classification as rows of text under `CLASS_HEADER`."""
        return [
            (
                c.name,
                *(_number(v) for v in (c.micro, c.macro)),
                str(sum(v.gold for v in c.by_label.values())),
                str(len(c.by_label)),
            )
            for c in self.classification
        ]

    def warnings(self) -> list[str]:
        """Return what a reader of the figures must know."""
        absent = f"articles that the other side lacks, all their records count as missed: {len(self.missing_articles):,}"
        tables = f"tables that the dataset lacks, all they should hold counts as missed: {', '.join(self.missing_tables)}"
        texts = f"articles without a text on either side, where no span can be judged: {self.measured.unread:,}"
        package = "spans are not judged: the package nervaluate is missing; pip install 'baochi[evaluate]'"
        said = (
            (self.missing_articles, absent),
            (self.missing_tables, tables),
            (self.measured.unread, texts),
            (not self.measured.judged_spans, package),
        )
        return [text for holds, text in said if holds]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        lost = {name: dict(side) for name, side in zip(("gold", "extracted"), self.measured.lost, strict=True)}
        slices = {
            name: {value: layers_as_dict(figures) for value, figures in values.items()}
            for name, values in self.slices.items()
        }
        return {
            "signature": self.signature,
            "articles": self.n_articles,
            "layers": layers_as_dict(self.figures),
            "work_areas_macro_f1": self.macro,
            "classification": {c.name: c.as_dict() for c in self.classification},
            "slices": slices,
            "spans_not_found": lost,
            "missing_articles": self.missing_articles,
            "missing_tables": self.missing_tables,
            "error_counts": self.error_counts,
            "errors": {kind: [error.as_dict() for error in errors] for kind, errors in self.errors.items()},
        }

    def as_markdown(self) -> str:
        """Return figures, spans, classification and slices as tables for a pull request or a paper."""
        parts = [f"{self.n_articles:,} articles", markdown(self.HEADER, self.rows())]
        for header, rows in ((self.SPAN_HEADER, self.span_rows()), (self.CLASS_HEADER, self.class_rows())):
            parts += [markdown(header, rows)] if rows else []
        for name, values in self.slices.items():
            parts += [f"### By {name.replace('_', ' ')}", markdown((name, *SLICE_LAYERS), slice_rows(values))]
        return "\n\n".join([*parts, f"`{self.signature}`"]) + "\n"

    def below(self, limits: Mapping[str, float]) -> list[str]:
        """Return what falls short of `limits`, F1 by key (see `key_of`), as short texts.

        Raises:
            ValueError: there is no such figure; the message names the nearest ones.
        """
        values = {key_of(layer): figure.f1 for layer, figure in self.figures.items()}
        if self.macro is not None:
            values[key_of(MACRO)] = self.macro
        for key in limits:
            if key not in values:
                near = get_close_matches(key, values, n=3, cutoff=0.4) or list(values)[:3]
                raise ValueError(f"no figure is called {key!r}; for instance {', '.join(near)}")
        return [f"{key} is {values[key]:.4f}, below {limit:g}" for key, limit in limits.items() if values[key] < limit]


def key_of(layer: str) -> str:
    """Return the name of a layer for the command line.

    Example:
        >>> key_of("officials: position, strict"), key_of("paragraph kind (accuracy)"), key_of("spans, UNIT: exact")
        ('officials.position.strict', 'paragraph_kind', 'spans.unit.exact')
    """
    return re.sub(r"[:,] ", ".", layer.removesuffix(" (accuracy)")).replace(" ", "_").lower()


def row_of(f: Figure) -> tuple[str, ...]:
    """Return a figure as texts under `Report.HEADER`."""
    interval = f"{f.low:.3f}-{f.high:.3f}"
    return (f.layer, *(f"{v:.3f}" for v in (f.precision, f.recall, f.f1)), interval, _number(f.macro), str(f.gold))


SLICE_LAYERS = {
    "officials": "officials: name",
    "positions": "officials: position",
    "units": "units",
    "quantities": "quantities",
    "awards": "awards",
    "assessments": "assessments",
    "work areas": "work areas",
    "kinds": "paragraph kind (accuracy)",
}
"""What a table of slices shows, by the name of its column."""


def slice_rows(values: Mapping[str, Mapping[str, Figure]]) -> list[tuple[str, ...]]:
    """Return a row for every value of a criterion: F1 and, in brackets, gold items of the layers in `SLICE_LAYERS`."""
    return [(value, *(_cell(figures.get(layer)) for layer in SLICE_LAYERS.values())) for value, figures in values.items()]


def _cell(figure: Figure | None) -> str:
    return f"{figure.f1:.3f} ({figure.gold})" if figure else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def layers_as_dict(figures: Mapping[str, Figure]) -> dict[str, dict[str, Any]]:
    """Return figures as JSON values by layer."""
    return {name: {k: v for k, v in asdict(f).items() if k != "layer"} for name, f in figures.items()}


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]], words: int = 1) -> str:
    """Return a Markdown table; the first columns, as many as hold `words`, to the left, the others to the right."""
    sides = ["---" if n < words else "---:" for n in range(len(header))]
    lines = [[_plain(cell) for cell in header], sides, *([_plain(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _plain(cell: str) -> str:
    """Escape what Markdown or the HTML in it would take for markup."""
    return re.sub(r"([\\`*_\[\]|<>&])", r"\\\1", " ".join(cell.split()))


def first_errors(measured: Measured, n: int) -> tuple[dict[str, int], dict[str, list[Error]]]:
    """Return the number of errors by kind, and the first `n` of every kind."""
    errors = list(measured.errors())
    counts = dict(sorted(Counter(error.kind for error in errors).items()))
    first = {kind: [error for error in errors if error.kind == kind][:n] for kind in counts} if n else {}
    return counts, first
