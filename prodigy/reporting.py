"""Telling the person at the terminal about errors in recipe code, while the server goes on."""

import asyncio
import sys
import traceback
from pathlib import Path

from .config import get_log_level
from .controls import show_message
from .errors import ProdigyError
from .logger import log_event, make_printable

# What recipe code may raise that is a mistake of the recipe: it may call sys.exit, and run an event
# loop or generators of its own. Only Ctrl+C is none.
RECIPE_ERRORS = (Exception, SystemExit, asyncio.CancelledError, GeneratorExit)

MAX_FRAMES = 20
_n_reported = 0
_PACKAGE = str(Path(__file__).parent)


def find_place(err: BaseException) -> tuple[str, int] | None:
    """RETURNS (Optional[Tuple[str, int]]): File and line in the recipe where an error arose: the
    last frame outside this package and the libraries, else the last one."""
    frames = traceback.extract_tb(err.__traceback__)
    if not frames:
        return None
    foreign = [f for f in frames if not _is_library(f.filename)]
    frame = (foreign or frames)[-1]
    return frame.filename, frame.lineno or 0


def _is_library(filename: str) -> bool:
    return filename.startswith(_PACKAGE) or "site-packages" in filename or filename.startswith("<")


def count_reported() -> int:
    """RETURNS (int): How many errors were reported since the start."""
    return _n_reported


def report_exception(what: str, err: BaseException) -> None:
    """Print what failed, where in the recipe, and the traceback, to standard error.

    what (str): What failed and what that means for the answers.
    err (BaseException): The exception. Errors made for users are printed without traceback.
    """
    global _n_reported
    _n_reported += 1
    place = find_place(err)
    if get_log_level() == "json":
        # Its text may quote an answer. The others show it.
        frames = traceback.extract_tb(err.__traceback__)[-MAX_FRAMES:]
        log_event(
            "error",
            "error",
            message=make_printable(what),
            error=type(err).__name__,
            where=place and f"{place[0]}:{place[1]}",
            frames=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        )
        return
    what = make_printable(what)
    where = f" ({place[0]}, line {place[1]})" if place else ""
    lines = [f"✘ {what}: {type(err).__name__}{where}\n"]
    if isinstance(err, ProdigyError):
        lines.append(f"  {err}".replace("\n", "\n  ") + "\n")
    else:
        lines += traceback.format_exception(type(err), err, err.__traceback__)
    sys.stderr.write(show_message("".join(lines)))
    sys.stderr.flush()
