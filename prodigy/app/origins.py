"""Which pages may send something: those of this server, and those that the setting "cors" allows.

Browsers tell the origin of every page that sends something, and scripts can't change that. What
has no origin is no page: a script, curl, or a client of somebody else.
"""

import re
from collections.abc import Awaitable, Callable, Collection
from functools import lru_cache
from typing import Any

from fastapi import Request
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection

from ..settings import LISTS
from .errors import HintedError, make_error
from .paths import get_route_path
from .requests import find_header

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# Addresses that hand out tasks although they are only read.
TAKING_PATHS = ("/get_questions", "/get_session_questions")
PORTS = {"http": ":80", "https": ":443"}
JSON_TYPE = re.compile(r"application/([\w.-]+\+)?json\s*(;|$)", re.ASCII | re.IGNORECASE)
FORWARDED_HOST = re.compile(r'(?:^|[;,\s])host="?([^";,\s]+)', re.IGNORECASE)

Send = Callable[[Any], Awaitable[None]]
Allowed = bool | Collection[str]  # all other origins, none, or these


class OriginCheck:
    """Refuses what pages of other origins send, unless they are allowed.

    A page that is allowed has to send JSON to the endpoints of this server. Browsers ask before
    they do that for another origin, and are told that it goes without a login: so nobody can use
    the login of an annotator who visits his page.

    app (callable): The ASGI app behind it.
    get_allowed (callable): Returns the setting "cors".
    paths (Collection[str]): The paths of our own endpoints that change something, or what such
        paths start with.
    """

    def __init__(
        self, app: Any, get_allowed: Callable[[], Allowed], paths: Collection[str]
    ) -> None:
        self.app = app
        self.get_allowed = get_allowed
        self.paths = tuple(paths)

    async def __call__(self, scope: Any, receive: Any, send: Send) -> None:
        problem = self._find_problem(Request(scope)) if scope["type"] == "http" else None
        if problem is None:
            await self.app(scope, receive, send)
            return
        response = make_error(problem.status_code, problem.detail, problem.hint, Request(scope))
        await response(scope, receive, send)

    def _find_problem(self, request: Request) -> HintedError | None:
        path, is_read = get_route_path(request.scope), request.method in SAFE_METHODS
        is_taking = request.method == "GET" and path in TAKING_PATHS
        if (is_read and not is_taking) or is_own_page(request):
            return None
        origin = request.headers.get("origin")
        if not is_allowed(self.get_allowed(), origin):
            shown = f"'{origin:.80}'" if origin else "another address"
            return HintedError(
                403,
                f"Pages of other origins can't send anything here, and this one is of {shown}.",
                "If it should, the person who runs the project can add its origin to the setting "
                '"cors". Behind a proxy, X-Forwarded-Host has to be the host in the address bar.',
            )
        content_type = request.headers.get("content-type", "")
        if not is_read and path.startswith(self.paths) and not JSON_TYPE.match(content_type):
            detail = "Pages of other origins have to send JSON here."
            return HintedError(415, detail, "Send it with Content-Type: application/json.")
        return None


def is_own_page(request: HTTPConnection) -> bool:
    """Whether a request comes from a page of this server, or from something that is no page."""
    site = find_header(request.scope, b"sec-fetch-site")
    origin = find_header(request.scope, b"origin")
    if site == "same-origin":
        return True
    if origin is None:
        return site not in ("cross-site", "same-site")
    if "://" not in origin:  # "null": of a file, or of a frame that may do nothing
        return False
    scheme, host = _normalize(origin).split("://", 1)
    return any(_normalize(f"{scheme}://{name}") == f"{scheme}://{host}" for name in _hosts(request))


def _hosts(request: HTTPConnection) -> list[str]:
    """What the server may be called: proxies that change its name tell what it was before."""
    headers = request.headers
    names = [headers.get("host", "")]
    for value in headers.getlist("x-forwarded-host"):
        names += value.split(",")
    for value in headers.getlist("forwarded"):
        names += FORWARDED_HOST.findall(value)
    return [name.strip() for name in names if name.strip()]


def is_allowed(allowed: Allowed, origin: str | None) -> bool:
    """Whether a page of another origin may send something.

    allowed (bool | Collection[str]): The setting "cors".
    origin (Optional[str]): The origin, None if the browser doesn't tell.
    """
    if not isinstance(allowed, LISTS):
        return bool(allowed)
    return origin is not None and _normalize(origin) in map(_normalize, allowed)


def _normalize(origin: str) -> str:
    """An origin in the form of browsers: lower case, no port that goes without saying."""
    origin = origin.strip().rstrip("/").lower()
    return origin.removesuffix(PORTS.get(origin.partition("://")[0], "\0"))


class OptionalCors:
    """Answers requests of the origins that the setting "cors" allows.

    app (callable): The ASGI app behind it.
    get_allowed (callable): Returns the setting.
    """

    def __init__(self, app: Any, get_allowed: Callable[[], Allowed]) -> None:
        self.app = app
        self.get_allowed = get_allowed
        self._make = lru_cache(maxsize=16)(self._make_app)

    def _make_app(self, origins: tuple[str, ...]) -> Any:
        return CORSMiddleware(
            self.app, allow_origins=origins, allow_methods=["*"], allow_headers=["*"]
        )

    async def __call__(self, scope: Any, receive: Any, send: Send) -> None:
        allowed = self.get_allowed() if scope["type"] == "http" else False
        origins = tuple(map(_normalize, allowed)) if isinstance(allowed, LISTS) else ("*",)
        await (self._make(origins) if allowed else self.app)(scope, receive, send)
