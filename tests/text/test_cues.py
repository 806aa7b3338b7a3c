"""Cue phrases: the leftmost longest, and where they count."""

import pytest

from baochi.lexicon import Lexicon
from baochi.lexicon.entry import Entry
from baochi.text.cues import Cues
from baochi.text.tokens import tokenise

FORMS = {"a b c": "scene", "a b": "side", "b": "pose", "c d": "act", "e": "link", "a": "byline credit"}
CUES = Cues(Lexicon([Entry("paragraph_cue", f, "any", {"signs": s}, scan=False, written=f) for f, s in FORMS.items()]))
TEXTS = [
    ("a b c d", {"scene"}),  # the longest, and none inside it
    ("“a b c”", {"scene"}),
    ("x a b c d", set()),  # no start, but what it covers is covered
    ("x a b d", {"side"}),
    ("x b c d", {"pose", "act"}),
    ("a x e…", {"byline", "link"}),
    ("e x a.", {"credit"}),
    ("x a b c b", {"pose"}),
    ("", set()),
    ("…", set()),
]


@pytest.mark.parametrize(("text", "signs"), TEXTS)
def test_signs(text: str, signs: set[str]) -> None:
    tokens = tokenise(text)
    assert CUES.signs([tokens], [0], [len(tokens)]) == [signs]


def test_signs_of_a_batch_are_those_of_each_text() -> None:
    tokens = [tokenise(text) for text, _ in TEXTS]
    ends = [sum(map(len, tokens[: i + 1])) for i in range(len(tokens))]
    assert CUES.signs(tokens, [0, *ends[:-1]], ends) == [signs for _, signs in TEXTS]
    assert CUES.signs([], [], []) == []


def test_no_phrase_reaches_over_the_end_of_its_stretch() -> None:
    tokens = [tokenise("x a b c d e"), tokenise("a b c")]
    assert CUES.signs(tokens, [0, 3, 6], [3, 5, 8]) == [{"side"}, {"act"}, {"side"}]
    assert CUES.signs(tokens, [2], [3]) == [{"pose"}]
