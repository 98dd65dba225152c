"""Annotators who work as fast as they can, without a browser: many in one thread."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

RETRY_S = 0.05  # after a connection has failed, as the web app does
GIVE_UP_S = 120.0  # without any task


@dataclass
class Ledger:
    """What was done.

    acknowledged (dict[str, str]): Text of a task to the session whose answer was acknowledged.
    n_doubled (int): Tasks that more than one session has answered.
    n_failed (int): Requests that had to be repeated.
    seconds (float): How long it took.
    """

    acknowledged: dict[str, str] = field(default_factory=dict)
    n_doubled: int = 0
    n_failed: int = 0
    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)

    @property
    def tasks_per_s(self) -> float:
        """Answers that were acknowledged in a second."""
        return len(self.acknowledged) / self.seconds


class Connection:
    """A connection that stays, as that of a browser. Opens another one if it fails.

    addresses (Sequence[tuple[str, int]]): Hosts and ports, one after the other.
    """

    def __init__(self, addresses: Sequence[tuple[str, int]], number: int) -> None:
        self._addresses, self._number = addresses, number
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, payload: Any, headers: str = "") -> Any:
        """Post JSON. RETURNS (Any): JSON. RAISES (OSError): It failed."""
        body = json.dumps(payload).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n{headers}\r\n"
        )
        try:
            if self._streams is None:
                address = self._addresses[self._number % len(self._addresses)]
                self._streams = await asyncio.open_connection(*address)
            reader, writer = self._streams
            writer.write(head.encode() + body)
            status = await reader.readline()
            length = 0
            while (line := await reader.readline()) not in (b"\r\n", b""):
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            data = await reader.readexactly(length)
            if b" 200 " not in status:
                raise ConnectionError(f"{status!r} {data!r}")
            return json.loads(data)
        except (OSError, EOFError):
            self.close()
            self._number += 1
            raise

    def close(self) -> None:
        """Close it."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def annotate(
    name: str, connection: Connection, ledger: Ledger, is_done: Callable[[], bool]
) -> None:
    """Answer tasks until there are none left."""
    end = time.monotonic() + GIVE_UP_S
    while not is_done() and time.monotonic() < end:
        started = time.perf_counter()
        payload = {"session_id": name, "excludes": []}
        response = await _insist(connection, ledger, "/get_session_questions", payload)
        tasks = response["tasks"]
        if not tasks:
            if not response.get("preparing"):
                await asyncio.sleep(RETRY_S)  # others may leave theirs
            continue
        answers = [{**task, "answer": "accept"} for task in tasks]
        batch = f"X-Prodigy-Batch: {uuid.uuid4()}\r\n"
        payload = {"session_id": name, "answers": answers}
        await _insist(connection, ledger, "/give_answers", payload, batch)
        ledger.waits.append(time.perf_counter() - started)
        for task in tasks:
            known = ledger.acknowledged.setdefault(task["text"], name)
            ledger.n_doubled += known != name
        end = time.monotonic() + GIVE_UP_S
    connection.close()


async def _insist(
    connection: Connection, ledger: Ledger, path: str, payload: Any, headers: str = ""
) -> Any:
    end = time.monotonic() + GIVE_UP_S
    while True:
        try:
            return await connection.post(path, payload, headers)
        except (OSError, EOFError):
            ledger.n_failed += 1
            if time.monotonic() > end:
                raise
            await asyncio.sleep(RETRY_S)


def work(
    addresses: Sequence[tuple[str, int]],
    n_annotators: int,
    n_tasks: int,
    *,
    beside: Callable[[Ledger], Any] | None = None,
) -> Ledger:
    """Let annotators answer all tasks.

    addresses (Sequence[tuple[str, int]]): Hosts and ports of the servers.
    n_annotators (int): How many work at the same time.
    n_tasks (int): How many tasks there are; the work is done when all are answered.
    beside (callable | None): A coroutine function that runs meanwhile.
    RETURNS (Ledger): What they did.
    """
    ledger = Ledger()

    async def run() -> None:
        def is_done() -> bool:
            return len(ledger.acknowledged) >= n_tasks

        other = asyncio.ensure_future(beside(ledger)) if beside else None
        started = time.perf_counter()
        await asyncio.gather(
            *(
                annotate(f"ann{i}", Connection(addresses, i), ledger, is_done)
                for i in range(n_annotators)
            )
        )
        ledger.seconds = time.perf_counter() - started
        if other is not None:
            other.cancel()

    asyncio.run(run())
    return ledger


def check(ledger: Ledger, stored: Sequence[tuple[str, str]], texts: set[str]) -> list[str]:
    """Compare what was acknowledged with what is stored.

    stored (Sequence[tuple[str, str]]): Text and session of each answer.
    texts (set[str]): Of all tasks.
    RETURNS (list[str]): What is wrong.
    """
    counts = Counter(text for text, _ in stored)
    by_text = dict(stored)
    wrong = [f"answered {n} times: {text}" for text, n in counts.items() if n > 1]
    wrong += [f"never answered: {text}" for text in texts - set(counts)]
    wrong += [f"unknown: {text}" for text in set(counts) - texts]
    for text, name in ledger.acknowledged.items():
        if text not in counts:
            wrong.append(f"lost: {text} of {name}")
        elif not by_text[text].endswith(f"-{name}"):
            wrong.append(f"of {by_text[text]} instead of {name}: {text}")
    return wrong
