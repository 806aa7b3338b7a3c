"""Cue phrases: the leftmost longest, and where they count."""

import pytest

from baochi.lexicon import Lexicon
from baochi.lexicon.entry import Entry
from baochi.text.cues import Cues
from baochi.text.tokens import tokenise

FORMS = {"a b c": "scene", "a b": "side", "b": "pose", "c d": "act", "e": "link", "a": "byline credit"}
CUES = Cues(Lexicon([Entry("paragraph_cue", form, "any", {"signs": signs}, scan=False) for form, signs in FORMS.items()]))


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("a b c d", {"scene"}),  # the longest, and none inside it
        ("“a b c”", {"scene"}),
        ("x a b c d", set()),  # no start, but what it covers is covered
        ("x a b d", {"side"}),
        ("x b c d", {"pose", "act"}),
        ("a x e…", {"byline", "link"}),
        ("e x a.", {"credit"}),
        ("x a b c b", {"pose"}),
        ("", set()),
    ],
)
def test_signs(text: str, signs: set[str]) -> None:
    tokens = tokenise(text)
    assert CUES.signs(tokens.fold, "".join(tokens.shape)) == signs
