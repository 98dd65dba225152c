"""The storage: connect to a database, then read and write datasets, see `Database`.

Built in files that know only those before them: `tables`, `base` (connection, datasets), `reader`,
`legacy` (older names), `database` (writing) and `connection` (opening what the settings name).
"""

from .connection import connect, get_db, set_db
from .database import Database, SaveResult
from .tables import Dataset, Example, Link

__all__ = [
    "Database",
    "Dataset",
    "Example",
    "Link",
    "SaveResult",
    "connect",
    "get_db",
    "set_db",
]
