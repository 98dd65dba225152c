"""Running the command line for a benchmark, in a Prodigy home of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.server import COMMAND_LINE, LiveServer, make_env


def home_variables(home: Path) -> dict[str, str]:
    """Make the environment variables of an own home, so that the user's data stays out of it.

    home (Path): The folder; it is made if it is missing.
    RETURNS (dict[str, str]): Variables to add to the environment.
    """
    home.mkdir(parents=True, exist_ok=True)
    # A file of the home replaces the prodigy.json of the working directory.
    config = home / "prodigy.json"
    config.write_text("{}\n", encoding="utf-8")
    return {"PRODIGY_HOME": str(home), "PRODIGY_CONFIG": str(config)}


def run_cli(env: dict[str, str], *args: Any) -> str:
    """Run a command to its end.

    env (dict[str, str]): Variables to add to the environment.
    *args (Any): Recipe and arguments.
    RETURNS (str): What it wrote to standard output.
    RAISES (RuntimeError): The command failed.
    """
    command = [sys.executable, "-m", "prodigy", *map(str, args)]
    result = subprocess.run(command, env=make_env(env), capture_output=True, text=True)
    if result.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed:{os.linesep}{result.stderr}")
    return result.stdout


@contextmanager
def serve(
    home: Path,
    args: list[Any],
    env: dict[str, str] | None = None,
    program: Sequence[str] = COMMAND_LINE,
) -> Iterator[LiveServer]:
    """Serve a recipe from a process of its own; the context starts when it is up.

    home (Path): The Prodigy home.
    args (list[Any]): Recipe and arguments.
    env (Optional[dict[str, str]]): More environment variables.
    program (Sequence[str]): What Python runs. Defaults to the command line.
    YIELDS (LiveServer): The server.
    """
    env = {**home_variables(home), **(env or {})}
    server = LiveServer([str(arg) for arg in args], home / "server.log", env, program)
    try:
        yield server.wait_until_ready()
        server.stop()
    finally:
        server.close()
