"""Databases that may be broken: SQLite, and private PostgreSQL and MySQL servers of this run.

Each has a folder of its own, on a small file system in memory where mounting is possible: it can be
filled up. Otherwise SQLite is given a limit for the size of its file.
"""

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from benchmarks.chaos.ledger import StoredRow
from tests.util import free_port

START_TIMEOUT_S = 60.0
DISK_MB = {"sqlite": 160, "postgresql": 400, "mysql": 400}
ROWS = """
SELECT own.name, example.task_hash, example.content FROM example
JOIN link ON link.example_id = example.id JOIN dataset ON dataset.id = link.dataset_id
JOIN link other ON other.example_id = example.id JOIN dataset own ON own.id = other.dataset_id
WHERE dataset.name = '{}' AND own.session
"""
UNLINKED = "SELECT COUNT(*) FROM example WHERE id NOT IN (SELECT example_id FROM link)"
ALL_ROWS = """
SELECT COUNT(*) FROM link JOIN dataset ON dataset.id = link.dataset_id WHERE dataset.name = '{}'
"""
LEASES = "SELECT COUNT(*) FROM prodigy_lease WHERE dataset = '{}'"
PLACES = """
SELECT COUNT(*) FROM prodigy_queue_place JOIN prodigy_queue ON prodigy_queue.id = queue_id
WHERE dataset = '{}'
"""


class Store:
    """A database under test.

    folder (Path): Of its files.

    kind (str): As in the setting "db".
    settings (dict): Its entry in "db_settings".
    faults (dict): Name to what breaks it for a moment.
    """

    kind = ""

    def __init__(self, folder: Path, is_mounted: bool) -> None:
        self.folder = folder
        self.is_mounted = is_mounted
        self.settings: dict[str, Any] = {}
        self.faults: dict[str, Callable[[float], None]] = {}
        if is_mounted:
            self.faults["disk full"] = self.fill_disk

    def close(self) -> None:
        """Stop it."""

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """RETURNS (list[tuple]): The rows of a query, by a connection of its own."""
        raise NotImplementedError

    def ensure_running(self) -> None:
        """Start it if it isn't there."""

    def read_rows(self, dataset: str) -> list[StoredRow]:
        """RETURNS (list[StoredRow]): The answers of a dataset with their sessions."""
        return [StoredRow(*row) for row in self.query(ROWS.format(dataset))]

    def count(self, sql: str, dataset: str) -> int:
        """RETURNS (int): The one number of a query."""
        return int(self.query(sql.format(dataset))[0][0])

    def fill_disk(self, seconds: float) -> None:
        """Leave no space for a while."""
        path = self.folder / "filler"
        block = b"x" * 2**16
        try:
            with path.open("wb", buffering=0) as file:
                end = time.monotonic() + seconds
                while time.monotonic() < end:
                    try:
                        file.write(block)
                    except OSError:
                        block = block[: max(len(block) // 2, 1)]
                        time.sleep(0.01 if len(block) == 1 else 0)
        finally:
            path.unlink()
        self.ensure_running()


class SqliteStore(Store):
    """A file."""

    kind = "sqlite"

    def __init__(self, folder: Path, is_mounted: bool) -> None:
        super().__init__(folder, is_mounted)
        self.settings = {"name": "chaos.db", "path": str(folder)}
        self.faults["locked by somebody else"] = self._lock
        self.find_servers: Callable[[], list[int]] = list
        if not is_mounted:
            self.faults["files limited"] = self._limit

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(self._connect()) as connection:
            return connection.execute(sql).fetchall()

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.folder / "chaos.db", timeout=30)

    def _lock(self, seconds: float) -> None:
        with closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            connection.rollback()

    def _limit(self, seconds: float) -> None:
        size = (self.folder / "chaos.db").stat().st_size
        for pid in self.find_servers():
            with suppress(ProcessLookupError):
                hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))
        time.sleep(seconds)
        for pid in self.find_servers():
            with suppress(ProcessLookupError):
                hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))


class ServerStore(Store):
    """A database server of this run, on a port of its own."""

    user: str | None = None

    def __init__(self, folder: Path, is_mounted: bool) -> None:
        super().__init__(folder, is_mounted)
        self.port = free_port()
        self.log_path = folder.parent / f"{self.kind}.log"
        self._process: subprocess.Popen[bytes] | None = None
        # Servers refuse to run as root.
        self.user = self._find_user() if os.geteuid() == 0 else None
        if self.user:
            shutil.chown(folder, self.user)
        self._install()
        self.ensure_running()
        self.faults["connections terminated"] = self._terminate
        self.faults["restarted"] = self._restart
        self.faults["killed"] = self._kill
        self.faults["stopped for a while"] = self._pause

    def _find_user(self) -> str:
        raise NotImplementedError

    def _install(self) -> None:
        raise NotImplementedError

    def _command(self) -> list[str]:
        raise NotImplementedError

    def _connect(self) -> Any:
        raise NotImplementedError

    def run(self, *command: str) -> None:
        """Run a command of the database to its end."""
        with self.log_path.open("ab") as log:
            subprocess.run(
                command, check=True, stdout=log, stderr=log, user=self.user, cwd=self.folder
            )

    def ensure_running(self) -> None:
        end = time.monotonic() + START_TIMEOUT_S
        while True:
            if self._process is None or self._process.poll() is not None:
                with self.log_path.open("ab") as log:
                    self._process = subprocess.Popen(
                        self._command(), stdout=log, stderr=log, user=self.user, cwd=self.folder
                    )
            try:
                self.query("SELECT 1")
                return
            except Exception as err:  # drivers have many; it comes up, or not
                if time.monotonic() > end:
                    raise RuntimeError(f"{self.kind} does not come up: {err}") from err
                time.sleep(0.1)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(self._connect()) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []

    def _stop(self, number: int) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)
            self._process.wait(START_TIMEOUT_S)

    def _restart(self, seconds: float) -> None:
        self._stop(signal.SIGINT if self.kind == "postgresql" else signal.SIGTERM)
        time.sleep(seconds / 2)
        self.ensure_running()

    def _kill(self, seconds: float) -> None:
        raise NotImplementedError

    def _terminate(self, seconds: float) -> None:
        raise NotImplementedError

    def _pause(self, seconds: float) -> None:
        """Stop every process of it, as on a machine that hangs, and let it go on."""
        if self._process is None:
            return
        pids = [self._process.pid, *_find_children(self._process.pid)]
        for number in (signal.SIGSTOP, signal.SIGCONT):
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, number)
            if number == signal.SIGSTOP:
                time.sleep(seconds)

    def close(self) -> None:
        self._stop(signal.SIGINT if self.kind == "postgresql" else signal.SIGTERM)


class PostgresStore(ServerStore):
    """A PostgreSQL of this run."""

    kind = "postgresql"

    def _find_user(self) -> str:
        return "postgres"

    def _install(self) -> None:
        self.run(_find_program("initdb"), "-D", str(self.folder / "data"), "-U", "postgres", "-N")
        self.settings = {"host": "127.0.0.1", "port": self.port, "user": "postgres"}
        self.settings |= {"dbname": "postgres", "connect_timeout": 5}

    def _command(self) -> list[str]:
        options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(self.folder)}
        options |= {"max_connections": "40", "max_wal_size": "64MB"}
        words = [word for key, value in options.items() for word in ("-c", f"{key}={value}")]
        data = str(self.folder / "data")
        return [_find_program("postgres"), "-D", data, "-p", str(self.port), *words]

    def _connect(self) -> Any:
        import psycopg

        return psycopg.connect(**self.settings, autocommit=True)

    def _terminate(self, seconds: float) -> None:
        self.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )

    def _kill(self, seconds: float) -> None:
        """Kill one of its processes: it ends all others, and recovers by itself."""
        assert self._process is not None
        rows = self.query(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' "
            "AND pid <> pg_backend_pid() LIMIT 1"
        )
        if rows:
            with suppress(ProcessLookupError):
                os.kill(rows[0][0], signal.SIGKILL)
        else:
            self._stop(signal.SIGQUIT)
        time.sleep(seconds / 2)
        self.ensure_running()


class MysqlStore(ServerStore):
    """A MySQL or MariaDB of this run."""

    kind = "mysql"

    def _find_user(self) -> str:
        return "mysql"

    def _install(self) -> None:
        data = f"--datadir={self.folder / 'data'}"
        if shutil.which("mariadb-install-db"):
            options = ["--auth-root-authentication-method=normal", "--skip-test-db"]
            self.run("mariadb-install-db", "--no-defaults", data, *options)
        else:
            self.run(_find_program("mysqld"), "--no-defaults", data, "--initialize-insecure")
        login = {"host": "127.0.0.1", "port": self.port, "user": "root", "connect_timeout": 5}
        self.settings = {**login, "database": "mysql"}
        self.ensure_running()
        self.query("CREATE DATABASE chaos CHARACTER SET utf8mb4")
        self.settings["database"] = "chaos"

    def _command(self) -> list[str]:
        options = {"datadir": self.folder / "data", "socket": self.folder / "sock"}
        options |= {"port": self.port, "bind-address": "127.0.0.1", "innodb-log-file-size": "16M"}
        options |= {"pid-file": self.folder / "pid", "innodb-buffer-pool-size": "64M"}
        words = [f"--{key}={value}" for key, value in options.items()]
        return [_find_program("mysqld"), "--no-defaults", *words]

    def _connect(self) -> Any:
        import pymysql

        return pymysql.connect(**self.settings, autocommit=True, read_timeout=20)

    def _terminate(self, seconds: float) -> None:
        with closing(self._connect()) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT id FROM information_schema.processlist WHERE db = 'chaos'")
            for (number,) in cursor.fetchall():
                if number != connection.thread_id():
                    with suppress(Exception):  # it has gone by itself
                        cursor.execute(f"KILL {number}")

    def _kill(self, seconds: float) -> None:
        self._stop(signal.SIGKILL)
        time.sleep(seconds / 2)
        self.ensure_running()


STORES: dict[str, type[Store]] = {
    store.kind: store for store in (SqliteStore, PostgresStore, MysqlStore)
}


@contextmanager
def open_store(kind: str, folder: Path) -> Iterator[Store]:
    """Make a database, and remove it afterwards.

    kind (str): sqlite, postgresql or mysql.
    folder (Path): For its files.
    YIELDS (Store): The database.
    """
    folder = folder / kind
    folder.mkdir()
    is_mounted = _mount(folder, DISK_MB[kind])
    try:
        store = STORES[kind](folder, is_mounted)
        try:
            yield store
        finally:
            store.close()
    finally:
        if is_mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def _mount(folder: Path, megabytes: int) -> bool:
    """RETURNS (bool): Whether the folder is a file system of its own, of that size."""
    folder.parent.chmod(0o755)
    if os.geteuid() != 0 or not shutil.which("mount"):
        return False
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True).returncode == 0


def _find_program(name: str) -> str:
    """RETURNS (str): Path of a program, also where Debian keeps those of databases."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if found:
        return found
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if versions:
        return str(versions[-1])
    raise RuntimeError(f"Can't find the program {name}")


def _find_children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in path.read_text().split()] if path.exists() else []
