import csv
import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baochi.article import Article, SourceArticle
from baochi.classify import WorkAreaClassifier
from baochi.evaluate.formats import FormatError, read_articles
from baochi.evaluate.sampling import allocate, closeness, read_ids, sample, write
from baochi.records import Assessment, Official, Position, Unit
from baochi.store.build import tables
from baochi.store.layout import DatasetError
from baochi.store.read import read
from store.writer import DatasetWriter


def article(number, source="Báo A", area="crime", score=0.99, year=2020):
    """Return an article about `area`, whose score is `score`."""
    made = Article.from_source(
        SourceArticle([f"Sở {number} làm tốt."], f"a{number:03}", source=source, published=dt.date(year, 5, 1))
    )
    made.paragraphs[0].work_areas = [area] if area else []
    made.paragraphs[0].work_area_scores = [(area or "crime", score)]
    return made


@pytest.fixture
def dataset(tmp_path):
    """Function that stores articles and opens the dataset."""

    def store(*articles, duplicate_of=None):
        with DatasetWriter(tmp_path / "out") as writer:
            writer.write(tables(articles, duplicate_of=duplicate_of))
        return read(tmp_path / "out")

    return store


@given(st.dictionaries(st.tuples(st.text(max_size=3)), st.integers(1, 500), min_size=1, max_size=12), st.integers(1, 600))
def test_shares_add_up_and_fit(sizes, n):
    shares = allocate(sizes, n)
    assert sum(shares.values()) == min(n, sum(sizes.values()))
    assert all(0 <= shares[stratum] <= sizes[stratum] for stratum in sizes)
    if n >= len(sizes):
        assert min(shares.values()) >= 1


def test_shares_go_with_the_square_root():
    assert allocate({("big",): 10_000, ("small",): 100}, 110) == {("big",): 100, ("small",): 10}


def test_strata(dataset):
    articles = [article(n) for n in range(30)] + [article(30 + n, "Báo B", area="", year=2011) for n in range(3)]
    data = dataset(*articles)
    picks = sample(data, 8, ["source", "work_area"])
    assert Counter(pick.stratum for pick in picks) == {("Báo A", "crime"): 6, ("Báo B", "-"): 2}
    assert sum(pick.weight for pick in picks) == pytest.approx(33)
    assert {pick.stratum for pick in sample(data, 8, ["decade", "year"])} == {("2020s", "2020"), ("2010s", "2011")}


def test_the_same_seed_gives_the_same_sample_whatever_the_order(dataset):
    articles = [article(n) for n in range(40)]
    first = sample(dataset(*articles), 10)
    assert sample(dataset(*reversed(articles)), 10) == first
    assert sample(dataset(*articles), 10, seed=1) != first


def test_a_sample_hardly_changes_when_articles_are_added(dataset):
    before = {pick.article_id for pick in sample(dataset(*(article(n) for n in range(40))), 10)}
    after = {pick.article_id for pick in sample(dataset(*(article(n) for n in range(44))), 10)}
    assert len(before & after) >= 6


def test_every_article_has_its_chance(dataset):
    data = dataset(*(article(n) for n in range(10)))
    times = Counter(pick.article_id for seed in range(200) for pick in sample(data, 3, seed=seed))
    assert len(times) == 10
    assert all(30 < count < 90 for count in times.values())  # 60 are expected


def test_uncertain_articles_are_preferred_and_others_not_shut_out(dataset):
    sure = [article(n, score=0.999) for n in range(20)]
    unsure = [article(20 + n, score=0.52) for n in range(20)]
    data = dataset(*sure, *unsure)
    picked = [pick for seed in range(20) for pick in sample(data, 10, uncertain=True, seed=seed)]
    share = sum(pick.article_id >= "a020" for pick in picked) / len(picked)
    assert share > 0.85
    assert all(pick.weight is None for pick in picked)  # chances differ
    plain = [pick for seed in range(20) for pick in sample(data, 10, seed=seed)]
    assert 0.35 < sum(pick.article_id >= "a020" for pick in plain) / len(plain) < 0.65


def test_closeness_to_the_thresholds():
    decision = WorkAreaClassifier.load().decision
    assert closeness({"crime": decision.thresholds["crime"]}) == pytest.approx(1)
    assert closeness({"crime": decision.best}) == pytest.approx(1)  # of a paragraph without label, the best counts from here
    assert closeness({"crime": 0.99, "party": decision.best}) < 1
    assert closeness({"crime": 0.9}) > closeness({"crime": 0.95}) > closeness({"crime": 0.99})
    assert closeness({}) == closeness({"crime": 0.0}) == closeness({"crime": 1.0}) == 0


def test_weak_evidence(dataset):
    def with_records(number, *, strong):
        made = article(number, score=1.0)
        place = {"para": 0, "start": 0, "end": 4}
        made.units = [Unit("Sở 1", **place, unit_id="so_1" if strong else None)]
        title = Position("Trưởng", "", 0, 0, 4, title_code="truong", unit_id="x")
        made.officials = [Official("Sở 1", 0, 4, ranks=["Đại tá"] if strong else [], positions=[title] if strong else [])]
        made.assessments = [Assessment(**place, aspect="Sở" if strong else "", evaluation="tốt")]
        return made

    strong, weak = sample(dataset(with_records(1, strong=True), with_records(2, strong=False)), 2)
    assert (strong.uncertainty, weak.uncertainty) == (0, 0.5)


def test_repeats_and_annotated_articles_are_left_out(dataset):
    data = dataset(*(article(n) for n in range(4)), duplicate_of={"a003": "a000"})
    assert [pick.article_id for pick in sample(data, 9, exclude=["a001"])] == ["a000", "a002"]
    with pytest.raises(DatasetError, match="no article is left"):
        sample(data, 1, exclude=["a000", "a001", "a002"])


def test_fewer_articles_than_strata(dataset):
    picks = sample(dataset(*(article(n, source=f"Báo {n}") for n in range(9))), 4, ["source"])
    assert len({pick.stratum for pick in picks}) == 4
    assert {pick.weight for pick in picks} == {None}


@pytest.mark.parametrize(
    ("n", "by", "said"), [(0, [], "cannot draw 0"), (1, ["mood"], "cannot stratify by 'mood'; one of source")]
)
def test_wrong_wishes(n, by, said, dataset):
    with pytest.raises(ValueError, match=said):
        sample(dataset(article(1)), n, by)


def test_what_is_written(dataset, tmp_path):
    data = dataset(*(article(n) for n in range(3)))
    picks = sample(data, 2, ["source"])
    ids = [pick.article_id for pick in picks]
    for name in ("picks.csv", "picks.txt"):
        write(picks, ["source"], data, tmp_path / name)
        assert read_ids(tmp_path / name) == ids
    rows = list(csv.DictReader((tmp_path / "picks.csv").open(encoding="utf-8")))
    assert rows[0] == {"article_id": ids[0], "source": "Báo A", "weight": "1.5", "uncertainty": str(picks[0].uncertainty)}
    write(picks, ["source"], data, tmp_path / "start")
    articles, _ = read_articles(tmp_path / "start")
    assert [a.article_id for a in articles] == ids
    assert articles[0].work_areas == [["crime"]]
    with pytest.raises(FormatError, match="exists already"):
        write(picks, ["source"], data, tmp_path / "start")


@pytest.mark.parametrize(
    ("name", "text"), [("x.csv", "id\na\n"), ("x.csv", ""), ("x.txt", "\n"), ("x.csv", "article_id,b\n,2\n")]
)
def test_broken_lists(name, text, tmp_path):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(FormatError, match=name):
        read_ids(tmp_path / name)
