"""The servers under test: the real command line, killed again and again, and started again."""

import json
import os
import random
import struct
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.chaos.databases import Store
from benchmarks.chaos.ledger import Ledger
from benchmarks.server import home_variables
from tests.server import LiveServer, WarmServer, make_env
from tests.util import free_port

CLOCK = Path(__file__).parent / "clock.py"
# One of several processes ends so, and is started again, if it lost the stream to another one.
HANDED_OVER = ("Another process runs the stream now", "The queue of this process is gone")
KILL_WITHIN_S = 0.04  # after answers went to a server


class Servers:
    """One or more processes that serve the same dataset from the same database.

    store (Store): The database.
    folder (Path): Of the Prodigy home, and of what the processes print.
    args (Sequence[str]): Recipe and arguments.
    config (dict): Settings.
    ledger (Ledger): Where faults are noted.
    n (int): How many processes.
    is_warm (bool): Start processes as forks of one that has imported everything.
    """

    def __init__(
        self,
        store: Store,
        folder: Path,
        args: Sequence[str],
        config: dict[str, Any],
        ledger: Ledger,
        n: int = 1,
        is_warm: bool = False,
        env: dict[str, str] | None = None,
    ) -> None:
        self.store, self.folder, self.ledger = store, folder, ledger
        self._args = [*args, "-F", str(CLOCK)]
        self._class = WarmServer if is_warm else LiveServer
        self._clock = folder / "clock"
        self._clock.write_bytes(struct.pack("d", 0.0))
        db = {"db": store.kind, "db_settings": {store.kind: store.settings}}
        overrides = json.dumps({**config, **db, "show_stats": True})
        self.env = {**home_variables(folder / "home"), **(env or {})}
        self.env |= {"PRODIGY_CONFIG_OVERRIDES": overrides, "CHAOS_CLOCK": str(self._clock)}
        self.ports = [free_port() for _ in range(n)]
        self._servers: list[Any] = [None] * n
        self._n_started = 0
        self._wants_kill = threading.Event()
        self.can_be_killed = threading.Event()
        if hasattr(store, "find_servers"):
            store.find_servers = lambda: [server.process.pid for server in self._servers if server]

    def start(self) -> None:
        """Start all that are not there."""
        for index, server in enumerate(self._servers):
            if server is None:
                self._start(index)

    def _start(self, index: int) -> None:
        """Start a process, again and again while its database is broken."""
        while True:
            self._n_started += 1
            log_path = self.folder / f"server-{self._n_started}.log"
            env = {**self.env, "PRODIGY_PORT": str(self.ports[index])}
            server = self._class(self._args, log_path, env)
            try:
                self._servers[index] = server.wait_until_ready()
                return
            except AssertionError:
                server.close()
                self.ledger.count("starts that failed")
                if self.ledger.counts["starts that failed"] > 50:
                    raise
                time.sleep(0.2)

    def kill(self, rng: random.Random) -> None:
        """Kill a process: at any moment, or while it saves answers. Then start it again."""
        if rng.random() < 0.6:
            self._wants_kill.set()
            self.can_be_killed.clear()
            self.can_be_killed.wait(2.0)
            self._wants_kill.clear()
            time.sleep(rng.uniform(0, KILL_WITHIN_S))
        index = rng.randrange(len(self._servers))
        self._servers[index].kill()
        self.ledger.count("servers killed")
        self._servers[index].close()
        self._servers[index] = None
        self.store.ensure_running()
        self._start(index)

    def note_answers(self) -> None:
        """Answers are on their way to a server: a good moment to kill it."""
        if self._wants_kill.is_set():
            self.can_be_killed.set()

    def restart_dead(self) -> None:
        """Start what has ended by itself, which no server may do."""
        for index, server in enumerate(self._servers):
            if server is not None and server.process.poll() is not None:
                if len(self._servers) > 1 and any(words in server.output for words in HANDED_OVER):
                    self.ledger.count("servers that handed the stream over")
                else:
                    self.ledger.complain(f"a server ended by itself: {server.output[-500:]}")
                self._start(index)

    def set_clock(self, offset_s: float) -> None:
        """Let the clock of all servers be wrong by so many seconds."""
        # In place: the servers have mapped the file.
        descriptor = os.open(self._clock, os.O_WRONLY)
        os.pwrite(descriptor, struct.pack("d", offset_s), 0)
        os.close(descriptor)

    def stop(self) -> None:
        """Stop all as Ctrl+C does."""
        for index, server in enumerate(self._servers):
            if server is not None:
                with suppress(AssertionError):
                    server.stop()
                server.close()
                self._servers[index] = None

    def close(self) -> None:
        """Leave nothing behind."""
        for server in filter(None, self._servers):
            server.close()

    def check_output(self) -> None:
        """Look for what no server may print."""
        for path in sorted(self.folder.glob("server-*.log")):
            text = path.read_text(encoding="utf8", errors="replace")
            if "Traceback" in text:
                start = text.index("Traceback")
                end = text[start:].find("\n\n")
                self.ledger.complain(f"{path.name}: {text[start:][: end if end > 0 else 3000]}")

    def make_env(self) -> dict[str, str]:
        """RETURNS (dict[str, str]): The environment for other commands on the same database."""
        return make_env(self.env)
