"""Fetching media into tasks, and removing them before they are stored."""

import base64

import pytest

from prodigy.components.loaders import AudioServer, Images
from prodigy.components.preprocess import (
    fetch_images,
    fetch_media,
    fetch_task_media,
    remove_base64,
)
from prodigy.components.stream import get_stream
from prodigy.errors import LoaderError
from prodigy.io.media import embedding
from prodigy.io.media import folders as media

PNG = b"\x89PNG\r\n\x1a\n rest"
DATA_URI = "data:image/png;base64," + base64.b64encode(PNG).decode()


@pytest.fixture
def image(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    return str(path)


def test_paths_become_data_uris_and_are_kept(image):
    stream = [{"image": image, "label": "A"}]
    assert list(fetch_media(stream, ["image"])) == [
        {"image": DATA_URI, "label": "A", "path": image}
    ]
    assert stream == [{"image": image, "label": "A"}]


def test_relative_paths_start_at_the_working_directory(image):
    assert list(fetch_images([{"image": "a.png"}])) == [{"image": DATA_URI, "path": "a.png"}]


def test_file_addresses_are_read(image, tmp_path):
    (tmp_path / "b c.png").write_bytes(PNG)
    url = (tmp_path / "b c.png").as_uri()
    assert fetch_task_media({"image": url}, "image") == {"image": DATA_URI, "path": url}


def test_addresses_become_data_uris_and_are_kept(web):
    web.answer = lambda request: (200, PNG, {"Content-Type": "image/webp; charset=x"})
    url = f"{web.url}/some?size=1"
    (task,) = fetch_images([{"image": url}])
    assert task["path"] == url
    assert task["image"] == DATA_URI.replace("png", "webp")
    assert web.requests[0].params == {"size": "1"}


@pytest.mark.parametrize("path", ["/a.png", "/a"])
def test_type_is_guessed_if_the_server_does_not_say_it(web, path):
    web.answer = lambda request: (200, PNG, {"Content-Type": "application/octet-stream"})
    assert fetch_task_media({"image": web.url + path}, "image")["image"] == DATA_URI


@pytest.mark.parametrize("value", [DATA_URI, "DATA:image/png;base64,eA==", "", None])
def test_data_uris_and_tasks_without_media_stay(value):
    task = {"image": value}
    assert list(fetch_media([task, {"text": "a"}], ["image"])) == [task, {"text": "a"}]


def test_several_keys_keep_their_paths_apart(image, tmp_path):
    (tmp_path / "b.wav").write_bytes(b"RIFF")
    wav = str(tmp_path / "b.wav")
    (task,) = fetch_media([{"image": image, "audio": wav}], ["image", "audio"])
    assert (task["path"], task["audio_path"]) == (image, wav)
    assert remove_base64([task]) == [{"image": image, "audio": wav, "path": image}]


def test_hashes_stay(image):
    (task,) = get_stream([{"image": image}])
    (fetched,) = fetch_media([task], ["image"])
    assert fetched["_input_hash"] == task["_input_hash"]


def test_tasks_are_fetched_one_at_a_time(image):
    tasks = fetch_images(iter([{"image": image}, {"image": "missing.png"}]))
    assert next(tasks)["path"] == image


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("missing.png", "no such file in the current directory"),
        ("/missing/a.png", "no such file"),
        ("notes.txt", "no image, audio or video"),
        ("empty.png", "is empty"),
        (".", "directory"),
        ("a\0b.png", "null byte|no such file"),
        ("x" * 5000, "too long"),
        ("media/0123/a.png", "no such file"),
        (5, "found int"),
        ({"url": "a"}, "found dict"),
    ],
)
def test_what_cannot_be_fetched_is_explained(tmp_path, value, problem):
    (tmp_path / "notes.txt").write_text("text")
    (tmp_path / "empty.png").touch()
    with pytest.raises(ValueError, match=f"(?i){problem}") as err:
        list(fetch_images([{"image": DATA_URI}, {"image": value}]))
    assert "Task 2 of the stream: Can't fetch the image" in str(err.value)
    assert len(str(err.value)) < 600


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ((404, b"", {}), "status 404"),
        ((200, b"<html>", {"Content-Type": "text/html"}), "but text/html"),
        ((200, b"", {"Content-Type": "image/png"}), "is empty"),
        ((200, b"plain", {}), "no image"),
        ((200, None, {}), "failed"),
    ],
)
def test_servers_that_send_no_media_are_explained(web, answer, problem):
    web.answer = lambda request: answer
    with pytest.raises(LoaderError, match=problem) as err:
        fetch_task_media({"image": f"{web.url}/x"}, "image")
    assert web.url in err.value.title


def test_media_that_are_too_big_are_refused(web, image, monkeypatch):
    monkeypatch.setattr(embedding, "MAX_EMBEDDED_BYTES", 10)
    with pytest.raises(LoaderError, match="too big"):
        fetch_task_media({"image": image}, "image")
    monkeypatch.setattr("prodigy.components.preprocess.media.MAX_EMBEDDED_BYTES", 10)
    web.answer = lambda request: PNG
    with pytest.raises(LoaderError, match="more than"):
        fetch_task_media({"image": f"{web.url}/a.png"}, "image")


def test_invalid_media_can_be_skipped_with_a_warning_each_and_a_count(image, capsys):
    stream = [{"image": "one.png"}, {"image": image}, {"image": "two.png"}, {"image": "three.png"}]
    assert [eg["path"] for eg in fetch_images(stream, skip=True)] == [image]
    err = capsys.readouterr().err
    assert err.count("fetch the image one.png") == 1 and "two.png" in err
    assert "3 left out" in err


def test_single_task_is_returned_as_it_is_if_it_can_be_skipped():
    task = {"image": "missing.png"}
    assert fetch_task_media(task, input_key="image", skip=True) is task
    with pytest.raises(ValueError, match=r"missing\.png"):
        fetch_task_media(task, input_key="image")


def test_other_key_for_images_is_understood(image):
    assert next(fetch_images([{"picture": image}], key="picture"))["picture"] == DATA_URI


def test_files_served_by_prodigy_are_read_from_their_path(tmp_path, monkeypatch):
    (tmp_path / "a.wav").write_bytes(b"RIFF")
    (task,) = AudioServer(tmp_path)
    monkeypatch.setattr(media, "_folders", {})  # another process
    fetched = fetch_task_media(task, "audio")
    assert fetched["audio"] == "data:audio/wav;base64,UklGRg=="
    assert fetched["path"] == task["path"]


def test_preprocessors_work_as_wrappers_of_a_stream(image):
    stream = get_stream([{"image": image}]).apply(fetch_media, input_keys=["image"], skip=True)
    assert next(stream)["image"] == DATA_URI


def test_excluded_tasks_are_not_fetched_at_all(image):
    stream = get_stream([{"image": "missing.png"}, {"image": image}])
    stream.apply(fetch_media, ["image"])
    first = get_stream([{"image": "missing.png"}]).peek()["_input_hash"]
    assert stream.exclude_early(lambda task: task["_input_hash"] == first)
    assert next(stream)["path"] == image


def test_removing_puts_the_path_back(image):
    (task,) = Images(image[: -len("a.png")])
    before = dict(task)
    (removed,) = remove_base64([task])
    assert removed == {**task, "image": image}
    assert task == before


@pytest.mark.parametrize(
    "task",
    [
        {"image": DATA_URI},
        {"image": DATA_URI, "path": None},
        {"image": "http://example.com/a.png", "path": "b"},
        {"text": "data: none", "path": "b"},
        {"image": None, "path": "b"},
    ],
)
def test_media_without_a_path_are_never_lost(task):
    assert remove_base64([task]) == [task]


def test_only_one_of_several_media_can_own_the_path():
    task = {"image": DATA_URI, "audio": "data:audio/wav;base64,eA==", "path": "a.png"}
    assert remove_base64([task]) == [{**task, "image": "a.png"}]


def test_fetching_again_after_removing_gives_the_same(image):
    (task,) = fetch_images([{"image": image}])
    assert list(fetch_images(remove_base64([task]))) == [task]
