"""Commands for datasets, through the real command line where output matters."""

import io
import json

import pytest

import prodigy
from prodigy.cli import main
from prodigy.components.db import connect, dropping
from prodigy.errors import ProdigyError
from prodigy.recipes import commands
from prodigy.recipes.parts import dataset_formats, dataset_import
from tests.util import make_answer, read_jsonl, write_jsonl

ANSWERS = [
    make_answer("one", "accept", meta={"n": 1}),
    make_answer("two", "reject", flagged=True),
    make_answer("drüben 👍🏽", "ignore", mine=[1.5, None]),
]


@pytest.fixture
def dataset(home):
    """The default database with the dataset "set"."""
    db = connect()
    db.add_dataset("set-alex", session=True)
    db.add_examples([dict(eg) for eg in ANSWERS], datasets=["set", "set-alex"])
    return db


# stats


def test_stats_describe_the_installation(run_cli, home):
    result = run_cli("stats")
    assert result.returncode == 0
    rows = [line.split("  ") for line in result.stdout.split("\n") if "  " in line]
    found = {row[0]: row[-1].strip() or row[1:] for row in rows}
    assert "✨  Prodigy Stats" in result.stdout
    for key in ("Location", "Platform", "Python Version", "spaCy Version", "Database Name"):
        assert key in found
    assert f"Version          {prodigy.__version__}" in result.stdout
    assert "Database Id      sqlite" in result.stdout
    assert "Total Datasets   0" in result.stdout
    assert str(home) in result.stdout


def test_stats_count_and_list_datasets_and_sessions(dataset, run_cli):
    assert "Total Datasets   1" in run_cli("stats").stdout
    assert "set-alex" not in run_cli("stats", "-l").stdout
    result = run_cli("stats", "-ls")
    assert "Sessions" in result.stdout
    assert "set-alex" in result.stdout


def test_stats_without_format(dataset, run_cli):
    lines = run_cli("stats", "-NF", "-l").stdout.split("\n")
    assert f"Version {prodigy.__version__}" in lines
    assert "Database Name SQLite" in lines
    assert lines[-2] == "set"


def test_stats_of_a_dataset(dataset, run_cli):
    lines = run_cli("stats", "set", "-NF", "-ls").stdout.split("\n")
    for line in ("Dataset set", "Annotations 3", "Accept 1", "Reject 1", "Ignore 1", "set-alex"):
        assert line in lines


@pytest.mark.parametrize(
    "words", [["stats", "nothing"], ["drop", "nothing"], ["db-out", "nothing"]]
)
def test_unknown_dataset(words, dataset, capsys):
    assert main(words) == 1
    stdout, stderr = capsys.readouterr()
    assert stdout == ""
    assert "✘ Can't find 'nothing' in database SQLite." in stderr


def test_unknown_dataset_suggests_similar_names(dataset, capsys):
    main(["drop", "sett"])
    assert "Did you mean set" in capsys.readouterr().err


# drop


def test_drop_removes_the_dataset(dataset, run_cli):
    result = run_cli("drop", "set")
    assert (result.returncode, result.stdout) == (0, "")
    assert "✔ Removed 'set' from database SQLite." in result.stderr
    assert "set" not in dataset
    assert dataset.count_dataset("set-alex") == 3


# db-out


def test_db_out_prints_one_example_per_line_and_nothing_else(dataset, run_cli):
    result = run_cli("db-out", "set")
    assert (result.returncode, result.stderr) == (0, "")
    assert read_jsonl(result.stdout) == ANSWERS
    assert result.stdout.isascii()


@pytest.mark.parametrize(
    ("options", "indices"),
    [
        (["--answer", "accept"], [0]),
        (["-a", "reject"], [1]),
        (["--flagged-only"], [1]),
        (["--flagged-only", "-a", "accept"], []),
    ],
)
def test_db_out_filters(options, indices, dataset, capsys):
    assert main(["db-out", "set", *options]) == 0
    assert read_jsonl(capsys.readouterr().out) == [ANSWERS[index] for index in indices]


def test_db_out_writes_into_a_directory(dataset, tmp_path, capsys):
    assert main(["db-out", "set", str(tmp_path / "a" / "b")]) == 0
    stdout, stderr = capsys.readouterr()
    assert stdout == ""
    assert "Exported 3 examples" in stderr
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["set.jsonl"]
    assert read_jsonl(tmp_path / "a" / "b" / "set.jsonl") == ANSWERS


def test_db_out_writes_a_file(dataset, tmp_path):
    assert main(["db-out", "set", str(tmp_path / "mine.jsonl"), "--answer", "accept"]) == 0
    assert read_jsonl(tmp_path / "mine.jsonl") == ANSWERS[:1]


def test_db_out_into_a_directory_that_can_not_be_made(dataset, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main(["db-out", "set", str(tmp_path / "file" / "out")]) == 1
    assert "✘ Can't write the file" in capsys.readouterr().err


def test_failing_export_keeps_the_old_file(dataset, tmp_path, monkeypatch):
    path = tmp_path / "mine.jsonl"
    path.write_text("old")
    monkeypatch.setattr(json, "dumps", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        commands.db_out("set", path)
    assert path.read_text() == "old"


def test_db_out_dry_writes_nothing(dataset, tmp_path, capsys):
    assert main(["db-out", "set", str(tmp_path / "out"), "--dry"]) == 0
    stdout, stderr = capsys.readouterr()
    assert stdout == ""
    assert "Would export 3 examples" in stderr
    assert not (tmp_path / "out").exists()


def test_db_out_of_a_session(dataset, capsys):
    assert main(["db-out", "set-alex"]) == 0
    assert len(read_jsonl(capsys.readouterr().out)) == 3


# db-in


def test_db_in_and_db_out_give_the_same_file(run_cli, jsonl):
    path = jsonl(ANSWERS)
    result = run_cli("db-in", "new", path)
    assert (result.returncode, result.stdout) == (0, "")
    assert "Created dataset 'new' in database SQLite." in result.stderr
    assert "Imported 3 examples to 'new' (session " in result.stderr
    assert "Found and kept 3 existing answers." in result.stderr
    assert read_jsonl(run_cli("db-out", "new").stdout) == ANSWERS


def test_db_in_links_a_session(home, jsonl):
    commands.db_in("new", str(jsonl(ANSWERS)))
    db = connect()
    [session] = db.sessions
    assert db.datasets == ["new"]
    assert db.count_dataset(session) == 3


def test_db_in_adds_hashes_and_answers(home, jsonl):
    commands.db_in("new", str(jsonl([{"text": "one"}, make_answer("two", "reject")])))
    one, two = connect().get_dataset_examples("new")
    assert one == make_answer("one", "accept")
    assert two == make_answer("two", "reject")


def test_db_in_keeps_existing_hashes(home, jsonl):
    commands.db_in("new", str(jsonl([{"text": "one", "_input_hash": 1, "_task_hash": 2}])))
    [eg] = connect().get_dataset_examples("new")
    assert (eg["_input_hash"], eg["_task_hash"]) == (1, 2)


def test_db_in_rehash(home, jsonl):
    path = jsonl([{"text": "one", "_input_hash": 1, "_task_hash": 2, "answer": "accept"}])
    assert main(["db-in", "new", str(path), "-rh"]) == 0
    [eg] = connect().get_dataset_examples("new")
    assert eg["_input_hash"] == make_answer("one")["_input_hash"]


def test_db_in_answer_is_for_examples_without_one(home, jsonl, capsys):
    path = jsonl([{"text": "one"}, make_answer("two", "ignore")])
    assert main(["db-in", "new", str(path), "--answer", "reject"]) == 0
    answers = [eg["answer"] for eg in connect().get_dataset_examples("new")]
    assert answers == ["reject", "ignore"]


def test_db_in_overwrite_replaces_answers(home, jsonl, capsys):
    path = jsonl([{"text": "one"}, make_answer("two", "ignore")])
    assert main(["db-in", "new", str(path), "-a", "reject", "-o"]) == 0
    answers = [eg["answer"] for eg in connect().get_dataset_examples("new")]
    assert answers == ["reject", "reject"]
    assert "Found and overwrote 1 existing answers." in capsys.readouterr().err


@pytest.mark.parametrize("words", [["new"], ["new", "-"]])
def test_db_in_reads_standard_input(words, run_cli):
    result = run_cli("db-in", *words, input='{"text": "one"}\n{"text": "two"}\n')
    assert result.returncode == 0
    assert [eg["text"] for eg in connect().get_dataset_examples("new")] == ["one", "two"]


def test_db_in_uses_the_loader(home, tmp_path):
    (tmp_path / "a.txt").write_text("one\ntwo\n")
    (tmp_path / "b.dat").write_text("three\n")
    assert main(["db-in", "new", str(tmp_path / "a.txt")]) == 0
    assert main(["db-in", "new", str(tmp_path / "b.dat"), "-lo", "txt"]) == 0
    assert [eg["text"] for eg in connect().get_dataset_examples("new")] == ["one", "two", "three"]


def test_db_in_adds_to_an_existing_dataset(dataset, jsonl, capsys):
    assert main(["db-in", "set", str(jsonl(ANSWERS))]) == 0
    assert dataset.count_dataset("set") == 6
    assert "Created" not in capsys.readouterr().err


def test_db_in_dry_changes_nothing(home, jsonl, capsys):
    assert main(["db-in", "new", str(jsonl(ANSWERS)), "--dry"]) == 0
    assert "Would import 3 examples" in capsys.readouterr().err
    assert (connect().datasets, connect().sessions) == ([], [])


def test_db_in_missing_file(home, capsys):
    assert main(["db-in", "new", "nowhere.jsonl"]) == 1
    assert "nowhere.jsonl" in capsys.readouterr().err
    assert connect().datasets == []


@pytest.mark.parametrize("name", ["a,b", "a b", ""])
def test_db_in_with_an_invalid_name(name, home, jsonl, capsys):
    assert main(["db-in", name, str(jsonl(ANSWERS))]) == 1
    assert "Invalid name of a dataset" in capsys.readouterr().err


def test_db_in_streams(home, monkeypatch):
    """No more than one chunk is ever taken from the source before it is stored."""
    monkeypatch.setattr(dataset_import, "CHUNK_SIZE", 10)
    db = connect()
    ahead = []

    def source():
        for n in range(95):
            stored = sum(map(db.count_dataset, db.sessions))
            ahead.append(n - stored)
            yield {"text": str(n)}

    class Source:
        def __iter__(self):
            return source()

    monkeypatch.setattr(dataset_formats, "make_source", lambda *args: Source())
    commands.db_in("new", "-")
    assert db.count_dataset("new") == 95
    assert max(ahead) < 10


# db-merge


@pytest.fixture
def two_sets(dataset):
    dataset.add_dataset("two-jo", session=True)
    examples = [dict(ANSWERS[0]), make_answer("new"), {**ANSWERS[1], "answer": "accept"}]
    dataset.add_examples(examples, datasets=["two", "two-jo"])
    return dataset


def test_db_merge_leaves_out_the_same_annotations(two_sets, capsys):
    assert main(["db-merge", "set,two", "both"]) == 0
    merged = two_sets.get_dataset_examples("both")
    assert [(eg["text"], eg["answer"]) for eg in merged] == [
        ("one", "accept"),
        ("two", "reject"),
        ("drüben 👍🏽", "ignore"),
        ("new", "accept"),
        ("two", "accept"),
    ]
    assert "Merged 5 of 6 examples of 2 datasets to 'both'" in capsys.readouterr().err
    assert two_sets.count_dataset("set") == 3


def test_db_merge_keeps_the_sessions(two_sets):
    commands.db_merge(["set", "two"], "both")
    assert two_sets.get_dataset_sessions("both") == ["set-alex", "two-jo"]


def test_db_merge_rehash(dataset):
    dataset.add_examples([{"text": "x", "_input_hash": 1, "_task_hash": 1}], datasets=["old"])
    dataset.add_examples([{"text": "x", "_input_hash": 2, "_task_hash": 2}], datasets=["older"])
    commands.db_merge(["old", "older"], "both", rehash=True)
    [eg] = dataset.get_dataset_examples("both")
    assert eg["_input_hash"] == make_answer("x")["_input_hash"]
    assert dataset.get_dataset_examples("old")[0]["_input_hash"] == 1


def test_db_merge_dry(two_sets, capsys):
    assert main(["db-merge", "set,two", "both", "--dry"]) == 0
    assert "Would merge 5 of 6 examples" in capsys.readouterr().err
    assert "both" not in two_sets


def test_db_merge_refuses_a_dataset_with_data(two_sets, capsys):
    assert main(["db-merge", "set", "two"]) == 1
    assert "'two' already contains examples" in capsys.readouterr().err


def test_db_merge_of_one_dataset_warns_and_copies(dataset, capsys):
    assert main(["db-merge", "set", "copy"]) == 0
    assert "only one dataset" in capsys.readouterr().err
    assert dataset.get_dataset_examples("copy") == ANSWERS


def test_db_merge_of_many_pages(home, monkeypatch):
    monkeypatch.setattr("prodigy.recipes.parts.dataset_io.CHUNK_SIZE", 7)
    db = connect()
    db.add_examples([make_answer(str(n)) for n in range(50)], datasets=["a"])
    commands.db_merge(["a"], "b")
    assert [eg["text"] for eg in db.get_dataset_examples("b")] == [str(n) for n in range(50)]


# Others


def test_progress_prints_a_table(dataset, run_cli):
    dataset.add_examples([{**ANSWERS[0], "_timestamp": 1_600_000_000}], datasets=["set"])
    result = run_cli("progress", "set", "--interval", "year")
    assert result.returncode == 0
    assert "Legend" in result.stdout
    rows = [line.split() for line in result.stdout.split("\n") if line.startswith("20")]
    assert rows[0] == ["2020", "1", "1", "1", "1"]
    assert rows[1][1:] == ["3", "2", "4", "3"]


def test_print_dataset(dataset, run_cli):
    result = run_cli("print-dataset", "set", "--style", "text")
    assert result.returncode == 0
    assert "✔ one\nn: 1\n" in result.stdout
    assert "✘ two\n" in result.stdout


def test_print_stream(home, jsonl, capsys, tmp_path):
    import spacy

    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "ORG", "pattern": "Uber"}])
    nlp.to_disk(tmp_path / "model")
    path = jsonl([{"text": "Uber grows"}, {"image": "a.jpg"}])
    assert main(["print-stream", str(tmp_path / "model"), str(path)]) == 0
    assert capsys.readouterr().out == "[Uber ORG] grows\n\n"


def test_dataset_creates_an_empty_dataset(home, capsys):
    assert main(["dataset", "new", "What it is for", "--author", "me"]) == 0
    meta = connect().get_meta("new")
    assert (meta["description"], meta["author"]) == ("What it is for", "me")
    with pytest.raises(ProdigyError, match="already exists"):
        commands.dataset("new")


def test_exported_file_can_be_imported_again(dataset, tmp_path):
    write_jsonl(tmp_path / "a.jsonl", dataset.get_dataset_examples("set"))
    commands.db_in("again", str(tmp_path / "a.jsonl"))
    assert dataset.get_dataset_examples("again") == ANSWERS


# figures for scripts, and deleting parts


def test_figures_as_json_are_those_of_the_table(dataset, run_cli):
    figures = json.loads(run_cli("stats", "set", "-ls", "--json").stdout)
    assert {key: figures[key] for key in ("annotations", "accept", "reject", "ignore")} == {
        "annotations": 3,
        "accept": 1,
        "reject": 1,
        "ignore": 1,
    }
    assert figures["sessions"] == ["set-alex"] and isinstance(figures["created"], int)
    figures = json.loads(run_cli("stats", "--json", "-l").stdout)
    assert (figures["total_datasets"], figures["datasets"]) == (1, ["set"])
    [period] = json.loads(run_cli("progress", "set", "--json").stdout)["periods"]
    assert (period["new"], period["new_unique"], period["total_unique"]) == (3, 3, 3)


def test_odd_answers_and_times_of_imports_are_counted(home, capsys):
    odd = [{"answer": ["accept"], "_timestamp": float("nan")}, {"answer": {}, "_timestamp": "now"}]
    connect().add_examples([{**make_answer(str(i)), **eg} for i, eg in enumerate(odd)], ["set"])
    assert main(["stats", "set", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["annotations"] == 2
    assert main(["progress", "set", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["periods"][0]["total"] == 2


def test_sessions_are_dropped_from_one_dataset(store):
    store.add_dataset("set-alex", session=True)
    ids = store.add_examples([dict(eg) for eg in ANSWERS], datasets=["set", "set-alex"])
    store.add_examples([make_answer("of jo")], datasets=["set"])
    store.link("other", ids[:1])
    assert dropping.count_session_answers(store, "set", "set-alex") == 3
    assert dropping.drop_session_answers(store, "set", "set-alex") == 3
    assert [eg["text"] for eg in store.get_dataset_examples("set")] == ["of jo"]
    for name in ("other", "set-alex"):
        assert [eg["text"] for eg in store.get_dataset_examples(name)] == ["one"]
    assert store.tables.example.select().count() == 2


def test_dropping_a_session_needs_a_yes(dataset, capsys):
    assert main(["drop", "set", "--session", "alex"]) == 1
    assert "Not sure whether to remove 3 examples" in capsys.readouterr().err
    assert main(["drop", "set", "--session", "alex", "--dry"]) == 0
    assert main(["drop", "set", "--batch", "set-alex", "--yes"]) == 1
    assert "Its sessions are: set-alex" in capsys.readouterr().err
    assert dataset.count_dataset("set") == 3
    assert main(["drop", "set", "-s", "alex", "-y"]) == 0
    assert dataset.count_dataset("set") == 0 and dataset.sessions == []


@pytest.mark.parametrize(("said", "is_left"), [("y\n", False), ("\n", True), ("no\n", True)])
def test_a_person_at_a_terminal_is_asked(dataset, monkeypatch, said, is_left):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr("sys.stdin", Terminal(said))
    assert main(["drop", "set"]) == int(is_left)
    assert ("set" in dataset) is is_left
