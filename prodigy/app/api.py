"""The endpoints. They wait for recipe code and storage, but never run either on the event loop."""

import asyncio
import hashlib
import inspect
import json
import time
import uuid
from collections.abc import Collection
from typing import Any

from fastapi import APIRouter, Body, Header, HTTPException, Path, Query, Request, Response
from starlette.exceptions import HTTPException as AnyHTTPException

from ..about import __version__
from ..components.db import Withdrawals
from ..components.session import Session
from ..core import Controller
from ..engine.answers import CALLBACK_TIMEOUT_S, LATE, BusyError, Receipt
from ..errors import OutageError
from ..io.jsonable import dump_json
from ..logger import log
from ..reporting import RECIPE_ERRORS, report_exception
from ..shapes import TaskType
from . import models
from .access import get_proxy_name
from .errors import HintedError
from .figures import find_answered, make_figures, refresh_figures
from .limits import can_be_stored, check_answers
from .links import check_link
from .pages import list_pages
from .parsing import PatientRoute
from .prefetch import suggest_prefetch
from .project import make_project
from .quick_routes import QuickRoute
from .requests import note_request
from .state import state
from .status import count_tasks
from .waiting import is_done, run_recipe_code

router = APIRouter(route_class=PatientRoute)

MAX_WAIT_S = 10.0  # for the first task of a batch; then the client is told to ask again
GRACE_S = 0.3  # for a full batch, when some tasks are there already
MAX_EVENT_S = 50.0  # for an event hook, which may train; the page waits for a minute
POLL_INTERVAL_S = 0.05  # while tasks are being made, for those that others give back
UPDATE_GRACE_S = 0.1  # for a quick update, so that the acknowledgement shows its progress
# Exceptions that nobody raises to refuse an answer.
BUGS = (ArithmeticError, AttributeError, LookupError, NameError, TypeError)
HEADER_BATCH = "x-prodigy-batch"


async def _find_session(session_id: str | None) -> Session:
    ctrl = state.controller
    full_id = await check_link(ctrl, session_id)
    note_request(full_id)
    session = ctrl.sessions.get(full_id)
    if session is None:
        try:
            session = await _make_session(ctrl, full_id)
        except ValueError as err:
            raise HTTPException(400, str(err)) from err
    return session


async def _make_session(ctrl: Controller, full_id: str) -> Session:
    if ctrl.session_factory is None:
        return await state.run(ctrl.confirm_session, full_id)
    # Recipe code. Waiting for it in one of the threads for storage would block other requests.
    made = await run_recipe_code(
        ctrl, ctrl.confirm_session, full_id, timeout_s=CALLBACK_TIMEOUT_S, what="session_factory"
    )
    return made.result()


async def _refresh_progress(ctrl: Controller, session: Session) -> None:
    """Let a progress function of the recipe take in what others did, without waiting for long."""
    if ctrl.estimator.needs_refresh(session):
        first = ctrl.thread.submit(ctrl.estimator.refresh, session)
        await is_done(first, GRACE_S)


async def _get_questions(session: Session, excludes: Collection[int]) -> dict[str, Any]:
    """Hand out what is ready; wait a bounded time if nothing is; draw ahead for the next call."""
    ctrl = state.controller
    end = time.monotonic() + MAX_WAIT_S
    tasks: list[dict[str, Any]] = []
    is_preparing = False
    if not session.has_joined:
        await state.run(ctrl.join, session)
    feed = ctrl.feed
    ahead = feed.request(session.session_id, session.batch_size)
    await is_done(ahead, GRACE_S)
    await _refresh_progress(ctrl, session)
    while True:
        # Looked at before: what comes while tasks are taken is there the next time.
        is_ready, is_over = ahead.done(), feed.is_over
        # Storage is asked whose tasks they are, and user-defined sessions may be slow.
        tasks = await state.run(ctrl.take_questions, session, excludes)
        if tasks:
            break
        if feed is not ctrl.feed:  # the stream was replaced meanwhile
            feed = ctrl.feed
            ahead = feed.request(session.session_id, session.batch_size)
        elif is_ready and is_over:
            break
        elif is_ready:
            # What waits is excluded, or others have it. The stream may bring something else.
            n = await state.run(ctrl.queues.size, session.session_id) + session.batch_size
            ahead = feed.request(session.session_id, n)
        if time.monotonic() >= end:
            is_preparing = True
            break
        await is_done(ahead, POLL_INTERVAL_S)
    if not tasks:
        ctrl.feed.raise_error()
    ctrl.feed.prepare(session.session_id, session.batch_size)
    log(f"RESPONSE: {len(tasks)} tasks for {session.session_id}", tasks)
    note_request(tasks=len(tasks))
    prefetch = suggest_prefetch(ctrl, session, tasks)
    response = {"tasks": tasks, "prefetch": prefetch, **make_figures(ctrl, session)}
    return {**response, "preparing": True} if is_preparing else response


@router.get("/project", summary="Settings and information about the project")
@router.get("/project/{session}", include_in_schema=False)
async def get_project(request: Request, session: models.SessionId = None) -> Any:
    """Called once when the app starts."""
    ctrl = state.controller
    current = await _find_session(session)
    project = await state.run(make_project, ctrl)
    await _refresh_progress(ctrl, current)
    name = get_proxy_name() or session or None
    figures = await state.run(refresh_figures, ctrl, current)
    return {**project, "session": name, "pages": list_pages(request), **figures}


@router.get(
    "/get_questions",
    response_model=models.QuestionsResponse,
    summary="Next batch of tasks, without a session name",
)
async def get_questions(
    excludes: str = Query("", description="Comma-separated hashes of tasks at hand"),
) -> Any:
    """Tasks that are out and unanswered come first, unless excluded."""
    try:
        numbers = {int(number) for number in excludes.split(",") if number.strip()}
    except ValueError as err:
        raise HTTPException(422, "excludes must be a comma-separated list of hashes") from err
    if any(abs(number) > 2**63 for number in numbers):
        raise HTTPException(422, "excludes has numbers that are no hashes: they have 64 bits")
    return _as_json(await _get_questions(await _find_session(None), numbers))


async def get_session_questions(request: models.QuestionsRequest) -> Any:
    """Tasks that are out and unanswered come first, unless excluded."""
    session = await _find_session(request.session_id)
    return _as_json(await _get_questions(session, set(request.excludes)))


router.add_api_route(
    "/get_session_questions",
    get_session_questions,
    methods=["POST"],
    response_model=models.QuestionsResponse,
    summary="Next batch of tasks for a named session",
    route_class_override=QuickRoute,
)


@router.get(
    "/get_session_questions",
    response_model=models.QuestionsResponse,
    summary="First batch of tasks for a named session",
)
async def get_first_questions(session_id: models.SessionId = None) -> Any:
    """What browsers ask for while the page still loads, and so without a body."""
    return _as_json(await _get_questions(await _find_session(session_id), ()))


async def give_answers(
    request: models.AnswersRequest,
    batch_id: str | None = Header(
        None, alias=HEADER_BATCH, max_length=64, description="ID of the batch: a repeat counts once"
    ),
) -> Any:
    """Answered after the commit and before the recipe's update. The same batch ID twice is
    stored once; a task answered again by the same session replaces the earlier answer. What is
    withdrawn is not stored when it arrives later."""
    ctrl = state.controller
    session = await _find_session(request.session_id)
    withdrawals = find_withdrawals(batch_id, request.withdrawn, session.session_id)
    batch = (batch_id, session.session_id, request.answers)
    if ctrl.before_db is None:
        # All in one thread: to change to another one costs as much as what it does there.
        receipt = await state.run(_receive, ctrl, *batch, withdrawals)
    else:
        answers, key = await state.run(_take_in, *batch)
        # Waiting for it in one of the threads for storage would block other requests.
        change = await state.run(ctrl.prepare_answers, answers, session.session_id, key)
        if not await is_done(change, CALLBACK_TIMEOUT_S):
            raise BusyError(LATE)
        receipt = await state.run(
            ctrl.receive_answers, answers, session.session_id, key, withdrawals
        )
    note_request(answers=receipt.saved.n_new + receipt.saved.n_replaced)
    if receipt.update is not None:
        await is_done(receipt.update, UPDATE_GRACE_S)
    notices = [*receipt.notices, *ctrl.take_notices()]
    response = make_figures(ctrl, session)
    return _as_json({**response, "notice": "\n".join(notices)} if notices else response)


router.add_api_route(
    "/give_answers",
    give_answers,
    methods=["POST"],
    response_model=models.AnswersResponse,
    response_model_exclude_unset=True,
    summary="Store answers",
    route_class_override=QuickRoute,
)


def _receive(
    ctrl: Controller,
    batch_id: str | None,
    session_id: str,
    answers: list[TaskType],
    withdrawals: Withdrawals,
) -> Receipt:
    answers, key = _take_in(batch_id, session_id, answers)
    return ctrl.receive_answers(answers, session_id, key, withdrawals)


def _take_in(
    batch_id: str | None, session_id: str, answers: list[TaskType]
) -> tuple[list[TaskType], str]:
    """RETURNS (tuple[list[dict], str]): The answers, checked, and what the batch is known by."""
    answers = check_answers(answers)
    return answers, make_batch_key(batch_id, session_id, answers)


def make_batch_key(batch_id: str | None, session_id: str, answers: list[TaskType]) -> str:
    """Make what a batch is remembered by. A repeat is the same ID from the same session with the
    same answers: an ID that somebody else took, or that a script always sends, loses no answer.

    batch_id (Optional[str]): ID that the client gave. Without one, the batch is no repeat.
    session_id (str): Full ID of the session.
    answers (List[dict]): The answers as they arrived.
    RETURNS (str): 64 characters, or 32 without an ID.
    """
    if not batch_id:
        return uuid.uuid4().hex
    digest = hashlib.sha256()
    digest.update(json.dumps([batch_id, session_id])[:-1].encode("ascii"))
    sign = b", ["
    # One by one: writing a large list at once would keep everybody waiting.
    for eg in answers:
        digest.update(sign + json.dumps(eg, sort_keys=True).encode("ascii"))
        sign = b", "
    digest.update(b"]]" if answers else b", []]")
    return digest.hexdigest()


def find_withdrawals(
    batch_id: str | None, withdrawn: Collection[str], session_id: str
) -> Withdrawals:
    """Make what batches are withdrawn by: their IDs, whatever answers they have.

    batch_id (Optional[str]): ID that the client gave to the batch that arrived.
    withdrawn (Collection[str]): IDs of those that it gave up.
    session_id (str): Full ID of the session, which can't withdraw what others have sent.
    """

    def make_key(other: str) -> str:
        content = json.dumps(["withdrawn", other, session_id])
        return hashlib.sha256(content.encode("ascii")).hexdigest()

    others = [make_key(other) for other in withdrawn if other and other != batch_id]
    return Withdrawals(make_key(batch_id) if batch_id else None, others)


@router.post(
    "/validate_answer",
    response_model=models.ValidateResponse,
    summary="Check an answer with the recipe's validate_answer",
)
async def validate_answer(request: models.ValidateRequest) -> Any:
    """Only useful if the recipe has such a callback; otherwise every answer is fine."""
    ctrl = state.controller
    if ctrl.validate_answer is None:
        return {"ok": True}
    checked = await run_recipe_code(
        ctrl,
        ctrl.validate_answer,
        request.answer,
        timeout_s=CALLBACK_TIMEOUT_S,
        what="validate_answer",
    )
    try:
        checked.result()
    except OutageError:  # which says nothing about the answer
        raise
    except BUGS as err:
        report_exception("validate_answer failed", err)
        return {"ok": False, "message": f"validate_answer failed: {type(err).__name__}: {err}"}
    except RECIPE_ERRORS as err:
        log(f"VALIDATE: Answer refused: {err!r}")
        return {"ok": False, "message": str(err) or type(err).__name__}
    return {"ok": True}


@router.post("/event/{name}", summary="Call an event hook of the recipe")
async def call_event(
    name: str = Path(description="As in `event_hooks` of the recipe"),
    payload: dict[str, Any] | None = Body(default=None),
) -> Any:
    """The payload's items are the hook's keyword arguments, after the controller."""
    ctrl = state.controller
    hook = ctrl.event_hooks.get(name)
    if hook is None:
        known = ", ".join(sorted(ctrl.event_hooks)) or "none"
        raise HTTPException(404, f"The recipe has no event hook '{name}'. It has: {known}.")
    payload = payload or {}
    check_payload(name, hook, payload)
    log(f"POST: /event/{name}", payload)
    called = await run_recipe_code(
        ctrl, _call_hook, hook, ctrl, payload, timeout_s=MAX_EVENT_S, what=f"Event hook '{name}'"
    )
    try:
        return _as_json(called.result())
    except (AnyHTTPException, OutageError):  # FastAPI's, or Starlette's that it is made from
        raise
    except RECIPE_ERRORS as err:
        report_exception(f"Event hook '{name}' failed", err)
        detail = f"Event hook '{name}' failed: {type(err).__name__}: {err}"
        raise HTTPException(500, detail) from err


def check_payload(name: str, hook: Any, payload: dict[str, Any]) -> None:
    """RAISES (HTTPException): Status 422, the hook doesn't take these arguments."""
    try:
        signature = inspect.signature(hook)
    except (TypeError, ValueError):  # some functions of other languages don't tell
        return
    try:
        signature.bind(None, **payload)
    except TypeError as err:
        parameters = list(signature.parameters.values())[1:]
        takes = ", ".join(map(str, parameters)) or "nothing"
        unknown = payload.keys() - {parameter.name for parameter in parameters}
        # A misspelled argument is also a missing one; what was given says more.
        what = f"got an unexpected keyword argument {min(unknown)!r}" if unknown else err
        detail = f"Event hook '{name}': {what}."
        raise HintedError(422, detail, f"It takes {takes}.") from err


def _as_json(value: Any) -> Response:
    """What recipes put into tasks and results need not be JSON."""
    return Response(dump_json(value), media_type="application/json")


def _call_hook(hook: Any, ctrl: Controller, payload: dict[str, Any]) -> Any:
    result = hook(ctrl, **payload)
    # An async hook gets a loop of its own: it is recipe code and belongs on this thread.
    return asyncio.run(result) if inspect.iscoroutine(result) else result


@router.post("/activity", summary="Report that the annotator is there")
async def report_activity(request: models.ActivityRequest) -> Any:
    """Tasks of a session that is heard of are never given to others."""
    session = await _find_session(request.session_id)
    await state.run(session.touch)
    return {"ok": True, **await state.run(refresh_figures, state.controller, session)}


@router.post(
    "/figures",
    response_model=models.FiguresResponse,
    summary="How much is done and how much is left",
)
async def get_figures(request: models.FiguresRequest) -> Any:
    """Also tells which answers are stored already, of those that a page may have sent."""
    ctrl = state.controller
    session = await _find_session(request.session_id)
    figures = await state.run(refresh_figures, ctrl, session)
    tasks = await state.run(list, filter(can_be_stored, request.pending))
    return {**figures, "answered": await state.run(find_answered, ctrl, session, tasks)}


@router.get(
    "/session_status",
    response_model=models.StatusResponse,
    summary="How many tasks are with a session and with others",
)
async def get_session_status(
    session_id: str | None = Query(None, description="Name or full ID of the session"),
) -> Any:
    """Only looks: no task is handed out, and no session is made."""
    ctrl = state.controller
    return await state.run(count_tasks, ctrl, await check_link(ctrl, session_id))


@router.get("/version", summary="Version of Prodigy")
async def report_version(request: Request) -> Any:
    """The version."""
    return version()


def get_health() -> dict[str, str]:
    """RETURNS (dict): The body of GET /health if all is well, also for endpoints of a recipe."""
    return {"status": "ok"}


def version() -> dict[str, str]:
    """RETURNS (dict): The body of GET /version, also for endpoints of a recipe."""
    return {"version": __version__}
