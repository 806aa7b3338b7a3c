"""Tells what was done from what is demanded, planned, hoped for or aimed at."""

from __future__ import annotations

from collections.abc import Sequence

from baochi.extract.assessments.clauses import Scene
from baochi.text.tokens import NUMBER

RESETS = frozenset({"past", "past_phrase", "report"})
BULLETS = frozenset("-–—+•*·().")
TOLD = frozenset({"past", "past_phrase", "passive"})
"""What makes of `tiếp tục` a report instead of a plan."""
NAMED = 3
"""Tokens after `việc`, `công tác` in which a word of demand is no demand."""
AIMS = frozenset({"purpose", "condition"})
OPENERS = frozenset({"lead", "stop", "by", "aux", "join"})


class Mood:
    """Follows a demand through an article: over the rest of its sentence, to sentences that go on with it, down a list.

    `yêu cầu các đơn vị … ; chủ động … . Đồng thời, thực hiện nghiêm …` is one demand; a past tense or a new statement
    ends it.
    """

    def __init__(self, scene: Scene, sentences: Sequence[tuple[int, int, int]]) -> None:
        self.scene = scene
        self.sentences = sentences
        """Paragraph, first token and end of each, in the order of the text."""
        self._begun: dict[int, bool] = {}

    def demanded(self, number: int, at: int) -> bool:
        """Say whether a demand reaches token `at` of sentence `number`."""
        return self._reaches(number, at, self._begins(number))

    def _begins(self, number: int) -> bool:
        """Say whether the demand of the sentences before goes on in sentence `number`.

        Few sentences ask, and few go on with the one before: only these are followed back, each of them once.
        """
        first = number
        while first not in self._begun and self._goes_on(first):
            first -= 1
        state = self._begun.setdefault(first, False)
        for i in range(first, number):
            state = self._begun[i + 1] = self._reaches(i, self.sentences[i][2], state)
        return state

    def _goes_on(self, number: int) -> bool:
        """Say whether the sentence goes on with the demand of the one before, if that makes any."""
        if not number:
            return False
        para, first, last = self.sentences[number]
        opening = self._opening(first, last)
        if opening > first:
            return True
        if para != self.sentences[number - 1][0]:
            return self._lists(number - 1)
        return self._verb(opening) or self.scene.role(opening) in OPENERS

    def _lists(self, number: int) -> bool:
        """Say whether the sentence opens a list or is a line of one."""
        _, first, last = self.sentences[number]
        return (last > first and self.scene.tokens.text[last - 1] in ":;") or self._opening(first, last) > first

    def _reaches(self, number: int, at: int, state: bool) -> bool:
        """Say whether a demand reaches token `at` of a sentence; `state`: one does at its beginning."""
        first, told = self.sentences[number][1], False
        state = state or self._task(first)
        for i in self.scene.cues(first, at):
            role = self.scene.roles[i]
            told = told or role in TOLD
            if state and role in RESETS:
                state = False
            elif not state:
                state = (role == "demand" and not self._named(first, i)) or (role == "again" and not told)
        return state

    def _task(self, first: int) -> bool:
        """Say whether the sentence from token `first` on is one of several: `Thứ hai là thực hiện tốt công tác X`."""
        if self.scene.role(first) != "item":
            return False
        i = self.scene.ends[first]
        while i < len(self.scene.tokens) and self.scene.tokens.text[i] in BULLETS | {",", ":"}:
            i += 1
        return self._verb(i)

    def _named(self, first: int, i: int) -> bool:
        """Say whether the word of demand at token `i` is part of a name for work: `việc giải quyết đề nghị của dân`."""
        return any(self.scene.roles.get(j) in ("nominal", "strand") for j in range(max(first, i - NAMED), i))

    def aimed(self, low: int, at: int) -> bool:
        """Say whether token `at` is in a purpose or condition (`để …`, `nếu …`) of the clause that opens at `low`."""
        roles, texts = self.scene.roles, self.scene.tokens.text
        for i in range(at - 1, low - 1, -1):
            role, text = roles.get(i), texts[i]
            if role in AIMS:
                return True
            if role in RESETS or text in ";:" or (text == "," and not self._verb(i + 1)):
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
