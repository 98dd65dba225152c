"""Sending requests to an endpoint: again if that may help, with a clear word if it can't."""

from __future__ import annotations

import email.utils
import json
import threading
import time
import weakref
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..about import __version__
from ..errors import ProdigyError
from ..io.web import get_ssl_context
from ..logger import log
from ..messages import msg
from .bodies import Answer, BodyError, clean, read_answer, read_error, read_json
from .explaining import explain_status, explain_unreachable
from .ledger import Ledger
from .pace import Pace
from .settings import ModelSettings

if TYPE_CHECKING:  # imported when something is sent
    import httpx
    from tenacity import RetryCallState

FIRST_WAIT_S = 1.0  # doubles with every try
JITTER_S = 1.0  # up to that much longer, so that not all come back at once
MAX_WAIT_S = 60.0
MAX_RETRY_AFTER_S = 900.0  # a server that asks for more is asked no more
TRIES_OF_UNKNOWN = 3  # of a server that has never answered: it may not even run
MAX_BYTES = 50_000_000
LONG_WAIT_S = 8.0  # whoever waits longer is told why
TOLD_EVERY_S = 60.0
BUSY = frozenset((408, 409, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529))
NO_MONEY = ("insufficient_quota", "billing", "credit balance")
# A prompt that this server doesn't take, while others may do.
OF_PROMPT = frozenset((400, 413, 422))


class ModelError(ProdigyError):
    """A language model can't be asked, and asking again won't help."""


class Rejected(Exception):
    """The server does not take this request.

    code (str): What it says about the kind of error.
    message (str): What it says to people.
    """

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(f"{code}: {message}" if code else message)


class Stopped(Exception):
    """Nobody waits for the reply any more."""


class _TryAgain(Exception):
    def __init__(
        self, reason: str, *, wait_s: float | None = None, is_lost: bool = False, detail: str = ""
    ) -> None:
        self.reason, self.wait_s, self.is_lost, self.detail = reason, wait_s, is_lost, detail
        super().__init__(reason)


class _Unreachable(_TryAgain):
    """There is no connection."""


class Transport:
    """Sends the requests of one client. Threads may share it.

    settings (ModelSettings): Where to, and how often.
    key (str | None): The key to send, or None.
    ledger (Ledger): Counts what had to be tried again.
    """

    def __init__(self, settings: ModelSettings, key: str | None, ledger: Ledger) -> None:
        self.settings, self.ledger = settings, ledger
        self._key = key
        self._pace = Pace(settings.rpm)
        self._client: httpx.Client | None = None
        self._lock = threading.Lock()
        self.has_answered = False
        self._told_until = 0.0

    def send(self, body: Mapping[str, Any], stop: threading.Event) -> Answer:
        """Send a request, and wait for its reply.

        body (Mapping): JSON data.
        stop (threading.Event): When it is set, nothing is tried again.
        RETURNS (Answer): The reply.
        RAISES (Rejected): The server doesn't take this request.
        RAISES (ModelError): The model can't be asked.
        RAISES (Stopped): `stop` was set.
        """
        import tenacity

        backoff = tenacity.wait_exponential(FIRST_WAIT_S, MAX_WAIT_S) + tenacity.wait_random(
            0, JITTER_S
        )
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_TryAgain),
            wait=lambda state: max(backoff(state), _get_error(state).wait_s or 0.0),
            stop=self._is_hopeless,
            sleep=lambda seconds: _sleep(stop, seconds),
            before_sleep=self._note_retry,
            reraise=True,
        )
        try:
            return retrying(self._try, body, stop)
        except _Unreachable as err:
            raise ModelError(*explain_unreachable(self.settings, err.reason)) from None
        except _TryAgain as err:
            raise ModelError(
                f"{self.settings.endpoint} doesn't answer: {err.reason}",
                f"{err.detail or 'It was tried several times'}. Nothing is lost: what was answered "
                'is kept. Ask more slowly ("llm": {"rpm": 60, "concurrency": 1}), or later.',
            ) from None

    def list_models(self) -> list[str]:
        """RETURNS (list[str]): The models that the endpoint has. Empty if it doesn't say."""
        import httpx

        try:
            response = self._get_client().get(f"{self.settings.endpoint}/models", timeout=10)
            models = read_json(response.content).get("data")
        except (httpx.HTTPError, BodyError, ModelError):
            return []
        if not isinstance(models, list):
            return []
        return sorted(str(m["id"]) for m in models if isinstance(m, dict) and m.get("id"))

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None

    def _try(self, body: Mapping[str, Any], stop: threading.Event) -> Answer:
        self._pace.wait(stop)
        if stop.is_set():
            raise Stopped
        start = time.monotonic()
        status, headers, content = self._post(body)
        seconds = time.monotonic() - start
        log(f"LLM: {self.settings.model}: status {status} after {seconds:.1f} seconds")
        try:
            answer = read_json(content)
        except BodyError as err:
            if 200 <= status < 300:
                raise _TryAgain(str(err), is_lost=True) from None
            answer = {"error": content.decode("utf-8", "replace")}
        if 200 <= status < 300 and answer.get("error") and not answer.get("choices"):
            # Routers of several services pass on what went wrong behind them.
            code = answer["error"].get("code") if isinstance(answer["error"], dict) else None
            status = code if isinstance(code, int) and 400 <= code < 600 else 502
        if not 200 <= status < 300:
            self._raise(status, headers, answer)
        try:
            reply = read_answer(answer, seconds)
        except BodyError as err:
            raise _TryAgain(str(err), is_lost=True) from None
        self.has_answered = True
        return reply

    def _post(self, body: Mapping[str, Any]) -> tuple[int, Mapping[str, str], bytes]:
        import httpx

        end = time.monotonic() + self.settings.timeout
        chunks, n_bytes = [], 0
        client = self._get_client()
        content = clean(json.dumps(body, ensure_ascii=False)).encode()
        headers = {"Content-Type": "application/json"}
        try:
            with client.stream(
                "POST", self.settings.url, content=content, headers=headers
            ) as response:
                for chunk in response.iter_bytes():
                    chunks.append(chunk)
                    n_bytes += len(chunk)
                    if time.monotonic() > end:
                        raise httpx.ReadTimeout("too slow")
                    if n_bytes > MAX_BYTES:
                        raise ModelError(f"{self.settings.endpoint} sends too much", "Over 50 MB.")
                return response.status_code, response.headers, b"".join(chunks)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as err:
            raise _Unreachable(str(err) or type(err).__name__) from None
        except httpx.TimeoutException:
            reason = f"no reply within {self.settings.timeout:g} s"
            raise _TryAgain(
                reason, is_lost=True, detail='The setting "timeout" gives more'
            ) from None
        except httpx.TransportError:
            raise _TryAgain("the connection was cut", is_lost=True) from None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, ImportError) as err:
            raise ModelError(
                f"Can't send a request to {self.settings.endpoint}", str(err)
            ) from None

    def _raise(self, status: int, headers: Mapping[str, str], body: dict[str, Any]) -> None:
        code, message = read_error(body)
        if self._key:
            message = message.replace(self._key, "***")
        said = f"{code} {message}".lower()
        if status == 429 and any(word in said for word in NO_MONEY):
            status = 402
        if status in BUSY:
            wait_s = _read_retry_after(headers)
            if wait_s is not None:
                self._pace.hold(min(wait_s, MAX_RETRY_AFTER_S))
            raise _TryAgain(f"status {status}", wait_s=wait_s, detail=message)
        is_moderated = status == 403 and ("moderat" in said or "flagged" in said)
        if status in OF_PROMPT and "model_not_found" not in code or is_moderated:
            raise Rejected(code, message or f"status {status}")
        models = self.list_models() if status in (400, 404) else []
        raise ModelError(*explain_status(self.settings, status, message, models))

    def _is_hopeless(self, state: RetryCallState) -> bool:
        error = _get_error(state)
        if (error.wait_s or 0.0) > MAX_RETRY_AFTER_S:
            error.detail = f"It asks to wait for {error.wait_s:.0f} seconds"
            return True
        tries = self.settings.retries + 1
        if isinstance(error, _Unreachable) and not self.has_answered:
            tries = min(tries, TRIES_OF_UNKNOWN)
        return state.attempt_number >= tries

    def _note_retry(self, state: RetryCallState) -> None:
        error = _get_error(state)
        self.ledger.add_retry(self.settings.model, error.reason, error.is_lost)
        wait_s, now = state.upcoming_sleep, time.monotonic()
        log(f"LLM: {error.reason}; trying again in {wait_s:.1f} seconds")
        with self._lock:
            is_told = wait_s < LONG_WAIT_S or now < self._told_until
            if not is_told:
                self._told_until = now + TOLD_EVERY_S
        if not is_told:
            msg.info(
                f"{self.settings.endpoint}: {error.reason}. Waiting {wait_s:.0f} s to try again"
            )

    def _get_client(self) -> httpx.Client:
        import httpx

        with self._lock:
            if self._client is None:
                headers = {"User-Agent": f"prodigy/{__version__}", **self.settings.headers}
                if self._key:
                    headers["Authorization"] = f"Bearer {self._key}"
                try:
                    self._client = httpx.Client(
                        headers=headers,
                        timeout=self.settings.timeout,
                        verify=get_ssl_context(),
                        limits=httpx.Limits(max_connections=self.settings.concurrency + 1),
                    )
                except (ValueError, ImportError, OSError) as err:
                    raise ModelError("Can't send requests with these settings", str(err)) from None
                weakref.finalize(self, self._client.close)  # if nobody calls close()
            return self._client


def _sleep(stop: threading.Event, seconds: float) -> None:
    stop.wait(seconds)


def _get_error(state: RetryCallState) -> _TryAgain:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, _TryAgain)
    return error


def _read_retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, or a date (RFC 9110, section 10.2.3)."""
    value = headers.get("Retry-After", "").strip()
    try:
        return max(0.0, float(value)) if value else None
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError):
        return None
