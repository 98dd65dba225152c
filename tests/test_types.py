from typing import get_args

import pytest
from pydantic import ValidationError

from prodigy import types
from prodigy.protocols import ControllerComponentsDict
from prodigy.types import NerExample, RecipeSettingsType, TextcatExample, ViewId


def test_old_name_of_the_components():
    assert RecipeSettingsType is ControllerComponentsDict


@pytest.mark.parametrize("name", types.__all__)
def test_every_name_can_be_imported(name):
    assert getattr(types, name) is not None


def test_view_ids_have_schemas():
    from prodigy.schemas import VIEW_IDS

    assert set(get_args(ViewId)) == set(VIEW_IDS)


def test_training_example_keeps_unknown_keys():
    eg = {"text": "a", "spans": [{"start": 0, "end": 1, "label": "X", "mine": 1}], "_task_hash": 3}
    example = NerExample(**eg)
    assert example.task_hash == 3
    assert example.spans[0].mine == 1


def test_training_example_needs_a_label_on_spans():
    with pytest.raises(ValidationError, match="label"):
        NerExample(text="a", spans=[{"start": 0, "end": 1}])


def test_selected_options_are_strings_or_numbers():
    assert TextcatExample(text="a", accept=["A", 3]).accept == ["A", 3]
