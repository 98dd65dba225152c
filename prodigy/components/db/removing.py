"""Deleting single answers from datasets, with a way back.

As where a session is dropped: an example that other datasets have as well stays there, and in its
session. The undo file has the whole example and its links; what is taken back has its old ids,
unless the database has given them to others meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import peewee

from .base import chunked
from .undo import UndoWriter, digest

if TYPE_CHECKING:
    from .database import Database


def remove_answers(db: Database, links: Iterable[int], undo: UndoWriter) -> int:
    """Delete answers from their datasets, all or none.

    db (Database): Storage with our tables.
    links (Iterable[int]): Ids of the links to the datasets. What is not there is passed over.
    undo (UndoWriter): Where the old rows go. It is removed if nothing was deleted.
    RETURNS (int): How many answers were deleted.
    """
    n_removed = 0
    try:
        with db._connected("delete answers"), db._atomic():
            for chunk in chunked(links):
                n_removed += _remove(db, chunk, undo)
            if n_removed:
                undo.finish()
    except BaseException:
        undo.discard()
        raise
    if not n_removed:
        undo.discard()
    return n_removed


def _remove(db: Database, ids: Sequence[int], undo: UndoWriter) -> int:
    t = db.tables
    query = t.link.select(t.link.id, t.link.example_id).join(t.dataset)
    query = query.where(t.link.id.in_(ids) & (t.dataset.session == False))  # noqa: E712
    meant = {row[0] for row in query.tuples()}
    if not meant:
        return 0
    example_ids = list({row[1] for row in query.tuples()})
    all_links: dict[int, list[tuple[int, str, bool]]] = {}
    query = t.link.select(t.link.id, t.link.example_id, t.dataset.name, t.dataset.session)
    query = query.join(t.dataset).where(t.link.example_id.in_(example_ids)).order_by(t.link.id)
    for link_id, example_id, name, is_session in query.tuples():
        all_links.setdefault(example_id, []).append((link_id, name, bool(is_session)))
    gone: list[int] = []
    removed: list[int] = []
    for row in _read_rows(db, example_ids):
        own = all_links.get(row["id"], [])
        is_gone = all(is_session or link_id in meant for link_id, _, is_session in own)
        lost = [one for one in own if is_gone or one[0] in meant]
        undo.add({**row, "after": "", "links": lost, "is_gone": is_gone})
        removed += [link_id for link_id, _, _ in lost]
        gone += [row["id"]] if is_gone else []
    for chunk in chunked(removed):
        t.link.delete().where(t.link.id.in_(chunk)).execute()
    for chunk in chunked(gone):
        t.example.delete().where(t.example.id.in_(chunk)).execute()
        db._forget_identities(chunk)
    db._note_changes(example_ids)
    return len(meant)


def _read_rows(db: Database, ids: Sequence[int]) -> list[dict[str, Any]]:
    """RETURNS (list[dict]): Rows of `example` with their content as it is stored."""
    example = db.tables.example
    is_sqlite = isinstance(db.db, peewee.SqliteDatabase)
    kind = peewee.fn.typeof(example.content) if is_sqlite else peewee.Value("text")
    columns = (example.id, example.input_hash, example.task_hash, db._content, kind)
    rows = []
    for chunk in chunked(ids):
        for *row, content, stored in example.select(*columns).where(example.id.in_(chunk)).tuples():
            if isinstance(content, memoryview):
                content = content.tobytes()
            if stored == "text" and isinstance(content, bytes):
                # What is no UTF-8 can't stand in the file as text.
                content = content.decode("utf8", "surrogateescape")
            names = ("id", "input_hash", "task_hash")
            rows.append({**dict(zip(names, row)), "content": content})
    return rows


def find_restorable(
    db: Database, rows: Iterable[Mapping[str, Any]], current: Mapping[int, str]
) -> set[int]:
    """Find the deleted examples of an undo file that are not there.

    db (Database): Storage with our tables.
    rows (Iterable[dict]): Rows of the file.
    current (Mapping[int, str]): Ids of examples to their digests.
    RETURNS (set[int]): Their old ids.
    """
    link = db.tables.link
    found: set[int] = set()
    for row in rows:
        if "links" not in row:
            continue
        before, now = digest(row["task_hash"], row["content"]), current.get(row["id"])
        if row["is_gone"]:
            is_missing = now != before
        else:
            ids = [one[0] for one in row["links"]]
            query = link.select().where(link.id.in_(ids) & (link.example_id == row["id"]))
            is_missing = now is not None and not query.exists()
        if is_missing:
            found.add(row["id"])
    return found


def restore_removed(db: Database, rows: Sequence[Mapping[str, Any]]) -> None:
    """Bring deleted examples back, within a transaction.

    db (Database): Storage with our tables.
    rows (Sequence[dict]): Rows of an undo file, see `find_restorable`.
    """
    t = db.tables
    if not rows:
        return
    taken = _find_taken(t.example, [row["id"] for row in rows])
    taken_links = _find_taken(t.link, [one[0] for row in rows for one in row["links"]])
    changed: list[int] = []
    for row in rows:
        example_id = row["id"]
        if row["is_gone"]:
            values = {name: row[name] for name in ("input_hash", "task_hash", "content")}
            try:
                (values["content"] if isinstance(values["content"], str) else "").encode("utf8")
            except UnicodeEncodeError:  # it was no UTF-8, which only SQLite keeps
                values["content"] = values["content"].encode("utf8", "surrogateescape")
            own = {} if example_id in taken else {"id": example_id}
            made = t.example.insert(**own, **values).execute()
            example_id = own.get("id", made)
        for link_id, name, is_session in row["links"]:
            dataset_id = db._ensure_dataset(name, None, bool(is_session))
            own = {} if link_id in taken_links else {"id": link_id}
            t.link.insert(**own, example=example_id, dataset=dataset_id).execute()
        changed.append(example_id)
    db._note_changes(changed)


def _find_taken(table: Any, ids: Collection[int]) -> set[int]:
    taken: set[int] = set()
    for chunk in chunked(ids):
        taken.update(row[0] for row in table.select(table.id).where(table.id.in_(chunk)).tuples())
    return taken
