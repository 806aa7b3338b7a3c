"""One form of one lexicon entry."""

from __future__ import annotations

from dataclasses import dataclass

from baochi.text.fold import fold_syllable


@dataclass(slots=True, eq=False)
class Entry:
    """One form of one lexicon entry.

    Attributes:
        row: every column by name; scan: searched for in texts; overlap: also found inside a longer hit of its category.
        written: the form's tokens as written, one blank between them, which `case` exact compares; an entry that code makes
            up may have none.
        beside: the category without whose hits in an article it means nothing.
    """

    category: str
    form: str
    case: str
    row: dict[str, str]
    scan: bool = True
    overlap: bool = False
    written: str = ""
    beside: str = ""

    @property
    def folds(self) -> list[str]:
        """The matching keys (`baochi.text.fold`) of the form's tokens."""
        return [fold_syllable(token) for token in self.written.split(" ")]

    @property
    def length(self) -> int:
        """How many tokens the form has."""
        return self.written.count(" ") + 1

    def __getitem__(self, column: str) -> str:
        return self.row[column]

    def get(self, column: str, default: str = "") -> str:
        return self.row.get(column, default)
