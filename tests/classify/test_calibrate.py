"""Fitting the context on annotated articles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from baochi.classify import WorkAreaClassifier
from baochi.classify.calibrate import calibrate, main, read_articles
from baochi.classify.model import EVIDENCE
from baochi.resources import model_folder

SMUGGLING = (
    "Sáng 5/3, tổ công tác chặn xe tải chở thuốc lá nhập lậu. Lái xe khai nhận chở thuê số hàng trên, không có hoá đơn "
    "chứng từ, và bị tạm giữ cùng phương tiện để tiếp tục xử lý theo quy định."
)
FLOOD = (
    "Sáng 5/3, lũ quét làm sạt lở đường vào bản. Lực lượng cứu hộ đang tìm ba người mất tích, trong khi mưa lớn vẫn còn "
    "kéo dài và nhiều hộ phải sơ tán đến nơi an toàn ngay trong đêm."
)
VAGUE = "Vụ việc đang được làm rõ, thông tin sẽ được cập nhật."


def annotated(folder: Path, spread: bool) -> Path:
    """Write forty articles; with `spread` their vague paragraphs share the areas of the article, else they have none."""
    folder.mkdir()
    for number in range(40):
        text, area = ((SMUGGLING, "smuggling"), (FLOOD, "emergency"))[number % 2]
        areas = [[area], [area] if spread else [], []]
        gold = {"id": str(number), "title": "Tin trong ngày", "paragraphs": [text, VAGUE, "Ảnh: T.M"]}
        content = json.dumps(gold | {"annotation": {"work_areas": areas}})
        (folder / f"{number}.json").write_text(content, encoding="utf-8")
    return folder


def test_the_article_weighs_more_where_its_paragraphs_share_their_areas(tmp_path: Path) -> None:
    classifier = WorkAreaClassifier.load()
    spread, own = (
        calibrate(classifier, read_articles([annotated(tmp_path / str(shared), shared)]))[0] for shared in (True, False)
    )
    assert spread["article"] / spread["own"] > own["article"] / own["own"]
    assert spread["bias"]["smuggling"] != 0
    assert spread["bias"]["training"] == 0
    assert spread["fitted_on"] == {"articles": 40, "paragraphs": 120}


def test_writes_the_same_numbers_each_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = annotated(tmp_path / "gold", spread=True)
    written = []
    for name in ("one.json", "two.json"):
        model = str(model_folder("work_areas"))
        assert main(["--model", model, "--articles", str(folder), "-o", str(tmp_path / name)]) == 0
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]
    assert set(json.loads(written[0])) == {*EVIDENCE, "bias", "threshold", "best", "fitted_on"}
    assert "cross-validation over articles: micro-F1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not an annotated article"),
        (json.dumps({"id": "x", "title": "", "paragraphs": ["Một."]}), "is not an annotated article"),
        (
            json.dumps({"id": "x", "title": "", "paragraphs": ["Một."], "annotation": {"work_areas": []}}),
            "0 lists of work areas for 1 paragraphs",
        ),
    ],
)
def test_a_bad_article_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said: str) -> None:
    (tmp_path / "bad.json").write_text(content, encoding="utf-8")
    model = str(model_folder("work_areas"))
    assert main(["--model", model, "--articles", str(tmp_path), "-o", str(tmp_path / "out.txt")]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert "bad.json" in error


def test_no_articles_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = str(model_folder("work_areas"))
    assert main(["--model", model, "--articles", str(tmp_path), "-o", str(tmp_path / "out.txt")]) == 1
    assert "no annotated article" in capsys.readouterr().err
