"""review: conflicts are shown, agreement may be accepted."""

import pytest

from prodigy.components.db import connect
from prodigy.components.preprocess import restore_media
from prodigy.components.validate import Validator
from prodigy.errors import ProdigyError, RecipeError
from prodigy.recipes.review import filter_auto_accept_stream, get_review_stream, review
from tests.util import make_answer

OPTIONS = [{"id": "BILLING", "text": "BILLING"}, {"id": "TECH", "text": "TECH"}]
TOKENS = [
    {"text": "Mira", "start": 0, "end": 4, "id": 0, "ws": True},
    {"text": "left", "start": 5, "end": 9, "id": 1, "ws": False},
]


@pytest.fixture
def database():
    db = connect()
    yield db
    db.close()


def choose(text, session, *accept, answer="accept", **keys):
    eg = make_answer(text, answer, options=OPTIONS, **keys)
    return {**eg, "accept": list(accept), "_view_id": "choice", "_session_id": session}


def decide(text, session, answer, label="SPAM"):
    eg = make_answer(text, answer, label=label)
    return {**eg, "_view_id": "classification", "_session_id": session}


def highlight(text, session, *spans, answer="accept"):
    eg = make_answer(text, answer, tokens=TOKENS)
    eg["spans"] = [{"start": start, "end": end, "label": label} for start, end, label in spans]
    return {**eg, "_view_id": "ner_manual", "_session_id": session}


def add(db, name, examples):
    db.add_dataset(name)
    db.add_examples(examples, [name])


def sessions(eg):
    return [version["sessions"] for version in eg["versions"]]


def test_manual_answers_are_grouped_by_input():
    answers = [
        choose("a", "s-ann", "TECH"),
        choose("b", "s-ann", "TECH"),
        choose("a", "s-bob", "BILLING", meta={"other": "question"}),
        choose("a", "s-cat", "TECH"),
    ]
    first, second = get_review_stream({"s": answers})
    assert sessions(first) == [["s-ann", "s-cat"], ["s-bob"]]
    assert [version["default"] for version in first["versions"]] == [True, False]
    assert [version["accept"] for version in first["versions"]] == [["TECH"], ["BILLING"]]
    assert first["accept"] == ["TECH"]
    assert first["view_id"] == "choice"
    assert first["_input_hash"] == answers[0]["_input_hash"]
    assert not {"answer", "_session_id", "_view_id", "sessions"} & set(first)
    assert sessions(second) == [["s-ann"]]
    assert Validator("review").check(first) == []


def test_first_of_equally_frequent_versions_is_the_default():
    [eg] = get_review_stream({"s": [choose("a", "x", "TECH"), choose("a", "y", "BILLING")]})
    assert eg["accept"] == ["TECH"]


def test_order_of_a_selection_does_not_matter():
    answers = [choose("a", "x", "TECH", "BILLING"), choose("a", "y", "BILLING", "TECH")]
    [eg] = get_review_stream({"s": answers})
    assert sessions(eg) == [["x", "y"]]


def test_spans_are_compared_by_offsets_and_label():
    answers = [
        highlight("Mira left", "x", (0, 4, "PERSON")),
        highlight("Mira left", "y", (0, 4, "PERSON")),
        highlight("Mira left", "z", (0, 4, "ORG")),
        highlight("Mira left", "w"),
    ]
    answers[1]["spans"][0]["token_start"] = 0
    [eg] = get_review_stream({"s": answers})
    assert sessions(eg) == [["x", "y"], ["z"], ["w"]]
    assert eg["versions"][2]["spans"] == []
    # What all have in common is only there once.
    assert eg["tokens"] == TOKENS
    assert "tokens" not in eg["versions"][0]


def test_binary_answers_are_grouped_by_question():
    answers = [
        decide("a", "x", "accept"),
        decide("a", "y", "reject"),
        decide("a", "z", "reject"),
        decide("a", "x", "accept", label="HAM"),
    ]
    first, second = get_review_stream({"s": answers})
    assert sessions(first) == [["x"], ["y", "z"]]
    assert [version["answer"] for version in first["versions"]] == ["accept", "reject"]
    assert [version["default"] for version in first["versions"]] == [False, True]
    assert "answer" not in first
    assert second["label"] == "HAM"


def test_other_manual_answers_are_compared_as_a_whole():
    def write(text, session):
        eg = make_answer("a", transcript=text)
        return {**eg, "_view_id": "blocks", "_session_id": session, "_timestamp": len(session)}

    [eg] = get_review_stream({"s": [write("hi", "x"), write("hi", "yy"), write("ho", "z")]})
    assert sessions(eg) == [["x", "yy"], ["z"]]


def test_relations_shapes_and_regions_are_compared():
    def answer(view_id, session, **keys):
        return {**make_answer("a"), "_view_id": view_id, "_session_id": session, **keys}

    relation = {"head": 0, "child": 1, "label": "A", "color": "red"}
    shape = {"label": "CAT", "points": [[0, 0], [1, 1]], "color": "red"}
    region = {"start": 0.5, "end": 1.5, "label": "S", "id": "1"}
    for view_id, key, item in (
        ("relations", "relations", relation),
        ("image_manual", "spans", shape),
        ("audio_manual", "audio_spans", region),
    ):
        answers = [
            answer(view_id, "x", **{key: [item]}),
            answer(view_id, "y", **{key: [{**item, "color": "blue", "id": "2"}]}),
            answer(view_id, "z", **{key: [{**item, "label": "OTHER"}]}),
        ]
        [eg] = get_review_stream({"s": answers})
        assert sessions(eg) == [["x", "y"], ["z"]]


def test_skipped_answers_are_left_out_unless_asked_for():
    answers = [
        choose("a", "x", "TECH"),
        choose("a", "y", "TECH", answer="reject"),
        choose("a", "z", "TECH", answer="ignore"),
        decide("b", "x", "reject"),
        decide("b", "y", "ignore"),
    ]
    assert [sessions(eg) for eg in get_review_stream({"s": answers})] == [[["x"]], [["x"]]]
    everything = get_review_stream({"s": answers}, show_skipped=True)
    assert [sessions(eg) for eg in everything] == [[["x"], ["y"], ["z"]], [["x"], ["y"]]]


def test_annotators_without_a_name_are_named_after_the_dataset():
    answers = [choose("a", None, "TECH"), choose("a", None, "BILLING")]
    [eg] = get_review_stream({"s": answers, "t": [choose("a", None, "TECH")]})
    assert sessions(eg) == [["s", "t"], ["s"]]
    [eg] = get_review_stream({"s": [{**choose("a", None, "TECH"), "_annotator_id": "ann"}]})
    assert sessions(eg) == [["ann"]]


def test_last_answer_of_an_annotator_counts():
    answers = [choose("a", "x", "TECH"), choose("a", "y", "TECH"), choose("a", "x", "BILLING")]
    [eg] = get_review_stream({"s": answers})
    assert sorted(sessions(eg)) == [["x"], ["y"]]


def test_interfaces_are_reviewed_separately():
    answers = [choose("a", "x", "TECH"), highlight("a", "y")]
    assert [eg["view_id"] for eg in get_review_stream({"s": answers})] == ["choice", "ner_manual"]


def test_reviewed_data_can_be_reviewed_again():
    [eg] = get_review_stream({"s": [choose("a", "x", "TECH")]})
    done = {**eg, "answer": "accept", "_view_id": "review", "_session_id": "g-eve"}
    [again] = get_review_stream({"g": [done]})
    assert (again["view_id"], sessions(again)) == ("choice", [["g-eve"]])
    assert "versions" not in again["versions"][0]


def test_unknown_interface_is_an_error():
    with pytest.raises(RecipeError, match="example 1 of 's'[^$]*--view-id"):
        list(get_review_stream({"s": [make_answer("a")]}))
    [eg] = get_review_stream({"s": [make_answer("a")]}, view_id="text")
    assert eg["view_id"] == "text"


def test_components_are_complete(database):
    add(database, "s", [choose("a", "x", "TECH"), choose("a", "y", "BILLING")])
    components = review("gold", ["s"], label=["TECH", "BILLING"])
    assert len(list(components.pop("stream"))) == 1
    assert components == {
        "view_id": "review",
        "dataset": "gold",
        "before_db": restore_media,
        "config": {
            "choice_style": "single",
            "exclude_by": "input",
            "reviewed_datasets": ["s"],
            "show_notes": True,
            "labels": ["TECH", "BILLING"],
            "view_id": "choice",
        },
    }


def test_several_datasets_are_reviewed_together(database):
    add(database, "s", [choose("a", None, "TECH", "BILLING")])
    add(database, "t", [choose("a", None, "TECH")])
    components = review("gold", "s,t")
    [eg] = components["stream"]
    assert sessions(eg) == [["s"], ["t"]]
    assert components["config"]["choice_style"] == "multiple"


def test_labels_in_the_data_are_the_default(database):
    add(database, "s", [highlight("Mira left", "x", (0, 4, "PERSON"), (5, 9, "ACT"))])
    assert review("gold", ["s"])["config"]["labels"] == ["ACT", "PERSON"]
    relation = {"head": 0, "child": 1, "label": "DOES"}
    eg = highlight("Mira left", "x", (0, 4, "PERSON"))
    add(database, "r", [{**eg, "relations": [relation], "_view_id": "relations"}])
    config = review("gold", ["r"])["config"]
    assert config["labels"] == ["DOES"]
    assert config["relations_span_labels"] == ["PERSON"]


def test_binary_answers_are_excluded_by_question(database):
    add(database, "s", [decide("a", "x", "accept")])
    config = review("gold", ["s"])["config"]
    assert config["exclude_by"] == "task"
    assert "labels" not in config


def test_agreement_is_accepted_automatically(database):
    answers = [
        *(choose("a", session, "TECH") for session in ("x", "y")),
        choose("b", "x", "TECH"),
        choose("b", "y", "BILLING"),
        choose("c", "x", "TECH"),
    ]
    add(database, "s", answers)
    components = review("gold", ["s"], auto_accept=True)
    assert [eg["text"] for eg in components["stream"]] == ["b", "c"]
    [eg] = database.get_dataset_examples("gold")
    assert (eg["text"], eg["answer"], eg["accept"]) == ("a", "accept", ["TECH"])
    assert eg["sessions"] == ["x", "y"]
    assert eg["_view_id"] == "review"
    assert eg["view_id"] == "choice"
    assert eg["_session_id"] in database.sessions
    review("gold", ["s"], auto_accept=True)
    assert database.count_dataset("gold") == 1


def test_one_annotator_may_be_enough(database, capsys):
    add(database, "s", [choose("c", "x", "TECH")])
    assert review("gold", ["s"], auto_accept=True, accept_single=True) is None
    assert "nothing left to review" in capsys.readouterr().err
    assert database.count_dataset("gold") == 1


def test_agreed_rejection_stays_a_rejection(database):
    answers = [decide("a", "x", "reject"), decide("a", "y", "reject")]
    stream = get_review_stream({"s": answers})
    assert list(filter_auto_accept_stream(stream, database, "gold")) == []
    [eg] = database.get_dataset_examples("gold")
    assert eg["answer"] == "reject"


def test_wrong_names_are_an_error(database):
    with pytest.raises(ProdigyError, match="Can't find 'nothing' in database SQLite"):
        review("gold", ["nothing"])
    add(database, "s", [choose("a", "x", answer="ignore")])
    with pytest.raises(RecipeError, match="into itself"):
        review("s", ["s"])
    with pytest.raises(RecipeError, match="nothing to review[^$]*--show-skipped"):
        review("gold", ["s"])
    with pytest.raises(ProdigyError, match="no interface 'choise'"):
        review("gold", ["s"], view_id="choise")


def test_media_are_fetched(database, tmp_path):
    image = tmp_path / "a.png"
    image.write_bytes(b"\x89PNG\r\n\x1a\n")
    eg = {**make_answer("a"), "image": str(image), "spans": [], "_view_id": "image_manual"}
    add(database, "s", [eg])
    [task] = review("gold", ["s"], fetch_media=True)["stream"]
    assert task["image"].startswith("data:image/png;base64,")


BOX = {"label": "CAT", "x": 10.0, "y": 20.0, "width": 40.0, "height": 30.0, "type": "rect"}


def draw(session, *shapes, key="spans", **keys):
    eg = make_answer("a", image="a.png")
    return {**eg, "_view_id": "image_manual", "_session_id": session, key: list(shapes), **keys}


def corners(x, y, width, height):
    return [[x, y], [x, y + height], [x + width, y + height], [x + width, y]]


@pytest.mark.parametrize(
    "other",
    [
        {**BOX, "x": 10.1},
        {**BOX, "points": corners(10, 20, 40, 30), "center": [30, 35]},
        {"label": "CAT", "points": corners(10.5, 19.5, 40, 30)},
        {"label": "CAT", "points": corners(10, 20, 40, 30)[::-1], "type": "polygon"},
    ],
    ids=["a tenth of a pixel", "with points", "half a pixel", "the other way round"],
)
def test_shapes_that_only_rounding_tells_apart_are_one_version(other):
    [eg] = get_review_stream({"s": [draw("x", BOX), draw("y", other)]})
    assert sessions(eg) == [["x", "y"]]
    assert eg["spans"] == [BOX]


@pytest.mark.parametrize(
    "shapes",
    [
        [{**BOX, "x": 11.0}],
        [{**BOX, "label": "DOG"}],
        [BOX, BOX],
        [],
        [{**BOX, "width": None}],
        [{**BOX, "width": float("nan")}],
    ],
    ids=["a pixel", "another label", "twice", "nothing", "no shape", "no number"],
)
def test_shapes_that_differ_are_two_versions(shapes):
    [eg] = get_review_stream({"s": [draw("x", BOX), draw("y", *shapes)]})
    assert sessions(eg) == [["x"], ["y"]]


def test_order_of_shapes_does_not_matter():
    boxes = [{**BOX, "x": 10 + 0.4 * i} for i in range(5)]
    [eg] = get_review_stream({"s": [draw("x", *boxes), draw("y", *boxes[::-1])]})
    assert sessions(eg) == [["x", "y"]]


def test_overlap_from_which_on_shapes_are_the_same_can_be_chosen(database):
    answers = [draw("x", BOX), draw("y", {**BOX, "x": 12.0}), draw("z", {**BOX, "x": 20.0})]
    [eg] = get_review_stream({"s": answers}, iou=0.9)
    assert sessions(eg) == [["x", "y"], ["z"]]
    add(database, "s", answers)
    components = review("gold", ["s"], iou=0.9)
    assert components["config"]["reviewed_iou"] == 0.9
    assert [sessions(task) for task in components["stream"]] == [[["x", "y"], ["z"]]]
    for wrong in (0, 90):
        with pytest.raises(RecipeError, match="--iou must be"):
            review("gold", ["s"], iou=wrong)


def test_shapes_under_another_key_are_compared(database):
    other = {**BOX, "label": "DOG"}
    answers = [draw("x", BOX, key="boxes"), draw("y", other, key="boxes"), draw("z", key="boxes")]
    add(database, "s", answers)
    components = review("gold", ["s"], auto_accept=True)
    [eg] = components["stream"]
    assert sessions(eg) == [["x"], ["y"], ["z"]]
    assert [len(version["boxes"]) for version in eg["versions"]] == [1, 1, 0]
    assert eg["config"] == {"image_manual_spans_key": "boxes"}
    assert components["config"]["labels"] == ["CAT", "DOG"]


def test_key_of_shapes_in_the_settings_of_a_task_stays():
    config = {"image_manual_spans_key": "boxes", "labels": ["CAT"]}
    answers = [draw("x", BOX, key="boxes", config=config), draw("y", key="boxes", config=config)]
    [eg] = get_review_stream({"s": answers})
    assert sessions(eg) == [["x"], ["y"]]
    assert eg["config"] == config


@pytest.mark.parametrize("answer", [["accept"], {"a": 1}, 5, "yes"])
def test_what_is_no_answer_is_left_out_and_named(database, capsys, answer):
    add(database, "s", [choose("a", "x", "TECH", answer=answer), choose("a", "y", "TECH")])
    [eg] = review("gold", ["s"])["stream"]
    assert sessions(eg) == [["y"]]
    assert "Example 1 of dataset s: answer: expected one of accept" in " ".join(
        capsys.readouterr().err.split()
    )


def test_an_answer_that_is_null_is_none_and_names_may_be_numbers():
    [eg] = get_review_stream({"s": [choose("a", 7, "TECH", answer=None), choose("a", "y", "TECH")]})
    assert sessions(eg) == [["7", "y"]]
    assert Validator("review").check(eg) == []
