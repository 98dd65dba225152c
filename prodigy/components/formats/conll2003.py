"""The four columns of the shared task CoNLL-2003: token, part of speech, chunk, entity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ...io.lines import LineReader
from ...io.loaders.base import takes
from ...shapes import TaskType
from .base import Target
from .columns import read_columns, write_columns
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


@takes("lines")
def read_conll2003(
    path: str | Path | LineReader | Iterable[str], *, report: Report | None = None
) -> Iterator[TaskType]:
    """Read entities from columns as those of CoNLL-2003, one answer per sentence.

    path (str | Path | LineReader | Iterable[str]): The file, or its lines. The first column is the
        token, the last one the tag: IOB, IOB2, BILOU or BIOES.
    report (Report | None): Counts the examples. Defaults to None.
    YIELDS (dict): Answers with text, tokens and spans.
    RAISES (LoaderError): A line has a wrong number of columns or no valid tag.
    """
    return read_columns(path, report)


def _make_line(i: int, form: str, notes: list[str], tag: str) -> str:
    return " ".join((form, UNKNOWN_POS, "|".join(notes) or EMPTY, tag))
