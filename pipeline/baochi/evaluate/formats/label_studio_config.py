"""The labelling configuration of a Label Studio project, made from `labels.toml`."""

from __future__ import annotations

from xml.etree import ElementTree as xml

from baochi.evaluate.formats.label_studio import AREAS, LABEL, PARAGRAPH, TEXT, control_type
from baochi.evaluate.formats.model import scheme


def configuration() -> str:
    """Return the configuration as XML: labels, relations, and for a chosen span the controls of its label.

    Example:
        >>> configuration().splitlines()[0]
        '<View>'
    """
    known, view = scheme(), xml.Element("View")
    relations = xml.SubElement(view, "Relations")
    for name in known["relations"]:
        xml.SubElement(relations, "Relation", value=name)
    xml.SubElement(view, "Header", value="$title", size="4")
    labels = xml.SubElement(view, "Labels", name=LABEL, toName=TEXT, showInline="true")
    for name, rule in known["labels"].items():
        xml.SubElement(labels, "Label", value=name, background=rule["colour"], hint=rule["meaning"])
    xml.SubElement(view, "Text", name=TEXT, value="$text", granularity="symbol")
    for name, rule in known["attributes"].items():
        values = dict.fromkeys(rule.get("values", ()), "")
        _control(view, name, rule["label"], control_type(rule["label"], name), values, rule.get("default"))
    _control(view, AREAS, PARAGRAPH, "choices", known["work_areas"], None, many=True)
    xml.indent(view)
    return xml.tostring(view, encoding="unicode") + "\n"


def _control(
    view: xml.Element, name: str, label: str, kind: str, values: dict[str, str], default: str | None, *, many: bool = False
) -> None:
    """Add the control for an attribute, shown while a span of its label is chosen."""
    shown = {"visibleWhen": "region-selected", "whenTagName": LABEL, "whenLabelValue": label}
    box = xml.SubElement(view, "View", shown)
    xml.SubElement(box, "Header", value=name, size="6")
    common = {"name": name, "toName": TEXT, "perRegion": "true"}
    if kind == "choices":
        choices = xml.SubElement(box, "Choices", common | {"choice": "multiple" if many else "single", "showInline": "true"})
        for value, hint in values.items():
            xml.SubElement(choices, "Choice", {"value": value} | ({"hint": hint} if hint else {}))
    elif kind == "number":
        xml.SubElement(box, "Number", common)
    else:
        xml.SubElement(box, "TextArea", common | {"maxSubmissions": "1", "editable": "true"})
