"""Entities and other spans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...shapes import TaskType
from ...views import GROUPS, MEDIA_KEYS, RELATIONS, SPANS, find_views_about
from ..account import Problem, Row
from .base import Entry, Fact, Reader, State, Statement, find_span, is_binary

if TYPE_CHECKING:
    from spacy.tokens import Doc

INCORRECT_SPANS_KEY = "incorrect_spans"
SPANS_KEY = "sc"
OUTSIDE = "outside"
# What models write into the spans that they suggest; nobody writes it into spans made by hand.
SUGGESTION_KEYS = frozenset(("score", "answer", "rank", "priority"))
OTHER_KEYS = frozenset(("options", "accept", "label", "arc", *MEDIA_KEYS))
RELATION_VIEWS = find_views_about(RELATIONS)


class SpanReader(Reader):
    """What readers of spans have in common."""

    views = find_views_about(SPANS, GROUPS)

    def has_annotation(self, eg: TaskType, view_id: str | None) -> bool:
        if view_id in RELATION_VIEWS:
            # Without labels, the spans are merely units for relations.
            return any(span.get("label") for span in eg.get("spans") or ())
        if view_id in self.views or eg.get("spans"):
            return True
        # A text without spans is one without entities, unless it is about something else.
        return view_id is None and not OTHER_KEYS.intersection(eg)

    def check_answer(self, eg: TaskType) -> str:
        if eg.get("answer") != "reject":
            return ""
        if not is_single(eg):
            return "rejected"
        answers = [span.get("answer") for span in eg.get("spans") or ()]
        # Of several spans that were rejected together, some may be right.
        return "" if len(answers) == 1 or all(answers) else "rejected"

    def read(self, eg: TaskType, row: Row) -> Entry:
        statements, problems = [], []
        is_right = eg.get("answer") != "reject"
        single = is_single(eg)
        for span in eg.get("spans") or ():
            answer = span.get("answer") if single else None
            label = span.get("label")
            if answer == "ignore" or not label:
                continue
            place = get_place(eg, span)
            if place is None:
                problems.append(describe_offsets(self.component, eg, span))
            else:
                is_true = answer == "accept" if answer else is_right
                statements.append(Statement(str(label), (place,), is_true))
        return Entry(row, not single, list(dict.fromkeys(statements)), problems)

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

    def annotate(self, doc: Doc, state: State) -> None:
        from spacy.tokens import Span

        doc.spans[self.spans_key] = [Span(doc, *fact) for fact in sorted(state.true)]


def is_single(eg: TaskType) -> bool:
    """Tell whether a row is about single spans and leaves the rest of its text open.

    eg (dict): The row. Without a mark and an interface, as in older exports and imported files,
        a rejected row and one whose spans were suggested by a model is.
    RETURNS (bool): Whether it does.
    """
    marked = is_binary(eg)
    if marked is not None:
        return marked
    spans = eg.get("spans") or ()
    suggested = bool(spans) and all(SUGGESTION_KEYS.intersection(span) for span in spans)
    return suggested or (eg.get("answer") == "reject" and len(spans) == 1)


def get_place(eg: TaskType, span: dict[str, Any]) -> tuple[int, int] | None:
    """Get the characters of a span, from its offsets or else from its tokens.

    eg (dict): The row.
    span (dict): The span.
    RETURNS (tuple[int, int] | None): First and last character (exclusive), None if nothing tells.
    """
    start: Any = span.get("start")
    end: Any = span.get("end")
    if _is_index(start) and _is_index(end):
        return start, end
    tokens = eg.get("tokens") or ()
    first: Any = span.get("token_start")
    last: Any = span.get("token_end")
    if _is_index(first) and _is_index(last) and 0 <= first <= last < len(tokens):
        return tokens[first]["start"], tokens[last]["end"]
    return None


def describe_offsets(component: str, eg: TaskType, span: dict[str, Any]) -> Problem:
    """Describe a span without offsets."""
    found = f"start {span.get('start')!r} and end {span.get('end')!r}"
    why = f"Expected the offsets of a span, whole numbers, found {found}."
    return Problem(component, why, label=str(span.get("label")))


def _is_index(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
