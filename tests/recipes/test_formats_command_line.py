"""db-out --format and db-in --format."""

import csv
import io
import json
from pathlib import Path

import pytest

from prodigy.cli import main
from prodigy.components.db import connect
from prodigy.components.formats import FORMATS, read_iob
from tests.components.formats.helpers import ANSWER, CHOICE, TEXT, get_spans, make_answer
from tests.util import make_task, read_jsonl

EXAMPLES = [
    make_task(**ANSWER),
    make_task(**make_answer((0, 0, "ORG"), flagged=True)),
    make_task(**make_answer((2, 2, "X"), answer="ignore")),
    make_task(**make_answer((0, 1, "A"), (1, 1, "B"))),
    make_task(**CHOICE),
]
STREAMS = [name for name, fmt in FORMATS.items() if fmt.kind == "stream"]
TEXTUAL = [name for name, fmt in FORMATS.items() if fmt.spans or fmt.categories]
NOT_STREAMS = [name for name in FORMATS if name not in STREAMS]


@pytest.fixture
def db(home):
    """The default database with the dataset "set"."""
    database = connect()
    database.add_examples([dict(eg) for eg in EXAMPLES], datasets=["set"])
    return database


def export(name, tmp_path, *options):
    path = tmp_path / f"out{FORMATS[name].extension}"
    assert main(["db-out", "set", str(path), "--format", name, *options]) == 0
    return path


@pytest.mark.parametrize("name", TEXTUAL)
def test_export_and_import(name, db, tmp_path, capsys):
    path = export(name, tmp_path)
    exported = capsys.readouterr()
    assert exported.out == ""
    assert main(["db-in", "new", str(path), "--format", name]) == 0
    imported = capsys.readouterr()
    assert imported.out == ""
    found = db.get_dataset_examples("new")
    assert f"Exported {len(found)} examples of 'set' from database SQLite as {name}." in (
        exported.err.replace("\n", " ")
    )
    assert f"Imported {len(found)} examples to 'new'" in imported.err
    assert ("Left out" in exported.err) == (len(found) < len(EXAMPLES))
    for eg in found:
        assert eg["answer"] in ("accept", "ignore")
        assert {"_input_hash", "_task_hash"} <= set(eg)
    if FORMATS[name].spans:
        assert (found[0]["text"], get_spans(found[0])) == (TEXT, get_spans(ANSWER))
    if FORMATS[name].answers == "all":
        assert found == EXAMPLES


@pytest.mark.parametrize("name", STREAMS)
def test_standard_output_is_only_data(name, db, tmp_path, run_cli):
    expected = export(name, tmp_path).read_bytes().decode()
    result = run_cli("db-out", "set", "--format", name)
    assert result.returncode == 0
    assert result.stdout.replace("\r\n", "\n") == expected.replace("\r\n", "\n")
    assert "Exported" not in result.stderr


def test_standard_output_is_utf8_whatever_the_terminal_is(db, run_cli):
    env = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    result = run_cli("db-out", "set", "--format", "iob", env=env)
    assert result.returncode == 0
    assert "👍🏽\tSpaceAfter=No\tO" in result.stdout


@pytest.mark.parametrize("name", NOT_STREAMS)
def test_other_formats_need_a_place(name, db, capsys):
    assert main(["db-out", "set", "--format", name]) == 1
    stdout, stderr = capsys.readouterr()
    assert stdout == ""
    assert f"✘ The format '{name}' can't be written to standard output" in stderr
    suggestion = f"prodigy db-out set ./set{FORMATS[name].extension} --format {name}"
    assert suggestion in " ".join(stderr.split())


@pytest.mark.parametrize("name", [name for name in STREAMS if FORMATS[name].spans])
def test_import_from_standard_input(name, db, tmp_path, run_cli):
    text = export(name, tmp_path, "--answer", "accept").read_bytes().decode()
    result = run_cli("db-in", "new", "-", "--format", name, input=text)
    assert result.returncode == 0
    assert get_spans(db.get_dataset_examples("new")[0]) == get_spans(ANSWER)


@pytest.mark.parametrize("name", NOT_STREAMS)
def test_other_formats_can_not_be_read_from_standard_input(name, db, capsys):
    assert main(["db-in", "new", "-", "--format", name]) == 1
    assert "can't read standard input" in capsys.readouterr().err
    assert "new" not in db


def test_what_is_left_out_is_counted_and_listed(db, tmp_path, capsys):
    report = Path("report.jsonl")  # a long path would be wrapped
    export("iob", tmp_path, "--report", str(report))
    lines = capsys.readouterr().err.split("\n")
    assert lines[-6:-1] == [
        "⚠ Left out 3 of 5 examples",
        "      1  ignored",
        "      1  spans that overlap",
        "      1  categories, which this format can't hold",
        f"See {report}",
    ]
    rows = read_jsonl(report)
    assert [row["reason"] for row in rows] == ["ignore", "overlap", "not-categories"]
    assert [span["text"] for span in rows[1]["spans"]] == ["Uber’s", "’s"]
    assert rows[1]["_task_hash"] == EXAMPLES[3]["_task_hash"]


def test_without_a_report_the_command_names_the_option(db, tmp_path, capsys):
    export("iob", tmp_path)
    assert "List them with --report FILE.jsonl" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "spans"),
    [
        (["--answer", "accept"], [get_spans(ANSWER), [(0, 4, "ORG")]]),
        (["--flagged-only"], [[(0, 4, "ORG")]]),
        (["--answer", "reject"], []),
    ],
)
def test_filters_still_work(options, spans, db, tmp_path):
    assert [get_spans(eg) for eg in read_iob(export("iob", tmp_path, *options))] == spans


@pytest.mark.parametrize("name", FORMATS)
def test_dry_export_counts_and_writes_nothing(name, db, tmp_path, capsys):
    export(name, tmp_path)
    expected = capsys.readouterr().err.split("Exported ")[1].split(" ")[0]
    before = sorted(tmp_path.rglob("*"))
    assert main(["db-out", "set", str(tmp_path / "dry"), "--format", name, "--dry"]) == 0
    stdout, stderr = capsys.readouterr()
    assert stdout == ""
    assert f"Would export {expected} examples of 'set'" in stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_dry_export_to_nowhere_writes_the_report(db, tmp_path, capsys):
    report = tmp_path / "report.jsonl"
    words = ["db-out", "set", "--format", "spacy", "--dry", "--report", str(report)]
    assert main(words) == 0
    assert "Would export 4 examples" in capsys.readouterr().err
    assert [row["reason"] for row in read_jsonl(report)] == ["ignore"]


@pytest.mark.parametrize(
    ("out", "name", "expected"),
    [
        ("folder", "conll2003", "folder/set.conll"),
        ("train.txt", "conll2003", "train.txt"),
        ("folder", "doccano", "folder/set.jsonl"),
        ("v1.2", "csv", "v1.2/set.csv"),
        ("x/y.parquet", "parquet", "x/y.parquet"),
        ("my.dataset", "hf-tokens", "my.dataset/data/train-00000-of-00001.parquet"),
    ],
)
def test_where_files_go(out, name, expected, db, tmp_path):
    (tmp_path / "v1.2").mkdir()
    assert main(["db-out", "set", str(tmp_path / out), "--format", name]) == 0
    assert (tmp_path / expected).is_file()


@pytest.mark.parametrize("command", ["db-out", "db-in"])
def test_unknown_format(command, db, capsys):
    assert main([command, "set", "x", "--format", "label-studio"]) == 1
    stderr = capsys.readouterr().err
    assert "✘ Can't find the format 'label-studio'" in stderr
    assert "Formats: labelstudio, " in stderr


def test_report_of_an_export_needs_a_format(db, tmp_path, capsys):
    assert main(["db-out", "set", "x", "--report", str(tmp_path / "r.jsonl")]) == 1
    assert "--report needs a --format" in capsys.readouterr().err


def test_format_and_loader_exclude_each_other(db, capsys):
    assert main(["db-in", "new", "x", "--format", "csv", "--loader", "csv"]) == 1
    assert "Choose --format or --loader" in capsys.readouterr().err


def test_help_lists_the_formats(capsys):
    for command in ("db-out", "db-in"):
        assert main([command, "--help"]) == 0
        stdout = " ".join(capsys.readouterr().out.split())
        assert all(name in stdout for name in FORMATS)


def test_import_adds_answers_and_reports_what_it_can_not_use(db, tmp_path, capsys):
    empty = {"data": {"text": "b"}, "annotations": []}
    task = {"data": {"text": "a"}, "annotations": [{"result": [], "was_cancelled": True}]}
    other = {"data": {"text": "c"}, "annotations": [{"result": []}]}
    path, report = tmp_path / "a.json", tmp_path / "report.jsonl"
    path.write_text(json.dumps([task, empty, other]))
    words = ["db-in", "new", str(path), "--format", "labelstudio", "--report", str(report)]
    assert main([*words, "--answer", "reject"]) == 0
    stderr = capsys.readouterr().err
    assert "Left out 1 of 3 examples" in stderr
    assert "      1  not annotated yet" in stderr
    assert "Found and kept 1 existing answers." in stderr
    assert [eg["answer"] for eg in db.get_dataset_examples("new")] == ["ignore", "reject"]
    assert [row["text"] for row in read_jsonl(report)] == ["b"]


def test_dry_import(db, tmp_path, capsys):
    path = export("csv", tmp_path)
    assert main(["db-in", "new", str(path), "--format", "csv", "--dry"]) == 0
    assert "Would import 5 examples" in capsys.readouterr().err
    assert "new" not in db


BROKEN = {
    "conll2003": ("a O\nb\n", "Line 2"),
    "iob": ("a O\nb LOC\n", "Line 2"),
    "bilou": ("a\tO\n\nb\tO\tO\n", "Line 3"),
    "csv": ("text,label\na,b\nc,d,e\n", "line 3"),
    "labelstudio": (
        '[\n{"data": {"text": "a"}, "annotations": [{"result": []}]},\n{"data": ',
        "Line 3",
    ),
    "doccano": ('{"text": "a", "label": []}\n{"text": "a", "lab', "line 2"),
    "spacy": ("nothing", "broken.file"),
    "parquet": ("PAR1nothing", "broken.file"),
}


ALL_BAD = ("spacy", "parquet")


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_not_imported_at_all(name, db, tmp_path, capsys):
    content, where = BROKEN[name]
    path = tmp_path / "broken.file"
    path.write_text(content, encoding="utf8")
    assert main(["db-in", "new", str(path), "--format", name, "--strict"]) == 1
    stdout, stderr = capsys.readouterr()
    assert stdout == ""
    assert where.lower() in stderr.lower()
    assert "broken.file" in stderr
    assert "Traceback" not in stderr
    assert "new" not in db


@pytest.mark.parametrize("name", [name for name in BROKEN if name not in ALL_BAD])
def test_the_good_rows_of_a_broken_file_are_imported(name, db, tmp_path, capsys):
    content, where = BROKEN[name]
    path, report = tmp_path / "broken.file", tmp_path / "report.jsonl"
    # In columns, the examples are apart.
    path.write_text(content.replace("a O\nb", "a O\n\nb"), encoding="utf8")
    words = ["db-in", "new", str(path), "--format", name, "--report", str(report)]
    assert main(words) == 1
    assert "Partial: 1 of 2 rows imported, 1 left out" in capsys.readouterr().err
    assert [eg["text"] for eg in db.get_dataset_examples("new")] == ["a"]
    [row] = read_jsonl(report)
    assert row["line"] is not None
    assert row["used"] is False


def test_a_broken_folder_is_not_imported(db, tmp_path, capsys):
    path = export("hf-tokens", tmp_path)
    for file in path.rglob("*.parquet"):
        file.write_bytes(file.read_bytes()[:-9])
    for name in ("hf-tokens", "hf-text"):
        assert main(["db-in", "new", str(path), "--format", name]) == 1
        assert "train-00000-of-00001.parquet" in capsys.readouterr().err
    assert "new" not in db


def test_bad_rows_of_standard_input_are_left_out(db, run_cli):
    text = "".join(f"w{i} O\n\n" for i in range(2500)) + "oops\n"
    result = run_cli("db-in", "new", "--format", "iob", input=text)
    assert result.returncode == 1
    assert "Line 5001 of standard input has no token and tag" in " ".join(result.stderr.split())
    assert result.stderr.rstrip().endswith("Partial: 2,500 of 2,501 rows imported, 1 left out")
    assert db.count_dataset("new") == 2500


def test_tables_have_all_answers(db, run_cli):
    result = run_cli("db-out", "set", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["answer"] for row in rows] == ["accept", "accept", "ignore", "accept", "accept"]
    assert result.stderr == ""
