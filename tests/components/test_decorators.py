"""One preprocessor for both kinds of streams."""

import inspect

import pytest

from prodigy.components.decorators import support_both_streams
from prodigy.components.stream import Stream


@support_both_streams(stream_arg="tasks")
def add_number(prefix, tasks, *, start=0):
    """Number the tasks."""
    for i, eg in enumerate(tasks, start):
        yield {**eg, "n": f"{prefix}{i}"}


def test_lists_and_streams_give_the_same():
    tasks = [{"text": "a"}, {"text": "b"}]
    expected = [{"text": "a", "n": "x1"}, {"text": "b", "n": "x2"}]
    assert list(add_number("x", tasks, start=1)) == expected
    assert list(add_number("x", tasks=Stream.from_iterable(tasks), start=1)) == expected


def test_decorated_functions_can_be_applied():
    stream = Stream.from_iterable([{"text": "a"}])
    stream.apply(add_number, "x", stream)
    assert next(stream)["n"] == "x0"


def test_result_is_an_iterator():
    result = add_number("x", [{"text": "a"}])
    assert next(result) == {"text": "a", "n": "x0"}


def test_signature_and_docstring_stay():
    assert list(inspect.signature(add_number).parameters) == ["prefix", "tasks", "start"]
    assert add_number.__doc__ == "Number the tasks."


def test_parameter_must_exist():
    with pytest.raises(TypeError, match="no parameter 'stream'"):
        support_both_streams()(lambda tasks: tasks)
