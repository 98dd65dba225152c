"""The table of formats, and what is the same for all of them."""

import inspect
import re
import subprocess
import sys

import pytest

from prodigy.components import formats
from prodigy.components.formats import FORMATS, Report, get_format
from prodigy.errors import ProdigyError
from tests.components.formats.helpers import (
    ANSWER,
    CHOICE,
    PICTURE,
    RECORDING,
    TEXT,
    get_sample,
    get_spans,
    write,
)

ON_SPANS = [name for name, fmt in FORMATS.items() if fmt.spans]
ON_CATEGORIES = [name for name, fmt in FORMATS.items() if fmt.categories]
STREAMS = [name for name, fmt in FORMATS.items() if fmt.kind == "stream"]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_a_pair_of_documented_functions(name):
    fmt = FORMATS[name]
    for verb, function in (("read", fmt.read), ("write", fmt.write)):
        public = f"{verb}_{name.replace('-', '_')}"
        assert getattr(formats, public) is function
        assert public in formats.__all__
        parameters = inspect.signature(function).parameters
        for key in parameters:
            # Without regard to the indentation, which Python strips since 3.13.
            assert re.search(rf"^ *{key} \(", function.__doc__, re.M)
        assert parameters["report"].kind is inspect.Parameter.KEYWORD_ONLY


def test_unknown_function_of_the_package():
    with pytest.raises(AttributeError, match="read_conll2002"):
        formats.read_conll2002  # noqa: B018


@pytest.mark.parametrize("name", ["biluo", "BILUO", " bilou"])
def test_other_names_of_a_format(name):
    assert get_format(name).name == "bilou"


@pytest.mark.parametrize(
    ("name", "first"), [("conll03", "conll2003"), ("label-studio", "labelstudio")]
)
def test_unknown_format_lists_all_the_nearest_first(name, first):
    with pytest.raises(ProdigyError, match=f"Can't find the format '{name}'") as error:
        get_format(name)
    listed = error.value.text.removeprefix("Formats: ").split(", ")
    assert listed[0] == first
    assert sorted(listed) == sorted(FORMATS)


def test_the_list_of_recipes_needs_no_heavy_packages():
    code = (
        "import sys, prodigy.recipes.commands\n"
        "print([name for name in ('pyarrow', 'spacy', 'datasets') if name in sys.modules])\n"
        "print('prodigy.components.formats.huggingface' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout.split("\n")[:2] == ["[]", "False"]


@pytest.mark.parametrize("name", ON_SPANS)
def test_spans_come_back(name, tmp_path):
    path, _ = write(name, [ANSWER], tmp_path)
    [eg] = FORMATS[name].read(path)
    assert (eg["text"], get_spans(eg)) == (TEXT, get_spans(ANSWER))
    assert get_spans(eg) == [(0, 4, "ORG"), (17, 30, "LOCATION")]


@pytest.mark.parametrize("name", ON_CATEGORIES)
def test_categories_come_back(name, tmp_path):
    other = {**CHOICE, "text": "It fails", "accept": ["BAD"]}
    path, _ = write(name, [CHOICE, other], tmp_path)
    examples = list(FORMATS[name].read(path))
    assert [(eg["text"], eg["accept"]) for eg in examples] == [
        ("It works", ["GOOD"]),
        ("It fails", ["BAD"]),
    ]
    assert {option["id"] for eg in examples for option in eg["options"]} == {"GOOD", "BAD"}


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_dataset(name, tmp_path):
    path, report = write(name, [], tmp_path)
    assert (list(FORMATS[name].read(path)), report.n_done) == ([], 0)


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_is_dropped_in_silence(name, tmp_path):
    examples = [
        ANSWER,
        CHOICE,
        {**ANSWER, "answer": "reject"},
        {**ANSWER, "answer": "ignore"},
        {**ANSWER, "_view_id": "ner"},
        {**CHOICE, "answer": "reject"},
        {"text": "x", "label": "GOOD", "answer": "reject"},
        {"image": "a.jpg", "spans": [], "answer": "accept", "_view_id": "image_manual"},
        {"text": "x", "answer": "accept"},
        PICTURE,
        {**PICTURE, "answer": "reject"},
        {**PICTURE, "spans": [{"points": [[0, 0]]}]},
        RECORDING,
        {**RECORDING, "answer": "ignore"},
        {**RECORDING, "audio_spans": [{"start": 2, "end": 1, "label": "A"}]},
    ]
    path, report = write(name, examples, tmp_path)
    assert report.n_done + report.n_left_out == len(examples)
    assert len(list(FORMATS[name].read(path))) == report.n_done
    assert (report.n_done == len(examples)) == (FORMATS[name].answers == "all")


@pytest.mark.parametrize("name", FORMATS)
def test_a_failing_export_keeps_the_older_one(name, tmp_path):
    eg = get_sample(name)
    path, _ = write(name, [eg], tmp_path)
    before = list(FORMATS[name].read(path))

    def examples():
        yield eg
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        FORMATS[name].write(examples(), path)
    assert list(FORMATS[name].read(path)) == before
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("name", FORMATS)
def test_a_place_that_can_not_be_written(name, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ProdigyError, match="Can't write"):
        FORMATS[name].write([ANSWER], tmp_path / "file" / "export")


@pytest.mark.parametrize("name", FORMATS)
def test_examples_are_not_kept(name, tmp_path):
    """Every example is gone before the next but a few is asked for: memory stays constant."""
    import gc
    import weakref

    class Example(dict):
        """A dict that can be watched."""

    alive: list[weakref.ref] = []
    most = 0
    source = get_sample(name)

    def examples():
        nonlocal most
        for _ in range(1200):
            eg = Example(source)
            alive.append(weakref.ref(eg))
            yield eg
            del eg
            alive[:] = [ref for ref in alive if ref() is not None]
            most = max(most, len(alive))

    gc.disable()
    try:
        FORMATS[name].write(examples(), tmp_path / "export")
    finally:
        gc.enable()
    assert most <= 2


@pytest.mark.parametrize("name", STREAMS)
def test_streams_can_be_written_to_open_files(name, tmp_path):
    eg = get_sample(name)
    path, report = write(name, [eg], tmp_path)
    assert report.n_done == 1
    with (tmp_path / "bytes").open("wb") as file:
        FORMATS[name].write([eg], file)
    with (tmp_path / "text").open("w", encoding="utf8", newline="") as file:
        FORMATS[name].write([eg], file)
    assert path.read_bytes() == (tmp_path / "bytes").read_bytes()
    assert path.read_bytes() == (tmp_path / "text").read_bytes()


@pytest.mark.parametrize("name", STREAMS)
def test_streams_in_another_encoding_name_the_line(name, tmp_path):
    path, _ = write(name, [get_sample(name)], tmp_path)
    data = path.read_bytes()
    letters = re.search(rb"[a-z]{4}", data[data.index(b"Uber") :] if b"Uber" in data else data)
    data = data.replace("’".encode(), b"'").replace(letters[0], b"\x81" + letters[0][1:], 1)
    path.write_bytes(data)
    # The parser of XML, which may be in any encoding, names the line by itself.
    message = r"Line \d+ of .* is (not UTF-8|no XML\nnot well-formed .*: line \d+, column \d+)"
    with pytest.raises(ProdigyError, match=message):
        list(FORMATS[name].read(path))


@pytest.mark.parametrize("label", [0, 0.0, False, 2.5])
@pytest.mark.parametrize("name", ["doccano", "spacy-v2", "labelstudio", "argilla"])
def test_numbers_are_labels(name, label, tmp_path):
    spans = [{"start": 0, "end": 4, "label": label}]
    examples = [{"text": "Oslo", "spans": spans, "_view_id": "spans_manual", "answer": "accept"}]
    fmt, path = get_format(name), tmp_path / "file.json"
    fmt.write(examples, path)
    (eg,) = fmt.read(path)
    assert [span["label"] for span in eg["spans"]] == [str(label)]
    with Report() as report:
        category = {"text": "Oslo", "label": label, "_view_id": "classification"}
        fmt.write([category], path, report=report)
    assert (report.n_done, dict(report.left_out)) == (1, {})


@pytest.mark.parametrize("label", [None, "", " ", float("nan"), ["A"]])
def test_what_is_no_label_is_left_out(label, tmp_path):
    spans = [{"start": 0, "end": 4, "label": label}]
    with Report() as report:
        get_format("doccano").write(
            [{"text": "Oslo", "spans": spans, "_view_id": "ner_manual"}],
            tmp_path / "file",
            report=report,
        )
    assert dict(report.left_out) == {"no-label": 1}
