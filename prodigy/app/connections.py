"""Connections that bring no request: they must not keep others out.

A process has only so many open files, among them connections and databases. Uvicorn closes a
connection that is silent after an answer, but waits for a first request without an end.

Requests are read by httptools, see `quick_http`, or by h11 where that can't be installed.
"""

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from .impatience import Impatience

BACKLOG = 128  # connections that are accepted at once
RESERVE = 2 * BACKLOG + 128  # files for those of two sockets, databases, media and threads
WANTED_FILES = 4096  # where the system lets a process have more than it does at first
MIN_CONNECTIONS = 64


class ImpatientH11(Impatience, H11Protocol):
    """Requests are read by h11, which has a limit for headers of its own."""

    def lacks_head(self) -> bool:
        return self.conn.their_state is h11.IDLE

    def lacks_body(self) -> bool:
        return self.conn.their_state is h11.SEND_BODY


def find_protocols() -> dict[str, type[Impatience]]:
    """RETURNS (dict): What can read requests here, the quickest first."""
    found: dict[str, type[Impatience]] = {}
    try:
        from .quick_http import ImpatientHttptools

        found["httptools"] = ImpatientHttptools
    except ImportError:
        pass
    return {**found, "h11": ImpatientH11}


def limit_connections() -> type[Impatience]:
    """Find out how many connections this process can have.

    RETURNS (type): The protocol for Uvicorn, with that limit.
    """
    protocol = next(iter(find_protocols().values()))
    n_files = _raise_file_limit()
    if n_files is None:
        return protocol
    n_connections = max(MIN_CONNECTIONS, n_files - RESERVE)
    return type("LimitedProtocol", (protocol,), {"max_connections": n_connections})


def _raise_file_limit() -> int | None:
    """RETURNS (int | None): How many files this process may open, None if that is unknown."""
    try:
        import resource  # not on Windows
    except ImportError:
        return None
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return None
    wanted = WANTED_FILES if hard == resource.RLIM_INFINITY else min(WANTED_FILES, hard)
    if wanted > soft:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            return wanted
        except (ValueError, OSError):  # the system has a limit that it doesn't tell
            pass
    return soft
