"""Paragraph kinds: lead, heading, body, caption, byline, other or title (ANNOTATION, section 5).

Furniture, bylines and the lead are known by position and cue phrases; what is then left short and undecided is a caption, a
heading or body text by a linear score over visible traits (weights in `lexicon/paragraph_weights.toml`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from importlib import resources
from itertools import compress, repeat

from baochi.article import Article
from baochi.lexicon import Lexicon
from baochi.text.tokens import tokenise
from baochi.text.traits import QUOTES, SHORT, TraitReader, Traits

TEASER = "more"
"""Glued by some sites to the repeated beginning of the article: `moreSáng nay, …`."""

LEAD_LEAST = 55
"""A lead has at least this many code points."""

_PLACE_AND_DATE = re.compile(r"[^\W\d][^,]{1,30}, ?ngày\b.{0,16}\btháng\b", re.IGNORECASE)
AGENCY_MOST = 60
"""Code points of a last line that names a body as the source, at most."""
SUBTITLE_MOST = 100
TITLE_MOST = 150
"""Code points of a title, and of a subtitle or caption before the lead, at most."""

CELL_MOST = 32
"""A cell of a table that was copied as paragraphs has at most this many code points."""


class ParagraphKinds:
    """Sets `Paragraph.kind`. Needs tokens and sentences.

    Example:
        >>> from baochi.article import SourceArticle
        >>> from baochi.text.segment import Segmenter
        >>> from baochi.pipeline import Tokeniser
        >>> body = "Theo đó, đơn vị đã kiểm tra 12 kho hàng trên địa bàn và lập biên bản 3 trường hợp vi phạm."
        >>> lead = "Sáng 3/2, Chi cục Kiểm tra Mẫu Sơn công bố kết quả kiểm tra các kho hàng trong tháng 1."
        >>> article = Article.from_source(SourceArticle(["Một kho hàng. Ảnh: T.M", body, "Trần Mẫu", lead]))
        >>> Tokeniser().annotate([article])
        >>> Segmenter(Lexicon.load()).annotate([article])
        >>> [p.kind for p in article.paragraphs]
        ['caption', 'body', 'byline', 'lead']
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.reader = TraitReader(lexicon)
        weights = resources.files("baochi.lexicon") / "paragraph_weights.toml"
        self.weights: dict[str, dict[str, float]] = tomllib.loads(weights.read_text(encoding="utf-8"))

    def annotate(self, articles: Sequence[Article]) -> None:
        """Set the kind of every paragraph of every article."""
        for article, traits in zip(articles, self.reader.read(articles), strict=True):
            kinds = self.kinds(traits, article)
            for paragraph, kind in zip(article.paragraphs, kinds, strict=True):
                paragraph.kind = kind

    def kinds(self, traits: Sequence[Traits], article: Article) -> list[str]:
        """Return a kind for each paragraph of an article."""
        if len(traits) < 2:
            return ["body" if t.words else "other" for t in traits]
        kinds = [_certain(t) for t in traits]
        _mark_title(kinds, traits, article)
        teaser = _mark_teaser(kinds, traits)
        _mark_papers(kinds, traits)
        _mark_cells(kinds, traits)
        _mark_bylines(kinds, traits)
        lead_last = _mark_lead(kinds, traits)
        guide = not lead_last and (teaser or sum(t.bullet or t.numbered for t in traits) >= 2)
        for i, kind in enumerate(kinds):
            if kind:
                continue
            kinds[i] = "body"
            if traits[i].chars <= SHORT:
                seen = visible(traits, i, lead_last, guide)
                kinds[i] = self._score([*compress(seen, seen.values()), *sorted(traits[i].signs)])
        return kinds

    def _score(self, active: list[str]) -> str:
        best, most = "body", 0.0
        for kind, weights in self.weights.items():
            score = sum(map(weights.get, active, repeat(0.0)))
            if score > most:
                best, most = kind, score
        return best


def visible(traits: Sequence[Traits], i: int, lead_last: bool, guide: bool) -> dict[str, bool]:
    """Return which of the traits that the weights speak of paragraph `i` has, beside the signs of its cue phrases.

    Args:
        lead_last: the lead stands behind the byline; such newspapers print many captions and few lists.
        guide: lists and numbers abound, as in instructions, which have few pictures.
    """
    t = traits[i]
    following = traits[i + 1] if i + 1 < len(traits) else None
    before = traits[i - 1] if i else None
    neighbours = [n for n in (before, following) if n is not None and n.chars < 110 and n.no_end and not n.bullet]
    text, chars, end, numbered = t.text, t.chars, t.end, t.numbered
    return {
        "bias": True,
        "opens": i == 0,
        "lead_last": lead_last,
        "guide": guide,
        "no_end": t.no_end,
        "full_stop": end in ".!…",
        "exclaimed": end == "!",
        "question": end == "?",
        "colon": end == ":",
        "colon_short": end == ":" and chars <= 22,
        "colon_inside": ": " in text[:-2],
        "comma": end in ",;",
        "pause": "," in text[:-1],
        "proper": t.proper,
        "quote": text[:1] in QUOTES,
        "bullet": t.bullet,
        "numbered": numbered,
        "numbered_colon": numbered and end == ":",
        "numbered_list": numbered and any(n.numbered and n.depth == t.depth for n in neighbours),
        "teasing": t.bullet and i == 0 and following is not None and following.chars > SHORT,
        "figures": "%" in text or t.words - t.syllables > 2,
        "capitals": t.capitals,
        "sentences": t.sentences > 1 and "caption" not in t.signs and not numbered,
        "chars_60": chars <= 60,
        "chars_80": chars <= 80,
        "chars_110": chars <= 110,
        "chars_over_110": chars > 110,
        "chars_over_150": chars > 150,
        "chars_over_200": chars > 200,
        "before_long": following is not None and following.chars > 120,
        "listed": len(neighbours) == 2 or (len(neighbours) == 1 and not lead_last),
    }


def _certain(t: Traits) -> str:
    """Return the kind that a paragraph shows by itself, or an empty string."""
    if not t.syllables or t.chars < 2:  # rules, ornaments, lone numbers and letters
        return "other"
    if t.chars > SHORT:
        return ""
    if "paper" in t.signs and t.chars <= 80 and not t.bullet:
        return "other"
    if ("link" in t.signs and t.sentences == 1 and t.chars <= 140) or (
        "other" in t.signs and (t.chars <= 60 or t.end == ":")
    ):
        return "other"
    if "caption" in t.signs and "byline" not in t.signs and t.sentences <= 4 and not t.bullet:
        return "caption"
    # Names are bylines, and what ends in a colon is a heading that authors like.
    return "other" if t.repeated and not t.named and "byline" not in t.signs and t.end != ":" else ""


def _mark_title(kinds: list[str], traits: Sequence[Traits], article: Article) -> None:
    """Mark a first paragraph that repeats the title, or is one where the source gives none."""
    first = next((i for i, kind in enumerate(kinds) if kind != "other"), None)
    if first is None:
        return
    t = traits[first]
    if article.title:
        if t.chars < 2 * len(article.title) + 20:
            paragraph, folds = article.paragraphs[first], article.tokens.fold
            words = folds[paragraph.first_token : paragraph.last_token]
            if _same_words(words, (article.title_tokens or tokenise(article.title)).fold):
                kinds[first] = "title"
    elif t.chars <= TITLE_MOST and t.no_end and t.sentences == 1 and not t.bullet and len(traits) > first + 1:
        following = traits[first + 1]
        if following.chars > t.chars and "caption" not in t.signs and following.chars >= LEAD_LEAST:
            kinds[first] = "title"


def _same_words(folds: Sequence[str], others: Sequence[str]) -> bool:
    """Say whether folded tokens are the same, but for full stops around them."""
    return " ".join(folds).strip(" .") == " ".join(others).strip(" .")


def _mark_teaser(kinds: list[str], traits: Sequence[Traits]) -> bool:
    """Mark a closing paragraph that repeats how an earlier one begins, cut by an ellipsis; return whether there is one."""
    t = traits[-1]
    start = t.text.removeprefix(TEASER)
    glued = start != t.text and start[:1] != start[:1].lower()
    cut = t.text.endswith(("…", "...")) and t.chars > 20
    if glued or (cut and any(e.text.startswith(start.rstrip("….").strip()[:60]) for e in traits[:-1])):
        kinds[-1] = "other"
        return True
    return False


def _mark_papers(kinds: list[str], traits: Sequence[Traits]) -> None:
    """Mark the head of an official paper copied into the page: issuing body, number, place and date around the motto."""
    mottos = [i for i, t in enumerate(traits) if "motto" in t.signs]
    for motto in mottos:
        for i in range(max(0, motto - 4), min(motto + 5, len(traits))):
            issuer = traits[i].capitals and i <= motto + 1
            if not kinds[i] and traits[i].chars <= 60 and (issuer or _PLACE_AND_DATE.match(traits[i].text)):
                kinds[i] = "other"


def _mark_cells(kinds: list[str], traits: Sequence[Traits]) -> None:
    """Mark runs of four or more very short lines, the cells of a table."""
    at = 0
    while at < len(traits):
        end = at
        while end < len(traits) and _is_cell(traits[end]) and kinds[end] != "title":
            end += 1
        if end - at >= 4 and any(t.chars <= 3 or not t.syllables or "paper" in t.signs for t in traits[at:end]):
            kinds[at:end] = ["other"] * (end - at)
        at = end + 1


def _is_cell(t: Traits) -> bool:
    short = t.chars <= CELL_MOST and t.no_end and not t.bullet
    return short and not t.capitals and not (t.numbered and t.syllables > 2)


def _mark_bylines(kinds: list[str], traits: Sequence[Traits]) -> None:
    """Mark names and source lines at the end of the article (or before a closing lead), and names at its very start."""
    content = [i for i, kind in enumerate(kinds) if kind in ("", "caption")]
    for i in content[-4:]:
        t = traits[i]
        if kinds[i] or i == content[0]:
            continue
        signed = "agency" in t.signs and t.no_end and t.lower <= 4 and t.sentences == 1 and i == content[-1]
        if not t.bullet and (t.named or _is_source(t) or (signed and t.chars <= AGENCY_MOST)):
            kinds[i] = "byline"
    for i in content[:2]:
        plain = traits[i].named and traits[i].syllables <= 6 and not traits[i].capitals
        if plain and not kinds[i] and not any(kinds[c] == "byline" for c in content[2:]) and len(content) > 3:
            kinds[i] = "byline"


def _is_source(t: Traits) -> bool:
    """Say whether a line names the source: `Theo Báo Mẫu`, `(Nguồn: Mẫu)`, `Bài và ảnh: Trần Mẫu`."""
    return (
        "byline" in t.signs
        and t.chars <= 80
        and t.sentences == 1
        and t.syllables <= 14
        and t.lower <= 4
        and t.end not in ":,;"
    )


def _is_blob(kinds: Sequence[str], traits: Sequence[Traits]) -> bool:
    """Say whether the article is a lead and one line that holds the whole body (or nothing but a byline or caption)."""
    first, second = traits[0], traits[1]
    if len(traits) > 2 or kinds[0] or first.named or (first.no_end and first.chars <= TITLE_MOST // 2):
        return False
    return (second.chars > max(SHORT, first.chars) or kinds[1] != "") and not (first.numbered or first.text[:1] == "*")


def _mark_lead(kinds: list[str], traits: Sequence[Traits]) -> bool:
    """Mark the lead and return whether it stands last, behind the byline."""
    content = [i for i, kind in enumerate(kinds) if not kind or kind == "byline"]
    if len(traits) > 1 and _is_blob(kinds, traits):
        kinds[0] = "lead"
        return False
    text = [i for i in content if not kinds[i] and traits[i].chars >= LEAD_LEAST]
    if len(content) > 2 and kinds[content[-2]] == "byline" and content[-1] in text:
        kinds[content[-1]] = "lead"
        return True
    if len(text) < 2:
        return False
    for i in text:
        t = traits[i]
        if i == text[-1]:
            break
        if t.no_end and t.chars < SUBTITLE_MOST and t.sentences == 1:
            continue
        if "follows" not in t.signs and not t.bullet and not t.numbered:
            kinds[i] = "lead"
        break
    return False
