"""Going over answers several times: the new ones alone, then mixed with earlier ones."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Hashable, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)


def learn_in_passes(
    new: Sequence[Item],
    step: Callable[[Sequence[Item]], float],
    choose_earlier: Callable[[], Sequence[Item]],
    *,
    size: int,
    n_passes: int,
    rng: random.Random,
) -> float:
    """Learn from new answers, without forgetting the earlier ones.

    new (Sequence): What the new answers are about, e.g. texts. Not empty, and without duplicates.
    step (Callable): Learns from some of them, and returns the summed loss.
    choose_earlier (Callable): Chooses what to learn from again in a pass, none of it new.
    size (int): How many make a step.
    n_passes (int): How often to go over the new ones.
    rng (random.Random): For the order.
    RETURNS (float): The loss of the first pass, on average per item. That pass is for the new
        answers alone, so its loss tells how good the model was before.
    """
    losses = [step(new[i : i + size]) for i in range(0, len(new), size)]
    for _ in range(n_passes - 1):
        items = [*new, *choose_earlier()]
        rng.shuffle(items)
        for i in range(0, len(items), size):
            step(items[i : i + size])
    return sum(losses) / len(new)


def sample_earlier(
    known: Collection[Key], new: Collection[Key], n: int, rng: random.Random
) -> list[Key]:
    """Choose some of what was learned from before.

    known (Collection): Everything that there are answers about.
    new (Collection): What is left out of the choice once it was made.
    n (int): The largest number.
    rng (random.Random): For the choice.
    RETURNS (list): The chosen ones.
    """
    chosen = rng.sample(list(known), min(n, len(known)))
    return [key for key in chosen if key not in new]
