"""Tagged columns with BILOU tags: beginning, inside, last, outside, unit (a single token)."""

from __future__ import annotations

from collections.abc import Iterable

from ...shapes import TaskType
from .base import Target
from .columns import write_columns
from .iob import read_iob
from .report import Report
from .tags import BILOU


def write_bilou(examples: Iterable[TaskType], path: Target, *, report: Report | None = None) -> int:
    """Write spans of tokens as lines of token, note and BILOU tag, as `write_iob` does.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path | IO): The file, or one that is open.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The file can't be written.
    """
    return write_columns(examples, path, BILOU, report)


# A file shows by its tags which scheme it has.
read_bilou = read_iob
