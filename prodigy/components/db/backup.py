"""Copies of an SQLite file: made while others write, checked, and put back.

SQLite's own backup is used, never a copy of the file: what was committed last may stand in the file
beside it (`-wal`), and a page may be half written. One read transaction covers all of it, so the
copy is the database at one moment, and nobody who writes has to wait.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from ...errors import DatabaseError

TABLES = ("dataset", "example", "link")
LOCK_TIMEOUT_S = 2.0
PART_SUFFIX = ".part"
KEPT_INFIX = "_before-restore_"  # in the name of a database that a backup took the place of
# What SQLite keeps beside a file while it is in use, or after the power went off.
COMPANIONS = ("-wal", "-shm", "-journal")


class Contents(NamedTuple):
    """How many rows a file has.

    n_datasets (int): Datasets and sessions.
    n_examples (int): Examples.
    n_links (int): How often an example belongs to one of them.
    """

    n_datasets: int
    n_examples: int
    n_links: int


def copy_database(source: Path, target: Path) -> Contents:
    """Copy a database that others may be writing to.

    source (Path): The SQLite file.
    target (Path): The new file. Until it is complete and checked, it has another name.
    RETURNS (Contents): What is in the copy.
    RAISES (DatabaseError): The source is damaged or no database of Prodigy's, the target exists or
        can't be written, or the copy is not what it should be. Nothing is left behind.
    """
    if target.exists():
        raise DatabaseError(f"The file {target} exists already", "Name another one.")
    part = target.with_name(f"{target.name}{PART_SUFFIX}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            part.unlink()
        contents = _copy_pages(source, part)
        found = check_copy(part)
        if found != contents:
            raise DatabaseError(
                f"The copy of {source} is not complete", f"Expected {contents}, found {found}."
            )
        _sync(part)
        _give_name(part, target)
        _sync(target.parent)
    except OSError as err:
        raise DatabaseError(
            f"Can't write the copy {target}", f"{err.strerror or err}. Choose another place."
        ) from err
    finally:
        for suffix in ("", *COMPANIONS):
            with suppress(OSError):
                part.with_name(f"{part.name}{suffix}").unlink()
    return contents


def check_copy(path: Path) -> Contents:
    """Check every page, index and table of a file that nobody is using.

    path (Path): The file.
    RETURNS (Contents): What is in it.
    RAISES (DatabaseError): It is damaged, or no database of Prodigy's.
    """
    with _opened(path) as db:
        wrong = [str(row[0]) for row in db.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
        if wrong:
            raise DatabaseError(f"The database {path} is damaged", "\n".join(wrong))
        return _count(db, path)


def restore_database(path: Path, backup: Path, kept: Path) -> Contents:
    """Put a backup in the place of the database, which is kept under another name.

    path (Path): The SQLite file in use. It may be damaged or missing.
    backup (Path): The backup. It is not changed.
    kept (Path): Where the present database goes, if there is one.
    RETURNS (Contents): What is in the database now.
    RAISES (DatabaseError): The backup is damaged, or somebody uses the database. Nothing has
        changed then.
    """
    with _opened(backup) as source:
        wanted = _count(source, backup)
    if kept.exists():
        raise DatabaseError(f"The file {kept} exists already", "Move it out of the way.")
    new = path.with_name(f"{path.name}.restoring")
    with suppress(FileNotFoundError):
        new.unlink()
    copy_database(backup, new)
    try:
        if path.exists():
            with _alone(path):
                _forget_names(path)
                _move(path, kept)
                os.replace(new, path)
        else:
            os.replace(new, path)
        _sync(path.parent)
    except OSError as err:
        raise DatabaseError(f"Can't put back {path}", f"{err.strerror or err}.") from err
    finally:
        with suppress(OSError):
            new.unlink()
    return wanted


def _forget_names(path: Path) -> None:
    """Remove the second names that restores which were killed have given to the database: who opens
    it by one of them doesn't see what stands beside the other."""
    number = path.stat().st_nlink
    for other in path.parent.iterdir() if number > 1 else ():
        if other.name != path.name and other.is_file() and not other.is_symlink():
            if KEPT_INFIX in other.name and other.samefile(path):
                other.unlink()


def _move(path: Path, kept: Path) -> None:
    """Give the old file another name, with what stands beside it: in its place, that would be
    taken for a part of the new one."""
    # A second name first: at no moment is there no database.
    _give_name(path, kept)
    for suffix in COMPANIONS:
        beside = path.with_name(f"{path.name}{suffix}")
        if beside.exists():
            os.replace(beside, kept.with_name(f"{kept.name}{suffix}"))


def _give_name(path: Path, name: Path) -> None:
    """Give a file a second name. Unlike renaming, that fails if somebody else was faster."""
    try:
        os.link(path, name)
    except FileExistsError:
        raise
    except OSError:  # file systems that have no second names
        os.rename(path, name)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Make sure that nobody else has the file open, and that nobody opens it meanwhile."""
    title = f"Somebody is using the database {path}"
    with closing(sqlite3.connect(path, timeout=LOCK_TIMEOUT_S, isolation_level=None)) as db:
        try:
            # Leaving this mode needs every other connection to be closed, those of servers that
            # wait for annotators included. What stands in the file beside it comes into the file.
            mode = db.execute("PRAGMA journal_mode = delete").fetchone()[0]
            if mode != "delete":
                raise DatabaseError(title, STOP)
            db.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as err:
            raise DatabaseError(title, f"{STOP} ({err})") from err
        except sqlite3.DatabaseError:
            pass  # so damaged that nobody can be using it
        yield


STOP = "Stop the servers and commands that use it, then try again. Nothing was changed."


def _copy_pages(source: Path, part: Path) -> Contents:
    with _opened(source) as old, closing(sqlite3.connect(part)) as new:
        old.execute("BEGIN")  # one moment for all that follows, however often others write
        contents = _count(old, source)
        try:
            old.backup(new)
            # One file, without others beside it.
            new.execute("PRAGMA journal_mode = delete")
        except sqlite3.DatabaseError as err:
            raise DatabaseError(f"Can't copy the database {source}", f"{err}.") from err
    return contents


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    if not path.is_file():
        raise DatabaseError(f"Can't find the database {path}", "Check its name.")
    try:
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as db:
            yield db
    except sqlite3.DatabaseError as err:
        raise DatabaseError(
            f"Can't read the database {path}", f"{err}. Is it a file of SQLite, and complete?"
        ) from err


def _count(db: sqlite3.Connection, path: Path) -> Contents:
    found = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    missing = [name for name in TABLES if name not in found]
    if missing:
        raise DatabaseError(
            f"{path} is no database of Prodigy's", f"It has no table {', '.join(missing)}."
        )
    return Contents(*(db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in TABLES))


def _sync(path: Path) -> None:
    """Let a file, or the names in a folder, survive a power failure."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    except OSError:
        if not path.is_dir():  # some systems can't do this with folders
            raise
    finally:
        os.close(number)
