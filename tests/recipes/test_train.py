"""train and spacy-config, with very short training runs."""

import io
import json
import os
import re
import signal
import subprocess
import sys

import pytest

from prodigy.errors import ProdigyError
from prodigy.io import progress
from tests.training.data import add_ner, add_topics, make_syntax_rows
from tests.training.util import add, label, ner
from tests.util import read_jsonl

SHORT = ["--training.max_steps", "4", "--training.eval_frequency=2"]


@pytest.fixture
def store(home):
    """The database of this test's home, which recipes use, too."""
    from prodigy.components.db import connect

    database = connect()
    yield database
    database.close()


@pytest.fixture(autouse=True)
def _reset_output():
    """--silent lasts until another recipe starts."""
    yield
    from prodigy.recipes.train import set_log_level

    set_log_level()


def run(recipe, *args):
    """Run a command in this process. RETURNS: what the recipe function returns."""
    from prodigy.arguments.parser import RecipeParser
    from prodigy.registry import find_recipe

    found = find_recipe(recipe)
    parser = RecipeParser(recipe, found.arguments)
    return parser.call(found.func, parser.read([str(arg) for arg in args]))


def test_train_tells_what_it_trains_with_and_saves_pipelines(store, tmp_path, capsys):
    import spacy

    add_ner(store, 40)
    add_topics(store, 10)
    store.add_examples([ner("Never mind", answer="ignore")], ["ents"])
    report = tmp_path / "report.jsonl"
    args = ["--ner", "ents", "--textcat-multilabel", "topics", *SHORT, "--label-stats"]
    baseline, best = run("train", tmp_path / "out", *args, "--report", report)
    assert 0 <= baseline <= best <= 1
    printed = capsys.readouterr().out
    lines = [
        "Components: ner, textcat_multilabel",
        "Merging training and evaluation data for 2 components",
        "- [ner] Training: 32 | Evaluation: 8 (20% split)",
        "- [textcat_multilabel] Training: 8 | Evaluation: 2 (20% split)",
        "Training: 40 | Evaluation: 10",
        "Labels: ner (2), textcat_multilabel (3)",
    ]
    assert "\n".join(lines) in printed
    assert re.search(r"Dropped: answered with ignore +1\nAll stored rows +51\n", printed)
    assert "ℹ Pipeline: ['tok2vec', 'ner', 'textcat_multilabel']" in printed
    assert re.search(r"^E +# +LOSS TOK2VEC", printed, re.M)
    assert "TEXTCAT_MULTILABEL, ROC AUC (per label)" in printed
    assert len(read_jsonl(report)) == 51
    for name in ("model-best", "model-last"):
        nlp = spacy.load(tmp_path / "out" / name)
        assert nlp.pipe_names == ["tok2vec", "ner", "textcat_multilabel"]
        assert set(nlp.get_pipe("ner").labels) == {"PERSON", "GPE"}


def test_config_reads_from_datasets(store, capsys):
    add_ner(store, 5)
    add_topics(store, 5)
    add_topics(store, 3, "more")
    run("spacy-config", "-", "--ner", "ents", "-tcm", "topics,eval:more", "-es", "0.4")
    from thinc.api import Config

    captured = capsys.readouterr()
    config = Config().from_str(captured.out, interpolate=False)
    corpora = config["corpora"]
    empty = ["textcat", "parser", "tagger", "senter", "spancat", "experimental_coref"]
    assert [key for key, value in corpora.items() if value is None] == empty
    assert corpora["@readers"] == "prodigy.MergedCorpus.v1"
    assert (corpora["eval_split"], corpora["sample_size"]) == (0.4, 1.0)
    assert corpora["ner"] == {
        "@readers": "prodigy.NERCorpus.v1",
        "datasets": ["ents"],
        "eval_datasets": [],
        "default_fill": "outside",
        "incorrect_key": "incorrect_spans",
    }
    assert corpora["textcat_multilabel"] == {
        "@readers": "prodigy.TextCatCorpus.v1",
        "datasets": ["topics"],
        "eval_datasets": ["more"],
        "exclusive": False,
    }
    assert config["components"]["ner"]["incorrect_spans_key"] == "incorrect_spans"
    assert config["nlp"]["pipeline"] == ["tok2vec", "ner", "textcat_multilabel"]


def test_spacy_finds_the_readers_by_itself(store, tmp_path):
    from spacy.training.initialize import init_nlp
    from spacy.util import load_config

    add_ner(store, 5)
    run("spacy-config", tmp_path / "new" / "config.cfg", "--ner", "ents")
    nlp = init_nlp(load_config(tmp_path / "new" / "config.cfg"))
    assert set(nlp.get_pipe("ner").labels) == {"PERSON", "GPE"}


def test_suggester_looks_at_spans_as_long_as_those_annotated(store):
    from prodigy.recipes.train import _prodigy_config
    from tests.training.util import span_answer

    add(store, "data", [span_answer("one two three four five", ("two three", "A"))])
    row = span_answer("one two three four five", ("one", "A"))
    # The tokens of a task may be characters; what counts are those of the pipeline.
    row["spans"] = [{**row["spans"][0], "end": 23, "token_start": 0, "token_end": 22}]
    add(store, "data", [row])
    config = _prodigy_config({"spancat": (["data"], [])}, None)
    assert config["components"]["spancat"]["suggester"] == {
        "@misc": "spacy.ngram_range_suggester.v1",
        "min_size": 2,
        "max_size": 5,
    }


def test_rejected_tags_are_not_taken_for_tags(store):
    from prodigy.recipes.train import _prodigy_config, _train
    from tests.training.util import span_answer

    rows = [span_answer(f"They saw {i}", ("saw", "VERB"), view="pos_manual") for i in range(9)]
    rows += [span_answer("A saw", ("saw", "VERB"), view="pos", answer="reject")]
    rows += [span_answer("A saw here", ("A", "DET"), view="pos_manual")]
    add(store, "data", rows)
    config = _prodigy_config({"tagger": (["data"], [])}, None)
    assert config["initialize"]["components"]["tagger"]["labels"] == ["DET", "VERB"]
    assert _train(config, overrides={"training.max_steps": 2}, silent=True)[1] >= 0


def test_own_config_keeps_its_settings(store, tmp_path, capsys):
    from spacy.cli.init_config import init_config

    config = init_config(lang="de", pipeline=["ner"])
    config["training"]["dropout"] = 0.3
    config.to_disk(tmp_path / "own.cfg")
    add_ner(store, 3)
    run("spacy-config", "-", "--ner", "ents", "--config", tmp_path / "own.cfg")
    printed = capsys.readouterr()
    assert 'lang = "de"' in printed.out
    assert "dropout = 0.3" in printed.out
    assert "Using config from" in printed.err


@pytest.mark.parametrize("is_silent", [False, True])
def test_a_terminal_shows_how_far_the_data_is(store, tmp_path, monkeypatch, is_silent):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    add_ner(store, 20)
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr(progress, "DELAY_S", 0)
    run("train", "--ner", "ents", *SHORT, *["--silent"] * is_silent)
    shown = terminal.getvalue()
    for name in ("Reading datasets", "Preparing data for training", "for evaluation"):
        assert (name in shown) != is_silent


def test_silent_prints_nothing(store, capfd):
    add_ner(store, 5)
    run("train", "--ner", "ents", "--silent", *SHORT)
    assert capfd.readouterr() == ("", "")


def test_ctrl_c_keeps_what_was_saved(store, tmp_path, monkeypatch, capsys):
    import spacy

    from prodigy.training.running import Scores

    add_ner(store, 20)
    note = Scores.add
    n_evaluations = []

    def interrupt_second(self, *args):
        n_evaluations.append(1)
        note(self, *args)
        if len(n_evaluations) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(Scores, "add", interrupt_second)
    baseline, best = run("train", tmp_path / "out", "--ner", "ents", *SHORT)
    assert best >= baseline
    assert "Interrupted. What was saved is kept in" in " ".join(capsys.readouterr().out.split())
    assert spacy.load(tmp_path / "out" / "model-best").has_pipe("ner")


# Base models --------------------------------------------------------------------------------------


def test_base_model_goes_on_learning_and_the_rest_stays_as_it_is(store, tmp_path, pipeline_path):
    import spacy

    text = "Mira visited Oslo."
    before = spacy.load(pipeline_path)
    add_ner(store, 10)
    add(store, "ents", [ner("Acme pays", ("Acme", "ORG"))])
    run("train", tmp_path / "out", "--ner", "ents", "--base-model", pipeline_path, *SHORT)
    after = spacy.load(tmp_path / "out" / "model-last")
    assert after.pipe_names == before.pipe_names
    assert set(after.get_pipe("ner").labels) == {"PERSON", "GPE", "ORG"}
    assert [(t.tag_, t.dep_) for t in after(text)] == [(t.tag_, t.dep_) for t in before(text)]
    assert after(text).cats == before(text).cats
    frozen = after.config["training"]["frozen_components"]
    assert frozen == [name for name in before.pipe_names if name != "ner"]


@pytest.mark.slow
def test_new_component_joins_a_base_model_with_shared_token_vectors(store, tmp_path):
    import spacy

    add_ner(store, 20)
    add_topics(store, 10)
    run("train", tmp_path / "one", "--ner", "ents", *SHORT)
    base = tmp_path / "one" / "model-last"
    run("train", tmp_path / "two", "-tcm", "topics", "--base-model", base, *SHORT)
    one, two = spacy.load(base), spacy.load(tmp_path / "two" / "model-last")
    assert two.pipe_names == ["tok2vec", "ner", "textcat_multilabel"]
    text = "Ada lives in Oslo."
    assert [e.label_ for e in one(text).ents] == [e.label_ for e in two(text).ents]
    assert (one(text).tensor == two(text).tensor).all()
    assert set(two(text).cats) == {"FOOD", "TRAVEL", "SPORT"}


@pytest.mark.slow
def test_component_with_shared_token_vectors_gets_its_own(store, tmp_path):
    import spacy

    add_ner(store, 20)
    add_topics(store, 10)
    run("train", tmp_path / "one", "--ner", "ents", "-tcm", "topics", *SHORT)
    base = tmp_path / "one" / "model-last"
    run("train", tmp_path / "two", "--ner", "ents", "--base-model", base, *SHORT)
    one, two = spacy.load(base), spacy.load(tmp_path / "two" / "model-last")
    assert one("A soup").cats == two("A soup").cats


@pytest.mark.slow
def test_labels_that_a_base_model_cant_learn_are_named(store, pipeline_path):
    add(store, "data", [label("One", "FOOD"), label("Two", "MUSIC"), label("Three", "FOOD")])
    with pytest.raises(ProdigyError, match="It knows FOOD, TRAVEL.*contain MUSIC"):
        run("train", "--textcat", "data", "-m", pipeline_path, *SHORT)


# What can't work ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--ner", "ent"], r"Can't find 'ent' in database SQLite.\nDid you mean ents\?"),
        (["--ner", "ents,eval:nothing"], "Can't find 'nothing'"),
        ([], "There is nothing to train\n.*--textcat-multilabel"),
        (["--ner", "eval:ents"], "no training data for 'ner'"),
        (["--ner", "empty"], "nothing to train 'ner' with in empty(.|\n)*All stored rows: 0"),
        (["--ner", "topics"], "Dropped: annotates something else: 2"),
        (["--ner", "one"], "nothing to evaluate 'ner' on"),
        (["--ner", "ents", "--eval-split", "0"], "nothing to evaluate 'ner' on\n.*--eval-split"),
        (["--ner", "ents", "--eval-split", "1.5"], "Can't hold back 1.5"),
        (["--textcat", "yesno"], "only one category for 'textcat': A\n.*--textcat-multilabel"),
        (["--textcat", "topics", "-tcm", "topics"], "in one pipeline"),
        (["--ner", "ents", "--gpu-id", "0"], "Can't use the GPU 0(.|\n)*leave out --gpu-id"),
        (["file.txt", "--ner", "ents"], "Can't write to the folder 'file.txt'"),
        (["--ner", "ents", "--foo", "1"], "Don't know the argument '--foo'"),
        (["--ner", "ents", "--nothing.x", "1"], "nothing -> x"),
        (
            ["--ner", "ents", "--training.max_steps", "many"],
            "max_steps: Input should be a valid integer",
        ),
        (["--ner", "ents", "--lang", "klingon"], "blank pipeline for the language 'klingon'"),
        (["--ner", "ents", "--config", "missing.cfg"], "Can't find the config file"),
        (["--ner", "ents", "--base-model", "./missing"], "Can't load the pipeline './missing'"),
        (["--coref", "ents"], "pip install spacy-experimental"),
    ],
)
def test_what_cant_work_is_explained(store, args, message):
    store.add_dataset("empty")
    open("file.txt", "w").close()
    add_ner(store, 3)
    add_ner(store, 1, "one")
    add_topics(store, 2)
    add(store, "yesno", [label("One", "A"), label("Two", "A", "reject"), label("Three", "A")])
    with pytest.raises(ProdigyError, match=message):
        run("train", *args)


def test_mistake_exits_with_1_and_without_a_traceback(store, run_cli):
    result = run_cli("train", "--ner", "nothing")
    assert result.returncode == 1
    assert "Can't find 'nothing' in database SQLite" in result.stderr
    assert "Traceback" not in result.stderr


def test_importing_the_recipes_doesnt_import_spacy():
    code = (
        "import sys, prodigy.recipes.train, prodigy.recipes.data_utils, prodigy.training.corpora\n"
        "assert 'spacy' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@pytest.mark.parametrize("name", ["ner.batch-train", "textcat.train-curve", "ner.gold-to-spacy"])
def test_removed_recipes_name_one_that_exists(name):
    from prodigy.catalog import REMOVED
    from prodigy.registry import find_recipe

    assert find_recipe(REMOVED[name]) is not None


# Whole runs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [pytest.param("train", marks=pytest.mark.slow), "export"])
def test_components_about_syntax_learn_together(store, tmp_path, command):
    import spacy

    for name, rows in make_syntax_rows(8).items():
        add(store, name, rows)
    # On the command line in another order than in the config: nothing depends on it.
    data = [f"--{name}={name}" for name in ("spancat", "parser", "senter", "tagger")]
    if command == "train":
        run("train", tmp_path / "out", *data, *SHORT)
        nlp = spacy.load(tmp_path / "out" / "model-last")
        assert {"tagger", "senter", "parser", "spancat"} <= set(nlp.pipe_names)
        assert set(nlp.get_pipe("parser").labels) >= {"ROOT", "nsubj", "dobj", "punct"}
        return
    run("data-to-spacy", tmp_path / "corpus", *data)
    from spacy.tokens import DocBin

    docs = DocBin().from_disk(tmp_path / "corpus" / "train.spacy").get_docs(spacy.blank("en").vocab)
    for doc in docs:
        assert [sent.text for sent in doc.sents] == [
            doc.text[: doc.text.index(".") + 1],
            "Bob ran.",
        ]
        assert [token.tag_ for token in doc] == ["NOUN", "VERB", "NOUN", "", "", "", ""]
        assert {span.label_ for span in doc.spans["sc"]} == {"A", "B"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        ["--ner", "ents,teach"],
        ["-tcm", "topics", "--ner", "teach,ents"],
        [
            "--spancat",
            "spancat",
            "--senter",
            "senter",
            "--tagger",
            "tagger",
            "--textcat",
            "one",
            "-p",
            "parser",
        ],
    ],
    ids=["ner", "ner and textcat", "others"],
)
def test_same_scores_as_spacy_on_exported_and_on_stored_data(store, run_cli, tmp_path, data):
    add_ner(store, 300)
    add_topics(store, 150)
    add(store, "teach", [ner("Who is Ada?", ("Ada", "GPE"), view="ner", answer="reject")])
    for name, rows in make_syntax_rows(40).items():
        add(store, name, rows)
    add(store, "one", [label(f"Number {i} {name}", name) for i in range(20) for name in "AB"])
    limits = ["--training.max_steps", "60", "--training.eval_frequency", "20"]

    def read_table(text):
        return re.findall(r"^ +\d+ +\d+ .*$", text, re.M)

    ours = run_cli("train", *data, *limits)
    exported = run_cli("data-to-spacy", "./corpus", *data)
    assert exported.returncode == 0, exported.stderr
    command = exported.stdout.strip().split("\n")[-1].split()
    assert command[:4] == ["python", "-m", "spacy", "train"]
    theirs = run_spacy(command[3:] + limits)
    assert run_cli("spacy-config", "stored.cfg", *data).returncode == 0
    stored = run_spacy(["train", "stored.cfg", *limits])
    assert len(read_table(ours.stdout)) == 4
    assert read_table(ours.stdout) == read_table(theirs) == read_table(stored)


def run_spacy(words):
    result = subprocess.run(
        [sys.executable, "-m", "spacy", *words], capture_output=True, encoding="utf-8", timeout=300
    )
    assert result.returncode == 0, result.stderr + result.stdout
    return result.stdout


@pytest.mark.slow
def test_trained_pipelines_go_into_recipes_with_a_model(store, tmp_path):
    add_ner(store, 100)
    run("train", tmp_path / "out", "--ner", "ents", "--training.max_steps", "60", "--silent")
    model = str(tmp_path / "out" / "model-best")
    source = tmp_path / "texts.jsonl"
    source.write_text(json.dumps({"text": "Mira lives in Paris."}) + "\n", encoding="utf-8")
    for name in ("ner.correct", "ner.teach"):
        tasks = list(run(name, "new", model, source)["stream"])
        assert {task["text"] for task in tasks} == {"Mira lives in Paris."}
    assert run("ner.correct", "new", model, source)["config"]["labels"]


@pytest.mark.slow
def test_ctrl_c_in_a_terminal_keeps_the_best_pipeline(store, tmp_path):
    import spacy

    from tests.server import make_env

    add_ner(store, 100)
    command = [sys.executable, "-m", "prodigy", "train", "out", "--ner", "ents"]
    # Jobs in the background of a script are born deaf to Ctrl+C, and so are their children.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(
            [*command, "--training.eval_frequency", "5"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=make_env(None),
            encoding="utf-8",
            cwd=tmp_path,
        )
    finally:
        signal.signal(signal.SIGINT, before)
    with process:
        try:
            for line in process.stdout:
                if re.match(r" +\d+ +10 ", line):
                    os.kill(process.pid, signal.SIGINT)
                    break
            output, errors = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 0, errors
    assert "Interrupted" in output
    assert spacy.load(tmp_path / "out" / "model-best").has_pipe("ner")


def test_rows_without_anything_about_spans_are_no_training_data(store, run_cli, tmp_path):
    rows = [{"text": f"Ada lives in city {i}", "entities": [[0, 3, "PERSON"]]} for i in range(10)]
    add(store, "tuples", rows)
    result = run_cli("train", "out", "--ner", "tuples", "--training.max_steps", "3")
    assert result.returncode == 1
    assert "nothing to train 'ner' with in tuples" in result.stderr
    assert "says nothing about this: 10" in result.stderr
    assert not (tmp_path / "out" / "model-best").exists()


def test_texts_without_any_label_are_no_training_data(store, run_cli):
    add(store, "empty", [ner(f"Nobody is in room {i}") for i in range(10)])
    result = run_cli("train", "--ner", "empty", "--training.max_steps", "3")
    assert result.returncode == 1
    assert "There is no label to learn for 'ner' in empty" in result.stderr


def read_docs(path):
    import spacy
    from spacy.tokens import DocBin

    return list(DocBin().from_disk(path).get_docs(spacy.blank("en").vocab))


def test_class_zero_is_a_class(store, run_cli, tmp_path):
    rows = [{"text": f"Text {i} is {i % 3}", "label": i % 3, "answer": "accept"} for i in range(9)]
    add(store, "numbers", rows)
    result = run_cli("data-to-spacy", "corpus", "--textcat", "numbers", "--eval-split", "0")
    assert result.returncode == 0, result.stderr
    assert "Used for training" in result.stdout
    docs = read_docs(tmp_path / "corpus" / "train.spacy")
    assert [max(doc.cats, key=doc.cats.get) for doc in docs] == ["0", "1", "2"] * 3


def test_the_account_of_data_to_spacy_names_spans_without_label(store, run_cli, tmp_path):
    row = ner("Ada knows Bob", ("Ada", "PERSON"), ("Bob", None))
    add(store, "names", [row, ner("Bob knows Cy", ("Bob", "PERSON"))])
    result = run_cli("data-to-spacy", "corpus", "--ner", "names", "--eval-split", "0")
    assert "Used for training: without spans that have no label" in result.stdout
    assert "Expected a label, found None" in result.stdout
    docs = read_docs(tmp_path / "corpus" / "train.spacy")
    assert [[token.ent_iob_ for token in doc] for doc in docs] == [["B", "O", ""], ["B", "O", "O"]]


@pytest.mark.parametrize("printer", ["util.msg", "messages.msg", "messages.out"])
def test_silent_training_mutes_nobody_else(printer, capsys):
    from importlib import import_module

    from prodigy.recipes.train import set_log_level

    module, name = printer.split(".")
    set_log_level(silent=True)
    getattr(import_module(f"prodigy.{module}"), name).fail("Something else failed")
    assert "Something else failed" in "".join(capsys.readouterr())


def test_msg_of_recipes_writes_to_standard_output(capsys):
    from prodigy.util import msg

    msg.good("Done")
    assert capsys.readouterr() == ("✔ Done\n", "")
