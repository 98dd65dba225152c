"""From the stream into the queues: draw, hash, check, leave out what is done, route.

Drawing runs recipe code, so it happens on the recipe thread, in slices: more urgent jobs (an
answer to validate, an update) come in between. A few tasks are drawn ahead for each session, so
that handing out a batch takes microseconds however slow the stream is.
"""

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ..components.db.outages import retry
from ..components.problems import Problems
from ..components.queues import QueueStore
from ..components.stream import Stream
from ..components.validate import Validator
from ..errors import StreamError
from ..hashing import (
    INPUT_HASH_ATTR,
    SAMENESS,
    TASK_DIGEST_ATTR,
    Identity,
    agree,
    get_task_key,
    get_task_mark,
    identify,
    set_hashes,
)
from ..logger import log
from ..reporting import RECIPE_ERRORS
from ..sameness import IdentitySet
from ..shapes import TaskType
from .again import AgainBook
from .recipe_thread import LOOK_AHEAD, RecipeThread

SLICE_S = 0.05  # how long one job may draw before it lets others in
MAX_REPEATS = 2000  # tasks asked before, in a row, after which a looping stream is given a rest
REST_S = 0.5
MAX_MISFITS_AT_START = 10_000  # in a row, after which the interface or the data are wrong


@dataclass(frozen=True)
class Resume:
    """What another feed of the same stream has done before, in another process that has ended.

    identities (Iterable[Identity]): What it has put into queues, in order.
    asked (Iterable[tuple[str, Identity]]): Whom it has asked what.
    told (Mapping): What it has told last, see `Feed.describe`.
    """

    identities: Iterable[Identity] = ()
    asked: Iterable[tuple[str, Identity]] = ()
    told: Mapping[str, Any] = field(default_factory=dict)


class Feed:
    """Fills the queues of sessions from a stream.

    stream (Stream): The tasks.
    queues (QueueStore): Where they go.
    route (callable): `(session_id, task) -> list of session ids`, which exist.
    is_wanted (callable): `(session_id, task) -> bool`: not answered by that session yet. The
        session need not exist.
    thread (RecipeThread): Where the stream and the router run.
    excluded (IdentitySet): What nobody is asked (again).
    exclude_by (str): "task" or "input", what the hashes refer to.
    route_once (bool): A task that was routed is not routed again. Without, the router may be asked
        again about a task that the stream repeats.
    counts_sessions (bool): Sessions have tasks of their own: count whose those are that are
        answered already.
    validator (Optional[Validator]): Checks each task; bad ones are reported to the problems of the
        stream and left out.
    note_asked (callable): Receives a task that goes to queues, and what it is.
    fit (callable): Mends what can be mended for the interface, in place.
    report (callable): Receives (what failed, exception) for the same person.
    publish (callable): Called after some tasks were put, so that others may see them.
    resume (Optional[Resume]): What was done before, and is passed over. None: nothing.
    again (Optional[AgainBook]): Keeps what is asked again. None: it ends with the process.
    get_owner (callable): Name of a queue to what it is called in all runs.
    """

    def __init__(
        self,
        stream: Stream,
        queues: QueueStore,
        route: Callable[[str, TaskType], list[str]],
        is_wanted: Callable[[str, TaskType], bool],
        thread: RecipeThread,
        *,
        excluded: IdentitySet,
        exclude_by: str,
        route_once: bool,
        counts_sessions: bool = True,
        validator: Validator | None,
        note_asked: Callable[[TaskType, Identity], None],
        fit: Callable[[TaskType, Problems], None],
        report: Callable[[str, BaseException], None],
        publish: Callable[[], None] = lambda: None,
        resume: Resume | None = None,
        again: AgainBook | None = None,
        get_owner: Callable[[str], str] = lambda name: name,
    ) -> None:
        self.stream = stream
        self.queues = queues
        self._route, self._is_wanted = route, is_wanted
        self._thread = thread
        self._excluded = excluded
        self._exclude_by, self._sameness = exclude_by, SAMENESS[exclude_by]
        self._route_once = route_once
        self._counts_sessions = counts_sessions
        self._validator, self._fit = validator, fit
        self._note_asked = note_asked
        self._report = report
        self._publish = publish
        self._missing: Counter[str] = Counter()
        self._pending: dict[str, Future[None]] = {}
        self._routed = IdentitySet(exclude_by)
        self._asked: dict[str, IdentitySet] = {}
        is_enough = route_once and self._sameness.has_question
        self._placed = self._routed if is_enough else IdentitySet("task")
        self._repeats = 0
        self._again: deque[TaskType] = deque()
        self._book, self._get_owner = again, get_owner
        self._left: dict[str, deque[TaskType]] = {}  # by owner, what an earlier run has not asked
        self.is_circling = False  # the stream only repeats what was asked before
        self.is_exhausted = False
        self.error: BaseException | None = None
        self._failed_part = ""
        self.n_drawn = 0
        self.n_known = 0  # had an answer already
        self.n_placed = 0  # went to queues, or had an answer of everybody they would go to
        self.n_by_session: Counter[str] = Counter()  # the same by session, answered or not
        self.n_invalid = 0
        self.n_told_apart = 0  # tasks with the hash of another one
        self.n_by_hash = 0  # left out by hashes that aren't made of the content
        stream.exclude_early(self._is_excluded_early)
        self._told: Mapping[str, Any] = {}
        self._before: IdentitySet | None = None  # what another feed has put into queues
        self._passed = IdentitySet("task")  # what of that came by again
        if resume is not None:
            self._resume(resume)

    def _resume(self, resume: Resume) -> None:
        self._told = resume.told
        self.n_placed = resume.told.get("n_placed", 0)
        self.n_by_session = Counter(resume.told.get("n_by_session", {}))
        self._before = IdentitySet("task")
        for identity in resume.identities:
            self._before.add(identity)
            self._placed.add(identity)
            if self._route_once and self._routed is not self._placed:
                self._routed.add(identity)
        for name, identity in () if self._route_once else resume.asked:
            self._asked.setdefault(name, IdentitySet(self._exclude_by)).add(identity)

    def describe(self) -> dict[str, Any]:
        """RETURNS (dict): JSON, what others need to know. What an earlier feed has told stays true
        while this one gets to the same place."""
        told, stream = self._told, self.stream
        progress, before = stream.progress, told.get("read")
        return {
            "n_known": max(self.n_known, told.get("n_known", 0)),
            "n_placed": self.n_placed,
            "n_by_session": self.n_by_session,
            "n_ahead": 0 if self._before else stream.n_ahead,
            "n_excluded": max(stream.n_excluded, told.get("n_excluded", 0)),
            "read": before if progress is None else max(progress, before or 0.0),
            "is_over": self.is_over,
            "is_exhausted": self.is_exhausted,
            "failed": None if self.error is None else [self._failed_part, _describe(self.error)],
        }

    def _is_excluded_early(self, task: TaskType) -> bool:
        return (
            not self._sameness.has_question
            and task.get(INPUT_HASH_ATTR) is not None
            and self._excluded.may_have(task)
            and identify(task, with_question=False) in self._excluded
        )

    def check_first_batch(self, n: int) -> None:
        """Draw the first tasks, which stay in the stream, and check them.

        What doesn't fit is left out. If misfits are errors, all tasks are checked, where the
        source can be read twice.

        n (int): How many tasks.
        RAISES (StreamError): There is no task at all, or none that fits the interface.
        """
        if self.stream.problems.is_strict:
            rehearsal = self.stream.rehearse()
            if rehearsal is None:
                log("FEED: This stream can't be checked as a whole before it is served")
            for task in rehearsal or ():
                self._accept(set_hashes(task))
        n_left_out = 0
        while batch := self.stream.look_ahead(n):
            misfits = [task for task in batch if not self._accept(set_hashes(task))]
            self.stream.drop_ahead(misfits)
            n_left_out += len(misfits)
            if len(misfits) < len(batch):
                return
            if n_left_out >= MAX_MISFITS_AT_START:
                break
        if not (self.stream.n_excluded or self._again or self._left):
            raise StreamError("Error while validating stream: no first example", self._explain())

    def _accept(self, task: TaskType) -> bool:
        """Whether a task fits the interface. If not, that is reported."""
        if self._validator:
            self._fit(task, self.stream.problems)
        problems = self._validator.check(task) if self._validator else []
        if problems and self._validator:
            self.n_invalid += 1
            view_id = self._validator.view_id
            what = f"It doesn't fit the interface '{view_id}': {'; '.join(problems)}"
            self.stream.problems.skip(task, what)
        return not problems

    def _explain(self) -> str:
        """Say why there is nothing to annotate."""
        left_out = self.stream.problems.describe_first()
        fix = (
            '\nCorrect the data or the recipe, or set "validate": false in your prodigy.json to '
            "skip the check of the interface."
            if self.n_invalid
            else ""
        )
        return (left_out + fix) or (
            "The stream is empty, so there is nothing to annotate. Check that the source has "
            "the right format and that its records have the key this recipe needs, e.g. "
            '"text". Records without it are skipped. See the input formats in the docs.'
        )

    def raise_error(self) -> None:
        """RAISES (StreamError): The stream or the router failed. Does nothing otherwise."""
        if self.error is not None:
            raise make_error(self._failed_part, _describe(self.error)) from self.error

    @property
    def is_over(self) -> bool:
        """Whether nothing new will come: the stream has ended or failed, or goes in circles."""
        return self.is_exhausted or self.is_circling or self.error is not None

    def close(self) -> None:
        """Draw no more, because another feed takes over. Who waits for tasks is told at once."""
        self.is_exhausted = True

    def ask_again(self, tasks: Iterable[TaskType]) -> int:
        """Ask tasks next, whoever has answered them. Runs on the recipe thread.

        tasks (Iterable[dict]): The tasks, without answers.
        RETURNS (int): How many fit the interface. The others are reported.
        """
        fitting = [task for task in map(set_hashes, tasks) if self._accept(task)]
        if self._book is not None:
            self._book.add(fitting)
        self.queues.ask_again(map(get_task_key, fitting))
        self._again.extend(fitting)
        self.is_exhausted = self.is_exhausted and not fitting
        self._repeats, self.is_circling = 0, False
        return len(fitting)

    def resume_again(self) -> None:
        """Ask what an earlier run was to ask again, as far as it was not answered."""
        if self._book is None:
            return
        for task, owners in self._book.load():
            if self._validator and self._validator.check(task):
                continue  # the interface has other demands now; it stays for a run that it fits
            self.queues.ask_again([get_task_key(task)])
            if owners is None:
                self._again.append(task)
            for owner in owners or ():
                self._left.setdefault(owner, deque()).append(task)

    def _has_left(self, session_id: str) -> bool:
        return bool(self._left) and bool(self._left.get(self._get_owner(session_id)))

    def _place_again(self, session_id: str) -> None:
        """Put a task into the queues of those whom the router names, answered or not; or into that
        of the session, if it was there in an earlier run."""
        is_left, owner = self._has_left(session_id), self._get_owner(session_id)
        source = self._left[owner] if is_left else self._again
        self._put_again(session_id, source[0], owner if is_left else None)
        source.popleft()
        if is_left and not source:
            del self._left[owner]

    def _put_again(self, session_id: str, task: TaskType, owner: str | None) -> None:
        key = get_task_key(task)
        if self._book is not None and not self._book.is_wanted(key, owner):
            return  # it was answered meanwhile, by somebody who still had it
        self._note_asked(task, identify(task))
        while True:
            version = self.queues.version
            routed = [session_id] if owner else self._route(session_id, task)
            names = keep_holders(list(dict.fromkeys(routed)), self.queues.find_holders(task))
            # Noted before anybody can answer it.
            if self._book is not None and not owner:
                self._book.note_owners(key, list(map(self._get_owner, names)))
            if self.queues.put(task, names, version):
                return

    def note_answered(self, identity: Identity) -> None:
        """Ask nobody about a task any more, which an earlier run has handed out. Safe from any
        thread."""
        if identity not in self._routed:
            self._excluded.add(identity)

    def request(self, session_id: str, n: int) -> "Future[None]":
        """Ask for n waiting tasks in a session's queue. Safe from any thread, doesn't wait.

        RETURNS (Future): Done as soon as they are there, or nothing more will come.
        """
        pending = self._pending.get(session_id)
        if pending is not None and not pending.done():
            return pending
        future: Future[None] = Future()
        is_over = self.is_exhausted and not self._has_left(session_id)
        if is_over or self.error or self.queues.size(session_id) >= n:
            future.set_result(None)
            return future
        self._pending[session_id] = future
        find_short = partial(self._find_short, session_id, n)
        self._thread.submit(self._fill, find_short, future, priority=LOOK_AHEAD)
        return future

    def prepare(self, session_id: str, n: int) -> None:
        """Draw ahead for the next call, for which nobody waits yet. Safe from any thread."""
        self.request(session_id, n)

    def _find_short(self, session_id: str, n: int) -> str | None:
        return session_id if self.queues.size(session_id) < n else None

    def fill_up(self, missing: Mapping[str, int]) -> "Future[None]":
        """Draw until sessions have so many more tasks. Safe from any thread, doesn't wait; the next
        call comes after the end of this one.

        missing (Mapping[str, int]): Full session ID to the number of tasks.
        RETURNS (Future): Done as soon as they are there, or nothing more will come.
        """
        future: Future[None] = Future()
        self._missing = Counter(missing)
        self._thread.submit(self._fill, self._find_missing, future, priority=LOOK_AHEAD)
        return future

    def _find_missing(self) -> str | None:
        name, n = max(self._missing.items(), key=lambda item: item[1], default=("", 0))
        return name if n > 0 else None

    def _fill(self, find_short: Callable[[], str | None], future: "Future[None]") -> None:
        """Draw until nobody is short of tasks; after each slice, queue up behind other jobs."""
        end = time.monotonic() + SLICE_S
        while (session_id := find_short()) is not None:
            if not self._draw(session_id):
                break
            if not self._thread.is_running and self._repeats >= MAX_REPEATS:
                self._repeats, self.is_circling = 0, True
                break  # nobody can answer meanwhile, so a stream in a circle would never end
            if self._thread.is_running and time.monotonic() >= end:
                job = (self._fill, find_short, future)
                if self._repeats < MAX_REPEATS:
                    self._thread.defer(*job)
                else:
                    # The stream runs in a circle while its last tasks are out for annotation.
                    self._repeats, self.is_circling = 0, True
                    timer = threading.Timer(REST_S, self._thread.defer, job)
                    timer.daemon = True
                    timer.start()
                self._publish()
                return
        self._publish()
        future.set_result(None)

    def iter_new(self) -> Iterator[TaskType]:
        """Yield what was read and not drawn yet, of that what will be asked. Draws nothing, and is
        safe from any thread. The tasks are copies."""
        if self._again or self._left or self._before or self.is_over:
            return  # something else comes first, or nothing
        for read in self.stream.get_ahead():
            task = set_hashes(dict(read))
            is_new = self._find_known(identify(task)) is None and not self.queues.find_holders(task)
            if is_new and not (self._validator and self._validator.check(task)):
                yield task

    def _draw(self, session_id: str) -> bool:
        """Draw and route one task. False: there will be no more."""
        has_left = self._has_left(session_id)
        if (self.is_exhausted and not has_left) or self.error:
            return False
        if self._again or has_left:
            try:
                retry(partial(self._place_again, session_id))
            except RECIPE_ERRORS as err:
                return self._fail("task router", err)
            return True
        try:
            task = set_hashes(next(self.stream))
            identity = identify(task)
            if self._was_put_before(identity):
                self.n_drawn += 1
                return True
            known = self._find_known(identity)
            is_fit = known is not None or self._accept(task)
        except StopIteration:
            self.is_exhausted = True
            log(f"FEED: End of the stream after {self.n_drawn} tasks")
            if self.n_told_apart or self.n_by_hash:
                log(
                    f"FEED: {self.n_told_apart} have the hash of another one; "
                    f"{self.n_by_hash} were left out by hashes of another rule"
                )
            return False
        except RECIPE_ERRORS as err:
            return self._fail("stream of tasks", err)
        if self.is_exhausted:
            return False  # the stream itself has replaced the stream
        self.n_drawn += 1
        if not is_fit:
            return True
        try:
            retry(partial(self._place, session_id, task, identity, known))
        except RECIPE_ERRORS as err:
            return self._fail("task router", err)
        return True

    def _was_put_before(self, identity: Identity) -> bool:
        """Whether another feed has put a task into queues, and it comes by for the first time."""
        return (
            self._before is not None and identity in self._before and self._passed.add_new(identity)
        )

    def _fail(self, part: str, err: BaseException) -> bool:
        self.error, self._failed_part = err, part
        self._report(f"The {part} failed; tasks that were drawn before are still served", err)
        return False

    def _find_known(self, identity: Identity) -> IdentitySet | None:
        """RETURNS (IdentitySet | None): Where a task is known from, about which nobody is asked,
        however it looks."""
        if self._excluded and identity in self._excluded:
            return self._excluded
        return self._routed if self._route_once and identity in self._routed else None

    def _place(
        self, session_id: str, task: TaskType, identity: Identity, known: IdentitySet | None
    ) -> None:
        if known is not None:
            self.n_by_hash += not identity.input_digest
        if known is self._excluded:
            self.n_known += 1
            # The router of a recipe is only asked about what is new.
            is_news = self.n_known > self._told.get("n_known", 0)
            if self._route_once and self._counts_sessions and is_news:
                self.n_by_session.update(self._route(session_id, task))
            return
        if known is not None:
            self._repeats += 1
            return
        task = self._tell_apart(task, identity)
        self._note_asked(task, identity)
        while True:
            # A session that joins meanwhile replays the history; then the router must know it.
            version = self.queues.version
            names = list(dict.fromkeys(self._route(session_id, task)))
            names = keep_holders(names, self.queues.find_holders(task))
            wanted = [
                name
                for name in names
                if self._is_wanted(name, task) and not self._was_asked(name, identity)
            ]
            if self.queues.put(task, wanted, version):
                break
        for name in wanted:
            if not self._is_wanted(name, task):  # the answer came in this moment
                self.queues.release(name, get_task_key(task))
        for name in wanted if self._missing else ():
            self._missing[name] -= 1
        # What is routed once was looked up before it came here.
        if self._placed is self._routed or identity not in self._placed:
            self.n_placed += 1
            self.n_by_session.update(names)
        self._repeats = 0 if wanted else self._repeats + 1
        self.is_circling = self.is_circling and not wanted
        self._placed.add(identity)
        if self._route_once and self._routed is not self._placed:
            self._routed.add(identity)
        for name in () if self._route_once else wanted:
            self._asked.setdefault(name, IdentitySet(self._exclude_by)).add(identity)

    def _was_asked(self, session_id: str, identity: Identity) -> bool:
        asked = self._asked.get(session_id)
        return asked is not None and identity in asked

    def _tell_apart(self, task: TaskType, identity: Identity) -> TaskType:
        """Give a task a digest if another one has its hash: its answer may not show any more what
        was asked, and must not be taken for an answer to the other one."""
        key = identity.task_hash
        others = self._placed.find(key)
        is_first = not others or agree(others[0], identity.digests)
        if self._excluded and self._sameness.has_question and self._excluded.find(key):
            is_first = False  # what has an answer, and is something else
        if is_first or get_task_mark(task) is not None:
            return task
        self.n_told_apart += 1
        # The recipe's own task stays as it is.
        return {**task, TASK_DIGEST_ATTR: identity.task_digest or identity.input_digest}


def make_error(part: str, text: str) -> StreamError:
    """RETURNS (StreamError): That a part of the recipe has failed, for annotators."""
    return StreamError(
        f"The {part} failed: {text}",
        "The terminal where Prodigy runs shows where. All answers are safe; restart the recipe to "
        "go on.",
    )


def _describe(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def keep_holders(names: list[str], holders: list[str]) -> list[str]:
    """Let those who hold a task already be among those who get it, instead of others.

    names (List[str]): Session IDs, as the router decides.
    holders (List[str]): Session IDs of those who were handed the task in an earlier run.
    RETURNS (List[str]): As many as the router wants; more if there are more holders. Nobody if the
        router doesn't want the task to be asked.
    """
    if not names:
        return []
    others = [name for name in names if name not in holders]
    return [*holders, *others[: max(0, len(names) - len(holders))]]
