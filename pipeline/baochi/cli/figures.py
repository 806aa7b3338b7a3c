"""Figures of a dataset and of an evaluation as tables in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from baochi.explore.plain import printable

if TYPE_CHECKING:
    from baochi.evaluate import Agreements, Comparison, Report
    from baochi.evaluate.corpus import Fault
    from baochi.store.info import Description

PIPE_WIDTH = 120


def console(*, stderr: bool = False) -> Console:
    """Return a console; one that is no terminal gets a fixed width and no colour."""
    screen = Console(stderr=stderr)
    return screen if screen.is_terminal else Console(stderr=stderr, width=PIPE_WIDTH)


@contextmanager
def to_file(path: Path) -> Iterator[Console]:
    """Yield a console that writes plain text to a file."""
    with path.open("w", encoding="utf-8") as file:
        yield Console(file=file, width=PIPE_WIDTH)


def table(title: str, columns: Iterable[str], rows: Iterable[Iterable[object]], right: Iterable[int] = ()) -> Table:
    """Return a Rich table of plain strings; columns in `right` are numbers, thousands set apart."""
    numbers, made = set(right), Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for at, name in enumerate(columns):
        made.add_column(name, justify="right" if at in numbers else "left", no_wrap=at in numbers, overflow="fold")
    for row in rows:
        made.add_row(*(Text(f"{c:,}" if isinstance(c, int) else printable(str(c))) for c in row))
    return made


def show_description(screen: Console, found: Description) -> None:
    """Print what a dataset holds."""
    parts = [table("Tables", ["table", "rows"], found.tables.items(), [1])]
    if found.officials:
        people = [(o.name, o.position, o.n_articles, o.n_mentions) for o in found.officials]
        parts.append(
            table("Most named officials", ["name", "position most often given", "articles", "mentions"], people, [2, 3])
        )
    if found.units:
        units = [(u.name, u.n_articles, u.n_mentions) for u in found.units]
        parts.append(table("Most named units", ["unit", "articles", "mentions"], units, [1, 2]))
    if found.work_areas:
        parts.append(table("Work areas", ["area", "paragraphs"], found.work_areas.items(), [1]))
    if found.rejects:
        parts.append(table("Not read", ["reason", "rejects"], found.rejects.items(), [1]))
    for part in parts:
        screen.print(part)
        screen.print()


def show_dates(screen: Console, found: Description) -> None:
    """Print when and where the articles appeared."""
    if found.first_date:
        screen.print(f"Published {found.first_date} to {found.last_date}", highlight=False)
    if found.duplicates:
        screen.print(f"Repeats of the text of an earlier article: {found.duplicates:,}", highlight=False)
    named = [(source or "(not given)", count) for source, count in found.sources.items()]
    screen.print(table("Sources", ["source", "articles"], named, [1]))
    screen.print()


def show_report(screen: Console, report: Report) -> None:
    """Print the figures of an evaluation, the errors that were asked for, and the signature."""
    from baochi.evaluate.report import SLICE_LAYERS, slice_rows

    parts = [table(f"Gold articles: {report.n_articles:,}", report.HEADER, report.rows(), [1, 2, 3, 5, 6])]
    if spans := report.span_rows():
        parts.append(table("Spans, F1 as in SemEval-2013", report.SPAN_HEADER, spans, range(1, 8)))
    if classes := report.class_rows():
        parts.append(table("Classification, F1", report.CLASS_HEADER, classes, range(1, 5)))
    for name, values in report.slices.items():
        title = f"By {name.replace('_', ' ')}: F1 (gold items)"
        parts.append(table(title, [name, *SLICE_LAYERS], slice_rows(values), range(1, len(SLICE_LAYERS) + 1)))
    for kind, errors in report.errors.items():
        shown = f"{len(errors):,} of {report.error_counts[kind]:,}"
        parts.append(table(f"{kind} ({shown})", ["article", "error"], [(e.article_id, e.item) for e in errors]))
    for part in parts:
        screen.print(part)
        screen.print()
    show_signature(screen, report.signature)


def show_comparison(screen: Console, comparison: Comparison, errors: int) -> None:
    """Print the differences between two predictions, and up to `errors` of what got better and worse."""
    title = f"Gold articles: {comparison.n_articles:,}"
    screen.print(table(title, comparison.HEADER, comparison.rows(), range(1, 8)))
    for name, listed in (("Better", comparison.better), ("Worse", comparison.worse)):
        _show_errors(screen, name, [(e.article_id, e.kind, e.item) for e in listed], errors)
    screen.print()
    for name, line in zip("AB", comparison.signatures, strict=True):
        show_signature(screen, f"{name}: {line}")


def show_agreement(screen: Console, found: Agreements, errors: int) -> None:
    """Print how far two annotators agree, and up to `errors` disagreements."""
    screen.print(table(f"Articles: {found.n_articles:,}", found.HEADER, found.rows(), range(1, 5)))
    _show_errors(screen, "Disagreements", found.disagreement_rows(), errors)
    screen.print()
    show_signature(screen, found.signature)


def _show_errors(screen: Console, name: str, rows: list[tuple[str, str, str]], n: int) -> None:
    shown = f" (first {n:,})" if 0 < n < len(rows) else ""
    screen.print()
    screen.print(table(f"{name}: {len(rows):,}{shown}", ["article", "error", "item"], rows[:n]))


def show_signature(screen: Console, line: str) -> None:
    """Print a signature on one line, however long, so that it can be copied."""
    screen.print(Text(printable(line)), soft_wrap=True)


def show_corpus(screen: Console, counts: dict[str, dict[str, int]], faults: list[Fault]) -> None:
    """Print what the splits of a corpus hold, and what is wrong in them."""
    names = list(dict.fromkeys(name for split in counts.values() for name in split))
    rows = [[name, *(split.get(name, 0) for split in counts.values())] for name in names]
    screen.print(table("Counts", ["", *counts], rows, range(1, len(counts) + 1)))
    if faults:
        rows = [[f.split, f.article, f.what] for f in faults]
        screen.print(table("Faults", ["split", "article", "what is wrong"], rows))
