"""Personal links: names of sessions that only the holder of a link can use.

A link has a secret of 256 random bits. The database keeps its hash only, in a table of our own:
whoever reads the database can't work under the name of somebody else. A name without a row is
free. One whose link was revoked is not: nobody can use it until there is a new link, or the name
is released.
"""

import hashlib
import secrets
import time
import unicodedata
from typing import Any, NamedTuple

from .db import Database

NO_DIGEST = ""  # of a link that was revoked


class Link(NamedTuple):
    """A name with a link.

    name (str): The name of the session, without the dataset.
    digest (str): SHA-256 of the secret in hexadecimal digits, or NO_DIGEST.
    created (int): When the link was made, in Unix seconds.
    revoked (int | None): When it was revoked.
    """

    name: str
    digest: str
    created: int
    revoked: int | None


class LinkBook:
    """The links in a database.

    db (Database): The storage of the answers. All methods may be called from any thread.
    """

    def __init__(self, db: Database) -> None:
        self.db = db
        self.table = db.tables.access
        self._has_table = False

    def read(self) -> list[Link]:
        """RETURNS (list[Link]): All names with a link, in order."""
        table = self.table
        with self.db._connected("read personal links"):
            if not self._table_exists():
                return []
            query = table.select(table.name, table.digest, table.created, table.revoked)
            return [Link(*row) for row in query.order_by(table.name).tuples()]

    def add(self, name: str) -> str:
        """Make a link, in place of an earlier one of that name.

        name (str): The name of the session, without the dataset.
        RETURNS (str): The secret, which can't be found out later.
        """
        secret = secrets.token_urlsafe(32)
        row = {"name": name, "digest": make_digest(secret), "created": int(time.time())}
        with self.db._connected("save a personal link"):
            self.db._create_tables([self.table])
            with self.db._atomic():
                self._delete(name)
                self.table.insert({**row, "revoked": None}).execute()
        return secret

    def revoke(self, name: str) -> bool:
        """End a link. Nobody can use the name then. RETURNS (bool): Whether there was one."""
        table = self.table
        with self.db._connected("revoke a personal link"):
            if not self._table_exists():
                return False
            values = {"digest": NO_DIGEST, "revoked": int(time.time())}
            is_live = (table.name == name) & (table.digest != NO_DIGEST)
            return bool(table.update(values).where(is_live).execute())

    def release(self, name: str) -> bool:
        """Let everybody use a name again. RETURNS (bool): Whether it had a link, or one revoked."""
        with self.db._connected("release a name"):
            return self._table_exists() and bool(self._delete(name))

    def _delete(self, name: str) -> Any:
        return self.table.delete().where(self.table.name == name).execute()

    def _table_exists(self) -> bool:
        self._has_table = self._has_table or self.table.table_exists()
        return self._has_table


def make_digest(secret: str) -> str:
    """RETURNS (str): What the database keeps of a secret, which is random and needs no salt."""
    return hashlib.sha256(secret.encode("utf8")).hexdigest()


def fold_name(name: str) -> str:
    """Write a name as names are compared: "Alex" can't be used beside "alex" to be taken for him,
    and some databases don't tell them apart."""
    return unicodedata.normalize("NFKC", name).casefold().strip()
