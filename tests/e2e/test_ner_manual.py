"""The whole promise: load, annotate with pointer and keys, save, export, compare."""

import json

import pytest

from tests.e2e.verbs import Annotator, wait_until
from tests.util import BOOKKEEPING_KEYS, assert_task_equal, read_jsonl

SOURCE = {"source": "The New York Times"}
LABELS = "PERSON,ORG,PRODUCT,LOCATION"
HEADLINES = [
    "Uber’s Lesson: Silicon Valley’s Start-Up Machine Needs Fixing",
    "Pearl Automation, Founded by Apple Veterans, Shuts Down",
    "How Silicon Valley Pushed Coding Into American Classrooms",
    "Women in Tech Speak Frankly on Culture of Harassment",
]


def parse_tokens(text):
    """Tokens as in the documented export, from "word:start:end word:start:end ..."."""
    rows = [part.rsplit(":", 2) for part in text.split()]
    return [
        {"text": word, "start": int(start), "end": int(end), "id": i}
        for i, (word, start, end) in enumerate(rows)
    ]


# The export that the documentation of this format shows, hashes and offsets included.
EXPECTED = [
    {
        "text": HEADLINES[0],
        "meta": SOURCE,
        "_input_hash": 1886699658,
        "_task_hash": -1952856502,
        "tokens": parse_tokens(
            "Uber:0:4 ’s:4:6 Lesson:7:13 ::13:14 Silicon:15:22 Valley:23:29 ’s:29:31 Start:32:37 "
            "-:37:38 Up:38:40 Machine:41:48 Needs:49:54 Fixing:55:61"
        ),
        "_view_id": "ner_manual",
        "spans": [
            {"start": 0, "end": 4, "token_start": 0, "token_end": 0, "label": "ORG"},
            {"start": 15, "end": 29, "token_start": 4, "token_end": 5, "label": "LOCATION"},
        ],
        "answer": "accept",
    },
    {
        "text": HEADLINES[1],
        "meta": SOURCE,
        "_input_hash": 1487477437,
        "_task_hash": -1298236362,
        "tokens": parse_tokens(
            "Pearl:0:5 Automation:6:16 ,:16:17 Founded:18:25 by:26:28 Apple:29:34 Veterans:35:43 "
            ",:43:44 Shuts:45:50 Down:51:55"
        ),
        "_view_id": "ner_manual",
        "spans": [
            {"start": 0, "end": 16, "token_start": 0, "token_end": 1, "label": "ORG"},
            {"start": 29, "end": 34, "token_start": 5, "token_end": 5, "label": "ORG"},
        ],
        "answer": "accept",
    },
    {
        "text": HEADLINES[2],
        "meta": SOURCE,
        "_input_hash": 1842734674,
        "_task_hash": 636683182,
        "tokens": parse_tokens(
            "How:0:3 Silicon:4:11 Valley:12:18 Pushed:19:25 Coding:26:32 Into:33:37 "
            "American:38:46 Classrooms:47:57"
        ),
        "_view_id": "ner_manual",
        "spans": [{"start": 4, "end": 18, "token_start": 1, "token_end": 2, "label": "LOCATION"}],
        "answer": "accept",
    },
    {
        "text": HEADLINES[3],
        "meta": SOURCE,
        "_input_hash": -487516519,
        "_task_hash": 62119900,
        "tokens": parse_tokens(
            "Women:0:5 in:6:8 Tech:9:13 Speak:14:19 Frankly:20:27 on:28:30 Culture:31:38 of:39:41 "
            "Harassment:42:52"
        ),
        "_view_id": "ner_manual",
        "answer": "accept",
    },
]


@pytest.fixture
def command(jsonl):
    """The command of the documented example."""
    source = jsonl([{"text": text, "meta": SOURCE} for text in HEADLINES], "headlines.jsonl")
    return ["ner.manual", "ner_news_headlines", "blank:en", source, "--label", LABELS]


@pytest.fixture
def export(run_cli):
    """A function that exports the dataset, as a user would."""

    def run():
        result = run_cli("db-out", "ner_news_headlines")
        assert result.returncode == 0, result.stderr
        return read_jsonl(result.stdout)

    return run


def test_annotating_the_documented_example_gives_the_documented_export(
    page, live_server, command, export
):
    with live_server(command) as server:
        user = Annotator(page, server.url).open()

        user.wait_for_task(HEADLINES[0])
        wait_until(page, lambda: user.active_label() == "PERSON")
        user.select_label("ORG")
        user.double_click_token(0)
        user.press("4")
        wait_until(page, lambda: user.active_label() == "LOCATION")
        user.drag_tokens(4, 5)
        user.press("a")

        user.wait_for_task(HEADLINES[1])
        user.press("2")
        user.double_click_token(5)
        user.drag_tokens(1, 0)  # from right to left, and the later span first
        user.answer("accept")

        user.wait_for_task(HEADLINES[2])
        user.select_label("LOCATION")
        user.drag_tokens(1, 2)
        user.press("a")

        user.wait_for_task(HEADLINES[3])
        user.press("a")
        user.save()

    rows = export()
    assert len(rows) == len(EXPECTED)
    for row, expected in zip(rows, EXPECTED, strict=True):
        assert_task_equal(row, expected, ignore=(*BOOKKEEPING_KEYS, "ws"))
        assert set(BOOKKEEPING_KEYS) <= set(row)
        # Whether a space follows is the only thing that today's tokens add.
        assert {key for token in row["tokens"] for key in token} - {"ws"} == set(
            expected["tokens"][0]
        )


def test_nothing_marked_leaves_no_spans_key_and_every_kind_of_answer_is_stored(
    page, live_server, command, export
):
    keys = ["a", "x", " ", "x"]
    with live_server(command) as server:
        user = Annotator(page, server.url).open()
        for text, key in zip(HEADLINES, keys, strict=True):
            user.wait_for_task(text)
            user.press(key)
        user.save()
    rows = export()
    assert [row["answer"] for row in rows] == ["accept", "reject", "ignore", "reject"]
    assert not any("spans" in row for row in rows)


def test_a_click_on_a_span_removes_it(page, live_server, command, export):
    with live_server(command) as server:
        user = Annotator(page, server.url).open()
        user.double_click_token(0)
        user.drag_tokens(4, 5)
        user.wait_for_spans(2)
        page.locator(".prodigy-content mark").first.click(position={"x": 5, "y": 8})
        user.wait_for_spans(1)
        user.press("a")
        user.save()
    spans = export()[0]["spans"]
    assert [(span["start"], span["end"]) for span in spans] == [(15, 29)]


def test_a_new_span_replaces_those_it_touches(page, live_server, command, export):
    with live_server(command) as server:
        user = Annotator(page, server.url).open()
        user.double_click_token(4)
        user.press("4")
        user.drag_tokens(4, 5)
        user.press("a")
        user.save()
    spans = export()[0]["spans"]
    assert [(span["start"], span["end"], span["label"]) for span in spans] == [(15, 29, "LOCATION")]


def test_spans_can_be_marked_with_keys_alone(page, live_server, command, export):
    with live_server(command) as server:
        user = Annotator(page, server.url).open()
        user.focus_token(4)
        user.press("4")
        user.press("Shift+ArrowRight")
        user.press("Enter")
        user.press("a")
        user.wait_for_task(HEADLINES[1])
        user.save()
    spans = export()[0]["spans"]
    assert [(span["start"], span["end"], span["label"]) for span in spans] == [(15, 29, "LOCATION")]


def test_edits_within_a_task_can_be_undone_and_redone(page, live_server, command, export):
    with live_server(command) as server:
        user = Annotator(page, server.url).open()
        user.double_click_token(0)
        user.drag_tokens(4, 5)
        user.press("Control+z")
        user.press("Control+z")
        user.wait_for_spans(0)
        user.press("Control+Shift+z")
        user.wait_for_spans(1)
        user.press("a")
        user.wait_for_task(HEADLINES[1])
        user.save()
    spans = export()[0]["spans"]
    assert [(span["start"], span["end"]) for span in spans] == [(0, 4)]


def test_undo_brings_the_answer_back_with_its_spans(page, live_server, command, export):
    with live_server(command) as server:
        user = Annotator(page, server.url).open()
        user.double_click_token(0)
        user.press("x")
        user.wait_for_task(HEADLINES[1])
        user.press("Backspace")
        user.wait_for_task(HEADLINES[0])
        user.wait_for_spans(1)
        user.press("a")
        user.wait_for_task(HEADLINES[1])
        user.save()
    [row] = export()
    assert row["answer"] == "accept"
    assert len(row["spans"]) == 1


def test_unsaved_answers_and_edits_survive_a_reload(page, live_server, command, export):
    with live_server(command) as server:
        user = Annotator(page, server.url).open()
        user.press("x")
        user.wait_for_task(HEADLINES[1])
        user.drag_tokens(0, 1)
        user.wait_until_kept(unsent=1, is_edited=True)
        page.reload()
        user.wait_for_task(HEADLINES[1])
        user.wait_for_spans(1)
        user.press("a")
        user.wait_for_task(HEADLINES[2])
        user.save()
    assert [(row["text"], row["answer"]) for row in export()] == [
        (HEADLINES[0], "reject"),
        (HEADLINES[1], "accept"),
    ]


def test_a_restart_continues_where_the_annotator_left_off(page, live_server, command, export):
    with live_server(command) as server:
        user = Annotator(page, server.url).open()
        user.press("a")
        user.wait_for_task(HEADLINES[1])
        user.save()
    with live_server(command) as server:
        user = Annotator(page, server.url).open()
        user.wait_for_task(HEADLINES[1])
        user.press("a")
        user.wait_for_task(HEADLINES[2])
        user.save()
    assert [row["text"] for row in export()] == HEADLINES[:2]


def test_offsets_count_characters_also_after_emoji(page, live_server, jsonl, export):
    text = "👩‍👩‍👧 met 🎶 Zürich again"
    source = jsonl([{"text": text}])
    command = ["ner.manual", "ner_news_headlines", "blank:en", source, "--label", "LOCATION"]
    with live_server(command) as server:
        user = Annotator(page, server.url).open()
        tokens = server.client.get_tasks()[0]["tokens"]
        index = [token["text"] for token in tokens].index("Zürich")
        user.double_click_token(index)
        user.press("a")
        user.save()
    [span] = export()[0]["spans"]
    assert text[span["start"] : span["end"]] == "Zürich"
    assert span["token_start"] == span["token_end"] == index


def test_answers_carry_the_name_of_the_session(page, live_server, command, export):
    with live_server(command) as server:
        user = Annotator(page, server.url).open(session="alex")
        user.press("a")
        user.wait_for_task(HEADLINES[1])
        user.save()
    [row] = export()
    assert row["_session_id"] == row["_annotator_id"] == "ner_news_headlines-alex"


def test_markup_in_a_text_is_shown_as_text(page, live_server, jsonl, export):
    text = "<img src=x onerror=alert(1)> & <b>bold</b>"
    source = jsonl([{"text": text, "meta": {"source": "<script>alert(1)</script>"}}])
    with live_server(["ner.manual", "data", "blank:en", source, "--label", "A"]) as server:
        user = Annotator(page, server.url).open()
        user.wait_for_task(text)
        assert page.locator(".prodigy-container img, .prodigy-container script").count() == 0


def test_patterns_are_highlighted_and_stored(page, live_server, jsonl, export, tmp_path):
    patterns = tmp_path / "patterns.jsonl"
    pattern = {"label": "LOCATION", "pattern": [{"lower": "silicon"}, {"lower": "valley"}]}
    patterns.write_text(json.dumps(pattern) + "\n", encoding="utf-8")
    source = jsonl([{"text": text} for text in HEADLINES])
    command = ["ner.manual", "ner_news_headlines", "blank:en", source, "--label", LABELS]
    with live_server([*command, "--patterns", patterns]) as server:
        user = Annotator(page, server.url).open()
        user.wait_for_spans(1)
        user.press("a")
        user.wait_for_task(HEADLINES[1])
        user.save()
    spans = export()[0]["spans"]
    assert [(span["start"], span["end"], span["label"]) for span in spans] == [(15, 29, "LOCATION")]
