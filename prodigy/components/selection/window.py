"""Select the texts to ask next from a window that moves over a stream of any length.

What is done in each round:

1. Read texts until the window is full. It begins small, so that annotation starts at once, and
   grows while there is time for it. Reading ends sooner if texts come slowly.
2. A share of the texts is set apart by their hash. They are only ever asked at random.
3. Of the others, choose those that teach most, as many as make a batch. The model may have learned
   since the round before.
4. Keep most of the rest in the window, and put what is wanted least into a file, to make room for
   other texts. Once the stream has ended, they come again.

The order depends on the seed and the answers, and on time only where a window takes seconds.

So every text is asked once in the end, and the memory doesn't grow with the stream. A restart reads
the source again, so nothing that stood in a window is lost; what has an answer passes through
without taking room in it.
"""

from __future__ import annotations

import heapq
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple, Protocol

import numpy as np

from ...errors import StreamError
from ...hashing import get_input_hash
from ...io.places import put_in_place
from ...shapes import TaskType
from ..decorators import keeps_input
from ..encoding import Encode, HashedNgrams
from .preferences import DIVERSE, EXPLORE, PREFERENCES, RANDOM, RARE, REPRESENTATIVE, UNCERTAIN
from .reasons import SELECTION_KEY, make_reason
from .spool import Spool
from .strategies import choose_diverse, choose_random, choose_representative, choose_uncertain

FIRST_WINDOW = 32
LARGEST_WINDOW = 1024  # texts
N_PER_ROUND = 10  # as many as there are in a batch: the next one may have a model that knows more
N_COMPARED = 8  # times as many unsure texts as are asked: of those, the ones that are unlike
RARE_SHARE = 0.2  # of the questions, for what is rare, if the model or patterns know of any
FILL_S = 1.0  # reading: annotators of a slow source are better off with what is there
ROUND_S = 3.0  # rating and choosing: a window that takes longer is too large
MAX_KNOWN = 256  # vectors of the latest questions, for what is unlike them
LONGEST_TEXT = 2000  # characters that are made a vector of
SHARE_KEPT = 0.75  # of a full window: the others make room for texts that nobody has looked at


class Ratings(NamedTuple):
    """What a model says about some texts, one number for each.

    uncertainty (Sequence[float]): How unsure it is, see `measures`.
    rarity (Sequence[float] | None): How likely there is something in it of which there are few
        examples, on any scale; 0: nothing. None: unknown.
    """

    uncertainty: Sequence[float] | Any
    rarity: Sequence[float] | Any = None


class Rate(Protocol):
    """A model that rates texts."""

    @property
    def version(self) -> int:
        """Another number whenever the model has learned."""

    def __call__(self, tasks: Sequence[TaskType]) -> Ratings | None:
        """Rate texts.

        tasks (Sequence[dict]): The tasks. They are not changed.
        RETURNS (Ratings | None): The ratings. None as long as the model knows nothing.
        """


class _Candidate:
    """A text in the window, and what is known about it."""

    __slots__ = ("number", "rarity", "task", "uncertainty", "vector", "version")

    def __init__(self, task: TaskType, number: int) -> None:
        self.task, self.number = task, number
        self.vector: Any = None
        self.uncertainty = self.rarity = 0.0
        self.version: int | None = None  # of the model that has rated it


@keeps_input
def select(
    stream: Iterable[TaskType],
    prefer: str = UNCERTAIN,
    *,
    rate: Rate | None = None,
    encode: Encode | None = None,
    explore: float = EXPLORE,
    seed: int = 0,
    n_per_round: int = N_PER_ROUND,
    largest_window: int = LARGEST_WINDOW,
    is_known: Callable[[TaskType], bool] | None = None,
    has_clue: Callable[[TaskType], bool] | None = None,
) -> Selection:
    """Ask the texts of a stream in an order that teaches a model sooner.

    stream (Iterable[dict]): The tasks, read a window at a time. They are not changed.
    prefer (str): "uncertain": what the model is least sure about, and what is unlike everything
        asked as long as it knows nothing. "diverse": what is unlike everything asked.
        "representative": what stands for many others. "random": shuffled, within the window.
    rate (Rate | None): The model, for "uncertain". Defaults to None.
    encode (Encode | None): Makes vectors of texts. Defaults to None (hashed n-grams).
    explore (float): Share of the questions that are chosen at random, 0 to 1. Defaults to 0.1.
    seed (int): For what is random. Defaults to 0.
    n_per_round (int): How many are chosen before the model is asked again. Defaults to 10.
    largest_window (int): Texts of the largest window. Defaults to 1024.
    is_known (callable | None): Tells which tasks have an answer: they pass through at once, since
        others have to count them. Defaults to None (none).
    has_clue (callable | None): Tells in which tasks something was found already, e.g. by patterns.
        Some of them are mixed in. Defaults to None (not known).
    RETURNS (Selection): Iterates over copies of the tasks, each once, with the reason under
        "_selection" (those that pass through have none).
    RAISES (StreamError): There is no such preference, or the share is none.
    """
    if prefer not in PREFERENCES:
        raise StreamError(f"Can't prefer {prefer!r}", f"There are: {', '.join(PREFERENCES)}")
    if not 0 <= explore <= 1:
        raise StreamError(
            f"The share of random questions is from 0 to 1, found {explore}",
            "0.1 asks every tenth question at random.",
        )
    settings = _Settings(
        prefer, explore, seed, max(1, n_per_round), max(FIRST_WINDOW, largest_window)
    )
    return Selection(stream, settings, rate, encode or HashedNgrams(), is_known, has_clue)


class _Settings(NamedTuple):
    prefer: str
    explore: float
    seed: int
    n_per_round: int
    largest_window: int


class Selection:
    """A stream in another order, see `select`."""

    def __init__(
        self,
        stream: Iterable[TaskType],
        settings: _Settings,
        rate: Rate | None,
        encode: Encode,
        is_known: Callable[[TaskType], bool] | None,
        has_clue: Callable[[TaskType], bool] | None,
    ) -> None:
        self._stream: Iterator[TaskType] = iter(stream)
        self._settings = settings
        self._rate, self._encode = rate, encode
        self._is_known, self._has_clue = is_known, has_clue
        self._size = FIRST_WINDOW
        self._window: list[_Candidate] = []
        self._apart: list[tuple[int, int, TaskType]] = []  # heap: random number, order, task
        self._ready: deque[TaskType] = deque()
        self._later = Spool()
        self._earlier: Spool | None = None  # what is read in a pass after the first
        self._asked: deque[Any] = deque(maxlen=MAX_KNOWN)
        self._has_ended = False
        # In a large window, what is unlike everything is odd. As long as the model knows nothing, a
        # small one has something of all kinds, and finds more that is worth learning from.
        self._is_choosy = settings.prefer != UNCERTAIN
        self._n_read = 0
        self._owed = 0.0  # random questions
        self._owed_rare = 0.0

    @property
    def n_held(self) -> int:
        """Number of texts that were read and not asked yet."""
        n_files = self._later.n_tasks + (self._earlier.n_tasks if self._earlier else 0)
        return len(self._window) + len(self._apart) + len(self._ready) + n_files

    def __iter__(self) -> Selection:
        return self

    def __next__(self) -> TaskType:
        while not self._ready:
            self._fill()
            if self._ready:
                break  # what has an answer is passed on while reading
            if not self._window and not self._apart and self._has_ended:
                raise StopIteration
            start = time.monotonic()
            self._choose()
            self._resize(time.monotonic() - start)
        return self._ready.popleft()

    # Reading ----------------------------------------------------------------------------------

    def _fill(self) -> None:
        """Read until the window is full, texts come slowly, or there is one that just passes."""
        end = time.monotonic() + FILL_S
        for _ in range(2 * self._size):  # so many may all be set apart
            task = self._read() if len(self._window) < self._size else None
            if task is None:
                return
            if self._is_known is not None and self._is_known(task):
                self._ready.append(task)
                return
            number = self._draw_number(task)
            self._n_read += 1
            if self._settings.prefer != RANDOM and number < self._settings.explore * 2**64:
                self._set_apart(number, task)
            else:
                self._window.append(_Candidate(task, number))
            if time.monotonic() > end:
                return

    def _read(self) -> TaskType | None:
        """The next text of this pass, or the first of the next one. None: there are none."""
        if self._has_ended:
            return None
        task = next(self._stream, None)
        if task is None and self._later.n_tasks:
            self._earlier, self._later = self._later, Spool()
            self._stream = self._earlier.drain()
            task = next(self._stream, None)
        self._has_ended = task is None
        return task

    def _draw_number(self, task: TaskType) -> int:
        """A random number of 64 bits that depends on the input and the seed."""
        text = f"{self._settings.seed} {get_input_hash(task)}".encode()
        return int.from_bytes(blake2b(text, digest_size=8).digest(), "big")

    def _set_apart(self, number: int, task: TaskType) -> None:
        """Keep a text for the random questions. The smallest numbers are a sample of all texts that
        were read; beyond what fits in a window, the largest wait in the file."""
        heapq.heappush(self._apart, (number, self._n_read, task))
        if len(self._apart) > self._settings.largest_window:
            largest = max(range(len(self._apart)), key=lambda i: self._apart[i][:2])
            _, _, task = self._apart.pop(largest)
            heapq.heapify(self._apart)
            self._later.add(task)

    # Choosing ---------------------------------------------------------------------------------

    def _choose(self) -> None:
        """Choose the questions of a round, and sort out what stays in the window."""
        n = min(self._settings.n_per_round, len(self._window) + len(self._apart))
        n_apart = self._count_owed(n)
        chosen = self._choose_from_window(n - n_apart)
        picked = {id(candidate) for candidate, _ in chosen}
        queue = deque(chosen)
        for i in range(n):
            # The random ones are spread evenly, also if the other kind comes to an end.
            is_due = (i + 1) * n_apart // n > i * n_apart // n
            if self._apart and (is_due or not queue):
                _, _, task = heapq.heappop(self._apart)
                self._ask(task, make_reason(RANDOM))
            elif queue:
                candidate, by = queue.popleft()
                score = None if candidate.version is None else candidate.uncertainty
                self._ask(candidate.task, make_reason(by, score))
        self._window = [c for c in self._window if id(c) not in picked]
        self._tidy()

    def _count_owed(self, n: int) -> int:
        """How many of the next questions are random ones."""
        self._owed += n * self._settings.explore
        n_apart = min(int(self._owed + 1e-9), len(self._apart), n)
        # What there was nothing for isn't made up for later.
        self._owed = min(1.0, self._owed - n_apart)
        return max(n_apart, n - len(self._window))

    def _choose_from_window(self, n: int) -> list[tuple[_Candidate, str]]:
        window = self._window
        if n <= 0 or not window:
            return []
        prefer = self._settings.prefer
        if prefer == RANDOM:
            order = choose_random([candidate.number for candidate in window], n)
            return [(window[i], RANDOM) for i in order]
        is_rated = prefer == UNCERTAIN and self._rate_window()
        self._is_choosy = is_rated or prefer != UNCERTAIN
        rare = [window[i] for i in self._choose_rare(n, is_rated)]
        taken = {id(candidate) for candidate in rare}
        left = [candidate for candidate in window if id(candidate) not in taken]
        n_left = n - len(rare)
        if is_rated:
            # Vectors take time and room, so only those get one that may be chosen.
            best = choose_uncertain([c.uncertainty for c in left], N_COMPARED * n_left)
            left = [left[i] for i in best]
            scores = [candidate.uncertainty for candidate in left]
            order, by = choose_uncertain(scores, n_left, self._make_vectors(left)), UNCERTAIN
        else:
            vectors = self._make_vectors(left)
            known = np.array(self._asked) if self._asked else None
            if prefer == REPRESENTATIVE:
                order, by = choose_representative(vectors, n_left, known), REPRESENTATIVE
            else:
                order, by = choose_diverse(vectors, n_left, known), DIVERSE
        chosen = [*((candidate, RARE) for candidate in rare), *((left[i], by) for i in order)]
        self._make_vectors([candidate for candidate, _ in chosen])
        self._asked.extend(candidate.vector for candidate, _ in chosen)
        return chosen

    def _choose_rare(self, n: int, is_rated: bool) -> list[int]:
        """Some texts in which there is something rare, by the model or else by patterns."""
        if is_rated and any(candidate.rarity > 0 for candidate in self._window):
            merits = [candidate.rarity for candidate in self._window]
        elif self._has_clue is not None:
            merits = [float(self._has_clue(candidate.task)) for candidate in self._window]
        else:
            return []
        self._owed_rare = min(float(n), self._owed_rare + n * RARE_SHARE)
        n_rare = int(self._owed_rare + 1e-9)
        rare = [i for i in choose_uncertain(merits, n_rare) if merits[i] > 0]
        self._owed_rare -= len(rare)
        return rare

    def _rate_window(self) -> bool:
        """Have the model rate what it hasn't rated yet. RETURNS (bool): Whether it could."""
        if self._rate is None:
            return False
        version = self._rate.version
        missing = [c for c in self._window if c.version != version]
        ratings = self._rate([c.task for c in missing]) if missing else None
        if ratings is not None:
            rarity = ratings.rarity if ratings.rarity is not None else [0.0] * len(missing)
            for candidate, one, other in zip(missing, ratings.uncertainty, rarity, strict=True):
                candidate.uncertainty, candidate.rarity = float(one), float(other)
                candidate.version = version
        return all(c.version == version for c in self._window)

    def _make_vectors(self, candidates: Sequence[_Candidate]) -> Any:
        missing = [c for c in candidates if c.vector is None]
        if missing:
            texts = [str(c.task.get("text") or "")[:LONGEST_TEXT] for c in missing]
            for candidate, vector in zip(missing, self._encode(texts), strict=True):
                candidate.vector = np.array(vector)  # a row would keep all of them
        return np.array([c.vector for c in candidates])

    def _ask(self, task: TaskType, reason: dict[str, Any]) -> None:
        self._ready.append(put_in_place({**task, SELECTION_KEY: reason}, task))

    def _tidy(self) -> None:
        """Make room for new texts, if there are any: what is least wanted waits for the next
        pass."""
        n_kept = int(self._size * SHARE_KEPT)
        if self._has_ended or len(self._window) <= n_kept:
            return
        if self._settings.prefer == UNCERTAIN and self._rate is not None:
            merits = [c.uncertainty for c in self._window]
            kept = set(choose_uncertain(merits, n_kept))
        else:
            kept = set(choose_random([c.number for c in self._window], n_kept))
        for i, candidate in enumerate(self._window):
            if i not in kept:
                self._later.add(candidate.task)
        self._window = [self._window[i] for i in sorted(kept)]

    def _resize(self, seconds: float) -> None:
        """Make the next window larger if there is time for it, and smaller if there isn't."""
        if seconds > ROUND_S:
            self._size = max(FIRST_WINDOW, self._size // 2)
        elif seconds < ROUND_S / 2 and self._is_choosy:
            self._size = min(2 * self._size, self._settings.largest_window)
