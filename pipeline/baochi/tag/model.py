"""A linear chain over hashed features: what the tagger and the word segmenter are made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from baochi.model_files import Model
from baochi.tag.chain import viterbi
from baochi.tag.features import BITS, Hashes, Layout, Template, slots

BARRED = -1e4
"""Score of a pair of labels that cannot stand side by side."""


class Chain:
    """Labels of syllables by a linear score of their features and of the pairs of labels.

    Args:
        labels: names; templates: see `baochi.tag.features`.
        at: slots that have weights, ascending; weights: a row each, a column a label.
        transitions: from label x to label; start: what the first label of a sequence adds.
    """

    def __init__(
        self,
        labels: Sequence[str],
        templates: Sequence[Template],
        at: npt.NDArray[np.uint32],
        weights: npt.NDArray[np.floating],
        transitions: npt.NDArray[np.floating],
        start: npt.NDArray[np.floating],
    ) -> None:
        self.labels, self.templates = list(labels), list(templates)
        self._row = np.zeros(1 << BITS, dtype=np.int32)
        self._row[at] = np.arange(1, len(at) + 1)
        self._weights = np.vstack([np.zeros((1, len(labels))), weights]).astype(np.float32)
        self._transitions, self._start = transitions.astype(np.float32), start.astype(np.float32)
        for before, one in enumerate(self.labels):
            for after, other in enumerate(self.labels):
                if other[:2] == "I-" and one[2:] != other[2:]:
                    self._transitions[before, after] = BARRED
        self._start[[label[:2] == "I-" for label in self.labels]] = BARRED

    @classmethod
    def from_model(cls, model: Model) -> Chain:
        """Put a chain together from stored parts."""
        arrays, config = model.arrays, model.config
        templates = [template_of(text) for text in config["templates"]]
        return cls(config["labels"], templates, arrays["slots"], arrays["weights"], arrays["transitions"], arrays["start"])

    def scores(self, columns: dict[str, Hashes], layout: Layout) -> npt.NDArray[np.float32]:
        """Return what the features of every syllable give each label, syllables x labels."""
        scores = np.zeros((len(layout.at), len(self.labels)), dtype=np.float32)
        for slot in slots(columns, self.templates, layout.at):
            scores += self._weights[self._row[slot]]
        return scores

    def label(self, columns: dict[str, Hashes], layout: Layout) -> npt.NDArray[np.int8]:
        """Return the number of the label of every syllable, sequence after sequence."""
        return viterbi(self.scores(columns, layout), self._transitions, self._start, layout.lengths)


def template_of(text: str) -> Template:
    """Read a template: columns and distances, separated by blanks.

    Example:
        >>> template_of("fold-1 shape0 fold+1")
        (('fold', -1), ('shape', 0), ('fold', 1))
    """
    parts = [part.rstrip("+-0123456789") for part in text.split()]
    return tuple((name, int(part[len(name) :])) for name, part in zip(parts, text.split(), strict=True))
