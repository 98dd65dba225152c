"""Hypothesis strategies for the data that tasks are made of.

The texts are nasty on purpose: emoji beyond the basic plane (two code units in JavaScript, one
character in Python), combining marks, right-to-left scripts, all kinds of spaces.
"""

from typing import Any

from hypothesis import strategies as st

from tests.util import make_task

LABELS = ["PERSON", "ORG", "PRODUCT", "LOCATION", "ÄRZTE", "人名"]
WORDS = [
    "Uber", "’s", "Start", "-", "Up", "U.S.", "naïve", "Zürich",  # Latin, punctuation
    "👩‍👩‍👧", "🎶", "🇨🇭", "𝒜lgebra", "👍🏽",  # surrogate pairs, joined and modified emoji
    "e\u0301te\u0301", "n\u0303", "क्षि",  # combining marks
    "שלום", "مرحبا", "\u200fא\u200e",  # right to left, direction marks
    "東京", "한국어", "\u2028", "\x0b",  # no spaces inside; separators some tools split lines at
]  # fmt: skip
SPACES = ["", " ", "  ", "\n", "\t", "\u00a0", "\u3000"]

# Single surrogates can't be written as UTF-8, so no source and no database can hold them.
characters = st.characters(exclude_categories=["Cs"])


def texts(*, min_words: int = 0, max_words: int = 12) -> st.SearchStrategy[str]:
    """Texts of words and spaces as people write them, and some that nobody would.

    min_words (int): Smallest number of words.
    max_words (int): Largest number of words.
    RETURNS (SearchStrategy[str]): The strategy.
    """
    word = st.one_of(st.sampled_from(WORDS), st.text(characters, min_size=1, max_size=6))
    part = st.tuples(word, st.sampled_from(SPACES)).map("".join)
    return st.lists(part, min_size=min_words, max_size=max_words).map("".join)


@st.composite
def tokens(draw: st.DrawFn, *, min_size: int = 1, max_size: int = 12) -> list[dict[str, Any]]:
    """Tokens of one text, in the form of the task key "tokens"; their text is token_text().

    min_size (int): Smallest number of tokens.
    max_size (int): Largest number of tokens.
    RETURNS (list[dict[str, Any]]): text, start, end, id and ws of each; offsets in characters.
    """
    words = draw(st.lists(st.sampled_from(WORDS), min_size=min_size, max_size=max_size))
    result, start = [], 0
    for i, word in enumerate(words):
        end, ws = start + len(word), draw(st.booleans())
        result.append({"text": word, "start": start, "end": end, "id": i, "ws": ws})
        start = end + ws
    return result


def token_text(tokens: list[dict[str, Any]]) -> str:
    """Put the text of tokens together.

    tokens (list[dict[str, Any]]): Tokens with text and ws.
    RETURNS (str): The text that their offsets refer to.
    """
    return "".join(token["text"] + " " * token["ws"] for token in tokens)


@st.composite
def spans(
    draw: st.DrawFn, tokens: list[dict[str, Any]], *, overlap: bool = False, max_size: int = 4
) -> list[dict[str, Any]]:
    """Spans over whole tokens, sorted by start.

    tokens (list[dict[str, Any]]): The tokens of the text.
    overlap (bool): Whether spans may share tokens.
    max_size (int): Largest number of spans.
    RETURNS (list[dict[str, Any]]): Spans; "end" is exclusive, "token_end" is inclusive.
    """
    index = st.integers(0, len(tokens) - 1)
    result, used = [], set()
    for first, last in draw(st.lists(st.tuples(index, index), max_size=max_size)):
        first, last = sorted((first, last))
        if not overlap and used & set(range(first, last + 1)):
            continue
        used.update(range(first, last + 1))
        result.append(
            {
                "start": tokens[first]["start"],
                "end": tokens[last]["end"],
                "token_start": first,
                "token_end": last,
                "label": draw(st.sampled_from(LABELS)),
            }
        )
    return sorted(result, key=lambda span: (span["start"], span["end"]))


# Values of user data in tasks. Floats have few digits: JSON writers differ in the last ones.
json_values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**53), 2**53),
        st.integers(-10_000, 10_000).map(lambda n: n / 100),
        texts(max_words=3),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text(characters, min_size=1, max_size=8), inner, max_size=3),
    ),
    max_leaves=6,
)


@st.composite
def tasks(draw: st.DrawFn, *, with_spans: bool | None = None) -> dict[str, Any]:
    """Hashed tasks with a text and tokens, with or without spans, meta and keys of the user's.

    with_spans (bool | None): Whether "spans" is there. Defaults to None (either).
    RETURNS (dict[str, Any]): A task as a stream delivers it.
    """
    words = draw(tokens())
    task: dict[str, Any] = {"tokens": words}
    if draw(st.booleans()) if with_spans is None else with_spans:
        task["spans"] = draw(spans(words))
    if draw(st.booleans()):
        task["meta"] = {"source": draw(texts(max_words=3))}
    task["my_data"] = draw(json_values)
    return make_task(token_text(words), **task)
