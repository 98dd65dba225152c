"""Tokens: the units that an annotator can highlight, and the indices of spans among them.

A token is `{"text", "start", "end", "id", "ws"}`: characters of the task's text with an exclusive
end, the index among the tokens, and whether a space follows. In spans, `token_start` and
`token_end` are indices too, and `token_end` is the last token *inside* the span.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from ...errors import StreamError
from ...io.places import copy_task, get_place
from ...shapes import SpanType, TaskType
from ..decorators import keeps_input
from ..problems import Problems
from .alignment import describe_misalignment

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Token as SpacyToken


Token = dict[str, Any]


# Halves of a character pair. JSON may contain them alone, spaCy can't handle them.
_find_surrogates = re.compile("[\ud800-\udfff]")


@keeps_input
def add_tokens(
    nlp: Language,
    stream: Iterable[TaskType],
    skip: bool | Problems = False,
    overwrite: bool = False,
    use_chars: bool = False,
) -> Iterator[TaskType]:
    """Add tokens to each task, and to its spans the indices of their tokens.

    nlp (Language): The pipeline. Only its tokenizer is used.
    stream (Iterable[dict]): The tasks. They are not changed.
    skip (bool | Problems): Leave tasks out whose spans don't line up with the tokens, and say so.
        Defaults to False: they raise an error. Or where to report them, e.g. `stream.problems`.
    overwrite (bool): Replace existing tokens. Defaults to False: they are used.
    use_chars (bool): Make every character a token. Defaults to False.
    YIELDS (dict): Copies of the tasks, with "tokens".
    RAISES (StreamError): A task has no text, or a span that starts or ends within a token. It is a
        ValueError.
    """
    problems = Problems.of(skip)
    for original in stream:
        eg = copy_task(original)
        tokens = None if overwrite else eg.get("tokens")
        try:
            if tokens is None:
                text = get_text(eg)
                tokens = get_characters(text) if use_chars else _tokenize(nlp, text)
                # Indices of spans would belong to other tokens, so they are made anew.
                _set_tokens(eg, tokens, keep_indices=False)
            else:
                check_tokens(eg, tokens)
                _set_tokens(eg, tokens, keep_indices=True)
        except StreamError as err:
            if problems is None:
                place = get_place(original)
                where = "" if place is None else f", {place}"
                raise StreamError(f"{err.title}{where}", err.text) from None
            problems.skip(original, _shorten_error(err))
        else:
            yield eg
    if problems is not None and problems is not skip:
        problems.sum_up()


def _shorten_error(err: StreamError) -> str:
    """Say in one line why spans or tokens don't fit."""
    reasons = (err.text or "").splitlines()[1:2]
    return f"{err.title}: {reasons[0]}" if reasons else err.title


def tokenize_example(eg: TaskType, doc: Doc) -> TaskType:
    """Add the tokens of a Doc to one task, and to its spans the indices of their tokens.

    eg (dict): The task. It is changed in place; its spans are replaced by copies.
    doc (Doc): The task's text as a spaCy document.
    RETURNS (dict): The same task.
    RAISES (StreamError): A span starts or ends within a token. It is a ValueError.
    """
    _set_tokens(eg, get_tokens(doc), keep_indices=False)
    return eg


def get_token(token: SpacyToken, i: int) -> Token:
    """Make the token dict of one spaCy token.

    token (Token): The token.
    i (int): Its index among the tokens of the task.
    RETURNS (dict): The token.
    """
    start = token.idx
    text = token.text
    ws = token.whitespace_ != ""
    return {"text": text, "start": start, "end": start + len(text), "id": i, "ws": ws}


def get_tokens(doc: Doc) -> list[Token]:
    """Make the token dicts of a whole document.

    doc (Doc): The document.
    RETURNS (list[dict]): The tokens.
    """
    # Spelled out, because calling get_token takes longer than the tokenizer itself. A document is
    # the text of its tokens with the spaces behind them, so their places needn't be asked for.
    tokens, start = [], 0
    for i, token in enumerate(doc):
        text, ws = token.text, token.whitespace_ != ""
        end = start + len(text)
        tokens.append({"text": text, "start": start, "end": end, "id": i, "ws": ws})
        start = end + ws
    return tokens


def cut_tokens(doc: Doc, text: str) -> list[Token]:
    """Make the same as `get_tokens` in two thirds of the time, where the text is at hand.

    doc (Doc): The document.
    text (str): The text that it is made of, character by character.
    RETURNS (list[dict]): The tokens.
    """
    tokens: list[Token] = []
    start = 0
    # One array of numbers instead of a spaCy token for each.
    for i, (length, space) in enumerate(doc.to_array(_find_columns()).tolist()):
        end = start + length
        word = text[start:end]
        tokens.append({"text": word, "start": start, "end": end, "id": i, "ws": space == 1})
        start = end + space
    return tokens


@cache
def _find_columns() -> list[int | str]:
    from spacy.attrs import LENGTH, SPACY

    return [LENGTH, SPACY]  # by their names, each call would look them up again


@cache
def _keeps_text(tokenizer: type) -> bool:
    """RETURNS (bool): Whether what a class of tokenizers makes has every character of the text, as
    spaCy's own has."""
    from spacy.tokenizer import Tokenizer

    return tokenizer is Tokenizer


def get_characters(text: str) -> list[Token]:
    """Make a token of every character, also of spaces.

    text (str): The text.
    RETURNS (list[dict]): The tokens.
    """
    return [
        {"text": char, "start": i, "end": i + 1, "id": i, "ws": False}
        for i, char in enumerate(text)
    ]


def make_raw_doc(nlp: Language, eg: TaskType) -> Doc:
    """Make a document of a task, with the task's own tokens if it has some.

    nlp (Language): The pipeline, for the vocabulary and the tokenizer. Its components don't run.
    eg (dict): The task. It is not changed.
    RETURNS (Doc): The document. Its tokens have the same indices as those of the task.
    RAISES (StreamError): The tokens of the task are no tokens. It is a ValueError.
    """
    tokens = eg.get("tokens")
    if tokens is None:
        return make_doc(nlp, get_text(eg))
    check_tokens(eg, tokens)
    from spacy.tokens import Doc

    spaces = [
        bool(token["ws"]) if "ws" in token else token["end"] < following["start"]
        for token, following in zip(tokens, [*tokens[1:], {"start": 0}], strict=False)
    ]
    return Doc(nlp.vocab, words=[token["text"] for token in tokens], spaces=spaces)


def make_doc(nlp: Language, text: str) -> Doc:
    """Tokenize a text of any length, without running the components of the pipeline.

    nlp (Language): The pipeline.
    text (str): The text.
    RETURNS (Doc): The document. Its offsets are those of the text.
    """
    try:
        return nlp.tokenizer(text)
    except UnicodeEncodeError:
        return nlp.tokenizer(clean_text(text))


def check_tokens(eg: TaskType, tokens: Any) -> None:
    """Make sure that what a task brings along as tokens can be used as such.

    eg (dict): The task, for the message.
    tokens (Any): Its tokens.
    RAISES (StreamError): They are something else. It is a ValueError.
    """
    if not isinstance(tokens, list):
        found: Any = tokens
    else:
        wrong = (token for token in tokens if not _is_token(token))
        found = next(wrong, None)
        if found is None:
            return
    raise StreamError(
        "Can't use the tokens of a task",
        f"Task with hash {eg.get('_task_hash')}: {eg.get('text')!r:.80}\n"
        "Expected a list of tokens such as "
        f'{{"text": "Hello", "start": 0, "end": 5, "id": 0}}, found {found!r:.80}.\n'
        'Correct them, or leave the key "tokens" out: then the text is tokenized.',
    )


def _is_token(token: Any) -> bool:
    # "id" may be missing: then it is the index.
    return (
        isinstance(token, dict)
        and isinstance(token.get("text"), str)
        and isinstance(token.get("start"), int)
        and isinstance(token.get("end"), int)
    )


def clean_text(text: str) -> str:
    """Replace what spaCy can't take in a text, without changing any offsets.

    text (str): The text.
    RETURNS (str): A text of the same length.
    """
    return text if text.isascii() else _find_surrogates.sub("\ufffd", text)


def get_text(eg: TaskType) -> str:
    """Get the text of a task.

    eg (dict): The task.
    RETURNS (str): The text.
    RAISES (StreamError): There is none, or it is no string. It is a ValueError.
    """
    text = eg.get("text")
    if not isinstance(text, str):
        keys = ", ".join(repr(key) for key in eg)
        found = type(text).__name__ if "text" in eg else f"only the keys {keys}"
        raise StreamError(
            "Can't tokenize a task without a text",
            f"Expected a string under the key 'text', found {found}. "
            f"Task hash: {eg.get('_task_hash')}",
        )
    return text


def _tokenize(nlp: Language, text: str) -> list[Token]:
    doc = make_doc(nlp, text)
    kind: Any = type(nlp.tokenizer)
    if _keeps_text(kind):
        return cut_tokens(doc, text)
    tokens = get_tokens(doc)
    if not text.isascii() and _find_surrogates.search(text):
        for token in tokens:
            token["text"] = text[token["start"] : token["end"]]
    return tokens


def _set_tokens(eg: TaskType, tokens: list[Token], keep_indices: bool) -> None:
    eg["tokens"] = tokens
    if not eg.get("spans"):
        return
    # Ids are indices in all but hand-made tokens, whose ids the spans refer to.
    starts = {token["start"]: token.get("id", i) for i, token in enumerate(tokens)}
    ends = {token["end"]: token.get("id", i) for i, token in enumerate(tokens)}
    eg["spans"] = [_align(eg, dict(span), starts, ends, keep_indices) for span in eg["spans"]]


def _align(
    eg: TaskType, span: SpanType, starts: dict[int, int], ends: dict[int, int], keep_indices: bool
) -> SpanType:
    has_indices = "token_start" in span and "token_end" in span
    if "start" not in span and "end" not in span and not (has_indices and keep_indices):
        return span  # not a span of text: a shape in an image, for example
    if "start" not in span and has_indices:
        by_id = {token.get("id", i): token for i, token in enumerate(eg["tokens"])}
        if span["token_start"] in by_id and span["token_end"] in by_id:
            span["start"] = by_id[span["token_start"]]["start"]
            span["end"] = by_id[span["token_end"]]["end"]
            return span
    first, last = starts.get(span.get("start")), ends.get(span.get("end"))  # type: ignore[arg-type]
    if first is not None and last is not None and first <= last:
        span["token_start"], span["token_end"] = first, last
    elif not (has_indices and keep_indices):
        raise StreamError(*describe_misalignment(eg, span))
    return span
