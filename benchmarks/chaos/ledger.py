"""What everybody said and was told, and whether the database agrees."""

import json
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

MAX_SHOWN = 10  # violations that are printed of one kind


@dataclass(frozen=True)
class StoredRow:
    """An answer as it stands in the database, read without code of the product.

    session (str): Full ID of who gave it.
    task_hash (int): The task.
    content (str): JSON.
    """

    session: str
    task_hash: int
    content: str


class Ledger:
    """The answers of all annotators of a round. Safe from any thread.

    counts (Counter): What happened how often.
    violations (list[str]): What must not be.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.violations: list[str] = []
        # (session, task hash) -> what the annotator decided last, and what was acknowledged last
        self.decided: dict[tuple[str, int], str] = {}
        self.acknowledged: dict[tuple[str, int], str] = {}
        self._lock = threading.Lock()

    def count(self, what: str, n: int = 1) -> None:
        """Count something."""
        with self._lock:
            self.counts[what] += n

    def complain(self, what: str) -> None:
        """Note something that must not be."""
        with self._lock:
            self.violations.append(what)

    def decide(self, session: str, task_hash: int, mark: str) -> None:
        """Somebody answers a task, for the first time or anew. mark (str): Which answer it is."""
        with self._lock:
            self.decided[session, task_hash] = mark

    def acknowledge(self, session: str, answers: Iterable[tuple[int, str]]) -> None:
        """The server has confirmed answers."""
        with self._lock:
            for task_hash, mark in answers:
                self.acknowledged[session, task_hash] = mark
                self.counts["answers acknowledged"] += 1

    def check_rows(self, rows: list[StoredRow]) -> None:
        """Compare with the database: every answer is there once, and as it was given last."""
        times = Counter((row.session, row.task_hash) for row in rows)
        for place, n in times.items():
            if n > 1:
                self.complain(f"stored {n} times: {place}")
        stored = {(row.session, row.task_hash): read_mark(row.content) for row in rows}
        for place, mark in self.acknowledged.items():
            if place not in stored:
                self.complain(f"acknowledged and not stored: {place} {mark}")
            elif self.decided[place] != stored[place]:
                wanted = self.decided[place]
                self.complain(f"stored is {stored[place]}, given last was {wanted}: {place}")
        for place in stored.keys() - self.decided.keys():
            self.complain(f"stored and never given: {place}")
        for place in self.decided.keys() - self.acknowledged.keys():
            self.complain(f"given and never acknowledged: {place}")
        self.counts["answers stored"] = len(rows)

    def check_times(
        self, rows: list[StoredRow], hashes: set[int], expected: dict[int, int]
    ) -> None:
        """Compare how often each task was answered with what the router promises.

        rows (list[StoredRow]): The answers.
        hashes (set[int]): All tasks there are.
        expected (dict[int, int]): Task to how many annotators.
        """
        times = Counter(row.task_hash for row in rows)
        for task_hash in hashes:
            if times[task_hash] != expected[task_hash]:
                n, wanted = times[task_hash], expected[task_hash]
                who = [row.session for row in rows if row.task_hash == task_hash]
                self.complain(f"task {task_hash} has {n} answers instead of {wanted}: {who}")
        for task_hash in times.keys() - hashes:
            self.complain(f"task {task_hash} was never asked")

    def check_export(self, text: str, rows: list[StoredRow]) -> None:
        """Compare an export with the database."""
        try:
            exported = Counter(_normalize(line) for line in text.splitlines() if line)
        except ValueError as err:
            self.complain(f"the export can't be parsed: {err}")
            return
        if exported != Counter(_normalize(row.content) for row in rows):
            self.complain(f"the export has {exported.total()} answers, or others than the database")

    def print_violations(self) -> None:
        """Print what must not be, a few of each kind."""
        for violation in self.violations[:MAX_SHOWN]:
            print(f"    NOT BALANCED: {violation}")
        if len(self.violations) > MAX_SHOWN:
            print(f"    and {len(self.violations) - MAX_SHOWN} more")


def make_mark(task: dict[str, Any]) -> str:
    """RETURNS (str): What tells an answer from others to the same task."""
    return f"{task.get('answer')} {task.get('note', '')}".strip()


def read_mark(content: str) -> str:
    """RETURNS (str): The mark of a stored answer."""
    return make_mark(json.loads(content))


def _normalize(text: str) -> str:
    return json.dumps(json.loads(text), sort_keys=True)
