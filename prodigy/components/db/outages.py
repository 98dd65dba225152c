"""Databases that can't be used at the moment: which errors say so, which connections died with
them, and waiting until they are back.

An outage passes by itself or by somebody's hand: a server that is stopped, a network that is cut, a
lock that somebody holds, a disk that is full. Other errors come again whenever the same is tried.
"""

import select
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from ...errors import OutageError
from ...messages import msg

# Codes of SQLite without their details, which stand in the higher bits.
SQLITE_OUTAGES = {
    5: "BUSY",
    6: "LOCKED",
    7: "NOMEM",
    8: "READONLY",
    10: "IOERR",
    13: "FULL",
    14: "CANTOPEN",
    15: "PROTOCOL",
}
# What SQLite says, for Python 3.10, whose errors have no code.
SQLITE_WORDS = ("locked", "is full", "disk i/o", "unable to open", "readonly database")
# Classes of SQLSTATE: connection, transaction to be repeated, resources, operator, system; and
# two single ones: a lock that isn't free, and a server that became a read-only copy.
POSTGRES_OUTAGES = ("08", "40", "53", "57", "58", "55P03", "25006")
POSTGRES_CANCELLED = "57014"  # a limit for the time of a query, or somebody's wish
# Of the server: no more connections, shutdown, lock wait, deadlock, disk full, table full, read
# only, killed, files that can't be written, no such user (yet), no such database (yet); from 2000
# on, of the driver: no connection, or it was lost.
MYSQL_OUTAGES = {3, 126, 1021, 1026, 1030, 1040, 1044, 1045, 1049, 1053, 1080, 1114, 1129, 1152}
MYSQL_OUTAGES |= {1158, 1159, 1160, 1161, 1203, 1205, 1213, 1226, 1290, 1317, 1836, 1927}
MYSQL_OUTAGES |= {2002, 2003, 2006, 2013, 2014, 2055}
DRIVERS = ("sqlite3", "psycopg", "psycopg2", "pymysql")
RETRY_S = 0.5  # while something waits for the database

# Waits so many seconds, and tells whether waiting still makes sense. None: nobody waits.
Patience = Callable[[float], bool]
_patience: ContextVar[Patience | None] = ContextVar("patience", default=None)


def is_driver_error(err: BaseException) -> bool:
    """RETURNS (bool): Whether an error is one of a database driver, which peewee has not seen: it
    only looks at statements, and not at the reading of their rows."""
    names = {cls.__module__.partition(".")[0] for cls in type(err).__mro__}
    return not names.isdisjoint(DRIVERS) or "_sqlite3" in names


def is_outage(err: BaseException) -> bool:
    """Tell whether what failed may work later.

    err (BaseException): An error of peewee or of a driver.
    RETURNS (bool): Whether the database is down, locked or full.
    """
    cause = getattr(err, "orig", None) or err  # what the driver has raised
    names = {cls.__name__ for cls in type(cause).__mro__}
    if isinstance(cause, sqlite3.Error):
        return _is_outage_of_sqlite(cause)
    state = getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None)
    if isinstance(state, str):
        return state != POSTGRES_CANCELLED and state.startswith(POSTGRES_OUTAGES)
    if type(cause).__module__.startswith("pymysql"):
        code = cause.args[0] if cause.args else None
        is_lost = "InterfaceError" in names and code in (0, None)
        return is_lost or code in MYSQL_OUTAGES
    # Without a code, the server has not answered; or peewee itself has no connection any more.
    return bool(names & {"OperationalError", "InterfaceError"})


def _is_outage_of_sqlite(err: sqlite3.Error) -> bool:
    code = getattr(err, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in SQLITE_OUTAGES
    return any(word in str(err).lower() for word in SQLITE_WORDS)


def is_stale(connection: Any) -> bool:
    """Tell whether the other side has closed a connection that nobody uses at the moment.

    connection (Any): A connection of a driver.
    RETURNS (bool): Whether there is something to read, which nobody has asked for: the end, or
        the server's farewell. Costs microseconds, and asks the server nothing.
    """
    find = getattr(connection, "fileno", None)
    if find is None and not hasattr(connection, "_sock"):
        return False  # a driver that keeps its socket to itself
    try:
        file = connection._sock.fileno() if find is None else find()
        if hasattr(select, "poll"):  # of which any number of files may be open
            poll = select.poll()
            poll.register(file, select.POLLIN | select.POLLHUP | select.POLLERR)
            return bool(poll.poll(0))
        return bool(select.select([file], [], [], 0)[0])
    except (AttributeError, OSError, ValueError):
        return True  # it has no socket any more
    except Exception as err:
        if is_driver_error(err):
            return True
        raise


@contextmanager
def patient(wait: Patience) -> Iterator[None]:
    """Let reading wait in this context while the database is down, instead of failing: a stream
    that has failed once is over.

    wait (Patience): Waits, and tells whether to go on.
    """
    token = _patience.set(wait)
    try:
        yield
    finally:
        _patience.reset(token)


def retry(read: Callable[[], Any]) -> Any:
    """Read something, again if there is an outage and somebody has the patience.

    read (callable): Reads, or does what may be done again if it fails.
    RETURNS (Any): What it returned.
    RAISES (OutageError): The database is down, and nobody waits for it.
    """
    since: float | None = None
    while True:
        try:
            result = read()
        except OutageError as err:
            wait = _patience.get()
            if wait is None:
                raise
            if since is None:
                since = time.monotonic()
                outages.warn("Waiting for it, to go on with reading", err)
            if not wait(RETRY_S):
                raise
            continue
        if since is not None:
            msg.good(f"The database is back, after {time.monotonic() - since:.0f} seconds.")
        return result


class Outages:
    """Tells the person at the terminal about outages, once for all who notice one.

    interval_s (float): After which it is said again. Defaults to a minute.
    """

    def __init__(self, interval_s: float = 60.0) -> None:
        self.interval_s = interval_s
        self._lock = threading.Lock()
        self._said: float | None = None

    def warn(self, what: str, err: OutageError) -> bool:
        """Say that the database can't be used.

        what (str): What comes of it, a sentence without its end.
        err (OutageError): Why.
        RETURNS (bool): Whether it was said now, and not just before.
        """
        now = time.monotonic()
        with self._lock:
            if self._said is not None and now - self._said < self.interval_s:
                return False
            self._said = now
        msg.warn(f"{err.title}. {what}.", err.text)
        return True


outages = Outages()
