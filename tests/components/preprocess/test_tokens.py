"""Tokens: offsets, indices in spans, and messages about spans that don't fit."""

import copy
import json

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from prodigy.components.preprocess import (
    add_tokens,
    get_token,
    get_tokens,
    make_raw_doc,
    tokenize_example,
)
from prodigy.components.preprocess.tokens import cut_tokens
from prodigy.components.stream import Stream
from prodigy.errors import StreamError
from tests import strategies
from tests.util import make_task

TEXT = "Uber’s Lesson: Silicon Valley’s Start-Up Machine"


@Language.component("test_tokens_fail")
def fail_component(doc):
    raise AssertionError


def test_tokens_have_offsets_ids_and_whitespace(nlp):
    (eg,) = add_tokens(nlp, [{"text": "Hello  world!"}])
    assert eg["tokens"] == [
        {"text": "Hello", "start": 0, "end": 5, "id": 0, "ws": True},
        {"text": " ", "start": 6, "end": 7, "id": 1, "ws": False},
        {"text": "world", "start": 7, "end": 12, "id": 2, "ws": False},
        {"text": "!", "start": 12, "end": 13, "id": 3, "ws": False},
    ]


def test_spans_get_inclusive_token_indices(nlp):
    span = {"start": 15, "end": 29, "label": "LOCATION", "mine": 1}
    (eg,) = add_tokens(nlp, [{"text": TEXT, "spans": [span]}])
    assert eg["spans"] == [{**span, "token_start": 4, "token_end": 5}]
    assert eg["tokens"][4]["start"] == 15
    assert eg["tokens"][5]["end"] == 29


def test_tasks_are_not_changed(nlp):
    task = make_task(TEXT, spans=[{"start": 15, "end": 29}], meta={"a": [1]})
    before = copy.deepcopy(task)
    list(add_tokens(nlp, [task]))
    assert task == before


def test_hashes_and_other_keys_stay(nlp):
    task = make_task("a b", meta={"source": "x"}, anything=[1])
    (eg,) = add_tokens(nlp, [task])
    assert {key: eg[key] for key in task} == task


def test_nothing_happens_before_the_first_task(nlp):
    def fail():
        raise AssertionError
        yield

    add_tokens(nlp, fail())


def test_existing_tokens_are_used(nlp):
    tokens = [{"text": "ab", "start": 0, "end": 2, "id": 0, "style": {"color": "red"}}]
    task = {"text": "ab", "tokens": tokens, "spans": [{"start": 0, "end": 2}]}
    (eg,) = add_tokens(nlp, [task])
    assert eg["tokens"] == tokens
    assert eg["spans"] == [{"start": 0, "end": 2, "token_start": 0, "token_end": 0}]


def test_existing_tokens_are_overwritten_on_request(nlp):
    task = {
        "text": "a b",
        "tokens": [{"text": "a b", "start": 0, "end": 3, "id": 0}],
        "spans": [{"start": 2, "end": 3, "token_start": 0, "token_end": 0}],
    }
    (eg,) = add_tokens(nlp, [task], overwrite=True)
    assert [token["text"] for token in eg["tokens"]] == ["a", "b"]
    assert eg["spans"][0]["token_start"] == 1


def test_token_indices_of_existing_tokens_are_kept(nlp):
    task = {
        "text": "abc",
        "tokens": [{"text": "abc", "start": 0, "end": 3, "id": 0}],
        "spans": [{"start": 0, "end": 2, "token_start": 0, "token_end": 0}],
    }
    assert list(add_tokens(nlp, [task])) == [task]


def test_spans_with_indices_only_get_offsets(nlp):
    task = {
        "text": "a bc",
        "tokens": [
            {"text": "a", "start": 0, "end": 1, "id": 0},
            {"text": "bc", "start": 2, "end": 4, "id": 1},
        ],
        "spans": [{"token_start": 1, "token_end": 1}],
    }
    (eg,) = add_tokens(nlp, [task])
    assert eg["spans"] == [{"token_start": 1, "token_end": 1, "start": 2, "end": 4}]


def test_stale_token_indices_are_corrected(nlp):
    task = {"text": "a b", "spans": [{"start": 2, "end": 3, "token_start": 7, "token_end": 9}]}
    (eg,) = add_tokens(nlp, [task])
    assert (eg["spans"][0]["token_start"], eg["spans"][0]["token_end"]) == (1, 1)


def test_shapes_in_images_are_left_alone(nlp):
    span = {"label": "CAT", "points": [[0, 0], [1, 1]]}
    (eg,) = add_tokens(nlp, [{"text": "a", "spans": [span]}])
    assert eg["spans"] == [span]


def test_characters_become_tokens(nlp):
    task = {"text": "a b\n👍é", "spans": [{"start": 2, "end": 3}]}
    (eg,) = add_tokens(nlp, [task], use_chars=True)
    assert "".join(token["text"] for token in eg["tokens"]) == task["text"]
    assert eg["tokens"][4] == {"text": "👍", "start": 4, "end": 5, "id": 4, "ws": False}
    assert eg["spans"][0]["token_start"] == eg["spans"][0]["token_end"] == 2


def test_misaligned_span_names_text_span_tokens_hash_and_fix(nlp):
    task = make_task(TEXT, spans=[{"start": 16, "end": 27, "label": "LOCATION"}])
    with pytest.raises(ValueError) as err:
        list(add_tokens(nlp, [task]))
    assert str(err.value).splitlines() == [
        "The span 'ilicon Vall' doesn't line up with the tokens",
        f"Task with hash {task['_task_hash']}: {TEXT!r}",
        "The span (characters 16 to 27, label LOCATION) starts within the token 'Silicon' "
        "(15 to 22) and ends within the token 'Valley' (23 to 29).",
        'Correct the offsets: they count characters from 0, and "end" is the first character '
        "after the span. To annotate parts of words, use --highlight-chars. To leave such tasks "
        "out, call add_tokens(..., skip=True).",
    ]


@pytest.mark.parametrize(
    ("span", "reason"),
    [
        ({"start": 0, "end": 6}, "ends with the space next to the token 'Hello' (0 to 5)"),
        ({"start": 5, "end": 11}, "starts with the space next to the token 'Hello' (0 to 5)"),
        ({"start": 6, "end": 12}, "ends after the text, which has 11 characters"),
        ({"start": 6, "end": 6}, "is empty"),
        ({"start": 6, "end": 2}, "is empty or ends before it starts"),
        ({"start": 6}, "found start 6 and end None"),
        ({"start": -1, "end": 5}, "found start -1 and end 5"),
        ({"start": "0", "end": "5"}, "found start '0' and end '5'"),
        ({"start": 0.0, "end": 3.5}, "found start 0.0 and end 3.5"),
    ],
)
def test_every_kind_of_bad_span_is_explained(nlp, span, reason):
    with pytest.raises(StreamError) as err:
        list(add_tokens(nlp, [{"text": "Hello world", "spans": [span]}]))
    assert reason in str(err.value)


def test_misaligned_tasks_are_skipped_on_request(nlp):
    good, bad = {"text": "ab", "spans": [{"start": 0, "end": 2}]}, {"text": "ab"}
    bad["spans"] = [{"start": 0, "end": 1}]
    assert [eg["spans"] for eg in add_tokens(nlp, [bad, good, {}], skip=True)] == [
        [{"start": 0, "end": 2, "token_start": 0, "token_end": 0}]
    ]


@pytest.mark.parametrize("task", [{"image": "a.jpg"}, {"text": None}, {"text": 3}])
def test_tasks_without_text_are_named(nlp, task):
    with pytest.raises(StreamError, match="without a text"):
        list(add_tokens(nlp, [task]))


def test_texts_longer_than_the_limit_of_pipelines_are_tokenized(nlp, monkeypatch):
    monkeypatch.setattr(nlp, "max_length", 5)
    (eg,) = add_tokens(nlp, [{"text": "more than five"}])
    assert len(eg["tokens"]) == 3


def test_broken_characters_keep_their_place(nlp):
    text = "a \ud83d b"
    (eg,) = add_tokens(nlp, [{"text": text, "spans": [{"start": 4, "end": 5}]}])
    assert [token["text"] for token in eg["tokens"]] == ["a", "\ud83d", "b"]
    assert eg["spans"][0]["token_start"] == 2


def test_components_of_the_pipeline_do_not_run():
    other = spacy.blank("en")
    other.add_pipe("test_tokens_fail")
    (eg,) = add_tokens(other, [{"text": "a b"}])
    assert len(eg["tokens"]) == 2


def test_stream_apply_finds_the_stream_argument(nlp):
    for stream in (
        Stream.from_iterable([{"text": "a b"}]).apply(add_tokens, nlp=nlp),
        Stream.from_iterable([{"text": "a b"}]).apply(add_tokens, nlp),
    ):
        assert len(next(stream)["tokens"]) == 2


texts = st.text(st.sampled_from("ab1.,'- \n\té中👍"), max_size=30)


@given(text=texts, use_chars=st.booleans())
@settings(deadline=None)
def test_tokens_cover_the_text_in_order(nlp, text, use_chars):
    (eg,) = add_tokens(nlp, [{"text": text}], use_chars=use_chars)
    end = 0
    for i, token in enumerate(eg["tokens"]):
        assert token["id"] == i
        assert text[token["start"] : token["end"]] == token["text"]
        assert text[end : token["start"]] in ("", " ")
        end = token["end"]
        if token["ws"]:
            assert text[end] == " "
    assert text[end:] in ("", " ")


@given(text=texts, data=st.data())
@settings(deadline=None)
def test_spans_keep_their_offsets_and_get_the_right_tokens(nlp, text, data):
    tokens = get_tokens(nlp.make_doc(text))
    if not tokens:
        return
    first = data.draw(st.integers(0, len(tokens) - 1))
    last = data.draw(st.integers(first, len(tokens) - 1))
    span = {"start": tokens[first]["start"], "end": tokens[last]["end"], "label": "A"}
    (eg,) = add_tokens(nlp, [{"text": text, "spans": [span]}])
    assert eg["spans"] == [{**span, "token_start": first, "token_end": last}]


SPECIAL = spacy.blank("xx")
SPECIAL.tokenizer.add_special_case("U.S.", [{"ORTH": "U."}, {"ORTH": "S."}])


@pytest.mark.parametrize("other", [spacy.blank("en"), spacy.blank("de"), SPECIAL])
@given(text=strategies.texts())
@settings(deadline=None, max_examples=60)
def test_tokens_cut_from_the_text_are_those_that_spacy_tells(other, text):
    doc = other.make_doc(text)
    cut = cut_tokens(doc, text)
    assert json.dumps(cut) == json.dumps(get_tokens(doc))
    assert json.dumps(cut) == json.dumps([get_token(token, token.i) for token in doc])


def test_a_tokenizer_that_drops_characters_keeps_its_own_words():
    other = spacy.blank("en")
    other.tokenizer = lambda text: Doc(other.vocab, words=text.lower().split())
    (eg,) = add_tokens(other, [{"text": "Some   Words  here"}])
    assert [token["text"] for token in eg["tokens"]] == ["some", "words", "here"]


# Helpers for documents


def test_tokenize_example_changes_the_task_in_place(nlp):
    eg = {"text": "a b", "spans": [{"start": 2, "end": 3}]}
    assert tokenize_example(eg, nlp("a b")) is eg
    assert [token["text"] for token in eg["tokens"]] == ["a", "b"]
    assert eg["spans"][0]["token_start"] == 1


def test_get_token_is_one_of_get_tokens(nlp):
    doc = nlp("a bc")
    assert [get_token(token, token.i) for token in doc] == get_tokens(doc)


def test_make_raw_doc_uses_the_tokens_of_the_task(nlp):
    task = {
        "text": "don't do",
        "tokens": [
            {"text": "don't", "start": 0, "end": 5, "id": 0},
            {"text": "do", "start": 6, "end": 8, "id": 1},
        ],
    }
    doc = make_raw_doc(nlp, task)
    assert [token.text for token in doc] == ["don't", "do"]
    assert doc.text == task["text"]


def test_make_raw_doc_tokenizes_texts_without_tokens(nlp):
    assert [token.text for token in make_raw_doc(nlp, {"text": "don't"})] == ["do", "n't"]


@pytest.mark.parametrize(
    "tokens",
    ["a b", [{"text": "a"}], [1], [{"text": "a", "start": 0, "end": "1"}], {"text": "a"}, True],
    ids=repr,
)
@pytest.mark.parametrize(
    "use_tokens", [lambda nlp, eg: list(add_tokens(nlp, [eg])), make_raw_doc], ids=["add", "doc"]
)
def test_what_is_no_token_is_explained(nlp, tokens, use_tokens):
    task = make_task("a b", tokens=tokens, spans=[{"start": 0, "end": 1}])
    with pytest.raises(StreamError, match="Can't use the tokens of a task") as info:
        use_tokens(nlp, task)
    assert str(task["_task_hash"]) in str(info.value)


def test_tasks_with_unusable_tokens_can_be_skipped(nlp):
    tasks = [make_task("a", tokens="a"), make_task("b")]
    assert [eg["text"] for eg in add_tokens(nlp, tasks, skip=True)] == ["b"]
