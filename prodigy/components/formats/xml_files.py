"""XML of other programs, read without its bombs and its references to other files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from ...io.faults import Row
from ...io.lines import shorten

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# What XML 1.0 can't hold, not even escaped, and white space that doesn't come back as it was.
has_unheld = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]").search
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

    with explain_faults(row):
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

    with explain_faults(row):
        events = iterparse(path, events=("start", "end"))
    while True:
        with explain_faults(row):
            found = next(events, None)
        if found is None:
            return
        yield found


@contextmanager
def explain_faults(row: Row) -> Iterator[None]:
    """Turn what an XML parser raises into an error of a row.

    row (Row): The row.
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
