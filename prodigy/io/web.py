"""Getting something from a web server, with limits to time and size, and again if it fails.

Nothing here is called unless a user asks for it: by a live API as the source, or by fetching media.
"""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ..about import __version__
from ..logger import log

if TYPE_CHECKING:  # imported when something is requested
    import httpx
    from tenacity import RetryCallState

TIMEOUT_S = 20.0  # without any answer
MAX_TOTAL_S = 300.0  # for all of it
MAX_REDIRECTS = 10
CHUNK_BYTES = 2**16
MAX_TRIES = 5
FIRST_WAIT_S = 2.0  # doubles with every try
MAX_WAIT_S = 90.0  # before one try

sleep = time.sleep


class WebError(Exception):
    """A request failed. The message says why and never contains a key."""


@dataclass(frozen=True)
class Response:
    """The answer to a request.

    status (int): The HTTP status; errors of the server are answers too.
    headers (Mapping[str, str]): Its headers, found by their names in any case.
    body (bytes): Its content.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


def get(
    url: str,
    headers: Mapping[str, str] | None = None,
    *,
    max_bytes: int,
    same_host: bool = False,
    timeout_s: float = TIMEOUT_S,
) -> Response:
    """Send a GET request.

    url (str): The address, http or https.
    headers (Mapping[str, str] | None): Headers to send. Defaults to None.
    max_bytes (int): The longest content to accept.
    same_host (bool): Follow no redirections to other hosts. Defaults to False.
    timeout_s (float): How long to wait for any sign of life, in seconds.
    RETURNS (Response): The answer, whatever its status.
    RAISES (WebError): There is no answer, or it is too long or too slow.
    """
    import httpx

    ours = {"User-Agent": f"prodigy/{__version__}", "Accept-Encoding": "identity"}
    hooks: dict[str, list[Any]] = {"response": [_refuse_other_hosts]} if same_host else {}
    try:
        with (
            httpx.Client(
                follow_redirects=True,
                max_redirects=MAX_REDIRECTS,
                timeout=timeout_s,
                verify=get_ssl_context(),
                event_hooks=hooks,
            ) as client,
            client.stream("GET", url.strip(), headers={**ours, **(headers or {})}) as answer,
        ):
            return Response(answer.status_code, answer.headers, _read(answer, max_bytes))
    except httpx.TooManyRedirects:
        raise WebError("it redirects again and again") from None
    except httpx.TimeoutException:
        raise WebError("it doesn't answer in time") from None
    # The last two: addresses and headers that are none, and a proxy that needs another package.
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, ImportError) as err:
        raise WebError(_explain(err)) from None


def get_wait_s(n_tries: int) -> float:
    """How long to wait after a request that failed.

    n_tries (int): How many requests have failed, this one included.
    RETURNS (float): Seconds.
    """
    return min(FIRST_WAIT_S * 2 ** (n_tries - 1), MAX_WAIT_S)


def try_again(
    send: Callable[[], Response],
    *,
    is_busy: Callable[[Response], bool],
    find_wait_s: Callable[[Response, float], float] = lambda answer, default: default,
    name: str,
) -> Response:
    """Send a request up to MAX_TRIES times, until it is answered and the server isn't busy.

    send (Callable): Sends the request.
    is_busy (Callable): Tells whether the same request may work later.
    find_wait_s (Callable): Takes an answer and the time that we would wait, and returns the time to
        wait, in seconds. If that is longer than MAX_WAIT_S, nothing is tried again.
    name (str): What is asked, for the log.
    RETURNS (Response): The last answer; the server may still be busy.
    RAISES (WebError): The last request was not answered.
    """
    import tenacity

    def wait(state: RetryCallState) -> float:
        default = get_wait_s(state.attempt_number)
        outcome = state.outcome
        if outcome is None or outcome.failed:
            return default
        return find_wait_s(outcome.result(), default)

    def report(state: RetryCallState) -> None:
        outcome = state.outcome
        error = outcome and outcome.exception()
        reason = str(error) if error or not outcome else f"status {outcome.result().status}"
        log(f"WEB: {name}: {reason}; trying again in {state.upcoming_sleep:.0f} seconds")

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(WebError) | tenacity.retry_if_result(is_busy),
        wait=wait,
        stop=lambda state: state.attempt_number >= MAX_TRIES or state.upcoming_sleep > MAX_WAIT_S,
        sleep=lambda seconds: sleep(seconds),
        before_sleep=report,
        retry_error_callback=lambda state: state.outcome and state.outcome.result(),
    )
    return retrying(send)


@cache
def get_ssl_context() -> ssl.SSLContext:
    """RETURNS (SSLContext): The certificates that this machine trusts, which takes a while."""
    return ssl.create_default_context()


def _refuse_other_hosts(answer: httpx.Response) -> None:
    """Redirections are followed on the same host only, since keys are sent along."""
    if not answer.has_redirect_location:
        return
    old, new = answer.request.url, answer.request.url.join(answer.headers["Location"])
    if new.host != old.host or (old.scheme, new.scheme) == ("https", "http"):
        raise WebError(f"it redirects to another host, {new.host}")


def _read(answer: httpx.Response, max_bytes: int) -> bytes:
    import httpx

    try:
        return _read_all(answer, max_bytes)
    except (httpx.HTTPError, WebError):
        if not answer.is_error:
            raise
        return b""  # The status says enough.


def _read_all(answer: httpx.Response, max_bytes: int) -> bytes:
    end = time.monotonic() + MAX_TOTAL_S
    chunks: list[bytes] = []
    n_bytes = 0
    for chunk in answer.iter_bytes(CHUNK_BYTES):
        chunks.append(chunk)
        n_bytes += len(chunk)
        if n_bytes > max_bytes:
            raise WebError(f"the answer has more than {max_bytes / 2**20:.0f} MB")
        if time.monotonic() > end:
            raise WebError(f"the answer takes longer than {MAX_TOTAL_S:.0f} seconds")
    return b"".join(chunks)


def _explain(error: Exception) -> str:
    return re.sub(r"^\[Errno -?\d+\] ", "", str(error)) or type(error).__name__
