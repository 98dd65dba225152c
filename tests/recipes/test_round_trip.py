"""What db-in reads, db-out writes: equal JSON values, on every kind of database."""

import json
import random

import pytest

from prodigy.hashing import set_hashes
from tests.util import read_jsonl, write_jsonl

NASTY = [
    "",
    " leading and trailing ",
    "line\nbreak\r\nand\ttab",
    "Ünïcödé — “quotes” 漢字 العربية",
    "👩‍👩‍👧‍👦 beyond the basic plane 𝔘",
    "zero \x00 byte, bell \x07, \x7f",
    "line separators \u2028 \u2029 \x85",
    "half a pair \ud83d",
    "back\\slash \"quote\" 'single' %s {} ; -- DROP TABLE link",
    "x" * 70_000,  # more than TEXT holds on MySQL
]
NUMBERS = [0, -1, 2**31, 2**63, 10**30, 0.1, 1 / 3, 1e-7, 1.5e300, -0.0, 5e-324, 1.0, 100.0]
SPAN = {"start": 0, "end": 4, "token_start": 0, "token_end": 0, "label": "A"}
POINTS = [[10.5, 20], [30.333333333333332, 40.1]]
TOKENS = [{"text": "text", "start": 0, "end": 4, "id": 0, "ws": False}]
OPTIONS = [{"id": "A", "text": "A"}, {"id": 2, "html": "<b>2</b>"}]

KINDS = {
    "text": {"text": "text"},
    "ner": {"text": "text", "spans": [SPAN], "tokens": TOKENS},
    "binary": {"text": "text", "label": "A", "score": 0.123456789012345678, "_is_binary": True},
    "choice": {"text": "text", "options": OPTIONS, "accept": ["A", 2], "config": {"a": None}},
    "image": {"image": "a.png", "spans": [{"points": POINTS, "label": "A", "color": "cyan"}]},
    "base64": {"image": "data:image/png;base64," + "iVBORw0KGgo" * 9000, "path": "a.png"},
    "audio": {"audio": "a.wav", "audio_spans": [{"start": 0.25, "end": 1.5, "id": "x"}]},
    "relations": {"text": "text", "relations": [{"head": 0, "child": 0, "head_span": SPAN}]},
    "blocks": {"text": "text", "user_input": NASTY[2], "field": {"deep": [{"er": [[], {}]}]}},
    "review": {"text": "text", "versions": [{"sessions": ["a-b"], "spans": []}], "view_id": "ner"},
    "compare": {"id": 1, "input": None, "accept": {"text": "a"}, "mapping": {"A": "accept"}},
    "llm": {"text": "text", "llm": {"prompt": NASTY[3], "response": "{}"}},
    "empty keys": {"": "", "a.b": 1, "$c": 2, "with space": None, "text": ""},
    "old hashes": {"text": "a", "_input_hash": 10354113762182654, "_task_hash": -(2**62)},
    "no session": {"text": "b", "_session_id": None, "_annotator_id": None},
    "odd session": {"text": "c", "_session_id": "data, with spaces", "_timestamp": 1.5},
    "numbers": {"text": "d", "numbers": NUMBERS},
    "booleans": {"text": "e", "flagged": True, "off": False, "nothing": None},
}


def make_rows():
    """A few hundred answered rows of every kind, each with something else in it."""
    rng = random.Random(7)
    for i in range(len(KINDS) * 12):
        kind = list(KINDS)[i % len(KINDS)]
        row = {**KINDS[kind], "meta": {"kind": kind, "i": i, "note": rng.choice(NASTY)}}
        if rng.random() < 0.8:
            row = set_hashes(row)
        row["answer"] = rng.choice(["accept", "reject", "ignore"])
        row.setdefault("_view_id", "blocks")
        row.setdefault("_session_id", f"data-{rng.choice(['ann', 'ben'])}")
        yield row


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param("postgresql", marks=pytest.mark.postgres),
        pytest.param("mysql", marks=pytest.mark.mysql),
    ]
)
def env(request):
    """The environment in which a kind of database is used."""
    settings = {}
    if request.param != "sqlite":
        name = "postgres_settings" if request.param == "postgresql" else "mysql_settings"
        settings = {request.param: request.getfixturevalue(name)}
    config = {"db": request.param, "db_settings": settings}
    return {"PRODIGY_CONFIG_OVERRIDES": json.dumps(config)}


def without_new_hashes(rows, originals):
    """Rows without the hashes that db-in had to add."""
    for row, original in zip(rows, originals, strict=True):
        added = {"_input_hash", "_task_hash"} - set(original)
        yield {key: value for key, value in row.items() if key not in added}


def test_rows_of_every_kind_survive(env, run_cli, tmp_path):
    rows = [json.loads(json.dumps(row)) for row in make_rows()]
    path = tmp_path / "in.jsonl"
    # Escaped, because half a pair of surrogates can't be written otherwise.
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="ascii")
    done = run_cli("db-in", "data", path, env=env)
    assert done.returncode == 0, done.stderr
    exported = read_jsonl(run_cli("db-out", "data", env=env).stdout)
    assert all("_input_hash" in row and "_task_hash" in row for row in exported)
    # Compared as text, so that 1 and 1.0 and True differ, and -0.0 from 0.0.
    found = [json.dumps(row, sort_keys=True) for row in without_new_hashes(exported, rows)]
    assert found == [json.dumps(row, sort_keys=True) for row in rows]
    # And once more: an export is an import that changes nothing at all.
    again = write_jsonl(tmp_path / "again.jsonl", [])
    again.write_text("".join(f"{json.dumps(row)}\n" for row in exported), encoding="ascii")
    assert run_cli("db-in", "copy", again, env=env).returncode == 0
    assert read_jsonl(run_cli("db-out", "copy", env=env).stdout) == exported


def test_the_order_of_keys_survives(env, run_cli, jsonl):
    rows = [{"z": 1, "text": "a", "_input_hash": 1, "_task_hash": 2, "b": 3, "answer": "accept"}]
    run_cli("db-in", "data", jsonl(rows), env=env)
    [row] = read_jsonl(run_cli("db-out", "data", env=env).stdout)
    assert list(row) == list(rows[0])
