"""ner.silver-to-gold: from binary decisions to complete annotations."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Union

from ..components.db import connect
from ..components.decorators import keeps_input
from ..components.preprocess import add_tokens
from ..components.source import BOOKKEEPING_KEYS
from ..components.stream import IS_BINARY_ATTR, Stream
from ..errors import RecipeError
from ..hashing import TASK_HASH_ATTR, set_hashes
from ..models.ner import EntityRecognizer
from ..registry import recipe
from ..sameness import Groups
from ..types import ExamplesType, RecipeSettingsType, StreamType
from ..util import get_labels, load_spacy_model
from .parts import shared
from .parts.dataset_names import check_dataset
from .parts.keywords import also_named

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["silver_to_gold"]

# What belongs to one of the questions about a text, and not to the text.
QUESTION_KEYS = frozenset(("spans", "tokens", "label", "score", "priority", TASK_HASH_ATTR))
QUESTION_META = frozenset(("score", "pattern"))


@recipe(
    "ner.silver-to-gold",
    silver_dataset=("Dataset with binary decisions", "positional", None, str),
    gold_dataset=shared.DATASET,
    spacy_model=shared.SPACY_MODEL,
    label=shared.MODEL_LABEL,
)
@also_named(nlp="spacy_model")
def silver_to_gold(
    silver_dataset: str,
    gold_dataset: str,
    spacy_model: Union[str, "Language"],
    label: list[str] | None = None,
) -> RecipeSettingsType:
    """Complete and correct what is known about texts from binary decisions. Accepted entities are
    highlighted, rejected ones are not, and a model suggests the rest.
    """
    if silver_dataset == gold_dataset:
        raise RecipeError(
            f"Can't save the gold annotations to '{gold_dataset}' as well",
            "They would be mixed with the binary decisions that they are made from. Choose another "
            "name for the dataset.",
        )
    db = connect()
    check_dataset(db, silver_dataset)
    nlp = load_spacy_model(spacy_model)
    model = EntityRecognizer(nlp, get_labels(label))
    labels = get_labels(label) or sorted(model.labels)
    answers = TextAnswers(db.get_dataset_examples(silver_dataset) or [])
    # One task per text, so that it is known how many there are, and what is done can be left out
    # before the model looks at it.
    stream = Stream.from_iterable([make_task(examples) for examples in answers])
    stream.apply(add_best_spans, stream=stream, model=model, answers=answers)
    stream.apply(add_tokens, nlp=nlp, stream=stream, skip=stream.problems)
    return {
        "view_id": "ner_manual",
        "dataset": gold_dataset,
        "stream": stream,
        "config": {
            "lang": nlp.lang,
            "labels": labels,
            "exclude_by": "input",
        },
    }


class TextAnswers:
    """Answers by text. Those without a text, and ignored ones, are left out.

    examples (List[dict]): The answers.
    """

    def __init__(self, examples: ExamplesType) -> None:
        self._inputs = Groups("input")
        self._groups: dict[int, ExamplesType] = {}
        for eg in examples:
            if eg.get("text") and eg.get("answer") in ("accept", "reject"):
                eg = set_hashes(eg)
                self._groups.setdefault(self._inputs.get_key(eg), []).append(eg)

    def find(self, task: dict[str, Any]) -> ExamplesType:
        """RETURNS (List[dict]): The answers to the text of a task."""
        return self._groups.get(self._inputs.get_key(task), [])

    def __iter__(self) -> Iterator[ExamplesType]:
        """Yield the answers to each text, in the order of the first ones."""
        return iter(self._groups.values())


def make_task(examples: ExamplesType) -> dict[str, Any]:
    """Make the task for a text of the answers to it.

    examples (List[dict]): The answers.
    RETURNS (dict): The text with its own data, without what was asked and answered.
    """
    first = examples[0]
    left_out = {*BOOKKEEPING_KEYS, *QUESTION_KEYS, IS_BINARY_ATTR}
    task = {key: value for key, value in first.items() if key not in left_out}
    meta = {k: v for k, v in (task.pop("meta", None) or {}).items() if k not in QUESTION_META}
    return {**task, "meta": meta} if meta else task


@keeps_input
def add_best_spans(
    stream: StreamType, model: "EntityRecognizer", answers: TextAnswers
) -> Iterator[dict[str, Any]]:
    """Add the best analysis of each text that agrees with all answers to it.

    stream (Iterable[dict]): The texts. They are not changed.
    model (EntityRecognizer): The model.
    answers (TextAnswers): All answers.
    YIELDS (dict): Copies with tokens and spans. Texts of which nothing is known are left out.
    """
    for eg in stream:
        for best in model.make_best(answers.find(eg)):
            # The task hash is new, the input is the same.
            yield set_hashes({**eg, "tokens": best["tokens"], "spans": best["spans"]})
