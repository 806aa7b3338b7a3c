"""What it costs that a run can be killed: `python benchmarks/safety.py [SOURCE …] [--rounds 5]`.

Runs over the same articles with and without the safety, in pairs one after the other, each in a process of its own; which
goes first changes from pair to pair. Without it nothing is synced, no checksum of any file or item is taken, and nothing
is kept of what was read (`.known`). The shards are written and published in the same way, so the tables must be the same,
which is checked. Prints processor time and wall clock; quote the median of the ratios.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


def take_safety_away() -> None:
    """Leave out everything that only serves a run that is killed."""
    from baochi.engines import job, reading
    from baochi.engines.batches import Batch
    from baochi.store import durable

    write = job.Job._write

    def without_ledger(self: job.Job, shard: Any, record: Any, batch: Batch, outcome: Any) -> None:
        batch.ledger = None
        write(self, shard, record, batch, outcome)

    os.fsync = lambda _: None
    durable.sha256 = reading.sha256 = lambda _: "0" * 64
    reading._chain = lambda *_: ""
    job.Job._write = without_ledger


def child(out: Path, sources: list[str], safe: bool) -> None:
    """Run once and print what it took."""
    import baochi
    from baochi.engines.settings import RunSettings

    baochi.load()  # start-up is not what is measured
    if not safe:
        take_safety_away()
    cpu, wall = time.process_time(), time.perf_counter()
    summary = baochi.run(sources, out, RunSettings())
    wall = time.perf_counter() - wall
    print(
        json.dumps({"cpu": time.process_time() - cpu, "wall": wall, "articles": summary.articles, "shards": summary.shards})
    )


def tables_of(out: Path) -> str:
    """Return a digest of all tables of a dataset."""
    total = hashlib.sha256()
    for path in sorted(out.glob("[!.]*/*.parquet")):
        total.update(path.read_bytes())
    return total.hexdigest()


def main() -> None:
    """Run the pairs and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="*", default=[str(ROOT / "corpora")])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--child", choices=["with", "without"], help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        child(args.out, args.sources, args.child == "with")
        return
    ratios: dict[str, list[float]] = {"cpu": [], "wall": []}
    took: dict[str, dict[str, float]] = {}
    print("pair | CPU with | without | ratio | wall with | without | ratio")
    for pair in range(args.rounds):
        with tempfile.TemporaryDirectory(dir=".") as folder:
            for which in ("with", "without") if pair % 2 else ("without", "with"):
                command = [sys.executable, __file__, *args.sources]
                out = Path(folder) / which
                done = subprocess.run([*command, "--child", which, "--out", str(out)], stdout=subprocess.PIPE, check=True)
                took[which] = json.loads(done.stdout)
            assert tables_of(Path(folder) / "with") == tables_of(Path(folder) / "without")
        with_, without = took["with"], took["without"]
        for name, values in ratios.items():
            values.append(with_[name] / without[name])
        print(
            f"{pair + 1} | {with_['cpu']:.2f} | {without['cpu']:.2f} | {ratios['cpu'][-1]:.3f}"
            f" | {with_['wall']:.2f} | {without['wall']:.2f} | {ratios['wall'][-1]:.3f}",
            flush=True,
        )
    print(f"{with_['articles']:,} articles, {with_['shards']} shards; medians of the ratios:", end=" ")
    print(", ".join(f"{name} {statistics.median(values):.3f}" for name, values in ratios.items()))


if __name__ == "__main__":
    main()
