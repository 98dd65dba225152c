"""What a request may be like: how large, from which page, and with which names and hashes."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from fastapi import HTTPException, Request

from ..components.session import MAX_SESSION_CHARS
from ..hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR
from ..shapes import TaskType
from .errors import make_error

__all__ = ["MAX_BODY_BYTES", "MAX_SESSION_CHARS", "BodyLimit", "OriginCheck", "check_answers"]

MAX_BODY_BYTES = 256 * 2**20  # a batch of pages with pictures in them is large, but not endless
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
HASH_LIMIT = 2**63
MAX_DEPTH = 200  # of lists and objects in each other; what reads and writes JSON has a limit, too

Send = Callable[[Any], Awaitable[None]]


class _TooLarge(HTTPException):
    def __init__(self) -> None:
        size = f"{MAX_BODY_BYTES / 2**20:g} MB"
        super().__init__(413, f"The request is too large: at most {size} are accepted.")


class BodyLimit:
    """Refuses bodies that are larger than MAX_BODY_BYTES, however their size is told.

    app (callable): The ASGI app behind it.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        told = request.headers.get("content-length", "")
        if told.isdigit() and len(told) < 20 and int(told) > MAX_BODY_BYTES:
            await _refuse(_TooLarge(), request)(scope, receive, send)
            return
        n_bytes, is_refused = 0, False

        async def count() -> Any:
            nonlocal n_bytes
            message = await receive()
            n_bytes += len(message.get("body", b""))
            # As if the client had gone: whoever reads the body stops there.
            return {"type": "http.disconnect"} if n_bytes > MAX_BODY_BYTES else message

        async def send_or_refuse(message: Any) -> None:
            nonlocal is_refused
            if n_bytes <= MAX_BODY_BYTES:
                await send(message)
            elif not is_refused:
                is_refused = True
                await _refuse(_TooLarge(), request)(scope, receive, send)

        await self.app(scope, count, send_or_refuse)


class OriginCheck:
    """With the setting "cors" off, refuses what pages of other origins send.

    app (callable): The ASGI app behind it.
    is_open (callable): Returns whether other origins are allowed.
    """

    def __init__(self, app: Any, is_open: Callable[[], bool]) -> None:
        self.app = app
        self.is_open = is_open

    async def __call__(self, scope: Any, receive: Any, send: Send) -> None:
        is_change = scope["type"] == "http" and scope["method"] not in SAFE_METHODS
        if is_change and not self.is_open():
            request = Request(scope)
            if not is_own_page(request):
                detail = "Pages of other origins can't send anything here."
                await _refuse(HTTPException(403, detail), request)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def is_own_page(request: Request) -> bool:
    """Whether a request comes from our page, or from something that is no page.

    Browsers tell the origin of every page that sends something, and scripts can't change that.
    """
    origin = request.headers.get("origin")
    if origin is None or request.headers.get("sec-fetch-site") == "same-origin":
        return True
    hosts = [request.headers.get("host"), request.headers.get("x-forwarded-host")]
    return urlsplit(origin).netloc in [host for host in hosts if host]


def _refuse(err: HTTPException, request: Request) -> Any:
    return make_error(err.status_code, err.detail, None, request)


def check_answers(answers: list[TaskType]) -> list[TaskType]:
    """Check what the storage relies on. Hashes that are given as text are converted.

    answers (List[dict]): Answers as they came in.
    RETURNS (List[dict]): The answers, copied where something was converted.
    RAISES (HTTPException): Status 422, with the answer and the key.
    """
    return [_check_answer(eg, number) for number, eg in enumerate(answers, 1)]


def is_too_deep(value: Any) -> bool:
    """RETURNS (bool): Whether lists and objects are nested deeper than MAX_DEPTH."""
    level = [value]
    for _ in range(MAX_DEPTH):
        parents = (item.values() if isinstance(item, dict) else item for item in level)
        level = [child for items in parents for child in items if isinstance(child, (dict, list))]
        if not level:
            return False
    return True


def _check_answer(eg: TaskType, number: int) -> TaskType:
    if is_too_deep(eg):
        raise HTTPException(422, f"answer {number}: nested deeper than {MAX_DEPTH} levels")
    for attr in (INPUT_HASH_ATTR, TASK_HASH_ATTR):
        value = eg.get(attr)
        if value is None or (type(value) is int and -HASH_LIMIT <= value < HASH_LIMIT):
            continue
        hash_value = _read_hash(value)
        if hash_value is None:
            raise HTTPException(
                422, f"answer {number}: {attr} must be an integer of 64 bits, got {value!r:.60}"
            )
        eg = {**eg, attr: hash_value}
    return eg


def _read_hash(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = int(value)
    except (ValueError, OverflowError):
        return None
    is_exact = isinstance(value, str) or number == value
    return number if is_exact and -HASH_LIMIT <= number < HASH_LIMIT else None
