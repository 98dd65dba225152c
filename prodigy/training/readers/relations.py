"""Relations between tokens or spans: dependencies and coreference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...shapes import TaskType, is_label
from ...views import RELATIONS, find_views_about, get_view_id, is_binary
from ..account import Problem, Row
from .base import Entry, Fact, Reader, State, Statement, find_span
from .spans import get_place

if TYPE_CHECKING:
    from spacy.tokens import Doc

ROOT_LABEL = "ROOT"
CLUSTER_PREFIX = "coref_clusters"


class RelationReader(Reader):
    """What readers of relations have in common."""

    views = find_views_about(RELATIONS)
    parts_key = "relations"

    def has_annotation(self, eg: TaskType, view_id: str | None) -> bool:
        return view_id in self.views or bool(eg.get("relations") or eg.get("arc"))

    def check_answer(self, eg: TaskType) -> str:
        if eg.get("answer") != "reject":
            return ""
        # There is no way to tell spaCy that a relation is wrong, without saying which is right.
        return "not-usable" if is_single_arc(eg) else "rejected"

    def read(self, eg: TaskType, row: Row) -> Entry:
        statements, problems = [], []
        relations = get_relations(eg)
        for relation in relations:
            head, child = (self.get_end(eg, relation, end) for end in ("head", "child"))
            if head and child and is_label(relation.get("label")):
                statements.append(Statement(str(relation["label"]), (head, child)))
            else:
                kind = "unlabelled" if head and child else "misplaced"
                problems.append(self._describe_missing(relation, kind))
        is_complete = not is_single_arc(eg)
        unique = list(dict.fromkeys(statements))
        return Entry(row, is_complete, unique, problems, n_parts=len(relations))

    def count_parts(self, eg: TaskType) -> int:
        return len(get_relations(eg))

    def get_end(self, eg: TaskType, relation: dict[str, Any], end: str) -> tuple[int, int] | None:
        """RETURNS (tuple[int, int] | None): The characters of one end of a relation."""
        raise NotImplementedError

    def describe(self, doc: Doc, statement: Statement) -> Problem:
        for place in statement.places:
            if find_span(doc, place, self.needs_tokens) is None:
                return super().describe(doc, Statement(statement.label, (place,)))
        return super().describe(doc, statement)

    def _describe_missing(self, relation: dict[str, Any], kind: str) -> Problem:
        ends = f"head {relation.get('head')!r}, child {relation.get('child')!r}"
        why = f"Expected a label and the indices of two tokens of the task, found {ends}."
        return Problem(self.component, kind, why, label=str(relation.get("label")))


class ParserReader(RelationReader):
    """Dependencies. Tokens without a head are missing values."""

    corpus = "prodigy.ParserCorpus.v1"
    needs_tokens = True

    def get_end(self, eg: TaskType, relation: dict[str, Any], end: str) -> tuple[int, int] | None:
        # The end of a dependency is a token, even if a span stands for it.
        token = get_place(eg, {"token_start": relation.get(end), "token_end": relation.get(end)})
        return token or get_place(eg, relation.get(f"{end}_span") or {})

    def align(self, doc: Doc, statement: Statement) -> Fact | None:
        head, child = (find_span(doc, place, needs_tokens=True) for place in statement.places)
        if head is None or child is None:
            return None
        return (head[0], child[0], statement.label)

    def contradicts(self, fact: Fact, is_true: bool, state: State) -> bool:
        if super().contradicts(fact, is_true, state):
            return True
        head, child, label = fact
        heads = {other_child: other_head for other_head, other_child, _ in state.true}
        if (head == child) is not (label.upper() == ROOT_LABEL):
            return True  # Only the root of a sentence is its own head.
        if child in heads:
            return fact not in state.facts
        return head != child and _leads_to(heads, head, child)

    def is_usable(self, state: State, side: str) -> bool:
        return bool(state.true)

    def annotate(self, doc: Doc, state: State) -> None:
        from numpy import array

        # Without a label, spaCy takes the head as unknown.
        heads, labels = [0] * len(doc), [0] * len(doc)
        for head, child, label in state.true:
            heads[child] = (head - child) % 2**64  # relative, as an unsigned number
            labels[child] = doc.vocab.strings.add(label)
        doc.from_array(["HEAD", "DEP"], array([heads, labels], dtype="uint64").T)


class CorefReader(RelationReader):
    """Clusters of expressions that refer to the same thing."""

    corpus = "prodigy.CorefCorpus.v1"
    needs_labels = False  # clusters have none

    def get_end(self, eg: TaskType, relation: dict[str, Any], end: str) -> tuple[int, int] | None:
        span = get_place(eg, relation.get(f"{end}_span") or {})
        index = relation.get(end)
        return span or get_place(eg, {"token_start": index, "token_end": index})

    def align(self, doc: Doc, statement: Statement) -> Fact | None:
        head, child = (find_span(doc, place) for place in statement.places)
        return None if head is None or child is None else (head, child)

    def annotate(self, doc: Doc, state: State) -> None:
        for i, cluster in enumerate(make_clusters(state.true), start=1):
            doc.spans[f"{CLUSTER_PREFIX}_{i}"] = [doc[start:end] for start, end in cluster]


def get_relations(eg: TaskType) -> list[dict[str, Any]]:
    """RETURNS (list[dict]): The relations of a row, or the one arc that it is about."""
    return [eg["arc"]] if eg.get("arc") else list(eg.get("relations") or ())


def make_clusters(links: list[Fact]) -> list[list[tuple[int, int]]]:
    """Join what is linked directly or through others.

    links (list[tuple]): Pairs of mentions, each with its first and last token (exclusive).
    RETURNS (list[list[tuple[int, int]]]): Clusters of two mentions or more, in the order of the
        text.
    """
    clusters: list[set[tuple[int, int]]] = []
    for link in links:
        joined = set(link)
        apart = []
        for cluster in clusters:
            if cluster.isdisjoint(joined):
                apart.append(cluster)
            else:
                joined |= cluster
        clusters = [*apart, joined]
    return sorted(sorted(cluster) for cluster in clusters if len(cluster) > 1)


def is_single_arc(eg: TaskType) -> bool:
    """Tell whether a row is about one relation and leaves the others open."""
    return bool(eg.get("arc")) or is_binary(get_view_id(eg)) or bool(eg.get("_is_binary"))


def _leads_to(heads: dict[int, int], start: int, target: int) -> bool:
    """Tell whether the way from a token up to its root passes another token."""
    seen: set[int] = set()
    while start not in seen:
        if start == target:
            return True
        seen.add(start)
        start = heads.get(start, start)
    return False
