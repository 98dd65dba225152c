"""The recipes and their helpers as functions that other packages import and call.

They pass loaded pipelines, lists of labels and any iterable as the source, and change the
components that they get back.
"""

import importlib
import inspect

import pytest

from prodigy.components.stream import Stream
from prodigy.core import Controller
from prodigy.models.matcher import PatternMatcher
from tests.pipelines import TEXTS
from tests.util import make_answer, make_task, write_jsonl

# Module to name to the names of its parameters, in order; None for what is no function.
NAMES = {
    "ner": {
        "manual": "dataset spacy_model source loader label patterns exclude highlight_chars",
        "correct": "dataset spacy_model source loader label update exclude unsegmented component",
        "teach": "dataset spacy_model source loader label patterns exclude unsegmented component",
        "match": "dataset spacy_model source loader patterns label exclude resume",
        "silver_to_gold": "silver_dataset gold_dataset spacy_model label",
        "eval_ab": "dataset before_model after_model source loader label exclude unsegmented",
        "preprocess_stream": "stream nlp labels unsegmented set_annotations",
        "get_ner_labels": "nlp label",
        "get_labels_from_ner": "nlp",
        "get_update": "nlp no_missing",
        "remove_tokens": "answers",
    },
    "spans": {
        "manual": "dataset spacy_model source loader label patterns suggester exclude "
        "highlight_chars",
        "correct": "dataset spacy_model source loader label update exclude component",
        "get_span_labels": "nlp label",
        "preprocess_stream": "stream nlp labels key set_annotations",
        "get_update": "nlp key",
    },
    "textcat": {
        "manual": "dataset source loader label exclusive exclude",
        "correct": "dataset spacy_model source loader label update exclude threshold component",
        "teach": "dataset spacy_model source loader label patterns exclude",
        "get_textcat_labels": "nlp label",
        "preprocess_stream": "stream nlp labels threshold",
        "add_label_options": "stream label",
        "add_labels_to_stream": "stream labels",
        "get_update": "nlp",
    },
    "pos": {
        "correct": "dataset spacy_model source loader label exclude unsegmented fine_grained",
        "teach": "dataset spacy_model source loader label exclude unsegmented fine_grained",
        "get_pos_labels": "nlp label",
        "preprocess_stream": "stream nlp labels unsegmented",
    },
    "sent": {
        "correct": "dataset spacy_model source loader exclude",
        "teach": "dataset spacy_model source loader exclude",
        "preprocess_stream": "stream nlp",
        "SENT_START_LABEL": None,
    },
    "dep": {
        "correct": "dataset spacy_model source loader label update exclude wrap unsegmented",
        "teach": "dataset spacy_model source loader label exclude unsegmented",
        "get_dep_labels": "nlp label",
        "preprocess_stream": "stream nlp unsegmented labels",
        "get_update": "nlp",
    },
    "rel": {
        "manual": "dataset spacy_model source loader label span_label patterns disable_patterns "
        "add_ents add_nps wrap exclude hide_arrow_heads",
        "check_nlp": "nlp add_ents add_nps",
        "preprocess_stream": "stream nlp matcher disable_matcher span_label add_nps add_ents",
        "NP_LABEL": None,
    },
    "coref": {
        "manual": "dataset spacy_model source loader label pos_tags poss_pron_tags ner_labels "
        "show_arrow_heads exclude",
        **dict.fromkeys(["DEFAULT_LABELS", "DEFAULT_POS", "DEFAULT_POSS_PRON"]),
        **dict.fromkeys(["DEFAULT_NER_LABELS", "NP_LABEL"]),
    },
    "image": {"image_manual": "dataset source", "image_correct": "dataset source suggest"},
    "audio": {"manual": "dataset source", "transcribe": "dataset source"},
    "review": {
        "review": "dataset in_sets label view_id",
        "get_review_stream": "examples_by_set show_skipped",
        "filter_auto_accept_stream": "stream db dataset",
    },
    "terms": {"teach": "dataset vectors seeds resume", "to_patterns": "dataset output_file label"},
    "generic": {"mark": "dataset source loader label view_id exclude"},
}


@pytest.mark.parametrize(
    ("module", "name"), [(module, name) for module, names in NAMES.items() for name in names]
)
def test_names_and_parameters_stay(module, name):
    found = getattr(importlib.import_module(f"prodigy.recipes.{module}"), name)
    expected = NAMES[module][name]
    if expected is None:
        assert found
    else:
        names = list(inspect.signature(found).parameters)
        wanted = expected.split()
        # More may follow. Keyword-only ones have no order.
        assert names[: len(wanted)] == wanted


def get(module, name):
    return getattr(importlib.import_module(f"prodigy.recipes.{module}"), name)


# Recipe, and its arguments apart from dataset, pipeline and source.
CALLS = [
    ("ner", "manual", {"label": ["PERSON"]}),
    ("ner", "correct", {"label": ["PERSON"], "unsegmented": True, "update": True}),
    ("ner", "teach", {"label": ["PERSON"]}),
    ("spans", "manual", {"label": ["TRIP"]}),
    ("spans", "correct", {"label": ["EVENT"]}),
    ("textcat", "correct", {"label": ["FOOD", "TRAVEL"]}),
    ("textcat", "teach", {"label": ["FOOD"]}),
    ("pos", "correct", {"label": ["NOUN"], "unsegmented": True}),
    ("pos", "teach", {"label": ["NOUN"]}),
    ("sent", "correct", {}),
    ("sent", "teach", {}),
    ("dep", "correct", {"label": ["nsubj"], "unsegmented": True}),
    ("dep", "teach", {"label": ["nsubj"]}),
    ("rel", "manual", {"label": ["KNOWS"], "add_ents": True}),
    ("coref", "manual", {}),
]
SOURCES = {
    "list": list,
    "generator": lambda tasks: (eg for eg in tasks),
    "stream": Stream.from_iterable,
}


@pytest.mark.parametrize(("module", "name", "options"), CALLS, ids=lambda value: str(value)[:20])
def test_recipes_are_functions(own_pipeline, module, name, options):
    make = list(SOURCES.values())[len(module + name) % len(SOURCES)]
    source = make([{"text": text, "own": 1} for text in TEXTS])
    components = get(module, name)("data", own_pipeline, source, **options)
    components["view_id"] = "blocks"
    components["config"]["blocks"] = [{"view_id": "text"}]
    components["event_hooks"] = {"ping": lambda ctrl: "pong"}
    ctrl = Controller.from_components("mine", components)
    assert ctrl.view_id == "blocks"
    assert ctrl.event_hooks
    for eg in ctrl.get_questions():
        assert eg["own"] == 1


@pytest.mark.parametrize(
    ("module", "name", "label"),
    [("ner", "teach", "PERSON"), ("textcat", "teach", "FOOD"), ("pos", "teach", "NOUN,VERB"),
     ("dep", "teach", "nsubj"), ("ner", "correct", "PERSON"), ("rel", "manual", "KNOWS")],
)  # fmt: skip
def test_labels_may_be_one_string(own_pipeline, module, name, label):
    components = get(module, name)("data", own_pipeline, [{"text": TEXTS[0]}], label=label)
    config = components["config"]
    assert config.get("labels", config.get("label")) in (label.split(","), label.replace(",", ", "))


@pytest.mark.parametrize("exclusive", [True, False])
def test_textcat_manual_needs_no_pipeline(exclusive):
    source = [{"text": TEXTS[0]}]
    components = get("textcat", "manual")("data", source, label=["A", "B"], exclusive=exclusive)
    assert next(components["stream"])["options"] == [
        {"id": "A", "text": "A"},
        {"id": "B", "text": "B"},
    ]


def test_streams_can_be_prepared_without_a_recipe(trained):
    tasks = [make_task(text) for text in TEXTS]
    first = next(iter(get("ner", "preprocess_stream")(tasks, trained, labels=["GPE"])))
    assert [span["text"] for span in first["spans"]] == ["Oslo"]
    plain = next(iter(get("ner", "preprocess_stream")(tasks, trained, set_annotations=False)))
    assert "spans" not in plain and plain["tokens"]
    labels, key = get("spans", "get_span_labels")(trained, label=["EVENT"])
    first = next(iter(get("spans", "preprocess_stream")(tasks, trained, labels=labels, key=key)))
    assert [span["label"] for span in first["spans"]] == ["EVENT"]
    labels, exclusive = get("textcat", "get_textcat_labels")(trained, None)
    assert exclusive is True
    first = next(iter(get("textcat", "preprocess_stream")(tasks, trained, labels=labels)))
    assert first["accept"] == ["TRAVEL"]
    first = next(iter(get("pos", "preprocess_stream")(tasks, trained, labels=["VERB"])))
    assert [span["text"] for span in first["spans"]] == ["visited"]
    first = next(iter(get("sent", "preprocess_stream")(tasks, trained)))
    assert [span["label"] for span in first["spans"]] == [get("sent", "SENT_START_LABEL")]
    first = next(iter(get("dep", "preprocess_stream")(tasks, trained, labels=["dobj"])))
    assert [(arc["head"], arc["child"]) for arc in first["relations"]] == [(1, 2)]


def test_relations_take_matchers_and_lists_of_patterns(trained):
    rows = [{"label": "CITY", "pattern": "Oslo"}]
    matcher = PatternMatcher(trained, combine_matches=True, all_examples=True)
    matcher.add_patterns(rows)
    tasks = [make_task(TEXTS[0])]
    preprocess = get("rel", "preprocess_stream")
    [eg] = preprocess(tasks, trained, matcher=matcher, span_label=["CITY"])
    assert [span["label"] for span in eg["spans"]] == ["CITY"]
    disable = [{"pattern": [{"lower": "visited"}]}]
    components = get("rel", "manual")(
        "data", trained, tasks, label=["IN"], patterns=rows, disable_patterns=disable
    )
    [eg] = components["stream"]
    assert [span["label"] for span in eg["spans"]] == ["CITY"]
    assert [token["text"] for token in eg["tokens"] if token.get("disabled")] == ["visited"]


@pytest.mark.parametrize("module", ["ner", "spans", "textcat", "dep"])
def test_updates_can_be_made_without_a_recipe(own_pipeline, module):
    [eg] = get(module, "preprocess_stream")([make_task(TEXTS[0])], own_pipeline)
    update = get(module, "get_update")(own_pipeline)
    loss = update([{**eg, "answer": "accept"}, make_answer("other", "reject")])
    assert isinstance(loss, float)
    assert update([]) == 0.0


def test_tokens_can_be_removed_from_answers():
    spans = [{"start": 0, "end": 1, "token_start": 0, "token_end": 0, "label": "A"}]
    answers = [{"text": "a", "tokens": [], "spans": spans}, {"text": "b"}, {"spans": None}]
    assert get("ner", "remove_tokens")(answers) == [
        {"text": "a", "spans": [{"start": 0, "end": 1, "label": "A"}]},
        {"text": "b"},
        {"spans": None},
    ]


def test_reviews_can_be_made_without_a_recipe(db):
    answers = [
        make_answer("a", spans=[], _view_id="ner_manual", _session_id=name) for name in ("x", "y")
    ]
    review, accept = get("review", "get_review_stream"), get("review", "filter_auto_accept_stream")
    [eg] = review({"one": answers}, show_skipped=True)
    assert eg["versions"][0]["sessions"] == ["x", "y"]
    assert list(accept([eg], db, "gold")) == []
    assert db.count_dataset("gold") == 1


def test_patterns_may_be_a_path(nlp, tmp_path):
    path = write_jsonl(tmp_path / "p.jsonl", [{"label": "GPE", "pattern": "Oslo"}])
    for module in ("ner", "spans"):
        source = [{"text": TEXTS[0]}]
        stream = get(module, "manual")("data", nlp, source, label=["GPE"], patterns=path)["stream"]
        assert [span["text"] for span in next(stream)["spans"]] == ["Oslo"]
