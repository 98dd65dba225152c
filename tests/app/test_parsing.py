"""Large bodies are read in steps, and mean what they always meant."""

import json
import threading
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodigy.app import parsing

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
BROKEN = [
    *["{", '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', "{,}", '{"a" 1}', '{"a":1 "b":2}'],
    *["{a:1}", "{1:1}", '{"a":[', '{"a":[1', '{"a":[1,', '{"a":[1,]}', '{"a":[,]}', '{"a":[1 2]}'],
    *['{"a":1}x', '{"a":1}}', '{"a":[]]}', '{"a":nul}', '{"a":"\n"}', '{"a":"\\x"}', "[1", "", " "],
]
FINE = ['{"a": 1, "a": [2]}', '{"a":[{"b":[1]}, NaN]}', "{}", "[1]", "5"]


def read(parse, body):
    """What is read, also if next to nothing is read at once."""
    found = {read_with(parse, body, windows) for windows in (parsing.WINDOWS, (1, 3), (5,), ())}
    assert len(found) == 1
    return found.pop()


def read_with(parse, body, windows):
    try:
        with patch.object(parsing, "WINDOWS", windows):
            return repr(parse(body))
    except ValueError as err:  # newer Pythons explain it in other words
        return type(err).__name__


@settings(max_examples=100, deadline=None)
@given(values, st.sampled_from([None, 0, 3, "\t"]), st.booleans())
def test_json_is_read_as_ever(value, indent, is_ascii):
    for obj in (value, {"answers": value, "session_id": value}):
        text = json.dumps(obj, indent=indent, ensure_ascii=is_ascii)
        body = f" \n{text}\t".encode("utf8", "surrogatepass")
        assert read(parsing.parse_in_steps, body) == read(json.loads, body)


@settings(max_examples=100, deadline=None)
@given(st.text('{}[]:,"a1 \n\\', max_size=20))
def test_what_is_no_json_is_refused_as_ever(text):
    body = ("{" + text).encode()
    assert read(parsing.parse_in_steps, body) == read(json.loads, body)


def test_mistakes_are_told_as_ever():
    for text in [*BROKEN, *FINE]:
        for encoding in ("utf8", "utf-8-sig", "utf-16", "utf-32"):
            body = text.encode(encoding)
            assert read(parsing.parse_in_steps, body) == read(json.loads, body), text


@pytest.mark.parametrize(
    "value",
    [{"spans": [{"start": i, "end": i + 1} for i in range(9_000)]}, [[{"a": [1, "x"]}] * 20_000]],
    ids=["one long list", "lists in lists"],
)
def test_nothing_large_is_read_at_once_however_deep_it_stands(value, monkeypatch):
    lengths = []

    class Decoder(json.JSONDecoder):
        def raw_decode(self, text, idx=0):
            found, end = super().raw_decode(text, idx)
            lengths.append(end - idx)
            return found, end

    monkeypatch.setattr(parsing, "_DECODER", Decoder())
    for body in (value, [value], {"answers": [value]}):
        assert parsing.parse_in_steps(json.dumps(body).encode()) == body
    assert max(lengths) <= parsing.WINDOWS[-1]


def test_a_large_body_is_read_beside_the_event_loop(serve, monkeypatch):
    threads = []

    def parse(body):
        threads.append(threading.current_thread().name)
        return parse_in_steps(body)

    parse_in_steps = parsing.parse_in_steps
    monkeypatch.setattr(parsing, "parse_in_steps", parse)
    client = serve({"dataset": "data", "view_id": "text", "stream": [{"text": "a"}]})
    tasks = [
        {"text": "x" * 1000, "_input_hash": i, "_task_hash": i, "answer": "accept"}
        for i in range(300)
    ]
    client.give_answers(tasks[:1])
    assert threads == []
    client.give_answers(tasks)
    assert client.ctrl.total_annotated == 300
    assert len(threads) == 1 and threads[0].startswith("asyncio")
    broken = json.dumps({"answers": tasks})[:-1]
    for body in (broken, broken[-9:]):
        headers = {"Content-Type": "application/json"}
        response = client.http.post("/give_answers", content=body, headers=headers)
        assert response.status_code == 422
        assert "JSON decode error" in response.json()["detail"]
