"""conversation.manual, and what becomes of annotations on messages everywhere else."""

import json
from pathlib import Path

import pytest

from prodigy.components.answer_checks import find_misshapen
from prodigy.components.conversation_checks import find_wrong_mark
from prodigy.components.printers import format_example
from prodigy.components.validate import Validator
from prodigy.errors import RecipeError
from prodigy.hashing import identify, is_same_input
from prodigy.recipes.conversation import conversation_manual
from prodigy.recipes.parts.review_versions import make_groups
from tests.media_files import make_picture

EXAMPLES = Path(__file__).parent.parent.parent / "examples" / "conversations.jsonl"
MESSAGES = [
    {"role": "user", "content": "Where is Ada? 😀"},
    {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"type": "function", "function": {"name": "find", "arguments": '{"a": 1}'}}],
    },
]
SPAN = {"message": 0, "start": 9, "end": 12, "label": "PERSON", "text": "Ada"}


def read(tasks, **options):
    return list(conversation_manual("data", tasks, **options)["stream"])


def test_examples_are_read_whole_and_fit_the_interface():
    tasks = read(str(EXAMPLES))
    assert len(tasks) == 6
    assert all(Validator("conversation").check(task) == [] for task in tasks)
    assert not any("conversations" in task or "prompt" in task for task in tasks)
    fields = {key for task in tasks for message in task["messages"] for key in message}
    assert fields >= {"tool_calls", "tool_call_id", "reasoning_content"}


@pytest.mark.parametrize(
    ("keys", "what"),
    [
        ({"messages": []}, "messages: the list is empty"),
        ({"messages": None}, "There is no conversation"),
        ({"messages": [{"role": "user", "content": 5}]}, "messages[0].content: expected a text"),
        ({"messages": [{"content": "a"}]}, "messages[0].role: expected a role"),
        ({"spans": {}}, "spans: expected a list"),
        ({"spans": [{**SPAN, "message": 2}]}, "spans[0].message: there is no message 2, only 2"),
        ({"spans": [{**SPAN, "message": True}]}, "spans[0].message: expected the position"),
        (
            {"spans": [{**SPAN, "end": 99}]},
            "spans[0] (9 to 99): it ends after the text of message 0",
        ),
        ({"spans": [{**SPAN, "end": 9}]}, "spans[0] (9 to 9): it is empty"),
        (
            {"spans": [{**SPAN, "text": "Bob"}]},
            'it says that its text is "Bob", but there is "Ada"',
        ),
        (
            {"spans": [{**SPAN, "field": "tool_calls[1]"}]},
            "has no text 'tool_calls[1]', only content",
        ),
        ({"comments": [{"message": 0}]}, "comments[0].text: expected a string"),
        ({"comments": [5]}, "comments[0]: expected an object"),
        ({"message_labels": {"2": ["bad"]}}, "message_labels['2']: there is no such message"),
        ({"message_labels": {"0": "bad"}}, "message_labels['0']: expected a list of labels"),
        ({"meta": 5}, "meta: expected an object"),
    ],
)
def test_what_can_not_be_used_is_left_out_and_named_with_its_line(tmp_path, capsys, keys, what):
    path = tmp_path / "data.jsonl"
    good = {"messages": MESSAGES, "spans": [SPAN]}
    path.write_text("\n".join(map(json.dumps, [{**good, **keys}, {"messages": MESSAGES[:1]}])))
    assert len(read(str(path))) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert f"Line 1 of {path}: " in said
    assert what in said


def test_marks_in_all_texts_of_messages_are_kept():
    inside = {"message": 1, "field": "tool_calls[0]", "start": 2, "end": 3, "label": "X"}
    task = {"messages": MESSAGES, "spans": [{**SPAN, "start": 9.0}, inside]}
    [read_task] = read([task])
    assert read_task["spans"] == [SPAN, inside]
    assert find_wrong_mark(read_task) is None
    # Code points: the emoji is one.
    last = {"message": 0, "start": 14, "end": 15, "text": "😀"}
    assert find_wrong_mark({"messages": MESSAGES, "spans": [last]}) is None


def test_the_input_is_the_messages_whatever_was_asked_and_marked():
    one, other = read([{"messages": MESSAGES, "meta": {"a": 1}}, {"messages": MESSAGES[:1]}])
    marked = {**one, "spans": [SPAN], "answer": "accept", "comments": [{"message": 0, "text": "a"}]}
    assert is_same_input(identify(one), identify(marked))
    # Backed by the content, not only by a hash of 32 bits.
    assert identify(marked).input_digest != 0
    assert not is_same_input(identify(one), identify(other))
    assert len(read([{"messages": MESSAGES}, {"messages": MESSAGES, "meta": {"b": 2}}])) == 1


def test_positions_that_no_longer_fit_are_no_silent_shift(capsys):
    result = {"type": "tool_result", "tool_use_id": "a", "content": "dry"}
    messages = [{"role": "user", "content": [result, {"type": "text", "text": "Ada"}]}]
    span = {"message": 0, "start": 0, "end": 3, "label": "X"}
    assert read([{"messages": messages, "spans": [span]}, {"messages": MESSAGES}]) != []
    assert "become messages of their own" in " ".join(capsys.readouterr().err.split())


def test_images_in_messages_are_served_and_stored_by_their_paths(tmp_path):
    make_picture(tmp_path / "a.png")
    part = {"type": "image_url", "image_url": {"url": "a.png"}}
    path = tmp_path / "data.jsonl"
    path.write_text(json.dumps({"messages": [{"role": "user", "content": [part]}]}))
    components = conversation_manual("data", str(path))
    [task] = components["stream"]
    assert task["messages"][0]["content"][0]["image_url"]["url"].startswith("media/")
    [stored] = components["before_db"]([task])
    image = stored["messages"][0]["content"][0]["image_url"]
    assert image["url"] == "a.png"
    assert image["media"]["image"]["path"].endswith("a.png")


def test_one_label_for_spans_and_messages_is_an_error():
    with pytest.raises(RecipeError, match="'A' is a label of spans and of messages"):
        conversation_manual("data", [], label=["A"], message_label=["B", "A"])


def test_answers_are_printed_message_by_message():
    answer = {
        "messages": MESSAGES,
        "spans": [SPAN],
        "message_labels": {"1": ["bad"]},
        "comments": [{"message": 1, "text": "Why?"}],
        "_view_id": "conversation",
    }
    assert format_example(answer).splitlines() == [
        "0 user: Where is Ada? 😀",
        '    [PERSON] "Ada"',
        '1 assistant: → find({"a": 1})',
        "    [bad]",
        "    # Why?",
    ]


@pytest.mark.parametrize("messages", [None, 5, [5], [{"content": [5]}], [{"tool_calls": [None]}]])
def test_damaged_answers_are_printed_and_named(messages):
    answer = {"messages": messages, "spans": [5], "comments": 5, "_view_id": "conversation"}
    assert format_example(answer)
    assert find_misshapen(answer)


def test_review_compares_spans_and_labels_of_messages_and_no_comments():
    base = {"messages": MESSAGES, "_view_id": "conversation", "answer": "accept"}
    answers = [
        {**base, "spans": [SPAN], "message_labels": {"0": ["a", "b"]}, "_session_id": "1"},
        {**base, "spans": [dict(SPAN)], "message_labels": {"0": ["b", "a"]}, "_session_id": "2",
         "comments": [{"message": 0, "text": "other"}]},
        {**base, "spans": [SPAN], "message_labels": {"1": ["a", "b"]}, "_session_id": "3"},
        {**base, "spans": [{**SPAN, "message": 1, "field": "tool_calls[0]"}], "_session_id": "4"},
    ]  # fmt: skip
    for answer in answers:
        answer.update({"_input_hash": 1, "_task_hash": 1})
    [group] = make_groups(("data", i, answer) for i, answer in enumerate(answers))
    assert [version.sessions for version in group.versions] == [["1", "2"], ["3"], ["4"]]
