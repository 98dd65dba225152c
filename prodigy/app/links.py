"""Personal links: only their holders can use a name.

The secret stands behind the # of a link, which browsers never send. The page gives it to `/enter`
and gets it back as a cookie that scripts can't read; scripts of others send a header instead. So
it is in no log, no history entry that stays, and nothing that other hosts learn.
"""

import hashlib
import secrets
import time
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from ..components.links import NO_DIGEST, Link, LinkBook, fold_name, make_digest
from ..errors import ConfigError
from . import models
from .access import check_session, get_address, make_too_many
from .errors import HintedError, make_error
from .owners import find_owner
from .paths import get_route_path, normalize_root
from .state import state
from .throttle import Throttle

if TYPE_CHECKING:
    from ..core import Controller

router = APIRouter()

HEADER = "x-prodigy-link"
COOKIE_PREFIX = "prodigy_"
MAX_COOKIES = 50  # that are looked at
# The page and its parts, which ask for the link. The page has a task on it only for who may see it.
OPEN_PATHS = (
    "/",
    "/index.html",
    "/bundle.js",
    "/favicon.svg",
    "/enter",
    "/health",
    "/version",
    "/metrics",
)
OPEN_FOLDERS = ("/assets/", "/assets.")
COOKIE_S = 400 * 24 * 3600  # as long as browsers keep one
REFRESH_S = 1.0  # after which a link that was revoked is known to be
ASK = "Open the link that you got from the person who runs the project."
GUESSED = "This is no link of '{name}', or it was revoked."

throttle = Throttle()
_request: ContextVar[Request | None] = ContextVar("request_of_link", default=None)


class Links:
    """The links that hold for the controller that is being served, read again each second."""

    def __init__(self) -> None:
        self._book: LinkBook | None = None
        self._ctrl: Any = None
        self._links: dict[str, Link] = {}
        self._read = 0.0

    async def read(self, ctrl: "Controller") -> dict[str, Link]:
        """RETURNS (Dict[str, Link]): Names as they are compared, with their links."""
        if ctrl is not self._ctrl:
            self._ctrl, self._book, self._read = ctrl, find_book(ctrl), 0.0
            self._links = {}
        book = self._book
        if book is not None and time.monotonic() >= self._read + REFRESH_S:
            found = await state.run(book.read)
            self._links = {fold_name(link.name): link for link in found}
            self._read = time.monotonic()
        return self._links


_links = Links()


def find_book(ctrl: "Controller") -> LinkBook | None:
    """Find where the links of a project are.

    RETURNS (Optional[LinkBook]): None if there are none: they aren't wanted, or the storage has
        no room for them.
    RAISES (ConfigError): They are required, and there is no room for them.
    """
    setting = ctrl.config.get("session_links", "auto")
    if setting is False:
        return None
    if ctrl.storage.has_tables:
        return LinkBook(ctrl.db)
    if setting is True:
        hint = 'Personal links are kept in the database. Set "db", or "session_links" to false.'
        raise ConfigError('"session_links" is set, but there is no database for them', hint)
    return None


async def check_link(ctrl: "Controller", session_id: str | None) -> str:
    """Tell which session a request may use, or refuse it.

    session_id (Optional[str]): Name or full ID that the request gives.
    RETURNS (str): The full ID.
    RAISES (HTTPException): The name can't be used, or not by whoever sent this request.
    """
    checked = check_session(session_id, ctrl.dataset)
    full_id = ctrl.resolve_session_id(checked)
    is_required = ctrl.config.get("session_links", "auto") is True
    links = await _links.read(ctrl)
    if not links and not is_required:
        return full_id
    if checked is None:
        if is_required:
            raise HintedError(403, "This project needs a personal link.", ASK)
        return full_id
    name = get_name(ctrl, full_id)
    link = links.get(fold_name(name))
    if link is None and not is_required:
        return full_id
    request = _request.get()
    secret = _find_secret(request, ctrl, name) if request else None
    if secret is None:
        raise HintedError(403, f"'{name}' can only be used with a personal link.", ASK)
    try_secret(request, name, link, secret)
    return full_id


def get_name(ctrl: "Controller", full_id: str) -> str:
    """RETURNS (str): The name of a session without its dataset."""
    return full_id.removeprefix(f"{ctrl.dataset}-")


def try_secret(request: Request | None, name: str, link: Link | None, secret: str) -> None:
    """RAISES (HTTPException): It is the wrong one, or there were too many of those."""
    address, key = get_address(request) if request else "", fold_name(name)
    wait = throttle.wait(address, key)
    if wait:
        raise make_too_many(wait)
    digest = link.digest if link else NO_DIGEST
    # Both sides are hashes: constant time, and of the same length.
    if digest != NO_DIGEST and secrets.compare_digest(digest, make_digest(secret)):
        throttle.succeed(address, key)
        return
    throttle.fail(address, key)
    raise HintedError(403, GUESSED.format(name=name), ASK)


def _find_secret(request: Request, ctrl: "Controller", name: str) -> str | None:
    return request.headers.get(HEADER) or request.cookies.get(get_cookie_name(ctrl, name))


def get_cookie_name(ctrl: "Controller", name: str) -> str:
    """RETURNS (str): The name of the cookie. Servers on other ports of a host see it as well, and
    several people may share a browser: each dataset and name has its own."""
    text = f"{ctrl.dataset}\0{fold_name(name)}"
    return f"{COOKIE_PREFIX}{hashlib.sha256(text.encode('utf8')).hexdigest()[:16]}"


@router.post("/enter", summary="Use a personal link")
async def enter(request: Request, entrance: models.EnterRequest) -> Any:
    """Sets a cookie, which later requests are known by."""
    ctrl = state.controller
    full_id = ctrl.resolve_session_id(check_session(entrance.session_id, ctrl.dataset))
    name = get_name(ctrl, full_id)
    links = await _links.read(ctrl)
    try_secret(request, name, links.get(fold_name(name)), entrance.link)
    response = JSONResponse({"session": name})
    response.set_cookie(
        get_cookie_name(ctrl, name),
        entrance.link,
        max_age=COOKIE_S,
        path=f"{normalize_root(ctrl.config.get('root_path'))}/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return response


class RequestOfLink:
    """Lets `check_link` see the headers of the request that is answered. Where everybody needs a
    link, what names no session (media, event hooks, routes of a recipe) needs one of anybody.

    app (callable): The ASGI app.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            request = Request(scope)
            _request.set(request)
            if not await _may_pass(request):
                error = make_error(403, "This project needs a personal link.", ASK, request)
                await error(scope, receive, send)
                return
        await self.app(scope, receive, send)


async def _may_pass(request: Request) -> bool:
    if not state.is_serving or state.config.get("session_links") is not True:
        return True
    path = get_route_path(request.scope)
    if path in OPEN_PATHS or path.startswith(OPEN_FOLDERS):
        return True
    if find_owner(request) is not None:
        return True
    links = await _links.read(state.controller)
    digests = {link.digest for link in links.values()} - {NO_DIGEST}
    cookies = (value for name, value in request.cookies.items() if name.startswith(COOKIE_PREFIX))
    given = [value for value in (request.headers.get(HEADER), *cookies) if value]
    # What is looked up is a hash: how long it takes tells nothing about the secret.
    return any(make_digest(secret) in digests for secret in given[:MAX_COOKIES])
