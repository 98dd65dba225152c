"""Usage and help say what to put where, for recipes of ours and of others."""

import re
from enum import Enum
from pathlib import Path
from typing import Literal

import pytest
from radicli import Arg, ExistingFilePath

from prodigy.arguments.declared import GroupedArg, get_arguments
from prodigy.arguments.parser import RecipeParser
from prodigy.arguments.shown import describe, get_metavar, show_default
from prodigy.catalog import HIDDEN
from prodigy.registry import find_recipe, list_recipes
from prodigy.types import LabelsType
from prodigy.util import get_labels, split_string


class Size(Enum):
    small = "s"
    large = "l"


def get_one(annotation=None, hint=str, default=None):
    def func(the_value=default):
        pass

    func.__annotations__ = {} if hint is None else {"the_value": hint}
    annotations = {} if annotation is None else {"the_value": annotation}
    [argument] = get_arguments(func, annotations, "x")
    return argument


def show_help(func, annotations, capsys):
    with pytest.raises(SystemExit):
        RecipeParser("prodigy x", get_arguments(func, annotations, "x")).read(["--help"])
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("hint", "metavar"),
    [
        (None, "THE_VALUE"),
        (str, "THE_VALUE"),
        (int | None, "THE_VALUE"),
        (list[str], "THE_VALUES"),
        (set[int] | None, "THE_VALUES"),
        (Path, "PATH"),
        (Path | None, "PATH"),
        (ExistingFilePath, "PATH"),
        (dict[str, int], "JSON"),
        (LabelsType, "THE_VALUES"),
        (Literal["a", "b"], "{a,b}"),
        (Literal["a b", "c"], "THE_VALUE"),
        (Size, "{small,large}"),
        (Literal[tuple(f"choice{i}" for i in range(20))], "THE_VALUE"),
    ],
)
def test_names_of_values_follow_from_the_hint(hint, metavar):
    assert get_metavar(get_one(hint=hint)) == metavar


@pytest.mark.parametrize(
    ("type_", "choices", "metavar"),
    [
        (str, None, "THE_VALUE"),
        (Path, None, "PATH"),
        (get_labels, None, "THE_VALUES"),
        (split_string, None, "THE_VALUES"),
        (bool, None, "{true,false}"),
        (int, [1, 2], "{1,2}"),
    ],
)
def test_names_of_values_follow_from_the_type_of_plac(type_, choices, metavar):
    annotation = ("Help", "option", "t", type_, choices)
    assert get_metavar(get_one(annotation, hint=None)) == metavar


@pytest.mark.parametrize(
    ("name", "plural"),
    [("label", "LABELS"), ("labels", "LABELS"), ("category", "CATEGORIES"), ("key", "KEYS")]
    + [("exclude", "DATASETS"), ("class_", "CLASS")],
)
def test_names_of_lists_are_plural(name, plural):
    namespace = {}
    exec(f"def func({name}: list[str] | None = None): pass", namespace)
    [argument] = get_arguments(namespace["func"], {}, "x")
    assert get_metavar(argument) == plural


@pytest.mark.parametrize(
    "annotation",
    [
        ("Help", "option", "t", str, None, "<my file>"),
        GroupedArg("--the-value", metavar="<my file>"),
    ],
)
def test_the_recipe_may_name_the_value(annotation):
    assert get_metavar(get_one(annotation)) == "<my-file>"


def test_positional_arguments_have_their_name():
    assert get_metavar(get_one(("Help", "positional", None, Path))) == "the_value"


@pytest.mark.parametrize(
    ("default", "shown"),
    [(None, None), ("", None), ([], None), ("a", "a"), (0, "0"), (0.5, "0.5"), (False, "false")]
    + [(["a", "b"], "a,b"), (Path("x"), "x"), (Size.small, "s")],
)
def test_defaults_are_shown_as_they_would_be_given(default, shown):
    argument = get_one(("Help", "option", "t", str), default=default)
    assert show_default(argument) == shown
    assert describe(argument) == ("Help" if shown is None else f"Help (default: {shown})")


def test_optional_positional_arguments_show_their_default(capsys):
    def func(source="-"):
        pass

    annotations = {"source": ("Source", "positional", None, str)}
    assert "Source (default: -)" in show_help(func, annotations, capsys)


@pytest.mark.parametrize("metavar", ["A B", "[FILE]", "(a)", "100%", "[", "<a> | <b>", "x" * 90])
def test_help_survives_any_name_of_a_value(metavar, capsys):
    def func(a=None, b=None, c=None, d=None):
        pass

    option = ("Help", "option", None, str, None, metavar)
    assert "--d " in show_help(func, dict.fromkeys("abcd", option), capsys)


def test_arguments_of_a_group_stand_below_its_title(capsys):
    def func(a: str = "", b: str = "", c: str = ""):
        pass

    annotations = {
        "a": GroupedArg("--a", group="looks"),
        "b": GroupedArg("--b"),
        "c": GroupedArg("--c", group="looks"),
    }
    text = show_help(func, annotations, capsys)
    assert re.search(r"options:\n.*--b B\n\nlooks:\n +--a A\n +--c C\n", text, re.S)


def test_plain_args_of_radicli_have_no_group(capsys):
    def func(a: str = ""):
        pass

    assert "--a A" in show_help(func, {"a": Arg("--a")}, capsys)


def test_what_else_is_understood_stands_at_the_end(capsys):
    def func(a: str = "", _extra: list[str] = []):  # noqa: B006
        pass

    text = show_help(func, {"_extra": Arg(help="Any setting by its path")}, capsys)
    assert text.endswith("other options:\n  Any setting by its path\n")


@pytest.mark.parametrize("name", sorted({*list_recipes(), *HIDDEN}))
def test_help_of_every_recipe_names_all_values(name, capsys):
    found = find_recipe(name)
    with pytest.raises(SystemExit) as info:
        RecipeParser(f"prodigy {name}", found.arguments, found.doc).read(["--help"])
    text = capsys.readouterr().out
    assert info.value.code == 0
    assert not re.search(r"\bNone\b|\(\)|REQUIRED|default: *\)", text)
    assert all(argument.help for argument in found.arguments)
    options = [argument for argument in found.arguments if argument.kind == "option"]
    for argument in options:
        assert f"{argument.long} {get_metavar(argument)}" in text
    if len(options) > 10:
        assert all(argument.group for argument in options)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--size", "smal"],
            "invalid value 'smal', choose from: small, large. Did you mean small?",
        ),
        (["--size", "xyz"], "invalid value 'xyz', choose from: small, large"),
        (["--szie", "small"], "unrecognized arguments: --szie small. Did you mean --size?"),
        (["--szie=small"], "unrecognized arguments: --szie=small. Did you mean --size?"),
        (["one", "--szie", "small"], "Did you mean --size?"),
        (["--size"], "argument -s/--size: expected one argument"),
    ],
)
def test_mistakes_come_with_a_hint(words, message, capsys):
    def func(size: Size = Size.small):
        pass

    with pytest.raises(SystemExit) as info:
        RecipeParser("prodigy x", get_arguments(func, {}, "x")).read(words)
    assert info.value.code == 2
    assert message in capsys.readouterr().err
