"""Say why a span doesn't fit the tokens of its task."""

from __future__ import annotations

from typing import Any

from ...shapes import SpanType, TaskType, is_label

CONTEXT_CHARS = 40  # of the text on both sides of the span, in messages

FIX = (
    'Correct the offsets: they count characters from 0, and "end" is the first character after '
    "the span. To annotate parts of words, use --highlight-chars. To leave such tasks out, call "
    "add_tokens(..., skip=True)."
)


def describe_misalignment(eg: TaskType, span: SpanType) -> tuple[str, str]:
    """Describe a mismatch of a span and the tokens of its task.

    eg (dict): The task, with tokens.
    span (dict): The span.
    RETURNS (tuple[str, str]): Title and text of an error.
    """
    text = eg.get("text") or ""
    start: Any = span.get("start")
    end: Any = span.get("end")
    label = f", label {span['label']}" if is_label(span.get("label")) else ""
    task = f"Task with hash {eg.get('_task_hash')}: {_quote_around(text, start, end)}"
    if not _is_offset(start) or not _is_offset(end):
        found = f"start {start!r} and end {end!r}"
        return (
            "A span has no valid offsets",
            f"{task}\nExpected whole numbers, found {found}{label}.\n{FIX}",
        )
    covered = text[start:end]
    title = f"The span {_quote(covered)} doesn't line up with the tokens"
    where = f"The span (characters {start} to {end}{label})"
    reasons = _find_reasons(eg, start, end, len(text))
    return title, f"{task}\n{where} {' and '.join(reasons)}.\n{FIX}"


def _find_reasons(eg: TaskType, start: int, end: int, n_chars: int) -> list[str]:
    if start >= end:
        return ["is empty or ends before it starts"]
    reasons = []
    tokens = eg["tokens"]
    at_start = [token for token in tokens if token["start"] < start < token["end"]]
    at_end = [token for token in tokens if token["start"] < end < token["end"]]
    if at_start:
        reasons.append(f"starts within the token {_name_token(at_start[0])}")
    elif not any(token["start"] == start for token in tokens) and start < n_chars:
        before = [token for token in tokens if token["end"] <= start][-1:]
        after = [token for token in tokens if token["start"] > start][:1]
        between = " and ".join(_name_token(token) for token in before + after)
        reasons.append(f"starts with the space next to the token {between}")
    if end > n_chars:
        reasons.append(f"ends after the text, which has {n_chars} characters")
    elif at_end:
        reasons.append(f"ends within the token {_name_token(at_end[0])}")
    elif not any(token["end"] == end for token in tokens):
        before = [token for token in tokens if token["end"] < end][-1:]
        after = [token for token in tokens if token["start"] >= end][:1]
        between = " and ".join(_name_token(token) for token in before + after)
        reasons.append(f"ends with the space next to the token {between}")
    return reasons or ["doesn't fit the tokens"]


def _name_token(token: dict[str, Any]) -> str:
    return f"{_quote(token['text'])} ({token['start']} to {token['end']})"


def _quote(text: str, limit: int = 2 * CONTEXT_CHARS) -> str:
    return repr(text if len(text) <= limit else text[:limit] + "...")


def _quote_around(text: str, start: Any, end: Any) -> str:
    first = max(0, start - CONTEXT_CHARS) if _is_offset(start) else 0
    last = end + CONTEXT_CHARS if _is_offset(end) else first + 2 * CONTEXT_CHARS
    last = min(last, first + 4 * CONTEXT_CHARS, len(text))
    dots = "..." if first > 0 else "", "..." if last < len(text) else ""
    return repr(f"{dots[0]}{text[first:last]}{dots[1]}")


def _is_offset(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
