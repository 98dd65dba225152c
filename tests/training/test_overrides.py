"""Settings of the training config on the command line."""

import pytest

from prodigy.errors import RecipeError
from prodigy.training.overrides import parse_overrides


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--training.max_steps", "500"], {"training.max_steps": 500}),
        (["--training.max_epochs=20"], {"training.max_epochs": 20}),
        (["--a.b", "0.5", "--c.d=x=y"], {"a.b": 0.5, "c.d": "x=y"}),
        (["--a.b", "null", "--a.c", "true"], {"a.b": None, "a.c": True}),
        (["--a.b", "--c.d", "-1"], {"a.b": True, "c.d": -1}),
        (["--a.b", '["x", "y"]'], {"a.b": ["x", "y"]}),
        (["--paths.train", "./a.spacy"], {"paths.train": "./a.spacy"}),
    ],
)
def test_values_are_json_or_strings(words, expected):
    assert parse_overrides(words) == expected


@pytest.mark.parametrize("words", [["--foo"], ["500"], ["-a.b", "1"]])
def test_what_is_no_setting_is_named(words):
    with pytest.raises(RecipeError, match=words[0]):
        parse_overrides(words)
