"""Whatever the text: no exception, every span true, and the same tables whatever the workers, batches and shards."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import baochi
from archive.legacy_texts import MOTTOS, SENTENCES
from baochi.lexicon import Lexicon
from baochi.text.sentences import LONGEST
from fuzz import targets

PIECES = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(categories=("Mn", "Cf", "Zs", "Cc", "Cs", "So")), max_size=10),
    st.sampled_from(
        [
            *SENTENCES,
            *MOTTOS.values(),
            "1.234,5%",
            "Đại tá ",
            "Công an tỉnh ",
            "tăng 12 vụ",
            "Huân chương ",
            "\u0323",
            "\u00ad",
        ]
    ),
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
@example("\ud800\n\udfff Đại tá \ud800Trần Văn Thử")
@example("\n" + "\u0301" * 300)
@example("İ\nI\u0307 ﬁ ǅ ß ΐ 1٢३ ½ Ⅻ")
def test_any_text(text: str):
    targets.extract(text.encode("utf-8", "surrogatepass"))


@cache
def phrases() -> st.SearchStrategy[str]:
    """Words of every kind that some stage looks for."""
    return st.sampled_from([entry.form for entries in Lexicon.load().entries.values() for entry in entries])


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.integers(LONGEST - 12, LONGEST), st.sampled_from(["và ", "a ", "Công an ", "12 "]))
def test_a_sentence_without_end_may_be_cut_anywhere(data: st.DataObject, before: int, word: str):
    told = data.draw(st.lists(phrases(), min_size=1, max_size=6))
    targets.extract(("\n" + word * (before // len(word.split())) + " ".join(told)).encode())


ODD = [
    "",
    "\u0301",
    "a" * 500,
    "1" * 400,
    "\u202e" + SENTENCES[0],
    "=1+1",
    "\t",
    "İ",
    "\U0001f1fb\U0001f1f3",
    "e\u0301\u0323" * 40,
    "«" * 99,
]


def test_the_same_whatever_the_workers_batches_and_shards(tmp_path: Path):
    rows = [
        {
            "id": f"a{n}",
            "source": "Báo Mẫu",
            "paragraphs": [*SENTENCES[n % 3 :], ODD[n % len(ODD)], f"Đoạn riêng số {n}.", "Chia sẻ bài này"],
        }
        for n in range(60)
    ]
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    ways = {"one": {}, "small": {"batch_articles": 3, "shard_articles": 11}, "two": {"workers": 2, "batch_chars": 4000}}
    for name, options in ways.items():
        baochi.run([path], tmp_path / name, **options)
    whole = baochi.read(tmp_path / "one")
    assert len(whole.articles) == 60
    assert set(whole.paragraphs.query("text == 'Chia sẻ bài này'")["kind"]) == {"other"}
    for name in ("small", "two"):
        other = baochi.read(tmp_path / name)
        for table in whole.tables:
            assert other.arrow(table).equals(whole.arrow(table)), (name, table)
