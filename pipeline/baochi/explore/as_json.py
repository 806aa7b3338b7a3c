"""An article as JSON: the rows of every table, as the schema of exported rows says."""

from __future__ import annotations

import datetime as dt
import json

from baochi.explore.view import ArticleView


def as_json(view: ArticleView) -> str:
    """Return `{"articles": [...], "officials": [...], …}` with dates in ISO form; `why` too if it was asked for."""
    content = dict(view.tables) | ({"why": view.why} if view.why else {})
    return json.dumps(content, ensure_ascii=False, indent=2, default=dt.date.isoformat) + "\n"
