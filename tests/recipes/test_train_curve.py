"""train-curve, with very short training runs."""

import re

import pytest

from prodigy.errors import ProdigyError
from tests.recipes.test_train import SHORT, _reset_output, run, store  # noqa: F401
from tests.training.data import add_ner, add_topics


def test_every_portion_has_a_row(store, capsys):  # noqa: F811
    add_ner(store, 20)
    add_topics(store, 10)
    args = ["--ner", "ents", "-tcm", "topics", "--n-samples", "2", "--show-plot"]
    run("train-curve", *args, *SHORT)
    printed = capsys.readouterr().out
    assert "Training 2 times with 50%, 100% of the data" in printed
    assert re.search(r"^%      Score    ner      textcat_multilabel$", printed, re.M)
    assert re.search(r"^----   ------   ------   -{18}$", printed, re.M)
    rows = re.findall(r"^ *(\d+)%   (\d\.\d\d)( [▲▼=])?", printed, re.M)
    assert [row[0] for row in rows] == ["0", "50", "100"]
    assert [bool(row[2]) for row in rows] == [False, True, True]
    assert "┌──" in printed
    assert re.search("Accuracy (improved|did not improve) in the last sample", printed)


def test_evaluation_data_is_the_same_for_all_portions(store):  # noqa: F811
    from prodigy.recipes.train import _prodigy_config
    from prodigy.training.running import apply_overrides, initialize

    add_ner(store, 20)
    config = _prodigy_config({"ner": (["ents"], [])}, None)
    found = {}
    for portion in (0.5, 1.0):
        sampled = apply_overrides(config, {"corpora.sample_size": portion})
        _, data = initialize(sampled)
        found[portion] = [{doc.text for doc in docs} for docs in data.docs.values()]
        reasons = [row.verdict.reason for row in data.rows.store.rows]
        assert reasons.count("not-sampled") == 16 * (1 - portion)
    assert found[0.5][1] == found[1.0][1]
    assert len(found[0.5][0]) == 8
    assert found[0.5][0] < found[1.0][0]


def test_no_portion_is_an_error(store):  # noqa: F811
    add_ner(store, 2)
    with pytest.raises(ProdigyError, match="--n-samples"):
        run("train-curve", "--ner", "ents", "--n-samples", "0")


@pytest.mark.parametrize(
    ("scores", "expected"), [((0.314, 0.31), "="), ((0.5, 0.31), "▼"), ((0.3, 0.31), "▲")]
)
def test_rows_compare_what_is_shown(scores, expected):
    from prodigy.recipes.train_curve import _format_scores
    from prodigy.training.curve import Sample

    before, after = (Sample(0.5, score, {"ner": score}) for score in scores)
    assert _format_scores(after, before) == [f"0.31 {expected}"] * 2
