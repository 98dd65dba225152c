"""What all recipes with a model in the loop do: open the stream, continue, and put it together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from ...components.db import connect
from ...components.db.known import find_known
from ...components.decorators import keeps_input
from ...components.preprocess import add_tokens, split_sentences
from ...components.stream import Stream
from ...components.task_checks import ANNOTATION_KEYS
from ...errors import RecipeError
from ...logger import log
from ...messages import msg
from ...models.matcher import PatternMatcher
from ...models.pipes import ensure_sentencizer
from ...models.rounds import (
    FIRST_WINDOW,
    LARGEST_WINDOW,
    Choose,
    Pace,
    Predict,
    ask_in_rounds,
)
from ...sameness import IdentitySet
from ...types import ExamplesType, RecipeSettingsType, SourceType, StreamType, TaskType
from . import shared

Update = Callable[[ExamplesType], float]

# Learning takes a while, and the latest answers are the ones that the model asked for itself.
MAX_REPLAYED = 2000
REPLAY_BATCH = 50
AUTOSAVE_S = 10


def open_questions(source: SourceType, loader: str | None = None) -> Stream:
    """Open a source of texts for binary questions.

    source (Union[str, Path, Iterable[dict]]): The source.
    loader (str | None): ID of the loader. Defaults to None (by the file extension).
    RETURNS (Stream): The texts, without any annotations that they may have already.
    """
    stream = shared.open_texts(source, loader, is_binary=True, annotations=False)
    return stream.apply(drop_annotations, stream=stream)


def open_token_questions(
    nlp: Any, source: SourceType, loader: str | None = None, unsegmented: bool = False
) -> Stream:
    """Open a source of texts for binary questions about tokens.

    One question in one sentence is read at a glance, and the rest of a long text would be unknown
    to the model anyway.

    nlp (Language): The pipeline, which splits and tokenizes. If nothing in it splits sentences, it
        gets a sentencizer.
    source (str | Path | Iterable[dict]): The source.
    loader (str | None): ID of the loader. Defaults to None (by the file extension).
    unsegmented (bool): Don't split texts into sentences. Defaults to False.
    RETURNS (Stream): The sentences with tokens, without any annotations.
    """
    stream = open_questions(source, loader)
    if not unsegmented:
        stream.apply(split_sentences, nlp=ensure_sentencizer(nlp), stream=stream)
    return stream.apply(add_tokens, nlp=nlp, stream=stream, skip=stream.problems)


@keeps_input
def drop_annotations(stream: StreamType) -> Iterator[TaskType]:
    """Remove what would be taken for a part of the question.

    stream (Iterable[dict]): The tasks. They are not changed.
    YIELDS (dict): Copies of the tasks without annotations.
    """
    for eg in stream:
        yield {key: value for key, value in eg.items() if key not in ANNOTATION_KEYS}


def make_components(
    dataset: str,
    stream: Stream,
    view_id: str,
    predict: Predict,
    update: Update,
    *,
    config: dict[str, Any],
    choose: Choose | None = None,
    match: PatternMatcher | None = None,
    exclude: list[str] | None = None,
    n_random: int = 0,
    windows: tuple[int, int] = (FIRST_WINDOW, LARGEST_WINDOW),
) -> RecipeSettingsType:
    """Put a recipe with a model in the loop together.

    The model starts with the answers that the dataset contains, so it continues where it was.

    dataset (str): The dataset.
    stream (Stream): The texts.
    view_id (str): The interface.
    predict (Callable): The model: takes tasks, and yields tuples of a score and a task.
    update (Callable): Takes answers and returns the loss.
    config (dict): The settings of the recipe.
    choose (Callable | None): How the model chooses questions, see `ask_in_rounds`.
    match (PatternMatcher | None): Suggests as well, and learns from the same answers. Defaults to
        None.
    exclude (list[str] | None): Datasets whose questions are not asked. Defaults to None.
    n_random (int): How many of ten questions are chosen at random. Defaults to 0.
    windows (tuple[int, int]): Texts to choose from at first, and at most. Defaults to (32, 2048).
    RETURNS (dict): The components of the recipe.
    """

    def update_both(answers: ExamplesType) -> float:
        if match is not None:
            match.update(answers)
        return update(answers)

    learn_earlier_answers(dataset, update_both)
    pace = Pace()

    def learn(answers: ExamplesType) -> float:
        pace.n_answered += len(answers)
        return learn_and_tell(update_both, answers)

    def on_load(ctrl: Any) -> None:
        pace.is_served = True

    stream.apply(
        ask_in_rounds,
        stream=stream,
        predict=predict,
        choose=choose,
        match=match,
        n_random=n_random,
        first_window=windows[0],
        largest_window=windows[1],
        pace=pace,
        seen=find_seen([dataset, *(exclude or ())]),
    )
    return {
        "view_id": view_id,
        "dataset": dataset,
        "stream": stream,
        "update": learn,
        "on_load": on_load,
        "exclude": exclude,
        "config": {
            **config,
            "exclude_by": "task",
            # The model waits for the answers that the web app still holds back.
            "autosave_seconds": AUTOSAVE_S,
        },
    }


def learn_and_tell(update: Update, answers: ExamplesType) -> float:
    """Learn from a batch of answers, and note in the log how long that took.

    update (Callable): Takes answers and returns the loss.
    answers (list[dict]): The answers.
    RETURNS (float): The loss.
    """
    start = time.perf_counter()
    loss = update(answers)
    seconds = time.perf_counter() - start
    log(f"RECIPE: Learned from {len(answers)} answers in {seconds:.2f} s, loss {loss:.3f}")
    return loss


def learn_earlier_answers(dataset: str | None, update: Update) -> None:
    """Learn from the answers of a dataset, in the order in which they were given.

    dataset (str | None): The dataset, which need not exist.
    update (Callable): Takes answers and returns the loss.
    """
    answers = _read_answers(dataset) if dataset else []
    if not answers:
        return
    latest = answers[-MAX_REPLAYED:]
    msg.info(f"Learning from {len(latest)} of the {len(answers)} answers in dataset {dataset}")
    for i in range(0, len(latest), REPLAY_BATCH):
        loss = update(latest[i : i + REPLAY_BATCH])
        log(f"RECIPE: Learned from {i + REPLAY_BATCH} earlier answers, loss {loss:.3f}")


def _read_answers(dataset: str) -> ExamplesType:
    db = connect()
    return list(db.get_dataset_examples(dataset) or ()) if dataset in db else []


def find_seen(datasets: list[str]) -> IdentitySet:
    """Find the questions that were answered already.

    datasets (list[str]): Names of datasets, which need not exist.
    RETURNS (IdentitySet): The questions.
    """
    db = connect()
    return find_known(db, [name for name in datasets if name and name in db], "task")


def describe_labels(labels: list[str] | None) -> str:
    """RETURNS (str): Labels as the sidebar shows them."""
    return ", ".join(labels) if labels else "all"


def check_labels_known(labels: list[str], known: list[str], component: str) -> None:
    """Make sure that a model can suggest all labels.

    labels (list[str]): The labels.
    known (list[str]): Those that the model knows.
    component (str): Name of the component.
    RAISES (RecipeError): The model doesn't know some of them.
    """
    unknown = [label for label in labels if label not in known]
    if unknown:
        raise RecipeError(
            f"The component '{component}' doesn't know {', '.join(unknown)}",
            f"It can only suggest labels that it knows: {', '.join(known) or 'none'}. To start "
            "with a new label, pass match patterns for it with --patterns, or a pipeline that was "
            "trained on some examples.",
        )


def check_labels_covered(labels: list[str], covered: list[str], patterns: Any) -> None:
    """Make sure that there is something to ask about the labels.

    labels (list[str]): The labels, empty for all.
    covered (list[str]): Those that the model knows or the patterns have.
    patterns (Any): The file of the patterns, for the message.
    RAISES (RecipeError): There are labels, and neither knows any of them.
    """
    if labels and not set(labels).intersection(covered):
        raise RecipeError(
            f"Nothing suggests {', '.join(labels)}",
            f"The model doesn't know it, and no pattern in {patterns} has that label. There are: "
            f"{', '.join(dict.fromkeys(covered)) or 'none'}.",
        )
