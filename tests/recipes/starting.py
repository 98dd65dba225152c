"""Run a command as the command line does, in a fork. A server stops as soon as it is up."""

import contextlib
import io
import json
import os
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path

from prodigy.cli import main
from tests.warm import fork

TIMEOUT_S = 240


def start(
    words: Sequence[str], folder: Path, env: Mapping[str, str]
) -> tuple[int | None, str, str]:
    """Run a command, or start its server and stop it.

    words (Sequence[str]): The command.
    folder (Path): Its working directory.
    env (Mapping[str, str]): Its environment.
    RETURNS (tuple[int | None, str, str]): Exit code, standard output and standard error. What
        should not happen, a traceback, has no exit code.
    """
    path = folder / "result.json"
    process = fork(_run, (list(words), str(folder), dict(env), str(path)))
    process.join(TIMEOUT_S)
    assert process.exitcode == 0, f"{words} ended with {process.exitcode}"
    code, printed, errors = json.loads(path.read_text(encoding="utf-8"))
    return code, printed, errors


def _run(words: list[str], folder: str, env: dict[str, str], path: str) -> None:
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    printed, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(errors):
        try:
            code = main(words, {"port": 0}, lambda url, ctrl, stop: stop())
        except Exception:
            code = None
            traceback.print_exc()
    Path(path).write_text(json.dumps([code, printed.getvalue(), errors.getvalue()]), "utf-8")
