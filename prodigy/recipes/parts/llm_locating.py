"""Where in a text the words stand that a language model has named.

Models can't count characters, so they are asked for words. Their mentions are found in the order in
which they come, exactly or else with other capitals and white space.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

Item = dict[str, Any]


def locate(
    text: str,
    mentions: Sequence[Item],
    labels: Sequence[str],
    tokens: Sequence[Item],
    may_overlap: bool = False,
) -> tuple[list[Item], list[Item]]:
    """Make spans of what a model has named.

    text (str): The text.
    mentions (Sequence[dict]): What was named, each with "text" and "label" (strings).
    labels (Sequence[str]): The labels that were asked for. Capitals don't matter.
    tokens (Sequence[dict]): The tokens of the text, with "start" and "end" (exclusive) in
        characters.
    may_overlap (bool): Spans may have tokens in common. Defaults to False: the first one stays.
    RETURNS (tuple[list[dict], list[dict]]): The spans in the order of the text, and what is wrong,
        see `SuggestionReport.add_suggestions`.
    """
    by_name = {name.casefold(): name for name in reversed(labels)}
    starts, ends = [token["start"] for token in tokens], [token["end"] for token in tokens]
    finder = _Finder(text)
    spans: list[Item] = []
    wrong: list[Item] = []
    for mention in mentions:
        words, label = mention["text"], by_name.get(mention["label"].strip().casefold())
        if label is None:
            wrong.append({"text": words, "label": mention["label"], "why": "unknown-label"})
            continue
        place = finder.find(words, label)
        first = bisect_right(ends, place[0]) if place else 0
        last = bisect_left(starts, place[1]) - 1 if place else -1
        if place is None or first > last:
            wrong.append({"text": words, "label": label, "why": "not-found"})
            continue
        span = {
            "start": starts[first],
            "end": ends[last],
            "token_start": first,
            "token_end": last,
            "text": text[starts[first] : ends[last]],
            "label": label,
        }
        clash = _find_clash(span, spans, may_overlap)
        if clash:
            wrong.append({"text": words, "label": label, "why": clash})
            continue
        if (span["start"], span["end"]) != place:
            wrong.append({"text": words, "label": label, "why": "widened"})
        spans.append(span)
    return sorted(spans, key=lambda span: (span["start"], span["end"])), wrong


class _Finder:
    """Finds words again and again, each time behind the last place of the same words."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._used: set[tuple[int, int, str]] = set()
        self._position = 0

    def find(self, words: str, label: str) -> tuple[int, int] | None:
        """RETURNS (tuple[int, int] | None): Start and end of the next place, if there is one."""
        parts = [re.escape(part) for part in words.split()]
        if not parts:
            return None
        pattern = r"\s+".join(parts)
        for flags in (0, re.IGNORECASE):
            matches = list(re.compile(pattern, flags).finditer(self._text))
            places = [m.span() for m in matches if (*m.span(), label) not in self._used]
            # What stands in the order of the text first, then what the model has put elsewhere.
            places.sort(key=lambda place: place[0] < self._position)
            if not places and matches:
                return matches[0].span()  # named more often than it is there
            best = _prefer_whole(self._text, places, self._position)
            if best is not None:
                self._used.add((*best, label))
                self._position = best[0]
                return best
        return None


def _prefer_whole(
    text: str, places: list[tuple[int, int]], position: int
) -> tuple[int, int] | None:
    """Prefer "art" to the end of "start", as long as there is one."""
    whole = [place for place in places if _is_whole(text, *place)]
    ahead = [place for place in whole if place[0] >= position]
    return next(iter(ahead or whole or places), None)


def _is_whole(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    is_cut_off = before.isalnum() and text[start].isalnum()
    return not is_cut_off and not (after.isalnum() and text[end - 1].isalnum())


def _find_clash(span: Item, spans: list[Item], may_overlap: bool) -> str | None:
    for other in spans:
        is_same = (span["start"], span["end"]) == (other["start"], other["end"])
        if is_same and span["label"] == other["label"]:
            return "repeated"
        if not may_overlap and span["start"] < other["end"] and other["start"] < span["end"]:
            return "overlap"
    return None
