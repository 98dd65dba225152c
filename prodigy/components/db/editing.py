"""Changing one stored answer by hand. What it was before is kept, with who changed it and when."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from ...errors import ProdigyError
from ...hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR
from .database import Database
from .rewriting import Rewriter, Rewritten, StoredRow
from .tables import dump_json, load_json
from .undo import digest


class ChangedMeanwhile(ProdigyError):
    """Somebody else has changed the answer since it was read."""


class Version(NamedTuple):
    """What an answer was until it was changed.

    id (int): Number of the version.
    created (int): When it was changed, in Unix seconds.
    editor (str): Who changed it.
    eg (dict): The answer as it was.
    """

    id: int
    created: int
    editor: str
    eg: dict[str, Any]


class VersionKeeper:
    """Keeps rows as they were in a table, in the transaction that changes them.

    db (Database): Storage with our tables.
    dataset (str): The dataset.
    editor (str): Who changes them.
    """

    def __init__(self, db: Database, dataset: str, editor: str) -> None:
        self.db, self.dataset, self.editor = db, dataset, editor
        with db._connected("keep versions"):
            db._create_tables([db.tables.version])

    def add(self, row: dict[str, Any]) -> None:
        content = row["content"]
        text = content.decode("utf8", "replace") if isinstance(content, bytes) else content
        self.db.tables.version.insert(
            example_id=row.get("copy", row)["id"],
            dataset=self.dataset,
            created=int(time.time()),
            editor=self.editor[:255],
            content=text,
        ).execute()

    def finish(self) -> None:
        """Nothing to do: the rows are in the transaction."""

    def discard(self) -> None:
        """Nothing to do: the transaction is rolled back."""


class _Edit:
    """Puts an answer into the place of the one that was read."""

    def __init__(self, eg: dict[str, Any], expected: str) -> None:
        self.eg, self.expected = eg, expected
        self.is_found = False

    def may_change(self, content: str) -> bool:
        return True

    def __call__(self, row: StoredRow, eg: dict[str, Any], datasets: list[str]) -> Rewritten | None:
        self.is_found = True
        new = dict(self.eg)
        for attr in (INPUT_HASH_ATTR, TASK_HASH_ATTR):  # it answers what was asked
            new.pop(attr, None)
            if attr in eg:
                new[attr] = eg[attr]
        if dump_json(new) == dump_json(eg):
            return None
        if digest(row.task_hash, row.content) != self.expected:
            raise ChangedMeanwhile(
                "Somebody has changed this answer meanwhile",
                "Nothing was saved. Look at what it is now, and change that.",
            )
        return Rewritten(new, row.task_hash)


def edit_answer(
    db: Database, dataset: str, link_id: int, eg: dict[str, Any], expected: str, editor: str
) -> bool:
    """Change one answer.

    db (Database): Storage with our tables.
    dataset (str): The dataset. Others that have the same example keep it as it is.
    link_id (int): Id of the link of the answer to the dataset.
    eg (dict): The new answer. It keeps the hashes of the old one.
    expected (str): The digest of the answer that was read, see `get_revision`.
    editor (str): Who changes it.
    RETURNS (bool): Whether the answer is still there.
    RAISES (ChangedMeanwhile): It is not what was read any more. Nothing is changed.
    """
    edit = _Edit(eg, expected)
    Rewriter(db, [dataset], [link_id]).run(edit, VersionKeeper(db, dataset, editor))
    return edit.is_found


def get_revision(task_hash: int, content: Any, is_text: bool = True) -> str:
    """RETURNS (str): What tells whether an answer is still what was read."""
    if isinstance(content, memoryview):
        content = content.tobytes()
    if is_text and isinstance(content, bytes):
        content = content.decode("utf8", "surrogateescape")
    return digest(task_hash, content)


def list_versions(db: Database, example_id: int, limit: int = 100) -> list[Version]:
    """RETURNS (list[Version]): What an answer was before, newest first."""
    table = db.tables.version
    with db._connected("read versions"):
        if not table.table_exists():
            return []
        query = table.select(table.id, table.created, table.editor, table.content)
        query = query.where(table.example_id == example_id).order_by(table.id.desc()).limit(limit)
        rows = list(query.tuples())
    return [Version(row[0], row[1], row[2], load_json(row[3])) for row in rows]
