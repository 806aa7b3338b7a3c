"""`baochi run`: an archive to a dataset, with a progress bar and a closing summary."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from baochi.cli.options import ConfigOption, DisableOption, FieldOption, SetOption, fields_of, overrides_of

if TYPE_CHECKING:
    from baochi.engines.local import RunSummary, Watcher
    from baochi.engines.settings import RunSettings
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
        typer.Argument(metavar="SOURCE…", help="Files, folders, patterns and archives to read; - is standard input."),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the dataset; an earlier dataset is replaced.")],
    workers: Annotated[int, typer.Option("--workers", "-w", min=1, max=1024, help="Processes that analyse.")] = 1,
    format: Annotated[Format, typer.Option("--format", "-f", help="How the tables are written.")] = Format.parquet,
    words: Annotated[bool, typer.Option("--words", help="Also write the tables sentences and words.")] = False,
    field: FieldOption = None,
    config: ConfigOption = "",
    set_: SetOption = None,
    disable: DisableOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 2 if anything could not be read.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no summary.")] = False,
) -> None:
    """Process an archive of articles into a dataset.

    Reads plain text, HTML, JSON, JSON Lines, CSV, TSV and Parquet, and zip, tar, gz and zst of these.

    What cannot be read is a row in the table rejects and a warning; the run goes on.
    """
    from baochi.engines.settings import RunSettings

    settings = RunSettings(
        workers=workers,
        words=words,
        config=config,
        overrides=overrides_of(set_),
        disable=tuple(disable or ()),
        fields=fields_of(field),
    )
    summary, found = _run(sources, out, format, settings, quiet=quiet)
    if found is not None:
        _report(summary, found, _place(out, format))
    if summary.rejects:
        _warn(summary, _place(out, format))
    if strict and summary.rejects:
        raise typer.Exit(STRICT)


def _place(out: Path, format: Format) -> Path:
    """Return what appears: `out`, or for a database the file `out` names, or `baochi.sqlite` and the like inside `out`."""
    if format not in DATABASES or out.suffix in DATABASES[format]:
        return out
    return out / f"baochi.{format}"


def _run(
    sources: list[str], out: Path, format: Format, settings: RunSettings, *, quiet: bool
) -> tuple[RunSummary, Description | None]:
    from baochi.engines.local import run_archive
    from baochi.store.info import describe
    from baochi.store.read import read

    place = _place(out, format)
    try:
        with _dataset_folder(place, format) as folder:
            with nullcontext(None) if quiet or not sys.stderr.isatty() else _progress(sources) as watch:
                summary = run_archive(sources, folder, settings, watch)
            return summary, None if quiet else describe(read(folder))
    except KeyboardInterrupt:
        print(
            f"\nbaochi: stopped. Nothing was written; what was in {place} before is still there."
            " Run the same command again to start over.",
            file=sys.stderr,
        )
        raise typer.Exit(130) from None


@contextmanager
def _dataset_folder(place: Path, format: Format) -> Iterator[Path]:
    """Yield the folder to write the dataset to; formats other than Parquet are exported from a temporary one at the end."""
    if format is Format.parquet:
        yield place
        return
    import shutil
    from tempfile import mkdtemp

    from baochi.engines.errors import RunError
    from baochi.store.export import check_target, export

    check_target(place, format.value, overwrite=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix=".baochi-", dir=place.parent))
    keep = False
    try:
        yield folder / "dataset"
        try:
            export(folder / "dataset", format.value, place, overwrite=True)
        except Exception as error:
            keep = True
            how = f"baochi export {folder / 'dataset'} --to {format} {place}"
            raise RunError(f"{place} could not be written: {error}. The dataset is kept; go on with: {how}") from error
    finally:
        if not keep:
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
            rate = summary.articles / summary.seconds if summary.seconds else 0
            counts = f"{summary.articles:,} articles, {rate:,.0f}/s"
            if summary.rejects:
                counts += f", {summary.rejects:,} rejects"
            bar.update(task, completed=summary.bytes_done, counts=counts)

        yield watch


def _report(summary: RunSummary, found: Description, place: Path) -> None:
    from baochi.cli.figures import console, show_description

    screen = console()
    rate = summary.articles / summary.seconds if summary.seconds else 0
    show_description(screen, found)
    screen.print(
        f"{summary.articles:,} article{'s' * (summary.articles != 1)} in {summary.seconds:,.1f} s ({rate:,.0f} a second),"
        f" written to {place}",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


def _warn(summary: RunSummary, place: Path) -> None:
    from baochi.cli.figures import console

    reasons = ", ".join(f"{reason} {count:,}" for reason, count in summary.reasons.most_common())
    nothing = "; no article at all" if not summary.articles else ""
    where = f"The table rejects in {place} says what and why."
    console(stderr=True).print(
        f"Warning: not read: {summary.rejects:,} ({reasons}){nothing}. {where}",
        style="bold yellow",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
