"""Texts that are near others: found while a stream goes by, or in an index that is kept.

- `nearest`: the best of what goes by, with a memory that doesn't grow with the stream.
- `index`: the vectors of a source in a folder, so that they are made only once.
- `vectors`: how they are stored there and searched, with usearch or with numpy alone.
"""

from .index import SavedIndex, open_index
from .nearest import Hit, Nearest

__all__ = ["Hit", "Nearest", "SavedIndex", "open_index"]
