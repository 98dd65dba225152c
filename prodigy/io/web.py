"""Getting something from a web server, with limits to time and size.

Nothing here is called unless a user asks for it: by a live API as the source, or by fetching media.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import IO, Any
from urllib.parse import quote, urlsplit

from ..about import __version__

TIMEOUT_S = 20.0  # without any answer
MAX_TOTAL_S = 300.0  # for all of it
CHUNK_BYTES = 2**16
SAFE_CHARS = "%/:=&?~#+!$,;'@()*[]"  # quoted already, or with a meaning in addresses


class WebError(Exception):
    """A request failed. The message says why and never contains a key."""


@dataclass(frozen=True)
class Response:
    """The answer to a request.

    status (int): The HTTP status; errors of the server are answers too.
    headers (Message): Its headers, found by their names in any case.
    body (bytes): Its content.
    """

    status: int
    headers: Message
    body: bytes


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows redirections on the same host only, since keys are sent along."""

    def redirect_request(
        self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> Any:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if new.hostname != old.hostname or (old.scheme, new.scheme) == ("https", "http"):
            raise WebError(f"it redirects to another host, {new.hostname}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


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
    try:
        request = urllib.request.Request(
            quote(url.strip(), safe=SAFE_CHARS),
            headers={"User-Agent": f"prodigy/{__version__}", "Accept": "*/*", **(headers or {})},
        )
        with _make_opener(same_host).open(request, timeout=timeout_s) as answer:
            return Response(answer.status, answer.headers, _read(answer, max_bytes))
    except urllib.error.HTTPError as err:
        with err:
            return Response(err.code, err.headers, _read_error(err, max_bytes))
    except urllib.error.URLError as err:
        raise WebError(_explain(err.reason)) from None
    except (OSError, http.client.HTTPException, ValueError) as err:
        raise WebError(_explain(err)) from None


def _make_opener(same_host: bool) -> urllib.request.OpenerDirector:
    # Not build_opener, which adds handlers for files and FTP: an answer may redirect there.
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        _SameHost() if same_host else urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _read(answer: IO[bytes], max_bytes: int) -> bytes:
    end = time.monotonic() + MAX_TOTAL_S
    chunks: list[bytes] = []
    n_bytes = 0
    while chunk := answer.read(CHUNK_BYTES):
        chunks.append(chunk)
        n_bytes += len(chunk)
        if n_bytes > max_bytes:
            raise WebError(f"the answer has more than {max_bytes / 2**20:.0f} MB")
        if time.monotonic() > end:
            raise WebError(f"the answer takes longer than {MAX_TOTAL_S:.0f} seconds")
    length = getattr(answer, "length", None)
    if length:  # http.client doesn't mind a connection that ends early if it is read in chunks
        raise WebError(f"the connection ended {length} bytes too early")
    return b"".join(chunks)


def _read_error(answer: Any, max_bytes: int) -> bytes:
    try:
        return _read(answer, max_bytes)
    except (OSError, http.client.HTTPException, WebError):
        return b""  # The status says enough.


def _explain(reason: Any) -> str:
    if isinstance(reason, TimeoutError):
        return "it doesn't answer in time"
    if isinstance(reason, OSError) and reason.strerror:
        return reason.strerror
    return str(reason) or type(reason).__name__
