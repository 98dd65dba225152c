"""Annotators at the level of the protocol: they do what the web app does, see frontend/src/store.

What was answered stays in an outbox until the server has confirmed it. A batch is repeated under
its id; taking an answer back breaks its batch up. Confirmed answers are changed at times.
"""

import http.client
import json
import random
import threading
import time
import uuid
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.chaos.ledger import Ledger, make_mark

BATCH_SIZE = 10
MAX_SENT = 50
TIMEOUT_S = 3.0  # the page waits longer; so more requests arrive after somebody gave up
DRAIN_TIMEOUT_S = 40.0
DECISIONS = ("accept", "reject", "ignore")


class RequestError(Exception):
    """A request failed, or nobody knows whether it did."""


@dataclass(frozen=True)
class Answered:
    """An answer in the outbox, or one that was confirmed.

    task (dict): The task with the answer.
    batch_id (str | None): Of the post that was tried with it.
    """

    task: dict[str, Any]
    batch_id: str | None = None

    @property
    def key(self) -> int:
        """Hash of the task."""
        return self.task["_task_hash"]


class Annotator(threading.Thread):
    """One annotator, who works until nothing is left.

    name (str): Of the session.
    port (int): Where the server is, or a proxy.
    dataset (str): For the full ID of the session.
    ledger (Ledger): Where everything is noted.
    drain (threading.Event): From when on to hurry.
    pause_s (float): How long to think at most until then, in seconds.
    """

    def __init__(
        self,
        name: str,
        port: int,
        dataset: str,
        ledger: Ledger,
        drain: threading.Event,
        seed: int,
        pause_s: float = 0.2,
    ) -> None:
        super().__init__(name=name, daemon=True)
        self.session = f"{dataset}-{name}"
        self.port = port
        self.ledger = ledger
        self.drain = drain
        self.pause_s = pause_s
        self.is_finished = False
        self._random = random.Random(seed)
        self._queue: list[dict[str, Any]] = []
        self._unsent: list[Answered] = []
        self._sent: list[Answered] = []
        self._done: set[int] = set()  # what was confirmed
        self._withdrawn: list[str] = []  # ids of batches that were given up
        self._instance: str | None = None
        self._n_answers = 0

    def run(self) -> None:
        """Work until nothing is left."""
        failures = 0
        while True:
            try:
                if self._step():
                    self.is_finished = True
                    return
                failures = 0
            except RequestError:
                failures += 1
                if self._random.random() < 0.3 and not self.drain.is_set():
                    self._change_something()
                self.ledger.count("requests failed")
                time.sleep(min(0.05 * 2**failures, 0.8) * self._random.uniform(0.5, 1.0))
            if not self.drain.is_set():
                time.sleep(self._random.uniform(0, self.pause_s))

    def ask_again(self) -> None:
        """After the end: nothing may be left."""
        tasks = self._request("POST", "/get_session_questions", self._who(excludes=[]))["tasks"]
        for task in tasks:
            self.ledger.complain(f"asked at the end: {self.session} {task['_task_hash']}")

    def _step(self) -> bool:
        """RETURNS (bool): Whether nothing is left."""
        chance = self._random.random()
        if self._instance is None or chance < 0.03:
            self._reload()
        elif chance < 0.08:
            self._send_draft()
        elif chance < 0.11:
            # What is in doubt is asked about, as a page does that was reloaded.
            pending = [{"_task_hash": answered.key} for answered in self._unsent]
            self._request("POST", "/figures", self._who(pending=pending))
        elif chance < 0.13:
            self._request("POST", "/activity", self._who())
        is_over = len(self._queue) < BATCH_SIZE and self._fetch()
        for _ in range(self._random.randint(1, 12)):
            if self._queue:
                self._answer(self._queue.pop(0))
        if not self.drain.is_set():
            self._change_something()
        self._post(everything=not self._queue or chance > 0.95)
        if not is_over or self._queue or self._unsent:
            return False
        if not self.drain.is_set():
            time.sleep(0.5)
            return False
        return self._others_are_done()

    def _others_are_done(self) -> bool:
        status = self._request("GET", f"/session_status?session_id={self.session}")
        if status["n_waiting"] or status["n_open"] or status["n_open_others"]:
            time.sleep(0.2)
            return False
        return bool(status["is_exhausted"])

    def _reload(self) -> None:
        """A page that is loaded anew drops the queue of a server that was started anew."""
        project = self._request("GET", f"/project?session={self.name}")
        if project["instance"] != self._instance and self._instance is not None:
            del self._queue[1:]  # the card itself may have edits
        self._instance = project["instance"]
        self.ledger.count("pages loaded")

    def _fetch(self) -> bool:
        """RETURNS (bool): Whether the server has nothing more."""
        held = [task["_task_hash"] for task in self._queue] + [a.key for a in self._unsent]
        data = self._request("POST", "/get_session_questions", self._who(excludes=held))
        known = set(held)
        for task in data["tasks"]:
            key = task["_task_hash"]
            if key in known:
                self.ledger.complain(f"asked although it is at hand: {self.session} {key}")
                continue
            if key in self._done:
                self.ledger.complain(f"asked again: {self.session} {key}")
            known.add(key)
            self._queue.append(task)
        self.ledger.count("batches fetched")
        return not data["tasks"] and not data.get("preparing")

    def _answer(self, task: dict[str, Any]) -> None:
        self._n_answers += 1
        answered = {
            **task,
            "answer": self._random.choice(DECISIONS),
            "note": f"{self.name}/{self._n_answers}",
            "_view_id": "text",
            "_timestamp": int(time.time()),
        }
        self.ledger.decide(self.session, task["_task_hash"], make_mark(answered))
        self._unsent.append(Answered(answered))

    def _change_something(self) -> None:
        chance = self._random.random()
        if chance < 0.15 and self._unsent:
            self._take_back(self._unsent[-1])
        elif chance < 0.25 and self._sent:
            answered = self._random.choice(self._sent)
            self._sent.remove(answered)
            self.ledger.count("answers changed after they were confirmed")
            self._answer(answered.task)
        elif tried := [answered for answered in self._unsent if answered.batch_id]:
            # Whoever sees that nothing arrives looks at it again.
            self._take_back(self._random.choice(tried))

    def _take_back(self, answered: Answered) -> None:
        """Answer something anew that was not confirmed. Its batch is another one without it."""
        self.ledger.count("answers taken back")
        self._unsent.remove(answered)
        if answered.batch_id:
            self.ledger.count("answers taken back after a post that failed")
            self._withdrawn.append(answered.batch_id)
            self._unsent = [
                replace(other, batch_id=None) if other.batch_id == answered.batch_id else other
                for other in self._unsent
            ]
        self._answer(answered.task)

    def _post(self, everything: bool) -> None:
        while due := self._find_due(everything):
            batch_id = due[0].batch_id or str(uuid.UUID(int=self._random.getrandbits(128)))
            rest = self._unsent[len(due) :]
            # The post may have arrived, whatever comes back: it keeps its id.
            self._unsent = [replace(answered, batch_id=batch_id) for answered in due] + rest
            answers = [answered.task for answered in due]
            payload = self._who(answers=answers, withdrawn=self._withdrawn)
            self._request("POST", "/give_answers", payload, {"X-Prodigy-Batch": batch_id})
            self.ledger.acknowledge(self.session, [(a.key, make_mark(a.task)) for a in due])
            self.ledger.count("batches acknowledged")
            self._unsent, self._withdrawn = rest, []
            self._done.update(answered.key for answered in due)
            self._sent = [*self._sent, *due][-MAX_SENT:]

    def _find_due(self, everything: bool) -> list[Answered]:
        """See dueAnswers of the web app."""
        first = self._unsent[0] if self._unsent else None
        if first and first.batch_id:
            n = 0
            while n < len(self._unsent) and self._unsent[n].batch_id == first.batch_id:
                n += 1
            return self._unsent[:n]
        n = len(self._unsent) if everything else BATCH_SIZE
        due = self._unsent[:n] if everything or len(self._unsent) >= 2 * BATCH_SIZE else []
        tried = next((i for i, answered in enumerate(due) if answered.batch_id), len(due))
        return due[:tried]

    def _send_draft(self) -> None:
        if self._queue:
            task = {**self._queue[0], "note": "half done"}
            payload = self._who(task_hash=task["_task_hash"], task=task)
            self._request("PUT", "/draft", payload)

    def _who(self, **rest: Any) -> dict[str, Any]:
        return {"session_id": self.session, **rest}

    def _request(
        self, method: str, path: str, payload: Any = None, headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """RETURNS (dict): The JSON that came back.

        RAISES (RequestError): Nothing did, or an error.
        """
        timeout = DRAIN_TIMEOUT_S if self.drain.is_set() else TIMEOUT_S
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        body = None if payload is None else json.dumps(payload)
        try:
            connection.request(
                method, path, body, {"Content-Type": "application/json", **(headers or {})}
            )
            response = connection.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException) as err:
            raise RequestError(str(err)) from err
        finally:
            connection.close()
        self.ledger.count(f"status {response.status}")
        if response.status != 200:
            if response.status < 500:
                self.ledger.complain(f"{method} {path}: {response.status} {text[:200]!r}")
            raise RequestError(text.decode("utf8", "replace"))
        return json.loads(text)
