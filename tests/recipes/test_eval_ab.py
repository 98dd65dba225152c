"""ner.eval-ab: tasks, and the report at the end."""

from types import SimpleNamespace

import pytest

from prodigy.components.validate import Validator
from prodigy.errors import RecipeError
from prodigy.recipes.eval_ab import eval_ab, get_chosen_side
from tests.pipelines import TEXTS
from tests.util import make_answer

TASKS = [
    {"text": text, "meta": {"n": 1}} for text in (TEXTS[2], TEXTS[0], TEXTS[1], TEXTS[0] + " A")
]


@pytest.fixture(scope="module")
def rules():
    import spacy

    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(
        [{"label": "PERSON", "pattern": "Ada"}, {"label": "GPE", "pattern": "Paris"}]
    )
    return nlp


class Database:
    """Storage that only knows how to read."""

    def __init__(self, answers):
        self.answers = answers

    def iter_dataset_examples(self, name):
        return iter(self.answers)


def answer_ab(i, answer="accept", accept=()):
    return make_answer(str(i), answer, id=i, accept=list(accept))


def test_components_are_complete(trained, rules):
    components = eval_ab("data", trained, rules, TASKS, exclude=["old"])
    assert components.pop("on_exit") is not None
    components.pop("stream")
    assert components == {
        "view_id": "choice",
        "dataset": "data",
        "exclude": ["old"],
        "config": {
            "choice_style": "single",
            "choice_auto_accept": True,
        },
    }


def test_only_differences_are_asked_about(trained, rules):
    tasks = list(eval_ab("data", trained, rules, TASKS, unsegmented=True)["stream"])
    # The pipelines agree on the first and the third text.
    assert [eg["id"] for eg in tasks] == [1, 3]
    eg = tasks[0]
    assert [span["text"] for span in eg["A"]["spans"]] == ["Mira", "Oslo"]
    assert eg["B"] == {"text": TEXTS[0], "spans": []}
    options = {option["id"]: option for option in eg["options"]}
    assert options == {"A": {"id": "A", **eg["A"]}, "B": {"id": "B", **eg["B"]}}
    assert eg["meta"] == {"n": 1}
    assert Validator("choice").check(eg) == []


def test_order_is_random_but_always_the_same(trained, rules):
    texts = [{"text": f"{TEXTS[0]} {i}"} for i in range(30)]
    runs = [
        [
            (eg["_task_hash"], tuple(option["id"] for option in eg["options"]))
            for eg in eval_ab("data", trained, rules, texts, unsegmented=True)["stream"]
        ]
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
    assert {order for _, order in runs[0]} == {("A", "B"), ("B", "A")}


def test_labels_limit_the_comparison(trained, rules):
    tasks = eval_ab("data", trained, rules, TASKS, label=["OTHER"], unsegmented=True)["stream"]
    with pytest.raises(RecipeError, match=f"the same entities in all {len(TASKS)} texts"):
        next(tasks)


def test_texts_are_split_by_the_first_pipeline(trained, rules):
    tasks = [{"text": f"{TEXTS[0]} {TEXTS[2]}"}]
    assert [eg["text"] for eg in eval_ab("d", trained, rules, tasks)["stream"]] == [TEXTS[0]]


def test_report_counts_the_last_answers(trained, rules, capsys):
    on_exit = eval_ab("data", trained, rules, TASKS)["on_exit"]
    answers = [
        answer_ab(1, accept=["A"]),
        answer_ab(1, accept=["B"]),
        answer_ab(2, accept=["B"]),
        answer_ab(3, accept=["A"]),
        answer_ab(4, accept=[]),
        answer_ab(5, accept=["A", "B"]),
        answer_ab(6, "reject", accept=["A"]),
        answer_ab(7, "ignore", accept=["A"]),
    ]
    on_exit(SimpleNamespace(dataset="data", db=Database(answers)))
    output = capsys.readouterr().err
    assert "Evaluation results" in output
    assert "You preferred B (After)" in output
    rows = [line.rsplit(maxsplit=1) for line in output.splitlines() if line[-1:].isdigit()]
    assert rows == [["A (Before)", "1"], ["B (After)", "2"], ["Ignored", "1"], ["Total", "4"]]


def test_report_says_if_there_is_no_preference(trained, rules, capsys):
    on_exit = eval_ab("data", trained, rules, TASKS)["on_exit"]
    on_exit(SimpleNamespace(dataset="data", db=Database([])))
    assert "no preference" in capsys.readouterr().err
    on_exit(SimpleNamespace(dataset=None, db=None))
    assert capsys.readouterr().err == ""


def test_answers_of_other_recipes_choose_nothing():
    assert get_chosen_side(answer_ab(1, accept=["OTHER"])) is None
    assert get_chosen_side({"answer": "accept"}) is None


def test_sentences_are_split_if_no_component_does_it(rules):
    from prodigy.pipelines import copy_nlp

    other = copy_nlp(rules)
    other.remove_pipe("entity_ruler")
    components = eval_ab("data", rules, other, [{"text": "Ada left. She went to Paris."}])
    assert [eg["text"] for eg in components["stream"]] == ["Ada left.", "She went to Paris."]
