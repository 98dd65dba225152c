"""What the controller needs from storage, from our database or any object with its interface."""

from typing import Any, Dict, Iterable, Iterator, Optional, Sequence, Tuple

from ..errors import RecipeError
from ..hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR
from ..logger import log
from .db import connect
from .db_base import check_dataset_name


class Storage:
    """Answers questions about what is annotated already.

    db (Any): ID of a database, a database object, None or True (by the settings) or False (none).
    dataset (Optional[str]): Dataset of this run.
    session_id (str): ID of this run.
    config (dict): The resolved settings.
    """

    def __init__(
        self, db: Any, dataset: Optional[str], session_id: str, config: Dict[str, Any]
    ) -> None:
        if db is None or db is True:
            db = config.get("db")
        if isinstance(db, str):
            db = connect(db, (config.get("db_settings") or {}).get(db) or {})
        elif db is None or db is True:
            db = connect()
        # An empty database has no length, so its truth says nothing.
        self.db: Any = None if db is False else db
        self.dataset = dataset
        if self.is_storing:
            self._check_name(str(dataset))

    def _check_name(self, dataset: str) -> None:
        if dataset in getattr(self.db, "sessions", ()):
            raise RecipeError(
                f"Can't use '{dataset}' as a dataset",
                "It is the name of a session. Choose another name for the dataset.",
            )
        try:
            check_dataset_name(dataset)
        except ValueError as err:
            raise RecipeError(f"Can't use '{dataset}' as a dataset", str(err)) from err

    def create_dataset(self) -> bool:
        """Create the dataset of this run. Not before everything else is known to work, so that a
        command that fails leaves the database as it was.

        RETURNS (bool): Whether it is new.
        """
        if not self.is_storing or self.dataset in self.db:
            return False
        self.db.add_dataset(self.dataset)
        return True

    @property
    def is_storing(self) -> bool:
        """Whether answers are stored."""
        return self.db is not None and bool(self.dataset)

    def count_total(self) -> int:
        """RETURNS (int): Number of annotations in the dataset."""
        return self._count(self.dataset) if self.is_storing else 0

    def count_session(self, session_id: str) -> int:
        """RETURNS (int): Number of annotations of a session, over all runs."""
        return self._count(session_id) if self.is_storing else 0

    def _count(self, name: Any) -> int:
        try:
            return self.db.count_dataset(name)
        except ValueError:
            return 0

    def iter_excluded(
        self, exclude: Sequence[str], current: bool, exclude_by: str
    ) -> Iterator[int]:
        """Yield hashes that nobody is asked about.

        exclude (Sequence[str]): Datasets that the recipe excludes.
        current (bool): Whether the answers of all sessions in the current dataset count, too.
        exclude_by (str): "task" or "input".
        """
        if self.db is None:
            return
        names = [name for name in exclude if name != self.dataset or current]
        for name in names:
            if name not in self.db:
                log(f"CONTROLLER: Can't exclude dataset '{name}', which doesn't exist")
        if current and self.dataset and self.dataset not in names:
            names.append(self.dataset)
        yield from self._iter_hashes(names, exclude_by)

    def _iter_hashes(self, names: Sequence[str], exclude_by: str) -> Iterable[int]:
        if hasattr(self.db, "iter_hashes"):
            return self.db.iter_hashes(names, f"{exclude_by}_hash")
        getter = self.db.get_input_hashes if exclude_by == "input" else self.db.get_task_hashes
        return getter(*names)

    def iter_answered(self, session_id: Optional[str]) -> Iterator[Tuple[int, int]]:
        """Yield (input hash, task hash) of what a session answered in the dataset.

        session_id (Optional[str]): Full ID of a named session. None: nobody in particular, for
            whom everything counts that was answered without a name, in earlier runs, too.
        """
        if not self.is_storing:
            return
        prefix = f"{self.dataset}-"
        if hasattr(self.db, "iter_answered_hashes"):
            yield from self.db.iter_answered_hashes(self.dataset, session_id, prefix)
            return
        for eg in self._get_examples(self.dataset):
            name = str(eg.get("_session_id") or "")
            is_own = name == session_id if session_id else not name.startswith(prefix)
            if is_own and INPUT_HASH_ATTR in eg and TASK_HASH_ATTR in eg:
                yield eg[INPUT_HASH_ATTR], eg[TASK_HASH_ATTR]

    def _get_examples(self, name: Optional[str]) -> Iterable[Dict[str, Any]]:
        """Custom storage may know the newer name of the method or the older one."""
        method = getattr(self.db, "get_dataset_examples", None) or self.db.get_dataset
        return method(name) or ()
