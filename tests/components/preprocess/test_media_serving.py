"""Serving the files that tasks name, and what is stored of them."""

import hashlib
import os
from pathlib import Path

import pytest

from prodigy.components.preprocess import restore_media, serve_media
from prodigy.components.stream import get_stream
from prodigy.errors import LoaderError
from prodigy.io.media import find_media, find_served, folders, get_known_folders

PNG = b"\x89PNG\r\n\x1a\n rest"
SHA256 = hashlib.sha256(PNG).hexdigest()


@pytest.fixture(autouse=True)
def _forget_folders(monkeypatch):
    monkeypatch.setattr(folders, "_folders", {})


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A folder with images that a user has named. The user stands elsewhere."""
    folder = tmp_path / "data"
    for name in ("a.png", "sub/b c.png", ".hidden/d.png", "secret.txt", "not named.png"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(PNG if name.endswith("png") else b"secret")
    (tmp_path / "outside.png").write_bytes(PNG)
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "e.png").write_bytes(PNG)
    monkeypatch.chdir(tmp_path / "here")
    return folder


def serve(value, *places, **keys):
    (task,) = serve_media([{"image": value, **keys}], ["image"], places)
    return task


@pytest.mark.parametrize("value", ["a.png", "./a.png", "sub/../a.png", "sub/b c.png"])
def test_relative_paths_start_at_the_folder(data, value):
    task = serve(value, data)
    assert find_served(task["image"]) == (data / value).resolve()
    assert task["path"] == value


def test_relative_paths_start_at_the_current_directory_otherwise(data):
    assert find_served(serve("e.png", data)["image"]) == Path("e.png").resolve()


def test_the_folder_goes_before_the_current_directory(data):
    (data / "e.png").write_bytes(PNG)
    assert find_served(serve("e.png", data)["image"]) == data / "e.png"


def test_whole_paths_and_file_addresses_are_served(data):
    path = data / "sub" / "b c.png"
    for value in (str(path), path.as_uri(), path):
        assert find_served(serve(value, data)["image"]) == path


@pytest.mark.parametrize(
    "value", ["https://example.com/a.png", "HTTP://x/a.png", "data:image/png;base64,eA==", "", None]
)
def test_addresses_and_data_stay(data, value):
    assert serve(value, data) == {"image": value}


def test_only_named_files_are_served(data):
    url = serve("a.png", data)["image"]
    token = url.split("/")[1]
    assert find_media(token, "a.png")
    assert find_media(token, "not named.png") is None
    assert find_media(token, "sub/b c.png") is None
    assert find_media(token, "secret.txt") is None


def test_files_elsewhere_are_embedded_and_that_is_said(data, tmp_path, capsys):
    path = str(tmp_path / "outside.png")
    (task,) = serve_media([{"image": path}], ["image"], [data], skip=get_stream([]).problems)
    assert task["image"].startswith("data:image/png") and task["path"] == path
    err = " ".join(capsys.readouterr().err.split())
    assert "not in a folder that you have named" in err and str(data) in err


@pytest.mark.parametrize(
    "value", ["../outside.png", ".hidden/d.png", "link.png", "inner/outside.png"]
)
def test_nothing_outside_or_hidden_is_served(data, tmp_path, value):
    (data / "link.png").symlink_to(tmp_path / "outside.png")
    (data / "inner").symlink_to(tmp_path)
    assert serve(value, data)["image"].startswith("data:")
    assert not any(folder.files for folder in folders._folders.values())


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("missing.png", "no such file"),
        ("/missing/a.png", "no such file"),
        ("s3://bucket/a.png", "no such file"),
        (".", "no such file"),
        ("a\0.png", "no such file"),
        ("x" * 5000, "no such file"),
        ("secret.txt", "no image, audio or video"),
        ("media/0123456789abcdef/a.png", "no such file"),
        ("file:///etc/passwd", "no image, audio or video"),
    ],
)
def test_what_cannot_be_shown_is_explained(data, value, problem):
    with pytest.raises(LoaderError, match=problem) as err:
        serve(value, data)
    assert len(str(err.value)) < 800


def test_one_missing_file_costs_no_other_task(data, capsys):
    stream = get_stream([{"image": "a.png"}, {"image": "gone.png"}, {"image": "sub/b c.png"}])
    stream.apply(serve_media, stream=stream, folders=[data], skip=stream.problems)
    assert [eg["path"] for eg in stream] == ["a.png", "sub/b c.png"]
    assert "gone.png" in capsys.readouterr().err


def test_tasks_keep_their_hashes_and_are_not_changed(data):
    (task,) = get_stream([{"image": "a.png"}])
    before = dict(task)
    (served,) = serve_media([task], ["image"], [data])
    assert task == before
    assert served["_input_hash"] == task["_input_hash"]


def test_media_of_options_pages_and_sides_are_served(data):
    task = {
        "options": [{"id": 1, "image": "a.png"}, {"id": 2, "text": "none"}],
        "pages": [{"image": "sub/b c.png"}],
        "accept": {"image": "a.png"},
        "reject": {"text": "x"},
        "input": "text",
    }
    (served,) = serve_media([task], ["image"], [data])
    assert find_served(served["options"][0]["image"]) == data / "a.png"
    assert served["options"][1] == task["options"][1]
    assert find_served(served["pages"][0]["image"]) == data / "sub" / "b c.png"
    assert find_served(served["accept"]["image"]) == data / "a.png"
    (restored,) = restore_media([served])
    assert restored["pages"][0]["image"] == "sub/b c.png"
    assert restored["options"][0]["media"]["image"]["sha256"] == SHA256
    assert task["options"][0] == {"id": 1, "image": "a.png"}


def test_answers_of_choice_are_no_part_of_a_task(data):
    task = {"image": "a.png", "accept": ["A"], "options": []}
    (served,) = serve_media([task], ["image"], [data])
    assert restore_media([served])[0]["accept"] == ["A"]


def test_stored_is_what_the_source_said_and_which_file_it_was(data):
    (stored,) = restore_media([serve("sub/b c.png", data, label="A")])
    whole = str(data / "sub" / "b c.png")
    assert stored == {
        "image": "sub/b c.png", "path": "sub/b c.png", "label": "A",
        "media": {"image": {"path": whole, "bytes": len(PNG), "sha256": SHA256}},
    }  # fmt: skip


def test_paths_of_other_things_are_kept(data):
    served = serve("a.png", data, path="my own")
    assert served["path"] == "my own"
    (stored,) = restore_media([served])
    assert stored["image"] == "a.png" and stored["path"] == "my own"


def test_keys_of_the_same_name_are_left_alone(data):
    (stored,) = restore_media([serve("a.png", data, media="press")])
    assert stored["media"] == "press" and stored["image"] == "a.png"


def test_hash_is_of_the_file_as_it_is(data, monkeypatch):
    served = serve("a.png", data)
    assert restore_media([served])[0]["media"]["image"]["sha256"] == SHA256
    (data / "a.png").write_bytes(PNG + b"more")
    assert restore_media([served])[0]["media"]["image"]["sha256"] != SHA256
    monkeypatch.setattr("prodigy.components.preprocess.media_serving.MAX_HASHED_BYTES", 10)
    assert "sha256" not in restore_media([served])[0]["media"]["image"]


def test_answers_about_removed_files_keep_their_paths(data):
    served = serve("a.png", data)
    os.remove(data / "a.png")
    (stored,) = restore_media([served])
    assert stored == {"image": "a.png", "path": "a.png"}


def test_answers_can_be_shown_again_in_another_run(data, monkeypatch):
    stored = restore_media([serve("sub/b c.png", data)])
    monkeypatch.setattr(folders, "_folders", {})  # another process
    (again,) = serve_media(stored, ["image"])
    assert find_served(again["image"]) == data / "sub" / "b c.png"
    kept = {**again, "path": "sub/b c.png"}
    monkeypatch.setattr(folders, "_folders", {})
    (address,) = serve_media([kept], ["image"])
    assert find_served(address["image"]) == data / "sub" / "b c.png"
    assert restore_media([address])[0]["image"] == "sub/b c.png"


def test_folders_are_remembered_once(data, home):
    for name in ("a.png", "sub/b c.png", "e.png"):
        serve(name, data)
    assert get_known_folders() == [data, Path().resolve()]
    assert serve(str(data / "a.png"))["image"].startswith("media/")


def test_unreadable_memory_is_no_problem(data, home):
    (home / folders.KNOWN_FILE).write_bytes(b"\xff\xfe\x00")
    assert serve("a.png", data)["image"].startswith("media/")


def test_what_is_missing_can_be_left_to_the_browser(data):
    tasks = [{"image": "/other/server.png"}, {"image": "a.png"}, {"image": "secret.txt"}]
    kept, served, text = serve_media(tasks, ["image"], [data], keep_missing=True)
    assert kept == tasks[0] and text == tasks[2]
    assert find_served(served["image"])
