"""From the characters of a PDF page to a text in which spans can be marked.

What is in the text layer stays as it is and in its order, but:

- The lines of a paragraph are joined by a space, and paragraphs are separated by an empty line.
- A word that was divided at the end of a line becomes whole: the hyphen goes between two small
  letters ("exam-", "ple": "example"), and stays otherwise ("Jean-", "Paul": "Jean-Paul").
- Ligatures are letters, all kinds of spaces are plain spaces and never more than one, invisible
  characters (soft hyphens, joiners, marks of direction) are left out.
- Characters that stand for nothing, because the font doesn't say what for, are "�".
- What lies outside of the picture is left out.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

Box = tuple[float, float, float, float]

PARAGRAPH_BREAK = "\n\n"
LINE_BREAK = "\n"
UNKNOWN = "\ufffd"
HYPHEN_CODE = 0x02  # what PDFium has for a hyphen at the end of a line
SOFT_HYPHEN = 0xAD
# Of the height of a line: how far below it the next line of the same paragraph may begin at most.
MAX_LINE_STEP = 1.75
MAX_STEP_TO_USUAL = 1.3  # and that in proportion to the usual step of the page
MAX_SIZE_RATIO = 1.35


class Char(NamedTuple):
    """A character of the text layer.

    code (int): Its number in Unicode, or one half of a pair of UTF-16.
    box (tuple | None): left, top, right, bottom on the picture (pixels), if it is drawn.
    is_generated (bool): Not in the file: a space or line break that PDFium sees.
    is_hyphen (bool): A hyphen that divides a word at the end of a line.
    is_unknown (bool): The font doesn't say what it stands for.
    """

    code: int
    box: Box | None
    is_generated: bool = False
    is_hyphen: bool = False
    is_unknown: bool = False


@dataclass(frozen=True)
class PageText:
    """The text of a page.

    text (str): The text, without spaces around it.
    boxes (list): Of each of its characters (code points) left, top, right, bottom on the picture
        in pixels, or None for spaces and line breaks.
    lines (list[int]): Of each character the number of its line on the page. It only grows.
    n_unknown (int): How many characters are "�".
    n_outside (int): How many characters were left out since they are not on the picture.
    """

    text: str
    boxes: list[Box | None]
    lines: list[int]
    n_unknown: int = 0
    n_outside: int = 0

    def find_boxes(self, start: int, end: int) -> list[list[float]]:
        """Find where a part of the text is.

        start, end (int): The characters, end exclusive.
        RETURNS (list): [x, y, width, height] in pixels, rounded to 0.1, one for each line that the
            part touches. Empty if nothing of it is drawn.
        """
        found: dict[int, Box] = {}
        for i in range(start, end):
            box = self.boxes[i]
            if box is not None:
                line = self.lines[i]
                found[line] = _unite(found[line], box) if line in found else box
        return [
            [round(x0, 1), round(y0, 1), round(x1 - x0, 1), round(y1 - y0, 1)]
            for x0, y0, x1, y1 in found.values()
        ]


class _Line:
    """Characters up to the next line break that PDFium sees."""

    def __init__(self) -> None:
        self.chars: list[tuple[str, Box | None]] = []
        self.is_divided = False

    @property
    def box(self) -> Box | None:
        union = None
        for _, box in self.chars:
            if box is not None:
                union = box if union is None else _unite(union, box)
        return union


def make_page_text(
    chars: list[Char], size: tuple[float, float], *, keep_lines: bool = False
) -> PageText:
    """Make a text of the characters of a page.

    chars (list[Char]): The characters, in their order.
    size (tuple): Width and height of the picture (pixels).
    keep_lines (bool): Keep line breaks, and the hyphens in front of them.
    RETURNS (PageText): The text.
    """
    lines, n_outside = _split_lines(chars, size)
    lines = [line for line in map(_tidy, lines) if line.chars]
    boxes = [line.box for line in lines]
    usual = _find_usual_step(boxes)
    out: list[tuple[str, Box | None, int]] = []
    for i, line in enumerate(lines):
        if i:
            between = _join(lines[i - 1], line, boxes[i - 1 : i + 1], usual, keep_lines)
            if between is None:
                out.pop()
            out += [(char, None, i - 1) for char in between or ""]
        out += [(char, box, i) for char, box in line.chars]
    text = "".join(char for char, *_ in out)
    return PageText(
        text=text,
        boxes=[box for _, box, _ in out],
        lines=[line for *_, line in out],
        n_unknown=text.count(UNKNOWN),
        n_outside=n_outside,
    )


def _split_lines(chars: list[Char], size: tuple[float, float]) -> tuple[list[_Line], int]:
    lines, n_outside = [_Line()], 0
    pending = ""
    for char in chars:
        is_break = char.is_generated and char.code in (0x0A, 0x0D)
        if is_break:
            if lines[-1].chars:
                lines.append(_Line())
            continue
        if 0xD800 <= char.code < 0xDC00 and not pending:
            pending = chr(char.code)
            continue
        letter, pending = _read(char, pending), ""
        if letter and not char.is_generated and _is_outside(char.box, size):
            n_outside += letter != " "
            letter = " " if letter == " " else ""
        if char.is_hyphen:
            lines[-1].chars.append(("-", char.box))
            lines[-1].is_divided = True
            lines.append(_Line())
        elif letter:
            lines[-1].chars.append((letter, None if letter == " " else char.box))
    return lines, n_outside


def _read(char: Char, pending: str) -> str:
    """RETURNS (str): What a character is in the text: one code point, or nothing."""
    code = char.code
    if pending:
        pair = pending + chr(code)
        return pair.encode("utf-16", "surrogatepass").decode("utf-16", "replace")[:1]
    if code == SOFT_HYPHEN:
        return ""
    if char.is_unknown or code == 0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return UNKNOWN
    letter = chr(code)
    kind = unicodedata.category(letter)
    if kind in ("Zs", "Zl", "Zp") or letter in "\t\n\v\f\r":
        return " "
    if kind == "Cf":
        return ""
    if kind == "Cc" or code in (0xFFFE, 0xFFFF):
        return UNKNOWN
    return letter


def _tidy(line: _Line) -> _Line:
    """Leave out spaces at the ends, and the second one of two."""
    kept: list[tuple[str, Box | None]] = []
    for letter, box in line.chars:
        if letter != " " or (kept and kept[-1][0] != " "):
            kept.append((letter, box))
    if kept and kept[-1][0] == " ":
        kept.pop()
    line.chars = kept
    return line


def _join(
    line: _Line, following: _Line, boxes: list[Box | None], usual: float, keep_lines: bool
) -> str | None:
    """RETURNS (str | None): What belongs between two lines. None: not even the hyphen."""
    if keep_lines:
        return LINE_BREAK
    if line.is_divided:
        is_plain = len(line.chars) > 1 and line.chars[-2][0].islower()
        return None if is_plain and following.chars[0][0].islower() else ""
    return " " if _is_next_line(boxes[0], boxes[1], usual) else PARAGRAPH_BREAK


def _is_next_line(one: Box | None, other: Box | None, usual: float) -> bool:
    """Whether a line goes on with the paragraph of the line before."""
    if one is None or other is None:
        return False
    height, next_height = one[3] - one[1], other[3] - other[1]
    if max(height, next_height) > MAX_SIZE_RATIO * max(min(height, next_height), 0.01):
        return False
    if min(one[2], other[2]) <= max(one[0], other[0]):  # one beside the other
        return abs(other[3] - one[3]) < height / 2 and other[0] >= one[2]
    step = other[3] - one[3]
    limit = max(MAX_LINE_STEP * height, MAX_STEP_TO_USUAL * usual if usual < 3 * height else 0)
    return -0.3 * height < step <= limit


def _find_usual_step(boxes: list[Box | None]) -> float:
    """RETURNS (float): From line to line, the middle value (pixels). 0 with less than two lines."""
    steps = sorted(
        other[3] - one[3]
        for one, other in zip(boxes, boxes[1:], strict=False)
        if one and other and other[3] > one[3]
    )
    return steps[len(steps) // 2] if steps else 0.0


def _is_outside(box: Box | None, size: tuple[float, float]) -> bool:
    if box is None:
        return False
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return not (0 <= x <= size[0] and 0 <= y <= size[1])


def _unite(one: Box, other: Box) -> Box:
    return (
        min(one[0], other[0]), min(one[1], other[1]),
        max(one[2], other[2]), max(one[3], other[3]),
    )  # fmt: skip
