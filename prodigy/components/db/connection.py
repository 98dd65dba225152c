"""Opening the storage that the settings name: SQLite, PostgreSQL, MySQL or a plug-in's own."""

import json
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import peewee

from ...config import ensure_home, get_config, get_home
from ...errors import DatabaseError
from ...logger import log
from .database import Database
from .tables import DEFAULT_DATABASE

ENTRY_POINT_GROUP = "prodigy_db"
# WAL: readers never wait for a writer. FULL: a commit is on the disk when it returns, so that an
# acknowledged answer survives a power failure. The timeout is in milliseconds.
SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "busy_timeout": 30000,
    "foreign_keys": 1,
}

CHECK_SETTINGS = 'Check the names in "db_settings" of your prodigy.json.'

_default: Any = None  # what set_db was called with
_connections: dict[str, "Database"] = {}
_lock = threading.Lock()


class _OwnedConnection(sqlite3.Connection):
    """A connection that is closed with the thread, or the database, it belongs to.

    Threads of the web server come and go, and nobody tells them to close anything. Python closes
    what is left behind by itself, but since 3.13 with a warning.
    """

    def __del__(self) -> None:
        with suppress(sqlite3.ProgrammingError):  # it was never open
            self.close()


def find_sqlite_file(settings: dict[str, Any]) -> Path | None:
    """Find the file that settings name, without opening it.

    settings (dict): The connection settings of SQLite.
    RETURNS (Path | None): The file, which need not exist. None for a database in memory.
    """
    name, folder = settings.get("name") or "prodigy.db", settings.get("path")
    if name == ":memory:":
        return None
    return (Path(folder).expanduser() if folder else ensure_home()) / str(name)


def _open_sqlite(settings: dict[str, Any]) -> tuple[peewee.Database, str]:
    path = find_sqlite_file(settings)
    settings = {key: value for key, value in settings.items() if key not in ("name", "path")}
    settings.setdefault("timeout", 30)
    pragmas = {**SQLITE_PRAGMAS, **dict(settings.pop("pragmas", None) or {})}
    # Each thread has a connection of its own, but another one may be the one to clear it away.
    settings = {"factory": _OwnedConnection, "check_same_thread": False, **settings}
    if path is None:
        # Every connection to :memory: is a database of its own; all threads share a single one.
        memory = peewee.SqliteDatabase(":memory:", pragmas=pragmas, thread_safe=False, **settings)
        return memory, "SQLite"
    return peewee.SqliteDatabase(str(path), pragmas=pragmas, **settings), "SQLite"


def _open_postgresql(settings: dict[str, Any]) -> tuple[peewee.Database, str]:
    settings = dict(settings)
    database = settings.pop("database", None) or settings.pop("dbname", None) or "prodigy"
    settings.pop("dbname", None)
    # Even if its predecessor, which is no longer developed, is installed as well.
    settings.setdefault("prefer_psycopg3", True)
    return peewee.PostgresqlDatabase(database, **settings), "PostgreSQL"


def _open_mysql(settings: dict[str, Any]) -> tuple[peewee.Database, str]:
    settings = dict(settings)
    database = settings.pop("database", None) or settings.pop("db", None) or "prodigy"
    if "passwd" in settings:
        settings["password"] = settings.pop("passwd")
    settings.setdefault("charset", "utf8mb4")
    return peewee.MySQLDatabase(database, **settings), "MySQL"


OPENERS: dict[str, Callable[[dict[str, Any]], tuple[peewee.Database, str]]] = {
    "sqlite": _open_sqlite,
    "postgresql": _open_postgresql,
    "mysql": _open_mysql,
}
# Database ID -> driver, and the extra of this package that brings it.
DRIVERS = {"postgresql": ("psycopg", "postgres"), "mysql": ("pymysql", "mysql")}


def connect(db_id: str | None = None, db_settings: dict[str, Any] | None = None) -> Any:
    """See `prodigy.components.db.connect`, which everybody calls."""
    if db_id is None and db_settings is None and _default is not None:
        return _default
    config = get_config()
    if not db_id:
        db_id = config["db"] if isinstance(config["db"], str) else "sqlite"  # or true, false, null
    if db_settings is None:
        db_settings = (config.get("db_settings") or {}).get(db_id) or {}
    key = json.dumps([db_id, db_settings, str(get_home())], sort_keys=True, default=str)
    with _lock:
        if key not in _connections:
            _connections[key] = _open(db_id, db_settings)
        database = _connections[key]
        if isinstance(database, Database):
            DEFAULT_DATABASE.initialize(database.db)  # also if it was opened by an earlier run
        return database


def set_db(db: Any) -> None:
    """See `prodigy.components.db.set_db`, which everybody calls."""
    global _default
    _default = db


def get_default() -> Any:
    """RETURNS (Any): The database that `set_db` was called with, or None."""
    return _default


def _open(db_id: str, settings: dict[str, Any]) -> Any:
    if db_id not in OPENERS:
        return _load_custom(db_id)
    try:
        db, name = OPENERS[db_id](settings)
        log(f"DB: Initializing database {name}")
        return Database(db, db_id, name)
    except peewee.ImproperlyConfigured as err:
        driver, extra = DRIVERS.get(db_id, (db_id, db_id))
        raise DatabaseError(
            f"Can't connect to database '{db_id}'",
            f"Its driver, {driver}, is not installed: pip install 'prodigy[{extra}]'",
        ) from err
    except peewee.DatabaseError as err:
        if db_id in DRIVERS:
            raise DatabaseError(
                f"Can't connect to database '{db_id}'",
                f"{str(err).strip()}. {CHECK_SETTINGS}",
            ) from err
        raise DatabaseError(
            f"Can't open the database {db.database}",
            f"{err}. If the file is no database of Prodigy's, move it out of the way or set "
            f'another "name" in the "db_settings" of your prodigy.json.',
        ) from err
    except TypeError as err:
        raise DatabaseError(
            f"Can't connect to database '{db_id}'",
            f"{err}. {CHECK_SETTINGS}",
        ) from err


def _load_custom(db_id: str) -> Any:
    for entry_point in entry_points(group=ENTRY_POINT_GROUP):
        if entry_point.name == db_id:
            loaded = entry_point.load()
            is_database = hasattr(loaded, "add_examples") and not isinstance(loaded, type)
            return loaded if is_database else loaded()
    known = [*OPENERS, *(ep.name for ep in entry_points(group=ENTRY_POINT_GROUP))]
    raise DatabaseError(f"Can't find database '{db_id}'", f"Choose one of: {', '.join(known)}.")
