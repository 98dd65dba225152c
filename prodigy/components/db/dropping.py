"""Deleting what one session has answered in a dataset, without the rest of the dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .database import Database


def count_session_answers(db: Database, dataset: str, session: str) -> int:
    """RETURNS (int): How many answers of a session are in a dataset."""
    with db._connected("count examples"):
        return _select_links(db, dataset, session).count()


def drop_session_answers(db: Database, dataset: str, session: str) -> int:
    """Delete the answers of one session from a dataset, in one transaction.

    Examples that other datasets have as well stay there, and in the session. The session itself
    goes if it has nothing left.

    db (Database): Storage with our tables.
    dataset (str): The dataset, which stays even if it is empty then.
    session (str): Full name of the session.
    RETURNS (int): How many answers were deleted.
    """
    from .base import CHUNK_SIZE

    t = db.tables
    n_dropped = 0
    with db._connected("delete examples"), db._atomic():
        while rows := list(_select_links(db, dataset, session).limit(CHUNK_SIZE).tuples()):
            example_ids = {row[1] for row in rows}
            db._note_changes(example_ids)
            t.link.delete().where(t.link.id.in_([row[0] for row in rows])).execute()
            query = t.link.select(t.link.example_id).join(t.dataset)
            query = query.where(t.link.example_id.in_(example_ids) & (t.dataset.session == False))  # noqa: E712
            lost = example_ids - {row[0] for row in query.tuples()}
            t.link.delete().where(t.link.example_id.in_(lost)).execute()
            t.example.delete().where(t.example.id.in_(lost)).execute()
            db._forget_identities(lost)
            n_dropped += len(example_ids)
        own = db._find_dataset(session)
        if own is not None and not t.link.select().where(t.link.dataset_id == own).exists():
            t.dataset.delete().where(t.dataset.id == own).execute()
    return n_dropped


def _select_links(db: Database, dataset: str, session: str) -> Any:
    """RETURNS (Any): Query for the link to the dataset and the id of each example of both."""
    link = db.tables.link
    own = link.alias("own")
    return (
        link.select(link.id, link.example_id)
        .join(own, on=(own.example_id == link.example_id))
        .where(
            (link.dataset_id == db._find_dataset(dataset))
            & (own.dataset_id == db._find_dataset(session))
        )
    )
