"""Asking the index: filters, orders, and pages by key: the last one costs what the first does."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import NamedTuple

import peewee

from ...errors import DatabaseError, ProdigyError
from .dialects import TABLE, TEXT, Group, Sql, match_stored, write_fts5
from .documents import make_facet
from .index import SearchIndex
from .words import read_query

MAX_QUERY = 10_000  # characters
CHUNK = 1000  # matches that are read at once where all of them are wanted
# Of so many matches and more, in the order of something else, the order is walked through.
MANY = 30_000
# What results can be sorted by: column, and whether the highest come first.
ORDERS = {
    "newest": ("id", True),
    "oldest": ("id", False),
    "session": ("session", False),
    "disagreement": ("differs", True),
    "duration": ("duration", True),
}
RESULT = ("id", "example_id", "dataset_id", "session", "created", "duration", "differs")


@dataclass(frozen=True)
class Filters:
    """What answers must be like. What is empty doesn't matter, of several values one is enough.

    text (str): Words, see `read_query`.
    datasets (tuple[str, ...]): Names of datasets.
    sessions (tuple[str, ...]): Full ids of sessions; "" is nobody.
    answers (tuple[str, ...]): accept, reject, ignore, or what a recipe's own button says.
    labels (tuple[str, ...]): Labels and chosen options.
    views (tuple[str, ...]): Ids of interfaces.
    flagged (bool): It has a flag.
    noted (bool): It has a note.
    differs (bool): Other sessions have answered otherwise.
    since (int | None): Given at that time or later, in Unix seconds.
    until (int | None): Given before that time.
    """

    text: str = ""
    datasets: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    flagged: bool = False
    noted: bool = False
    differs: bool = False
    since: int | None = None
    until: int | None = None

    def make_groups(self) -> list[Group]:
        """RETURNS (list[Group]): What must be there, apart from datasets and numbers."""
        groups: list[Group] = [[words] for words in read_query(self.text[:MAX_QUERY])]
        for kind, values in (
            ("s", self.sessions),
            ("a", self.answers),
            ("l", self.labels),
            ("v", self.views),
        ):
            if values:
                groups.append([make_facet(kind, value) for value in values])
        groups += [[make_facet("f")]] if self.flagged else []
        groups += [[make_facet("n")]] if self.noted else []
        return groups


class Position(NamedTuple):
    """Where a page ends: the value that is sorted by, and the id of the last result."""

    value: int | str
    id: int


class Found(NamedTuple):
    """One answer in one dataset.

    id (int): Id of its link to the dataset.
    example_id (int): Id of its row.
    dataset_id (int): Id of the dataset.
    session (str): Who gave it, "" if that is not known.
    created (int | None): When, in Unix seconds.
    duration (int): Milliseconds it took, or -1.
    differs (int): In how many ways sessions have answered this, 0 if all say the same.
    """

    id: int
    example_id: int
    dataset_id: int
    session: str
    created: int | None
    duration: int
    differs: int

    def get_position(self, order: str) -> Position:
        """RETURNS (Position): Where it stands in an order."""
        return Position(getattr(self, ORDERS[order][0]), self.id)


class TookTooLong(ProdigyError):
    """The database was stopped."""


def find(
    index: SearchIndex,
    filters: Filters,
    order: str = "newest",
    after: Position | None = None,
    limit: int = 50,
    seconds: float = 5.0,
) -> list[Found]:
    """Get one page.

    index (SearchIndex): The index, which need not be complete: what is in it is found.
    filters (Filters): What is wanted.
    order (str): A key of ORDERS.
    after (Position | None): Where the last page ended.
    limit (int): How many there may be.
    seconds (float): How long it may take.
    RETURNS (list[Found]): The page. Fewer than `limit`: it is the last one.
    RAISES (TookTooLong): It took longer.
    """
    with _asking(index, seconds):
        asked = _Query(index, filters, order)
        return asked.read(after, limit)


def count(index: SearchIndex, filters: Filters, seconds: float = 5.0) -> int | None:
    """RETURNS (int | None): How many there are. None: it takes longer to say."""
    try:
        with _asking(index, seconds):
            return _Query(index, filters, "newest").count()
    except TookTooLong:
        return None


def iter_matches(
    index: SearchIndex, filters: Filters, without: frozenset[int] = frozenset()
) -> Iterator[Found]:
    """Stream all answers that match, newest first.

    index (SearchIndex): The index.
    filters (Filters): What is wanted.
    without (frozenset[int]): Ids that are left out.
    YIELDS (Found): The answers. Those that come meanwhile are not among them.
    """
    after: Position | None = None
    while True:
        page = find(index, filters, "newest", after, CHUNK, 60.0)
        yield from (one for one in page if one.id not in without)
        if len(page) < CHUNK:
            return
        after = page[-1].get_position("newest")


def get_found(index: SearchIndex, ids: Sequence[int]) -> list[Found]:
    """RETURNS (list[Found]): Answers by their ids, in their order; those that are there."""
    found: dict[int, Found] = {}
    with index.db._connected("read the search index"):
        for start in range(0, len(ids), CHUNK // 2):
            chunk = list(ids[start : start + CHUNK // 2])
            marks = ", ".join([index.db.db.param] * len(chunk))
            sql = f"SELECT {', '.join(RESULT)} FROM {TABLE} WHERE id IN ({marks})"
            for row in index.db.db.execute_sql(sql, tuple(chunk)):
                found[row[0]] = Found(*row)
    return [found[i] for i in ids if i in found]


# Messages of drivers: SQLite, PostgreSQL, MySQL and MariaDB.
STOPPED = ("interrupted", "statement timeout", "max_statement_time", "maximum statement execution")


@contextmanager
def _asking(index: SearchIndex, seconds: float) -> Iterator[None]:
    try:
        with index.db._connected("search"), index.dialect.limit(index.db.db, seconds):
            yield
    except (DatabaseError, peewee.DatabaseError) as err:
        if any(word in str(err) for word in STOPPED):
            raise TookTooLong(
                f"Searching took longer than {seconds:g} seconds",
                "Look for something that is rarer, or choose a dataset.",
            ) from err
        raise


class _Query:
    """A search, ready to be asked."""

    def __init__(self, index: SearchIndex, filters: Filters, order: str) -> None:
        self.db, self.dialect = index.db.db, index.dialect
        self.is_sqlite = isinstance(self.db, peewee.SqliteDatabase)
        self.param = self.db.param
        self.column, self.is_descending = ORDERS[order]
        self.groups = filters.make_groups()
        self.all_ids = index.find_ids(())
        self.ids = index.find_ids(filters.datasets) if filters.datasets else self.all_ids
        self.is_all = len(self.ids) == len(self.all_ids)
        self.own = self._make_conditions(filters)

    def _make_conditions(self, filters: Filters) -> list[Sql]:
        found: list[Sql] = []
        if filters.differs:
            found.append(("s.differs > 0", []))
        if filters.since is not None:
            found.append((f"s.created >= {self.param}", [filters.since]))
        if filters.until is not None:
            found.append((f"s.created < {self.param}", [filters.until]))
        return found

    @property
    def is_by_words(self) -> bool:
        """SQLite walks through its list of words, which is in the order of the ids."""
        return self.is_sqlite and bool(self.groups) and self.column == "id"

    def read(self, after: Position | None, limit: int) -> list[Found]:
        if not self.ids:
            return []
        if self.is_by_words or (self.is_all and self.column == "id" and not self.own):
            return self._select(None, after, limit)
        # Each dataset has its answers in order.
        pages = [self._select(dataset_id, after, limit) for dataset_id in self.ids]
        index = RESULT.index(self.column)
        merged = heapq.merge(
            *pages, key=lambda row: (row[index], row[0]), reverse=self.is_descending
        )
        return list(merged)[:limit]

    def _select(self, dataset_id: int | None, after: Position | None, limit: int) -> list[Found]:
        source, conditions = self._make_source(dataset_id)
        row_id = "t.rowid" if self.is_by_words else "s.id"
        if after is not None:
            sign = "<" if self.is_descending else ">"
            if self.column == "id":
                conditions.append((f"{row_id} {sign} {self.param}", [after.id]))
            else:
                column = f"s.{self.column}"
                sql = f"({column}, s.id) {sign} ({self.param}, {self.param})"
                if not self.is_sqlite:  # MySQL doesn't use an index for pairs
                    sql = f"({column} {sign}= {self.param} AND {sql})"
                    conditions.append((sql, [after.value, after.value, after.id]))
                else:
                    conditions.append((sql, [after.value, after.id]))
        way = "DESC" if self.is_descending else "ASC"
        order = f"s.{self.column} {way}, s.id {way}" if self.column != "id" else f"{row_id} {way}"
        columns = ", ".join(f"s.{name}" for name in RESULT)
        sql, values = _join(f"SELECT {columns} FROM {source}", conditions)
        rows = self.db.execute_sql(f"{sql} ORDER BY {order} LIMIT {int(limit)}", tuple(values))
        return [Found(*row) for row in rows.fetchall()]

    def _make_source(self, dataset_id: int | None) -> tuple[str, list[Sql]]:
        conditions = list(self.own)
        if self.is_by_words:
            groups = [*self.groups]
            if not self.is_all:
                groups.append([make_facet("d", str(i)) for i in self.ids])
            conditions.insert(0, (f"t.{TEXT} MATCH {self.param}", [write_fts5(groups)]))
            return f"{TEXT} t CROSS JOIN {TABLE} s ON s.id = t.rowid", conditions
        if dataset_id is not None:
            conditions.append((f"s.dataset_id = {self.param}", [dataset_id]))
        if self.is_sqlite and self.groups:
            conditions += self._match_in_order()
        else:
            conditions += [self.dialect.match(group, self.param) for group in self.groups]
        return f"{TABLE} s", conditions

    def _match_in_order(self) -> list[Sql]:
        """What SQLite does in the order of something else: few matches are looked up, and among
        many the first ones are not far."""
        query = write_fts5(self.groups)
        sql = f"SELECT COUNT(*) FROM (SELECT 1 FROM {TEXT} WHERE {TEXT} MATCH ? LIMIT {MANY})"
        if self.db.execute_sql(sql, (query,)).fetchone()[0] < MANY:
            return [(f"s.id IN (SELECT rowid FROM {TEXT} WHERE {TEXT} MATCH ?)", [query])]
        return [match_stored(group, self.param) for group in self.groups]

    def count(self) -> int:
        if not self.ids:
            return 0
        if self.is_sqlite and self.groups and not self.own:
            groups = [*self.groups]
            if not self.is_all:
                groups.append([make_facet("d", str(i)) for i in self.ids])
            sql = f"SELECT COUNT(*) FROM {TEXT} WHERE {TEXT} MATCH ?"
            return int(self.db.execute_sql(sql, (write_fts5(groups),)).fetchone()[0])
        conditions = list(self.own)
        source = f"{TABLE} s"
        if self.is_sqlite and self.groups:
            source, conditions = self._make_source(None)
        elif self.groups:
            conditions += [self.dialect.match(group, self.param) for group in self.groups]
        if not self.is_all and not self.is_by_words:
            marks = ", ".join([self.param] * len(self.ids))
            conditions.append((f"s.dataset_id IN ({marks})", list(self.ids)))
        sql, values = _join(f"SELECT COUNT(*) FROM {source}", conditions)
        return int(self.db.execute_sql(sql, tuple(values)).fetchone()[0])


def _join(sql: str, conditions: Sequence[Sql]) -> Sql:
    if not conditions:
        return sql, []
    where = " AND ".join(condition for condition, _ in conditions)
    return f"{sql} WHERE {where}", [value for _, values in conditions for value in values]


def without_text(filters: Filters) -> Filters:
    """RETURNS (Filters): The same filters for any text."""
    return replace(filters, text="")
