"""What a command had to leave out: a result that isn't whole must not look like one that is.

Whoever leaves something out says so with `leave_out`, once per thing, and goes on with the rest.
Who has listed by himself what is missing ends with `conclude`. The last line of the command says
how much is missing, and its exit code is 1.
"""

from __future__ import annotations

from collections import Counter

MAX_SHOWN = 20  # of one kind; the others are only counted

_left_out: Counter[str] = Counter()
_known: set[str] = set()
_conclusions: list[str] = []


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
        from .messages import msg

        msg.warn(what)


def conclude(summary: str) -> None:
    """Say at the end of a command how much its result lacks.

    summary (str): How much of what, e.g. "2 of 5 rows imported, 3 left out".
    """
    _conclusions.append(f"Partial: {summary}")


def take() -> list[str]:
    """Get what makes the result partial since the last call.

    RETURNS (list[str]): Sentences for the end of the command. None if the result is whole.
    """
    lines = [f"{kind}: {count}" for kind, count in _left_out.items()]
    found = [f"The result is partial. Left out: {', '.join(lines)}"] if lines else []
    found += _conclusions
    _left_out.clear()
    _known.clear()
    _conclusions.clear()
    return found
