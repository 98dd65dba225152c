"""Classifiers on vectors of texts, as recipes use them."""

from __future__ import annotations

import time

from ...logger import log
from ...models.encoded import EncodedClassifier, spell
from ...models.encoders import Encoder, Remembering, load_encoder
from ...models.rounds import FIRST_WINDOW

# A second for the first batch; the windows after it are as large as there is time for.
FIRST_S = 1.0
LARGEST_FIRST, LARGEST_WINDOW = 2048, 8192


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


def _count_texts(encoder: Encoder, labels: list[str]) -> int:
    """RETURNS (int): How many texts it is likely to encode in FIRST_S."""
    texts = [f"{spell(label)} {number}" for label in labels for number in range(8)]
    start = time.perf_counter()
    encoder(texts)
    seconds = max(time.perf_counter() - start, 1e-6)
    return int(min(max(FIRST_S * len(texts) / seconds, FIRST_WINDOW), LARGEST_FIRST))
