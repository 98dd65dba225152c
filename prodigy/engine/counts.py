"""How much was annotated: the one home of the figures that the controller shows."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from ..protocols import SessionProtocol


@dataclass
class Counts:
    """Counts the answers that were stored, of all sessions together and of each. Those of a session
    are kept in the session.

    total (int): Annotations in the dataset, earlier runs included.
    run (int): Annotations in this run.
    """

    total: int
    run: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add(self, session: SessionProtocol, n: int) -> None:
        """Count new answers. Safe from any thread.

        session (Session): Who answered. Its figures are changed, too.
        n (int): How many answers were added; those that replace others are not new.
        """
        with self._lock:
            self.total += n
            self.run += n
            session.total_annotated += n
            session.session_annotated += n
