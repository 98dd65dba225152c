"""Taggers in the loop: ask about the tag of one token, or whether a sentence starts there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import RecipeError
from ..shapes import TaskType
from .classes import predict_classes, update_classes
from .decisions import Decisions, find_entity
from .learner import FactLearner
from .pipes import prepare, run_before
from .questions import make_span_question

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


SENT_START_LABEL = "S"
TokenTag = tuple[int, str]  # index of a token, and its tag


class Tagger(FactLearner[TokenTag]):
    """Suggests the tag of one token for a yes or no, and learns from the answers.

    Tasks ask about a span of one token: the most likely tag of those wanted.

    nlp (Language): The pipeline. Its tagger is changed by updates.
    label (str | Iterable[str] | None): Suggest only these tags. Defaults to None (all).
    component (str): Name of the tagger or morphologizer in the pipeline. Defaults to "tagger".
    fine_grained (bool): Ask about the tags of the component. Defaults to True. False: ask about
        coarse tags (NOUN, VERB, ...), each of which stands for several of the component's.
    seed (int): For the choice of earlier answers to learn from again. Defaults to 0.
    RAISES (RecipeError): There is no such component, or it doesn't know the tags.
    """

    n_replayed = 32
    step_size = 8

    def __init__(
        self,
        nlp: Language,
        label: str | Iterable[str] | None = None,
        *,
        component: str = "tagger",
        fine_grained: bool = True,
        seed: int = 0,
    ) -> None:
        prepare(nlp, component)
        super().__init__(nlp, component, seed=seed)
        # The columns of the model that each tag stands for.
        self.columns = self._get_columns(fine_grained)
        known = list(self.columns)
        self.labels = [label] if isinstance(label, str) else list(label or known)
        unknown = [name for name in self.labels if name not in known]
        if unknown:
            raise RecipeError(
                f"The component '{component}' doesn't know {', '.join(unknown)}",
                f"Only tags that it knows can be suggested: {', '.join(known)}",
            )

    def _get_columns(self, fine_grained: bool) -> dict[str, list[int]]:
        names = [str(name) for name in self.pipe.labels]
        if not fine_grained:
            names = get_coarse_tags(self.nlp, names)
        columns: dict[str, list[int]] = {}
        for column, name in enumerate(names):
            columns.setdefault(name, []).append(column)
        columns.pop("", None)
        return columns

    def _suggest(self, batch: Sequence[TaskType]) -> Iterator[tuple[float, TaskType]]:
        docs = [Decisions(eg).make_doc(self.nlp) for eg in batch]
        pairs = [(eg, doc) for eg, doc in zip(batch, docs, strict=True) if len(doc)]
        for (eg, doc), table in zip(pairs, self._predict([d for _, d in pairs]), strict=True):
            for i, row in enumerate(table):
                found = self._choose(doc, i, row)
                if found is not None:
                    score, label = found
                    entity = (i, i + 1, label)
                    yield score, make_span_question(eg, doc, entity, min(1.0, score), nlp=self.nlp)

    def _predict(self, docs: Sequence[Doc]) -> list[Any]:
        docs = list(run_before(self.nlp, self.component, docs))
        return predict_classes(self.pipe, docs) if docs else []

    def _choose(self, doc: Doc, i: int, row: Any) -> tuple[float, str] | None:
        if doc[i].is_space:
            return None
        return max((float(row[self.columns[name]].sum()), name) for name in self.labels)

    def _read(self, eg: TaskType, task: TaskType, facts: dict[TokenTag, bool]) -> bool:
        doc = Decisions(task).make_doc(self.nlp)
        for span in eg.get("spans") or ():
            found = find_entity(doc, span)
            answer = span.get("answer", eg.get("answer", "accept"))
            is_one = found is not None and found[1] == found[0] + 1 and found[2] in self.columns
            if found is not None and is_one and answer in ("accept", "reject"):
                facts[found[0], found[2]] = answer == "accept"
        return bool(facts)

    def _step(self, items: Sequence[int], drop: float) -> float:
        known = [self._known[key] for key in items]
        docs = [Decisions(task).make_doc(self.nlp) for task, _ in known]
        docs = list(run_before(self.nlp, self.component, docs))
        facts = [self._get_facts(answers) for _, answers in known]
        loss = update_classes(self.pipe, docs, facts, drop)
        self.pipe.finish_update(self._optimizer)
        return loss

    def _get_facts(self, answers: dict[TokenTag, bool]) -> list[tuple[int, list[int]]]:
        left: dict[int, set[int]] = {}
        for (i, label), is_right in answers.items():
            mine = set(self.columns[label])
            rest = left.setdefault(i, set(range(len(self.pipe.labels))))
            rest &= mine if is_right else set(range(len(self.pipe.labels))) - mine
        return [(i, sorted(columns)) for i, columns in left.items() if columns]


class SentenceRecognizer(Tagger):
    """Suggests where sentences start, for a yes or no, and learns from the answers.

    nlp (Language): The pipeline. Its senter is changed by updates.
    component (str): Name of the component. Defaults to "senter".
    seed (int): For the choice of earlier answers to learn from again. Defaults to 0.
    RAISES (RecipeError): There is no such component.
    """

    def __init__(self, nlp: Language, *, component: str = "senter", seed: int = 0) -> None:
        super().__init__(nlp, SENT_START_LABEL, component=component, seed=seed)

    def _get_columns(self, fine_grained: bool) -> dict[str, list[int]]:
        names = list(self.pipe.labels)
        return {SENT_START_LABEL: [names.index("S")]}

    def _choose(self, doc: Doc, i: int, row: Any) -> tuple[float, str] | None:
        # The first token starts a sentence in any case.
        return super()._choose(doc, i, row) if i > 0 else None


def get_coarse_tags(nlp: Language, tags: Sequence[str]) -> list[str]:
    """Find the coarse tag that each tag of a component stands for.

    nlp (Language): The pipeline. Its attribute ruler maps the tags of a tagger.
    tags (Sequence[str]): Tags of a tagger, or the features that a morphologizer predicts.
    RETURNS (list[str]): For each tag its coarse tag, or "" if there is none.
    """
    from spacy.tokens import Doc

    coarse = [_get_feature(tag, "POS") for tag in tags]
    rulers = [pipe for name, pipe in nlp.pipeline if hasattr(pipe, "attrs") and "ruler" in name]
    for i, tag in enumerate(tags):
        doc = Doc(nlp.vocab, words=["x"], tags=[tag])
        for ruler in rulers if not coarse[i] else ():
            coarse[i] = ruler(doc)[0].pos_
    if not any(coarse):
        raise RecipeError(
            "The pipeline doesn't say which coarse tags its tags stand for",
            "It has neither a morphologizer nor an attribute ruler with such a table. Use the "
            "tags themselves: --fine-grained",
        )
    return coarse


def _get_feature(tag: str, name: str) -> str:
    features = dict(part.split("=", 1) for part in tag.split("|") if "=" in part)
    return features.get(name, "")
