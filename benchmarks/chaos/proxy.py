"""A network that can't be trusted: between annotators and servers, request by request.

What happens to a request is drawn from a list of faults. Each client connection carries one
request; the server is told that its connection ends with it, so what comes back ends there, too.
"""

import asyncio
import random
import struct
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from socket import SO_LINGER, SOL_SOCKET
from typing import Any

# Name of a fault to its weight. "none" is a request that nothing happens to.
WEIGHTS = {
    "none": 60,
    "cut before the request": 3,
    "cut within the body": 4,
    "cut after the body": 6,
    "cut within the response": 5,
    "cut after the response": 2,
    "response dropped": 2,
    "delayed": 8,
    "doubled": 5,
    "doubled later": 5,
    "delivered after the client gave up": 6,
}
CUTS = [name for name in WEIGHTS if name not in ("none", "delayed")]
LATE_S = 4.0  # how much later a request may arrive at most
DROP_S = 8.0  # longer than clients wait
FILES = (b"GET /assets", b"GET /static", b"GET /?", b"GET /favicon")
FILES_SPARED = 0.9


class Proxy:
    """Passes requests on from a port of its own, in a thread of its own.

    ports (Sequence[int]): Where servers listen, on this machine. Each request goes to any of them.
    seed (int): For what happens to requests.
    on_answers (callable): Called, in the thread of the proxy, when answers have been passed on.

    counts (Counter): How often what happened.
    is_on (bool): Whether anything happens to requests.
    """

    def __init__(
        self, ports: Sequence[int], seed: int, on_answers: Callable[[], None] = lambda: None
    ) -> None:
        self.ports = list(ports)
        self.counts: Counter[str] = Counter()
        self.is_on = False
        self.n_late = 0  # requests that are still to arrive
        self.port = 0
        self._on_answers = on_answers
        self._random = random.Random(seed)
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[Any]] = set()
        is_ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(is_ready,), daemon=True)
        self._thread.start()
        is_ready.wait()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def n_cuts(self) -> int:
        """Requests and responses that were cut, dropped, doubled or late."""
        return sum(self.counts[name] for name in CUTS)

    def close(self) -> None:
        """Stop to listen."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self, is_ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        start = asyncio.start_server(self._serve, "127.0.0.1", 0, limit=2**20)
        server = self._loop.run_until_complete(start)
        self.port = server.sockets[0].getsockname()[1]
        is_ready.set()
        self._loop.run_forever()
        server.close()
        while tasks := asyncio.all_tasks(self._loop):
            for task in tasks:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Nobody else holds a task that waits for a connection which nobody holds.
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            request = await _read_request(reader)
            if request is not None:
                await self._handle(request, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            _abort(writer)
        except asyncio.CancelledError:
            pass  # the end; the streams of asyncio would complain about a task that was cancelled
        finally:
            with suppress(OSError):
                writer.close()

    async def _handle(self, request: tuple[bytes, bytes], writer: asyncio.StreamWriter) -> None:
        head, body = request
        fate = "none"
        # A page has dozens of files, and none of them may be missing.
        if self.is_on and not (head.startswith(FILES) and self._random.random() < FILES_SPARED):
            (fate,) = self._random.choices(list(WEIGHTS), WEIGHTS.values())
            self.counts[fate] += 1
        if head.startswith(b"POST /give_answers"):
            self._on_answers()
        if fate == "cut before the request":
            _abort(writer)
        elif fate == "cut within the body":
            _abort(writer)
            await self._exchange(head, body[: len(body) // 2], is_cut=True)
        elif fate == "cut after the body":
            _abort(writer)
            await self._exchange(head, body)
        elif fate == "delivered after the client gave up":
            _abort(writer)
            self._send_later(head, body)
        elif fate == "response dropped":
            await self._exchange(head, body)
            await asyncio.sleep(DROP_S)
            _abort(writer)
        else:
            await self._answer(fate, head, body, writer)

    async def _answer(
        self, fate: str, head: bytes, body: bytes, writer: asyncio.StreamWriter
    ) -> None:
        if fate == "delayed":
            await asyncio.sleep(self._random.uniform(0.05, 1.0))
        if fate == "doubled":
            task = self._loop.create_task(self._exchange(head, body))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif fate == "doubled later":
            self._send_later(head, body)
        response = await self._exchange(head, body)
        if not response:
            _abort(writer)  # the server was killed
            return
        end = len(response) // 2 if fate == "cut within the response" else len(response)
        writer.write(response[:end])
        await writer.drain()
        if fate.startswith("cut"):
            _abort(writer)

    def _send_later(self, head: bytes, body: bytes) -> None:
        async def send() -> None:
            try:
                await asyncio.sleep(self._random.uniform(0.1, LATE_S))
                await self._exchange(head, body)
            finally:
                self.n_late -= 1

        self.n_late += 1
        task = self._loop.create_task(send())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _exchange(self, head: bytes, body: bytes, is_cut: bool = False) -> bytes:
        """Pass a request on. RETURNS (bytes): The response, as far as it came."""
        try:
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", self._random.choice(self.ports), limit=2**20
            )
        except OSError:
            return b""  # nobody is there
        try:
            writer.write(head + body)
            await writer.drain()
            if is_cut:
                _abort(writer)
                return b""
            return await _read_all(reader)
        except OSError:
            return b""
        finally:
            with suppress(OSError):
                writer.close()


async def _read_request(reader: asyncio.StreamReader) -> tuple[bytes, bytes] | None:
    """RETURNS (tuple | None): Head and body of a request; None if there is none."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    kept = [line for line in lines if not line.lower().startswith(("connection:", "keep-alive:"))]
    lengths = [line.split(":")[1] for line in lines if line.lower().startswith("content-length:")]
    body = await reader.readexactly(int(lengths[0])) if lengths else b""
    kept.append("Connection: close")
    return ("\r\n".join(kept) + "\r\n\r\n").encode("latin-1"), body


async def _read_all(reader: asyncio.StreamReader) -> bytes:
    """RETURNS (bytes): A whole response, or nothing if it was cut."""
    data = await reader.read()
    head, _, body = data.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:") and len(body) < int(line.split(b":")[1]):
            return b""
    return data


def _abort(writer: asyncio.StreamWriter) -> None:
    """End a connection as a cable that is pulled: nothing that waits is sent."""
    sock = writer.get_extra_info("socket")
    with suppress(OSError, AttributeError):
        sock.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
