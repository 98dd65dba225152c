"""Work that can be stopped at any moment and gone on with: what is done, and what it was made of.

Beside the output stand two files until it is complete: OUTPUT.unfinished with the tasks so far, and
OUTPUT.journal, whose first line says what is done with what, and every other one that a block is in
the file. A block counts when its line is on the disk. What stands behind the last such block is
cut off.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any

from ...errors import ProdigyError, RecipeError
from ...io.jsonable import dump_json
from ...io.places import get_place
from ...shapes import TaskType
from .block_recipe import Block

DATA_SUFFIX, JOURNAL_SUFFIX = ".unfinished", ".journal"
COMPLETE = "complete"
DIGEST_BYTES = 12


@dataclass(frozen=True)
class Done:
    """A block that is in the file.

    digest (str): Of the tasks that were read.
    n_tasks (int): How many these were.
    n_rows (int): How many tasks came out.
    n_left_out (int): How many were left out because something was wrong with them.
    end (int): Where the next block begins in the file, in bytes.
    """

    digest: str
    n_tasks: int
    n_rows: int
    n_left_out: int
    end: int


class Journal:
    """The two files of unfinished work.

    base (Path): What their names begin with: the output.

    done (list[Done]): The blocks that are in the file.
    is_complete (bool): Nothing is missing but the last step.
    """

    def __init__(self, base: Path) -> None:
        self.base = base
        self.data_path = base.with_name(f"{base.name}{DATA_SUFFIX}")
        self.journal_path = base.with_name(f"{base.name}{JOURNAL_SUFFIX}")
        self.done: list[Done] = []
        self.is_complete = False
        self._n_not_read = 0
        self._data: IO[bytes] | None = None
        self._journal: IO[bytes] | None = None

    def open(self, facts: Mapping[str, str], *, start_anew: bool) -> None:
        """Go on with what was done before, or start.

        facts (Mapping): What the result depends on: what it is called to what it is.
        start_anew (bool): Start anew if something of that has changed.
        RAISES (RecipeError): It has changed, or somebody else is working on it.
        RAISES (ProdigyError): The files can't be read or written.
        """
        with self._explain():
            self.base.parent.mkdir(parents=True, exist_ok=True)
            self._journal = self.journal_path.open("a+b")
            self._lock(self._journal)
            before, end = self._read(self._journal)
            if before is not None:
                changed = [name for name in facts if before.get(name) != facts[name]]
                if changed and not start_anew:
                    raise self._changed_error(changed, before, facts)
                if changed:
                    before, end = None, 0
            if before is None:
                self.done, self.is_complete, end = [], False, 0
            self._journal.truncate(end)
            self._data = self.data_path.open("a+b") if not self.is_complete else None
            if before is None:
                self._write({"facts": dict(facts)})
            if self._data is not None:
                self._data.truncate(self.n_bytes)

    @property
    def n_bytes(self) -> int:
        """Size of what is done."""
        return self.done[-1].end if self.done else 0

    @property
    def n_rows(self) -> int:
        """How many tasks are done."""
        return sum(block.n_rows for block in self.done)

    @property
    def n_tasks(self) -> int:
        """How many tasks were read for that."""
        return sum(block.n_tasks for block in self.done)

    @property
    def n_left_out(self) -> int:
        """How many of these were left out, because something was wrong with them."""
        return sum(block.n_left_out for block in self.done) + self._n_not_read

    def check(self, number: int, tasks: Sequence[TaskType], digest: str) -> None:
        """RAISES (RecipeError): The block was made of other tasks."""
        if self.done[number].digest == digest:
            return
        places = [get_place(eg) for eg in (*tasks[:1], *tasks[-1:])]
        where = f" ({places[0]} to {places[-1]})" if all(places) else ""
        raise RecipeError(
            "The source has changed since the work on it began",
            f"Block {number + 1}{where} is another one. {self._advise()}",
        )

    def check_number(self, n_blocks: int) -> None:
        """RAISES (RecipeError): There are fewer blocks than were done."""
        if n_blocks < len(self.done):
            raise RecipeError(
                "The source has changed since the work on it began",
                f"It has {n_blocks} blocks, and {len(self.done)} are done. {self._advise()}",
            )

    def add(self, n_tasks: int, digest: str, block: Block) -> None:
        """Note a block that is done.

        n_tasks (int): How many tasks were read for it.
        digest (str): Of these tasks.
        block (Block): What became of them.
        RAISES (ProdigyError): It can't be written.
        """
        assert self._data is not None
        with self._explain():
            self._data.write(block.lines)
            _to_disk(self._data)
            n_left_out = sum(misfit.is_skipped for misfit in block.misfits)
            end = self.n_bytes + len(block.lines)
            done = Done(digest, n_tasks, block.n_rows, n_left_out, end)
            self._write(asdict(done))
            self.done.append(done)

    def complete(self, n_not_read: int) -> None:
        """Note that nothing is missing but the last step.

        n_not_read (int): How many records of the source got into no block.
        """
        with self._explain():
            self._write({COMPLETE: True, "n_not_read": n_not_read})
            self.is_complete, self._n_not_read = True, n_not_read

    def is_finishing(self) -> bool:
        """RETURNS (bool): Whether nothing was missing but the last step when work was stopped."""
        with self._explain():
            if not self.journal_path.exists():
                return False
            with self.journal_path.open("rb") as file:
                return any(COMPLETE in _parse(line) for line in file)

    def iter_tasks(self) -> Iterator[TaskType]:
        """Yield the tasks that are done."""
        with self._explain(), self.data_path.open("rb") as file:
            for line in file:
                yield json.loads(line)

    def remove(self) -> None:
        """Remove both files: the output is complete."""
        self.close()
        self.data_path.unlink(missing_ok=True)
        self.journal_path.unlink(missing_ok=True)

    def close(self) -> None:
        """Close both files. Who comes next can go on."""
        for file in (self._data, self._journal):
            if file is not None:
                try:
                    file.close()
                except OSError:
                    pass  # The disk is full; what could not be written was never counted.
        self._data = self._journal = None

    def _read(self, journal: IO[bytes]) -> tuple[dict[str, str] | None, int]:
        """RETURNS (tuple[dict | None, int]): The facts, and where the last whole line ends."""
        journal.seek(0)
        facts: dict[str, str] | None = None
        end = 0
        n_bytes = self.data_path.stat().st_size if self.data_path.exists() else 0
        for line in journal:
            entry = _parse(line)
            if not entry:
                break
            if facts is None:
                facts = entry.get("facts")
                if not isinstance(facts, dict):
                    return None, 0
            elif COMPLETE in entry:
                self.is_complete, self._n_not_read = True, entry["n_not_read"]
            else:
                done = Done(**entry)
                if done.end > n_bytes and self.data_path.exists():
                    break  # The machine stopped before the data were on the disk.
                self.done.append(done)
            end += len(line)
        if not self.data_path.exists() and not self.is_complete:
            self.done = []
            return facts, len(json.dumps({"facts": facts}).encode()) + 1 if facts else 0
        return facts, end

    def _write(self, entry: Mapping[str, Any]) -> None:
        assert self._journal is not None
        self._journal.write(f"{json.dumps(entry)}\n".encode())
        _to_disk(self._journal)

    def _lock(self, file: IO[bytes]) -> None:
        try:
            import fcntl
        except ImportError:  # Windows has no such locks.
            return
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RecipeError(
                f"Another process is writing {self.base}", "Wait for it, or stop it first."
            ) from None
        except OSError:
            pass  # A file system without locks.

    def _changed_error(
        self, names: list[str], before: Mapping[str, str], now: Mapping[str, str]
    ) -> RecipeError:
        lines = [f"- {name}: {before.get(name, 'not known')}, now {now[name]}" for name in names]
        title = f"Can't go on with {self.base}: {', '.join(names)} changed since it was begun"
        return RecipeError(title, "\n".join([*lines, self._advise()]))

    def _advise(self) -> str:
        return (
            f"{self.n_tasks:,} texts are done. To go on, use what they were made with. To start "
            f"anew, use --overwrite, or remove {self.data_path} and {self.journal_path}."
        )

    def _explain(self) -> _Explain:
        return _Explain(self)


class _Explain:
    """Explains errors of the file system, and that nothing is lost."""

    def __init__(self, journal: Journal) -> None:
        self._journal_of_work = journal

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, err: object, trace: object) -> None:
        if isinstance(err, OSError):
            journal = self._journal_of_work
            raise ProdigyError(
                f"Can't write {journal.data_path}: {err.strerror or err}",
                f"{journal.n_tasks:,} texts are done and safe. When there is room, start the same "
                "command again: it goes on from there.",
            ) from err


def digest_tasks(tasks: Iterable[TaskType]) -> str:
    """RETURNS (str): A digest of tasks as they were read, the same in every run."""
    found = blake2b(digest_size=DIGEST_BYTES)
    for eg in tasks:
        found.update(dump_json(eg, is_exact=True).encode())
        found.update(b"\n")
    return found.hexdigest()


def _parse(line: bytes) -> dict[str, Any]:
    """RETURNS (dict): A line of a journal. Empty if it is not complete."""
    try:
        entry = json.loads(line) if line.endswith(b"\n") else None
    except ValueError:
        entry = None
    return entry if isinstance(entry, dict) else {}


def _to_disk(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())
