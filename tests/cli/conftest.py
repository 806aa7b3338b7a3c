"""Articles with invented people, and a dataset made of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import baochi

ARTICLES = [
    {
        "id": "hoi-nghi",
        "title": "Sơ kết công tác",
        "source": "bao-thu",
        "date": "2021-07-02",
        "paragraphs": [
            "Thiếu tướng Phạm Khắc Vịnh, Giám đốc Công an tỉnh Quảng Nam, chủ trì hội nghị sơ kết công tác.",
            "6 tháng đầu năm 2021, Công an tỉnh Quảng Nam bắt giữ 42 đối tượng.",
        ],
    },
    {
        "id": "bo-nhiem",
        "title": "Bổ nhiệm cán bộ",
        "source": "bao-thu",
        "date": "2021-07-05",
        "paragraphs": ["Ông Tô Văn Điềm được bổ nhiệm giữ chức Cục trưởng Cục Thuế tỉnh Hà Nam."],
    },
]


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a JSON Lines file with two articles and a broken line."""
    path = tmp_path_factory.mktemp("source") / "bao.jsonl"
    lines = [json.dumps(article, ensure_ascii=False) for article in ARTICLES]
    path.write_text("\n".join([*lines, '{"text": "đứt']) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def dataset(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the dataset made of `source`."""
    out = tmp_path_factory.mktemp("dataset") / "out"
    baochi.run([source], out)
    return out
