"""The segmenting stage: sentences, then paragraph kinds."""

from __future__ import annotations

from collections.abc import Sequence

from baochi.article import Article
from baochi.lexicon import Lexicon
from baochi.text.paragraphs import ParagraphKinds
from baochi.text.sentences import Sentences


class Segmenter:
    """Sets `Paragraph.sentences` and `Paragraph.kind` of tokenised articles.

    Example:
        >>> from baochi.article import SourceArticle
        >>> from baochi.pipeline import Tokeniser
        >>> article = Article.from_source(SourceArticle(["Tại TP. Huế mưa to. Nước lên nhanh."]))
        >>> Tokeniser().annotate([article])
        >>> Segmenter(Lexicon.load()).annotate([article])
        >>> len(article.paragraphs[0].sentences), article.paragraphs[0].kind
        (2, 'body')
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.stages = (Sentences(lexicon), ParagraphKinds(lexicon))

    def annotate(self, articles: Sequence[Article]) -> None:
        """Segment every article."""
        for stage in self.stages:
            stage.annotate(articles)
