from hypothesis import given
from hypothesis import strategies as st

from baochi.article import SourceArticle
from baochi.store.identity import Register


def test_other_texts_under_one_id_are_no_duplicates():
    register = Register()
    sources = [SourceArticle([text], article_id="a") for text in ("Một.", "Hai.", "Một.")]
    assert [register.enter(source) for source in sources] == [None, None, "a"]
    assert [source.article_id for source in sources] == ["a", "a~2", "a~3"]


def test_without_an_id_the_digest_stands():
    register = Register()
    first, second = SourceArticle(["Một."]), SourceArticle(["Một."])
    assert register.enter(first) is None
    assert first.article_id == first.digest()[:16]
    assert register.enter(second) == first.article_id


@given(st.lists(st.tuples(st.sampled_from(["", "a", "a~2", "a~2~2"]), st.sampled_from(["x", "y"])), max_size=12))
def test_ids_are_unique_whatever_the_source_says(given_articles):
    register = Register()
    sources = [SourceArticle([text], article_id=article_id) for article_id, text in given_articles]
    earlier = [register.enter(source) for source in sources]
    assert len({source.article_id for source in sources}) == len(sources)
    assert sum(e is None for e in earlier) == len({text for _, text in given_articles})


def test_many_articles_with_one_id_stay_fast():
    """A column of constant ids must not cost a search through all earlier ones for each article."""
    register = Register()
    sources = [SourceArticle([str(n)], article_id="same") for n in range(20_000)]
    for source in sources:
        register.enter(source)
    assert sources[-1].article_id == "same~20000"
