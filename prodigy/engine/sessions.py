"""The annotators of a run: what their sessions are called, and how one comes into being."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

from ..components.session import Session, check_session_id
from ..errors import ConfigError, RecipeError
from ..logger import log
from ..reporting import RECIPE_ERRORS, report_exception
from .recipe_thread import RecipeThread

Factory = Callable[[Any, str], Session]
# In one run. Each has a queue and needs memory, and whoever can reach the server can make up names.
MAX_SESSIONS = 10_000


class Sessions:
    """Sessions by their full IDs. Safe from any thread.

    dataset (Optional[str]): Dataset of the run; full IDs begin with it.
    own_id (str): ID of the session of those who give no name.
    make (callable): `(session_id) -> Session`, called for an ID that is new.
    join (callable): `(session)`, gives a session a queue.

    by_id (dict[str, Session]): All sessions.
    """

    def __init__(
        self,
        dataset: str | None,
        own_id: str,
        make: Callable[[str], Session],
        join: Callable[[Session], None],
    ) -> None:
        self.by_id: dict[str, Session] = {}
        self._dataset, self._own_id = dataset, own_id
        self._make, self._join = make, join
        self._lock = threading.RLock()

    def get_name(self, name: str) -> str:
        """RETURNS (str): Full ID of an annotator's name."""
        return f"{self._dataset}-{name}" if self._dataset else name

    def resolve(self, session_id: str | None) -> str:
        """RETURNS (str): The full ID for a bare name, a full ID or None (nobody in particular)."""
        if not session_id:
            return self._own_id
        is_full = session_id == self._own_id or session_id in self.by_id
        if is_full or (self._dataset and session_id.startswith(f"{self._dataset}-")):
            return session_id
        return self.get_name(session_id)

    def declare(self, names: Iterable[str]) -> list[str]:
        """Check the names of the only sessions that may connect.

        RETURNS (List[str]): Their full IDs.
        RAISES (ConfigError): One of the names can't be used, so nobody could connect by it.
        """
        ids = [self.get_name(name) for name in names]
        for session_id in ids:
            try:
                check_session_id(session_id)
            except ValueError as err:
                raise ConfigError("Invalid name in PRODIGY_ALLOWED_SESSIONS", str(err)) from err
        return ids

    def confirm(self, session_id: str) -> Session:
        """RETURNS (Session): The session with this full ID, which is made if it doesn't exist.

        RAISES (ValueError): The ID can't be used as the name of a dataset, or there are too many.
        """
        session = self.by_id.get(session_id)
        if session is not None:
            return session
        check_session_id(session_id)
        if len(self.by_id) >= MAX_SESSIONS:
            raise ValueError(
                f"Can't make the session {session_id}: there are {len(self.by_id):,} already. "
                "Restart the server, and name those who may come in "
                "PRODIGY_ALLOWED_SESSIONS."
            )
        return self.add(self._make(session_id))

    def add(self, session: Session) -> Session:
        """Add a session. RETURNS (Session): It, or the one of that ID that was there before."""
        with self._lock:
            known = self.by_id.get(session.session_id)
            if known is not None:
                return known
            # Everybody's page is loaded without a name first, often by who has one.
            if session.session_id != self._own_id:
                self._join(session)
            self.by_id[session.session_id] = session
        log(f"STREAM: Created queue for {session.session_id}")
        return session

    def find_joined(self) -> set[str]:
        """RETURNS (set[str]): Full IDs of the sessions that have a queue."""
        return {name for name, session in self.by_id.items() if session.has_joined}


def call_factory(factory: Factory, ctrl: Any, session_id: str, thread: RecipeThread) -> Session:
    """Let a recipe make a session.

    factory (callable): `(ctrl, session_id) -> Session` of the recipe.
    ctrl (Controller): The controller.
    session_id (str): Full ID of the session.
    thread (RecipeThread): Where it runs.
    RETURNS (Session): The session.
    RAISES (RecipeError): The function failed, or made something else.
    """
    try:
        session = thread.call(factory, ctrl, session_id)
        if not isinstance(session, Session):
            raise TypeError(f"expected a Session, got {type(session).__name__}")
    except RECIPE_ERRORS as err:
        report_exception(f"session_factory failed for {session_id}", err)
        raise RecipeError(
            f"session_factory failed: {type(err).__name__}: {err}",
            "The terminal where Prodigy runs shows where. All answers are safe.",
        ) from err
    return session
