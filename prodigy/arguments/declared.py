"""The arguments of a recipe, in one form however they were declared.

A recipe describes its arguments with plac tuples `(help, kind, abbreviation, type, choices,
metavar)`, with `Arg` objects whose types come from the type hints, with a mere help text, or not
at all. `get_arguments` turns all of these into Argument objects; prodigy.parser reads only those.
"""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from plac_core import Annotation
from radicli import Arg

from ..errors import RecipeError
from .converters import Reader, allows_none, get_reader, parse_bool, resolve_hints

EXTRA = "_extra"
KINDS = ("positional", "option", "flag")
# Abbreviations with a meaning of their own on every command line.
RESERVED_SHORTS = ("h", "F")

Parameter = inspect.Parameter


@dataclass
class GroupedArg(Arg):
    """An Arg for recipes with many arguments.

    option (str | None): The long option, e.g. "--loader". Defaults to None (positional).
    short (str | None): The short option, e.g. "-lo". Defaults to None.
    help (str | None): What the argument does.
    converter (Callable | None): Turns the string into a value. Defaults to None (by the hint).
    count (bool): Count how often the option is given. Defaults to False.
    metavar (str | None): Name of the value in the help. Defaults to None (by name and type).
    group (str | None): Heading under which the help lists it. Defaults to None (the usual ones).
    """

    metavar: str | None = None
    group: str | None = None


class _Required:
    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED = _Required()


@dataclass(frozen=True)
class Argument:
    """One argument of a recipe.

    name (str): Name of the function's parameter.
    kind (str): "positional", "option", "flag", "rest" for `*args` or "extra" for everything that
        is not understood.
    reader (Reader): How its value is read.
    help (str): What it does.
    default (Any): Value if it is not given, or REQUIRED.
    long (str): Long option with dashes, e.g. "--loader". Empty for positional arguments.
    short (str): Short option with its dash, e.g. "-lo". Empty for none.
    metavar (str | None): Name of the value in the help. Defaults to one made by `shown`.
    group (str | None): Heading under which the help lists it. Defaults to the usual ones.
    is_count (bool): Counts how often it is given.
    negative (str): The option that switches a flag off, if it is on by default.
    """

    name: str
    kind: str
    reader: Reader
    help: str = ""
    default: Any = REQUIRED
    long: str = ""
    short: str = ""
    metavar: str | None = None
    group: str | None = None
    is_count: bool = False
    negative: str = ""

    @property
    def options(self) -> list[str]:
        """The forms on the command line, short form first."""
        return [option for option in (self.short, self.long) if option]

    @property
    def title(self) -> str:
        """The name for messages."""
        return "/".join(self.options) or self.name

    @property
    def is_required(self) -> bool:
        """Tell whether it must be given."""
        return self.default is REQUIRED and self.kind in ("positional", "option")


def get_arguments(
    func: Callable[..., Any], annotations: Mapping[str, Any], recipe_name: str
) -> list[Argument]:
    """Describe the arguments of a recipe function.

    func (Callable): The recipe function.
    annotations (Mapping): What the decorator got: name of a parameter to plac tuple, Arg or text.
    recipe_name (str): For messages.
    RETURNS (list[Argument]): The arguments in the order of the function's parameters.
    RAISES (RecipeError): A description is invalid.
    """
    parameters = inspect.signature(func).parameters
    hints = resolve_hints(func)
    taken = {_bare_short(annotation) for annotation in annotations.values()}
    arguments: list[Argument] = []
    for name, parameter in parameters.items():
        if parameter.kind is Parameter.VAR_KEYWORD:
            continue
        annotation = annotations.get(name, parameter.annotation)
        reader = get_reader(hints.get(name))
        if name not in annotations and not isinstance(annotation, (tuple, Arg)):
            argument = _from_signature(parameter, reader, name in hints)
        elif isinstance(annotation, (tuple, list, str)):
            argument = _from_plac(parameter, annotation, reader, name in hints, recipe_name)
            if argument.kind == "option" and argument.is_required and allows_none(hints.get(name)):
                argument = replace(argument, default=None)  # as plac does
        else:
            argument = replace(
                _from_arg(parameter, annotation, reader),
                metavar=getattr(annotation, "metavar", None),
                group=getattr(annotation, "group", None),
            )
        arguments.append(_add_short(argument, annotations.get(name), taken))
    _check_options(arguments, recipe_name)
    return arguments


def check_annotations(func: Callable[..., Any], annotations: Mapping[str, Any], name: str) -> None:
    """Check that the described arguments exist.

    func (Callable): The recipe function.
    annotations (Mapping): The descriptions, by name of the parameter.
    name (str): Name of the recipe, for messages.
    RAISES (RecipeError): There is a description without a parameter.
    """
    parameters = inspect.signature(func).parameters
    if any(parameter.kind is Parameter.VAR_KEYWORD for parameter in parameters.values()):
        return
    for key in annotations:
        if key not in parameters:
            matches = difflib.get_close_matches(key, parameters, n=1)
            hint = f" Did you mean '{matches[0]}'?" if matches else ""
            raise RecipeError(
                f"Recipe '{name}' describes an argument '{key}' that its function doesn't have",
                f"The arguments of {func.__name__} are: {', '.join(parameters)}.{hint}",
            )


def _from_signature(parameter: Parameter, reader: Reader, has_hint: bool) -> Argument:
    """Without a description: positional without default, otherwise an option."""
    name = parameter.name
    if parameter.kind is Parameter.VAR_POSITIONAL:
        return Argument(name, "rest", reader, default=())
    if name == EXTRA:
        return Argument(name, "extra", reader, default=[])
    default = _get_default(parameter)
    reader = reader if has_hint else _reader_from_default(default)
    keyword_only = parameter.kind is Parameter.KEYWORD_ONLY
    if default is REQUIRED and not keyword_only:
        return Argument(name, "positional", reader)
    kind = "flag" if reader.is_flag and default is not REQUIRED else "option"
    long, negative = _long_option(name), _negative(_long_option(name), kind, default)
    return Argument(name, kind, reader, default=default, long=long, negative=negative)


def _from_plac(
    parameter: Parameter, annotation: Any, reader: Reader, has_hint: bool, recipe_name: str
) -> Argument:
    values = [annotation] if isinstance(annotation, str) else list(annotation)
    if not 1 <= len(values) <= 6:
        raise _plac_error(parameter.name, annotation, recipe_name, "Expected 1 to 6 values")
    help_text, kind, short, type_, choices, metavar = values + [None] * (6 - len(values))
    kind = kind or "positional"
    if kind not in KINDS:
        problem = f"The second value, the kind, must be one of {', '.join(KINDS)}"
        raise _plac_error(parameter.name, annotation, recipe_name, problem)
    # plac itself insists that a positional argument has no abbreviation; many recipes give one.
    short = None if kind == "positional" else short
    described = Annotation(str(help_text or ""), kind, short, type_, choices, metavar)
    default = _get_default(parameter)
    from_hint = reader if has_hint else _reader_from_default(default)
    reader = _plac_reader(described.type, described.choices, from_hint)
    help_text, metavar = described.help, described.metavar
    if parameter.kind is Parameter.VAR_POSITIONAL:
        return Argument(parameter.name, "rest", reader, help_text, (), metavar=metavar)
    if parameter.name == EXTRA:
        return Argument(parameter.name, "extra", reader, help_text, [])
    if kind == "positional":
        return Argument(parameter.name, kind, reader, help_text, default, metavar=metavar)
    if kind == "flag":
        default = False if default in (REQUIRED, None) else default
    long = _long_option(parameter.name)
    short = f"-{str(short).lstrip('-')}" if short else ""
    return Argument(parameter.name, kind, reader, help_text, default, long, short, metavar)


def _from_arg(parameter: Parameter, annotation: Any, reader: Reader) -> Argument:
    """From an Arg, or anything with the same attributes."""
    name, help_text = parameter.name, str(getattr(annotation, "help", None) or "")
    if getattr(annotation, "converter", None):
        reader = Reader(annotation.converter, is_path=annotation.converter is Path)
    if parameter.kind is Parameter.VAR_POSITIONAL:
        return Argument(name, "rest", reader, help_text, ())
    if name == EXTRA:
        return Argument(name, "extra", reader, help_text, [])
    default = _get_default(parameter)
    options = [getattr(annotation, "option", None), getattr(annotation, "short", None)]
    long = next((option for option in options if option and option.startswith("--")), "")
    short = next((option for option in options if option and not option.startswith("--")), "")
    if not (long or short):
        return Argument(name, "positional", reader, help_text, default)
    if getattr(annotation, "count", False):
        default = 0 if default in (REQUIRED, None) else default
        return Argument(name, "flag", reader, help_text, default, long, short, is_count=True)
    kind = "flag" if reader.is_flag else "option"
    if kind == "flag" and default in (REQUIRED, None):
        default = False
    negative = _negative(long, kind, default)
    return Argument(name, kind, reader, help_text, default, long, short, negative=negative)


def _plac_reader(type_: Any, choices: Any, from_hint: Reader) -> Reader:
    if type_ is None:
        reader = replace(from_hint, is_flag=False, is_slow=False)
    elif type_ is bool:
        reader = Reader(parse_bool)
    elif type_ is str and (from_hint.convert is Path or from_hint.is_slow):
        reader = from_hint  # "nlp: Language" says more precisely than str what is wanted
    elif isinstance(type_, type):
        found = get_reader(type_)
        is_known = found.convert is not str or type_ is str
        reader = found if is_known else Reader(type_)
    else:
        reader = Reader(type_)
    if choices:
        # plac compares what comes out of the conversion, so the choices may be of any type.
        return replace(reader, choices=tuple(str(choice) for choice in choices), container=None)
    return reader


def _reader_from_default(default: Any) -> Reader:
    if default is REQUIRED or default is None:
        return Reader()
    return get_reader(type(default))


def _add_short(argument: Argument, annotation: Any, taken: set[str]) -> Argument:
    """Abbreviate options by their first letter, if the recipe leaves that to us and it is free."""
    letter = argument.name[:1]
    by_recipe = isinstance(annotation, Arg) or hasattr(annotation, "option")
    if not argument.long or argument.short or by_recipe:
        return argument
    if not letter.isalpha() or letter in taken or letter in RESERVED_SHORTS:
        return argument
    taken.add(letter)
    return Argument(**{**vars(argument), "short": f"-{letter}"})


def _bare_short(annotation: Any) -> str:
    short = getattr(annotation, "short", None)
    if isinstance(annotation, (tuple, list)) and len(annotation) > 2:
        short = annotation[2]
    return str(short or "").lstrip("-")


def _check_options(arguments: list[Argument], recipe_name: str) -> None:
    seen: dict[str, str] = {"-h": "help", "--help": "help", "-F": "recipe files"}
    for argument in arguments:
        for option in filter(None, (*argument.options, argument.negative)):
            if option in seen:
                raise RecipeError(
                    f"Recipe '{recipe_name}' declares the option {option} twice",
                    f"It stands for '{seen[option]}' and for '{argument.name}'. "
                    "Give one of them another name or abbreviation.",
                )
            seen[option] = argument.name


def _get_default(parameter: Parameter) -> Any:
    return REQUIRED if parameter.default is Parameter.empty else parameter.default


def _long_option(name: str) -> str:
    # Trailing underscores avoid Python's reserved words.
    return f"--{name.strip('_').replace('_', '-')}"


def _negative(long: str, kind: str, default: Any) -> str:
    return f"--no-{long[2:]}" if kind == "flag" and default is True and long else ""


def _plac_error(name: str, annotation: Any, recipe_name: str, problem: str) -> RecipeError:
    return RecipeError(
        f"Recipe '{recipe_name}' describes its argument '{name}' in a wrong way",
        f"{problem}, found {annotation!r}. Use a tuple of help, kind, abbreviation and type: "
        '("Path of the data", "option", "p", str)',
    )
