"""The terminal: colours by kind, every letter there, nothing that commands the terminal."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from baochi.explore.plain import printable
from baochi.explore.terminal import STYLES, show
from baochi.explore.view import KINDS

from .samples import full_view, view_of


def printed(view, *, colour: bool = False) -> str:
    out = io.StringIO()
    show(view, Console(file=out, width=200, force_terminal=colour, color_system="standard" if colour else None))
    return out.getvalue()


def test_text_and_tables():
    shown = printed(full_view())
    assert "Đại tá Lưu Thị Sâm, Trưởng Công an huyện Mù Tăm" in shown
    for title in ("Officials", "Units", "Quantities", "Awards", "Assessments", "crime"):
        assert title in shown
    assert "\x1b" not in shown


def test_kinds_are_told_apart_by_style():
    assert set(STYLES) == set(KINDS)
    assert len(set(STYLES.values())) == len(KINDS)
    shown = printed(full_view(), colour=True)
    assert "\x1b[1;35mLưu Thị Sâm\x1b[0m" in shown


def test_markup_of_the_terminal_library_is_text():
    assert "[bold]đậm[/bold] [link=x]" in printed(view_of("[bold]đậm[/bold] [link=x]", [], title="[red]Tin[/red]"))


@given(st.text())
def test_printable_keeps_offsets_and_leaves_nothing_that_commands(text: str):
    safe = printable(text)
    assert len(safe) == len(text)
    assert all(c in "\n\t" or (ord(c) >= 0x20 and not 0x7F <= ord(c) < 0xA0) for c in safe)
    safe.encode("utf-8")


def test_escape_sequences_in_an_article_do_nothing():
    shown = printed(view_of("đỏ \x1b[31m \x9b2J \u202eđảo", [(0, 2, "UNIT")], title="\x1b]0;tin\x07"))
    assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set(shown)
