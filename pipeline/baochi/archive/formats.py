"""Which format a file is in, by its first bytes and its name (`formats.toml`)."""

from __future__ import annotations

import codecs
import json
import re
import tomllib
from importlib.resources import files

from baochi.archive.encodings import sniff
from baochi.archive.problems import Problem
from baochi.archive.rows import delimiter_of

TABLE = tomllib.loads(files("baochi.archive").joinpath("formats.toml").read_text("utf-8"))
MAGIC = [(bytes.fromhex(code), kind) for kind, codes in TABLE["magic"].items() for code in codes]
SUFFIXES: dict[str, str] = {suffix: kind for kind, suffixes in TABLE["suffixes"].items() for suffix in suffixes}
OTHER: dict[str, str] = TABLE["other"]
PACKED = frozenset(("gz", "bz2", "xz", "zst"))
TAR_MAGIC, TAR_MAGIC_AT = b"ustar", 257
HTML = re.compile(r"\s*(?:<!--.{0,2000}?-->\s*|<\?xml[^>]{0,200}>\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
JSON_LIST = re.compile(r"\s*\[\s*(?:[{\"\]\[]|$)")
JSON_OBJECT = re.compile(r"\s*\{\s*(?:[\"}]|$)")
TWO_OBJECTS = re.compile(r"\s*\{[^\n]*\}[ \t\r]*\n\s*\{")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
MAX_CONTROLS, MAX_CONTROLS_IN_NAMED, MAX_UNDECODABLE = 0.02, 0.1, 0.2  # shares of text; a name that says text gives credit
HEAD = 1 << 16


def suffix_of(name: str) -> str:
    """Return the last suffix of a file name in lower case, with its dot."""
    stem, dot, suffix = name.lower().rpartition(".")
    return dot + suffix if stem else ""


def without_suffix(name: str) -> str:
    """Return the name of what a packed file holds: `a.jsonl` for `a.jsonl.gz`, `a.tar` for `a.tgz`."""
    suffix = suffix_of(name)
    if suffix not in SUFFIXES or SUFFIXES[suffix] not in PACKED:
        return name
    return name[: -len(suffix)] + (".tar" if suffix.startswith(".t") else "")


def detect(name: str, head: bytes) -> str:
    """Return the format of a file: a key of `[suffixes]` in the table.

    Content goes before name where it is unmistakable. Raises Problem `unknown_format`.

    Args:
        name: file name; may be empty or `-`.
        head: the first bytes, `HEAD` of them where there are as many.

    Example:
        >>> detect("articles.txt", b'{"text": "A"}\\n{"text": "B"}\\n')
        'jsonl'
    """
    suffix = suffix_of(name)
    if suffix in OTHER:
        raise Problem("unknown_format", f"{OTHER[suffix]} ({suffix})")
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return kind
    by_name = SUFFIXES.get(suffix, "")
    if head[TAR_MAGIC_AT : TAR_MAGIC_AT + len(TAR_MAGIC)] == TAR_MAGIC:
        return "tar"
    if not head:
        raise Problem("empty_text", "the file is empty")
    if by_name == "tar":
        return "tar"
    if by_name in PACKED or by_name in ("zip", "parquet", "warc"):
        raise Problem("unreadable", f"the content is not {by_name}, though the name says so; it is damaged or misnamed")
    encoding = sniff(head)
    text = codecs.getincrementaldecoder(encoding or "utf-8")("replace").decode(head).removeprefix("\ufeff")
    if head.startswith(b"%PDF"):
        raise Problem("unknown_format", OTHER[".pdf"])
    bad = len(CONTROLS.findall(text)) > (MAX_CONTROLS_IN_NAMED if by_name else MAX_CONTROLS) * len(text)
    if bad or (not by_name and text.count("\ufffd") > MAX_UNDECODABLE * len(text)):
        raise Problem("unknown_format", "the content is neither text nor an archive that is read here")
    return _text_format(by_name, text)


def _is_list(text: str) -> bool:
    """Tell whether JSON Lines by name are one JSON list: it starts with a bracket, and its first line is not whole."""
    first, _, rest = text.strip().partition("\n")
    if not first.startswith("["):
        return False
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return True
    return not rest


def _text_format(by_name: str, text: str) -> str:
    """Return the format of a file of text, given what its name says, if anything."""
    if by_name in ("json", "jsonl"):
        if TWO_OBJECTS.match(text):
            return "jsonl"
        return "jsonl" if by_name == "jsonl" and not _is_list(text) else "json"
    if by_name in ("csv", "html"):
        return by_name
    if HTML.match(text):
        return "html"
    if TWO_OBJECTS.match(text):
        return "jsonl"
    if JSON_OBJECT.match(text) or JSON_LIST.match(text):
        return "json"
    if not by_name and "\n" in text and delimiter_of(text.partition("\n")[0]):
        return "csv"
    return "text"
