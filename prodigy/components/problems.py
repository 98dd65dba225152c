"""What is wrong with single tasks of a stream: the one policy for all recipes.

A task that can't be used is left out, or mended by a rule that is written in docs/data-formats.md.
Either way that is said once, with the place in the source, and counted; the stream goes on. With
`"skip_invalid": false` (or `--strict`) it is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..config import get_config
from ..errors import StreamError
from ..io.lines import shorten
from ..io.places import Misfit, get_place
from ..messages import msg

__all__ = ["Problems"]

Task = dict[str, Any]

MAX_TOLD = 20  # misfits with a line of their own; the others are only counted
MAX_KEPT = 3  # misfits that an error about the whole stream names
STRICT_KEY = "skip_invalid"


class Problems:
    """Tells the person at the terminal what is wrong with tasks, and counts it.

    is_strict (bool | None): Whether a misfit is an error. Defaults to None: the settings decide,
        when there is a first one.

    n_skipped (int): How many tasks were left out.
    n_mended (int): How many problems were mended.
    first (list[Misfit]): The first misfits that were left out.
    """

    def __init__(self, is_strict: bool | None = None) -> None:
        self.is_strict = is_strict
        self.n_skipped = self.n_mended = 0
        self.first: list[Misfit] = []
        self._n_summed_up = 0
        self._collected: list[Misfit] | None = None
        self._notes: set[str] = set()

    @classmethod
    def of(cls, skip: bool | Problems) -> Problems | None:
        """Get what the argument `skip` of filters and preprocessors stands for.

        skip (bool | Problems): True to leave tasks out, False for errors, or where to report them.
        RETURNS (Problems | None): Where to report them, or None for errors.
        """
        if isinstance(skip, Problems):
            return skip
        return cls(is_strict=False) if skip else None

    def skip(self, task: Any, what: str) -> None:
        """Say that a task is left out. The caller leaves it out.

        task (Any): The task.
        what (str): What is wrong with it, as a sentence.
        RAISES (StreamError): Misfits are errors.
        """
        self.add(Misfit(get_place(task), what), task)

    def mend(self, task: Any, what: str, action: str) -> None:
        """Say that a task was changed to make it usable. The caller changes it.

        task (Any): The task.
        what (str): What was wrong with it, as a sentence.
        action (str): What was done, as a sentence.
        RAISES (StreamError): Misfits are errors.
        """
        self.add(Misfit(get_place(task), what, action, is_skipped=False), task)

    def add(self, misfit: Misfit, task: Any = None) -> None:
        """Say and count what is wrong.

        misfit (Misfit): What is wrong.
        task (Any): The task, to describe it if nobody knows its place. Defaults to None.
        RAISES (StreamError): Misfits are errors.
        """
        where = describe_place(misfit, task)
        if self._decide():
            raise StreamError(
                f"There is something wrong with {where}",
                f"{misfit.what}\nCorrect it. To leave such tasks out, use no --strict, and "
                f'"{STRICT_KEY}": true in your prodigy.json.',
            )
        if self._collected is not None:
            self._collected.append(misfit)
            return
        self.n_skipped += misfit.is_skipped
        self.n_mended += not misfit.is_skipped
        if misfit.is_skipped and len(self.first) < MAX_KEPT:
            self.first.append(misfit._replace(what=f"{where}: {misfit.what}"))
        if self.total <= MAX_TOLD:
            msg.warn(f"{where[:1].upper()}{where[1:]}: {end_sentence(misfit.what)} {misfit.action}")
        elif self.total == MAX_TOLD + 1:
            msg.warn("There are more such tasks. From now on they are only counted.")

    @contextmanager
    def collected_in(self, misfits: list[Misfit]) -> Iterator[None]:
        """Neither say nor count what is wrong, but put it into a list, to be added elsewhere.

        misfits (list[Misfit]): The list.
        """
        before, self._collected = self._collected, misfits
        try:
            yield
        finally:
            self._collected = before

    def note(self, title: str, text: str | None = None) -> None:
        """Say something about the stream as a whole, the first time only.

        title (str): What there is to say.
        text (str | None): Where, and what to do. Defaults to None.
        """
        if title not in self._notes:
            self._notes.add(title)
            msg.warn(title, text or "")

    @property
    def n_notes(self) -> int:
        """How many different things were said about the stream as a whole."""
        return len(self._notes)

    @property
    def total(self) -> int:
        """How many problems there were."""
        return self.n_skipped + self.n_mended

    def sum_up(self) -> None:
        """Say how many there were, if there are new ones since the last time."""
        if self.total == self._n_summed_up:
            return
        self._n_summed_up = self.total
        counts = [(self.n_skipped, "left out"), (self.n_mended, "mended")]
        shown = " and ".join(f"{n} {word}" for n, word in counts if n)
        msg.warn(
            f"Tasks with something wrong: {shown}",
            "To see all of them: prodigy check SOURCE --view-id VIEW",
        )

    def describe_first(self) -> str:
        """RETURNS (str): How many tasks were left out, and the first ones. Empty if none was."""
        if not self.n_skipped:
            return ""
        lines = "\n".join(f"- {misfit.what}" for misfit in self.first)
        return f"Tasks that were left out: {self.n_skipped}. The first:\n{lines}"

    def _decide(self) -> bool:
        if self.is_strict is None:
            self.is_strict = not get_config().get(STRICT_KEY, True)
        return self.is_strict


def describe_place(misfit: Misfit, task: Any = None) -> str:
    """Say where a misfit is.

    misfit (Misfit): The misfit.
    task (Any): The task, which is quoted if its place is not known. Defaults to None.
    RETURNS (str): The place, e.g. "line 3 of data.jsonl".
    """
    if misfit.place is not None:
        return str(misfit.place)
    if not isinstance(task, dict):
        return "a task"
    shown = next((task[key] for key in ("text", "html", "label") if task.get(key)), task)
    return f"the task {shorten(str(shown))}"


def end_sentence(text: str) -> str:
    """RETURNS (str): A text with a full stop, if it doesn't end like a sentence."""
    return text if text[-1:] in (".", "!", "?") else f"{text}."
