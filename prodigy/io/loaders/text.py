"""Tasks as plain text, one per line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ...shapes import TaskType
from ..lines import LineReader, open_lines
from ..places import PlacedTask
from .base import takes


@takes("lines", one_task_per_line=True)
def TXT(f: str | Path | LineReader | Iterable[str]) -> Iterator[TaskType]:
    """Load texts from a file with one text per line.

    f (str | Path | LineReader | Iterable[str]): The file, or its lines.
    YIELDS (dict): Tasks with a "text", without whitespace around it. Blank lines are skipped.
    """
    lines = open_lines(f)
    for line in lines.iter_leniently():
        if damage := lines.take_damage():
            lines.reject(damage)
            continue
        # Pasted from elsewhere, a part of a file may have the line breaks of another system.
        for text in line.split("\r") if "\r" in line else (line,):
            text = text.strip()
            if text:
                yield PlacedTask({"text": text}, lines.get_place())
