"""One line that names whatever a figure depends on, as sacreBLEU does (Post 2018): two figures whose signatures differ in
more than the prediction must not be compared."""

from __future__ import annotations

from importlib import metadata

from baochi import __version__

FREE = frozenset({"pred", "boot", "seed"})
"""Fields in which signatures of comparable figures may differ: what was measured, and how intervals were drawn."""
PACKAGES = ("nervaluate", "scikit-learn")


def signature(gold: str, pred: str, articles: int, **options: object) -> str:
    """Return `baochi:…|gold:…|pred:…|articles:…|option:value…|package:version…`; options and packages by name."""
    fields = {"baochi": __version__, "gold": gold, "pred": pred, "articles": articles}
    fields |= {name: options[name] for name in sorted(options)} | {name: _version(name) for name in PACKAGES}
    return "|".join(f"{name}:{value}" for name, value in fields.items())


def differences(one: str, other: str) -> list[str]:
    """Return why figures with these signatures must not be compared: the fields that differ; empty if they may be.

    Example:
        >>> differences("baochi:1|gold:a|pred:x", "baochi:1|gold:b|pred:y")
        ['gold: a against b']
    """
    a, b = _fields(one), _fields(other)
    names = [name for name in {**a, **b} if name not in FREE and a.get(name) != b.get(name)]
    return [f"{name}: {a.get(name, 'none')} against {b.get(name, 'none')}" for name in names]


def _fields(line: str) -> dict[str, str]:
    parts = (field.partition(":") for field in line.split("|"))
    return {name: value for name, _, value in parts}


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "none"
