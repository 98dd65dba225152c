"""Commands that start at once: copies of a process that has imported the package already.

Importing takes longer than most of what a test does. Here one process, the fork server of
`multiprocessing`, imports once, see tests/preloaded.py; each command is a fork of it with its own
environment, working directory and files, and is stopped or killed like any other process.
"""

import atexit
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

IS_AVAILABLE = "forkserver" in multiprocessing.get_all_start_methods()


class WarmProcess:
    """One running command, with the methods of `subprocess.Popen` that tests use.

    args (Sequence[str]): Recipe name and arguments.
    output (Path): File for standard output, and for errors too unless `errors` is given.
    env (Mapping[str, str]): The whole environment.
    errors (Path | None): File for standard error.
    source (Path | None): File or named pipe for standard input. Defaults to None (nothing).
    """

    def __init__(
        self,
        args: Sequence[str],
        output: Path,
        env: Mapping[str, str],
        errors: Path | None = None,
        source: Path | None = None,
    ) -> None:
        files = [str(source or os.devnull), str(output), str(errors or "")]
        order = (list(args), files, dict(env), os.getcwd())
        self._process = fork(run, order)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("prodigy", timeout or 0)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self._process.exitcode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self._process.kill()


def fork(target: Callable[..., None], args: Sequence[Any]) -> Any:
    """Call a function in a fork of the fork server.

    target (Callable): A function of a module.
    args (Sequence[Any]): What it gets, which has to be picklable.
    RETURNS (multiprocessing.Process): The process, which is running.
    """
    process = _context().Process(target=target, args=args)
    process.start()
    return process


def can_run(env: Mapping[str, str] | None) -> bool:
    """Whether a command can be a fork: nothing in its environment is for Python as it starts.

    env (Mapping[str, str] | None): What is added to the environment of this process.
    """
    of_python = ("PYTHON", "LC_", "LANG")
    names = [name for name in env or () if name != "PYTHONPATH"]  # which `run` looks at
    return IS_AVAILABLE and not any(name.startswith(of_python) for name in names)


def run_command(
    args: Sequence[Any], folder: Path, env: Mapping[str, str], timeout: float, text: str = ""
) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end and return what it printed.

    folder (Path): Where the files with its output are kept.
    text (str): Standard input, which comes through a pipe. Defaults to nothing.
    """
    words = [str(arg) for arg in args]
    output, errors = folder / "command.out", folder / "command.err"
    with _pipe(text) as source:
        code = WarmProcess(words, output, env, errors, source).wait(timeout)
    texts = [path.read_text(encoding="utf-8") for path in (output, errors)]
    return subprocess.CompletedProcess(words, code, *texts)


@contextmanager
def _pipe(text: str) -> Iterator[Path | None]:
    """A named pipe out of which a text comes. None for an empty text."""
    if not text:
        yield None
        return

    def write() -> None:
        # Whoever reads may stop before the end, or never begin.
        with suppress(BrokenPipeError), path.open("w", encoding="utf-8", newline="") as pipe:
            pipe.write(text)

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "stdin")
        os.mkfifo(path)
        writer = threading.Thread(target=write)
        writer.start()
        yield path
        # Lets go of a writer that nobody reads from.
        os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
        writer.join()


def run(args: list[str], files: list[str], env: dict[str, str], folder: str) -> None:
    """Become a command: called in the fork.

    args (list[str]): Recipe name and arguments.
    files (list[str]): For standard input, output, and errors ("" for the file of the output).
    env (dict[str, str]): The whole environment.
    folder (str): The working directory.
    """
    source, output, errors = files
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    _redirect(source, 0, os.O_RDONLY)
    _redirect(output, 1)
    if errors:
        _redirect(errors, 2)
    else:
        os.dup2(1, 2)
    streams: list[tuple[str, int]] = [("stdout", 1), ("stderr", 2)]
    for name, number in streams:
        setattr(sys, name, open(number, "w", buffering=1, encoding="utf-8", closefd=False))
    sys.stdin = open(0, encoding="utf-8", closefd=False)
    sys.argv = ["prodigy", *args]
    folders = env.get("PYTHONPATH", "").split(os.pathsep)
    sys.path[:0] = [path for path in folders if path and path not in sys.path]
    from prodigy.cli import entry

    try:
        entry()
    finally:
        # `multiprocessing` ends its processes without these.
        _run_at_exit()


def _redirect(path: str, number: int, mode: int = os.O_WRONLY | os.O_CREAT | os.O_TRUNC) -> None:
    opened = os.open(path, mode, 0o644)
    os.dup2(opened, number)
    os.close(opened)


_run_at_exit: Callable[[], None] = atexit._run_exitfuncs


def _context() -> Any:
    context = multiprocessing.get_context("forkserver")
    # The server starts as a Python of its own, which would import an installed package instead.
    root, paths = str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH", "")
    if root not in paths.split(os.pathsep):
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [root, paths]))
    context.set_forkserver_preload(["tests.fork_server"])
    return context
