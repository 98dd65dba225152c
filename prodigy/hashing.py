"""Input and task hashes: the identity of a task.

The input hash says which text, image or other input a task is about, the task hash which question
is asked about it. Both are MurmurHash3 (x86, 32 bit, seed 0) of UTF-8 text, as signed integers:

    input hash = H(body of the task, input keys)
    task hash  = H(decimal input hash + body of the task, task keys)

The body is "key=JSON" of every key that the task has, in the order of the keys, or the JSON of the
whole task if it has none of them. The JSON is compact, sorted by key and ASCII only, and ignored
keys are left out at every level. Changing any of this makes existing datasets unrecognizable.

32 bits are few: of a million different texts, some two hundred share a hash with another one. So a
hash finds candidates, and `identify` tells whether they are the same, see there.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from hashlib import blake2b
from itertools import combinations
from json.encoder import encode_basestring_ascii
from typing import Any, NamedTuple

from murmurhash import hash_bytes

INPUT_HASH_ATTR = "_input_hash"  # key of tasks: what the question is about
TASK_HASH_ATTR = "_task_hash"  # key of tasks: the whole question
TASK_DIGEST_ATTR = "_task_digest"  # only of tasks whose task hash another task has already
INPUT_HASH_KEYS = ("text", "image", "html", "input")  # what the input hash is made of
# What recipes take as the input instead, where their tasks have none of these keys.
RECIPE_INPUT_KEYS = (("messages",),)
TASK_HASH_KEYS = ("spans", "label", "options", "arcs")  # and what the task hash is made of, too
# Keys that change no hash.
IGNORE_HASH_KEYS = (
    "score",
    "rank",
    "model",
    "source",
    "pattern",
    "priority",
    "path",
    "_view_id",
    "_session_id",
    "_annotator_id",
    "answer",
)

# Added to tasks after they were hashed: by tokenizing, routing and answering.
LATER_KEYS = ("tokens", "accept", "flagged", "_is_binary", "_timestamp", TASK_DIGEST_ATTR)
# Longer inputs (images as data URIs) are only compared by their own digest, not with the question.
MAX_WHOLE_LENGTH = 20_000
MAX_HASH = 2**63  # exclusive; ours are smaller, those of others need not be

# The same output as srsly.json_dumps(value, sort_keys=True), without making an encoder every time.
# Values that JSON doesn't know (paths, dates, numbers of numpy) are hashed by their text.
_SCALARS = frozenset((str, int, float, bool, type(None)))
_IGNORED = frozenset(IGNORE_HASH_KEYS)
_LATER = (*LATER_KEYS, TASK_HASH_ATTR)
_HASHES_LATER = (*_LATER, INPUT_HASH_ATTR)
_encoder = json.JSONEncoder(separators=(",", ":"), sort_keys=True, default=str)
# `encode` would make this one anew for every value. Not all Pythons have it.
_make_encoder: Any = getattr(json.encoder, "c_make_encoder", None)
_make_chunks = _make_encoder and _make_encoder(
    None, str, encode_basestring_ascii, None, ":", ",", True, False, True
)


def _dump(value: Any) -> str:
    if _make_chunks is None or isinstance(value, str):
        return _encoder.encode(value)
    return "".join(_make_chunks(value, 0))


def hash_string(text: str) -> int:
    """Hash a string.

    text (str): Any text, also with surrogates that have lost their partner.
    RETURNS (int): Signed 32 bit integer.
    """
    return int(hash_bytes(_encode(text)))


def _encode(text: str) -> bytes:
    return text.encode("utf8", "surrogatepass")


def get_hash(
    task: dict[str, Any],
    prefix: str = "",
    keys: Iterable[str] = (),
    ignore: Iterable[str] = (),
) -> int:
    """Hash some keys of a task.

    task (dict): The task. It is not changed.
    prefix (str): Text put in front of what is hashed. Defaults to "".
    keys (Iterable[str]): The keys to use, in this order. If the task has none of them, the whole
        task is used. Keys that are present but empty count as present.
    ignore (Iterable[str]): Keys to leave out, at every level of nested lists and dicts.
    RETURNS (int): Signed 32 bit integer.
    """
    return hash_string(_get_text(task, prefix, keys, frozenset(ignore)))


def _get_text(
    task: dict[str, Any], prefix: str, keys: Iterable[str], ignored: frozenset[str]
) -> str:
    """RETURNS (str): What is hashed."""
    body = "".join([f"{key}={_dump_value(task[key], ignored)}" for key in keys if key in task])
    return prefix + (body or _dump_value(task, ignored))


def set_hashes(
    task: dict[str, Any],
    input_keys: Iterable[str] | None = INPUT_HASH_KEYS,
    task_keys: Iterable[str] | None = TASK_HASH_KEYS,
    ignore: Iterable[str] | None = IGNORE_HASH_KEYS,
    overwrite: bool = False,
) -> dict[str, Any]:
    """Give a task the hashes by which it is recognized.

    task (dict): The task. It is changed in place.
    input_keys (Iterable[str] | None): Keys that make up the input. None is the default.
    task_keys (Iterable[str] | None): Keys that make up the question. None is the default.
    ignore (Iterable[str] | None): Keys that never matter, also in nested dicts. None is the
        default.
    overwrite (bool): Replace existing hashes. Otherwise only missing ones are added.
    RETURNS (dict): The same task.
    """
    if overwrite:
        task.pop(INPUT_HASH_ATTR, None)
        task.pop(TASK_HASH_ATTR, None)
    needs_input = task.get(INPUT_HASH_ATTR) is None
    needs_task = task.get(TASK_HASH_ATTR) is None
    if not (needs_input or needs_task):
        return task
    ignored = _IGNORED if ignore is None or ignore is IGNORE_HASH_KEYS else frozenset(ignore)
    input_keys = INPUT_HASH_KEYS if input_keys is None else input_keys
    task_keys = TASK_HASH_KEYS if task_keys is None else task_keys
    input_data = task_data = b""
    if needs_input:
        # A task without any of the keys is hashed whole, but never with hashes of its own.
        task.pop(INPUT_HASH_ATTR, None)
        own = task.pop(TASK_HASH_ATTR, None)
        input_data = _encode(_get_text(task, "", input_keys, ignored))
        task[INPUT_HASH_ATTR] = int(hash_bytes(input_data))
        if own is not None:
            task[TASK_HASH_ATTR] = own
    if needs_task:
        task.pop(TASK_HASH_ATTR, None)
        task.pop(TASK_DIGEST_ATTR, None)  # it belonged to another hash
        # If the whole task is hashed here, its input hash is a part of it.
        task_data = _encode(_get_text(task, str(task[INPUT_HASH_ATTR]), task_keys, ignored))
        task[TASK_HASH_ATTR] = int(hash_bytes(task_data))
    is_default = ignored is _IGNORED and input_keys is INPUT_HASH_KEYS
    if is_default and task_keys is TASK_HASH_KEYS and input_data and task_data:
        _latest.hashed = _Hashed(task, input_data, task_data)
    return task


def find_wrong_hashes(task: dict[str, Any]) -> dict[str, Any]:
    """Find what stands in the place of a hash, but is none.

    task (dict): The task, as a file brings it. It is not changed.
    RETURNS (dict): The name of the hash, to its value. Mostly empty.
    """
    return {
        attr: value
        for attr in (INPUT_HASH_ATTR, TASK_HASH_ATTR)
        if (value := task.get(attr)) is not None and not is_hash(value)
    }


def is_hash(value: Any) -> bool:
    """RETURNS (bool): Whether a value is a whole number that databases can hold."""
    return type(value) is int and -MAX_HASH <= value < MAX_HASH


def get_input_hash(task: dict[str, Any]) -> int:
    """Get the hash of a task's input, whether the task has it already or not.

    task (dict): The task. It is not changed.
    RETURNS (int): Signed 32 bit integer.
    """
    known = task.get(INPUT_HASH_ATTR)
    return set_hashes(dict(task))[INPUT_HASH_ATTR] if known is None else known


class Identity(NamedTuple):
    """What a task is, in 64 bits for its input and 96 for its question.

    input_hash (int): The `_input_hash`.
    task_hash (int): The `_task_hash`.
    input_digest (int): 32 further bits of what the input hash was made of. 0: it wasn't made of
        the content by the default keys, so that the hash is all there is.
    task_digest (int): The same of what the task hash was made of, and the input digest.
    """

    input_hash: int
    task_hash: int
    input_digest: int = 0
    task_digest: int = 0

    @property
    def digests(self) -> int:
        """Both digests in one number, see `agree`."""
        return self.input_digest << 32 | self.task_digest


class _Hashed:
    """A task that was hashed by the default keys, and what its hashes were made of.

    task (dict): The task.
    input_data (bytes): What the input hash was made of.
    task_data (bytes): What the task hash was made of.
    """

    __slots__ = ("identity", "input_data", "input_hash", "task", "task_data", "task_hash")

    def __init__(self, task: dict[str, Any], input_data: bytes, task_data: bytes) -> None:
        self.task: Any = task
        self.input_hash, self.task_hash = task[INPUT_HASH_ATTR], task[TASK_HASH_ATTR]
        self.input_data, self.task_data = input_data, task_data
        self.identity: Identity | None = None  # without the question, until somebody asks for it

    def identify(self, with_question: bool) -> Identity:
        """RETURNS (Identity): What the task is. Each digest is made once."""
        known = self.identity
        if known is None:
            known = Identity(self.input_hash, self.task_hash, _digest(self.input_data))
        if with_question and not known.task_digest:
            known = Identity(*known[:3], _digest_question(known[2], self.task_data))
        self.identity = known
        return known


class _Latest(threading.local):
    """The task that this thread has hashed last. Mostly it is looked at, more than once, before
    the next one is hashed."""

    hashed: _Hashed | None = None


_latest = _Latest()


def identify(task: dict[str, Any], *, with_question: bool = True) -> Identity:
    """Find out what a task is, beyond its 32 bit hashes.

    A hash that equals what (some of) the default keys give is backed by a digest of the same text:
    then the content decides. A hash that a recipe or a file has set by a rule of its own says what
    its author takes for the same, and counts as it is.

    task (dict): A task or an answer. It is not changed; missing hashes are computed.
    with_question (bool): False: leave out the digest of the question, where only inputs are
        compared. That is quicker.
    RETURNS (Identity): Compare it with `is_same_input` or `is_same_task`.
    """
    if task.get(INPUT_HASH_ATTR) is None or task.get(TASK_HASH_ATTR) is None:
        task = set_hashes(dict(task))
    input_hash, task_hash = task[INPUT_HASH_ATTR], task[TASK_HASH_ATTR]
    mark = get_task_mark(task)
    latest = _latest.hashed
    if latest is not None and latest.task is task and mark is None:
        if latest.input_hash == input_hash and latest.task_hash == task_hash:
            return latest.identify(with_question)
    input_data = _find_hashed(task, "", INPUT_HASH_KEYS, input_hash)
    input_digest = _digest(input_data)
    if not with_question:
        digest = 0
    elif mark is not None:
        digest = mark
    else:
        is_long = input_data is not None and len(input_data) > MAX_WHOLE_LENGTH
        digest = _digest_question(
            input_digest, _find_hashed(task, str(input_hash), TASK_HASH_KEYS, task_hash, is_long)
        )
    return Identity(input_hash, task_hash, input_digest, digest)


def get_task_key(task: dict[str, Any]) -> int:
    """Get what tells a task from all others that are out for annotation.

    It stays as it is whatever the annotator changes: when two tasks with the same task hash are
    handed out, the second one has a `_task_digest`, which it was given for that purpose.

    task (dict): A task or an answer, with its hashes.
    RETURNS (int): The task hash, or a signed 64 bit integer of the task hash and the digest. Of a
        hash with more than 32 bits, which others made, the lower ones count in the latter.
    """
    task_hash: int = task[TASK_HASH_ATTR]
    digest = get_task_mark(task)
    if digest is None:
        return task_hash
    return ((task_hash << 32 | digest) + 2**63) % 2**64 - 2**63


def get_task_mark(task: dict[str, Any]) -> int | None:
    """RETURNS (int | None): The `_task_digest` of a task, if it has one that can be: 32 bits, no
    sign. Anything else in its place was written by somebody else and means nothing."""
    mark = task.get(TASK_DIGEST_ATTR)
    return mark if type(mark) is int and 0 <= mark < 2**32 else None


def is_same_input(one: Identity, other: Identity) -> bool:
    """Whether two tasks are about the same input."""
    return one.input_hash == other.input_hash and (
        one.input_digest == other.input_digest or not (one.input_digest and other.input_digest)
    )


def shows_input(task: dict[str, Any], identity: Identity) -> bool:
    """Whether a task is about an input, as far as its content shows that.

    task (dict): A task or an answer, with its hashes.
    identity (Identity): What it may be about.
    RETURNS (bool): The same as to identify the task and compare the inputs, but quicker if it is.
    """
    if identity.input_digest and task[INPUT_HASH_ATTR] == identity.input_hash:
        data = _encode("".join(_dump_parts(task, INPUT_HASH_KEYS)))
        if _digest(data) == identity.input_digest:
            return True
    return is_same_input(identity, identify(task, with_question=False))


def is_same_task(one: Identity, other: Identity) -> bool:
    """Whether two tasks ask the same about the same input."""
    return one.task_hash == other.task_hash and agree(one.digests, other.digests)


class Sameness(NamedTuple):
    """What counts as the same: inputs, or tasks. The setting `exclude_by` says which.

    name (str): As in the setting.
    attr (str): Key of tasks that has the hash.
    field (str): The same of an `Identity`, and in the database.
    has_question (bool): Whether it matters what is asked.
    is_same (callable): `(Identity, Identity) -> bool`.
    """

    name: str
    attr: str
    field: str
    has_question: bool
    is_same: Callable[[Identity, Identity], bool]

    def get_hash(self, identity: Identity) -> int:
        """RETURNS (int): The hash that says where to look for the same."""
        return int(getattr(identity, self.field))


SAMENESS = {
    "input": Sameness("input", INPUT_HASH_ATTR, "input_hash", False, is_same_input),
    "task": Sameness("task", TASK_HASH_ATTR, "task_hash", True, is_same_task),
}


def agree(one: int, other: int) -> bool:
    """Whether what is known about two tasks with the same hash, as `digests`, is no contradiction.

    The digest of a question says something only next to that of its input.
    """
    if one == other:
        return True
    one_input, other_input = one >> 32, other >> 32
    if one_input != other_input:
        return not (one_input and other_input)
    one_task, other_task = one & 0xFFFFFFFF, other & 0xFFFFFFFF
    return one_task == other_task or not (one_task and other_task)


def _digest(data: bytes | None) -> int:
    """RETURNS (int): 1 to 2**32 - 1, or 0 for no data."""
    if data is None:
        return 0
    return int.from_bytes(blake2b(data, digest_size=4).digest(), "big") or 1


def _digest_question(input_digest: int, data: bytes | None) -> int:
    return 0 if data is None else _digest(b"%d %b" % (input_digest, data))


def _find_hashed(
    task: dict[str, Any], prefix: str, keys: tuple[str, ...], expected: int, is_long: bool = False
) -> bytes | None:
    """RETURNS (bytes | None): What a hash was made of by default keys, if it was."""
    present = [key for key in keys if key in task]
    if present:
        parts = _dump_parts(task, present)
        for size in range(len(parts), 0, -1):  # some may have been added after hashing
            for chosen in combinations(parts, size):
                data = _encode(prefix + "".join(chosen))
                if hash_bytes(data) == expected:
                    return data
    for names in RECIPE_INPUT_KEYS if not prefix else ():
        parts = _dump_parts(task, names)
        if parts and hash_bytes(data := _encode("".join(parts))) == expected:
            return data
    if is_long or (present and not prefix):
        return None
    added = {*present, *(_LATER if prefix else _HASHES_LATER)}
    whole = {key: value for key, value in task.items() if key not in added}
    data = _encode(prefix + _dump_value(whole, _IGNORED))
    return data if hash_bytes(data) == expected else None


def _dump_parts(task: dict[str, Any], keys: Iterable[str]) -> list[str]:
    return [f"{key}={_dump_value(task[key], _IGNORED)}" for key in keys if key in task]


def _dump_value(value: Any, ignored: frozenset[str]) -> str:
    if type(value) is str:
        return encode_basestring_ascii(value)
    value = _strip(value, ignored)
    try:
        return _dump(value)
    except (TypeError, ValueError):  # Keys of several types can't be sorted.
        return _dump(_with_string_keys(value))


def _strip(value: Any, ignored: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {
            key: item if type(item) in _SCALARS else _strip(item, ignored)
            for key, item in value.items()
            if key not in ignored
        }
    if isinstance(value, (list, tuple)):
        return [item if type(item) in _SCALARS else _strip(item, ignored) for item in value]
    return value


def _with_string_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _with_string_keys(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_string_keys(item) for item in value]
    return value
