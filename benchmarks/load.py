"""Many annotators at the same time: each gets a task, answers it, and gets the next one.

The client costs as little as possible, because it has to share the machine with the server: one
thread, one connection for each annotator, and requests that are written by hand.
"""

import asyncio
import json
import statistics
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

JSON_TYPE = "Content-Type: application/json\r\n"


@dataclass
class Load:
    """What a run came to.

    seconds (float): From the first request to the last answer.
    get_s (list[float]): Seconds of each request for tasks.
    give_s (list[float]): Seconds of each answer.
    keys (list[int]): Task hashes of everything that was answered.
    """

    seconds: float = 0.0
    get_s: list[float] = field(default_factory=list)
    give_s: list[float] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)

    @property
    def tasks_per_s(self) -> float:
        """Tasks that were answered in a second, by all annotators together."""
        return len(self.keys) / self.seconds


def get_percentile(times: Sequence[float], percent: int) -> float:
    """RETURNS (float): So many seconds or less took this share of the requests."""
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]


class Annotator:
    """One annotator on a connection of his own.

    port (int): Where the server listens, on 127.0.0.1.
    name (str): Session of the annotator.
    """

    def __init__(self, port: int, name: str) -> None:
        self.port, self.name = port, name
        self.reader: Any = None
        self.writer: Any = None

    async def post(self, path: str, body: Any, headers: str = "") -> Any:
        """Send a request. RETURNS (Any): The JSON of the response."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        data = json.dumps(body).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{JSON_TYPE}{headers}"
            f"Content-Length: {len(data)}\r\n\r\n"
        )
        self.writer.write(head.encode() + data)
        start = await self.reader.readuntil(b"\r\n\r\n")
        lines = start.lower().split(b"\r\n")
        length = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
        content = await self.reader.readexactly(length)
        if b" 200 " not in lines[0]:
            raise RuntimeError(f"{path} failed: {content[:500]!r}")
        return json.loads(content)

    async def work(self, load: Load, count: int) -> None:
        """Answer tasks one by one until that many are done by all together, or nothing is left."""
        while len(load.keys) < count:
            start = time.perf_counter()
            answer = await self.post("/get_session_questions", {"session_id": self.name})
            got = time.perf_counter()
            if not answer["tasks"]:
                if answer.get("preparing"):
                    continue
                return
            answers = [{**task, "answer": "accept"} for task in answer["tasks"]]
            load.keys += [task["_task_hash"] for task in answer["tasks"]]
            batch = f"X-Prodigy-Batch: {uuid.uuid4()}\r\n"
            ready = time.perf_counter()
            await self.post("/give_answers", {"answers": answers, "session_id": self.name}, batch)
            load.give_s.append(time.perf_counter() - ready)
            load.get_s.append(got - start)

    async def close(self) -> None:
        """Hang up."""
        if self.writer is not None:
            self.writer.close()
            await self.writer.wait_closed()


async def _run(port: int, names: Sequence[str], count: int) -> Load:
    load = Load()
    annotators = [Annotator(port, name) for name in names]
    for annotator in annotators:  # sessions are made, connections opened: nobody waits for that
        await annotator.post("/activity", {"session_id": annotator.name})
    start = time.perf_counter()
    await asyncio.gather(*(annotator.work(load, count) for annotator in annotators))
    load.seconds = time.perf_counter() - start
    await asyncio.gather(*(annotator.close() for annotator in annotators))
    return load


def run_load(port: int, names: Sequence[str], count: int) -> Load:
    """Let annotators work at the same time.

    port (int): Where the server listens.
    names (Sequence[str]): The annotators.
    count (int): Tasks that all together answer, at least.
    RETURNS (Load): What was measured.
    RAISES (RuntimeError): A request failed.
    """
    return asyncio.run(_run(port, names, count))
