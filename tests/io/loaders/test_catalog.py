"""Loaders: what they yield, and what they say about broken data."""

import json
from importlib.metadata import EntryPoint

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodigy.components.loaders import CSV, JSON, JSONL, LOADERS, TSV, TXT, get_loader, get_stream
from prodigy.errors import LoaderError
from prodigy.io.loaders import catalog


@pytest.fixture
def write(tmp_path):
    def write_text(text, name="data.jsonl"):
        path = tmp_path / name
        path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
        return path

    return write_text


# JSONL


def test_jsonl_yields_objects_and_skips_blank_lines(write):
    path = write('{"text": "a"}\n\n  \n{"text": "b", "meta": {"n": 1}}')
    assert list(JSONL(path)) == [{"text": "a"}, {"text": "b", "meta": {"n": 1}}]


def test_jsonl_takes_strings_as_paths_and_lists_as_lines(write):
    assert list(JSONL(str(write('{"text": "a"}')))) == [{"text": "a"}]
    assert list(JSONL(['{"text": "a"}\n'])) == [{"text": "a"}]


def test_jsonl_tolerates_byte_order_mark_and_windows_line_breaks(write):
    path = write(b'\xef\xbb\xbf{"text": "a"}\r\n{"text": "b"}\r\n')
    assert [eg["text"] for eg in JSONL(path)] == ["a", "b"]


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), json_values))
@settings(deadline=None)
def test_jsonl_gives_back_what_was_written(task):
    assert list(JSONL([json.dumps(task)])) == [task]
    assert list(JSONL([json.dumps(task, ensure_ascii=False)])) == [task]


def test_jsonl_names_file_line_and_text_of_single_quotes(write):
    path = write('{"text": "a"}\n\n{\'text\': "b"}\n')
    with pytest.raises(LoaderError) as err:
        list(JSONL(path))
    assert err.value.title == f"Can't parse line 3 of {path}"
    assert 'found "{\'text\': "b"}". JSON needs double quotes.' in err.value.text
    assert "--loader txt" in err.value.text


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ('["a"]', "--loader json"),
        ('"a"', "no object"),
        ("3", "no object"),
        ("plain text", "column 1"),
        ('{"text": "a"', "delimiter"),
        ('{"text": "a",}', "no comma after the last entry"),
        ('{"text": "a"} {"text": "b"}', "Extra data"),
        ("{", "several lines"),
        ('{"text": "a", "score": NaN}', "NaN is no JSON"),
        ('{"text": "a", "score": 1e999}', "too big"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_jsonl_explains_lines_that_are_no_object(line, hint):
    with pytest.raises(ValueError) as err:
        list(JSONL([line]))
    assert hint in str(err.value)
    assert "line 1" in str(err.value)


def test_jsonl_is_lazy(write):
    path = write('{"text": "a"}\nbroken')
    tasks = iter(JSONL(path))
    assert next(tasks) == {"text": "a"}
    with pytest.raises(LoaderError):
        next(tasks)


# JSON


def test_json_yields_the_objects_of_a_list(write):
    assert list(JSON(write('[{"text": "a"},\n {"text": "b"}]', "data.json"))) == [
        {"text": "a"},
        {"text": "b"},
    ]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('{"text": "a"}', "found an object"),
        ('{"text": "a"}\n{"text": "b"}', "--loader jsonl"),
        ('[{"text": "a"}, "b"]', 'Entry 2 of .* found a string: "b"'),
        ('[{"text": "a"},\n {"text" "b"}]', "Line 2, column 10"),
        ("[NaN]", "NaN is no JSON"),
        ("", "is empty"),
    ],
)
def test_json_explains_what_is_no_list_of_objects(write, text, hint):
    path = write(text, "data.json")
    with pytest.raises(LoaderError, match="(?s)" + hint) as err:
        list(JSON(path))
    assert str(path) in str(err.value)


# CSV and TXT


def test_csv_reads_keys_from_the_header(write):
    path = write("text,label,meta\nThis is one.,POSITIVE,0\nThis is two.,NEGATIVE,0.1\n")
    assert list(CSV(path)) == [
        {"text": "This is one.", "label": "POSITIVE", "meta": {"meta": "0"}},
        {"text": "This is two.", "label": "NEGATIVE", "meta": {"meta": "0.1"}},
    ]


def test_csv_takes_title_case_of_known_columns_only():
    assert list(CSV(["Text,Label,Meta,Author\n", "a,B,,Me\n"])) == [
        {"text": "a", "label": "B", "Author": "Me"}
    ]


def test_csv_cells_may_have_commas_quotes_and_line_breaks(write):
    path = write('text,n\r\n"a, ""b""\nc",1\r\n')
    assert list(CSV(path)) == [{"text": 'a, "b"\nc', "n": "1"}]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_csv_finds_other_delimiters(delimiter):
    assert list(CSV([f"text{delimiter}label\n", f"a, b{delimiter}C\n"])) == [
        {"text": "a, b", "label": "C"}
    ]


def test_csv_takes_a_delimiter():
    assert list(CSV(["text|label\n", "a|B\n"], delimiter="|")) == [{"text": "a", "label": "B"}]


def test_tsv_has_tabs():
    assert list(TSV(["text\tlabel\n", "a, b\tC\n"])) == [{"text": "a, b", "label": "C"}]


def test_csv_texts_may_be_long():
    text = "x" * 500_000
    assert list(CSV(["text\n", text])) == [{"text": text}]


def test_csv_without_rows_is_empty():
    assert list(CSV(["text,label\n"])) == []
    assert list(CSV([])) == []


@pytest.mark.parametrize(
    ("lines", "hint"),
    [
        (["text,label\n", "a,B\n", "c,D,E\n"], "Line 3 of the input has too many cells"),
        ([",,\n", "a,b,c\n"], "The columns of the input have no names"),
        (["text,text\n", "a,b\n"], 'two columns called "text"'),
    ],
)
def test_csv_explains_broken_tables(lines, hint):
    with pytest.raises(LoaderError, match=hint):
        list(CSV(lines))


def test_csv_rows_may_end_with_a_delimiter():
    assert list(CSV(["text,label,\n", "a,B,\n"])) == [{"text": "a", "label": "B"}]


def test_txt_yields_one_text_per_line(write):
    path = write("This is a sentence.\r\n\n  \nThis is another sentence.", "data.txt")
    assert list(TXT(path)) == [
        {"text": "This is a sentence."},
        {"text": "This is another sentence."},
    ]


# Finding loaders


@pytest.mark.parametrize(
    ("name", "loader"),
    [
        ("a.jsonl", JSONL),
        ("a.JSONL", JSONL),
        ("a.json", JSON),
        ("a.csv", CSV),
        ("a.tsv", TSV),
        ("a.txt", TXT),
        ("a.dump", JSONL),
    ],
)
def test_loader_is_guessed_from_the_extension(name, loader):
    assert get_loader(file_path=f"/tmp/{name}") is loader


def test_loader_id_wins_over_the_extension():
    assert get_loader("txt", "/tmp/a.jsonl") is TXT


def test_every_loader_of_the_table_is_found_by_its_id():
    assert all(get_loader(loader_id) is loader for loader_id, loader in LOADERS.items())


def test_unknown_loader_lists_the_known_ones():
    with pytest.raises(ValueError, match="Did you mean 'json'.*csv, .*json, jsonl, .*tsv"):
        get_loader("jsonn")


def test_directory_needs_a_loader(tmp_path):
    with pytest.raises(LoaderError, match="--loader"):
        get_loader(file_path=tmp_path)


def test_loaders_of_other_packages_are_found(monkeypatch):
    entry = EntryPoint("mine", "json:loads", "prodigy_loaders")
    broken = EntryPoint("broken", "no_such_module:x", "prodigy_loaders")
    monkeypatch.setattr(catalog, "entry_points", lambda group: [entry, broken])
    assert get_loader("mine") is json.loads
    with pytest.raises(LoaderError, match="no_such_module"):
        get_loader("broken")
    with pytest.raises(LoaderError, match="mine"):
        get_loader("other")


# The old get_stream


def test_old_get_stream_yields_plain_tasks_with_hashes(jsonl):
    stream = get_stream(jsonl([{"text": "a"}, {"text": "a"}, {"text": ""}]), dedup=True,
                        input_key="text")  # fmt: skip
    tasks = list(stream)
    assert [eg["text"] for eg in tasks] == ["a"]
    assert "_input_hash" in tasks[0]


def test_old_get_stream_returns_iterables_as_they_are():
    tasks = [{"text": "a"}]
    assert get_stream(tasks) is tasks


def test_old_get_stream_takes_api_as_loader(write):
    assert next(iter(get_stream(write("hello", "a.dump"), api="txt")))["text"] == "hello"
