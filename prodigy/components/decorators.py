"""Decorators for functions that preprocess streams."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

_KEEPS_INPUT = "keeps_input"


def keeps_input(func: Function) -> Function:
    """Mark a function that yields each task with the input it came with.

    Tasks that are not wanted can then be left out before the function sees them, which saves the
    work of a pipeline. Setting the attribute `keeps_input` of a function does the same.

    func (callable): Goes over a stream. It may leave tasks out, or make several of one.
    RETURNS (callable): The same function.
    """
    setattr(func, _KEEPS_INPUT, True)
    return func


def is_keeping_input(func: Callable[..., Any]) -> bool:
    """RETURNS (bool): Whether a function is marked by `keeps_input`."""
    return bool(getattr(func, _KEEPS_INPUT, False))


def support_both_streams(
    stream_arg: str = "stream",
) -> Callable[[Callable[..., Iterable[Any]]], Callable[..., Iterator[Any]]]:
    """Let a function that goes over tasks take a `Stream` as well as any other iterable of tasks.

    stream_arg (str): Name of the parameter that is the stream. Defaults to "stream".
    RETURNS (callable): A decorator. The decorated function receives an iterator of dicts and
        returns an iterator.
    RAISES (TypeError): The function has no such parameter.
    """

    def decorate(func: Callable[..., Iterable[Any]]) -> Callable[..., Iterator[Any]]:
        signature = inspect.signature(func)
        if stream_arg not in signature.parameters:
            raise TypeError(f"{func.__name__}() has no parameter {stream_arg!r}")

        @functools.wraps(func)
        def wrapped(*args: Any, **kwargs: Any) -> Iterator[Any]:
            bound = signature.bind(*args, **kwargs)
            if stream_arg in bound.arguments:
                bound.arguments[stream_arg] = iter(bound.arguments[stream_arg])
            return iter(func(*bound.args, **bound.kwargs))

        return wrapped

    return decorate
