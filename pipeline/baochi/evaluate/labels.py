"""What the work-area model that comes with the package says of its labels."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from baochi.resources import model_folder


@cache
def work_area_config() -> dict[str, Any]:
    """Return the settings of the model; its weights are not read."""
    return json.loads((model_folder("work_areas") / "config.json").read_text(encoding="utf-8"))


@cache
def work_area_codes() -> frozenset[str]:
    """Return the codes of the work areas."""
    return frozenset(work_area_config()["labels"])
