# Reads the SQLite file without any help.
import json
import sqlite3

import prodigy
from prodigy.util import PRODIGY_HOME

QUERY = """
SELECT example.* FROM example
INNER JOIN link ON example.id = link.example_id
INNER JOIN dataset ON link.dataset_id = dataset.id
WHERE dataset.name = ?
"""


@prodigy.recipe("raw-sql", name=("Dataset", "positional", None, str))
def raw_sql(name):
    connection = sqlite3.connect(PRODIGY_HOME / "prodigy.db")
    for row in connection.execute(QUERY, (name,)):
        content = json.loads(row[3])
        print(json.dumps({"id": row[0], "hash": row[2], "text": content["text"]}))
    connection.close()
