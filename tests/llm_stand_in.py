"""A language model that is none: an endpoint like OpenAI's on this machine, which also misbehaves.

It answers what it is told to, by a script that names a fault for each request, and keeps its own
ledger of what it was asked and what it charged. To try something out by hand:

    python -m tests.llm_stand_in --port 8123 --faults 429,500,cut,prose,refusal,no-usage
"""

import argparse
import itertools
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# What can go wrong, and whether tokens are charged for it all the same.
FAULTS: dict[str, bool] = {
    "429": False,  # too many requests, with Retry-After
    "500": False,
    "quota": False,  # 429 that never ends: no credit left
    "slow": True,  # answers after `slow_s`
    "cut": True,  # half of the body, then the connection ends
    "drop": False,  # closes the connection without any answer
    "html": True,  # status 200 and a page instead of JSON
    "prose": True,  # words instead of the JSON that was asked for
    "half": True,  # JSON that ends in the middle, finish_reason "length"
    "refusal": True,
    "excuse": True,  # refuses in words
    "filter": False,  # 400, as content filters answer
    "empty": True,
    "no-usage": True,
}


@dataclass
class Asked:
    """A request.

    body (dict): All of it.
    number (int): Which one it was, from 0.
    headers (dict[str, str]): Its headers, names in lower case.
    """

    body: dict[str, Any]
    number: int
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def messages(self) -> list[dict[str, Any]]:
        if "prompt" in self.body:
            return [{"role": "user", "content": self.body["prompt"]}]
        return self.body["messages"]

    @property
    def prompt(self) -> str:
        """The contents of all messages, as one text."""
        return "\n\n".join(str(message.get("content")) for message in self.messages)

    @property
    def format(self) -> str | None:
        """How JSON was asked for: "json_schema", "json_object" or None."""
        return (self.body.get("response_format") or {}).get("type")

    @property
    def schema(self) -> dict[str, Any] | None:
        """The schema, if the reply has to fit one."""
        content = (self.body.get("response_format") or {}).get("json_schema") or {}
        return content.get("schema")


@dataclass
class Charge:
    """What was charged for a request: numbers of tokens, and the fault if there was one."""

    prompt: str
    prompt_tokens: int
    completion_tokens: int
    fault: str | None = None


Answer = Callable[[Asked], Any]
Script = Callable[[Asked], str | None] | Iterable[str | None]


class LLMStandIn:
    """The server. Use it in a `with`.

    answer (callable): Takes an `Asked`, returns the reply: a text, or data for JSON. Defaults to
        the smallest data that fits the schema, or "ok".
    script (callable | iterable): The fault of each request, a key of `FAULTS` or None: a function
        of `Asked`, or one item per request (at its end: no more faults).
    models (Sequence[str]): The models that it has.
    key (str | None): The key that requests need.
    knows (Sequence[str]): Ways to ask for JSON that it knows; others are rejected.
    rejects (dict[str, str]): Parameter to the message with which a request that has it is rejected.
    context (int | None): Most tokens of a prompt.
    retry_after (float | str): The header Retry-After of status 429.
    slow_s (float): Seconds for a slow answer.
    delay_s (float): Seconds for every answer.
    asked (list[Asked]): What was asked, in order.
    charges (list[Charge]): What was charged, in order.
    faults (Counter): The faults that happened.
    most_at_once (int): How many requests there were at the same time, at most.
    """

    def __init__(
        self,
        answer: Answer | None = None,
        script: Script = (),
        *,
        models: Sequence[str] = ("stand-in",),
        key: str | None = None,
        knows: Sequence[str] = ("json_schema", "json_object"),
        rejects: dict[str, str] | None = None,
        context: int | None = None,
        retry_after: float | str = 0.05,
        slow_s: float = 1.0,
        delay_s: float = 0.0,
        port: int = 0,
    ) -> None:
        self.answer = answer or answer_schema
        self._script = script if callable(script) else _play(iter(script))
        self.models, self.key, self.knows = models, key, knows
        self.rejects, self.context = rejects or {}, context
        self.retry_after, self.slow_s, self.delay_s = retry_after, slow_s, delay_s
        self.asked: list[Asked] = []
        self.charges: list[Charge] = []
        self.faults: Counter[str] = Counter()
        self.most_at_once = 0
        self._at_once = 0
        self._lock = threading.Lock()
        self._server = _make_server(self, port)
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> "LLMStandIn":
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *args: Any) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def tokens(self) -> tuple[int, int]:
        """Tokens of prompts and of replies that were charged, for everything."""
        return sum_tokens(self.charges)

    @property
    def times_charged(self) -> Counter[str]:
        """Prompt to how often it was charged."""
        return Counter(charge.prompt for charge in self.charges)

    def respond(self, body: dict[str, Any], headers: dict[str, str]) -> "Response":
        with self._lock:
            asked = Asked(body, len(self.asked), headers)
            self.asked.append(asked)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            time.sleep(self.delay_s)
            return self._reject(asked) or self._reply(asked)
        finally:
            with self._lock:
                self._at_once -= 1

    def _reject(self, asked: Asked) -> "Response | None":
        if self.key and asked.headers.get("authorization") != f"Bearer {self.key}":
            return make_error(401, "Incorrect API key provided", "invalid_api_key")
        if asked.body.get("model") not in self.models:
            return make_error(404, f"The model `{asked.body.get('model')}` does not exist", "model")
        if asked.format and asked.format not in self.knows:
            return make_error(400, f"response_format.type {asked.format} is not supported")
        for name, message in self.rejects.items():
            if name in asked.body:
                return make_error(400, message, "unsupported_parameter")
        if self.context is not None and count_tokens(asked.prompt) > self.context:
            text = f"This model's maximum context length is {self.context} tokens"
            return make_error(400, text, "context_length_exceeded")
        return None

    def _reply(self, asked: Asked) -> "Response":
        with self._lock:
            fault = self._script(asked)
            if fault:
                self.faults[fault] += 1
        if fault == "429":
            headers = {"Retry-After": str(self.retry_after)}
            return make_error(429, "Too many requests", "rate_limit_exceeded", headers)
        if fault == "quota":
            return make_error(429, "You exceeded your current quota", "insufficient_quota")
        if fault == "500":
            return make_error(500, "Something went wrong")
        if fault == "filter":
            return make_error(400, "The prompt triggered the content policy", "content_filter")
        if fault == "drop":
            return Response(200, None)
        body, prompt, n_in, n_out = self._complete(asked, fault)
        with self._lock:
            self.charges.append(Charge(prompt, n_in, n_out, fault))
        if fault == "slow":
            time.sleep(self.slow_s)
        if fault == "html":
            return Response(200, b"<html><body>Welcome</body></html>")
        return Response(200, json.dumps(body).encode(), is_cut=fault == "cut")

    def _complete(self, asked: Asked, fault: str | None) -> tuple[dict[str, Any], str, int, int]:
        content = self.answer(asked)
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        message: dict[str, Any] = {"role": "assistant", "content": text}
        finish = "stop"
        if fault == "prose":
            message["content"] = "Sure! Here is what I found: nothing, {of: any} use."
        elif fault == "half":
            message["content"], finish = text[: len(text) // 2], "length"
        elif fault == "refusal":
            message.update(content=None, refusal="That is against my rules.")
        elif fault == "excuse":
            message["content"] = "I'm sorry, but I can't assist with that request."
        elif fault == "empty":
            message["content"] = ""
        n_in = count_tokens(asked.prompt)
        n_out = count_tokens(message["content"] or message.get("refusal", ""))
        body: dict[str, Any] = {
            "id": f"chatcmpl-{asked.number}",
            "object": "chat.completion",
            "model": asked.body["model"],
            "choices": [{"index": 0, **_say(asked, message), "finish_reason": finish}],
        }
        if fault != "no-usage":
            usage = {"prompt_tokens": n_in, "completion_tokens": n_out}
            body["usage"] = {**usage, "total_tokens": n_in + n_out}
        return body, asked.prompt, n_in, n_out


def _say(asked: Asked, message: dict[str, Any]) -> dict[str, Any]:
    return {"text": message["content"] or ""} if "prompt" in asked.body else {"message": message}


@dataclass
class Response:
    """What is sent. The body None closes the connection; if it is cut, only half of it is sent."""

    status: int
    body: bytes | None
    headers: dict[str, str] = field(default_factory=dict)
    is_cut: bool = False


def make_error(
    status: int, message: str, code: str | None = None, headers: dict[str, str] | None = None
) -> Response:
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": code}
    return Response(status, json.dumps({"error": error}).encode(), headers or {})


def count_tokens(text: str) -> int:
    """Words and marks, as good as any other way."""
    return len(re.findall(r"\w+|[^\w\s]", text))


def sum_tokens(charges: Iterable[Charge]) -> tuple[int, int]:
    charges = list(charges)
    return sum(c.prompt_tokens for c in charges), sum(c.completion_tokens for c in charges)


def answer_schema(asked: Asked) -> Any:
    """Answer with the smallest data that fits the schema, or with "ok"."""
    return "ok" if asked.schema is None else _make_smallest(asked.schema)


def answer_names(asked: Asked) -> Any:
    """Take words with capitals for names, now and then with one that is not there."""
    if asked.schema is None:
        return "1. " + "\n1. ".join(
            f"{name} | True | ORG | it has capitals" for name in _names(asked)
        )
    items = asked.schema["properties"].get("spans")
    if items is None:
        return answer_schema(asked)
    labels = items["items"]["properties"]["label"]["enum"]
    made_up = [{"text": "Atlantis", "label": "PLANET"}] if asked.number % 5 == 0 else []
    names = enumerate(_names(asked))
    spans = [{"text": name, "label": labels[n % len(labels)]} for n, name in names]
    return {"spans": made_up + spans}


def _names(asked: Asked) -> list[str]:
    text = str(asked.messages[-1]["content"]).rpartition("Paragraph:")[2]
    return re.findall(r"\b[A-Z]\w+(?: [A-Z]\w+)*", text)[1:4]


def _make_smallest(schema: dict[str, Any]) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        return {k: _make_smallest(v) for k, v in schema.get("properties", {}).items()}
    return {"array": [], "string": "", "integer": 0, "number": 0, "boolean": False}.get(kind)


def _play(faults: Iterator[str | None]) -> Callable[[Asked], str | None]:
    return lambda asked: next(faults, None)


def _make_server(stand_in: LLMStandIn, port: int) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            models = [{"id": name, "object": "model"} for name in stand_in.models]
            self._send(Response(200, json.dumps({"object": "list", "data": models}).encode()))

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            kind = "completions" if "prompt" in body else "chat/completions"
            if self.path != f"/v1/{kind}":
                self._send(make_error(404, f"No such path: {self.path}"))
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            self._send(stand_in.respond(body, headers))

        def _send(self, response: Response) -> None:
            if response.body is None:
                self.close_connection = True
                return
            self.send_response(response.status)
            self.send_header("Content-Type", "application/json")
            for name, value in response.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(response.body)))
            self.end_headers()
            n_bytes = len(response.body) // 2 if response.is_cut else len(response.body)
            self.wfile.write(response.body[:n_bytes])
            self.close_connection = self.close_connection or response.is_cut

        def log_message(self, *args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, *args: Any) -> None:
            pass  # clients that give up or are killed are what some tests are about

    return Server(("127.0.0.1", port), Handler)


@contextmanager
def run_by_hand() -> Iterator[LLMStandIn]:
    parser = argparse.ArgumentParser(description="An endpoint like OpenAI's that needs no model")
    parser.add_argument("--port", type=int, default=8123)
    parser.add_argument("--faults", default="", help="Faults, one after the other, in a circle")
    parser.add_argument("--every", type=int, default=4, help="Only every n-th request has a fault")
    parser.add_argument("--delay", type=float, default=0.2, help="Seconds for an answer")
    args = parser.parse_args()
    faults = [name for name in args.faults.split(",") if name]
    good = [None] * (args.every - 1)
    script = itertools.cycle([f for name in faults for f in (*good, name)]) if faults else ()
    options = {"port": args.port, "delay_s": args.delay, "retry_after": 1}
    with LLMStandIn(answer_names, script, **options) as server:
        yield server


if __name__ == "__main__":
    with run_by_hand() as stand_in:
        print(f"Listening on {stand_in.url}, the model is {stand_in.models[0]}")  # noqa: T201
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            n_in, n_out = stand_in.tokens
            print(f"\n{len(stand_in.asked)} requests, charged {n_in}+{n_out} tokens")  # noqa: T201
            print(dict(stand_in.faults))  # noqa: T201
