"""Reads the lexicon's CSV files and checks every row; an editor's slip is an error with file and line.

`categories.toml` says which file belongs to which category, which columns it must have and which values a column may take.
In every file the column `form` holds the surface form, variants separated by `|`; lines that start with `#` are comments.
The optional column `case` says how capitals count: `any` (the default), `capital` (the first letter must be a capital in the
text) or `exact` (as written in the file, for abbreviations such as `BCA`). A category with `scan = false` is a list that
code looks things up in; it is not searched for in the text. With `overlap = true` an entry is also found inside a longer one
of its category (`đường bộ | Công an` holds `bộ Công an` and `Công an`); grammars that try every place ask for that. With
`beside = "award"` a category is looked for only in articles that hold a hit of that other one: elsewhere it means nothing.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from baochi.lexicon.entry import Entry
from baochi.lexicon.hits import Hits
from baochi.lexicon.scanner import Scanner
from baochi.text.pattern import TOKEN
from baochi.text.tokens import Tokens

CASES = ("any", "capital", "exact")


class LexiconError(ValueError):
    """A lexicon file is malformed; the message names file and line."""


class Lexicon:
    """All entries, searchable by category, and the automaton that finds them in text.

    Example:
        >>> lexicon = Lexicon.load()
        >>> from baochi.text.tokens import tokenise
        >>> tokens = tokenise("Thiếu tướng Trần Văn Mẫu")
        >>> [(h.entry.category, h.entry["code"]) for h in lexicon.scan(tokens)["rank"]]
        [('rank', 'thieu_tuong')]
    """

    def __init__(self, entries: list[Entry]) -> None:
        self.entries: dict[str, list[Entry]] = {}
        searched: dict[str, list[Entry]] = {"": []}  # by the category that they are beside
        for entry in entries:
            self.entries.setdefault(entry.category, []).append(entry)
            if entry.scan:
                searched.setdefault(entry.beside, []).append(entry)
        self.scanner = Scanner(searched.pop(""))
        self._beside = {category: Scanner(entries) for category, entries in searched.items()}

    @classmethod
    def load(cls, folder: Path | None = None) -> Lexicon:
        """Load the lexicon shipped with the package, or the one in `folder` (same layout).

        Raises:
            LexiconError: a file is missing or a row malformed.
        """
        return _shipped() if folder is None else cls(list(_read_folder(folder)))

    def scan(self, tokens: Tokens) -> Hits:
        """Find every entry in `tokens`: per category the leftmost longest matches, which do not overlap."""
        hits = self.scanner.scan([tokens]).of_text(0)
        for scanner in self._beside.values():
            hits |= scanner.scan([tokens]).of_text(0)
        return hits

    def spot(self, texts: Sequence[Tokens], paragraphs: Sequence[Sequence[int]] = ()) -> list[Hits]:
        """Find every entry in each text, but those of a category `beside` another only where that has been found.

        Args:
            paragraphs: the first tokens of the paragraphs of each text, over whose ends no entry goes on; none: of one each.
        """
        paragraphs = paragraphs or [()] * len(texts)
        found = self.scanner.scan(texts, paragraphs)
        spotted = [found.of_text(i) for i in range(len(texts))]
        for category, scanner in self._beside.items():
            there = [i for i, hits in enumerate(spotted) if category in hits]
            beside = scanner.scan([texts[i] for i in there], [paragraphs[i] for i in there])
            for number, i in enumerate(there):
                spotted[i] |= beside.of_text(number)
        return spotted

    def forms(self, category: str) -> list[Entry]:
        """Return the entries of a category in file order; an unknown category is a KeyError."""
        return self.entries[category]

    def by_fold(self, category: str) -> dict[str, Entry]:
        """Return the entries of a category by the folded form (`baochi.text.fold.fold`)."""
        return {" ".join(entry.folds): entry for entry in self.entries[category]}


@lru_cache(maxsize=1)
def _shipped() -> Lexicon:
    return Lexicon(list(_read_folder(resources.files("baochi.lexicon"))))


def _read_folder(folder: Traversable) -> Iterator[Entry]:
    declared = folder / "categories.toml"
    try:
        categories: dict[str, dict[str, Any]] = tomllib.loads(declared.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise LexiconError(f"{declared}: {error}") from error
    for category, spec in categories.items():
        if spec.get("beside", category) not in categories:
            raise LexiconError(f"{declared}: {category} is beside {spec['beside']!r}, which is no category")
        yield from _read_file(folder / spec["file"], category, spec)


def _read_file(path: Traversable, category: str, spec: dict[str, Any]) -> Iterator[Entry]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: cannot be read: {error}") from error
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    if not lines:
        raise LexiconError(f"{path}: empty; the first line must name the columns")
    header = next(csv.reader([lines[0][1]]))
    missing = [c for c in ["form", *spec.get("columns", [])] if c not in header]
    if missing:
        raise LexiconError(f"{path}, line {lines[0][0]}: no column {', '.join(missing)}")
    scan, overlap, beside = spec.get("scan", True), spec.get("overlap", False), spec.get("beside", "")
    name, seen = str(path), dict[str, int]()
    for number, line in lines[1:]:
        values = next(csv.reader([line])) if '"' in line else line.split(",")
        where = f"{name}, line {number}"
        if len(values) != len(header):
            raise LexiconError(f"{where}: {len(values)} fields where the header has {len(header)}: {line!r}")
        row = dict(zip(header, map(str.strip, values), strict=True))
        _check(row, spec, where)
        case = row.get("case") or "any"
        for form in map(str.strip, row["form"].split("|")):
            if not form:
                raise LexiconError(f"{where}: an empty form")
            if form in seen:
                raise LexiconError(f"{where}: {form!r} stands already on line {seen[form]}")
            seen[form] = number
            yield Entry(category, form, case, row, scan, overlap, _written(form), beside)


def _written(form: str) -> str:
    """Return the tokens of a form, one blank between them."""
    if form.replace(" ", "").isalpha() and "  " not in form:
        return form  # nearly all: words of letters only, each of which is a token
    return " ".join(TOKEN.findall(form))


def _check(row: dict[str, str], spec: dict[str, Any], where: str) -> None:
    if row.get("case", "") not in ("", *CASES):
        raise LexiconError(f"{where}: case is {row['case']!r}, allowed are {', '.join(CASES)}")
    for column in spec.get("required", []):
        if not row[column]:
            raise LexiconError(f"{where}: column {column} is empty")
    for column, allowed in spec.get("values", {}).items():
        if row[column] not in allowed:
            raise LexiconError(f"{where}: {column} is {row[column]!r}, allowed are {', '.join(map(repr, allowed))}")
