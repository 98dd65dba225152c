"""Suggestions made ahead: the same as those of the recipe, whatever happens in between."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from prodigy.arguments.parser import RecipeParser
from prodigy.calling import find
from prodigy.cli import main
from prodigy.recipes.parts import block_journal
from prodigy.recipes.parts.block_recipe import BlockRecipe
from prodigy.shapes import SUGGESTED_KEY
from tests.pipelines import TEXTS
from tests.util import read_jsonl, write_jsonl

NER = "ner.correct PIPELINE"
# Two sentences in a task, the same sentence in two texts, the same text twice, tokens that the
# data brings along, and characters that are one in Python and two in the browser.
TASKS = [
    {"text": f"{TEXTS[0]} {TEXTS[2]}", "meta": {"page": 1, "odd": [None, 1.5, 2**70]}},
    {"text": f"{TEXTS[0]} {TEXTS[1]}"},
    {"text": TEXTS[3], "spans": [{"start": 0, "end": 3, "label": "OLD"}]},
    {"text": TEXTS[3]},
    {"text": "Ada saw 🍕 Paris.", "mine": {"a": {}}},
    {"text": TEXTS[1]},
]
RECIPES = [
    ("ner.correct", "", "out.jsonl"),
    ("ner.correct", "-U --label GPE,NEW", "out.parquet"),
    ("spans.correct", "", "dataset:ahead"),
    ("textcat.correct", "", "out.parquet"),
    ("textcat.correct", "-c textcat_multilabel --threshold 0.9", "out.jsonl"),
    ("pos.correct", "", "out.jsonl"),
    ("pos.correct", "--fine-grained --unsegmented", "dataset:ahead"),
    ("dep.correct", "", "out.parquet"),
    ("sent.correct", "", "out.jsonl"),
]


@pytest.fixture
def source(tmp_path):
    return write_jsonl(tmp_path / "texts.jsonl", TASKS)


@pytest.fixture(autouse=True)
def _loaded(request, monkeypatch):
    """Load the pipeline once, except for tests with other processes."""
    if request.node.get_closest_marker("slow") is None:
        nlp = request.getfixturevalue("trained")
        for module in ("preannotate", "parts.block_recipe"):
            monkeypatch.setattr(f"prodigy.recipes.{module}.load_spacy_model", lambda name: nlp)


@pytest.fixture
def make(source, pipeline_path):
    """Run the command in this process."""

    def run(output="out.jsonl", recipe=NER, *options, texts=source, size=2):
        words = ["preannotate", texts, output, *options, "--block-size", size]
        if recipe:
            words += ["--from-recipe", recipe.replace("PIPELINE", str(pipeline_path))]
        if "--workers" not in options:
            words += ["--workers", 1]
        return main([str(word) for word in words])

    return run


def open_recipe(name, *words):
    found = find(name)
    parser = RecipeParser(name, found.arguments)
    values = parser.read([str(word) for word in words])
    components = parser.call(found.func, values)
    return list(components["stream"]), components["config"], components["view_id"]


@pytest.mark.parametrize(("recipe", "options", "output"), RECIPES)
def test_recipe_shows_the_same_without_the_pipeline(
    recipe, options, output, make, source, pipeline_path
):
    assert make(output, f"{recipe} PIPELINE {options}") == 0
    expected = open_recipe(recipe, "set", pipeline_path, source, *options.split())
    found = open_recipe(recipe, "set", "blank:en", output)
    assert found == expected
    assert len(found[0]) > 3
    # The options may be given again, if they are the same.
    assert open_recipe(recipe, "set", "blank:en", output, *options.split()) == expected


def test_labels_are_those_that_are_wanted_last(make, source, pipeline_path):
    assert make() == 0
    words = ["--label", "GPE", "--unsegmented"]
    expected = open_recipe("ner.correct", "set", pipeline_path, source, "--label", "GPE")
    assert open_recipe("ner.correct", "set", "blank:en", "out.jsonl", *words[:2]) == expected
    with pytest.raises(Exception, match="were made without --unsegmented"):
        open_recipe("ner.correct", "set", "blank:en", "out.jsonl", *words)


def test_what_does_not_fit_is_refused_or_left_out(make, capsys):
    assert make() == 0
    assert make("cats.jsonl", "textcat.correct PIPELINE") == 0
    with pytest.raises(Exception, match="are for ner.correct, not for spans.correct"):
        open_recipe("spans.correct", "set", "blank:en", "out.jsonl")
    with pytest.raises(Exception, match="made with the labels FOOD, TRAVEL"):
        open_recipe("textcat.correct", "set", "blank:en", "cats.jsonl", "--label", "FOOD")
    with pytest.raises(Exception, match="were made without --threshold 0.2"):
        open_recipe("textcat.correct", "set", "blank:en", "cats.jsonl", "--threshold", "0.2")
    rows = read_jsonl(Path("out.jsonl"))
    write_jsonl("mixed.jsonl", [*rows[:2], {"text": "Plain."}, *rows[2:]])
    found, _, _ = open_recipe("ner.correct", "set", "blank:en", "mixed.jsonl")
    assert len(found) == len(rows)
    assert "Line 3 of mixed.jsonl: It has no suggestions" in capsys.readouterr().err
    with pytest.raises(Exception, match="Can't find component 'ner'"):
        open_recipe("ner.correct", "set", "blank:en", write_jsonl("plain.jsonl", TASKS))


def test_tasks_say_how_they_were_made(make):
    assert make(recipe="ner.correct PIPELINE --unsegmented") == 0
    mark = read_jsonl(Path("out.jsonl"))[0][SUGGESTED_KEY]
    assert mark == {
        "recipe": "ner.correct",
        "pipeline": "en_pipeline 0.0.0",
        "view_id": "ner_manual",
        "labels": ["GPE", "PERSON"],
        "options": {"unsegmented": True},
    }


def test_pipeline_alone_says_what_is_suggested(make, pipeline_path, capsys):
    assert make("a.jsonl", None, pipeline_path) == 1
    error = capsys.readouterr().err
    assert "several kinds" in error and "textcat: --component textcat" not in error
    assert "- ner: --component ner, for ner.correct" in error
    assert make("a.jsonl", None, pipeline_path, "--component", "ner", "--label", "GPE") == 0
    assert make("b.jsonl", "ner.correct PIPELINE --component ner --label GPE") == 0
    assert Path("a.jsonl").read_bytes() == Path("b.jsonl").read_bytes()
    assert make("c.jsonl", None, pipeline_path, "--component", "parser") == 0
    assert read_jsonl(Path("c.jsonl"))[0]["relations"]


def test_suggestions_are_no_answers_to_train_with(make, capsys):
    assert make("dataset:ahead") == 0
    assert main(["data-to-spacy", "corpus", "--ner", "ahead", "--eval-split", "0"]) == 1
    output = " ".join("".join(capsys.readouterr()).split())
    assert "suggested by a pipeline, answered by nobody" in output


def stop_after(monkeypatch, n_blocks, error):
    """Let the run end after some blocks."""
    add = block_journal.Journal.add

    def add_or_stop(journal, *args):
        if len(journal.done) >= n_blocks:
            raise error
        add(journal, *args)

    monkeypatch.setattr(block_journal.Journal, "add", add_or_stop)


def test_stopped_work_goes_on_with_what_is_missing(make, source, monkeypatch, capsys):
    source.write_text(source.read_text("utf8") + "{broken\n" + json.dumps({"text": "Last."}))
    assert make("whole.jsonl") == 1
    error = capsys.readouterr().err
    assert "Line 7 of" in error and "Partial: 1 texts with something wrong were left out" in error
    with monkeypatch.context() as patch:
        stop_after(patch, 2, KeyboardInterrupt)
        assert make() == 130
    assert "Stopped. 4 texts are done" in capsys.readouterr().err
    assert not Path("out.jsonl").exists()
    # As a machine without power would leave them.
    for suffix in (".unfinished", ".journal"):
        with open(f"out.jsonl{suffix}", "ab") as file:
            file.write(b'{"half": ')
    calls = []
    with monkeypatch.context() as patch:
        suggest = BlockRecipe.suggest
        patch.setattr(BlockRecipe, "suggest", lambda *args: calls.append(args) or suggest(*args))
        assert make() == 1
    error = capsys.readouterr().err
    assert "Going on: 4 texts are done already" in error
    assert "Partial: 1 texts" in error
    assert len(calls) == 1
    assert Path("out.jsonl").read_bytes() == Path("whole.jsonl").read_bytes()
    assert sorted(path.name for path in Path().glob("*.jsonl*")) == [
        *["out.jsonl", "texts.jsonl", "whole.jsonl"]
    ]


@pytest.mark.parametrize("output", ["out.jsonl", "out.parquet", "dataset:ahead"])
def test_last_step_is_done_once(output, make, monkeypatch, capsys):
    with monkeypatch.context() as patch:
        # As Ctrl+C does, also where a shell lets its background jobs ignore that.
        interrupt = signal.default_int_handler
        patch.setattr(block_journal.Journal, "remove", lambda journal: interrupt(2, None))
        assert make(output) == 130
    assert make(output) == 0
    assert "Made 7 tasks" in capsys.readouterr().err
    assert len(open_recipe("ner.correct", "set", "blank:en", output)[0]) == 7
    assert make(output) == 1
    assert f"{output} exists already" in capsys.readouterr().err


def test_what_has_changed_is_named_and_refused(make, source, monkeypatch, capsys):
    def begin():
        with monkeypatch.context() as patch:
            stop_after(patch, 1, KeyboardInterrupt)
            assert make("out.jsonl", NER, "--overwrite") == 130
        capsys.readouterr()

    begin()
    assert make("out.jsonl", "ner.correct PIPELINE --label GPE") == 1
    error = capsys.readouterr().err
    assert "--label changed since it was begun" in error and "2 texts are done" in error
    assert make(size=3) == 1
    assert "--block-size changed" in capsys.readouterr().err
    text = source.read_text("utf8")
    source.write_text(text.replace("Paris", "Porto"), "utf8")
    assert make() == 1
    assert "the source changed" in capsys.readouterr().err
    assert make("out.jsonl", NER, "--overwrite") == 0
    with monkeypatch.context() as patch, source.open(encoding="utf8") as file:
        patch.setattr(sys, "stdin", file)
        stop_after(patch, 1, KeyboardInterrupt)
        assert make("piped.jsonl", NER, texts="-") == 130
    source.write_text(text, "utf8")
    capsys.readouterr()
    with monkeypatch.context() as patch, source.open(encoding="utf8") as file:
        patch.setattr(sys, "stdin", file)
        assert make("piped.jsonl", NER, texts="-") == 1
    assert "Block 1 (line 1 of standard input" in capsys.readouterr().err


def test_changed_pipeline_is_noticed(make, trained, pipeline_path, tmp_path, monkeypatch, capsys):
    path = tmp_path / "own"
    trained.to_disk(path)
    with monkeypatch.context() as patch:
        stop_after(patch, 1, KeyboardInterrupt)
        assert make("out.jsonl", f"ner.correct {path}") == 130
    (path / "meta.json").write_text((path / "meta.json").read_text() + " ")
    assert make("out.jsonl", f"ner.correct {path}") == 1
    assert "the pipeline changed since it was begun" in capsys.readouterr().err


def test_full_disk_loses_nothing(make, monkeypatch, capsys):
    with monkeypatch.context() as patch:
        n_synced = []

        def sync(file):
            n_synced.append(file)
            if len(n_synced) > 4:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            file.flush()

        patch.setattr(block_journal, "_to_disk", sync)
        assert make() == 1
    error = capsys.readouterr().err
    assert "No space left on device" in error and "2 texts are done and safe" in error
    assert make() == 0
    assert make("whole.jsonl") == 0
    assert Path("out.jsonl").read_bytes() == Path("whole.jsonl").read_bytes()


RECIPE = """
import prodigy
from prodigy.components.loaders import JSONL

@prodigy.recipe("mine", source=("Texts", "positional"), shout=("Shout", "flag", "s", bool))
def mine(source: str, shout: bool = False):
    def make():
        for eg in JSONL(source):
            if "Oslo" in eg["text"]:
                raise ValueError("I have never been there")
            yield {**eg, "label": eg["text"].upper() if shout else "ONE"}
    return {"dataset": "x", "view_id": "classification", "stream": make()}

@prodigy.recipe("all-bad")
def all_bad(dataset, source):
    return {"dataset": dataset, "view_id": "text", "stream": (1 / 0 for _ in [source])}

@prodigy.recipe("no-stream")
def no_stream(source):
    return None
"""


def test_recipes_of_others_work_block_by_block(make, tmp_path, capsys):
    (tmp_path / "mine.py").write_text(RECIPE)
    assert make("out.jsonl", "mine -s", "-F", "mine.py") == 1
    error = " ".join(capsys.readouterr().err.split())
    assert "Line 1 of" in error and "mine fails with it: ValueError: I have never" in error
    assert "Partial: 2 texts" in error
    rows = read_jsonl(Path("out.jsonl"))
    assert [eg["text"] for eg in rows] == [eg["text"] for eg in TASKS[2:]]
    assert rows[0]["label"] == TEXTS[3].upper()
    many = write_jsonl(tmp_path / "many.jsonl", [{"text": str(i)} for i in range(20)])
    assert make("bad.jsonl", "all-bad", "-F", "mine.py", texts=many, size=20) == 1
    assert "all-bad fails with every task" in capsys.readouterr().err
    assert make("none.jsonl", "no-stream", "-F", "mine.py") == 1
    assert "no-stream returns no stream" in capsys.readouterr().err
    assert make("strict.jsonl", "mine", "-F", "mine.py", "--strict") == 1
    assert "There is something wrong with line 1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("output", "recipe", "options", "message"),
    [
        ("texts.jsonl", NER, [], "The source can't be the output"),
        ("out.csv", NER, [], "Can't write suggestions to out.csv"),
        ("dataset:a b", NER, [], "Invalid name"),
        ("out.jsonl", None, [], "What makes the suggestions?"),
        ("out.jsonl", NER, ["blank:en"], "everything about the suggestions is in its quotes"),
        ("out.jsonl", "'", [], "Can't read --from-recipe"),
        ("out.jsonl", "nowhere", [], "Can't find the recipe 'nowhere'"),
        ("out.jsonl", "db-out", [], "db-out has no argument 'source'"),
        ("out.jsonl", "ner.correct PIPELINE -c x", [], "Can't find component 'x'"),
        ("out.jsonl", "ner.correct PIPELINE --prefer diverse", [], "Give --prefer to the recipe"),
        ("out.jsonl", NER, ["--workers", "0"], "--workers is at least 1"),
        ("out.jsonl", NER, ["--address", "tcp://a:1"], "--address is for --engine dask"),
        ("out.jsonl", NER, ["--loader", "nope"], "Can't find loader"),
    ],
)
def test_bad_input_is_explained(output, recipe, options, message, make, capsys):
    assert make(output, recipe, *options) == 1
    assert message in capsys.readouterr().err
    assert [path.name for path in Path().glob("*.jsonl*")] == ["texts.jsonl"]


def test_wrong_words_of_the_recipe_are_wrong_usage(make, capsys):
    assert make(recipe="ner.correct PIPELINE extra") == 2
    assert "--from-recipe ner.correct: error: unrecognized arguments: extra" in (
        capsys.readouterr().err
    )


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["local", "dask"])
def test_killed_worker_loses_and_doubles_nothing(engine, tmp_path, pipeline_path):
    """Same bytes from one process and from two of which one is killed in the middle."""
    texts = [{"text": f"{TEXTS[i % 4]} {i}"} for i in range(3_000)]
    source = write_jsonl(tmp_path / "many.jsonl", texts)
    words = ["--from-recipe", f"ner.correct {pipeline_path}", "--block-size", "100"]
    assert main(["preannotate", str(source), "one.jsonl", *words, "--workers", "1"]) == 0
    command = [sys.executable, "-m", "prodigy", "preannotate", str(source), "two.jsonl", *words]
    process = subprocess.Popen(
        [*command, "--engine", engine, "--workers", "2"], stderr=subprocess.PIPE, text=True
    )
    journal = Path("two.jsonl.journal")
    while not (journal.exists() and journal.read_bytes().count(b"\n") > 3):
        assert process.poll() is None
        time.sleep(0.01)
    os.kill(_find_worker(process.pid), signal.SIGKILL)
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    if engine == "local":
        assert "A process was killed (SIGKILL" in errors
    assert Path("two.jsonl").read_bytes() == Path("one.jsonl").read_bytes()


DEADLY = """
import os, signal
import prodigy
from prodigy.components.stream import get_stream

def kill(stream):
    for eg in stream:
        if "deadly" in eg["text"]:
            os.kill(os.getpid(), signal.SIGKILL)
        yield eg

@prodigy.recipe("deadly")
def deadly(dataset, source):
    stream = get_stream(source)
    stream.apply(kill)
    return {"dataset": dataset, "view_id": "text", "stream": stream}
"""


@pytest.mark.slow
def test_text_that_no_process_survives_is_named(tmp_path, capsys):
    (tmp_path / "deadly.py").write_text(DEADLY)
    texts = [{"text": "deadly" if i == 7 else str(i)} for i in range(20)]
    write_jsonl(tmp_path / "texts.jsonl", texts)
    words = ["preannotate", "texts.jsonl", "out.jsonl", "--from-recipe", "deadly"]
    words += ["-F", "deadly.py", "--workers", "2", "--block-size", "2"]
    assert main(words) == 1
    error = " ".join(capsys.readouterr().err.split())
    assert "has cost 3 processes: line 7 to line 8 of texts.jsonl" in error
    assert Path("out.jsonl.journal").read_bytes().count(b"\n") == 4
    texts[7]["text"] = "harmless"
    write_jsonl(tmp_path / "texts.jsonl", texts)
    assert main([*words, "--overwrite"]) == 0
    assert len(read_jsonl(Path("out.jsonl"))) == 20


def _find_worker(pid):
    """Find the process with the most memory among those that a process has started."""
    found = [pid]
    for parent in found:
        for path in Path(f"/proc/{parent}/task").glob("*/children"):
            found.extend(map(int, path.read_text().split()))
    return max(
        found[1:], key=lambda child: int(Path(f"/proc/{child}/statm").read_text().split()[1])
    )
