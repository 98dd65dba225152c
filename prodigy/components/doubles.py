"""Finding what is stored twice, in a dataset of any size.

What examples are goes into a temporary file, as digests in an SQLite table. So the memory that is
needed doesn't grow with the dataset.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from ..hashing import Identity, identify, is_same_task
from ..shapes import TaskType

SAME, TWICE, UNKNOWN = "stored twice", "answered twice", "answered twice by nobody knows whom"
ANNOTATOR_KEYS = ("_annotator_id", "_session_id")


class Double(NamedTuple):
    """A row that says what another one says, or answers what another one answers.

    kind (str): SAME: equal in everything. TWICE: the same annotator has answered the same task
        in another way. UNKNOWN: the same, but the annotators are not known, so there may be two.
    id (int): The row, by its id in the table `example`.
    other (int): The row that counts: of equal ones the first, of answers the last.
    """

    kind: str
    id: int
    other: int


class Doubles:
    """Looks for examples that are stored twice. A context manager, which removes its file."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="prodigy-doubles-")
        self._file = sqlite3.connect(Path(self._folder.name) / "doubles.db")
        self._file.executescript(
            """
            PRAGMA journal_mode = off;
            PRAGMA synchronous = off;
            PRAGMA temp_store = file;
            CREATE TABLE seen (place INTEGER PRIMARY KEY, id, content BLOB, answer BLOB, is_known,
                               input_hash, task_hash, input_digest, task_digest);
            """
        )
        self._n_rows = 0

    def __enter__(self) -> Doubles:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._folder.cleanup()

    def add(self, row_id: int, eg: TaskType) -> None:
        """Remember an example, in the order of the dataset.

        row_id (int): Id of its row. A row that comes again is the same, and not looked at.
        eg (dict): The example, with hashes.
        """
        self._n_rows += 1
        identity = identify(eg)
        who = next((eg[key] for key in ANNOTATOR_KEYS if eg.get(key) is not None), None)
        content = json.dumps(eg, sort_keys=True)
        answer = json.dumps([who, identity.task_hash])
        row = (self._n_rows, row_id, _digest(content), _digest(answer), who is not None, *identity)
        self._file.execute(f"INSERT INTO seen VALUES ({', '.join('?' * len(row))})", row)

    def find(self) -> Iterator[Double]:
        """YIELDS (Double): All that are there twice: equal ones first."""
        # One row for each example, however often it is linked.
        self._file.executescript(
            """
            CREATE TABLE once AS SELECT min(place) AS place, id, content, answer, is_known,
                input_hash, task_hash, input_digest, task_digest FROM seen GROUP BY id;
            CREATE INDEX by_content ON once (content, place);
            """
        )
        query = """
            SELECT o.id, (SELECT e.id FROM once e WHERE e.content = o.content
                          ORDER BY e.place LIMIT 1) AS first
            FROM once o WHERE first <> o.id ORDER BY o.place
        """
        for row_id, first in self._file.execute(query):
            yield Double(SAME, row_id, first)
        yield from self._find_answers()

    def _find_answers(self) -> Iterator[Double]:
        self._file.executescript(
            """
            CREATE TABLE different AS SELECT * FROM once o WHERE NOT EXISTS (
                SELECT 1 FROM once e WHERE e.content = o.content AND e.place < o.place);
            CREATE INDEX by_answer ON different (answer, place);
            """
        )
        query = (
            "SELECT answer, id, is_known, input_hash, task_hash, input_digest, task_digest "
            "FROM different ORDER BY answer, place DESC"
        )
        for _, rows in groupby(self._file.execute(query), lambda row: row[0]):
            counting: list[tuple[int, Identity]] = []
            for _, row_id, is_known, *values in rows:
                identity = Identity(*values)
                same = (other for other, one in counting if is_same_task(one, identity))
                later = next(same, None)
                if later is None:
                    counting.append((row_id, identity))
                else:
                    yield Double(TWICE if is_known else UNKNOWN, row_id, later)


def _digest(text: str) -> Any:
    return blake2b(text.encode("utf8", "surrogatepass"), digest_size=16).digest()
