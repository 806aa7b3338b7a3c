"""Why something was not read: the fixed reason codes, and the exception that carries one to where it becomes a `Reject`."""

from __future__ import annotations

REASONS: dict[str, str] = {
    "analysis": "A stage of the pipeline failed on the article; the detail says how. This is a defect: please report it.",
    "archive_bomb": "An archive unpacks to far more than its size allows; what came before the bound was read.",
    "binary": "The text holds NUL characters: it is not text, or was damaged.",
    "crash": "The process that analysed the article ended twice, most often for want of memory; the detail names it.",
    "csv_row": "A row of CSV is malformed: another number of cells than the header, or a quote out of place.",
    "duplicate": "The article repeats another, and the run drops duplicates; the detail names both.",
    "empty_text": "The article, or the whole file, holds no text.",
    "encoding": "The bytes are not UTF-8, UTF-16, Windows-1258 or the declared encoding; the detail names the byte.",
    "encrypted": "A member of a zip archive is protected by a password.",
    "json": "The JSON is malformed, too deep, or gives one name two values.",
    "language": "The text is not Vietnamese, or has no letters; the detail names what it looks like.",
    "link": "A symbolic or hard link inside a folder or archive; links are not followed.",
    "missing": "The file or folder does not exist.",
    "no_match": "The pattern matches no file, or the folder or archive holds none.",
    "no_text_field": "None of the fields is known to hold the text; name it with `--field text=NAME`.",
    "not_a_file": "A device, pipe or socket.",
    "path_escape": "The name of an archive member leads out of the archive.",
    "remote": "A remote file cannot be read; the detail says why.",
    "too_deep": "Archives within archives beyond `max_depth`.",
    "too_large": "A file, line, row or article is larger than its limit.",
    "truncated": "The file ends early; what came before the cut was read.",
    "unknown_format": "The content is in no format that is read here.",
    "unreadable": "The file cannot be opened, or is damaged.",
}
"""Every reason code with its meaning; `docs/reading.md` is tested against it."""

NOTES: dict[str, str] = {
    "double_utf8": "Paragraphs were UTF-8 encoded twice (`CÃ´ng an`) and were mended.",
    "no_tone_marks": "Paragraphs are Vietnamese without tone marks; they are left so.",
    "tcvn3": "Paragraphs were in TCVN3 (ABC) and were converted.",
    "unclear_encoding": "Paragraphs look like a legacy encoding, but which is not certain; they are left as they are.",
    "viqr": "Paragraphs were in VIQR and were converted.",
    "viscii": "Paragraphs were in VISCII and were converted.",
    "vni": "Paragraphs were in VNI and were converted.",
}
"""Codes of the column `notes` of the articles with their meaning."""


class Problem(Exception):
    """A unit of input that cannot be read.

    Args:
        reason: a key of `REASONS`.
        detail: a sentence for a person: what was wrong and what to do.
        position: row number or byte offset as text, empty if the whole unit is meant.
    """

    def __init__(self, reason: str, detail: str, position: str = "") -> None:
        if reason not in REASONS:
            raise ValueError(f"unknown reason code {reason!r}")
        super().__init__(detail)
        self.reason, self.detail, self.position = reason, detail, position


class ArchiveBomb(Problem):
    """Unpacking went over a bound; the whole source file is given up, not only the member."""

    def __init__(self, detail: str) -> None:
        super().__init__("archive_bomb", detail)
