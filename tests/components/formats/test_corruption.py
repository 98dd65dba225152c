"""Whatever happens to one row of a file, the others come out unchanged, and the one is named."""

import gc
import io
import os
import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodigy.components.formats import FORMATS, Report
from prodigy.errors import LoaderError
from prodigy.io.loaders.table import CSV, TSV
from tests.components.formats.helpers import get_spans, make_answer

STREAMS = [name for name, fmt in FORMATS.items() if fmt.kind == "stream" and fmt.spans]
EXAMPLES = [
    make_answer((0, 0, "ORG"), (4, 5, "LOCATION")),
    {
        "text": "Mia sang",
        "tokens": [
            {"text": "Mia", "start": 0, "end": 3, "id": 0},
            {"text": "sang", "start": 4, "end": 8, "id": 1},
        ],
        "spans": [{"start": 0, "end": 3, "label": "PER"}],
        "_view_id": "ner_manual",
    },
    make_answer((2, 3, "VERB")),
]
# What a row is in: a block of lines, or a line.
ROW = {
    **dict.fromkeys(["conll2003", "iob", "bilou", "conllu"], rb"(?:[^\n]+\n)+(?=\n)"),
    "webanno": rb"(?m:^)#Text[^\n]*\n(?:[^\n]+\n)+",
    "csv": rb"[^\n]+\r\n",
}
# Lines that belong to no row.
FRAME = re.compile(rb"-DOCSTART-.*|text,label.*|[\[\]]\n")
PIECES = [
    b"\xff",
    b"\xe4",
    b'"',
    b"'",
    b"\t",
    b"{",
    b"]",
    b"[",
    b",",
    b"0",
    b"-",
    b"\0",
    b"\\",
    b" ",
]


def find_rows(name, data):
    """RETURNS (list): Start and end of each row."""
    found = re.finditer(ROW.get(name, rb"[^\n]+\n"), data)
    return [match.span() for match in found if not FRAME.match(match[0])]


@st.composite
def corruptions(draw):
    """Functions that change some bytes: cut, swap, remove, insert, replace."""
    kind = draw(st.sampled_from(["cut", "swap", "remove", "insert", "digit", "word"]))
    a, b = sorted((draw(st.floats(0, 1)), draw(st.floats(0, 1))))
    piece = draw(st.sampled_from(PIECES))

    def corrupt(row):
        first, last = int(a * len(row)), int(b * len(row))
        if kind == "cut":
            return row[:first]
        if kind == "swap":
            return row[last:] + row[first:last] + row[:first]
        if kind == "remove":
            return row[:first] + row[last:]
        if kind == "insert":
            return row[:first] + piece + row[first:]
        if kind == "digit":
            return re.sub(rb"\d", lambda m: b"9", row[:last]) + row[last:]
        return row[:first] + re.sub(rb"\w+", lambda m: piece, row[first:last]) + row[last:]

    return corrupt


def describe(eg):
    """RETURNS (tuple): Text and spans, whatever they are: tables keep all JSON as it is."""
    try:
        return eg["text"], get_spans(eg)
    except (KeyError, TypeError, AttributeError):
        return eg


@pytest.mark.parametrize("name", STREAMS)
@settings(max_examples=80)
@given(corrupt=corruptions(), which=st.integers(0, 2))
def test_one_bad_row_of_a_stream(name, corrupt, which):
    buffer = io.BytesIO()
    FORMATS[name].write(EXAMPLES, buffer)
    data = buffer.getvalue()
    rows = find_rows(name, data)
    assert len(rows) == 3
    start, end = rows[which]
    # The line break at the end stays: otherwise two rows are changed.
    row = data[start:end].rstrip(b"\r\n")
    bad = corrupt(row)
    report = Report()
    changed = io.BytesIO(data[:start] + bad + data[start + len(row) :])
    found = [describe(eg) for eg in FORMATS[name].read(changed, report=report)]
    others = [describe(eg) for i, eg in enumerate(EXAMPLES) if i != which]
    for other in others:
        assert other in found, (bad, report.errors)
        found.remove(other)
    if found or report.n_left_out or not bad.strip() or report.lost:
        first = data[:start].count(b"\n") + 1
        last = first + bad.count(b"\n")
        assert all(first <= error.line <= last for error in report.errors), (bad, report.errors)
        return
    # Columns may lose a whole example to a comment, which a row becomes by its first character.
    assert bad.startswith(b"#") or all(line.startswith(b"#") for line in bad.split(b"\n"))


def count_open(path):
    """RETURNS (int): How often this process has a file open."""
    folder = Path("/proc/self/fd")
    links = [os.readlink(link) for link in folder.iterdir() if link.is_symlink()]
    return links.count(str(path))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no list of open files here")
@pytest.mark.parametrize("name", STREAMS)
def test_a_strict_error_leaves_no_file_open(name, tmp_path):
    buffer = io.BytesIO()
    FORMATS[name].write(EXAMPLES, buffer)
    path = tmp_path / "data"
    path.write_bytes(buffer.getvalue().replace(b"Mia", b"Mi\0"))
    gc.collect()
    gc.disable()  # that it would be found some time is not enough
    try:
        with pytest.raises(LoaderError):
            list(FORMATS[name].read(path, report=Report(is_strict=True)))
        assert count_open(path) == 0
    finally:
        gc.enable()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no list of open files here")
@pytest.mark.parametrize("read", [CSV, TSV, FORMATS["csv"].read])
@pytest.mark.parametrize("text", ["text,text\na,b\n", '\n,\n"', "text,other_json\na,{\nb,c\n"])
def test_an_error_in_a_table_leaves_no_file_open(read, text, tmp_path):
    path = tmp_path / "data.csv"
    path.write_text(text * 2)
    gc.collect()
    gc.disable()
    try:
        with suppress(LoaderError):
            list(read(path))
        assert count_open(path) == 0
    finally:
        gc.enable()


@pytest.mark.parametrize("name", ["excel", "parquet"])
@pytest.mark.parametrize(
    ("column", "value"),
    [("_input_hash", "seven"), ("spans_json", "[{"), ("other_json", "[]"), ("other_json", "{")],
)
@pytest.mark.parametrize("which", [0, 1, 2])
def test_one_bad_row_of_a_table(name, column, value, which, tmp_path):
    if name == "parquet" and not column.endswith("_json"):
        pytest.skip("has one type per column")
    rows = [{"text": f"text {i}"} for i in range(3)]
    rows[which][column] = value
    path = tmp_path / "table"
    make_table(name, rows, [column, "text"], path)
    report = Report()
    found = [eg["text"] for eg in FORMATS[name].read(path, report=report)]
    assert found == [f"text {i}" for i in range(3) if i != which]
    [error] = report.errors
    assert f"Row {which + (2 if name == 'excel' else 1)} of" in error.title
    assert column in error.text
    assert error.row["text"] == f"text {which}"


def make_table(name, rows, columns, path):
    """Write a table with a package of somebody else."""
    if name == "parquet":
        import pyarrow.parquet

        table = pyarrow.Table.from_pylist([{c: row.get(c) for c in columns} for row in rows])
        pyarrow.parquet.write_table(table, path)
        return
    import openpyxl

    book = openpyxl.Workbook()
    for row in [columns, *([row.get(c) for c in columns] for row in rows)]:
        book.active.append(row)
    book.save(path)


@settings(max_examples=60)
@given(corrupt=corruptions(), which=st.integers(0, 2), suffix=st.sampled_from([".ann", ".txt"]))
def test_one_bad_document(tmp_path_factory, corrupt, which, suffix):
    folder = tmp_path_factory.mktemp("brat") / "out"
    FORMATS["brat"].write(EXAMPLES, folder)
    path = sorted(folder.glob(f"*{suffix}"))[which]
    path.write_bytes(corrupt(path.read_bytes()))
    report = Report()
    found = [describe(eg) for eg in FORMATS["brat"].read(folder, report=report)]
    for i, eg in enumerate(EXAMPLES):
        if i != which:
            assert describe(eg) in found
            found.remove(describe(eg))
    assert found or report.n_rejected == 1
    assert all(path.stem in error.title for error in report.errors)
