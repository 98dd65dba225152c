"""All ways of declaring arguments end in the same description."""

from pathlib import Path
from typing import Any, List, Optional

import pytest
from radicli import Arg

from prodigy.arguments.declared import REQUIRED, check_annotations, get_arguments
from prodigy.errors import RecipeError
from prodigy.util import get_labels, split_string


def describe(func, **annotations):
    return {argument.name: argument for argument in get_arguments(func, annotations, "x")}


def test_plac_positional():
    def func(dataset, source=None):
        pass

    found = describe(
        func,
        dataset=("Dataset", "positional", None, str),
        source=("Source", "positional", None, str),
    )
    assert (found["dataset"].kind, found["dataset"].is_required) == ("positional", True)
    assert (found["source"].kind, found["source"].is_required) == ("positional", False)
    assert found["dataset"].help == "Dataset"


def test_plac_option():
    def func(label_set=None):
        pass

    argument = describe(func, label_set=("Labels", "option", "ls", get_labels))["label_set"]
    assert argument.options == ["-ls", "--label-set"]
    assert argument.reader.convert is get_labels
    assert argument.default is None


def test_plac_flag():
    def func(silent=False):
        pass

    argument = describe(func, silent=("Silent", "flag", "S", bool))["silent"]
    assert (argument.kind, argument.default, argument.options) == (
        "flag",
        False,
        ["-S", "--silent"],
    )


@pytest.mark.parametrize(
    "annotation", [("Help",), "Help", ("Help", "positional"), ["Help", "positional", None]]
)
def test_short_plac_tuples(annotation):
    def func(source):
        pass

    argument = describe(func, source=annotation)["source"]
    assert (argument.kind, argument.help) == ("positional", "Help")


def test_plac_choices_and_metavar():
    def func(n=1):
        pass

    argument = describe(func, n=("Number", "option", "n", int, [1, 2], "NUMBER"))["n"]
    assert (argument.reader.choices, argument.metavar) == (("1", "2"), "NUMBER")


def test_plac_without_type_uses_hint_then_default():
    def func(a=3, b: Optional[float] = None, c=None):
        pass

    option = ("Help", "option", None)
    found = describe(func, a=option, b=option, c=option)
    assert [found[name].reader.convert for name in "abc"] == [int, float, str]


def test_plac_type_is_not_applied_to_defaults():
    def func(label=None):
        pass

    assert describe(func, label=("Help", "option", "l", split_string))["label"].default is None


def test_missing_abbreviation_is_the_first_letter_if_it_is_free():
    def func(label=None, loader=None, highlight=False, files=None):
        pass

    found = describe(
        func,
        label=("Help", "option", None, str),
        loader=("Help", "option", None, str),
        highlight=("Help", "flag", None, bool),
        files=("Help", "option", "f", str),
    )
    assert [argument.options for argument in found.values()] == [
        ["-l", "--label"],
        ["--loader"],
        ["--highlight"],  # -h is for help
        ["-f", "--files"],
    ]


def test_abbreviations_of_the_recipe_are_not_taken():
    def func(label=None, lemma=None):
        pass

    found = describe(func, label=("", "option", None, str), lemma=("", "option", "l", str))
    assert found["label"].options == ["--label"]


def test_arg_positional_and_option():
    def func(dataset: str, label: Optional[List[str]] = None, n: int = 3):
        pass

    found = describe(
        func,
        dataset=Arg(help="Dataset"),
        label=Arg("--label", "-l", help="Labels"),
        n=Arg("--number"),
    )
    assert [argument.kind for argument in found.values()] == ["positional", "option", "option"]
    assert found["label"].options == ["-l", "--label"]
    assert found["label"].reader.container is list
    assert found["n"].options == ["--number"]


def test_arg_converter_wins_over_hint():
    def func(label: str = ""):
        pass

    argument = describe(func, label=Arg("--label", converter=get_labels))["label"]
    assert argument.reader.convert is get_labels


def test_arg_bool_is_a_flag_and_can_be_switched_off():
    def func(dark: bool = False, light: bool = True):
        pass

    found = describe(func, dark=Arg("--dark"), light=Arg("--light"))
    assert [found[name].kind for name in found] == ["flag", "flag"]
    assert [found[name].negative for name in found] == ["", "--no-light"]


def test_arg_option_without_default_is_required():
    def func(label: str):
        pass

    assert describe(func, label=Arg("--label"))["label"].is_required


def test_arg_in_the_signature():
    def func(dataset: Arg(help="Dataset"), n: ("Number", "option", "n", int) = 1):  # noqa: F821
        pass

    found = describe(func)
    assert found["dataset"].help == "Dataset"
    assert found["n"].options == ["-n", "--n"]


def test_signature_alone():
    def func(dataset, n: int = 3, verbose=False, color=True, *, key: str, **rest):
        pass

    found = describe(func)
    assert {name: argument.kind for name, argument in found.items()} == {
        "dataset": "positional",
        "n": "option",
        "verbose": "flag",
        "color": "flag",
        "key": "option",
    }
    assert found["n"].reader.convert is int
    assert found["key"].default is REQUIRED
    assert found["color"].negative == "--no-color"


def test_rest_and_extra():
    def func(first, *more: int, _extra: List[str] = []):  # noqa: B006
        pass

    found = describe(func)
    assert [found[name].kind for name in found] == ["positional", "rest", "extra"]
    assert found["more"].reader.convert is int


@pytest.mark.parametrize(
    "annotation",
    [("Help", "optional"), ("Help", "option", "a", str, None, None, "too much"), ()],
)
def test_wrong_plac_tuples_are_clear_errors(annotation):
    def func(a=None):
        pass

    with pytest.raises(RecipeError, match="'a'"):
        describe(func, a=annotation)


def test_option_declared_twice_is_a_clear_error():
    def func(a=None, b=None):
        pass

    with pytest.raises(RecipeError, match="-x twice"):
        describe(func, a=("", "option", "x", str), b=("", "option", "x", str))


def test_description_without_argument_is_a_clear_error():
    def func(label):
        pass

    with pytest.raises(RecipeError, match="Did you mean 'label'"):
        check_annotations(func, {"lable": ("Help",)}, "x")


@pytest.mark.parametrize(
    ("hint", "default"), [(None, None), (Optional[str], None), (Any, None), (str, REQUIRED)]
)
def test_plac_options_without_default_may_be_left_out(hint, default):
    def func(label):
        pass

    if hint is not None:
        func.__annotations__["label"] = hint
    argument = describe(func, label=("Label", "option", "l", str))["label"]
    assert (argument.default, argument.is_required) == (default, default is REQUIRED)


def test_the_hint_says_more_than_the_str_of_plac(tmp_path):
    def func(path: Path, text: str):
        pass

    found = describe(func, path=("Path", "positional", None, str), text=("T", "positional"))
    assert found["path"].reader.convert("a/b") == Path("a/b")
    assert found["text"].reader.convert("a/b") == "a/b"
