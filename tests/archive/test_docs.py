"""The tables of docs/reading.md and limits.md say what the code says. Run as a program, this writes them anew."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from baochi.archive import NOTES, REASONS, Limits
from baochi.archive.fields import GUESSES
from baochi.archive.formats import SUFFIXES

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "reading.md"
PAGES = {PAGE: ("fields", "notes", "reasons"), DOCS / "limits.md": ("limits",)}


def tables() -> dict[str, str]:
    """Return the generated tables of the page by name."""
    said = dict(re.findall(r"^ {8}(\w+): (.+)$", Limits.__doc__ or "", re.M))
    limits = "".join(f"| `{f.name}` | {f.default:,} | {said[f.name]} |\n" for f in fields(Limits))
    guesses = "".join(f"| {part} | {', '.join(f'`{n}`' for n in names)} |\n" for part, names in GUESSES.items())
    reasons = "".join(f"| `{reason}` | {meaning} |\n" for reason, meaning in REASONS.items())
    notes = "".join(f"| `{note}` | {meaning} |\n" for note, meaning in NOTES.items())
    return {
        "notes": f"| note | meaning |\n|---|---|\n{notes}",
        "fields": f"| part | names |\n|---|---|\n{guesses}",
        "limits": f"| limit | default | bounds |\n|---|---|---|\n{limits}",
        "reasons": f"| reason | meaning |\n|---|---|\n{reasons}",
    }


def filled(path: Path) -> str:
    """Return the page with its tables as they should be."""
    page = path.read_text("utf-8")
    for name in PAGES[path]:
        table = tables()[name]
        page, count = re.subn(
            rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", lambda m, t=table: f"{m[1]}\n{t}\n{m[2]}", page, flags=re.S
        )
        assert count == 1, name
    return page


def test_tables_match_the_code():
    assert sum(PAGES.values(), ()) and set(sum(PAGES.values(), ())) == set(tables())
    for path in PAGES:
        assert path.read_text("utf-8") == filled(path)


def test_every_format_is_named():
    page = PAGE.read_text("utf-8")
    short = {".gzip", ".tbz2", ".tbz", ".txz", ".tzst", ".zstd"}
    assert not [suffix for suffix in SUFFIXES if f"`{suffix}`" not in page and suffix not in short]


def test_every_limit_is_in_effect_and_every_reason_in_use():
    package = PAGE.parents[1] / "pipeline/baochi"
    code = {path.name: path.read_text("utf-8") for part in ("archive", "engines") for path in (package / part).glob("*.py")}
    for limit in fields(Limits):
        assert any(f"limits.{limit.name}" in text for text in code.values()), limit.name
    for reason in REASONS:
        assert any(
            f'"{reason}"' in text for name, text in code.items() if name != "problems.py" or reason == "archive_bomb"
        ), reason


if __name__ == "__main__":
    for path in PAGES:
        path.write_text(filled(path), "utf-8")
