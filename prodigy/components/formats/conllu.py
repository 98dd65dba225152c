"""CoNLL-U with entities: ten columns, with IOB2 tags as `NER=B-PER` in the last one (MISC)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ...io.lines import LineReader
from ...io.loaders.base import takes
from ...shapes import TaskType
from .base import Target
from .columns import read_columns, write_columns
from .layout import BREAKING, EMPTY, REPLACEMENT
from .report import Report
from .tags import IOB2

# Between the form and MISC: lemma, tags, features and the syntax, which nobody annotated.
NOT_ANNOTATED = "\t".join([EMPTY] * 7)


def write_conllu(
    examples: Iterable[TaskType], path: Target, *, report: Report | None = None
) -> int:
    """Write spans of tokens as CoNLL-U, one sentence per example.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path | IO): The file, or one that is open.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The file can't be written.
    """
    return write_columns(
        examples, path, IOB2, report, make_line=_make_line, make_head=_make_comment
    )


@takes("lines")
def read_conllu(
    path: str | Path | LineReader | Iterable[str], *, report: Report | None = None
) -> Iterator[TaskType]:
    """Read entities from CoNLL-U, one answer per sentence.

    path (str | Path | LineReader | Iterable[str]): The file, or its lines. The tags are in notes
        such as NER=B-PER in the last column, or in a column of their own after the others.
    report (Report | None): Takes note of sentences that can't be used. Defaults to None.
    YIELDS (dict): Answers with text, tokens and spans. A token of several words is one token.
    RAISES (LoaderError): There are no tags, or a line is broken and there is no report.
    """
    return read_columns(path, report, is_conllu=True)


def _make_line(i: int, form: str, notes: list[str], tag: str) -> str:
    misc = "|".join([f"NER={tag.replace('|', REPLACEMENT)}", *notes])
    return "\t".join((str(i + 1), form, NOT_ANNOTATED, misc))


def _make_comment(text: str) -> str:
    has_lines = any(char != " " for char in BREAKING.findall(text))
    return "" if has_lines else f"# text = {text}\n"
