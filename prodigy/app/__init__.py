"""The web server: REST API and web app around a controller.

`app` is the FastAPI application, `server(controller, config)` serves it and blocks. Both are
imported from here by other people's code.
"""

import asyncio
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from contextvars import copy_context
from typing import Any

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from ..about import __version__
from ..config import basic_auth, running
from ..core import Controller
from ..io.jsonable import make_jsonable
from . import serving
from .access import BasicAuth, SessionHeader
from .api import _find_session, _get_questions, get_health, router, version
from .background import OnStart
from .bodies import BodyLimit
from .dashboard import router as dashboard_router
from .data import router as data_router
from .drafts import router as drafts_router
from .errors import Failures, add_error_handlers
from .headers import SafeHeaders, StrictTransport
from .hosts import HostCheck
from .links import RequestOfLink, find_book
from .links import router as links_router
from .media import router as media_router
from .operations import router as operations_router
from .origins import SAFE_METHODS, OptionalCors, OriginCheck
from .paths import RootPath
from .policy import find_needs, make_policy
from .requests import RequestIds
from .serving import open_sockets, serve_alone, serve_forever
from .state import state
from .static import add_static_routes
from .tls import read_tls

__all__ = ["app", "get_health", "server", "set_controller", "version"]


def _make_app() -> FastAPI:
    # The plain class loads the script of /docs from another host. ReDoc loads fonts from one.
    app = FastAPIOffline(
        title="Prodigy",
        version=__version__,
        description="REST API of the annotation server",
        redoc_url=None,
    )

    add_error_handlers(app)
    # Not include_router: existing code looks for single routes in app.router.routes.
    routers = (
        *(router, operations_router, drafts_router, links_router, media_router),
        *(data_router, dashboard_router),
    )
    own_routes = [route for one in routers for route in one.routes]
    app.router.routes.extend(own_routes)
    add_static_routes(app)
    app.add_middleware(BodyLimit, get_max_mb=lambda: state.config["max_request_mb"])
    app.add_middleware(OriginCheck, get_allowed=_get_cors, paths=_find_changing(own_routes))
    app.add_middleware(Failures)
    app.add_middleware(OptionalCors, get_allowed=_get_cors)
    app.add_middleware(SessionHeader, get_header=lambda: state.config.get("session_header"))
    app.add_middleware(RequestOfLink)
    app.add_middleware(BasicAuth, get_login=lambda: basic_auth(_get_settings()))
    app.add_middleware(Failures)
    app.add_middleware(HostCheck, get_settings=_get_settings)
    app.add_middleware(SafeHeaders, is_shared=_is_shared)
    app.add_middleware(StrictTransport, get_settings=_get_settings)
    app.add_middleware(RootPath, get_root=lambda: _get_settings().get("root_path"))
    app.add_middleware(_SettingsOfTheRun)
    app.add_middleware(RequestIds, on_end=state.note_request)
    return app


def _get_settings() -> dict[str, Any]:
    return state.config if state.is_serving else {}


def _get_cors() -> Any:
    return _get_settings().get("cors", True)


def _is_shared() -> bool:
    return bool(_get_cors())


def _find_changing(routes: list[Any]) -> set[str]:
    """RETURNS (Set[str]): What the paths start with below which something can be changed."""
    changing = [route for route in routes if set(route.methods) - set(SAFE_METHODS)]
    return {route.path.partition("{")[0] for route in changing}


class _SettingsOfTheRun:
    """Lets endpoints, those of recipes too, see the settings of the controller being served."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        with state.controller.run.active() if state.is_serving else nullcontext():
            await self._app(scope, receive, send)


# The server as an ASGI application, for servers and test clients of your own.
app = _make_app()


def set_controller(controller: Controller, config: dict[str, Any] | None = None) -> None:
    """Serve a controller from now on.

    controller (Controller): The controller.
    config (Optional[dict]): Its settings; only there because existing code passes them.
    """
    if config and config is not controller.config:
        controller.config.update(config)
    state.set_controller(controller)


def server(
    controller: Controller,
    config: dict[str, Any] | None = None,
    on_start: OnStart | None = None,
) -> None:
    """Serve a controller until Ctrl+C. The calling thread becomes the recipe thread.

    controller (Controller): The controller.
    config (Optional[dict]): Settings, usually `controller.config`.
    on_start (Optional[callable]): Called when the server is up, with its address, the controller
        and a function that stops it.
    RAISES (ProdigyError): The server can't start, e.g. because the port is in use.
    """
    with serve_alone(), running(run=controller.run):
        if config and config is not controller.config:
            controller.config.update(config)
        # A missing file, or a policy that is none, should stop the start, not the first annotator.
        make_policy(find_needs(controller), "", controller.config.get("content_security_policy"))
        settings = controller.config
        basic_auth(settings)  # half a login, too
        find_book(controller)
        read_tls(settings)
        sockets = (
            serving.inherited.sockets
            if serving.inherited
            else open_sockets(
                str(settings["host"]), int(settings["port"]), bool(settings.get("port_auto"))
            )
        )
        set_controller(controller)
        serve_forever(app, controller, sockets, on_start)


def _shared_get_questions(
    session_id: str | None = None, excludes: Collection[int] | None = ()
) -> dict[str, Any]:
    """The body of a response with questions. Other people's endpoints, async or not, build on it.

    session_id (Optional[str]): Name or full ID of a session.
    excludes (Optional[Collection[int]]): Hashes of tasks that the annotator holds already.
    RETURNS (Dict[str, Any]): JSON, after waiting for the stream a bounded time.
    """

    async def ask() -> dict[str, Any]:
        questions = await _get_questions(await _find_session(session_id), set(excludes or ()))
        return make_jsonable(questions)

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(ask())
    # Called from an async endpoint: the loop of this thread is taken.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(copy_context().run, asyncio.run, ask()).result()
