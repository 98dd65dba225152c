"""review.return: what a reviewer decided otherwise goes back to exactly those who are concerned."""

import pytest

from prodigy.components.db import connect
from prodigy.core import Controller
from prodigy.errors import RecipeError
from prodigy.recipes.review import review
from prodigy.recipes.review_return import review_return
from tests.util import make_answer


def highlight(text, name, *labels, **keys):
    eg = make_answer(text)
    eg["spans"] = [{"start": 0, "end": 1, "label": label} for label in labels]
    return {**eg, "_view_id": "spans_manual", "_session_id": f"data-{name}", **keys}


def decide(text, name, answer):
    eg = make_answer(text, answer, label="SPAM")
    return {**eg, "_view_id": "classification", "_session_id": f"data-{name}"}


@pytest.fixture
def database(home):
    db = connect()
    yield db
    db.close()


def judge(database, answers, changes):
    """Review answers. RETURNS: The dataset "gold", with changes to the answers by text."""
    for eg in answers:
        database.save_answers([eg], "data", eg["_session_id"], replace=False)
    ctrl = Controller.from_components("review", review("gold", ["data"]))
    while tasks := ctrl.get_questions():
        ctrl.receive_answers([{"answer": "accept", **eg, **changes(eg)} for eg in tasks])


def serve(**options):
    return Controller.from_components("return", review_return("fixed", ["gold"], **options))


def ask(ctrl, name):
    return ctrl.get_questions(ctrl.get_session_name(name))


def by_name(eg):
    return {tuple(version["sessions"]): version for version in eg["versions"]}


def test_items_go_to_those_who_answered_otherwise_and_to_nobody_else(database, capsys):
    answers = [
        *(
            highlight("a", name, label)
            for name, label in (("ann", "X"), ("bob", "Y"), ("cat", "Y"))
        ),
        *(highlight("b", name, "X") for name in ("ann", "bob")),
        highlight("c", "ann", "X", note="Not sure"),
    ]
    own = {"a": {"note": "Z, see page 4"}, "c": {"spans": []}, "b": {}}
    judge(database, answers, lambda eg: own[eg["text"]])
    # The most frequent version of "a" was accepted, all have said the same about "b".
    ctrl = serve()
    assert "ann: 2 items, at /?session=ann" in " ".join(capsys.readouterr().err.split())
    assert ask(ctrl, "bob") == ask(ctrl, "zoe") == []
    first, second = ask(ctrl, "ann")
    assert first["review"] == {
        "annotator": "ann",
        "dataset": "gold",
        "answer": "accept",
        "comment": "Z, see page 4",
    }
    assert [span["label"] for span in first["spans"]] == ["X"]
    versions = by_name(first)
    assert versions[("data-ann",)]["default"] is True
    assert [span["label"] for span in versions[("gold",)]["spans"]] == ["Y"]
    assert "note" not in versions[("gold",)]
    assert ctrl.progress == 0
    assert "comment" not in second["review"]
    assert "note" not in second
    assert by_name(second)[("data-ann",)]["note"] == "Not sure"
    assert by_name(second)[("gold",)]["spans"] == []


def test_several_annotators_correct_the_same_item_on_their_own(database):
    answers = [highlight("a", "ann", "X"), highlight("a", "bob", "Y"), highlight("b", "bob", "Y")]
    judge(database, answers, lambda eg: {"spans": []})
    for _ in range(2):  # also after a restart
        ctrl = serve()
        for name in ("bob", "ann"):
            tasks = ask(ctrl, name)[:1]
            session = ctrl.get_session_name(name)
            ctrl.receive_answers([{**eg, "spans": [], "answer": "accept"} for eg in tasks], session)
    assert ask(serve(), "ann") == ask(serve(), "bob") == []
    fixed = database.get_dataset_examples("fixed")
    found = [(eg["_session_id"], eg["text"], eg["spans"]) for eg in fixed]
    assert sorted(found) == [("fixed-ann", "a", []), ("fixed-bob", "a", []), ("fixed-bob", "b", [])]
    # A reviewer who thinks again asks again.
    [eg] = [eg for eg in database.get_dataset_examples("gold") if eg["text"] == "b"]
    eg["spans"] = [{"start": 0, "end": 1, "label": "Z"}]
    database.add_examples([eg], ["second"])
    ctrl = Controller.from_components("return", review_return("fixed", ["second"]))
    assert [task["text"] for task in ask(ctrl, "bob")] == ["b"]


def test_decisions_of_yes_or_no_are_returned_with_the_answer(database):
    answers = [decide("a", "ann", "accept"), decide("a", "bob", "reject")]
    judge(database, answers, lambda eg: {"answer": "reject"})
    ctrl = serve()
    assert ask(ctrl, "bob") == []
    [eg] = ask(ctrl, "ann")
    assert eg["review"]["answer"] == "reject"
    assert {name: version["answer"] for name, version in by_name(eg).items()} == {
        ("data-ann",): "accept",
        ("gold",): "reject",
    }


def test_what_the_reviewer_ignored_is_not_returned(database):
    judge(database, [highlight("a", "ann", "X")], lambda eg: {"spans": [], "answer": "ignore"})
    assert review_return("fixed", ["gold"]) is None


def test_items_can_be_returned_to_some_only(database, capsys):
    answers = [highlight("a", "ann", "X"), highlight("a", "bob", "Y")]
    judge(database, answers, lambda eg: {"spans": []})
    ctrl = serve(to_session=["ann", "zoe"])
    assert ask(ctrl, "bob") == []
    assert len(ask(ctrl, "ann")) == 1
    assert "Nothing to return to zoe" in capsys.readouterr().err
    with pytest.raises(RecipeError, match="Nothing to return to zoe"):
        review_return("fixed", ["gold"], to_session=["zoe"])
    with pytest.raises(RecipeError, match="into itself"):
        review_return("gold", ["gold"])


def test_answers_of_nobody_in_particular_are_counted(database, capsys):
    eg = {**highlight("a", "x", "X"), "_session_id": "2026-01-01_10-00-00"}
    judge(database, [eg, highlight("a", "ann", "Y")], lambda eg: {"spans": []})
    assert [task["review"]["annotator"] for task in review_return("fixed", ["gold"])["stream"]] == [
        "ann"
    ]
    said = " ".join(capsys.readouterr().err.split())
    assert "1 items can't be returned: nobody knows who annotated them" in said


def test_what_was_corrected_can_be_reviewed_again(database):
    judge(database, [highlight("a", "ann", "X")], lambda eg: {"spans": [], "note": "No"})
    ctrl = serve()
    [eg] = ask(ctrl, "ann")
    ctrl.receive_answers([{**eg, "spans": [], "answer": "accept"}], ctrl.get_session_name("ann"))
    [again] = review("final", ["fixed"])["stream"]
    assert again["view_id"] == "spans_manual"
    assert not {"review", "note"} & set(again)


def test_a_dataset_that_nobody_reviewed_is_an_error(database):
    database.add_examples([highlight("a", "ann", "X")], ["gold"])
    with pytest.raises(RecipeError, match="Nothing in gold was reviewed"):
        review_return("fixed", ["gold"])


def test_names_that_no_session_can_have_hold_up_nobody(database, capsys):
    names = ("Ann Smith", "bob,cat", "x" * 300, "ü&?", None)
    answers = [highlight(f"{i}", name, "X") for i, name in enumerate(names)]
    del answers[-1]["_session_id"]  # of nobody, so that it is called by its dataset
    database.add_examples([*answers, highlight("z", "ann", "X")], ["data"])
    ctrl = Controller.from_components("review", review("gold", ["data"]))
    tasks = ctrl.get_questions()
    ctrl.receive_answers([{"answer": "accept", **eg, "spans": []} for eg in tasks])
    ctrl = serve()
    assert [eg["text"] for eg in ask(ctrl, "ann")] == ["z"]
    assert [eg["text"] for eg in ask(ctrl, "ü&?")] == ["3"]
    said = " ".join(capsys.readouterr().err.split())
    for name in names[:2]:
        assert f"1 items of '{name}' can't be returned" in said
    assert "at most 255 are possible" in said
    assert "1 items can't be returned: nobody knows who annotated them" in said
    assert "/?session=ü%26%3F" in said


def test_annotators_who_are_not_allowed_in_are_named(database, monkeypatch, capsys):
    judge(database, [highlight("a", "ann", "X")], lambda eg: {"spans": []})
    monkeypatch.setenv("PRODIGY_ALLOWED_SESSIONS", "bob")
    serve()
    assert "ann can't get in" in capsys.readouterr().err


@pytest.mark.parametrize(
    "version",
    [
        None,
        {"sessions": "data-ann"},
        {"sessions": 5},
        {"sessions": [None]},
        {"sessions": ["data-ann"], "spans": "none"},
        {"sessions": ["data-ann"], "spans": [5]},
        {"sessions": ["data-ann"], "answer": ["accept"]},
    ],
)
def test_versions_that_nobody_made_are_named_and_the_others_returned(database, capsys, version):
    decided = highlight("a", "eve", "X", _view_id="review", view_id="spans_manual")
    own = {"sessions": ["data-bob"], "spans": [], "answer": None}
    database.add_dataset("data")
    database.add_examples([{**decided, "versions": [version, own]}], ["gold"])
    assert len(ask(serve(), "bob")) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert "dataset gold: versions[0] of the task" in said


def test_decisions_in_no_known_interface_are_named(database, capsys):
    decided = highlight("a", "eve", "X", _view_id="review", versions=[{"sessions": ["data-bob"]}])
    database.add_examples([decided], ["gold"])
    assert review_return("fixed", ["gold"]) is None
    assert "there is no 'view_id'" in " ".join(capsys.readouterr().err.split())
