"""Work areas: which fields of state work a paragraph is about."""

from __future__ import annotations

from baochi.classify.model import WorkAreaClassifier
from baochi.model_files import ModelError

__all__ = ["ModelError", "WorkAreaClassifier"]
