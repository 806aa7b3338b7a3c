"""The application: its commands, and what becomes of errors. Commands import what they need when they run.

Exit codes: 0 success, 1 failure, 2 wrong usage or, with `--strict`, rejects, 130 interrupted.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from typing import Annotated

import typer

from baochi import __version__
from baochi.cli.agree import agree
from baochi.cli.annotate import annotate
from baochi.cli.check import check
from baochi.cli.compare import compare
from baochi.cli.convert import convert
from baochi.cli.dataset import export, info, schema
from baochi.cli.evaluate import evaluate
from baochi.cli.run import run
from baochi.cli.sample import sample
from baochi.cli.show import show
from baochi.cli.train import train
from baochi.cli.verify import verify

INTERRUPTED = 130
ALLOCATIONS = 400_000
"""Objects between two searches for reference cycles: loading makes half as many, which stay, so it is never searched."""
app = typer.Typer(
    name="baochi",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"baochi {__version__}")
        raise typer.Exit


@app.callback()
def _application(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and leave.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Turn archives of Vietnamese press articles into a structured dataset with evidence for every record."""


for _command in (run, show, export, info, verify, schema, evaluate, compare, agree, convert, annotate, check, sample, train):
    app.command()(_command)


def main(args: list[str] | None = None) -> None:
    """Run the command line and leave the process with its exit code; an error is one line on standard error."""
    gc.set_threshold(ALLOCATIONS)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a letter must not stop a run; files and pipes get UTF-8 whatever the locale.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    try:
        code = app(args, prog_name="baochi", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output has gone, `baochi show … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except typer.Abort:
        code = _fail("stopped", INTERRUPTED)
    except Exception as error:
        if "BAOCHI_TRACEBACK" in os.environ:
            raise
        code = _fail(*_explain(error))
    gc.freeze()  # else the interpreter would search all that is loaded for cycles once more, at its end
    sys.exit(code if isinstance(code, int) else 0)


def _explain(error: Exception) -> tuple[str, int]:
    """Return an error as a line for a person, and the exit code."""
    from baochi.engines.errors import RunError

    if format_message := getattr(error, "format_message", None):  # wrong usage, as Typer reports it
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "baochi"
        return f"{format_message()} See {command} --help", getattr(error, "exit_code", 2)
    if isinstance(error, OSError):
        return f"{error.filename or 'file'}: {error.strerror or error}", 1
    if isinstance(error, (ValueError, RunError)) and str(error):
        return str(error), 1
    what = f"{type(error).__name__}: {error}"
    return f"a fault of baochi, please report it ({what}); BAOCHI_TRACEBACK=1 shows where", 1


def _fail(message: str, code: int) -> int:
    from baochi.explore.plain import printable

    print("baochi:", printable(" ".join(message.split())), file=sys.stderr)
    return code
