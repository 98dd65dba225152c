"""How each database keeps the index, and finds in it: SQLite with FTS5, PostgreSQL with tsvector,
MySQL and MariaDB with FULLTEXT.

All keep the same rows in `prodigy_search`. What differs is the list of words: which of them there
are is always decided by `words`, never by a database.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import peewee

from ..db.base import chunked, insert_rows
from .words import Words

TABLE = "prodigy_search"
TEXT = "prodigy_search_text"
VALUES = "prodigy_search_value"
STATE = "prodigy_search_state"
COLUMNS = (
    ("id", "example_id", "dataset_id", "session", "mark", "created", "duration")
    + ("same", "said", "differs", "facets", "words")
)  # fmt: skip
STEPS = 4000  # instructions of SQLite after which it looks at the time
TERM_CHARS = 80  # of a word in the list of MySQL, which leaves out longer ones

# Something that has to be there, in one of several ways: words, or a facet.
Group = Sequence[Words | str]
Sql = tuple[str, list[Any]]


@dataclass(frozen=True)
class Dialect:
    """One kind of database.

    types (dict[str, str]): What the columns are called that are not the same everywhere.
    create_text (tuple[str, ...]): Statements that make the list of words.
    columns (tuple[str, ...]): The columns of a row.
    make_row (callable): Makes the values of a row of those in COLUMNS.
    match (callable): `(group, mark of a parameter) -> Sql`: a condition on the row `s`.
    limit (callable): `(db, seconds)`: a context in which statements are stopped after that time.
    lock (str): End of a statement that locks what it reads.
    needs_copies (bool): The list of words is filled by statements of its own, see `put` and `drop`.
    """

    types: dict[str, str]
    create_text: tuple[str, ...]
    columns: tuple[str, ...]
    make_row: Callable[[tuple[Any, ...]], tuple[Any, ...]]
    match: Callable[[Group, str], Sql]
    limit: Callable[[Any, float], Any]
    lock: str = " FOR UPDATE"
    needs_copies: bool = False

    def create(self, db: peewee.Database) -> None:
        """Make the tables, if they are not there. An index for searching by them comes later."""
        names = {"long": "TEXT", "key": "VARCHAR(80)", "name": "VARCHAR(255)", **self.types}
        extra = "".join(f", {name} {names[name]}" for name in self.columns[len(COLUMNS) :])
        for sql in (
            f"CREATE TABLE IF NOT EXISTS {STATE} (name {names['key']} PRIMARY KEY, value BIGINT)",
            f"CREATE TABLE IF NOT EXISTS {VALUES} (dataset_id INTEGER, facet {names['key']}, "
            f"kind {names['key']}, value {names['long']}, PRIMARY KEY (dataset_id, facet))",
            f"CREATE TABLE IF NOT EXISTS {TABLE} (id {names['id']} PRIMARY KEY, "
            f"example_id BIGINT NOT NULL, dataset_id INTEGER NOT NULL, session {names['name']} "
            "NOT NULL, mark BIGINT NOT NULL, created BIGINT, duration BIGINT NOT NULL, same BIGINT "
            "NOT NULL, said BIGINT, differs INTEGER NOT NULL, "
            f"facets {names['long']} NOT NULL, words {names['long']} NOT NULL{extra})",
            *self.create_text,
        ):
            db.execute_sql(sql)

    def put(self, db: peewee.Database, rows: Sequence[tuple[Any, ...]]) -> None:
        """Write rows with the values of COLUMNS, within a transaction. Their ids are new."""
        for chunk in chunked(rows, 50):
            insert_rows(db, TABLE, self.columns, [self.make_row(row) for row in chunk])
            if self.needs_copies:
                texts = [(row[0], row[-1], row[-2]) for row in chunk]
                insert_rows(db, TEXT, ("rowid", "words", "facets"), texts)

    def drop(self, db: peewee.Database, column: str, ids: Sequence[int]) -> None:
        """Delete rows by their id, or by their example_id, within a transaction."""
        for chunk in chunked(ids):
            where = f"WHERE {column} IN ({', '.join([db.param] * len(chunk))})"
            if self.needs_copies:
                db.execute_sql(
                    f"INSERT INTO {TEXT} ({TEXT}, rowid, words, facets) "
                    f"SELECT 'delete', id, words, facets FROM {TABLE} {where}",
                    chunk,
                )
            db.execute_sql(f"DELETE FROM {TABLE} {where}", chunk)


def find_dialect(db: peewee.Database) -> Dialect | None:
    """RETURNS (Dialect | None): How a database is searched. None: nobody knows."""
    return next((own for kind, own in DIALECTS.items() if isinstance(db, kind)), None)


def match_stored(group: Group, param: str) -> Sql:
    """Make a condition on what is stored of a row, without any list of words. It is exact."""
    parts, values = [], []
    for item in group:
        is_words = isinstance(item, Words)
        parts.append(f"s.{'words' if is_words else 'facets'} LIKE {param}")
        if isinstance(item, Words):
            values.append(f"% {' '.join(item.words)}{'' if item.is_prefix else ' '}%")
        else:
            values.append(f"% {item} %")
    return f"({' OR '.join(parts)})", values


# SQLite ------------------------------------------------------------------------------------------


def write_fts5(groups: Sequence[Group]) -> str:
    """RETURNS (str): A query of FTS5. What is in quotes are folded words: they have no quotes."""
    return " AND ".join(f"({' OR '.join(map(_write_fts5, group))})" for group in groups)


def _write_fts5(item: Words | str) -> str:
    if isinstance(item, Words):
        return f'words : "{" ".join(item.words)}"{" *" if item.is_prefix else ""}'
    return f'facets : "{item}"'


def _match_sqlite(group: Group, param: str) -> Sql:
    sql = f"s.id IN (SELECT rowid FROM {TEXT} WHERE {TEXT} MATCH {param})"
    return sql, [write_fts5([group])]


@contextmanager
def _limit_sqlite(db: Any, seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds
    connection = db.connection()
    connection.set_progress_handler(lambda: time.monotonic() > end, STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, STEPS)


# PostgreSQL --------------------------------------------------------------------------------------


def _make_row_postgres(row: tuple[Any, ...]) -> tuple[Any, ...]:
    # Without positions: PostgreSQL keeps only 256 of a word, and none behind the 16,383rd.
    terms = {*row[-1].split(), *(f"#{facet}" for facet in row[-2].split())}
    return (*row, " ".join(f"'{term}'" for term in terms))


def _match_postgres(group: Group, param: str) -> Sql:
    parts: list[str] = []
    for item in group:
        if isinstance(item, Words):
            own = [f"'{word}'" for word in item.words]
            parts.append(f"({' & '.join(own)}{':*' if item.is_prefix else ''})")
        else:
            parts.append(f"'#{item}'")
    sql, values = f"s.terms @@ ({param})::tsquery", [" | ".join(parts)]
    if any(isinstance(item, Words) and len(item.words) > 1 for item in group):
        exact, more = match_stored(group, param)
        return f"({sql} AND {exact})", [*values, *more]
    return sql, values


@contextmanager
def _limit_postgres(db: Any, seconds: float) -> Iterator[None]:
    db.execute_sql(f"SET statement_timeout = {int(seconds * 1000)}")
    try:
        yield
    finally:
        db.execute_sql("RESET statement_timeout")


# MySQL -------------------------------------------------------------------------------------------


def _make_row_mysql(row: tuple[Any, ...]) -> tuple[Any, ...]:
    terms = {*map(_make_term, row[-1].split()), *row[-2].split()}
    return (*row, " ".join(terms))


def _make_term(word: str) -> str:
    """Write a word in ASCII and with at least three letters. MySQL knows neither shorter ones nor
    all letters, and leaves out some words of English."""
    ascii_word = "".join(c if c.isascii() else f"y{ord(c):x}y" for c in word)
    return f"zw{ascii_word}"[:TERM_CHARS]


def _match_mysql(group: Group, param: str) -> Sql:
    parts = []
    for item in group:
        if not isinstance(item, Words):
            parts.append(item)
            continue
        terms = [f"+{_make_term(word)}" for word in item.words]
        if item.is_prefix:
            terms[-1] = f"{terms[-1][: TERM_CHARS - 1]}*"
        parts.append(f"({' '.join(terms)})")
    exact, more = match_stored(group, param)  # terms may be cut
    sql = f"(MATCH (s.terms) AGAINST ({param} IN BOOLEAN MODE) AND {exact})"
    return sql, [f"+({' '.join(parts)})", *more]


@contextmanager
def _limit_mysql(db: Any, seconds: float) -> Iterator[None]:
    is_maria = "mariadb" in str(db.execute_sql("SELECT version()").fetchone()[0]).lower()
    name, value = (
        ("max_statement_time", f"{seconds:g}")
        if is_maria
        else ("max_execution_time", f"{int(seconds * 1000)}")
    )
    db.execute_sql(f"SET SESSION {name} = {value}")
    try:
        yield
    finally:
        db.execute_sql(f"SET SESSION {name} = DEFAULT")


_BINARY = "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"

DIALECTS: dict[type[peewee.Database], Dialect] = {
    peewee.SqliteDatabase: Dialect(
        types={"id": "INTEGER"},
        create_text=(
            # Every character outside of ASCII belongs to a word: they are folded already.
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {TEXT} USING fts5(words, facets, "
            f"content='{TABLE}', content_rowid='id', tokenize='ascii', columnsize=0)",
        ),
        columns=COLUMNS,
        make_row=tuple,
        match=_match_sqlite,
        limit=_limit_sqlite,
        lock="",
        needs_copies=True,
    ),
    peewee.PostgresqlDatabase: Dialect(
        types={"id": "BIGINT", "terms": "TSVECTOR NOT NULL", "name": 'VARCHAR(255) COLLATE "C"'},
        create_text=(f"CREATE INDEX IF NOT EXISTS {TEXT} ON {TABLE} USING gin (terms)",),
        columns=(*COLUMNS, "terms"),
        make_row=_make_row_postgres,
        match=_match_postgres,
        limit=_limit_postgres,
    ),
    peewee.MySQLDatabase: Dialect(
        types={
            "id": "BIGINT",
            "long": f"LONGTEXT {_BINARY}",
            "key": f"VARCHAR(80) {_BINARY}",
            "name": f"VARCHAR(255) {_BINARY}",
            "terms": f"LONGTEXT {_BINARY} NOT NULL, FULLTEXT {TEXT} (terms)",
        },
        create_text=(),
        columns=(*COLUMNS, "terms"),
        make_row=_make_row_mysql,
        match=_match_mysql,
        limit=_limit_mysql,
    ),
}
