import pickle
import sys

import pytest

from prodigy.errors import RecipeError
from prodigy.io.files import (
    b64_to_bytes,
    bytes_to_b64,
    file_to_b64,
    guess_mimetype,
    import_file,
    is_url,
    read_json,
    read_jsonl,
    read_txt,
    write_json,
    write_jsonl,
)

PNG = b"\x89PNG\r\n\x1a\n rest"


def test_bytes_to_b64_makes_a_data_uri():
    assert bytes_to_b64(b"abc", "image/png") == "data:image/png;base64,YWJj"


@pytest.mark.parametrize(
    "uri", ["data:image/png;base64,YWJj", "YWJj", "data:audio/wav;rate=8000;base64,YWJj"]
)
def test_b64_to_bytes_accepts_data_uris_and_plain_base64(uri):
    assert b64_to_bytes(uri) == b"abc"


@pytest.mark.parametrize(
    ("name", "data", "mimetype"),
    [
        ("a.jpg", b"", "image/jpeg"),
        ("a.mp3", b"", "audio/mpeg"),
        ("a", PNG, "image/png"),
        ("a", b"RIFF1234WAVEfmt", "audio/wav"),
        ("a", b"RIFF1234WEBPVP8", "image/webp"),
        ("a", b"?", "application/octet-stream"),
    ],
)
def test_guess_mimetype_by_name_then_by_content(name, data, mimetype):
    assert guess_mimetype(name, data) == mimetype


def test_file_to_b64_round_trip(tmp_path):
    path = tmp_path / "image"
    path.write_bytes(PNG)
    uri = file_to_b64(path)
    assert uri.startswith("data:image/png;base64,")
    assert b64_to_bytes(uri) == PNG


def test_file_to_b64_with_given_type(tmp_path):
    (tmp_path / "a.png").write_bytes(b"x")
    assert file_to_b64(str(tmp_path / "a.png"), "image/x-own").startswith("data:image/x-own;")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("https://a.b/c.png", True), ("HTTP://a", True), ("a/http://b", False), (None, False)],
)
def test_is_url(value, expected):
    assert is_url(value) is expected


def test_jsonl_round_trip(tmp_path):
    rows = [{"text": "é"}, {"text": "\u2028"}]
    write_jsonl(tmp_path / "a.jsonl", rows)
    write_jsonl(tmp_path / "a.jsonl", [{"n": 1}], append=True, append_new_line=False)
    assert list(read_jsonl(tmp_path / "a.jsonl")) == [*rows, {"n": 1}]


def test_json_round_trip(tmp_path):
    write_json(tmp_path / "a.json", {"a": [1]})
    assert read_json(tmp_path / "a.json") == {"a": [1]}


def test_read_txt_strips_lines_and_drops_empty_ones(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf one \r\n\r\ntwo\n")
    assert list(read_txt(tmp_path / "a.txt")) == ["one", "two"]


@pytest.fixture
def python_file(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    modules = set(sys.modules)

    def write(content, name="my_recipe_file.py"):
        path = tmp_path / name
        path.write_text(content)
        return path

    yield write
    for name in set(sys.modules) - modules:
        del sys.modules[name]


def test_import_file_returns_the_module(python_file):
    assert import_file(python_file("x = 1")).x == 1


def test_imported_file_can_import_its_neighbours(python_file):
    python_file("y = 2", "my_neighbour.py")
    assert import_file(python_file("from my_neighbour import y")).y == 2


def test_imported_file_is_not_run_again_by_a_neighbour(python_file):
    first = import_file(python_file("x = object()", "my_first.py"))
    second = import_file(python_file("import my_first", "my_second.py"))
    assert second.my_first.x is first.x


def test_file_named_like_a_package_does_not_replace_it(python_file):
    import json

    module = import_file(python_file("x = 1", "json.py"))
    assert module is not json
    assert sys.modules["json"] is json


def test_classes_of_an_imported_file_can_be_pickled(python_file):
    module = import_file(python_file("class A: pass"))
    assert isinstance(pickle.loads(pickle.dumps(module.A())), module.A)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("x = 1\nx +", "Line 2"),
        ("x = 1\n\nimport not_there_at_all", "Line 3: ModuleNotFoundError: No module named"),
        ("raise KeyError", "Line 1: KeyError"),
    ],
)
def test_file_with_mistakes_names_file_and_line(content, message, python_file):
    path = python_file(content, "my_broken_file.py")
    with pytest.raises(RecipeError) as info:
        import_file(path)
    assert str(path) in info.value.title
    assert message in info.value.text
    assert "my_broken_file" not in sys.modules


def test_missing_file_names_the_path(tmp_path):
    with pytest.raises(RecipeError, match="nowhere.py"):
        import_file(tmp_path / "nowhere.py")


def test_directory_is_not_a_file(tmp_path):
    with pytest.raises(RecipeError, match="directory"):
        import_file(tmp_path)
