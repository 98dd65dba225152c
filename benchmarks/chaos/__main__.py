"""python -m benchmarks.chaos: break everything on purpose and print a ledger.

For each database and each router: annotators work on one dataset while servers are killed,
connections are cut, and the database fails. Then everybody finishes, and what the database has is
compared with what was acknowledged. The exit code is 1 if anything doesn't balance.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.chaos.annotators import Annotator
from benchmarks.chaos.databases import ALL_ROWS, LEASES, PLACES, STORES, UNLINKED, Store, open_store
from benchmarks.chaos.ledger import Ledger, StoredRow
from benchmarks.chaos.pages import Pages
from benchmarks.chaos.proxy import Proxy
from benchmarks.chaos.servers import Servers
from prodigy.hashing import set_hashes
from prodigy.io.files import write_jsonl
from tests.chromium import find_browser

DATASET = "data"
DRAIN_TIMEOUT_S = 300.0
CLOCK_JUMPS_S = (3600.0, -3600.0, 90.0, -90.0, 7200.0)
FAULT_S = (0.2, 2.5)  # how long the database is broken


@dataclass(frozen=True)
class Router:
    """Who is asked a task, and how often that is.

    config (dict): Settings.
    share (float): Tasks, as a share of what the run has.
    is_declared (bool): The sessions are declared before the start.
    per_task (float): How many annotators a task has. 0: all.
    """

    config: dict[str, Any]
    share: float
    is_declared: bool
    per_task: float

    def count_annotators(self, task_hash: int, n_sessions: int) -> int:
        """RETURNS (int): How often a task has to be answered, see docs/multi-user.md."""
        if not self.per_task:
            return n_sessions
        whole = int(self.per_task)
        extra = (task_hash // 1009) % 1000 < round((self.per_task - whole) * 1000)
        return min(whole + extra, n_sessions)


ROUTERS = {
    "no_overlap": Router({"feed_overlap": False}, 1.0, False, 1),
    "full_overlap": Router({"feed_overlap": True}, 0.08, False, 0),
    "average": Router({"annotations_per_task": 2.5}, 0.4, True, 2.5),
}


@dataclass(frozen=True)
class Options:
    """What to run, see `make_parser`."""

    databases: list[str]
    routers: list[str]
    annotators: int
    browsers: int
    processes: int
    tasks: int
    seconds: float
    seed: int
    is_warm: bool


def make_parser() -> argparse.ArgumentParser:
    """RETURNS (ArgumentParser): For the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chaos", description=__doc__)
    parser.add_argument("--databases", default=",".join(STORES), help="separated by commas")
    parser.add_argument("--routers", default=",".join(ROUTERS), help="separated by commas")
    parser.add_argument("--annotators", type=int, default=20, help="browsers included")
    parser.add_argument("--browsers", type=int, default=2, help="how many of them are real ones")
    parser.add_argument("--processes", type=int, default=1, help="that share a queue in PostgreSQL")
    parser.add_argument("--tasks", type=int, default=4000, help="of a round without overlap")
    parser.add_argument("--seconds", type=float, default=75.0, help="with faults, of each round")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--warm", action="store_true", help="start servers as forks, which is quick"
    )
    return parser


def read_options(words: Sequence[str] | None = None) -> Options:
    """Read the command line."""
    parser = make_parser()
    args = parser.parse_args(words)
    databases, routers = args.databases.split(","), args.routers.split(",")
    for name, known in [*((d, STORES) for d in databases), *((r, ROUTERS) for r in routers)]:
        if name not in known:
            parser.error(f"unknown: {name}; there are: {', '.join(known)}")
    if args.processes > 1 and databases != ["postgresql"]:
        parser.error("several processes can only share a queue in --databases postgresql")
    n_browsers = args.browsers if find_browser() else 0
    rest = (args.annotators, n_browsers, args.processes, args.tasks, args.seconds, args.seed)
    return Options(databases, routers, *rest, is_warm=args.warm)


class Round:
    """One database, one router.

    options (Options): The command line.
    store (Store): The database.
    router (str): Name of the router.
    folder (Path): For all files.
    """

    def __init__(self, options: Options, store: Store, router: str, folder: Path) -> None:
        self.options, self.store, self.router = options, store, ROUTERS[router]
        self.dataset = f"{DATASET}_{router}"
        self.ledger = Ledger()
        n_pages = options.browsers
        self.names = [f"annotator{i}" for i in range(options.annotators - n_pages)]
        self.page_names = [f"browser{i}" for i in range(n_pages)]
        n_tasks = max(20, int(options.tasks * self.router.share))
        texts = [f"text {i} of {router}" for i in range(n_tasks)]
        self.hashes = {text: set_hashes({"text": text})["_task_hash"] for text in texts}
        source = folder / "tasks.jsonl"
        write_jsonl(source, [{"text": text} for text in texts])
        env = {}
        if self.router.is_declared:
            env["PRODIGY_ALLOWED_SESSIONS"] = ",".join([*self.names, *self.page_names])
        queue = {"queue": "database"} if options.processes > 1 else {}
        self.servers = Servers(
            store,
            folder,
            ["mark", self.dataset, str(source), "--view-id", "text"],
            {**self.router.config, **queue, "drafts": True},
            self.ledger,
            options.processes,
            options.is_warm,
            env,
        )
        self.proxy = Proxy(self.servers.ports, options.seed, self.servers.note_answers)
        self._drain = threading.Event()
        self._random = random.Random(f"{options.seed} {store.kind} {router}")

    def run(self) -> Counter[str]:
        """RETURNS (Counter): What happened how often."""
        try:
            return self._run()
        finally:
            self.servers.close()
            self.proxy.close()

    def _run(self) -> Counter[str]:
        self.servers.start()
        workers = self._start_annotators()
        self.proxy.is_on = True
        end = time.monotonic() + self.options.seconds
        while time.monotonic() < end:
            self._break_something()
        self.proxy.is_on = False
        self.servers.set_clock(0.0)
        self.servers.restart_dead()
        while self.proxy.n_late:
            time.sleep(0.1)  # what is late arrives while others finish, or before
        self._drain.set()
        self._wait_for(workers)
        self._check(workers)
        counts = self.ledger.counts
        counts.update({f"network: {name}": n for name, n in self.proxy.counts.items()})
        counts["kills"] = counts["servers killed"]
        counts["cuts"] = self.proxy.n_cuts
        return counts

    def _start_annotators(self) -> list[Any]:
        seed = self.options.seed * 1000
        shared = (self.dataset, self.ledger)
        workers: list[Any] = [
            Annotator(name, self.proxy.port, *shared, self._drain, seed + i)
            for i, name in enumerate(self.names)
        ]
        if self.page_names:
            where = (self.page_names, self.proxy.url, *shared)
            workers.append(Pages(*where, self.hashes, self._drain, seed))
        for worker in workers:
            worker.start()
        return workers

    def _break_something(self) -> None:
        time.sleep(self._random.uniform(0.1, 0.8))
        self.servers.restart_dead()
        chance = self._random.random()
        if chance < 0.65:
            self.servers.kill(self._random)
        elif chance < 0.75:
            self.servers.set_clock(self._random.choice(CLOCK_JUMPS_S))
            self.ledger.count("clock jumped")
        else:
            name = self._random.choice(list(self.store.faults))
            self.store.faults[name](self._random.uniform(*FAULT_S))
            self.ledger.count(f"database: {name}")

    def _wait_for(self, workers: list[Any]) -> None:
        end = time.monotonic() + DRAIN_TIMEOUT_S
        for worker in workers:
            worker.join(max(0.0, end - time.monotonic()))
            if worker.is_alive():
                self.ledger.complain(f"{worker.name} has not come to an end")
            elif getattr(worker, "error", None):
                self.ledger.complain(f"{worker.name} failed: {worker.error!r}")

    def _check(self, workers: list[Any]) -> None:
        # A last start: what is stored is all there is to know.
        self.servers.stop()
        self.servers.start()
        for worker in workers:
            if isinstance(worker, Annotator) and not worker.is_alive():
                worker.ask_again()
        self.servers.stop()
        self.servers.check_output()
        rows = self.store.read_rows(self.dataset)
        self.ledger.check_rows(rows)
        n_sessions = self.options.annotators
        expected = {h: self.router.count_annotators(h, n_sessions) for h in self.hashes.values()}
        self.ledger.check_times(rows, set(self.hashes.values()), expected)
        self._check_tables(rows)

    def _check_tables(self, rows: list[StoredRow]) -> None:
        store, ledger = self.store, self.ledger
        n_rows = store.count(ALL_ROWS, self.dataset)
        if n_rows != len(rows):
            ledger.complain(f"{n_rows} answers in the dataset, {len(rows)} in its sessions")
        if n := store.count(UNLINKED, self.dataset):
            ledger.complain(f"{n} examples without a dataset are left")
        if self.options.processes > 1:
            if n := store.count(PLACES, self.dataset):
                ledger.complain(f"{n} tasks are left in the queue")
        elif self.router.per_task and (n := store.count(LEASES, self.dataset)):
            ledger.complain(f"{n} leases are left")
        export = self._run_command("db-out", self.dataset)
        if export.returncode:
            ledger.complain(f"db-out failed: {export.stderr[-300:]}")
        ledger.check_export(export.stdout, rows)
        doctor = self._run_command("doctor", self.dataset)
        if doctor.returncode:
            ledger.complain(f"doctor: {doctor.stdout[-500:]}{doctor.stderr[-300:]}")

    def _run_command(self, *args: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "prodigy", *args]
        return subprocess.run(
            command, env=self.servers.make_env(), capture_output=True, text=True, encoding="utf8"
        )


def print_round(name: str, rnd: Round, counts: Counter[str], seconds: float) -> None:
    """Print the ledger of a round."""
    print(f"{name}: {counts['kills']} kills, {counts['cuts']} cuts in {seconds:.0f} s")
    for what, n in sorted(counts.items()):
        if what not in ("kills", "cuts"):
            print(f"    {what:<55} {n:>8,}")
    rnd.ledger.print_violations()
    n = len(rnd.ledger.violations)
    print(f"    {'BALANCED' if not n else f'{n} VIOLATIONS'}", flush=True)


def run(options: Options) -> int:
    """Run all rounds.

    RETURNS (int): How many violations there were.
    """
    total: Counter[str] = Counter()
    n_violations = 0
    start = time.monotonic()
    for kind in options.databases:
        with tempfile.TemporaryDirectory() as folder, open_store(kind, Path(folder)) as store:
            for router in options.routers:
                round_folder = Path(folder, router)
                round_folder.mkdir()
                begin = time.monotonic()
                rnd = Round(options, store, router, round_folder)
                counts = rnd.run()
                print_round(f"{kind}, {router}", rnd, counts, time.monotonic() - begin)
                total.update(counts)
                n_violations += len(rnd.ledger.violations)
    seconds = time.monotonic() - start
    n_faults = sum(n for what, n in total.items() if what.startswith("database:"))
    print(
        f"\nAll: {total['kills']:,} servers killed, {total['cuts']:,} requests cut, doubled or "
        f"late, {n_faults} faults of databases, {total['clock jumped']} of clocks, "
        f"in {seconds:.0f} s.\n"
        f"{total['answers acknowledged']:,} answers acknowledged, changed ones included; "
        f"{total['answers stored']:,} stored. {n_violations or 'No'} violations."
    )
    return n_violations


def main() -> int:
    """RETURNS (int): The exit code."""
    # An order to end must not leave databases behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return 1 if run(read_options()) else 0


if __name__ == "__main__":
    sys.exit(main())
