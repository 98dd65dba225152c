"""A web server of this machine that stands in for the services that the tests may not use."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


class Request:
    """A request that the server got: its path, parameters (strings) and headers."""

    def __init__(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        self.path = parts.path
        self.params = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.headers = dict(handler.headers.items())


class FakeWeb:
    """Answers with what the test sets as `answer`, and remembers the requests.

    answer (callable): Takes a `Request`; returns the content as JSON data or as bytes, or a tuple
        of status, content and headers. The content None closes the connection without an answer.
    requests (list[Request]): What was asked, in order.
    url (str): The address, without a slash at its end.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answer: Callable[[Request], Any] = lambda request: (404, b"", {})
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web._respond(self)

            def log_message(self, *args: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *args: Any) -> None:
                pass  # clients that give up are what some tests are about

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def _respond(self, handler: BaseHTTPRequestHandler) -> None:
        request = Request(handler)
        self.requests.append(request)
        answer = self.answer(request)
        status, content, headers = answer if isinstance(answer, tuple) else (200, answer, {})
        if content is None:
            handler.close_connection = True
            return
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        handler.send_response(status)
        for name, value in {"Content-Length": len(body), **headers}.items():
            handler.send_header(name, str(value))
        handler.end_headers()
        handler.wfile.write(body)

    def close(self) -> None:
        """Stop the server and wait for its thread."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
