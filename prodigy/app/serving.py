"""Starting and stopping: sockets, threads and signals.

The main thread is the recipe thread, so recipe code runs where it would run in a script. Uvicorn
runs beside it. Ctrl+C finishes the requests that run, then the updates that wait, then calls
`on_exit`; a second Ctrl+C stops at once. Neither loses an answer: what was acknowledged is in the
database, the rest is in the browser.
"""

import errno
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import uvicorn

from ..config import basic_auth, get_log_level
from ..errors import ProdigyError
from ..logger import log, log_event
from ..messages import msg
from ..reporting import RECIPE_ERRORS, report_exception
from .background import START_HINT, OnStart
from .connections import BACKLOG, limit_connections
from .paths import normalize_root
from .state import state
from .tls import read_tls

if TYPE_CHECKING:
    from ..core import Controller

SHUTDOWN_TIMEOUT_S = 10  # for requests that are running
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


@dataclass
class Inherited:
    """What a process that serves with others has from the command that started it.

    sockets (list[socket.socket]): Where to listen.
    is_first (bool): It says what all would say.
    """

    sockets: list[socket.socket]
    is_first: bool


inherited: Inherited | None = None  # see `prodigy.workers`


def open_sockets(
    host: str, port: int, port_auto: bool = False, is_shared: bool = False
) -> list[socket.socket]:
    """Listen on a port, before anything is printed.

    host (str): Name or address. "localhost" listens on both IPv4 and IPv6 where possible.
    port (int): The port, 0 for any that is free.
    port_auto (bool): If the port is in use, take any that is free.
    is_shared (bool): Others of the same user may listen there, too, if they say so as well.
    RAISES (ProdigyError): The port is in use or may not be used.
    """
    try:
        return _open_sockets(host, port, is_shared)
    except ProdigyError as err:
        is_in_use = isinstance(err.__cause__, OSError) and err.__cause__.errno == errno.EADDRINUSE
        if not (port_auto and is_in_use):
            raise
    return _open_sockets(host, 0, is_shared)


def _open_sockets(host: str, port: int, is_shared: bool) -> list[socket.socket]:
    addresses = ["127.0.0.1", "::1"] if host == "localhost" else [host]
    sockets: list[socket.socket] = []
    for address in addresses:
        try:
            sockets.append(_open_socket(address, port, is_shared))
            port = sockets[0].getsockname()[1]  # the same one for both kinds of addresses
        except OSError as err:
            if sockets and err.errno != errno.EADDRINUSE:
                continue  # no IPv6 on this machine
            for other in sockets:
                other.close()
            title = f"Can't start the server on {host}:{port}"
            raise ProdigyError(title, _explain(err, port)) from err
    return sockets


def _open_socket(address: str, port: int, is_shared: bool) -> socket.socket:
    info = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, place = info[0]
    sock = socket.socket(family, kind, protocol)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if is_shared:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind(place)
        sock.listen(BACKLOG)
    except OSError:
        sock.close()
        raise
    return sock


def _explain(err: OSError, port: int) -> str:
    advice = (
        f"set another port, for example with PRODIGY_PORT={port + 1} before the command, or "
        f'"port": {port + 1} in your prodigy.json.'
    )
    if err.errno == errno.EADDRINUSE:
        return f"Port {port} is in use, maybe by another Prodigy server. Stop it, or {advice}"
    if err.errno == errno.EACCES:
        return f"You may not use port {port}. Please {advice}"
    return f'{err.strerror or err}. Check "host" and "port" in your prodigy.json.'


def serve_forever(
    app: Any, ctrl: "Controller", sockets: list[socket.socket], on_start: OnStart | None = None
) -> None:
    """Serve until interrupted, then print what was saved.

    app (ASGI app): The application.
    ctrl (Controller): The controller. Its recipe code runs on the calling thread.
    sockets (List[socket.socket]): From `open_sockets`. They are closed at the end.
    on_start (Optional[callable]): Called when the server is up, see `OnStart`.
    """
    settings = ctrl.config
    settings["port"] = sockets[0].getsockname()[1]
    tls, proxies = read_tls(settings), list(settings.get("trusted_proxies") or ())
    is_silent = inherited is not None and not inherited.is_first
    if not is_silent:
        warn_of_strangers(settings, is_encrypted=tls is not None or bool(proxies))
    url = make_url(settings)
    config = uvicorn.Config(
        app,
        log_level="warning",
        log_config=make_log_config(),
        access_log=False,
        timeout_graceful_shutdown=SHUTDOWN_TIMEOUT_S,
        lifespan="off",
        # Whatever else is installed: these have limits for what headers and silence may cost.
        http=limit_connections(),
        ws="none",
        backlog=BACKLOG,
        # What a proxy says about addresses is only believed where it is known to be one.
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        ssl_certfile=tls and tls.certfile,
        ssl_keyfile=tls and tls.keyfile,
        ssl_keyfile_password=tls and tls.password,
    )
    server = Server(config)
    lost: list[ProdigyError] = []  # why this process can't go on among others
    try:
        _load(ctrl)
        if inherited is None:
            print(f"\n✨ Starting the web server at {url} ...")
            what = (
                "Open the app in your browser and start annotating!"
                if ctrl.start_page is None
                else f"Open {url}/{ctrl.start_page} in your browser."
            )
            print(f"{what}\n", flush=True)
        _run(server, sockets, ctrl, on_start, lost)
    finally:
        state.stop()
        ctrl.leave()
        for sock in sockets:
            sock.close()
    if not is_silent:
        print_summary(ctrl)
    try:
        ctrl.save()
    except RECIPE_ERRORS as err:
        if not lost:
            raise
        report_exception("Why this process ends follows; before that, on_exit failed", err)
    finally:
        if ctrl.team is None:  # others may be about to use it
            ctrl.storage.drop_unused(keep_dataset=True)
    if lost:
        raise lost[0]


def make_log_config() -> dict[str, Any] | None:
    """RETURNS (dict | None): How uvicorn writes its own warnings: for people, or for programs."""
    if get_log_level() != "json":
        return uvicorn.config.LOGGING_CONFIG
    logger = logging.getLogger("uvicorn")
    if not any(isinstance(handler, _JsonHandler) for handler in logger.handlers):
        logger.addHandler(_JsonHandler())
    logger.propagate = False
    return None


class _JsonHandler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        level = record.levelname.lower()
        error = record.exc_info and record.exc_info[0]
        log_event("server", level, message=record.msg, error=error and error.__name__)


def make_url(settings: Mapping[str, Any]) -> str:
    """RETURNS (str): The address of the app, as annotators on this machine open it."""
    scheme = "https" if settings.get("ssl_certfile") else "http"
    host = str(settings["host"])
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}:{settings['port']}{normalize_root(settings.get('root_path'))}"


def warn_of_strangers(settings: Mapping[str, Any], *, is_encrypted: bool) -> None:
    """Say what others can do, if the server can be reached from elsewhere.

    settings (Mapping): All settings.
    is_encrypted (bool): Whether what is sent can't be read on the way.
    """
    host = str(settings["host"])
    if host in LOCAL_HOSTS:
        return
    is_guarded = basic_auth(settings) is not None or settings.get("session_links") is True
    if not is_guarded:
        msg.warn(
            f"The server listens on {host}, so others may reach it, and no login is set.",
            "Set PRODIGY_BASIC_AUTH_USER and PRODIGY_BASIC_AUTH_PASS to protect it.",
        )
    elif not is_encrypted:
        msg.warn(
            f"The server listens on {host} without HTTPS, so passwords and links can be read on "
            "the way.",
            "Set ssl_certfile and ssl_keyfile, or put it behind a proxy that has HTTPS.",
        )


def _load(ctrl: "Controller") -> None:
    is_new = ctrl.storage.create_dataset()
    try:
        ctrl.load()
    except BaseException:
        # A command that fails leaves the database as it was.
        ctrl.storage.drop_unused(keep_dataset=False)
        raise
    if is_new:
        msg.good(f"Added dataset {ctrl.dataset} to database {ctrl.db.db_name}.")


_is_serving = threading.Lock()


@contextmanager
def serve_alone() -> Iterator[None]:
    """Refuse a second server in one process: there is one application, with one controller.

    RAISES (ProdigyError): There is a server already.
    """
    if not _is_serving.acquire(blocking=False):
        raise ProdigyError("This process serves a recipe already", START_HINT)
    try:
        yield
    finally:
        _is_serving.release()


class Server(uvicorn.Server):
    """Closes what it has opened also if it is told to stop before it is there."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.should_exit and self.started:
            # Nobody else does. With some versions of uvloop, the event loop would wait forever for
            # the sockets that are still open.
            await self.shutdown(sockets)


def _run(
    server: uvicorn.Server,
    sockets: list[socket.socket],
    ctrl: "Controller",
    on_start: OnStart | None,
    lost: list[ProdigyError],
) -> None:
    failures: list[BaseException] = []

    def run_server() -> None:
        try:
            server.run(sockets)
        except BaseException as err:
            failures.append(err)
        finally:
            ctrl.thread.stop()

    thread = threading.Thread(target=run_server, name="prodigy-server", daemon=True)

    def stop() -> None:
        server.should_exit = True

    def note_lost(error: ProdigyError) -> None:
        lost.append(error)
        stop()

    ctrl.on_lost(note_lost)
    ctrl.thread.defer(ctrl.take_part)  # not before recipe code has its thread
    with _on_interrupt(stop):
        thread.start()
        if on_start is not None:
            on_start(make_url(ctrl.config), ctrl, stop)
        ctrl.thread.run()
        thread.join()
    if failures:
        raise failures[0]


@contextmanager
def _on_interrupt(stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` at the first Ctrl+C (or SIGTERM) and end the process at the second."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    is_stopping = False

    def handle(signum: int, frame: Any) -> None:
        nonlocal is_stopping
        if is_stopping:
            print("\nStopped at once. All answers that were saved are in the database.", flush=True)
            os._exit(130)
        is_stopping = True
        log(f"CLI: Received signal {signum}, stopping")
        stop()

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def print_summary(ctrl: "Controller") -> None:
    """Print how much was saved in this run, if anything."""
    if ctrl.session_annotated and ctrl.storage.is_storing:
        print(f"\nSaved {ctrl.session_annotated} annotations to database {ctrl.db.db_name}")
        print(f"Dataset: {ctrl.dataset}")
        print(f"Session ID: {ctrl.session_id}\n")
        sys.stdout.flush()
