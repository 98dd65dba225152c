"""Failures become JSON of one shape, here and nowhere else; the terminal gets the detail."""

import uuid
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from ..components.db.outages import outages
from ..engine.answers import BusyError
from ..errors import OutageError, ProdigyError
from ..logger import log_for_people, make_printable
from ..messages import msg
from ..reporting import report_exception
from .requests import HEADER as REQUEST_ID_HEADER

DOCS_HINT = "See /docs on this server for what is expected."
MAX_PROBLEMS = 10  # that are told of one request
MAX_PROBLEM_CHARS = 300
RETRY_S = 5  # after which somebody may try again
OUTAGE = "The database can't be reached or written at the moment."
OUTAGE_HINT = (
    "Nothing is lost: answers stay in the page and are sent again by themselves. The terminal "
    "where Prodigy runs shows what is wrong."
)
LOOK_HINT = "See the terminal where Prodigy runs for details."


class HintedError(HTTPException):
    """A refusal that also says what to do.

    status_code (int): Status of the response.
    detail (str): What is wrong.
    hint (str): What to do.
    """

    def __init__(self, status_code: int, detail: str, hint: str) -> None:
        super().__init__(status_code, detail)
        self.hint = hint


def make_error(status: int, detail: Any, hint: str | None, request: HTTPConnection) -> JSONResponse:
    """Make the response of a failure."""
    request_id = getattr(request.state, "request_id", None) or uuid.uuid4().hex[:12]
    path = make_printable(request.url.path)
    log_for_people(f"RESPONSE: {path} {status} (request {request_id})")
    hint = hint or (DOCS_HINT if status < 500 else LOOK_HINT)
    body = {"status": status, "detail": detail, "hint": hint, "request_id": request_id}
    headers = {REQUEST_ID_HEADER: request_id}
    if status == 503:
        headers["Retry-After"] = str(RETRY_S)
    return JSONResponse(body, status_code=status, headers=headers)


def add_error_handlers(app: FastAPI) -> None:
    """Install the handlers of what endpoints raise.

    app (FastAPI): The app.
    """

    async def answer(request: Request, err: Exception) -> JSONResponse:
        return answer_failure(request, err)

    for kind in (HTTPException, RequestValidationError, ProdigyError, BusyError):
        app.add_exception_handler(kind, answer)


class Failures:
    """Answers what nobody has caught. It stands within the layers that add headers: so pages of
    other origins, too, can read what went wrong.

    app (callable): The ASGI app that may fail.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_begun = False

        async def note_and_send(message: Any) -> None:
            nonlocal has_begun
            has_begun = has_begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, note_and_send)
        except Exception as err:
            request = Request(scope)
            response = answer_failure(request, err)
            if has_begun:
                raise  # the connection is cut: half an answer must not look like a whole one
            await response(scope, receive, send)


def answer_failure(request: Request, err: Exception) -> JSONResponse:
    """Make the response to what was raised, and tell the person at the terminal.

    request (Request): The request.
    err (Exception): What was raised.
    """
    if isinstance(err, HTTPException):
        response = make_error(err.status_code, err.detail, getattr(err, "hint", None), request)
        response.headers.update(err.headers or {})
        return response
    if isinstance(err, RequestValidationError):
        return make_error(422, _list_problems(err), None, request)
    what = f"{request.method} {request.url.path}"
    if isinstance(err, OutageError):
        # Everybody notices at once, and tries again every few seconds.
        outages.warn("Pages keep their answers, and send them when it is back", err)
        return make_error(503, OUTAGE, OUTAGE_HINT, request)
    if isinstance(err, BusyError):
        msg.warn(f"{what}: {err}. The annotator was told to wait.")
        return make_error(503, str(err), "Nothing is lost: try again in a moment.", request)
    report_exception(f"{what} failed", err)
    if isinstance(err, ProdigyError):
        return make_error(500, err.title, err.text or LOOK_HINT, request)
    return make_error(500, f"{type(err).__name__}: {err}", LOOK_HINT, request)


def _list_problems(err: RequestValidationError) -> str:
    problems = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in err.errors()]
    shown = [problem[:MAX_PROBLEM_CHARS] for problem in problems[:MAX_PROBLEMS]]
    if len(problems) > MAX_PROBLEMS:
        shown.append(f"and {len(problems) - MAX_PROBLEMS} more")
    return "; ".join(shown)
