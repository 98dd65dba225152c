"""The forms in which data sets have messages, and the one that pages get."""

import json
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodigy.components.conversations import (
    MessageError,
    get_message_text,
    normalize_task,
    read_messages,
)

ASKED = {"role": "user", "content": "Is it 🌧?"}
CALL = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": '{"at": "é"}'}}
IMAGE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}}

FORMS = {
    "ShareGPT": (
        [{"from": "human", "value": "Is it 🌧?"}, {"from": "gpt", "value": "No"}],
        [ASKED, {"role": "assistant", "content": "No"}],
    ),
    "a call of ShareGPT": (
        [{"from": "function_call", "value": '{"name": "look", "arguments": {"at": "é"}}'}],
        [{"role": "assistant", "content": None, "tool_calls": [{**CALL, "id": None}]}],
    ),
    "arguments as an object": (
        [
            {
                "role": "assistant",
                "tool_calls": [{"id": "c1", "name": "look", "arguments": {"at": "é"}}],
            }
        ],
        [{"role": "assistant", "content": None, "tool_calls": [CALL]}],
    ),
    "calls of Anthropic": (
        [
            {
                "role": "assistant",
                "content": [
                    {"type": "thinking", "thinking": "Hm"},
                    {"type": "text", "text": "I look"},
                    {"type": "tool_use", "id": "c1", "name": "look", "input": {"at": "é"}},
                ],
            },
            {
                "role": "user",
                "content": [{"type": "tool_result", "tool_use_id": "c1", "content": "dry"}],
            },
        ],
        [
            {
                "role": "assistant",
                "content": [{"type": "text", "text": "I look"}],
                "reasoning_content": "Hm",
                "tool_calls": [CALL],
            },
            {"role": "tool", "content": "dry", "tool_call_id": "c1"},
        ],
    ),
    "parts": (
        [{"role": "user", "content": ["a", {"type": "input_text", "text": "b"}, IMAGE]}],
        [
            {
                "role": "user",
                "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}, IMAGE],
            }
        ],
    ),
    "JSON in a cell of a table": (json.dumps([ASKED]), [ASKED]),
    "unknown keys and roles": (
        [{"role": "narrator", "content": "", "weight": 0}],
        [{"role": "narrator", "content": "", "weight": 0}],
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_becomes_the_same(name):
    given_messages, expected = deepcopy(FORMS[name])
    before = deepcopy(given_messages)
    made = read_messages(given_messages)
    for message in expected:
        for call in message.get("tool_calls", ()):
            if call["id"] is None:
                del call["id"]
    assert made == expected
    assert given_messages == before
    assert read_messages(made) == made


def test_the_keys_that_messages_were_made_of_are_gone_and_others_stay():
    plain = {"prompt": "Is it 🌧?", "completion": "No", "meta": {"id": 1}}
    chat = {**plain, "prompt": [ASKED], "completion": {"role": "assistant", "content": "No"}}
    expected = [ASKED, {"role": "assistant", "content": "No"}]
    for eg in (plain, chat, {"conversations": FORMS["ShareGPT"][0], "meta": {"id": 1}}):
        assert normalize_task(eg) == {"meta": {"id": 1}, "messages": expected}
    # What is only about the prompt is no conversation.
    with pytest.raises(MessageError, match="There is no conversation"):
        normalize_task({"prompt": "a"})


@pytest.mark.parametrize(
    ("messages", "what"),
    [
        ([], "messages: the list is empty"),
        ("Hello", "messages: expected a list of messages, found str 'Hello'"),
        ([ASKED, 5], r"messages\[1\]: expected an object, found int 5"),
        ([{"content": "a"}], r"messages\[0\].role: expected a role such as user, found nothing"),
        ([{"role": "user"}], r"messages\[0\].content: is missing"),
        (
            [{"role": "user", "content": 5}],
            r"messages\[0\].content: expected a text or .* found int 5",
        ),
        ([{"role": "user", "content": [None]}], r"messages\[0\].content\[0\]: expected a text or"),
        ([{"role": "user", "content": [{"type": "text"}]}], r"content\[0\].text: expected a text"),
        (
            [{"role": "user", "content": [{"type": "image_url"}]}],
            "expected the address of an image",
        ),
        (
            [{"role": "assistant", "tool_calls": [{"id": "a"}]}],
            r"tool_calls\[0\].function: expected",
        ),
        ([{"role": "assistant", "tool_calls": "a"}], r"messages\[0\].tool_calls: expected a list"),
        (
            [{"role": "assistant", "tool_calls": [{"function": {}}]}],
            "function.name: expected a name",
        ),
    ],
)
def test_malformed_messages_are_named(messages, what):
    with pytest.raises(MessageError, match=what):
        read_messages(messages)


def test_spans_count_in_the_texts_of_all_parts():
    assert (
        get_message_text(
            {"content": [{"type": "text", "text": "a"}, IMAGE, {"type": "text", "text": "b"}]}
        )
        == "a\nb"
    )
    assert get_message_text({"content": None}) == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["role", "content", "from", "value", "type", "text", "tool_calls", "function", "name",
             "arguments", "image_url", "source", "thinking", "input"]
        ),
        inner | st.sampled_from(["user", "text", "tool_use", "tool_result", "image", "thinking"]),
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.lists(JSON, max_size=4))
def test_any_data_is_read_or_named(messages):
    try:
        made = read_messages(messages)
    except MessageError:
        return
    assert made and all(isinstance(get_message_text(message), str) for message in made)
