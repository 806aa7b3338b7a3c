"""What goes between the process that reads and its workers, made small: batches there, tables back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from baochi.engines.batches import Batch, Outcome
from baochi.text import vocabulary
from baochi.text.stretches import Numbered, Stretches, current, put_together
from baochi.text.vocabulary import Ints

LogLine = tuple[int, str]
"""Level and text of what a worker has to say, for the log of the run."""


class _Numbers(NamedTuple):
    """Texts as numbers of the stretches that the worker was sent, which count from 0 in the order of sending.

    Attributes:
        anew: counting begins again; new: stretches behind those sent before; numbers: those of all texts; sizes: how many
            each text has.
    """

    anew: bool
    new: list[str]
    numbers: npt.NDArray[np.int32]
    sizes: list[int]


class Parcel(NamedTuple):
    """A batch on its way, by the number of its task, and the numbers of its texts, if they have them."""

    task: int
    batch: Batch
    numbers: _Numbers | None


class _Renumbered:
    """Numbers from 0 and what they are in another numbering, which is asked for when one is first met."""

    def __init__(self) -> None:
        self._known = np.empty(0, np.int64)  # -1: not met

    def take(self, numbers: Ints, ask: Callable[[Ints], Ints]) -> Ints:
        """Return the other numbers; `ask` is given those not met before, in order and each once."""
        if len(numbers) and (most := int(numbers.max())) >= len(self._known):
            # Twice the room needed, so that growing costs little a number.
            self._known = np.append(self._known, np.full(2 * (most + 1) - len(self._known), -1))
        new = np.unique(numbers[self._known[numbers] < 0])
        self._known[new] = ask(new)
        return self._known[numbers]


class Sender:
    """Packs the batches for one worker, which keeps the stretches of their texts: each is sent once, and then its number."""

    def __init__(self) -> None:
        self._stretches: Stretches | None = None
        self._sent_as = _Renumbered()
        self._sent = self._length = 0

    def pack(self, task: int, batch: Batch) -> Parcel:
        """Return what must be sent of a batch; parcels are to be sent in this order."""
        return Parcel(task, batch, self._numbers([source.known_stretches for source in batch.sources]))

    def _numbers(self, texts: Sequence[Numbered | None]) -> _Numbers | None:
        whole = put_together(texts)
        if whole is None:
            return None
        anew = whole.stretches is not self._stretches or self._full
        if anew:
            self._stretches, self._sent_as = whole.stretches, _Renumbered()
            self._sent = self._length = 0
        sending: list[str] = []

        def send(new: Ints) -> Ints:
            sending.extend(whole.stretches.words[number] for number in new.tolist())
            return np.arange(self._sent, self._sent + len(new))

        numbers = self._sent_as.take(whole.numbers, send).astype(np.int32)
        self._sent += len(sending)
        self._length += sum(map(len, sending))
        return _Numbers(anew, sending, numbers, [len(text.numbers) for text in texts if text])

    @property
    def _full(self) -> bool:
        """Whether the worker keeps enough: half of what it can keep, since titles come on top."""
        return 2 * self._sent >= vocabulary.MOST or 2 * self._length >= vocabulary.LONGEST


class Receiver:
    """Unpacks what one `Sender` has packed, in the order of packing."""

    def __init__(self) -> None:
        self._words: list[str] = []  # as they were sent
        self._stretches: Stretches | None = None
        self._numbers = _Renumbered()  # of these words, in these stretches

    def unpack(self, parcel: Parcel) -> Batch:
        """Return the batch, its texts numbered if they were."""
        if parcel.numbers is not None:
            for source, stretches in zip(parcel.batch.sources, self._numbered(parcel.numbers), strict=True):
                source.known_stretches = stretches
        return parcel.batch

    def _numbered(self, texts: _Numbers) -> list[Numbered]:
        if texts.anew:
            self._words = []
        self._words += texts.new
        stretches = current()
        if texts.anew or stretches is not self._stretches:
            self._stretches, self._numbers = stretches, _Renumbered()
        numbers = self._numbers.take(
            texts.numbers.astype(np.int64), lambda new: stretches.numbers([self._words[number] for number in new.tolist()])
        )
        return [Numbered(stretches, part) for part in np.split(numbers, np.cumsum(texts.sizes)[:-1])]


@dataclass(slots=True)
class Answer:
    """What a worker sends: the outcome of a task, by its number."""

    task: int
    outcome: Outcome
    log: list[LogLine]

    def __getstate__(self) -> tuple[Any, ...]:
        """Take tables as streams of Arrow, which are made and read in a third of the time."""
        outcome = self.outcome
        streams = {name: _streamed(table) for name, table in outcome.tables.items()}
        return self.task, streams, outcome.rejects, outcome.clock, self.log

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.task, streams, rejects, clock, self.log = state
        tables = {name: pa.ipc.open_stream(stream).read_all() for name, stream in streams.items()}
        self.outcome = Outcome(tables, rejects, clock)


def _streamed(table: pa.Table) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue()
