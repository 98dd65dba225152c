"""Which texts are held back for evaluation.

Texts are drawn in the order of a hash of the text and a seed. So the choice depends neither on the
order of the rows nor on other texts: when a dataset grows, hardly any text changes sides. What is
drawn is a text, for all components at once: none can be trained on a text that another one is
evaluated on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .account import EVALUATION, TRAINING, Row
from .rows import Pipes

DEFAULT_EVAL_SPLIT = 0.2
SEED = 0


@dataclass(slots=True)
class Group:
    """All rows about one text.

    key (bytes): Loose key of the text, see `rows.make_loose_key`.
    rows (list[Row]): The rows that say something, in the order in which they are stored.
    side (str): TRAINING or EVALUATION.
    """

    key: bytes
    rows: list[Row] = field(default_factory=list)
    side: str = TRAINING


def assign_sides(
    groups: Sequence[Group], pipes: Pipes, eval_split: float, seed: int = SEED
) -> None:
    """Decide which texts are used for evaluation.

    groups (Sequence[Group]): The texts. Their `side` is set.
    pipes (Mapping): Component to training and evaluation datasets.
    eval_split (float): Portion of the texts to hold back for components without evaluation
        datasets, 0 to 1. At least one of two texts, if it isn't 0.
    seed (int): Another seed draws other texts.
    """
    # Texts of evaluation datasets are for evaluation, for all components and in all copies.
    held_back = {group.key for group in groups if any(map(_is_for_evaluation, group.rows))}
    for component, (_, eval_sets) in pipes.items():
        if eval_sets or eval_split <= 0:
            continue
        copies = _count_copies(groups, component)
        total = sum(copies.values())
        # 0.29 * 100 is a bit less than 29.
        wanted = max(int(total * eval_split + 1e-9), min(1, total - 1))
        found = sum(count for key, count in copies.items() if key in held_back)
        for key in sorted(copies, key=lambda key: _draw(key, f"split-{seed}")):
            if found >= wanted:
                break
            if key not in held_back:
                held_back.add(key)
                found += copies[key]
    for group in groups:
        group.side = EVALUATION if group.key in held_back else TRAINING


def draw_sample(groups: Iterable[Group], portion: float, seed: int = SEED) -> set[bytes]:
    """Choose a portion of the texts for training.

    groups (Iterable[Group]): The texts, with sides. A larger portion contains a smaller one.
    portion (float): 0 to 1.
    seed (int): Another seed draws other texts.
    RETURNS (set[bytes]): Keys of the training texts that are used.
    """
    keys = list(dict.fromkeys(group.key for group in groups if group.side == TRAINING))
    keys.sort(key=lambda key: _draw(key, f"sample-{seed}"))
    return set(keys[: round(len(keys) * portion)])


def _is_for_evaluation(row: Row) -> bool:
    return any(
        role == EVALUATION and component not in row.verdicts
        for component, role in row.roles.items()
    )


def _count_copies(groups: Sequence[Group], component: str) -> Mapping[bytes, int]:
    copies: dict[bytes, int] = {}
    for group in groups:
        if any(component in row.roles and component not in row.verdicts for row in group.rows):
            copies[group.key] = copies.get(group.key, 0) + 1
    return copies


def _draw(key: bytes, purpose: str) -> bytes:
    return hashlib.blake2b(key, digest_size=8, person=purpose.encode()[:16]).digest()
