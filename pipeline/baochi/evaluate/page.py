"""An evaluation as one web page that needs nothing else: scores, confusion matrices, and every error in its sentence.

The page loads nothing and runs one script, its own, which the policy names by its digest. Text from articles reaches it
escaped, or as JSON that the script shows as text.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Any

from baochi.evaluate.chart import chart
from baochi.evaluate.classes import Classification
from baochi.evaluate.context import Contexts, cutter
from baochi.evaluate.report import SLICE_LAYERS, Report, slice_rows
from baochi.evaluate.slices import decade
from baochi.evaluate.tally import ERROR_TYPES, Error, Item
from baochi.html import clean, valid


def as_page(report: Report) -> str:
    """Return the report as an HTML document with every error of the comparison."""
    style, script = (files("baochi.evaluate").joinpath(name).read_text("utf-8") for name in ("report.css", "report.js"))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    sides = [clean(side.folder.name) for side in (report.measured.gold, report.measured.found)]
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{sides[1]} against {sides[0]}</title>
<style>
{style}</style>
</head>
<body>
<header>
<h1>{sides[1]} <small>measured against</small> {sides[0]}</h1>
<p>{report.n_articles:,} articles · {sum(report.error_counts.values()):,} errors</p>
<p><code class="signature">{clean(report.signature)}</code></p>
{"".join(f'<p class="warning">{clean(text)}</p>' for text in report.warnings())}
<nav><a href="#scores">Scores</a> <a href="#labels">Confusion</a> <a href="#errors">Errors</a></nav>
</header>
<main>
<section id="scores">
<h2>Scores</h2>
<p>F1, its 95 % interval over articles, and in brackets the number of gold items.</p>
{chart(report.figures)}
{_folded("Figures as a table", _table(report.HEADER, report.rows()))}
{_folded("Spans, F1 as in SemEval-2013", _table(report.SPAN_HEADER, report.span_rows()))}
{"".join(_slice(name, values) for name, values in report.slices.items())}
</section>
<section id="labels">
<h2>Confusion</h2>
<p>Rows are gold, columns the prediction.</p>
<div class="matrices">{"".join(_matrix(c) for c in report.classification)}</div>
</section>
<section id="errors">
<h2>Errors</h2>
{_filters()}
<p class="legend"><mark class="g">gold</mark> <mark class="f">prediction</mark> <mark class="gf">both</mark></p>
<div id="list" role="list"></div>
<p id="more"><button type="button">Show more</button></p>
<noscript><p>The errors are listed by a script; this browser runs none.</p></noscript>
</section>
</main>
<script type="application/json" id="data">{_embedded(_data(report))}</script>
<script>{script}</script>
</body>
</html>
"""


def _embedded(value: Any) -> str:
    """Return JSON that no parser of HTML can take for a tag or a comment."""
    return (
        valid(json.dumps(value, ensure_ascii=False, separators=(",", ":"))).replace("<", "\\u003c").replace(">", "\\u003e")
    )


# ------------------------------------------------------------------ errors
def _data(report: Report) -> dict[str, Any]:
    """Return what the script shows: articles, and errors with their sentences."""
    measured, cut = report.measured, cutter()
    articles, errors = [], []
    for pair, tally in zip(measured.pairs, measured.tallies, strict=True):
        if not tally.errors:
            continue
        contexts = Contexts(pair, cut)
        at = len(articles)
        articles.append({"id": pair.article_id, "source": pair.gold.source or "(unknown)", "decade": decade(pair)})
        errors += [_error(error, at, contexts) for error in tally.errors]
    return {"articles": articles, "errors": errors, "types": list(ERROR_TYPES)}


def _error(error: Error, article: int, contexts: Contexts) -> dict[str, Any]:
    shown = {"article": article, "what": error.what, "type": error.type, "item": error.item, "para": error.para}
    sides = {"gold": _text(error.gold), "found": _text(error.found)}
    return shown | sides | {"pieces": [list(piece) for piece in contexts.pieces(error)]}


def _text(item: Item | None) -> str | None:
    return item.text if item else None


def _filters() -> str:
    chosen = "".join(
        f'<label>{label} <select id="{name}"><option value="">all</option></select></label>'
        for name, label in (("what", "Layer"), ("type", "Type"), ("source", "Source"))
    )
    search = '<label>Text <input id="text" type="search" autocomplete="off"></label>'
    return f'<form id="filters">{chosen}{search}<output id="count"></output></form>'


# ------------------------------------------------------------------ tables
def _folded(title: str, body: str) -> str:
    return f"<details><summary>{clean(title)}</summary>{body}</details>" if body else ""


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{clean(name)}</th>" for name in header)
    body = "".join(
        f"<tr><th>{clean(row[0])}</th>{''.join(f'<td>{clean(cell)}</td>' for cell in row[1:])}</tr>\n" for row in rows
    )
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table></div>' if body else ""


def _slice(name: str, values: dict) -> str:
    title = f"By {name.replace('_', ' ')}: F1 (gold items)"
    return _folded(title, _table((name.replace("_", " "), *SLICE_LAYERS), slice_rows(values)))


def _matrix(c: Classification) -> str:
    """Return a confusion matrix; the darker a cell, the greater its share of the row."""
    head = "".join(f'<th scope="col"><span>{clean(label)}</span></th>' for label in c.labels)
    rows = []
    for n, (label, row) in enumerate(zip(c.labels, c.matrix, strict=True)):
        cells = "".join(_cell(value, sum(row), diagonal=n == m) for m, value in enumerate(row))
        score = c.by_label.get(label)
        f1 = f"{score.f1:.2f}" if score and (score.gold or score.f1) else ""
        rows.append(f'<tr><th scope="row">{clean(label)}</th>{cells}<td class="f1">{f1}</td></tr>')
    average = " · ".join(f"{name} F1 {v:.3f}" for name, v in (("micro", c.micro), ("macro", c.macro)) if v is not None)
    head = f'<thead><tr><td></td>{head}<th class="f1">F1</th></tr></thead>'
    table = f'<div class="scroll"><table class="matrix">{head}<tbody>{"".join(rows)}</tbody></table></div>'
    return f"<figure><figcaption>{clean(c.name)} <small>{average}</small></figcaption>{table}</figure>"


def _cell(value: int, total: int, *, diagonal: bool) -> str:
    if not value:
        return '<td class="zero">·</td>'
    kind = "right" if diagonal else "wrong"
    return f'<td class="{kind}" style="--share:{value / total:.2f}">{value:,}</td>'
