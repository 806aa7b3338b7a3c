"""Label Studio: JSON tasks with annotations or predictions, as it imports and exports them.

Spans are regions of the control `label`, relations are Label Studio's, attributes are controls of a region (choices,
numbers, text), paragraphs are regions with their kind and work areas. What no control holds is a JSON object in the region's
note (`meta.text`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from baochi.evaluate.formats.collect import merged
from baochi.evaluate.formats.files import Said, as_json, parse_json, read_text
from baochi.evaluate.formats.model import AnnotatedText, FormatError, Relation, Span, check, lines_of, scheme

LABEL, TEXT, AREAS, PARAGRAPH = "label", "text", "work_areas", "PARAGRAPH"
OWN = ("text", "title", "article_id", "baochi")
Result = dict[str, Any]


def write(
    articles: Iterable[AnnotatedText],
    path: Path,
    said: Said,
    *,
    as_: Literal["annotations", "predictions"] = "annotations",
) -> None:
    """Write one file of tasks; predictions are what Label Studio shows an annotator as a start."""
    tasks = [task(article, as_) for article in articles]
    path.write_text(json.dumps(tasks, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def task(article: AnnotatedText, as_: Literal["annotations", "predictions"]) -> dict[str, Any]:
    """Return an article as a task."""
    places = list(zip(article.paragraphs, article.kinds, article.work_areas, strict=True))
    empty = {str(n): [list(place), kind, areas] for n, (place, kind, areas) in enumerate(places) if place[0] == place[1]}
    regions = [
        (f"p{n}", Span(PARAGRAPH, *place, {"kind": kind} | ({AREAS: areas} if areas else {})))
        for n, (place, kind, areas) in enumerate(places)
        if place[0] < place[1]
    ]
    regions += [(f"s{n}", span) for n, span in enumerate(article.spans)]
    results = [result for key, span in regions for result in _results(key, span, article.surface(span))]
    results += [
        {"type": "relation", "from_id": f"s{r.head}", "to_id": f"s{r.tail}", "direction": "right", "labels": [r.label]}
        for r in article.relations
    ]
    made: dict[str, Any] = {"result": results}
    if as_ == "predictions":
        made["model_version"] = f"baochi {version('baochi')}"
    data = {
        "text": article.text,
        "title": str(article.meta.get("title", "")),
        "article_id": article.article_id,
        "baochi": {"meta": article.meta, "kept": article.kept, "paragraphs": empty},
    }
    return {"data": data, as_: [made]}


def _results(key: str, span: Span, surface: str) -> list[Result]:
    place = {"start": span.start, "end": span.end}
    region: Result = {"id": key, "from_name": LABEL, "to_name": TEXT, "type": "labels"}
    region["value"] = place | {"text": surface, "labels": [span.label]}
    results, rest = [region], {}
    for name, value in span.data.items():
        kind = control_type(span.label, name)
        entered = {"choices": value if isinstance(value, list) else [value], "number": value, "textarea": [value]}.get(kind)
        if (kind == "textarea" and not isinstance(value, str)) or (kind == "number" and not isinstance(value, int | float)):
            entered = None
        if entered is None:
            rest[name] = value
            continue
        field = {"textarea": "text"}.get(kind, kind)
        results.append(region | {"from_name": name, "type": kind, "value": place | {field: entered}})
    if rest:
        region["meta"] = {"text": [as_json(rest)]}
    return results


def control_type(label: str, name: str) -> str:
    """Return how Label Studio calls the control for an attribute of spans with `label`; empty if it has none."""
    rule = scheme()["attributes"].get(name)
    if label == PARAGRAPH and name == AREAS:
        return "choices"
    if rule is None or rule["label"] != label:
        return ""
    return "choices" if "values" in rule else {"text": "textarea"}.get(rule["type"], "number")


# ------------------------------------------------------------------ reading
def read(path: Path, said: Said, *, annotator: str = "") -> list[AnnotatedText]:
    """Return the articles of an export (JSON, not JSON-MIN).

    Of a task with several annotations the newest counts, and `said` says so; a task with none gives its prediction.

    Args:
        annotator: take this one's annotations, by the id or the address that Label Studio gives in `completed_by`.

    Raises:
        FormatError: the file is no such export; the message names the task.
    """
    tasks = parse_json(read_text(path), str(path))
    if not isinstance(tasks, list) or not tasks:
        raise FormatError(f"{path}: must be a list of tasks, as Label Studio exports it in the format JSON")
    articles = []
    for number, raw in enumerate(tasks, 1):
        where = f"{path}: task {raw.get('id', number) if isinstance(raw, dict) else number}"
        try:
            article = _article(raw, where, said, annotator)
        except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
            if isinstance(error, FormatError):
                raise
            raise FormatError(f"{where}: not a task of this project ({type(error).__name__}: {error})") from error
        if article is not None:
            articles.append(check(article, where))
    if not articles:
        raise FormatError(f"{path}: no task is annotated" + (f" by {annotator}" if annotator else ""))
    return articles


def _article(raw: dict[str, Any], where: str, said: Said, annotator: str) -> AnnotatedText | None:
    data = raw["data"]
    about = data.get("baochi") or {}
    results = _chosen(raw, where, said, annotator)
    if results is None:
        return None
    text = data["text"]
    regions, links = _regions(results, text, where)
    paragraphs = sorted((s for s in regions.values() if s.label == PARAGRAPH), key=lambda s: s.start)
    listed = merged(
        [((s.start, s.end), s.data.get("kind", "body"), s.data.get(AREAS, [])) for s in paragraphs],
        about.get("paragraphs", {}),
    ) or [(place, "body", []) for place in lines_of(text)]
    index = {key: n for n, key in enumerate(k for k, s in regions.items() if s.label != PARAGRAPH)}
    missing = next((end for _, *ends in links for end in ends if end not in index), None)
    if missing is not None:
        raise FormatError(f"{where}: a relation leads to region {missing!r}, which is not there or a paragraph")
    return AnnotatedText(
        article_id=str(data.get("article_id") or raw.get("id")),
        text=text,
        paragraphs=[(start, end) for (start, end), _, _ in listed],
        kinds=[kind for _, kind, _ in listed],
        work_areas=[list(areas) for _, _, areas in listed],
        spans=[span for span in regions.values() if span.label != PARAGRAPH],
        relations=[Relation(label, index[head], index[tail]) for label, head, tail in links],
        meta=dict(about.get("meta") or {k: v for k, v in data.items() if k not in OWN}),
        kept=dict(about.get("kept") or {}),
    )


def _chosen(raw: dict[str, Any], where: str, said: Said, annotator: str) -> list[Result] | None:
    """Return the results of the annotation that counts."""
    done = [a for a in raw.get("annotations") or [] if not a.get("was_cancelled")]
    if annotator:
        done = [a for a in done if annotator in _names(a.get("completed_by"))]
        if not done:
            return None
    if len(done) > 1:
        said.append(f"{where}: {len(done)} annotations; the newest counts")
    if done:
        return max(done, key=lambda a: str(a.get("updated_at") or ""))["result"]
    guessed = raw.get("predictions") or []
    said.append(f"{where}: not annotated; " + ("its prediction is taken" if guessed else "it is empty"))
    return guessed[-1]["result"] if guessed else []


def _names(annotator: Any) -> set[str]:
    if isinstance(annotator, dict):
        return {str(annotator.get(key)) for key in ("id", "email")}
    return {str(annotator)}


def _regions(results: list[Result], text: str, where: str) -> tuple[dict[str, Span], list[tuple[str, str, str]]]:
    """Return regions by id with what their controls say, and relations (label, from, to)."""
    regions: dict[str, Span] = {}
    links = []
    for result in (r for r in results if r["type"] == "labels"):
        place = f"{where}: region {result['id']!r}"
        if len(result["value"]["labels"]) != 1:
            raise FormatError(f"{place} has {len(result['value']['labels'])} labels; it must have one")
        regions[result["id"]] = Span(result["value"]["labels"][0], *_offsets(result["value"], text, place))
        for note in (result.get("meta") or {}).get("text") or []:
            known = parse_json(note, place) if note.startswith("{") else {"note": note}
            regions[result["id"]].data |= known
    for result in results:
        if result["type"] == "relation":
            label = (result.get("labels") or ["same"])[0]
            ends = (result["from_id"], result["to_id"])
            links.append((label, *(ends[::-1] if result.get("direction") == "left" else ends)))
        elif result["type"] != "labels":
            place = f"{where}: control {result['from_name']!r}"
            if result.get("id") not in regions:
                raise FormatError(f"{place} belongs to no region with a label")
            _enter(regions[result["id"]], result, place)
    return regions, links


def _enter(span: Span, result: Result, where: str) -> None:
    name, value = result["from_name"], result["value"]
    if control_type(span.label, name) != result["type"]:
        raise FormatError(f"{where} is not known for {span.label}")
    if result["type"] == "choices":
        span.data[name] = value["choices"] if name == AREAS else value["choices"][0]
    elif result["type"] == "number":
        whole = scheme()["attributes"][name]["type"] == "integer"
        span.data[name] = int(value["number"]) if whole else value["number"]
    else:
        span.data[name] = " ".join(value["text"]) if isinstance(value["text"], list) else value["text"]


def _offsets(value: dict[str, Any], text: str, where: str) -> tuple[int, int]:
    """Return a region's offsets in code points; a browser may count units of UTF-16 where the text has rare letters."""
    start, end = int(value["start"]), int(value["end"])
    shown = value.get("text")
    if not 0 <= start < end or (shown is None and end > len(text)):
        raise FormatError(f"{where} ({start}-{end}) is empty or leaves the text (0-{len(text)})")
    if shown is None or _same(text[start:end], shown):
        return start, end
    units = text.encode("utf-16-le")
    before, inside = (units[2 * a : 2 * b].decode("utf-16-le", "replace") for a, b in ((0, start), (start, end)))
    if _same(inside, shown):
        return len(before), len(before) + len(inside)
    raise FormatError(f"{where} ({start}-{end}) says {shown[:60]!r}, the text has {text[start:end][:60]!r} there")


def _same(here: str, shown: str) -> bool:
    """Compare without line ends, which Label Studio shows as `\\n`."""
    return here == shown or here.replace("\r", "").replace("\n", "") == shown.replace("\\n", "").replace("\n", "")
