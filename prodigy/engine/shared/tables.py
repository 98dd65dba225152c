"""The tables of a queue that several processes share, in PostgreSQL."""

from typing import Any

import peewee

from ...components.db import Database
from ...components.db.base import CREATION_LOCK
from ...errors import ConfigError
from ...logger import log

# Locks of PostgreSQL: this number, and that of the queue.
GATE_LOCK, MEMBER_LOCK, FEEDER_LOCK = 0x50520001, 0x50520002, 0x50520003

_HASHES = """
    input_hash bigint NOT NULL,
    task_hash bigint NOT NULL,
    input_digest bigint NOT NULL,
    task_digest bigint NOT NULL"""
_QUEUE = "queue_id integer NOT NULL REFERENCES prodigy_queue ON DELETE CASCADE"
_NAME = 'name varchar(255) NOT NULL COLLATE "C"'

CREATE = f"""
CREATE TABLE IF NOT EXISTS prodigy_queue (
    id serial PRIMARY KEY,
    dataset varchar(255) NOT NULL UNIQUE,
    run varchar(32) NOT NULL DEFAULT '',
    session_id varchar(255) NOT NULL DEFAULT '',
    fingerprint text NOT NULL DEFAULT '',
    term bigint NOT NULL DEFAULT 0,
    version bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL DEFAULT 0,
    state text NOT NULL DEFAULT '{{}}'
);
CREATE TABLE IF NOT EXISTS prodigy_queue_session (
    {_QUEUE},
    {_NAME},
    is_joined boolean NOT NULL,
    version bigint NOT NULL,
    wanted integer NOT NULL DEFAULT 0,
    heard double precision NOT NULL,
    was_heard boolean NOT NULL DEFAULT false,
    total bigint NOT NULL DEFAULT 0,
    n_new bigint NOT NULL DEFAULT 0,
    n_accept bigint NOT NULL DEFAULT 0,
    n_reject bigint NOT NULL DEFAULT 0,
    n_ignore bigint NOT NULL DEFAULT 0,
    n_gone bigint NOT NULL DEFAULT 0,
    n_open bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (queue_id, name)
) WITH (fillfactor = 50);
CREATE TABLE IF NOT EXISTS prodigy_queue_task (
    id bigserial PRIMARY KEY,
    {_QUEUE},
    key bigint NOT NULL,{_HASHES},
    content text NOT NULL
);
CREATE INDEX IF NOT EXISTS prodigy_queue_task_key ON prodigy_queue_task (queue_id, key);
CREATE TABLE IF NOT EXISTS prodigy_queue_place (
    id bigserial PRIMARY KEY,
    {_QUEUE},
    {_NAME},
    task_id bigint NOT NULL,
    key bigint NOT NULL,
    since double precision
);
CREATE INDEX IF NOT EXISTS prodigy_queue_place_waiting
    ON prodigy_queue_place (queue_id, name, id) WHERE since IS NULL;
CREATE INDEX IF NOT EXISTS prodigy_queue_place_open
    ON prodigy_queue_place (queue_id, name, since, id) WHERE since IS NOT NULL;
CREATE INDEX IF NOT EXISTS prodigy_queue_place_key ON prodigy_queue_place (queue_id, key);
CREATE TABLE IF NOT EXISTS prodigy_queue_answer (
    {_QUEUE},
    {_NAME},
    key bigint NOT NULL,
    answer varchar(32) NOT NULL,{_HASHES},
    PRIMARY KEY (queue_id, name, key)
);
CREATE INDEX IF NOT EXISTS prodigy_queue_answer_task ON prodigy_queue_answer (queue_id, task_hash);
CREATE INDEX IF NOT EXISTS prodigy_queue_answer_input
    ON prodigy_queue_answer (queue_id, input_hash);
CREATE TABLE IF NOT EXISTS prodigy_queue_lesson (
    id bigserial PRIMARY KEY,
    {_QUEUE},
    {_NAME},
    answers text NOT NULL
);
CREATE TABLE IF NOT EXISTS prodigy_queue_again (
    id bigserial PRIMARY KEY,
    {_QUEUE},
    content text NOT NULL
);
CREATE INDEX IF NOT EXISTS prodigy_queue_lesson_queue ON prodigy_queue_lesson (queue_id, id);
"""


def check_storage(db: Any) -> Database:
    """RETURNS (Database): The storage, which can hold a queue.

    RAISES (ConfigError): It can't, and the message says what can.
    """
    if isinstance(db, Database) and isinstance(db.db, peewee.PostgresqlDatabase):
        return db
    what = "There is no storage" if db is None else f"Answers go to {_describe(db)}"
    raise ConfigError(
        "Only PostgreSQL can hold the queue of several processes",
        f'{what}, but "queue" is "database" (set in prodigy.json, or by --workers). Set "db" to '
        '"postgresql" and its "db_settings" in your prodigy.json, or serve with one process: '
        'leave --workers out, and "queue" at "memory".',
    )


def _describe(db: Any) -> str:
    return str(getattr(db, "db_name", None) or type(db).__name__)


def open_queue(db: Database, dataset: str) -> int:
    """Make the tables, and the row of a queue, unless they exist.

    RETURNS (int): The number of the queue.
    """
    with db._connected("open the queue"), db._atomic():
        if not db.tables.queue.table_exists():
            # Of two processes that do so at once, one would fail. Who comes second finds them made,
            # and must not touch them: also an index that exists would wait for all who write.
            db.db.execute_sql("SELECT pg_advisory_xact_lock(%s)", (CREATION_LOCK,))
            if not db.tables.queue.table_exists():
                db.db.execute_sql(CREATE)
                log("DB: Made the tables of the queue")
        db.db.execute_sql(
            "INSERT INTO prodigy_queue (dataset) VALUES (%s) ON CONFLICT DO NOTHING", (dataset,)
        )
        query = "SELECT id FROM prodigy_queue WHERE dataset = %s"
        return int(db.db.execute_sql(query, (dataset,)).fetchone()[0])
