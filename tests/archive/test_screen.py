from __future__ import annotations

from itertools import islice

from archive.support import FIRST, SECOND
from archive.test_duplicates import LONG
from baochi.archive.screen import Screen, screened, traces
from baochi.article import Reject, SourceArticle
from baochi.store.identity import Register


def article(number: int, *more: str) -> SourceArticle:
    own = " ".join(f"từ{number}x{i}" for i in range(60))
    return SourceArticle([f"Tin {number}: {FIRST}", own, *more], article_id=f"a{number}", source="Báo Mẫu")


def test_a_copy_of_a_copy_leads_to_the_first():
    first = SourceArticle(LONG, article_id="first")
    near = SourceArticle([*LONG, "Nguồn: Mẫu"], article_id="near")
    again = SourceArticle([*LONG, "Nguồn: Mẫu"], article_id="again")
    assert [copy for _, copy in screened([first, near, again], Register().enter)] == [None, "first", "first"]


def test_the_first_articles_are_judged_like_the_last():
    articles = [article(n, "Chia sẻ bài này") for n in range(40)]
    found = [item for item, _ in screened(articles, Register().enter, ahead=20)]
    assert found == articles
    assert {tuple(item.repeated) for item in found if isinstance(item, SourceArticle)} == {(2,)}


def test_lines_of_copies_do_not_count():
    copies = [SourceArticle([*LONG, SECOND + "!"], title=f"Tin {n}", source="Báo Mẫu") for n in range(30)]
    assert not any(item.repeated for item, _ in screened(copies, Register().enter) if isinstance(item, SourceArticle))


def test_order_is_kept_and_no_more_is_read_ahead_than_said():
    items = [article(n) if n % 3 else Reject("a", str(n), "json", "?") for n in range(90)]
    read = []
    stream = screened((read.append(item) or item for item in items), Register().enter, ahead=10)
    first = list(islice(stream, 30))
    assert len(read) <= 30 + 10 + 6
    assert [item for item, _ in [*first, *stream]] == items


def test_a_screen_that_is_rebuilt_says_the_same():
    articles = [article(n % 70, *(["Chia sẻ bài này"] * (n % 3)), f"Dòng {n}") for n in range(200)]
    kept = [traces(a) for a in articles]
    whole = Screen()
    said = [whole.enter(str(n), "Báo Mẫu", kept[n], None) for n in range(200)]
    assert {None, "0"} < set(said)
    again = Screen()
    for n in range(120):
        again.enter(str(n), "Báo Mẫu", kept[n], None)
    assert [again.enter(str(n), "Báo Mẫu", kept[n], None) for n in range(120, 200)] == said[120:]
    assert [again.repeated("Báo Mẫu", k) for k in kept] == [whole.repeated("Báo Mẫu", k) for k in kept]
