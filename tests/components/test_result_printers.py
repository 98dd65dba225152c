"""Results as text, for recipes that print their own reports."""

from types import SimpleNamespace

from prodigy.components.printers import answers, get_compare_printer, ner_result, tc_result
from prodigy.models.evaluation import count_entities, count_labels
from tests.util import make_answer


def test_answers_have_a_total():
    assert answers({"accept": 3, "reject": 1}) == "accept   3\nreject   1\ntotal    4"


def test_ner_results_leave_out_what_is_unknown():
    stats = count_entities([{(0, 1, "X")}], [{"spans": [{"start": 0, "end": 1, "label": "X"}]}])
    assert ner_result(stats).splitlines() == [
        "Correct         1",
        "Incorrect       0",
        "Unknown         0",
        "Entities        1",
        "Accuracy        1.000",
    ]
    assert "Best accuracy   0.750" in ner_result(stats, best=0.75)
    assert "Baseline        0.500" in ner_result(stats, baseline=0.5)


def test_tc_results_have_all_figures():
    output = tc_result(count_labels([{"A": True, "B": False}], [{"A": True, "B": True}]))
    assert "Correctly selected   1" in output
    assert "Wrongly left out     1" in output
    assert "Recall               0.500" in output


def test_the_compare_printer_is_a_callback(capsys):
    rows = [
        make_answer("1", accept=["A"], mapping={"A": "before", "B": "after"}),
        make_answer("2", accept=["B"], mapping={"A": "before", "B": "after"}),
    ]
    db = SimpleNamespace(get_dataset=lambda name: rows)
    get_compare_printer("before", "after")(SimpleNamespace(dataset="data", db=db))
    assert "before" in "".join(capsys.readouterr())
