import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodigy import util
from prodigy.util import get_labels, get_timestamp_session_id, split_string


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("PERSON,ORG,PRODUCT", ["PERSON", "ORG", "PRODUCT"]),
        (" a , b b ", ["a", "b b"]),
        ("a,,b", ["a", "", "b"]),
        ("", []),
        (None, []),
        ([], []),
        (["a,b"], ["a,b"]),
        (("a", "b"), ["a", "b"]),
    ],
)
def test_split_string(text, parts):
    assert split_string(text) == parts


words = st.lists(st.text(st.characters(exclude_characters=",")).map(str.strip), min_size=1)


@given(words.filter(lambda parts: any(parts)))
def test_split_string_undoes_joining(parts):
    assert split_string(",".join(parts)) == parts


@given(st.text())
def test_parts_have_no_commas_and_no_outer_spaces(text):
    assert all(part == part.strip() and "," not in part for part in split_string(text))


def test_get_labels_splits_text():
    assert get_labels("PERSON,ORG") == ["PERSON", "ORG"]


def test_get_labels_reads_a_file(tmp_path):
    path = tmp_path / "labels.txt"
    path.write_text("SOME\n LABELS \n\nFROM,FILE\n")
    assert get_labels(str(path)) == ["SOME", "LABELS", "FROM,FILE"]
    assert get_labels(path) == ["SOME", "LABELS", "FROM,FILE"]


@pytest.mark.parametrize("nothing", ["", None, []])
def test_get_labels_of_nothing(nothing):
    assert get_labels(nothing) == []


def test_get_labels_keeps_lists():
    assert get_labels(("A", "B")) == ["A", "B"]


@pytest.mark.parametrize("text", ["A" * 5000, "A,\0"])
def test_get_labels_of_text_that_can_not_be_a_path(text):
    assert get_labels(text) == [part.strip() for part in text.split(",")]


def test_timestamp_session_id():
    assert re.fullmatch(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d", get_timestamp_session_id())


def test_constants():
    assert util.INPUT_HASH_ATTR == "_input_hash"
    assert util.TASK_HASH_ATTR == "_task_hash"
    assert util.SESSION_ID_ATTR == "_session_id"
    assert util.ANNOTATOR_ID_ATTR == "_annotator_id"
    assert util.VIEW_ID_ATTR == "_view_id"
    assert util.TIMESTAMP_ATTR == "_timestamp"
    assert util.BINARY_ATTR == "_is_binary"
    assert util.SPANCAT_DEFAULT_KEY == "sc"


def test_home_is_read_when_it_is_used(home):
    assert home == util.PRODIGY_HOME


def test_old_names_are_the_new_functions():
    assert util.b64_uri_to_bytes is util.b64_to_bytes
    assert util.img_to_b64_uri is util.bytes_to_b64


def test_same_functions_as_at_the_top_level():
    import prodigy

    assert util.set_hashes is prodigy.set_hashes
    assert util.log is prodigy.log
    assert util.get_config is prodigy.get_config


@pytest.mark.parametrize("text", [",", " , ", ",,"])
def test_get_labels_of_commas_only(text):
    assert get_labels(text) == []


def test_get_labels_leaves_out_what_is_blank_or_comes_again():
    assert get_labels("A,,B, A,") == ["A", "B"]


@pytest.mark.parametrize("name", ["labels.txt", "my/labels.TXT", "labels.csv"])
def test_get_labels_names_a_file_that_is_not_there(name, home, capsys):
    assert get_labels(name) == [name]
    assert f"There is no file {name}" in " ".join(capsys.readouterr().err.split())
