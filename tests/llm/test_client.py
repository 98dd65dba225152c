"""Asking a language model that misbehaves."""

import itertools
import json
import subprocess
import sys
import threading
import time

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodigy.errors import ConfigError
from prodigy.llm import ChatClient, Ledger, ModelError, ModelSettings, ReplyCache, transport
from prodigy.llm.bodies import BodyError, read_answer, read_json
from prodigy.llm.pace import Pace
from prodigy.llm.structured import parse_reply
from tests.llm_stand_in import LLMStandIn, sum_tokens
from tests.server import make_env

SCHEMA = {
    "type": "object",
    "properties": {"label": {"enum": ["A", "B"]}},
    "required": ["label"],
    "additionalProperties": False,
}


@pytest.fixture(autouse=True)
def no_long_waits(monkeypatch):
    monkeypatch.setattr(transport, "FIRST_WAIT_S", 0.01)
    monkeypatch.setattr(transport, "JITTER_S", 0.01)


@pytest.fixture
def make_client():
    clients = []

    def make(stand_in, **values):
        values = {"model": "stand-in", "endpoint": stand_in.url, **values}
        clients.append(ChatClient(ModelSettings(**values)))
        return clients[-1]

    yield make
    for client in clients:
        client.close()
        if client.cache:
            client.cache.close()


def test_reply_has_text_tokens_and_cost(make_client):
    with LLMStandIn(lambda asked: "Yes, it is.") as stand_in:
        reply = make_client(stand_in, price_in=2.0, price_out=10.0).ask("Is it?")
    assert (reply.text, reply.problem, reply.cached) == ("Yes, it is.", None, False)
    n_in, n_out = stand_in.tokens
    assert (reply.usage.prompt_tokens, reply.usage.completion_tokens) == (n_in, n_out)
    assert reply.usage.cost == pytest.approx((2 * n_in + 10 * n_out) / 1e6)
    assert reply.describe("Is it?")["usage"]["cost"] == reply.usage.cost


def test_nothing_is_paid_twice_also_by_another_client_and_at_the_same_time(make_client):
    with LLMStandIn(lambda asked: "ok", delay_s=0.05) as stand_in:
        replies = list(make_client(stand_in).ask_all(["a", "b"] * 10))
        again = make_client(stand_in).ask("a")
        other = make_client(stand_in, temperature=1.0).ask("a")
    assert stand_in.times_charged == {"a": 2, "b": 1}
    assert sum(not reply.cached for reply in replies) == 2
    assert again.cached and again.usage == replies[0].usage and not other.cached


def test_variants_are_asked_one_by_one(make_client):
    with LLMStandIn(lambda asked: str(asked.number)) as stand_in:
        client = make_client(stand_in)
        texts = [client.ask("same", variant=n).text for n in (0, 1, 0)]
    assert texts == ["0", "1", "0"]


def test_replies_come_in_order_and_prompts_are_read_only_a_few_ahead(make_client):
    n_read = 0

    def read():
        nonlocal n_read
        for n in range(10_000):
            n_read += 1
            yield str(n)

    def answer(asked):
        time.sleep(0.05 * (asked.number % 3 == 0))
        return asked.prompt

    with LLMStandIn(answer) as stand_in:
        replies = make_client(stand_in, concurrency=3).ask_all(read())
        assert [next(replies).text for _ in range(20)] == [str(n) for n in range(20)]
        assert n_read <= 20 + 2 * 3
        replies.close()
    assert stand_in.most_at_once <= 3


def test_what_failed_is_tried_again_and_counted(make_client):
    faults = ["429", "500", "cut", "html", "drop", None]
    with LLMStandIn(lambda asked: "fine", faults) as stand_in:
        client = make_client(stand_in)
        assert client.ask("x").text == "fine"
    total = client.ledger.total
    assert total.retries == {
        "status 429": 1,
        "status 500": 1,
        "the connection was cut": 2,
        "an answer that is no JSON": 1,
    }
    assert total.requests == 1 and total.lost == 3
    paid = [charge for charge in stand_in.charges if charge.fault is None]
    assert (total.prompt_tokens, total.completion_tokens) == sum_tokens(paid)


def test_it_waits_as_long_as_the_server_says_and_so_do_the_other_threads(make_client):
    with LLMStandIn(script=["429"], retry_after="1") as stand_in:
        client = make_client(stand_in)
        start = time.monotonic()
        list(client.ask_all(["a", "b", "c"]))
        assert time.monotonic() - start >= 1.0
    assert len(stand_in.asked) <= 3 + 1


def test_a_program_ends_although_a_server_makes_it_wait(make_client, tmp_path):
    """As when Ctrl+C ends a server whose recipe waits in a thread of its own."""
    program = """
import sys, threading
from prodigy.llm import ChatClient, ModelSettings
client = ChatClient(ModelSettings(model="stand-in", endpoint=sys.argv[1]))
threading.Thread(target=list, args=(client.ask_all("abc"),), daemon=True).start()
while not client.ledger.total.retries:
    threading.Event().wait(0.01)
"""
    with LLMStandIn(script=itertools.repeat("429"), retry_after="600") as stand_in:
        command = [sys.executable, "-c", program, stand_in.url]
        subprocess.run(command, env=make_env(), check=True, timeout=60, capture_output=True)


def test_a_date_is_a_time_to_wait_too():
    headers = httpx.Headers({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"})
    assert transport._read_retry_after(headers) == 0.0
    assert transport._read_retry_after(httpx.Headers({"Retry-After": "soon"})) is None


def test_a_reply_that_takes_too_long_is_asked_for_again(make_client):
    with LLMStandIn(script=["slow"], slow_s=2.0) as stand_in:
        client = make_client(stand_in, timeout=0.3)
        assert client.ask("x").problem is None
    assert client.ledger.total.lost == 1


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ("refusal", "refused"),
        ("excuse", "refused"),
        ("filter", "refused"),
        ("prose", "malformed"),
        ("half", "cut"),
        ("empty", "empty"),
    ],
)
def test_problems_are_named_and_counted(make_client, fault, problem):
    with LLMStandIn(script=[fault]) as stand_in:
        client = make_client(stand_in)
        reply = client.ask("x", SCHEMA)
    assert (reply.problem, reply.data) == (problem, None)
    assert client.ledger.total.problems == {problem: 1}


def test_missing_token_counts_are_said(make_client, capsys):
    with LLMStandIn(script=["no-usage"]) as stand_in:
        client = make_client(stand_in, price_in=1, price_out=1)
        replies = list(client.ask_all(["x", "y"]))
    assert sum(not reply.usage.is_known for reply in replies) == 1
    client.ledger.show()
    printed = capsys.readouterr().err
    assert "at least" in printed and "Replies without token counts" in printed


@pytest.mark.parametrize(
    ("knows", "formats"),
    [
        (("json_schema",), ["json_schema"]),
        (("json_object",), ["json_schema", "json_object"]),
        ((), ["json_schema", "json_object", None]),
    ],
)
def test_json_is_asked_for_as_the_server_knows_it(make_client, knows, formats):
    with LLMStandIn(lambda asked: {"label": "B"}, knows=knows) as stand_in:
        client = make_client(stand_in)
        assert client.ask("x", SCHEMA).data == {"label": "B"}
        assert client.ask("y", SCHEMA).data == {"label": "B"}
    assert [asked.format for asked in stand_in.asked] == [*formats, formats[-1]]
    assert ("JSON schema" in stand_in.asked[-1].prompt) == (knows != ("json_schema",))


def test_parameters_that_a_model_does_not_take_are_sent_as_it_wants_them(make_client, capsys):
    rejects = {
        "max_tokens": "Unsupported parameter: use 'max_completion_tokens' instead",
        "temperature": "Unsupported value: 'temperature' does not support 0",
    }
    with LLMStandIn(rejects=rejects) as stand_in:
        assert make_client(stand_in).ask("x").text == "ok"
    assert stand_in.asked[-1].body["max_completion_tokens"] == 1000
    assert "temperature" in capsys.readouterr().err


def test_one_prompt_that_is_too_long_does_not_stop_the_others(make_client):
    with LLMStandIn(context=5) as stand_in:
        replies = list(make_client(stand_in).ask_all(["a " * 10, "a"]))
    assert [reply.problem for reply in replies] == ["rejected", None]
    assert "maximum context length" in replies[0].detail


@pytest.mark.parametrize(
    ("server", "values", "words"),
    [
        ({"key": "secret"}, {}, ["key", "api_key_env"]),
        ({"key": "secret"}, {"api_key_env": "MY_KEY"}, ["key", "variable MY_KEY"]),
        ({"models": ["stand-in-2"]}, {}, ['no model "stand-in"', 'Did you mean "stand-in-2"?']),
        ({"script": ["quota"]}, {}, ["no credit"]),
        ({"rejects": {"messages": "Bad tools"}}, {}, ["rejects", "Bad tools"]),
        ({"script": ["500"] * 9}, {"retries": 1}, ["doesn't answer: status 500"]),
        ({"script": ["429"], "retry_after": "86400"}, {}, ["status 429", "wait for 86400 s"]),
    ],
)
def test_what_never_works_is_explained(make_client, monkeypatch, server, values, words):
    monkeypatch.setenv("MY_KEY", "wrong-key")
    with LLMStandIn(**server) as stand_in, pytest.raises(ModelError) as error:
        make_client(stand_in, **values).ask("x")
    assert all(word in str(error.value) for word in words), error.value
    assert "wrong-key" not in str(error.value)


def test_a_server_that_does_not_run_is_named_soon(make_client):
    stand_in = LLMStandIn()
    stand_in._server.server_close()
    with pytest.raises(ModelError, match="Can't connect to the language model at 127.0.0.1"):
        make_client(stand_in).ask("x")


def test_an_error_in_the_middle_loses_no_reply(make_client):
    def script(asked):
        return "quota" if "5" in asked.prompt else None

    with LLMStandIn(script=script) as stand_in:
        got = []
        with pytest.raises(ModelError):
            got.extend(r.text for r in make_client(stand_in).ask_all(str(n) for n in range(9)))
        stand_in._script = lambda asked: None
        assert len(list(make_client(stand_in).ask_all(str(n) for n in range(9)))) == 9
    assert set(stand_in.times_charged.values()) == {1}


def test_the_key_is_sent_and_a_missing_one_is_named(make_client, monkeypatch):
    monkeypatch.setenv("MY_KEY", "secret")
    with LLMStandIn(key="secret") as stand_in:
        assert make_client(stand_in, api_key_env="MY_KEY").ask("x").text == "ok"
        monkeypatch.delenv("MY_KEY")
        with pytest.raises(ConfigError, match="MY_KEY is not set"):
            make_client(stand_in, api_key_env="MY_KEY")


def test_requests_are_spread_over_a_minute():
    pace, stop = Pace(rpm=1200), threading.Event()
    start = time.monotonic()
    for _ in range(5):
        pace.wait(stop)
    assert time.monotonic() - start >= 4 * 0.05


def test_a_damaged_cache_is_put_aside(home, capsys):
    (home / "llm_cache.db").write_bytes(b"no database at all" * 100)
    cache = ReplyCache()
    cache.put("a", {"text": "x"}, "m")
    assert cache.get("a") == {"text": "x"} and cache.get("b") is None
    cache.close()
    assert len(list(home.glob("llm_cache.db.damaged-*"))) == 1
    assert "damaged" in capsys.readouterr().err


def test_ledger_sums_models_and_says_when_prices_are_not_known(capsys):
    ledger = Ledger()
    ledger.show()
    assert capsys.readouterr().err == ""
    ledger.add_retry("m", "status 500")
    ledger.show()
    printed = capsys.readouterr().err
    assert "not known" in printed and "Tried again: status 500" in printed


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ('{"label": "A"}', {"label": "A"}),
        ('Here you are:\n```json\n{"label": "B"}\n```\nAnything else?', {"label": "B"}),
        ('<think>{"label": "B"}?</think> {"label": "A"}', {"label": "A"}),
        ('The answer is {"label": "A"}.', {"label": "A"}),
    ],
)
def test_json_is_found_in_replies(text, data):
    assert parse_reply(text, SCHEMA) == data


@pytest.mark.parametrize(
    "text", ["", "no", '{"label": "C"}', '{"label"', "[1]", '{"label": NaN}', "[" * 100_000]
)
def test_what_does_not_fit_is_no_data(text):
    with pytest.raises(ValueError):
        parse_reply(text, SCHEMA)


def test_halves_of_surrogate_pairs_do_not_get_through():
    assert parse_reply('{"x": "\\ud83d!"}', {}) == {"x": "\ufffd!"}
    assert parse_reply('{"x": "\\ud83d\\ude00"}', {}) == {"x": "😀"}


json_data = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["choices", "message", "content", "usage", "x"]), inner)
    ),
)


@given(json_data)
def test_any_body_is_read_or_refused(data):
    try:
        read_answer(read_json(json.dumps(data).encode()), 0.1)
    except BodyError:
        pass
