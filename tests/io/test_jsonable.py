"""Whatever recipes put into tasks becomes JSON, and JSON stays as it is."""

import json
import math
from collections import OrderedDict, UserDict, deque
from datetime import date, datetime
from enum import Enum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodigy.io.jsonable import dump_json, make_jsonable

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=[])),
    lambda items: st.lists(items) | st.dictionaries(st.text(), items),
)


class Colour(Enum):
    RED = "red"


class Odd:
    def __str__(self):
        return "odd"


CASES = [
    ((1, 2), [1, 2]),
    ({"b", "a"}, ["a", "b"]),
    ({"x": 1}.keys(), ["x"]),
    (deque([1]), [1]),
    (OrderedDict(a=1), {"a": 1}),
    (UserDict(a=(1,)), {"a": [1]}),
    ({1: "a", None: "b", (1, 2): "c"}, {"1": "a", "null": "b", "(1, 2)": "c"}),
    ({True: "a", 0.5: "b"}, {"true": "a", "0.5": "b"}),
    (Path("a/b"), "a/b"),
    (date(2024, 2, 29), "2024-02-29"),
    (datetime(2024, 2, 29, 12), "2024-02-29T12:00:00"),
    (Colour.RED, "red"),
    (b"abc\xff", "abc\ufffd"),
    (math.nan, None),
    (-math.inf, None),
    (Odd(), "odd"),
]


@pytest.mark.parametrize(("value", "expected"), CASES)
def test_what_is_no_json_becomes_what_comes_closest(value, expected):
    for nested in (value, {"deep": [value]}):
        wanted = expected if nested is value else {"deep": [expected]}
        assert json.loads(dump_json(nested)) == make_jsonable(nested) == wanted


def test_arrays_and_numbers_of_numpy():
    numpy = pytest.importorskip("numpy")
    value = {"a": numpy.array([[1.5, numpy.nan]]), "b": numpy.bool_(True), "c": numpy.int32(3)}
    assert json.loads(dump_json(value)) == {"a": [[1.5, None]], "b": True, "c": 3}


@given(json_values)
def test_json_stays_as_it_is(value):
    assert json.loads(dump_json(value)) == value
    assert make_jsonable(value) == value
    assert dump_json(value).isascii()
