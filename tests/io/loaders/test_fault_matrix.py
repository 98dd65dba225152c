"""Every loader meets every kind of bad input: a table without holes.

A cell says what happens: the texts that are loaded (a list), or what the error says (a pattern).
`LATER` are errors after the first task, DASH are faults that a format can't have.
"""

import gzip
import io
import json
import re
from pathlib import Path

import pytest

from prodigy.components.source import make_source
from prodigy.components.stream import get_stream
from prodigy.errors import LoaderError

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

FAULTS = (
    "truncated bom utf16 latin1 long duplicate nan nested garbage directory grows vanishes empty"
).split()
DASH = None
GIF = b"GIF89a\x01\x00\x01\x00\x00\xff\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x00;"
LONG = "word " * 2_000_000 + "end"


class Later(str):
    """What an error says that comes after the first task."""


def make_text_row(loader, text):
    """One record of a text format, as JSON where the format is JSON."""
    if loader == "csv":
        return f'"{text}",b\n'
    if loader == "tsv":
        return f"{text}\tb\n"
    if loader == "txt":
        return f"{text}\n"
    record = {"body" if loader == "reddit" else "text": text}
    return json.dumps(record, ensure_ascii=False) + "\n"


def make_text_file(loader, *texts):
    rows = [make_text_row(loader, text) for text in texts]
    if loader == "json":
        return f"[{','.join(rows)}]"
    head = {"csv": "text,b\n", "tsv": "text\tb\n"}.get(loader, "")
    return head + "".join(rows)


def make_parquet(*texts, **columns):
    file = io.BytesIO()
    parquet.write_table(pyarrow.table({"text": list(texts), **columns}), file)
    return file.getvalue()


def make_file(loader, *texts):
    if loader == "parquet":
        return make_parquet(*texts)
    data = make_text_file("jsonl" if loader == "jsonl.gz" else loader, *texts).encode()
    return gzip.compress(data) if loader == "jsonl.gz" else data


def break_json(loader, old, new):
    return make_text_file(loader, "one", "two").replace(old, new).encode()


def make_bad_file(loader, fault):
    """The bytes of a file with a fault, made of the texts "one" and "two"."""
    good = make_file(loader, "one", "two")
    inner = "jsonl" if loader == "jsonl.gz" else loader
    is_json = inner in ("jsonl", "json", "reddit")
    unpacked = good if loader == "parquet" else make_text_file(inner, "one", "two").encode()
    packed = {
        "truncated": unpacked[:-6],
        "bom": b"\xef\xbb\xbf" + unpacked,
        "utf16": b"" if loader == "parquet" else unpacked.decode().encode("utf-16"),
        "latin1": b""
        if loader == "parquet"
        else make_text_file(inner, "one", "zwö").encode("latin1"),
        "garbage": bytes(range(250, 0, -1)) * 20,
        "empty": b"",
        "directory": b"",
        "grows": unpacked,
        "vanishes": unpacked,
    }
    if fault == "long":
        return make_file(loader, "one", LONG)
    if fault == "truncated" or loader == "parquet":
        data = good[: len(good) - 6] if fault == "truncated" else packed.get(fault, good)
        return make_parquet("one", "two", n=[float("nan"), 1.0]) if fault == "nan" else data
    if is_json and fault == "duplicate":
        key = "body" if loader == "reddit" else "text"
        data = break_json(inner, '{"', f'{{"{key}": "zero", "')
    elif is_json and fault == "nan":
        data = break_json(inner, '"two"', "NaN")
    elif is_json and fault == "nested":
        data = break_json(inner, '"two"', "[" * 100_000 + "]" * 100_000)
    elif fault == "duplicate":
        data = unpacked.replace(b"text,b", b"text,text").replace(b"text\tb", b"text\ttext")
    elif fault == "nan":
        data = unpacked.replace(b"two", b"NaN")
    elif fault == "nested":
        data = unpacked.replace(b"two", b"[[[[]]]]")
    else:
        data = packed[fault]
    return gzip.compress(data) if loader == "jsonl.gz" else data


BOTH = ["one", "two"]
TEXT = {
    "bom": BOTH,
    "utf16": BOTH,
    "long": ["one", LONG],
    "garbage": "line 1|Line 1|compressed",
    "directory": "is a directory, expected a file",
    "vanishes": BOTH,
    "empty": [],
}
LINES = {**TEXT, "latin1": ["one", "zwö"], "grows": [*BOTH, "three"]}
JSON_LINES = {
    **LINES,
    "truncated": Later("line 2"),
    "duplicate": BOTH,
    "nan": Later("line 2.*NaN is no JSON"),
    "nested": Later("line 2.*nested too deeply"),
}
TABLE = {
    **LINES,
    "duplicate": "two columns called",
    "nan": ["one", "NaN"],
    "nested": ["one", "[[[[]]]]"],
}
MEDIA = {
    # Whether the content can be shown is for the browser to say.
    **dict.fromkeys(("truncated", "garbage", "long", "grows"), ["one", "two"]),
    **dict.fromkeys(("bom", "utf16", "latin1", "duplicate", "nan", "nested"), DASH),
    "directory": ["one"],  # called like a file
    "vanishes": ["one"],
    "empty": ["one"],
}
EXPECTED = {
    "jsonl": JSON_LINES,
    "reddit": JSON_LINES,
    "jsonl.gz": {
        **JSON_LINES,
        "truncated": "is cut off",
        "garbage": "Line 1.*UTF-8",
        "grows": BOTH,
    },
    "json": {
        **TEXT,
        "truncated": "Line 2",
        "latin1": ["one", "zwö"],
        "duplicate": BOTH,
        "nan": "NaN is no JSON",
        "nested": "nested too deeply",
        "grows": BOTH,  # it is read as a whole before the first task
        "empty": "is empty",
    },
    # Without its end, the last row has a quotation mark and too few cells.
    "csv": {**TABLE, "truncated": Later("line 3.*doesn't end")},
    # The last cell of the last row is cut off, which no reader of tables can know.
    "tsv": {**TABLE, "truncated": ["one"]},
    "txt": {
        **LINES,
        "truncated": ["on"],
        "duplicate": BOTH,
        "nan": ["one", "NaN"],
        "nested": ["one", "[[[[]]]]"],
    },
    "parquet": {
        "truncated": "Parquet",
        **dict.fromkeys(("bom", "utf16", "latin1"), "Can't read"),
        "long": ["one", LONG],
        **dict.fromkeys(("duplicate", "nested"), DASH),
        "nan": BOTH,
        "garbage": "Parquet",
        "directory": "is a directory, expected a file",
        "grows": BOTH,
        "vanishes": BOTH,
        "empty": "Parquet",
    },
    "images": MEDIA,
    "audio": MEDIA,
    "video": MEDIA,
}
SUFFIX = {"images": "gif", "audio": "wav", "video": "mp4"}
CELLS = [
    pytest.param(loader, fault, expected, id=f"{loader}-{fault}")
    for loader, row in EXPECTED.items()
    for fault, expected in row.items()
    if expected is not DASH
]


def test_the_table_has_no_holes():
    assert [loader for loader, row in EXPECTED.items() if sorted(row) != sorted(FAULTS)] == []


def make_source_with_fault(loader, fault, folder):
    """A source, and what happens to it after the first task was read."""
    if loader in SUFFIX:
        data = {"truncated": GIF[:8], "garbage": b"\xff" * 99, "long": bytes(10**7), "empty": b""}
        one, two = (folder / f"{name}.{SUFFIX[loader]}" for name in BOTH)
        one.write_bytes(GIF)
        if fault == "directory":
            two.mkdir()
        else:
            two.write_bytes(data.get(fault, GIF))
        changes = {"vanishes": two.unlink, "grows": lambda: two.write_bytes(GIF * 2)}
        return folder, loader, changes.get(fault)
    name, _, compression = loader.partition(".")
    path = folder / (f"data.{name}.{compression}" if compression else f"data.{name}")
    path.write_bytes(make_bad_file(loader, fault))
    if fault == "directory":
        path.unlink()
        path.mkdir()
    row = make_text_row("jsonl" if compression else name, "three") if name != "parquet" else ""

    def grow():
        with path.open("ab") as file:
            file.write(gzip.compress(row.encode()) if compression else row.encode())

    changes = {"vanishes": path.unlink, "grows": grow}
    return path, name if not compression else None, changes.get(fault)


def read(source, loader, change):
    """RETURNS: The texts, and the error that ended them, if any."""
    texts = []
    try:
        for eg in make_source(source, loader):
            texts.append(eg["text"])
            if change is not None:
                change, now = None, change
                now()
    except LoaderError as err:
        return texts, err
    return texts, None


@pytest.mark.parametrize(("loader", "fault", "expected"), CELLS)
def test_bad_input(loader, fault, expected, tmp_path):
    source, name, change = make_source_with_fault(loader, fault, tmp_path)
    texts, err = read(source, name, change)
    if isinstance(expected, list):
        assert err is None
        assert texts[: len(expected)] == expected
        return
    message = str(err)
    assert re.search(expected, message, re.S), message
    assert Path(str(source)).name in message
    assert len(message) < 1000
    assert all(char.isprintable() or char == "\n" for char in message)
    assert texts == (["one"] if isinstance(expected, Later) else [])


@pytest.mark.parametrize("loader", ["jsonl", "csv", "jsonl.gz", "reddit"])
def test_a_broken_line_costs_no_task_and_is_named(loader, tmp_path, serve, capsys):
    data = make_text_file("jsonl" if loader == "jsonl.gz" else loader, *map(str, range(40)))
    data += {"csv": '"not closed\n'}.get(loader, "broken\n")
    data += make_text_row("jsonl" if loader == "jsonl.gz" else loader, "last")
    path = tmp_path / f"data.{loader}"
    raw = data.encode()
    path.write_bytes(gzip.compress(raw) if loader == "jsonl.gz" else raw)
    name = None if loader == "jsonl.gz" else loader
    stream = get_stream(path, loader=name, input_key="text")
    client = serve({"dataset": "data", "view_id": "text", "stream": stream})
    answered = []
    for _ in range(10):
        response = client.http.get("/get_questions")
        if response.status_code != 200:
            break
        tasks = response.json()["tasks"]
        client.give_answers([{**task, "answer": "accept"} for task in tasks])
        answered += [task["text"] for task in tasks]
    assert answered == [*map(str, range(40)), "last"]
    assert re.search(f"(?i)line 4[12] of.*{path.name}", " ".join(capsys.readouterr().err.split()))
    assert client.http.get("/health").json() == {"status": "ok"}
    assert client.ctrl.db.count_dataset("data") == 41


@pytest.mark.parametrize("skip_invalid", [True, False])
def test_records_without_a_text_are_skipped_only_if_that_is_wanted(skip_invalid, tmp_path):
    path = tmp_path / "data.jsonl"
    path.write_text('{"text": "one"}\n{"other": 1}\n{"text": "two"}\n')
    stream = get_stream(path, input_key="text", skip_invalid=skip_invalid)
    if skip_invalid:
        assert [eg["text"] for eg in stream] == BOTH
        return
    assert next(stream)["text"] == "one"
    with pytest.raises(ValueError, match="text"):
        next(stream)
