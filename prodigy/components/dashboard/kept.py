"""Counts of a dataset that are kept in the database, piece by piece.

A piece has the links of WIDTH ids in a row. Once it is full, its counts are written into
`prodigy_tally`; they hold as long as it has the same links, and nobody has noted that one of its
answers has changed (see `DatabaseBase._note_changes`). So what is new costs what it takes to read
it, and a change what it takes to read one piece.

Notes are made in the transaction of a change, and seen here once it is done: whatever was counted
meanwhile is then counted again. Programs that change the content of rows without us leave none:
`check` compares everything. In a database that can't be written, counts are kept in memory only.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

import peewee

from ...errors import DatabaseError
from ...logger import log
from ..db.base import INSERT_NEW, chunked, insert_rows
from ..db.database import Database
from ..db.tables import dump_json, load_json
from .tally import Tally

WIDTH = 8192  # ids of links of one piece
CHUNK = 500  # answers that are read at once
WHOLE = -1  # the row with the counts of all full pieces together
FULL_LOOK_S = 30.0  # so often at least all links are counted, not only those that are new
MAX_NOTES = 500  # that are taken in in one transaction


@dataclass
class _Piece:
    """Counts of the links of one piece.

    n, total (int): How many links they are, and the sum of their ids.
    last (int): The id of the last one.
    token (str): What tells this version of it from others.
    mark (int): Changes with the contents of its answers.
    tally (Tally | None): The counts. None: they are in the database only.
    is_stored (bool): They are in the database.
    """

    n: int = 0
    total: int = 0
    last: int = 0
    token: str = ""
    mark: int = 0
    tally: Tally | None = None
    is_stored: bool = False

    @property
    def key(self) -> list[Any]:
        """Changes with what was counted."""
        return [self.token, self.n, self.total, self.mark]


class KeptTally:
    """The counts of one dataset. Safe from any thread.

    db (Database): The database, with our tables.
    dataset_id (int): ID of the dataset.
    where (str): Its name, for what is said about damaged rows.
    go_on (callable): Called before each chunk of answers is read. What it raises ends the work;
        the pieces that are counted by then stay kept.
    """

    def __init__(
        self, db: Database, dataset_id: int, where: str, go_on: Callable[[], None] = lambda: None
    ) -> None:
        self.db, self.dataset_id, self.where = db, dataset_id, where
        self._go_on = go_on
        self.n_done = self.n_total = 0  # while they are counted
        self._lock = threading.Lock()
        self._pieces: dict[int, _Piece] = {}
        self._seen: tuple[int, int] | None = None  # links, and the id of the last one
        self._looked_at = 0.0  # when all links were counted, by `time.monotonic`
        self._groups: dict[int, tuple[int, int, int]] = {}
        self._can_keep = True
        self._merged: tuple[list[list[Any]], Tally] = ([], Tally())  # without the last one
        self._result: tuple[list[list[Any]], Tally] = ([], Tally())
        self._glance_lock = threading.Lock()
        self._glanced: tuple[list[list[Any]], Tally] = ([], Tally())
        self._is_mysql = isinstance(db.db, peewee.MySQLDatabase)

    def refresh(self) -> tuple[Tally, str]:
        """Count what is new or has changed.

        RETURNS (tuple[Tally, str]): The counts, which must not be changed, and a text that changes
            with them.
        """
        with self._lock, self.db._connected("count answers"):
            is_same = self._forget_changed()
            if not self._find_groups(is_same):
                self._count()
            return self._merge()

    def glance(self) -> Tally:
        """Get the counts of a moment ago, or of the pieces that are counted so far, while another
        thread counts.

        RETURNS (Tally): The counts, which are not changed later.
        """
        if self._result[0]:
            return self._result[1]
        with self._glance_lock:
            pieces = [piece for _, piece in sorted(self._pieces.copy().items())]
            counted = [(one.key, one.tally) for one in pieces if one.tally is not None]
            keys = [key for key, _ in counted]
            known, tally = self._glanced
            so_far = Tally()
            if known and keys[: len(known)] == known:
                so_far.merge(tally)
                counted = counted[len(known) :]
            for _, own in counted:
                so_far.merge(own)
            self._glanced = (keys, so_far)
            return so_far

    # What has changed -------------------------------------------------------------------------

    def _forget_changed(self) -> bool:
        """Forget pieces that others have changed. RETURNS (bool): There were none."""
        if not self._prepare():
            return True
        try:
            had_notes = False
            while self._take_notes():
                had_notes = True
        except peewee.DatabaseError as err:
            self._give_up(err)
            return True
        table = self.db.tables.tally
        query = table.select(table.piece, table.token).where(table.dataset_id == self.dataset_id)
        tokens = dict(query.tuples())
        gone = [no for no, piece in self._pieces.items() if tokens.get(no) != piece.token]
        for number in gone:
            del self._pieces[number]
        return not gone and not had_notes

    def _prepare(self) -> bool:
        if self._can_keep:
            tables = [self.db.tables.tally, self.db.tables.recount]
            try:
                if not all(table.table_exists() for table in tables):
                    self.db._create_tables(tables)
            except (DatabaseError, peewee.DatabaseError) as err:
                self._give_up(err)
        return self._can_keep

    def _give_up(self, err: BaseException) -> None:
        log(f"DASHBOARD: Counts are kept in memory only: {err}")
        self._can_keep = False

    def _take_notes(self) -> bool:
        """Delete what is kept of pieces with noted examples, of all datasets."""
        t = self.db.tables
        query = t.recount.select(t.recount.id, t.recount.example_id).order_by(t.recount.id)
        rows = list(query.limit(MAX_NOTES).tuples())
        if not rows:
            return False
        changed: set[tuple[int, int]] = set()
        for ids in chunked(row[1] for row in rows):
            links = t.link.select(t.link.dataset_id, t.link.id).where(t.link.example_id.in_(ids))
            changed.update((dataset_id, row_id // WIDTH) for dataset_id, row_id in links.tuples())
        with self.db._cheap_transaction():
            for dataset_id, piece in changed:
                is_it = (t.tally.dataset_id == dataset_id) & (t.tally.piece == piece)
                t.tally.delete().where(is_it).execute()
            t.recount.delete().where(t.recount.id.in_([row[0] for row in rows])).execute()
        return True

    def _find_groups(self, is_same: bool) -> bool:
        """Count the links of each piece. RETURNS (bool): There is nothing to do."""
        seen, now, since = self._seen, time.monotonic(), 0
        if seen is not None and is_same:
            is_new = "FROM link WHERE dataset_id = {} AND id > {}"
            n_new, last = self._query(f"SELECT COUNT(*), MAX(id) {is_new}", seen[1])[0]
            is_all = now < self._looked_at + FULL_LOOK_S
            if not is_all:
                count = self._query("SELECT COUNT(*) FROM link WHERE dataset_id = {}")[0][0]
                is_all = count == seen[0] + n_new
                self._looked_at = now if is_all else self._looked_at
            if is_all and not n_new:
                return True
            if is_all and self._groups:
                since = max(self._groups) * WIDTH
        number = f"id {'DIV' if self._is_mysql else '/'} {WIDTH}"
        rows = self._query(
            f"SELECT {number}, COUNT(*), SUM(id), MAX(id) FROM link "
            f"WHERE dataset_id = {{}} AND id >= {{}} GROUP BY {number}",
            since,
        )
        if not since:
            self._groups = {}
            self._looked_at = now
        for piece, n, total, top in rows:
            self._groups[int(piece)] = (int(n), int(total), int(top))
        groups = self._groups.values()
        self._seen = sum(n for n, _, _ in groups), max((top for *_, top in groups), default=0)
        return False

    def _query(self, sql: str, *values: int) -> list[Any]:
        marks = [self.db.db.param] * (len(values) + 1)
        cursor = self.db.db.execute_sql(sql.format(*marks), (self.dataset_id, *values))
        return list(cursor.fetchall())

    # Counting ---------------------------------------------------------------------------------

    def _count(self) -> None:
        groups = self._groups
        for number in [no for no in self._pieces if no not in groups]:
            del self._pieces[number]
        wanted = [no for no, own in groups.items() if not self._is_right(no, own)]
        self._load(wanted)
        self.n_total = sum(n for n, _, _ in groups.values())
        self.n_done = sum(piece.n for piece in self._pieces.values())
        newest = max(groups, default=0)
        for number in sorted(wanted):
            if not self._is_right(number, groups[number]):
                self._count_piece(number, is_full=number < newest)
        if not self._is_right_altogether():
            self._seen = None  # links came or went meanwhile: next time is another look

    def _is_right(self, number: int, group: tuple[int, int, int]) -> bool:
        piece = self._pieces.get(number)
        is_full = number < max(self._groups, default=0)
        return (
            piece is not None
            and (piece.n, piece.total) == group[:2]
            and (piece.is_stored or not is_full or not self._can_keep)
        )

    def _is_right_altogether(self) -> bool:
        return all(self._is_right(number, group) for number, group in self._groups.items())

    def _load(self, wanted: list[int]) -> None:
        """Look which pieces are kept. Their counts are read when they are needed."""
        if not self._can_keep:
            return
        t = self.db.tables.tally
        columns = (t.piece, t.n, t.total, t.token, t.mark)
        for numbers in chunked(no for no in wanted if no not in self._pieces):
            query = t.select(*columns).where((t.dataset_id == self.dataset_id) & (t.content != ""))
            for number, n, total, token, mark in query.where(t.piece.in_(numbers)).tuples():
                if (n, total) == self._groups[number][:2]:
                    last = self._groups[number][2]
                    self._pieces[number] = _Piece(n, total, last, token, mark, is_stored=True)

    def _read_tallies(self) -> None:
        """Read the counts of pieces that are in the database only."""
        t = self.db.tables.tally
        missing = [number for number, piece in self._pieces.items() if piece.tally is None]
        for numbers in chunked(missing, 50):
            is_meant = (t.dataset_id == self.dataset_id) & t.piece.in_(numbers)
            for number, token, content in (
                t.select(t.piece, t.token, t.content).where(is_meant).tuples()
            ):
                if content and token == self._pieces[number].token:
                    self._pieces[number].tally = Tally.read(load_json(content))
        for number in missing:
            if self._pieces[number].tally is None:  # somebody has changed it just now
                del self._pieces[number]
                self._count_piece(number, is_full=False)

    def _count_piece(self, number: int, is_full: bool) -> None:
        piece = self._pieces.get(number)
        if piece is None or piece.tally is None or not self._is_part(piece):
            self.n_done -= piece.n if piece else 0
            # Noted before its rows are read: who changes them meanwhile takes this note away.
            piece = _Piece(token=self._announce(number), tally=Tally())
        else:  # what `glance` may be reading stays as it is
            tally = Tally()
            tally.merge(piece.tally)
            piece = replace(piece, tally=tally)
        assert piece.tally is not None
        for row_id, example_id, content in self._iter_rows(number, piece.last):
            eg = self.db._load(content, example_id, self.where)
            if eg is None:
                piece.tally.n_damaged += 1
            else:
                piece.tally.add(eg)
            piece.mark = _add_mark(piece.mark, content)
            piece.n, piece.last = piece.n + 1, row_id
            piece.total += row_id
            self.n_done += 1
        self._pieces[number] = piece
        if is_full and self._can_keep:
            piece.is_stored = self._store(number, piece)

    def _is_part(self, piece: _Piece) -> bool:
        """Whether those links are there that were counted, and maybe more behind them."""
        sql = "SELECT COUNT(*), SUM(id) FROM link WHERE dataset_id = {} AND id >= {}"
        start = piece.last // WIDTH * WIDTH
        count, total = self._query(f"{sql} AND id <= {{}}", start, piece.last)[0]
        return (int(count), int(total or 0)) == (piece.n, piece.total)

    def _announce(self, number: int) -> str:
        """Say that a piece is being counted. RETURNS (str): What it is called until it changes."""
        token = uuid.uuid4().hex
        if not self._can_keep:
            return token
        db, table = self.db.db, self.db.tables.tally
        verb, end = next(words for kind, words in INSERT_NEW.items() if isinstance(db, kind))
        row = (self.dataset_id, number, 0, 0, 0, token, "")
        columns = ("dataset_id", "piece", "n", "total", "mark", "token", "content")
        try:
            with self.db._cheap_transaction():
                insert_rows(db, "prodigy_tally", columns, [row], verb=verb, end=end)
            found = table.select(table.token).where(self._is_piece(number)).tuples().first()
            return str(found[0]) if found else token
        except (DatabaseError, peewee.DatabaseError) as err:
            self._give_up(err)
            return token

    def _store(self, number: int, piece: _Piece) -> bool:
        """Write the counts of a piece, unless somebody has changed it since it was announced.

        RETURNS (bool): Whether they are written.
        """
        table = self.db.tables.tally
        assert piece.tally is not None
        content = dump_json(piece.tally.describe())
        values = {"n": piece.n, "total": piece.total, "mark": piece.mark, "content": content}
        is_it = self._is_piece(number) & (table.token == piece.token)
        try:
            with self.db._cheap_transaction():
                table.update(values).where(is_it).execute()
            return bool(table.select().where(is_it).exists())
        except (DatabaseError, peewee.DatabaseError) as err:
            self._give_up(err)
            return False

    def _is_piece(self, number: int) -> Any:
        table = self.db.tables.tally
        return (table.dataset_id == self.dataset_id) & (table.piece == number)

    def _iter_rows(self, number: int, last: int) -> Iterator[tuple[int, int, Any]]:
        """Yield (link id, example id, content) of the links of a piece behind one of them."""
        link, example = self.db.tables.link, self.db.tables.example
        last, end = max(last, number * WIDTH - 1), (number + 1) * WIDTH
        while True:
            self._go_on()
            query = link.select(link.id, link.example_id, self.db._content).join(example)
            is_meant = (link.dataset_id == self.dataset_id) & (link.id > last) & (link.id < end)
            rows = list(query.where(is_meant).order_by(link.id).limit(CHUNK).tuples())
            yield from rows
            if len(rows) < CHUNK:
                return
            last = rows[-1][0]
            time.sleep(0.002)  # for those who annotate meanwhile

    def _merge(self) -> tuple[Tally, str]:
        """Put the pieces together. All but the last one are seldom different."""
        numbers = sorted(self._pieces)
        keys = [self._pieces[number].key for number in numbers]
        if keys == self._result[0]:
            return self._result[1], f"{hash(str(keys)):x}"
        if keys[:-1] != self._merged[0]:
            self._merged = (keys[:-1], self._merge_full(numbers[:-1], keys[:-1]))
        result = Tally()
        result.merge(self._merged[1])
        for number in numbers[-1:]:
            result.merge(self._get_tally(number))
        self._result = (keys, result)
        return result, f"{hash(str(keys)):x}"

    def _merge_full(self, numbers: Sequence[int], keys: list[list[Any]]) -> Tally:
        """RETURNS (Tally): The counts of all full pieces together, which are kept as well."""
        table = self.db.tables.tally
        if self._can_keep:
            row = table.select(table.content).where(self._is_piece(WHOLE)).tuples().first()
            known = load_json(row[0]) if row else {}
            if known.get("keys") == keys:
                return Tally.read(known["tally"])
            self._read_tallies()
        whole = Tally()
        for number in numbers:
            whole.merge(self._get_tally(number))
        if self._can_keep and numbers:
            content = dump_json({"keys": keys, "tally": whole.describe()})
            row = {"dataset_id": self.dataset_id, "piece": WHOLE, "token": "", "content": content}
            try:
                with self.db._cheap_transaction():
                    table.delete().where(self._is_piece(WHOLE)).execute()
                    table.insert({**row, "n": 0, "total": 0, "mark": 0}).execute()
            except peewee.IntegrityError:
                pass  # another process has just done so
            except (DatabaseError, peewee.DatabaseError) as err:
                self._give_up(err)
        return whole

    def _get_tally(self, number: int) -> Tally:
        if self._pieces[number].tally is None:
            self._read_tallies()
        tally = self._pieces[number].tally
        assert tally is not None
        return tally

    # Checking ---------------------------------------------------------------------------------

    def check(self) -> None:
        """Compare what is counted with what is stored, piece by piece, and forget what isn't right:
        other programs have changed it."""
        for number in sorted(self._pieces):
            with self._lock, self.db._connected("check the counts"):
                piece = self._pieces.get(number)
                if piece is None:
                    continue
                mark = 0
                for row_id, _, content in self._iter_rows(number, 0):
                    if row_id <= piece.last:
                        mark = _add_mark(mark, content)
                if mark == piece.mark or not self._is_part(piece):
                    continue
                log(f"DASHBOARD: Piece {number} of {self.where} was changed by other programs")
                del self._pieces[number]
                self._seen = None
                if self._can_keep:
                    with self.db._cheap_transaction():
                        self.db.tables.tally.delete().where(self._is_piece(number)).execute()
            time.sleep(0.02)


def _add_mark(mark: int, content: Any) -> int:
    """RETURNS (int): Changes with the contents that were added."""
    return crc32(content.encode("utf8") if isinstance(content, str) else content or b"", mark)
