"""Media over HTTP: what is sent, in parts too, and what is never sent."""

import http.client
import os
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from prodigy.app import app, set_controller
from prodigy.components.loaders import Audio, AudioServer, ImageServer
from prodigy.core import Controller
from prodigy.io.media import folders as media
from tests.server import AppClient
from tests.util import free_port

DATA = bytes(range(256)) * 1000


@pytest.fixture(autouse=True)
def _forget_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "_folders", {})


@pytest.fixture
def client(home: Any) -> AppClient:
    # The application asks the controller for the setting "cors".
    stream = [{"text": "one"}]
    components = {"dataset": "data", "view_id": "text", "stream": stream}
    ctrl = Controller.from_components("test", components)
    set_controller(ctrl, ctrl.config)
    return AppClient(app)


@pytest.fixture
def folder(tmp_path: Any) -> Any:
    path = tmp_path / "files"
    path.mkdir()
    for name in ("a.wav", "b c ä.wav", ".hidden.wav", "notes.txt"):
        (path / name).write_bytes(DATA)
    (tmp_path / "outside.wav").write_bytes(b"secret")
    return path


def urls(folder: Any) -> list[str]:
    return ["/" + eg["audio"] for eg in AudioServer(folder)]


def test_files_of_the_loader_are_sent(client: AppClient, folder: Any) -> None:
    for url in urls(folder):
        response = client.get(url)
        assert response.status_code == 200
        assert response.content == DATA
        assert response.headers["content-type"] == "audio/wav"
        assert response.headers["content-length"] == str(len(DATA))
        assert response.headers["accept-ranges"] == "bytes"
        assert response.headers["x-content-type-options"] == "nosniff"


def test_head_sends_headers_only(client: AppClient, folder: Any) -> None:
    response = client.head(urls(folder)[0])
    assert response.status_code == 200
    assert response.content == b""
    assert response.headers["content-length"] == str(len(DATA))


@pytest.mark.parametrize(
    ("header", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=255990-", 255990, 256000),
        ("bytes=-5", 255995, 256000),
        ("bytes=0-", 0, 256000),
        ("bytes=100-9999999", 100, 256000),
    ],
)
def test_ranges_are_sent(client: AppClient, folder: Any, header: str, start: int, end: int) -> None:
    response = client.get(urls(folder)[0], headers={"Range": header})
    assert response.status_code == 206
    assert response.content == DATA[start:end]
    assert response.headers["content-range"] == f"bytes {start}-{end - 1}/{len(DATA)}"


def test_range_beyond_the_end_is_refused(client: AppClient, folder: Any) -> None:
    response = client.get(urls(folder)[0], headers={"Range": "bytes=999999-"})
    assert response.status_code == 416


@pytest.mark.parametrize("header", ["bytes=x", "items=0-5", "bytes=9-3", "bytes=0-9,5-20", "0-5"])
def test_ranges_without_a_meaning_are_ignored(client: AppClient, folder: Any, header: str) -> None:
    response = client.get(urls(folder)[0], headers={"Range": header})
    assert response.status_code == 200 and response.content == DATA


def test_several_ranges_are_sent_in_parts(client: AppClient, folder: Any) -> None:
    from email.parser import BytesParser

    response = client.get(urls(folder)[0], headers={"Range": "bytes=0-9,100-119"})
    assert response.status_code == 206
    head = f"Content-Type: {response.headers['content-type']}\r\n\r\n".encode()
    parts = BytesParser().parsebytes(head + response.content).get_payload()
    assert [part["content-range"] for part in parts] == ["bytes 0-9/256000", "bytes 100-119/256000"]
    assert [part.get_payload(decode=True) for part in parts] == [DATA[:10], DATA[100:120]]


def test_ranges_of_another_version_get_the_whole_file(client: AppClient, folder: Any) -> None:
    url = urls(folder)[0]
    etag = client.get(url).headers["etag"]
    headers = {"Range": "bytes=0-9", "If-Range": etag}
    assert client.get(url, headers=headers).status_code == 206
    (folder / "a.wav").write_bytes(DATA + b"more")
    response = client.get(url, headers=headers)
    assert response.status_code == 200 and response.content == DATA + b"more"


def test_range_behind_the_end_names_the_size(client: AppClient, folder: Any) -> None:
    response = client.get(urls(folder)[0], headers={"Range": "bytes=256000-"})
    assert response.status_code == 416
    assert response.headers["content-range"] == "bytes */256000"
    assert response.json()["status"] == 416


def test_unchanged_file_is_not_sent_again(client: AppClient, folder: Any) -> None:
    url = urls(folder)[0]
    first = client.get(url)
    assert "no-cache" in first.headers["cache-control"]
    headers = {"If-None-Match": first.headers["etag"]}
    again = client.get(url, headers=headers)
    assert again.status_code == 304 and again.content == b""
    (folder / "a.wav").write_bytes(b"new")
    assert client.get(url, headers=headers).content == b"new"


def test_nothing_is_served_by_loaders_that_embed(client: AppClient, folder: Any) -> None:
    url = urls(folder)[0]
    media._folders.clear()
    list(Audio(folder))
    assert client.get(url).status_code == 404


def test_address_works_again_after_a_restart(client: AppClient, folder: Any) -> None:
    (url, _) = urls(folder)
    media._folders.clear()
    assert client.get(url).status_code == 404
    urls(folder)
    assert client.get(url).status_code == 200


def test_removed_file_is_404(client: AppClient, folder: Any) -> None:
    (url, _) = urls(folder)
    (folder / "a.wav").unlink()
    response = client.get(url)
    assert response.status_code == 404
    assert response.json()["status"] == 404


def test_svg_may_not_run_scripts(client: AppClient, tmp_path: Any) -> None:
    (tmp_path / "a.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (task,) = ImageServer(tmp_path)
    response = client.get("/" + task["image"])
    assert response.headers["content-type"] == "image/svg+xml"
    assert "sandbox" in response.headers["content-security-policy"]


def test_other_methods_are_refused(client: AppClient, folder: Any) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert client.request(method, urls(folder)[0]).status_code == 405


def test_login_protects_media(
    client: AppClient, folder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRODIGY_BASIC_AUTH_USER", "me")
    monkeypatch.setenv("PRODIGY_BASIC_AUTH_PASS", "pass")
    assert client.get(urls(folder)[0]).status_code == 401
    assert client.get(urls(folder)[0], auth=("me", "pass")).status_code == 200


@pytest.fixture
def port(client: AppClient) -> Iterator[int]:
    """The port of a real server: test clients clean up addresses before they are sent."""
    number = free_port()
    config = uvicorn.Config(app, "127.0.0.1", number, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield number
    server.should_exit = True
    thread.join()


def ask(port: int, target: str, method: str = "GET") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    # Not request(), which refuses what attackers don't.
    request = f"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    connection.connect()
    connection.sock.sendall(request.encode("latin-1"))
    response = http.client.HTTPResponse(connection.sock, method=method)
    response.begin()
    content = response.read()
    response.close()
    connection.close()
    return response.status, content


@pytest.mark.parametrize(
    "tail",
    [
        "../outside.wav",
        "%2e%2e/outside.wav",
        "%2e%2e%2foutside.wav",
        "..%2foutside.wav",
        "..%5coutside.wav",
        "%252e%252e/outside.wav",
        "sub/../../outside.wav",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "//etc/passwd",
        "link.wav",
        "folder/outside.wav",
        "a.wav%00",
        "a.wav%00.wav",
        "%00",
        ".hidden.wav",
        "notes.txt",
        "notes.txt%3f.wav",
        "",
        ".",
        "%ff%fe.wav",
        "a.wav/",
    ],
)
def test_nothing_else_is_sent(port: int, folder: Any, tail: str) -> None:
    os.symlink(folder.parent / "outside.wav", folder / "link.wav")
    os.symlink(folder.parent, folder / "folder")
    token = media.serve_folder(folder, ["wav"])
    assert ask(port, f"/media/{token}/a.wav") == (200, DATA)
    status, content = ask(port, f"/media/{token}/{tail}")
    assert status in (400, 404)
    for query in ("info=1", "size=64", "peaks=10", "region=0,0,9,9"):
        assert ask(port, f"/media/{token}/{tail}?{query}")[0] in (400, 404)
    assert b"secret" not in content and DATA not in content and b"root:" not in content


@pytest.mark.parametrize("path", ["/media", "/media/", "/media/x", "/media/../prodigy.json"])
def test_addresses_without_a_file_are_404(port: int, path: str) -> None:
    assert ask(port, path)[0] == 404


def test_head_over_a_real_connection(port: int, folder: Any) -> None:
    assert ask(port, urls(folder)[0], "HEAD") == (200, b"")
