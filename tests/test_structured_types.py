from types import SimpleNamespace

import pytest

from prodigy.structured_types import get_input_hash, get_task_hash

TASK = {"_input_hash": 1, "_task_hash": 2}


@pytest.mark.parametrize("item", [TASK, SimpleNamespace(data=TASK)])
def test_hashes_of_tasks_and_of_items_that_hold_one(item):
    assert (get_input_hash(item), get_task_hash(item)) == (1, 2)
