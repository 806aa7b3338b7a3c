"""How right: baochi and the simple way (underthesea's `ner` and a dozen patterns) on the same annotated articles.

    python benchmarks/accuracy.py GOLD_FOLDER… [-o RESULTS.md] [--boot N]

The simple way is what a good programmer has after an afternoon (`simple_way.toml`): people and bodies from
`underthesea.ner`, ranks, titles, quantities and awards by regular expression, work areas by keyword. `baochi.evaluate`
measures both.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import baochi
from baochi.evaluate import Report, evaluate
from baochi.evaluate.gold import GoldArticle, read_gold
from baochi.extract.numbers import parse_numeral

RULES = tomllib.loads(Path(__file__).with_name("simple_way.toml").read_text(encoding="utf-8"))
BEFORE = re.compile(rf"(?P<title>{RULES['title']})(?P<unit>(?:\s[^\s.,;:()]+){{0,12}}?)\s*$")
CAPITALISED = r"(?:\s[A-ZĐÀ-Ỹ&-][^\s.,;:()]*|\s[a-zđà-ỹ]+(?=\s[A-ZĐÀ-Ỹ]))*"
BEHIND = re.compile(rf"\s*[,(–-]\s*(?P<title>{RULES['title']})(?P<unit>{CAPITALISED})")
LAYERS = (
    "officials: name", "officials: rank", "officials: position", "officials: position, strict", "officials: whole record",
    "units", "quantities", "awards", "awards with recipient", "assessments", "work areas", "paragraph kind (accuracy)",
)  # fmt: skip


def simple_way(article: GoldArticle) -> dict[str, Any]:
    """Annotate an article the simple way; returns it in the gold format."""
    parts = article.paragraphs or []
    annotation = {
        "kinds": [_kind(number, part) for number, part in enumerate(parts)],
        "officials": [], "units": [], "quantities": [], "awards": [], "qualitative": [],
        "work_areas": [[a for a, words in RULES["work_areas"].items() if any(w in part for w in words)] for part in parts],
    }  # fmt: skip
    for number, part in enumerate(parts):
        for label, start, end in _entities(part):
            text = part[start:end]
            if label == "ORG" or re.match(RULES["unit_head"], text):
                annotation["units"].append(text)
            elif label == "PER":
                annotation["officials"] += _official(text, part[max(0, start - 120) : start], part[end : end + 120])
        for found in re.finditer(RULES["quantity"], part):
            annotation["quantities"].append(_quantity(number, found))
        annotation["awards"] += [
            {"para": number, "award": found[0].strip(), "recipient": ""} for found in re.finditer(RULES["award"], part)
        ]
    annotation["units"] = list({unit.lower(): unit for unit in annotation["units"]}.values())
    annotation["officials"] = list({person["name"]: person for person in annotation["officials"]}.values())
    return {"id": article.id, "title": article.title, "paragraphs": parts, "annotation": annotation}


def _kind(number: int, part: str) -> str:
    return "lead" if number == 0 else "byline" if re.fullmatch(RULES["byline"], part) else "body"


def _entities(text: str) -> list[tuple[str, int, int]]:
    """Return label, start and end of what underthesea names in `text`."""
    from underthesea import ner

    spans: list[tuple[str, int, int]] = []
    at = 0
    for word, _, _, tag in ner(text):
        start = text.find(word, at)
        if start < 0:
            continue
        at = start + len(word)
        if tag.startswith("I-") and spans and spans[-1][0] == tag[2:]:
            spans[-1] = (tag[2:], spans[-1][1], at)
        elif tag != "O":
            spans.append((tag[2:], start, at))
    return spans


def _official(name: str, before: str, behind: str) -> list[dict[str, Any]]:
    rank = re.search(rf"({RULES['rank']})\s*$", before)
    office = BEHIND.match(behind) or BEFORE.search(before[: rank.start()] if rank else before)
    if not rank and not office:
        return []
    position = [{"title": office["title"], "unit": office["unit"].strip(), "status": "current"}] if office else []
    return [{"name": name, "sector": "state", "ranks": [rank[1]] if rank else [], "positions": position}]


def _quantity(para: int, found: re.Match[str]) -> dict[str, Any]:
    unit, measure = found["unit"], found["measure"].strip()
    value = parse_numeral(found["number"]) or 0.0
    return {"para": para, "quote": found[0], "measure": measure or unit, "value": value, "unit": unit, "status": "result"}


def measure(gold: Path, work: Path, boot: int) -> tuple[Report, Report]:
    """Return the reports of the simple way and of baochi on the annotated articles of `gold`."""
    simple, ours = work / f"simple-{gold.name}", work / f"baochi-{gold.name}"
    simple.mkdir()
    for number, article in enumerate(read_gold(gold).values()):
        path = simple / f"{number:05}.json"
        path.write_text(json.dumps(simple_way(article), ensure_ascii=False), encoding="utf-8")
    baochi.run([gold], ours)
    return evaluate(gold, simple, boot=boot), evaluate(gold, ours, boot=boot)


def table(gold: Path, simple: Report, ours: Report) -> str:
    """Return both reports as a table in Markdown."""
    head = "| layer | in gold | underthesea + regex, F1 | baochi, F1 | baochi, 95 % interval |"
    lines = [f"## {gold.name}: {len(read_gold(gold))} articles", "", head, "|---|---:|---:|---:|---:|"]
    for layer in LAYERS:
        one, other = simple.figures[layer], ours.figures[layer]
        lines.append(f"| {layer} | {other.gold} | {one.f1:.3f} | {other.f1:.3f} | {other.low:.3f}–{other.high:.3f} |")
    return "\n".join([*lines, "", f"`{ours.signature}`", ""])


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description="Measure baochi and the simple way on the same annotated articles.")
    parser.add_argument("gold", type=Path, nargs="+", help="folders of annotated articles")
    parser.add_argument("-o", "--output", type=Path, help="write the tables here instead of to standard output")
    parser.add_argument("--boot", type=int, default=500, help="bootstrap samples for the intervals")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        text = "\n".join(table(gold, *measure(gold, Path(work), chosen.boot)) for gold in chosen.gold)
    if chosen.output:
        chosen.output.write_text(text, encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
