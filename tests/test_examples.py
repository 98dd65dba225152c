"""The example data and recipes work as they are, and stay good material for a first try."""

import ast
import json
import re
import shlex
from pathlib import Path

import pytest

from prodigy import set_hashes
from tests.util import read_jsonl

EXAMPLES = Path(__file__).parent.parent / "examples"
HEADLINES = EXAMPLES / "news_headlines.jsonl"
PATTERNS = EXAMPLES / "patterns.jsonl"
# File, and the arguments that its docstring shows.
RECIPES = [
    ("rate_headlines.py", ["rate-headlines", "data", HEADLINES]),
    ("short_headlines.py", ["ner.short", "data", "blank:en", HEADLINES, "--label", "PERSON,ORG"]),
    ("headline_desk.py", ["headline-desk", "data", HEADLINES]),
    ("careful_names.py", ["ner.careful", "data", "blank:en", HEADLINES, "--label", "PERSON,ORG"]),
]
# What an annotator enters before accepting.
FILLED = {"rewrite.py": {"shorter": "Few words"}}
# Those that are run as their docstrings say, in this process.
COOKBOOK = sorted(
    {path.name for path in (EXAMPLES / "recipes").glob("*.py")}
    - {"segment_recipe.py", *(name for name, _ in RECIPES)}
)


@pytest.fixture(scope="module")
def headlines():
    return read_jsonl(HEADLINES)


def test_headlines_have_a_text_and_a_source(headlines):
    assert len(headlines) >= 220
    for row in headlines:
        assert set(row) == {"text", "meta"}
        assert row["text"] == row["text"].strip() != ""
        assert list(row["meta"]) == ["source"]


def test_headlines_are_all_different(headlines):
    words = [frozenset(re.findall(r"\w+", row["text"].lower())) for row in headlines]
    for i, first in enumerate(words):
        for second in words[:i]:
            assert len(first & second) / len(first | second) < 0.5, (first, second)


def test_headlines_contain_characters_beyond_ascii_and_beyond_the_basic_plane(headlines):
    text = "".join(row["text"] for row in headlines)
    assert "’" in text
    assert "ü" in text
    assert max(text) > "\uffff"


def test_patterns_match_every_label(nlp, headlines):
    from prodigy.models.matcher import PatternMatcher

    matcher = PatternMatcher(nlp).from_disk(PATTERNS)
    found = {eg["spans"][0]["label"] for _, eg in matcher(iter(headlines))}
    assert found == {"PERSON", "ORG", "PRODUCT", "LOCATION"}


def test_every_pattern_matches_something(nlp, headlines):
    from spacy.matcher import Matcher, PhraseMatcher

    docs = [nlp(row["text"]) for row in headlines]
    for line in read_jsonl(PATTERNS):
        pattern = line["pattern"]
        matcher = (PhraseMatcher if isinstance(pattern, str) else Matcher)(nlp.vocab)
        matcher.add("X", [nlp.make_doc(pattern) if isinstance(pattern, str) else pattern])
        assert any(matcher(doc) for doc in docs), json.dumps(pattern)


def test_every_example_recipe_is_tested():
    names = {path.name for path in (EXAMPLES / "recipes").glob("*.py")}
    # The example with images is tested with pictures, in test_segment_example.py.
    assert names == {"segment_recipe.py", *(name for name, _ in RECIPES), *COOKBOOK}
    page = (EXAMPLES.parent / "docs" / "cookbook.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"<!-- begin: example\.(\w+) -->", page))
    assert {f"{name}.py" for name in shown} == names - {"segment_recipe.py"}


@pytest.mark.parametrize(("name", "args"), RECIPES, ids=[name for name, _ in RECIPES])
def test_example_recipe_serves_tasks_and_stores_answers(name, args, live_server, run_cli):
    with live_server([*args, "-F", EXAMPLES / "recipes" / name]) as server:
        project = server.client.project()
        tasks = server.client.get_tasks()
        assert len(tasks) == project["batch_size"] == 10
        server.client.give_answers([{**tasks[0], "answer": "accept"}])
    rows = read_jsonl(run_cli("db-out", "data").stdout)
    assert [row["text"] for row in rows] == [tasks[0]["text"]]


def test_rated_headlines_offer_the_ratings_given(live_server):
    file = EXAMPLES / "recipes" / "rate_headlines.py"
    args = ["rate-headlines", "data", HEADLINES, "--ratings", "no, yes", "-F", file]
    with live_server(args) as server:
        options = server.client.get_tasks()[0]["options"]
    assert options == [{"id": "no", "text": "no"}, {"id": "yes", "text": "yes"}]


def test_short_headlines_are_short(live_server):
    file = EXAMPLES / "recipes" / "short_headlines.py"
    args = ["ner.short", "data", "blank:en", HEADLINES, "-l", "ORG", "-m", "6", "-F", file]
    with live_server(args) as server:
        tasks = server.client.get_tasks()
        assert server.client.project()["labels"] == ["ORG"]
    assert all(len(task["text"].split()) <= 6 for task in tasks)


def test_careful_names_refuses_a_long_span(live_server):
    file = EXAMPLES / "recipes" / "careful_names.py"
    with live_server(["ner.careful", "data", "blank:en", HEADLINES, "-F", file]) as server:
        task = server.client.get_tasks()[0]
        last = task["tokens"][6]
        span = {"start": 0, "end": last["end"], "token_start": 0, "token_end": 6, "label": "NAME"}
        answer = {**task, "spans": [span], "answer": "accept"}
        result = server.client.validate_answer(answer)
    assert not result["ok"]
    assert "very long for a name" in result["message"]


@pytest.fixture
def run_example(home, monkeypatch, serve):
    """A function that serves a file of the examples with the arguments of its docstring."""
    from prodigy.arguments.parser import RecipeParser
    from prodigy.registry import find_recipe, load_recipe_files

    monkeypatch.chdir(EXAMPLES.parent)

    def run(name):
        file = EXAMPLES / "recipes" / name
        doc = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
        command = re.search(r"^ *prodigy (.+?)(?:\n\n|\Z)", doc, re.M | re.S)[1]
        called, *words = shlex.split(command.replace("\\\n", " "))
        assert words[-2:] == ["-F", f"examples/recipes/{name}"]
        load_recipe_files([str(file)])
        recipe = find_recipe(called)
        parser = RecipeParser(called, recipe.arguments, recipe.doc)
        values = parser.read(words[:-2])
        if "source" in values:
            # The rows instead of the file, which would stay open: nobody answers all of them.
            assert Path(values["source"]) == HEADLINES.relative_to(EXAMPLES.parent)
            values["source"] = read_jsonl(HEADLINES)
        return serve(parser.call(recipe.func, values), name=called)

    return run


@pytest.mark.parametrize("name", COOKBOOK)
def test_recipe_of_the_cookbook_asks_and_stores(name, run_example):
    from prodigy.components.db import connect
    from prodigy.schemas import get_model

    db = connect()
    flagged = {"text": "Flagged", "flagged": True, "answer": "accept"}
    db.add_examples([set_hashes(flagged)], datasets=["news_topics"])
    # One recipe sends this source to somebody by name.
    session = "sam" if name == "route_by_source.py" else None
    client = run_example(name)
    session_id = client.project(session)["session_id"] if session else None
    tasks = client.get_tasks(session_id)
    assert len(tasks) == (1 if name == "second_look.py" else 10)
    for task in tasks:
        get_model(client.ctrl.view_id).model_validate(task)
    answer = {**tasks[0], "answer": "accept", **FILLED.get(name, {})}
    assert client.validate_answer(answer, session_id)["ok"]
    client.give_answers([answer], session_id)
    assert [eg["text"] for eg in db.get_dataset_examples(client.ctrl.dataset)] == [answer["text"]]


def test_rewritten_headlines_have_a_limit(run_example):
    client = run_example("rewrite.py")
    task = {**client.get_tasks()[0], "answer": "accept"}
    assert not client.validate_answer(task)["ok"]
    assert not client.validate_answer({**task, "shorter": "a b c d e f"})["ok"]


def test_marked_words_are_escaped(run_example, tmp_path):
    run_example("marked_words.py")
    from prodigy.registry import find_recipe

    source = tmp_path / "texts.jsonl"
    source.write_text('{"text": "R&D <b>law</b> amp"}\n', encoding="utf-8")
    stream = find_recipe("marked-words").func("data", str(source), ["amp", "LAW"])["stream"]
    html = "R&amp;D &lt;b&gt;<mark>law</mark>&lt;/b&gt; <mark>amp</mark>"
    assert [eg["html"] for eg in stream] == [html]


def test_words_that_were_learned_decide_what_is_unsure(run_example):
    client = run_example("learn_words.py")
    task = client.get_tasks()[0]
    client.give_answers([{**task, "answer": "accept"}])
    assert client.get_tasks()


def test_the_server_counts_words(run_example):
    client = run_example("ask_the_server.py")
    assert client.event("count_words", {"text": "three small words"}) == {"n": 3}


def test_turns_are_taken_by_source(run_example):
    tasks = run_example("in_turns.py").get_tasks()
    assert len({task["meta"]["source"] for task in tasks}) > 5


def test_short_texts_come_first(run_example):
    lengths = [len(task["text"]) for task in run_example("shortest_first.py").get_tasks()]
    assert lengths == sorted(lengths)
