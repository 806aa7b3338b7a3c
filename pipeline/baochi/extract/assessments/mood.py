"""Tells what was done from what is demanded, planned, hoped for or aimed at."""

from __future__ import annotations

from bisect import bisect_left

from baochi.extract.assessments.clauses import Scene
from baochi.text.tokens import NUMBER

RESETS = frozenset({"past", "past_phrase", "report"})
BULLETS = frozenset("-–—+•*·().")
TOLD = frozenset({"past", "past_phrase", "passive"})
"""What makes of `tiếp tục` a report instead of a plan."""
TURNS = RESETS | TOLD | {"demand", "again"}
"""Roles at which what is demanded can change."""
NAMED = 3
"""Tokens after `việc`, `công tác` in which a word of demand is no demand."""
AIMS = frozenset({"purpose", "condition"})
OPENERS = frozenset({"lead", "stop", "by", "aux", "join"})


class Mood:
    """Follows a demand through an article: over the rest of its sentence, to sentences that go on with it, down a list.

    `yêu cầu các đơn vị … ; chủ động … . Đồng thời, thực hiện nghiêm …` is one demand; a past tense or a new statement
    ends it.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.carried = False
        self.para = -1
        self.listing = False
        self.turns = [i for i, role in scene.roles.items() if role in TURNS]

    def enter(self, para: int, first: int, last: int) -> None:
        """Move on to the sentence at tokens `first` to `last`; sentences come in the order of the text."""
        self.start = self.carried and self._goes_on(para, first, last)
        self.para, self.first = para, first
        self.carried = self.demanded(last)
        if self.carried:
            ends_open = last > first and self.scene.tokens.text[last - 1] in ":;"
            self.listing = ends_open or self._opening(first, last) > first

    def _goes_on(self, para: int, first: int, last: int) -> bool:
        """Say whether the sentence goes on with the demand of the one entered before it."""
        opening = self._opening(first, last)
        if opening > first or para != self.para:
            return opening > first or self.listing
        return self._verb(opening) or self.scene.role(opening) in OPENERS

    def demanded(self, at: int) -> bool:
        """Say whether a demand reaches token `at` of the sentence entered last."""
        state, told = self.start or self._task(), False
        low = bisect_left(self.turns, self.first)
        for i in self.turns[low : bisect_left(self.turns, at, low)]:
            role = self.scene.roles[i]
            told = told or role in TOLD
            if state and role in RESETS:
                state = False
            elif not state:
                state = (role == "demand" and not self._named(i)) or (role == "again" and not told)
        return state

    def _task(self) -> bool:
        """Say whether the sentence entered last is one of several tasks: `Thứ hai là thực hiện tốt công tác X`."""
        if self.scene.role(self.first) != "item":
            return False
        i = self.scene.scope[self.first].end
        while i < len(self.scene.tokens) and self.scene.tokens.text[i] in BULLETS | {",", ":"}:
            i += 1
        return self._verb(i)

    def _named(self, i: int) -> bool:
        """Say whether the word of demand at token `i` is part of a name for work: `việc giải quyết đề nghị của dân`."""
        return any(self.scene.roles.get(j) in ("nominal", "strand") for j in range(max(self.first, i - NAMED), i))

    def aimed(self, low: int, at: int) -> bool:
        """Say whether token `at` is in a purpose or condition (`để …`, `nếu …`) of the clause that opens at `low`."""
        for i in range(at - 1, low - 1, -1):
            role = self.scene.role(i)
            if role in AIMS:
                return True
            if (
                role in RESETS
                or self.scene.tokens.text[i] in ";:"
                or (self.scene.tokens.text[i] == "," and not self._verb(i + 1))
            ):
                return False
        return False

    def _opening(self, first: int, last: int) -> int:
        """Skip the number, letter or dash that opens a line of a list."""
        i = first
        while i < last - 1 and (self.scene.tokens.shape[i] == NUMBER or self.scene.tokens.text[i] in BULLETS):
            i += 1
        return i

    def _verb(self, i: int) -> bool:
        """Say whether a verb opens at token `i`: `để làm tốt X, hoàn thành Y` aims at both."""
        return i in self.scene.verb or self._judges(i)

    def _judges(self, i: int) -> bool:
        hit = self.scene.evaluation.get(i)
        return hit is not None and hit.entry["role"] in ("quality", "achieve")
