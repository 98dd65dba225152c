"""Reading every stored row of some datasets once.

The content waits in a temporary file, and only a few numbers per row stay in memory. So the rows of
one text can be looked up together, however far apart they are stored, and what annotators add
while a pipeline is trained changes nothing.
"""

from __future__ import annotations

import difflib
import hashlib
import marshal
import tempfile
import weakref
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..components.pages import split_pages
from ..errors import ProdigyError
from ..hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR
from ..shapes import SUGGESTED_KEY, TaskType
from .account import EVALUATION, TRAINING, Row

# Component to the names of its training and evaluation datasets.
Pipes = Mapping[str, tuple[Sequence[str], Sequence[str]]]

# Content up to this size stays in memory.
SPOOL_BYTES = 16 << 20
# What readers look at. Images and sounds may be large.
KEPT_KEYS = (
    *("text", "tokens", "spans", "label", "options", "accept", "relations", "arc", "answer"),
    *("view_id", "_view_id", "_is_binary", SUGGESTED_KEY),
)


class RowStore:
    """All rows of some datasets, with their content in a temporary file."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._file = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)
        # The file goes with this object, however its owner ends.
        weakref.finalize(self, self._file.close)
        self._end = 0

    def __len__(self) -> int:
        return len(self.rows)

    def add(self, row: Row, eg: TaskType) -> None:
        """Add a row.

        row (Row): The row. Its place is set.
        eg (dict): Its content. What readers don't need is left out.
        """
        content = marshal.dumps({key: eg[key] for key in KEPT_KEYS if key in eg})
        row.place = self._end
        head = len(content).to_bytes(4, "big")
        self._end += self._file.write(head) + self._file.write(content)
        self.rows.append(row)

    def load(self, row: Row) -> TaskType:
        """RETURNS (dict): The content of a row."""
        self._file.seek(row.place)
        size = int.from_bytes(self._file.read(4), "big")
        return marshal.loads(self._file.read(size))

    def iter_texts(self) -> Iterator[tuple[Row, str]]:
        """Yield every row with its text, in the order of the datasets."""
        for row in self.rows:
            text = self.load(row).get("text")
            yield row, text if isinstance(text, str) else ""


def iter_rows(db: Any, pipes: Pipes) -> Iterator[tuple[Row, TaskType]]:
    """Stream the rows of all datasets, each dataset once.

    db (Database): The database.
    pipes (Mapping): Component to training and evaluation datasets. Evaluation comes first, so that
        it counts more; a dataset that is named for both is used for evaluation.
    YIELDS (tuple[Row, dict]): The row and its content. Documents are one row for each page.
    RAISES (ProdigyError): A dataset doesn't exist.
    """
    roles: dict[str, dict[str, str]] = {}
    for side in (1, 0):
        for component, datasets in pipes.items():
            for name in datasets[side]:
                uses = roles.setdefault(name, {})
                uses.setdefault(component, EVALUATION if side else TRAINING)
    check_datasets(db, roles)
    for name, uses in roles.items():
        for position, eg in enumerate(db.iter_dataset_examples(name), start=1):
            for part in split_pages(eg):
                hashes = (part.get(INPUT_HASH_ATTR), part.get(TASK_HASH_ATTR))
                yield Row(name, position, uses, *hashes), part


def check_datasets(db: Any, names: Sequence[str] | Mapping[str, Any]) -> None:
    """Check that datasets exist.

    db (Database): The database.
    names (Sequence[str]): Their names.
    RAISES (ProdigyError): One doesn't; the message suggests similar names.
    """
    for name in names:
        if name not in db:
            matches = difflib.get_close_matches(name, [*db.datasets, *db.sessions], n=3)
            hint = f"Did you mean {' or '.join(matches)}? " if matches else ""
            raise ProdigyError(
                f"Can't find '{name}' in database {db.db_name}.",
                f"{hint}Run 'prodigy stats -l' to see all datasets.",
            )


def make_key(text: str) -> bytes:
    """RETURNS (bytes): A key for a text, equal only for equal texts."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def make_loose_key(text: str) -> bytes:
    """RETURNS (bytes): A key for a text that ignores case and white space.

    Copies of a text that differ only in these must not be trained on and evaluated on.
    """
    return make_key(" ".join(text.casefold().split()))
