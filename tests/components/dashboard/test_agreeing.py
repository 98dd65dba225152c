"""Agreement on the dashboard is what the commands `metric.iaa.*` measure."""

import random

import pytest

from prodigy.components.dashboard import agreeing
from prodigy.components.dashboard.agreeing import measure_overlap
from prodigy.components.db import connection
from prodigy.hashing import set_hashes
from prodigy.recipes.metric import iaa_binary, iaa_doc, iaa_span


@pytest.fixture(autouse=True)
def commands_use_it(request, monkeypatch):
    """The commands look into the database of the test."""
    name = "store" if "store" in request.fixturenames else "db"
    monkeypatch.setattr(connection, "_default", request.getfixturevalue(name))


OPTIONS = [{"id": name, "text": name} for name in "ABC"]


def fill(db, make, n=40, names=("al", "bo", "cy")):
    rng = random.Random(1)
    for i in range(n):
        for name in rng.sample(names, rng.randint(1, len(names))):
            eg = set_hashes({"text": f"this is text {i}", **make(rng)})
            eg["answer"] = rng.choice(["accept"] * 8 + ["reject", "ignore"])
            eg["_session_id"] = eg["_annotator_id"] = f"d-{name}"
            db.save_answers([eg], "d", f"d-{name}", replace=False)


def binary(rng):
    return {"_view_id": "classification", "label": "A"}


def choice(rng):
    return {"_view_id": "choice", "options": OPTIONS, "accept": [rng.choice("AAAB")]}


def choices(rng):
    return {**choice(rng), "accept": rng.sample("ABC", rng.randint(0, 2))}


def spans(rng):
    starts = rng.sample([0, 5, 8], rng.randint(1, 2))
    marked = [{"start": i, "end": i + 4, "label": rng.choice("AB")} for i in starts]
    return {"_view_id": "ner_manual", "spans": marked}


def close(value):
    return None if value is None else pytest.approx(value, abs=1e-9)


def check(found, kind):
    assert found["kind"] == kind and found["reason"] is None
    assert found["n_annotators"] == 3 and found["n_inputs"] == found["n_found"] > 10
    assert all(
        one["low"] is None or one["low"] <= one["value"] <= one["high"]
        for _, _, one in agreeing.iter_values(found["rows"])
    )


def test_yes_and_no(store, capsys):
    fill(store, binary)
    found, of_command = measure_overlap(store, ["d"]), iaa_binary("dataset:d")
    check(found, "binary")
    (row,) = found["rows"]
    assert (
        row["percent"]["value"] == close(of_command.percent) and row["percent"]["low"] is not None
    )
    assert row["alpha"]["value"] == close(of_command.alpha)


def test_one_option_or_several(db, capsys):
    fill(db, choice)
    found, of_command = measure_overlap(db, ["d"]), iaa_doc("dataset:d", "multiclass")
    check(found, "multiclass")
    assert found["rows"][0]["alpha"]["value"] == close(of_command.alpha)
    db.drop_dataset("d")
    fill(db, choices)
    found, by_label = measure_overlap(db, ["d"]), iaa_doc("dataset:d", "multilabel")
    check(found, "multilabel")
    assert {row["name"]: row["alpha"]["value"] for row in found["rows"]} == {
        label: close(one.alpha) for label, one in by_label.items()
    }


def test_spans(db, capsys):
    fill(db, spans)
    found, of_command = measure_overlap(db, ["d"]), iaa_span("dataset:d")
    check(found, "span")
    assert {row["name"]: row["f1"]["value"] for row in found["rows"]} == {
        name: close(of_command.get_average(name or None)[2]) for name in ("", "A", "B")
    }
    assert found["rows"][0]["f1"]["low"] is not None


def test_of_many_inputs_the_same_part_is_taken(db, monkeypatch):
    fill(db, binary)
    monkeypatch.setattr(agreeing, "MAX_INPUTS", 12)
    found = measure_overlap(db, ["d"])
    assert found["n_inputs"] == 12 < found["n_found"]
    assert found == measure_overlap(db, ["d"])


def test_why_it_is_not_measured(db):
    db.add_dataset("d")
    assert "two annotators" in measure_overlap(db, ["d"])["reason"]
    for view, answer in (("text_input", "accept"), ("classification", "reject")):
        for name in ("al", "bo"):
            eg = {"text": view, "_view_id": view, "answer": answer, "_session_id": f"d-{name}"}
            db.add_examples([set_hashes(eg)], ["d"])
        found = measure_overlap(db, ["d"])
        assert found["rows"] == [] and found["reason"]
        assert ("different interfaces" if view != "text_input" else "not measured") in found[
            "reason"
        ]
