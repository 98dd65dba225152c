"""Entities and other spans."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...shapes import SpanType, TaskType, is_label
from ...views import GROUPS, RELATIONS, SPANS, find_views_about, has_spans, is_single
from ..account import Problem, Row
from .base import Entry, Fact, Reader, State, Statement, find_span

if TYPE_CHECKING:
    from spacy.tokens import Doc

INCORRECT_SPANS_KEY = "incorrect_spans"
SPANS_KEY = "sc"
OUTSIDE = "outside"
RELATION_VIEWS = find_views_about(RELATIONS)


class SpanReader(Reader):
    """What readers of spans have in common."""

    views = find_views_about(SPANS, GROUPS)
    parts_key = "spans"

    def has_annotation(self, eg: TaskType, view_id: str | None) -> bool:
        if view_id in RELATION_VIEWS:
            # Without labels, the spans are merely units for relations.
            return any(is_label(span.get("label")) for span in eg.get("spans") or ())
        if view_id in self.views or eg.get("spans"):
            return True
        return view_id is None and has_spans(eg)

    def check_answer(self, eg: TaskType) -> str:
        if eg.get("answer") != "reject":
            return ""
        if not is_single(eg):
            return "rejected"
        answers = [span.get("answer") for span in eg.get("spans") or ()]
        # Of several spans that were rejected together, some may be right.
        return "" if len(answers) == 1 or all(answers) else "rejected"

    def read(self, eg: TaskType, row: Row) -> Entry:
        is_right = eg.get("answer") != "reject"
        single = is_single(eg)

        def find_truth(span: SpanType) -> bool | None:
            answer = span.get("answer") if single else None
            return None if answer == "ignore" else answer == "accept" if answer else is_right

        return read_spans(self.component, eg, row, is_complete=not single, find_truth=find_truth)

    def align(self, doc: Doc, statement: Statement) -> Fact | None:
        tokens = find_span(doc, statement.places[0])
        return None if tokens is None else (*tokens, statement.label)


class NerReader(SpanReader):
    """Entities. What is known of part of a text stays partial: other tokens are missing values,
    rejected entities become a span group that the entity recognizer avoids."""

    corpus = "prodigy.NERCorpus.v1"

    def __init__(
        self,
        component: str,
        default_fill: str = OUTSIDE,
        incorrect_key: str | None = INCORRECT_SPANS_KEY,
        **settings: Any,
    ) -> None:
        super().__init__(component)
        self.default_fill = default_fill
        self.incorrect_key = incorrect_key

    def contradicts(self, fact: Fact, is_true: bool, state: State) -> bool:
        if super().contradicts(fact, is_true, state):
            return True
        # Entities don't overlap.
        return is_true and any(
            other != fact and other[0] < fact[1] and fact[0] < other[1] for other in state.true
        )

    def is_usable(self, state: State, side: str) -> bool:
        return state.is_complete or bool(state.true or (state.facts and self.incorrect_key))

    def annotate(self, doc: Doc, state: State) -> None:
        from spacy.tokens import Span

        entities = [Span(doc, *fact) for fact in state.true]
        known = {i for entity in entities for i in range(entity.start, entity.end)}
        missing = [doc[i : i + 1] for i in sorted(state.unclear - known)]
        fill = self.default_fill if state.is_complete else "missing"
        doc.set_ents(entities, missing=missing, default=fill)
        if state.false and self.incorrect_key:
            doc.spans[self.incorrect_key] = [Span(doc, *fact) for fact in state.false]


class SpancatReader(SpanReader):
    """Spans that may overlap."""

    corpus = "prodigy.SpanCatCorpus.v1"

    def __init__(self, component: str, spans_key: str = SPANS_KEY, **settings: Any) -> None:
        super().__init__(component)
        self.spans_key = spans_key

    def check_answer(self, eg: TaskType) -> str:
        # A span categorizer takes everything that isn't annotated as wrong anyway.
        reason = super().check_answer(eg)
        return "not-usable" if not reason and eg.get("answer") == "reject" else reason

    def is_usable(self, state: State, side: str) -> bool:
        return state.is_complete or bool(state.true)

    def find_obstacle(self, state: State, side: str) -> str:
        # It has no missing values: what isn't annotated is wrong, whatever is known.
        return "left-open" if state.unclear else super().find_obstacle(state, side)

    def annotate(self, doc: Doc, state: State) -> None:
        from spacy.tokens import Span

        doc.spans[self.spans_key] = [Span(doc, *fact) for fact in sorted(state.true)]


def read_spans(
    component: str,
    eg: TaskType,
    row: Row,
    *,
    is_complete: bool,
    find_truth: Callable[[SpanType], bool | None],
) -> Entry:
    """Take the spans of a row apart.

    component (str): For which component.
    eg (dict): The row.
    row (Row): Its place in the account.
    is_complete (bool): Whether what it doesn't mention isn't there.
    find_truth (callable): `(span) -> bool | None`, whether a span is right, None to pass over it.
    RETURNS (Entry): What it says. A span whose place can't be told may be anywhere, so nothing is
        known of the rest of the text then.
    """
    spans = eg.get("spans") or ()
    statements, problems, unclear = [], [], []
    for span in spans:
        is_true = find_truth(span)
        if is_true is None:
            continue
        place = get_place(eg, span)
        if place is not None and is_label(span.get("label")):
            statements.append(Statement(str(span["label"]), (place,), is_true))
            continue
        problems.append(describe_span(component, eg, span, place))
        if place is not None:
            unclear.append(place)
        else:
            is_complete = False
    unique = list(dict.fromkeys(statements))
    return Entry(row, is_complete, unique, problems, unclear, len(spans))


def get_place(eg: TaskType, span: SpanType) -> tuple[int, int] | None:
    """Get the characters of a span, from its offsets or else from its tokens.

    eg (dict): The row.
    span (dict): The span.
    RETURNS (tuple[int, int] | None): First and last character (exclusive), None if nothing tells
        or if they are no place in the text.
    """
    start: Any = span.get("start")
    end: Any = span.get("end")
    if not (_is_index(start) and _is_index(end)):
        tokens = eg.get("tokens") or ()
        first: Any = span.get("token_start")
        last: Any = span.get("token_end")
        if not (_is_index(first) and _is_index(last) and 0 <= first <= last < len(tokens)):
            return None
        start, end = tokens[first]["start"], tokens[last]["end"]
    return (start, end) if 0 <= start < end <= len(eg["text"]) else None


def describe_span(
    component: str, eg: TaskType, span: SpanType, place: tuple[int, int] | None
) -> Problem:
    """Describe a span without a place in the text or without a label."""
    if place is None:
        found = f"start {span.get('start')!r} and end {span.get('end')!r}"
        expected = f"Expected whole numbers from 0 to {len(eg['text'])}, the start before the end"
        why = f"{expected}, found {found}."
        numbers = {key: span[key] for key in ("start", "end") if _is_index(span.get(key))}
        return Problem(component, "misplaced", why, **numbers, label=str(span.get("label")))
    why = f"Expected a label, found {span.get('label')!r}."
    return Problem(component, "unlabelled", why, *place, text=eg["text"][slice(*place)])


def _is_index(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
