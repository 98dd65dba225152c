"""Finding answers without an index: while it is made, and where nothing can be written.

Answers are looked at one after the other, newest or oldest first. What takes longer than the time
that a page may take goes on with the next page.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import NamedTuple

import peewee

from ..db.database import Database
from .dialects import Group
from .documents import Document, get_session, make_document, make_facet
from .finding import ORDERS, Filters, Found
from .words import Words

CHUNK = 500


class Scanned(NamedTuple):
    """What was found in the time there was.

    found (list[Found]): The answers.
    last (int | None): Id of the last answer that was looked at, where the next page begins. None:
        there are no more.
    """

    found: list[Found]
    last: int | None


def can_scan(filters: Filters, order: str) -> bool:
    """RETURNS (bool): Whether an answer alone tells if it is wanted, and where it stands."""
    return not filters.differs and ORDERS[order][0] == "id"


def scan(
    db: Database, filters: Filters, order: str, after: int | None, limit: int, seconds: float
) -> Scanned:
    """Look for answers, see `find`.

    db (Database): Storage with our tables.
    filters (Filters): What is wanted, without `differs`.
    order (str): "newest" or "oldest".
    after (int | None): Id of the last answer of the last page.
    limit (int): How many there may be.
    seconds (float): How long it may take, but for one chunk.
    RETURNS (Scanned): The page.
    """
    end = time.monotonic() + seconds
    groups, found = filters.make_groups(), []
    while True:
        rows = _read(db, filters.datasets, ORDERS[order][1], after)
        for link_id, dataset_id, example_id, content in rows:
            after = link_id
            eg = db._load(content, example_id, "the datasets") or {}
            doc = make_document(eg, dataset_id)
            session = get_session(eg) or ""
            facets = {*doc.facets, make_facet("s", session)}
            if matches(doc, facets, groups, filters):
                found.append(
                    Found(link_id, example_id, dataset_id, session, doc.created, doc.duration, 0)
                )
                if len(found) == limit:
                    return Scanned(found, after)
        if len(rows) < CHUNK:
            return Scanned(found, None)
        if time.monotonic() > end:
            return Scanned(found, after)


def matches(doc: Document, facets: set[str], groups: Sequence[Group], filters: Filters) -> bool:
    """RETURNS (bool): Whether an answer is wanted."""
    for group in groups:
        if not any(
            _contains(doc.words, item) if isinstance(item, Words) else item in facets
            for item in group
        ):
            return False
    if filters.since is not None and (doc.created is None or doc.created < filters.since):
        return False
    return filters.until is None or (doc.created is not None and doc.created < filters.until)


def _contains(words: str, wanted: Words) -> bool:
    return f" {' '.join(wanted.words)}{'' if wanted.is_prefix else ' '}" in words


def _read(
    db: Database, datasets: Sequence[str], is_descending: bool, after: int | None
) -> list[tuple[int, int, int, object]]:
    t = db.tables
    with db._connected("read answers"):
        is_sqlite = isinstance(db.db, peewee.SqliteDatabase)
        content = t.example.content.cast("BLOB") if is_sqlite else t.example.content
        query = t.link.select(t.link.id, t.link.dataset_id, t.example.id, content)
        query = query.join(t.example).switch(t.link).join(t.dataset)
        query = query.where(t.dataset.session == False)  # noqa: E712
        if datasets:
            query = query.where(t.dataset.name.in_(list(datasets)))
        if after is not None:
            query = query.where(t.link.id < after if is_descending else t.link.id > after)
        order = t.link.id.desc() if is_descending else t.link.id.asc()
        return list(query.order_by(order).limit(CHUNK).tuples())
