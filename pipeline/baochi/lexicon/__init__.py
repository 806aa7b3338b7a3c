"""Knowledge of the field as data: ranks, titles, units, places, awards, measures, cue words."""

from baochi.lexicon.entry import Entry
from baochi.lexicon.hits import Hit, Hits
from baochi.lexicon.loader import Lexicon, LexiconError

__all__ = ["Entry", "Hit", "Hits", "Lexicon", "LexiconError"]
