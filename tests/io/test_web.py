"""Requests to web servers: limits, redirections and failures."""

import threading

import pytest

from prodigy.io import web as web_module
from prodigy.io.web import WebError, get
from tests.util import free_port


def test_content_status_and_headers_are_returned(web):
    web.answer = lambda request: (404, b"nothing", {"X-Some": "value"})
    answer = get(f"{web.url}/a?b=c%20d", {"X-Key": "secret"}, max_bytes=100)
    assert (answer.status, answer.body, answer.headers["x-some"]) == (404, b"nothing", "value")
    (request,) = web.requests
    assert (request.path, request.params) == ("/a", {"b": "c d"})
    assert request.headers["X-Key"] == "secret"
    assert request.headers["User-Agent"].startswith("prodigy/")


def test_addresses_with_spaces_and_other_letters_are_quoted(web):
    web.answer = lambda request: b"fine"
    assert get(f"{web.url}/ä b/c%20d?e=é", max_bytes=100).body == b"fine"
    assert web.requests[0].path == "/%C3%A4%20b/c%20d"


def test_content_that_is_too_long_is_refused(web):
    web.answer = lambda request: bytes(2**21)
    with pytest.raises(WebError, match="more than 1 MB"):
        get(web.url, max_bytes=2**20)


def test_connection_that_ends_early_is_no_content(web):
    web.answer = lambda request: (200, b"half", {"Content-Length": 100})
    with pytest.raises(WebError, match="received 4 bytes, expected 100"):
        get(web.url, max_bytes=1000)


def test_server_that_says_nothing_is_an_error(web):
    web.answer = lambda request: (200, None, {})
    with pytest.raises(WebError, match="disconnected|reset"):
        get(web.url, max_bytes=100)


def test_server_that_is_not_there_is_an_error():
    with pytest.raises(WebError, match="refused"):
        get(f"http://127.0.0.1:{free_port()}", max_bytes=100)


def test_slow_server_is_an_error(web):
    release = threading.Event()

    def wait(request):
        release.wait(30)
        return b""

    web.answer = wait
    with pytest.raises(WebError, match="in time"):
        get(web.url, max_bytes=100, timeout_s=0.2)
    release.set()


def test_slow_content_is_an_error(web, monkeypatch):
    monkeypatch.setattr(web_module, "MAX_TOTAL_S", -1.0)
    web.answer = lambda request: b"some"
    with pytest.raises(WebError, match="takes longer"):
        get(web.url, max_bytes=100)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/a", "data:,a"])
def test_redirections_to_other_protocols_are_not_followed(web, target):
    web.answer = lambda request: (302, b"", {"Location": target})
    try:
        answer = get(web.url, max_bytes=10_000)
    except WebError:
        return
    assert answer.status == 302 and answer.body == b""


def redirect_to(target):
    return lambda request: b"there" if request.path == "/b" else (302, b"", {"Location": target})


def test_redirections_are_followed(web):
    web.answer = redirect_to(f"{web.url.replace('127.0.0.1', 'localhost')}/b")
    assert get(f"{web.url}/a", max_bytes=100).body == b"there"


def test_redirections_to_other_hosts_can_be_refused(web):
    web.answer = redirect_to(f"{web.url.replace('127.0.0.1', 'localhost')}/b")
    with pytest.raises(WebError, match="another host, localhost"):
        get(f"{web.url}/a", max_bytes=100, same_host=True)
    web.answer = redirect_to("/b")
    assert get(f"{web.url}/a", max_bytes=100, same_host=True).body == b"there"


def test_redirections_in_a_circle_end(web):
    web.answer = lambda request: (302, b"", {"Location": "/a"})
    with pytest.raises(WebError, match="again and again"):
        get(f"{web.url}/a", max_bytes=100)
    assert len(web.requests) < 20


@pytest.mark.parametrize("url", ["http://", "http://a b/", "http://[", "http://127.0.0.1:x/"])
def test_what_is_no_address_is_an_error(url):
    with pytest.raises(WebError):
        get(url, max_bytes=100)
