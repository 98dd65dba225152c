"""Failures become JSON of one shape, here and nowhere else; the terminal gets the detail."""

import uuid
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from ..engine.answers import BusyError
from ..errors import ProdigyError
from ..logger import log_for_people, make_printable
from ..messages import msg
from ..reporting import report_exception
from .headers import make_safe
from .requests import HEADER as REQUEST_ID_HEADER

DOCS_HINT = "See /docs on this server for what is expected."
MAX_PROBLEMS = 10  # that are told of one request
MAX_PROBLEM_CHARS = 300
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


def make_error(status: int, detail: Any, hint: str | None, request: Request) -> JSONResponse:
    """Make the response of a failure."""
    request_id = getattr(request.state, "request_id", None) or uuid.uuid4().hex[:12]
    path = make_printable(request.url.path)
    log_for_people(f"RESPONSE: {path} {status} (request {request_id})")
    hint = hint or (DOCS_HINT if status < 500 else LOOK_HINT)
    body = {"status": status, "detail": detail, "hint": hint, "request_id": request_id}
    return JSONResponse(body, status_code=status, headers={REQUEST_ID_HEADER: request_id})


def add_error_handlers(app: FastAPI, is_shared: Callable[[], bool]) -> None:
    """Install the handlers.

    app (FastAPI): The app.
    is_shared (callable): Returns whether pages of other origins may use the answers.
    """

    @app.exception_handler(HTTPException)
    async def on_http_error(request: Request, err: HTTPException) -> JSONResponse:
        response = make_error(err.status_code, err.detail, getattr(err, "hint", None), request)
        response.headers.update(err.headers or {})
        return response

    @app.exception_handler(RequestValidationError)
    async def on_bad_request(request: Request, err: RequestValidationError) -> JSONResponse:
        problems = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in err.errors()]
        shown = [problem[:MAX_PROBLEM_CHARS] for problem in problems[:MAX_PROBLEMS]]
        if len(problems) > MAX_PROBLEMS:
            shown.append(f"and {len(problems) - MAX_PROBLEMS} more")
        return make_error(422, "; ".join(shown), None, request)

    @app.exception_handler(ProdigyError)
    async def on_known_error(request: Request, err: ProdigyError) -> JSONResponse:
        report_exception(f"{request.method} {request.url.path} failed", err)
        return make_error(500, err.title, err.text or LOOK_HINT, request)

    @app.exception_handler(BusyError)
    async def on_busy(request: Request, err: BusyError) -> JSONResponse:
        hint = "Nothing is lost: try again in a moment."
        msg.warn(f"{request.method} {request.url.path}: {err}. The annotator was told to wait.")
        return make_error(503, str(err), hint, request)

    @app.exception_handler(Exception)
    async def on_error(request: Request, err: Exception) -> JSONResponse:
        report_exception(f"{request.method} {request.url.path} failed", err)
        response = make_error(500, f"{type(err).__name__}: {err}", LOOK_HINT, request)
        # What nobody expected is answered outside of all layers, those that add headers, too.
        make_safe(response.headers, request.url.path, is_shared())
        return response
