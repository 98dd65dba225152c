"""Whatever happens to a file of media or a binary one: an error that is explained, or good rows."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodigy.components.formats import FORMATS, Report
from prodigy.errors import ProdigyError
from tests.components.formats.helpers import (
    ANSWER,
    CHOICE,
    FREEHAND,
    PICTURE,
    RECORDING,
    get_content,
    write,
)
from tests.components.formats.test_corruption import corruptions

PICTURES = [
    {**PICTURE, "path": f"{name}.jpg", "image": f"{name}.jpg", "spans": spans}
    for name, spans in (("a", PICTURE["spans"]), ("b", PICTURE["spans"][:1]), ("c", []))
]
RECORDINGS = [
    {**RECORDING, "path": f"{name}.wav", "audio": f"{name}.wav"} for name in ("a", "b", "c")
]
MEDIA = [
    *((name, PICTURES) for name, fmt in FORMATS.items() if fmt.shapes),
    *((name, RECORDINGS) for name, fmt in FORMATS.items() if fmt.regions),
]
FOLDERS = [case for case in MEDIA if FORMATS[case[0]].kind == "folder"]
BINARY = [("spacy", [ANSWER] * 3), ("hf-tokens", [ANSWER] * 3), ("hf-text", [CHOICE] * 3)]
# Values of foreign files that are no numbers, names or lists of what they should be.
NASTY = [None, True, -1, 0, 1e308, 10**40, "", " ", "x", "../x", [], {}, [[]], [None], {"a": 1}]


def read(name, path):
    """Read a file that may be damaged. RETURNS (tuple): The examples, or None, and the report."""
    report = Report()
    try:
        return list(FORMATS[name].read(path, report=report)), report
    except ProdigyError:
        return None, report


@pytest.mark.parametrize(("name", "examples"), [*MEDIA, *BINARY])
@settings(max_examples=25, deadline=None)
@given(corrupt=corruptions(), which=st.integers(0, 10))
def test_bytes_that_change(name, examples, corrupt, which, tmp_path_factory):
    path, _ = write(name, examples, tmp_path_factory.mktemp(name.replace("-", "_")))
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    file = files[which % len(files)]
    file.write_bytes(corrupt(file.read_bytes()))
    found, report = read(name, path)
    assert found is None or len(found) + report.n_left_out <= 12
    for error in report.errors:
        assert error.title


@pytest.mark.parametrize(("name", "examples"), FOLDERS)
@settings(max_examples=25, deadline=None)
@given(corrupt=corruptions(), which=st.integers(0, 2))
def test_one_bad_file_leaves_the_others(name, examples, corrupt, which, tmp_path_factory):
    kept = examples
    if FORMATS[name].shapes == "boxes":
        kept = [{**eg, "spans": eg["spans"][:1]} for eg in examples]
    path, _ = write(name, kept, tmp_path_factory.mktemp(name.replace("-", "_")))
    suffix = ".xml" if name == "voc" else ".txt" if name in ("audacity", "yolo", "yolo-seg") else ""
    file = sorted(path.rglob(f"{'abc'[which]}{suffix or '.*'}"))[0]
    file.write_bytes(corrupt(file.read_bytes()))
    found, report = read(name, path)
    contents = [get_content(eg) for eg in found]
    for i, eg in enumerate(kept):
        if i != which:
            assert get_content(eg) in contents
    assert len(found) == 3 or (len(found), report.n_rejected) == (2, 1)
    assert all(file.name in error.title for error in report.errors)


def walk(value, path=()):
    """Yield the places in JSON."""
    if path:
        yield path
    if isinstance(value, (dict, list)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from walk(item, (*path, key))


TREES = [
    ("coco", [*PICTURES, {**PICTURE, "spans": [FREEHAND]}]),
    ("labelstudio", [*PICTURES, *RECORDINGS[:2]]),
    *((name, [ANSWER, CHOICE]) for name in ("labelstudio", "argilla", "spacy-v2")),
]


@pytest.mark.parametrize(("name", "examples"), TREES)
def test_values_that_nobody_expects(name, examples, tmp_path):
    path, report = write(name, examples, tmp_path)
    assert report.n_done == len(examples)
    content = json.loads(path.read_text())
    choose = random.Random(7)
    for place in walk(content):
        for value in choose.sample(NASTY, 4):
            changed = json.loads(json.dumps(content))
            target = changed
            for key in place[:-1]:
                target = target[key]
            target[place[-1]] = value
            path.write_text(json.dumps(changed))
            found, report = read(name, path)
            for eg in found or ():
                json.dumps(eg, allow_nan=False)
                get_content(eg)
