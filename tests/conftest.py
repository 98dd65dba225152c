"""Fixtures for all tests. See tests/util.py for builders, tests/server.py for processes."""

import gc
import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# No test may fail because a machine is slow. With CI set, Hypothesis draws the same examples in
# every run, so that a change is only blamed for what it did; and more of them: at a desk, each run
# draws others.
settings.register_profile(
    "prodigy",
    deadline=None,
    max_examples=100 if os.environ.get("CI") else 30,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("prodigy")

# Before they are imported: so that a failing assertion in them shows both sides.
pytest.register_assert_rewrite("tests.util", "tests.server", "tests.databases")

from tests.databases import ServerDatabase, make_database  # noqa: E402
from tests.preloaded import index_entry_points  # noqa: E402
from tests.server import AppClient, Client, LiveServer, WarmServer, make_env  # noqa: E402
from tests.util import write_jsonl  # noqa: E402
from tests.warm import can_run, run_command  # noqa: E402
from tests.web import FakeWeb  # noqa: E402

index_entry_points()

# Each test has a database of its own, and waits for the disk as it stores there: 50 ms to make one
# on a disk, 1 ms in memory. A run leaves its files only if something failed, see pyproject.toml.
MEMORY, ROOM_GB = Path("/dev/shm"), 4
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK):
    if shutil.disk_usage(MEMORY).free > ROOM_GB * 10**9:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

CLI_TIMEOUT_S = 120.0
FOLDER_NUMBERS = itertools.count()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is there before the first test stays to the end: thousands of tests, and the packages.

    The collector of garbage needn't look through it again and again, and still sees whatever a
    test makes.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this test, as pytest makes it; but pytest looks through all others to number it,
    which takes longer the more tests there are."""
    name = re.sub(r"\W", "_", request.node.name)[:30]
    path = tmp_path_factory.getbasetemp() / f"{name}-{next(FOLDER_NUMBERS)}"
    path.mkdir(mode=0o700)
    return path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty Prodigy home, with the test's tmp_path as the working directory.

    Used by every test, so that none reads or writes the settings and data of whoever runs it.
    """
    for name in list(os.environ):
        if name.startswith("PRODIGY_"):
            monkeypatch.delenv(name)
    path = tmp_path / ".prodigy"
    path.mkdir()
    monkeypatch.setenv("PRODIGY_HOME", str(path))
    monkeypatch.chdir(tmp_path)
    return path


@pytest.fixture
def db(home: Path) -> Iterator[Any]:
    """A database in memory, of this test only."""
    from prodigy.components.db import connect

    database = connect("sqlite", {"name": ":memory:"})
    yield database
    database.close()


@pytest.fixture(scope="session")
def nlp() -> Any:
    """A blank English pipeline. Shared: a test that adds components makes its own."""
    import spacy

    return spacy.blank("en")


@pytest.fixture
def jsonl(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes rows to a JSONL file in tmp_path: jsonl(rows, name="data.jsonl")."""

    def write(rows: Iterable[dict[str, Any]], name: str = "data.jsonl") -> Path:
        return write_jsonl(tmp_path / name, rows)

    return write


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run_cli(cold_cli: Run) -> Run:
    """A function that runs a command to its end, see `cold_cli`.

    The command is a fork of a process that has imported everything, so that it starts at once.
    Where it matters how Python starts, take `cold_cli`.
    """

    def run(*args: Any, input: str | None = None, env: dict[str, str] | None = None) -> Any:
        if not can_run(env):
            return cold_cli(*args, input=input, env=env)
        with tempfile.TemporaryDirectory() as folder:
            return run_command(args, Path(folder), make_env(env), CLI_TIMEOUT_S, input or "")

    return run


@pytest.fixture
def cold_cli(home: Path) -> Run:
    """A function that runs `python -m prodigy ARGS` to its end.

    cold_cli(*args, input=None, env=None) returns the CompletedProcess with stdout and stderr as
    text; it doesn't check the exit code.
    """

    def run(
        *args: Any, input: str | None = None, env: dict[str, str] | None = None
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "prodigy", *(str(arg) for arg in args)],
            input=input if input is not None else "",
            capture_output=True,
            encoding="utf-8",
            env=make_env(env),
            timeout=CLI_TIMEOUT_S,
        )

    return run


@pytest.fixture
def serve(home: Path) -> Iterator[Callable[..., Client]]:
    """A function that serves the components of a recipe, or a Controller, within this process.

    serve(components, name="test", **config_overrides) returns a Client; its `ctrl` is the
    controller. Recipe code runs on a thread of its own, as with a real server.
    """
    running: list[Any] = []

    def start(components: Any, name: str = "test", **overrides: Any) -> Client:
        from prodigy.app import app, set_controller
        from prodigy.core import Controller

        if isinstance(components, Controller):
            ctrl = components
        else:
            ctrl = Controller.from_components(name, components, overrides)
        ctrl.load()
        ctrl.thread.start()
        running.append(ctrl)
        set_controller(ctrl, ctrl.config)
        client = Client(AppClient(app))
        client.ctrl = ctrl
        return client

    yield start
    for ctrl in running:
        ctrl.thread.stop()


@pytest.fixture(scope="session")
def imported_recipes() -> None:
    """The modules of all recipes are imported: they will not register theirs again."""
    from prodigy.registry import import_built_ins

    import_built_ins()


@pytest.fixture(autouse=True)
def own_recipes(imported_recipes: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recipes that the test registers, and folders it imports from, are forgotten after it.

    Used by every test: which tests share a process, and in which order they run, must not matter.
    """
    from prodigy import registered

    monkeypatch.setattr(registered, "recipes", dict(registered.recipes))
    monkeypatch.setattr(sys, "path", list(sys.path))


@pytest.fixture
def server_class() -> type[LiveServer]:
    """How live_server starts a process: from one that has imported everything, where it can."""
    return WarmServer


@pytest.fixture
def live_server(
    home: Path, tmp_path: Path, server_class: type[LiveServer]
) -> Iterator[Callable[..., Any]]:
    """A context manager that serves a recipe from a process of its own.

        with live_server(["ner.manual", "data", "blank:en", path, "--label", "A"]) as server:
            server.client.get_tasks()

    It is stopped as Ctrl+C would do; what it printed is in server.output. A test may stop or kill
    it earlier. Every process is ended after the test, whatever happened.
    """
    servers: list[LiveServer] = []

    @contextmanager
    def start(
        command_args: Sequence[Any], env: dict[str, str] | None = None
    ) -> Iterator[LiveServer]:
        log_path = tmp_path / f"server-{len(servers)}.log"
        server = server_class([str(arg) for arg in command_args], log_path, env)
        servers.append(server)
        yield server.wait_until_ready()
        server.stop()

    yield start
    for server in servers:
        server.close()


@pytest.fixture(scope="session")
def postgres_database() -> Iterator[ServerDatabase]:
    """A PostgreSQL database of this process. Skips the tests if there is no server."""
    with make_database("postgres") as database:
        yield database


@pytest.fixture(scope="session")
def mysql_database() -> Iterator[ServerDatabase]:
    """A MySQL database of this process. Skips the tests if there is no server."""
    with make_database("mysql") as database:
        yield database


@pytest.fixture
def postgres_settings(postgres_database: ServerDatabase) -> dict[str, Any]:
    """Connection settings of a PostgreSQL database without any rows."""
    postgres_database.empty()
    return postgres_database.settings


@pytest.fixture
def mysql_settings(mysql_database: ServerDatabase) -> dict[str, Any]:
    """Connection settings of a MySQL database without any rows."""
    mysql_database.empty()
    return mysql_database.settings


@pytest.fixture(
    params=[
        "file",
        "memory",
        pytest.param("postgresql", marks=pytest.mark.postgres),
        pytest.param("mysql", marks=pytest.mark.mysql),
    ]
)
def store(request: pytest.FixtureRequest, home: Path) -> Iterator[Any]:
    """An empty database of each kind: what uses it is tested with all of them."""
    from prodigy.components.db import connect

    if request.param == "file":
        database = connect("sqlite", {})
    elif request.param == "memory":
        database = connect("sqlite", {"name": ":memory:"})
    else:
        name = "postgres_settings" if request.param == "postgresql" else "mysql_settings"
        database = connect(request.param, request.getfixturevalue(name))
    yield database
    database.close()


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeWeb]:
    """A web server on this machine that answers as the test wants it to."""
    # A proxy of whoever runs the tests must not get in between.
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server = FakeWeb()
    yield server
    server.close()
