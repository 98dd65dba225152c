"""hf-tokens and hf-text, loaded with the package datasets."""

import io
import json

import pytest
from hypothesis import given, settings

from prodigy.components.formats import (
    Report,
    read_hf_text,
    read_hf_tokens,
    write_hf_text,
    write_hf_tokens,
)
from prodigy.errors import LoaderError, ProdigyError
from tests.components.formats.helpers import (
    ANSWER,
    CHOICE,
    TEXT,
    WORDS,
    get_spans,
    get_words,
    make_answer,
    round_trip,
    write,
)
from tests.components.formats.strategies import answers, choices


@pytest.fixture(scope="module")
def datasets(tmp_path_factory):
    """The package datasets, with a home of its own and without network."""
    with pytest.MonkeyPatch.context() as patch:
        # It reads these once, when it is imported.
        patch.setenv("HF_HOME", str(tmp_path_factory.mktemp("hf")))
        patch.setenv("HF_HUB_OFFLINE", "1")
        module = pytest.importorskip("datasets", reason="datasets is not installed")
        module.disable_progress_bars()
        yield module


@pytest.fixture
def load(datasets, tmp_path):
    """A function that loads a folder with datasets: load(path) -> the split "train"."""

    def load_split(path):
        return datasets.load_dataset(str(path), cache_dir=str(tmp_path / "cache"), split="train")

    return load_split


def label(text, name, answer="accept"):
    return {"text": text, "label": name, "_view_id": "classification", "answer": answer}


# hf-tokens


def test_datasets_loads_tokens_and_classes(load, tmp_path):
    path, _ = write("hf-tokens", [ANSWER, make_answer()], tmp_path)
    dataset = load(path)
    first, second = dataset
    names = dataset.features["ner_tags"].feature.names
    assert names == ["O", "B-LOCATION", "I-LOCATION", "B-ORG", "I-ORG"]
    assert (first["text"], first["tokens"]) == (TEXT, WORDS)
    assert [names[i] for i in first["ner_tags"]] == [
        *["B-ORG", "O", "O", "O", "B-LOCATION", "I-LOCATION", "O", "O"],
    ]
    assert second["ner_tags"] == [0] * 8
    assert [first["text"][start] for start in first["starts"]][:2] == ["U", "’"]


@settings(max_examples=30)
@given(eg=answers())
def test_tokens_and_spans_come_back(eg, tmp_path_factory):
    found, _ = round_trip("hf-tokens", [eg, ANSWER], tmp_path_factory.mktemp("hf"))
    assert found["text"] == eg["text"]
    assert get_words(found) == get_words(eg)
    assert found["spans"] == eg["spans"]


def test_what_datasets_saves_can_be_read(datasets, load, tmp_path):
    path, _ = write("hf-tokens", [ANSWER, make_answer()], tmp_path)
    train = load(path)
    train.save_to_disk(str(tmp_path / "one"))
    splits = datasets.DatasetDict({"train": train, "test": train.select([0])})
    splits.save_to_disk(str(tmp_path / "two"))
    expected = list(read_hf_tokens(path))
    assert list(read_hf_tokens(tmp_path / "one")) == expected
    found = list(read_hf_tokens(tmp_path / "two"))
    assert [eg for eg in found if "meta" not in eg] == expected
    assert [eg["meta"] for eg in found if "meta" in eg] == [{"split": "test"}]


def test_a_published_dataset_has_tokens_only(datasets, tmp_path):
    names = ["O", "B-PER", "I-PER"]
    tags = datasets.Sequence(datasets.ClassLabel(names=names))
    pos = datasets.Sequence(datasets.ClassLabel(names=["NN", "VB"]))
    features = {
        "tokens": datasets.Sequence(datasets.Value("string")),
        "pos_tags": pos,
        "tags": tags,
    }
    rows = {
        "tokens": [["Ada", "Lovelace", "wrote"], ["x"]],
        "pos_tags": [[0, 0, 1], [0]],
        "tags": [[1, 2, 0], [-1]],
    }
    dataset = datasets.Dataset.from_dict(rows, features=datasets.Features(features))
    (tmp_path / "data").mkdir()
    dataset.to_parquet(str(tmp_path / "data" / "validation-00000-of-00001.parquet"))
    report = Report()
    [eg] = read_hf_tokens(tmp_path / "data", report=report)
    assert (eg["text"], get_spans(eg)) == ("Ada Lovelace wrote", [(0, 12, "PER")])
    assert eg["meta"] == {"split": "validation"}
    assert report.left_out == {"not-annotated": 1}


def test_broken_token_datasets(tmp_path):
    import pyarrow
    import pyarrow.parquet

    def check(columns, message):
        pyarrow.parquet.write_table(pyarrow.table(columns), tmp_path / "a.parquet")
        with pytest.raises(LoaderError, match=message) as error:
            list(read_hf_tokens(tmp_path))
        assert "a.parquet" in error.value.title

    check({"words": [["a"]]}, "is no dataset for token classification")
    check({"tokens": [["a"]], "tags": [[3]]}, "have no names")
    check({"tokens": [["a"]], "tags": [["LOC"]]}, "Row 1 of .* has no valid tags")
    check({"tokens": [["a", "b"]], "tags": [["O"]]}, "Row 1 of .* is broken")
    (tmp_path / "a.parquet").write_bytes(b"PAR1 but not much more")
    with pytest.raises(LoaderError, match=r"Can't read .*a\.parquet as Parquet file"):
        list(read_hf_tokens(tmp_path))
    with pytest.raises(LoaderError, match="There is no dataset in"):
        list(read_hf_tokens(tmp_path / ".prodigy"))


# hf-text


def test_one_category_for_each_text_is_a_class(load, tmp_path):
    other = {**CHOICE, "text": "It fails", "accept": ["BAD"]}
    path, _ = write("hf-text", [CHOICE, other], tmp_path)
    dataset = load(path)
    assert dataset.features["label"].names == ["GOOD", "BAD"]
    assert list(dataset) == [{"text": "It works", "label": 0}, {"text": "It fails", "label": 1}]
    assert [eg["config"] for eg in read_hf_text(path)] == [{"choice_style": "single"}] * 2


@pytest.mark.parametrize("accept", [[], ["GOOD", "BAD"]])
def test_several_categories_or_none_are_lists_of_classes(accept, load, tmp_path):
    path, _ = write("hf-text", [CHOICE, {**CHOICE, "accept": accept}], tmp_path)
    dataset = load(path)
    assert dataset.features["labels"].feature.names == ["GOOD", "BAD"]
    assert [len(row["labels"]) for row in dataset] == [1, len(accept)]
    assert [eg["accept"] for eg in read_hf_text(path)] == [["GOOD"], accept]


def test_rejected_texts_of_the_only_category_have_no_labels(load, tmp_path):
    examples = [label("a", "INSULT"), label("b", "INSULT", "reject")]
    path, report = write("hf-text", examples, tmp_path)
    assert (report.n_done, report.n_left_out) == (2, 0)
    assert [row["labels"] for row in load(path)] == [[0], []]
    assert list(read_hf_text(path)) == examples


def test_rejected_texts_next_to_other_categories_are_left_out(load, tmp_path):
    rejected = {**label("c", "SPAM", "reject"), "_task_hash": 5}
    text = io.StringIO()
    with Report(tmp_path / "report.jsonl") as report:
        examples = [label("a", "INSULT"), label("b", "SPAM"), rejected]
        assert write_hf_text(examples, tmp_path / "x", report=report) == 2
    assert report.left_out == {"reject": 1}
    text.write((tmp_path / "report.jsonl").read_text())
    row = json.loads(text.getvalue())
    assert (row["text"], row["_task_hash"], row["answer"]) == ("c", 5, "reject")
    assert [row["label"] for row in load(tmp_path / "x")] == [0, 1]


@settings(max_examples=30)
@given(eg=choices())
def test_categories_come_back(eg, tmp_path_factory):
    [found] = round_trip("hf-text", [eg], tmp_path_factory.mktemp("hf"))
    assert {key: found[key] for key in ("text", "options", "accept")} == {
        key: eg[key] for key in ("text", "options", "accept")
    }


def test_texts_without_a_class_are_left_out(datasets, tmp_path):
    features = datasets.Features(
        {"text": datasets.Value("string"), "topic": datasets.ClassLabel(names=["A", "B"])}
    )
    dataset = datasets.Dataset.from_dict({"text": ["x", "y"], "topic": [1, -1]}, features=features)
    dataset.save_to_disk(str(tmp_path / "saved"))
    report = Report()
    [eg] = read_hf_text(tmp_path / "saved", report=report)
    assert (eg["text"], eg["accept"]) == ("x", ["B"])
    assert report.left_out == {"not-annotated": 1}


def test_broken_text_datasets(tmp_path):
    import pyarrow
    import pyarrow.parquet

    def check(columns, message):
        pyarrow.parquet.write_table(pyarrow.table(columns), tmp_path / "a.parquet")
        with pytest.raises(LoaderError, match=message):
            list(read_hf_text(tmp_path))

    check({"text": ["a"], "topic": ["b"]}, "is no dataset for text classification")
    check({"text": ["a"], "label": [3]}, "have no names")
    check({"text": [None], "label": ["b"]}, "Row 1 of .* has no text")


# Both


@pytest.mark.parametrize("function", [write_hf_tokens, write_hf_text])
def test_a_folder_with_other_things_is_not_touched(function, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(ProdigyError, match="Can't write a dataset to") as error:
        function([ANSWER], folder)
    assert "it contains notes.txt" in error.value.text
    assert [path.name for path in folder.rglob("*")] == ["notes.txt"]


def test_an_older_export_is_replaced(tmp_path):
    write_hf_tokens([ANSWER, ANSWER], tmp_path / "x")
    write_hf_tokens([ANSWER], tmp_path / "x")
    assert len(list(read_hf_tokens(tmp_path / "x"))) == 1
