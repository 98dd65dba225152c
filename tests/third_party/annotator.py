"""Runs a recipe file through the command line and answers its tasks over the REST API."""

import io
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.util import read_jsonl

RECIPES = Path(__file__).parent / "recipes"
MAX_ROUNDS = 50
MAX_WAIT_S = 1.0  # for a stream that has nothing now, instead of the 10 s of the server

Task = dict[str, Any]


@dataclass
class Run:
    """What happened while a recipe was served.

    code (int): Exit code of the command.
    output (str): What it printed to standard output.
    client (Client): The client, whose requests still work. None: no server was started.
    ctrl (Controller): The controller.
    project (dict): The answer of /project, before the first task.
    asked (list[dict]): All tasks, in the order in which they were asked.
    rows (list[dict]): The export of the dataset.
    is_waiting (bool): Somebody was told to wait because the stream has nothing ready.
    """

    code: int = 0
    output: str = ""
    client: Any = None
    ctrl: Any = None
    project: dict[str, Any] = field(default_factory=dict)
    asked: list[Task] = field(default_factory=list)
    rows: list[Task] = field(default_factory=list)
    is_waiting: bool = False

    @property
    def texts(self) -> list[str]:
        return [task["text"] for task in self.asked]


def accept(task: Task) -> Task:
    return {**task, "answer": "accept"}


class Annotator:
    """Stands for the server and all annotators: `run` is called instead of a terminal.

    serve (callable): The fixture that serves a controller in this process.
    """

    def __init__(self, serve: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
        self._serve = serve
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def run(
        self,
        *words: Any,
        files: Sequence[str],
        answer: Callable[[Task], Task] = accept,
        during: Callable[[Run], Any] | None = None,
        sessions: Sequence[str | None] = (None,),
        stdin: bytes = b"",
    ) -> Run:
        """Run one command to its end.

        *words (Any): Recipe and arguments.
        files (Sequence[str]): Names of the recipe files.
        answer (callable): Makes an answer of a task. Defaults to accepting it.
        during (callable): Called with the run instead of answering all tasks.
        sessions (Sequence): Names of the annotators, who take turns.
        stdin (bytes): Standard input of the command.
        RETURNS (Run): What happened; `rows` is the export of the dataset.
        """
        from prodigy import app
        from prodigy.app import api
        from prodigy.cli import main

        run = Run()

        def annotate(ctrl: Any, config: Any = None) -> None:
            assert config == ctrl.config
            ctrl.storage.create_dataset()
            run.client, run.ctrl = self._serve(ctrl), ctrl
            run.project = run.client.project(sessions[0])
            if during is not None:
                during(run)
            else:
                answer_all(run, sessions, answer)
            ctrl.thread.call(ctrl.save)

        self._monkeypatch.setattr(app, "server", annotate)
        self._monkeypatch.setattr(api, "MAX_WAIT_S", MAX_WAIT_S)
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        paths = ",".join(str(RECIPES / name) for name in files)
        self._capsys.readouterr()
        run.code = main([*map(str, words), "-F", paths])
        run.output = self._capsys.readouterr().out
        if run.ctrl is not None and run.ctrl.dataset in run.ctrl.db:
            run.rows = self.export(run.ctrl)
        return run

    def export(self, ctrl: Any) -> list[Task]:
        """RETURNS (list[dict]): What db-out writes; for other storage, what is in it."""
        from prodigy.cli import main

        if ctrl.db.db_id != "sqlite":
            return json.loads(json.dumps(ctrl.db.get_dataset(ctrl.dataset)))
        self._capsys.readouterr()
        assert main(["db-out", ctrl.dataset]) == 0
        return read_jsonl(self._capsys.readouterr().out)


def answer_all(run: Run, sessions: Sequence[str | None], answer: Callable[[Task], Task]) -> None:
    """Let the annotators take turns, a batch each, until nothing is left for anybody."""
    for _ in range(MAX_ROUNDS):
        run.is_waiting = False
        n_before = len(run.asked)
        for session in sessions:
            tasks = take(run, session)
            if tasks:
                run.client.give_answers([answer(task) for task in tasks], session)
        if len(run.asked) == n_before and not run.is_waiting:
            return
    raise AssertionError(f"No end after {len(run.asked)} tasks")


def take(run: Run, session: str | None = None) -> list[Task]:
    """Get a batch, and check that every task can be shown.

    It may be empty although there is more to come; then `run.is_waiting` is true.
    """
    from prodigy.components.validate import Validator

    response = run.client.get_session_questions(session)
    run.is_waiting = run.is_waiting or response.get("preparing", False)
    validator = Validator(run.project["view_id"])
    for task in response["tasks"]:
        assert validator.check(task) == [], task
        assert isinstance(task["_input_hash"], int) and isinstance(task["_task_hash"], int)
    run.asked.extend(response["tasks"])
    return response["tasks"]
