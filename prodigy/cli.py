"""The command line: find the recipe, parse its arguments, run it, and serve what it returns.

This is the one place that prints errors for users and chooses exit codes: 0 for success, 1 for a
mistake in data, settings or arguments of a recipe, 2 for a wrong command line.

The list of recipes needs nothing of what runs them: that is in `calling`, and imported to run one.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from .about import __version__
from .errors import USAGE_ERROR, ProdigyError
from .help_pages import find_page_of
from .overview import GREETING, format_overview
from .partial import take as take_missing

if TYPE_CHECKING:
    from .app.background import BackgroundServer, OnStart

SUCCESS = 0
FAILURE = 1
INTERRUPTED = 130
BROKEN_PIPE = 141
WORKERS = "--workers"  # see there


def entry() -> None:
    """Run the console script and exit with its code."""
    entry_with(main)


def entry_with(run: Callable[[], int]) -> None:
    """Run something that prints for a person at a terminal, and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        # Half of a surrogate pair, or a tick in a terminal without Unicode, is no reason to stop.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if "_ARGCOMPLETE" in os.environ:
        from .completion import complete

        complete(split_recipe_files)
    sys.exit(run())


def main(
    argv: Sequence[str] | None = None,
    config_overrides: Mapping[str, Any] | None = None,
    on_start: OnStart | None = None,
) -> int:
    """Run one command.

    argv (Sequence[str] | None): The words after "prodigy". Defaults to those of this process.
    config_overrides (Mapping | None): Settings that win over files and recipe. Defaults to None.
    on_start (Callable | None): Called when the server is up, see `prodigy.app.background`.
    RETURNS (int): The exit code.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    take_missing()
    try:
        code = _run(words, dict(config_overrides or {}), on_start)
        if code is not None:
            return code
        sys.stdout.flush()
        if missing := take_missing():
            from .messages import msg

            for line in missing:
                msg.fail(line)
            return FAILURE
    except ProdigyError as err:
        print_error(err)
        return FAILURE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough. Python would complain again when it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except SystemExit as err:
        if err.code is None or isinstance(err.code, int):
            return err.code or SUCCESS
        sys.stderr.write(f"{err.code}\n")
        return FAILURE
    return SUCCESS


def serve(command: str, *args: Any, block: bool = True, **config: Any) -> BackgroundServer | None:
    """Run a command from Python. Starts the server if the recipe does, until it is stopped.

    command (str): The command without "prodigy", e.g. "ner.manual my_set blank:en ./data.jsonl".
    *args (Any): Deprecated: arguments of the recipe, in the order of the function's. In that case
        the command is only the name of the recipe.
    block (bool): Return when the server has been stopped. Defaults to True. If False, return as
        soon as it is up; the recipe runs in a thread of its own.
    **config (Any): Settings that win over those of the files and of the recipe, e.g. port=9000.
    RETURNS (BackgroundServer | None): If it doesn't block, the server, with its `url` and `stop()`.
        Otherwise, and for commands that start no server, None.
    RAISES (SystemExit): The command failed; the message was printed to standard error.
    """
    if args:
        import warnings

        warnings.warn(
            "The arguments of prodigy.serve are deprecated. Pass one string with the whole "
            'command: prodigy.serve("ner.manual my_set blank:en ./data.jsonl")',
            DeprecationWarning,
            stacklevel=2,
        )

    def run(on_start: OnStart | None = None) -> None:
        if not args:
            import shlex

            code = main(shlex.split(command), config, on_start)
            if code != SUCCESS:
                sys.exit(code)
            return
        from .calling import call_function

        try:
            call_function(command, args, config, on_start)
        except ProdigyError as err:
            print_error(err)
            sys.exit(FAILURE)

    if block:
        run()
        return None
    from contextvars import copy_context
    from functools import partial

    from .app.background import BackgroundServer

    # What recipe code starts in this way is a part of its run.
    return BackgroundServer(partial(copy_context().run, run)).start()


def print_error(err: ProdigyError) -> None:
    """Print an error for the person at the terminal.

    err (ProdigyError): The error. Its traceback is only printed with verbose logging.
    """
    from .config import get_log_level
    from .controls import show_message
    from .messages import color, log_message, msg

    if get_log_level() == "json":
        log_message(f"✘ {err.title}\n{err.text or ''}")
        return
    mark = color("✘", fg="red") if msg.show_color else "✘"
    text = "\n".join(f"  {line}".rstrip() for line in (err.text or "").splitlines())
    content = f"\n{mark} {err.title}\n{text}\n" if text else f"\n{mark} {err.title}\n"
    sys.stderr.write(show_message(content))
    if page := find_page_of(err.__traceback__):
        sys.stderr.write(f"  Read more: prodigy docs {page}\n")
    if get_log_level() == "verbose":
        import traceback

        sys.stderr.write(show_message("".join(["\n", *traceback.format_exception(err)])))
    sys.stderr.flush()


def _run(words: list[str], config: dict[str, Any], on_start: OnStart | None) -> int | None:
    """RETURNS (int | None): The exit code, if it isn't the usual one."""
    files, words = split_recipe_files(words)
    if files:
        from .registry import load_recipe_files

        load_recipe_files(files)
    if not words and not files:
        sys.stdout.write(GREETING)
        return None
    if not words or words[0] in ("-h", "--help"):
        sys.stdout.write(format_overview())
        return None
    if words[0] == "--version":
        sys.stdout.write(f"{__version__}\n")
        return None
    if words[0].startswith("-"):
        _exit_with_usage(f"unrecognized arguments: {words[0]}")
    if any(word.startswith(WORKERS) for word in words):
        from . import workers

        code = workers.run(files, words, config)
        if code is not None:
            return code
    from .calling import call_command

    call_command(words[0], words[1:], config, on_start)
    return None


def split_recipe_files(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Take the option -F off the command line, wherever it stands.

    words (Sequence[str]): The words after "prodigy".
    RETURNS (tuple[list[str], list[str]]): The Python files, and the other words.
    RAISES (SystemExit): -F is the last word.
    """
    files: list[str] = []
    others: list[str] = []
    remaining = iter(words)
    for word in remaining:
        if word == "--":
            return files, [*others, word, *remaining]
        if word == "-F":
            value = next(remaining, None)
            if value is None:
                _exit_with_usage("argument -F: expected a path of a Python file")
            files.extend(_split_files(value))
        elif word.startswith("-F="):
            files.extend(_split_files(word[3:]))
        else:
            others.append(word)
    return files, others


def _split_files(value: str) -> list[str]:
    if os.path.exists(value):  # A comma may also be part of a path.
        return [value]
    return [part.strip() for part in value.split(",") if part.strip()]


def _exit_with_usage(message: str) -> NoReturn:
    sys.stderr.write(
        "usage: prodigy RECIPE [ARGUMENTS ...] [-F FILE]\n"
        f"prodigy: error: {message}\nRun 'prodigy --help' to see all recipes.\n"
    )
    sys.exit(USAGE_ERROR)
