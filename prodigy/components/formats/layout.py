r"""What the columns of a file with tokens and tags mean, found out by looking at its first lines.

- Tabs stand between the columns if most lines have one, white space otherwise; a line is right if
  it has as many columns as most of them.
- The token is in the first column; but if that has running numbers, as in CoNLL-U, in the second.
- The tag is in the last column, or in a note such as `NER=B-PER` (MISC of CoNLL-U).
- Notes such as `SpaceAfter=No` are in the column before the tag, or where the tag is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ...errors import LoaderError
from ...io.faults import Row
from ...io.lines import LineReader, shorten
from .report import Report
from .tags import OUTSIDE, parse_tag

N_LOOKED_AT = 1000  # lines
RARE = 0.8  # if more lines than this part of them agree, the others are taken for mistakes
EMPTY = "_"
UNKNOWN_POS = "-X-"
REPLACEMENT = "␣"  # shown for white space in tokens and labels
DOC_START = "-DOCSTART-"
WHITE_SPACE = " \t\r\n"
# What would break the columns or the lines, somewhere: all white space, control characters, halves
# of characters, and the mark that programs remove at the start of a file.
BREAKING = re.compile("[\\s\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
ESCAPES = {" ": r"\s", "\t": r"\t", "\n": r"\n", "\r": r"\r", "|": r"\p", "\\": r"\\"}
UNESCAPES = {code: char for char, code in ESCAPES.items()}
NEEDS_ESCAPE = re.compile(f"{BREAKING.pattern}|[|\\\\]")
ESCAPED = re.compile(r"\\([stnrp\\]|u[0-9a-f]{4})")
KEYS = ("SpacesBefore", "SpaceAfter", "SpacesAfter", "Form", "Label")
# Names of the note that has the tag, in lower case.
TAG_KEYS = ("ner", "ne", "entity", "namedentity", "name")
is_note = re.compile(rf"(?:{'|'.join(KEYS)})=[^|]*(?:\|(?:{'|'.join(KEYS)})=[^|]*)*").fullmatch
# No word has a greater number, and Python refuses to read much longer ones.
parse_number = re.compile(r"(\d{1,9})(?:-(\d{1,9})|\.(\d{1,9}))?").fullmatch
get_text_comment = re.compile(r"# ?text ?= ?(.*)", re.S).fullmatch


@dataclass(frozen=True)
class Token:
    """A line.

    form (str): The token.
    tag (str): Its tag.
    notes (Mapping[str, str]): What is known about it, see `columns`.
    number (tuple[int, int, bool] | None): In CoNLL-U: first and last word of a token of several
        words, or twice the number of a word, and whether it is a word without a form.
    """

    form: str
    tag: str
    notes: Mapping[str, str]
    number: tuple[int, int, bool] | None = None


@dataclass(frozen=True)
class Layout:
    """What the columns mean.

    separator (str | None): What is between the columns. None: any white space.
    n_columns (int): How many there are.
    has_numbers (bool): The first column has running numbers.
    has_tags (bool): The last column has tags. Otherwise they are in the notes there.
    default_tag (str): The tag of lines without such a note. Empty if all must have one.
    """

    separator: str | None
    n_columns: int
    has_numbers: bool = False
    has_tags: bool = True
    default_tag: str = ""

    def is_comment(self, line: str) -> bool:
        """RETURNS (bool): Whether a line in front of an example is a comment."""
        if not line.startswith("#"):
            return False
        cells = split_cells(line, self.separator)
        is_token = len(cells) == self.n_columns and (not self.has_tags or parse_tag(cells[-1]))
        return self.has_numbers or not is_token

    def read(self, line: str, row: Row) -> Token:
        """Read a line.

        line (str): The line, without its line break.
        row (Row): The line and its example, for errors.
        RETURNS (Token): The token.
        RAISES (RowError): Something is wrong with the line.
        """
        cells = split_cells(line, self.separator)
        if len(cells) < 2 or not cells[0]:
            raise row.error(
                "cells",
                "has no token and tag",
                f"Expected a token, a tab or space, and a tag, found {shorten(line)}. An empty "
                "line ends a sentence.",
            )
        if len(cells) != self.n_columns:
            raise row.error(
                "cells",
                f"has {len(cells)} columns",
                f"Expected {self.n_columns}, as in most lines. Found {shorten(line)}",
            )
        number = _get_number(cells[0], row) if self.has_numbers else None
        notes = self._get_notes(cells, row)
        tag = cells[-1] if self.has_tags else _get_tag_note(cells[-1]) or self.default_tag
        if not parse_tag(tag) and not (number and (number[2] or number[0] < number[1])):
            raise row.error(
                "tags",
                "has no valid tag",
                f"Expected {OUTSIDE} or a label after B-, I-, L-, U-, E- or S-, found "
                f"{shorten(tag)} in {shorten(line)}",
            )
        if "Label" in notes:
            tag = f"{tag[:2]}{notes['Label']}"
        form = notes.get("Form", cells[1 if self.has_numbers else 0])
        if not form:
            raise row.error("cells", "has no token", f"Found {shorten(line)}")
        return Token(form, tag, notes, number)

    def _get_notes(self, cells: list[str], row: Row) -> dict[str, str]:
        cell = cells[-1] if not self.has_tags else cells[-2] if len(cells) > 2 else EMPTY
        # Elsewhere than in CoNLL-U, the column may be anything.
        if not (self.has_numbers or is_note(cell)):
            return {}
        pairs = (note.partition("=") for note in cell.split("|"))
        try:
            return {key: unescape(value) for key, _, value in pairs if key in KEYS}
        except ValueError:
            raise row.error(
                "value",
                "has a broken note",
                f"Can't read {shorten(cell)}. A backslash in it may only be followed by s, t, n, "
                "r, p, another backslash, or u and four digits.",
            ) from None


def find_layout(lines: Sequence[str], source: LineReader, *, is_conllu: bool = False) -> Layout:
    """Find out what the columns of a file mean.

    lines (Sequence[str]): Its first lines.
    source (LineReader): The file; tells what is decided.
    is_conllu (bool): Running numbers are to be expected. Defaults to False.
    RETURNS (Layout): The meaning.
    RAISES (LoaderError): There are no columns with tokens and tags.
    """
    found = [line.rstrip("\r\n") for line in lines]
    candidates = [line for line in found if line.strip() and not line.startswith("# ")] or found
    candidates = [line for line in candidates if not line.startswith(DOC_START)] or candidates
    n_tabs = sum("\t" in line for line in candidates)
    separator = "\t" if 2 * n_tabs >= len(candidates) and n_tabs else None
    rows = [split_cells(line, separator) for line in candidates]
    counts = Counter(len(cells) for cells in rows if len(cells) > 1)
    layout = Layout(separator, counts.most_common(1)[0][0] if counts else 2)
    rows = [cells for cells in rows if len(cells) == layout.n_columns]
    if is_conllu or (_has_numbers(found, layout) and not _are_notes(rows)):
        layout = replace(layout, has_numbers=True)
        _check_numbers(rows, source)
        if not is_conllu:
            source.tell("has running numbers in its first column, the second one has the tokens")
        # Tokens of several words, and words without a form, need no tag.
        rows = [cells for cells in rows if cells[0].isdecimal()] or rows
    n_tags = sum(bool(parse_tag(cells[-1])) for cells in rows)
    n_notes = sum(bool(parse_tag(_get_tag_note(cells[-1]))) for cells in rows)
    if n_notes > n_tags:
        if not is_conllu:
            source.tell("has its tags in notes in its last column")
        default = "" if n_notes > RARE * len(rows) else OUTSIDE
        return replace(layout, has_tags=False, default_tag=default)
    if not n_tags and layout.has_numbers:
        raise LoaderError(
            f"{source.name} has no entity tags",
            "Expected tags such as B-PER and O in the last column, or notes such as NER=B-PER in "
            f"it, found {shorten(rows[0][-1])}.",
        )
    return layout


def join_parts(tokens: Sequence[Token], row: Row, report: Report) -> list[Token]:
    """Make tokens of the words of CoNLL-U: those that stand in the text.

    tokens (Sequence[Token]): The lines of an example.
    row (Row): The example, for errors.
    report (Report): Takes note if the words of a token have different tags.
    RETURNS (list[Token]): The tokens. One of several words has the first tag of its words that is
        not O. Words without a form are left out.
    RAISES (RowError): The numbers don't run from 1.
    """
    if not any(token.number for token in tokens):
        return list(tokens)
    joined: list[Token] = []
    expected, last_part = 1, 0
    for token in tokens:
        first, last, is_empty = token.number or (0, 0, False)
        if is_empty:
            continue
        if first != expected:
            raise row.error(
                "syntax",
                "has numbers that don't follow each other",
                f"Expected {expected} in the first column, found {first}. Is a line missing?",
            )
        if first < last:
            joined.append(replace(token, tag=OUTSIDE))
            last_part = last
            continue
        expected += 1
        if first > last_part:
            joined.append(token)
        elif token.tag != OUTSIDE:
            whole = joined[-1]
            if whole.tag == OUTSIDE:
                joined[-1] = replace(whole, tag=token.tag)
            elif whole.tag[2:] != token.tag[2:]:
                report.mend({"text": whole.form}, "merged")
    if expected <= last_part:
        raise row.error(
            "syntax", "ends too early", f"A token has words up to {last_part}, which is missing."
        )
    return joined


def split_cells(line: str, separator: str | None) -> list[str]:
    """RETURNS (list[str]): The columns of a line."""
    return line.split(separator) if separator else [cell for cell in line.split(" ") if cell]


def escape(text: str) -> str:
    """RETURNS (str): A text without white space and vertical bars."""
    return NEEDS_ESCAPE.sub(lambda m: ESCAPES.get(m[0]) or f"\\u{ord(m[0]):04x}", text)


def unescape(text: str) -> str:
    """Undo `escape`.

    text (str): The text.
    RETURNS (str): The text as it was.
    RAISES (ValueError): A backslash is followed by something else.
    """
    if "\\" in ESCAPED.sub("", text):
        raise ValueError(text)
    return ESCAPED.sub(lambda m: UNESCAPES.get(m[0]) or chr(int(m[1][1:], 16)), text)


def _get_number(cell: str, row: Row) -> tuple[int, int, bool]:
    match = parse_number(cell)
    if match is None:
        raise row.error("cells", "has no number", f"Expected one, found {shorten(cell)}.")
    first = int(match[1])
    return first, int(match[2] or first), match[3] is not None


def _get_tag_note(cell: str) -> str:
    pairs = (note.partition("=") for note in cell.split("|"))
    return next((value for key, _, value in pairs if key.lower() in TAG_KEYS), "")


def _has_numbers(lines: Sequence[str], layout: Layout) -> bool:
    """Tell whether the first column counts: 1, 2... in most examples, and in one of them to 2."""
    n_right = n_wrong = 0
    last, most = 0, 0
    for line in lines:
        if not line.strip():
            last = 0
            continue
        if line.startswith("# "):
            continue
        match = parse_number(split_cells(line, layout.separator)[0].strip() or "-")
        number = int(match[1]) if match else -1
        is_right = match is not None and (match[2] or match[3] or number == last + 1)
        n_right, n_wrong = n_right + bool(is_right), n_wrong + (not is_right)
        last = number if match and not match[2] else last
        most = max(most, last)
    return most > 1 and n_right > RARE * (n_right + n_wrong)


def _are_notes(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the second column has no tokens: in our own files, numbers may be tokens."""
    if not rows or len(rows[0]) < 3:
        return False
    return all(cells[1] in (EMPTY, UNKNOWN_POS) or is_note(cells[1]) for cells in rows)


def _check_numbers(rows: Sequence[Sequence[str]], source: LineReader) -> None:
    if not rows or len(rows[0]) < 3:
        raise LoaderError(
            f"{source.name} has running numbers instead of tokens",
            "Its first column counts, and there is no other one but the tags. Add a column with "
            "the tokens.",
        )
