"""data-to-spacy, and the functions that other recipes import."""

import inspect
import json

import pytest

from prodigy.errors import ProdigyError
from tests.recipes.test_train import _reset_output, run, store  # noqa: F401
from tests.training.data import add_ner, add_topics
from tests.training.util import add, ner


def read_docs(path):
    import spacy
    from spacy.tokens import DocBin

    return list(DocBin().from_disk(path).get_docs(spacy.blank("en").vocab))


def test_export_has_all_that_spacy_needs(store, tmp_path, capsys):  # noqa: F811
    add_ner(store, 20)
    add_topics(store, 10)
    args = ["--ner", "ents", "-tcm", "topics", "--eval-split", "0.3"]
    run("data-to-spacy", "./corpus", *args, "--report", "report.jsonl")
    printed = capsys.readouterr().out
    lines = [line for line in printed.split("\n") if line]
    assert lines[0] == "Using language 'en'"
    assert "✔ Saved 21 training examples" in lines
    assert lines[lines.index("✔ Saved 9 evaluation examples") + 1] == "./corpus/dev.spacy"
    assert lines[-1] == (
        "python -m spacy train ./corpus/config.cfg --paths.train ./corpus/train.spacy "
        "--paths.dev ./corpus/dev.spacy"
    )
    corpus = tmp_path / "corpus"
    docs = read_docs(corpus / "train.spacy")
    assert len(docs) == 21
    assert {ent.label_ for doc in docs for ent in doc.ents} == {"PERSON", "GPE"}
    assert len(read_docs(corpus / "dev.spacy")) == 9
    assert json.loads((corpus / "labels" / "textcat_multilabel.json").read_text()) == [
        *("FOOD", "TRAVEL", "SPORT"),
    ]
    config = (corpus / "config.cfg").read_text(encoding="utf-8")
    assert 'path = "./corpus/labels/ner.json"' in config
    assert "prodigy" not in config
    assert len((tmp_path / "report.jsonl").read_text().splitlines()) == 30


def test_without_evaluation_data_there_is_no_dev_file(store, tmp_path, capsys):  # noqa: F811
    add_ner(store, 5)
    run("data-to-spacy", "corpus", "--ner", "ents")
    run("data-to-spacy", "corpus", "--ner", "ents", "--eval-split", "0")
    assert not (tmp_path / "corpus" / "dev.spacy").exists()
    assert "no dev.spacy" in capsys.readouterr().out


def test_nothing_is_written_without_training_data(store, tmp_path):  # noqa: F811
    add(store, "data", [ner("Text", answer="ignore")])
    with pytest.raises(ProdigyError, match="Dropped: answered with ignore: 1"):
        run("data-to-spacy", "corpus", "--ner", "data")
    assert not (tmp_path / "corpus" / "train.spacy").exists()


@pytest.mark.parametrize("n_left_out", [1, 3])
def test_rows_for_evaluation_are_accounted_for_where_training_has_none(store, n_left_out):  # noqa: F811
    add(store, "data", [ner(f"Text {i}", answer="ignore") for i in range(n_left_out)])
    add(store, "held-back", [ner("Text in Berlin", ("Berlin", "GPE")), ner("No", answer="reject")])
    with pytest.raises(ProdigyError, match="nothing to train 'ner'") as error:
        run("data-to-spacy", "corpus", "--ner", "data,eval:held-back")
    assert "Used for evaluation: 1" in str(error.value)
    assert f"All stored rows: {n_left_out + 2}" in str(error.value)


def test_misaligned_spans_are_shown_with_text_and_offsets(store, capsys):  # noqa: F811
    add_ner(store, 3)
    add(store, "odd", [ner("Ada saw Oslo", ((9, 12), "GPE"), ("Ada", "PERSON"))])
    run("data-to-spacy", "corpus", "--ner", "ents,odd", "--report", "report.jsonl")
    printed = capsys.readouterr().out
    assert "[ner] odd, row 1: 'slo'. The span (characters 9 to 12, label GPE) starts" in printed
    with open("report.jsonl", encoding="utf-8") as file:
        last = [json.loads(line) for line in file][-1]
    assert last["outcome"] == "used"
    assert last["reason"] == "some-misaligned"
    assert (last["problems"][0]["start"], last["problems"][0]["text"]) == (9, "slo")


def test_merged_corpus_gives_examples(store, nlp):  # noqa: F811
    from prodigy.recipes.data_utils import merge_corpus

    add_ner(store, 10)
    corpus = merge_corpus(nlp, {"ner": (["ents"], [])})
    train, dev = list(corpus["train"](nlp)), list(corpus["dev"](nlp))
    assert (len(train), len(dev)) == (8, 2)
    assert {ent.label_ for eg in train for ent in eg.reference.ents} == {"PERSON", "GPE"}


def test_names_that_other_recipes_import():
    from prodigy.recipes import data_utils, train
    from prodigy.registry import Arg

    names = ["ner", "textcat", "textcat_multilabel", "tagger", "senter", "parser", "spancat"]
    names += ["coref", "gpu_id", "verbose", "silent", "eval_split", "config", "base_model", "lang"]
    assert set(names) <= set(train.RECIPE_ARGS)
    assert all(isinstance(arg, Arg) for arg in train.RECIPE_ARGS.values())
    parameters = {
        train._train: ["config", "output_dir", "overrides", "gpu_id", "show_label_stats"],
        train._train_curve: ["pipes", "eval_split", "n_samples", "show_plot", "overrides"],
        train._prodigy_config: ["pipes", "config", "lang", "eval_split", "base_model", "verbose"],
        train.setup_gpu: ["gpu_id"],
        train.set_log_level: ["verbose", "silent"],
        data_utils.merge_corpus: ["nlp", "pipes"],
    }
    for func, expected in parameters.items():
        assert set(expected) <= set(inspect.signature(func).parameters)
    assert data_utils.NerExample(text="a", spans=[{"start": 0, "end": 1, "label": "X"}]).spans


def test_recipes_of_others_can_train(store, tmp_path):  # noqa: F811
    from prodigy.recipes.data_utils import get_datasets_from_cli
    from prodigy.recipes.train import _prodigy_config, _train, set_log_level, setup_gpu

    add_ner(store, 5)
    set_log_level(verbose=False, silent=True)
    setup_gpu(-1)
    pipes = get_datasets_from_cli(["ents"], [], [], [], [], [], [], [])
    config = _prodigy_config(pipes, None, lang="en", eval_split=0.2, base_model=None, verbose=False)
    limits = {"training.max_steps": 2}
    baseline, best = _train(
        config, output_dir=tmp_path, overrides=limits, gpu_id=-1, show_label_stats=False
    )
    assert baseline <= best
