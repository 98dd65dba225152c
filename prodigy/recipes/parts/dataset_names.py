"""Names of datasets: which exist, and which may be given."""

from __future__ import annotations

import difflib
from typing import Any

from ...components.db.names import check_dataset_name
from ...errors import ProdigyError


def check_dataset(db: Any, name: str) -> None:
    """Check that a dataset exists.

    db (Database): The database.
    name (str): Name of a dataset or a session.
    RAISES (ProdigyError): It doesn't; the message suggests similar names.
    """
    if name in db:
        return
    matches = difflib.get_close_matches(name, [*db.datasets, *db.sessions], n=3)
    hint = f"Did you mean {' or '.join(matches)}? " if matches else ""
    raise ProdigyError(
        f"Can't find '{name}' in database {db.db_name}.",
        f"{hint}Run 'prodigy stats -l' to see all datasets.",
    )


def check_name(name: str) -> None:
    """Check that a dataset may have a name.

    name (str): The name.
    RAISES (ProdigyError): It contains a comma, white space or control characters, or is empty.
    """
    if not name or "," in name or any(char.isspace() for char in name):
        raise ProdigyError(
            f"Invalid name of a dataset: {name!r}",
            "Names can't contain commas or spaces. Use dashes or underscores instead.",
        )
    try:
        check_dataset_name(name)
    except ValueError as err:
        raise ProdigyError(f"Invalid name of a dataset: {ascii(name)}", str(err)) from err
