"""From words on the command line to the values of a function's parameters."""

from pathlib import Path
from typing import Literal

import pytest
from radicli import Arg

from prodigy.arguments.declared import get_arguments
from prodigy.arguments.parser import RecipeParser
from prodigy.errors import ProdigyError
from prodigy.util import get_labels, split_string

PLAC = {
    "dataset": ("Dataset", "positional", None, str),
    "source": ("Source", "positional", None, str),
    "label": ("Labels", "option", "l", get_labels),
    "loader": ("Loader, 100% optional", "option", "lo", str),
    "n": ("Number", "option", "n", int),
    "dark": ("Dark", "flag", "D", bool),
}
ARGS = {
    "dataset": Arg(help="Dataset"),
    "source": Arg(help="Source"),
    "label": Arg("--label", "-l", help="Labels"),
    "loader": Arg("--loader", "-lo", help="Loader, 100% optional"),
    "n": Arg("--n", "-n", help="Number"),
    "dark": Arg("--dark", "-D", help="Dark"),
}


def recipe(
    dataset: str,
    source: str = "-",
    label: list[str] | None = None,
    loader: str | None = None,
    n: int = 3,
    dark: bool = False,
):
    """Annotate something. With 100% care."""
    return dataset, source, label, loader, n, dark


def make_parser(func, annotations=None):
    return RecipeParser(
        "prodigy x", get_arguments(func, annotations or {}, "x"), func.__doc__ or ""
    )


def call(func, words, annotations=None):
    parser = make_parser(func, annotations)
    return parser.call(func, parser.read(words))


@pytest.fixture(params=[PLAC, ARGS], ids=["plac", "arg"])
def run(request):
    return lambda *words: call(recipe, words, request.param)


def test_only_what_is_required(run):
    assert run("set") == ("set", "-", None, None, 3, False)


def test_everything(run):
    expected = ("set", "data.jsonl", ["A", "B"], "txt", 5, True)
    assert run("set", "data.jsonl", "-l", "A, B", "-lo", "txt", "-n", "5", "-D") == expected
    assert (
        run("set", "data.jsonl", "--label", "A,B", "--loader=txt", "--n", "5", "--dark") == expected
    )


def test_options_may_stand_anywhere(run):
    expected = ("set", "data.jsonl", ["A"], None, 3, True)
    assert run("-D", "set", "--label", "A", "data.jsonl") == expected


def test_dash_is_a_value(run):
    assert run("set", "-", "-lo", "txt")[1] == "-"


def test_negative_numbers_are_values(run):
    assert run("set", "-n", "-5")[4] == -5


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "the following arguments are required: dataset"),
        (("set", "src", "more"), "unrecognized arguments: more"),
        (("set", "--lable", "A"), "Did you mean --label?"),
        (("set", "-n", "x"), "argument -n/--n: invalid value 'x', expected a whole number"),
        (("set", "-lo"), "expected one argument"),
    ],
)
def test_usage_errors_exit_with_2_and_point_to_help(words, message, run, capsys):
    with pytest.raises(SystemExit) as info:
        run(*words)
    stdout, stderr = capsys.readouterr()
    assert info.value.code == 2
    assert stdout == ""
    assert stderr.startswith("usage: prodigy x [-h]")
    assert message in stderr
    assert "Run 'prodigy x --help'" in stderr


def test_help_shows_both_forms_and_the_default(run, capsys):
    with pytest.raises(SystemExit) as info:
        run("--help")
    stdout = capsys.readouterr().out
    assert info.value.code == 0
    assert "-lo LOADER, --loader LOADER" in stdout
    assert "-n N, --n N" in stdout
    assert "(default: 3)" in stdout
    assert "Annotate something. With 100% care." in stdout
    assert "Loader, 100% optional" in stdout
    assert "positional arguments:" in stdout


def test_lists_may_be_separated_by_commas_or_repeated():
    def func(names: list[str] = [], numbers: list[int] = []):  # noqa: B006
        return names, numbers

    args = {"names": Arg("--names"), "numbers": Arg("--numbers")}
    words = ["--names", "a,b", "--names", "c", "--numbers", "1, 2"]
    assert call(func, words, args) == (["a", "b", "c"], [1, 2])


def test_options_given_twice_take_the_last():
    def func(a=("")):
        return a

    assert call(func, ["--a", "1", "--a", "2"]) == "2"


@pytest.mark.parametrize(("words", "value"), [([], True), (["--light"], False), (["-L"], False)])
def test_plac_flag_inverts_its_default(words, value):
    def func(light=True):
        return light

    assert call(func, words, {"light": ("Light", "flag", "L", bool)}) is value


@pytest.mark.parametrize(
    ("words", "value"), [([], True), (["--light"], True), (["--no-light"], False)]
)
def test_arg_flag_that_is_on_by_default_has_an_off_switch(words, value):
    def func(light: bool = True):
        return light

    assert call(func, words, {"light": Arg("--light")}) is value


def test_count():
    def func(verbose: int = 0):
        return verbose

    assert call(func, ["-v", "-v"], {"verbose": Arg("--verbose", "-v", count=True)}) == 2


def test_choices(capsys):
    def func(style: Literal["auto", "text"] = "auto"):
        return style

    assert call(func, ["--style", "text"]) == "text"
    with pytest.raises(SystemExit):
        call(func, ["--style", "txt"])
    assert "invalid value 'txt', choose from: auto, text" in capsys.readouterr().err


def test_choices_of_plac_are_converted():
    def func(n=1):
        return n

    assert call(func, ["-n", "2"], {"n": ("Number", "option", "n", int, [1, 2])}) == 2


def test_messages_of_converters_are_shown(capsys):
    def even(text):
        if int(text) % 2:
            raise ValueError("must be even")
        return int(text)

    def func(n):
        return n

    with pytest.raises(SystemExit):
        call(func, ["3"], {"n": ("Number", "positional", None, even)})
    assert "argument n: invalid value '3', must be even" in capsys.readouterr().err


def test_own_errors_of_converters_are_not_usage_errors():
    from spacy.language import Language

    def func(nlp: Language):
        return nlp

    with pytest.raises(ProdigyError, match="blank:xq|'xq'"):
        call(func, ["blank:xq"])


def test_pipelines_are_loaded_after_everything_else_is_checked(capsys):
    from spacy.language import Language

    def func(nlp: Language, n: int):
        return nlp

    with pytest.raises(SystemExit):
        call(func, ["not_installed", "x"])
    assert "expected a whole number" in capsys.readouterr().err


def test_pipeline_argument_gives_an_object():
    from spacy.language import Language

    def func(dataset, nlp: Language):
        return nlp

    assert call(func, ["set", "blank:de"]).lang == "de"


def test_rest_collects_positionals():
    def func(first, *paths: Path, verbose=False):
        return first, paths, verbose

    assert call(func, ["a", "b", "--verbose", "c"]) == ("a", (Path("b"), Path("c")), True)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["out"], ("out", None, [])),
        (["out", "--train.x", "5"], ("out", None, ["--train.x", "5"])),
        (["--train.x", "5", "out"], ("out", None, ["--train.x", "5"])),
        (["--train.x=5", "out"], ("out", None, ["--train.x=5"])),
        (["out", "--train", "a", "--flag", "--n", "-1"], ("out", "a", ["--flag", "--n", "-1"])),
        ([], (None, None, [])),
    ],
)
def test_extra_takes_what_is_unknown(words, expected):
    def func(output=None, train=None, _extra: list[str] = []):  # noqa: B006
        return output, train, _extra

    annotations = {
        "output": ("Output", "positional", None, str),
        "train": ("Train", "option", "t", str),
    }
    assert call(func, words, annotations) == expected


def test_keyword_only_and_positional_only_parameters():
    def func(a, /, b, *, c: int = 1):
        return a, b, c

    assert call(func, ["1", "2", "--c", "3"]) == ("1", "2", 3)


def test_defaults_are_passed_as_they_are():
    default = object()

    def func(a=default):
        return a

    assert call(func, [], {"a": ("Help", "option", "a", split_string)}) is default


@pytest.mark.parametrize("default", ["", "a b", "[x]", "50%", ["a", "b"], "x" * 200])
def test_help_survives_any_default(default, capsys):
    def func(first, a=default, second=default, third_option=default, fourth_option=default):
        pass

    option = ("Help", "option", None, str)
    names = ("a", "second", "third_option", "fourth_option")
    with pytest.raises(SystemExit):
        call(func, ["--help"], dict.fromkeys(names, option))
    assert "--fourth-option" in capsys.readouterr().out
