"""The stages as spaCy components: alone, together, left out, replaced, in pipelines of anybody's."""

import datetime as dt
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import spacy
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import baochi
from baochi import archive
from baochi.article import Article, SourceArticle
from baochi.components import make_doc
from baochi.engines.analyse import analyse
from baochi.pipeline import STAGES, shipped

ROOT = Path(__file__).parent.parent
TEXT = (
    "Sáng 12/6, Thiếu tướng Phạm Khắc Vịnh, Giám đốc Công an tỉnh Quảng Nam, chủ trì hội nghị sơ kết.\n\n"
    "  Theo Đại tá Lưu Thị Sâm, Phó Giám đốc Công an tỉnh Quảng Nam, sáu tháng qua lực lượng đã bắt giữ 42 đối tượng."
    " Thiếu tướng Vịnh biểu dương\u00a0cán bộ, chiến sĩ."
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return baochi.load()


def records(article: Article) -> dict[str, list]:
    return {
        name: getattr(article, name) for name in ("officials", "units", "quantities", "awards", "assessments", "mentions")
    }


def test_doc_has_everything(nlp: Language):
    doc = nlp(TEXT)
    assert doc.text == TEXT
    assert [o.name for o in doc._.officials] == ["Phạm Khắc Vịnh", "Lưu Thị Sâm"]
    assert [(s.text, s.label_) for s in doc.spans["officials"]] == [(o.name, "officials") for o in doc._.officials]
    assert "Công an tỉnh Quảng Nam" in [span.text for span in doc.spans["units"]]
    assert {"PERSON", "RANK", "POSITION"} <= {ent.label_ for ent in doc.ents}
    assert [p.start for p in doc._.paragraphs] == [0, TEXT.index("Theo")]
    assert len(doc._.work_areas) == 2
    assert next(doc.sents).text.startswith("Sáng")
    assert all(doc.char_span(m.start, m.end) is not None for m in doc._.mentions)


def test_spans_are_the_evidence_of_the_records(nlp: Language):
    doc = nlp(TEXT)
    for official in doc._.officials:
        assert TEXT[official.start : official.end] == official.name
        for position in official.positions:
            assert position.title in TEXT[position.start : position.end]
    for unit in doc._.units:
        assert TEXT[unit.start : unit.end] == unit.unit


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", ".", "\u200b", "a" * 500, "Đại tá", "🙂 Đại tá 🙂", "e\u0301\u0323 Đại tá"]
)
def test_any_text_is_a_doc_to_the_letter(nlp: Language, text: str):
    assert nlp(text).text == text


def test_pipe_gives_what_single_calls_give(nlp: Language):
    texts = [TEXT, "", "Đại tá Lưu Thị Sâm phát biểu.", TEXT]
    for text, doc in zip(texts, nlp.pipe(texts, batch_size=3), strict=True):
        assert doc.text == text
        assert records(doc._.article) == records(nlp(text)._.article)


def test_batches_without_docs_give_the_same_records_as_docs(nlp: Language):
    def article() -> Article:
        return Article.from_source(SourceArticle([*TEXT.split("\n\n")], article_id="a"))

    plain, through_doc = article(), article()
    analyse([plain], nlp)
    for _ in nlp.pipe([make_doc(nlp, through_doc)]):
        pass
    assert records(plain) == records(through_doc)
    assert [p.kind for p in plain.paragraphs] == [p.kind for p in through_doc.paragraphs]
    assert any(records(plain).values())


def test_a_component_of_somebody_elses_sees_the_docs(nlp: Language):
    seen = []

    @Language.component("test_watcher")
    def watcher(doc: Doc) -> Doc:
        seen.append((doc.text, len(doc._.officials)))
        return doc

    mixed = baochi.load()
    mixed.add_pipe("test_watcher")
    tables = baochi.extract([TEXT], nlp=mixed)
    assert [count for _, count in seen] == [2]
    assert tables["officials"].equals(baochi.extract([TEXT], nlp=nlp)["officials"])


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("language", ["xx", "en"])
def test_every_component_works_alone_in_another_pipeline(stage: str, language: str):
    blank = spacy.blank(language)
    blank.add_pipe(f"baochi_{stage}")
    doc = blank(TEXT)
    assert doc.text == TEXT
    for name in ("officials", "units", "quantities", "awards", "assessments"):
        assert len(doc.spans[name]) == len(getattr(doc._, name))


def test_officials_alone_in_another_pipeline():
    blank = spacy.blank("xx")
    blank.add_pipe("sentencizer")
    blank.add_pipe("baochi_officials", last=True)
    doc = blank(TEXT)
    assert [s.text for s in doc.spans["officials"]] == ["Phạm Khắc Vịnh", "Lưu Thị Sâm"]


def test_disabled_components(nlp: Language):
    without = baochi.load(disable=["officials"])
    assert "officials" not in without.pipe_names
    doc = without(TEXT)
    assert doc._.officials == []
    assert "PERSON" not in {ent.label_ for ent in doc.ents}
    with pytest.raises(ValueError, match="no component nothing to disable; there are segmenter"):
        baochi.load(disable=["nothing"])


def test_components_disabled_for_a_while():
    nlp = baochi.load()
    with nlp.select_pipes(disable=["officials"]):
        assert nlp(TEXT)._.officials == []
        assert len(baochi.extract([TEXT], nlp=nlp)["officials"]) == 0
    assert len(nlp(TEXT)._.officials) == 2


def test_replaced_component():
    @Language.component("test_everything_is_a_caption")
    def captions(doc: Doc) -> Doc:
        for paragraph in doc._.paragraphs:
            paragraph.kind = "caption"
        return doc

    nlp = baochi.load()
    nlp.replace_pipe("segmenter", "test_everything_is_a_caption")
    assert baochi.extract([TEXT], nlp=nlp)["paragraphs"]["kind"].tolist() == ["caption"] * 2


def test_config_file_and_overrides(tmp_path: Path):
    shipped = (ROOT / "pipeline/baochi/config.cfg").read_text(encoding="utf-8")
    mine = tmp_path / "my.cfg"
    mine.write_text(shipped.replace("batch_size = 64", "batch_size = 7"), encoding="utf-8")
    assert baochi.load(mine).batch_size == 7
    assert baochi.load(overrides={"nlp.batch_size": 5}).batch_size == 5
    with pytest.raises(ValueError, match=r"no-such\.cfg"):
        baochi.load(tmp_path / "no-such.cfg")
    mine.write_text("[nlp\nlang = vi", encoding="utf-8")
    with pytest.raises(ValueError, match=r"my\.cfg"):
        baochi.load(mine)
    with pytest.raises(ValueError, match="config"):
        baochi.load(overrides={"components.nothing.lexicon": "x"})


def test_lexicon_of_ones_own(tmp_path: Path):
    with pytest.raises(ValueError, match=r"categories\.toml"):
        baochi.load(overrides={"components.officials.lexicon": str(tmp_path)})


def test_records_travel_with_serialised_docs(nlp: Language):
    published = SourceArticle([*TEXT.split("\n\n")], article_id="a", published=dt.date(2021, 7, 2))
    doc = next(nlp.pipe([make_doc(nlp, Article.from_source(published))]))
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert records(again._.article) == records(doc._.article)
    assert again._.paragraphs == doc._.paragraphs
    assert again._.article.published == dt.date(2021, 7, 2)
    assert any(quantity.period_start for quantity in again._.quantities)
    stored = DocBin(docs=[doc], store_user_data=True).to_bytes()
    assert next(DocBin(store_user_data=True).from_bytes(stored).get_docs(nlp.vocab))._.officials == doc._.officials


@pytest.mark.parametrize("file", ["articles.jsonl", "more.jsonl.gz"])
def test_docs_of_any_article_travel(nlp: Language, file: str):
    sources = [a for a in archive.read([ROOT / "corpora/sample" / file]) if isinstance(a, SourceArticle)]
    for doc in nlp.pipe(make_doc(nlp, Article.from_source(source)) for source in sources):
        assert records(Doc(nlp.vocab).from_bytes(doc.to_bytes())._.article) == records(doc._.article)


def test_docs_with_a_place_that_no_list_holds_travel(nlp: Language):
    doc = nlp("Đại tá Lưu Thị Sâm đến xã Pờ Mơ. Người dân Pờ Mơ vui mừng.")
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert records(again._.article) == records(doc._.article)


def test_pipe_in_several_processes(nlp: Language):
    docs = list(nlp.pipe([TEXT, ""], n_process=2))
    assert [len(doc._.officials) for doc in docs] == [2, 0]
    assert records(docs[0]._.article) == records(nlp(TEXT)._.article)


def test_results_go_into_spacys_own_tools(nlp: Language):
    doc = nlp(TEXT)
    assert "Phạm Khắc Vịnh" in displacy.render(doc, style="ent", jupyter=False)
    again = next(DocBin(docs=[doc]).get_docs(nlp.vocab))
    assert [(e.text, e.label_) for e in again.ents] == [(e.text, e.label_) for e in doc.ents]


def test_pipeline_config_and_entry_points_name_the_same_stages(nlp: Language):
    assert nlp.pipe_names == list(STAGES)
    assert [nlp.get_pipe_meta(name).factory for name in nlp.pipe_names] == [f"baochi_{stage}" for stage in STAGES]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    expected = {f"baochi_{stage}": f"baochi.components:create_{stage}" for stage in STAGES}
    assert project["entry-points"]["spacy_factories"] == expected


def test_the_plain_stages_of_a_batch_give_what_the_spacy_pipeline_gives_over_the_sample_archive(nlp: Language):
    sources = [item for item in archive.read([ROOT / "corpora/sample"]) if isinstance(item, SourceArticle)]
    plain = [Article.from_source(source) for source in sources]
    docs = [make_doc(nlp, Article.from_source(source)) for source in sources]
    analyse(plain, shipped())
    for article, doc in zip(plain, nlp.pipe(docs), strict=True):
        assert records(article) == records(doc._.article)
        assert article.paragraphs == doc._.article.paragraphs
    assert sum(len(article.officials) for article in plain) > len(sources) / 2


def test_batches_need_no_spacy():
    code = "import sys, baochi; baochi.extract(['Bộ Y tế họp.'], to='arrow'); sys.exit('spacy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_disabled_stages_do_not_run_and_unknown_ones_are_named():
    assert "officials" not in dict(shipped().without(["officials"]).stages)
    with pytest.raises(ValueError, match="no component nonsense to disable; there are segmenter"):
        shipped().without(["nonsense"])
