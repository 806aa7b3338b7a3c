"""Reading archives of articles: every source file, folder, archive or stream becomes articles and rejects."""

from baochi.archive.limits import Limits
from baochi.archive.problems import NOTES, REASONS
from baochi.archive.reader import expand, read, total_bytes
from baochi.archive.streams import Progress

__all__ = ["NOTES", "REASONS", "Limits", "Progress", "expand", "read", "total_bytes"]
