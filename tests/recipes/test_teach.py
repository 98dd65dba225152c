"""Recipes with a model in the loop: components, questions, learning, resuming, errors."""

import inspect
import random
from itertools import islice

import pytest
import spacy

from prodigy.components.db import connect
from prodigy.components.validate import Validator
from prodigy.core import Controller
from prodigy.errors import LoaderError, ProdigyError, RecipeError
from prodigy.recipes import dep, ner, pos, sent, terms, textcat
from tests.models.pipelines import make_ner, make_parser, make_senter, make_tagger, save
from tests.models.test_terms import make_vectors
from tests.util import make_task, write_jsonl

TEXTS = [
    "Jonas went from Oslo to Vienna",
    "Ada was in Rome",
    "Mira met a man in the house",
    "We like the old town",
]
PATTERNS = [{"label": "GPE", "pattern": "Vienna"}, {"label": "PERSON", "pattern": "Ada"}]


@pytest.fixture(autouse=True)
def _seed():
    random.seed(0)


@pytest.fixture
def source(jsonl):
    return jsonl([{"text": text, "meta": {"n": i}} for i, text in enumerate(TEXTS)])


@pytest.fixture
def patterns(tmp_path):
    return write_jsonl(tmp_path / "patterns.jsonl", PATTERNS)


def start(components):
    return Controller.from_components("test", components)


def give(ctrl, answers):
    ctrl.receive_answers([{**eg, "answer": decision} for eg, decision in answers])


def get_question(eg):
    span = eg["spans"][0]
    return eg["text"], span["text"], span["label"]


# ner.teach


def test_ner_components_are_complete(source):
    components = ner.teach("data", make_ner(), source, label=["GPE"], exclude=["old"])
    assert callable(components.pop("update"))
    assert callable(components.pop("on_load"))
    assert components.pop("stream").progress is not None
    assert components == {
        "view_id": "ner",
        "dataset": "data",
        "exclude": ["old"],
        "config": {"lang": "en", "label": "GPE", "exclude_by": "task", "autosave_seconds": 10},
    }


def test_without_label_all_labels_are_suggested(source):
    components = ner.teach("data", make_ner(), source)
    assert components["config"]["label"] == "all"
    assert {eg["spans"][0]["label"] for eg in components["stream"]} == {"GPE", "PERSON"}


def test_ner_questions_fit_the_interface(source):
    tasks = list(islice(ner.teach("data", make_ner(), source)["stream"], 5))
    for eg in tasks:
        assert Validator("ner").check(eg) == []
        assert eg["_is_binary"] is True
        assert "n" in eg["meta"] and "score" in eg["meta"]


def test_no_question_comes_twice(source, patterns):
    stream = ner.teach("data", make_ner(), source, patterns=patterns)["stream"]
    questions = [get_question(eg) for eg in stream]
    assert len(set(questions)) == len(questions)
    assert (TEXTS[0], "Vienna", "GPE") in questions


def test_texts_are_split_into_sentences(jsonl):
    source = jsonl([{"text": "Ada was in Rome. Jonas was in Oslo."}])
    split = list(ner.teach("data", make_ner(), source)["stream"])
    assert {eg["text"] for eg in split} == {"Ada was in Rome.", "Jonas was in Oslo."}
    whole = list(ner.teach("data", make_ner(), source, unsegmented=True)["stream"])
    assert {eg["text"] for eg in whole} == {"Ada was in Rome. Jonas was in Oslo."}


def test_annotations_of_the_source_are_no_part_of_the_question(jsonl):
    spans = [{"start": 0, "end": 2, "label": "OLD"}]
    rows = [{"text": text, "spans": spans, "answer": "reject", "label": "x"} for text in TEXTS]
    for eg in ner.teach("data", make_ner(), jsonl(rows))["stream"]:
        assert len(eg["spans"]) == 1
        assert eg["spans"][0]["label"] in ("GPE", "PERSON")
        assert "answer" not in eg and "label" not in eg


def test_answers_change_what_the_model_suggests(source):
    nlp = make_ner()
    ctrl = start(ner.teach("data", nlp, source))
    questions = ctrl.get_questions()
    first = questions[0]
    span = first["spans"][0]
    before = dict(_score(nlp, first["text"]))[span["text"], span["label"]]
    give(ctrl, [(first, "accept")])
    assert dict(_score(nlp, first["text"]))[span["text"], span["label"]] > before
    assert ctrl.progress is not None


def _score(nlp, text):
    from prodigy.models.ner import EntityRecognizer

    model = EntityRecognizer(nlp)
    return [
        ((e["spans"][0]["text"], e["spans"][0]["label"]), s) for s, e in model([{"text": text}])
    ]


def test_a_new_label_starts_with_pattern_matches(source, tmp_path, capsys):
    path = write_jsonl(tmp_path / "new.jsonl", [{"label": "PLACE", "pattern": "house"}])
    components = ner.teach("data", make_ner(), source, label=["PLACE"], patterns=path)
    assert "doesn't know PLACE yet" in capsys.readouterr().err
    tasks = list(islice(components["stream"], 3))
    assert [get_question(eg) for eg in tasks] == [(TEXTS[2], "house", "PLACE")]
    assert tasks[0]["meta"]["pattern"] == "0"


def test_a_new_label_is_suggested_by_the_model_after_an_accept(tmp_path, jsonl):
    texts = [f"I like {fruit} very much" for fruit in ("figs", "plums", "pears", "kiwis", "dates")]
    path = write_jsonl(tmp_path / "p.jsonl", [{"label": "FRUIT", "pattern": "figs"}])
    source = jsonl([{"text": text} for text in texts])
    ctrl = start(ner.teach("data", "blank:en", source, label=["FRUIT"], patterns=path))
    ctrl.load()
    (match,) = ctrl.get_questions()
    assert match["meta"]["pattern"] == "0"
    # There is nothing else to ask yet, and so the stream waits for the answer.
    assert ctrl.get_questions(excludes=[match["_task_hash"]]) == []
    give(ctrl, [(match, "accept")])
    questions = ctrl.get_questions()
    assert questions
    assert {get_question(eg)[2] for eg in questions} == {"FRUIT"}


def test_earlier_answers_are_learned_again_and_not_asked(source, capsys):
    ctrl = start(ner.teach("data", make_ner(), source))
    answered = ctrl.get_questions()[:3]
    give(ctrl, [(eg, "reject") for eg in answered])
    nlp = make_ner()
    before = dict(_score(nlp, answered[0]["text"]))
    components = ner.teach("data", nlp, source)
    assert "Learning from 3 of the 3 answers in dataset data" in capsys.readouterr().err
    key = get_question(answered[0])[1:]
    assert dict(_score(nlp, answered[0]["text"])).get(key, 0.0) < before[key]
    asked = {get_question(eg) for eg in components["stream"]}
    assert asked.isdisjoint(get_question(eg) for eg in answered)


def test_questions_of_excluded_datasets_are_not_asked(source):
    first = next(iter(ner.teach("other", make_ner(), source)["stream"]))
    connect().add_dataset("old")
    connect().add_examples([{**first, "answer": "accept"}], datasets=["old"])
    asked = ner.teach("data", make_ner(), source, exclude=["old"])["stream"]
    assert get_question(first) not in {get_question(eg) for eg in asked}


def test_ner_needs_a_recognizer_or_patterns(source):
    with pytest.raises(RecipeError, match="Can't find component 'ner' in pipeline"):
        ner.teach("data", "blank:en", source, label=["GPE"])


def test_unknown_labels_need_patterns(source):
    with pytest.raises(RecipeError, match="doesn't know FRUIT") as info:
        ner.teach("data", make_ner(), source, label=["GPE", "FRUIT"])
    assert "--patterns" in str(info.value)


def test_patterns_must_exist(source):
    with pytest.raises(LoaderError):
        ner.teach("data", make_ner(), source, patterns="missing.jsonl")


# ner.silver-to-gold


def test_binary_decisions_become_complete_tasks(source):
    ctrl = start(ner.teach("silver", make_ner(), source))
    questions = ctrl.get_questions()
    give(ctrl, [(eg, "accept" if "Rome" in get_question(eg)[1] else "reject") for eg in questions])
    components = ner.silver_to_gold("silver", "gold", make_ner())
    assert components["view_id"] == "ner_manual"
    assert components["dataset"] == "gold"
    assert components["config"]["labels"] == ["GPE", "PERSON"]
    assert components["config"]["exclude_by"] == "input"
    tasks = list(components["stream"])
    assert len({eg["_input_hash"] for eg in tasks}) == len(tasks)
    rejected = {get_question(eg) for eg in questions if "Rome" not in get_question(eg)[1]}
    for eg in tasks:
        assert Validator("ner_manual").check(eg) == []
        found = {(eg["text"], span["text"], span["label"]) for span in eg["spans"]}
        assert not found & rejected


def test_an_unknown_silver_dataset_is_an_error():
    with pytest.raises(ProdigyError, match="missing"):
        ner.silver_to_gold("missing", "gold", make_ner())


def store_silver(answers):
    db = connect()
    db.add_dataset("silver")
    db.add_examples([make_task(**eg) for eg in answers], ["silver"])
    db.close()


def make_decision(text, start, end, answer, **others):
    spans = [{"start": start, "end": end, "label": "GPE", "score": 0.5}]
    others = {"_view_id": "ner", "_is_binary": True, "priority": 0.5, **others}
    return {"text": text, "spans": spans, "answer": answer, **others}


def test_gold_tasks_keep_the_data_of_the_texts():
    meta = {"score": 0.5, "pattern": "0", "page": 7}
    store_silver(
        [
            make_decision("Ada was here", 8, 12, "accept", meta=meta, own=[1], _session_id="s"),
            make_decision("Ada was here", 0, 3, "reject", meta={"score": 0.1}),
            make_decision("Nothing known", 0, 7, "ignore"),
        ]
    )
    [eg] = ner.silver_to_gold("silver", "gold", make_ner(), label="GPE")["stream"]
    assert eg["meta"] == {"page": 7}
    assert eg["own"] == [1]
    bookkeeping = {"_input_hash", "_task_hash"}
    assert set(eg) == {"text", "spans", "tokens", "meta", "own", *bookkeeping}
    assert [(span["start"], span["end"], span["label"]) for span in eg["spans"]] == [(8, 12, "GPE")]


def test_gold_tasks_have_a_progress_and_are_left_out_when_done():
    texts = [f"Ada was in town {i}" for i in range(4)]
    store_silver([make_decision(text, 0, 3, "reject") for text in texts])
    stream = ner.silver_to_gold("silver", "gold", make_ner())["stream"]
    done = make_task(texts[0])["_input_hash"]
    assert stream.exclude_early(lambda eg: eg["_input_hash"] == done)
    assert stream.progress == 0.0
    first = next(stream)
    assert first["text"] == texts[1]
    assert 0 < stream.progress < 1
    assert len(list(stream)) == 2


def test_gold_and_silver_have_to_be_different_datasets():
    with pytest.raises(RecipeError, match="Can't save the gold annotations to 'silver'"):
        ner.silver_to_gold("silver", "silver", make_ner())


# textcat.teach


def test_textcat_components_are_complete(source):
    components = textcat.teach("data", "blank:en", source, label=["TRAVEL", "FOOD"])
    assert components["view_id"] == "classification"
    assert components["config"] == {
        "lang": "en",
        "labels": ["TRAVEL", "FOOD"],
        "exclude_by": "task",
        "autosave_seconds": 10,
    }
    tasks = list(components["stream"])
    assert len(tasks) == 2 * len(TEXTS)
    for eg in tasks:
        assert Validator("classification").check(eg) == []
        assert eg["meta"]["score"] == pytest.approx(0.5, abs=0.2)


def test_textcat_matches_are_the_same_questions(source, tmp_path):
    path = write_jsonl(tmp_path / "p.jsonl", [{"label": "TRAVEL", "pattern": "Vienna"}])
    stream = textcat.teach("data", "blank:en", source, label=["TRAVEL"], patterns=path)["stream"]
    tasks = list(stream)
    assert sorted(eg["text"] for eg in tasks) == sorted(TEXTS)
    assert len({eg["_task_hash"] for eg in tasks}) == len(TEXTS)


def test_textcat_matches_show_why_they_are_asked(source, tmp_path):
    entries = [{"label": "TRAVEL", "pattern": "Vienna"}, {"label": "OTHER", "pattern": "Rome"}]
    path = write_jsonl(tmp_path / "p.jsonl", entries)
    components = textcat.teach("data", "blank:en", source, label=["TRAVEL"], patterns=path)
    shown = [eg for eg in components["stream"] if eg.get("spans")]
    # The model may have been first to ask about the text.
    assert {eg["label"] for eg in shown} <= {"TRAVEL"}
    assert all(eg["meta"]["pattern"] == "0" and "label" not in eg["spans"][0] for eg in shown)


def test_textcat_learns_from_answers(source):
    ctrl = start(textcat.teach("data", "blank:en", source, label=["TRAVEL"]))
    give(ctrl, [(eg, "reject") for eg in ctrl.get_questions()])
    nlp = spacy.blank("en")
    list(textcat.teach("data", nlp, source, label=["TRAVEL"])["stream"])
    assert nlp(TEXTS[0]).cats["TRAVEL"] < 0.45


def test_textcat_needs_labels(source):
    with pytest.raises(RecipeError, match="needs at least one --label"):
        textcat.teach("data", "blank:en", source)


def test_textcat_with_an_encoder_begins_with_texts_like_the_label(jsonl):
    texts = [f"Somebody wrote sentence {n} about nothing" for n in range(60)]
    source = jsonl([{"text": text} for text in [*texts, "the machine swallowed my card"]])
    components = textcat.teach(
        "data", "blank:en", source, label=["card_swallowed"], encoder="hashed"
    )
    first = next(iter(components["stream"]))
    assert first["text"] == "the machine swallowed my card"
    assert Validator("classification").check(first) == []


def test_textcat_with_an_encoder_learns_and_goes_on_where_it_was(jsonl):
    rows = [{"text": text} for n in range(20) for text in (f"a train to {n}", f"a meal for {n}")]
    source = jsonl(rows)
    settings = {"label": ["X"], "encoder": "hashed"}
    ctrl = start(textcat.teach("data", "blank:en", source, **settings))
    answers = [make_task(eg["text"], label="X", _is_binary=True) for eg in rows[:10]]
    give(ctrl, [(eg, "accept" if "train" in eg["text"] else "reject") for eg in answers])
    components = textcat.teach("data", "blank:en", source, **settings)
    scores = {eg["text"]: eg["meta"]["score"] for eg in components["stream"]}
    assert len(scores) == len(rows) - len(answers)
    assert all((score > 0.5) == ("train" in text) for text, score in scores.items())


def test_textcat_with_an_encoder_takes_turns_with_patterns(jsonl, tmp_path):
    texts = [f"Somebody wrote sentence {n}" for n in range(40)]
    source = jsonl([{"text": text} for text in [*texts, "travel by train", "Vienna"]])
    path = write_jsonl(tmp_path / "p.jsonl", [{"label": "TRAVEL", "pattern": "Vienna"}])
    stream = textcat.teach(
        "data", "blank:en", source, label=["TRAVEL"], patterns=path, encoder="hashed"
    )["stream"]
    first, second = islice(stream, 2)
    assert first["text"] == "travel by train" and "pattern" not in first["meta"]
    assert second["text"] == "Vienna" and second["meta"]["pattern"] == "0"


def test_textcat_with_an_unknown_encoder_says_which_there_are(source):
    with pytest.raises(RecipeError, match="There is no encoder 'hushed'"):
        textcat.teach("data", "blank:en", source, label=["TRAVEL"], encoder="hushed")


# pos.teach, sent.teach, dep.teach


@pytest.mark.parametrize(
    ("recipe", "make_nlp", "view_id", "label"),
    [
        (pos.teach, make_tagger, "pos", "PROPN"),
        (sent.teach, make_senter, "pos", None),
        (dep.teach, make_parser, "dep", "pobj"),
    ],
    ids=["pos", "sent", "dep"],
)
def test_questions_of_the_other_models(recipe, make_nlp, view_id, label, source):
    keys = {"label": [label]} if label else {}
    if "unsegmented" in inspect.signature(recipe).parameters:
        keys["unsegmented"] = True
    ctrl = start(recipe("data", make_nlp(), source, **keys))
    assert ctrl.view_id == view_id
    assert ctrl.config["label"] == (label or "S")
    questions = ctrl.get_questions()
    assert questions
    for eg in questions:
        assert Validator(view_id).check(eg) == []
    give(ctrl, [(eg, "accept") for eg in questions[:3]])
    assert ctrl.progress is not None


def test_fine_grained_tags_are_those_of_the_tagger(source):
    tags = pos.teach("data", make_tagger(), source, fine_grained=True)["stream"]
    assert {eg["spans"][0]["label"] for eg in tags} <= {"IN", "DT", "NNP", "XX"}


@pytest.mark.parametrize(
    ("recipe", "component"),
    [(pos.teach, "tagger"), (sent.teach, "senter"), (dep.teach, "parser")],
    ids=["pos", "sent", "dep"],
)
def test_the_component_must_be_there(recipe, component, source):
    with pytest.raises(RecipeError, match=f"Can't find component '{component}' in pipeline"):
        recipe("data", "blank:en", source)


# terms.teach


def test_terms_start_with_the_seeds(capsys):
    components = terms.teach("words", make_vectors(), seeds="carrot,leek")
    assert components["view_id"] == "text"
    assert "Initializing with 2 seed terms" in capsys.readouterr().err
    stored = connect().get_dataset_examples("words")
    assert [(eg["text"], eg["answer"]) for eg in stored] == [
        ("carrot", "accept"),
        ("leek", "accept"),
    ]
    terms.teach("words", make_vectors(), seeds=["carrot", "leek"])
    assert connect().count_dataset("words") == 2
    tasks = list(components["stream"])
    assert sorted(eg["text"] for eg in tasks) == ["car", "radish", "truck"]
    assert all(Validator("text").check(eg) == [] for eg in tasks)


def test_terms_from_a_file(tmp_path, capsys):
    path = tmp_path / "seeds.txt"
    path.write_text("carrot\nleek\nfoo\n")
    terms.teach("words", make_vectors(), seeds=str(path))
    err = capsys.readouterr().err
    assert f"3 seed terms from {path}" in " ".join(err.split())
    assert "No word vectors for: foo" in err


@pytest.mark.parametrize(("resume", "is_lower"), [(True, True), (False, False)])
def test_terms_resume_with_what_was_rejected(resume, is_lower):
    ctrl = start(terms.teach("words", make_vectors(), seeds=["carrot"]))
    give(ctrl, [({**make_task("car")}, "reject")])
    again = terms.teach("words", make_vectors(), seeds=["carrot"], resume=resume)
    scores = {eg["text"]: eg["meta"]["score"] for eg in again["stream"]}
    assert "car" not in scores
    assert (scores["truck"] < 0.3) is is_lower


def test_terms_need_vectors_and_seeds():
    with pytest.raises(RecipeError, match="no word vectors"):
        terms.teach("words", "blank:en", seeds=["carrot"])
    with pytest.raises(RecipeError, match="needs some --seeds"):
        terms.teach("words", make_vectors())
    with pytest.raises(RecipeError, match="no word vector for any"):
        terms.teach("words", make_vectors(), seeds=["foo"])


def test_recipes_run_from_the_command_line(live_server, source, tmp_path):
    save(make_ner(), tmp_path / "model")
    args = ["ner.teach", "data", tmp_path / "model", source, "--label", "GPE"]
    with live_server(args) as server:
        tasks = server.client.get_tasks()
        assert {eg["spans"][0]["label"] for eg in tasks} == {"GPE"}
        server.client.give_answers([{**eg, "answer": "accept"} for eg in tasks])
        project = server.client.project()
        assert (project["view_id"], project["label"]) == ("ner", "GPE")
    assert connect().count_dataset("data") == len(tasks)
