"""How much of a source is read before it is rejected: bounds that keep memory and time small whatever the input is."""

from __future__ import annotations

from dataclasses import dataclass

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is read. Whatever exceeds one becomes a `Reject`; reading goes on behind it.

    Attributes:
        max_document_bytes: size of one plain text file, which is one article.
        max_page_bytes: size of one HTML page; finding the main text takes up to a minute for that much hostile markup.
        max_file_bytes: size of a JSON file, which is held in memory; also the memory for a batch of Parquet rows.
        max_line_bytes: size of one line of JSON Lines or one row of CSV.
        max_article_chars: code points of one article with its title; a paragraph counts two more than its text.
        max_unpacked_bytes: what one source file may unpack to, summed over all its members and layers.
        max_ratio: unpacked bytes a packed byte, beyond `ratio_from_bytes` unpacked. Press text packs 3 to 20 fold.
        ratio_from_bytes: unpacked bytes below which any ratio is harmless.
        max_directory_bytes: size of the directory of a zip archive; read, it takes up to 15 times as much memory.
        max_depth: archives and compressions inside one another (`a.tar.gz` has two).

    Example:
        >>> Limits(max_article_chars=50_000).max_depth
        4
    """

    max_document_bytes: int = 16 * MIB
    max_page_bytes: int = 4 * MIB
    max_file_bytes: int = 128 * MIB
    max_line_bytes: int = 16 * MIB
    max_article_chars: int = 2_000_000
    max_unpacked_bytes: int = 64 * GIB
    max_ratio: int = 200
    ratio_from_bytes: int = 64 * MIB
    max_directory_bytes: int = 64 * MIB
    max_depth: int = 4
