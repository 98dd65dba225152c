"""The example data and recipes work as they are, and stay good material for a first try."""

import json
import re
from pathlib import Path

import pytest

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
    assert names == {"segment_recipe.py", *(name for name, _ in RECIPES)}


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
