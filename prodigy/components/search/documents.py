"""What the index knows of an answer: its text, what it is filtered by, and whom it agrees with.

Searched is every text that an annotator reads or writes: under any key, at any depth, those of
options, pages, messages, responses and meta included; of markup what it shows, of media the names
of their files. Not searched are tokens and spans (the text has the same words), settings, hashes
and whatever begins with an underscore.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any, NamedTuple
from zlib import crc32

from ...hashing import identify
from ...shapes import TaskType
from ...views import FIGURES, MEDIA_KEYS, find_view, get_view_id, is_binary
from ..labels.places import INNER, INNER_LISTS, iter_lists
from .words import fold

MAX_CHARS = 100_000  # of the text of one answer; what comes later is not searched
MAX_DEPTH = 20
NO_DURATION = -1
# Keys whose texts nobody reads, or which repeat what stands elsewhere.
SILENT = frozenset(
    (
        "answer",
        "tokens",
        "spans",
        "audio_spans",
        "relations",
        "arcs",
        "config",
        "versions",
        "sessions",
    )
    + ("color", "style", "points", "type", "media", "view_id", "path", "keys", "template")
)
# What makes an answer different from others, where the interface doesn't say what is compared.
NOT_SAID = frozenset((*MEDIA_KEYS, "tokens", "meta", "config", "path", "media", "note", "flagged"))
# Every start of it must match, or all that follows is searched again from the next one. As in
# browsers, a script without an end goes on to the end of the text.
_MARKUP = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<[^>]*>", re.DOTALL | re.IGNORECASE)


class Document(NamedTuple):
    """An answer in the index.

    words (str): The folded words with a space between them, before the first, and behind the last.
    facets (tuple[str, ...]): What it can be filtered by, see `make_facet`.
    created (int | None): When it was given, in Unix seconds, if it is known.
    duration (int): How long it took in milliseconds, or NO_DURATION.
    same (int): Equal for answers of one dataset that say something about the same input (in binary
        interfaces, to the same question), 63 bits.
    said (int | None): Equal if the same is said, 63 bits. None: the annotator had no opinion.
    """

    words: str
    facets: tuple[str, ...]
    created: int | None
    duration: int
    same: int
    said: int | None


def make_facet(kind: str, value: str = "") -> str:
    """Make the word for something that answers are filtered by.

    kind (str): What it is, in ASCII letters.
    value (str): Its value.
    RETURNS (str): Letters and digits that are no word of any text.
    """
    return f"zf{kind}{_digest(value.encode('utf8', 'surrogatepass')):016x}"


def make_mark(content: bytes) -> int:
    """RETURNS (int): Changes with the content of a row, as far as 32 bits and the length tell."""
    return (len(content) & 0x7FFFFFFF) << 32 | crc32(content)


def make_document(eg: TaskType, dataset_id: int) -> Document:
    """Look at an answer.

    eg (dict): The answer, whatever it looks like. It is not changed.
    dataset_id (int): The dataset that it belongs to: in another one it has other neighbours.
    """
    view_id = get_view_id(eg)
    words = fold(" ".join(iter_texts(eg))[:MAX_CHARS])
    return Document(
        f" {' '.join(words)} " if words else " ",
        tuple(dict.fromkeys(_iter_facets(eg))),
        _as_int(eg.get("_timestamp")),
        _as_duration(eg.get("_duration_ms")),
        _find_same(eg, view_id, dataset_id),
        _find_said(eg, view_id),
    )


def get_session(eg: TaskType) -> str | None:
    """RETURNS (str | None): Who gave an answer, if it says so."""
    for key in ("_session_id", "_annotator_id"):
        name = eg.get(key)
        if isinstance(name, str) and name:
            return name[:255]
    return None


def iter_texts(value: Any, key: str = "", depth: int = 0) -> Iterator[str]:
    """Find the texts of an answer that are searched.

    value (Any): The answer, or a part of it.
    key (str): Where the part stands. Defaults to "" (the answer itself).
    depth (int): How deep that is.
    YIELDS (str): Texts.
    """
    if isinstance(value, str):
        text = _read_text(value, key)
        if text:
            yield text
    elif depth > MAX_DEPTH:
        return
    elif isinstance(value, dict):
        for name, item in value.items():
            if name not in SILENT and not name.startswith("_"):
                yield from iter_texts(item, name, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from iter_texts(item, key, depth + 1)
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and depth > 1:
        yield str(value)  # of meta, for example; on top there are sizes and scores


def _read_text(text: str, key: str) -> str:
    if text.startswith("data:"):
        return ""
    if key in MEDIA_KEYS:
        return text.split("?")[0].replace("\\", "/").rstrip("/").rpartition("/")[2]
    if key == "html" or ("<" in text and key == "template"):
        end = text.rfind(">") + 1  # what is behind the last one is no markup
        return html.unescape(_MARKUP.sub(" ", text[:end]) + text[end:])
    return text


def iter_labels(eg: TaskType, depth: int = 0) -> Iterator[str]:
    """Find the labels of an answer: of the question, of spans, relations, shapes and regions, and
    the options that were chosen.

    eg (dict): The answer.
    depth (int): How deep it stands in another one.
    YIELDS (str): Labels, some of them repeatedly.
    """
    for value in (eg.get("label"), eg.get("arc")):
        yield from _name(value.get("label") if isinstance(value, dict) else value)
    for _, items, _ in iter_lists(eg):
        for item in items:
            if isinstance(item, dict):
                yield from _name(item.get("label"))
    if isinstance(eg.get("accept"), list):
        for value in eg["accept"]:
            yield from _name(value)
    if isinstance(eg.get("message_labels"), dict):
        for values in eg["message_labels"].values():
            for value in values if isinstance(values, list) else ():
                yield from _name(value)
    if depth < 3:
        for part in _iter_inner(eg):
            yield from iter_labels(part, depth + 1)


def _iter_inner(eg: TaskType) -> Iterator[TaskType]:
    for key in INNER:
        if isinstance(eg.get(key), dict):
            yield eg[key]
    for key in INNER_LISTS:
        if key != "versions" and isinstance(eg.get(key), list):
            yield from (item for item in eg[key] if isinstance(item, dict))


def _name(value: Any) -> Iterator[str]:
    if isinstance(value, (str, int, float)) and not isinstance(value, bool) and value != "":
        yield str(value)


def _iter_facets(eg: TaskType) -> Iterator[str]:
    answer = eg.get("answer")
    yield make_facet("a", answer if isinstance(answer, str) else "")
    yield make_facet("v", get_view_id(eg) or "")
    if eg.get("flagged"):
        yield make_facet("f")
    note = eg.get("note")
    if isinstance(note, str) and note.strip():
        yield make_facet("n")
    for label in dict.fromkeys(iter_labels(eg)):
        yield make_facet("l", label)


def _find_same(eg: TaskType, view_id: str | None, dataset_id: int) -> int:
    is_yes_no = is_binary(view_id)
    try:
        identity = identify(eg, with_question=is_yes_no)
    except (TypeError, ValueError, RecursionError):  # hashes of somebody else that are none
        return _digest(repr((dataset_id, eg.get("_input_hash"), view_id)).encode("utf8", "replace"))
    question = identity if is_yes_no else (identity.input_hash, identity.input_digest)
    return _digest(repr((dataset_id, view_id, *question)).encode("utf8", "replace"))


def _find_said(eg: TaskType, view_id: str | None) -> int | None:
    answer = eg.get("answer")
    if answer == "ignore" or not isinstance(answer, str):
        return None
    said: Any = None
    view = find_view(view_id)
    if answer == "accept" and not is_binary(view_id):
        if view is not None and view.compares:
            said = [_list_said(eg.get(key), fields) for key, fields in view.compares.items()]
        else:
            kept = (key for key in eg if not key.startswith("_") and key not in NOT_SAID)
            said = [[key, eg[key]] for key in sorted(kept)]
    text = json.dumps([answer, said], sort_keys=True, default=str)
    return _digest(text.encode("ascii"))


def _list_said(value: Any, fields: tuple[str, ...]) -> Any:
    """What is said by a list, in any order. Shapes are never drawn twice alike: what counts is how
    many there are of each label."""
    if isinstance(value, dict):
        return value
    if not isinstance(value, list):
        return []
    names = ("label",) if fields == FIGURES else fields
    rows = [_list_fields(item, names) for item in value]
    return sorted(json.dumps(row, sort_keys=True, default=str) for row in rows)


def _list_fields(item: Any, names: Iterable[str]) -> Any:
    return [item.get(name) for name in names] if isinstance(item, Mapping) else item


def _as_int(value: Any) -> int | None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return int(value) if is_number and 0 <= value < 2**53 else None


def _as_duration(value: Any) -> int:
    number = _as_int(value)
    return NO_DURATION if number is None else number


def _digest(data: bytes) -> int:
    """RETURNS (int): 63 bits, which every database can hold."""
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big") >> 1
