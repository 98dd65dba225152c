"""--prefer, --explore and --update: all recipes that take them ask each text once, and say why."""

import pytest
import spacy

from prodigy.components.db import connect
from prodigy.errors import RecipeError
from prodigy.registry import get_recipe
from tests.pipelines import LABELS, TEXTS
from tests.util import make_answer

ALL_TEXTS = [*TEXTS, *(f"Mira visited {place} {i}." for i, place in enumerate("abcdefghijklmnopq"))]
ENTITIES = ["PERSON", "GPE"]

# Recipe, whether it takes a pipeline, further arguments.
CASES = [
    ("ner.manual", True, {"label": ENTITIES}),
    ("ner.correct", True, {"unsegmented": True}),
    ("spans.correct", True, {}),
    ("textcat.manual", False, {"label": LABELS}),
    ("textcat.correct", True, {}),
    ("pos.correct", True, {"unsegmented": True}),
]
NAMES = [case[0] for case in CASES]


def start(case, pipeline, tasks=None, **options):
    name, takes_pipeline, more = case
    given = {"spacy_model": pipeline} if takes_pipeline else {}
    source = tasks if tasks is not None else [{"text": text} for text in ALL_TEXTS]
    return get_recipe(name)(dataset="data", source=source, **given, **more, **options)


def get_reasons(tasks):
    return {eg["_selection"]["by"] for eg in tasks}


@pytest.mark.parametrize("prefer", ["diverse", "representative", "random"])
@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_every_text_is_asked_once_without_a_model(case, prefer, trained):
    tasks = list(start(case, trained, prefer=prefer)["stream"])
    assert sorted(eg["text"] for eg in tasks) == sorted(ALL_TEXTS)
    assert [eg["text"] for eg in tasks] != ALL_TEXTS
    assert get_reasons(tasks) == {prefer, "random"}


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_texts_keep_their_order_if_nothing_is_preferred(case, trained):
    tasks = list(start(case, trained)["stream"])
    assert [eg["text"] for eg in tasks] == ALL_TEXTS
    assert not any("_selection" in eg for eg in tasks)


@pytest.mark.parametrize("case", [c for c in CASES if c[0] != "textcat.manual"])
def test_what_the_pipeline_is_unsure_about_comes_first(case, trained):
    tasks = list(start(case, trained, prefer="uncertain", explore=0)["stream"])
    assert sorted(eg["text"] for eg in tasks) == sorted(ALL_TEXTS)
    scores = [eg["_selection"]["score"] for eg in tasks]
    assert max(scores[:10]) == max(scores)
    assert get_reasons(tasks) <= {"uncertain", "rare"}


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_hashes_don_t_depend_on_why_a_text_is_asked(case, trained):
    def get_hashes(**options):
        return {
            (eg["_input_hash"], eg["_task_hash"])
            for eg in start(case, trained, **options)["stream"]
        }

    assert get_hashes(prefer="diverse") == get_hashes()


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_share_of_random_questions(case, trained):
    tasks = list(start(case, trained, prefer="diverse", explore=1)["stream"])
    assert get_reasons(tasks) == {"random"}
    tasks = list(start(case, trained, prefer="diverse", explore=0)["stream"])
    assert get_reasons(tasks) == {"diverse"}


def annotate(eg):
    """Answer as an annotator of any of these recipes."""
    eg = {**eg, "answer": "accept"}
    if "options" in eg:
        is_travel = "visited" in eg["text"] or "saw" in eg["text"]
        return {**eg, "accept": ["TRAVEL" if is_travel else "FOOD"]}
    if "Mira" in eg["text"] and "spans" not in eg:
        eg["spans"] = [{"start": 0, "end": 4, "label": "PERSON"}]
        eg["_view_id"] = "ner_manual"
    return eg


@pytest.mark.parametrize("case", [c for c in CASES if c[0].endswith(".correct")])
def test_the_model_learns_and_is_asked_again(case, own_pipeline):
    components = start(case, own_pipeline, prefer="uncertain", update=True, explore=0)
    stream, asked = components["stream"], []
    for _ in range(3):
        batch = [next(stream) for _ in range(7)]
        asked += batch
        components["update"]([annotate(eg) for eg in batch])
    assert sorted(eg["text"] for eg in asked) == sorted(ALL_TEXTS)
    assert "uncertain" in get_reasons(asked[10:])


@pytest.mark.parametrize("case", [CASES[0], CASES[3]], ids=[NAMES[0], NAMES[3]])
def test_a_blank_pipeline_begins_with_what_is_unlike_and_goes_on_with_what_is_unclear(case):
    components = start(case, spacy.blank("en"), update=True, explore=0)
    stream = components["stream"]
    first = [next(stream) for _ in range(10)]
    assert get_reasons(first) == {"diverse"}
    components["update"]([annotate(eg) for eg in first])
    assert get_reasons(stream) <= {"uncertain", "rare"}


@pytest.mark.parametrize("case", [CASES[1], CASES[3]], ids=[NAMES[1], NAMES[3]])
def test_a_restart_learns_from_what_is_there_and_asks_the_rest(case, own_pipeline):
    db = connect()
    db.add_dataset("data")
    first = list(start(case, own_pipeline)["stream"])
    known = [{**annotate(eg), "_view_id": "ner_manual"} for eg in first[:12]]
    db.add_examples(known, datasets=["data"])
    tasks = list(start(case, own_pipeline, prefer="uncertain", update=True)["stream"])
    # What has an answer passes through, for others to count it, and is not chosen.
    assert {eg["text"] for eg in tasks if "_selection" in eg} == set(ALL_TEXTS[12:])
    assert {eg["text"] for eg in tasks if "_selection" not in eg} == set(ALL_TEXTS[:12])
    # The model knows something from the start.
    assert "uncertain" in get_reasons(eg for eg in tasks if "_selection" in eg)


def test_matches_of_patterns_are_mixed_in(tmp_path):
    patterns = tmp_path / "patterns.jsonl"
    patterns.write_text('{"label": "GPE", "pattern": "Oslo"}\n')
    stream = start(CASES[0], spacy.blank("en"), prefer="diverse", explore=0, patterns=patterns)[
        "stream"
    ]
    first = [next(stream) for _ in range(10)]
    assert [eg["text"] for eg in first if eg["_selection"]["by"] == "rare"] == [TEXTS[0]]


def test_what_was_learned_is_highlighted_on_request():
    components = start(CASES[0], spacy.blank("en"), update=True, suggest=True, explore=0)
    stream = components["stream"]
    first = [next(stream) for _ in range(10)]
    assert not any(eg.get("spans") for eg in first)
    for _ in range(6):
        components["update"]([annotate(eg) for eg in first])
    spans = [span for eg in stream for span in eg.get("spans") or ()]
    assert {(s["text"], s["token_start"], s["token_end"], s["label"]) for s in spans} == {
        ("Mira", 0, 0, "PERSON")
    }


def test_suggestions_that_don_t_fit_the_tokens_are_left_out_and_not_the_text():
    def tokenize(text):
        # The tokens of the data keep the full stop, those of the pipeline don't.
        ends = [i for i, char in enumerate(text) if char == " "] + [len(text)]
        starts = [0, *(end + 1 for end in ends[:-1])]
        return [
            {"text": text[start:end], "start": start, "end": end, "id": i, "ws": end < len(text)}
            for i, (start, end) in enumerate(zip(starts, ends, strict=True))
        ]

    texts = [f"They met in Rome number{i}." for i in range(20)] + ["They met in Rome."]
    tasks = [{"text": text, "tokens": tokenize(text)} for text in texts]
    components = start(
        CASES[0], spacy.blank("en"), tasks, update=True, suggest=True, explore=0, prefer="uncertain"
    )
    stream, asked = components["stream"], []
    while batch := [eg for _, eg in zip(range(5), stream, strict=False)]:
        asked += batch
        rome = [{"start": 12, "end": 16, "label": "GPE"}]
        answers = [{**eg, "spans": rome, "answer": "accept"} for eg in batch]
        for _ in range(4):
            components["update"]([{**eg, "_view_id": "ner_manual"} for eg in answers])
    assert sorted(eg["text"] for eg in asked) == sorted(texts)
    assert any(eg.get("spans") for eg in asked)


def test_only_one_label_of_textcat_manual_is_a_question_of_its_own():
    case = ("textcat.manual", False, {"label": ["TRAVEL"]})
    components = start(case, None, update=True, explore=0)
    stream = components["stream"]
    first = [next(stream) for _ in range(10)]
    answers = [{**eg, "answer": "accept" if "visited" in eg["text"] else "reject"} for eg in first]
    components["update"](answers)
    assert get_reasons(stream) <= {"uncertain", "rare"}
    db = connect()
    db.add_dataset("data")
    db.add_examples([make_answer(ALL_TEXTS[0], label="OTHER")], datasets=["data"])
    assert all("_selection" in eg for eg in start(case, None, prefer="diverse")["stream"])


@pytest.mark.parametrize(
    ("case", "options", "message"),
    [
        (CASES[0], {"prefer": "certain"}, "Can't prefer 'certain'"),
        (CASES[1], {"prefer": "diverse", "explore": 2}, "--explore is a share"),
        (CASES[2], {"explore": 0.1}, "--explore needs --prefer"),
        (CASES[3], {"prefer": "uncertain"}, "Nothing says what is uncertain"),
        (CASES[3], {"prefer": "diverse", "update": True}, "--update has no effect"),
        (CASES[0], {"prefer": "certain", "update": True}, "Can't prefer 'certain'"),
        (CASES[0], {"suggest": True}, "--suggest needs --update"),
    ],
)
def test_mistakes_are_explained(case, options, message, trained):
    with pytest.raises(RecipeError, match=message):
        start(case, trained, **options)


def test_a_pipeline_without_model_leaves_nothing_uncertain():
    with pytest.raises(RecipeError, match="Nothing says what is uncertain"):
        start(CASES[0], spacy.blank("en"), prefer="uncertain")


def test_a_component_without_scores_is_named():
    from spacy.language import Language

    @Language.component("tests_find_ents", assigns=["doc.ents"])
    def find(doc):
        return doc

    nlp = spacy.blank("en")
    nlp.add_pipe("tests_find_ents", name="ner")
    with pytest.raises(RecipeError, match="how unsure the component 'ner' is"):
        start(("ner.correct", True, {"label": ENTITIES}), nlp, prefer="uncertain")
