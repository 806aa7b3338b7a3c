"""Runs the examples of the documentation. `python -m e2e.documents`, in tests/, puts their output into the pages.

In every page the blocks `sh` and `python` are run from top to bottom in one folder, which holds `corpora/`, `gold/`,
`my.cfg` and, in place of the treebank UD Vietnamese-VTB, a few sentences of our own. Two comments before a
block say what it is: `<!-- output -->`, the block is what the block above it prints; `<!-- not run: why -->`, for what
cannot run inside a test.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("corpora/*.md")])
BLOCK = re.compile(r"(?:<!-- (?P<note>[^>]*) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
RUN = ("sh", "python")


@dataclass(frozen=True)
class Block:
    """A fenced block: `text` is `page[start:end]`; `note` the comment before it; `line` where it begins, from 1."""

    language: str
    text: str
    note: str
    start: int
    end: int
    line: int


def blocks(page: str) -> list[Block]:
    """Return the fenced blocks of a page in order."""
    return [
        Block(
            m["language"], m["text"], m["note"] or "", m.start("text"), m.end("text"), page.count("\n", 0, m.start("text"))
        )
        for m in BLOCK.finditer(page)
    ]


def workspace(folder: Path) -> Path:
    """Fill a folder with what the examples read."""
    for name in ("corpora", "models"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copytree(ROOT / "tests" / "e2e" / "gold", folder / "gold")
    shutil.copytree(ROOT / "tests" / "e2e" / "treebank", folder / "UD_Vietnamese-VTB")
    shutil.copy(ROOT / "pipeline" / "baochi" / "config.cfg", folder / "my.cfg")
    return folder


def outputs(page: str, folder: Path) -> Iterator[tuple[Block, str]]:
    """Run a page's examples in `folder` and yield every one with what it printed. Raises whatever an example raises."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for block in blocks(page):
        if block.language in RUN and not block.note.startswith("not run: "):
            yield block, run_shell(block.text, folder) if block.language == "sh" else run_python(block.text, names)


def run_shell(text: str, folder: Path) -> str:
    """Return what commands print on standard output. Raises CalledProcessError with what they said otherwise."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["sh", "-e", "-c", text],
        cwd=folder,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if done.returncode:
        raise RuntimeError(f"exit code {done.returncode} from\n{text}\n{done.stderr}")
    return done.stdout


def run_python(text: str, names: dict[str, Any]) -> str:
    """Return what a block of Python prints; a page is one program."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(text, "<example>", "exec"), names)
    return out.getvalue()


def tidy(output: str) -> str:
    """Return output without blanks at the ends of lines and empty lines at its end."""
    return "\n".join(line.rstrip() for line in output.rstrip().splitlines()) + "\n"


def expected(page: str, block: Block) -> Block | None:
    """Return the output that the page shows for a block."""
    following = next((other for other in blocks(page) if other.start > block.start), None)
    return following if following and following.note == "output" else None


def refreshed(page: str, folder: Path) -> str:
    """Return a page with the output that its examples have now."""
    made = [(expected(page, block), output) for block, output in outputs(page, folder)]
    for shown, output in reversed(made):
        if shown is not None:
            page = page[: shown.start] + tidy(output) + page[shown.end :]
    return page


def main() -> None:
    """Write the output into all pages."""
    import tempfile

    for path in PAGES:
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(workspace(Path(folder)))
            before = path.read_text(encoding="utf-8")
            after = refreshed(before, Path(folder))
            os.chdir(ROOT)
        if after != before:
            path.write_text(after, encoding="utf-8")
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
