"""Sources: where tasks come from, and how far they were read."""

import io
import sys
import threading

import pytest

from prodigy.components.db import connect
from prodigy.components.loaders import JSONL, takes
from prodigy.components.source import (
    BOOKKEEPING_KEYS,
    DatasetSource,
    FileSource,
    IterableSource,
    count_lines,
    make_source,
    source_is_dataset,
)
from prodigy.components.source import lines as source_module
from prodigy.errors import LoaderError, StreamError
from tests.util import make_answer


def read_with_progress(source):
    return [(eg["text"], source.progress) for eg in source]


def test_jsonl_progress_counts_lines(jsonl):
    path = jsonl([{"text": "a"}, {"text": "b" * 1000}, {"text": "c"}, {"text": "d"}])
    assert [x for _, x in read_with_progress(make_source(path))] == [0.25, 0.5, 0.75, 1.0]


def test_progress_of_big_files_goes_by_bytes_until_lines_are_counted(jsonl, monkeypatch):
    path = jsonl([{"text": "a" * 989}, {"text": "b"}])
    may_count, counted = threading.Event(), threading.Event()

    def count_slowly(path):
        may_count.wait()
        return count_lines(path)

    def start_counting(source=FileSource._count_lines):
        def run(self):
            source(self)
            counted.set()

        return run

    monkeypatch.setattr(source_module, "MAX_BYTES_COUNTED_AT_ONCE", 10)
    monkeypatch.setattr(source_module, "count_lines", count_slowly)
    monkeypatch.setattr(FileSource, "_count_lines", start_counting())
    source = make_source(path)
    tasks = iter(source)
    next(tasks)
    assert source.progress == 1002 / path.stat().st_size
    may_count.set()
    assert counted.wait(60)
    assert source.progress == 0.5
    assert len(list(tasks)) == 1


def test_csv_progress_goes_by_bytes(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("text\naaa\nbbb\n")
    assert read_with_progress(make_source(path)) == [("aaa", 9 / 13), ("bbb", 1.0)]


def test_json_progress_counts_tasks(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('[{"text": "a"}, {"text": "b"}]')
    source = make_source(path)
    assert source.progress == 0.0
    assert read_with_progress(source) == [("a", 0.5), ("b", 1.0)]


def test_list_progress_counts_tasks_and_generators_have_none():
    assert read_with_progress(make_source([{"text": "a"}, {"text": "b"}])) == [
        ("a", 0.5),
        ("b", 1.0),
    ]
    generator = ({"text": "a"} for _ in range(2))
    assert [x for _, x in read_with_progress(make_source(generator))] == [None, None]


def test_progress_stays_in_range_when_a_file_grows(jsonl):
    path = jsonl([{"text": "a"}])
    source = make_source(path)
    tasks = iter(source)
    next(tasks)
    with path.open("a") as file:
        file.write('{"text": "b"}\n')
    list(tasks)
    assert source.progress == 1.0


def test_source_can_be_read_again(jsonl):
    source = make_source(jsonl([{"text": "a"}, {"text": "b"}]))
    assert list(source) == list(source)


def test_missing_file_is_reported_before_reading():
    with pytest.raises(LoaderError, match="Can't find file ./nothing.jsonl"):
        make_source("./nothing.jsonl")


def test_directory_is_reported_before_reading(tmp_path):
    with pytest.raises(LoaderError, match="is a directory"):
        make_source(tmp_path)
    with pytest.raises(LoaderError, match="is a directory"):
        make_source(tmp_path, "txt")


def test_unknown_loader_is_reported_before_reading(jsonl):
    with pytest.raises(LoaderError, match="Can't find loader 'nope'"):
        make_source(jsonl([]), "nope")


def test_empty_file_is_warned_about(jsonl, capsys):
    assert list(make_source(jsonl([]))) == []
    captured = capsys.readouterr()
    assert "There is nothing in" in captured.err
    assert captured.out == ""


def test_standard_input_is_read_with_the_loader(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("é\nb\n".encode())))
    source = make_source("-", "txt")
    assert read_with_progress(source) == [("é", None), ("b", None)]


def test_standard_input_is_jsonl_by_default_and_named_in_errors(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"text": "a"}\nbroken\n'))
    tasks = iter(make_source("-"))
    assert next(tasks) == {"text": "a"}
    with pytest.raises(LoaderError, match="line 2 of standard input"):
        next(tasks)


def test_open_files_can_be_sources():
    assert list(make_source(io.StringIO('{"text": "a"}\n'))) == [{"text": "a"}]


def test_loader_functions_get_the_source_itself():
    calls = []

    def load(source):
        calls.append(source)
        return [{"text": "a"}, {"text": "b"}]

    source = make_source("some query", load)
    assert not calls
    assert read_with_progress(source) == [("a", 0.5), ("b", 1.0)]
    assert calls == ["some query"]


def test_loader_functions_must_return_tasks():
    with pytest.raises(LoaderError, match="returned no tasks"):
        list(make_source("x", lambda source: None))


def test_directory_loaders_get_existing_directories(tmp_path):
    @takes("directory")
    def load(path):
        yield {"text": path.name}

    assert list(make_source(tmp_path, load)) == [{"text": tmp_path.name}]
    with pytest.raises(LoaderError, match="Can't find directory"):
        make_source(tmp_path / "nothing", load)
    with pytest.raises(LoaderError, match="standard input"):
        make_source("-", load)


@pytest.mark.parametrize("bad", [3, None, {"text": "a"}])
def test_other_things_are_no_sources(bad):
    with pytest.raises(LoaderError, match="as a source"):
        make_source(bad)


def test_items_that_are_no_dicts_are_reported():
    with pytest.raises(StreamError, match="Task 2 of the stream is no dict"):
        list(make_source("anything", lambda source: [{"text": "a"}, "b"]))


def test_source_objects_are_returned_as_they_are():
    source = IterableSource([])
    assert make_source(source) is source


# Datasets


@pytest.fixture
def dataset():
    database = connect()
    answers = [make_answer("a", spans=[]), make_answer("b", "reject"), make_answer("c", "ignore")]
    for eg in answers:
        eg.update(_session_id="set-me", _annotator_id="set-me", _timestamp=1, _view_id="ner")
    database.add_dataset("set")
    database.add_examples(answers, ["set"])
    yield answers
    database.close()


def test_dataset_is_read_without_the_answers(dataset):
    tasks = list(make_source("dataset:set"))
    assert [eg["text"] for eg in tasks] == ["a", "b", "c"]
    assert not any(key in eg for eg in tasks for key in BOOKKEEPING_KEYS)
    assert tasks[0]["spans"] == []
    assert tasks[0]["_task_hash"] == dataset[0]["_task_hash"]


def test_dataset_can_be_filtered_by_answer(dataset):
    assert [eg["text"] for eg in make_source("dataset:set:reject")] == ["b"]


def test_dataset_progress_counts_examples(dataset):
    source = make_source("dataset:set:ignore")
    assert read_with_progress(source) == [("c", 1.0)]


def test_dataset_tells_its_interface(dataset):
    assert DatasetSource("set").get_view_id() == "ner"


def test_unknown_dataset_suggests_names(dataset):
    with pytest.raises(LoaderError, match="(?s)Can't find 'sett' in database SQLite.*set"):
        make_source("dataset:sett")


def test_unknown_answer_lists_the_answers(dataset):
    with pytest.raises(LoaderError, match="accept, reject, ignore"):
        make_source("dataset:set:accepted")


@pytest.mark.parametrize(
    ("source", "expected"),
    [("dataset:a", True), ("a.jsonl", False), ("-", False), (["dataset:a"], False)],
)
def test_dataset_sources_are_recognized(source, expected):
    assert source_is_dataset(source) is expected


def test_count_lines_with_and_without_last_line_break(tmp_path):
    path = tmp_path / "x"
    for text, n_lines in (("", 0), ("a", 1), ("a\n", 1), ("a\n\nb", 3)):
        path.write_text(text)
        assert count_lines(path) == n_lines


def test_file_is_closed_when_reading_stops_early(jsonl):
    # An open file would raise a ResourceWarning, and warnings are errors.
    tasks = iter(FileSource(jsonl([{"text": "a"}, {"text": "b"}]), JSONL))
    next(tasks)
    tasks.close()
