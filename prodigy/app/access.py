"""Who may come in: allowed session names, names given by a proxy, and the optional login.

Personal links are in `links`.
"""

import base64
import binascii
import math
import secrets
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from fastapi import HTTPException, Request
from fastapi.responses import Response
from starlette.requests import HTTPConnection

from ..components.session import check_session_id
from ..config import allowed_sessions
from .errors import HintedError, make_error
from .origins import is_own_page
from .paths import get_route_path
from .throttle import Throttle

# The name that the proxy gives for the request that is being answered: None without such a proxy,
# "" if it gives none.
_proxy_name: ContextVar[str | None] = ContextVar("proxy_name", default=None)


def get_proxy_name() -> str | None:
    """RETURNS (str | None): The name given by the proxy; "" if it gives none; None without one."""
    return _proxy_name.get()


def check_session(name: str | None, dataset: str | None) -> str | None:
    """Tell which session a request may use, or refuse it.

    name (Optional[str]): Name or full ID of the session; None if the request gives none.
    dataset (Optional[str]): The dataset, which full IDs start with.
    RETURNS (Optional[str]): The name or full ID to use: the given one, or that of the proxy.
    RAISES (HTTPException): Status 403 if the name is not on the list of allowed ones, 401 if the
        proxy says something else. Both with a message for the annotator.
    """
    if name:
        _check_name(name, dataset)
    allowed = allowed_sessions()
    signed_in = get_proxy_name()
    if signed_in is not None:
        return _check_proxy_name(signed_in, name, dataset, allowed)
    if not allowed:
        return name
    prefix = f"{dataset}-" if dataset else ""
    if name in allowed or (name and prefix and name.removeprefix(prefix) in allowed):
        return name
    shown = f"'{name}' can't be used here." if name else "This project needs a session name."
    raise HTTPException(
        403,
        f"{shown} Open the app with ?session= and your name in the address, as you got it from "
        f"the person who runs the project.",
    )


def _check_name(name: str, dataset: str | None) -> None:
    is_full = bool(dataset) and name.startswith(f"{dataset}-")
    try:
        check_session_id(name if is_full or not dataset else f"{dataset}-{name}")
    except ValueError as err:
        raise HTTPException(400, str(err)) from err


def _check_proxy_name(
    signed_in: str, name: str | None, dataset: str | None, allowed: list[str]
) -> str:
    if not signed_in:
        raise HTTPException(
            401,
            "Nobody is signed in. Open the app at the address that you got from the person who "
            "runs the project, where you can sign in.",
        )
    if allowed and signed_in not in allowed:
        raise HTTPException(401, f"You are signed in as '{signed_in}', who can't work here.")
    full_id = f"{dataset}-{signed_in}" if dataset else signed_in
    # A page that was opened by somebody else: these answers wait until they sign in again.
    if name and name not in (signed_in, full_id):
        who = f"you are signed in as '{signed_in}'"
        raise HTTPException(401, f"This page belongs to '{name}', but {who}. Reload it.")
    return full_id


class SessionHeader:
    """Reads the name of the session from a header that a proxy sets.

    app (callable): The ASGI app that is told the name.
    get_header (callable): Returns the name of the header, or None if names come from the page.
    """

    def __init__(self, app: Any, get_header: Callable[[], str | None]) -> None:
        self.app = app
        self.get_header = get_header

    async def __call__(
        self, scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]
    ) -> None:
        header = self.get_header() if scope["type"] == "http" else None
        if header:
            given = Request(scope).headers.getlist(header)
            # Sent twice, by a proxy that adds its name to one of the browser's: trust neither.
            _proxy_name.set(_decode(given[0]).strip() if len(given) == 1 else "")
        await self.app(scope, receive, send)


def _decode(value: str) -> str:
    try:
        return value.encode("latin-1").decode("utf8")
    except UnicodeDecodeError:
        return value


# What needs no login: a proxy that asks whether the server is up has none.
OPEN_PATHS = frozenset(("/health",))
POLICY_VIOLATION = 1008  # of RFC 6455; before the socket is open, the server answers with 403


class BasicAuth:
    """HTTP Basic login for every route, static files included.

    app (callable): The ASGI app behind the login.
    get_login (callable): Returns the expected (user, password), or None for no login.
    throttle (Optional[Throttle]): Limits failures. Defaults to a new one.
    """

    def __init__(
        self,
        app: Any,
        get_login: Callable[[], tuple[str, str] | None],
        throttle: Throttle | None = None,
    ) -> None:
        self.app = app
        self.get_login = get_login
        self.throttle = throttle or Throttle()

    async def __call__(
        self, scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]
    ) -> None:
        is_socket = scope["type"] == "websocket"  # of a route that somebody has added to the app
        is_asked = is_socket or (
            scope["type"] == "http" and get_route_path(scope) not in OPEN_PATHS
        )
        login = self.get_login() if is_asked else None
        if login is None:
            await self.app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        response = self._find_refusal(request, login)
        # Browsers let pages of any origin open one, with the login that they know.
        if is_socket and (response is not None or not is_own_page(request)):
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        elif response is not None:
            await response(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _find_refusal(self, request: HTTPConnection, login: tuple[str, str]) -> Response | None:
        headers = {"WWW-Authenticate": 'Basic realm="Prodigy", charset="UTF-8"'}
        header = request.headers.get("authorization", "")
        if not header:  # how browsers find out that there is a login
            return Response("Please log in", 401, headers)
        address, given = get_address(request), _decode_login(header)
        name = (given or b"").partition(b":")[0].decode("utf8", "replace")
        wait = self.throttle.wait(address, name)
        if wait:
            err = make_too_many(wait)
            response = make_error(err.status_code, err.detail, err.hint, request)
            response.headers.update(err.headers or {})
            return response
        if is_login(given, login):
            self.throttle.succeed(address, name)
            return None
        self.throttle.fail(address, name)
        return Response("Please log in", 401, headers)


def get_address(request: HTTPConnection) -> str:
    """RETURNS (str): The address that a request comes from, of the proxy where it isn't trusted."""
    return request.client.host if request.client else ""


def make_too_many(wait: float) -> HintedError:
    """Make the error for who has tried too often. What he has sent was not looked at.

    wait (float): Seconds until the next try.
    """
    seconds = math.ceil(wait)
    detail = f"Too many failed attempts. Try again in {seconds} seconds."
    error = HintedError(429, detail, "Check the password or the link that you were given.")
    error.headers = {"Retry-After": str(seconds)}
    return error


def has_login(request: Request, login: tuple[str, str]) -> bool:
    """RETURNS (bool): Whether a request brings the login."""
    return is_login(_decode_login(request.headers.get("authorization", "")), login)


def is_login(given: bytes | None, login: tuple[str, str]) -> bool:
    """Compare a login, in constant time: nobody can guess the password letter by letter."""
    return given is not None and secrets.compare_digest(given, ":".join(login).encode("utf8"))


def _decode_login(header: str) -> bytes | None:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
