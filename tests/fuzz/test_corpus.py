"""The seeds of the fuzzer, and what it found: all must hold by now."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz import targets

CORPUS = Path(__file__).parent / "corpus"


@pytest.mark.parametrize("name", sorted(path.name for path in (CORPUS / "readers").iterdir()))
def test_readers(name: str):
    targets.readers((CORPUS / "readers" / name).read_bytes())


@pytest.mark.parametrize("name", sorted(path.name for path in (CORPUS / "extract").iterdir()))
def test_extract(name: str):
    targets.extract((CORPUS / "extract" / name).read_bytes())
