"""The text classifier in the loop: asks whether a label applies and learns from yes and no."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..components.preprocess.tokens import clean_text, make_doc
from ..errors import RecipeError
from ..pipelines import explain_untrained
from ..shapes import TaskType
from .classes import get_gradient
from .evaluation import count_labels
from .learner import FactLearner
from .pipes import prepare, run_before
from .questions import make_question
from .untrained import add_text_classifier

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


EXCLUSIVE, MULTILABEL = "textcat", "textcat_multilabel"
NEW_LEARN_RATE = 0.003  # of a component that has learned nothing yet


class TextClassifier(FactLearner[str]):
    """Suggests labels for a yes or no, and learns from the answers.

    Tasks ask about a "label". Answers may have options as well, of which some are selected.

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

    # Measured on rare labels (docs/active-learning.md): with fewer passes, or smaller steps of a
    # new model, as many answers lead to a lower score.
    n_repeats = 5
    n_replayed = 96
    step_size = 16

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
        component: str = name or find_component(nlp)
        is_new = component not in nlp.pipe_names and name in (None, EXCLUSIVE, MULTILABEL)
        if is_new:
            add_text_classifier(nlp, component, wanted, exclusive=component == EXCLUSIVE)
        pipe = prepare(nlp, component, "textcat")
        self.labels: list[str] = wanted or list(pipe.labels)
        fixed = [label for label in self.labels if not _can_learn(pipe, label)]
        if fixed:
            raise RecipeError(
                f"The component '{component}' can't learn the new label '{fixed[0]}'",
                f"It knows: {', '.join(pipe.labels)}. Choose from these, or start with a "
                "pipeline without text classifier.",
            )
        super().__init__(nlp, component, seed=seed)
        self.exclusive = not pipe.support_missing_values
        if is_new:
            self._optimizer.learn_rate = NEW_LEARN_RATE

    def _suggest(self, batch: Sequence[TaskType]) -> Iterator[tuple[float, TaskType]]:
        for eg, scores in zip(batch, self.score([eg["text"] for eg in batch]), strict=True):
            for label, score in scores.items():
                task = make_question(eg, {"label": label}, score)
                task["score"] = task["meta"]["score"]
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

    def _choose_earlier(self, new: Collection[int]) -> list[int]:
        """Half of them with a label: most answers may be no."""
        positive = [key for key, (_, cats) in self._known.items() if any(cats.values())]
        chosen = self._random.sample(positive, min(self.n_replayed // 2, len(positive)))
        rest = min(self.n_replayed - len(chosen), len(self._known))
        chosen += self._random.sample(list(self._known), rest)
        return [key for key in dict.fromkeys(chosen) if key not in new]

    def _read(self, eg: TaskType, task: TaskType, facts: dict[str, bool]) -> bool:
        # A dataset may contain answers about labels that are no business of this model.
        cats = {k: v for k, v in get_cats(eg).items() if _can_learn(self.pipe, k)}
        text = task["text"]
        # A text without tokens gives the model nothing to learn from.
        if not cats or not isinstance(text, str) or not len(self._make_doc(text)):
            return False
        if self.exclusive and any(cats.values()):
            facts.clear()  # only one label applies, and the last answer counts
        facts.update(cats)
        return True

    def _step(self, items: Sequence[int], drop: float) -> float:
        from thinc.api import set_dropout_rate

        known = [self._known[key] for key in items]
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


def _can_learn(pipe: Any, label: str) -> bool:
    """Add a label if it is new, and tell whether the component has it now."""
    try:
        pipe.add_label(label)
    except ValueError:  # The architecture of its model has a fixed size.
        return False
    return True
