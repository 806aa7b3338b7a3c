"""The shape of the package: imports point backwards along the line, and nothing is unpickled."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "pipeline" / "baochi"
LINE = (
    "archive",
    "text",
    "lexicon",
    "tag",
    "extract",
    "classify",
    "store",
    "evaluate",
    "train",
    "engines",
    "explore",
    "cli",
)
MODULES = sorted(PACKAGE.rglob("*.py"))
ALLOWED = {("text", "lexicon"), ("archive", "text")}
"""The lexicon is built over tokens, and the segmenter, which stands in `text`, looks for cues of the lexicon. Signatures of
near duplicates, which stand in `archive`, are made of the same numbers of words that tokens are cut by."""


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield the modules that code imports when it runs; what only the type checker sees is left out."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
        yield from imports(node)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module(path: Path):
    source = path.read_text(encoding="utf-8")
    used = list(imports(ast.parse(source)))
    assert not {"pickle", "joblib", "dill", "shelve", "marshal"} & {name.split(".")[0] for name in used}
    folder = path.relative_to(PACKAGE).parts[0]
    if folder in LINE:
        ours = [name.split(".")[1] for name in used if name.startswith("baochi.")]
        ours = [name for name in ours if name in LINE and (folder, name) not in ALLOWED]
        ahead = [name for name in ours if LINE.index(name) > LINE.index(folder)]
        assert not ahead, f"{folder} imports {ahead}, which come after it"


def test_every_folder_has_its_place():
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == set(LINE)
