"""What encoders return is checked, and vectors are remembered."""

import numpy as np
import pytest

from prodigy.errors import RecipeError
from prodigy.models.encoders.checked import MAX_CHARS, MAX_TEXTS, Encoder, Remembering


def make(encode):
    return Encoder("mine:encode", encode, "mine 1")


def lengths(texts):
    return np.array([[len(text), 1.0] for text in texts])


@pytest.mark.parametrize(
    "encode",
    [
        lengths,
        lambda texts: lengths(texts).astype(np.float16),
        lambda texts: lengths(texts).astype(np.int64),
        lambda texts: lengths(texts).tolist(),
        lambda texts: list(lengths(texts)),
        lambda texts: 1e200 * lengths(texts),  # its square doesn't fit into a double
        lambda texts: 1e-300 * lengths(texts),
    ],
)
def test_any_form_of_numbers_becomes_rows_of_length_one(encode):
    vectors = make(encode)(["abc", "a"])
    assert vectors.dtype == np.float32
    assert vectors == pytest.approx(np.array([[0.9487, 0.3162], [0.7071, 0.7071]]), abs=1e-4)


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (np.zeros((3, 2)), r"2 texts and returned an array of the shape \(3, 2\)"),
        (np.zeros(2), r"of the shape \(2,\)"),
        (np.zeros((2, 4, 3)), r"of the shape \(2, 4, 3\)"),
        (np.float32(1.0), r"of the shape \(\)"),
        (np.zeros((2, 0)), "Its rows are empty"),
        ([[1.0, 2.0], [1.0]], "can't make an array of what it returned"),
        (None, "items of the type object"),
        ([["a"], ["b"]], "items of the type <U1"),
        (np.zeros((2, 2), dtype=complex), "items of the type complex128"),
        (np.full((2, 2), np.nan), r"not finite \(NaN or infinite\) for all of 2 texts"),
        (np.full((2, 2), np.inf), r"not finite \(NaN or infinite\) for all of 2 texts"),
    ],
)
def test_what_is_no_row_of_numbers_per_text_is_refused(found, reason):
    with pytest.raises(RecipeError, match=reason) as caught:
        make(lambda texts: found)(["one", "two"])
    assert caught.value.title == "The encoder 'mine:encode' returned no usable vectors"


def test_rows_of_another_length_than_before_are_refused():
    sizes = iter([3, 4])
    encoder = make(lambda texts: np.ones((len(texts), next(sizes))))
    encoder(["one"])
    with pytest.raises(RecipeError, match="had 3 numbers before and have 4 now"):
        encoder(["two"])


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_one_text_without_finite_numbers_becomes_zero_and_is_named_once(value, capsys):
    encoder = make(lambda texts: [[value, 1.0] if "bad" in text else [3.0, 4.0] for text in texts])
    for _ in range(2):
        vectors = encoder(["good", "bad " + 99 * "x", "good"])
        assert vectors == pytest.approx(np.array([[0.6, 0.8], [0.0, 0.0], [0.6, 0.8]]))
    message = capsys.readouterr().err
    assert message.count("returned numbers that are not finite") == 1
    assert "'bad xxx" in message and 99 * "x" not in message


def test_zero_vectors_stay_zero():
    assert not make(lambda texts: np.zeros((len(texts), 2)))(["", "b"]).any()


def test_no_texts_are_no_rows():
    encoder = make(lengths)
    assert encoder([]).shape == (0, 0)
    encoder(["one"])
    assert encoder([]).shape == (0, 2)


def test_many_texts_and_long_ones_come_in_several_calls():
    calls = []

    def encode(texts):
        calls.append(texts)
        return lengths(texts)

    texts = [*(MAX_TEXTS + 1) * ["a"], (MAX_CHARS + 1) * "b", "c"]
    assert len(make(encode)(texts)) == len(texts)
    assert [len(call) for call in calls] == [MAX_TEXTS, 1, 1, 1]


def test_known_texts_are_not_encoded_again():
    calls = []

    def encode(texts):
        calls.append(list(texts))
        return lengths(texts).astype(np.float32)

    remembering = Remembering(encode)
    remembering(["a", "bb", "a"])
    assert (remembering(["bb", "ccc", "\ud800"]) == lengths(["bb", "ccc", "?"])).all()
    assert calls == [["a", "bb"], ["ccc", "\ud800"]]


def test_the_oldest_texts_are_forgotten_when_there_is_no_room():
    calls = []

    def encode(texts):
        calls.append(list(texts))
        return lengths(texts).astype(np.float32)

    remembering = Remembering(encode, max_bytes=2 * 8)
    for text in ("a", "bb", "ccc", "bb", "a"):
        assert (remembering([text]) == lengths([text])).all()
    assert calls == [["a"], ["bb"], ["ccc"], [], ["a"]]
