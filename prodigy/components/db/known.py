"""What is known from datasets, in any storage, to leave it out or to recognize it."""

from collections.abc import Sequence
from typing import Any

from ...sameness import IdentitySet
from .custom import find_method


def find_known(db: Any, names: Sequence[str], by: str) -> IdentitySet:
    """Find what the examples of datasets are about.

    db (Any): The database, ours or somebody else's.
    names (Sequence[str]): Names of datasets or sessions; unknown ones are passed over.
    by (str): "input" or "task": what is compared.
    RETURNS (IdentitySet): The inputs or tasks. Of custom storage it has the mere hashes.
    """
    iter_identities = find_method(db, "iter_identities")
    if iter_identities is not None:
        complete = lambda: iter_identities(names, complete=True)  # noqa: E731
        return IdentitySet(by, iter_identities(names), complete)
    getter = db.get_input_hashes if by == "input" else db.get_task_hashes
    return IdentitySet(by, getter(*names))
