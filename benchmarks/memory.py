"""Memory of a run over many articles: `python benchmarks/memory.py [ARTICLES] [--workers 2] [--exact]`, 200,000 by default.

Makes an archive (`benchmarks/many.py`) and runs it by the command line, closing summary included; prints the largest memory
so far (VmHWM) of the process that reads and of the workers, by the articles that are done.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from many import write
from processes import descendants, peak

POINTS = (1_000, 5_000, 10_000, 25_000, 50_000, 100_000, 150_000, 200_000, 500_000, 1_000_000)


class Done:
    """Counts the articles in the list of shards, as it grows."""

    def __init__(self, out: Path) -> None:
        self._paths = [out / ".partial" / "shards.jsonl", out / "shards.jsonl"]
        self._at = self.articles = 0

    def look(self) -> int:
        path = next((path for path in self._paths if path.exists()), None)
        if path is not None:
            with path.open() as file:
                file.seek(self._at)
                for line in iter(file.readline, ""):
                    if not line.endswith("\n"):
                        break
                    self._at += len(line)
                    self.articles += json.loads(line)["articles"]
        return self.articles


def main() -> None:
    """Run and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="?", type=int, default=200_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--syllables", type=int, default=30, help="least length of an article")
    parser.add_argument("--archive", type=Path, help="an archive to run instead; ARTICLES does not count then")
    args, options = parser.parse_known_args()
    with tempfile.TemporaryDirectory(dir=".") as folder:
        archive, out = args.archive or Path(folder) / "many.jsonl.gz", Path(folder) / "out"
        if args.archive is None:
            write(archive, args.articles, args.syllables)
        command = ["-m", "baochi", "run", str(archive), "-o", str(out), "--workers", str(args.workers), *options]
        started = time.monotonic()
        running = subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL)
        done, points, most, most_worker = Done(out), list(POINTS), 0, 0
        print("articles | MiB, process that reads | MiB, largest worker | seconds")

        def say(articles: int) -> None:
            print(f"{articles:,} | {most} | {most_worker} | {time.monotonic() - started:.0f}", flush=True)

        while running.poll() is None:
            most = max(most, peak(running.pid) >> 20)
            most_worker = max([most_worker, *(peak(other.pid) >> 20 for other in descendants(running.pid))])
            if points and done.look() >= points[0]:
                say(done.articles)
                points = [point for point in points if point > done.articles]
            time.sleep(0.1)
        say(done.look())
        print(f"exit {running.returncode}; the last line includes publishing and the closing summary")


if __name__ == "__main__":
    main()
