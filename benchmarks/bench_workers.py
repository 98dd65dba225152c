"""Several server processes on one PostgreSQL: more tasks a second than one, and none lost or
doubled, also while processes are killed.

    python -m benchmarks workers               both
    python -m benchmarks.bench_workers KILLS   only the second part, with so many kills
"""

from __future__ import annotations

import asyncio
import json
import random
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.annotators import Ledger, check, work
from benchmarks.data import make_rows, make_text, write_rows
from benchmarks.measure import Row
from benchmarks.server import home_variables
from benchmarks.server import serve as serve_alone
from tests.databases import ServerDatabase, make_database
from tests.server import LiveServer, make_env

TITLE = "Several processes"
IS_QUICK = False
# A run in which nobody notes who holds which task.
WITHOUT_LEASES = """
from prodigy.engine.storage import Storage
Storage.open_leases = lambda self, rules: None
"""
N_WORKERS = 4
N_ANNOTATORS = 64
KILL_INTERVAL_S = 0.5
SERVING = (
    "SELECT split_part(application_name, ' ', 3)::int, application_name LIKE 'prodigy feeds %' "
    "FROM pg_stat_activity "
    "WHERE datname = current_database() AND application_name LIKE 'prodigy %'"
)
STORED = (
    "SELECT e.content, s.name FROM example e JOIN link l ON l.example_id = e.id "
    "JOIN dataset d ON d.id = l.dataset_id JOIN link m ON m.example_id = e.id "
    "JOIN dataset s ON s.id = m.dataset_id WHERE d.name = %s AND s.session"
)


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """Yield rows for the tasks in a second, and for what was lost or doubled under kills."""
    count = 2_000 if quick else 8_000
    source = write_rows(folder / "tasks.jsonl", make_rows(count))
    texts = {make_text(i) for i in range(count)}
    with make_database("postgres") as database:
        times = {}
        for name, options in (("memory", None), ("one", 1), ("several", N_WORKERS)):
            with serve(folder, database, [f"speed_{name}", source], options) as server:
                ledger = work([("127.0.0.1", server.port)], N_ANNOTATORS, count)
            wrong = check(ledger, read_stored(database, f"speed_{name}"), texts)
            assert not wrong and not ledger.n_doubled, wrong[:5]
            times[name] = ledger.seconds
        name = f"{N_WORKERS} processes, {count:,} tasks, {N_ANNOTATORS} annotators"
        yield Row(name, "one process, its queue in memory", times["several"], times["memory"], 1.0)
        yield Row(name, "one process, its queue shared", times["several"], times["one"], 1.0)
    noted, plain = time_leases(folder, source, count)
    name = f"{count:,} tasks, who holds them noted, SQLite"
    yield Row(name, "the same, not noted", noted, plain, 1.1)
    kills = 10 if quick else 100
    wrong = kill_and_check(folder, kills)
    yield Row(f"Lost or doubled, {kills} kills", "(1)", len(wrong), 1, 0, "tasks")


def time_leases(folder: Path, source: Path, count: int) -> tuple[float, float]:
    """Time one process on SQLite, whose annotators get ten tasks at once.

    RETURNS (tuple[float, float]): Seconds with leases, and without.
    """
    without = folder / "without.py"
    without.write_text(WITHOUT_LEASES, encoding="utf-8")
    times: dict[bool, list[float]] = {True: [], False: []}
    for number in range(6):  # in turn: other programs slow both down
        has_leases = number % 2 == 0
        args = ["textcat.manual", "leases", source, "--label", "A,B"]
        if not has_leases:
            args += ["-F", without]
        with serve_alone(folder / f"home-leases-{number}", args) as server:
            ledger = work([("127.0.0.1", server.port)], 16, count)
        times[has_leases].append(ledger.seconds)
    return min(times[True]), min(times[False])


def make_environment(folder: Path, database: ServerDatabase, dataset: str) -> dict[str, str]:
    """Make the environment of servers that share a database."""
    settings = {
        "db": "postgresql",
        "db_settings": {"postgresql": database.settings},
        "batch_size": 1,
    }
    home = folder / f"home-{dataset}"
    variables = home_variables(home)
    (home / "prodigy.json").write_text(json.dumps(settings), encoding="utf-8")
    return variables


@contextmanager
def serve(
    folder: Path, database: ServerDatabase, words: list[Any], n_workers: int | None
) -> Iterator[LiveServer]:
    """Serve a source from some processes, with None from one whose queue is in memory."""
    env = make_environment(folder, database, words[0])
    args = ["textcat.manual", *map(str, words), "--label", "A,B"]
    if n_workers is not None:
        args += ["--workers", str(n_workers)]
    server = LiveServer(args, folder / f"{words[0]}.log", env)
    try:
        yield server.wait_until_ready()
        server.stop()
    finally:
        server.close()


def read_stored(database: ServerDatabase, dataset: str) -> list[tuple[str, str]]:
    """RETURNS (list): Text and session of every answer of a dataset."""
    import psycopg

    with closing(psycopg.connect(**database.settings)) as connection:
        rows = connection.execute(STORED, (dataset,)).fetchall()
    return [(json.loads(content)["text"], name) for content, name in rows]


class Killer:
    """Kills servers, every third time the one that feeds, and starts them again.

    servers (list[LiveServer]): The servers.
    restart (callable): Starts the server of a number anew.
    kills (int): How many times.
    """

    def __init__(self, servers: list[LiveServer], database: ServerDatabase, kills: int) -> None:
        self.servers, self._database, self._kills = servers, database, kills
        self._random = random.Random(0)
        self.n_kills = self.n_feeders = 0

    async def run(self, ledger: Ledger) -> None:
        """Kill from time to time, but only while there is work."""
        import psycopg

        while self.n_kills < self._kills:
            await asyncio.sleep(KILL_INTERVAL_S * self._random.uniform(0.5, 1.5))
            with closing(psycopg.connect(**self._database.settings)) as connection:
                feeds = dict(connection.execute(SERVING).fetchall())
            up = [server for server in self.servers if server.process.pid in feeds]
            if len(up) < 2:
                continue  # who is killed while it starts proves nothing
            feeders = [server for server in up if feeds[server.process.pid]]
            server = self._random.choice(feeders if feeders and self.n_kills % 3 == 0 else up)
            self.n_feeders += server in feeders
            server.process.send_signal(signal.SIGKILL)
            server.process.wait()
            self.n_kills += 1
            self._restart(server)

    def _restart(self, server: LiveServer) -> None:
        address = {"PRODIGY_HOST": "127.0.0.1", "PRODIGY_PORT": str(server.port)}
        server.process = server.launch(make_env({**address, **server.extra}))


def kill_and_check(folder: Path, kills: int, *, n_tasks: int | None = None) -> list[str]:
    """Serve from several processes that are killed, and compare what was acknowledged.

    kills (int): How many times a process is killed.
    n_tasks (int | None): How many tasks. None: enough for so many kills.
    RETURNS (list[str]): What is wrong.
    """
    count = n_tasks or 200 * kills
    source = write_rows(folder / "killed.jsonl", make_rows(count))
    with make_database("postgres") as database, ExitStack() as stack:
        env = make_environment(folder, database, "killed")
        env["PRODIGY_CONFIG_OVERRIDES"] = '{"queue": "database"}'
        args = ["textcat.manual", "killed", str(source), "--label", "A,B"]
        servers = []
        for number in range(N_WORKERS):
            server = LiveServer(args, folder / f"killed-{number}.log", env)
            stack.callback(server.close)
            servers.append(server)
        for server in servers:
            server.wait_until_ready()
        killer = Killer(servers, database, kills)
        addresses = [("127.0.0.1", server.port) for server in servers]
        ledger = work(addresses, N_ANNOTATORS, count, beside=killer.run)
        wrong = check(ledger, read_stored(database, "killed"), {make_text(i) for i in range(count)})
        sys.stderr.write(
            f"{count:,} tasks, {killer.n_kills} kills, {killer.n_feeders} of the feeder, "
            f"{ledger.n_failed} requests repeated, {ledger.seconds:.0f} s, {len(wrong)} wrong\n"
        )
        if killer.n_kills < kills:
            wrong.append(f"only {killer.n_kills} kills: too few tasks")
    return wrong


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        found = kill_and_check(Path(name), int(sys.argv[1]))
    sys.exit("\n".join(found) if found else 0)
