"""The client: asks one model, and makes sure that nothing is asked twice."""

from __future__ import annotations

import re
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

from ..config import get_variable
from ..errors import ConfigError
from ..logger import log
from ..messages import msg
from .bodies import Answer
from .cache import ReplyCache, make_digest
from .ledger import Ledger
from .replies import Prompt, Reply, Usage, format_prompt, make_messages
from .settings import ModelSettings
from .structured import IS_UNKNOWN, MODES, add_instruction, is_refusal, make_format, parse_reply
from .transport import ModelError, Rejected, Transport
from .workers import DaemonPool

# Prompts that are asked ahead, per thread: a slow one must not keep the others waiting.
LOOK_AHEAD = 2
_IS_ABOUT_LENGTH = re.compile("context|too (?:long|many|large)|maximum.*token|token.*limit", re.I)
_IS_FILTERED = re.compile("content.?filter|content.?policy|moderat|flagged|safety", re.I)

_Item = TypeVar("_Item")


class ChatClient:
    """Asks a language model. Threads may share a client.

    settings (ModelSettings): The model, see `get_model_settings`.
    cache (ReplyCache | None): Where replies are kept. Defaults to None (the one in the Prodigy
        home, unless the settings say that there is none).
    ledger (Ledger | None): Where everything is counted. Defaults to None (a new one).
    RAISES (ConfigError): The key is to be read from a variable that is not set.
    """

    def __init__(
        self,
        settings: ModelSettings,
        cache: ReplyCache | None = None,
        ledger: Ledger | None = None,
    ) -> None:
        self.settings = settings
        self.ledger = ledger or Ledger(settings.currency)
        self.cache = cache or (ReplyCache() if settings.cache else None)
        self._transport = Transport(settings, _read_key(settings), self.ledger)
        self._mode = MODES[0] if settings.structured == "auto" else settings.structured
        self._renamed: dict[str, str | None] = {}
        self._flights: dict[str, list[Any]] = {}
        self._lock = threading.Lock()

    def ask(
        self, prompt: Prompt, schema: dict[str, Any] | None = None, *, variant: int = 0
    ) -> Reply:
        """Ask, and wait for the reply.

        prompt (str | list[dict]): What the user says, or messages.
        schema (dict | None): JSON schema of the reply. Defaults to None (a text).
        variant (int): Number of the reply, if the same is asked several times to get different
            replies: each has its own place in the cache. Defaults to 0.
        RETURNS (Reply): The reply. What is wrong with it is in its `problem`.
        RAISES (ModelError): The model can't be asked: no network, no such model, no key.
        """
        return self._ask(prompt, schema, variant, threading.Event())

    def ask_all(
        self, prompts: Iterable[Prompt], schema: dict[str, Any] | None = None
    ) -> Iterator[Reply]:
        """Ask several prompts at the same time, and yield the replies in order.

        prompts (Iterable[str | list[dict]]): The prompts. They are read a few ahead of what is
            yielded, so there may be any number of them.
        schema (dict | None): JSON schema of the replies. Defaults to None (texts).
        YIELDS (Reply): The reply to each prompt.
        RAISES (ModelError): The model can't be asked. Replies that are paid for stay in the cache.
        """
        for _, reply in self.ask_each(prompts, lambda prompt: prompt, schema):
            yield reply

    def ask_each(
        self,
        items: Iterable[_Item],
        make_prompt: Callable[[_Item], Prompt],
        schema: dict[str, Any] | Callable[[_Item], dict[str, Any]] | None = None,
        check: dict[str, Any] | None = None,
        *,
        get_variant: Callable[[_Item], int] = lambda item: 0,
    ) -> Iterator[tuple[_Item, Reply]]:
        """Ask something about each item, as `ask_all` does.

        items (Iterable): Anything, e.g. tasks.
        make_prompt (Callable): Makes the prompt for an item. Called in the thread of the caller.
        schema (dict | Callable | None): JSON schema of the replies, or makes the one for an item.
            Defaults to None (texts).
        check (dict | None): JSON schema that replies have to fit, if it is a wider one than what
            is asked for. Defaults to None (the same).
        get_variant (Callable): Gets the number of an item's reply, see `ask`. Defaults to 0 for
            all: items with the same prompt share a reply.
        YIELDS (tuple[Any, Reply]): Each item in order, and the reply.
        """
        stop = threading.Event()
        pool = DaemonPool(self.settings.concurrency)
        waiting: deque[tuple[_Item, Future[Reply]]] = deque()
        try:
            for item in items:
                prompt = make_prompt(item)
                wanted = schema(item) if callable(schema) else schema
                variant = get_variant(item)
                future = pool.submit(self._ask, prompt, wanted, variant, stop, check)
                waiting.append((item, future))
                is_full = len(waiting) >= LOOK_AHEAD * self.settings.concurrency
                while waiting and (is_full or waiting[0][1].done()):
                    is_full = False
                    yield _take(waiting)
            while waiting:
                yield _take(waiting)
        finally:
            # Requests that are under way are paid for: their replies still go to the cache.
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)

    def list_models(self) -> list[str]:
        """RETURNS (list[str]): The models that the endpoint has. Empty if it doesn't say."""
        return self._transport.list_models()

    def close(self) -> None:
        """Close the connections. The cache stays open, since others may use it."""
        self._transport.close()

    def _ask(
        self,
        prompt: Prompt,
        schema: dict[str, Any] | None,
        variant: int,
        stop: threading.Event,
        check: dict[str, Any] | None = None,
    ) -> Reply:
        messages = make_messages(prompt)
        options = self._make_options()
        digest = make_digest(
            self.settings.url, self.settings.model, options, messages, schema, variant
        )
        with self._alone(digest):
            stored = self.cache.get(digest) if self.cache else None
            if stored is not None:
                reply = self._judge(Answer(**stored), check or schema, cached=True)
            else:
                reply = self._fetch(messages, options, schema, check or schema, digest, stop)
        self.ledger.add(reply)
        return reply

    def _fetch(
        self,
        messages: list[dict[str, Any]],
        options: dict[str, Any],
        schema: dict[str, Any] | None,
        check: dict[str, Any] | None,
        digest: str,
        stop: threading.Event,
    ) -> Reply:
        try:
            answer = self._send(messages, options, schema, stop)
        except Rejected as err:
            return self._judge_rejection(err)
        if self.cache:
            self.cache.put(digest, answer.to_json(), self.settings.model)
        return self._judge(answer, check)

    def _send(
        self,
        messages: list[dict[str, Any]],
        options: dict[str, Any],
        schema: dict[str, Any] | None,
        stop: threading.Event,
    ) -> Answer:
        """Send a request, in another way if the server doesn't know the one that was tried."""
        while True:
            mode, renamed = self._mode, dict(self._renamed)
            body = {"model": self.settings.model, "messages": messages, **options}
            for name, new_name in renamed.items():
                value = body.pop(name, None)
                if new_name is not None and value is not None:
                    body[new_name] = value
            if schema is not None:
                body["messages"] = add_instruction(messages, schema, mode)
                body.update(make_format(schema, mode))
            if self.settings.api == "completions":
                body["prompt"] = format_prompt(body.pop("messages"))
            try:
                return self._transport.send(body, stop)
            except Rejected as err:
                if not self._adapt(err, body, mode, renamed):
                    raise

    def _adapt(
        self, error: Rejected, body: dict[str, Any], mode: str, renamed: dict[str, str | None]
    ) -> bool:
        """Learn from a rejection what this server doesn't know. RETURNS (bool): Whether it did."""
        said = str(error)
        with self._lock:
            if (self._mode, self._renamed) != (mode, renamed):
                return True  # another thread has learned something meanwhile
            if "response_format" in body and IS_UNKNOWN.search(said):
                if self.settings.structured != "auto":
                    return False
                self._mode = MODES[MODES.index(mode) + 1]
                log(f"LLM: the server doesn't know {mode}, trying {self._mode}", said)
                return True
            if "max_tokens" in body and "max_completion_tokens" in said:
                self._renamed["max_tokens"] = "max_completion_tokens"
                return True
            if "temperature" in body and "temperature" in said:
                self._renamed["temperature"] = None
                msg.warn(f'{self.settings.model} takes no "temperature": it is left out', said)
                return True
        return False

    def _judge_rejection(self, error: Rejected) -> Reply:
        if _IS_FILTERED.search(str(error)):
            return Reply("", problem="refused", detail=str(error), model=self.settings.model)
        if not self._transport.has_answered and not _IS_ABOUT_LENGTH.search(str(error)):
            # Not one request has worked: it is not about this prompt.
            raise ModelError(f"{self.settings.endpoint} rejects the request", str(error))
        return Reply("", problem="rejected", detail=str(error), model=self.settings.model)

    def _judge(self, answer: Answer, schema: dict[str, Any] | None, cached: bool = False) -> Reply:
        data, problem, detail = None, None, answer.refusal or ""
        if answer.refusal or answer.finish == "content_filter":
            problem = "refused"
        elif not answer.text.strip():
            problem = "cut" if answer.finish == "length" else "empty"
        elif schema is not None:
            try:
                data = parse_reply(answer.text, schema)
            except ValueError as err:
                detail = str(err)
                problem = "refused" if is_refusal(answer.text) else "malformed"
                problem = "cut" if answer.finish == "length" else problem
        elif answer.finish == "length":
            problem = "cut"
        text = answer.text or answer.refusal or ""
        return Reply(
            text,
            data,
            self._count(answer),
            cached,
            problem,
            detail,
            self.settings.model,
            answer.seconds,
        )

    def _count(self, answer: Answer) -> Usage:
        n_in, n_out = answer.prompt_tokens, answer.completion_tokens
        if n_in is None or n_out is None:
            return Usage(n_in or 0, n_out or 0, None, is_known=False)
        return Usage(n_in, n_out, self.settings.get_cost(n_in, n_out))

    def _make_options(self) -> dict[str, Any]:
        options = {
            "temperature": self.settings.temperature,
            "max_tokens": self.settings.max_tokens,
            **self.settings.params,
        }
        return {name: value for name, value in options.items() if value is not None}

    @contextmanager
    def _alone(self, digest: str) -> Iterator[None]:
        """Let only one thread ask the same at a time: the others find its reply in the cache."""
        with self._lock:
            flight = self._flights.setdefault(digest, [threading.Lock(), 0])
            flight[1] += 1
        try:
            with flight[0]:
                yield
        finally:
            with self._lock:
                flight[1] -= 1
                if not flight[1]:
                    del self._flights[digest]


def _take(waiting: deque[tuple[_Item, Future[Reply]]]) -> tuple[_Item, Reply]:
    item, future = waiting.popleft()
    return item, future.result()


def _read_key(settings: ModelSettings) -> str | None:
    if not settings.api_key_env:
        return None
    key = get_variable(settings.api_key_env)
    if not key:
        raise ConfigError(
            f"The environment variable {settings.api_key_env} is not set",
            f"It has to hold the key for {settings.endpoint}. Set it, or write it into a file .env "
            f"in this directory: {settings.api_key_env}=KEY",
        )
    return key
