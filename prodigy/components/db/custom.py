"""Working with storage that others wrote: any object with the older methods of `Database`.

Newer methods are quicker, but may be missing, or be inherited by a class that changes the older
ones on purpose: they are only used where that makes no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeGuard

if TYPE_CHECKING:
    from .database import Database

# Newer method to the older ones that do the same. A class that changes one of these and not the
# newer method expects that the older ones are called.
REPLACED: dict[str, tuple[str, ...]] = {
    "save_answers": ("add_examples", "add_dataset", "link"),
    "iter_hashes": ("get_input_hashes", "get_task_hashes"),
    "iter_identities": ("iter_hashes", "get_input_hashes", "get_task_hashes"),
    "iter_answered_hashes": ("get_dataset", "get_dataset_examples"),
    "iter_answered_identities": ("iter_answered_hashes", "get_dataset", "get_dataset_examples"),
    "iter_rows": ("iter_dataset_examples", "get_dataset", "get_dataset_examples"),
    "load_examples": ("iter_dataset_examples", "get_dataset", "get_dataset_examples"),
    "iter_dataset_examples": ("get_dataset", "get_dataset_examples"),
    "get_dataset_examples": ("get_dataset",),
}


def find_method(db: Any, name: str) -> Callable[..., Any] | None:
    """Get a newer method of a database, if it can be used instead of the older ones.

    db (Any): The database.
    name (str): A key of REPLACED.
    RETURNS (callable | None): The bound method. None if there is none, if it belongs to a class
        that was never initialized, or if older methods are closer to the class of the object.
    """
    from .base import DatabaseBase

    method = getattr(db, name, None)
    if method is None or not isinstance(db, DatabaseBase):
        return method
    if not has_tables(db):  # a subclass that brings everything of its own
        return None if is_ours(db, name) else method
    own = next(cls for cls in type(db).__mro__ if name in vars(cls))
    is_changed = any(_find_owner(db, older) not in own.__mro__ for older in REPLACED[name])
    return None if is_changed else method


def has_tables(db: Any) -> TypeGuard[Database]:
    """RETURNS (bool): Whether a database has our tables: it is ours, and was initialized. A class
    that brings everything of its own may still be a subclass of ours."""
    from .base import DatabaseBase

    return isinstance(db, DatabaseBase) and "tables" in vars(db)


def iter_examples(db: Any, name: str) -> Iterable[dict[str, Any]]:
    """Read a dataset from any storage, in chunks where that is possible.

    db (Any): The database.
    name (str): The dataset or session.
    RETURNS (Iterable[dict]): Its examples; none if it doesn't exist.
    """
    for method_name in ("iter_dataset_examples", "get_dataset_examples"):
        method = find_method(db, method_name)
        if method is not None:
            return method(name) or ()
    return db.get_dataset(name) or ()


def _find_owner(db: Any, name: str) -> type:
    return next(cls for cls in type(db).__mro__ if name in vars(cls))


def is_ours(db: Any, name: str) -> bool:
    """RETURNS (bool): Whether a method is that of this program, and not one that others wrote."""
    return hasattr(db, name) and _find_owner(db, name).__module__.startswith("prodigy.")
