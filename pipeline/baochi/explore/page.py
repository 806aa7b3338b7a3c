"""An article as one web page that needs nothing else: no script, no font, no request, everything from outside escaped."""

from __future__ import annotations

from html import escape
from importlib.resources import files

from baochi.explore.view import KINDS, ArticleView, Shown
from baochi.html import clean

# Even if something slipped through the escaping, the page may run and load nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

NOTHING = '<p class="none">No records were found in this article.</p>'


def as_page(view: ArticleView) -> str:
    """Return the article as an HTML document: its text with the findings marked, then its records, linked to them."""
    style = files("baochi.explore").joinpath("page.css").read_text("utf-8")
    title = view.article["title"] or view.article["article_id"]
    return f"""<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{clean(title)}</title>
<style>
{style}</style>
</head>
<body>
<main>
<article>
<h1>{clean(title)}</h1>
<p class="about">{_about(view)}</p>
<p class="legend">{_legend(view)}</p>
{_text(view)}
</article>
<section class="records" lang="en">
{"".join(_table(shown) for shown in view.shown()) or NOTHING}
</section>
</main>
</body>
</html>
"""


def _about(view: ArticleView) -> str:
    article = view.article
    shown = [article[name] for name in ("article_id", "source", "published", "author") if article[name]]
    parts = [clean(part) for part in shown]
    url = article["url"]
    if url.startswith(("https://", "http://")):  # never javascript: and the like
        parts.append(f'<a href="{clean(url)}" rel="noopener noreferrer nofollow">{clean(url)}</a>')
    return " · ".join(parts)


def _legend(view: ArticleView) -> str:
    found = {kind for _, _, kind in view.spans}
    return " ".join(f'<span class="{kind.lower()}">{kind.lower()}</span>' for kind in KINDS if kind in found)


def _text(view: ArticleView) -> str:
    targets = {start for shown in view.shown() for start, _ in shown.rows}
    return "\n".join(
        f'<div class="para {p["kind"]}"><div class="margin" lang="en">{p["para"]} {p["kind"]}{_areas(p["work_areas"])}</div>'
        f"<p>{_paragraph(view, p['start'], p['end'], targets)}</p></div>"
        for p in view.tables["paragraphs"]
    )


def _areas(codes: list[str]) -> str:
    return "".join(f'<span class="area">{clean(code)}</span>' for code in codes)


def _paragraph(view: ArticleView, start: int, end: int, targets: set[int]) -> str:
    """Mark up a paragraph; the piece in which a record's evidence begins is the target of the record's link."""
    parts = []
    for piece in view.pieces(start, end):
        text = clean(view.article["text"][piece.start : piece.end])
        anchor = f' id="at-{piece.start}"' if piece.start in targets else ""
        if piece.kinds or anchor:
            names = " ".join(kind.lower() for kind in piece.kinds)
            label = ", ".join(kind.lower() for kind in piece.kinds)
            text = f'<span class="{names}" title="{label}"{anchor}>{text}</span>'
        parts.append(text)
    return "".join(parts).replace("\n", "<br>")


def _table(shown: Shown) -> str:
    head = "".join(f"<th>{clean(name)}</th>" for name in shown.columns)
    rows = "".join(f"<tr>{_cells(start, cells)}</tr>\n" for start, cells in shown.rows)
    table = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>"
    return f'<h2>{clean(shown.title)}</h2>\n<div class="scroll">{table}</div>\n'


def _cells(start: int, cells: tuple[str, ...]) -> str:
    first, *rest = (clean(cell).replace("\n", "<br>") for cell in cells)
    return f'<td lang="vi"><a href="#at-{start}">{first or "…"}</a></td>' + "".join(f'<td lang="vi">{c}</td>' for c in rest)
