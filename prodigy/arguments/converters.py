"""From the type hint of a recipe's argument to a function that reads it from the command line.

A hint becomes a Reader: how one string is turned into a value, which values are allowed, and
whether the value is a list. spaCy is never imported to look at a hint, only to load a pipeline.
"""

from __future__ import annotations

import builtins
import json
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any, Literal, Union
from uuid import UUID

from radicli.util import DEFAULT_CONVERTERS

from ..pipelines import load_spacy_model
from ..shapes import LABELS_MARK, SOURCE_MARK
from ..util import get_labels, split_string

Convert = Callable[[str], Any]

LIST_TYPES = (list, tuple, set, frozenset)
BOOL_WORDS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


class LanguageHint:
    """Stands for spacy.language.Language in hints that can't be resolved without importing it."""


@dataclass(frozen=True)
class Reader:
    """How the value of an argument is read.

    convert (Callable): Turns one string into a value. Raises ValueError or ProdigyError.
    choices (tuple[str, ...]): The strings that are allowed. Empty allows all.
    is_flag (bool): The argument is a switch without a value.
    container (type | None): Type of the list for arguments with many values: separated by commas,
        given several times, or both.
    is_slow (bool): Converting loads something, so everything else is checked before.
    is_path (bool): The value is a path.
    """

    convert: Convert = str
    choices: tuple[str, ...] = ()
    is_flag: bool = False
    container: type | None = None
    is_slow: bool = False
    is_path: bool = False


def get_reader(hint: Any) -> Reader:
    """Find out how to read an argument from its type hint.

    hint (Any): The type hint, resolved. Unknown types are read as strings.
    RETURNS (Reader): How to read it.
    """
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return _get_marked_reader(hint)
    if _is_hashable(hint) and hint in DEFAULT_CONVERTERS:
        is_path = UUID not in (hint, *args)
        return Reader(_as_value_error(DEFAULT_CONVERTERS[hint]), is_path=is_path)
    if hasattr(hint, "__supertype__"):
        return get_reader(hint.__supertype__)
    if origin in (Union, types.UnionType):
        members = [member for member in args if member is not type(None)]
        return get_reader(members[0]) if members else Reader()
    if origin is Literal:
        return _get_choice_reader({str(value): value for value in args})
    if origin is type or hint in (None, Any):
        return Reader()
    cls = origin or hint
    if not isinstance(cls, type):
        return Reader()
    if is_language(cls):
        return Reader(_load_language, is_slow=True)
    if issubclass(cls, Enum):
        return _get_choice_reader(dict(cls.__members__))
    if cls is bool:
        return Reader(parse_bool, is_flag=True)
    if cls in (int, float, Path, UUID):
        return Reader(cls, is_path=cls is Path)
    if issubclass(cls, LIST_TYPES) or (origin is not None and _is_iterable_of_values(cls, args)):
        item = get_reader(args[0]) if args and args[0] is not Ellipsis else Reader()
        container = next((type_ for type_ in LIST_TYPES if issubclass(cls, type_)), list)
        return replace(item, is_flag=False, container=container)
    if issubclass(cls, Mapping):
        return Reader(parse_object)
    return Reader()


def allows_none(hint: Any) -> bool:
    """Tell whether None fits a type hint.

    hint (Any): The type hint, resolved. None stands for no hint.
    RETURNS (bool): Whether it is missing, Any, or names None among the alternatives.
    """
    if hint in (None, Any, type(None)):
        return True
    is_union = typing.get_origin(hint) in (Union, types.UnionType)
    return is_union and type(None) in typing.get_args(hint)


def resolve_hints(func: Callable[..., Any]) -> dict[str, Any]:
    """Resolve the type hints of a function as far as possible.

    func (Callable): The function.
    RETURNS (dict): Parameter to hint. Names that only exist for type checkers are left open:
        "Language" is understood anyway, everything else counts as Any.
    """
    try:
        return typing.get_type_hints(func, include_extras=True)
    except Exception:  # Whatever a hint contains, it must not prevent the recipe from running.
        names = _HintNames(getattr(func, "__globals__", {}))
        raw = getattr(func, "__annotations__", {})
        return {key: _resolve_hint(hint, names) for key, hint in raw.items()}


def is_language(cls: type) -> bool:
    """Tell whether a class is spaCy's Language, without importing it.

    cls (type): Any class.
    RETURNS (bool): Whether it is Language or a class made from it.
    """
    names = [f"{base.__module__}.{base.__qualname__}" for base in cls.__mro__]
    return cls is LanguageHint or "spacy.language.Language" in names


def parse_bool(text: str) -> bool:
    """Read a truth value.

    text (str): true, false, yes, no, 1 or 0, in any case.
    RETURNS (bool): The value.
    RAISES (ValueError): It is something else.
    """
    try:
        return BOOL_WORDS[text.strip().lower()]
    except KeyError:
        raise ValueError("expected true or false") from None


class _HintNames(dict[str, Any]):
    """Names for evaluating hints: those of the module, then typing's, then Any."""

    def __missing__(self, name: str) -> Any:
        if name == "Language":
            return LanguageHint
        return getattr(typing, name, getattr(builtins, name, Any))


def _resolve_hint(hint: Any, names: _HintNames) -> Any:
    if not isinstance(hint, str):
        return hint
    try:
        return eval(hint, {}, names)  # The hint is code of the recipe, which is run anyway.
    except Exception:
        return Any


def _get_marked_reader(hint: Any) -> Reader:
    if LABELS_MARK in hint.__metadata__:
        return Reader(get_labels)
    if SOURCE_MARK in hint.__metadata__:
        return Reader()
    return get_reader(hint.__origin__)


def _get_choice_reader(values: dict[str, Any]) -> Reader:
    def convert(text: str) -> Any:
        return values[text]

    return Reader(convert, choices=tuple(values))


def _is_hashable(hint: Any) -> bool:
    try:
        hash(hint)
    except TypeError:
        return False
    return True


def _is_iterable_of_values(cls: type, args: tuple[Any, ...]) -> bool:
    # Iterable[str] is a list of strings, but Iterable[Dict[str, Any]] is a stream: a path or "-".
    if not issubclass(cls, Iterable) or issubclass(cls, Mapping):
        return False
    item = typing.get_origin(args[0]) or args[0] if args else None
    return item in (str, int, float, Path, Literal) or (
        isinstance(item, type) and issubclass(item, Enum)
    )


def _as_value_error(convert: Convert) -> Convert:
    def safe_convert(text: str) -> Any:
        try:
            return convert(text)
        except SystemExit as err:  # radicli's CliParserError is one.
            raise ValueError(str(err)) from err

    return safe_convert


def _load_language(name: str) -> Any:
    return load_spacy_model(name)


def parse_object(text: str) -> Any:
    """Read an object.

    text (str): JSON.
    RETURNS (dict): The object.
    RAISES (ValueError): It isn't one.
    """
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise ValueError("""expected a JSON object, e.g. '{"key": "value"}'""")
    return value


def split_values(text: str) -> list[str]:
    """Split a value with commas; the opposite of joining them.

    text (str): The value.
    RETURNS (list[str]): Its parts without white space around them and without empty ones.
    """
    return [part for part in split_string(text) if part]
