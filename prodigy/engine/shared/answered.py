"""What was answered in this run, as all processes of a shared queue know it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ...components.db import Database
from ...hashing import Identity, Sameness

IsSeen = Callable[[Identity], bool]


class Group:
    """Inputs or tasks, to find those that are the same."""

    def __init__(self, sameness: Sameness, identities: Iterable[Identity]) -> None:
        self._sameness = sameness
        self._found: dict[int, list[Identity]] = {}
        for identity in identities:
            self._found.setdefault(sameness.get_hash(identity), []).append(identity)

    def __contains__(self, identity: Identity) -> bool:
        known = self._found.get(self._sameness.get_hash(identity), ())
        return any(self._sameness.is_same(identity, other) for other in known)


class Answered:
    """Looks up answers of this run.

    db (Database): The storage of the answers.
    queue_id (int): Row of the queue.
    sameness (Sameness): What counts as the same.
    """

    def __init__(self, db: Database, queue_id: int, sameness: Sameness) -> None:
        self.db, self.queue_id, self._sameness = db, queue_id, sameness

    def find_seen(
        self, name: str, identities: Sequence[Identity], is_seen: IsSeen | None
    ) -> set[Identity]:
        """Find out what a session has answered.

        name (str): Full ID of the session.
        identities (Sequence[Identity]): What is asked about.
        is_seen (callable | None): Whether it was answered before this run. None: nothing counts.
        RETURNS (set[Identity]): Those that it has answered.
        """
        seen = {one for one in identities if is_seen is not None and is_seen(one)}
        if is_seen is None or not identities:
            return seen
        known = dict(self.find(identities)).get(name, [])
        group = Group(self._sameness, known)
        return seen.union(one for one in identities if one in group)

    def find(self, identities: Sequence[Identity]) -> list[tuple[str, list[Identity]]]:
        """RETURNS (list): Session and what it has answered in this run, of what is the same."""
        column = self._sameness.field
        query = (
            f"SELECT name, {', '.join(Identity._fields)} FROM prodigy_queue_answer "
            f"WHERE queue_id = %s AND {column} = ANY(%s)"
        )
        hashes = [getattr(identity, column) for identity in identities]
        rows = self.db.db.execute_sql(query, (self.queue_id, hashes)).fetchall()
        asked = Group(self._sameness, identities if rows else ())
        found: dict[str, list[Identity]] = {}
        for name, *what in rows:
            if Identity(*what) in asked:
                found.setdefault(name, []).append(Identity(*what))
        return list(found.items())
