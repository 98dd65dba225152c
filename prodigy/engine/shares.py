"""How much of the source is done: by answered tasks, and not by what was read ahead.

The source knows how much of it was read, and the feed which tasks came of that. What of these tasks
is without an answer isn't done. Where everybody has tasks of their own, everybody has a share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Share:
    """What of the source is done, by one annotator or by all together.

    n_tasks (int): Tasks that came of what was read so far.
    n_open (int): Tasks among them without an answer.
    read (Optional[float]): How much of the source was read, 0.0 to 1.0; None if that is unknown.
    is_over (bool): Nothing more will come.
    """

    n_tasks: int
    n_open: int
    read: float | None
    is_over: bool

    @property
    def progress(self) -> float | None:
        """The part of the source that is done, 0.0 to 1.0, or None if that is unknown."""
        if self.read is None:
            return None
        if not self.n_tasks:
            return self.read if self.is_over else 0.0
        done = max(0, self.n_tasks - self.n_open)
        return self.read * done / self.n_tasks

    @property
    def left(self) -> int | None:
        """Tasks to answer, or None if that is unknown. Exact once nothing more will come; before,
        what was not read yet is expected to give as many tasks as what was."""
        if self.is_over:
            return self.n_open
        if not self.read or not self.n_tasks:
            return None
        return self.n_open + round(self.n_tasks * (1 - self.read) / self.read)


class QueuesInFigures(Protocol):
    """How many tasks there are in queues."""

    def names(self) -> list[str]: ...

    def size(self, name: str) -> int: ...

    def count_open(self, name: str) -> int: ...


class StreamInFigures(Protocol):
    """How much of a stream was read."""

    @property
    def progress(self) -> float | None: ...

    @property
    def n_ahead(self) -> int: ...

    @property
    def n_excluded(self) -> int: ...


class FeedInFigures(Protocol):
    """What came of the source: `feed.Feed`, or what is known of that of another process."""

    @property
    def queues(self) -> QueuesInFigures: ...

    @property
    def stream(self) -> StreamInFigures: ...

    @property
    def n_known(self) -> int: ...

    @property
    def n_placed(self) -> int: ...

    @property
    def n_by_session(self) -> Mapping[str, int]: ...

    @property
    def is_over(self) -> bool: ...


class Shares:
    """Measures the shares of annotators. Cheap, and safe from any thread.

    feed (FeedInFigures): What came of the source.
    is_common (bool): Every task is for whoever asks first, so that all have one share.
    is_same (bool): Everybody is asked everything.
    """

    def __init__(self, feed: FeedInFigures, *, is_common: bool, is_same: bool) -> None:
        self._feed = feed
        self._is_common, self._is_same = is_common, is_same

    def measure(self, session_id: str | None) -> Share:
        """Find out how much of the source is done.

        session_id (Optional[str]): Full ID of a session. None: all together.
        """
        feed, names = self._feed, self._feed.queues.names()
        if self._is_common:
            return self._make(names, feed.n_known + feed.n_placed, 1)
        own = names if session_id is None else [session_id]
        if self._is_same:
            return self._make(own, (feed.n_known + feed.n_placed) * len(own), len(own))
        n_tasks = sum(feed.n_by_session.get(name, 0) for name in own)
        return self._make(own, n_tasks, len(own) / max(1, len(names)))

    def _make(self, names: Sequence[str], n_tasks: int, part: float) -> Share:
        """RETURNS (Share): Of sessions that were given so many tasks, and this part of what was
        read and nobody was given."""
        feed, stream = self._feed, self._feed.stream
        n_waiting = sum(feed.queues.size(name) + feed.queues.count_open(name) for name in names)
        # Tasks that were looked at when the server started are asked by nobody yet.
        n_ahead = round(stream.n_ahead * part)
        n_tasks = max(n_tasks, n_waiting) + n_ahead + round(stream.n_excluded * part)
        return Share(n_tasks, n_waiting + n_ahead, stream.progress, feed.is_over)
