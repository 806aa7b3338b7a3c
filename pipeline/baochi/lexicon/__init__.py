"""Knowledge of the field as data: ranks, titles, units, places, awards, measures, cue words."""

from baochi.lexicon.entry import Entry
from baochi.lexicon.loader import Lexicon, LexiconError
from baochi.lexicon.trie import Hit

__all__ = ["Entry", "Hit", "Lexicon", "LexiconError"]
