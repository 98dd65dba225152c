"""What PRODIGY_LOGGING shows of a run: each step, and nobody's data unless it is verbose."""

import re

import pytest

from prodigy.cli import main
from prodigy.components.db import connect

LINE = re.compile(r"\d\d:\d\d:\d\d: [A-Z]+: \S")
SECRET = "Very private text"


@pytest.fixture
def run(serve, monkeypatch, capsys):
    """Runs a recipe and one round of annotation, and returns what was logged."""

    def run_once(level, config=None, router=None):
        if level:
            monkeypatch.setenv("PRODIGY_LOGGING", level)
        connect().add_examples([{"text": "known", "answer": "accept"}], datasets=["old", "data"])
        components = {
            "dataset": "data",
            "view_id": "text",
            "stream": [{"text": "known"}, {"text": SECRET}, {"text": f"{SECRET} 2"}],
            "exclude": ["old", "missing"],
            "config": config or {},
            "task_router": router,
            "event_hooks": {"ask": lambda ctrl, **payload: payload},
        }
        client = serve(components, "my.recipe")
        tasks = client.get_tasks("alex")
        client.give_answers([{**task, "answer": "accept"} for task in tasks], "alex")
        client.event("ask", {"password": "geheim", "text": SECRET})
        return capsys.readouterr()

    return run_once


def test_nothing_is_logged_without_the_variable(run):
    assert run(None).err == ""


def test_basic_logging_names_every_step(run):
    lines = run("basic").err.splitlines()
    assert [line for line in lines if not LINE.match(line)] == []
    messages = [line[10:] for line in lines]
    for message in (
        "CONFIG: Settings of recipe 'my.recipe'",
        "CONTROLLER: Using no_overlap router with feed_overlap=False",
        "CONTROLLER: Can't exclude dataset 'missing', which doesn't exist",
        "CONTROLLER: Excluding 2 known answers by task",
        "STREAM: Created queue for data-alex",
        "POST: /get_session_questions",
        "RESPONSE: 2 tasks for data-alex",
        "POST: /give_answers",
        "CONTROLLER: Received 2 answers from data-alex (2 new, 0 changed)",
        "POST: /event/ask",
        "FEED: End of the stream after 3 tasks",
    ):
        assert message in messages


def test_basic_logging_shows_no_content(run):
    assert SECRET not in run("basic").err


def test_verbose_logging_shows_tasks_answers_and_payloads_but_no_passwords(run):
    error = run("verbose", {"db_settings": {"sqlite": {}}, "api_keys": {"nyt": "geheim"}}).err
    assert error.count(f"'text': '{SECRET}'") >= 3
    assert "'answer': 'accept'" in error
    assert "geheim" not in error
    # Details stand below their line and end with an empty one.
    assert re.search(r"RESPONSE: 2 tasks for data-alex\n\[\{.*?\}\]\n\n", error, re.S)


@pytest.mark.parametrize(
    ("config", "router", "expected"),
    [
        ({"feed_overlap": True}, None, "Using full_overlap router with feed_overlap=True"),
        (
            {"annotations_per_task": 2, "feed_overlap": True},
            None,
            "Using route_average_per_task router with annotations_per_task=2",
        ),
        ({}, lambda ctrl, session_id, item: [session_id], "Using <lambda> router of the recipe"),
    ],
)
def test_the_router_and_its_setting_are_logged(run, config, router, expected):
    assert f"CONTROLLER: {expected}\n" in run("basic", config, router).err


def test_routing_decisions_are_logged(run):
    error = run("basic", {"feed_overlap": True}).err
    assert re.search(r"ROUTER: Routing item with _task_hash=-?\d+ -> \['data-alex'\]", error)


@pytest.mark.parametrize("level", ["basic", "verbose"])
def test_calling_a_recipe_is_logged_with_its_arguments(level, monkeypatch, capsys, jsonl):
    monkeypatch.setenv("PRODIGY_LOGGING", level)
    path = jsonl([{"text": "a"}])
    assert main(["db-in", "data", str(path)]) == 0
    error = capsys.readouterr().err
    assert "RECIPE: Calling recipe 'db-in'" in error
    assert "RECIPE: Starting recipe db-in" in error
    assert "DB: Initializing database SQLite" in error
    assert ("'set_id': 'data'" in error) is (level == "verbose")


def test_the_traceback_of_an_expected_error_needs_verbose_logging(monkeypatch, capsys):
    assert main(["db-out", "missing"]) == 1
    assert "Traceback" not in capsys.readouterr().err
    monkeypatch.setenv("PRODIGY_LOGGING", "verbose")
    assert main(["db-out", "missing"]) == 1
    assert "Traceback" in capsys.readouterr().err
