"""What loaders have to guess: each guess is checked against something, and said."""

import csv
import io
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodigy.components.formats import read_csv
from prodigy.components.formats.report import Report
from prodigy.components.loaders import CSV, JSON, JSONL, TSV, TXT
from prodigy.io.lines import LineReader
from prodigy.io.places import get_place


@pytest.fixture
def read(tmp_path):
    """read(loader, content): the tasks, and the misfits as (line, what, is_skipped)."""

    def read_content(loader, content, name="data.txt"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_lines(loader, path)

    return read_content


def read_lines(loader, source):
    found = []
    lines = LineReader(source)
    lines.on_fault = lambda error: found.append((error.line, str(error), True))
    lines.on_mend = lambda misfit: found.append((misfit.place.number, misfit.what, False))
    return list(loader(lines)), found


def texts(tasks):
    return [eg["text"] for eg in tasks]


# Columns


@pytest.mark.parametrize(
    ("content", "task"),
    [
        (",text,label\n7,Warm rain,A\n", {"text": "Warm rain", "label": "A"}),
        ("text,,label\nWarm rain,7,A\n", {"text": "Warm rain", "label": "A"}),
        (",text,,label\n7,Warm rain,8,A\n", {"text": "Warm rain", "label": "A"}),
        ("text,label, \nWarm rain,A,7\n", {"text": "Warm rain", "label": "A"}),
    ],
)
def test_columns_without_a_name_are_passed_over_and_said(read, content, task, capsys):
    tasks, misfits = read(CSV, content)
    if content.startswith("text,label, "):
        assert misfits[0][0] == 2 and not tasks  # The header ends before that cell.
        return
    assert tasks == [task] and misfits == []
    assert "no name" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("text;label\nSun, moon;A\n", "semicolons"),
        ("text|label\nSun, moon|A\n", "vertical bars"),
        ("text\tlabel\nSun, moon\tA\n", "tabs"),
        ("id;text, long;label\n1;Sun, moon;A\n2;Stars;B\n", "semicolons"),
        ("sep=;\ntext;label\nSun, moon;A\n", ""),
        ('"sep=|"\r\ntext|label\r\nSun, moon|A\r\n', ""),
    ],
)
def test_delimiters_are_found_out_and_said(read, content, said, capsys):
    tasks, misfits = read(CSV, content)
    assert "Sun, moon" in tasks[0].values()
    assert tasks[0]["label"] == "A"
    assert misfits == []
    assert said in capsys.readouterr().err


def test_a_table_of_one_column_has_whole_lines_as_texts(read):
    tasks, misfits = read(CSV, 'text\nSun, moon and stars\n"Rain, snow"\n')
    assert texts(tasks) == ["Sun, moon and stars", "Rain, snow"]
    assert misfits == []


def test_rows_with_too_many_or_too_few_cells_are_named(read):
    tasks, misfits = read(CSV, "text,label\na,A\nb,B,C\nc\nd,D\n")
    assert tasks == [
        {"text": "a", "label": "A"},
        {"text": "c"},
        {"text": "d", "label": "D"},
    ]
    assert [(number, is_skipped) for number, _, is_skipped in misfits] == [(3, True), (4, False)]


# Quotes


def test_a_quote_at_the_start_of_a_tab_separated_cell_is_a_character(read):
    content = 'text\tlabel\n"No end in sight\tA\nplain\tB\n"Another one\tC\nend"\tD\nlast\tE\n'
    tasks, misfits = read(TSV, content)
    expected = ['"No end in sight', "plain", '"Another one', 'end"', "last"]
    assert texts(tasks) == expected
    assert [eg["label"] for eg in tasks] == ["A", "B", "C", "D", "E"]
    assert [number for number, _, _ in misfits] == [2, 4]


@pytest.mark.parametrize(
    ("content", "expected", "n_named"),
    [
        ('text,label\n"a, b",A\n"c ""d""",B\n', ["a, b", 'c "d"'], 0),
        ('text,label\n"first\nsecond, third",A\nlast,B\n', ["first\nsecond, third", "last"], 0),
        ('text,label\n12" pan,A\nsaid "so",B\n', ['12" pan', 'said "so"'], 0),
        ('text,label\n"Open,A\nplain,B\n', ['"Open', "plain"], 1),
        ('text,label\n"whole" part,A\nplain,B\n', ['"whole" part', "plain"], 0),
        ('text,label\n"Open, and more,A\nplain,B\n', ["plain"], 1),
    ],
)
def test_quotes_mean_something_around_a_whole_cell_only(read, content, expected, n_named):
    tasks, misfits = read(CSV, content)
    assert texts(tasks) == expected
    assert len(misfits) == n_named


def test_a_cell_that_swallows_whole_rows_is_said(read):
    tasks, misfits = read(CSV, 'text,label\n"a,A\nb,B\nc",C\nd,D\n')
    assert texts(tasks) == ["a,A\nb,B\nc", "d"]
    assert misfits[0][0] == 2 and "ends on line 4" in misfits[0][1]


cells = st.text(alphabet="ab\",;|\t\r\n '=", max_size=8)


@pytest.mark.parametrize("delimiter", [",", ";", "|"])
@given(rows=st.lists(st.tuples(cells, cells), max_size=4))
def test_what_the_standard_library_writes_comes_back(delimiter, rows):
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerows([("text", "label"), *rows])
    tasks, misfits = read_lines(CSV, io.BytesIO(buffer.getvalue().encode()))
    assert [(eg["text"], eg.get("label", "")) for eg in tasks] == rows
    assert not any(is_skipped for _, _, is_skipped in misfits)


# Line breaks and encodings


def test_carriage_returns_within_a_cell_stay(read):
    tasks, misfits = read(CSV, 'text,label\n"one\ntwo\rthree\nfour",A\nfive,B\n')
    assert texts(tasks) == ["one\ntwo\rthree\nfour", "five"] and misfits == []


@pytest.mark.parametrize("start", [b"one", b"on\x81\x8de"])
@pytest.mark.parametrize("loader", [CSV, partial(read_csv, report=Report())])
def test_a_row_with_a_line_that_is_no_utf8_is_left_out_as_a_whole(read, loader, start):
    rows = b'text,label\n"' + start + b'\ntw\x81\x8do\nthree",A\nfour,B\n'
    tasks, misfits = read(loader, rows)
    assert texts(tasks) == ["four"]
    if loader is CSV:  # the other one tells its report
        assert [number for number, _, _ in misfits] == [2 if start != b"one" else 3]


@pytest.mark.parametrize(
    ("loader", "content"),
    [
        (CSV, b"text,label\rone,A\rtwo,B\r"),
        (TSV, b"text\tlabel\rone\tA\rtwo\tB"),
        (TXT, b"one\rtwo\r"),
        (TXT, b"one\ntwo\r"),
        (CSV, b"text,label\none,A\rtwo,B\n"),
        (JSONL, b'{"text": "one"}\r{"text": "two"}\r'),
        (JSON, b'[{"text": "one"},\r{"text": "two"}]'),
    ],
)
def test_carriage_returns_alone_end_lines(read, loader, content):
    tasks, misfits = read(loader, content)
    assert texts(tasks) == ["one", "two"] and misfits == []


# JSON


@pytest.mark.parametrize(
    ("content", "expected", "named"),
    [
        ('{"text": "a"}{"text": "b"}\n{"text": "c"}\n', "abc", [1]),
        ('{"text": "a"}\n{"text": "b",}\n{"text": "c"}\n', "abc", [2]),
        ('{"text": "a"},\n{"text": "b"},\n{"text": "c"}\n', "abc", [1, 2]),
        ('{"text": "a"}\n{"text": NaN}\n{"text": "c"}\n', "ac", [2]),
        ('{"text": "z", "text": "a"}\n{"text": "b"}\n', "ab", [1]),
        ('[{"text": "a"}, {"text": "b"}]\n', "ab", []),
        ('{"text": "a"}\n[{"text": "b"}, {"text": "c"}]\n', "abc", [2]),
        ('[{"text": "a"},\n{"text": "b"},\n{"text": "c"}]\n', "abc", []),
        ('{\n "text": "a"\n}\n{\n "text": b\n}\n{\n "text": "c"\n}\n', "ac", [4]),
        ('[\n{\n "text": "a"\n},\n{\n "text": "b"\n}\n]\n', "ab", []),
        ('\ufeff{"text": "a"}\n[1]\n"b"\n\n{"text": "c"}\n', "ac", [2, 3]),
        ('{"text": "a"}\n{"text": "b\n{"text": "c"}\n', "ac", [2]),
    ],
)
def test_jsonl_that_is_written_otherwise_is_mended_or_named(read, content, expected, named):
    tasks, misfits = read(JSONL, content)
    assert texts(tasks) == list(expected)
    assert [number for number, _, _ in misfits] == named


@pytest.mark.parametrize(
    ("content", "expected", "n_named"),
    [
        ('[{"text": "a"},\n {"text" "b"},\n {"text": "c"}]', "ac", 1),
        ('[{"text": "a"}, {"text": b, "spans": [{"start": 1}]}, {"text": "c"}]', "ac", 1),
        ('[{"text": "a"}, "b", {"text": "c"}]', "ac", 1),
        ('{"text": "a"}\n{"text": "b"}\n', "ab", 0),
        ('[{"text": "a"},\n {"text": "b"},\n]', "ab", 0),
        ('[{"text": "a"},\n {"te', "a", 1),
    ],
)
def test_one_broken_entry_of_a_json_list_costs_no_other(read, content, expected, n_named):
    tasks, misfits = read(JSON, content)
    assert texts(tasks) == list(expected)
    assert len(misfits) == n_named


# Places


@pytest.mark.parametrize(
    ("loader", "content", "numbers"),
    [
        (JSONL, '{"text": "a"}\n\n{"text": "b"}\n', [1, 3]),
        (CSV, 'text,label\n"a\nb",A\nc,C\n', [2, 4]),
        (TXT, "a\n\nb\n", [1, 3]),
        (JSON, '[{"text": "a"},\n\n{"text": "b"}]', [1, 3]),
    ],
)
def test_tasks_know_their_place_without_a_key_for_it(read, loader, content, numbers):
    tasks, _ = read(loader, content)
    assert [get_place(eg).number for eg in tasks] == numbers
    assert all(set(eg) <= {"text", "label"} for eg in tasks)


# One broken line, whatever is broken about it

GOOD = {
    JSONL: [f'{{"text": "text {i}", "n": {i}}}' for i in range(6)],
    CSV: ["text,n", *(f"text {i},{i}" for i in range(6))],
    TSV: ["text\tn", *(f"text {i}\t{i}" for i in range(6))],
}
damages = st.one_of(
    st.tuples(st.just("cut"), st.integers(1, 30)),
    st.tuples(st.just("put"), st.binary(min_size=1, max_size=4).filter(lambda b: b"\n" not in b)),
    st.tuples(st.just("swap"), st.integers(0, 30)),
)


def damage(line, kind, value, position):
    position = min(position, len(line) - 1)
    if kind == "cut":
        return line[:position] + line[position + value :]
    if kind == "put":
        return line[:position] + value + line[position:]
    other = min(value, len(line) - 1)
    swapped = bytearray(line)
    swapped[position], swapped[other] = swapped[other], swapped[position]
    return bytes(swapped)


@pytest.mark.parametrize("loader", [JSONL, CSV, TSV], ids=["jsonl", "csv", "tsv"])
@given(number=st.integers(1, 6), position=st.integers(0, 30), how=damages)
def test_one_broken_line_costs_no_other_task(loader, number, position, how):
    lines = [line.encode() for line in GOOD[loader]]
    first = 0 if loader is JSONL else 1  # after the header
    index = first + number - 1
    original = read_lines(loader, [line + b"\n" for line in lines])[0]
    lines[index] = damage(lines[index], *how, position)
    tasks, misfits = read_lines(loader, [line + b"\n" for line in lines])
    by_line = {get_place(eg).number: eg for eg in tasks}
    others = [i for i in range(first, len(lines)) if i != index]
    assert [by_line.get(i + 1) for i in others] == [original[i - first] for i in others]
    assert all(named == index + 1 for named, _, _ in misfits)
    is_whole = by_line.get(index + 1, {}).keys() == original[0].keys()
    assert is_whole or misfits or not lines[index].strip() or loader is JSONL
