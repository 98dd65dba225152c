"""Docstrings in the house style, as Markdown: "name (type): ...", RETURNS, YIELDS and RAISES."""

from __future__ import annotations

import re
from dataclasses import dataclass

from references.markdown import escape

FIELD = re.compile(
    r"^(?P<name>RETURNS|YIELDS|RAISES|\*{0,2}\w+(?:, \*{0,2}\w+)*) \((?P<type>.*?)\):(?: |$)"
    r"(?P<text>.*)$"
)
# At the end of a sentence, in docstrings of one line.
INLINE = re.compile(r"\s(?=(?:RETURNS|YIELDS|RAISES) \(.*?\):)")
WORDS = {"RETURNS": "**Returns**", "YIELDS": "**Yields**", "RAISES": "**Raises**"}


@dataclass
class Field:
    """An argument, or what is returned, yielded or raised."""

    name: str
    type: str
    text: str

    def render(self) -> str:
        """Write it as a row of a list."""
        name = WORDS.get(self.name) or ", ".join(f"`{part}`" for part in self.name.split(", "))
        return f"- {name} (`{self.type}`): {escape(self.text)}\n"


def split(doc: str) -> tuple[list[str], list[Field]]:
    """Split a docstring.

    doc (str): The docstring, without its indentation.
    RETURNS (tuple[list[str], list[Field]]): The paragraphs about the whole, and the fields. Lines
        that are indented below a field belong to it.
    """
    paragraphs: list[str] = []
    fields: list[Field] = []
    is_field = False  # the line before belongs to one
    is_new = True  # the next line begins a paragraph
    for line in INLINE.sub("\n", doc).splitlines():
        if match := FIELD.match(line):
            fields.append(Field(**match.groupdict()))
            is_field = True
        elif not line.strip():
            is_field, is_new = False, True
        elif is_field and line.startswith("    "):
            fields[-1].text = f"{fields[-1].text} {line.strip()}".strip()
        else:
            is_field = False
            if is_new or not paragraphs:
                paragraphs.append(line)
            else:
                paragraphs[-1] += f"\n{line}"
            is_new = False
    return paragraphs, fields


def render(doc: str) -> str:
    """Write a docstring as Markdown.

    doc (str): The docstring, without its indentation.
    RETURNS (str): Paragraphs, then a list of the fields.
    """
    paragraphs, fields = split(doc)
    parts = [f"{text if text.startswith('    ') else escape(text)}\n" for text in paragraphs]
    if fields:
        parts.append("".join(field.render() for field in fields))
    return "\n".join(parts)
