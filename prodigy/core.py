"""The controller: wires the components of a recipe together and delegates to them.

It owns no rules of its own. Drawing tasks is the business of `feed`, queues and leases of
`queues`, one annotator of `session`, all of them of `sessions`, storing answers of `answers`,
progress of `progress`, who is asked what of `policy`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .components.db import Withdrawals
from .components.fitting import make_fitter
from .components.progress import ProgressEstimator
from .components.queue_store import Peer
from .components.queues import MemoryQueues, QueueStore
from .components.routers import Router
from .components.session import Session
from .components.stream import Stream
from .components.validate import Validator
from .config import allowed_sessions, get_home, make_controller_run
from .engine.again import AgainRules
from .engine.annotators import Annotators
from .engine.answers import AnswerDesk, Receipt
from .engine.asked import AskedTasks
from .engine.blinding import Blinding
from .engine.counts import Counts
from .engine.feed import Feed, Resume
from .engine.learning import Lessons
from .engine.leases import LeaseRules
from .engine.policy import Policy
from .engine.recipe_thread import UPDATE, RecipeThread
from .engine.sessions import Sessions, call_factory
from .engine.shares import Share, Shares
from .engine.storage import Storage
from .engine.upcoming import Upcoming
from .errors import ProdigyError, RecipeError
from .hashing import SAMENESS, TASK_HASH_ATTR, get_task_key, identify, set_hashes
from .logger import log
from .protocols import ControllerComponentsDict, SessionProtocol
from .registry import Arg, get_recipe, list_recipes, recipe, recipe_args, set_recipe
from .reporting import report_exception
from .sameness import IdentitySet
from .shapes import TaskType
from .util import get_timestamp_session_id, split_string

if TYPE_CHECKING:
    from .engine.shared.counts import SharedCounts
    from .engine.shared.feed import SharedFeed
    from .engine.shared.team import Crew, Team

__all__ = [
    "Arg",
    "Controller",
    "get_recipe",
    "list_recipes",
    "recipe",
    "recipe_args",
    "set_recipe",
]


# Of those that come with tasks, where other processes may change them, in seconds.
MAX_FIGURES_AGE_S = 0.05
# What a recipe may return.
COMPONENTS = frozenset(ControllerComponentsDict.__annotations__)


class Controller:
    """Puts the components of a recipe together and lets the application talk to them.

    dataset (Union[str, bool, None]): Name of the dataset for the answers. Falsy: nothing is stored.
    view_id (str): ID of the annotation interface.
    stream (Iterable[dict]): The annotation tasks.
    update (Optional[callable]): `(answers) -> loss`, called with each batch after it was stored.
    db (Any): ID of a database, a database object, a function or class that makes one, or False to
        store nothing. None: the settings.
    progress (Optional[callable]): `(ctrl, update_return_value) -> float`, or the longer form
        `(ctrl, session, answers, update_return_value) -> float`.
    on_load (Optional[callable]): `(ctrl)`, called before the server starts.
    on_exit (Optional[callable]): `(ctrl)`, called when the server stops.
    before_db (Optional[callable]): `(examples) -> examples`, changes what is stored.
    validate_answer (Optional[callable]): `(example)`, raises an error for a bad answer.
    get_session_id (Optional[callable]): `() -> str`, the ID of this run instead of a timestamp.
    exclude (Optional[List[str]]): Datasets whose annotations are not asked again.
    config (Optional[dict]): The recipe's settings.
    metrics (Any): Not used; part of the signature that existing code calls.
    task_router (Optional[callable]): `(ctrl, session_id, item) -> list of session ids`.
    session_factory (Optional[callable]): `(ctrl, session_id) -> Session`.
    event_hooks (Optional[dict]): Name to `(ctrl, **payload) -> JSON`, called by custom scripts.
    name (Optional[str]): Name of the recipe.
    config_overrides (Optional[dict]): Settings that override all others.
    start_page (Optional[str]): Address of the page that the run is about, where nobody annotates,
        e.g. "data". Then the stream may be empty.
    """

    def __init__(
        self,
        dataset: str | bool | None,
        view_id: str,
        stream: Iterable[TaskType],
        update: Callable[..., Any] | None = None,
        db: Any = None,
        progress: Callable[..., Any] | None = None,
        on_load: Callable[..., Any] | None = None,
        on_exit: Callable[..., Any] | None = None,
        before_db: Callable[..., Any] | None = None,
        validate_answer: Callable[..., Any] | None = None,
        get_session_id: Callable[[], str] | None = None,
        exclude: list[str] | None = None,
        config: dict[str, Any] | None = None,
        metrics: Any = None,
        *,
        task_router: Router | None = None,
        session_factory: Callable[[Controller, str], Session] | None = None,
        event_hooks: dict[str, Callable[..., Any]] | None = None,
        name: str | None = None,
        config_overrides: dict[str, Any] | None = None,
        start_page: str | None = None,
    ) -> None:
        self.run = make_controller_run(config, config_overrides)
        self.config = self.run.config
        log(f"CONFIG: Settings of recipe '{name}'", self.config)
        if dataset == "":
            raise RecipeError(
                "The dataset has no name",
                "Answers could not be saved. Name it as the first argument of the recipe.",
            )
        self.dataset: str | None = str(dataset) if dataset else None
        self.config.update(view_id=view_id, dataset=self.dataset)
        self.config.setdefault("recipe_name", name)
        self.view_id = view_id
        self.recipe_name = name
        self.home: Path = get_home()
        self.update = update
        self.on_load, self.on_exit = on_load, on_exit
        self.before_db = before_db
        self.validate_answer = validate_answer
        self.get_session_id = get_session_id
        self.exclude = split_string(exclude)
        self.metrics = metrics
        self.event_hooks = dict(event_hooks or {})
        self.start_page = start_page
        with self.run.active():
            self.session_id = get_session_id() if get_session_id else get_timestamp_session_id()
        # Changes at every start: a browser that comes back can tell that its queue is outdated.
        self.instance_id = uuid.uuid4().hex
        self.batch_size: int = self.config["batch_size"]
        self.exclude_by: str = self.config["exclude_by"]
        self.policy = Policy(
            self.config, task_router, excludes_dataset=self.dataset in self.exclude
        )
        self.session_factory = session_factory
        self._validator = Validator(view_id) if self.config.get("validate", True) else None

        with self.run.active():
            self.storage = Storage(db, self.dataset, self.session_id, self.config)
        self.db = self.storage.db
        self._progress_function = progress
        self.team = self._join_team()  # before anything is named after the session of this run
        self._sessions = Sessions(self.dataset, self.session_id, self._open_session, self.join)
        self.declared_session_ids = self._sessions.declare(allowed_sessions())
        self.thread = RecipeThread(self.run.active)
        self.stream = self._open_stream(stream)
        self.queues: QueueStore = self._make_queues()
        self.counts = self._make_counts()
        self._annotators = Annotators(
            self.sessions,
            lambda: self.storage.find_answered_by_all(self.exclude_by),
            self.exclude_by,
            self.queues.find_annotators,
        )
        self.asked_tasks = AskedTasks(self.queues.find_asked)
        self._upcoming = Upcoming(
            self.policy,
            self.queues,
            is_common=self.is_common,
            exclude_by=self.exclude_by,
            has_answered=lambda session_id: self.storage.count_session(session_id) > 0,
        )
        self.blinding = Blinding(
            view_id, self.config, lambda: self.stream, self.thread, self.queues.find_task
        )
        self.estimator = ProgressEstimator(
            self, progress, lambda session: self.measure_share(session).progress
        )
        self._lessons = Lessons(self, self.estimator, report_exception)
        self._desk = AnswerDesk(
            self,
            self.thread,
            self.storage,
            report_exception,
            self.asked_tasks,
            self.blinding.restore,
        )
        self._again = self.storage.open_again(
            AgainRules(
                str(self.dataset), view_id, self.policy.asks_once, not self.policy.replays_history
            )
        )
        if self._again is not None and self.team is not None:
            self._again.prepare()
        self.feed: Feed | SharedFeed
        if self.team is None:
            self.feed = self._make_feed()
            self.feed.resume_again()
        else:
            self.feed = self.team.feed
            self._desk.settle = self.team.store.settle
            self.team.open(self._make_crew())
        try:
            for session_id in self.declared_session_ids:
                self.confirm_session(session_id)
            if start_page is None:
                self.feed.check_first_batch(self.batch_size)
        except BaseException:
            self.leave()
            raise

    @classmethod
    def from_components(
        cls,
        name: str,
        components: dict[str, Any],
        config_overrides: dict[str, Any] | None = None,
    ) -> Controller:
        """Make a controller of the dict that a recipe function returned.

        name (str): Name of the recipe.
        components (dict): The components. At least "view_id" and "stream" are needed.
        config_overrides (Optional[dict]): Settings that override the recipe's.
        RAISES (RecipeError): A component is missing.
        """
        components = dict(components)
        for key in ("view_id", "stream"):
            if components.get(key) is None:
                raise RecipeError(
                    f"Recipe '{name}' doesn't return a \"{key}\"",
                    'A recipe that starts the server returns a dictionary with at least "dataset", '
                    f'"view_id" and "stream". Found: {", ".join(map(repr, components))}.',
                )
        known = {key: components.pop(key) for key in COMPONENTS & set(components)}
        if components:
            log(f"CONTROLLER: Ignoring unknown components {sorted(components)}")
        known.setdefault("dataset", None)
        return cls(**known, name=name, config_overrides=config_overrides)

    # Streams, routing and sessions ------------------------------------------------------------

    @property
    def task_router(self) -> Router:
        """Decides which sessions get a task."""
        return self.policy.router

    @task_router.setter
    def task_router(self, router: Router) -> None:
        self.policy.router = router

    @property
    def is_common(self) -> bool:
        """Whether every task is for whoever asks first."""
        return self.policy.asks_once and not self.declared_session_ids

    def _join_team(self) -> Team | None:
        """Join the processes that share the queue, if it is shared."""
        if self.config["queue"] != "database":
            return None
        from .engine.shared.fingerprint import make_fingerprint
        from .engine.shared.opening import Plan, join_team

        plan = Plan(
            dataset=self.dataset,
            run=self.instance_id,
            session_id=self.session_id,
            fingerprint=make_fingerprint(
                self.recipe_name, self.view_id, self.run.words, self.config, self.policy.router
            ),
            rules=self._make_lease_rules(),
            keep_history=self.policy.replays_history,
            asks_once=self.policy.asks_once,
            sameness=SAMENESS[self.exclude_by],
            has_lessons=self.update is not None or self._progress_function is not None,
            keeps_answers=bool(self.config.get("keep_answer_history")),
        )
        team = join_team(self.db if self.storage.is_storing else None, plan)
        self.instance_id, self.session_id = team.seat.run, team.seat.session_id
        self.storage.session_id = self.session_id
        return team

    def _make_crew(self) -> Crew:
        from .engine.shared.team import Crew

        thread = self.thread
        return Crew(
            make_feed=self._make_feed,
            confirm_session=self._confirm_joined,
            learn=lambda *lesson: thread.submit(self._lessons.learn, *lesson, priority=UPDATE),
            submit=thread.submit,
            refresh=lambda session: thread.submit(self.estimator.refresh, session),
            estimator=self.estimator,
        )

    def _confirm_joined(self, session_id: str) -> Session:
        session = self.confirm_session(session_id)
        self.join(session)
        return session

    def on_lost(self, tell: Callable[[ProdigyError], None]) -> None:
        """Call a function if this process can't go on among those that share its queue."""
        if self.team is not None:
            self.team.on_lost(tell)

    def take_part(self) -> None:
        """Work for the other processes that serve this recipe, too, from now on. Happens by itself
        when tasks are asked for."""
        if self.team is not None:
            self.team.start()

    def leave(self) -> None:
        """Let the other processes that serve this recipe go on alone."""
        if self.team is not None:
            self.team.leave()

    def _make_queues(self) -> QueueStore:
        if self.team is not None:
            return self.team.store
        # Where everybody gets everything, nothing can be asked too often.
        leases = None
        if not self.policy.replays_history:
            leases = self.storage.open_leases(self._make_lease_rules())
        if self.storage.is_storing and getattr(self.db, "locks_rows", False):
            from .engine.shared.membership import put_away_leftovers

            put_away_leftovers(self.db, str(self.dataset), leases)
        return MemoryQueues(keep_history=self.policy.replays_history, leases=leases)

    def _make_counts(self) -> Counts | SharedCounts:
        keeps_history = bool(self.config.get("keep_answer_history"))
        if self.team is None:
            return Counts(self.storage.count_total(), keeps_history=keeps_history)
        from .engine.shared.counts import SharedCounts

        return SharedCounts(self.team.store, lambda: self.sessions, keeps_history=keeps_history)

    def _make_lease_rules(self) -> LeaseRules:
        return LeaseRules(
            dataset=str(self.dataset),
            run=self.instance_id,
            is_exclusive=self.policy.asks_once,
            skips_answered=self.policy.asks_once and self.policy.excludes_current,
            sameness=SAMENESS[self.exclude_by],
            get_owner=self.storage.get_owner,
            find_name=self._find_holder,
        )

    def _find_holder(self, owner: str) -> str | None:
        """The session that tasks of an earlier run belong to; None if it can't come back."""
        if owner == self.dataset:
            return None if self.declared_session_ids else self.session_id
        is_allowed = not self.declared_session_ids or owner in self.declared_session_ids
        return owner if is_allowed else None

    def _open_stream(self, tasks: Iterable[TaskType]) -> Stream:
        stream = Stream.from_iterable(tasks)
        if not self.config.get("skip_invalid", True):
            stream.problems.is_strict = True
        return stream

    def _make_feed(self, resume: Resume | None = None) -> Feed:
        everybody = self.policy.excludes_current and self.policy.asks_once
        excluded = self.storage.find_excluded(self.exclude, everybody, self.exclude_by)
        log(f"CONTROLLER: Excluding {len(excluded)} known answers by {self.exclude_by}")
        return Feed(
            self.stream,
            self.queues,
            self._route,
            self._is_wanted,
            self.thread,
            excluded=excluded,
            exclude_by=self.exclude_by,
            route_once=not self.policy.has_own_router,
            counts_sessions=not self.is_common,
            validator=self._validator,
            note_asked=self.asked_tasks.note,
            fit=make_fitter(self.view_id, self.config),
            report=report_exception,
            publish=self.team.publish if self.team else _do_nothing,
            resume=resume,
            again=self._again,
            get_owner=self.storage.get_owner,
        )

    def _route(self, session_id: str, task: TaskType) -> list[str]:
        names = self.task_router(self, session_id, task) or ()
        # A router may return the one session as a string, and plain names of annotators.
        ids = map(self.resolve_session_id, [names] if isinstance(names, str) else names)
        sessions = [self.confirm_session(name) for name in ids]
        for session in sessions:
            self.join(session)
        return [session.session_id for session in sessions]

    def _is_wanted(self, session_id: str, task: TaskType) -> bool:
        session = self.sessions.get(session_id)
        return session is None or not session.is_seen(task, self.exclude_by)

    @property
    def sessions(self) -> dict[str, Session]:
        """The sessions of this run, by their full IDs."""
        return self._sessions.by_id

    @property
    def session_ids(self) -> set[str]:
        """Full IDs of the named sessions: they connected, or were declared or named by a router.
        The unnamed one belongs to them as soon as somebody asks for tasks without a name."""
        others = self.queues.find_peers(fresh=False) or ()
        return {*self._sessions.find_joined(), *(other.session_id for other in others)}

    @property
    def total_annotated(self) -> int:
        """Number of annotations in the dataset, earlier runs included."""
        return self.counts.total

    @property
    def session_annotated(self) -> int:
        """Number of annotations in this run."""
        return self.counts.run

    @property
    def session_annotated_by_session(self) -> dict[str, int]:
        """Number of tasks annotated in this run, by session ID."""
        return {name: session.session_annotated for name, session in self.sessions.items()}

    @property
    def queue(self) -> Iterable[list[TaskType]]:
        """Generator of batches for the session of this run, each with other tasks."""
        sent: set[int] = set()
        while batch := self.get_questions(excludes=sent):
            sent.update(eg[TASK_HASH_ATTR] for eg in batch)
            yield batch

    def get_annotators(self, task: TaskType) -> set[str]:
        """Find out who doesn't have to be asked a task any more, for routers.

        task (dict): The task. It is not changed.
        RETURNS (set[str]): Full IDs of the sessions that answered it (or, where inputs are
            excluded, one on the same input), in this run or in earlier ones on the dataset; of
            sessions that are gone, too. Nobody if `auto_exclude_current` is off.
        """
        if not self.policy.excludes_current:
            return set()
        return self._annotators.find(identify(set_hashes(dict(task))))

    def get_session_name(self, name: str) -> str:
        """RETURNS (str): Full session ID of an annotator's name."""
        return self._sessions.get_name(name)

    def resolve_session_id(self, session_id: str | None) -> str:
        """RETURNS (str): The full ID for a bare name, a full ID or None (nobody in particular)."""
        return self._sessions.resolve(session_id)

    def confirm_session(self, session_id: str) -> Session:
        """RETURNS (Session): The session with this full ID, which is made if it doesn't exist.

        RAISES (ValueError): The ID can't be used as the name of a dataset.
        """
        return self._sessions.confirm(session_id)

    def add_session(self, session: Session) -> Session:
        """Add a session. RETURNS (Session): It, or the one of that ID that was there before."""
        return self._sessions.add(session)

    def _open_session(self, session_id: str) -> Session:
        if self.session_factory is not None:
            return call_factory(self.session_factory, self, session_id, self.thread)
        return self._make_session(session_id)

    def _make_session(self, session_id: str) -> Session:
        """Make a session without a factory, which may change what this returns."""
        inputs, tasks = IdentitySet("input"), IdentitySet("task")
        # When every task has one annotator, what anybody answered is excluded for all already.
        if self.policy.excludes_current and not self.policy.asks_once:
            name = None if session_id == self.session_id else session_id
            inputs, tasks = self.storage.find_answered(name)
        return Session(
            session_id,
            self.stream,
            self.batch_size,
            answered_input_hashes=inputs,
            answered_task_hashes=tasks,
            total_annotated=self.storage.count_session(session_id),
            target_annotated=self.config.get("total_examples_target") or 0,
        )

    def join(self, session: Session) -> None:
        """Let a session have a queue, and so belong to those whom routers know. Safe to repeat."""
        if not session.has_joined:
            session.use_queues(
                self.queues,
                replay=self.policy.replays_history,
                exclude_by=self.exclude_by,
                find_asked=self.asked_tasks.find,
                measure=lambda _: self.measure_share(session).progress,
            )

    def reset_stream(
        self,
        new_stream: Iterable[TaskType],
        apply_wrappers: bool = False,
        prepend_old_wrappers: bool = False,
    ) -> None:
        """Replace the stream: all sessions get different tasks from now on. Runs on the recipe
        thread, where nothing of the old stream is drawn meanwhile.

        new_stream (Iterable[dict]): The new tasks.
        apply_wrappers (bool): Apply the wrappers of the present stream to the new one.
        prepend_old_wrappers (bool): Another name of the same.
        """
        stream = self._open_stream(new_stream)
        if apply_wrappers or prepend_old_wrappers:
            stream.copy_wrappers(self.stream)
        self.thread.call(self._replace_stream, stream)

    def ask_again(self, tasks: Iterable[TaskType]) -> int:
        """Put tasks into the queues of this run, next in line, although they have answers.

        tasks (Iterable[dict]): The tasks, without answers.
        RETURNS (int): How many fit the interface.
        """
        if self.team is not None:
            return self.team.feed.ask_again(list(tasks))
        return int(self.thread.call(self.feed.ask_again, list(tasks)))

    def _replace_stream(self, stream: Stream) -> None:
        if self.team is not None:
            self.team.check_feeding()
        self.feed.close()
        self.stream = stream
        for session in self.sessions.values():
            session.stream = stream
        self.queues.clear()
        if self.team is None:
            self.feed = self._make_feed()
        else:
            self.team.replace_feed()

    # Questions --------------------------------------------------------------------------------

    def get_questions(
        self, session_id: str | None = None, excludes: Collection[int] | None = None
    ) -> list[TaskType]:
        """Get a batch of tasks. Waits for the stream.

        session_id (Optional[str]): Full ID of a named session.
        excludes (Optional[Collection[int]]): Hashes of tasks that the annotator holds already;
            other tasks that are out and unanswered are sent again.
        RETURNS (List[dict]): Up to `batch_size` tasks; none if there is nothing left.
        RAISES (StreamError): The stream or the router failed.
        """
        session = self.confirm_session(self.resolve_session_id(session_id))
        self.join(session)
        n = session.batch_size
        while True:
            self.feed.request(session.session_id, n).result()
            is_over = self.feed.is_over
            tasks = self.take_questions(session, excludes or ())
            if tasks or is_over:
                break
            # What waits is excluded, or others have it. The stream may bring something else.
            n = self.queues.size(session.session_id) + session.batch_size
        if not tasks:
            self.feed.raise_error()
        return tasks

    def take_questions(self, session: Session, excludes: Collection[int]) -> list[TaskType]:
        """Hand out what is ready for a session now, without waiting for the stream."""
        self.join(session)
        session.touch()
        tasks = session.get_questions(excludes=excludes)
        # With full overlap everybody gets everything, so there is nothing to look for.
        may_steal = self.config.get("allow_work_stealing", True) and not self.policy.replays_history
        if not tasks and may_steal and self.feed.is_over and self.feed.error is None:
            stolen = session.steal_work(
                session.batch_size,
                self._find_others(),
                self.exclude_by,
                may_take_waiting=self._may_take_waiting,
            )
            if stolen:
                log(f"SESSION: {session.session_id} takes over {stolen} tasks of others")
                tasks = session.get_questions(excludes=excludes)
        self.counts.sync(max_age_s=MAX_FIGURES_AGE_S)
        annotator = self.storage.get_owner(session.session_id)
        return [self.blinding.hide(task, annotator) for task in tasks]

    def find_upcoming(self, session_id: str) -> TaskType | None:
        """Find what a session would be asked first, without asking, see `engine.upcoming`.

        session_id (str): Full ID of the session, which need not exist.
        RETURNS (Optional[dict]): The task, or None if that can't be told.
        """
        is_special = self.session_factory is not None or self.policy.has_own_router
        if isinstance(self.feed, Feed) and not is_special and not self.blinding.is_on:
            session = self.sessions.get(session_id)
            return self._upcoming.find(session_id, session, self.feed)
        return None

    def _find_others(self) -> Iterator[Session | Peer]:
        """Yield the sessions of this run, wherever they are served, as they are then."""
        peers = self.queues.find_peers()
        yield from list(self.sessions.values()) if peers is None else peers

    def count_working(self) -> int:
        """RETURNS (int): Number of sessions that were heard of lately. Cheap."""
        peers = self.queues.find_peers(fresh=False)
        others = list(self.sessions.values()) if peers is None else peers
        return sum(not other.is_idle for other in others)

    def _may_take_waiting(self, other: Session | Peer) -> bool:
        return self.policy.may_take_waiting(other, self.declared_session_ids)

    # Answers ----------------------------------------------------------------------------------

    def prepare_answers(
        self, answers: list[TaskType], session_id: str | None, batch_id: str
    ) -> Future[Any]:
        """Let `before_db` begin with a batch, for callers who can't wait in `receive_answers`.

        RETURNS (Future): Done when `receive_answers` with the same batch ID won't wait.
        """
        session = self.confirm_session(self.resolve_session_id(session_id))
        return self._desk.prepare(answers, session, batch_id)

    def receive_answers(
        self,
        answers: list[TaskType],
        session_id: str | None = None,
        batch_id: str | None = None,
        withdrawals: Withdrawals | None = None,
    ) -> Receipt:
        """Store a batch of answers, then call `update`.

        answers (List[dict]): Annotated tasks with an "answer".
        session_id (Optional[str]): Full ID of a named session.
        batch_id (Optional[str]): Makes a repeated delivery harmless.
        withdrawals (Optional[Withdrawals]): Which batches are void.
        RETURNS (Receipt): What was stored. With a running server, `update` comes later.
        RAISES (BusyError): `before_db` isn't done yet. Nothing was stored: try again.
        """
        session = self.confirm_session(self.resolve_session_id(session_id))
        self.join(session)  # who answers, after a restart maybe before asking, is an annotator
        with self.counts.storing():
            receipt = self._desk.receive(answers, session, batch_id, withdrawals)
            self.counts.add(session, receipt.saved, receipt.answers)
        if receipt.answers:
            if self.policy.asks_once:
                asked = self.asked_tasks.find(session, receipt.answers)
                for eg, identity in zip(receipt.answers, asked):
                    if not self.queues.settles:
                        self.queues.release_all(get_task_key(eg))
                    self.feed.note_answered(identity)
            # In a team, the recipe learns where the stream runs.
            if self.team is None and self._lessons.has_recipe_code:
                receipt.update = self.thread.submit(
                    self._lessons.learn, session, receipt.answers, priority=UPDATE
                )
        return receipt

    def take_notices(self) -> list[str]:
        """RETURNS (List[str]): What failed in callbacks since the last call, for annotators."""
        return self._lessons.take_notices()

    def get_total_by_session(self, session_id: str) -> int:
        """RETURNS (int): Number of annotations of a named session, earlier runs included."""
        session = self.sessions.get(self.resolve_session_id(session_id))
        return session.total_annotated if session else self.storage.count_session(session_id)

    # Progress ---------------------------------------------------------------------------------

    def measure_share(self, session: SessionProtocol | None = None) -> Share:
        """Measure how much of the source is done, and what is left, by the tasks without an answer.

        session (Optional[Session]): The session. None: all together.
        RETURNS (Share): The share. It is the same for all where tasks are for whoever asks first.
        """
        shares = Shares(self.feed, is_common=self.is_common, is_same=self.policy.replays_history)
        return shares.measure(session.session_id if session else None)

    @property
    def progress(self) -> float | None:
        """The current progress, 0.0 to 1.0, or None if it is unknown."""
        return self.get_progress()

    def get_progress(self, session_id: str | None = None) -> float | None:
        """Get the progress of a session. Runs the recipe's function, if there is one.

        session_id (Optional[str]): Name or full ID of a session. None: that of all together.
        RETURNS (Optional[float]): 0.0 to 1.0, or None if it is unknown.
        """
        session = self.sessions.get(self.resolve_session_id(session_id)) if session_id else None
        if self.estimator.has_function:
            self.thread.call(self.estimator.refresh, session)
        return self.estimator.get(session)[0]

    # Start and end ----------------------------------------------------------------------------

    def load(self) -> None:
        """Get ready for the first annotator: runs `on_load` and the first estimate of progress."""
        if self.on_load is not None:
            self.thread.call(self.on_load, self)
        self.thread.call(self.estimator.refresh, None)

    def save(self) -> None:
        """Save and say goodbye: the database's `save`, then the recipe's `on_exit`."""
        self.leave()
        self.stream.problems.sum_up()
        if self.db is not None and hasattr(self.db, "save"):
            self.db.save()
        if self.on_exit is not None:
            with self.run.active():
                self.on_exit(self)


def _do_nothing() -> None:
    """What is put into queues in memory can be seen at once."""
