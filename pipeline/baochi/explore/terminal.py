"""An article in the terminal: the text with its findings coloured, then the records as tables."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from baochi.explore.plain import printable
from baochi.explore.view import KINDS, ArticleView, Shown

STYLES = {
    "PERSON": "bold magenta",
    "RANK": "bold yellow",
    "POSITION": "green",
    "UNIT": "bold blue",
    "LOCATION": "cyan",
    "PERIOD": "red",
    "QUANTITY": "underline",
    "AWARD": "underline bold",
    "ASSESSMENT": "underline italic",
}


def as_terminal(view: ArticleView) -> Group:
    """Return a Rich renderable of the article; without colours, kinds of evidence still stand in the tables."""
    article = view.article
    about = " · ".join(
        str(article[name]) for name in ("article_id", "source", "published", "author", "url") if article[name]
    )
    parts: list[RenderableType] = [Text(printable(article["title"]), style="bold")] if article["title"] else []
    parts += [Text(printable(about), style="dim"), Text(), _legend(view), Text(), _text(view)]
    for shown in view.shown():
        parts += [Text(), _table(shown)]
    return Group(*parts)


def show(view: ArticleView, console: Console) -> None:
    """Print the article."""
    console.print(as_terminal(view))


def _legend(view: ArticleView) -> Text:
    found = {kind for _, _, kind in view.spans}
    return Text("  ").join(Text(kind.lower(), style=STYLES[kind]) for kind in KINDS if kind in found)


def _text(view: ArticleView) -> Table:
    """Return the paragraphs beside their number, kind and work areas."""
    grid = Table.grid(padding=(0, 2, 1, 0))
    grid.add_column(justify="right", style="dim", width=14)
    grid.add_column(overflow="fold")
    for p in view.tables["paragraphs"]:
        grid.add_row(Text("\n".join([f"{p['para']} {p['kind']}", *p["work_areas"]])), _paragraph(view, p["start"], p["end"]))
    return grid


def _paragraph(view: ArticleView, start: int, end: int) -> Text:
    text = Text()
    for piece in view.pieces(start, end):
        style = " ".join(STYLES[kind] for kind in piece.kinds)
        text.append(printable(view.article["text"][piece.start : piece.end]), style=style)
    return text


def _table(shown: Shown) -> Table:
    table = Table(title=shown.title, title_justify="left", title_style="bold", show_lines=True)
    for name in shown.columns:
        table.add_column(name, overflow="fold")
    for _, cells in shown.rows:
        table.add_row(*(Text(printable(cell)) for cell in cells))
    return table
