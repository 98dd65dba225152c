"""Under which names the server may be asked, and which of them others could have made up.

A page of somebody else can turn the name in its own address to the machine of who visits it (DNS
rebinding). For the browser, the server there is then the page's own. Only the header `Host` tells:
it has the name of that page, and, as the browser connects itself, the port that we listen on. What
comes through a proxy or a tunnel has the port of the proxy instead, usually none.
"""

import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import lru_cache
from typing import Any

from fastapi import Request

from ..logger import make_printable
from .errors import make_error
from .paths import get_route_path

# Nobody can register names in these, see RFC 6761, 6762 and 8375, and ICANN on "internal".
PRIVATE_SUFFIXES = (".localhost", ".local", ".internal", ".test", ".home.arpa")
DEFAULT_PORTS = {"http": 80, "https": 443}
HOST = re.compile(r"(\[[0-9a-f:.%]+\]|[\w.-]*)(?::(\d{0,5}))?", re.ASCII | re.IGNORECASE)
OPEN_PATHS = frozenset(("/health",))  # of supervisors, which may call the server what they like
EVERYTHING = "*"


def split_host(value: str, scheme: str) -> tuple[str, int] | None:
    """Read the header `Host`.

    value (str): Its value.
    scheme (str): "http" or "https", which have a port that goes without saying.
    RETURNS (tuple[str, int] | None): The name in lower case, without brackets and the dot at its
        end, and the port. None: this is no host.
    """
    match = HOST.fullmatch(value.strip())
    if match is None:
        return None
    name = match[1].strip("[]").lower().rstrip(".")
    return name, int(match[2]) if match[2] else DEFAULT_PORTS.get(scheme, 80)


def is_loopback(name: str) -> bool:
    """RETURNS (bool): Whether this is an address of the machine itself, or a name of that."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    ip = _read_address(name)
    return ip is not None and (getattr(ip, "ipv4_mapped", None) or ip).is_loopback


def is_private(name: str) -> bool:
    """RETURNS (bool): Whether this is an address, or a name that nobody can register: then nobody
    can have turned it here."""
    is_single = "." not in name  # of a network, a container or a file of hosts
    return is_single or name.endswith(PRIVATE_SUFFIXES) or _read_address(name) is not None


def is_allowed(name: str, allowed: Collection[str]) -> bool:
    """Whether a name is among those of the setting `allowed_hosts`.

    name (str): The name, in lower case.
    allowed (Collection[str]): Names; "*" for all, "*.lab.example" for all within.
    """
    for pattern in map(_fold, allowed):
        within = pattern.removeprefix("*") if pattern.startswith("*.") else None
        if pattern in (EVERYTHING, name) or (within and name.endswith(within)):
            return True
    return False


def is_asked_locally(request: Request, config: Mapping[str, Any]) -> bool:
    """Whether a request calls the server as who sits at its machine does: localhost, one of its
    loopback addresses, or a name that the settings give it.

    request (Request): The request.
    config (Mapping): All settings.
    """
    host = split_host(request.headers.get("host", ""), request.url.scheme)
    names = _find_own_names(config)
    return host is not None and (is_loopback(host[0]) or host[0] in ("", *names))


class HostCheck:
    """Refuses requests under names that the server can't have.

    Without the setting `allowed_hosts`, those that come directly to an address of this machine
    alone: whoever listens for others may have any name there. With it, all that aren't among them.

    app (callable): The ASGI app.
    get_settings (callable): Returns all settings, nothing as long as nothing is served.
    """

    def __init__(self, app: Any, get_settings: Callable[[], Mapping[str, Any]]) -> None:
        self.app = app
        self.get_settings = get_settings

    async def __call__(
        self, scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]
    ) -> None:
        if scope["type"] != "http" or get_route_path(scope) in OPEN_PATHS:
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        name = find_foreign_name(request, self.get_settings())
        if name is None:
            await self.app(scope, receive, send)
            return
        shown = make_printable(name)[:100]
        hint = (
            f'If it is a name of this server, add it to your prodigy.json: "allowed_hosts": '
            f'["{shown}"]. Otherwise open the address that Prodigy has printed.'
        )
        error = make_error(403, f"This server isn't known as '{shown}'.", hint, request)
        await error(scope, receive, send)


def find_foreign_name(request: Request, config: Mapping[str, Any]) -> str | None:
    """Find out whether a request calls the server by a name that isn't its own.

    request (Request): The request.
    config (Mapping): All settings.
    RETURNS (str | None): The name. None: it may be its own.
    """
    value = request.headers.get("host", "")
    if not value:
        return None  # no browser
    return _find_foreign_name(
        value,
        request.scope.get("scheme", "http"),
        tuple(request.scope.get("server") or ("", None)),
        str(config.get("host") or ""),
        tuple(config.get("allowed_hosts") or ()),
        bool(config.get("trusted_proxies")),
    )


@lru_cache(maxsize=64)  # every request asks, and nearly all of them the same
def _find_foreign_name(
    value: str,
    scheme: str,
    server: tuple[str, int | None],
    own_host: str,
    allowed: tuple[str, ...],
    has_proxies: bool,
) -> str | None:
    host = split_host(value, scheme)
    if host is None:
        return value
    name, port = host
    own_names = _find_own_names({"host": own_host})
    if name in own_names or is_allowed(name, allowed) or is_loopback(name):
        return None
    if allowed:
        # Names of other machines can't be turned anywhere if they are no names.
        return None if _read_address(name) is not None else name
    address, own_port = server
    # What a proxy sends on is its affair. Nobody else can have a certificate for his name and us.
    is_direct = port == own_port and not has_proxies and scheme == "http"
    if is_direct and is_loopback(str(address)) and not is_private(name):
        return name
    return None


def _find_own_names(config: Mapping[str, Any]) -> tuple[str, ...]:
    return (_fold(str(config.get("host") or "")), *_find_machine_names())


@lru_cache(maxsize=1)
def _find_machine_names() -> tuple[str, ...]:
    name = _fold(socket.gethostname())
    return (name, name.partition(".")[0]) if name else ()


def _fold(name: str) -> str:
    return name.strip().lower().rstrip(".")


def _read_address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None
