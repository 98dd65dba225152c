"""Connections that say nothing, or never all of it."""

import json
import socket
import threading

import pytest
import uvicorn

from prodigy.app import connections

HALF = b"POST / HTTP/1.1\r\nHost: a\r\nContent-"
SLOW_BODY = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n1"
GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


async def answer(scope, receive, send):
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"done"})


@pytest.fixture
def serve():
    """A function that serves with a protocol, and returns a function that connects to it."""
    servers, sockets = [], []

    def start(protocol):
        listening = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(answer, http=protocol, log_level="error", lifespan="off")
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


def read_answer(sock):
    data = b""
    while not data.endswith(b"done\r\n0\r\n\r\n"):
        part = sock.recv(1_000)
        assert part, "closed"
        data += part
    return data


@pytest.mark.parametrize("data", [b"", HALF], ids=["nothing", "half"])
def test_a_connection_whose_request_does_not_come_is_closed(data, serve, monkeypatch):
    monkeypatch.setattr(connections, "MAX_WAIT_S", 0.1)
    assert is_closed(serve(connections.ImpatientProtocol)(data))


def test_with_too_many_connections_those_that_wait_longest_go(serve):
    class Small(connections.ImpatientProtocol):
        max_connections = 3

    connect = serve(Small)
    waiting = [connect(data) for data in (b"", HALF, SLOW_BODY)]
    for sock in waiting:
        new = connect(GET)
        assert read_answer(new).startswith(b"HTTP/1.1 200")
        assert is_closed(sock)
    new.sendall(GET)  # a connection that brings requests stays
    assert read_answer(new)


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
