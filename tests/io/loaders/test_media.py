"""Loaders of images, recordings and videos in a directory."""

import base64
import os
import sys

import pytest

from prodigy.components.loaders import (
    LOADERS,
    Audio,
    AudioServer,
    Images,
    ImageServer,
    Video,
    VideoServer,
)
from prodigy.components.source import make_source
from prodigy.errors import LoaderError
from prodigy.io.media import embedding
from prodigy.io.media import folders as media

PNG = b"\x89PNG\r\n\x1a\n rest"
# Loader, ID, key, whether the server serves the files, an extension it takes and its type.
KINDS = [
    pytest.param(Images, "images", "image", False, "png", "image/png", id="images"),
    pytest.param(ImageServer, "image-server", "image", True, "png", "image/png", id="image-server"),
    pytest.param(Audio, "audio", "audio", False, "wav", "audio/wav", id="audio"),
    pytest.param(AudioServer, "audio-server", "audio", True, "wav", "audio/wav", id="audio-server"),
    pytest.param(Video, "video", "video", False, "mp4", "video/mp4", id="video"),
    pytest.param(VideoServer, "video-server", "video", True, "mp4", "video/mp4", id="video-server"),
]
KIND_ARGS = ("loader", "loader_id", "key", "is_served", "ext", "mimetype")


@pytest.fixture(autouse=True)
def _forget_folders(monkeypatch):
    monkeypatch.setattr(media, "_folders", {})


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "files"
    path.mkdir()
    return path


def add(folder, *names, data=PNG):
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_bytes(data)


def names(tasks):
    return [eg["meta"]["file"] for eg in tasks]


@pytest.mark.parametrize(KIND_ARGS, KINDS)
def test_tasks_have_exactly_the_documented_keys(
    folder, loader, loader_id, key, is_served, ext, mimetype
):
    add(folder, f"My file.{ext}")
    (task,) = loader(folder)
    path = str(folder / f"My file.{ext}")
    token = media.serve_folder(folder, [])
    served = f"media/{token}/My%20file.{ext}"
    embedded = f"data:{mimetype};base64,{base64.b64encode(PNG).decode()}"
    meta = {"file": f"My file.{ext}"}
    if key != "image":
        meta["path"] = path
    assert task == {
        key: served if is_served else embedded,
        "text": "My file",
        "meta": meta,
        "path": path,
    }


@pytest.mark.parametrize(KIND_ARGS, KINDS)
def test_loader_id_gives_the_same_tasks_and_a_progress(
    folder, loader, loader_id, key, is_served, ext, mimetype
):
    add(folder, f"a.{ext}", f"b.{ext}")
    assert LOADERS[loader_id] is loader
    source = make_source(str(folder), loader_id)
    found = [(eg, source.progress) for eg in source]
    assert [eg for eg, _ in found] == list(loader(str(folder)))
    assert [progress for _, progress in found] == [0.5, 1.0]


def test_files_are_sorted_as_people_do(folder):
    add(folder, "b.png", "a.png", "c.jpg", "B.png", "c10.png", "c9.png", "x/2.png", "x/10.png")
    expected = ["a.png", "B.png", "b.png", "c.jpg", "c9.png", "c10.png", "x/2.png", "x/10.png"]
    assert names(Images(folder)) == expected


def test_hidden_and_other_files_are_left_out(folder):
    add(folder, "a.png", ".b.png", "c.txt", "d", ".sub/e.png")
    assert names(Images(folder)) == ["a.png"]


@pytest.mark.parametrize("loader", [Images, ImageServer])
def test_directories_in_the_directory_are_searched(folder, loader):
    add(folder, "a.png", "sub/e.png", "sub/deep er/f#.png", "f.png/g.png")
    tasks = list(loader(folder))
    assert names(tasks) == ["a.png", "f.png/g.png", "sub/deep er/f#.png", "sub/e.png"]
    assert tasks[2]["path"] == str(folder / "sub" / "deep er" / "f#.png")
    assert tasks[2]["text"] == "f#"
    if loader is ImageServer:
        assert tasks[2]["image"].endswith("/sub/deep%20er/f%23.png")


def test_circles_of_links_end(folder):
    add(folder, "sub/a.png")
    (folder / "sub" / "again").symlink_to(folder)
    assert names(ImageServer(folder)) == ["sub/a.png"]


def test_pipes_and_broken_links_are_left_out(folder):
    add(folder, "a.png")
    (folder / "gone.png").symlink_to(folder / "missing.png")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.png")
    assert names(Images(folder)) == ["a.png"]


def test_images_that_are_not_taken_are_named(folder, capsys):
    add(folder, "a.png", "b.tif", "c.tif", "d.txt", "e.mp3")
    assert names(Images(folder)) == ["a.png"]
    err = " ".join(capsys.readouterr().err.split())
    assert "2 ending in .tif" in err and ".mp3" not in err and ".txt" not in err


@pytest.mark.parametrize(
    ("loader", "extensions"),
    [
        (Images, ["jpg", "jpeg", "png", "gif", "svg", "webp", "bmp"]),
        (Audio, ["mp3", "m4a", "wav", "flac", "ogg", "oga", "opus", "aac", "weba"]),
        (Video, ["mpeg", "mpg", "mp4", "m4v", "webm", "mov", "ogv"]),
    ],
)
def test_default_extensions(folder, loader, extensions):
    add(folder, *(f"{ext}.{ext}" for ext in [*extensions, "tif", "txt", "aiff", "avi"]))
    assert sorted(eg["text"] for eg in loader(folder)) == sorted(extensions)


@pytest.mark.parametrize("file_ext", [["webp"], (".WEBP",), "webp"])
def test_extensions_can_be_chosen_and_have_no_case(folder, file_ext):
    add(folder, "a.webp", "b.png", "c.WebP")
    assert names(Images(folder, file_ext=file_ext)) == ["a.webp", "c.WebP"]
    assert names(ImageServer(folder, file_ext=file_ext)) == ["a.webp", "c.WebP"]


def test_files_with_the_same_stem_have_different_texts(folder):
    add(folder, "a.mp3", "a.wav", "b.wav")
    assert [eg["text"] for eg in Audio(folder)] == ["a.mp3", "a.wav", "b"]


def test_directories_never_change_the_texts_of_outer_files(folder):
    add(folder, "a.wav", "b.wav", "x/a.wav", "x/c.wav", "y/c.wav", "y/d.wav")
    texts = ["a", "b", "x/a.wav", "x/c.wav", "y/c.wav", "d"]
    assert [eg["text"] for eg in Audio(folder)] == texts


def test_home_directory_may_be_written_with_a_tilde(folder, monkeypatch):
    monkeypatch.setenv("HOME", str(folder.parent))
    add(folder, "a.png")
    assert names(Images("~/files")) == ["a.png"]


def test_files_are_read_one_at_a_time(folder):
    add(folder, "a.png", "b.png")
    tasks = Images(folder)
    assert next(tasks)["text"] == "a"
    add(folder, "b.png", data=b"GIF89a new")
    assert base64.b64encode(b"GIF89a new").decode() in next(tasks)["image"]


@pytest.mark.parametrize("loader", [Images, ImageServer])
def test_file_removed_meanwhile_is_skipped_with_a_warning(folder, loader, capsys):
    add(folder, "a.png", "b.png", "c.png")
    tasks = loader(folder)
    next(tasks)
    (folder / "b.png").unlink()
    assert names(tasks) == ["c.png"]
    err = capsys.readouterr().err
    assert str(folder / "b.png") in err and "removed meanwhile" in err


@pytest.mark.parametrize("loader", [Images, ImageServer])
def test_empty_file_stays_a_task_with_a_warning(folder, loader, capsys):
    add(folder, "a.png")
    add(folder, "b.png", data=b"")
    assert names(loader(folder)) == ["a.png", "b.png"]
    assert "b.png" in capsys.readouterr().err


def test_file_too_big_for_a_task_has_its_path_and_the_server_loader_is_named(
    folder, monkeypatch, capsys
):
    monkeypatch.setattr(embedding, "MAX_EMBEDDED_BYTES", 20)
    add(folder, "a.png")
    add(folder, "b.png", data=PNG * 2)
    tasks = list(Images(folder))
    assert names(tasks) == ["a.png", "b.png"]
    assert tasks[1]["image"] == str(folder / "b.png")
    err = capsys.readouterr().err
    assert "b.png" in err and "image-server" in err


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything")
def test_file_that_may_not_be_read_stays_a_task_with_a_warning(folder, capsys):
    add(folder, "a.png", "b.png")
    (folder / "a.png").chmod(0)
    assert names(Images(folder)) == ["a.png", "b.png"]
    assert "a.png" in capsys.readouterr().err


def test_read_error_stays_a_task_with_a_warning(folder, monkeypatch, capsys):
    add(folder, "a.png")

    def fail(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("prodigy.io.loaders.media.embed_file", fail)
    [eg] = Images(folder)
    assert eg["image"] == eg["path"] == str(folder / "a.png")
    assert "Permission denied" in capsys.readouterr().err


def test_name_that_is_no_utf8_is_skipped_with_a_warning(folder, capsys):
    add(folder, "a.png")
    try:
        (folder / "\udcff.png").write_bytes(PNG)
    except OSError:
        pytest.skip("this file system only has UTF-8 names")
    assert names(Images(folder)) == ["a.png"]
    assert "not UTF-8" in capsys.readouterr().err


def test_directory_without_suitable_files_is_warned_about(folder, capsys):
    add(folder, "a.tif", "b.txt")
    assert list(make_source(folder, "images")) == []
    err = " ".join(capsys.readouterr().err.split())
    assert str(folder) in err
    assert "files ending in .tif" in err
    assert ".jpg, .jpeg, .png" in err


def test_link_out_of_the_directory_is_embedded_but_not_served(folder, tmp_path, capsys):
    add(tmp_path, "outside.png")
    add(folder, "a.png")
    (folder / "b.png").symlink_to(tmp_path / "outside.png")
    assert names(Images(folder)) == ["a.png", "b.png"]
    assert names(ImageServer(folder)) == ["a.png"]
    assert "link to a place outside" in " ".join(capsys.readouterr().err.split())


def test_served_folder_is_known_before_the_first_task(folder):
    add(folder, "a.png")
    make_source(folder, "image-server")
    assert media.find_media(media.serve_folder(folder, []), "a.png") is not None


def test_addresses_are_the_same_for_another_way_to_the_folder(folder, tmp_path, monkeypatch):
    add(folder, "a.png")
    (tmp_path / "link").symlink_to(folder)
    monkeypatch.chdir(tmp_path)
    ways = [folder, str(folder), "files", "./link", tmp_path / "files" / ".." / "files"]
    assert len({next(ImageServer(way))["image"] for way in ways}) == 1


@pytest.mark.parametrize("loader", [Images, ImageServer])
def test_missing_directory_is_reported_at_the_call(tmp_path, loader):
    with pytest.raises(LoaderError, match="Can't find directory"):
        loader(tmp_path / "nothing")


def test_standard_input_is_refused():
    with pytest.raises(LoaderError, match="can't read standard input"):
        make_source("-", "images")
