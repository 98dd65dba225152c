"""Backups of the database, made while annotators work, and putting them back."""

from __future__ import annotations

import re
import shlex
from datetime import datetime
from pathlib import Path
from typing import Any

from ..components.db.backup import (
    KEPT_INFIX,
    Contents,
    check_copy,
    copy_database,
    restore_database,
)
from ..components.db.connection import find_sqlite_file
from ..config import ensure_home, get_config
from ..errors import ProdigyError, RecipeError
from ..messages import msg
from ..registry import Arg, recipe

__all__ = ["backup"]

FOLDER = "backups"  # in the Prodigy home
SUFFIX = ".db"


@recipe(
    "backup",
    target=Arg(help="New file, or folder for a file with the time in its name"),
    keep=Arg("--keep", "-k", help="Delete all but so many of the newest backups in the folder"),
    restore=Arg("--restore", "-r", help="Put this backup in the place of the database"),
    check=Arg("--check", "-c", help="Only check this backup"),
)
def backup(
    target: Path | None = None,
    keep: int | None = None,
    restore: Path | None = None,
    check: Path | None = None,
) -> None:
    """Copy the SQLite database to a new file while annotators work, and check the copy; or put a
    backup back. The database that was there before is kept.
    """
    if check is not None:
        _say("Nothing is wrong with", Path(check), check_copy(Path(check)))
        return
    path = find_file()
    if restore is not None:
        if target is not None or keep is not None:
            raise RecipeError("--restore is used alone", "It takes the name of the backup.")
        _restore(path, Path(restore))
        return
    if keep is not None and keep < 1:
        raise RecipeError(f"Can't keep {keep} backups", "--keep is a whole number, 1 or more.")
    folder = target is None or Path(target).is_dir() or not Path(target).suffix
    place = ensure_home() / FOLDER if target is None else Path(target)
    if keep is not None and not folder:
        raise RecipeError("--keep needs a folder", "It deletes older backups in the folder.")
    new = _make_name(place, f"{path.stem}_") if folder else place
    _say("Backed up the database to", new, copy_database(path, new))
    if keep is not None:
        _delete_older(place, path.stem, keep)


def find_file() -> Path:
    """Find the file of the database that the settings name.

    RETURNS (Path): The file; it need not exist.
    RAISES (ProdigyError): The database is no SQLite file. The text says what to do instead.
    """
    config = get_config()
    db_id = config["db"] if isinstance(config["db"], str) else "sqlite"
    settings = (config.get("db_settings") or {}).get(db_id) or {}
    if db_id == "sqlite":
        path = find_sqlite_file(settings)
        if path is None:
            raise ProdigyError("A database in memory can't be backed up", "It ends with the run.")
        return path
    advice = ADVICE.get(db_id)
    if advice is None:
        raise ProdigyError(
            f"Can't back up the database '{db_id}'",
            "It belongs to a plug-in, which may have a way of its own. `prodigy db-out` exports "
            "its datasets.",
        )
    program, back = advice
    raise ProdigyError(
        f"prodigy backup copies SQLite files, and the database is {db_id}",
        "Its own program makes a consistent copy while annotators work:\n"
        f"  {program(settings)}\nand brings it back, with all servers stopped:\n  {back(settings)}",
    )


def _get_options(settings: dict[str, Any], names: dict[str, str]) -> str:
    """RETURNS (str): Options of a program. Never the password, which others would see."""
    found = [(option, settings.get(key)) for key, option in names.items()]
    return "".join(f" {option}={shlex.quote(str(value))}" for option, value in found if value)


PLACES = {"host": "--host", "port": "--port"}
_POSTGRES, _MYSQL = {**PLACES, "user": "--username"}, {**PLACES, "user": "--user"}


def _get_database(settings: dict[str, Any]) -> str:
    keys = ("database", "dbname", "db")
    return shlex.quote(str(next((settings[k] for k in keys if settings.get(k)), "prodigy")))


# Database ID to how its own programs make a backup and bring it back.
ADVICE: dict[str, tuple[Any, Any]] = {
    "postgresql": (
        lambda s: (
            f"pg_dump{_get_options(s, _POSTGRES)} --format=custom "
            f"--file=prodigy.dump {_get_database(s)}"
        ),
        lambda s: (
            f"pg_restore{_get_options(s, _POSTGRES)} --clean --if-exists "
            f"--single-transaction --dbname={_get_database(s)} prodigy.dump"
        ),
    ),
    "mysql": (
        lambda s: (
            f"mysqldump{_get_options(s, _MYSQL)} --password --single-transaction "
            f"--result-file=prodigy.sql {_get_database(s)}"
        ),
        lambda s: f"mysql{_get_options(s, _MYSQL)} --password {_get_database(s)} < prodigy.sql",
    ),
}


def _restore(path: Path, source: Path) -> None:
    kept = _make_name(path.parent, f"{path.stem}{KEPT_INFIX}", path.suffix)
    had_one = path.exists()
    contents = restore_database(path, source, kept)
    _say(f"Restored {source}:", path, contents)
    if had_one:
        msg.info(f"The database that was there before is kept: {kept}")


def _say(what: str, path: Path, contents: Contents) -> None:
    megabytes = path.stat().st_size / 2**20
    msg.good(
        f"{what} {path}: {contents.n_examples:,} examples, {contents.n_datasets:,} datasets and "
        f"sessions, {megabytes:,.1f} MB, checked"
    )


def _get_stamp() -> str:
    return f"{datetime.now():%Y-%m-%d_%H-%M-%S}"


def _make_name(folder: Path, start: str, suffix: str = SUFFIX) -> Path:
    stem = f"{start}{_get_stamp()}"
    path, number = folder / f"{stem}{suffix}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}_{number}{suffix}"
    return path


def _delete_older(folder: Path, stem: str, keep: int) -> None:
    """Delete old backups: files with names as we make them, and nothing else."""
    is_ours = re.compile(
        rf"{re.escape(stem)}_(\d{{4}}-\d\d-\d\d_\d\d-\d\d-\d\d)(?:_(\d+))?{re.escape(SUFFIX)}"
    ).fullmatch
    found = []
    for path in folder.iterdir():
        match = is_ours(path.name)
        if match and path.is_file():
            found.append((match[1], int(match[2] or 1), path))
    for _, _, path in sorted(found)[:-keep]:
        path.unlink()
        msg.info(f"Deleted the older backup {path}")
