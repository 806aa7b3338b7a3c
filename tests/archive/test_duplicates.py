from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from archive.perturbed import scores
from archive.support import FIRST, SECOND
from baochi.archive import read
from baochi.archive.duplicates import HASHES, SIGNATURE_BYTES, NearDuplicates, signature
from baochi.article import SourceArticle

CORPORA = Path(__file__).parents[2] / "corpora"
LONG = [
    FIRST,
    SECOND,
    "Theo báo cáo tại hội nghị, lực lượng chức năng đã tiếp nhận 1.204 tin báo và giải quyết xong 97% trong số đó.",
    "Nhiều mô hình tự quản ở cơ sở được duy trì, góp phần giữ yên bản làng từ vùng thấp lên tới vùng biên.",
]


def of(*paragraphs: str, title: str = "") -> bytes:
    return signature(SourceArticle(list(paragraphs), title=title))


def random_signatures(count: int, seed: int = 1) -> list[bytes]:
    rows = np.random.default_rng(seed).integers(0, 256, (count, SIGNATURE_BYTES), dtype=np.uint8)
    return [row.tobytes() for row in rows]


def test_copies_are_told_from_articles_that_only_look_like_them():
    articles = [item for item in read([CORPORA / "sample", CORPORA / "gold"]) if isinstance(item, SourceArticle)]
    assert len(articles) >= 28
    precision, recall, counts = scores(articles)
    assert precision >= 0.98, counts
    assert recall >= 0.95, counts


def test_headline_case_blanks_and_unicode_form_do_not_count():
    assert of(*LONG) == of(*(p.upper() for p in LONG), title="Khác")
    assert of(*LONG) == of(*(unicodedata.normalize("NFD", p).replace(" ", "\u00a0 ") for p in LONG))
    assert len(of(*LONG)) == SIGNATURE_BYTES


def test_same_report_with_other_figures_is_no_copy():
    figures = "Bắt 14 vụ, 21 người; thu 2.300 viên, 45 kg pháo, 7 xe máy; xử phạt 318 trường hợp, 96 triệu đồng."
    others = "Bắt 35 vụ, 58 người; thu 1.150 viên, 81 kg pháo, 2 xe máy; xử phạt 407 trường hợp, 133 triệu đồng."
    index = NearDuplicates()
    assert index.enter("may", of(*LONG, figures)) is None
    assert index.find(of(*LONG, others)) is None
    assert index.find(of(*LONG, figures.replace("318", "319"))) == "may"


def test_short_articles_are_never_near_duplicates():
    index = NearDuplicates()
    assert of(FIRST) == b""
    assert [index.enter("a", of(FIRST)), index.enter("b", of(FIRST)), len(index)] == [None, None, 0]


def test_a_copy_leads_to_the_most_alike_and_then_to_the_first():
    index = NearDuplicates()
    assert index.enter("half", of(*LONG[:2], *(f"Câu số {n} chỉ có ở đây và không ở đâu khác." for n in range(9)))) is None
    assert index.enter("whole", of(*LONG)) is None
    assert index.enter("copy", of(*LONG, "Nguồn: Mẫu")) == "whole"
    assert index.enter("copy of the copy", of(*LONG, "Nguồn: Mẫu", "Xem thêm")) == "whole"
    assert len(index) == 2


def test_every_article_is_found_again_while_the_index_grows():
    index, signatures = NearDuplicates(), random_signatures(6000)
    assert [index.enter(str(n), s) for n, s in enumerate(signatures)] == [None] * 6000
    assert [index.find(s) for s in signatures] == list(map(str, range(6000)))


def test_a_rebuilt_index_says_the_same():
    """What comes after an interruption does not depend on it: copies need not be entered again, originals in their order."""
    signatures = random_signatures(3000)
    weak = np.frombuffer(b"".join(random_signatures(3000, seed=2)), np.uint8).reshape(3000, -1).copy()
    for n, row in enumerate(weak):  # some of the minima of another: found by few bands
        row[: 2 * HASHES].view("<u2")[: 30 + n % 5] = np.frombuffer(signatures[n], "<u2", HASHES)[: 30 + n % 5]
        row[2 * HASHES :] = np.frombuffer(signatures[n], np.uint8)[2 * HASHES :]
    stream = [s for pair in zip(signatures, (r.tobytes() for r in weak), strict=True) for s in pair]
    whole = NearDuplicates()
    said = [whole.enter(str(n), s) for n, s in enumerate(stream)]
    assert 0 < sum(first is not None for first in said) <= 3000
    again = NearDuplicates()
    for n, s in enumerate(stream[:4001]):
        if said[n] is None:
            again.enter(str(n), s)
    assert [again.enter(str(n), s) for n, s in enumerate(stream) if n > 4000] == said[4001:]


def test_a_line_that_all_articles_share_costs_no_time_or_memory():
    """Ten thousand articles with the same thirty syllables fill no bucket without end."""
    shared = " ".join(f"chung{n}" for n in range(40))
    index = NearDuplicates()
    for n in range(3000):
        assert index.enter(str(n), of(shared, " ".join(f"riêng{n}x{i}" for i in range(60)))) is None
    assert index.nbytes / 3000 < 800


@given(st.lists(st.text(), max_size=5), st.integers(1, 20))
def test_any_text(paragraphs: list[str], times: int):
    article = SourceArticle([p * times for p in paragraphs])
    found = signature(article)
    assert found in (b"", signature(article))
    assert len(found) in (0, SIGNATURE_BYTES)
    index = NearDuplicates()
    assert index.enter("a", found) is None
    assert index.find(found) == ("a" if found else None)
