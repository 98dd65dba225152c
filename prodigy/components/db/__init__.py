"""The storage: connect to a database, then read and write datasets, see `Database`.

Built in files that know only those before them: `tables`, `base` (connection, datasets), `reader`,
`legacy` (older names), `database` (writing) and `connection` (opening what the settings name).
peewee imports the drivers of all databases, so all of this is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .database import Database, SaveResult, Withdrawals
    from .tables import Dataset, Example, Link

__all__ = [
    "Database",
    "Dataset",
    "Example",
    "Link",
    "SaveResult",
    "Withdrawals",
    "connect",
    "get_db",
    "set_db",
]

_HOMES = {
    "Database": "database",
    "Dataset": "tables",
    "Example": "tables",
    "Link": "tables",
    "SaveResult": "database",
    "Withdrawals": "database",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in ("base", "connection", "database", "legacy", "reader", "tables"):
        return import_module(f".{name}", __name__)
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def connect(db_id: str | None = None, db_settings: dict[str, Any] | None = None) -> Any:
    """Connect to a database. Repeated calls with the same settings return the same object.

    db_id (Optional[str]): "sqlite", "postgresql", "mysql" or the name of an entry point in the
        group `prodigy_db`. Defaults to the setting "db".
    db_settings (Optional[dict]): Parameters of the connection. Defaults to the entry of the ID in
        the setting "db_settings".
    RETURNS (Database): The database.
    RAISES (DatabaseError): The ID is unknown, or the database can't be opened.
    """
    from . import connection

    return connection.connect(db_id, db_settings)


def get_db(db_id: str | None = None, db_settings: dict[str, Any] | None = None) -> Any:
    """Older name of `connect`."""
    return connect(db_id, db_settings)


def set_db(db: Any) -> None:
    """Use a database of one's own from now on, wherever no other one is asked for.

    db (Any): The database, an object with the methods of `Database`. None: the one of the settings.
    """
    from . import connection

    connection.set_db(db)
