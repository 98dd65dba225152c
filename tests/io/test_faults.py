"""Rows that can't be used, while the others can."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodigy.errors import LoaderError
from prodigy.io.faults import RowError
from prodigy.io.json_list import parse_broken_list, parse_list
from prodigy.io.lines import LineReader
from prodigy.io.loaders.json import JSON, JSONL
from prodigy.io.loaders.text import TXT
from tests.strategies import json_values


def load(loader, data):
    """RETURNS (tuple): The tasks, and the errors of the other rows."""
    errors: list[RowError] = []
    lines = LineReader(io.BytesIO(data), name="in.file")
    lines.on_fault = errors.append
    return list(loader(lines)), errors


GOOD = [{"text": "a"}, {"text": "b"}, {"text": "c"}]


@pytest.mark.parametrize(
    ("bad", "kind"),
    [
        (b'{"text": "x"', "syntax"),
        (b"[1]", "syntax"),
        (b'{"text": NaN}', "syntax"),
        (b'{"text": "\xe4"}', "encoding"),
        (b'{"text": "\0"}', "encoding"),
    ],
)
def test_one_bad_line_leaves_the_others(bad, kind):
    data = b'{"text": "a"}\n' + bad + b'\n\n{"text": "b"}\n{"text": "c"}'
    tasks, [error] = load(JSONL, data)
    assert tasks == GOOD
    assert (error.kind, error.line) == (kind, 2)
    assert "ine 2" in str(error)
    assert "in.file" in error.title


def test_without_somebody_who_collects_them_the_first_one_is_raised():
    with pytest.raises(LoaderError, match="Can't parse line 2"):
        list(JSONL(io.BytesIO(b'{"text": "a"}\n{\n{"text": "b"}\n')))


@pytest.mark.parametrize("indent", [None, 1, 2, "\t"])
@pytest.mark.parametrize("bad", ['{"text": ', '{"text": "x}', "{", '{"text" "x"}', "{]"])
def test_one_bad_entry_of_a_list_leaves_the_others(indent, bad):
    rows = [json.dumps(row) for row in GOOD]
    if indent is not None:
        rows = json.dumps(GOOD, indent=indent)[1:-1].strip("\n").split(",\n")
    start = rows[0][: rows[0].index("{")]
    text = "[\n" + ",\n".join([*rows[:2], start + bad, rows[2]]) + "\n]\n"
    tasks, [error] = load(JSON, text.encode())
    assert tasks == GOOD
    assert text.split("\n")[error.line - 1] == start + bad + ","
    assert error.title == "Entry 3 of in.file can't be parsed"


def test_a_list_that_is_cut_off():
    tasks, [error] = load(JSON, b'[\n{"text": "a"},\n{"text": "b"},\n{"text": "c"},\n{"te')
    assert tasks == GOOD
    assert error.line == 5


def test_bytes_that_are_no_utf8_spoil_one_entry():
    data = '[\n{"text": "a"},\n{"text": "!"},\n{"text": "�"}]'.encode().replace(b"!", b"\xe4")
    tasks, [error] = load(JSON, data)
    assert [task["text"] for task in tasks] == ["a", "�"]
    assert (error.kind, error.line) == ("encoding", 3)


def test_an_entry_of_another_type():
    tasks, [error] = load(JSON, b'[{"text": "a"}, 7, {"text": "b"},\n{"text": "c"}]')
    assert tasks == GOOD
    assert error.title == "Entry 2 of in.file is no JSON object"


@pytest.mark.parametrize("data", [b'{"a": 1}', b"nothing", b"[1] [2]"])
def test_what_is_no_list_at_all_is_an_error(data):
    with pytest.raises(LoaderError, match="in.file"):
        load(JSON, data)


@given(values=st.lists(json_values), indent=st.sampled_from([None, 0, 2]))
def test_valid_lists_are_read_as_any_parser_does(values, indent):
    text = json.dumps(values, indent=indent)
    entries = parse_list(text, json.JSONDecoder().raw_decode)
    assert json.dumps([entry.value for entry in entries]) == json.dumps(values)
    for entry in entries:
        assert 1 <= entry.line <= text.count("\n") + 1


@given(values=st.lists(json_values, min_size=1))
def test_entries_on_lines_of_their_own_are_found_with_their_lines(values):
    text = "[\n" + ",\n".join(json.dumps({"x": value}) for value in values) + "\n]"
    entries = parse_broken_list(text, json.JSONDecoder().raw_decode)
    assert [entry.line for entry in entries] == [i + 2 for i in range(len(values))]
    assert json.dumps([entry.value["x"] for entry in entries]) == json.dumps(values)


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (b"one\rtwo\rthree", ["one", "two", "three"]),
        (b"one\rtwo\r", ["one", "two"]),
        (b"one\rtwo\r\n", ["one", "two"]),
    ],
)
def test_carriage_returns_alone_end_lines(data, texts, capsys):
    tasks, errors = load(TXT, data)
    assert [task["text"] for task in tasks] == texts
    assert errors == []
    assert "in.file has carriage returns as line breaks" in capsys.readouterr().err


@pytest.mark.parametrize("data", [b"one\r\ntwo\r\n", b"one\n\rtwo\n", b"one\r", b"a\rb\nc\n"])
def test_other_carriage_returns_end_no_lines(data, capsys):
    lines = LineReader(io.BytesIO(data))
    assert list(lines) == [line.decode() for line in io.BytesIO(data)]
    assert capsys.readouterr().err == ""
