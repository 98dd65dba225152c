"""Parsing the command line of one recipe.

argparse sorts the words into arguments and prints usage and help. Values are converted afterwards
and here: so every message can say what was expected, a mistake anywhere is found before a slow
model is loaded, and errors of a converter keep their own text.
"""

from __future__ import annotations

import argparse
import difflib
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NoReturn

from ..errors import USAGE_ERROR
from .converters import split_values
from .declared import REQUIRED, Argument
from .shown import describe, get_metavar

SOURCE = "source"
STRICT = "--strict"
STRICT_DEST = "(strict)"  # not the name of any parameter


class RecipeParser(argparse.ArgumentParser):
    """Parses the arguments of one recipe.

    prog (str): How the recipe is called, e.g. "prodigy ner.manual".
    arguments (Sequence[Argument]): Its arguments.
    description (str): Its docstring.

    is_strict (bool): Whether --strict was given, which recipes with a source have. Set by `read`.
    """

    def __init__(self, prog: str, arguments: Sequence[Argument], description: str = "") -> None:
        self.arguments = list(arguments)
        self.takes_extra = any(argument.kind == "extra" for argument in arguments)
        super().__init__(
            prog=prog,
            description=description or None,
            epilog="\n".join(_describe_extra(arguments)) or None,
            formatter_class=_HelpFormatter,
            # Otherwise an override such as --train.x could be taken for --train.
            allow_abbrev=not self.takes_extra,
        )
        self._groups: dict[str, argparse._ArgumentGroup] = {}
        for argument in self.arguments:
            self._declare(argument, self._get_group(argument.group))
        self.is_strict = False
        if any(argument.name == SOURCE for argument in self.arguments):
            self._declare_strict()

    def read(self, words: Sequence[str]) -> dict[str, Any]:
        """Parse the words after the name of the recipe.

        words (Sequence[str]): The words.
        RETURNS (dict): Value of every parameter, also of those that keep their default.
        RAISES (SystemExit): With code 0 after printing help, 2 after printing a usage error.
        """
        known, extra = self._split_extra(list(words))
        found, unknown = self.parse_known_intermixed_args(known)
        if unknown and not self.takes_extra:
            self.error(self._describe_unknown(unknown))
        raw = vars(found)
        self.is_strict = raw.pop(STRICT_DEST, False)
        values: dict[str, Any] = {}
        # Values that take long to make come last, when nothing else can be wrong any more.
        for argument in sorted(self.arguments, key=lambda argument: argument.reader.is_slow):
            if argument.kind == "extra":
                values[argument.name] = [*extra, *unknown]
            elif argument.name in raw:
                values[argument.name] = self._convert(argument, raw[argument.name])
            else:
                values[argument.name] = argument.default
        return values

    def call(self, func: Callable[..., Any], values: Mapping[str, Any]) -> Any:
        """Call the recipe function.

        func (Callable): The function whose arguments this parser reads.
        values (Mapping): The values of its parameters, as `read` returns them.
        RETURNS (Any): What the function returns.
        """
        by_position: list[Any] = []
        by_name = dict(values)
        for parameter in inspect.signature(func).parameters.values():
            if parameter.kind is parameter.VAR_POSITIONAL:
                by_position.extend(by_name.pop(parameter.name))
            elif parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
                by_position.append(by_name.pop(parameter.name))
        return func(*by_position, **by_name)

    def error(self, message: str) -> NoReturn:
        """Print usage and message and end the program with exit code 2.

        message (str): What is wrong.
        """
        self.print_usage(sys.stderr)
        sys.stderr.write(f"{self.prog}: error: {message}\n")
        sys.stderr.write(f"Run '{self.prog} --help' to see all arguments.\n")
        sys.exit(USAGE_ERROR)

    def _print_message(self, message: str, file: Any = None) -> None:
        # argparse swallows errors here; a closed pipe has to reach the command line.
        (file or sys.stdout).write(message)

    def _get_group(self, title: str | None) -> argparse._ActionsContainer:
        if not title:
            return self
        if title not in self._groups:
            self._groups[title] = self.add_argument_group(title)
        return self._groups[title]

    def _declare(self, argument: Argument, group: argparse._ActionsContainer) -> None:
        # "%" has a meaning in the help texts of argparse.
        settings: dict[str, Any] = {
            "help": describe(argument).replace("%", "%%"),
            "default": argparse.SUPPRESS,
        }
        if argument.kind == "extra":
            return
        if argument.kind in ("positional", "rest"):
            optional = argument.default is not REQUIRED
            nargs = "*" if argument.kind == "rest" else "?" if optional else None
            group.add_argument(
                argument.name, nargs=nargs, metavar=get_metavar(argument), **settings
            )
            return
        settings["dest"] = argument.name
        if argument.is_count:
            group.add_argument(*argument.options, action="count", **settings)
        elif argument.kind == "flag":
            switched_on = True if argument.negative else not argument.default
            group.add_argument(
                *argument.options, action="store_const", const=switched_on, **settings
            )
            if argument.negative:
                settings["help"] = f"Switch {argument.long} off"
                group.add_argument(argument.negative, action="store_const", const=False, **settings)
        else:
            group.add_argument(
                *argument.options,
                action="append",
                required=argument.is_required,
                metavar=get_metavar(argument),
                **settings,
            )

    def _declare_strict(self) -> None:
        """Whatever reads a source can be told what to do about tasks with something wrong."""
        if STRICT not in self._option_string_actions:  # A recipe may have its own meaning for it.
            self.add_argument(
                STRICT,
                action="store_true",
                dest=STRICT_DEST,
                help="Stop with an error at a task with something wrong, instead of leaving it out",
            )

    def _convert(self, argument: Argument, raw: Any) -> Any:
        reader = argument.reader
        if argument.kind == "flag":
            return raw
        if argument.kind == "rest":
            return [self._convert_word(argument, word) for word in raw]
        words = raw if isinstance(raw, list) else [raw]
        if reader.container is not None:
            parts = [part for word in words for part in split_values(word)]
            return reader.container(self._convert_word(argument, part) for part in parts)
        return self._convert_word(argument, words[-1])  # Given twice, the last one counts.

    def _convert_word(self, argument: Argument, word: str) -> Any:
        reader = argument.reader
        if reader.choices and word not in reader.choices:
            choices = ", ".join(reader.choices)
            hint = _suggest(word, reader.choices)
            problem = f"invalid value '{word}', choose from: {choices}{hint}"
            self.error(f"argument {argument.title}: {problem}")
        try:
            return reader.convert(word)
        except (TypeError, ValueError) as err:
            # Our own errors already say what is wrong and how to fix it.
            if hasattr(err, "title"):
                raise
            problem = f"invalid value '{word}'"
            expected = {int: "a whole number", float: "a number"}.get(reader.convert)  # type: ignore[call-overload]
            reason = f"expected {expected}" if expected else str(err)
            self.error(f"argument {argument.title}: {problem}{f', {reason}' if reason else ''}")

    def _split_extra(self, words: list[str]) -> tuple[list[str], list[str]]:
        """Set unknown options aside, each with its value, before they confuse the positionals."""
        if not self.takes_extra:
            return words, []
        known: list[str] = []
        extra: list[str] = []
        position = 0
        while position < len(words):
            word = words[position]
            position += 1
            if not word.startswith("--") or word.split("=", 1)[0] in self._option_string_actions:
                known.append(word)
                continue
            if word == "--":
                return [*known, *words[position - 1 :]], extra
            extra.append(word)
            has_value = position < len(words) and not re.match(r"-[^\d.]", words[position])
            if "=" not in word and has_value:
                extra.append(words[position])
                position += 1
        return known, extra

    def _describe_unknown(self, unknown: list[str]) -> str:
        known = [option for option in self._option_string_actions if option.startswith("--")]
        mistyped = next((word for word in unknown if word.startswith("-")), "")
        hint = _suggest(mistyped.split("=")[0], known)
        return f"unrecognized arguments: {' '.join(unknown)}{hint}"


class _HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Shows an option as `-lo LOADER, --loader LOADER`: both forms, each with its value."""

    def __init__(self, prog: str, **settings: Any) -> None:
        super().__init__(prog, max_help_position=32, **settings)

    def _format_action_invocation(self, action: argparse.Action) -> str:
        if not action.option_strings or action.nargs == 0:
            return super()._format_action_invocation(action)
        value = self._format_args(action, action.dest.upper())
        return ", ".join(f"{option} {value}" for option in action.option_strings)


def _describe_extra(arguments: Sequence[Argument]) -> list[str]:
    return [
        f"other options:\n  {arg.help}" for arg in arguments if arg.kind == "extra" and arg.help
    ]


def _suggest(word: str, known: Iterable[str]) -> str:
    matches = difflib.get_close_matches(word, list(known), n=1)
    return f". Did you mean {matches[0]}?" if matches else ""
