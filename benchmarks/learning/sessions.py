"""One session of annotation: a recipe in a process of its own, its answers read from the database.

What the annotator is asked comes from the running server, and what the training sees comes from
`db-out`, so everything between the two is the real thing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.learning.annotator import Answer, Waits, annotate
from benchmarks.learning.corpora import GoldText, write_source
from benchmarks.server import home_variables
from tests.server import LiveServer, make_env

Task = dict[str, Any]

DATASET = "answers"
# The simulated annotator reads in the log when the model has learned.
LOGGING = {"PRODIGY_LOGGING": "basic"}


def run_session(
    recipe: str,
    corpus: Sequence[GoldText],
    answer: Answer,
    n_answers: int,
    *,
    model: str | None = None,
    options: Sequence[str] = (),
    seconds: float = 0.0,
) -> tuple[list[Task], Waits]:
    """Annotate texts with a recipe.

    recipe (str): Name of the recipe.
    corpus (Sequence[GoldText]): The texts, in the order of the source.
    answer (Callable): How the annotator answers.
    n_answers (int): How many answers to give, at most.
    model (str | None): The pipeline, for recipes that take one. Defaults to None.
    options (Sequence[str]): Further arguments of the recipe. Defaults to ().
    seconds (float): What a person takes for one answer, so that the model has this time to learn.
        Defaults to 0.0: no model learns.
    RETURNS (tuple[list[dict], Waits]): The answers in their order, and how long the annotator
        waited.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = write_source(corpus, folder / "source.jsonl")
        env = {**home_variables(folder / "home"), **LOGGING}
        args = [recipe, DATASET, *([model] if model else []), str(source), *options]
        server = LiveServer(args, folder / "server.log", env)
        try:
            server.wait_until_ready()
            waits = annotate(server, corpus, answer, n_answers, seconds=seconds)
            server.stop()
        finally:
            server.close()
        return export_answers(env), waits


def export_answers(env: dict[str, str]) -> list[Task]:
    """Read the answers from the database.

    env (dict[str, str]): Environment variables that lead to it.
    RETURNS (list[dict]): The answers in their order.
    RAISES (RuntimeError): The command failed.
    """
    command = [sys.executable, "-m", "prodigy", "db-out", DATASET]
    result = subprocess.run(command, env=make_env(env), capture_output=True, text=True)
    if result.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed:{os.linesep}{result.stderr}")
    return [json.loads(line) for line in result.stdout.split("\n") if line.strip()]
