"""The tokens of a text, what stands between them, and the spans as ranges of tokens.

Here, and only here, offsets in characters meet indices of tokens. A span of tokens is `(first,
last, label)` with indices counted from 0 and `last` *inside* the span, as in "token_end".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...shapes import TaskType
from .gold import Gold
from .report import Report

Entity = tuple[int, int, str]


@dataclass(frozen=True)
class Tokenized:
    """A text in tokens.

    words (list[str]): The tokens as they stand in the text; none is empty.
    gaps (list[str]): What stands before the first token, and after each of them: one more entry
        than there are words. Mostly a space or nothing.
    entities (list[tuple[int, int, str]]): First and last token, both inclusive, and label; sorted.
    """

    words: list[str]
    gaps: list[str]
    entities: list[Entity]


def tokenize(gold: Gold, report: Report, *, overlap: bool = False) -> Tokenized | None:
    """Find the tokens of an answer, and the spans among them.

    gold (Gold): The answer, with spans or without.
    report (Report): Takes note of an answer that has to be left out.
    overlap (bool): Spans may share tokens. Defaults to False.
    RETURNS (Tokenized | None): The tokens, or None if there are none or a span doesn't fit them.
    """
    bounds = _get_bounds(gold.eg.get("tokens"), len(gold.text))
    if not bounds:
        report.leave_out(gold.eg, "bad-tokens" if bounds is None else "no-tokens")
        return None
    starts = {start: i for i, (start, _) in enumerate(bounds)}
    ends = {end: i for i, (_, end) in enumerate(bounds)}
    entities, misaligned = [], []
    for span in gold.spans or ():
        first, last = starts.get(span["start"]), ends.get(span["end"])
        if first is None or last is None:
            misaligned.append(span)
        else:
            entities.append((first, last, span["label"]))
    if misaligned:
        report.leave_out(gold.eg, "misaligned", misaligned)
        return None
    if not overlap and has_overlap(entities):
        report.leave_out(gold.eg, "overlap", gold.spans or ())
        return None
    edges = [0, *(edge for pair in bounds for edge in pair), len(gold.text)]
    return Tokenized(
        [gold.text[start:end] for start, end in bounds],
        [gold.text[edges[i] : edges[i + 1]] for i in range(0, len(edges), 2)],
        entities,
    )


def has_overlap(entities: Sequence[Entity]) -> bool:
    """RETURNS (bool): Whether any of the sorted spans share a token."""
    return any(after[0] <= before[1] for before, after in zip(entities, entities[1:]))


def make_task(words: Sequence[str], gaps: Sequence[str], entities: Sequence[Entity]) -> TaskType:
    """Make an answer with tokens and spans; the opposite of `tokenize`.

    words (Sequence[str]): The tokens.
    gaps (Sequence[str]): What stands before the first token, and after each of them.
    entities (Sequence[tuple[int, int, str]]): First and last token, both inclusive, and label.
    RETURNS (dict): Text, tokens and spans, as `ner.manual` or `spans.manual` would save them.
    """
    parts, tokens, start = [gaps[0]], [], len(gaps[0])
    for i, word in enumerate(words):
        gap = gaps[i + 1]
        end = start + len(word)
        ws = gap.startswith(" ")
        tokens.append({"text": word, "start": start, "end": end, "id": i, "ws": ws})
        parts += (word, gap)
        start = end + len(gap)
    spans = [
        {
            "start": tokens[first]["start"],
            "end": tokens[last]["end"],
            "token_start": first,
            "token_end": last,
            "label": label,
        }
        for first, last, label in sorted(entities)
    ]
    view_id = "spans_manual" if has_overlap(sorted(entities)) else "ner_manual"
    return {"text": "".join(parts), "tokens": tokens, "spans": spans, "_view_id": view_id}


def join_words(words: Sequence[str]) -> list[str]:
    """RETURNS (list[str]): Gaps for words whose text is unknown: one space between them."""
    return ["", *[" "] * (len(words) - 1), ""] if words else [""]


def _get_bounds(tokens: Any, n_chars: int) -> list[tuple[int, int]] | None:
    """Get start and end of all tokens, or None if they are not in order and in the text."""
    if not isinstance(tokens, list):
        return [] if tokens is None else None
    bounds, position = [], 0
    for token in tokens:
        start, end = (token.get("start"), token.get("end")) if isinstance(token, dict) else (0, 0)
        if type(start) is not int or type(end) is not int or not position <= start < end <= n_chars:
            return None
        bounds.append((start, end))
        position = end
    return bounds
