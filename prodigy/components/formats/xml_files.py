"""XML of other programs, read without its bombs and its references to other files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from ...io.faults import Row
from ...io.lines import shorten

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# What XML 1.0 can't hold, not even escaped, and white space that doesn't come back as it was.
has_unheld = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]").search
find_encoding = re.compile(rb"""<\?xml[^>]*\sencoding=["']([\w.-]+)""").match
is_number_text = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?\s*", re.I).fullmatch


def parse_xml(path: Path, row: Row) -> Element:
    """Parse a file with XML.

    path (Path): The file.
    row (Row): What it is, for errors.
    RETURNS (Element): Its root.
    RAISES (RowError): It is no XML, has entities or other things that may do harm, or can't be
        read.
    """
    from defusedxml.ElementTree import parse

    with explain_faults(row, path):
        root: Element = parse(path).getroot()
    return root


def iter_xml(path: Path, row: Row) -> Iterator[tuple[str, Element]]:
    """Parse a file with XML that may be too big to be kept.

    path (Path): The file.
    row (Row): What it is, for errors.
    YIELDS (tuple[str, Element]): "start" or "end", and the element that starts or ends. Whoever has
        read what is in it clears it.
    RAISES (RowError): As `parse_xml`.
    """
    from defusedxml.ElementTree import iterparse

    with explain_faults(row, path):
        events = iterparse(path, events=("start", "end"))
    while True:
        with explain_faults(row, path):
            found = next(events, None)
        if found is None:
            return
        yield found


def _find_damage(path: Path, number: int) -> str:
    """Tell why a line at which a parser gives up is no UTF-8, unless the file claims another
    encoding. Parsers say that there is an invalid token. RETURNS (str): Empty if it is UTF-8.
    """
    with path.open("rb") as file:
        first = file.readline()
        line = first if number == 1 else next(islice(file, number - 2, None), b"")
    named = find_encoding(first)
    if named and named[1].lower() not in (b"utf-8", b"utf8"):
        return ""
    try:
        line.decode("utf8")
    except UnicodeDecodeError as err:
        return f"{err}. Save the file as UTF-8, or name its encoding in the first line."
    return ""


@contextmanager
def explain_faults(row: Row, path: Path) -> Iterator[None]:
    """Turn what an XML parser raises into an error of a row.

    row (Row): The row.
    path (Path): The file.
    RAISES (RowError): In place of errors of the parser.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException

    try:
        yield
    except DefusedXmlException as err:
        found = f"It defines entities, which may exhaust the memory or read other files: {err!r}"
        raise row.error("syntax", "is not read", shorten(found, 200)) from None
    except (ParseError, ValueError, LookupError, RecursionError) as err:
        number = err.position[0] if isinstance(err, ParseError) else 0
        if number and (damage := _find_damage(path, number)):
            place = Row(row.name, None, number)
            raise place.error("encoding", "is not UTF-8", damage) from None
        raise row.error("syntax", "is no XML", f"{err}") from None
    except OSError as err:
        raise row.error("path", "can't be read", f"{err.strerror or err}") from None


def read_number(value: str | None) -> Any:
    """RETURNS (Any): A number that is written as text; otherwise the text, which is none."""
    if value is not None and is_number_text(value):
        return float(value)
    return value


def format_number(value: float) -> str:
    """RETURNS (str): A number of pixels, e.g. "47.5", or "47" if it is whole."""
    return str(int(value)) if value == int(value) else repr(float(value))


def make_element(name: str, text: str, indent: int = 0) -> str:
    """RETURNS (str): An element with a text, on a line of its own."""
    return f"{' ' * indent}<{name}>{escape(text)}</{name}>\n"


def make_start(name: str, attributes: Mapping[str, Any], end: str = ">") -> str:
    """RETURNS (str): The start of an element with attributes; with "/>" as `end`, all of it."""
    shown = "".join(f" {key}={quoteattr(str(value))}" for key, value in attributes.items())
    return f"<{name}{shown}{end}"
