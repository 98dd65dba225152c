"""What the controller needs from storage, from our database or any object with its interface.

Saving is one transaction: the answers, the ID of their batch, and the end of what was only there
until they came (drafts, leases). Somebody else's storage does what it can, step after step.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..components.db import Database, SaveResult, Withdrawals, connect
from ..components.db.connection import get_default
from ..components.db.custom import find_method, has_tables, iter_examples
from ..components.db.known import find_known
from ..components.db.names import check_dataset_name
from ..errors import DatabaseError, RecipeError
from ..hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR, Identity, get_task_key, identify
from ..logger import log
from ..sameness import IdentitySet, make_sets
from ..shapes import TaskType
from .again import AgainBook, AgainRules
from .batches import SeenBatches
from .drafts import Drafts
from .leases import LeaseRules, Leases

Settle = Callable[[SaveResult], None]


class Storage:
    """Answers questions about what is annotated already.

    db (Any): ID of a database, a database object, a function or class that makes one, None or True
        (by the settings) or False (none).
    dataset (Optional[str]): Dataset of this run.
    session_id (str): ID of this run.
    config (dict): The resolved settings.
    """

    def __init__(
        self, db: Any, dataset: str | None, session_id: str, config: dict[str, Any]
    ) -> None:
        if db is None or db is True:
            db = config.get("db")
            if db is not False:
                default = get_default()
                db = db if default is None else default
            if db is None or db is True:
                db = "sqlite"
        if callable(db) and (isinstance(db, type) or not hasattr(db, "add_examples")):
            db = db()
        if isinstance(db, str):
            db = connect(db, (config.get("db_settings") or {}).get(db) or {})
        # An empty database has no length, so its truth says nothing.
        self.db: Any = None if db is False else db
        self.dataset = dataset
        self.session_id = session_id
        self._config = config
        self._seen_batches = SeenBatches()
        self._drafts: Drafts | None = None
        if self.is_storing and has_tables(self.db):
            self._drafts = Drafts(self.db)
        self._leases: Leases | None = None
        self._again: AgainBook | None = None
        self._created: list[str] = []
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
        """Create the dataset of this run and the one of its session: callbacks read both. Not
        before everything else is known to work, see also `drop_unused`.

        RETURNS (bool): Whether the dataset is new.
        RAISES (RecipeError): The ID of the session can't be used.
        """
        if not self.is_storing:
            return False
        try:
            check_dataset_name(self.session_id)
        except ValueError as err:
            raise RecipeError(f"Can't use '{self.session_id}' as a session", str(err)) from err
        self._created = [n for n in (str(self.dataset), self.session_id) if n not in self.db]
        if self.dataset in self._created:
            self.db.add_dataset(self.dataset)
        if self.session_id in self._created:
            self.db.add_dataset(self.session_id, session=True)
        return self.dataset in self._created

    def drop_unused(self, *, keep_dataset: bool) -> None:
        """Remove again what `create_dataset` created, as far as it is empty: nobody used it.

        keep_dataset (bool): Remove the session only.
        """
        if type(self.db) is not Database:
            return  # of other storage we can't be sure that "empty" means no answers
        for name in self._created:
            if not (keep_dataset and name == self.dataset) and not self._count(name):
                try:
                    self.db.drop_dataset(name)
                except DatabaseError as err:  # tidying up must not look like a failure
                    log(f"DB: Can't remove the empty dataset '{name}': {err}")

    @property
    def is_storing(self) -> bool:
        """Whether answers are stored."""
        return self.db is not None and bool(self.dataset)

    @property
    def has_tables(self) -> bool:
        """Whether the storage is ours, with room for more than answers."""
        return self.db is not None and has_tables(self.db)

    @property
    def drafts(self) -> Drafts | None:
        """Half-done work of annotators. None if it is not wanted, or can't be kept."""
        return self._drafts if self._config.get("drafts") else None

    def open_leases(self, rules: LeaseRules) -> Leases | None:
        """Note from now on who holds which task.

        rules (LeaseRules): What leases mean in this run.
        RETURNS (Optional[Leases]): None if the storage is somebody else's: then leases end with
            the process.
        """
        if self.is_storing and has_tables(self.db):
            if find_method(self.db, "save_answers") is not None:
                self._leases = Leases(self.db, rules)
        return self._leases

    def open_again(self, rules: AgainRules) -> AgainBook | None:
        """Keep from now on what is asked again until it is answered.

        rules (AgainRules): Whose tasks they are.
        RETURNS (Optional[AgainBook]): None if the storage is somebody else's: then it is forgotten
            with the process.
        """
        if self.is_storing and has_tables(self.db):
            if find_method(self.db, "save_answers") is not None:
                self._again = AgainBook(self.db, rules)
        return self._again

    def get_owner(self, session_id: str) -> str:
        """RETURNS (str): Who owns what outlives a run. The unnamed session has another ID in every
        run; what belongs to it belongs to the dataset."""
        return str(self.dataset) if session_id == self.session_id else session_id

    def save(
        self,
        examples: list[TaskType],
        answers: list[TaskType],
        session_id: str,
        batch_id: str | None,
        asked: Sequence[Identity | None] | None = None,
        withdrawals: Withdrawals | None = None,
        settle: Settle | None = None,
    ) -> SaveResult:
        """Store a batch of answers of one session, all or nothing.

        examples (List[dict]): What is stored: the answers, or what `before_db` made of them.
        answers (List[dict]): The answers. Their drafts are deleted, their leases end.
        session_id (str): Full ID of the session.
        batch_id (Optional[str]): A batch that was stored before is not stored again.
        asked (Sequence[Identity | None] | None): What the examples are answers to. Defaults to None
            (what they show themselves).
        withdrawals (Withdrawals | None): Which batches are void.
        settle (callable | None): Called within the transaction, with what is returned.
        RETURNS (SaveResult): When this returns, the answers survive a power failure.
        """
        if not self.is_storing:
            return SaveResult(len(examples), is_repeat=not self._seen_batches.claim(batch_id))

        def forget(saved: SaveResult) -> None:
            self._forget(answers, session_id)
            if settle is not None:
                settle(saved)

        if self.drafts is not None:
            self.drafts.prepare()
        save_answers = find_method(self.db, "save_answers")
        replace = not self._config.get("keep_answer_history")
        names = (str(self.dataset), session_id)
        if save_answers is not None and has_tables(self.db):
            more = {"also": forget, "identities": asked, "withdrawals": withdrawals}
            return save_answers(examples, *names, batch_id, replace, **more)
        if save_answers is not None:
            return save_answers(examples, *names, batch_id, replace)
        saved = self._add(examples, session_id, batch_id)
        forget(saved)
        return saved

    def _forget(self, answers: list[TaskType], session_id: str) -> None:
        """Delete what was only there until the answers came."""
        if self.drafts is not None:
            self.drafts.delete(self.get_owner(session_id), map(get_task_key, answers))
        if self._leases is not None:
            self._leases.release(session_id, answers)
        if self._again is not None:
            self._again.forget(self.get_owner(session_id), list(map(get_task_key, answers)))

    def _add(self, examples: list[TaskType], session_id: str, batch_id: str | None) -> SaveResult:
        """Save in storage that only has the older interface."""
        if not self._seen_batches.claim(batch_id):
            return SaveResult(is_repeat=True)
        try:
            self.db.add_dataset(self.dataset)
            self.db.add_dataset(session_id, session=True)
            self.db.add_examples(examples, datasets=[self.dataset, session_id])
        except BaseException:
            # The browser will send the batch again, and then it must not count as stored.
            self._seen_batches.forget(batch_id)
            raise
        return SaveResult(n_new=len(examples))

    def find_stored(self, session_id: str, task_hashes: Sequence[int]) -> set[int]:
        """RETURNS (Set[int]): Those of the task hashes to which a session has answers in the
        dataset. Nothing if the storage is somebody else's."""
        if not task_hashes or not self.is_storing or not has_tables(self.db):
            return set()
        return self.db.find_task_hashes(task_hashes, str(self.dataset), session_id)

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

    def find_excluded(self, exclude: Sequence[str], current: bool, exclude_by: str) -> IdentitySet:
        """Find what nobody is asked about.

        exclude (Sequence[str]): Datasets that the recipe excludes.
        current (bool): Whether the answers of all sessions in the current dataset count, too.
        exclude_by (str): "task" or "input".
        RETURNS (IdentitySet): These inputs or tasks.
        """
        if self.db is None:
            return IdentitySet(exclude_by)
        names = [name for name in exclude if name != self.dataset or current]
        for name in names:
            if name not in self.db:
                log(f"CONTROLLER: Can't exclude dataset '{name}', which doesn't exist")
        if current and self.dataset and self.dataset not in names:
            names.append(self.dataset)
        return find_known(self.db, names, exclude_by)

    def find_answered(self, session_id: str | None) -> tuple[IdentitySet, IdentitySet]:
        """Find what a session answered in the dataset.

        session_id (Optional[str]): Full ID of a named session. None: nobody in particular, for
            whom everything counts that was answered without a name, in earlier runs, too.
        RETURNS (tuple[IdentitySet, IdentitySet]): The inputs and the tasks.
        """
        if not self.is_storing:
            return IdentitySet("input"), IdentitySet("task")
        prefix = f"{self.dataset}-"
        iter_answered = find_method(self.db, "iter_answered_identities")
        if iter_answered is None:
            own = self._iter_own(session_id, prefix)
            return make_sets(map(identify, own))
        args = (self.dataset, session_id, prefix)
        return make_sets(iter_answered(*args), lambda: iter_answered(*args, complete=True))

    def find_answered_by_all(self, by: str) -> dict[str, IdentitySet]:
        """Find what each session answered in the dataset, in earlier runs.

        by (str): "input" or "task": what is compared.
        RETURNS (dict[str, IdentitySet]): Full session ID to these inputs or tasks. All that was
            answered without a name belongs to the unnamed session of this run.
        """
        if not self.is_storing:
            return {}
        names: list[str | None] = [None]
        names += [n for n in self._list_sessions() if n.startswith(f"{self.dataset}-")]
        index = ("input", "task").index(by)
        return {name or self.session_id: self.find_answered(name)[index] for name in names}

    def _list_sessions(self) -> list[str]:
        """RETURNS (list[str]): The sessions that have answers in the dataset."""
        if has_tables(self.db):
            return self.db.get_dataset_sessions(str(self.dataset))
        names = (eg.get("_session_id") for eg in iter_examples(self.db, str(self.dataset)))
        return sorted({name for name in names if isinstance(name, str)})

    def _iter_own(self, session_id: str | None, prefix: str) -> Iterator[TaskType]:
        """Yield the answers of a session from custom storage."""
        for eg in iter_examples(self.db, str(self.dataset)):
            name = str(eg.get("_session_id") or "")
            is_own = name == session_id if session_id else not name.startswith(prefix)
            if is_own and INPUT_HASH_ATTR in eg and TASK_HASH_ATTR in eg:
                yield eg
