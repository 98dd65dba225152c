"""Tasks from the corpus of Reddit comments: compressed files with one JSON object per comment."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...messages import msg
from ...shapes import TaskType
from ..lines import LineReader, open_lines
from ..places import put_in_place
from .base import takes
from .json import JSONL

GONE = frozenset(("[deleted]", "[removed]", "[ deleted by user ]", "[ removed by reddit ]"))
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!>~^-])")
_HIDDEN = re.compile("[\uf700-\uf77f]")
_HIDDEN_START = 0xF700  # private characters, which stand for escaped ones meanwhile
# Markdown, in the order in which it is undone.
_CLEANING = (
    (re.compile(r"\[([^\[\]\n]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s[^()]*)?\)"), r"\1"),  # links
    (re.compile(r"^[ \t]*(?:>[ \t]?)+.*$", re.M), ""),  # lines quoted from another comment
    (re.compile(r"^[ \t]*#{1,6}[ \t]*", re.M), ""),  # headlines
    (re.compile(r"^[ \t]*(?:[-*_][ \t]*){3,}$", re.M), ""),  # rules
    (re.compile(r"(\*\*|__|~~)(?=\S)(.{1,500}?)(?<=\S)\1"), r"\2"),  # bold, struck out
    (re.compile(r"(?<![\w*])\*(?=[^\s*])(.{1,500}?)(?<=[^\s*])\*(?![\w*])"), r"\1"),  # italic
    (re.compile(r"`([^`\n]+)`"), r"\1"),
    (re.compile(r"\s+"), " "),
)


@takes("lines", one_task_per_line=True)
def Reddit(f: str | Path | LineReader | Iterable[str]) -> Iterator[TaskType]:
    """Load comments from a file of the Reddit corpus, usually a .bz2 file.

    Comments that were deleted or removed, or that have no text of their own, are left out.

    f (str | Path | LineReader | Iterable[str]): The file, or its lines.
    YIELDS (dict): Tasks with the "text", without markup, and a "meta" with the "section" (the
        subreddit) and "utc" (the time in seconds since 1970).
    RAISES (LoaderError): A line is no JSON object, or the file is damaged.
    """
    lines = open_lines(f)
    n_comments = n_lines = 0
    for record in JSONL(lines):
        n_lines += 1
        body = record.get("body")
        if not isinstance(body, str):
            continue
        n_comments += 1
        text = clean_comment(body)
        if text:
            yield put_in_place({"text": text, "meta": _make_meta(record)}, record)
    if n_lines and not n_comments:
        msg.warn(
            f"There are no Reddit comments in {lines.name}",
            'Each line should be a JSON object with the key "body". Other JSON needs another '
            "loader, e.g. --loader jsonl",
        )


def clean_comment(body: str) -> str:
    """Remove the markup of a comment.

    body (str): The comment in Reddit's kind of Markdown, with HTML entities.
    RETURNS (str): Plain text on one line. Empty if the comment is gone or only quotes others.
    """
    text = html.unescape(html.unescape(body)).replace("\u200b", "").strip()
    if text.lower() in GONE:
        return ""
    text = _ESCAPED.sub(lambda match: chr(_HIDDEN_START + ord(match[1])), text)
    for pattern, replacement in _CLEANING:
        text = pattern.sub(replacement, text)
    return _HIDDEN.sub(lambda match: chr(ord(match[0]) - _HIDDEN_START), text).strip()


def _make_meta(record: dict[str, Any]) -> dict[str, Any]:
    found = {"section": record.get("subreddit"), "utc": record.get("created_utc")}
    return {key: value for key, value in found.items() if value is not None}
