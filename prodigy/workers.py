"""Several processes that serve one recipe on one port: the option --workers, and what it starts.

The command starts one process, and when that one serves, the others: a mistake is reported once.
They find each other by their queue, see `engine.shared`. A process that ends is started again; if
the command ends, however that happens, they end too.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from .config import get_config, running
from .errors import USAGE_ERROR, ConfigError, ProdigyError
from .logger import log
from .messages import msg
from .registry import find_recipe

OPTION = "--workers"
MAX_WORKERS = 256
SETTINGS = {"queue": "database"}
POLL_INTERVAL_S = 0.2
FIRST_DELAY_S, MAX_DELAY_S = 0.5, 30.0  # before a process that has ended is started again
LONG_S = 10.0  # who has served for so long is started again soon
START = """
import json, sys
sys.path[:] = json.loads(sys.argv.pop())
from prodigy.worker import start
start(int(sys.argv.pop()))
"""
CAN_PASS_FILES = os.name == "posix"
# There, the system spreads connections over processes that listen on one port.
CAN_SHARE_PORT = sys.platform.startswith("linux") and hasattr(socket, "SO_REUSEPORT")


def split_workers(words: Sequence[str]) -> tuple[int | None, list[str]]:
    """Take the option --workers off a command line, wherever it stands.

    words (Sequence[str]): The words after "prodigy".
    RETURNS (tuple[int | None, list[str]]): The number of processes, None without the option; and
        the other words.
    RAISES (ValueError): The number is missing, or is none.
    """
    others: list[str] = []
    value: str | None = None
    remaining = iter(words)
    for word in remaining:
        if word == "--":
            others += [word, *remaining]
        elif word == OPTION:
            value = next(remaining, "")
        elif word.startswith(f"{OPTION}="):
            value = word.partition("=")[2]
        else:
            others.append(word)
    if value is None:
        return None, others
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= MAX_WORKERS:
        raise ValueError(
            f"argument {OPTION}: expected a number of processes from 1 to {MAX_WORKERS}, "
            f"got {value!r}"
        )
    return int(value), others


@dataclass
class Orders:
    """What a process is told that serves with others.

    words (list[str]): The command line, without --workers.
    config (dict): Settings that win over files and recipe.
    sockets (list[int]): Where to listen: numbers of open files.
    is_first (bool): It says what all would say.
    """

    words: list[str]
    config: dict[str, Any]
    sockets: list[int] = field(default_factory=list)
    is_first: bool = False


class Worker:
    """One of the processes.

    orders (Orders): What it is told.
    sockets (list[socket.socket]): Where it listens.
    """

    def __init__(self, orders: Orders, sockets: Sequence[socket.socket]) -> None:
        ours, theirs = socket.socketpair()
        orders.sockets = [sock.fileno() for sock in sockets]
        # What is imported here must be what is imported there. A file of the user that has the name
        # of a package may lie beside.
        command = [sys.executable, "-c", START, str(theirs.fileno()), json.dumps(sys.path)]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            pass_fds=(*orders.sockets, theirs.fileno()),
            start_new_session=True,  # Ctrl+C is for the command, which passes it on once
        )
        theirs.close()
        # Not by the command line, which others can see.
        ours.sendall(json.dumps(asdict(orders)).encode() + b"\n")
        self._pipe = ours
        self._pipe.setblocking(False)
        self.is_ready = False
        self.started = time.monotonic()

    def look(self) -> int | None:
        """See what has become of it. RETURNS (int | None): The exit code, None while it runs."""
        if not self.is_ready:
            try:
                self.is_ready = bool(self._pipe.recv(1))
            except OSError:
                pass
        return self.process.poll()

    def send(self, number: int) -> None:
        """Send it a signal."""
        if self.process.poll() is None:
            self.process.send_signal(number)

    def close(self) -> None:
        """Let go of it."""
        self._pipe.close()


def supervise(words: Sequence[str], n: int, config: dict[str, Any]) -> int:
    """Serve a recipe from several processes until Ctrl+C.

    words (Sequence[str]): The command line, without --workers.
    n (int): How many processes.
    config (dict): Settings that win over files and recipe.
    RETURNS (int): The exit code.
    RAISES (ProdigyError): They can't work together with these settings.
    """
    if not CAN_PASS_FILES:
        raise ProdigyError(
            f"{OPTION} doesn't work on this system",
            'Start the processes one by one, each with another port and "queue": "database" in '
            "prodigy.json, behind a proxy.",
        )
    with running({**config, **SETTINGS}):
        settings = get_config()
    check_settings(words, settings)
    return Supervisor(words, n, config, settings).run()


def check_settings(words: Sequence[str], settings: dict[str, Any]) -> None:
    """RAISES (ConfigError): Several processes can't work with these settings, or this source."""
    db = settings.get("db")
    if db != "postgresql":
        name = "no database" if db is False else f"the database '{db or 'sqlite'}'"
        raise ConfigError(
            f"{OPTION} needs PostgreSQL, which all processes share",
            f'The settings name {name}. Set "db" to "postgresql" and its "db_settings" in your '
            f"prodigy.json, or leave {OPTION} out: one process serves dozens of annotators.",
        )
    if "-" in words:
        raise ConfigError(
            f"{OPTION} can't read from standard input",
            "Every process reads the source by itself. Write it to a file, and name that.",
        )


class Supervisor:
    """Starts processes, starts them again, and stops them.

    words (Sequence[str]): Their command line.
    n (int): How many.
    config (dict): Settings that win over files and recipe.
    settings (dict): All settings, as far as they are known before the recipe has run.
    """

    def __init__(
        self, words: Sequence[str], n: int, config: dict[str, Any], settings: dict[str, Any]
    ) -> None:
        self._words, self._n, self._config = list(words), n, {**config, **SETTINGS}
        self._settings = settings
        self._host, self._port = str(settings["host"]), int(settings["port"])
        self._port_auto = bool(settings.get("port_auto"))
        self._workers: list[Worker | None] = [None] * n
        self._due = [0.0] * n  # when to start it again
        self._delays = [FIRST_DELAY_S] * n
        self._shared: list[socket.socket] = []
        self._n_signals = 0

    def run(self) -> int:
        """Serve until a signal comes. RETURNS (int): The exit code."""
        from .app.serving import make_url, open_sockets

        # Says what is wrong if the port can't be had. A port that is shared could be had twice.
        self._shared = open_sockets(self._host, self._port, self._port_auto)
        self._port = self._shared[0].getsockname()[1]
        if CAN_SHARE_PORT:
            for sock in self._shared:
                sock.close()
        before = {n: signal.signal(n, self._stop) for n in (signal.SIGINT, signal.SIGTERM)}
        try:
            self._start(0)
            code = self._wait_for_first()
            if code is not None:
                return code
            for number in range(1, self._n):
                self._start(number)
            address = make_url({**self._settings, "port": self._port})
            sys.stdout.write(
                f"\n✨ Serving from {self._n} processes at {address} ...\n"
                "Open the app in your browser and start annotating!\n\n"
            )
            sys.stdout.flush()
            self._watch()
        finally:
            self._end()
            for number, handler in before.items():
                signal.signal(number, handler)
        return 0

    def _start(self, number: int) -> None:
        from .app.serving import open_sockets

        sockets = self._shared
        if CAN_SHARE_PORT:
            # When the process ends, so does its socket: no connection waits for it.
            sockets = open_sockets(self._host, self._port, is_shared=True)
        orders = Orders(self._words, self._config, is_first=number == 0)
        self._workers[number] = Worker(orders, sockets)
        if CAN_SHARE_PORT:
            for sock in sockets:
                sock.close()

    def _wait_for_first(self) -> int | None:
        """RETURNS (int | None): The exit code, if the recipe doesn't serve."""
        while True:
            worker = self._workers[0]
            code = worker.look() if worker else 0
            if code is not None:
                if code == 0 and not self._n_signals:
                    msg.warn(f"The recipe starts no server, so {OPTION} has no effect")
                return code if code >= 0 else 128 - code
            if worker and worker.is_ready:
                return None
            time.sleep(POLL_INTERVAL_S)

    def _watch(self) -> None:
        while not self._n_signals:
            for number, worker in enumerate(self._workers):
                if worker is None:
                    if time.monotonic() >= self._due[number]:
                        self._start(number)
                    continue
                code = worker.look()
                if code is not None and not self._n_signals:
                    self._plan_restart(number, worker, code)
            time.sleep(POLL_INTERVAL_S)

    def _plan_restart(self, number: int, worker: Worker, code: int) -> None:
        worker.close()
        self._workers[number] = None
        lived = time.monotonic() - worker.started
        delay = FIRST_DELAY_S if lived > LONG_S else self._delays[number]
        self._delays[number] = min(MAX_DELAY_S, 2 * delay)
        self._due[number] = time.monotonic() + delay
        how = f"was ended by signal {-code}" if code < 0 else f"has ended with code {code}"
        msg.warn(f"Process {number + 1} of {self._n} {how}. It is started again; no answer is lost")

    def _stop(self, number: int, frame: Any) -> None:
        self._n_signals += 1
        log(f"CLI: Received signal {number}, stopping {self._n} processes")
        for worker in self._workers:
            if worker is not None:
                worker.look()
                # One that is starting still has nothing to finish, and would say where it was.
                worker.send(number if worker.is_ready else signal.SIGTERM)

    def _end(self) -> None:
        for worker in self._workers:
            if worker is not None:
                if not self._n_signals:
                    worker.send(signal.SIGTERM)
                worker.process.wait()
                worker.close()
        for sock in self._shared:
            sock.close()


def run(files: Sequence[str], words: Sequence[str], config: dict[str, Any]) -> int | None:
    """Serve from several processes, if a command line says so.

    files (Sequence[str]): Python files with recipes, which are loaded.
    words (Sequence[str]): The other words after "prodigy".
    config (dict): Settings that win over files and recipe.
    RETURNS (int | None): The exit code. None: it doesn't say so.
    """
    found = find_recipe(words[0])
    if found is None or any(argument.long == OPTION for argument in found.arguments):
        return None  # its own affair
    try:
        n, others = split_workers(words)
    except ValueError as err:
        sys.stderr.write(f"prodigy: error: {err}\n")
        sys.exit(USAGE_ERROR)
    if n is None or {"-h", "--help"} & set(others):
        return None
    options = [word for file in files for word in ("-F", file)]
    return supervise([others[0], *options, *others[1:]], n, config)
