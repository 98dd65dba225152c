"""Connections that say nothing, or never all of it."""

import asyncio
import json
import socket
import threading
from contextlib import suppress

import pytest
import uvicorn

from prodigy.app import connections, impatience

HALF = b"POST / HTTP/1.1\r\nHost: a\r\nContent-"
SLOW_BODY = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n1"
GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
LONG = b"x" * 400_000  # more than is read at once
PROTOCOLS = connections.find_protocols()
REFUSED = {
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "two lengths": POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n12",
    "no length": POST + b"Content-Length: a\r\n\r\n",
    "a negative length": POST + b"Content-Length: -1\r\n\r\n",
    "no size of a chunk": CHUNKED + b"x\r\n",
    "a space in a name": b"GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n",
    "a control sign": b"GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n",
    "a long address": b"GET /" + LONG,
    "a long header": b"GET / HTTP/1.1\r\nHost: a\r\nX: " + LONG,
    "a long name": b"GET / HTTP/1.1\r\nHost: a\r\n" + LONG,
    "many headers": b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: yyyyyyyy\r\n" * 40_000,
    "a long trailer": CHUNKED + b"1\r\n1\r\n0\r\nX: " + LONG,
    "many trailers": CHUNKED + b"1\r\n1\r\n0\r\n" + b"X: yyyyyyyy\r\n" * 40_000,
    "a long extension": CHUNKED + b"1;x=" + LONG,
}


async def answer(scope, receive, send):
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"done"})


@pytest.fixture
def serve():
    """A function that serves with a protocol, and returns a function that connects to it."""
    servers, sockets = [], []

    def start(protocol, app=answer):
        listening = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(app, http=protocol, ws="none", log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        servers.append((server, thread))
        sockets.append(listening)
        return lambda data: connect(listening.getsockname(), data)

    def connect(address, data):
        sock = socket.create_connection(address, timeout=20)
        sockets.append(sock)
        sock.sendall(data)
        return sock

    yield start
    for sock in sockets[1:]:
        sock.close()
    for server, thread in servers:
        server.should_exit = True
        thread.join()
    sockets[0].close()


def is_closed(sock):
    try:
        return sock.recv(1) == b""
    except ConnectionError:
        return True


def read_rest(sock):
    """What comes until the connection is closed."""
    data = b""
    with suppress(ConnectionError):
        while part := sock.recv(1_000):
            data += part
    return data


def read_answer(sock):
    data = b""
    while not data.endswith(b"done\r\n0\r\n\r\n"):
        part = sock.recv(1_000)
        assert part, "closed"
        data += part
    return data


@pytest.fixture(params=PROTOCOLS.values(), ids=PROTOCOLS.keys())
def protocol(request):
    """Each of those that can read requests here."""
    return request.param


def test_requests_are_read_by_httptools_where_it_is_installed():
    pytest.importorskip("httptools")
    assert next(iter(PROTOCOLS)) == "httptools"
    assert issubclass(connections.limit_connections(), PROTOCOLS["httptools"])


@pytest.mark.parametrize("data", [b"", HALF], ids=["nothing", "half"])
def test_a_connection_whose_request_does_not_come_is_closed(data, protocol, serve, monkeypatch):
    monkeypatch.setattr(impatience, "MAX_WAIT_S", 0.1)
    assert is_closed(serve(protocol)(data))


@pytest.mark.parametrize("rest", [b"\r\n", HALF], ids=["empty line", "half"])
def test_so_is_one_whose_next_request_does_not_come(rest, protocol, serve, monkeypatch):
    sock = serve(protocol)(GET)
    assert read_answer(sock)
    monkeypatch.setattr(impatience, "MAX_WAIT_S", 0.1)
    sock.sendall(rest)
    assert not read_rest(sock) or rest == b"\r\n"  # which h11 takes for a request


def test_with_too_many_connections_those_that_wait_longest_go(protocol, serve):
    class Small(protocol):
        max_connections = 3

    connect = serve(Small)
    waiting = [connect(data) for data in (b"", HALF, SLOW_BODY)]
    for sock in waiting:
        new = connect(GET)
        assert read_answer(new).startswith(b"HTTP/1.1 200")
        assert is_closed(sock)
    new.sendall(GET)  # a connection that brings requests stays
    assert read_answer(new)


def test_what_is_no_request_or_too_long_is_refused(protocol, serve):
    connect = serve(protocol)
    for name, data in REFUSED.items():
        sock = connect(GET)
        assert read_answer(sock), name
        with suppress(ConnectionError):  # closed while more was sent
            sock.sendall(data)
        rest = read_rest(sock)
        assert not rest or rest.startswith((b"HTTP/1.1 400", b"HTTP/1.1 431")), name


def test_trailers_of_a_body_are_no_headers(protocol, serve):
    found = []

    async def note(scope, receive, send):
        async def send_noted(message):
            if message["type"] == "http.response.start":
                found.append(dict(scope["headers"]))
            await send(message)

        await answer(scope, receive, send_noted)

    sock = serve(protocol, note)(CHUNKED + b"1\r\n1\r\n0\r\nX-User: somebody\r\n\r\n")
    assert read_answer(sock)
    assert found == [{b"host": b"a", b"transfer-encoding": b"chunked"}]


def test_who_asks_for_another_protocol_gets_an_answer(protocol, serve):
    upgrade = b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
    sock = serve(protocol)(GET[:-2] + upgrade)
    assert read_answer(sock).startswith(b"HTTP/1.1 200")


def test_a_body_in_many_parts_arrives(protocol, serve):
    sock = serve(protocol)(CHUNKED)
    for _ in range(30):
        sock.sendall(b"1\r\nx\r\n" * 600)  # far more between the parts than headers may have
    sock.sendall(b"0\r\n\r\n")
    assert read_answer(sock).startswith(b"HTTP/1.1 200")


@pytest.mark.slow
def test_a_thousand_idle_connections_keep_nobody_out(live_server, tmp_path):
    path = tmp_path / "texts.jsonl"
    path.write_text(json.dumps({"text": "a"}))
    with live_server(["mark", "data", path, "--view-id", "text"]) as server:
        port = server.client.http.base_url.port
        idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(1_000)]
        try:
            for sock in idle[::2]:
                sock.send(HALF)
            (task,) = server.client.get_tasks()
            server.client.give_answers([{**task, "answer": "accept"}])
        finally:
            for sock in idle:
                sock.close()


@pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=PROTOCOLS)
@pytest.mark.parametrize("size", [0, 10, 2**16, 2**16 + 1, 3_000_000])
def test_answers_arrive_whole_however_large_and_in_their_order(size, protocol, serve):
    async def repeat(scope, receive, send):
        length = str(size).encode()
        start = {"type": "http.response.start", "status": 200}
        await send(
            {**start, "headers": [(b"content-length", length), (b"x-path", scope["raw_path"])]}
        )
        await send({"type": "http.response.body", "body": b"x" * size})

    last = b"GET /4 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    sock = serve(protocol, repeat)(
        b"".join(GET.replace(b"/", b"/%d" % i, 1) for i in range(4)) + last
    )
    found = b"".join(iter(lambda: sock.recv(2**20), b""))
    parts = found.split(b"HTTP/1.1 200 OK\r\n")[1:]
    assert [b"x-path: /%d\r\n" % i in part for i, part in enumerate(parts)] == [True] * 5
    assert all(part.partition(b"\r\n\r\n")[2] == b"x" * size for part in parts)


@pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=PROTOCOLS)
def test_a_head_does_not_wait_for_a_body_that_comes_later(protocol, serve):
    has_head = threading.Event()

    async def wait(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.to_thread(has_head.wait, 20)
        await send({"type": "http.response.body", "body": b"late"})

    sock = serve(protocol, wait)(GET)
    assert sock.recv(2**16).startswith(b"HTTP/1.1 200 OK\r\n")
    has_head.set()
    found = b""
    while b"late" not in found:
        found += sock.recv(2**16) or pytest.fail(f"closed after {found!r}")


@pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=PROTOCOLS)
def test_an_answer_without_a_body_arrives(protocol, serve):
    sock = serve(protocol)(b"HEAD" + GET[3:-2] + b"Connection: close\r\n\r\n")
    found = b"".join(iter(lambda: sock.recv(2**16), b""))
    assert found.startswith(b"HTTP/1.1 200 OK\r\n") and found.endswith(b"\r\n\r\n")


def test_a_small_answer_is_written_at_once(serve, monkeypatch):
    quick_http = pytest.importorskip("prodigy.app.quick_http")
    written = []

    class Joined(quick_http._JoinedWrites):
        def __init__(self, transport, loop):
            super().__init__(Recorder(transport), loop)

    class Recorder:
        def __init__(self, transport):
            self._transport = transport

        def write(self, data):
            written.append(data)
            self._transport.write(data)

        def __getattr__(self, name):
            return getattr(self._transport, name)

    monkeypatch.setattr(quick_http, "_JoinedWrites", Joined)
    sock = serve(quick_http.ImpatientHttptools)(GET)
    while b"done" not in b"".join(written):
        sock.recv(2**16)
    [data] = written
    assert data.startswith(b"HTTP/1.1 200 OK\r\n") and b"done" in data
