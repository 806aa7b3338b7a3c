"""Annotations to and from the formats of annotation tools and trainers."""

from baochi.evaluate.formats.convert import FORMATS, Conversion, convert, detect, read_articles, write_articles
from baochi.evaluate.formats.model import AnnotatedText, FormatError, Relation, Span

__all__ = [
    "FORMATS",
    "AnnotatedText",
    "Conversion",
    "FormatError",
    "Relation",
    "Span",
    "convert",
    "detect",
    "read_articles",
    "write_articles",
]
