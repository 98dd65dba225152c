"""The text classifier in the loop: asks whether a label applies and learns from yes and no."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..components.preprocess.tokens import clean_text, make_doc
from ..errors import RecipeError
from ..hashing import TASK_HASH_ATTR, get_input_hash, set_hashes
from ..logger import log
from ..pipelines import explain_untrained
from ..shapes import TaskType
from .classes import get_gradient
from .evaluation import count_labels
from .passes import learn_in_passes
from .pipes import check_component, get_pipe, make_independent, run_before

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


EXCLUSIVE, MULTILABEL = "textcat", "textcat_multilabel"
# Measured on rare labels (docs/active-learning.md): with fewer passes, or smaller steps of a new
# model, as many answers lead to a lower score.
N_REPEATS = 5  # how often an update goes over the new answers
N_REPLAYED = 96  # earlier texts learned from again in each pass
STEP_SIZE = 16  # texts between two changes of the weights
NEW_LEARN_RATE = 0.003  # of a component that has learned nothing yet


class TextClassifier:
    """Suggests labels for a yes or no, and learns from the answers.

    nlp (Language): The pipeline. Its text classifier is changed by updates; if there is none, one
        that has learned nothing yet is added.
    labels (str | Iterable[str] | None): Suggest only these labels. Defaults to None (all that the
        model knows).
    pipe_name_or_component (str | TextCategorizer | None): The component, or its name. Defaults to
        None: "textcat" if the pipeline has it, else "textcat_multilabel".
    long_text (bool): Not used any more.
    seed (int): For the choice of earlier answers to learn from again. Defaults to 0.
    RAISES (RecipeError): There are no labels, or the component can't learn the ones given.
    """

    def __init__(
        self,
        nlp: Language,
        labels: str | Iterable[str] | None = None,
        pipe_name_or_component: Any = None,
        long_text: bool = False,
        *,
        seed: int = 0,
    ) -> None:
        wanted = [labels] if isinstance(labels, str) else list(labels or ())
        name = getattr(pipe_name_or_component, "name", pipe_name_or_component)
        self.component: str = name or find_component(nlp)
        is_new = self.component not in nlp.pipe_names and name in (None, EXCLUSIVE, MULTILABEL)
        if is_new:
            add_untrained(nlp, self.component, wanted)
        else:
            check_component(nlp, self.component, "textcat")
            make_independent(nlp, self.component)
        self.nlp = nlp
        self.pipe = get_pipe(nlp, self.component)
        self.labels: list[str] = wanted or list(self.pipe.labels)
        fixed = [label for label in self.labels if not _can_learn(self.pipe, label)]
        if fixed:
            raise RecipeError(
                f"The component '{self.component}' can't learn the new label '{fixed[0]}'",
                f"It knows: {', '.join(self.pipe.labels)}. Choose from these, or start with a "
                "pipeline without text classifier.",
            )
        self.exclusive = not self.pipe.support_missing_values
        self._original: bytes = self.pipe.to_bytes(exclude=["vocab"])
        self._optimizer = nlp.create_optimizer()
        if is_new:
            self._optimizer.learn_rate = NEW_LEARN_RATE
        # What is known about each text: the label, and whether it applies.
        self._answers: dict[int, tuple[TaskType, dict[str, bool]]] = {}
        self._random = random.Random(seed)

    @property
    def orig_nlp(self) -> Language:
        """A copy of the pipeline with the text classifier as it was before any update."""
        from ..pipelines import copy_nlp

        original = copy_nlp(self.nlp)
        get_pipe(original, self.component).from_bytes(self._original, exclude=["vocab"])
        return original

    def __call__(
        self, stream: Iterable[TaskType], batch_size: int = 32
    ) -> Iterator[tuple[float, TaskType]]:
        """Suggest labels.

        stream (Iterable[dict]): Tasks with a text. They are not changed.
        batch_size (int): How many texts to process at a time. Defaults to 32.
        YIELDS (tuple[float, dict]): For each text and label the probability that it applies, 0 to
            1, and a copy of the task with that label. Tasks without a text are left out.
        """
        tasks = iter(stream)
        while batch := list(islice(tasks, batch_size)):
            batch = [eg for eg in batch if isinstance(eg.get("text"), str)]
            for eg, scores in zip(batch, self.score([eg["text"] for eg in batch]), strict=True):
                for label, score in scores.items():
                    task = {key: value for key, value in eg.items() if key != TASK_HASH_ATTR}
                    task["label"] = label
                    set_hashes(task)
                    task["score"] = round(score, 4)
                    task["meta"] = {**(eg.get("meta") or {}), "score": task["score"]}
                    yield score, task

    def score(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """Get the probability of each label.

        texts (Sequence[str]): The texts.
        RETURNS (list[dict]): For each text, the probabilities of this model's labels.
        """
        if not texts:
            return []
        docs = list(run_before(self.nlp, self.component, map(self._make_doc, texts)))
        with explain_untrained([self.pipe]):
            table = self.pipe.model.ops.to_numpy(self.pipe.predict(docs))
        columns = [(label, self.pipe.labels.index(label)) for label in self.labels]
        return [{label: float(row[column]) for label, column in columns} for row in table]

    def evaluate(
        self, examples: Iterable[TaskType], threshold: float = 0.5
    ) -> dict[str, float | int]:
        """Compare the labels of texts with answers about them.

        examples (Iterable[dict]): Answered tasks with a label, or with options.
        threshold (float): Probability from which on a label counts as predicted. Defaults to 0.5.
        RETURNS (dict): Counts and scores, see `evaluation.count_labels`.
        """
        answered = [eg for eg in examples if isinstance(eg.get("text"), str)]
        scores = self.score([eg["text"] for eg in answered])
        predicted = ({label: p >= threshold for label, p in row.items()} for row in scores)
        return count_labels(predicted, map(get_cats, answered))

    def update(
        self, examples: Iterable[TaskType], drop: float = 0.0, batch_size: int | None = None
    ) -> float:
        """Learn from answers.

        examples (Iterable[dict]): Answered tasks with a label, or with options of which some are
            selected. Ignored ones don't count.
        drop (float): Dropout rate. Defaults to 0.0.
        batch_size (int | None): Texts between two changes of the weights. Defaults to None (16).
        RETURNS (float): The loss: how far the model was from the answers before it learned from
            them, on average per text. 0.0 if there was nothing to learn.
        """
        new = self._note(examples)
        if not new:
            return 0.0
        return learn_in_passes(
            new,
            lambda keys: self._step(keys, drop),
            lambda: self._choose_earlier(new),
            size=batch_size or STEP_SIZE,
            n_passes=N_REPEATS,
            rng=self._random,
        )

    def _choose_earlier(self, new: Collection[int]) -> list[int]:
        """Texts to learn from again, half of them with a label: most answers may be no."""
        positive = [key for key, (_, cats) in self._answers.items() if any(cats.values())]
        chosen = self._random.sample(positive, min(N_REPLAYED // 2, len(positive)))
        rest = min(N_REPLAYED - len(chosen), len(self._answers))
        chosen += self._random.sample(list(self._answers), rest)
        return [key for key in dict.fromkeys(chosen) if key not in new]

    def _note(self, examples: Iterable[TaskType]) -> list[int]:
        changed: dict[int, None] = {}
        for eg in examples:
            # A dataset may contain answers about labels that are no business of this model.
            cats = {k: v for k, v in get_cats(eg).items() if _can_learn(self.pipe, k)}
            text = eg.get("text")
            # A text without tokens gives the model nothing to learn from.
            if not cats or not isinstance(text, str) or not len(self._make_doc(text)):
                continue
            key = get_input_hash(eg)
            kept, known = self._answers.setdefault(key, ({"text": text}, {}))
            if self.exclusive and any(cats.values()):
                known.clear()  # only one label applies, and the last answer counts
            known.update(cats)
            changed[key] = None
        return list(changed)

    def _step(self, keys: Sequence[int], drop: float) -> float:
        from thinc.api import set_dropout_rate

        known = [self._answers[key] for key in keys]
        texts = [self._make_doc(eg["text"]) for eg, _ in known]
        docs = list(run_before(self.nlp, self.component, texts))
        set_dropout_rate(self.pipe.model, drop)
        scores, backprop = self.pipe.model.begin_update(docs)
        gradient = scores * 0
        loss = 0.0
        labels = list(self.pipe.labels)
        for row, (_, cats) in enumerate(known):
            if self.exclusive:
                left = [i for i, label in enumerate(labels) if cats.get(label) is True]
                left = left or [i for i, label in enumerate(labels) if label not in cats]
                gradient[row], row_loss = get_gradient(scores[row], left or range(len(labels)))
            else:
                row_loss = 0.0
                for label, applies in cats.items():
                    column = labels.index(label)
                    gradient[row, column] = scores[row, column] - float(applies)
                    row_loss += float(gradient[row, column]) ** 2
            loss += row_loss
        backprop(gradient)
        self.pipe.finish_update(self._optimizer)
        return loss

    def _make_doc(self, text: str) -> Doc:
        return make_doc(self.nlp, clean_text(text))

    def to_disk(self, path: str | Path) -> None:
        """Save the pipeline, as spacy.load reads it.

        path (str | Path): The folder.
        """
        self.nlp.to_disk(path)

    def from_disk(self, path: str | Path) -> TextClassifier:
        """Load the weights of a pipeline that was saved by `to_disk`.

        path (str | Path): The folder.
        RETURNS (TextClassifier): This object.
        """
        self.nlp.from_disk(path)
        return self

    def to_bytes(self) -> bytes:
        """RETURNS (bytes): The pipeline."""
        return self.nlp.to_bytes()

    def from_bytes(self, data: bytes) -> TextClassifier:
        """Load the weights that `to_bytes` returned.

        data (bytes): The pipeline.
        RETURNS (TextClassifier): This object.
        """
        self.nlp.from_bytes(data)
        return self


def find_component(nlp: Language) -> str:
    """RETURNS (str): The name of the text classifier that a pipeline has or should get."""
    return EXCLUSIVE if EXCLUSIVE in nlp.pipe_names else MULTILABEL


def infer_exclusive(nlp: Language, component: str) -> bool:
    """Tell whether exactly one category of a text classifier applies to a text.

    nlp (Language): The pipeline.
    component (str): Name of the text classifier.
    RETURNS (bool): Whether its categories exclude each other.
    """
    task = getattr(nlp.get_pipe(component), "_task", None)  # of a large language model
    if task is not None:
        return bool(getattr(task, "_exclusive_classes", False))
    return nlp.get_pipe_meta(component).factory == EXCLUSIVE


def get_cats(eg: TaskType) -> dict[str, bool]:
    """Get what an answer says about labels.

    eg (dict): An answered task.
    RETURNS (dict[str, bool]): Labels, and whether they apply. Empty if the answer says nothing.
    """
    answer = eg.get("answer", "accept")
    if eg.get("options") is not None:
        # With several options, nobody knows what was wrong about a rejected choice.
        if answer != "accept":
            return {}
        selected = eg.get("accept") or ()
        return {str(option["id"]): option["id"] in selected for option in eg["options"]}
    label = eg.get("label")
    return {label: answer == "accept"} if label and answer in ("accept", "reject") else {}


def add_untrained(nlp: Language, component: str, labels: Sequence[str]) -> None:
    """Add a text classifier that has learned nothing yet. Labels don't exclude each other.

    nlp (Language): The pipeline. It is changed in place.
    component (str): Name of the component: "textcat_multilabel", or "textcat" for exclusive labels.
    labels (Sequence[str]): Its labels.
    RAISES (RecipeError): There are too few labels.
    """
    from spacy.training import Example

    if len(labels) < (2 if component == EXCLUSIVE else 1):
        raise RecipeError(
            "A new text classifier needs labels",
            "Name them separated by commas: --label POSITIVE,NEGATIVE",
        )
    log(f"MODEL: Adding an untrained component '{component}'", list(labels))
    nlp.add_pipe(component)
    pipe = get_pipe(nlp, component)
    doc = make_doc(nlp, "One text to find out the sizes of the layers.")
    pipe.initialize(lambda: [Example(doc, doc.copy())], nlp=None, labels=list(labels))
    _forget_all(pipe.model)


def _forget_all(model: Any) -> None:
    """Make a new model undecided: random weights would have opinions about everything."""
    for node in model.layers[-1].walk():
        for name in node.param_names:
            node.set_param(name, node.get_param(name) * 0.1)


def _can_learn(pipe: Any, label: str) -> bool:
    """Add a label if it is new, and tell whether the component has it now."""
    try:
        pipe.add_label(label)
    except ValueError:  # The architecture of its model has a fixed size.
        return False
    return True
