"""Whether the server can do its work: for proxies, supervisors and whoever gets called at night."""

import threading
import time
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

import peewee

from ..components.db.custom import has_tables
from .waiting import is_done

if TYPE_CHECKING:
    from ..core import Controller

TIMEOUT_S = 2.0  # for the database
KEPT_S = 1.0  # how long an answer of the database holds: anybody may ask


class Health:
    """Finds out what keeps the server from doing its work."""

    def __init__(self) -> None:
        self._check: Future[None] | None = None
        self._ctrl: Controller | None = None
        self._checked_at = 0.0

    async def find_reasons(self, ctrl: "Controller") -> list[str]:
        """Find out what is wrong, in bounded time.

        ctrl (Controller): The controller. Nothing of the recipe is run.
        RETURNS (list[str]): Reasons in words, without anything that is secret. None if all is well.
        """
        reasons = []
        if ctrl.feed.error is not None:
            reasons.append(f"the stream of tasks has failed: {type(ctrl.feed.error).__name__}")
        if ctrl.thread.has_ended:
            reasons.append("the thread of the recipe has ended")
        database = await self._check_database(ctrl)
        return [*reasons, *([database] if database else [])]

    async def _check_database(self, ctrl: "Controller") -> str | None:
        if not ctrl.storage.is_storing or not has_tables(ctrl.db):
            return None
        check, is_old = self._check, time.monotonic() - self._checked_at > KEPT_S
        if check is None or self._ctrl is not ctrl or (check.done() and is_old):
            # A thread of its own: those for storage may all be waiting for the database. One at a
            # time, however often somebody asks.
            check = self._check = Future()
            self._ctrl, self._checked_at = ctrl, time.monotonic()
            args = (ctrl.db, check)
            threading.Thread(target=_ask, args=args, name="prodigy-health", daemon=True).start()
        if not await is_done(check, TIMEOUT_S):
            return f"the database has not answered for {TIMEOUT_S:.0f} seconds"
        err = check.exception()
        return None if err is None else f"the database can't be read: {type(err).__name__}"


def _ask(db: Any, answer: "Future[None]") -> None:
    try:
        is_sqlite = isinstance(db.db, peewee.SqliteDatabase)
        if is_sqlite and db.db.database != ":memory:" and not Path(db.db.database).is_file():
            raise FileNotFoundError(db.db.database)  # who has it open can still read it
        with db._connected("reach the database"):
            db.db.execute_sql("SELECT id FROM dataset LIMIT 1").fetchone()
        if db.db.thread_safe:
            db.close()  # of this thread; a shared one stays
        answer.set_result(None)
    except Exception as err:  # whatever a driver raises is the answer
        answer.set_exception(err)


health = Health()
