"""Who may come in: allowed session names and the optional login."""

import base64
import binascii
import secrets
from typing import Any, Awaitable, Callable, Optional, Tuple

from fastapi import HTTPException, Request
from fastapi.responses import Response

from ..config import allowed_sessions


def check_session(name: Optional[str], dataset: Optional[str]) -> None:
    """Refuse sessions that are not on the list, if there is one.

    name (Optional[str]): Name or full ID of the session; None if the request gives none.
    dataset (Optional[str]): The dataset, which full IDs start with.
    RAISES (HTTPException): Status 403, with a message for the annotator.
    """
    allowed = allowed_sessions()
    if not allowed:
        return
    prefix = f"{dataset}-" if dataset else ""
    if name in allowed or (name and prefix and name.removeprefix(prefix) in allowed):
        return
    shown = f"'{name}' can't be used here." if name else "This project needs a session name."
    raise HTTPException(
        403,
        f"{shown} Open the app with ?session= and your name in the address, as you got it from "
        f"the person who runs the project.",
    )


class BasicAuth:
    """HTTP Basic login for every route, static files included.

    app (callable): The ASGI app behind the login.
    get_login (callable): Returns the expected (user, password), or None for no login.
    """

    def __init__(self, app: Any, get_login: Callable[[], Optional[Tuple[str, str]]]) -> None:
        self.app = app
        self.get_login = get_login

    async def __call__(
        self, scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]
    ) -> None:
        login = self.get_login() if scope["type"] == "http" else None
        if login and not _is_login(Request(scope).headers.get("authorization", ""), login):
            headers = {"WWW-Authenticate": 'Basic realm="Prodigy", charset="UTF-8"'}
            await Response("Please log in", 401, headers)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _is_login(header: str, login: Tuple[str, str]) -> bool:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        given = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return False
    # Constant time, so that nobody can guess the password letter by letter.
    return secrets.compare_digest(given, ":".join(login).encode("utf8"))
