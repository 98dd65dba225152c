"""How unsure a model is about a whole text: 0 if it is sure, more the less it knows.

The scale differs from one measure to the next. Only the order of texts by the same measure counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

# More of them, and long texts come first; all of them per word, and short ones with something odd.
N_LEAST_SURE = 3


def measure_sequence(log_probability: float, n_tokens: int, power: float = 1.0) -> float:
    """Measure an analysis of a text by its probability, per token or for the whole text.

    With a power of 1 it is the maximum normalised log probability (MNLP) of Shen et al. 2017
    (https://arxiv.org/abs/1707.05928), with the sign turned around; with 0, the least confidence of
    Culotta & McCallum 2005 (https://dl.acm.org/doi/10.5555/1619410.1619452), which prefers texts
    that have more to annotate. Where each text takes about the same time, that pays more; where the
    time grows with the length, dividing by it does.

    log_probability (float): Natural logarithm of the probability of the best analysis.
    n_tokens (int): Number of tokens of the text.
    power (float): 0 to 1. Defaults to 1.0 (per token).
    RETURNS (float): -log p / n ** power, 0 for a text without tokens.
    """
    return max(0.0, -float(log_probability)) / n_tokens**power if n_tokens else 0.0


def measure_words(probabilities: Any, n_least_sure: int = N_LEAST_SURE) -> float:
    """Measure the best tags of the words of a text, by the words that are least clear.

    The least confidence of the text, if its words are independent, but only a few words count. How
    many makes little difference (docs/active-learning.md): with all of them, some corpora gain what
    others lose, and texts that are as long as a page would come first.

    probabilities (numpy.ndarray): The probability of the best tag of each word.
    n_least_sure (int): How many words count. Defaults to 3.
    RETURNS (float): The sum of -log p, 0 for a text without words.
    """
    losses = -np.log(np.maximum(np.asarray(probabilities, dtype=np.float64), 1e-9))
    return max(0.0, float(np.sort(losses)[-n_least_sure:].sum()))


def measure_classes(probabilities: Sequence[float] | Any) -> float:
    """Measure classes of which exactly one applies, by the margin between the best two.

    1 - (p1 - p2), the margin of Scheffer et al. 2001. With two classes it orders texts as the
    entropy does; with many, it isn't moved by classes that don't matter.

    probabilities (Sequence[float]): One probability per class, summing to 1.
    RETURNS (float): 0 (sure) to 1 (the best two are equal). 0 with fewer than two classes.
    """
    if len(probabilities) < 2:
        return 0.0
    best, second = np.sort(np.asarray(probabilities, dtype=np.float64))[-1:-3:-1]
    return float(1.0 - (best - second))


def measure_labels(probabilities: Sequence[float] | Any) -> float:
    """Measure labels any number of which may apply, by the one that is least clear.

    max(1 - |2 p - 1|). The sum over all labels would prefer texts about which a little is unclear
    everywhere.

    probabilities (Sequence[float]): One probability per label or candidate.
    RETURNS (float): 0 (sure) to 1 (one of them is 0.5). 0 without labels.
    """
    if not len(probabilities):
        return 0.0
    return float(np.max(1.0 - np.abs(2.0 * np.asarray(probabilities, dtype=np.float64) - 1.0)))
