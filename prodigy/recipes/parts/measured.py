"""Figures with their intervals, as the `metric` commands print them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...messages import out

if TYPE_CHECKING:
    from ...components.metrics import Estimate

UNDEFINED = "-"
MAX_COLUMN = 100  # characters


def format_estimate(found: Estimate, digits: int = 3) -> str:
    """RETURNS (str): A figure and its interval, e.g. "0.812 [0.750, 0.861]", or "-"."""
    if found.value is None:
        return UNDEFINED
    text = f"{found.value:.{digits}f}"
    if found.low is None or found.high is None:
        return text
    return f"{text} [{found.low:.{digits}f}, {found.high:.{digits}f}]"


def format_ratio(found: Estimate) -> str:
    """RETURNS (str): A positive figure with two digits, see `format_estimate`."""
    return format_estimate(found, 2)


def format_p(value: float | None) -> str:
    """RETURNS (str): A p-value, or "-"."""
    if value is None:
        return UNDEFINED
    return "< 0.0001" if value < 0.0001 else f"{value:.4f}"


def print_table(title: str, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print a table to standard output.

    title (str): Its headline.
    header (Sequence[str]): Names of the columns.
    rows (Sequence[Sequence]): The rows. The first column is aligned to the left.
    """
    out.text("")
    out.info(title)
    aligns = ("l", *("r" for _ in header[1:]))
    cells = [tuple(map(str, row)) for row in rows]
    out.table(cells, header=tuple(header), divider=True, aligns=aligns, max_col=MAX_COLUMN)
