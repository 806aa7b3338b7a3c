"""Figures as a chart: F1 of every layer with its interval, as inline SVG."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from baochi.evaluate.figures import Figure

LABEL, PLOT, VALUE, ROW, TOP = 290, 420, 130, 22, 26
"""Widths of names, plot and values, height of a row and of the scale, in user units."""
TICKS = (0, 0.25, 0.5, 0.75, 1)


def chart(figures: Mapping[str, Figure]) -> str:
    """Return an SVG with a row for every layer that was judged; spans of single labels are left to the table."""
    shown = [f for f in figures.values() if (f.gold or f.extracted) and not f.layer.startswith("spans, ")]
    height = TOP + ROW * len(shown) + 6
    width = LABEL + PLOT + VALUE
    ticks = "".join(_tick(value, height) for value in TICKS)
    rows = "".join(_row(n, figure) for n, figure in enumerate(shown))
    return (
        f'<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-label="F1 of every layer with 95 % interval">'
        f"{ticks}{rows}</svg>"
    )


def _x(value: float) -> float:
    return round(LABEL + value * PLOT, 1)


def _tick(value: float, height: int) -> str:
    x = _x(value)
    return (
        f'<line class="tick" x1="{x}" x2="{x}" y1="{TOP}" y2="{height}"/><text class="tick" x="{x}" y="16">{value:g}</text>'
    )


def _row(n: int, f: Figure) -> str:
    y = TOP + ROW * n + ROW // 2
    name = escape(f.layer)
    title = f"{name}: F1 {f.f1:.3f}, 95 % {f.low:.3f} to {f.high:.3f}, P {f.precision:.3f}, R {f.recall:.3f}, gold {f.gold}"
    return (
        f'<g class="row"><title>{title}</title>'
        f'<rect x="0" y="{y - ROW // 2}" width="{LABEL + PLOT + VALUE}" height="{ROW}"/>'
        f'<text x="{LABEL - 14}" y="{y + 4}" class="name">{name}</text>'
        f'<line class="interval" x1="{_x(f.low)}" x2="{_x(f.high)}" y1="{y}" y2="{y}"/>'
        f'<circle cx="{_x(f.f1)}" cy="{y}" r="4.5"/>'
        f'<text x="{LABEL + PLOT + 14}" y="{y + 4}">{f.f1:.3f} <tspan>({f.gold:,})</tspan></text></g>'
    )
