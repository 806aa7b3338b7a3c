import pytest
from hypothesis import given
from hypothesis import strategies as st

from baochi.article import Article, SourceArticle
from baochi.schema import TABLES, SchemaError
from baochi.store.build import tables
from baochi.text.tokens import tokenise


def test_rows_of_every_table(make_article):
    built = tables([make_article()])
    assert set(built) == set(TABLES) - {"rejects", "sentences", "words"}
    (article,) = built["articles"].to_pylist()
    assert (article["article_id"], article["n_paragraphs"], article["duplicate_of"]) == ("a1", 2, None)
    (official,) = built["officials"].to_pylist()
    assert official["official_id"] == "a1#0"
    assert (official["ranks"], official["n_mentions"]) == (["Đại tá"], 1)
    (position,) = built["positions"].to_pylist()
    assert (position["official_id"], position["status"], position["unit_id"]) == ("a1#0", "current", "u:hoa-lu")
    assert built["units"]["n_mentions"].to_pylist() == [2]
    (quantity,) = built["quantities"].to_pylist()
    assert (quantity["value"], quantity["qualifier"], quantity["value_max"]) == (42.0, "over", None)
    assert built["awards"]["recipient"].to_pylist() == ["ông Lãng"]
    assert built["assessments"]["evaluation"].to_pylist() == ["có chuyển biến tốt"]
    scores = built["paragraphs"]["work_area_scores"].to_pylist()
    assert scores == [[], [{"code": "crime", "score": 0.9}, {"code": "community", "score": 0.25}]]


def test_offsets_lead_to_the_text(make_article):
    built = tables([make_article()])
    text = built["articles"]["text"][0].as_py()
    for name in ("paragraphs", "mentions"):
        for row in built[name].to_pylist():
            assert text[row["start"] : row["end"]] == row["text"]
    (official,) = built["officials"].to_pylist()
    assert text[official["start"] : official["end"]] == official["name"]


def test_mentions_name_their_record(make_article):
    records = tables([make_article()])["mentions"]["record"].to_pylist()
    assert records == ["a1#0", "u:hoa-lu"]


def test_ids_given_by_a_stage_are_kept_or_made_unique(make_article):
    kept, local = make_article("a1"), make_article("a2")
    kept.officials[0].official_id = "a1#lam"
    local.officials[0].official_id = local.mentions[0].record = "lam"
    built = tables([kept, local])
    assert built["officials"]["official_id"].to_pylist() == ["a1#lam", "a2#0"]
    assert built["positions"]["official_id"].to_pylist() == ["a1#lam", "a2#0"]
    assert built["mentions"]["record"].to_pylist() == ["a1#lam", "u:hoa-lu", "a2#0", "u:hoa-lu"]


def test_words_are_counted_without_punctuation():
    article = Article.from_source(SourceArticle(["Thu 1,6 tấn – 15.775 viên (C04)!", "“ … ”"]))
    assert tables([article])["articles"]["n_words"].to_pylist() == [6]


def test_sentences_and_words_on_request(make_article):
    article = make_article()
    article.tokens = tokenise(article.text)
    for paragraph in article.paragraphs:
        inside = [i for i, at in enumerate(article.tokens.start) if paragraph.start <= at < paragraph.end]
        stop = next(i for i in inside if article.tokens.text[i] == ".") + 1
        ends = [stop, inside[-1] + 1] if stop <= inside[-1] else [stop]
        paragraph.sentences = list(zip([inside[0], *ends], ends, strict=False))

    def first_two(a):
        return [(s, s + 2, "N") for s in (a.text.index("Quý I"), a.text.index("Công tác"))]

    built = tables([article], words=True, word_spans=first_two)
    sentences = built["sentences"].to_pylist()
    assert [(s["para"], s["sentence"]) for s in sentences] == [(0, 0), (1, 0), (1, 1)]
    assert sentences[2]["text"] == "Công tác dân vận có chuyển biến tốt."
    words = [(w["para"], w["sentence"], w["text"], w["pos"]) for w in built["words"].to_pylist()]
    assert words == [(1, 0, "Qu", "N"), (1, 1, "Cô", "N")]


def test_duplicates_are_named(make_article):
    built = tables([make_article("a1"), make_article("a2")], duplicate_of={"a2": "a1"})
    assert built["articles"]["duplicate_of"].to_pylist() == [None, "a1"]


def test_a_record_that_breaks_the_schema_is_named(make_article):
    article = make_article()
    article.officials[0].positions[0].status = "retired"
    with pytest.raises(SchemaError, match="table positions, row 0: status 'retired' is none of current"):
        tables([article])


def test_no_articles_give_empty_tables():
    assert {table.num_rows for table in tables([]).values()} == {0}


@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_text_survives_with_its_offsets(paragraphs):
    """Lone surrogates included, which a JSON escape can smuggle in and UTF-8 cannot hold."""
    article = Article.from_source(SourceArticle([*paragraphs, "\ud800x"], article_id="a"))
    built = tables([article], words=True)
    text = built["articles"]["text"][0].as_py()
    assert len(text) == len(article.text)
    for row in [*built["paragraphs"].to_pylist(), *built["words"].to_pylist()]:
        assert text[row["start"] : row["end"]] == row["text"]
