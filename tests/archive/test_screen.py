from __future__ import annotations

from dataclasses import replace

from archive.support import FIRST, SECOND
from archive.test_duplicates import LONG
from baochi.archive.screen import Screen, traces
from baochi.article import SourceArticle
from baochi.engines.batches import cut
from baochi.engines.settings import RunSettings
from baochi.store.ledger import Ledger


def article(number: int, *more: str) -> SourceArticle:
    own = " ".join(f"từ{number}x{i}" for i in range(60))
    return SourceArticle([f"Tin {number}: {FIRST}", own, *more], article_id=f"a{number}", source="Báo Mẫu")


def run(*articles: SourceArticle, **settings: int) -> tuple[list[SourceArticle], dict[str, str]]:
    """Return the articles as a run gives them to the pipeline, and which of them are copies."""
    found, copies = [], {}
    events = ((replace(a), {"input": "a"}) for a in articles)
    for batch in cut(events, Ledger(screen=Screen()), replace(RunSettings(), **settings)):
        found += batch.sources
        copies |= batch.duplicate_of
    return found, copies


def test_a_copy_of_a_copy_leads_to_the_first():
    first = SourceArticle(LONG, article_id="first")
    near = SourceArticle([*LONG, "Nguồn: Mẫu"], article_id="near")
    again = SourceArticle([*LONG, "Nguồn: Mẫu"], article_id="again")
    assert run(first, near, again)[1] == {"near": "first", "again": "first"}


def test_the_first_articles_are_judged_like_the_last():
    found, copies = run(*(article(n, "Chia sẻ bài này") for n in range(40)))
    assert copies == {}
    assert [a.repeated for a in found] == [[2]] * 40


def test_lines_of_copies_do_not_count():
    found, _ = run(*(SourceArticle([*LONG, SECOND + "!"], title=f"Tin {n}", source="Báo Mẫu") for n in range(30)))
    assert not any(a.repeated for a in found)


def test_batches_and_shards_change_nothing():
    articles = [article(n % 300, *(["Chia sẻ bài này"] * (n % 3)), f"Dòng {n}") for n in range(700)]
    whole = run(*articles)
    assert {tuple(a.repeated) for a in whole[0]} >= {(), (2,), (2, 3)}
    assert len(whole[1]) == 400
    assert run(*articles, batch_articles=7, shard_articles=50) == whole
    assert run(*articles, batch_chars=5000, shard_chars=20_000) == whole


def test_long_articles_are_not_all_held():
    read = []

    def articles():
        for n in range(40):
            read.append(n)
            yield SourceArticle([f"{n} " + "chữ " * 100_000]), {"input": "a"}

    next(cut(articles(), Ledger(screen=Screen()), replace(RunSettings(), batch_articles=1)))
    assert len(read) <= 12


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
