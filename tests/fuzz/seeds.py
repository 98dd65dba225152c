"""Good files: one or more for each target, small, with something of all that a format can say."""

import bz2
import gzip
import io
import json
import lzma
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from prodigy.components.formats import FORMATS
from tests.components.formats.helpers import (
    ANSWER,
    CHOICE,
    PICTURE,
    RECORDING,
    RESPONSES,
    get_sample,
)

# Between the name and the content of a file, and between files, in one file that is a folder.
NAME_END, FILE_END = b"\x00\x01", b"\x00\x02"

ROWS: list[dict[str, Any]] = [
    {"text": "Uber’s boss", "meta": {"source": "a", "n": 1.5}, "label": "X"},
    {"text": "two\nlines", "spans": [{"start": 0, "end": 3, "label": "N"}], "answer": "accept"},
    {"text": "", "_input_hash": -5, "_task_hash": 7, "big": 12345678901234567890, "x": None},
]


def make_jsonl(rows: list[Any] = ROWS) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def pack_folder(folder: Path) -> bytes:
    """RETURNS (bytes): A folder as one file, see `unpack_folder`."""
    parts = [
        str(path.relative_to(folder)).encode() + NAME_END + path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    return FILE_END.join(parts)


def unpack_folder(data: bytes, folder: Path) -> None:
    """Write the files of a packed folder; their names lead nowhere else."""
    for number, part in enumerate(data.split(FILE_END)[:20]):
        name, _, content = part.rpartition(NAME_END)
        words = name.decode("ascii", "replace").replace("\ufffd", "_").split("/")
        words = ["".join(c if c.isprintable() else "_" for c in w)[:60] for w in words]
        safe = [word for word in words if word.strip(". ")] or [f"file{number}.txt"]
        path = folder.joinpath(*safe[-3:])
        if any(parent.is_file() for parent in path.parents) or path.is_dir():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def make_format_seeds(name: str) -> list[bytes]:
    """RETURNS (list[bytes]): What we write in a format ourselves."""
    fmt, seeds = FORMATS[name], []
    second = {**ANSWER, "answer": "reject"}
    for examples in ([get_sample(name)], [ANSWER, CHOICE, PICTURE, RECORDING, RESPONSES, second]):
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"export{fmt.extension}"
            fmt.write(examples, path)
            seeds.append(pack_folder(path) if fmt.kind == "folder" else path.read_bytes())
    return seeds


def make_parquet_seeds() -> list[bytes]:
    import pyarrow
    import pyarrow.parquet

    file = io.BytesIO()
    table = pyarrow.table({"text": ["a", "zwö"], "n": [1, None], "l": [["x"], []]})
    pyarrow.parquet.write_table(table, file, compression="none")
    return [file.getvalue()]


def make_loader_seeds(name: str) -> list[bytes]:
    """RETURNS (list[bytes]): Files of a loader."""
    rows = make_jsonl()
    table = b'text,label,meta,b\n"a, ""b""\nc",X,m,1\nzw\xc3\xb6,,,2\n"",Y,,\n'
    found: dict[str, list[bytes]] = {
        "jsonl": [
            rows,
            rows.replace(b"\n", b"\r\n"),
            *[pack(rows) for pack in (gzip.compress, bz2.compress, lzma.compress)],
            b'{\n "text": "a",\n "b": [1]\n}\n{\n "text": "b"\n}\n',
            b'[{"text": "a"},\n{"text": "b"}]',
            b'{"text": "a", "text": "b"} {"text": "c"}\n{"text": "d",}\n',
        ],
        "json": [
            json.dumps(ROWS, indent=1).encode(),
            json.dumps(ROWS).encode(),
            b'[\n{"text": "a"},\n{"text": "b"}\n]\n',
        ],
        "csv": [
            table,
            b"text;label\n1,5;b\n2,5;c\n",
            b"sep=;\ntext;b\nx;y\n",
            gzip.compress(table),
        ],
        "tsv": [table.replace(b",", b"\t"), b"text\tb\none\t2\nthree\t4\n"],
        "txt": ["one\n  zwö  \n\nthree\r\nfour".encode(), "one\nzwei ä".encode("utf-16")],
        "reddit": [make_jsonl([{"body": "some text", "subreddit": "a", "id": "x"}] * 2)],
    }
    return make_parquet_seeds() if name == "parquet" else found[name]


PATTERNS = [
    make_jsonl(
        [
            {"label": "FRUIT", "pattern": "goji berry"},
            {"label": "FRUIT", "pattern": [{"lower": "goji"}, {"LOWER": {"in": ["berry"]}}]},
            {"label": "X", "pattern": [{"TEXT": {"REGEX": "^a+$"}, "OP": "?"}], "id": 5},
        ]
    )
]
CONFIGS = [
    json.dumps(
        {
            "port": 8081,
            "theme": "basic",
            "custom_theme": {"cardMaxWidth": 500, "labels": {"A": "#ff0000"}},
            "db_settings": {"sqlite": {"name": "a.db"}},
            "keymap": {"accept": ["a"]},
            "cors": ["https://a.example"],
            "blocks": [{"view_id": "ner"}],
            "own": [1, None, 1.5, "x"],
        },
        indent=1,
    ).encode(),
    b'{"batch_size": 5}',
]
