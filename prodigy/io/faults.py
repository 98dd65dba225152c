"""Rows that can't be used, while the others can: what kind of fault it is, and where.

Readers raise a `RowError`, or hand it to whoever collects them, and go on with the next row. What
is wrong with a whole file (it is missing, damaged, of another kind) is a plain `LoaderError`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..errors import LoaderError
from .places import Place

# What can be wrong with a row, as it is counted.
FAULTS: dict[str, str] = {
    "syntax": "can't be parsed",
    "encoding": "not UTF-8",
    "cells": "a wrong number of cells or columns",
    "value": "a value of another kind than expected",
    "no-text": "no text",
    "no-label": "a label that is missing or broken",
    "offsets": "a span whose offsets are not in the text",
    "covered": "a span that doesn't cover the text that it names",
    "bad-tokens": "tokens that overlap or don't fit the text",
    "tags": "no valid tag",
    "class": "a class that has no name",
    "path": "no name of a file, or one that leads out of its folder",
    "size": "an image without a size",
    "shape": "a shape that can't be drawn, or that is not in its image",
    "region": "a region that has no time, or ends before it starts",
    "pair": "no pair of responses",
    "messages": "no conversation",
    "ids": "an id that is there several times, or that nothing has",
}


class RowError(LoaderError):
    """One row can't be used.

    title (str): What is wrong and where, in one line.
    text (str | None): What was found and how to fix it. Defaults to None.
    kind (str): A key of `FAULTS`.
    line (int | None): Line on which it was found, starting at 1. Defaults to None (no text file).
    row (Any): The row as far as it was understood. Defaults to None.
    """

    def __init__(
        self,
        title: str,
        text: str | None = None,
        *,
        kind: str = "value",
        line: int | None = None,
        row: Any = None,
    ) -> None:
        super().__init__(title, text)
        self.kind, self.line, self.row = kind, line, row


OnFault = Callable[[RowError], None]


@dataclass(frozen=True)
class Row:
    """A row of a file, and where it is.

    name (str): The file, for messages.
    content (Any): What was read, for reports.
    line (int | None): The line on which it starts, from 1. None if the file has no lines.
    number (int | None): Its number, from 1, where that is what one would look for.
    unit (str): What such a row is called.
    """

    name: str
    content: Any
    line: int | None = None
    number: int | None = None
    unit: str = "row"

    @property
    def place(self) -> Place:
        """Where it is, as tasks know it: by its number if it has one, else by its line."""
        if self.number is None:
            return Place(self.name, self.line or 0)
        return Place(self.name, self.number, self.unit)

    def __str__(self) -> str:
        where = str(self.place)
        return where[:1].upper() + where[1:]

    def error(self, kind: str, problem: str, text: str) -> RowError:
        """Make an error of this row.

        kind (str): A key of `FAULTS`.
        problem (str): What follows "Line 6 of data.csv", e.g. "has no text".
        text (str): What was found and how to fix it.
        RETURNS (RowError): The error, to be raised.
        """
        if self.number is not None and self.line is not None:
            text = f"It starts on line {self.line}. {text}"
        return RowError(f"{self} {problem}", text, kind=kind, line=self.line, row=self.content)
