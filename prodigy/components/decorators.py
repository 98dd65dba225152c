"""Decorators for functions that preprocess streams."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Iterator
from typing import Any


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
