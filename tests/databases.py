"""Databases on real servers: one for each process that runs tests, emptied between them.

Creating a database takes a second or so; emptying four tables takes milliseconds. Parallel runs
don't collide, as each has a database of its own with a random name.
"""

import os
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

# Where the servers are, as "host=127.0.0.1 user=me dbname=test ...". The database named here is
# only used to log in; it needs the right to create others.
VARIABLES = {"postgres": "TEST_POSTGRES", "mysql": "TEST_MYSQL"}
DEFAULTS = {
    "postgres": "host=127.0.0.1 port=5432 user=postgres dbname=test connect_timeout=3",
    "mysql": "host=127.0.0.1 port=3306 user=root password= database=test connect_timeout=3",
}
NUMBERS = ("port", "connect_timeout")


# Tables that stay, so that they need not be made again. Links come first: they refer to others.
OWN_TABLES = ("link", "example", "dataset", "prodigy_batch")


class ServerDatabase:
    """A database with a random name.

    kind (str): postgres or mysql.
    settings (dict[str, Any]): Its connection settings, as they stand in "db_settings".
    """

    def __init__(self, kind: str, settings: dict[str, Any]) -> None:
        self.kind = kind
        self.settings = settings
        self._connection = _connect(kind, settings)

    def empty(self) -> None:
        """Delete all rows, whatever a test left open. Tables that are not ours are dropped."""
        if self.kind == "postgres":
            # A transaction that a test left open would keep its locks.
            _execute(self._connection, END_OTHERS)
        names = {row[0] for row in _execute(self._connection, LIST_TABLES[self.kind])}
        for name in names - set(OWN_TABLES):
            _execute(self._connection, f"DROP TABLE {name} CASCADE")
        for name in OWN_TABLES:
            if name in names:
                _execute(self._connection, f"DELETE FROM {name}")

    def close(self) -> None:
        """Close the connection. The database stays."""
        self._connection.close()


LIST_TABLES = {
    "postgres": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    "mysql": "SHOW TABLES",
}
END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@contextmanager
def make_database(kind: str) -> Iterator[ServerDatabase]:
    """Create a database with a random name, and drop it afterwards with everything in it.

    kind (str): postgres or mysql.
    YIELDS (ServerDatabase): The database.
    """
    login = get_login(kind)
    connection = _connect(kind, login)
    name = f"prodigy_test_{uuid.uuid4().hex[:12]}"
    with closing(connection):
        _execute(connection, f"CREATE DATABASE {name}")
        key = "dbname" if kind == "postgres" else "database"
        try:
            with closing(ServerDatabase(kind, {**login, key: name})) as database:
                yield database
        finally:
            # Connections that a test left open must not keep it alive.
            force = " WITH (FORCE)" if kind == "postgres" else ""
            _execute(connection, f"DROP DATABASE {name}{force}")


def get_login(kind: str) -> dict[str, Any]:
    """Read how to log in.

    kind (str): postgres or mysql.
    RETURNS (dict[str, Any]): Connection settings.
    """
    text = os.environ.get(VARIABLES[kind]) or DEFAULTS[kind]
    settings: dict[str, Any] = dict(pair.split("=", 1) for pair in text.split())
    return {key: int(value) if key in NUMBERS else value for key, value in settings.items()}


def _connect(kind: str, login: dict[str, Any]) -> Any:
    driver = pytest.importorskip("psycopg" if kind == "postgres" else "pymysql")
    try:
        connection = driver.connect(**login)
    except driver.OperationalError as err:
        if os.environ.get(VARIABLES[kind]):
            raise  # whoever set the variable wants to know
        reason = str(err).splitlines()[0]
        pytest.skip(f"no test database, set {VARIABLES[kind]}='{DEFAULTS[kind]}': {reason}")
    if kind == "postgres":
        connection.autocommit = True  # databases can't be created in a transaction
    else:
        connection.autocommit(True)  # nor may a snapshot of an earlier moment be read
    return connection


def _execute(connection: Any, statement: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []
