"""Articles out of web pages: trafilatura says what the main text is, the page itself gives its words and block elements.

Trafilatura alone leaves out captions, lists and headings and evens out blanks, so its text only marks which blocks of the
page belong to the article; between the first and the last of them, and for captions beside them, the page is read as it is.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import trafilatura
from lxml.etree import iterwalk  # pyright: ignore[reportAttributeAccessIssue]  # lxml has no type hints

from baochi.archive import markup
from baochi.archive.dates import parse_date
from baochi.archive.fields import check
from baochi.archive.limits import Limits
from baochi.article import SourceArticle

OUTSIDE = frozenset(markup.NAMES["outside"])
CAPTION = re.compile(r"caption|chu-?thich|image-?desc|photo-?desc|pic-?desc|\bdesc_img", re.I)
MAX_LINKED = 0.5  # share of a block's letters in links above which it points elsewhere
LONG = 40  # characters from which a block is recognised within a longer one of trafilatura's
# A search of the whole text would take the date of an event for that of the article.
DATES = {"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d", "max_date": "2100-12-31"}
DATE_LINES, DATE_CHARS = 6, 50  # how far above the text, and in how long a line, the date of publication stands
for _name in ("trafilatura", "htmldate", "courlan", "readability"):
    logging.getLogger(_name).addHandler(logging.NullHandler())  # or their warnings about a page go to standard error


@dataclass(slots=True)
class Block:
    """A line of a block element: its text, how many of its characters are links, whether it is a caption or outside."""

    text: str
    linked: int = 0
    caption: bool = False
    outside: bool = False

    @property
    def key(self) -> str:
        return "".join(self.text.replace("\xad", "").split()).casefold()


def page_article(text: str, limits: Limits) -> SourceArticle:
    """Return the article of an HTML page. Raises Problem `empty_text` if it has none."""
    tree = trafilatura.load_html(text) if text.strip() else None
    if tree is None:  # no element in it
        return check(SourceArticle(markup.paragraphs(text)), limits)
    blocks = list(_blocks(tree))
    try:
        found: Any = trafilatura.bare_extraction(
            text, with_metadata=True, include_comments=False, date_extraction_params=DATES
        )
    except Exception as error:  # trafilatura promises no set of exceptions
        logging.getLogger(__name__).debug("trafilatura: %s", error)
        found = None
    title = (found.title if found is not None else None) or tree.findtext(".//title") or ""
    hits = _hits(blocks, found, title)
    article = SourceArticle(_main_text(blocks, hits, title), title=" ".join(title.split()))
    if found is not None:
        article.published = parse_date(found.date)
        article.author, article.url = found.author or "", found.url or ""
        article.source = found.sitename or found.hostname or ""
    if article.published is None and hits:
        above = reversed(blocks[max(0, hits[0] - DATE_LINES) : hits[0] + 1])
        article.published = next((d for b in above if len(b.text) <= DATE_CHARS and (d := parse_date(b.text))), None)
    return check(article, limits)


def _hits(blocks: list[Block], found: Any, title: str) -> list[int]:
    """Return the indexes of the blocks that trafilatura took for main text, without the title."""
    kept = [key for element in found.body.iter() for key in _keys(element)] if found is not None else []
    known, joined = set(kept), "\n".join(kept)
    known.discard(Block(title).key)
    return [i for i, b in enumerate(blocks) if b.key in known or (len(b.key) >= LONG and b.key in joined)]


def _main_text(blocks: list[Block], hits: list[int], title: str) -> list[str]:
    """Return the texts of the blocks that are the article, the title not among them."""
    heading = Block(title).key

    def fits(block: Block) -> bool:
        return not block.outside and block.linked <= MAX_LINKED * len(block.text) and block.key != heading

    if not hits:
        return [b.text for b in blocks if fits(b)]
    chosen = set(hits) | {i for i in range(hits[0], hits[-1]) if fits(blocks[i])}
    # A picture may stand above the first or below the last paragraph.
    for step, i in ((-1, hits[0] - 1), (1, hits[-1] + 1)):
        while 0 <= i < len(blocks) and blocks[i].caption:
            chosen.add(i)
            i += step
    return [blocks[i].text for i in sorted(chosen) if blocks[i].key != heading]


def _keys(element: Any) -> Iterator[str]:
    """Yield what trafilatura kept, as compared with the page: the texts around its line breaks."""
    if element.tag in ("p", "head", "item", "quote", "cell", "list", "body", "code", "hi", "ref", "del"):
        for part in re.split("\0", "".join(_with_breaks(element))):
            if key := Block(part).key:
                yield key


def _with_breaks(element: Any) -> Iterator[str]:
    for node in element.iter():
        if node is not element and node.tag in ("lb", "p", "item", "row", "cell", "quote", "head", "list"):
            yield "\0"
        yield node.text or ""
        if node is not element:
            yield ("\0" if node.tag in ("p", "item", "row", "cell", "quote", "head", "list") else "") + (node.tail or "")


def _blocks(tree: Any) -> Iterator[Block]:
    """Yield the lines of the page's block elements in reading order, each once."""
    parts: list[tuple[str, bool]] = []
    links = captions = outside = skipped = 0

    def flush() -> Iterator[Block]:
        text = markup.BLANKS.sub(" ", "".join(part for part, _ in parts)).strip()
        if text:
            linked = sum(len(part.strip()) for part, is_link in parts if is_link)
            yield Block(text, linked, captions > 0, outside > 0)
        parts.clear()

    for event, node in iterwalk(tree, events=("start", "end", "comment", "pi")):
        step = 1 if event == "start" else -1
        if event in ("start", "end"):
            tag = node.tag if isinstance(node.tag, str) else ""
            if tag in markup.BLOCK:
                yield from flush()
            links += step * (tag == "a")
            captions += step * (tag == "figcaption" or bool(CAPTION.search(node.get("class") or "")))
            outside += step * (tag in OUTSIDE)
            skipped += step * (tag in markup.HIDDEN or tag == "head")
        text = node.text if event == "start" else node.tail
        if text and not skipped and (event == "start" or node is not tree):
            parts.append((text, links > 0))
    yield from flush()
