"""What stored examples are beyond their hashes, in a table of its own.

Answers of the server are noted as they were asked, with the answers themselves: annotators change
what hashes were made of. Other examples (imported ones, those of older files) are looked at when
somebody asks for them, and remembered. Rows of `example` are never changed for that.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import peewee

from ...errors import DatabaseError
from ...hashing import Identity
from ...logger import log
from ...sameness import KnownRow
from .asked import identify_stored
from .base import CHUNK_SIZE, chunked, insert_rows
from .reader import DatabaseReader

PAGE_SIZE = CHUNK_SIZE * 40  # rows of numbers that are read at once


class DatabaseIdentities(DatabaseReader):
    """Identities of examples, see `prodigy.hashing.identify`."""

    def iter_identities(self, names: Sequence[str], complete: bool = False) -> Iterator[KnownRow]:
        """Stream what the examples in one or more datasets are, repeats included.

        names (Sequence[str]): Names of datasets; unknown ones are passed over.
        complete (bool): Look at the content of examples where nobody has done so. Otherwise the
            digests of these are None.
        """
        with self._connected("read hashes"):
            ids = [i for i in (self._find_dataset(name) for name in names) if i is not None]
        return self._iter_identities(ids, None, complete)

    def iter_answered_identities(
        self, dataset: str, session_id: str | None, prefix: str, complete: bool = False
    ) -> Iterator[KnownRow]:
        """Stream what one session, or nobody by name, answered.

        dataset (str): Name of the dataset.
        session_id (str | None): The session. None: all examples of no named session.
        prefix (str): What the names of named sessions start with.
        complete (bool): See `iter_identities`.
        """
        with self._connected("read hashes"):
            dataset_id = self._find_dataset(dataset)
        ids = [] if dataset_id is None else [dataset_id]
        return self._iter_identities(ids, self._answered_by(session_id, prefix), complete)

    def iter_answered_hashes(
        self, dataset: str, session_id: str | None, prefix: str
    ) -> Iterator[tuple[int, int]]:
        """Stream the (input hash, task hash) of what `iter_answered_identities` gives."""
        return (row[:2] for row in self.iter_answered_identities(dataset, session_id, prefix))

    def iter_rows(self, name: str) -> Iterator[tuple[int, int, int, int | None, int | None]]:
        """Stream the examples of a dataset without their content, in order of insertion.

        name (str): Name of the dataset or session; of an unknown one there is nothing.
        YIELDS (tuple): The id of the row for `load_examples`, the input hash and the task hash, and
            the digests of both, which are None where nobody has looked at the content.
        """
        with self._connected("look up a dataset"):
            dataset_id = self._find_dataset(name)
        for page in self._iter_pages([] if dataset_id is None else [dataset_id], None):
            yield from (row[1:] for row in page)

    def _iter_identities(
        self, dataset_ids: list[int], condition: Any, complete: bool
    ) -> Iterator[KnownRow]:
        for page in self._iter_pages(dataset_ids, condition):
            unknown = {row[1] for row in page if row[4] is None} if complete else ()
            found = self._look_at(unknown)
            for _, row_id, *row in page:
                yield (*row[:2], *found[row_id]) if row_id in found else tuple(row)

    def _iter_pages(self, dataset_ids: list[int], condition: Any) -> Iterator[list[Any]]:
        """Yield lists of rows with the ids of link and example, hashes and digests."""
        link = self.tables.link
        last = 0
        while dataset_ids:
            with self._connected("read hashes"):
                query, columns = self._join_identities(
                    link.select().join(self.tables.example), [link.id, link.example_id]
                )
            query = query.select(*columns).where(
                link.dataset_id.in_(dataset_ids) & (link.id > last)
            )
            if condition is not None:
                query = query.where(condition)
            rows = self._read(query.order_by(link.id).limit(PAGE_SIZE), "read hashes")
            yield rows
            if len(rows) < PAGE_SIZE:
                return
            last = rows[-1][0]

    def _join_identities(self, query: Any, columns: list[Any]) -> tuple[Any, list[Any]]:
        """RETURNS (tuple): The query and its columns, with hashes and digests of the examples."""
        example, identity = self.tables.example, self.tables.identity
        hashes = [example.input_hash, example.task_hash]
        if not self._identities_exist():
            return query, [*columns, *hashes, peewee.Value(None), peewee.Value(None)]
        # Another program may have deleted an example and given its id to a new one.
        on = (
            (identity.example_id == example.id)
            & (identity.input_hash == example.input_hash)
            & (identity.task_hash == example.task_hash)
        )
        query = query.join_from(example, identity, peewee.JOIN.LEFT_OUTER, on=on)
        return query, [*columns, *hashes, identity.input_digest, identity.task_digest]

    def get_identities(self, ids: Sequence[int]) -> list[Identity]:
        """RETURNS (list[Identity]): What examples are, by the ids of their rows."""
        example = self.tables.example
        found: list[Identity] = []
        for chunk in chunked(ids):
            query, columns = self._join_identities(example.select(), [example.content])
            query = query.select(*columns).where(example.id.in_(chunk))
            for content, *row in self.db.execute(query):
                is_noted = row[2] is not None
                found.append(
                    Identity(*row) if is_noted else identify_stored(row[0], row[1], content)
                )
        return found

    def _look_at(self, ids: Iterable[int]) -> dict[int, tuple[int, int]]:
        """Find out what examples are by their content, and remember it."""
        example = self.tables.example
        found: dict[int, tuple[int, int]] = {}
        for chunk in chunked(ids):
            with self._connected("read examples"):
                rows = list(
                    example.select(
                        example.id, example.input_hash, example.task_hash, example.content
                    )
                    .where(example.id.in_(chunk))
                    .tuples()
                )
            known = {row[0]: identify_stored(*row[1:]) for row in rows}
            found.update({i: (one.input_digest, one.task_digest) for i, one in known.items()})
            try:
                with self._connected("note what examples are"):
                    self._ensure_identities()
                    with self._atomic():
                        self._note(known)
            except DatabaseError as err:  # of a file that can't be written, for example
                log(f"DB: {err}")
        if found:
            log(f"DB: Looked at the content of {len(found)} examples")
        return found

    def _note(self, identities: dict[int, Identity]) -> None:
        """Write what examples are, by row id. Called within a transaction."""
        columns = ("example_id", *Identity._fields)
        replaces = isinstance(self.db, (peewee.SqliteDatabase, peewee.MySQLDatabase))
        for ids in chunked(identities):
            rows = [(row_id, *identities[row_id]) for row_id in ids]
            if not replaces:
                marks = ", ".join([self.db.param] * len(ids))
                sql = f"DELETE FROM prodigy_identity WHERE example_id IN ({marks})"
                self.db.execute_sql(sql, ids)
            verb = "REPLACE" if replaces else "INSERT"
            insert_rows(self.db, "prodigy_identity", columns, rows, verb=verb)
