"""Classifiers on vectors of texts, as recipes use them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from ...components.decorators import keeps_input
from ...components.preprocess.options import make_options
from ...components.stream import Stream
from ...hashing import set_hashes
from ...logger import log
from ...models.encoded import EncodedClassifier, spell
from ...models.encoded_rating import EncodedRate
from ...models.encoders import Encoder, Remembering, load_encoder
from ...models.rounds import FIRST_WINDOW
from ...types import ExamplesType, RecipeSettingsType, TaskType
from .selecting import add_selection
from .teaching import AUTOSAVE_S, learn_earlier_answers
from .textcat_suggestions import add_choice_style

if TYPE_CHECKING:
    from ...components.encoding import Encode

# A second for the first batch; the windows after it are as large as there is time for.
FIRST_S = 1.0
LARGEST_FIRST, LARGEST_WINDOW = 2048, 8192
# Texts whose suggestions are made at once: few, so that they are made by what is known by then.
SUGGESTED = 10


def make_encoded_classifier(
    encoder: str, labels: list[str], *, exclusive: bool = False
) -> tuple[EncodedClassifier, tuple[int, int]]:
    """Make a classifier that learns labels from vectors of texts.

    encoder (str): What users call the encoder.
    labels (list[str]): The labels.
    exclusive (bool): Exactly one of them applies to a text. Defaults to False.
    RETURNS (tuple): The classifier, and of how many texts it can choose at first and at most.
    RAISES (RecipeError): There is no such encoder.
    """
    loaded = load_encoder(encoder)
    model = EncodedClassifier(Remembering(loaded), labels, exclusive=exclusive)
    n_first = _count_texts(loaded, labels)
    log(f"RECIPE: Encoder {loaded.fingerprint}, {loaded.dims} dimensions, {n_first} texts at first")
    return model, (n_first, LARGEST_WINDOW)


def open_encoder(encoder: str) -> Encode:
    """RETURNS (Encode): What users call by that name; it remembers the latest texts."""
    return Remembering(load_encoder(encoder))


def make_encoded_rate(encode: Encode, labels: list[str], exclusive: bool) -> EncodedRate:
    """RETURNS (EncodedRate): A classifier that says what is unclear to it, and learns."""
    return EncodedRate(EncodedClassifier(encode, labels, exclusive=exclusive))


def correct_encoded(
    stream: Stream,
    encoder: str,
    labels: list[str],
    exclusive: bool,
    threshold: float,
    update: bool,
    selection: tuple[str | None, float | None],
    *,
    dataset: str,
    exclude: list[str] | None,
) -> RecipeSettingsType:
    """Put textcat.correct with an encoder together. The classifier starts with the answers that the
    dataset has.

    stream (Stream): The texts.
    encoder (str): What users call the encoder.
    labels (list[str]): The labels.
    exclusive (bool): Exactly one of them applies to a text.
    threshold (float): Score from which a label is selected.
    update (bool): Learn from the answers of this run, too.
    selection (tuple): Which texts to ask first (None: the given order), and the share of random
        questions.
    dataset (str): The dataset.
    exclude (list[str] | None): Datasets whose texts are not asked.
    RETURNS (dict): The components of the recipe.
    """
    encode = open_encoder(encoder)
    rate = make_encoded_rate(encode, labels, exclusive)
    settings: dict[str, Any] = {"dataset": dataset, "exclude": exclude, "encode": encode}
    add_selection(stream, *selection, make_rate=lambda: rate, **settings)
    learn_earlier_answers(dataset, rate.update)
    stream.apply(_add_options, stream=stream, model=rate.model, threshold=threshold)
    choice_style = "single" if exclusive and len(labels) > 1 else "multiple"
    stream.apply(add_choice_style, stream=stream, style=choice_style)

    def learn(answers: ExamplesType) -> None:
        loss = rate.update(answers)
        # The loss isn't returned: progress is that of the texts, no pipeline is trained here.
        log(f"RECIPE: Learned from {len(answers)} answers, loss {loss:.3f}")

    config: dict[str, Any] = {
        "labels": labels,
        "choice_style": choice_style,
        "exclude_by": "input",
        **({"autosave_seconds": AUTOSAVE_S} if update else {}),
    }
    return {
        "view_id": "choice",
        "dataset": dataset,
        "stream": stream,
        "exclude": exclude,
        "update": learn if update else None,
        "config": config,
    }


@keeps_input
def _add_options(
    stream: Iterable[TaskType], model: EncodedClassifier, threshold: float
) -> Iterator[TaskType]:
    """Add an option per label with its score, and select those that are likely."""
    tasks = iter(stream)
    while batch := list(islice(tasks, SUGGESTED)):
        table = model.predict([eg["text"] for eg in batch])
        for eg, scores in zip(batch, table.tolist(), strict=True):
            options = make_options(model.labels)
            for option, score in zip(options, scores, strict=True):
                option["meta"] = {"score": round(score, 2)}
            task = {**eg, "options": options, "accept": _select(model, scores, threshold)}
            yield set_hashes(task, overwrite=True)


def _select(model: EncodedClassifier, scores: Sequence[float], threshold: float) -> list[str]:
    likely = [
        (score, label)
        for score, label in zip(scores, model.labels, strict=True)
        if score >= threshold
    ]
    if model.exclusive and len(model.labels) > 1:
        likely = [max(likely, key=lambda pair: pair[0])] if likely else []
    return [label for _, label in likely]


def _count_texts(encoder: Encoder, labels: list[str]) -> int:
    """RETURNS (int): How many texts it is likely to encode in FIRST_S."""
    texts = [f"{spell(label)} {number}" for label in labels for number in range(8)]
    start = time.perf_counter()
    encoder(texts)
    seconds = max(time.perf_counter() - start, 1e-6)
    return int(min(max(FIRST_S * len(texts) / seconds, FIRST_WINDOW), LARGEST_FIRST))
