"""The codes of the work areas: those of the model that comes with the package."""

from __future__ import annotations

import json
from functools import cache

from baochi.resources import model_folder


@cache
def work_area_codes() -> frozenset[str]:
    """Return the codes of the work areas."""
    config = json.loads((model_folder("work_areas") / "config.json").read_text(encoding="utf-8"))
    return frozenset(config["labels"])
