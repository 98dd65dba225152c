"""Cutting long texts into pieces, which are analysed on their own.

A beam keeps the whole history of each of its analyses, so the memory it takes grows with the square
of the length: a text of 100,000 characters in one piece would take all that a machine has. What is
in one piece rarely depends on what is a page away, and where an answer says nothing about a piece,
there is nothing to learn from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

LONGEST_PIECE = 400  # tokens; hardly any sentence is longer
ENDS = frozenset((".", "!", "?", "。", "！", "？"))


def cut_doc(doc: Doc, longest: int = LONGEST_PIECE) -> Iterator[tuple[int, Doc]]:
    """Cut a document into pieces, if possible where a sentence or a line ends.

    doc (Doc): The document. It is not changed.
    longest (int): The largest number of tokens of a piece. Defaults to 400.
    YIELDS (tuple[int, Doc]): The index of its first token, and the piece. A document that is short
        enough is yielded itself, an empty one not at all. The same tokens are always cut in the
        same places.
    """
    if 0 < len(doc) <= longest:
        yield 0, doc
        return
    start = 0
    while start < len(doc):
        end = min(len(doc), start + longest)
        if end < len(doc):
            middle = start + longest // 2
            end = next((i + 1 for i in range(end - 1, middle, -1) if _is_end(doc[i].text)), end)
        yield start, doc[start:end].as_doc()
        start = end


def _is_end(text: str) -> bool:
    return text in ENDS or "\n" in text
