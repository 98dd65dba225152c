"""Several server processes of one recipe: --workers, and real processes that are killed."""

import json
import os
import signal
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from benchmarks.bench_workers import kill_and_check
from prodigy.workers import split_workers
from tests.server import LiveServer

Run = Callable[..., Any]


def write_tasks(path: Path, n: int = 20) -> Path:
    path.write_text("".join(json.dumps({"text": f"text {i}"}) + "\n" for i in range(n)))
    return path


def use_postgres(home: Path, settings: dict[str, Any]) -> None:
    config = {"db": "postgresql", "db_settings": {"postgresql": settings}, "batch_size": 2}
    (home / "prodigy.json").write_text(json.dumps(config))


def wait_for_both(settings: dict[str, Any]) -> None:
    """Wait until two processes serve: who is alone when it starts begins a new run."""
    import psycopg

    query = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE application_name LIKE 'prodigy %' AND datname = current_database()"
    )
    end = time.monotonic() + 60
    with closing(psycopg.connect(**settings, autocommit=True)) as connection:
        while connection.execute(query).fetchone() != (2,):
            assert time.monotonic() < end, "the other process doesn't serve"
            time.sleep(0.05)


def test_the_number_of_processes_stands_anywhere() -> None:
    assert split_workers(["mark", "--workers", "3", "data"]) == (3, ["mark", "data"])
    assert split_workers(["mark", "data", "--workers=2"]) == (2, ["mark", "data"])
    assert split_workers(["mark", "--", "--workers", "2"])[0] is None
    for words in (["mark", "--workers"], ["mark", "--workers", "0"], ["mark", "--workers=some"]):
        with pytest.raises(ValueError, match="expected a number of processes"):
            split_workers(words)


def test_what_several_processes_cant_serve_is_explained(run_cli: Run, tmp_path: Path) -> None:
    source = write_tasks(tmp_path / "tasks.jsonl")
    args = ["textcat.manual", "data", source, "--label", "A,B"]
    result = run_cli(*args, "--workers", "2")
    assert result.returncode == 1
    assert "--workers needs PostgreSQL" in result.stderr and "'sqlite'" in result.stderr
    result = run_cli(*args, env={"PRODIGY_CONFIG_OVERRIDES": '{"queue": "database"}'})
    assert result.returncode == 1
    assert "Only PostgreSQL can hold the queue" in result.stderr and "SQLite" in result.stderr
    result = run_cli(*args, "--workers", "none")
    assert result.returncode == 2
    assert "expected a number of processes" in result.stderr
    args[2] = "-"
    env = {"PRODIGY_CONFIG_OVERRIDES": '{"db": "postgresql"}'}
    result = run_cli(*args, "--workers", "2", env=env)
    assert "can't read from standard input" in result.stderr


@pytest.mark.slow
@pytest.mark.postgres
def test_workers_share_a_port_come_back_and_stop_together(
    home: Path, tmp_path: Path, postgres_settings: dict[str, Any]
) -> None:
    use_postgres(home, postgres_settings)
    source = write_tasks(tmp_path / "tasks.jsonl")
    args = ["textcat.manual", "data", str(source), "--label", "A,B", "--workers", "2"]
    server = LiveServer(args, tmp_path / "log", {"PRODIGY_HOME": str(home)})
    try:
        server.wait_until_ready()
        wait_for_both(postgres_settings)
        path = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
        first = int(path.read_text().split()[0])
        instance = server.client.project()["instance"]
        texts: list[str] = []
        while tasks := server.client.get_tasks("me"):
            server.client.give_answers([{**task, "answer": "accept"} for task in tasks], "me")
            texts += [task["text"] for task in tasks]
            if len(texts) == 10:
                os.kill(first, signal.SIGKILL)
                server.client.http.close()
                server.client.http = server.client.http.__class__(base_url=server.url, timeout=60.0)
                server.wait_until_ready()
        assert sorted(texts) == sorted(f"text {i}" for i in range(20))
        project = server.client.project()
        assert (project["instance"], project["project_total"]) == (instance, 20)
        output = server.stop()
    finally:
        server.close()
    assert server.process.returncode == 0
    assert "Serving from 2 processes" in output
    assert "Process 1 of 2 was ended by signal 9" in output
    assert "Traceback" not in output


@pytest.mark.slow
@pytest.mark.postgres
def test_processes_that_are_killed_lose_and_double_nothing(tmp_path: Path) -> None:
    assert kill_and_check(tmp_path, 5, n_tasks=500) == []
