"""Requests for parts of a file, and for a file only if it changed (RFC 9110, 13 and 14)."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

# More parts, or parts that overlap, are no player that seeks; then the whole file is sent.
MAX_PARTS = 8
_PART = re.compile(r"\s*([0-9]{0,19})\s*-\s*([0-9]{0,19})\s*$")


class Unsatisfiable(Exception):
    """No part that is asked for lies in the file."""


def find_parts(header: str | None, size: int) -> list[tuple[int, int]] | None:
    """Read the header Range.

    header (str | None): Its value.
    size (int): Bytes of the file.
    RETURNS (list[tuple[int, int]] | None): First and last byte (inclusive) of each part, in the
        order asked for. None: the whole file is to be sent, because no parts are asked for or
        because the header is of no use, and has to be ignored.
    RAISES (Unsatisfiable): All parts lie behind the end of the file.
    """
    unit, _, value = (header or "").partition("=")
    if unit.strip().lower() != "bytes" or not value:
        return None
    parts = []
    for item in value.split(","):
        match = _PART.match(item)
        if match is None or not (match[1] or match[2]):
            return None
        if match[1] and match[2] and int(match[1]) > int(match[2]):
            return None
        first = int(match[1]) if match[1] else max(0, size - int(match[2]))
        last = min(int(match[2]), size - 1) if match[1] and match[2] else size - 1
        if first <= last:
            parts.append((first, last))
    if not parts:
        raise Unsatisfiable
    ordered = sorted(parts)
    overlap = any(right[0] <= left[1] for left, right in zip(ordered, ordered[1:]))
    return None if overlap or len(parts) > MAX_PARTS else parts


def is_unchanged(
    if_none_match: str | None, if_modified_since: str | None, etag: str, last_modified: str
) -> bool:
    """Tell whether a browser has the file already.

    if_none_match (str | None): The header with the ETags that it has. It goes before the other.
    if_modified_since (str | None): The header with the date of what it has.
    etag (str): ETag of the file, with its quotes.
    last_modified (str): Date of the file, as in the header Last-Modified.
    RETURNS (bool): Whether status 304 says enough.
    """
    if if_none_match is not None:
        tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
        return "*" in tags or etag in tags
    return if_modified_since is not None and _is_not_after(last_modified, if_modified_since)


def may_send_parts(if_range: str | None, etag: str, last_modified: str) -> bool:
    """RETURNS (bool): Whether If-Range allows parts: what the browser has is of this very file."""
    return if_range is None or if_range.strip() in (etag, last_modified)


def _is_not_after(date: str, limit: str) -> bool:
    try:
        return parsedate_to_datetime(date) <= parsedate_to_datetime(limit)
    except (TypeError, ValueError):  # no date, or one without a time zone
        return False
