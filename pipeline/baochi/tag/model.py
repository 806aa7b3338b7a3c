"""A linear chain over hashed features: what the tagger and the word segmenter are made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from baochi.model_files import Model
from baochi.tag.chain import viterbi
from baochi.tag.features import BITS, GAP, Hashes, Layout, Template, slots

BARRED = -1e4
"""Score of a pair of labels that cannot stand side by side."""


WIDTH = 8
"""Labels that the processor adds at once; rows of weights are filled up to a multiple."""
BLOCK = 1 << 15
"""Places scored in one go, whose columns, slots and scores stay in the processor's cache."""


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
        self._row = np.zeros(1 << BITS, dtype=np.uint16 if len(at) < 1 << 16 else np.uint32)
        self._row[at] = np.arange(1, len(at) + 1)
        self._weights = np.zeros((len(at) + 1, WIDTH * -(-len(labels) // WIDTH)), dtype=np.float32)
        self._weights[1:, : len(labels)] = weights
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
        """Return what the features at every place give each label, places x labels and what fills them up to `WIDTH`."""
        scores = np.zeros((layout.size, self._weights.shape[1]), dtype=np.float32)
        buffer = np.empty((BLOCK, scores.shape[1]), dtype=np.float32)
        for first in range(GAP, layout.size - GAP, BLOCK):
            here = scores[first : min(first + BLOCK, layout.size - GAP)]
            given = buffer[: len(here)]
            for slot in slots(columns, self.templates, first, first + len(here)):
                self._weights.take(self._row.take(slot), axis=0, out=given, mode="clip")  # `clip`: written without a copy
                here += given
        return scores

    def label(self, columns: dict[str, Hashes], layout: Layout) -> npt.NDArray[np.int8]:
        """Return the number of the label of every syllable, sequence after sequence."""
        scores = self.scores(columns, layout)
        return viterbi(scores, self._transitions, self._start, layout.lengths, layout.first)[layout.at]


def template_of(text: str) -> Template:
    """Read a template: columns and distances, separated by blanks.

    Example:
        >>> template_of("fold-1 shape0 fold+1")
        (('fold', -1), ('shape', 0), ('fold', 1))
    """
    parts = [part.rstrip("+-0123456789") for part in text.split()]
    return tuple((name, int(part[len(name) :])) for name, part in zip(parts, text.split(), strict=True))
