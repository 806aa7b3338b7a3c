"""Annotations as a gold file holds them, with only what matters given."""

import pytest

EMPTY = {"officials": [], "units": [], "quantities": [], "awards": [], "qualitative": []}


def gold_article(article_id="g1", kinds=("body",), work_areas=None, **annotation):
    areas = [[] for _ in kinds] if work_areas is None else work_areas
    return {"id": article_id, "annotation": EMPTY | {"kinds": list(kinds), "work_areas": areas} | annotation}


def position(title, unit, status="current"):
    return {"title": title, "unit": unit, "status": status}


def official(name, *positions, ranks=(), sector="state"):
    return {"name": name, "sector": sector, "ranks": list(ranks), "positions": list(positions)}


def quantity(value, unit, measure, **more):
    return {"para": 0, "value": value, "unit": unit, "measure": measure, "status": "result"} | more


def with_text(article, *paragraphs, **fields):
    """Give an annotated article its paragraphs, and other fields of a gold file."""
    return article | {"paragraphs": list(paragraphs)} | fields


def prf(report, layer):
    figure = report.figures[layer]
    return pytest.approx((figure.precision, figure.recall, figure.f1))
