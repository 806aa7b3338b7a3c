"""How the whole way scales: workers, archive size, article length, start-up, memory; and where its time goes.

Every measurement runs in a process of its own; `speed.py` puts the tables into RESULTS.md.
"""

from __future__ import annotations

import cProfile
import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from types import CodeType

from processes import Cost, cost_of

BAOCHI = [sys.executable, "-m", "baochi"]
WORKERS = (1, 2, 4)
LENGTHS = (100, 1_000, 10_000, 100_000)
SHOWN = 20
"""Functions that the profile names."""


def write_archive(file: Path, articles: Sequence[list[str]], count: int) -> int:
    """Write `count` articles by repetition, each with an id of its own; return their syllables."""
    syllables = 0
    with file.open("w", encoding="utf-8") as out:
        for number in range(count):
            paragraphs = articles[number % len(articles)]
            out.write(json.dumps({"id": f"a{number}", "paragraphs": paragraphs}, ensure_ascii=False) + "\n")
            syllables += sum(len(p.split()) for p in paragraphs)
    return syllables


def run_cost(file: Path, workers: int = 1) -> Cost:
    """Return the cost of `baochi run` over an archive, tables on disk."""
    with tempfile.TemporaryDirectory() as folder:
        return cost_of([*BAOCHI, "run", str(file), "-o", f"{folder}/out", "--quiet", "--workers", str(workers)])


def by_workers(articles: Sequence[list[str]], count: int, rounds: int) -> Iterator[str]:
    """Yield table rows: medians of seconds and gain by number of workers, each round one after the other.

    On a busy machine, or with fewer cores, the gain is less.
    """
    yield from ("| workers | seconds | times as fast as one | CPU seconds | largest process, MB |", "|--:|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "archive.jsonl"
        write_archive(file, articles, count)
        found = [{workers: run_cost(file, workers) for workers in WORKERS} for _ in range(rounds)]
    for workers in WORKERS:
        costs = [costs[workers] for costs in found]
        gains = [costs[WORKERS[0]].wall / costs[workers].wall for costs in found]
        gain = f"{median(gains):.2f} ({min(gains):.2f} to {max(gains):.2f})" if workers > WORKERS[0] else ""
        seconds, cpu = median(c.wall for c in costs), median(c.cpu for c in costs)
        yield f"| {workers} | {seconds:.1f} | {gain} | {cpu:.1f} | {max(c.peak for c in costs) / 1e6:.0f} |"


def by_size(articles: Sequence[list[str]], sizes: Sequence[int]) -> Iterator[str]:
    """Yield table rows: CPU time an article and peak memory by size of the archive."""
    yield from ("| articles | CPU seconds | µs a syllable | largest process, MB |", "|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "archive.jsonl"
        for size in sizes:
            syllables = write_archive(file, articles, size)
            cost = run_cost(file)
            yield f"| {size:,} | {cost.cpu:.1f} | {1e6 * cost.cpu / syllables:.2f} | {cost.peak / 1e6:.0f} |"


def by_length(articles: Sequence[list[str]]) -> Iterator[str]:
    """Yield table rows: CPU time a syllable by length of the article, in this process."""
    import baochi

    yield from ("| syllables in the article | CPU seconds | µs a syllable |", "|--:|--:|--:|")
    paragraphs = [p for article in articles for p in article]
    baochi.extract(["Bộ Y tế họp."], to="arrow")
    for length in LENGTHS:
        chosen: list[str] = []
        n = 0
        while n < length:
            chosen.append(paragraphs[len(chosen) % len(paragraphs)])
            n += len(chosen[-1].split())
        rounds = []
        for _ in range(3):
            started = time.process_time()
            baochi.extract([{"paragraphs": chosen}], to="arrow")
            rounds.append(time.process_time() - started)
        yield f"| {n:,} | {median(rounds):.3f} | {1e6 * median(rounds) / n:.2f} |"


def start_up(file: Path) -> Iterator[str]:
    """Yield table rows: seconds until the commands that a user waits for are done."""
    yield from ("| start-up | seconds | CPU seconds |", "|---|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        commands = {
            "import baochi": [sys.executable, "-c", "import baochi"],
            "baochi --help": [*BAOCHI, "--help"],
            "baochi show, first article": [*BAOCHI, "show", str(file)],
            "baochi run, one article": [*BAOCHI, "run", str(file), "-o", f"{folder}/out", "--quiet", "--restart"],
            "baochi.load(), first Doc": [sys.executable, "-c", "import baochi; baochi.load()('Bộ Y tế họp.')"],
        }
        for name, command in commands.items():
            costs = [cost_of(command) for _ in range(4)][1:]
            yield f"| {name} | {median(c.wall for c in costs):.2f} | {median(c.cpu for c in costs):.2f} |"


def floor(file: Path) -> float:
    """Return the CPU seconds of reading, decoding and hashing alone."""
    started = time.process_time()
    for line in file.read_bytes().splitlines():
        text = "\n\n".join(json.loads(line)["paragraphs"])
        hashlib.sha256(text.encode()).hexdigest()
    return time.process_time() - started


def profile(file: Path) -> Iterator[str]:
    """Yield table rows: the functions in which a run spends most time themselves; profiling makes calls dearer."""
    from baochi.api import run
    from baochi.pipeline import shipped

    shipped()
    profiler = cProfile.Profile(time.process_time)
    with tempfile.TemporaryDirectory() as folder:
        profiler.runcall(run, [file], Path(folder) / "out")
    functions = sorted(profiler.getstats(), key=lambda function: -function.inlinetime)
    total = sum(function.inlinetime for function in functions)
    yield from ("| function | calls | share of the time |", "|---|--:|--:|")
    for function in functions[:SHOWN]:
        yield f"| `{name_of(function.code)}` | {function.callcount:,} | {function.inlinetime / total:.1%} |"


def name_of(code: CodeType | str) -> str:
    """Return file and name of a Python function, or what the profiler calls one that is built in."""
    if isinstance(code, str):
        return code
    return f"{code.co_filename.partition('/baochi/')[2] or Path(code.co_filename).name}:{code.co_name}"
