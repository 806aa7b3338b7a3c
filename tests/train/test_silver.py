"""Silver labels: what machine annotators agree on in articles that nobody annotated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from baochi.article import SourceArticle
from baochi.extract.names import hints
from baochi.extract.units.knowledge import UnitKnowledge
from baochi.lexicon import Lexicon
from baochi.train.documents import prepared
from baochi.train.jobs import Job, run
from baochi.train.names import BEFORE
from baochi.train.silver import label_articles, read_unlabelled

from .test_tagger import corpus

TEXT = "Ông Nguyễn Văn Mẫu, Giám đốc Sở Y tế tỉnh Hà Nam, cho biết dịch đã lắng. Trời hôm nay nắng đẹp."


def test_sentences_are_learnt_from_where_both_agree() -> None:
    lexicon = Lexicon.load()
    articles = prepared([SourceArticle([TEXT])], lexicon, BEFORE)
    _, rules = hints(articles, UnitKnowledge(lexicon))
    heard: list[tuple[str, int, int]] = []
    names, sure = label_articles(articles, rules, lambda *step: heard.append(step))
    texts = {(label, articles[0].span_text(first, last)) for first, last, label in names[0]}
    assert ("PERSON", "Nguyễn Văn Mẫu") in texts
    assert len(articles[0].paragraphs[0].sentences) == 2
    assert sure[0] <= {0}  # nothing is named in the second sentence
    assert heard == [("labelling", 0, 1)]


def test_a_tagger_learns_from_unlabelled_articles_too(tmp_path: Path) -> None:
    source = tmp_path / "more.jsonl"
    rows = [{"id": str(i), "title": "Tin", "text": TEXT} for i in range(3)]
    source.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert len(read_unlabelled([source], 2)) == 2
    job = Job(corpus(tmp_path / "corpus"), tmp_path / "model", [source], silver=2)
    run("tagger", job)
    assert "labelled by machine, of up to 2 articles" in (tmp_path / "model" / "README.md").read_text(encoding="utf-8")


def test_no_article_to_learn_from(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    job = Job(corpus(tmp_path / "corpus"), tmp_path / "model", [tmp_path / "empty.txt"], silver=5)
    with pytest.raises(ValueError, match=r"no Vietnamese article in .*empty\.txt"):
        run("tagger", job)
