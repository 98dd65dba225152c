"""ner.manual: components, tasks, and the functions that other recipes import."""

import subprocess
import sys

import pytest

from prodigy.components.stream import Stream
from prodigy.components.validate import Validator
from prodigy.errors import LoaderError, ProdigyError, RecipeError
from prodigy.recipes.ner import get_labels_from_ner, manual, remove_tokens
from tests.util import make_task, write_jsonl

LABELS = ["PERSON", "GPE"]
TEXT = "Mira flew to Oslo."


@pytest.fixture
def source(jsonl):
    return jsonl([{"text": TEXT}, {"text": "Nothing here", "meta": {"n": 1}}])


def test_components_are_complete(nlp, source):
    components = manual("data", nlp, source, label=LABELS, exclude=["old"])
    assert components.pop("stream").progress == 0.0
    assert components == {
        "view_id": "ner_manual",
        "dataset": "data",
        "exclude": ["old"],
        "before_db": None,
        "config": {
            "lang": "en",
            "labels": LABELS,
            "exclude_by": "input",
            "ner_manual_highlight_chars": False,
            "auto_count_stream": True,
        },
    }


def test_tasks_have_what_the_interface_needs(source):
    tasks = list(manual("data", "blank:en", str(source), label=LABELS)["stream"])
    assert [eg["text"] for eg in tasks] == [TEXT, "Nothing here"]
    assert [token["text"] for token in tasks[0]["tokens"]] == ["Mira", "flew", "to", "Oslo", "."]
    assert "spans" not in tasks[0]
    assert tasks[1]["meta"] == {"n": 1}
    for eg in tasks:
        assert Validator("ner_manual").check(eg) == []


def test_hashes_are_those_of_the_raw_texts(nlp, source):
    tasks = list(manual("data", nlp, source, label=LABELS)["stream"])
    assert tasks[0]["_input_hash"] == make_task(TEXT)["_input_hash"]


@pytest.mark.parametrize("keyword", ["spacy_model", "nlp"])
def test_pipeline_may_be_passed_under_both_names(nlp, source, keyword):
    components = manual(dataset="data", source=source, label=LABELS, **{keyword: nlp})
    assert components["config"]["lang"] == "en"


@pytest.mark.parametrize(
    "make", [list, iter, lambda tasks: (eg for eg in tasks), Stream.from_iterable]
)
def test_source_may_be_any_iterable(nlp, make):
    stream = manual("data", nlp, make([{"text": "a b"}]), label=LABELS)["stream"]
    assert len(next(stream)["tokens"]) == 2


def test_empty_and_repeated_texts_are_left_out(nlp):
    tasks = [{"text": "a"}, {"text": ""}, {"image": "x"}, {"text": "a", "spans": []}, {"text": "b"}]
    stream = manual("data", nlp, tasks, label=LABELS)["stream"]
    assert [eg["text"] for eg in stream] == ["a", "b"]


def test_patterns_highlight_matches_and_keep_all_texts(nlp, source, tmp_path):
    patterns = write_jsonl(
        tmp_path / "patterns.jsonl",
        [
            {"label": "GPE", "pattern": [{"lower": "oslo"}]},
            {"label": "PERSON", "pattern": "Mira"},
            {"label": "PERSON", "pattern": "Mira flew"},
        ],
    )
    first, second = manual("data", nlp, source, label=LABELS, patterns=patterns)["stream"]
    assert [(s["text"], s["token_start"], s["token_end"], s["label"]) for s in first["spans"]] == [
        ("Mira flew", 0, 1, "PERSON"),
        ("Oslo", 3, 3, "GPE"),
    ]
    assert first["meta"]["pattern"] == "2, 0"
    assert second["text"] == "Nothing here"
    assert "spans" not in second


def test_suggestions_do_not_change_the_input_hash(nlp, source, tmp_path):
    patterns = write_jsonl(tmp_path / "p.jsonl", [{"label": "GPE", "pattern": "Oslo"}])
    with_patterns = manual("data", nlp, source, label=LABELS, patterns=patterns)["stream"]
    without = manual("data", nlp, source, label=LABELS)["stream"]
    assert next(with_patterns)["_input_hash"] == next(without)["_input_hash"]


def test_done_texts_can_be_left_out_before_they_are_matched(nlp, source, tmp_path):
    patterns = write_jsonl(tmp_path / "p.jsonl", [{"label": "GPE", "pattern": "Oslo"}])
    stream = manual("data", nlp, source, label=LABELS, patterns=patterns)["stream"]
    done = make_task(TEXT)["_input_hash"]
    assert stream.exclude_early(lambda eg: eg["_input_hash"] == done)
    assert [eg["text"] for eg in stream] == ["Nothing here"]


def test_bad_patterns_are_reported_before_the_server_starts(nlp, source, tmp_path):
    patterns = write_jsonl(tmp_path / "p.jsonl", [{"label": "GPE"}])
    with pytest.raises(LoaderError, match="line 1 of"):
        manual("data", nlp, source, label=LABELS, patterns=patterns)


def test_characters_can_be_highlighted(nlp):
    tokens = [{"text": "ab", "start": 0, "end": 2, "id": 0}]
    tasks = [{"text": "ab", "tokens": tokens, "spans": [{"start": 1, "end": 2, "label": "GPE"}]}]
    components = manual("data", nlp, tasks, label=LABELS, highlight_chars=True)
    assert components["config"]["ner_manual_highlight_chars"] is True
    assert components["before_db"] is remove_tokens
    eg = next(components["stream"])
    assert [token["text"] for token in eg["tokens"]] == ["a", "b"]
    assert eg["spans"][0]["token_start"] == 1


def test_misaligned_spans_are_reported(nlp):
    tasks = [{"text": "abc", "spans": [{"start": 0, "end": 2}]}]
    with pytest.raises(ValueError, match="--highlight-chars"):
        next(manual("data", nlp, tasks, label=LABELS)["stream"])


def test_labels_of_the_model_are_the_default():
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("ner").add_label("ORG")
    assert manual("data", nlp, [{"text": "a"}])["config"]["labels"] == ["ORG"]
    assert get_labels_from_ner(nlp) == ["ORG"]


def test_no_labels_is_an_error(nlp, source):
    with pytest.raises(RecipeError, match="--label"):
        manual("data", nlp, source)
    assert get_labels_from_ner(nlp) == []


def test_unknown_language_is_an_error(source):
    with pytest.raises(ProdigyError, match="language 'xyz'"):
        manual("data", "blank:xyz", source, label=LABELS)


def test_missing_file_is_an_error(nlp):
    with pytest.raises(LoaderError, match="Can't find file"):
        manual("data", nlp, "nothing.jsonl", label=LABELS)


def test_remove_tokens_tolerates_missing_keys():
    answers = [
        {"tokens": [], "spans": [{"start": 0, "token_start": 0, "token_end": 0}, {"start": 1}]},
        {"spans": None},
        {},
    ]
    assert remove_tokens(answers) is answers
    assert answers == [{"spans": [{"start": 0}, {"start": 1}]}, {"spans": None}, {}]


@pytest.mark.parametrize("module", ["ner", "textcat", "generic"])
def test_recipe_modules_do_not_import_spacy(module):
    code = f"import sys, prodigy.recipes.{module}; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=_root()).returncode == 0


def _root():
    from tests.server import ROOT

    return ROOT
