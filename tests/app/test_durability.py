"""The durability contract, on real servers that are killed, and with many annotators at once."""

import random
import sqlite3
import threading
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.util import free_port

RECIPE = """
import prodigy
from prodigy.components.stream import get_stream

@prodigy.recipe("plain", dataset=("Dataset", "positional", None, str),
                source=("Source", "positional", None, str))
def plain(dataset, source):
    stream = get_stream(source, rehash=True, dedup=True, input_key="text")
    return {"dataset": dataset, "view_id": "text", "stream": stream}
"""


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "plain.py"
    path.write_text(RECIPE, encoding="utf8")
    return path


def answer(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**task, "answer": random.choice(["accept", "reject", "ignore"])} for task in tasks]


def read_answers(home: Path, dataset: str = "data") -> list[tuple[int, str]]:
    """RETURNS: (task hash, session) of every stored answer, read without our own code."""
    with sqlite3.connect(home / "prodigy.db") as raw:
        rows = raw.execute(
            "SELECT example.task_hash, json_extract(example.content, '$._session_id') "
            "FROM example JOIN link ON example.id = link.example_id "
            "JOIN dataset ON dataset.id = link.dataset_id WHERE dataset.name = ?",
            (dataset,),
        ).fetchall()
    raw.close()
    return rows


def annotate(client: Any, name: str, asked: list[int], batch_size: int = 10) -> None:
    """Behave as the web app: fetch ahead, keep answers back, send them in batches."""
    held: list[dict[str, Any]] = []
    unsent: list[dict[str, Any]] = []
    while True:
        known = [eg["_task_hash"] for eg in held + unsent]
        tasks = client.get_tasks(name, excludes=known)
        asked.extend(eg["_task_hash"] for eg in tasks)
        held.extend(tasks)
        if not held:
            break
        unsent.extend(answer(held[:batch_size]))
        del held[:batch_size]
        if len(unsent) >= 2 * batch_size:
            client.give_answers(unsent[:batch_size], name, str(uuid.uuid4()))
            del unsent[:batch_size]
        elif not held and not client.get_tasks(name, [eg["_task_hash"] for eg in unsent]):
            client.give_answers(unsent, name, str(uuid.uuid4()))
            unsent.clear()
    if unsent:
        client.give_answers(unsent, name, str(uuid.uuid4()))


def run_annotators(server: Any, names: list[str]) -> dict[str, list[int]]:
    asked: dict[str, list[int]] = {name: [] for name in names}
    errors: list[BaseException] = []

    def work(name: str) -> None:
        try:
            with httpx.Client(base_url=server.url, timeout=60, verify=False) as http:
                annotate(type(server.client)(http), name, asked[name])
        except BaseException as err:
            errors.append(err)

    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors, errors
    return asked


@pytest.mark.parametrize("n", [160, pytest.param(800, marks=pytest.mark.slow)])
@pytest.mark.parametrize("overlap", [False, True])
def test_16_sessions_on_one_server(
    home: Path, jsonl: Any, recipe: Path, live_server: Any, n: int, overlap: bool
) -> None:
    path = jsonl([{"text": f"text {i}"} for i in range(n)])
    names = [f"annotator{i}" for i in range(16)]
    env = {"PRODIGY_CONFIG_OVERRIDES": f'{{"feed_overlap": {str(overlap).lower()}}}'}
    with live_server(["plain", "data", path, "-F", recipe], env) as server:
        asked = run_annotators(server, names)
    rows = read_answers(home)
    assert len(rows) == len(set(rows)) == (n * 16 if overlap else n)
    per_task = Counter(task_hash for task_hash, _ in rows)
    assert len(per_task) == n
    assert set(per_task.values()) == {16 if overlap else 1}
    for hashes in asked.values():
        assert len(hashes) == len(set(hashes))


def test_kill_9_loses_no_acknowledged_answer_and_asks_none_again(
    home: Path, jsonl: Any, recipe: Path, live_server: Any
) -> None:
    path = jsonl([{"text": f"text {i}"} for i in range(600)])
    args = ["plain", "data", path, "-F", recipe]
    acknowledged: set[int] = set()
    resend: list[tuple[str, list[dict[str, Any]]]] = []
    for run in range(4):
        asked: set[int] = set()
        with live_server(args) as server:
            # What was not acknowledged is still in the browser and comes again, same batch ID.
            for batch_id, answers in resend:
                server.client.give_answers(answers, "alex", batch_id)
                acknowledged |= {eg["_task_hash"] for eg in answers}
            resend.clear()
            before = set(acknowledged)
            killer = threading.Timer(random.uniform(0.05, 0.4), server.kill)
            killer.start()
            try:
                while run < 3:
                    tasks = server.client.get_tasks("alex")
                    if not tasks:
                        break
                    asked |= {eg["_task_hash"] for eg in tasks}
                    batch_id, answers = str(uuid.uuid4()), answer(tasks)
                    resend.append((batch_id, answers))
                    server.client.give_answers(answers, "alex", batch_id)
                    resend.pop()
                    acknowledged |= {eg["_task_hash"] for eg in answers}
            except httpx.TransportError:
                pass
            killer.join()
        assert not asked & before
    stored = [task_hash for task_hash, _ in read_answers(home)]
    assert len(stored) == len(set(stored))
    assert acknowledged <= set(stored)
    assert set(stored) - acknowledged <= {eg["_task_hash"] for _, batch in resend for eg in batch}
    assert acknowledged


@pytest.mark.parametrize("holder", ["alex", None])
def test_a_batch_that_was_on_its_way_when_the_server_was_killed_is_asked_nobody_else(
    home: Path, jsonl: Any, recipe: Path, live_server: Any, holder: str | None
) -> None:
    args = ["plain", "data", jsonl([{"text": f"text {i}"} for i in range(30)]), "-F", recipe]
    with live_server(args) as server:
        batch = answer(server.client.get_tasks(holder))
        server.kill()
    with live_server(args) as server:
        # Somebody else asks before the browser of the first one is back, until nothing is left.
        asked: list[int] = []
        annotate(server.client, "jo", asked)
        assert len(asked) == 20
        assert server.client.get("/session_status", session_id="jo")["n_open_others"] == 10
        # The browser that comes back without its memory is asked its own tasks again.
        again = server.client.get_tasks(holder)
        assert [eg["_task_hash"] for eg in again] == [eg["_task_hash"] for eg in batch]
        server.client.give_answers(batch, holder, "batch")
        assert server.client.get_tasks(holder) == []
    rows = read_answers(home)
    assert len(rows) == len({task_hash for task_hash, _ in rows}) == 30


def test_answers_that_come_before_the_stream_brings_their_tasks_again(
    home: Path, jsonl: Any, recipe: Path, live_server: Any
) -> None:
    args = ["plain", "data", jsonl([{"text": f"text {i}"} for i in range(60)]), "-F", recipe]
    with live_server(args) as server:
        known: list[int] = []
        for _ in range(4):
            batch = answer(server.client.get_tasks("alex", excludes=known))
            known += [eg["_task_hash"] for eg in batch]
        server.kill()
    with live_server(args) as server:
        server.client.give_answers(batch, "alex", "batch")  # the fourth batch of the stream
        annotate(server.client, "jo", [])
        annotate(server.client, "alex", [])
    rows = read_answers(home)
    assert len(rows) == len({task_hash for task_hash, _ in rows}) == 60


class Browser:
    """One annotator, whose browser keeps what is not acknowledged and tries until it is."""

    def __init__(self, name: str, url: str, client_class: Any) -> None:
        self.name, self.url, self.client_class = name, url, client_class
        self.held: dict[int, dict[str, Any]] = {}
        self.unsent: list[tuple[str, list[dict[str, Any]]]] = []

    def work(self, until: threading.Event) -> None:
        with httpx.Client(base_url=self.url, timeout=60, verify=False) as http:
            client = self.client_class(http)
            while not until.is_set():
                try:
                    if not self.step(client):
                        return
                except httpx.TransportError:
                    until.wait(0.02)

    def step(self, client: Any) -> bool:
        """Send what is there, ask for more, answer some of it. False: nothing is left."""
        while self.unsent:
            batch_id, answers = self.unsent[0]
            client.give_answers(answers, self.name, batch_id)
            self.unsent.pop(0)
        for task in client.get_tasks(self.name, excludes=list(self.held)):
            self.held[task["_task_hash"]] = task
        n = random.randint(1, 12)
        done = [self.held.pop(key) for key in list(self.held)[:n]]
        if done:
            self.unsent.append((str(uuid.uuid4()), answer(done)))
        return bool(done)


@pytest.mark.parametrize("n", [400, pytest.param(2000, marks=pytest.mark.slow)])
def test_16_sessions_answer_each_task_once_whenever_the_server_is_killed(
    home: Path, jsonl: Any, recipe: Path, live_server: Any, n: int
) -> None:
    path = jsonl([{"text": f"text {i}"} for i in range(n)])
    env = {"PRODIGY_PORT": str(free_port())}
    args = ["plain", "data", path, "-F", recipe]
    browsers: list[Browser] = []
    for run in range(4):
        is_over = threading.Event()
        with live_server(args, env) as server:
            browsers = browsers or [
                Browser(f"annotator{i}", server.url, type(server.client)) for i in range(16)
            ]
            threads = [threading.Thread(target=b.work, args=(is_over,)) for b in browsers]
            for thread in random.sample(threads, len(threads)):
                thread.start()
            if run < 3:
                is_over.wait(random.uniform(0.05, 0.5))
                server.kill()
                is_over.set()
            for thread in threads:
                thread.join()
            assert run < 3 or not any(b.held or b.unsent for b in browsers)
    rows = read_answers(home)
    assert len({task_hash for task_hash, _ in rows}) == n
    assert len(rows) == n


def test_ctrl_c_prints_what_was_saved(
    home: Path, jsonl: Any, recipe: Path, live_server: Any
) -> None:
    path = jsonl([{"text": "one"}, {"text": "two"}])
    with live_server(["plain", "data", path, "-F", recipe]) as server:
        server.client.give_answers(answer(server.client.get_tasks()))
        output = server.stop()
    assert "Added dataset data to database SQLite" in output
    assert f"Starting the web server at http://127.0.0.1:{server.port} ..." in output
    assert "Saved 2 annotations to database SQLite\nDataset: data\nSession ID: 20" in output
    assert "Traceback" not in output
    assert server.process.returncode == 0


def test_ctrl_c_without_answers_prints_no_summary(
    jsonl: Any, recipe: Path, live_server: Any
) -> None:
    with live_server(["plain", "data", jsonl([{"text": "one"}]), "-F", recipe]) as server:
        output = server.stop()
    assert "Saved" not in output
    assert server.process.returncode == 0


SLOW_UPDATE = """
import time, prodigy

@prodigy.recipe("slow", dataset=("Dataset", "positional", None, str))
def slow(dataset):
    def update(answers):
        time.sleep(1.5)
        print("learned from", len(answers), flush=True)

    stream = ({"text": str(i)} for i in range(100))
    return {"dataset": dataset, "view_id": "text", "stream": stream, "update": update,
            "on_exit": lambda ctrl: print("goodbye", ctrl.total_annotated)}
"""


def test_ctrl_c_finishes_updates_and_calls_on_exit(tmp_path: Path, live_server: Any) -> None:
    (tmp_path / "slow.py").write_text(SLOW_UPDATE, encoding="utf8")
    with live_server(["slow", "data", "-F", tmp_path / "slow.py"]) as server:
        server.client.give_answers(answer(server.client.get_tasks()))
        output = server.stop()
    assert output.index("learned from 10") < output.index("Saved 10") < output.index("goodbye 10")


def test_a_port_in_use_is_a_clear_error_and_leaves_the_database_alone(
    home: Path, jsonl: Any, recipe: Path, live_server: Any, run_cli: Any
) -> None:
    path = jsonl([{"text": "one"}])
    with live_server(["plain", "data", path, "-F", recipe]) as server:
        env = {"PRODIGY_HOST": "127.0.0.1", "PRODIGY_PORT": str(server.port)}
        result = run_cli("plain", "other", path, "-F", recipe, env=env)
    assert result.returncode == 1
    assert f"Port {server.port} is in use" in result.stderr
    assert "Traceback" not in result.stderr
    with sqlite3.connect(home / "prodigy.db") as raw:
        assert raw.execute("SELECT name FROM dataset").fetchall() == [("data",)]
    raw.close()
