"""Taggers in the loop: ask about the tag of one token, or whether a sentence starts there."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..components.preprocess.tokens import get_tokens
from ..errors import RecipeError
from ..hashing import TASK_HASH_ATTR, get_input_hash, set_hashes
from ..shapes import TaskType
from .classes import predict_classes, update_classes
from .decisions import Decisions, find_entity
from .passes import learn_in_passes, sample_earlier
from .pipes import check_component, get_model_name, make_independent, run_before

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


SENT_START_LABEL = "S"
N_REPEATS = 2  # how often an update goes over the new answers
N_REPLAYED = 32  # earlier texts learned from again in each pass
STEP_SIZE = 8  # texts between two changes of the weights


class Tagger:
    """Suggests the tag of one token for a yes or no, and learns from the answers.

    nlp (Language): The pipeline. Its tagger is changed by updates.
    label (str | Iterable[str] | None): Suggest only these tags. Defaults to None (all).
    component (str): Name of the tagger or morphologizer in the pipeline. Defaults to "tagger".
    fine_grained (bool): Ask about the tags of the component. Defaults to True. False: ask about
        coarse tags (NOUN, VERB, ...), each of which stands for several of the component's.
    seed (int): For the choice of earlier answers to learn from again. Defaults to 0.
    RAISES (RecipeError): There is no such component, or it doesn't know the tags.
    """

    def __init__(
        self,
        nlp: Language,
        label: str | Iterable[str] | None = None,
        *,
        component: str = "tagger",
        fine_grained: bool = True,
        seed: int = 0,
    ) -> None:
        check_component(nlp, component)
        make_independent(nlp, component)
        self.nlp = nlp
        self.component = component
        self.pipe: Any = nlp.get_pipe(component)
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
        self._optimizer = nlp.create_optimizer()
        # By input hash: the task, and by token and tag whether it is right.
        self._answers: dict[int, tuple[TaskType, dict[tuple[int, str], bool]]] = {}
        self._random = random.Random(seed)

    def _get_columns(self, fine_grained: bool) -> dict[str, list[int]]:
        names = [str(name) for name in self.pipe.labels]
        if not fine_grained:
            names = get_coarse_tags(self.nlp, names)
        columns: dict[str, list[int]] = {}
        for column, name in enumerate(names):
            columns.setdefault(name, []).append(column)
        columns.pop("", None)
        return columns

    def __call__(
        self, stream: Iterable[TaskType], batch_size: int = 32
    ) -> Iterator[tuple[float, TaskType]]:
        """Suggest a tag for each token: the most likely one of those wanted.

        stream (Iterable[dict]): Tasks with a text. They are not changed.
        batch_size (int): How many texts to process at a time. Defaults to 32.
        YIELDS (tuple[float, dict]): The probability of the tag, 0 to 1, and a copy of the task with
            that token as its only span.
        """
        tasks = iter(stream)
        while batch := list(islice(tasks, batch_size)):
            batch = [eg for eg in batch if isinstance(eg.get("text"), str)]
            docs = [Decisions(eg).make_doc(self.nlp) for eg in batch]
            pairs = [(eg, doc) for eg, doc in zip(batch, docs, strict=True) if len(doc)]
            for (eg, doc), table in zip(pairs, self._predict([d for _, d in pairs]), strict=True):
                for i, row in enumerate(table):
                    found = self._choose(doc, i, row)
                    if found is not None:
                        yield found[0], self._make_task(eg, doc, i, *found)

    def _predict(self, docs: Sequence[Doc]) -> list[Any]:
        docs = list(run_before(self.nlp, self.component, docs))
        return predict_classes(self.pipe, docs) if docs else []

    def _choose(self, doc: Doc, i: int, row: Any) -> tuple[float, str] | None:
        if doc[i].is_space:
            return None
        return max((float(row[self.columns[name]].sum()), name) for name in self.labels)

    def _make_task(self, eg: TaskType, doc: Doc, i: int, score: float, label: str) -> TaskType:
        token = doc[i]
        start, end = token.idx, token.idx + len(token)
        span: dict[str, Any] = {"text": eg["text"][start:end], "start": start, "end": end}
        task = {key: value for key, value in eg.items() if key != TASK_HASH_ATTR}
        task["spans"] = [{**span, "label": label}]
        set_hashes(task)
        score = round(min(1.0, score), 4)
        more = {"token_start": i, "token_end": i, "score": score}
        task["spans"][0].update(more, source=get_model_name(self.nlp))
        if not task.get("tokens"):
            task["tokens"] = get_tokens(doc)
        task["meta"] = {**(eg.get("meta") or {}), "score": score}
        return task

    def update(
        self, examples: Iterable[TaskType], drop: float = 0.0, batch_size: int | None = None
    ) -> float:
        """Learn from answers.

        examples (Iterable[dict]): Answered tasks with the tags as spans. Ignored ones don't count.
        drop (float): Dropout rate. Defaults to 0.0.
        batch_size (int | None): Texts between two changes of the weights. Defaults to None (8).
        RETURNS (float): The loss: how far the model was from the answers before it learned from
            them, on average per text. 0.0 if there was nothing to learn.
        """
        new = self._note(examples)
        if not new:
            return 0.0
        return learn_in_passes(
            new,
            lambda keys: self._step(keys, drop),
            lambda: sample_earlier(self._answers, new, N_REPLAYED, self._random),
            size=batch_size or STEP_SIZE,
            n_passes=N_REPEATS,
            rng=self._random,
        )

    def _note(self, examples: Iterable[TaskType]) -> list[int]:
        changed: dict[int, None] = {}
        for eg in examples:
            if eg.get("answer", "accept") not in ("accept", "reject") or not eg.get("text"):
                continue
            key = get_input_hash(eg)
            kept = {k: eg[k] for k in ("text", "tokens") if eg.get(k) is not None}
            task, known = self._answers.get(key, (kept, {}))
            doc = Decisions(task).make_doc(self.nlp)
            for span in eg.get("spans") or ():
                found = find_entity(doc, span)
                answer = span.get("answer", eg.get("answer", "accept"))
                is_one = found is not None and found[1] == found[0] + 1 and found[2] in self.columns
                if found is not None and is_one and answer in ("accept", "reject"):
                    known[found[0], found[2]] = answer == "accept"
            if known:
                self._answers[key] = (task, known)
                changed[key] = None
        return list(changed)

    def _step(self, keys: Sequence[int], drop: float) -> float:
        known = [self._answers[key] for key in keys]
        docs = [Decisions(task).make_doc(self.nlp) for task, _ in known]
        docs = list(run_before(self.nlp, self.component, docs))
        facts = [self._get_facts(answers) for _, answers in known]
        loss = update_classes(self.pipe, docs, facts, drop)
        self.pipe.finish_update(self._optimizer)
        return loss

    def _get_facts(self, answers: dict[tuple[int, str], bool]) -> list[tuple[int, list[int]]]:
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
