"""`baochi run`: an archive to a dataset, with a progress bar and a closing summary."""

from __future__ import annotations

import hashlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from baochi.cli.options import (
    ConfigOption,
    DisableOption,
    FieldOption,
    LimitOption,
    SetOption,
    fields_of,
    limits_of,
    overrides_of,
)

if TYPE_CHECKING:
    from baochi.engines.settings import RunSettings
    from baochi.engines.summary import RunSummary, Watcher
    from baochi.store.info import Description

STRICT = 2
"""Exit code of a strict run that met rejects."""


class Format(StrEnum):
    """How a dataset can be written."""

    parquet = "parquet"
    csv = "csv"
    jsonl = "jsonl"
    sqlite = "sqlite"
    duckdb = "duckdb"


DATABASES = {Format.sqlite: (".sqlite", ".sqlite3", ".db"), Format.duckdb: (".duckdb", ".db")}


def run(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE…", help="Files, folders, patterns, archives and addresses (s3://…) to read; - is standard input."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the dataset; one that is there goes on or grows.")],
    workers: Annotated[int, typer.Option("--workers", "-w", min=1, max=1024, help="Processes that analyse.")] = 1,
    format: Annotated[Format, typer.Option("--format", "-f", help="How the tables are written.")] = Format.parquet,
    words: Annotated[bool, typer.Option("--words", help="Also write the tables sentences and words.")] = False,
    field: FieldOption = None,
    limit: LimitOption = None,
    config: ConfigOption = "",
    set_: SetOption = None,
    disable: DisableOption = None,
    near: Annotated[
        bool, typer.Option("--near/--exact", help="Find near duplicates and lines that a site repeats, or equal texts only.")
    ] = True,
    drop_duplicates: Annotated[
        bool, typer.Option("--drop-duplicates", help="Articles that repeat another become rejects.")
    ] = False,
    restart: Annotated[bool, typer.Option("--restart", help="Begin anew, whatever is in the folder.")] = False,
    shard_articles: Annotated[
        int, typer.Option("--shard-articles", min=1, max=1_000_000, help="Articles a file; what a kill can cost.")
    ] = 1024,
    log_json: Annotated[bool, typer.Option("--log-json", help="Write the log of the run as JSON Lines.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 2 if anything could not be read.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no summary.")] = False,
) -> None:
    """Process an archive of articles into a dataset.

    Reads plain text, HTML, WARC, JSON, JSON Lines, CSV, TSV and Parquet, and zip, tar, gz and zst of these.

    What cannot be read is a row in the table rejects and a warning; the run goes on. A run that was stopped, however it
    was, goes on when it is started again; one that is done adds the articles that are new.
    """
    # The matrix products are small: threads that wait for the next one cost a tenth of all processor time.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if workers > 1 and not (config or set_ or disable):
        from baochi.engines import server

        server.begin()  # it loads while this process does
    from baochi.engines.settings import RunSettings

    settings = RunSettings(
        workers=workers,
        words=words,
        config=config,
        overrides=overrides_of(set_),
        disable=tuple(disable or ()),
        fields=fields_of(field),
        limits=limits_of(limit),
        shard_articles=shard_articles,
        near=near,
        drop_duplicates=drop_duplicates,
        restart=restart,
        log_json=log_json,
    )
    summary, found = _run(sources, out, format, settings, quiet=quiet)
    if found is not None:
        _report(summary, found, _place(out, format))
    if summary.rejects:
        _warn(summary, _place(out, format))
    if strict and summary.rejects + summary.known_rejects:
        raise typer.Exit(STRICT)


def _place(out: Path, format: Format) -> Path:
    """Return what appears: `out`, or for a database the file `out` names, or `baochi.sqlite` and the like inside `out`."""
    if format not in DATABASES or out.suffix in DATABASES[format]:
        return out
    return out / f"baochi.{format}"


def _run(
    sources: list[str], out: Path, format: Format, settings: RunSettings, *, quiet: bool
) -> tuple[RunSummary, Description | None]:
    from baochi.engines.lean import load_for_good, without_pandas
    from baochi.engines.local import run_archive
    from baochi.store.info import describe
    from baochi.store.read import read

    without_pandas()
    place = _place(out, format)
    with _stoppable(), _dataset_folder(place, format, sources) as folder:
        with nullcontext(None) if quiet or not sys.stderr.isatty() else _progress(sources) as watch:
            summary = run_archive(sources, folder, settings, watch, load_for_good)
        return summary, None if quiet else describe(read(folder))


@contextmanager
def _stoppable() -> Iterator[None]:
    """Stop as tidily when the system asks (SIGTERM) as on Ctrl-C, and say how to go on."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGTERM, stop) if main else None
    try:
        yield
    except KeyboardInterrupt as error:
        what = str(error) or "stopped. Run the same command again."
        print(f"\nbaochi: {what}", file=sys.stderr)
        raise typer.Exit(130) from None
    finally:
        if main:
            signal.signal(signal.SIGTERM, before)


@contextmanager
def _dataset_folder(place: Path, format: Format, sources: list[str]) -> Iterator[Path]:
    """Yield the folder to write the dataset to.

    Formats other than Parquet are exported at the end from a folder beside, which stays there until that is done, so that
    the same command goes on with it.
    """
    if format is Format.parquet:
        yield place
        return
    import shutil

    from baochi.engines.errors import RunError
    from baochi.store.export import check_target, export

    check_target(place, format.value, overwrite=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    which = hashlib.sha256("\0".join(sources).encode("utf-8", "surrogateescape")).hexdigest()[:8]
    folder = place.with_name(f".{place.name}.{which}.baochi")
    yield folder
    try:
        export(folder, format.value, place, overwrite=True)
    except Exception as error:
        how = f"baochi export {folder} --to {format} {place}"
        raise RunError(f"{place} could not be written: {error}. The dataset is kept; go on with: {how}") from error
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _progress(sources: list[str]) -> Iterator[Watcher]:
    """Yield a watcher that moves a bar over the bytes read, with articles a second and the time left."""
    from rich import progress as bars
    from rich.console import Console

    from baochi.archive import total_bytes

    total = total_bytes(sources) or None
    columns = (
        bars.SpinnerColumn(),
        bars.BarColumn(bar_width=None),
        bars.TaskProgressColumn(),
        bars.TextColumn("{task.fields[counts]}"),
        bars.TimeElapsedColumn(),
        bars.TextColumn("left"),
        bars.TimeRemainingColumn(),
    )
    with bars.Progress(*columns, console=Console(stderr=True), transient=True, expand=True) as bar:
        task = bar.add_task("", total=total, counts="starting")

        def watch(summary: RunSummary) -> None:
            counts = f"{summary.articles:,} articles, {summary.rate:,.0f}/s"
            if summary.rejects:
                counts += f", {summary.rejects:,} rejects"
            bar.update(task, completed=summary.bytes_done, counts=counts)

        yield watch


def _report(summary: RunSummary, found: Description, place: Path) -> None:
    from baochi.cli.figures import console, show_description, table

    screen = console()
    show_description(screen, found)
    if summary.articles > summary.resumed:
        total = sum(summary.stages.values())
        rows = [
            (stage, "" if count is None else f"{count:,}", f"{seconds:,.2f}", f"{seconds / total:.0%}")
            for stage, count, seconds in summary.by_stage()
        ]
        screen.print(table("Stages", ["stage", "count", "seconds", "share"], rows, [1, 2, 3]))
        screen.print()
    for line in _closing(summary, place):
        screen.print(line, markup=False, highlight=False, soft_wrap=True)


def _closing(summary: RunSummary, place: Path) -> Iterator[str]:
    """Yield what is to be said of a run that is done."""
    yield from summary.notes
    if summary.known:
        yield f"{summary.known:,} known from earlier runs and not done again; {summary.kept:,} articles were there before."
    if summary.deaths:
        yield f"{summary.deaths:,} worker processes died; their work was done again."
    new = "new " if summary.kept else ""
    before = f", of which {summary.resumed:,} before the interruption" if summary.resumed else ""
    yield (
        f"{summary.articles:,} {new}article{'s' * (summary.articles != 1)} in {summary.seconds:,.1f} s"
        f" ({summary.rate:,.0f} a second){before}, written to {place}"
    )


def _warn(summary: RunSummary, place: Path) -> None:
    from baochi.cli.figures import console

    reasons = ", ".join(f"{reason} {count:,}" for reason, count in summary.reasons.most_common())
    nothing = "; no article at all" if not summary.articles + summary.kept else ""
    where = f"The table rejects in {place} says what and why."
    console(stderr=True).print(
        f"Warning: not read: {summary.rejects:,} ({reasons}){nothing}. {where}",
        style="bold yellow",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
