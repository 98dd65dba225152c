"""What the strategies promise, since every property test builds on it."""

from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import spans, tasks, token_text, tokens


@given(tokens())
def test_token_offsets_refer_to_the_text(words):
    text = token_text(words)
    assert [text[token["start"] : token["end"]] for token in words] == [t["text"] for t in words]


@given(st.data())
def test_spans_cover_whole_tokens_and_do_not_overlap(data):
    words = data.draw(tokens())
    end = -1
    for span in data.draw(spans(words)):
        assert span["start"] == words[span["token_start"]]["start"]
        assert span["end"] == words[span["token_end"]]["end"]
        assert span["token_start"] > end
        end = span["token_end"]


@given(tasks())
def test_tasks_are_hashed_and_can_be_stored(task):
    assert {"_input_hash", "_task_hash", "text", "tokens"} <= set(task)
    task["text"].encode("utf-8")
