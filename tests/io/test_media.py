"""Which files may be served, and their types and addresses."""

import pytest

from prodigy.errors import LoaderError
from prodigy.io.media import (
    embed_bytes,
    embed_file,
    find_media,
    get_mimetype,
    is_media_url_of,
    make_media_url,
    serve_folder,
)
from prodigy.io.media import folders as media


@pytest.fixture(autouse=True)
def _forget_folders(monkeypatch):
    monkeypatch.setattr(media, "_folders", {})


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "files"
    (path / "sub").mkdir(parents=True)
    for name in ("a.png", "sub/b.PNG", ".hidden.png", "notes.txt", "a b?#%.png"):
        (path / name).write_bytes(b"x")
    (tmp_path / "outside.png").write_bytes(b"secret")
    return path


def test_token_depends_on_the_folder_only(folder, tmp_path):
    token = serve_folder(folder, ["png"])
    assert serve_folder(str(folder), ["jpg"]) == token
    assert serve_folder(tmp_path, ["png"]) != token
    media._folders.clear()
    assert serve_folder(folder, ["png"]) == token


def test_extensions_of_a_folder_add_up(folder):
    token = serve_folder(folder, ["png"])
    serve_folder(folder, [".TXT"])
    assert find_media(token, "a.png") and find_media(token, "notes.txt")


def test_files_below_the_folder_are_found(folder):
    token = serve_folder(folder, ["png"])
    assert find_media(token, "sub/b.PNG") == (folder / "sub/b.PNG").resolve()


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "..",
        "../outside.png",
        "sub/../../outside.png",
        "sub/../a.png",
        "./a.png",
        "sub//b.PNG",
        "/a.png",
        "a.png/",
        "a.png/.",
        "a.png\0",
        "\0",
        "a.png\0.png",
        ".hidden.png",
        "notes.txt",
        "sub",
        "missing.png",
        "x" * 5000 + ".png",
        "/etc/passwd",
        "link.png",
        "linked/outside.png",
        "text.png",
        "circle.png",
    ],
)
def test_everything_else_is_refused(folder, path):
    (folder / "link.png").symlink_to(folder.parent / "outside.png")
    (folder / "linked").symlink_to(folder.parent)
    (folder / "text.png").symlink_to(folder / "notes.txt")
    (folder / "circle.png").symlink_to(folder / "circle.png")
    token = serve_folder(folder, ["png"])
    assert find_media(token, path) is None


def test_absolute_path_of_a_served_file_is_refused(folder):
    token = serve_folder(folder, ["png"])
    assert find_media(token, str(folder / "a.png")) is None


def test_links_within_the_folder_are_followed(folder):
    (folder / "again.png").symlink_to(folder / "a.png")
    assert find_media(serve_folder(folder, ["png"]), "again.png") == folder.resolve() / "a.png"


@pytest.mark.parametrize("token", ["", "0" * 16, "..", "a/b"])
def test_unknown_tokens_are_refused(folder, token):
    serve_folder(folder, ["png"])
    assert find_media(token, "a.png") is None


def test_addresses_are_quoted(folder):
    token = serve_folder(folder, ["png"])
    assert make_media_url(token, "a b?#%.png") == f"media/{token}/a%20b%3F%23%25.png"
    assert find_media(token, "a b?#%.png") is not None


def test_address_is_recognized_without_the_folder_being_served(folder):
    url = make_media_url(serve_folder(folder, ["png"]), "sub/b.PNG")
    media._folders.clear()
    assert is_media_url_of(url, folder / "sub" / "b.PNG")
    assert not is_media_url_of(url, folder / "a.png")
    assert not is_media_url_of(url, "a\0b")


@pytest.mark.parametrize(
    ("name", "data", "mimetype"),
    [
        ("a.wav", b"", "audio/wav"),
        ("a.M4A", b"", "audio/mp4"),
        ("a.svg", b"", "image/svg+xml"),
        ("a", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("a", b"", "application/octet-stream"),
    ],
)
def test_types_are_those_that_browsers_expect(name, data, mimetype):
    assert get_mimetype(name, data) == mimetype


def test_given_type_is_used_unless_it_says_nothing():
    assert embed_bytes(b"x", "a", "image/png").startswith("data:image/png;")
    assert embed_bytes(b"x", "a.gif", "application/octet-stream").startswith("data:image/gif;")


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("a.png", b"", "is empty"),
        ("passwd", b"root:x:0", "no image"),
        ("a.py", b"x = 1", "no image"),
    ],
)
def test_what_is_no_media_is_not_embedded(tmp_path, name, data, problem):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(LoaderError, match=problem):
        embed_file(tmp_path / name)
