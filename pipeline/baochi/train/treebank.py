"""Reads the words of a treebank in CoNLL-U (https://universaldependencies.org/format.html), syllable by syllable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

Sentence = list[list[str]]
"""Words, each a list of its syllables as written."""
SPLITS = ("train", "dev", "test")
COLUMNS = 10


def find(folder: Path) -> dict[str, Path]:
    """Return the files of a treebank by split; they end in `train.conllu`, `dev.conllu` and `test.conllu`.

    Raises:
        ValueError: a split has no file, or several.
    """
    found = {}
    for split in SPLITS:
        paths = sorted(folder.glob(f"*{split}.conllu"))
        if len(paths) != 1:
            names = ", ".join(path.name for path in paths) or "none"
            raise ValueError(f"{folder}: needs one file *{split}.conllu of a treebank, found {names}")
        found[split] = paths[0]
    return found


def read(path: Path) -> list[Sentence]:
    """Return the sentences of a file; lines of ranges (`3-4`) and of empty words (`3.1`) are passed over.

    Raises:
        ValueError: a line is no CoNLL-U, or there is no word; the message names file and line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: not UTF-8: {error}") from error
    sentences = list(_sentences(path, text))
    if not sentences:
        raise ValueError(f"{path}: no sentence in it")
    return sentences


def _sentences(path: Path, text: str) -> Iterator[Sentence]:
    words: Sentence = []
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r")
        if not line.strip():
            if words:
                yield words
            words = []
        elif not line.startswith("#"):
            fields = line.split("\t")
            syllables = fields[1].split() if len(fields) == COLUMNS else []
            if not syllables:
                raise ValueError(f"{path}, line {number}: not a word in {COLUMNS} columns with tabs between: {line[:60]!r}")
            if fields[0].isdigit():
                words.append(syllables)
    if words:
        yield words
