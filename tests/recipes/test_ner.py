"""ner.manual and ner.correct: components, tasks, and the functions that others import."""

import subprocess
import sys

import pytest

from prodigy.catalog import MODULES
from prodigy.components.stream import Stream
from prodigy.components.validate import Validator
from prodigy.errors import LoaderError, ProdigyError, RecipeError
from prodigy.recipes.ner import (
    correct,
    get_labels_from_ner,
    get_ner_labels,
    get_update,
    manual,
    preprocess_stream,
    remove_tokens,
)
from tests.pipelines import TEXTS
from tests.server import make_env
from tests.util import make_answer, make_task, write_jsonl

LABELS = ["PERSON", "GPE"]
TEXT = "Mira flew to Oslo."
TASKS = [{"text": text} for text in TEXTS]


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


def test_misaligned_spans_are_reported_and_the_stream_goes_on(nlp, capsys):
    tasks = [{"text": "abc", "spans": [{"start": 0, "end": 2}]}, {"text": "next"}]
    [eg] = manual("data", nlp, tasks, label=LABELS)["stream"]
    assert eg["text"] == "next"
    err = " ".join(capsys.readouterr().err.split())
    assert "Task 1 of the stream" in err and "ends within the token 'abc' (0 to 3)" in err


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


def test_recipe_modules_do_not_import_spacy():
    """In one process: whoever imports it is named, the first one of several."""
    code = (
        "import importlib, sys\n"
        f"for module in {MODULES!r}:\n"
        "    importlib.import_module(f'prodigy.recipes.{module}')\n"
        "    if 'spacy' in sys.modules:\n"
        "        sys.exit(module)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env=make_env(), capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


def test_correct_shows_what_the_pipeline_predicts(trained):
    components = correct("data", trained, [{"text": TEXTS[0], "spans": [], "meta": {"n": 1}}])
    [eg] = components.pop("stream")
    assert components == {
        "view_id": "ner_manual",
        "dataset": "data",
        "exclude": None,
        "update": None,
        "config": {
            "lang": "en",
            "labels": ["GPE", "PERSON"],
            "exclude_by": "input",
        },
    }
    assert eg["spans"] == [
        {
            "token_start": 0,
            "token_end": 0,
            "start": 0,
            "end": 4,
            "text": "Mira",
            "label": "PERSON",
        },
        {"token_start": 2, "token_end": 2, "start": 13, "end": 17, "text": "Oslo", "label": "GPE"},
    ]
    assert eg["meta"] == {"n": 1}
    assert "_is_binary" not in eg
    assert Validator("ner_manual").check(eg) == []
    assert eg["_input_hash"] == make_task(TEXTS[0])["_input_hash"]
    assert eg["_task_hash"] == make_task(TEXTS[0], spans=eg["spans"])["_task_hash"]


def test_correct_splits_sentences_unless_told_otherwise(trained):
    tasks = [{"text": f"{TEXTS[0]} {TEXTS[2]}"}]
    split = list(correct("data", trained, tasks)["stream"])
    assert [eg["text"] for eg in split] == [TEXTS[0], TEXTS[2]]
    assert [len(eg["spans"]) for eg in split] == [2, 0]
    assert len(list(correct("data", trained, tasks, unsegmented=True)["stream"])) == 1


def test_correct_only_shows_wanted_labels(trained):
    [eg] = correct("data", trained, [{"text": TEXTS[0]}], label=["GPE", "NEW"])["stream"]
    assert [span["label"] for span in eg["spans"]] == ["GPE"]


def test_correct_uses_the_tokens_of_the_task(trained):
    tokens = [
        {"text": "Mira", "start": 0, "end": 4, "id": 0, "ws": True},
        {"text": "visited Oslo.", "start": 5, "end": 18, "id": 1, "ws": False},
    ]
    [eg] = correct("data", trained, [{"text": TEXTS[0], "tokens": tokens}], unsegmented=True)[
        "stream"
    ]
    assert eg["tokens"] == tokens
    for span in eg["spans"]:
        assert span["start"] == tokens[span["token_start"]]["start"]
        assert span["end"] == tokens[span["token_end"]]["end"]


def test_correct_replaces_tokens_that_do_not_make_up_the_text(trained):
    tokens = [{"text": "other", "start": 0, "end": 5, "id": 0, "ws": False}]
    [eg] = correct("data", trained, [{"text": TEXTS[0], "tokens": tokens}], unsegmented=True)[
        "stream"
    ]
    assert [token["text"] for token in eg["tokens"]] == ["Mira", "visited", "Oslo", "."]


def test_done_texts_are_left_out_before_the_pipeline_runs(trained):
    stream = correct("data", trained, TASKS, unsegmented=True)["stream"]
    done = make_task(TEXTS[0])["_input_hash"]
    assert stream.exclude_early(lambda eg: eg["_input_hash"] == done)
    assert [eg["text"] for eg in stream] == TEXTS[1:]


def test_correct_learns_new_labels_from_accepted_answers(own_pipeline):
    components = correct("data", own_pipeline, TASKS, update=True)
    first = next(components["stream"])
    first["spans"][0]["label"] = "TRAVELLER"
    update = components["update"]
    assert update([{**first, "answer": "reject"}, {**first, "answer": "ignore"}]) == 0.0
    assert [ent.label_ for ent in own_pipeline(TEXTS[0]).ents] == ["PERSON", "GPE"]
    losses = [update([{**first, "answer": "accept"}]) for _ in range(15)]
    assert losses[-1] < losses[0]
    assert [ent.label_ for ent in own_pipeline(TEXTS[0]).ents] == ["TRAVELLER", "GPE"]


def test_update_leaves_other_components_alone(own_pipeline):
    update = get_update(own_pipeline, no_missing=True)
    before = {name: pipe.to_bytes() for name, pipe in own_pipeline.pipeline if name != "ner"}
    [eg] = preprocess_stream([{"text": TEXTS[2]}], own_pipeline)
    update([{**eg, "answer": "accept"}])
    for name, data in before.items():
        assert own_pipeline.get_pipe(name).to_bytes() == data


def test_unknown_tokens_are_only_learned_as_no_entity_if_all_labels_are_annotated(own_pipeline):
    eg = make_answer("Mira visited Oslo.", spans=[], answer="accept")
    assert get_update(own_pipeline, no_missing=False)([eg]) == 0.0
    assert get_update(own_pipeline, no_missing=True)([eg]) > 0.0


def test_all_labels_of_the_model_are_annotated_or_not(trained):
    assert get_ner_labels(trained) == (["GPE", "PERSON"], True)
    assert get_ner_labels(trained, label=["PERSON", "GPE", "ORG"])[1] is True
    assert get_ner_labels(trained, label=["PERSON"]) == (["PERSON"], False)


def test_labels_of_the_user_need_no_component(nlp):
    assert get_ner_labels(nlp, label=["PERSON", "GPE"]) == (["PERSON", "GPE"], True)
    with pytest.raises(RecipeError, match="Can't find component 'ner'"):
        get_ner_labels(nlp)


def test_preprocess_stream_may_only_add_tokens(trained):
    tasks = [{"text": f"{TEXTS[0]} {TEXTS[2]}"}]
    [eg] = preprocess_stream(tasks, trained, set_annotations=False)
    assert "tokens" in eg and "spans" not in eg
    assert len(list(preprocess_stream(tasks, trained, labels=["GPE"], unsegmented=False))) == 2


def test_component_may_be_another_one():
    import spacy

    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler", name="rules")
    ruler.add_patterns([{"label": "GPE", "pattern": "Oslo"}])
    components = correct("data", nlp, TASKS[:1], component="rules", unsegmented=True)
    assert components["config"]["labels"] == ["GPE"]
    assert [span["text"] for span in next(components["stream"])["spans"]] == ["Oslo"]
    with pytest.raises(RecipeError, match="can't be updated"):
        correct("data", nlp, TASKS, component="rules", update=True)


def test_missing_component_is_an_error(nlp):
    with pytest.raises(
        RecipeError, match=r"Can't find component 'ner' in pipeline[^$]*--component"
    ):
        correct("data", nlp, TASKS, label=["ORG"])


def test_pipeline_without_sentence_boundaries_splits_at_punctuation():
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler", name="ner").add_patterns([{"label": "A", "pattern": "Oslo"}])
    stream = correct("data", nlp, [{"text": "We saw Oslo. We left."}])["stream"]
    assert [eg["text"] for eg in stream] == ["We saw Oslo.", "We left."]


def test_old_names_still_exist():
    from prodigy.recipes import ner

    assert ner.make_gold is ner.correct
    for name in ("match", "eval_ab", "model_annotate"):
        assert callable(getattr(ner, name))
