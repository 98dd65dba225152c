"""Signed requests: OAuth 1.0a with HMAC-SHA1 (RFC 5849), which one of the live APIs needs."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote


def make_oauth_header(
    key: Mapping[str, str],
    method: str,
    url: str,
    params: Mapping[str, Any],
    *,
    nonce: str | None = None,
    timestamp: int | None = None,
) -> str:
    """Sign a request.

    key (Mapping[str, str]): consumer_key, consumer_secret, access_token, access_token_secret.
    method (str): The HTTP method in capitals.
    url (str): The address without parameters.
    params (Mapping[str, Any]): All parameters of the request, unquoted.
    nonce (str | None): A random text, never used before. Defaults to None (made up).
    timestamp (int | None): Seconds since 1970. Defaults to None (now).
    RETURNS (str): The value of the header "Authorization".
    """
    oauth = {
        "oauth_consumer_key": key["consumer_key"],
        "oauth_nonce": nonce or secrets.token_hex(16),
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": str(int(time.time()) if timestamp is None else timestamp),
        "oauth_token": key["access_token"],
        "oauth_version": "1.0",
    }
    pairs = sorted((_quote(name), _quote(value)) for name, value in {**params, **oauth}.items())
    base = "&".join((method, _quote(url), _quote("&".join(f"{n}={v}" for n, v in pairs))))
    secret = f"{_quote(key['consumer_secret'])}&{_quote(key['access_token_secret'])}"
    digest = hmac.new(secret.encode(), base.encode(), hashlib.sha1).digest()
    oauth["oauth_signature"] = base64.b64encode(digest).decode("ascii")
    return "OAuth " + ", ".join(f'{name}="{_quote(oauth[name])}"' for name in sorted(oauth))


def _quote(value: Any) -> str:
    return quote(str(value), safe="~")
