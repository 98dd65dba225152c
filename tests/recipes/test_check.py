"""prodigy check, and what is said at the start about choices, labels and patterns."""

import json
from pathlib import Path

import pytest

from prodigy.cli import main
from prodigy.components.fitting import make_fitter
from prodigy.components.problems import Problems
from prodigy.components.sorters import prefer_high_scores, prefer_low_scores, prefer_uncertain
from prodigy.models.matcher import PatternMatcher
from prodigy.recipes import ner, textcat
from tests.util import write_jsonl

OPTIONS = [{"id": "CITY"}, {"id": "RIVER"}]
LINES = [
    {"text": "Mira lives in Oslo"},
    {"text": "Oslofjord", "spans": [{"start": 0, "end": 4, "label": "CITY"}]},
    {"text": "Oslo", "spans": [{"start": 0, "end": "4", "label": "CITY"}]},
    {"text": "Bergen", "spans": [{"start": 0, "end": 6, "label": "City"}]},
]


def said(capsys):
    return " ".join(capsys.readouterr().err.split())


def test_check_lists_all_misfits_with_their_lines(run_cli, jsonl):
    jsonl(LINES)
    result = run_cli("check", "data.jsonl", "--view-id", "ner_manual", "--label", "CITY")
    lines = result.stdout.splitlines()
    assert result.returncode == 1
    places = [line.split(":")[0] for line in lines]
    assert places == ["Line 2 of data.jsonl", "Line 3 of data.jsonl"]
    assert "ends within the token 'Oslofjord'" in result.stdout
    assert "did you mean 'CITY'" in " ".join(result.stderr.split())


def test_check_finds_nothing_in_good_tasks(run_cli, jsonl):
    jsonl(LINES[:1])
    result = run_cli("check", "data.jsonl", "--view-id", "ner_manual")
    assert (result.returncode, result.stdout) == (0, "")


def test_check_writes_json(run_cli, jsonl):
    jsonl(LINES[:3])
    result = run_cli("check", "data.jsonl", "-v", "spans_manual", "--json", "--lang", "de")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.returncode == 1
    assert sorted(row["line"] for row in rows) == [2, 3]
    assert all(row["skipped"] and row["file"] == "data.jsonl" for row in rows)


@pytest.mark.parametrize("view_id", ["text", "choice", "image", "html"])
def test_check_knows_what_other_interfaces_need(run_cli, jsonl, view_id):
    jsonl([{"text": "a", "options": OPTIONS, "html": "b", "image": "c.png"}, {"other": 1}])
    result = run_cli("check", "data.jsonl", "-v", view_id)
    if view_id == "html":
        assert result.returncode == 0  # With a template, anything can be shown.
        return
    assert result.returncode == 1
    assert result.stdout.startswith("Line 2 of data.jsonl:")


def test_check_needs_an_interface(run_cli, jsonl):
    jsonl(LINES)
    result = run_cli("check", "data.jsonl")
    assert result.returncode == 1 and "--view-id" in result.stderr


# Choices


@pytest.mark.parametrize(
    ("accept", "style", "kept", "words"),
    [
        (["city"], "multiple", [], "did you mean 'CITY'"),
        (["CITY", "LAKE"], "multiple", ["CITY"], "'LAKE' is none of the options"),
        (["RIVER", "CITY"], "single", ["RIVER"], "only one can be selected"),
        (["CITY", "CITY"], "multiple", ["CITY"], ""),
        (["RIVER", "CITY"], "multiple", ["RIVER", "CITY"], ""),
    ],
)
def test_only_options_that_exist_are_preselected(accept, style, kept, words, capsys):
    task = {"text": "a", "options": OPTIONS, "accept": accept}
    make_fitter("choice", {"choice_style": style})(task, Problems(is_strict=False))
    assert task["accept"] == kept
    assert words in said(capsys)


def test_ids_keep_the_type_that_the_options_have():
    task = {"text": "a", "options": [{"id": 1}, {"id": 2}], "accept": ["1"]}
    make_fitter("choice", {"choice_style": "multiple"})(task, Problems(is_strict=False))
    assert task["accept"] == [1]


def test_what_was_never_visible_is_not_stored(serve, jsonl, capsys):
    source = jsonl([{"text": "Oslo", "accept": ["city"]}, {"text": "Rhine", "accept": ["RIVER"]}])
    client = serve(textcat.manual("data", source, label=["CITY", "RIVER"]))
    assert [eg["accept"] for eg in client.get_tasks()] == [[], ["RIVER"]]
    assert "Line 1 of" in said(capsys)


# Labels and patterns


def test_labels_that_nobody_can_choose_are_named_once(serve, jsonl, tmp_path, nlp, capsys):
    span = {"start": 0, "end": 4, "label": "City"}
    source = jsonl([{"text": "Oslo is wet", "spans": [span]}, {"text": "Oslo", "spans": [span]}])
    patterns = write_jsonl(tmp_path / "p.jsonl", [{"label": "river", "pattern": "Rhine"}])
    components = ner.manual("data", nlp, source, label=["CITY", "RIVER"], patterns=patterns)
    serve(components)
    words = said(capsys)
    assert words.count("The label 'City' can't be chosen") == 1
    assert (
        "The label 'river' can't be chosen, but patterns have it (did you mean 'RIVER'?)" in words
    )
    assert "line 1 of" in words and "p.jsonl" in words


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ([{"lower": "Oslo"}], "has capitals; write 'oslo'"),
        ([{"lower": "new york"}], "has white space"),
        ([{"text": "Oslo."}], "are 2 tokens (Oslo .)"),
        ([{"lower": {"in": ["Oslo", "new york"]}}], "has capitals"),
        ([{"lower": "oslo"}, {"orth": ""}], "'orth' is empty"),
        (" Oslo ", "starts or ends with white space"),
        ("  ", "only white space"),
    ],
)
def test_patterns_that_can_never_match_are_named(nlp, tmp_path, pattern, reason, capsys):
    rows = [{"label": "X", "pattern": "fine"}, {"label": "X", "pattern": pattern}]
    PatternMatcher(nlp).from_disk(write_jsonl(tmp_path / "p.jsonl", rows))
    words = said(capsys)
    assert "can never match with this tokenizer: 1" in words
    assert "line 2 of" in words and reason in words


@pytest.mark.parametrize(
    "pattern",
    [
        "New York",
        [{"lower": "new"}, {"lower": "york"}],
        [{"lower": {"in": ["oslo", "New"]}}],
        [{"lower": "Oslo", "op": "?"}, {"lower": "fjord"}],
        [{"lower": {"regex": "^O"}}],
        [{"is_title": True}, {}],
        [{"text": "don't"[:2]}],
    ],
)
def test_patterns_that_may_match_are_not_named(nlp, pattern, capsys):
    PatternMatcher(nlp).add_patterns([{"label": "X", "pattern": pattern}])
    assert "never match" not in said(capsys)


# Sorters


@pytest.mark.parametrize("sorter", [prefer_uncertain, prefer_high_scores, prefer_low_scores])
@pytest.mark.parametrize("algorithm", ["ema", "probability"])
def test_a_stream_of_one_task_has_one_task(sorter, algorithm):
    for _ in range(20):
        assert list(sorter([(0.99, {"text": "a"})], algorithm=algorithm)) == [{"text": "a"}]


@pytest.mark.parametrize("data", ["", "\n\n"])
def test_check_of_nothing_says_so(data, home, capsys):
    Path("data.txt").write_text(data)
    assert main(["check", "data.txt", "--view-id", "text"]) == 1
    assert "There are no tasks in the source" in capsys.readouterr().err


@pytest.mark.parametrize("relation", [{"head": 0, "child": 9}, {"head": 9, "child": 0}])
def test_relations_to_tokens_that_come_later_are_checked(relation, home, jsonl, capsys):
    relation = {**relation, "label": "A"}
    jsonl([{"text": "Mira sings"}, {"text": "Mira sings", "relations": [relation]}])
    assert main(["check", "data.jsonl", "--view-id", "relations"]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("Line 2 of data.jsonl") and "there is no token 9" in line


def test_a_line_in_another_encoding_has_a_whole_sentence(home, capsys):
    Path("data.txt").write_bytes("Ålesund: größer\n".encode() * 2 + b"Caf\xe9\n")
    assert main(["check", "data.txt", "--view-id", "text"]) == 1
    assert "e.g. The task" not in capsys.readouterr().out
