# Storage that is made from ours: one class writes everything a second time, the other one brings
# all methods of its own and is set for the whole process.
import json

from peewee import SqliteDatabase

import prodigy
from prodigy.components.db import Database, set_db
from prodigy.util import INPUT_HASH_ATTR, TASK_HASH_ATTR

MIRROR = []


class MirroredDatabase(Database):
    def add_examples(self, examples, datasets=()):
        examples = list(examples)
        MIRROR.extend(examples)
        return super().add_examples(examples, datasets=datasets)


class DocumentDatabase(Database):
    def __init__(self):
        self.db_id, self.db_name = "documents", "Documents"
        self.sets = {}

    @property
    def db(self):
        return None

    def __len__(self):
        return len(self.datasets)

    def __contains__(self, name):
        return name in self.sets

    @property
    def datasets(self):
        return [name for name, found in self.sets.items() if not found["session"]]

    @property
    def sessions(self):
        return [name for name, found in self.sets.items() if found["session"]]

    def close(self):
        pass

    def get_meta(self, name):
        return self.sets.get(name)

    def count_dataset(self, name, session=False):
        if name not in self.sets:
            raise ValueError(name)
        return len(self.sets[name]["rows"])

    def get_dataset(self, name, default=None, session=False):
        if name not in self.sets:
            return default
        return [json.loads(row) for row in self.sets[name]["rows"]]

    def get_input_hashes(self, *names):
        return {eg[INPUT_HASH_ATTR] for name in names for eg in self.get_dataset(name, [])}

    def get_task_hashes(self, *names):
        return {eg[TASK_HASH_ATTR] for name in names for eg in self.get_dataset(name, [])}

    def add_dataset(self, name, meta=None, session=False):
        return self.sets.setdefault(name, {"session": session, "created": 1, "rows": []})

    def add_examples(self, examples, datasets=()):
        rows = [json.dumps(eg) for eg in examples]
        for name in datasets:
            self.add_dataset(name)["rows"] += rows

    def save(self):
        pass


def make_stream():
    return [{"text": f"text {i}"} for i in range(12)]


@prodigy.recipe("mirrored")
def mirrored(dataset, file):
    db = MirroredDatabase(SqliteDatabase(file), "mirrored", "Mirrored")
    return {"dataset": dataset, "view_id": "text", "stream": make_stream(), "db": db}


@prodigy.recipe("documents")
def documents(dataset):
    set_db(DocumentDatabase())
    return {"dataset": dataset, "view_id": "text", "stream": make_stream()}
