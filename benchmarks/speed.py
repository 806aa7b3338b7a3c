"""How fast: baochi and its peers side by side on the same articles, one core each.

    python benchmarks/speed.py [--articles FILE …] [--syllables N] [--rounds R] [--sizes 1000 10000 100000]
                               [--race] [-o benchmarks/RESULTS.md]

Every contender runs in a process of its own, one after the other, in every round anew, so that a machine whose speed drifts
treats all alike; quote medians and ratios, not single times. Without --articles there are two races (`SAMPLES`): over
ordinary press and over dense reports, both repeated up to the wanted length with ids of their own. Peers that are not
installed are left out and named. `--race` leaves out how the time grows (`scaling.py`).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import scaling

ROOT = Path(__file__).parents[1]
CORPORA = ROOT / "corpora"
SAMPLES = {
    "Ordinary press (`corpora/press` and `corpora/sample`)": [CORPORA / "press", CORPORA / "sample"],
    "Dense reports (`corpora/gold`, train and dev)": [CORPORA / "gold/train", CORPORA / "gold/dev"],
}
"""What is raced over: articles with about as much to find as those of real archives, and reports with ten times as much."""
SLOW_EACH = 100
"""Of how many articles a contender marked slow gets one: underthesea's `ner` would take minutes over all."""
WORKERS_ARTICLES = 16_000
"""Articles that one, two and four workers share: so many that what a worker takes to start is little beside them."""


def articles(sources: Sequence[Path], syllables: int) -> list[list[str]]:
    """Return paragraphs of articles that hold about `syllables` syllables together."""
    from baochi.archive import read
    from baochi.article import SourceArticle

    found = [a.paragraphs for a in read(sources) if isinstance(a, SourceArticle)]
    chosen: list[list[str]] = []
    n = 0
    while n < syllables:
        for paragraphs in found:
            chosen.append(paragraphs)
            n += sum(len(p.split()) for p in paragraphs)
            if n >= syllables:
                break
    return chosen


# ---------------------------------------------------------------------- contenders: make what runs on a list of texts
def underthesea_words() -> Callable[[str], object]:
    """underthesea `word_tokenize`."""
    from underthesea import word_tokenize

    return word_tokenize


def underthesea_ner() -> Callable[[str], object]:
    """underthesea `ner`."""
    from underthesea import ner

    return ner


def pyvi_words() -> Callable[[str], object]:
    """pyvi `ViTokenizer`."""
    from pyvi import ViTokenizer  # pyright: ignore[reportMissingImports]

    return ViTokenizer.tokenize


def spacy_blank() -> Callable[[str], object]:
    """spaCy blank `vi` over syllables: the Doc alone."""
    import spacy

    return spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})


CONTENDERS: dict[str, tuple[Callable[[], Callable[[str], object]], bool]] = {
    "underthesea word_tokenize": (underthesea_words, False),
    "underthesea ner": (underthesea_ner, True),
    "pyvi ViTokenizer": (pyvi_words, False),
    "spaCy blank vi (Doc only)": (spacy_blank, False),
}
WHOLE = "baochi run, files to tables"
STAGES = "baochi stages"
FLOOR = "floor: read, decode and hash alone"


def contend(name: str, file: Path) -> dict[str, float]:
    """Run one contender over `file` and return syllables and CPU seconds (for the stages: seconds by stage)."""
    if name == STAGES:
        return by_stage(file) | {FLOOR: scaling.floor(file)}
    texts = ["\n".join(json.loads(line)["paragraphs"]) for line in file.read_text(encoding="utf-8").splitlines()]
    if name == WHOLE:
        from baochi.api import run

        with tempfile.TemporaryDirectory() as folder:
            run([ROOT / "corpora/sample"], Path(folder) / "first")  # start-up is measured apart
            started = time.process_time()
            run([file], Path(folder) / "out")
            return {"syllables": syllables_of(texts), "seconds": time.process_time() - started}
    make, slow = CONTENDERS[name]
    texts = texts[::SLOW_EACH] if slow else texts
    work = make()
    work(texts[0])  # models load at first use
    started = time.process_time()
    for text in texts:
        work(text)
    return {"syllables": syllables_of(texts), "seconds": time.process_time() - started}


def by_stage(file: Path) -> dict[str, float]:
    """Return CPU seconds of every step of the way, and the syllables."""
    from baochi.archive import read
    from baochi.article import Article, SourceArticle
    from baochi.engines.batches import collector_paused
    from baochi.lexicon import Lexicon
    from baochi.pipeline import STAGES as MAKERS
    from baochi.pipeline import Spotter, Tokeniser
    from baochi.store.build import tables

    lexicon = Lexicon.load()
    steps = [("tokens", Tokeniser()), ("lexicon scan", Spotter(lexicon))]
    steps += [(name, make(lexicon)) for name, make in MAKERS.items()]
    seconds: dict[str, float] = {}
    tables([])  # libraries load at first use

    def timed(name: str, work: Callable[[], object]) -> object:
        started = time.process_time()
        done = work()
        seconds[name] = time.process_time() - started
        return done

    sources = timed("read", lambda: [a for a in read([file]) if isinstance(a, SourceArticle)])
    assert isinstance(sources, list)
    for number, source in enumerate(sources):
        source.article_id = str(number)
    with collector_paused():
        batch = [Article.from_source(source) for source in sources]
        for name, stage in steps:
            timed(name, lambda stage=stage: stage.annotate(batch))
        timed("tables", lambda: tables(batch))
    return seconds | {"syllables": syllables_of(a.text for a in batch)}


def syllables_of(texts: Iterable[str]) -> float:
    """Count syllables as blanks separate them."""
    return float(sum(len(text.split()) for text in texts))


# ---------------------------------------------------------------------- the race
def child(name: str, file: Path) -> dict[str, float] | None:
    """Run a contender in a process of its own on one thread; None if it is not installed."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    command = [sys.executable, __file__, "--contend", name, "--file", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | threads, check=False)
    if done.returncode == 0:
        return json.loads(done.stdout.splitlines()[-1])
    if "ModuleNotFoundError" in done.stderr:
        return None
    raise SystemExit(f"{name} failed:\n{done.stderr}")


def race(file: Path, rounds: int) -> list[str]:
    """Run all contenders over `file` in turn and return the results as lines of Markdown."""
    speeds: dict[str, list[float]] = {}
    missing: list[str] = []
    for _ in range(rounds):
        for name in (*CONTENDERS, WHOLE):
            found = None if name in missing else child(name, file)
            if found is None:
                missing += [name] if name not in missing else []
            else:
                speeds.setdefault(name, []).append(found["syllables"] / found["seconds"])
    costs = child(STAGES, file) or {}
    n = costs.pop("syllables")
    return report(speeds, {name: seconds / n for name, seconds in costs.items()}, int(n), missing)


def report(speeds: dict[str, list[float]], stages: dict[str, float], n: int, left: list[str]) -> list[str]:
    """Return the results of a race as lines of Markdown."""
    whole = statistics.median(speeds[WHOLE])
    lines = [f"{n:,} syllables; median of {len(speeds[WHOLE])} rounds.", ""]
    lines += ["| | syllables a second | baochi run is … times as fast |", "|---|--:|--:|"]
    for name, rounds in speeds.items():
        ratio = statistics.median(w / r for w, r in zip(speeds[WHOLE], rounds, strict=True))
        lines.append(f"| {name} | {statistics.median(rounds):,.0f} | {ratio:.2f} |")
    lines += [f"| {name} | not installed | |" for name in left]
    lines += ["", f"At 500 syllables an article that is {whole / 500:,.0f} articles a second, from file to tables.", ""]
    total = sum(stages.values()) - stages[FLOOR]
    lines += ["| step | µs a syllable | share |", "|---|--:|--:|"]
    return lines + [f"| {name} | {1e6 * s:.2f} | {s / total:.0%} |" for name, s in stages.items()]


def machine() -> str:
    """Name the machine and what else it is doing."""
    cpus = Path("/proc/cpuinfo")
    lines = cpus.read_text().splitlines() if cpus.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")] or [""]
    load = f", load {os.getloadavg()[0]:.1f} from other work too" if hasattr(os, "getloadavg") else ""
    return f"{platform.machine()} {names[0]}, {os.cpu_count()} cores{load}, Python {platform.python_version()}"


def versions() -> str:
    """Name the versions of what ran."""
    named = []
    for package in ("baochi", "underthesea", "pyvi", "spacy", "numpy", "pyarrow"):
        try:
            named.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return ", ".join(named) + "."


def main() -> None:
    """Run the race and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, nargs="+", help="files or folders to race over instead")
    parser.add_argument("--syllables", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--race", action="store_true", help="the race alone")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "benchmarks/RESULTS.md")
    parser.add_argument("--contend", help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.contend:
        print(json.dumps(contend(options.contend, options.file)))
        return
    with tempfile.TemporaryDirectory() as folder:
        samples = {"Articles": options.articles} if options.articles else SAMPLES
        lines = ["# How fast", "", f"{machine()}; one core a contender; CPU time. {versions()}"]
        chosen = [articles(sources, options.syllables) for sources in samples.values()]
        files = [Path(folder) / f"articles{number}.jsonl" for number in range(len(samples))]
        for name, sample, file in zip(samples, chosen, files, strict=True):
            scaling.write_archive(file, sample, len(sample))
            lines += ["", f"## {name}", "", *race(file, options.rounds)]
        if not options.race:
            lines += ["", "## How it grows", *growth(chosen[0], files[0], options)]
    table = "\n".join(lines) + "\n"
    options.output.write_text(table, encoding="utf-8")
    print(table)


def growth(chosen: list[list[str]], file: Path, options: argparse.Namespace) -> Iterator[str]:
    """Yield how time and memory grow, and the profile."""
    alone = file.with_name("one.jsonl")
    alone.write_text(file.read_text(encoding="utf-8").partition("\n")[0], encoding="utf-8")
    yield from ("", *scaling.start_up(alone))
    yield from ("", *scaling.by_workers(chosen, WORKERS_ARTICLES, options.rounds))
    yield from ("", *scaling.by_size(chosen, options.sizes))
    yield from ("", *scaling.by_length(chosen))
    yield from ("", "Functions by the time that they take themselves (cProfile):", "", *scaling.profile(file))


if __name__ == "__main__":
    main()
