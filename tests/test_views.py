"""The table of interfaces: its rows agree with each other and with everything that names them."""

from typing import get_args

import pytest

from prodigy.components.printers import STYLES
from prodigy.settings import SETTINGS
from prodigy.types import ViewId
from prodigy.views import ALIASES, VIEWS, find_view, find_views_about, get_view, get_view_id


def test_types_name_the_interfaces_of_the_table():
    assert get_args(ViewId) == tuple(VIEWS)


def test_aliases_lead_to_interfaces():
    assert find_view("video_manual") is VIEWS["audio_manual"]
    assert not set(ALIASES) & set(VIEWS)


@pytest.mark.parametrize("view_id", VIEWS)
def test_rows_make_sense(view_id):
    view = VIEWS[view_id]
    assert view.prints in STYLES
    assert view.is_manual or not (view.writes or view.compares or view.labels or view.renamed_by)
    assert set(view.compares) <= set(view.writes)
    assert view.is_mixed or set(view.labels) <= set(view.writes)
    assert not view.renamed_by or SETTINGS[view.renamed_by].default == view.writes[0]


def test_only_one_row_reviews_and_only_blocks_are_mixed():
    assert [view_id for view_id, view in VIEWS.items() if view.reviews] == ["review"]
    assert [view_id for view_id, view in VIEWS.items() if view.is_mixed] == ["blocks"]


def test_views_are_found_by_what_they_are_about():
    assert find_views_about("categories") == {"classification", "choice"}
    assert find_views_about("tags", "relations") == {"pos", "pos_manual", "relations", "dep"}


@pytest.mark.parametrize(
    ("eg", "expected"),
    [
        ({"_view_id": "ner"}, "ner"),
        ({"_view_id": "review", "view_id": "choice"}, "choice"),
        ({"_view_id": "custom", "view_id": "choice"}, "custom"),
        ({"_view_id": "review"}, None),
        ({"_view_id": ""}, None),
        ({"_view_id": ["ner"]}, None),
        ({"_view_id": "review", "view_id": {}}, None),
        ({}, None),
    ],
)
def test_interface_of_an_answer(eg, expected):
    assert get_view_id(eg) == expected


@pytest.mark.parametrize("view_id", [None, 3, ["ner"], "nope"])
def test_unknown_interface(view_id):
    assert find_view(view_id) is None
    with pytest.raises(ValueError, match="There is no interface"):
        get_view(view_id)
