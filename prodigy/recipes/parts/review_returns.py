"""What annotators answered otherwise than a reviewer, as tasks for each of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ...components.answer_checks import find_misshapen, iter_usable
from ...components.db.custom import iter_examples
from ...components.session import check_session_id
from ...components.source import Source
from ...hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR, get_hash
from ...partial import leave_out
from ...shapes import TaskType
from ...views import get_view_id
from .review_versions import (
    BOOKKEEPING_KEYS,
    NOTE_KEY,
    SHARED_KEYS,
    Group,
    get_answer,
    make_group,
)

# Sessions without a name are called by the time of their start.
TIMED = re.compile(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d")
OWN, DECISION = "annotator", "decision"


class Returns(Source):
    """The items that go back. They are made when they are drawn, as often as that is.

    db (Database): The database.
    dataset (str): Where the corrected answers go, which is in the names of sessions.
    names (Sequence[str]): Datasets made by `review`.
    to_session (Sequence[str] | None): Only for these annotators. Defaults to None (all).
    """

    def __init__(
        self, db: Any, dataset: str, names: Sequence[str], to_session: Sequence[str] | None
    ) -> None:
        self._db, self._dataset, self._names = db, dataset, names
        self._to_session = to_session
        known = [name for name in db.datasets if name not in names]
        self._known = sorted(known, key=len, reverse=True)
        self.datasets: dict[str, None] = {}
        self.n_nameless = 0
        # By names that no session can have: how many items, and why.
        self.unreachable: dict[str, tuple[int, str]] = {}
        self.n_reviewed = 0
        self._n_drawn = 0
        self._n_items: int | None = None  # known when they were drawn for the first time

    def __iter__(self) -> Iterator[TaskType]:
        self.n_nameless = self.n_reviewed = self._n_drawn = 0
        self.unreachable.clear()
        for name in self._names:
            for eg in iter_usable(iter_examples(self._db, name), f"dataset {name}"):
                self.n_reviewed += isinstance(eg.get("versions"), list)
                for session, version in find_differing(eg, f"dataset {name}"):
                    annotator = self._find_annotator(session)
                    if annotator is None:
                        self.n_nameless += 1
                    elif self._can_reach(annotator):
                        self._n_drawn += 1
                        yield make_item(eg, version, annotator, session, name)
        self._n_items = self._n_drawn

    def copy(self) -> Source:
        return Returns(self._db, self._dataset, self._names, self._to_session)

    def _can_reach(self, annotator: str) -> bool:
        """Whether somebody gets items. Imported answers may have names that no session can have:
        the server would refuse them, and with them whatever comes later."""
        if self._to_session is not None and annotator not in self._to_session:
            return False
        try:
            check_session_id(f"{self._dataset}-{annotator}")
        except ValueError as err:
            count, _ = self.unreachable.get(annotator, (0, ""))
            self.unreachable[annotator] = count + 1, str(err)
            return False
        return True

    def get_position(self) -> float | None:
        return self._n_drawn

    def get_size(self) -> float | None:
        return self._n_items

    def _find_annotator(self, session: str) -> str | None:
        """Get the name in the address of the page: sessions are called "dataset-name". Answers of
        nobody are called by their dataset in `review`."""
        if session in self._known:
            return None
        for dataset in self._known:
            if session.startswith(f"{dataset}-") and len(session) > len(dataset) + 1:
                self.datasets[dataset] = None
                session = session[len(dataset) + 1 :]
                break
        return None if TIMED.fullmatch(session) else session


def find_differing(eg: TaskType, where: str) -> Iterator[tuple[str, TaskType]]:
    """Find who answered otherwise than the reviewer.

    eg (dict): An answer of `review`.
    where (str): Where it comes from, for what is said about versions that nobody can have made.
    YIELDS (tuple[str, dict]): A session, and its version. None if the reviewer has ignored it.
    """
    versions = eg.get("versions")
    if get_answer(eg) not in ("accept", "reject") or not isinstance(versions, list):
        return
    decided = _restore(eg, eg)
    for number, version in enumerate(versions):
        problem = _find_wrong(eg, version)
        if problem:
            what = f"versions[{number}] of the task with the hash {eg.get(TASK_HASH_ATTR)}"
            leave_out(f"versions in {where}", f"{where}: {what}: {problem}. It is left out.")
            continue
        own = _restore(eg, version)
        if len(_group(decided, own).versions) > 1:
            for session in version.get("sessions") or ():
                yield str(session), own


def _find_wrong(eg: TaskType, version: Any) -> str | None:
    """RETURNS (str | None): Why a version can't be compared with what was decided."""
    if not get_view_id(eg):
        return "nothing says in which interface it was made, there is no 'view_id'"
    if not isinstance(version, dict):
        return f"expected an object, found {version!r:.60}"
    sessions = version.get("sessions")
    is_list = isinstance(sessions, (list, type(None)))
    if not is_list or not all(isinstance(one, (str, int)) for one in sessions or ()):
        return f"sessions: expected a list of names, found {sessions!r:.60}"
    return find_misshapen(version)


def _restore(eg: TaskType, version: TaskType) -> TaskType:
    """Make an answer of a version, which lacks what all of them have in common."""
    content = {key: value for key, value in version.items() if key not in BOOKKEEPING_KEYS}
    content.pop("default", None)
    shared = {key: eg[key] for key in SHARED_KEYS if key in eg}
    hashes = {key: eg[key] for key in (INPUT_HASH_ATTR, TASK_HASH_ATTR) if key in eg}
    made = {"answer": get_answer(version), "_view_id": get_view_id(eg)}
    return {**shared, **content, **hashes, **made}


def _group(decided: TaskType, own: TaskType) -> Group:
    answers = {(DECISION, OWN): own, (DECISION, DECISION): decided}
    return make_group(str(own["_view_id"]), answers)


def make_item(eg: TaskType, own: TaskType, annotator: str, session: str, dataset: str) -> TaskType:
    """Make the task for an annotator: the own answer, next to what was decided.

    eg (dict): An answer of `review`.
    own (dict): The answer of the annotator.
    annotator (str): The name in the address of the page.
    session (str): The session of that answer.
    dataset (str): The dataset of the decision.
    RETURNS (dict): A task for the interface `review`, with a hash of its own: other annotators may
        get the same. It changes when the decision does.
    """
    decided = _restore(eg, eg)
    decided.pop(NOTE_KEY, None)  # it stands on top of the card
    task = _group(decided, own).make_task()
    names = {OWN: session, DECISION: dataset}
    for version in task["versions"]:
        version["sessions"] = [names[one] for one in version["sessions"]]
    # Who made it is told on the card.
    task["review"] = {"annotator": annotator, "dataset": dataset, "answer": decided["answer"]}
    if isinstance(eg.get("note"), str) and eg["note"].strip():
        task["review"]["comment"] = eg["note"]
    decision = json.dumps(_list_compared(decided), sort_keys=True, default=str)
    prefix = f"{task[TASK_HASH_ATTR]}{decision}"
    task[TASK_HASH_ATTR] = get_hash({"annotator": annotator}, prefix, ("annotator",))
    return task


def _list_compared(decided: TaskType) -> Iterable[Any]:
    ignored = (*SHARED_KEYS, NOTE_KEY, "flagged", TASK_HASH_ATTR)
    return [[key, value] for key, value in sorted(decided.items()) if key not in ignored]
