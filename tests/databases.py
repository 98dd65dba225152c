"""Databases on real servers: an empty one for each test, so that parallel runs don't collide."""

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


@contextmanager
def make_database(kind: str) -> Iterator[dict[str, Any]]:
    """Create a database with a random name, and drop it afterwards with everything in it.

    kind (str): postgres or mysql.
    YIELDS (dict[str, Any]): Its connection settings, as they stand in "db_settings".
    """
    login = get_login(kind)
    connection = _connect(kind, login)
    name = f"prodigy_test_{uuid.uuid4().hex[:12]}"
    with closing(connection):
        _execute(connection, f"CREATE DATABASE {name}")
        key = "dbname" if kind == "postgres" else "database"
        try:
            yield {**login, key: name}
        finally:
            # Connections that the test left open must not keep it alive.
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
    driver = pytest.importorskip("psycopg2" if kind == "postgres" else "pymysql")
    try:
        connection = driver.connect(**login)
    except driver.OperationalError as err:
        if os.environ.get(VARIABLES[kind]):
            raise  # whoever set the variable wants to know
        reason = str(err).splitlines()[0]
        pytest.skip(f"no test database, set {VARIABLES[kind]}='{DEFAULTS[kind]}': {reason}")
    if kind == "postgres":
        connection.autocommit = True  # databases can't be created in a transaction
    return connection


def _execute(connection: Any, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
