"""What a command had to leave out: a result that isn't whole must not look like one that is.

Whoever leaves something out says so with `leave_out`, once per thing, and goes on with the rest.
The command line ends with a line that says how much is missing, and with exit code 1.
"""

from __future__ import annotations

from collections import Counter

from .messages import msg

MAX_SHOWN = 20  # of one kind; the others are only counted

_left_out: Counter[str] = Counter()
_known: set[str] = set()


def leave_out(kind: str, what: str) -> None:
    """Say that something is left out of the results. Nothing happens if it was said before.

    kind (str): What such things are, in the plural, e.g. "damaged rows of the dataset 'news'".
    what (str): This one, where it is, and what is wrong with it.
    """
    if f"{kind}\n{what}" in _known:
        return
    _known.add(f"{kind}\n{what}")
    _left_out[kind] += 1
    if _left_out[kind] <= MAX_SHOWN:
        msg.warn(what)


def take() -> list[str]:
    """Get what was left out since the last call.

    RETURNS (list[str]): One line for each kind, with the number of things.
    """
    lines = [f"{kind}: {count}" for kind, count in _left_out.items()]
    _left_out.clear()
    _known.clear()
    return lines
