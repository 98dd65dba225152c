"""Reading type hints."""

import enum
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, List, Literal, Optional, Set, Tuple, Union
from uuid import UUID

import pytest
from radicli import ExistingFilePath

from prodigy.arguments.converters import LanguageHint, get_reader, resolve_hints
from prodigy.types import LabelsType, PathInputType, SourceType, StreamType, TaskType
from tests.server import make_env

if TYPE_CHECKING:
    from spacy.language import Language


class Color(enum.Enum):
    red = 1
    blue = 2


@pytest.mark.parametrize(
    ("hint", "text", "value"),
    [
        (str, "a,b", "a,b"),
        (int, "-3", -3),
        (float, "1e-3", 0.001),
        (Path, "a/b", Path("a/b")),
        (UUID, "12345678123456781234567812345678", UUID("12345678123456781234567812345678")),
        (Optional[int], "3", 3),
        (int | None, "3", 3),
        (Union[None, float, str], "3", 3.0),
        (PathInputType, "a", "a"),
        (SourceType, "dataset:x", "dataset:x"),
        (Optional[SourceType], "-", "-"),
        (StreamType, "data.jsonl", "data.jsonl"),
        (Iterable[TaskType], "data.jsonl", "data.jsonl"),
        (LabelsType, "A, B", ["A", "B"]),
        (Optional[LabelsType], "A", ["A"]),
        (bool, "Yes", True),
        (Literal["a", "b"], "b", "b"),
        (Literal[1, 2], "2", 2),
        (Color, "blue", Color.blue),
        (Optional[Color], "red", Color.red),
        (Dict[str, Any], '{"a": 1}', {"a": 1}),
        (Any, "x", "x"),
        (None, "x", "x"),
        (object, "x", "x"),
    ],
)
def test_hint_converts_text(hint, text, value):
    assert get_reader(hint).convert(text) == value


@pytest.mark.parametrize(
    ("hint", "container", "item"),
    [
        (List[str], list, str),
        (list[int], list, int),
        (list, list, str),
        (Sequence[str], list, str),
        (Iterable[float], list, float),
        (Tuple[int, ...], tuple, int),
        (Set[str], set, str),
        (Optional[List[Path]], list, Path),
    ],
)
def test_lists_know_their_items(hint, container, item):
    reader = get_reader(hint)
    assert (reader.container, reader.convert) == (container, item)


@pytest.mark.parametrize("hint", [str, LabelsType, SourceType, StreamType, Dict[str, str], bool])
def test_other_hints_are_no_lists(hint):
    assert get_reader(hint).container is None


def test_list_of_choices_has_choices():
    reader = get_reader(List[Literal["a", "b"]])
    assert (reader.container, reader.choices) == (list, ("a", "b"))


def test_choices_of_an_enum_are_its_names():
    assert get_reader(Color).choices == ("red", "blue")


@pytest.mark.parametrize("hint", [bool, Optional[bool]])
def test_bool_is_a_flag(hint):
    assert get_reader(hint).is_flag


@pytest.mark.parametrize(
    ("hint", "text"),
    [
        (int, "x"),
        (bool, "maybe"),
        (UUID, "x"),
        (Dict[str, Any], "[1]"),
        (ExistingFilePath, "/nowhere"),
    ],
)
def test_bad_values_raise_value_error(hint, text):
    with pytest.raises(ValueError):
        get_reader(hint).convert(text)


def test_hints_of_radicli_are_understood(tmp_path):
    (tmp_path / "a").write_text("")
    assert get_reader(ExistingFilePath).convert(str(tmp_path / "a")) == tmp_path / "a"


def test_language_loads_a_pipeline():
    from spacy.language import Language

    reader = get_reader(Language)
    assert reader.is_slow
    assert reader.convert("blank:de").lang == "de"


def test_hints_for_type_checkers_only_are_resolved_as_far_as_possible():
    def recipe(nlp: "Language", n: "int", other: "Optional[Unknown]", label: "List[str]"):  # noqa: F821
        pass

    hints = resolve_hints(recipe)
    assert hints["nlp"] is LanguageHint
    assert (hints["n"], hints["label"]) == (int, List[str])
    assert get_reader(hints["other"]).convert("x") == "x"
    assert get_reader(hints["nlp"]).is_slow


def test_reading_hints_does_not_import_spacy():
    code = (
        "import sys\n"
        "from prodigy.arguments.converters import get_reader, resolve_hints\n"
        "def f(nlp: 'Language', x: int): pass\n"
        "assert [get_reader(h).is_slow for h in resolve_hints(f).values()] == [True, False]\n"
        "assert 'spacy' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], env=make_env()).returncode == 0
