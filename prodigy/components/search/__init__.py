"""Finding stored answers: full text and filters, on any of our databases, at any size.

`words` says what a word is, `documents` what is known of an answer, `dialects` how each database
keeps and finds it, `index` keeps that up to date with what is stored, `finding` asks it page by
page, and `scanning` does the same without an index, where none can be written.
"""

from .finding import Filters, Found, Position, find, iter_matches
from .index import SearchIndex, State

__all__ = ["Filters", "Found", "Position", "SearchIndex", "State", "find", "iter_matches"]
