"""What one row says about one component.

To add a component, write a Reader and add a line to READERS, and its corpus reader to the entry
points in pyproject.toml.
"""

from __future__ import annotations

from .base import Entry, Reader, Statement
from .relations import CorefReader, ParserReader
from .spans import NerReader, SpancatReader
from .textcat import TextcatReader
from .tokens import SenterReader, TaggerReader

__all__ = ["COREF", "READERS", "Entry", "Reader", "Statement"]

COREF = "experimental_coref"

# Component to reader. In this order documents are annotated, whatever order the components are
# named in: starts of sentences can't be written any more once a document has a parse.
READERS: dict[str, type[Reader]] = {
    "ner": NerReader,
    "textcat": TextcatReader,
    "textcat_multilabel": TextcatReader,
    "tagger": TaggerReader,
    "senter": SenterReader,
    "parser": ParserReader,
    "spancat": SpancatReader,
    COREF: CorefReader,
}
