"""Replies that were paid for, on disk: what was asked once is never paid again.

One SQLite file. Every reply is committed before anybody gets it, so nothing is lost whatever is
killed. Several processes may use it at once. Prompts are not stored, only a digest of them.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import time
import weakref
from pathlib import Path
from typing import Any

from ..config import ensure_home
from ..errors import ProdigyError
from ..messages import msg

FILE_NAME = "llm_cache.db"
BUSY_S = 60.0

_CREATE = """
CREATE TABLE IF NOT EXISTS reply (
  digest TEXT PRIMARY KEY, body TEXT NOT NULL, model TEXT NOT NULL, created REAL NOT NULL
)
"""


def make_digest(*parts: Any) -> str:
    """Make the key of a request.

    *parts (Any): JSON data: everything that the reply depends on.
    RETURNS (str): A digest of 64 hexadecimal characters.
    """
    data = json.dumps(parts, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(data.encode("ascii")).hexdigest()


class ReplyCache:
    """Bodies of replies by the digest of what was asked. Threads may share it.

    path (Path | None): The file. Defaults to None (llm_cache.db in the Prodigy home).
    RAISES (ProdigyError): The file can't be opened.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or ensure_home() / FILE_NAME
        self._lock = threading.Lock()
        try:
            self._db = self._open()
        except sqlite3.DatabaseError as err:
            if isinstance(err, sqlite3.OperationalError):
                raise self._explain(err) from err
            self._db = self._start_anew(err)
        weakref.finalize(self, self._db.close)  # if nobody calls close()

    def get(self, digest: str) -> dict[str, Any] | None:
        """Find a reply.

        digest (str): See `make_digest`.
        RETURNS (dict | None): What `put` was given, or None if there is nothing.
        """
        with self._lock:
            try:
                row = self._db.execute(
                    "SELECT body FROM reply WHERE digest = ?", (digest,)
                ).fetchone()
            except sqlite3.Error as err:
                raise self._explain(err) from err
        return json.loads(row[0]) if row else None

    def put(self, digest: str, body: dict[str, Any], model: str) -> None:
        """Store a reply. It is on disk when this returns.

        digest (str): See `make_digest`.
        body (dict): JSON data.
        model (str): The model that was asked.
        RAISES (ProdigyError): It can't be written.
        """
        row = (digest, json.dumps(body), model, time.time())
        with self._lock:
            try:
                with self._db:
                    self._db.execute("INSERT OR REPLACE INTO reply VALUES (?, ?, ?, ?)", row)
            except sqlite3.Error as err:
                raise self._explain(err) from err

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def _open(self) -> sqlite3.Connection:
        self.path.touch(mode=0o600)  # replies may repeat private texts
        db = sqlite3.connect(self.path, timeout=BUSY_S, check_same_thread=False)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute(_CREATE)
            db.commit()
        except sqlite3.Error:
            db.close()
            raise
        return db

    def _start_anew(self, error: Exception) -> sqlite3.Connection:
        """Put a damaged file aside, and say so."""
        aside = self.path.with_name(f"{self.path.name}.damaged-{int(time.time())}")
        self.path.rename(aside)
        msg.warn(
            f"The cache of replies is damaged ({error})",
            f"It is kept as {aside}, and a new one is begun: what was asked before is paid again.",
        )
        return self._open()

    def _explain(self, error: Exception) -> ProdigyError:
        return ProdigyError(
            f"Can't use the cache of replies {self.path}",
            f"{error}. Make room or allow writing there, or set in your prodigy.json: "
            '"llm": {"cache": false}. Then nothing is kept, and asking again is paid again.',
        )
