"""Deleting datasets and parts of them: what is asked, and what is said."""

from __future__ import annotations

import sys
from typing import Any

from ...components.db.custom import has_tables
from ...components.db.dropping import count_session_answers, drop_session_answers
from ...components.session import is_timestamp
from ...errors import ProdigyError, RecipeError
from ...messages import msg


def drop_all(db: Any, set_id: str, *, yes: bool, dry: bool) -> None:
    """Delete a dataset. Scripts have always done so without a question, so only a person at a
    terminal is asked.

    db (Any): The database.
    set_id (str): The dataset or session.
    yes (bool): Don't ask.
    dry (bool): Only say what would be deleted.
    """
    count = db.count_dataset(set_id)
    if dry:
        msg.info(f"Would remove '{set_id}' with {count:,} examples from database {db.db_name}.")
        return
    if sys.stdin.isatty() and not yes:
        _ask(f"Remove '{set_id}' with {count:,} examples from database {db.db_name}?")
    db.drop_dataset(set_id)
    msg.good(f"Removed '{set_id}' from database {db.db_name}.")


def drop_session(
    db: Any, set_id: str, session: str | None, batch: str | None, *, yes: bool, dry: bool
) -> None:
    """Delete what one session has added to a dataset.

    db (Any): The database.
    set_id (str): The dataset.
    session (str | None): The session, by its full name or that of the annotator.
    batch (str | None): Name of the session of an import, or of a run without names.
    yes (bool): Don't ask. Without a terminal, it is needed.
    dry (bool): Only say what would be deleted.
    RAISES (ProdigyError): There is no such session, or nobody said yes.
    """
    if not has_tables(db):
        raise RecipeError(
            "Parts of a dataset can't be deleted from this database",
            "It works on the tables of SQLite, PostgreSQL and MySQL, not on storage of your own.",
        )
    known = db.get_dataset_sessions(set_id)
    name = _find_session(known, set_id, session, batch)
    count = count_session_answers(db, set_id, name)
    what = f"{count:,} examples of the session '{name}' from '{set_id}'"
    if dry:
        msg.info(f"Would remove {what}.")
        return
    if not yes:
        if not sys.stdin.isatty():
            raise RecipeError(f"Not sure whether to remove {what}", "Say so: --yes")
        _ask(f"Remove {what}?")
    msg.good(f"Removed {drop_session_answers(db, set_id, name):,} {what.split(' ', 1)[1]}.")


def _find_session(known: list[str], set_id: str, session: str | None, batch: str | None) -> str:
    wanted = session if batch is None else batch
    names = (f"{set_id}-{wanted}", str(wanted)) if batch is None else (str(wanted),)
    for name in names:
        if name in known and (batch is None or is_timestamp(name)):
            return name
    kind = "session" if batch is None else "import or run without names"
    raise ProdigyError(
        f"Can't find the {kind} '{wanted}' in '{set_id}'",
        f"Its sessions are: {', '.join(known[:20])}" if known else "It has no sessions.",
    )


def _ask(question: str) -> None:
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise ProdigyError("Nothing was removed")
