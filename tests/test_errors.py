from pathlib import Path

import pytest

from prodigy.errors import (
    ConfigError,
    DatabaseError,
    LoaderError,
    ProdigyError,
    RecipeError,
    StreamError,
)


def test_message_has_title_and_text():
    err = RecipeError("Can't do it", "Because of this.")
    assert (err.title, err.text, str(err)) == (
        "Can't do it",
        "Because of this.",
        "Can't do it\nBecause of this.",
    )


def test_text_is_optional():
    assert str(ProdigyError("Can't do it")) == "Can't do it"


def test_text_may_be_a_path():
    assert ProdigyError("Can't find the file", Path("a.txt")).text == "a.txt"


@pytest.mark.parametrize(
    "error", [RecipeError, ConfigError, LoaderError, StreamError, DatabaseError]
)
def test_all_errors_are_caught_together(error):
    with pytest.raises(ProdigyError):
        raise error("x")


@pytest.mark.parametrize("error", [LoaderError, StreamError])
def test_errors_of_data_are_value_errors(error):
    with pytest.raises(ValueError, match="x"):
        raise error("x")
