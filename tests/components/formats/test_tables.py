"""csv and parquet: tables that keep everything."""

import csv
import datetime
import io
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodigy.components.formats import FORMATS, read_csv, read_parquet, write_csv, write_parquet
from prodigy.errors import LoaderError, ProdigyError
from prodigy.io.example_rows import join, split
from prodigy.io.loaders.parquet import Parquet
from tests.components.formats.helpers import ANSWER, CHOICE, round_trip, write
from tests.components.formats.strategies import answers, choices, json_values

NAMES = ["csv", "parquet"]
KEYS = ["text", "label", "accept", "spans", "tokens", "options", "meta", "flagged", "_input_hash",
        "other_json", "meta_json", "mine", ""]  # fmt: skip
SPAN = st.dictionaries(st.sampled_from(["start", "label", "end", "points"]), json_values)
anything = st.dictionaries(
    st.sampled_from(KEYS), st.one_of(json_values, st.lists(SPAN, max_size=2)), max_size=6
)
PEOPLE = [
    {**ANSWER, "answer": "reject", "flagged": True, "_session_id": None, "_timestamp": 1.5},
    {**CHOICE, "_input_hash": -7, "_task_hash": 2**40, "label": "", "meta": {"a": [None, 1.5]}},
    {"text": "half \ud83d, zero \0", "answer": "ignore", "label": "\r\n,\"'"},
    {"image": "a.jpg", "spans": [{"points": [[1.5, 2]], "label": None}], "options": [{"id": 1}]},
    {"text": "empty", "spans": [], "tokens": [], "options": [], "accept": [], "meta": {}},
    {"html": "<b>", "accept": [1, 2], "spans": None, "_input_hash": 2**70, "flagged": "yes"},
]


@settings(max_examples=40)
@given(anything)
def test_rows_give_back_any_json(eg):
    assert join(split(eg)) == eg


@pytest.mark.parametrize("name", NAMES)
def test_everything_comes_back(name, tmp_path):
    examples = [*PEOPLE, ANSWER, CHOICE]
    found = round_trip(name, examples, tmp_path)
    assert found == examples
    # 1 is equal to True and to 1.0, but no other JSON.
    texts = [[json.dumps(eg, sort_keys=True) for eg in rows] for rows in (found, examples)]
    assert texts[0] == texts[1]


@settings(max_examples=40)
@given(eg=st.one_of(anything, answers(overlap=True), choices()))
def test_any_json_comes_back_from_csv(eg):
    buffer = io.BytesIO()
    write_csv([eg, ANSWER], buffer)
    assert list(read_csv(io.BytesIO(buffer.getvalue()))) == [eg, ANSWER]


FIRST = ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\ufeff@", "\uff1d", "'", "''", "'="]
FIRST += ["'-1", "", "a"]
risky = st.builds(str.__add__, st.sampled_from(FIRST), st.text(max_size=4) | st.just("1+1"))


@settings(max_examples=200)
@given(text=risky, label=risky)
def test_cells_that_spreadsheets_run_are_marked_and_come_back(text, label):
    eg = {"text": text, "label": label, "meta": {"source": text}, text or "key": label}
    buffer = io.BytesIO()
    write_csv([eg], buffer)
    assert list(read_csv(io.BytesIO(buffer.getvalue()))) == [eg]
    lines = io.StringIO(buffer.getvalue().decode("utf-8", "surrogatepass"), newline="")
    for cell in list(csv.reader(lines))[1]:
        # What a spreadsheet sees, after what it may pass over.
        seen = cell.lstrip("\ufeff\u200b ")
        is_number = re.fullmatch(r"[+-][0-9.]+([eE][+-]?[0-9]+)?", seen)
        assert is_number or not seen.startswith(tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"))


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("'=1+1", "''=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("  - item", "'  - item"),
        ("--", "'--"),
        ("-3.5", "-3.5"),
        ("+1e-9", "+1e-9"),
        ("-3.5+A1", "'-3.5+A1"),
        ("-\u0663", "'-\u0663"),  # a digit, but not for a spreadsheet of everybody
        ("'tis", "'tis"),
        ("a=b", "a=b"),
    ],
)
def test_what_a_spreadsheet_gets(text, cell):
    buffer = io.StringIO()
    write_csv([{"text": text, "_input_hash": -7}], buffer)
    [row] = csv.DictReader(io.StringIO(buffer.getvalue(), newline=""))
    assert (row["text"], row["_input_hash"]) == (cell, "-7")
    assert list(read_csv(io.StringIO(buffer.getvalue(), newline=""))) == [
        {"text": text, "_input_hash": -7}
    ]


def test_marks_in_tables_of_others_are_taken_off_and_that_is_said(capsys):
    found = list(read_csv(io.StringIO("text,label\n'=1+1,'tis\n'@a,b\n")))
    assert found == [{"text": "=1+1", "label": "'tis"}, {"text": "@a", "label": "b"}]
    assert capsys.readouterr().err.count("in front of what could be a formula") == 1


@settings(max_examples=40)
@given(egs=st.lists(st.one_of(anything, answers(overlap=True), choices()), max_size=3))
def test_any_json_comes_back_from_parquet(egs, tmp_path_factory):
    path = tmp_path_factory.mktemp("parquet") / "a.parquet"
    write_parquet(egs, path)
    assert list(read_parquet(path)) == egs


def test_csv_for_other_readers(tmp_path):
    path, _ = write("csv", [ANSWER, CHOICE], tmp_path)
    with path.open(encoding="utf8", newline="") as file:
        first, second = csv.DictReader(file)
    assert (first["text"], first["answer"]) == (ANSWER["text"], "accept")
    assert json.loads(first["spans_json"]) == ANSWER["spans"]
    assert (second["accept_json"], second["other_json"]) == ('["GOOD"]', "")


def test_parquet_for_other_readers(tmp_path):
    import pyarrow.parquet

    path, _ = write("parquet", [ANSWER, CHOICE], tmp_path)
    table = pyarrow.parquet.read_table(path)
    assert table.schema.field("_input_hash").type == pyarrow.int64()
    first, second = table.to_pylist()
    assert [span["label"] for span in first["spans"]] == ["ORG", "LOCATION"]
    assert [token["text"] for token in first["tokens"]][:2] == ["Uber", "’s"]
    assert (first["accept"], second["accept"], second["spans"]) == (None, ["GOOD"], None)


def test_csv_of_a_spreadsheet():
    lines = 'text,label,flagged,"my, column"\r\n"a\nb",X,TRUE,\r\n\r\nc,,false,1\r\n'
    assert list(read_csv(io.StringIO(lines, newline=""))) == [
        {"text": "a\nb", "label": "X", "flagged": True},
        {"text": "c", "flagged": False, "my, column": "1"},
    ]


def test_parquet_as_a_source_is_what_was_exported(tmp_path):
    import pyarrow.parquet

    path = tmp_path / "export.parquet"
    write_parquet(PEOPLE, path)
    assert list(Parquet(path)) == PEOPLE
    table = pyarrow.parquet.read_table(path).drop_columns("meta_json")
    table = table.append_column("meta_json", pyarrow.array(["{broken"] * len(PEOPLE)))
    pyarrow.parquet.write_table(table, path)
    with pytest.raises(LoaderError, match=r"Row 1 of .*export.parquet has a broken value"):
        list(Parquet(path))


@pytest.mark.parametrize(("limit", "n_rows"), [("ROWS", 512), ("BYTES", 256)])
def test_rows_of_parquet_are_written_in_groups(limit, n_rows, tmp_path, monkeypatch):
    import pyarrow.parquet

    monkeypatch.setattr(f"prodigy.components.formats.arrow.GROUP_{limit}", n_rows)
    path, _ = write("parquet", ({"text": str(i)} for i in range(700)), tmp_path)
    with pyarrow.parquet.ParquetFile(path) as file:
        sizes = [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]
    # Not one for each of the batches that are converted at a time, unless they are as large.
    assert (sizes[0], sum(sizes)) == (n_rows, 700)


def test_parquet_of_another_program(tmp_path):
    import pyarrow
    import pyarrow.parquet

    day = datetime.date(2026, 1, 31)
    columns = {"text": ["a", "b"], "n": [1, None], "tags": [["x"], []], "meta": [{"on": day}, None]}
    pyarrow.parquet.write_table(pyarrow.table(columns), tmp_path / "a.parquet")
    assert list(read_parquet(tmp_path / "a.parquet")) == [
        {"text": "a", "n": 1, "tags": ["x"], "meta": {"on": "2026-01-31"}},
        {"text": "b", "tags": []},
    ]


@pytest.mark.parametrize(
    ("text", "title", "hint"),
    [
        ("text,label\na,b\nc,d,e\n", "Line 3 of .* has 3 cells, the header has 2", '"c,d,e"'),
        ("text,spans_json\na,[]\n\nb,[{\n", "Line 4 of", "spans_json: "),
        ("text,_task_hash\na,1.5\n", "Line 2 of", "expected a whole number, found"),
        ("text,other_json\na,[]\n", "Line 2 of", "expected a JSON object"),
        ('text,label\na,"b\nc', "row on line 2 of", "A double quote is opened in it"),
        ('text,label\na,"b', "row on line 2 of", "A double quote is opened in it"),
        ("words;label\na;b\n", "has no column called 'text'", "by commas"),
        ("text,text\n", "two columns called", "names of the columns"),
    ],
)
def test_broken_csv(text, title, hint, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf8", newline="")
    with pytest.raises(LoaderError, match=title) as error:
        list(read_csv(path))
    assert "a.csv" in error.value.title
    assert hint in error.value.text


def test_broken_parquet(tmp_path):
    import pyarrow
    import pyarrow.parquet

    path, _ = write("parquet", [ANSWER], tmp_path)
    cut = tmp_path / "cut.parquet"
    cut.write_bytes(path.read_bytes()[:-50])
    with pytest.raises(LoaderError, match=r"Can't read .*cut\.parquet"):
        list(read_parquet(cut))
    table = pyarrow.table({"text": ["a", "b"], "spans_json": ["[]", "[{"]})
    pyarrow.parquet.write_table(table, tmp_path / "json.parquet")
    with pytest.raises(LoaderError, match=r"Row 2 of .*json\.parquet has a broken value"):
        list(read_parquet(tmp_path / "json.parquet"))
    pyarrow.parquet.write_table(pyarrow.table({"words": ["a"]}), tmp_path / "b.parquet")
    with pytest.raises(LoaderError, match="no column called 'text'"):
        list(read_parquet(tmp_path / "b.parquet"))


@pytest.mark.parametrize("name", ["parquet", "hf-tokens", "hf-text"])
def test_missing_pyarrow_says_how_to_install_it(name, tmp_path, monkeypatch):
    import sys

    path, _ = write(name, [], tmp_path)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ProdigyError) as error:
        FORMATS[name].write([ANSWER], tmp_path / "new")
    assert "pip install 'prodigy[parquet]'" in error.value.text
    with pytest.raises(ProdigyError, match="pyarrow"):
        list(FORMATS[name].read(path))
