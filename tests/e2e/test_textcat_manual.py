"""Choosing categories in the browser."""

import pytest

from tests.e2e.verbs import Annotator
from tests.util import read_jsonl

TEXTS = ["Rovers win the cup", "Parliament votes on fishing", "Chip maker opens a plant"]


@pytest.fixture
def source(jsonl):
    return jsonl([{"text": text} for text in TEXTS])


@pytest.fixture
def export(run_cli):
    return lambda: read_jsonl(run_cli("db-out", "topics").stdout)


def test_several_options_can_be_chosen_by_key_and_pointer(page, live_server, source, export):
    command = ["textcat.manual", "topics", source, "--label", "Sports,Politics,Business"]
    with live_server(command) as server:
        user = Annotator(page, server.url).open()
        user.press("1")
        user.choose("Business")
        user.press("a")
        page.get_by_text(TEXTS[1]).wait_for()
        user.press("2")
        user.press("2")  # a second time takes it back
        user.press("a")
        page.get_by_text("Nothing is selected").wait_for()
        user.press("a")
        page.get_by_text(TEXTS[2]).wait_for()
        user.save()
    rows = export()
    assert sorted(rows[0]["accept"]) == ["Business", "Sports"]
    assert rows[1]["accept"] == []
    assert [row["_view_id"] for row in rows] == ["choice", "choice"]


def test_an_exclusive_choice_answers_at_once(page, live_server, source, export):
    command = ["textcat.manual", "topics", source, "--label", "Sports,Politics", "--exclusive"]
    with live_server(command) as server:
        user = Annotator(page, server.url).open()
        user.press("1")
        page.get_by_text(TEXTS[1]).wait_for()
        user.choose("Politics")
        page.get_by_text(TEXTS[2]).wait_for()
        user.save()
    assert [(row["accept"], row["answer"]) for row in export()] == [
        (["Sports"], "accept"),
        (["Politics"], "accept"),
    ]


def test_a_single_label_is_accepted_or_rejected(page, live_server, source, export):
    command = ["textcat.manual", "topics", source, "--label", "Sports"]
    with live_server(command) as server:
        user = Annotator(page, server.url).open()
        page.locator(".prodigy-title").get_by_text("Sports").wait_for()
        user.press("a")
        page.get_by_text(TEXTS[1]).wait_for()
        user.press("x")
        page.get_by_text(TEXTS[2]).wait_for()
        user.save()
    assert [(row["label"], row["answer"]) for row in export()] == [
        ("Sports", "accept"),
        ("Sports", "reject"),
    ]
