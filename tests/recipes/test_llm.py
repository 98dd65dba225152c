"""Suggestions of language models, through configurations and by our own questions."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from prodigy.components.db import connect
from prodigy.errors import ConfigError, RecipeError
from prodigy.recipes.llm import (
    ner_llm_correct,
    ner_llm_fetch,
    spans_llm_correct,
    spans_llm_fetch,
    textcat_llm_correct,
    textcat_llm_fetch,
)
from tests.llm_stand_in import LLMStandIn, sum_tokens
from tests.server import make_env
from tests.util import read_jsonl

EXAMPLES = Path(__file__).parents[2] / "examples" / "llm"
CONFIG = """
[nlp]
lang = "en"
pipeline = ["llm"]
[components]
[components.llm]
factory = "llm"
[components.llm.task]
@llm_tasks = "spacy.{task}.v3"
labels = ["PERSON", "GPE"]
[components.llm.model]
@llm_models = "prodigy.Chat.v1"
name = "stand-in"
"""
TEXTS = [{"text": "Mira flew to Oslo"}, {"text": "Nobody went"}]
# The command line, which waits for less than a second before it tries again.
IMPATIENT = """
from prodigy.cli import entry
from prodigy.llm import transport
transport.FIRST_WAIT_S = transport.JITTER_S = 0.05
entry()
"""


def answer(asked):
    """As a good model would."""
    text = asked.messages[-1]["content"]
    if asked.schema is None:  # spacy-llm
        is_there = "Mira flew" in text
        return "1. Mira | True | PERSON | a name\n2. Oslo | True | GPE | a city" if is_there else ""
    names = [("Mira", "PERSON"), ("Oslo", "GPE")]
    if "spans" in asked.schema["properties"]:
        return {"spans": [{"text": t, "label": label} for t, label in names if t in text]}
    labels = [label for t, label in names if t in text]
    return {"label": labels[0]} if "label" in asked.schema["properties"] else {"labels": labels}


@pytest.fixture
def stand_in(configure):
    with LLMStandIn(answer) as server:
        configure(server)
        yield server


@pytest.fixture
def configure(home):
    """Make a stand-in the configured model: configure(server, **more_settings)."""

    def write(server, **values):
        llm = {"model": "stand-in", "endpoint": server.url, "price_in": 1, "price_out": 2, **values}
        (home / "prodigy.json").write_text(json.dumps({"llm": llm}))

    return write


@pytest.fixture
def config(tmp_path):
    pytest.importorskip("spacy_llm", reason="spacy-llm is not installed")

    def write(task="NER"):
        path = tmp_path / f"{task}.cfg"
        path.write_text(CONFIG.format(task=task))
        return path

    return write


def get_spans(eg):
    return [(span["text"], span["label"]) for span in eg["spans"]]


def test_entities_are_asked_for_and_written(stand_in, jsonl, tmp_path, capsys):
    ner_llm_fetch("auto", jsonl(TEXTS), "out.jsonl", label=["PERSON", "GPE"])
    first, second = read_jsonl(tmp_path / "out.jsonl")
    assert get_spans(first) == [("Mira", "PERSON"), ("Oslo", "GPE")] and second["spans"] == []
    assert first["tokens"] and first["llm"]["model"] == "stand-in"
    assert "Mira flew to Oslo" in first["llm"]["prompt"] and "spans" in first["llm"]["response"]
    n_in, n_out = stand_in.tokens
    assert f"out.jsonl has 2 texts: {n_in}+{n_out} tokens" in capsys.readouterr().err
    assert first["meta"]["tokens"] + second["meta"]["tokens"] == n_in + n_out
    cost = first["meta"]["cost"] + second["meta"]["cost"]
    assert cost == pytest.approx((n_in + 2 * n_out) / 1e6)


@pytest.mark.parametrize("meta", [None, {"source": "A"}])
def test_what_a_suggestion_has_cost_stands_beside_what_is_known_of_a_text(
    meta, stand_in, jsonl, tmp_path
):
    ner_llm_fetch("auto", jsonl([{"text": "Mira", "meta": meta}]), "out.jsonl", label=["PERSON"])
    [eg] = read_jsonl(tmp_path / "out.jsonl")
    assert eg["meta"].keys() == {*(meta or {}), "tokens", "cost"}


def test_what_does_not_belong_there_is_counted_kept_out_and_named(
    configure, jsonl, tmp_path, capsys
):
    def invent(asked):
        names = [("Mira", "PERSON"), ("Atlantis", "GPE"), ("Oslo", "PLANET")]
        return {"spans": [{"text": text, "label": label} for text, label in names]}

    with LLMStandIn(invent, [None, "refusal"]) as server:
        configure(server, concurrency=1)
        spans_llm_fetch("auto", jsonl(TEXTS), "out.jsonl", label=["PERSON", "GPE"])
    first, second = read_jsonl(tmp_path / "out.jsonl")
    assert get_spans(first) == [("Mira", "PERSON")]
    assert first["llm"]["problem"] == "hallucinated"
    assert [item["why"] for item in first["llm"]["dropped"]] == ["not-found", "unknown-label"]
    assert (second["spans"], second["llm"]["problem"]) == ([], "refused")
    printed = " ".join(capsys.readouterr().err.split())
    assert "line 1 of" in printed and "'Atlantis' 'GPE': it is not in the text" in printed
    assert "the model refused to answer" in printed


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"label": ["PERSON", "GPE"]}, [["PERSON", "GPE"], []]),
        ({"label": ["GPE", "PERSON"], "exclusive": True}, [["PERSON"], ["GPE"]]),
    ],
)
def test_categories_are_options(configure, jsonl, tmp_path, options, expected):
    def choose(asked):
        """Nothing fits the second text, but an exclusive choice has to be made."""
        data = answer(asked) if "Mira" in asked.messages[-1]["content"] else {"labels": []}
        return data if data.keys() == asked.schema["properties"].keys() else {"label": "gpe"}

    with LLMStandIn(choose) as server:
        configure(server)
        textcat_llm_fetch("auto", jsonl(TEXTS), "out.jsonl", **options)
    rows = read_jsonl(tmp_path / "out.jsonl")
    assert [eg["accept"] for eg in rows] == expected
    assert [option["id"] for option in rows[0]["options"]] == options["label"]


def test_one_category_is_a_question_with_a_suggested_answer(stand_in, jsonl):
    textcat_llm_fetch("auto", jsonl(TEXTS), "dataset:cats", label=["GPE"])
    rows = connect().get_dataset_examples("cats")
    assert [(eg["label"], eg["answer"]) for eg in rows] == [("GPE", "accept"), ("GPE", "reject")]
    components = textcat_llm_correct("x", "auto", jsonl(TEXTS), label=["GPE"])
    assert [b["view_id"] for b in components["config"]["blocks"]] == ["classification", "llm_io"]
    assert [eg["meta"]["suggestion"] for eg in components["stream"]] == ["accept", "reject"]


def test_a_dataset_gets_what_was_refused_as_ignored(configure, jsonl):
    with LLMStandIn(answer, ["refusal"]) as server:
        configure(server, concurrency=1)
        ner_llm_fetch("auto", jsonl(TEXTS), "dataset:names", label=["GPE"])
        ner_llm_fetch("auto", jsonl(TEXTS), "dataset:names", label=["GPE"], resume=True)
    rows = connect().get_dataset_examples("names")
    assert [eg["answer"] for eg in rows] == ["ignore", "accept"]
    assert {eg["_view_id"] for eg in rows} == {"ner_manual"}
    assert len(server.asked) == 2


def test_half_a_line_is_asked_again_and_the_rest_is_not(configure, jsonl, tmp_path, capsys):
    source, out = jsonl([{"text": f"Text {n}"} for n in range(4)]), tmp_path / "out.jsonl"
    with LLMStandIn(answer) as server:
        configure(server, cache=False)
        ner_llm_fetch("auto", source, str(out), label=["GPE"])
        lines = out.read_bytes().splitlines(keepends=True)
        out.write_bytes(lines[0] + b"\xff broken\n" + lines[1] + lines[2][:-20])
        ner_llm_fetch("auto", source, str(out), label=["GPE"], resume=True)
    assert len(server.asked) == 4 + 2
    kept = [line for line in out.read_bytes().splitlines() if b"broken" not in line]
    assert sorted(json.loads(line)["text"] for line in kept) == [f"Text {n}" for n in range(4)]
    printed = " ".join(capsys.readouterr().err.split())
    assert "half written" in printed and "1 lines that are no tasks" in printed


def test_an_output_that_is_there_is_kept_beside_the_new_one(stand_in, jsonl, tmp_path):
    (tmp_path / "out.jsonl").write_text('{"text": "precious"}\n')
    ner_llm_fetch("auto", jsonl(TEXTS), "out.jsonl", label=["GPE"])
    assert "precious" in (tmp_path / "out.jsonl.bak").read_text()
    assert len(read_jsonl(tmp_path / "out.jsonl")) == 2


def test_answered_texts_are_not_asked_again(configure, jsonl, serve):
    with LLMStandIn(answer) as server:
        configure(server, cache=False)
        client = serve(ner_llm_correct("names", "auto", jsonl(TEXTS[:1]), label=["GPE"]))
        client.give_answers([{**eg, "answer": "accept"} for eg in client.get_tasks()])
        client = serve(ner_llm_correct("names", "auto", jsonl(TEXTS), label=["GPE"]))
        assert [eg["text"] for eg in client.get_tasks()] == ["Nobody went"]
    assert len(server.asked) == 2


def test_a_configuration_of_spacy_llm_gives_suggestions(stand_in, config, jsonl):
    components = ner_llm_correct("names", config(), jsonl(TEXTS))
    blocks = components["config"]["blocks"]
    assert [block["view_id"] for block in blocks] == ["ner_manual", "llm_io"]
    assert components["config"]["labels"] == ["GPE", "PERSON"]
    first, second = components["stream"]
    assert get_spans(first) == [("Mira", "PERSON"), ("Oslo", "GPE")] and second["spans"] == []
    [charge] = [c for c in stand_in.charges if "Mira flew" in c.prompt]
    n_in, n_out = charge.prompt_tokens, charge.completion_tokens
    assert first["llm"]["usage"] == {
        "prompt_tokens": n_in,
        "completion_tokens": n_out,
        "cost": pytest.approx((n_in + 2 * n_out) / 1e6),
    }
    assert first["llm"]["prompt"].startswith("You are an expert")


@pytest.mark.parametrize(
    ("name", "correct"),
    [("ner", ner_llm_correct), ("spans", spans_llm_correct), ("textcat", textcat_llm_correct)],
)
def test_examples_work_with_a_model_of_ones_own(stand_in, jsonl, name, correct):
    pytest.importorskip("spacy_llm", reason="spacy-llm is not installed")
    extra = ["--components.llm.model.name", "stand-in"]
    components = correct("x", EXAMPLES / f"{name}.cfg", jsonl(TEXTS), _extra=extra)
    first, second = components["stream"]
    assert first["llm"]["model"] == "stand-in" and "Nobody went" in second["llm"]["prompt"]


def test_sentences_are_split_without_asking_the_model(stand_in, config, jsonl):
    source = jsonl([{"text": "Mira flew to Oslo. Nobody went."}])
    components = ner_llm_correct("names", config(), source, segment=True)
    texts = [eg["text"] for eg in components["stream"]]
    assert texts == ["Mira flew to Oslo.", "Nobody went."] and len(stand_in.asked) == 2


def test_settings_of_a_configuration_are_changed_on_the_command_line(
    stand_in, config, jsonl, tmp_path, run_cli
):
    stand_in.models = ("other",)
    args = ("ner.llm.fetch", config(), jsonl(TEXTS), "out.jsonl")
    result = run_cli(*args)
    assert result.returncode == 1 and "Available: other" in result.stderr, result.stderr
    result = run_cli(*args, "--components.llm.model.name", "other", "--resume")
    assert result.returncode == 0, result.stderr
    assert {eg["llm"]["model"] for eg in read_jsonl(tmp_path / "out.jsonl")} == {"other"}


@pytest.mark.parametrize(
    ("change", "options", "words"),
    [
        (lambda text: text.replace("NER", "TextCat"), {}, "Invalid spacy-llm task type"),
        (lambda text: text.replace("spacy.NER", "spacy.Nothing"), {}, "Can't make a pipeline"),
        (lambda text: "[nlp\n", {}, "Can't make a pipeline"),
        (str, {"component": "other"}, "other"),
        (str, {"label": ["A"]}, "--label can't be used with a configuration"),
        (str, {"_extra": ["--what"]}, "Don't know the argument '--what'"),
    ],
)
def test_configurations_that_do_not_fit_are_explained(
    stand_in, config, jsonl, change, options, words
):
    path = config()
    path.write_text(change(path.read_text()))
    with pytest.raises(RecipeError) as error:
        ner_llm_fetch(path, jsonl(TEXTS), "out.jsonl", **options)
    assert words in str(error.value)


def test_auto_needs_labels_and_a_model(jsonl, tmp_path):
    with pytest.raises(RecipeError, match="name labels: --label"):
        ner_llm_fetch("auto", jsonl(TEXTS), "out.jsonl")
    with pytest.raises(ConfigError, match="no model and no endpoint"):
        ner_llm_fetch("auto", jsonl(TEXTS), "out.jsonl", label=["A"])
    assert not (tmp_path / "out.jsonl").exists()


def test_descriptions_of_labels_are_asked_with(stand_in, jsonl, tmp_path, capsys):
    path = tmp_path / "labels.json"
    path.write_text(json.dumps({"GPE": "Cities and countries", "OTHER": "?"}))
    components = ner_llm_correct("x", "auto", jsonl(TEXTS), label=["GPE"], describe=path)
    assert "- GPE: Cities and countries" in next(components["stream"])["llm"]["prompt"]
    assert "describes labels that nobody asks for: OTHER" in capsys.readouterr().err
    path.write_text("[1]")
    with pytest.raises(RecipeError, match="doesn't describe labels"):
        ner_llm_correct("x", "auto", jsonl(TEXTS), label=["GPE"], describe=path)


@pytest.mark.slow
def test_a_long_run_that_is_killed_loses_nothing_and_pays_nothing_twice(configure, jsonl, tmp_path):
    """500 texts, a server that misbehaves in every way, kill -9 in the middle, and once more."""
    faults = ["429", "500", "cut", "drop", "html", "prose", "refusal", "half", "empty"]
    out, n_texts, concurrency = tmp_path / "out.jsonl", 500, 8

    def script(asked):
        # A text may fail in a way that is tried again, but not each time.
        return faults[asked.number // 9 % len(faults)] if asked.number % 9 == 8 else None

    command = [sys.executable, "-c", IMPATIENT, "ner.llm.fetch", "auto"]
    source = jsonl([{"text": f"Mira flew to Oslo on day {n}"} for n in range(n_texts)])
    command += [str(source), str(out), "--label", "PERSON,GPE", "--resume"]
    with LLMStandIn(answer, script, delay_s=0.01) as server:
        configure(server, concurrency=concurrency)
        process = subprocess.Popen(command, env=make_env(), stderr=subprocess.DEVNULL)
        while len(server.charges) < n_texts // 2:
            assert process.poll() is None
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        n_first = len(out.read_bytes().splitlines())
        with out.open("ab") as file:
            file.write(b'{"text": "Mira fle')  # what a kill in the middle of writing leaves
        result = subprocess.run(command, env=make_env(), capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
    rows = read_jsonl(out)
    assert 0 < n_first < n_texts
    assert Counter(eg["text"] for eg in rows) == Counter(eg["text"] for eg in read_jsonl(source))
    # What the server has charged is what is in the file, but for replies that never arrived: those
    # that were cut off, and those that were under way when the program was killed.
    arrived = [charge for charge in server.charges if charge.fault not in ("cut", "html")]
    times = Counter(charge.prompt for charge in arrived)
    n_twice = sum(times.values()) - len(times)
    assert len(times) == n_texts and n_twice <= concurrency
    last = {charge.prompt: charge for charge in arrived}
    usages = [eg["llm"]["usage"] for eg in rows]
    paid = tuple(
        sum(usage[key] for usage in usages) for key in ("prompt_tokens", "completion_tokens")
    )
    assert paid == sum_tokens(last.values())
    assert f"500 texts: {paid[0]:,}+{paid[1]:,} tokens, ${(paid[0] + 2 * paid[1]) / 1e6:.6f}" in (
        result.stderr
    )
    # And each problem is named: in the tasks, and by their number at the end.
    problems = Counter(eg["llm"].get("problem") for eg in rows)
    assert set(problems) == {None, "malformed", "refused", "cut", "empty"}


def test_the_control_group_sees_nothing_of_the_model(stand_in, jsonl):
    found = ner_llm_correct("x", "auto", jsonl(TEXTS), label=["PERSON", "GPE"], control=1.0)
    first, _ = found["stream"]
    assert first["spans"] == [] and "llm" not in first
    assert get_spans(first["suggestion"]) == [("Mira", "PERSON"), ("Oslo", "GPE")]
    assert first["suggestion"]["llm"]["response"] and first["control"] is True
    assert first["config"]["blocks"] == [{"view_id": "ner_manual"}]
    with pytest.raises(RecipeError, match="needs several labels"):
        textcat_llm_correct("x", "auto", jsonl(TEXTS), label=["GPE"], control=0.1)
