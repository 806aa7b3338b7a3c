"""A pipeline for a process that does nothing but run it: the command line and the workers start and end sooner with it."""

from __future__ import annotations

import gc
import sys
from functools import cache
from importlib.abc import MetaPathFinder
from typing import TYPE_CHECKING

import pyarrow as pa

from baochi.engines.assemble import load
from baochi.engines.settings import RunSettings

if TYPE_CHECKING:
    from spacy.language import Language

    from baochi.pipeline import Pipeline


def load_for_good(settings: RunSettings) -> Pipeline | Language:
    """Return the pipeline of the settings, which is to be kept until the process ends.

    What is there by then is never searched for reference cycles again: at the end of the process alone that takes as long
    as 40 articles. The process must convert nothing between pyarrow and pandas.

    Raises:
        ValueError: see `baochi.engines.assemble.load_pipeline`.
    """
    return _shipped_for_good() if settings.as_shipped else _for_good(settings)


@cache
def _shipped_for_good() -> Pipeline | Language:
    return _for_good(RunSettings())


def _for_good(settings: RunSettings) -> Pipeline | Language:
    without_pandas()
    nlp = load(settings)
    gc.freeze()
    return nlp


class _NoPandas(MetaPathFinder):
    """A finder of modules that says of pandas that it is not installed, and nothing of others."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


def without_pandas() -> None:
    """Have pyarrow do without pandas, which it looks for at its first array; to import that takes as long as 20 articles."""
    if "pandas" in sys.modules:
        return
    finder = _NoPandas()
    sys.meta_path.insert(0, finder)
    try:
        pa.array([])
    finally:
        sys.meta_path.remove(finder)
