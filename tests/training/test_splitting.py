"""Which texts are held back."""

import pytest

from prodigy.training.account import EVALUATION, TRAINING, Row
from prodigy.training.rows import make_loose_key
from prodigy.training.splitting import Group, assign_sides, draw_sample


def make_groups(names, roles=None):
    roles = roles or {"ner": TRAINING}
    return [Group(make_loose_key(name), [Row("data", 1, roles)]) for name in names]


def split(names, eval_split, seed=0):
    groups = make_groups(names)
    assign_sides(groups, {"ner": (["data"], [])}, eval_split, seed)
    return {name for name, group in zip(names, groups) if group.side == EVALUATION}


NAMES = [f"text {i}" for i in range(372)]


@pytest.mark.parametrize(
    ("n", "portion", "expected"),
    [(372, 0.2, 74), (690, 0.2, 138), (100, 0.29, 29), (2, 0.2, 1), (1, 0.2, 0), (9, 0.0, 0)],
)
def test_portion_is_rounded_down_to_at_least_one(n, portion, expected):
    assert len(split([f"text {i}" for i in range(n)], portion)) == expected


def test_order_of_rows_makes_no_difference():
    assert split(NAMES, 0.2) == split(NAMES[::-1], 0.2)


def test_hardly_any_text_changes_sides_when_a_dataset_grows():
    before, after = split(NAMES[:360], 0.2), split(NAMES, 0.2)
    assert len(before - after) <= 5


def test_seed_draws_other_texts():
    assert split(NAMES, 0.2) != split(NAMES, 0.2, seed=1)


def test_larger_samples_contain_smaller_ones():
    groups = make_groups(NAMES)
    samples = [draw_sample(groups, portion) for portion in (0.25, 0.5, 0.75, 1.0)]
    assert [len(sample) for sample in samples] == [93, 186, 279, 372]
    assert all(small < large for small, large in zip(samples, samples[1:]))


def test_components_hold_back_the_same_texts_as_far_as_possible():
    groups = make_groups(NAMES, {"ner": TRAINING, "textcat": TRAINING})
    pipes = {"ner": (["data"], []), "textcat": (["data"], [])}
    assign_sides(groups, pipes, 0.2)
    assert sum(group.side == EVALUATION for group in groups) == 74
