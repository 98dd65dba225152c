"""The recipes *.openai.*, with a language model that is none."""

import json

import pytest

from prodigy.components.validate import Validator
from prodigy.recipes.parts.openai_client import make_client
from prodigy.recipes.parts.term_lists import TermList, parse_terms
from tests.llm_stand_in import LLMStandIn
from tests.util import read_jsonl

TEXTS = [{"text": "Ann Lee met ann lee."}, {"text": "Bob is late 🎉 at ACME", "meta": {"n": 2}}]
MODEL = "gpt-3.5-turbo"


def answer(asked):
    if "mark entities" in asked.prompt:
        return "person: Ann Lee, Bob\norg: ACME"
    if "Decide whether" in asked.prompt:
        return "answer: reject\nreason: It is not."
    if "Classify" in asked.prompt:
        return "answer: Late, unheard\nreason: So it says."
    return f"- term {asked.number}\n- Term 0\n- cut"


@pytest.fixture
def stand_in():
    with LLMStandIn(answer, models=(MODEL, "davinci-002"), key="secret") as server:
        yield server


@pytest.fixture
def use(stand_in, home):
    """Settings for the stand-in in place of OpenAI, and the key in a file .env."""
    llm = {"endpoint": stand_in.url, "api_key_env": "PRODIGY_OPENAI_KEY", "concurrency": 1}
    (home / "prodigy.json").write_text(json.dumps({"llm": llm}))
    (home.parent / ".env").write_text("PRODIGY_OPENAI_KEY='secret'\n")
    return stand_in


def get_prompts(stand_in):
    return [asked.prompt for asked in stand_in.asked]


def test_entities_are_corrected_and_flagged_ones_become_examples(use, jsonl, live_server, run_cli):
    command = ["ner.openai.correct", "data", jsonl(TEXTS), "--label", "PERSON,Org", "-b", "1"]
    with live_server(command) as server:
        config = server.client.project()
        assert [block["view_id"] for block in config["blocks"]] == ["ner_manual", "html"]
        assert (config["labels"], config["show_flag"]) == (["person", "org"], True)
        (task,) = server.client.get_tasks()
        assert [s["text"] for s in task["spans"]] == ["Ann Lee", "ann lee"]
        assert Validator("ner_manual").check(task) == []
        server.client.give_answers([{**task, "answer": "accept", "flagged": True}])
        (second,) = server.client.get_tasks()
    assert "ner.openai.correct is deprecated: use ner.llm.correct" in server.output
    assert "Tokens of prompts" in server.output
    assert [(s["text"], s["label"]) for s in second["spans"]] == [
        ("Bob", "person"),
        ("ACME", "org"),
    ]
    assert second["meta"] == {"n": 2}
    # A run that goes on has it in all prompts.
    assert "person: Ann Lee, ann lee" not in get_prompts(use)[0]
    with live_server(command) as server:
        assert server.client.get_tasks()[0]["text"] == TEXTS[1]["text"]
    assert "person: Ann Lee, ann lee\norg:" in get_prompts(use)[-1]
    (row,) = read_jsonl(run_cli("db-out", "data").stdout)
    assert row["openai"]["response"] == "person: Ann Lee, Bob\norg: ACME"
    assert [(s["start"], s["end"], s["label"]) for s in row["spans"]] == [
        (0, 7, "person"), (12, 19, "person"),
    ]  # fmt: skip


def test_entities_are_fetched_to_a_file_and_only_new_texts_are_asked(use, jsonl, run_cli, tmp_path):
    out = tmp_path / "new" / "out.jsonl"
    command = ["ner.openai.fetch", jsonl(TEXTS), out, "--label", "person,org"]
    result = run_cli(*command)
    assert (result.returncode, result.stdout) == (0, "")
    rows = read_jsonl(out)
    assert [[s["text"] for s in row["spans"]] for row in rows] == [
        ["Ann Lee", "ann lee"], ["Bob", "ACME"],
    ]  # fmt: skip
    # Interrupted in the middle of a line.
    out.write_bytes(out.read_bytes()[:-10])
    jsonl([*TEXTS, {"text": "Bob"}])
    result = run_cli(*command, "--resume", "--max-examples", "0")
    assert "is only half written" in result.stderr and "Wrote 2 examples" in result.stderr
    assert [row["text"] for row in read_jsonl(out)] == [*(eg["text"] for eg in TEXTS), "Bob"]
    assert len(use.asked) == 3  # the second text was paid for already


@pytest.mark.parametrize(
    ("options", "view_ids", "style", "expected"),
    [
        (["-L", "late"], ["classification", "html"], None,
         {"label": "late", "meta": {"answer": "REJECT", "reason": "It is not."}}),
        (["-L", "a,LATE"], ["choice", "html"], "multiple",
         {"accept": ["late"], "meta": {"reason": "So it says.", "gpt_answer": "Late, unheard"}}),
        (["-L", "a,LATE", "-E"], ["choice", "html"], "single", {"accept": ["late"]}),
    ],
)  # fmt: skip
def test_labels_are_corrected(use, jsonl, live_server, run_cli, options, view_ids, style, expected):
    command = ["textcat.openai.correct", "data", jsonl(TEXTS[:1]), *options]
    with live_server(command) as server:
        config = server.client.project()
        assert [block["view_id"] for block in config["blocks"]] == view_ids
        assert style is None or config["choice_style"] == style
        (task,) = server.client.get_tasks()
        assert {key: task[key] for key in expected} == expected
        assert Validator(view_ids[0]).check(task) == []
        server.client.give_answers([{**task, "answer": "accept"}])
    (row,) = read_jsonl(run_cli("db-out", "data").stdout)
    assert {key: row[key] for key in expected} == expected
    is_binary = view_ids[0] == "classification"
    assert ("--exclusive-classes is set" in server.output) == is_binary


def test_labels_are_fetched_to_a_dataset_from_a_model_that_completes_texts(use, jsonl, run_cli):
    command = ["textcat.openai.fetch", jsonl(TEXTS), "dataset:cats", "-L", "a,late"]
    assert run_cli(*command, "-m", "davinci-002").returncode == 0
    assert all("messages" not in asked.body for asked in use.asked)
    assert "Wrote 0 examples" in run_cli(*command, "--resume").stderr
    rows = read_jsonl(run_cli("db-out", "cats").stdout)
    assert {(r["answer"], r["_view_id"], *r["accept"]) for r in rows} == {
        ("accept", "choice", "late")
    }


def test_terms_are_fetched_until_there_are_enough(use, run_cli, tmp_path):
    out = tmp_path / "terms.jsonl"
    command = [
        "terms.openai.fetch",
        "board tricks",
        out,
        "-s",
        "Ollie,TERM 1",
        "-nb",
        "2",
        "-mt",
        "9",
    ]
    result = run_cli(*command, "-n", "6")
    assert result.returncode == 0, result.stderr
    rows = read_jsonl(out)
    texts = [row["text"].lower() for row in rows]
    assert texts[:4] == ["ollie", "term 1", "term 0", "cut"]
    assert rows[0]["meta"] == {"openai_query": "board tricks"}
    assert len(rows) == len(set(texts)) >= 6
    assert "- Ollie" in use.asked[0].prompt and "- cut" in use.asked[-1].prompt
    assert {asked.body["max_tokens"] for asked in use.asked} == {9}
    run_cli(*command, "-n", str(len(rows) + 1), "--resume")
    assert read_jsonl(out)[: len(rows)] == rows and len(read_jsonl(out)) > len(rows)


def test_a_model_that_knows_no_more_terms_is_not_asked_forever(use, run_cli, tmp_path):
    use.answer = lambda asked: "- one\n- two"
    result = run_cli("terms.openai.fetch", "x", tmp_path / "t.jsonl", "-nb", "2")
    assert result.returncode == 0
    assert "The model knows no more than 2 terms" in result.stderr
    assert len(use.asked) == 8


@pytest.mark.parametrize(
    ("response", "is_cut", "expected"),
    [
        ('Here they are:\n- a b\n2. c\n\n* "d",\n-e', False, ["a b", "c", "d", "e"]),
        ("a\nb\nhal", True, ["a", "b"]),
        ("a, b, c", False, ["a", "b", "c"]),
        ("one, two", False, ["one, two"]),
        ("", True, []),
        ('-\n--\n""', False, []),
    ],
)
def test_terms_are_read_from_lists(response, is_cut, expected):
    assert parse_terms(response, is_cut) == expected


def test_terms_differ_by_more_than_their_case():
    terms = TermList([{"text": "Straße"}, {"text": None}])
    assert terms.add(["STRASSE", "b", "B"]) == ["b"]
    assert (len(terms), terms.latest) == (2, ["Straße", "b"])


def test_without_a_setting_openai_is_asked_with_its_key_and_organization(monkeypatch):
    monkeypatch.setenv("PRODIGY_OPENAI_KEY", "mine")
    monkeypatch.setenv("PRODIGY_OPENAI_ORG", "org-1")
    client = make_client("gpt-4o")
    assert client.settings.url == "https://api.openai.com/v1/chat/completions"
    assert client.settings.headers == {"OpenAI-Organization": "org-1"}
    assert make_client("gpt-3.5-turbo-instruct").settings.url.endswith("/v1/completions")


def test_the_key_of_openai_is_not_sent_to_other_hosts(stand_in, home, monkeypatch):
    monkeypatch.setenv("PRODIGY_OPENAI_KEY", "mine")
    monkeypatch.setenv("PRODIGY_OPENAI_ORG", "org-1")
    (home / "prodigy.json").write_text(json.dumps({"llm": {"endpoint": stand_in.url}}))
    stand_in.key = None
    client = make_client(MODEL)
    client.ask("x")
    client.close()
    assert "authorization" not in stand_in.asked[0].headers
    assert "openai-organization" not in stand_in.asked[0].headers


NER = ["ner.openai.fetch", "data.jsonl", "out.jsonl", "--label", "a"]


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ([*NER, "-b", "0"], "--batch-size must be 1 or more"),
        ([*NER, "-n", "-1"], "--max-examples must be 0 or more"),
        ([*NER, "-p", "data.jsonl"], "must be a file whose name ends in .jinja2"),
        ([*NER, "-p", "bad.jinja2"], "Can't fill in the template bad.jinja2 (line 2): 'who' is"),
        ([*NER, "-e", "missing.json"], "Can't find file missing.json"),
        ([*NER, "-l", "qq"], "qq"),
        ([*NER, "-m", "gpt-9"], "gpt-9"),
        ([*NER[:4], " , "], "There are no labels"),
        (["ner.openai.fetch", "data.jsonl", "data.jsonl", "-L", "a"], "output are the same file"),
        (["ner.openai.fetch", "data.jsonl", ".", "-L", "a"], "Can't write to ."),
        (["terms.openai.fetch", "x", "t.jsonl", "-nb", "0"], "--n-batch must be 1 or more"),
    ],
)  # fmt: skip
def test_mistakes_are_explained(use, jsonl, run_cli, tmp_path, command, message):
    jsonl(TEXTS)
    (tmp_path / "bad.jinja2").write_text("{{ text }}\n{{ who }}")
    result = run_cli(*command)
    assert (result.returncode, result.stdout) == (1, ""), result.stderr
    assert message in " ".join(result.stderr.split()), result.stderr
    assert "Traceback" not in result.stderr
    assert read_jsonl(tmp_path / "data.jsonl") == TEXTS


def test_an_unknown_model_is_answered_with_those_that_exist(use, jsonl, run_cli):
    jsonl(TEXTS)
    assert "davinci-002, gpt-3.5-turbo" in run_cli(*NER, "-m", "gpt-9").stderr


def test_a_missing_key_names_the_variable(jsonl, run_cli):
    jsonl(TEXTS)
    result = run_cli(*NER)
    assert result.returncode == 1
    assert "The environment variable PRODIGY_OPENAI_KEY is not set" in result.stderr


def test_labels_are_needed(jsonl, run_cli):
    assert run_cli("ner.openai.correct", "data", jsonl(TEXTS)).returncode == 2
