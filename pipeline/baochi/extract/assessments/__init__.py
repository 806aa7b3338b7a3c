"""Assessments: statements without a number that a strand of public work went well or improved."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from baochi.article import Article
from baochi.extract.assessments.clauses import Scene
from baochi.extract.assessments.features import Setting, features
from baochi.extract.assessments.grammar import Candidate, candidates
from baochi.extract.assessments.model import Model
from baochi.extract.assessments.mood import Mood
from baochi.extract.awards.terms import sentences
from baochi.lexicon import Lexicon
from baochi.records import Assessment

KINDS = ("lead", "body", "other")
Found = tuple[int, Candidate, list[float]]


class Assessments:
    """Sets `Article.assessments`.

    Needs the tokens and the lexicon hits; uses paragraph kinds and sentences where they are there.

    Example:
        >>> from baochi.article import SourceArticle
        >>> from baochi.pipeline import Spotter, Tokeniser
        >>> lexicon = Lexicon.load()
        >>> text = "Công tác hậu cần của Công an tỉnh đã có nhiều đổi mới."
        >>> article = Article.from_source(SourceArticle([text]))
        >>> for stage in (Tokeniser(), Spotter(lexicon), Assessments(lexicon)):
        ...     stage.annotate([article])
        >>> [(a.aspect, a.evaluation) for a in article.assessments]
        [('Công tác hậu cần của Công an tỉnh', 'có nhiều đổi mới')]
    """

    def __init__(self, lexicon: Lexicon, model: Model | None = None) -> None:
        self.lexicon = lexicon
        self.model = model or Model.load()

    def annotate(self, articles: Sequence[Article]) -> None:
        """Extract the assessments of every article."""
        for article in articles:
            if article.hits.get("evaluation"):
                article.assessments = list(self._read(article))

    def _read(self, article: Article) -> Iterator[Assessment]:
        tokens = article.tokens
        for para, found, values in find(article):
            if self.model.probability(values) < self.model.threshold:
                continue
            yield Assessment(
                para,
                tokens.start[found.start],
                tokens.end[found.end - 1],
                article.span_text(*found.aspect),
                article.span_text(*found.evaluation),
            )


def find(article: Article) -> Iterator[Found]:
    """Yield every candidate of an article with its paragraph and the values of its features."""
    scene = Scene(article)
    read = list(_candidates(scene))
    if not read:
        return
    setting = Setting.of(scene, article.mentions)
    firm = Counter(para for para, found in read if found.firm)
    for para, found in read:
        paragraph = article.paragraphs[para]
        span = (paragraph.first_token, paragraph.last_token)
        yield para, found, features(scene, setting, found, span, firm[para] - found.firm)


def _candidates(scene: Scene) -> Iterator[tuple[int, Candidate]]:
    """Yield candidates that nobody demands or aims at, with their paragraph."""
    told, hits = sentences(scene.article), scene.article.hits["evaluation"]
    starts, ends, at = [hit[0] for hit in hits], [last for _, _, last in told], 0
    mood = Mood(scene, told)
    while at < len(hits) and (number := bisect_right(ends, starts[at])) < len(ends):
        (para, first, last), begun = told[number], at
        at = bisect_left(starts, last, begun)
        if scene.article.paragraphs[para].kind not in KINDS:
            continue
        for found in candidates(scene, first, last, hits[begun:at]):
            start = found.evaluation[0]
            if not mood.demanded(number, start) and not mood.aimed(first, start):
                yield para, found


__all__ = ["Assessments", "find"]
