"""Tagged columns with IOB2 tags: "B-" for the first token of a span, "I-" for the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ...io.lines import LineReader
from ...io.loaders.base import takes
from ...shapes import TaskType
from .base import Target
from .columns import read_columns, write_columns
from .report import Report
from .tags import IOB2


def write_iob(examples: Iterable[TaskType], path: Target, *, report: Report | None = None) -> int:
    """Write spans of tokens as lines of token, note and IOB2 tag, separated by tabs.

    The column in the middle says what is needed to get the exact text back, see `columns`.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path | IO): The file, or one that is open.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The file can't be written.
    """
    return write_columns(examples, path, IOB2, report)


@takes("lines")
def read_iob(
    path: str | Path | LineReader | Iterable[str], *, report: Report | None = None
) -> Iterator[TaskType]:
    """Read spans from tagged columns, one answer per block of lines.

    path (str | Path | LineReader | Iterable[str]): The file, or its lines. The first column is the
        token, the last one the tag: IOB, IOB2, BILOU or BIOES.
    report (Report | None): Takes note of examples that can't be used. None: they are errors.
    YIELDS (dict): Answers with text, tokens and spans.
    RAISES (LoaderError): A line has a wrong number of columns or no valid tag.
    """
    return read_columns(path, report)
