"""What every reader does: check a row, take it apart, and merge rows into a document.

A reader sees one component only. It breaks an answer into *statements*, single facts that are true
or false: this span is an ORG, this label doesn't apply. Statements can be compared, aligned with
tokens and contradicted, which is all that merging needs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from ... import views
from ...components.preprocess.alignment import describe_misalignment
from ...components.preprocess.tokens import get_tokens
from ...shapes import SUGGESTED_KEY, TaskType
from ..account import DROPPED, MERGED, PROBLEMS, TRAINING, USED, Parts, Problem, Row, Verdict

if TYPE_CHECKING:
    from spacy.tokens import Doc


# A row with none of these says nothing about anything.
ANNOTATION_KEYS = ("spans", "label", "options", "accept", "relations", "arc", *views.MEDIA_KEYS)
# What a statement is about after alignment, e.g. first token, last token (exclusive) and label.
Fact = tuple[Any, ...]


@dataclass(frozen=True)
class Statement:
    """Something that is true or false of a text.

    label (str): The label.
    places (tuple[tuple[int, int], ...]): What it is about: first and last character (exclusive)
        of one or more parts of the text. Empty if it is about the whole text.
    is_true (bool): Whether it was accepted.
    """

    label: str
    places: tuple[tuple[int, int], ...] = ()
    is_true: bool = True


@dataclass(slots=True)
class Entry:
    """What one row says about one component.

    row (Row): The row.
    is_complete (bool): Nothing is missing: what it doesn't mention isn't there.
    statements (list[Statement]): What it says.
    problems (list[Problem]): What is wrong with parts of it.
    unclear (list[tuple[int, int]]): Characters of which it says something that can't be used.
    n_parts (int): Its spans or relations, usable or not.
    """

    row: Row
    is_complete: bool
    statements: list[Statement]
    problems: list[Problem] = field(default_factory=list)
    unclear: list[tuple[int, int]] = field(default_factory=list)
    n_parts: int = 0


@dataclass(slots=True)
class State:
    """What is known about a text, while its rows are merged.

    facts (dict[Fact, bool]): True or false.
    unclear (set[int]): Tokens of which nothing is known although a row is complete.
    is_complete (bool): Whether a complete row was merged.
    """

    facts: dict[Fact, bool] = field(default_factory=dict)
    unclear: set[int] = field(default_factory=set)
    is_complete: bool = False

    @property
    def true(self) -> list[Fact]:
        """The facts that are true, those that count most first."""
        return [fact for fact, is_true in self.facts.items() if is_true]

    @property
    def false(self) -> list[Fact]:
        """The facts that are false."""
        return [fact for fact, is_true in self.facts.items() if not is_true]


class Reader:
    """Reads the rows for one component. One is made for each training.

    component (str): The component.
    """

    # Name of the corpus reader in configs.
    corpus: ClassVar[str]
    # The interfaces whose answers it understands. Rows without an interface are judged by content.
    views: ClassVar[frozenset[str]]
    # It looks at tokens and not at spans, so one token has to be one token.
    needs_tokens: ClassVar[bool] = False
    # The key of the parts that the account counts. Empty: a row is one statement as a whole.
    parts_key: ClassVar[str] = ""
    # There is nothing to learn without labels.
    needs_labels: ClassVar[bool] = True

    def __init__(self, component: str, **settings: Any) -> None:
        self.component = component
        self.parts = Parts(self.parts_key)
        # How often a label is known to apply and not to apply in the texts to train with.
        self.taught: Counter[tuple[str, bool]] = Counter()

    # One row ----------------------------------------------------------------------------------

    def check(self, eg: TaskType) -> str:
        """Tell why a row can't be used, as far as can be seen without tokens.

        eg (dict): The row, with a text.
        RETURNS (str): A key of REASONS, or an empty string.
        """
        view_id = views.get_view_id(eg)
        if view_id and view_id not in self.views and not views.is_mixed(view_id):
            return "other-view"
        if not self.has_annotation(eg, view_id):
            is_about = view_id or any(eg.get(key) is not None for key in ANNOTATION_KEYS)
            return "other-view" if is_about else "nothing-said"
        if eg.get("answer") == "ignore":
            return "ignored"
        if eg.get("answer") is None and SUGGESTED_KEY in eg:
            return "no-answer"
        return self.check_answer(eg)

    def has_annotation(self, eg: TaskType, view_id: str | None) -> bool:
        """Tell whether a row is about this kind of annotation at all."""
        raise NotImplementedError

    def check_answer(self, eg: TaskType) -> str:
        """Tell why an answer can't be used. RETURNS (str): A key of REASONS, or an empty string."""
        return ""

    def collect(self, eg: TaskType, row: Row) -> None:
        """Look at a row that will be used, before any document is made."""

    def count_parts(self, eg: TaskType) -> int:
        """RETURNS (int): The number of spans or relations in a row, whatever is wrong with it."""
        parts = eg.get(self.parts_key)
        return len(parts) if isinstance(parts, list) else 0

    def read(self, eg: TaskType, row: Row) -> Entry:
        """Take a row apart.

        eg (dict): The row. `check` has found nothing wrong with it.
        row (Row): Its place in the account.
        RETURNS (Entry): What it says.
        """
        raise NotImplementedError

    # One text ---------------------------------------------------------------------------------

    def align(self, doc: Doc, statement: Statement) -> Fact | None:
        """Find the tokens of a statement. RETURNS (tuple | None): The fact, None if none fit."""
        raise NotImplementedError

    def contradicts(self, fact: Fact, is_true: bool, state: State) -> bool:
        """Tell whether a new fact can't be true with those that count more."""
        return state.facts.get(fact, is_true) is not is_true

    def annotate(self, doc: Doc, state: State) -> None:
        """Write what is known into the document."""
        raise NotImplementedError

    def is_usable(self, state: State, side: str) -> bool:
        """Tell whether spaCy can do something with what is known."""
        return state.is_complete or bool(state.facts)

    def merge(self, doc: Doc, entries: Sequence[Entry], side: str) -> bool:
        """Merge what rows say and annotate the document.

        doc (Doc): The text. It is changed in place.
        entries (Sequence[Entry]): What the rows say, those that count most first. The verdicts of
            their rows are set.
        side (str): What the text is used for.
        RETURNS (bool): Whether there is anything to learn from.
        """
        state = State()
        merged = [
            self._merge_entry(doc, entry, state, entries[:i]) for i, entry in enumerate(entries)
        ]
        reason = self.find_obstacle(state, side)
        for entry, (verdict, n_taken, n_conflicts) in zip(entries, merged):
            self.parts.problems.update(problem.kind for problem in verdict.problems)
            if verdict.outcome != DROPPED and reason:
                verdict = Verdict(DROPPED, reason, verdict.problems)
            if verdict.outcome != DROPPED:
                self.parts.used += n_taken
                self.parts.conflicts += n_conflicts
                n_known = n_taken + n_conflicts + len(verdict.problems)
                self.parts.others += max(entry.n_parts - n_known, 0)
            entry.row.decide(self.component, verdict)
        if reason:
            return False
        if side == TRAINING:
            self.taught.update((fact[-1], is_true) for fact, is_true in state.facts.items())
        self.annotate(doc, state)
        return True

    def find_obstacle(self, state: State, side: str) -> str:
        """RETURNS (str): Why spaCy can do nothing with what is known, a key of REASONS, or ""."""
        return "" if self.is_usable(state, side) else "not-usable"

    def _merge_entry(
        self, doc: Doc, entry: Entry, state: State, earlier: Sequence[Entry]
    ) -> tuple[Verdict, int, int]:
        """RETURNS (tuple): The verdict, and how many statements were taken and how many not because
        they contradict others.
        """
        for other in earlier:
            if other.is_complete == entry.is_complete and other.statements == entry.statements:
                return Verdict(DROPPED, "duplicate", tuple(entry.problems)), 0, 0
        is_first = not state.facts and not state.is_complete
        if entry.is_complete and any(
            other.is_complete and other.row.dataset == entry.row.dataset for other in earlier
        ):
            return Verdict(DROPPED, "conflict", tuple(entry.problems)), 0, 0
        problems = list(entry.problems)
        is_complete = entry.is_complete
        places = list(entry.unclear)
        n_conflicts = n_taken = 0
        for statement in entry.statements:
            fact = self.align(doc, statement)
            if fact is None:
                problems.append(self.describe(doc, statement))
                places += statement.places
            elif self.contradicts(fact, statement.is_true, state):
                n_conflicts += 1
            else:
                state.facts[fact] = statement.is_true
                n_taken += 1
        for place in places:
            tokens = find_tokens(doc, [place])
            state.unclear.update(tokens)
            # It is somewhere, but no token tells where: nothing is known of the rest.
            is_complete = is_complete and bool(tokens)
        kind = next((kind for kind in PROBLEMS if any(p.kind == kind for p in problems)), "")
        if not n_taken and not (is_complete and not n_conflicts):
            reason = kind or ("conflict" if n_conflicts else "not-usable")
            return Verdict(DROPPED, reason, tuple(problems)), n_taken, n_conflicts
        reason = f"some-{kind}" if kind else "some-conflicts" if n_conflicts else ""
        state.is_complete = state.is_complete or is_complete
        verdict = Verdict(USED if is_first else MERGED, reason, tuple(problems))
        return verdict, n_taken, n_conflicts

    def describe(self, doc: Doc, statement: Statement) -> Problem:
        """Say why a statement doesn't fit the tokens."""
        start, end = statement.places[0] if statement.places else (None, None)
        eg = {"text": doc.text, "tokens": get_tokens(doc)}
        span = {"start": start, "end": end, "label": statement.label}
        why = describe_misalignment(eg, span)[1].split("\n")[1]
        text = doc.text[start:end] if start is not None and end is not None else ""
        return Problem(self.component, "misaligned", why, start, end, statement.label, text)


def find_tokens(doc: Doc, places: Iterable[tuple[int, int]]) -> set[int]:
    """RETURNS (set[int]): The tokens that share characters with parts of a text."""
    return {
        token.i
        for start, end in places
        for token in doc
        if token.idx < end and start < token.idx + len(token)
    }


def fits(doc: Doc, places: Collection[tuple[int, int]], needs_tokens: bool) -> bool:
    """Tell whether parts of a text begin and end with tokens.

    doc (Doc): The tokens.
    places (Collection[tuple[int, int]]): First and last character (exclusive) of each.
    needs_tokens (bool): Each has to be a single token.
    RETURNS (bool): Whether all of them fit.
    """
    return all(find_span(doc, place, needs_tokens) is not None for place in places)


def find_span(
    doc: Doc, place: tuple[int, int], needs_tokens: bool = False
) -> tuple[int, int] | None:
    """Find the tokens of a part of a text.

    doc (Doc): The tokens.
    place (tuple[int, int]): First and last character (exclusive).
    needs_tokens (bool): It has to be a single token.
    RETURNS (tuple[int, int] | None): First and last token (exclusive), or None if it doesn't begin
        and end with tokens.
    """
    start, end = place
    if not 0 <= start < end:
        return None
    span = doc.char_span(start, end)
    if span is None or (needs_tokens and len(span) != 1):
        return None
    return span.start, span.end
