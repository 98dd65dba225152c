"""Spans as other programs claim them, checked against the text before anybody believes them.

A claim that doesn't hold is mended where a rule tells what was meant, and where just one place in
the text agrees with it. Otherwise the row is rejected: a span in the wrong place is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ...io.faults import Row
from ...io.lines import shorten
from ...shapes import TaskType, name_label
from .report import Report

Bounds = tuple[int, int]


@dataclass(frozen=True)
class Claim:
    """What a file says about a span.

    start, end (Any): Characters, end exclusive. Anything else is an error.
    label (Any): The label. What is no label (see `shapes.is_label`) is an error.
    covered (Any): The text that the span covers, if the file says so. Defaults to None.
    """

    start: Any
    end: Any
    label: Any
    covered: Any = None


def check_claims(
    row: Row, text: str, claims: Iterable[Claim], report: Report
) -> list[tuple[int, int, str]]:
    """Find out which spans are meant.

    row (Row): The row, for errors.
    text (str): The text.
    claims (Iterable[Claim]): What the file says.
    report (Report): Takes note of what is mended.
    RETURNS (list[tuple[int, int, str]]): Start and end in characters, end exclusive, and label;
        sorted, and none of them twice.
    RAISES (RowError): A claim can't be true, or there is no telling what is meant.
    """
    found: dict[tuple[int, int, str], None] = {}
    eg: TaskType = {"text": text}
    for claim in claims:
        label = name_label(claim.label)
        if not label:
            raise row.error(
                "no-label",
                "has a span without a label",
                f"Expected a text as label, found {shorten(repr(claim.label))}.",
            )
        (start, end), mend = _locate(row, text, claim)
        span = {"start": start, "end": end, "label": label}
        if mend is not None:
            report.mend(eg, mend, [span])
        if (start, end, label) in found:
            report.mend(eg, "doubled", [span])
        found[start, end, label] = None
    return sorted(found)


def _locate(row: Row, text: str, claim: Claim) -> tuple[Bounds, str | None]:
    start, end, covered = claim.start, claim.end, claim.covered
    if type(start) is not int or type(end) is not int:
        raise row.error(
            "offsets",
            "has a span without offsets",
            f"Expected two whole numbers, found {shorten(repr((start, end)))}.",
        )
    if isinstance(covered, str) and covered.strip():
        return _locate_covered(row, text, (start, end), covered)
    if not 0 <= start < end <= len(text):
        raise row.error(
            "offsets",
            "has a span that is not in its text",
            f"The text has {len(text)} characters, the span is {start} to {end}: {shorten(text)}",
        )
    return (start, end), None


def _locate_covered(row: Row, text: str, bounds: Bounds, covered: str) -> tuple[Bounds, str | None]:
    if _agree(text, bounds, covered.strip()):
        return bounds, None
    for how, move in RULES.items():
        moved = move(text, bounds)
        if moved is not None and _agree(text, moved, covered.strip()):
            return moved, how
    start, end = bounds
    if 0 <= start < end <= len(text) and _squeeze(text[start:end]) == _squeeze(covered):
        return bounds, "white-space"
    meant = covered.strip()
    place = text.find(meant)
    if place >= 0 and text.find(meant, place + 1) < 0:
        return (place, place + len(meant)), "found"
    problem = "is there several times" if place >= 0 else "is not in the text"
    raise row.error(
        "covered",
        "has a span that doesn't cover the text that it names",
        f"It is said to be {shorten(covered)}, which {problem}; {start} to {end} is "
        f"{shorten(text[max(0, start) : max(0, end)])}. Are the offsets counted in characters?",
    )


def _agree(text: str, bounds: Bounds, covered: str) -> bool:
    start, end = bounds
    return 0 <= start < end <= len(text) and text[start:end].strip() == covered


def _squeeze(text: str) -> str:
    # Label Studio shows a line break as a backslash and an n.
    return re.sub(r"(?:\s|\\n)+", " ", text).strip()


def _from_utf16(text: str, bounds: Bounds) -> Bounds | None:
    """Offsets of JavaScript and Java count two for an emoji, for example."""
    if text.isascii():
        return None
    units = text.encode("utf-16-le", "surrogatepass")
    start, end = (len(_decode(units[: max(0, 2 * place)])) for place in bounds)
    return start, end


def _from_single_breaks(text: str, bounds: Bounds) -> Bounds | None:
    """A line break of Windows counts as one character."""
    if "\r\n" not in text:
        return None
    places = [i for i in range(len(text) + 1) if text[i - 1 : i + 1] != "\r\n"]
    start, end = bounds
    return (places[start], places[end]) if 0 <= start < end < len(places) else None


def _decode(units: bytes) -> str:
    return units.decode("utf-16-le", "surrogatepass")


def utf16_to_characters(text: str, bounds: Bounds) -> Bounds:
    """Convert offsets in UTF-16 units to offsets in characters.

    text (str): The text.
    bounds (tuple[int, int]): The offsets in UTF-16 units.
    RETURNS (tuple[int, int]): The offsets in characters; beyond the text, they are its length.
    """
    return _from_utf16(text, bounds) or bounds


# How offsets may have been counted, and how to count them in characters.
RULES: dict[str, Callable[[str, Bounds], Bounds | None]] = {
    "utf16": _from_utf16,
    "crlf": _from_single_breaks,
}
