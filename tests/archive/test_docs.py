"""The tables of docs/reading.md say what the code says. `python tests/archive/test_docs.py` writes them anew."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from baochi.archive import REASONS, Limits
from baochi.archive.fields import GUESSES
from baochi.archive.formats import SUFFIXES

PAGE = Path(__file__).parents[2] / "docs" / "reading.md"


def tables() -> dict[str, str]:
    """Return the generated tables of the page by name."""
    said = dict(re.findall(r"^ {8}(\w+): (.+)$", Limits.__doc__ or "", re.M))
    limits = "".join(f"| `{f.name}` | {f.default:,} | {said[f.name]} |\n" for f in fields(Limits))
    guesses = "".join(f"| {part} | {', '.join(f'`{n}`' for n in names)} |\n" for part, names in GUESSES.items())
    reasons = "".join(f"| `{reason}` | {meaning} |\n" for reason, meaning in REASONS.items())
    return {
        "fields": f"| part | names |\n|---|---|\n{guesses}",
        "limits": f"| limit | default | bounds |\n|---|---|---|\n{limits}",
        "reasons": f"| reason | meaning |\n|---|---|\n{reasons}",
    }


def filled(page: str) -> str:
    """Return the page with its tables as they should be."""
    for name, table in tables().items():
        page, count = re.subn(
            rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", lambda m, t=table: f"{m[1]}\n{t}\n{m[2]}", page, flags=re.S
        )
        assert count == 1, name
    return page


def test_tables_match_the_code():
    page = PAGE.read_text("utf-8")
    assert page == filled(page)


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
    PAGE.write_text(filled(PAGE.read_text("utf-8")), "utf-8")
