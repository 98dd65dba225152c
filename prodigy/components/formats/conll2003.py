"""The four columns of the shared task CoNLL-2003: token, part of speech, chunk, entity."""

from __future__ import annotations

from collections.abc import Iterable

from ...shapes import TaskType
from .base import Target
from .columns import write_columns
from .iob import read_iob
from .layout import EMPTY, UNKNOWN_POS
from .report import Report
from .tags import IOB2

# Every example is a document. Sentences in it are not annotated, so there is one per document.
DOC_START = "-DOCSTART- -X- O O\n\n"


def write_conll2003(
    examples: Iterable[TaskType], path: Target, *, report: Report | None = None
) -> int:
    """Write spans of tokens in the four columns of CoNLL-2003, with IOB2 tags.

    The column of the part of speech is "-X-". The third column says what is needed to get the exact
    text back, see `columns`.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path | IO): The file, or one that is open.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The file can't be written.
    """
    return write_columns(
        examples, path, IOB2, report, make_line=_make_line, make_head=lambda text: DOC_START
    )


# What is read are the first column and the last one, as with fewer columns.
read_conll2003 = read_iob


def _make_line(i: int, form: str, notes: list[str], tag: str) -> str:
    return " ".join((form, UNKNOWN_POS, "|".join(notes) or EMPTY, tag))
