"""What an answer says about its text: which spans and categories it has, and which it has not.

All formats take their content from here, so that they agree about what counts as annotated. The
opposite direction is here as well: making tasks, as an interface would have saved them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ... import views
from ...shapes import SpanType, TaskType, is_label, name_label
from .report import Report

CATEGORY_VIEWS = views.find_views_about(views.CATEGORIES)
RELATION_VIEWS = views.find_views_about(views.RELATIONS)
SPAN_VIEWS = views.find_views_about(views.SPANS, views.GROUPS, views.TAGS)

find_surrogate = re.compile("[\ud800-\udfff]").search


def has_surrogate(text: str) -> bool:
    """RETURNS (bool): Whether a text has half of a character."""
    return not text.isascii() and find_surrogate(text) is not None


def has_zero(text: str) -> bool:
    """RETURNS (bool): Whether a text has a zero byte."""
    return "\0" in text


@dataclass(frozen=True)
class Gold:
    """The content of one answer.

    eg (dict): The answer, unchanged.
    text (str): Its text.
    spans (list[dict] | None): Spans with "start", "end" (characters, end exclusive) and "label",
        sorted and without repetitions. None: the answer is not about spans.
    categories (dict[str, bool] | None): Which of the categories apply. Those that nobody was asked
        about are not there. None: the answer is not about categories.
    is_partial (bool): What is not covered by the spans is unknown.
    """

    eg: TaskType
    text: str
    spans: list[SpanType] | None
    categories: dict[str, bool] | None
    is_partial: bool = False


@dataclass(frozen=True)
class Needs:
    """What a format can hold.

    spans (bool): Spans.
    categories (bool): Categories that apply.
    negative (bool): Also that one category does not apply, without knowing about others.
    partial (bool): Also that a part of the text is not annotated.
    surrogates (bool): Also strings that are no valid Unicode.
    zeros (bool): Also strings with zero bytes. Defaults to True.
    """

    spans: bool = False
    categories: bool = False
    negative: bool = False
    partial: bool = False
    surrogates: bool = False
    zeros: bool = True


def get_gold(eg: TaskType, needs: Needs, report: Report) -> Gold | None:
    """Find out what an answer says, if a format can hold it.

    eg (dict): The answer. Without "answer", it counts as accepted. It is not changed.
    needs (Needs): What the format can hold.
    report (Report): Takes note of an answer that can't be held, or not completely.
    RETURNS (Gold | None): The content, or None if the answer has to be left out.
    """
    kinds = find_kinds(eg)
    reason = _check(eg, kinds, needs)
    spans: list[SpanType] | None = None
    bad_spans: list[SpanType] = []
    if reason is None and "spans" in kinds and needs.spans:
        spans, reason, bad_spans = _get_spans(eg)
    if reason is None and not needs.surrogates and _find(has_surrogate, eg, spans):
        reason = "surrogate"
    if reason is None and not needs.zeros and _find(has_zero, eg, spans):
        reason = "zero"
    if reason is not None:
        report.leave_out(eg, reason, bad_spans)
        return None
    categories = get_categories(eg) if "categories" in kinds and needs.categories else None
    if "categories" in kinds and not needs.categories:
        report.lose(eg, "lost-categories")
    if has_relations(eg):
        report.lose(eg, "lost-relations")
    is_partial = spans is not None and is_binary(eg)
    return Gold(eg, eg["text"], spans, categories, is_partial)


def find_kinds(eg: TaskType) -> set[str]:
    """Find out what an answer is about.

    eg (dict): The answer.
    RETURNS (set[str]): "spans", "categories", both or nothing.
    """
    view_id = views.get_view_id(eg)
    if view_id in CATEGORY_VIEWS:
        return {"categories"}
    if view_id in SPAN_VIEWS | RELATION_VIEWS:
        # Dependencies are drawn between tokens, and no spans are asked for.
        only_relations = view_id in RELATION_VIEWS and not eg.get("spans")
        return set() if only_relations and has_relations(eg) else {"spans"}
    kinds = set()
    if isinstance(eg.get("options"), list) or isinstance(eg.get("accept"), list):
        kinds.add("categories")
    elif is_label(eg.get("label")):
        kinds.add("categories")
    # Categories may come with spans that were only shown. With tokens, they could be edited.
    view = views.find_view(view_id)
    if "tokens" in eg or ("spans" in eg and (not kinds or (view and view.is_mixed))):
        kinds.add("spans")
    return kinds


def get_categories(eg: TaskType) -> dict[str, bool]:
    """Get the categories of an answer.

    eg (dict): An answer that was not ignored.
    RETURNS (dict[str, bool]): Category to whether it applies, in the order of the options.
    """
    options, accepted = eg.get("options"), eg.get("accept")
    if isinstance(options, list) or isinstance(accepted, list):
        chosen = [str(name) for name in accepted] if isinstance(accepted, list) else []
        ids = [str(o["id"]) for o in options or () if isinstance(o, dict) and "id" in o]
        return {name: name in chosen for name in [*ids, *chosen]}
    if is_label(eg.get("label")):
        return {str(eg["label"]): eg.get("answer", "accept") != "reject"}
    return {}


def is_binary(eg: TaskType) -> bool:
    """Tell whether an answer is a mere yes or no about the spans of a task.

    eg (dict): The answer.
    RETURNS (bool): Whether nothing is known about the rest of the text.
    """
    view_id = views.get_view_id(eg)
    # One span is shown and accepted or rejected. Nothing is said about the rest of the text.
    is_one_span = view_id in SPAN_VIEWS and views.is_binary(view_id)
    if is_one_span or eg.get("_is_binary") is True:
        return True
    # Older files have no "_view_id", but an answer at the span that was asked about.
    spans = eg.get("spans") or ()
    return "_view_id" not in eg and any(isinstance(s, dict) and "answer" in s for s in spans)


def has_relations(eg: TaskType) -> bool:
    """RETURNS (bool): Whether there are relations or an arc of the syntax."""
    return bool(eg.get("relations") or eg.get("arc"))


def make_choice(
    text: str,
    options: Sequence[str],
    accepted: Collection[str],
    *,
    always_options: bool = False,
) -> TaskType:
    """Make an answer about categories.

    text (str): The text.
    options (Sequence[str]): All categories.
    accepted (Collection[str]): Those that apply.
    always_options (bool): Make a choice even of one option. Defaults to False.
    RETURNS (dict): With one category, an accepted or rejected label; otherwise a choice.
    """
    if len(options) == 1 and not always_options:
        answer = "accept" if options[0] in accepted else "reject"
        return {
            "text": text,
            "label": options[0],
            "_view_id": "classification",
            "answer": answer,
        }
    return {
        "text": text,
        "options": [{"id": name, "text": name} for name in options],
        "accept": [name for name in options if name in accepted],
        "_view_id": "choice",
    }


def make_spans(text: str, spans: Iterable[tuple[int, int, str]]) -> TaskType:
    """Make an answer about spans, without tokens.

    text (str): The text.
    spans (Iterable[tuple[int, int, str]]): Start and end in characters, end exclusive, and label.
    RETURNS (dict): The answer. It belongs to the interface for overlapping spans if some do.
    """
    found: list[SpanType] = [
        {"start": start, "end": end, "label": label} for start, end, label in sorted(spans)
    ]
    view_id = "spans_manual" if has_overlapping(found) else "ner_manual"
    return {"text": text, "spans": found, "_view_id": view_id}


def has_overlapping(spans: Sequence[SpanType]) -> bool:
    """RETURNS (bool): Whether any of the sorted spans share characters."""
    return any(after["start"] < before["end"] for before, after in zip(spans, spans[1:]))


def _check(eg: TaskType, kinds: set[str], needs: Needs) -> str | None:
    answer = eg.get("answer") or "accept"
    if answer == "ignore":
        return "ignore"
    if answer == "reject":
        is_one_label = kinds == {"categories"} and "options" not in eg and "accept" not in eg
        if not (is_one_label and needs.negative):
            return "reject"
    if not isinstance(eg.get("text"), str):
        return "no-text"
    if not kinds:
        return "relations" if has_relations(eg) else "no-answer"
    if "spans" in kinds and needs.spans:
        return "binary" if is_binary(eg) and not needs.partial else None
    if "categories" in kinds and needs.categories:
        return None if get_categories(eg) else "no-answer"
    return "not-spans" if "spans" in kinds else "not-categories"


def _get_spans(eg: TaskType) -> tuple[list[SpanType], str | None, list[SpanType]]:
    """Check and sort the spans. The second value is a reason to leave the answer out."""
    spans: dict[tuple[int, int, str], SpanType] = {}
    n_chars = len(eg["text"])
    for span in eg.get("spans") or ():
        if not isinstance(span, dict):
            return [], "offsets", []
        if span.get("answer") == "reject":
            continue
        start, end = _get_offsets(eg, span)
        if type(start) is not int or type(end) is not int or not 0 <= start < end <= n_chars:
            return [], "offsets", [span]
        label = name_label(span.get("label"))
        if not label:
            return [], "no-label", [span]
        # A repeated span says nothing new.
        spans[start, end, label] = {"start": start, "end": end, "label": label}
    return [spans[key] for key in sorted(spans)], None, []


def _get_offsets(eg: TaskType, span: SpanType) -> tuple[Any, Any]:
    if "start" in span or "end" in span:
        return span.get("start"), span.get("end")
    tokens = [token for token in eg.get("tokens") or () if isinstance(token, dict)]
    by_id = {token.get("id", i): token for i, token in enumerate(tokens)}
    first, last = by_id.get(span.get("token_start")), by_id.get(span.get("token_end"))
    if first is None or last is None:
        return None, None
    return first.get("start"), last.get("end")


def _find(search: Callable[[str], object], eg: TaskType, spans: list[SpanType] | None) -> bool:
    strings = [eg["text"], *(span["label"] for span in spans or ()), *get_categories(eg)]
    return any(search(text) for text in strings)
