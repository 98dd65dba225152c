"""What happens to answers: complete them, store them, acknowledge, then let the recipe learn.

The order is the durability contract: nothing is acknowledged before the database has committed,
and no callback of a recipe can lose an answer. A `before_db` that fails is reported to the person
at the terminal and to the annotator, and the answers are stored as they came. One that is late
isn't: nothing is stored or acknowledged, and what it returns in the end is stored when the browser
sends the batch again.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Optional

from ..components.db import SaveResult, Withdrawals
from ..components.session import Session
from ..hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR, Identity, set_hashes
from ..logger import log
from ..protocols import ControllerProtocol
from ..shapes import TaskType
from .asked import AskedTasks, pair
from .recipe_thread import INTERACTIVE, RecipeThread
from .storage import Storage

Settle = Callable[[str, list[TaskType], list[Identity], SaveResult], None]

SESSION_ID_ATTR, ANNOTATOR_ID_ATTR = "_session_id", "_annotator_id"
TIMESTAMP_ATTR, VIEW_ID_ATTR = "_timestamp", "_view_id"
MAX_PREPARED = 1_000  # batches that `before_db` works on, or was done with too late
CALLBACK_TIMEOUT_S = 30.0  # for callbacks that may have to wait for a slow model

LATE = "The answers aren't saved yet: before_db isn't done"


class BusyError(Exception):
    """The recipe is busy for so long that the answers can't be taken now. Nothing was stored."""


@dataclass
class Receipt:
    """What became of the answers that came in.

    saved (SaveResult): What was written.
    notices (List[str]): What the annotator should know about.
    answers (List[dict]): The answers as they go to `update`.
    update (Optional[Future]): Done when `update` has run.
    """

    saved: SaveResult
    notices: list[str] = field(default_factory=list)
    answers: list[TaskType] = field(default_factory=list)
    update: Optional["Future[None]"] = None


class AnswerDesk:
    """Takes answers in.

    ctrl (ControllerProtocol): The controller.
    thread (RecipeThread): Where the recipe's callbacks run.
    storage (Storage): Where the answers go.
    report (callable): Receives (what failed, exception) for the person at the terminal.
    asked (AskedTasks): What the latest tasks were when they were asked.
    restore (callable): Puts an answer together with what was hidden from the annotator.
    """

    def __init__(
        self,
        ctrl: ControllerProtocol,
        thread: RecipeThread,
        storage: Storage,
        report: Callable[[str, BaseException], None],
        asked: AskedTasks,
        restore: Callable[[TaskType], TaskType] = lambda eg: eg,
    ) -> None:
        self._ctrl = ctrl
        self._thread = thread
        self._storage = storage
        self._report = report
        self._asked = asked
        self._restore = restore
        # Called with the session, the answers, what they are answers to, and what was saved, within
        # the transaction that saves them.
        self.settle: Settle | None = None
        self._prepared: OrderedDict[str, _Prepared] = OrderedDict()
        self._lock = threading.Lock()
        self._prepare_lock = threading.RLock()  # callbacks may hand in answers themselves

    def prepare(
        self, answers: Sequence[TaskType], session: Session, batch_id: str
    ) -> "Future[Any]":
        """Complete answers and let `before_db` change them, without waiting for it.

        answers (Sequence[dict]): Answered tasks.
        session (Session): Who answered.
        batch_id (str): Under which `receive` will find the result.
        RETURNS (Future): Done when `receive` need not wait.
        """
        return self._prepare(answers, session, batch_id).changed

    def receive(
        self,
        answers: Sequence[TaskType],
        session: Session,
        batch_id: str | None = None,
        withdrawals: Withdrawals | None = None,
    ) -> Receipt:
        """Store a batch of answers of one session. Safe from any thread.

        answers (Sequence[dict]): Answered tasks.
        session (Session): Who answered.
        batch_id (Optional[str]): Makes a repeated delivery harmless.
        withdrawals (Optional[Withdrawals]): Which batches are void.
        RETURNS (Receipt): When this returns, the answers are in the database.
        RAISES (DatabaseError): They could not be stored.
        RAISES (BusyError): `before_db` isn't done. Nothing was stored; what comes of it is used
            when the batch is sent again.
        """
        prepared = self._prepare(answers, session, batch_id)
        complete = prepared.answers
        receipt = Receipt(SaveResult(), answers=complete)
        stored = self._get_changed(prepared, receipt, batch_id)
        identities = self._asked.find(session, complete)
        asked = pair(stored, complete, identities)
        name, settle = session.session_id, None
        if self.settle is not None:
            settle = partial(self.settle, name, complete, identities)
        receipt.saved = self._storage.save(
            stored, complete, name, batch_id, asked, withdrawals, settle
        )
        self._forget_prepared(batch_id)
        if receipt.saved.is_withdrawn:
            receipt.answers = []
            return receipt
        # Also of a repeat: the first delivery may be on its way here, and whoever gets this receipt
        # must not be asked the same again.
        session.receive_answers(complete)
        if receipt.saved.is_repeat:
            receipt.answers = []
            return receipt
        log(
            f"CONTROLLER: Received {len(complete)} answers from {session.session_id} "
            f"({receipt.saved.n_new} new, {receipt.saved.n_replaced} changed)",
            complete,
        )
        return receipt

    def _complete(self, eg: TaskType, session: Session) -> TaskType:
        """Add what every stored answer has. Keys that are there stay as they are."""
        eg = dict(eg)
        if eg.get(INPUT_HASH_ATTR) is None or eg.get(TASK_HASH_ATTR) is None:
            eg = set_hashes(eg)
        eg.setdefault(VIEW_ID_ATTR, self._ctrl.view_id)
        if eg.get(TIMESTAMP_ATTR) is None:
            eg[TIMESTAMP_ATTR] = int(time.time())
        for attr in (ANNOTATOR_ID_ATTR, SESSION_ID_ATTR):
            if eg.get(attr) is None:
                eg[attr] = session.session_id
        return eg

    def _prepare(
        self, answers: Sequence[TaskType], session: Session, batch_id: str | None
    ) -> "_Prepared":
        with self._prepare_lock:
            known = self._prepared.get(batch_id) if batch_id is not None else None
            if known is not None:
                return known
            complete = [self._restore(self._complete(eg, session)) for eg in answers]
            prepared = _Prepared(complete, self._submit_before_db(complete))
            if batch_id is not None and self._ctrl.before_db is not None:
                self._prepared[batch_id] = prepared
                if len(self._prepared) > MAX_PREPARED:
                    self._prepared.popitem(last=False)
        return prepared

    def _submit_before_db(self, answers: list[TaskType]) -> "Future[list[TaskType]]":
        before_db = self._ctrl.before_db
        if before_db is None:
            changed: Future[list[TaskType]] = Future()
            changed.set_result(answers)
            return changed
        # The callback may change its examples in place; `update` gets the original answers.
        copies = [_copy_json(eg) for eg in answers]
        return self._thread.submit(_call_before_db, before_db, copies, priority=INTERACTIVE)

    def _get_changed(
        self, prepared: "_Prepared", receipt: Receipt, batch_id: str | None
    ) -> list[TaskType]:
        """What `before_db` made of the answers; the answers themselves if it failed."""
        # Not by the timeout of `result`: the callback may raise a timeout of its own.
        wait([prepared.changed], timeout=CALLBACK_TIMEOUT_S)
        if not prepared.changed.done():
            # What the recipe would have changed must not be stored as it is. The browser has it.
            raise BusyError(LATE)
        if prepared.changed.cancelled():
            self._forget_prepared(batch_id)
            raise BusyError("The answers aren't saved: the server is stopping")
        error = prepared.changed.exception()
        if error is None:
            return prepared.changed.result()
        self._report("before_db failed; the answers were stored unchanged", error)
        reason = str(error) or type(error).__name__
        receipt.notices.append(f"before_db failed: {reason}. Your answers were saved unchanged.")
        return prepared.answers

    def _forget_prepared(self, batch_id: str | None) -> None:
        with self._prepare_lock:
            self._prepared.pop(str(batch_id), None)


@dataclass(frozen=True)
class _Prepared:
    """Answers on their way into the database.

    answers (List[dict]): As they came, completed.
    changed (Future): As they are to be stored, a list of dicts.
    """

    answers: list[TaskType]
    changed: "Future[list[TaskType]]"


def _call_before_db(before_db: Callable[..., Any], examples: list[TaskType]) -> list[TaskType]:
    """Call the recipe, and go through what it returns, which may be a generator: recipe thread.

    RAISES (TypeError): It returned something else than examples.
    """
    result = before_db(examples)
    if result is None:
        return examples  # changed in place
    changed = [] if isinstance(result, (dict, str)) else list(result)
    if isinstance(result, (dict, str)) or not all(isinstance(eg, dict) for eg in changed):
        raise TypeError(f"before_db must return a list of examples, got {result!r:.200}")
    return changed


def _copy_json(value: Any) -> Any:
    """Copy dicts and lists of JSON; much quicker than copy.deepcopy."""
    if isinstance(value, dict):
        return {key: _copy_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copy_json(item) for item in value]
    return value
