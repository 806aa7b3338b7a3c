"""baochi (báo chí, the press): archives of Vietnamese press articles in, a structured dataset out.

load      a spaCy pipeline; `nlp(text)` is a Doc with everything on it
extract   articles in memory to tables (pandas or Arrow)
run       an archive on disk to a dataset folder
read      a dataset folder, table by table
evaluate  a dataset against gold annotations
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

__all__ = ["SourceArticle", "evaluate", "extract", "load", "read", "run"]

if TYPE_CHECKING:
    from baochi.api import extract, load, run
    from baochi.article import SourceArticle
    from baochi.evaluate import evaluate
    from baochi.store.read import read

_HOMES = {
    "SourceArticle": "baochi.article",
    "evaluate": "baochi.evaluate",
    "extract": "baochi.api",
    "load": "baochi.api",
    "read": "baochi.store.read",
    "run": "baochi.api",
}


def __getattr__(name: str) -> Any:
    """Import a public name at first use: `import baochi` itself costs next to nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'baochi' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


class _Package(ModuleType):
    """`extract` and `evaluate` are public functions and folders of code; as attributes of the package they are functions."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _HOMES and isinstance(value, ModuleType):
            return  # the import system binds a submodule here when it is first imported
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
