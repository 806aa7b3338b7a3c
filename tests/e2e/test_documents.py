"""Every example of the documentation runs, and prints what the page shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from baochi.archive.fields import GUESSES
from baochi.pipeline import STAGES
from baochi.schema import as_markdown

from .documents import PAGES, ROOT, RUN, blocks, expected, outputs, tidy, workspace

NOT_RUN = re.compile(r"make [a-z-]+( [A-Z]+=\S+)*|pip install (-e )?[\w./]+")
"""What may stand in a block that is not run: it sets up the very environment that the tests run in."""


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_examples(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    page = path.read_text(encoding="utf-8")
    monkeypatch.chdir(workspace(tmp_path))
    for block, output in outputs(page, tmp_path):
        shown = expected(page, block)
        if shown is not None:
            assert tidy(output) == shown.text, (
                f"{path.name}, line {shown.line}: the output has changed; `make docs` puts it right"
            )


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_what_is_not_run(path: Path):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for block in blocks(path.read_text(encoding="utf-8")):
        if block.note.startswith("not run: "):
            assert block.language in RUN
            for line in block.text.splitlines():
                command = line.split(" #")[0].strip()
                assert NOT_RUN.fullmatch(command), f"{path.name}, line {block.line}: {command!r} must be run by the test"
                if command.startswith("make "):
                    assert command.split()[1] in targets


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_between_pages(path: Path):
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), f"{path.name} links to {target}, which is not there"


def test_reference_pages_follow_the_code():
    assert (ROOT / "docs" / "tables.md").read_text(encoding="utf-8") == as_markdown()
    architecture = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert all(f"`{stage}`" in architecture for stage in STAGES)
    commands = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert all(f"`{part}`" in commands for part in GUESSES)


def test_every_option_is_explained(cli):
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for command in ("run", "show", "export", "info", "verify", "schema", "evaluate"):
        assert f"## baochi {command}" in page
        options = set(re.findall(r"--[a-z][a-z-]*", cli(command, "--help").out)) - {"--help"}
        section = page.split(f"## baochi {command}")[1].split("\n## ")[0]
        assert not [option for option in options if f"`{option}" not in section], command
