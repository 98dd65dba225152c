"""Tables of the storage, made per database connection.

The first three tables keep the names and columns of the original, so that an existing
`prodigy.db` opens as it is and raw SQL in other people's scripts keeps working: in `example`
the content is the fourth column. What we add lives in tables of its own, `prodigy_batch`,
`prodigy_draft`, `prodigy_lease`, `prodigy_identity`, `prodigy_version`, `prodigy_tally`,
`prodigy_curve`, `prodigy_again` and those of `components.search`, each created when it is first
needed. Those of a queue that several processes share begin with `prodigy_queue`, see
`engine.shared`.
"""

import json
from dataclasses import dataclass
from typing import Any

import peewee

from ...hashing import is_hash
from ...io import jsonable


def dump_json(value: Any) -> str:
    """Write what is stored, in ASCII: it is valid in any column encoding, lone surrogates and NUL
    characters included (PostgreSQL refuses a raw NUL in text)."""
    return jsonable.dump_json(value, is_exact=True)


def load_json(value: str | bytes | bytearray | memoryview | None) -> Any:
    """Parse stored JSON, from text columns (ours) or binary ones (older files)."""
    if value is None:
        return None
    if isinstance(value, memoryview):
        value = value.tobytes()
    if isinstance(value, (bytes, bytearray)):
        value = value.decode("utf8")
    return json.loads(value)


class DefaultDatabase(peewee.DatabaseProxy):
    """Stands for the database that was connected last; connects to the one of the settings if
    nobody has connected yet. For the tables below, which scripts import by name.
    """

    def __getattr__(self, name: str) -> Any:
        if self.obj is None and not name.startswith("__"):
            from . import connect

            connect()
        return super().__getattr__(name)


class _LongTextField(peewee.TextField):
    """Text without the 64 KB limit that plain TEXT has on MySQL."""

    field_type = "LONGTEXT"


@dataclass(frozen=True)
class Tables:
    """The model classes of one database."""

    # Any, because peewee's fields have no types: they are columns on the class, values on a row.
    dataset: Any
    example: Any
    link: Any
    batch: Any
    draft: Any
    lease: Any
    queue: Any
    identity: Any
    change: Any
    version: Any
    access: Any
    tally: Any
    recount: Any
    curve: Any
    again: Any


def make_tables(db: peewee.Database) -> Tables:
    """Define the tables on a database. Nothing is created or read.

    db (peewee.Database): The database that the model classes are bound to.
    RETURNS (Tables): The model classes.
    """
    if not isinstance(db, (peewee.MySQLDatabase, peewee.DatabaseProxy)):
        # Other databases have no LONGTEXT, their TEXT is unlimited.
        db._field_types["LONGTEXT"] = "TEXT"  # type: ignore[attr-defined]

    class Base(peewee.Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Dataset(Base):
        """A dataset, or a session, which is one, too: `session` says which."""

        name = peewee.CharField(max_length=255, unique=True)
        created = peewee.IntegerField()
        meta = _LongTextField()
        session = peewee.BooleanField()

        class Meta:
            table_name = "dataset"

    class Example(Base):
        """A stored example: its hashes, and the whole of it as JSON."""

        input_hash = peewee.BigIntegerField(index=True)
        task_hash = peewee.BigIntegerField(index=True)
        content = _LongTextField()

        def load(self) -> Any:
            """RETURNS (dict): The example itself."""
            return load_json(self.content)

        class Meta:
            table_name = "example"

    class Link(Base):
        """Says that a dataset has an example."""

        example: Any = peewee.ForeignKeyField(Example, column_name="example_id")
        dataset: Any = peewee.ForeignKeyField(Dataset, column_name="dataset_id")

        class Meta:
            table_name = "link"

    class Batch(Base):
        id = peewee.CharField(max_length=64, primary_key=True)
        dataset = peewee.CharField(max_length=255, index=True)
        created = peewee.IntegerField()

        class Meta:
            table_name = "prodigy_batch"

    class Draft(Base):
        session = peewee.CharField(max_length=255)
        task_hash = peewee.BigIntegerField()
        dataset = peewee.CharField(max_length=255, index=True)
        updated = peewee.IntegerField()
        content = _LongTextField()

        class Meta:
            table_name = "prodigy_draft"
            primary_key = peewee.CompositeKey("session", "task_hash")

    class Lease(Base):
        id = peewee.CharField(max_length=32, primary_key=True)  # see engine/leases
        dataset = peewee.CharField(max_length=255, index=True)
        owner = peewee.CharField(max_length=255)
        input_hash = peewee.BigIntegerField()
        task_hash = peewee.BigIntegerField()
        input_digest = peewee.BigIntegerField()
        task_digest = peewee.BigIntegerField()
        run = peewee.CharField(max_length=32)
        since = peewee.BigIntegerField()
        heard = peewee.BigIntegerField()

        class Meta:
            table_name = "prodigy_lease"

    class Queue(Base):
        dataset = peewee.CharField(max_length=255)

        class Meta:
            table_name = "prodigy_queue"

    class ExampleIdentity(Base):
        example_id = peewee.IntegerField(primary_key=True)
        input_hash = peewee.BigIntegerField()
        task_hash = peewee.BigIntegerField()
        input_digest = peewee.BigIntegerField()
        task_digest = peewee.BigIntegerField()

        class Meta:
            table_name = "prodigy_identity"

    class Change(Base):
        # Examples that the search index has to look at again, see `DatabaseBase._note_changes`.
        example_id = peewee.BigIntegerField(index=True)

        class Meta:
            table_name = "prodigy_search_change"

    class Version(Base):
        example_id = peewee.BigIntegerField(index=True)
        dataset = peewee.CharField(max_length=255)
        created = peewee.BigIntegerField()
        editor = peewee.CharField(max_length=255)
        content = _LongTextField()

        class Meta:
            table_name = "prodigy_version"

    class Access(Base):
        name = peewee.CharField(max_length=255, primary_key=True)
        digest = peewee.CharField(max_length=64)
        created = peewee.BigIntegerField()
        revoked = peewee.BigIntegerField(null=True)

        class Meta:
            table_name = "prodigy_access"

    class Tally(Base):
        # What was counted of a piece of a dataset, see `components.dashboard.kept`.
        dataset_id = peewee.IntegerField()
        piece = peewee.BigIntegerField()
        n = peewee.IntegerField()
        total = peewee.BigIntegerField()
        mark = peewee.BigIntegerField()
        token = peewee.CharField(max_length=32)
        content = _LongTextField()

        class Meta:
            table_name = "prodigy_tally"
            primary_key = peewee.CompositeKey("dataset_id", "piece")

    class Recount(Base):
        # Examples whose pieces have to be counted again, see `DatabaseBase._note_changes`.
        example_id = peewee.BigIntegerField()

        class Meta:
            table_name = "prodigy_tally_change"

    class Curve(Base):
        dataset = peewee.CharField(max_length=255, index=True)
        created = peewee.BigIntegerField()
        content = _LongTextField()

        class Meta:
            table_name = "prodigy_curve"

    class Again(Base):
        # Tasks that are asked although they have answers, see `engine.again`.
        dataset = peewee.CharField(max_length=255, index=True)
        view_id = peewee.CharField(max_length=255)
        task_key = peewee.BigIntegerField(index=True)
        owners = _LongTextField()
        content = _LongTextField()

        class Meta:
            table_name = "prodigy_again"

    return Tables(
        dataset=Dataset,
        example=Example,
        link=Link,
        batch=Batch,
        draft=Draft,
        lease=Lease,
        queue=Queue,
        identity=ExampleIdentity,
        change=Change,
        version=Version,
        access=Access,
        tally=Tally,
        recount=Recount,
        curve=Curve,
        again=Again,
    )


DEFAULT_DATABASE = DefaultDatabase()
DEFAULT_TABLES = make_tables(DEFAULT_DATABASE)  # type: ignore[arg-type]
Dataset, Example, Link = DEFAULT_TABLES.dataset, DEFAULT_TABLES.example, DEFAULT_TABLES.link


def as_hash(value: Any) -> int | None:
    """Read a hash from a task: integers as they are, integral strings converted, else None. So is
    what the column can't hold."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, float) and not value.is_integer():
        return None
    try:
        number = int(value)
    except (TypeError, ValueError):
        return None
    return number if is_hash(number) else None
