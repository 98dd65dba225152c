"""Arguments of recipes that have had more than one name."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

RecipeT = TypeVar("RecipeT", bound=Callable[..., Any])


def also_named(**other_names: str) -> Callable[[RecipeT], RecipeT]:
    """Let callers from Python use another name for an argument of a recipe.

    Scripts call the recipes of Prodigy as functions, and its second argument has been called
    `spacy_model` and `nlp`.

    **other_names (str): The other name, and the name that the function's parameter has.
    RETURNS (Callable): A decorator. The signature of the function stays the same.
    """

    def decorate(func: RecipeT) -> RecipeT:
        @functools.wraps(func)
        def call(*args: Any, **kwargs: Any) -> Any:
            for other, name in other_names.items():
                if other in kwargs and name not in kwargs:
                    kwargs[name] = kwargs.pop(other)
            return func(*args, **kwargs)

        return cast("RecipeT", call)

    return decorate
