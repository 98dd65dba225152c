"""What built-in recipes rely on in the tasks of a text source, before they add anything to them.

A task with something else in these keys is left out, since nobody could tell what was meant. Only
what can't be misunderstood is mended. Whether the finished task fits its interface is checked
later, by `validate.Validator`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from ..io.lines import shorten
from ..shapes import is_label
from .problems import Problems

__all__ = ["ANNOTATION_KEYS", "check_texts", "find_doubled"]

Task = dict[str, Any]
Check = Callable[[Task], str | None]

# What recipes that ask their own questions take off, so it need not be right.
ANNOTATION_KEYS = ("spans", "label", "options", "accept", "arc", "relations", "answer", "score")
OFFSET_KEYS = ("start", "end")


def check_texts(
    stream: Iterable[Task], problems: Problems, *, annotations: bool = True
) -> Iterator[Task]:
    """Leave out tasks that can't be used, and mend what can be mended.

    stream (Iterable[dict]): The tasks. They are changed in place where they are mended.
    problems (Problems): Where to report them.
    annotations (bool): Check spans, options and relations, too. Defaults to True.
    YIELDS (dict): The tasks that can be used.
    """
    checks = [*TEXT_CHECKS, *(ANNOTATION_CHECKS if annotations else ())]
    for eg in stream:
        if _has_only_text(eg):
            yield eg
            continue
        what = next(filter(None, (check(eg) for check in checks)), None)
        if what is not None:
            problems.skip(eg, what)
            continue
        if eg.get("tokens") and eg.get("text") and not _drop_wrong_tokens(eg, problems):
            continue
        if annotations and eg.get("spans"):
            _drop_doubled_spans(eg, problems)
        yield eg


def find_doubled(values: Iterable[Any]) -> Any:
    """RETURNS (Any): The first value that comes a second time, or None."""
    seen: set[Any] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None


def _check_type(eg: Task, key: str, kind: type, expected: str) -> str | None:
    value = eg.get(key)
    if value is None or isinstance(value, kind):
        return None
    return f"{key}: expected {expected}, found {_show(value)}"


def _check_text(eg: Task) -> str | None:
    text = eg.get("text")
    if not text or isinstance(text, str):  # Without a text, it is left out as such.
        return None
    return f"Expected a string under the key 'text', found {_show(text)}"


def _check_tokens(eg: Task) -> str | None:
    tokens = eg.get("tokens")
    if tokens is None:
        return None
    if not isinstance(tokens, list):
        return f"Can't use the tokens of a task: expected a list, found {_show(tokens)}"
    for token in tokens:
        is_token = isinstance(token, dict) and isinstance(token.get("text"), str)
        if not is_token or not all(_is_offset(token.get(key)) for key in OFFSET_KEYS):
            return f"Can't use the tokens of a task: found {_show(token)}"
        token_id = token.get("id")
        if token_id is not None and not _is_offset(token_id):
            return f"Can't use the tokens of a task: found the id {_show(token_id)}"
    return None


def _find_wrong_token(eg: Task) -> str | None:
    """Say which token doesn't fit the text, if there is one."""
    text, position = eg["text"], 0
    doubled = find_doubled(token.get("id", i) for i, token in enumerate(eg["tokens"]))
    if doubled is not None:
        return f"Two tokens have the id {doubled}"
    for i, token in enumerate(eg["tokens"]):
        start, end = token["start"], token["end"]
        where = f"Token {i}, {shorten(token['text'])} ({start} to {end}),"
        if end > len(text):
            return f"{where} ends after the text, which has {len(text)} characters"
        if start > end or (start < position and start != end):
            return f"{where} starts before the token in front of it ends"
        # Some tokenizers write in lower case, or mark parts of words.
        if text[start:end].casefold() not in token["text"].casefold():
            return f"{where} doesn't match the text, which has {shorten(text[start:end])} there"
        position = max(position, end)
    return None


def _drop_wrong_tokens(eg: Task, problems: Problems) -> bool:
    """Take off tokens that don't fit the text. RETURNS (bool): Whether the task can be used."""
    what = _find_wrong_token(eg)
    if what is None:
        return True
    if eg.get("relations") or any("start" not in span for span in eg.get("spans") or ()):
        problems.skip(eg, what)  # They refer to these tokens.
        return False
    problems.mend(eg, what, "The text is split into tokens anew.")
    del eg["tokens"]
    return True


def _check_spans(eg: Task) -> str | None:
    spans = eg.get("spans")
    if spans is None:
        return None
    if not isinstance(spans, list):
        return f"spans: expected a list, found {_show(spans)}"
    return next(filter(None, (_check_span(eg, i, span) for i, span in enumerate(spans))), None)


def _check_span(eg: Task, i: int, span: Any) -> str | None:
    if not isinstance(span, dict):
        return f"spans[{i}]: expected an object, found {_show(span)}"
    label = span.get("label")
    if label is not None and (isinstance(label, bool) or not isinstance(label, (str, int, float))):
        return f"spans[{i}].label: expected a string, found {_show(label)}"
    if not any(key in span for key in OFFSET_KEYS):
        return None  # of an image, or by tokens
    for key in OFFSET_KEYS:
        if not _is_offset(span.get(key)):
            return f"spans[{i}].{key}: expected a whole number, found {_show(span.get(key))}"
    start, end = int(span["start"]), int(span["end"])
    text = eg.get("text") or ""
    where = f"The span {shorten(text[start:end])} ({start} to {end}{_name_label(span)})"
    if start >= end:
        return f"{where} is empty or ends before it starts"
    if end > len(text):
        return f"{where} ends after the text, which has {len(text)} characters"
    said = span.get("text")
    if isinstance(said, str) and said.split() != text[start:end].split():
        return f"{where} says that its text is {shorten(said)}"
    return None


def _check_indices(eg: Task) -> str | None:
    tokens = eg.get("tokens")
    for span in (eg.get("spans") or ()) if tokens else ():
        if "token_start" in span and "token_end" in span and "start" in span:
            what = _compare_indices(tokens, span)
            if what is not None:
                return what
    return None


def _compare_indices(tokens: Any, span: Task) -> str | None:
    where = f"The span {span['start']} to {span.get('end')}{_name_label(span)}"
    by_id = {token.get("id", i): token for i, token in enumerate(tokens)}
    first, last = span["token_start"], span["token_end"]
    for key, index in (("token_start", first), ("token_end", last)):
        if not _is_offset(index) or index not in by_id:
            return f"{where} has the {key} {index!r}, and there is no such token"
    start, end = by_id[first]["start"], by_id[last]["end"]
    if (start, end) != (span["start"], span.get("end")):
        return f"{where} has the tokens {first} to {last}, which go from {start} to {end}"
    return None


def _check_options(eg: Task) -> str | None:
    options = eg.get("options")
    if options is None:
        return None
    if not isinstance(options, list) or not all(isinstance(o, dict) for o in options):
        return f"options: expected a list of objects, found {_show(options)}"
    doubled = find_doubled(str(option["id"]) for option in options if "id" in option)
    return None if doubled is None else f"options: two have the id {doubled!r}"


def find_lost_relation(eg: Task) -> str | None:
    """Say which relation refers to no token.

    eg (dict): A task whose relations are well formed.
    RETURNS (str | None): The first one. None if there is none, or if there are no tokens yet.
    """
    tokens = eg.get("tokens")
    if tokens is None:
        return None
    ids = {token.get("id", i) for i, token in enumerate(tokens)}
    for i, relation in enumerate(eg.get("relations") or ()):
        for key in ("head", "child"):
            if relation[key] not in ids:
                return f"relations[{i}].{key}: there is no token {relation[key]}"
    return None


def _check_relations(eg: Task) -> str | None:
    relations = eg.get("relations")
    if not relations:
        return None
    if not isinstance(relations, list) or not all(isinstance(r, dict) for r in relations):
        return f"relations: expected a list of objects, found {_show(relations)}"
    for i, relation in enumerate(relations):
        for key in ("head", "child"):
            if not _is_offset(relation.get(key)):
                found = _show(relation.get(key))
                return f"relations[{i}].{key}: expected the id of a token, found {found}"
    return find_lost_relation(eg)


TEXT_CHECKS: list[Check] = [
    _check_text,
    partial(_check_type, key="meta", kind=dict, expected="an object"),
    partial(_check_type, key="config", kind=dict, expected="an object"),
    _check_tokens,
]
ANNOTATION_CHECKS: list[Check] = [
    _check_spans,
    _check_indices,
    _check_options,
    partial(_check_type, key="accept", kind=list, expected="a list"),
    _check_relations,
]


# What any of the checks looks at, besides the text and facts about it.
CHECKED_KEYS = frozenset(("config", "tokens", "spans", "options", "accept", "relations"))
NO_META: Task = {}


def _has_only_text(eg: Task) -> bool:
    """Whether there is nothing else that has to be checked, as in most tasks."""
    return (
        eg.keys().isdisjoint(CHECKED_KEYS)
        and isinstance(eg.get("text"), str)
        and isinstance(eg.get("meta", NO_META), dict)
    )


def _drop_doubled_spans(eg: Task, problems: Problems) -> None:
    kept: dict[Any, Any] = {}
    for i, span in enumerate(eg["spans"]):
        key: Any = (span.get("start"), span.get("end"), span.get("label"))
        if None in key[:2]:
            key = i  # not a span of text
        elif key in kept:
            where = f"({span['start']} to {span['end']}{_name_label(span)})"
            problems.mend(eg, f"The same span comes twice {where}", "It is shown once.")
        kept.setdefault(key, span)
        whole = {name: int(span[name]) for name in OFFSET_KEYS if isinstance(span.get(name), float)}
        if whole:  # Data frames make 5.0 of 5.
            kept[key] = {**kept[key], **whole}
    eg["spans"] = list(kept.values())


def _is_offset(value: Any) -> bool:
    is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    return is_whole and not isinstance(value, bool) and value >= 0


def _name_label(span: Task) -> str:
    return f", {span['label']}" if is_label(span.get("label")) else ""


def _show(value: Any) -> str:
    return f"{type(value).__name__} {shorten(repr(value), 80)[1:-1]}"
