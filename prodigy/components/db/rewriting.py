"""Changing stored examples on purpose: all that are meant, in one transaction, and with a way back.

Rows are read and written in chunks, so memory does not grow with the dataset. Until the end nobody
sees any of the changes, and whatever stops the process before leaves everything as it was. An
example that is also in a dataset that was not named keeps its row there: the named ones get a copy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import peewee

from ...errors import ProdigyError
from .base import CHUNK_SIZE, chunked
from .database import Database
from .removing import find_restorable, restore_removed
from .tables import dump_json
from .undo import Content, digest, read_undo

MAX_NAMED = 10  # rows that an error names


class StoredRow(NamedTuple):
    """A row of the table `example`.

    content (str | bytes): The JSON as it is stored: older databases have bytes.
    """

    id: int
    input_hash: int
    task_hash: int
    content: Content


@dataclass
class Rewritten:
    """What an example becomes.

    eg (dict): The example.
    task_hash (int): Its task hash.
    """

    eg: dict[str, Any]
    task_hash: int


@dataclass
class RewriteCounts:
    """What was done.

    n_read (int): Examples that were looked at.
    n_changed (int): Examples that were changed, copies included.
    n_copied (int): Those of them of which other datasets kept the row.
    others (dict[str, int]): These datasets, with how many examples each kept.
    """

    n_read: int = 0
    n_changed: int = 0
    n_copied: int = 0
    others: dict[str, int] = field(default_factory=dict)


class Change(Protocol):
    """What is to be done."""

    def may_change(self, content: str) -> bool:
        """Whether an example is worth parsing, by its JSON."""

    def __call__(self, row: StoredRow, eg: dict[str, Any], datasets: list[str]) -> Rewritten | None:
        """Say what an example becomes.

        row (StoredRow): Its row.
        eg (dict): The example itself, which may be changed.
        datasets (list[str]): Those of the named datasets that have it.
        RETURNS (Rewritten | None): None if it stays as it is.
        """


class Keeper(Protocol):
    """Where rows are kept as they were, see `UndoWriter`."""

    def add(self, row: dict[str, Any]) -> None:
        """Keep a row, before the change is committed."""

    def finish(self) -> None:
        """All rows are there; the change is committed next."""

    def discard(self) -> None:
        """Nothing was changed."""


class Rewriter:
    """Changes the examples of datasets.

    db (Database): Storage with our tables.
    names (Sequence[str]): The datasets, no sessions.
    links (Iterable[int] | None): Ids of the links to these datasets whose examples are meant.
        None: all.
    """

    def __init__(
        self, db: Database, names: Sequence[str], links: Iterable[int] | None = None
    ) -> None:
        self.db = db
        self.names = list(names)
        self._links = links
        self.counts = RewriteCounts()
        self._is_sqlite = isinstance(db.db, peewee.SqliteDatabase)
        self._datasets: dict[int, tuple[str, bool]] = {}  # id -> name, is it a session?

    def count(self, change: Change) -> RewriteCounts:
        """Find out what would be changed, without changing anything, see `run`."""
        for rows in self._iter_chunks(is_locking=False):
            self._find_changed(rows, change)
        return self.counts

    def iter_rows(
        self, may_change: Callable[[str], bool]
    ) -> Iterator[tuple[StoredRow, dict[str, Any]]]:
        """Read the examples of the datasets, each once, without changing anything.

        may_change (callable): Whether an example is wanted, by its JSON.
        YIELDS (tuple[StoredRow, dict]): The row, and the example itself.
        """
        for rows in self._iter_chunks(is_locking=False):
            for row in rows:
                found = self._read_row(row, may_change)
                if found is not None:
                    yield found

    def run(self, change: Change, undo: Keeper) -> RewriteCounts:
        """Change all examples that have to be changed, or none.

        change (callable): Says what a row becomes. It is called once for each row.
        undo (Keeper): Where the old rows go. It is discarded if nothing was changed.
        RETURNS (RewriteCounts): What was done.
        """
        try:
            with self.db._connected("change examples"), self.db._atomic():
                for rows in self._iter_chunks(is_locking=True):
                    changed = self._find_changed(rows, change)
                    if changed:
                        self._write(changed, undo)
                if self.counts.n_changed:
                    undo.finish()
        except BaseException:
            undo.discard()
            raise
        return self.counts

    def _iter_chunks(self, is_locking: bool) -> Iterator[list[tuple[int, Any, Content]]]:
        """Yield rows with the hashes and the content of each example once."""
        link = self.db.tables.link
        seen, last = IdSet(), 0
        with self.db._connected("read examples"):
            self._datasets = {i: (n, bool(s)) for i, n, s in self._list_datasets()}
            named = [i for i, (name, _) in self._datasets.items() if name in self.names]
        if self._links is not None:
            for chunk in chunked(self._links) if named else ():
                rows = self._read_chunk(named, link.id.in_(chunk), is_locking)
                yield [row[1:] for row in rows if seen.add_new(row[1])]
            return
        while named:
            rows = self._read_chunk(named, link.id > last, is_locking)
            yield [row[1:] for row in rows if seen.add_new(row[1])]
            if len(rows) < CHUNK_SIZE:
                return
            last = rows[-1][0]

    def _read_chunk(self, named: list[int], condition: Any, is_locking: bool) -> list[Any]:
        link, example = self.db.tables.link, self.db.tables.example
        kind = peewee.fn.typeof(example.content) if self._is_sqlite else peewee.Value("")
        columns = (link.id, example.id, example.input_hash, example.task_hash)
        with self.db._connected("read examples"):
            query = link.select(*columns, self.db._content, kind).join(example)
            query = query.where(link.dataset_id.in_(named) & condition)
            query = query.order_by(link.id).limit(CHUNK_SIZE)
            if is_locking and not self._is_sqlite:
                query = query.for_update()  # what somebody saves meanwhile comes afterwards
            return list(query.tuples())

    def _list_datasets(self) -> list[Any]:
        ds = self.db.tables.dataset
        return list(ds.select(ds.id, ds.name, ds.session).tuples())

    def _find_changed(self, rows: Sequence[Any], change: Change) -> list[_Changed]:
        """Find out what becomes of rows, and who has them."""
        self.counts.n_read += len(rows)
        may_change = change.may_change
        read = [one for row in rows if (one := self._read_row(row, may_change)) is not None]
        links = self._find_links([row.id for row, _ in read])
        found = []
        for row, eg in read:
            own = links.get(row.id, [])
            datasets = [self._datasets[i][0] for _, i in own if self._is_named(i)]
            result = change(row, eg, list(dict.fromkeys(datasets)))
            if result is None:
                continue
            others = {self._datasets[i][0] for _, i in own if self._is_foreign(i)}
            self.counts.n_changed += 1
            self.counts.n_copied += bool(others)
            for name in others:
                self.counts.others[name] = self.counts.others.get(name, 0) + 1
            found.append(_Changed(row, result, own, bool(others)))
        return found

    def _read_row(
        self, row: Sequence[Any], may_change: Callable[[str], bool]
    ) -> tuple[StoredRow, dict[str, Any]] | None:
        """RETURNS (tuple | None): A row and its example, if it may change. What is damaged is
        named, and stays."""
        row_id, input_hash, task_hash, content, kind = row
        if isinstance(content, memoryview):
            content = content.tobytes()
        try:
            text = content.decode("utf8") if isinstance(content, bytes) else content
        except UnicodeDecodeError:
            text = None
        if isinstance(text, str) and not may_change(text):
            return None
        eg = self.db._load(content, row_id, f"the datasets {', '.join(self.names)}")
        if eg is None or text is None:
            return None
        stored = text if kind == "text" else content
        return StoredRow(row_id, input_hash, task_hash, stored), eg

    def _find_links(self, ids: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
        """RETURNS (dict): Id of an example to (link, dataset) of all who have it."""
        link = self.db.tables.link
        found: dict[int, list[tuple[int, int]]] = {}
        query = link.select(link.example_id, link.id, link.dataset_id).order_by(link.id)
        for chunk in chunked(ids):
            with self.db._connected("read links"):
                rows = list(query.where(link.example_id.in_(chunk)).tuples())
            for example_id, link_id, dataset_id in rows:
                if dataset_id in self._datasets:
                    found.setdefault(example_id, []).append((link_id, dataset_id))
        return found

    def _is_named(self, dataset_id: int) -> bool:
        return self._datasets[dataset_id][0] in self.names

    def _is_foreign(self, dataset_id: int) -> bool:
        name, is_session = self._datasets[dataset_id]
        return not is_session and name not in self.names

    def _moves(self, dataset_id: int) -> bool:
        """Whether a link goes to the copy: that of a named dataset, or of one of its annotators."""
        name, is_session = self._datasets[dataset_id]
        return name in self.names or (
            is_session and any(name.startswith(f"{own}-") for own in self.names)
        )

    def _write(self, changed: Sequence[_Changed], undo: Keeper) -> None:
        updates, copies = [], []
        for one in changed:
            row, result = one.row, one.result
            content: Content = dump_json(result.eg)
            if isinstance(row.content, bytes):
                content = content.encode("utf8")  # type: ignore[union-attr]
            entry = {**row._asdict(), "after": digest(result.task_hash, content)}
            if one.is_copied:
                entry["copy"] = self._copy(one, content)
                copies.append(entry["copy"]["id"])
            else:
                updates.append((content, result.task_hash, row.id))
            undo.add(entry)
        update_rows(self.db, updates)
        self.db._note_changes([*(one.row.id for one in changed), *copies])

    def _copy(self, one: _Changed, content: Content) -> dict[str, Any]:
        """Give the named datasets a row of their own. RETURNS (dict): What has to be undone."""
        example, link = self.db.tables.example, self.db.tables.link
        row = (one.row.input_hash, one.result.task_hash, content)
        fields = (example.input_hash, example.task_hash, example.content)
        copy_id = example.insert(dict(zip(fields, row))).execute()
        moved = [link_id for link_id, dataset_id in one.links if self._moves(dataset_id)]
        link.update(example=copy_id).where(link.id.in_(moved)).execute()
        added = [
            # The answer of an unnamed session is now in two versions.
            link.insert(example=copy_id, dataset=dataset_id).execute()
            for _, dataset_id in one.links
            if not self._moves(dataset_id) and self._datasets[dataset_id][1]
        ]
        return {"id": copy_id, "moved": moved, "added": added}


class _Changed(NamedTuple):
    row: StoredRow
    result: Rewritten
    links: list[tuple[int, int]]
    is_copied: bool


def undo_rewriting(db: Database, path: Path) -> tuple[dict[str, Any], int]:
    """Take a change back: every row is afterwards what it was, byte by byte, or nothing is changed.

    db (Database): Storage with our tables.
    path (Path): The undo file.
    RETURNS (tuple[dict, int]): Header of the file, and how many rows were restored.
    RAISES (ProdigyError): The file can't be used, or rows were changed since.
    """
    header, rows = read_undo(path)
    changed: list[int] = []
    n_rows = n_changed = n_undone = 0
    with db._connected("restore examples"), db._atomic():
        for chunk in chunked(rows):
            n_rows += len(chunk)
            ids = {row["id"] for row in chunk} | {row.get("copy", row)["id"] for row in chunk}
            current = _read_current(db, sorted(ids))
            good = []
            restorable = find_restorable(db, chunk, current)
            for row in chunk:
                before, now = digest(row["task_hash"], row["content"]), current.get(row["id"])
                if row["id"] in restorable or _is_as_left(row, before, current):
                    good.append(row)
                    continue
                n_undone += now == before
                n_changed += 1
                changed.extend([row["id"]] if len(changed) < MAX_NAMED else [])
            if not n_changed:
                _restore(db, good)
        if n_changed:  # what was written before is rolled back
            raise _refuse(path, n_rows, n_changed, n_undone, changed)
    return header, n_rows


def _is_as_left(row: dict[str, Any], before: str, current: dict[int, str]) -> bool:
    """Whether nobody has changed a row since: neither it nor the copy that was made of it."""
    if "links" in row:
        return False
    if "copy" not in row:
        return current.get(row["id"]) == row["after"]
    return current.get(row["id"]) == before and current.get(row["copy"]["id"]) == row["after"]


def _refuse(path: Path, total: int, n_changed: int, n_undone: int, ids: list[int]) -> ProdigyError:
    if n_undone == total:
        return ProdigyError(
            "There is nothing to undo: the examples are as they were before",
            f"{path} was undone already, or its change was never made.",
        )
    more = ", ..." if n_changed > len(ids) else ""
    return ProdigyError(
        f"Can't undo: {n_changed} of {total} examples were changed or deleted since",
        f"Nothing was changed. They are the rows {', '.join(map(str, ids))}{more} of the table "
        "'example'. Undo what was done later first, or rename the label back.",
    )


def _read_current(db: Database, ids: Sequence[int]) -> dict[int, str]:
    """RETURNS (dict[int, str]): Ids of rows to their digests."""
    example = db.tables.example
    is_sqlite = isinstance(db.db, peewee.SqliteDatabase)
    kind = peewee.fn.typeof(example.content) if is_sqlite else peewee.Value("")
    query = example.select(example.id, example.task_hash, db._content, kind)
    query = query.where(example.id.in_(ids))
    if not is_sqlite:
        query = query.for_update()
    found = {}
    for row_id, task_hash, content, kind in query.tuples():
        if isinstance(content, memoryview):
            content = content.tobytes()
        if kind == "text":
            content = bytes(content).decode("utf8", "surrogateescape")
        found[row_id] = digest(task_hash, content) if content is not None else ""
    return found


def _restore(db: Database, rows: Sequence[dict[str, Any]]) -> None:
    example, link = db.tables.example, db.tables.link
    restore_removed(db, [row for row in rows if "links" in row])
    rows = [row for row in rows if "links" not in row]
    update_rows(
        db, [(row["content"], row["task_hash"], row["id"]) for row in rows if "copy" not in row]
    )
    db._note_changes(row.get("copy", row)["id"] for row in rows)
    db._note_changes(row["id"] for row in rows)
    for row in rows:
        copy = row.get("copy")
        if copy is not None:
            link.delete().where(link.id.in_(copy["added"])).execute()
            link.update(example=row["id"]).where(link.id.in_(copy["moved"])).execute()
            example.delete().where(example.id == copy["id"]).execute()
            db._forget_identities([copy["id"]])


def update_rows(db: Database, rows: Sequence[tuple[Content, int, int]]) -> None:
    """Write content and task hash of examples, within a transaction.

    db (Database): Storage with our tables.
    rows (Sequence[tuple]): Content, task hash and id of each.
    """
    if not rows:
        return
    mark = db.db.param
    sql = f"UPDATE example SET content = {mark}, task_hash = {mark} WHERE id = {mark}"
    with _cursor(db) as cursor:
        cursor.executemany(sql, list(rows))


@contextmanager
def _cursor(db: Database) -> Iterator[Any]:
    cursor = db.db.cursor()
    try:
        yield cursor
    except (peewee.DatabaseError, ProdigyError):
        raise
    except Exception as err:  # of the driver, which peewee doesn't see
        raise peewee.OperationalError(str(err)) from err
    finally:
        cursor.close()


class IdSet:
    """Set of ids of rows, 1024 of them in one number: most of a dataset lies close together."""

    def __init__(self) -> None:
        self._blocks: dict[int, int] = {}

    def add_new(self, row_id: int) -> bool:
        """Add an id. RETURNS (bool): Whether it was new."""
        block, bit = row_id >> 10, 1 << (row_id & 1023)
        known = self._blocks.get(block, 0)
        self._blocks[block] = known | bit
        return not known & bit

    def __contains__(self, row_id: int) -> bool:
        return bool(self._blocks.get(row_id >> 10, 0) & 1 << (row_id & 1023))
