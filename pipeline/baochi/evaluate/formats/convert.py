"""Reads and writes annotated articles in any format, and says what was lost on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from baochi.evaluate.formats import brat, conll, dataset, docbin, doccano, gold, label_studio
from baochi.evaluate.formats.files import Said, whole
from baochi.evaluate.formats.losses import losses
from baochi.evaluate.formats.model import AnnotatedText, FormatError
from baochi.store.layout import MANIFEST

Reader = Callable[[Path, Said], list[AnnotatedText]]
Writer = Callable[[Sequence[AnnotatedText], Path, Said], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: how it is read and, but for a dataset, written; `endings` of its files; `folder`, if it is one."""

    read: Reader
    write: Writer | None
    endings: tuple[str, ...]
    folder: bool = False


FORMATS: dict[str, Format] = {
    "gold": Format(gold.read, gold.write, (".json", ".csv"), folder=True),
    "brat": Format(brat.read, brat.write, (".ann", ".txt", ".conf"), folder=True),
    "conll": Format(conll.read, conll.write, (".conll", ".bio", ".iob")),
    "label-studio": Format(label_studio.read, label_studio.write, (".json",)),
    "doccano": Format(doccano.read, doccano.write, (".jsonl",)),
    "spacy": Format(docbin.read, docbin.write, (".spacy",)),
    "dataset": Format(dataset.read, None, (".parquet",), folder=True),
}
WRITTEN = tuple(name for name, f in FORMATS.items() if f.write)


@dataclass(frozen=True, slots=True)
class Conversion:
    """What became of a conversion.

    Attributes:
        articles: how many; path: where they are.
        lost: what the target cannot hold and how much of it, by name (`baochi.evaluate.formats.losses`).
        said: sentences about single records: not found in the text, not taken up, chosen among several.
    """

    articles: int
    path: Path
    lost: Counter[str]
    said: list[str]


def convert(
    source: str | Path,
    target: str | Path,
    to: str,
    *,
    from_: str = "",
    overwrite: bool = False,
    annotator: str = "",
) -> Conversion:
    """Write the annotated articles in `source` to `target` in format `to`; the target appears whole or not at all.

    Args:
        from_: format of the source; if empty, told by what it is (`detect`).
        overwrite: replace an earlier output at `target`; anything else there is never replaced.
        annotator: whose annotations to take from Label Studio (id or address); if empty, the newest.

    Raises:
        FormatError: the source is broken or the target taken; the message names file and record.
        GoldError, DatasetError: the same, for a gold folder and a dataset.

    Example:
        >>> convert("corpora/gold", "gold.spacy", "spacy").articles  # doctest: +SKIP
        200
    """
    articles, said = read_articles(source, from_, annotator=annotator)
    lost = write_articles(articles, target, to, overwrite=overwrite, said=said)
    return Conversion(len(articles), Path(target), lost, said)


def read_articles(
    source: str | Path,
    from_: str = "",
    *,
    annotator: str = "",
    only: Collection[str] | None = None,
    mentions: bool = True,
) -> tuple[list[AnnotatedText], Said]:
    """Return the annotated articles in `source`, and sentences about what could not be placed.

    Args:
        only: ids of the articles to take; None for all.
        mentions: of a dataset take the spans that stand for no record, too.

    Raises:
        FormatError, GoldError, DatasetError: the source is broken, or lacks one of `only`.
    """
    path, said = Path(source), []
    if not path.exists():
        raise FormatError(f"{path}: no such file or folder")
    name = from_ or detect(path)
    read = _known(name).read
    if annotator:
        if name != "label-studio":
            raise FormatError(f"{path}: only Label Studio says who annotated; {name} does not")
        read = partial(label_studio.read, annotator=annotator)
    if name == "dataset":
        read = partial(dataset.read, only=only, mentions=mentions)
    if path.is_dir() != _known(name).folder:
        raise FormatError(f"{path}: {name} is a {'folder' if _known(name).folder else 'file'}")
    articles = read(path, said)
    twice = next((i for i, n in Counter(a.article_id for a in articles).items() if n > 1), None)
    if twice is not None:
        raise FormatError(f"{path}: article {twice!r} is there more than once")
    if only is not None:
        wanted = set(only)
        missing = sorted(wanted - {a.article_id for a in articles})
        if missing:
            raise FormatError(f"{path}: {len(missing):,} of the articles asked for are not there ({missing[0]} …)")
        articles = [a for a in articles if a.article_id in wanted]
    return articles, said


def write_articles(
    articles: Sequence[AnnotatedText], target: str | Path, to: str, *, overwrite: bool = False, said: Said | None = None
) -> Counter[str]:
    """Write articles to `target` in format `to`, read them back, and return what the format could not hold.

    Raises:
        FormatError: the target is taken, or a record cannot be written at all.
    """
    form, lost = _known(to), Counter()
    if form.write is None:
        raise FormatError(f"{to} can only be read; write one of {', '.join(WRITTEN)}")
    if not articles:
        raise FormatError(f"{target}: there is no article to write")

    def write(partial_path: Path) -> None:
        assert form.write is not None
        form.write(articles, partial_path, said if said is not None else [])
        lost.update(losses(articles, form.read(partial_path, [])))

    whole(Path(target), write, replace=overwrite, endings=form.endings)
    return lost


def detect(path: Path) -> str:
    """Return the format of a file or folder by what it holds and how it is named.

    Raises:
        FormatError: it could be any.
    """
    if path.is_dir():
        if (path / MANIFEST).is_file():
            return "dataset"
        for name in ("brat", "gold"):
            if any(path.rglob(f"*{FORMATS[name].endings[0]}") if name == "brat" else path.glob("*.json")):
                return name
    named = [name for name, f in FORMATS.items() if not f.folder and path.name.endswith(f.endings)]
    if not path.is_dir() and named:
        return named[0]
    raise FormatError(f"{path}: name its format with --from: one of {', '.join(FORMATS)}")


def _known(name: str) -> Format:
    if name not in FORMATS:
        raise FormatError(f"unknown format {name!r}; one of {', '.join(FORMATS)}")
    return FORMATS[name]
