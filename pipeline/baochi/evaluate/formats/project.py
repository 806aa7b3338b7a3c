"""A project for annotators: what the pipeline found, as a start, with the configuration of the tool."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

from baochi.evaluate.formats import brat, label_studio
from baochi.evaluate.formats.convert import Conversion, read_articles
from baochi.evaluate.formats.files import whole
from baochi.evaluate.formats.label_studio_config import configuration
from baochi.evaluate.formats.losses import losses
from baochi.evaluate.formats.model import AnnotatedText, FormatError

CONFIGURATION, TASKS = "labels.xml", "tasks.json"
Tool = Literal["label-studio", "brat"]
ENDINGS = {"label-studio": (".xml", ".json"), "brat": (".ann", ".txt", ".conf")}


def annotate(
    source: str | Path,
    target: str | Path,
    to: Tool = "label-studio",
    *,
    only: Collection[str] | None = None,
    blank: bool = False,
    overwrite: bool = False,
) -> Conversion:
    """Write a project to the folder `target`: for Label Studio `labels.xml` and `tasks.json`, for brat its folder.

    What a dataset found is offered as predictions; records only, since further mentions are not annotated.

    Args:
        source: a dataset or annotated articles in any format.
        only: ids of the articles to take; None for all.
        blank: offer nothing but the paragraphs, for an annotation that no prediction sways.

    Raises:
        FormatError, GoldError, DatasetError: the source is broken, lacks one of `only`, or the target is taken.
    """
    if to not in ENDINGS:
        raise FormatError(f"unknown tool {to!r}; one of {', '.join(ENDINGS)}")
    articles, said = read_articles(source, only=only, mentions=False)
    if not articles:
        raise FormatError(f"{Path(source)}: there is no article to annotate")
    if blank:
        for article in articles:
            article.spans, article.relations, article.kept = [], [], {}
            article.work_areas = [[] for _ in article.paragraphs]
    write = partial(brat.write, articles, said=said) if to == "brat" else partial(_label_studio, articles)
    whole(Path(target), lambda folder: write(folder), replace=overwrite, endings=ENDINGS[to])
    written = brat.read(Path(target), []) if to == "brat" else label_studio.read(Path(target) / TASKS, [])
    return Conversion(len(articles), Path(target), losses(articles, written), said)


def _label_studio(articles: Sequence[AnnotatedText], folder: Path) -> None:
    folder.mkdir()
    (folder / CONFIGURATION).write_text(configuration(), encoding="utf-8", newline="\n")
    label_studio.write(articles, folder / TASKS, [], as_="predictions")
