"""Words, tables and code as Markdown that GitHub and the book read alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

WIDTH = 88  # of code, in characters
CODE = re.compile(r"(`[^`\n]+`)")


def escape(text: str) -> str:
    """Escape what Markdown would take for markup. Code between backticks stays as it is.

    text (str): Words as they stand in a docstring.
    RETURNS (str): Markdown.
    """
    parts = CODE.split(text)
    return "".join(
        part if i % 2 else re.sub(r"([*\[\]])", r"\\\1", part).replace("<", "&lt;")
        for i, part in enumerate(parts)
    )


def make_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Make a table.

    head (Sequence[str]): Column titles.
    rows (Iterable[Sequence[str]]): Cells; vertical bars in them are escaped.
    RETURNS (str): The lines of the table.
    """
    escaped = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    lines = [" | ".join(row) for row in (head, ["---"] * len(head), *escaped)]
    return "".join(f"| {line} |\n" for line in lines)


def make_code(language: str, code: str) -> str:
    """Make a block of code.

    language (str): What it is written in.
    code (str): The code.
    RETURNS (str): The block.
    """
    return f"```{language}\n{code.rstrip()}\n```\n"


def break_call(name: str, parameters: Sequence[str]) -> str:
    """Write a call in one line, or with a line for each parameter if that is too long.

    name (str): What is called.
    parameters (Sequence[str]): As they are declared.
    RETURNS (str): Code that can be compiled if the parameters can.
    """
    line = f"{name}({', '.join(parameters)})"
    if len(line) <= WIDTH:
        return line
    return f"{name}(\n{''.join(f'    {one},{chr(10)}' for one in parameters)})"
