"""What the answers say about the entities of a text, all answers to one text taken together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..components.preprocess.tokens import clean_text, make_doc, make_raw_doc
from ..sameness import Groups
from ..shapes import TaskType
from ..views import GROUPS, SPANS, find_view, get_view_id, has_spans, is_single

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


# First token, last token (exclusive), label.
Entity = tuple[int, int, str]


@dataclass
class Decisions:
    """Everything that is known about the entities of one text.

    eg (dict): A task with the text, from which the tokens are made.
    accepted (dict): Entities that are right.
    rejected (dict): Entities that are wrong.
    complete (frozenset | None): Labels of which all entities are accepted, or None if more than
        those accepted may be right.
    """

    eg: TaskType
    accepted: dict[Entity, None] = field(default_factory=dict)
    rejected: dict[Entity, None] = field(default_factory=dict)
    complete: frozenset[str] | None = None

    def accept(self, entity: Entity) -> None:
        """Note a right entity. Of contradicting answers the last one counts."""
        self.rejected.pop(entity, None)
        # Entities don't overlap, so two that do can't both be right.
        for other in [e for e in self.accepted if e[0] < entity[1] and entity[0] < e[1]]:
            del self.accepted[other]
        self.accepted[entity] = None

    def reject(self, entity: Entity) -> None:
        """Note a wrong entity. Of contradicting answers the last one counts."""
        self.accepted.pop(entity, None)
        self.rejected[entity] = None

    def allow(self, entities: Collection[Entity]) -> bool:
        """Tell whether the entities of a text can be right, as far as is known.

        entities (Collection[tuple]): All entities of an analysis.
        RETURNS (bool): Whether they agree with every decision.
        """
        found = set(entities)
        if not found.issuperset(self.accepted) or not found.isdisjoint(self.rejected):
            return False
        if self.complete is None:
            return True
        return all(e in self.accepted for e in found if e[2] in self.complete)

    def is_complete(self, labels: Collection[str]) -> bool:
        """Tell whether all entities with any of the labels are known.

        labels (Collection[str]): All labels that a model may predict.
        RETURNS (bool): Whether nothing in the text is unknown to that model.
        """
        return self.complete is not None and self.complete.issuperset(labels)

    def preset(self, doc: Doc) -> None:
        """Set the accepted entities, so that a parser keeps them. The rest stays open.

        doc (Doc): The text. It is changed in place.
        """
        from spacy.tokens import Span

        entities = [Span(doc, start, end, label) for start, end, label in self.accepted]
        doc.set_ents(entities, default="missing")

    def within(self, start: int, end: int) -> Decisions:
        """Get what is known about a part of the text.

        start (int): Index of its first token.
        end (int): Index of its last token, exclusive.
        RETURNS (Decisions): The decisions on entities in the part, with indices from its start.
            Those of entities that are only partly in it are left out.
        """

        def move(entities: Iterable[Entity]) -> dict[Entity, None]:
            inside = [e for e in entities if start <= e[0] and e[1] <= end]
            return {(first - start, last - start, label): None for first, last, label in inside}

        return Decisions(self.eg, move(self.accepted), move(self.rejected), self.complete)

    def make_doc(self, nlp: Language) -> Doc:
        """RETURNS (Doc): The text without annotations, in the tokens of the task."""
        return _make_doc(nlp, self.eg)

    def __bool__(self) -> bool:
        return bool(self.accepted or self.rejected or self.complete is not None)


class DecisionLog:
    """The decisions on all texts, by input.

    nlp (Language): The pipeline, for the tokens.
    """

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._inputs = Groups("input")
        self._by_input: dict[int, Decisions] = {}

    def __len__(self) -> int:
        return len(self._by_input)

    def add(self, examples: Iterable[TaskType], labels: Collection[str]) -> list[Decisions]:
        """Take in answers.

        examples (Iterable[dict]): Answered tasks, binary or manual. They are not changed.
        labels (Collection[str]): What an annotator by hand looked for.
        RETURNS (list[Decisions]): The decisions on the texts of these answers, with what was known
            about them before. Texts of which nothing is known are left out.
        """
        changed: dict[int, Decisions] = {}
        for eg in examples:
            if not is_decided(eg):
                continue
            key = self._inputs.get_key(eg)
            decisions = self._by_input.get(key, Decisions(get_text(eg)))
            _add_answer(decisions, eg, self._nlp, labels)
            if decisions:
                self._by_input[key] = changed[key] = decisions
        return list(changed.values())

    def __iter__(self) -> Iterator[Decisions]:
        return iter(self._by_input.values())


def is_decided(eg: TaskType) -> bool:
    """RETURNS (bool): Whether something was decided about a text, and not ignored."""
    return eg.get("answer", "accept") in ("accept", "reject") and bool(eg.get("text"))


def get_text(eg: TaskType) -> TaskType:
    """RETURNS (dict): The text of a task, with its tokens if it has some."""
    return {key: eg[key] for key in ("text", "tokens") if eg.get(key) is not None}


def is_manual(eg: TaskType, *, by_content: bool = False) -> bool:
    """Tell whether all entities of a text were annotated, not only one of them.

    eg (dict): An answered task.
    by_content (bool): Where neither an interface nor a mark tells, as in older exports and imported
        files, judge by the spans as training does. Defaults to False: then it is about one of them,
        as in recipes that ask for a yes or no.
    RETURNS (bool): Whether the answer is complete.
    """
    view_id = get_view_id(eg)
    view = find_view(view_id)
    if view is None:
        if view_id or not by_content:
            return not view_id and eg.get("_is_binary") is False
        return (eg.get("_is_binary") is False or has_spans(eg)) and not is_single(eg)
    if view.is_mixed:
        return not eg.get("_is_binary", False)
    return view.is_manual and view.about in ((SPANS,), (GROUPS,))


def _add_answer(decisions: Decisions, eg: TaskType, nlp: Language, labels: Collection[str]) -> None:
    answer = eg.get("answer", "accept")
    spans = eg.get("spans") or []
    doc = decisions.make_doc(nlp)
    if is_manual(eg):
        # A text that was rejected by hand has some mistake, nobody knows which.
        if answer == "accept":
            decisions.accepted.clear()
            for span in spans:
                entity = find_entity(doc, span)
                if entity is not None:
                    decisions.accept(entity)
            decisions.complete = frozenset(labels) | {e[2] for e in decisions.accepted}
        return
    for span in spans:
        entity = find_entity(doc, span)
        span_answer = span.get("answer", answer)
        if entity is None or span_answer not in ("accept", "reject"):
            continue
        if span_answer == "accept":
            decisions.accept(entity)
        # Of several spans that were rejected together, some may be right.
        elif len(spans) == 1 or "answer" in span:
            decisions.reject(entity)


def find_entity(doc: Doc, span: dict[str, Any]) -> Entity | None:
    """Find the tokens of a span.

    doc (Doc): The text.
    span (dict): Character offsets and a label.
    RETURNS (tuple | None): The entity, or None if the span doesn't fit the tokens or has no label.
    """
    label, start, end = span.get("label"), span.get("start"), span.get("end")
    if not label or not isinstance(start, int) or not isinstance(end, int):
        return None
    found = doc.char_span(start, end) if 0 <= start < end <= len(doc.text) else None
    return None if found is None else (found.start, found.end, label)


def _make_doc(nlp: Language, eg: TaskType) -> Doc:
    tokens = eg.get("tokens")
    if tokens:
        eg = {**eg, "tokens": [{**t, "text": clean_text(t["text"])} for t in tokens]}
    else:
        return make_doc(nlp, eg["text"])
    doc = make_raw_doc(nlp, eg)
    # Tokens by hand may leave out characters, and then no offsets would fit.
    return doc if len(doc.text) == len(eg["text"]) else make_doc(nlp, eg["text"])
