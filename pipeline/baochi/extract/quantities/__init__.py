"""Reported results with a number: cases solved, people arrested, goods seized, revenue collected, people helped.

Four steps, one module each: `candidates` finds every count with its unit and noun phrase, `features` looks at what stands
around it (`clause`, `acting`), `model` scores it, `slots` fills in measure, actor (`actors`), period (`times`), change and
status. `context` lays out the words of an article that they all look for, `scene` the counts of a batch of articles over
arrays, for which `table` holds the features.
`baochi train quantities` refits the score.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress

from baochi.article import Article
from baochi.extract.periods import resolve
from baochi.extract.quantities.clause import counts_of
from baochi.extract.quantities.context import Candidate, Context
from baochi.extract.quantities.features import features_of
from baochi.extract.quantities.model import Model, neighbourhood
from baochi.extract.quantities.slots import Change, Slots
from baochi.records import Mention, Quantity

__all__ = ["Quantities"]

_AHEAD = 8
"""How many counts ahead the end of a comparison is looked for."""


class Quantities:
    """The stage: adds `Article.quantities` and a mention QUANTITY for each. Runs after `Periods`.

    Args:
        model: the score; by default the one shipped with the package.

    Example:
        >>> from baochi.article import SourceArticle
        >>> from baochi.lexicon import Lexicon
        >>> from baochi.pipeline import Spotter, Tokeniser
        >>> lexicon = Lexicon.load()
        >>> article = Article.from_source(SourceArticle(["Công an tỉnh Mẫu đã khám phá 25 vụ, bắt giữ 31 đối tượng."]))
        >>> for stage in (Tokeniser(), Spotter(lexicon), Quantities()):
        ...     stage.annotate([article])
        >>> [(q.value, q.unit) for q in article.quantities]
        [(25.0, 'vụ'), (31.0, 'đối tượng')]
    """

    def __init__(self, model: Model | None = None) -> None:
        self.model = model or Model.load()

    def annotate(self, articles: Sequence[Article]) -> None:
        """Add the reported results of every article."""
        scene = counts_of(articles)
        if not scene.counts:
            return
        features = features_of(scene)
        scores = self.model.among(neighbourhood(features.groups, self.model.scores(features)))
        accepted = iter((scores >= self.model.threshold).tolist())
        for context in scene.contexts:
            if results := list(compress(context.candidates, accepted)):
                self._record(context, results)

    def _record(self, context: Context, accepted: list[Candidate]) -> None:
        article, slots = context.article, Slots(context)
        before, sentence = "", (-1, -1)
        planned: Candidate | None = None
        for k, c in enumerate(accepted):
            if c.sentence != sentence:
                sentence, before = c.sentence, ""
            change = slots.change(c, accepted[k + 1 : k + _AHEAD])
            noun = slots.shared_noun(c, accepted[k + 1] if k + 1 < len(accepted) else None)
            quantity = self._quantity(context, slots, c, change, slots.measure(c, before, noun))
            quantity.status = slots.status(c, planned)
            planned = c if quantity.status == "target" else None
            before = quantity.measure
            article.quantities.append(quantity)
            start, end = context.tokens.start[c.number.begin], context.tokens.end[c.phrase_end - 1]
            mention = Mention(c.paragraph.index, start, end, "QUANTITY", "", c.number.begin, c.phrase_end)
            article.mentions.append(mention)

    @staticmethod
    def _quantity(context: Context, slots: Slots, c: Candidate, change: Change, measure: str) -> Quantity:
        article, tokens = context.article, context.tokens
        first, last = slots.quote(c)
        start, end = tokens.start[first], tokens.end[last - 1]
        period = slots.times.of(c)
        text = article.text[period.start : period.end] if period else ""
        span = resolve(text, article.published) if text else None
        return Quantity(
            para=c.paragraph.index,
            start=start,
            end=end,
            quote=article.text[start:end],
            measure=measure,
            value=c.number.value,
            value_max=c.number.value_max,
            unit=context.text(c.unit_start, c.unit_end),
            qualifier=c.number.qualifier,
            change_direction=change.direction,
            change_percent=change.percent,
            change_absolute=change.absolute,
            actor=slots.actor(c),
            period=text,
            period_start=span[0] if span else None,
            period_end=span[1] if span else None,
        )
