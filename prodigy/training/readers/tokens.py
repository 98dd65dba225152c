"""Tags of tokens, and tokens with which sentences start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...shapes import TaskType, is_label
from ...views import TAGS, find_views_about, get_view_id, is_single
from ..account import EVALUATION, Row
from .base import Entry, Fact, Reader, State, Statement, find_span
from .spans import read_spans

if TYPE_CHECKING:
    from spacy.tokens import Doc

SENT_START_LABEL = "S"
# spaCy's tagger takes "!NOUN" as "anything but a noun".
NEGATIVE_PREFIX = "!"


class TokenReader(Reader):
    """What readers of labelled tokens have in common."""

    views = find_views_about(TAGS)
    needs_tokens = True
    parts_key = "spans"

    def has_annotation(self, eg: TaskType, view_id: str | None) -> bool:
        return view_id in self.views or bool(eg.get("spans"))

    def check_answer(self, eg: TaskType) -> str:
        if eg.get("answer") != "reject":
            return ""
        spans = eg.get("spans") or ()
        return "" if is_single(eg) and len(spans) == 1 else "rejected"

    def read(self, eg: TaskType, row: Row) -> Entry:
        is_true = eg.get("answer") != "reject"
        is_complete = not is_single(eg)
        return read_spans(
            self.component, eg, row, is_complete=is_complete, find_truth=lambda span: is_true
        )

    def align(self, doc: Doc, statement: Statement) -> Fact | None:
        tokens = find_span(doc, statement.places[0], needs_tokens=True)
        return None if tokens is None else (tokens[0], statement.label)


class TaggerReader(TokenReader):
    """Part-of-speech tags. Tokens without one are missing values."""

    corpus = "prodigy.TaggerCorpus.v1"

    def __init__(self, component: str, **settings: Any) -> None:
        super().__init__(component)
        self.labels: set[str] = set()
        self.has_negatives = False

    def has_annotation(self, eg: TaskType, view_id: str | None) -> bool:
        if not super().has_annotation(eg, view_id):
            return False
        labels = {span.get("label") for span in eg.get("spans") or ()}
        return labels != {SENT_START_LABEL}

    def collect(self, eg: TaskType, row: Row) -> None:
        is_true = eg.get("answer") != "reject"
        self.has_negatives = self.has_negatives or not is_true
        if is_true:
            spans = eg.get("spans") or ()
            self.labels.update(str(s["label"]) for s in spans if is_label(s.get("label")))

    def contradicts(self, fact: Fact, is_true: bool, state: State) -> bool:
        if super().contradicts(fact, is_true, state):
            return True
        # A token has one tag, and one thing that it is known not to be.
        others = state.true if is_true else state.false
        return any(other[0] == fact[0] and other != fact for other in others)

    def is_usable(self, state: State, side: str) -> bool:
        return bool(state.true) or (side != EVALUATION and bool(state.false))

    def annotate(self, doc: Doc, state: State) -> None:
        for i, label in state.false:
            doc[i].tag_ = f"{NEGATIVE_PREFIX}{label}"
        for i, label in state.true:
            doc[i].tag_ = label


class SenterReader(TokenReader):
    """Starts of sentences. In complete answers all other tokens start none."""

    corpus = "prodigy.SenterCorpus.v1"
    needs_labels = False  # a text may be a single sentence

    def has_annotation(self, eg: TaskType, view_id: str | None) -> bool:
        labels = {span.get("label") for span in eg.get("spans") or ()}
        is_about_tokens = get_view_id(eg) in self.views or bool(labels)
        return is_about_tokens and labels.issubset((SENT_START_LABEL, None))

    def annotate(self, doc: Doc, state: State) -> None:
        starts = {i for i, _ in state.true} | {0}
        if state.is_complete:
            for token in doc:
                if token.i not in state.unclear or token.i in starts:
                    token.is_sent_start = token.i in starts
            return
        for i, _ in state.false:
            doc[i].is_sent_start = False
        for i, _ in state.true:
            doc[i].is_sent_start = True
