"""What can be wrong with text sources: every loader says so, and no stream ends silently."""

import gzip
import json

import pytest

from prodigy.components.loaders import LOADERS
from prodigy.components.source import make_source
from prodigy.errors import LoaderError
from prodigy.io.loaders.base import source_kind

LINE_LOADERS = [name for name, loader in LOADERS.items() if source_kind(loader) == "lines"]
JSON_LOADERS = ["jsonl", "json", "reddit"]
DIRECTORY_LOADERS = [n for n, loader in LOADERS.items() if source_kind(loader) == "directory"]
# The same text for each loader, with a place for something else in it.
CONTENT = {
    "jsonl": '{"text": "%s"}\n',
    "json": '[{"text": "%s"}]\n',
    "reddit": '{"body": "%s", "subreddit": "a", "created_utc": 1}\n',
    "csv": "text\n%s\n",
    "tsv": "text\tb\n%s\tc\n",
    "txt": "%s\n",
}


@pytest.fixture
def write(tmp_path):
    def write_bytes(data, name="data"):
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return write_bytes


def fail(path, loader):
    """Read the source, which must fail with an error that names it."""
    with pytest.raises(LoaderError) as err:
        list(make_source(path, loader))
    assert str(path) in str(err.value)
    return str(err.value)


def test_there_is_an_example_for_every_loader_of_lines():
    assert sorted(CONTENT) == sorted(LINE_LOADERS)


@pytest.mark.parametrize("loader", LINE_LOADERS)
def test_good_input_is_loaded(write, loader):
    tasks = list(make_source(write(CONTENT[loader] % "ä text"), loader))
    assert [eg["text"] for eg in tasks] == ["ä text"]


@pytest.mark.parametrize("loader", LINE_LOADERS)
@pytest.mark.parametrize(
    ("encoding", "said"),
    [("latin-1", "Windows-1252"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16")],
)
def test_other_encodings_are_found_out_and_said(write, loader, encoding, said, capsys):
    path = write((CONTENT[loader] % "an ä in a text").encode(encoding))
    assert [eg["text"] for eg in make_source(path, loader)] == ["an ä in a text"]
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("loader", LINE_LOADERS)
@pytest.mark.parametrize("encoding", ["utf-32", "cp1251"])
def test_wrong_encoding_names_the_file(write, loader, encoding):
    message = fail(write((CONTENT[loader] % "текст").encode(encoding)), loader)
    assert "UTF-" in message


@pytest.mark.parametrize("loader", LINE_LOADERS)
def test_binary_garbage_names_the_file_and_stays_off_the_terminal(write, loader):
    message = fail(write(bytes(range(250, 0, -1)) * 20), loader)
    assert "line 1" in message.lower()
    assert all(char.isprintable() or char == "\n" for char in message)


@pytest.mark.parametrize("loader", LINE_LOADERS)
def test_zero_bytes_name_the_line(write, loader):
    assert "Line" in fail(write(CONTENT[loader] % "a\0b"), loader)


@pytest.mark.parametrize("loader", LINE_LOADERS)
def test_a_line_of_10_mb_is_loaded(write, loader):
    text = "word " * 2_000_000 + "end"
    (task,) = make_source(write(CONTENT[loader] % text), loader)
    assert task["text"] == text


@pytest.mark.parametrize("loader", JSON_LOADERS)
def test_a_broken_line_of_10_mb_is_shortened_in_the_message(write, loader):
    text = ", " * 5_000_000
    message = fail(write((CONTENT[loader] % text)[:-4]), loader)
    assert len(message) < 1000
    assert "line 1" in message.lower()


@pytest.mark.parametrize("loader", JSON_LOADERS)
def test_truncated_json_names_the_line(write, loader):
    data = CONTENT[loader] % "one"
    if loader != "json":
        data += CONTENT[loader] % "two"
    message = fail(write(data[:-8]), loader)
    assert ("line 1" if loader == "json" else "line 2") in message.lower()


@pytest.mark.parametrize("loader", ["jsonl", "reddit"])
def test_lines_before_a_broken_one_are_loaded(write, loader):
    tasks = iter(make_source(write(CONTENT[loader] % "one" + "broken\n"), loader))
    assert next(tasks)["text"] == "one"
    with pytest.raises(LoaderError, match="line 2"):
        next(tasks)


@pytest.mark.parametrize("loader", JSON_LOADERS)
@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_are_no_json_are_refused(write, loader, value):
    data = (CONTENT[loader] % "one").replace('"one"', value)
    assert f"{value} is no JSON" in fail(write(data), loader)


@pytest.mark.parametrize("loader", JSON_LOADERS)
def test_deep_nesting_is_refused_without_a_crash(write, loader):
    data = (CONTENT[loader] % "one").replace('"one"', "[" * 200_000 + "]" * 200_000)
    assert "nested too deeply" in fail(write(data), loader)


def test_moderate_nesting_is_loaded(write):
    value = 1
    for _ in range(200):
        value = [value]
    assert list(make_source(write(json.dumps({"a": value})), "jsonl")) == [{"a": value}]


@pytest.mark.parametrize("loader", JSON_LOADERS)
def test_the_last_of_duplicate_keys_wins(write, loader):
    data = (CONTENT[loader] % "two").replace('{"', '{"text": "one", "body": "one", "', 1)
    assert [eg["text"] for eg in make_source(write(data), loader)] == ["two"]


@pytest.mark.parametrize("loader", LINE_LOADERS)
def test_directory_instead_of_a_file_is_reported_at_once(tmp_path, loader):
    with pytest.raises(LoaderError, match="is a directory, expected a file"):
        make_source(tmp_path, loader)


@pytest.mark.parametrize("loader", DIRECTORY_LOADERS)
def test_file_instead_of_a_directory_is_reported_at_once(write, loader):
    path = write("text")
    with pytest.raises(LoaderError, match="is a file, expected a directory"):
        make_source(path, loader)
    with pytest.raises(LoaderError, match="is a file, expected a directory"):
        LOADERS[loader](path)


@pytest.mark.parametrize("loader", [*LINE_LOADERS, *DIRECTORY_LOADERS, "parquet"])
@pytest.mark.parametrize("name", ["missing", "x" * 300, "~nobody-of-this-name/x", "a\0b"])
def test_path_that_leads_nowhere_is_reported_at_once(loader, name):
    with pytest.raises(LoaderError, match="Can't find"):
        make_source(f"./{name}" if name[0] != "~" else name, loader)


@pytest.mark.parametrize("loader", ["jsonl", "reddit", "txt"])
def test_lines_added_while_a_file_is_read_are_loaded(write, loader):
    path = write(CONTENT[loader] % "one")
    source = make_source(path, loader)
    tasks = iter(source)
    next(tasks)
    with path.open("a") as file:
        file.write(CONTENT[loader] % "two")
    assert [eg["text"] for eg in tasks] == ["two"]
    assert source.progress == 1.0


def test_file_that_is_emptied_while_it_is_read_ends(write):
    path = write((CONTENT["txt"] % "one") * 100_000)
    tasks = iter(make_source(path, "txt"))
    next(tasks)
    path.write_bytes(b"")
    n_left = sum(1 for _ in tasks)
    assert n_left < 100_000


@pytest.mark.parametrize("loader", LINE_LOADERS)
def test_truncated_gzip_never_ends_silently(write, loader):
    data = gzip.compress((CONTENT[loader] % "one").encode())
    assert "is cut off" in fail(write(data[:-6], "data.gz"), loader)
