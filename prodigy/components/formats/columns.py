r"""Tokens and their tags in columns: what conll2003, iob and bilou have in common.

Each line is a token; its first column is the token, its last one the tag. An empty line ends an
example. Files of other programs are joined with one space between the tokens. In our own files, the
column before the tag makes the exact text known, in words of CoNLL-U joined by "|", or is "_":

    SpaceAfter=No    no space before the next token (or, at the last one, nothing special: "_")
    SpacesAfter=\n   what follows instead of one space. SpacesBefore: before the first token
    Form=New\sYork   the token, if it contains white space; the first column shows "␣" instead
    Label=A\sB       the label, if it contains white space
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ...errors import LoaderError
from ...io.lines import LineReader, open_lines, shorten
from ...shapes import TaskType
from .base import Target, write_text
from .gold import Needs, get_gold
from .report import Report
from .tags import OUTSIDE, Scheme, from_tags, parse_tag, to_tags
from .tokens import Tokenized, join_words, make_task, tokenize

NEEDS = Needs(spans=True, surrogates=True)
EMPTY = "_"
DOC_START = "-DOCSTART-"
REPLACEMENT = "␣"
# What would break the columns or the lines, somewhere: all white space, control characters, halves
# of characters, and the mark that programs remove at the start of a file.
BREAKING = re.compile("[\\s\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
ESCAPES = {" ": r"\s", "\t": r"\t", "\n": r"\n", "\r": r"\r", "|": r"\p", "\\": r"\\"}
UNESCAPES = {code: char for char, code in ESCAPES.items()}
NEEDS_ESCAPE = re.compile(f"{BREAKING.pattern}|[|\\\\]")
ESCAPED = re.compile(r"\\([stnrp\\]|u[0-9a-f]{4})")
KEYS = ("SpacesBefore", "SpaceAfter", "SpacesAfter", "Form", "Label")
is_note = re.compile(rf"(?:{'|'.join(KEYS)})=[^|]*(?:\|(?:{'|'.join(KEYS)})=[^|]*)*").fullmatch


def write_columns(
    examples: Iterable[TaskType],
    path: Target,
    scheme: Scheme,
    report: Report | None,
    *,
    separator: str = "\t",
    before_notes: Sequence[str] = (),
    doc_start: str = "",
) -> int:
    """Write examples as columns.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path | IO): The file, or one that is open.
    scheme (Scheme): The prefixes of the tags.
    report (Report | None): Takes note of what is left out.
    separator (str): Stands between the columns. Defaults to a tab.
    before_notes (Sequence[str]): Columns between the token and the notes, the same in all lines.
    doc_start (str): Text in front of every example.
    RETURNS (int): The number of examples written.
    """
    report = report or Report()
    n_before = report.n_done

    def make_parts() -> Iterator[str]:
        for eg in examples:
            gold = get_gold(eg, NEEDS, report)
            tokenized = tokenize(gold, report) if gold else None
            if tokenized is not None:
                yield doc_start + _format(tokenized, scheme, separator, before_notes)
                report.n_done += 1

    write_text(path, make_parts())
    return report.n_done - n_before


def read_columns(
    source: str | Path | LineReader | Iterable[str | bytes], report: Report | None
) -> Iterator[TaskType]:
    """Read columns, of this program or of another one.

    Columns are separated by tabs if the first line has one, by spaces otherwise. Lines that start
    with "-DOCSTART-", and comments (after "# "), are passed over.

    source (str | Path | LineReader | Iterable[str]): The file, or its lines.
    report (Report | None): Counts the examples.
    YIELDS (dict): Answers with text, tokens and spans.
    RAISES (LoaderError): A line has another number of columns than the first one, or no valid tag.
    """
    report = report or Report()
    lines = open_lines(source)
    block = _Block(lines)
    for line in lines:
        if not line.strip(" \t\r\n"):
            if block.words:
                report.n_done += 1
                yield block.pop()
        elif block.add(line.rstrip("\r\n")) and block.words:
            report.n_done += 1
            yield block.pop()
    if block.words:
        report.n_done += 1
        yield block.pop()


class _Block:
    """The lines of one example, as they are read."""

    def __init__(self, lines: LineReader) -> None:
        self._lines = lines
        self._first: tuple[int, int] | None = None  # line number and columns of the first token
        self._separator = " "
        self._clear()

    def _clear(self) -> None:
        self.words: list[str] = []
        self._tags: list[str] = []
        self._notes: list[dict[str, str]] = []

    def add(self, line: str) -> bool:
        """Add a line. Returns whether it starts a new document instead of being a token."""
        if self._first is None:
            self._separator = "\t" if "\t" in line else " "
        cells = [cell for cell in line.split(self._separator) if cell or self._separator == "\t"]
        tag, notes = cells[-1], cells[-2] if len(cells) > 2 else EMPTY
        if cells[0] == DOC_START:
            return True
        if line.startswith("# ") and not parse_tag(tag):
            return False
        self._check(line, cells)
        found = self._parse_notes(notes) if is_note(notes) else {}
        if "Label" in found:
            tag = f"{tag[:2]}{found['Label']}"
        self.words.append(found.get("Form", cells[0]))
        self._tags.append(tag)
        self._notes.append(found)
        return False

    def pop(self) -> TaskType:
        """Make an answer of the lines, and start anew."""
        gaps = join_words(self.words)
        for i, notes in enumerate(self._notes):
            if notes.get("SpaceAfter") == "No":
                gaps[i + 1] = ""
            gaps[i + 1] = notes.get("SpacesAfter", gaps[i + 1])
        gaps[0] = self._notes[0].get("SpacesBefore", "")
        task = make_task(self.words, gaps, from_tags(self._tags))
        self._clear()
        return task

    def _check(self, line: str, cells: list[str]) -> None:
        number, name = self._lines.line_number, self._lines.name
        if len(cells) < 2 or not cells[0]:
            raise LoaderError(
                f"Line {number} of {name} has no token and tag",
                f"Expected a token, a tab or space, and a tag, found {shorten(line)}. An empty "
                "line ends a sentence.",
            )
        if self._first is None:
            self._first = number, len(cells)
        elif len(cells) != self._first[1]:
            raise LoaderError(
                f"Line {number} of {name} has {len(cells)} columns",
                f"Line {self._first[0]} has {self._first[1]}. Found {shorten(line)}",
            )
        if not parse_tag(cells[-1]):
            raise LoaderError(
                f"Line {number} of {name} has no valid tag",
                f"Expected {OUTSIDE} or a label after B-, I-, L-, U-, E- or S- in the last column, "
                f"found {shorten(cells[-1])} in {shorten(line)}",
            )

    def _parse_notes(self, notes: str) -> dict[str, str]:
        pairs = (note.partition("=") for note in notes.split("|"))
        try:
            return {key: _unescape(value) for key, _, value in pairs}
        except ValueError:
            raise LoaderError(
                f"Line {self._lines.line_number} of {self._lines.name} has a broken note",
                f"Can't read {shorten(notes)}. A backslash in it may only be followed by s, t, n, "
                "r, p, another backslash, or u and four digits.",
            ) from None


def _format(
    tokenized: Tokenized, scheme: Scheme, separator: str, before_notes: Sequence[str]
) -> str:
    words, gaps = tokenized.words, tokenized.gaps
    labels = {first: label for first, _, label in tokenized.entities if BREAKING.search(label)}
    for first, last, label in tokenized.entities:
        if first in labels:
            labels.update(dict.fromkeys(range(first, last + 1), label))
    lines = []
    for i, tag in enumerate(to_tags(len(words), tokenized.entities, scheme)):
        word, gap, expected = words[i], gaps[i + 1], " " if i + 1 < len(words) else ""
        notes = []
        if i == 0 and gaps[0]:
            notes.append(f"SpacesBefore={_escape(gaps[0])}")
        if gap != expected:
            notes.append(f"SpacesAfter={_escape(gap)}" if gap else "SpaceAfter=No")
        if BREAKING.search(word) or word == DOC_START:
            notes.append(f"Form={_escape(word)}")
            word = BREAKING.sub(REPLACEMENT, word).replace(DOC_START, f"{REPLACEMENT}DOCSTART-")
        if i in labels:
            notes.append(f"Label={_escape(labels[i])}")
            tag = BREAKING.sub(REPLACEMENT, tag)
        lines.append(separator.join((word, *before_notes, "|".join(notes) or EMPTY, tag)))
    return "\n".join(lines) + "\n\n"


def _escape(text: str) -> str:
    return NEEDS_ESCAPE.sub(lambda m: ESCAPES.get(m[0]) or f"\\u{ord(m[0]):04x}", text)


def _unescape(text: str) -> str:
    if "\\" in ESCAPED.sub("", text):
        raise ValueError(text)
    return ESCAPED.sub(lambda m: UNESCAPES.get(m[0]) or chr(int(m[1][1:], 16)), text)
