"""Sentences of WebAnno TSV 3: from lines of tokens to an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...errors import LoaderError
from ...io.faults import Row, RowError
from ...io.lines import NumberedLine, shorten
from ...shapes import TaskType
from .claims import utf16_to_characters
from .report import Report
from .tokens import Entity, make_task

Sentence = list[NumberedLine]

NONE, NO_VALUE = "_", "*"
# What a column says about every token, beside the spans.
TOKEN_LAYERS = ("POS", "Lemma", "Stem", "MorphologicalFeatures", "SurfaceForm")
RESERVED = re.compile(r"[\\\[\]|_;*\t\n\r]|->")
WHITE_SPACE = {"t": "\t", "n": "\n", "r": "\r"}
ESCAPES = {char: f"\\{code}" for code, char in WHITE_SPACE.items()}
ESCAPED = re.compile(r"\\(->|.)", re.S)
# A value and the number of its span.
parse_value = re.compile(r"((?:\\.|[^\\\[])*)\[(\d{1,9})\]", re.S).fullmatch
parse_number = re.compile(r"(\d{1,9})-(\d{1,9})(\.\d{1,9})?").fullmatch
parse_offsets = re.compile(r"(\d{1,9})-(\d{1,9})").fullmatch


@dataclass(frozen=True)
class Layers:
    """The columns of a file.

    labels (dict[int, str]): Column that has labels of spans, from 0, to the name of its layer.
    others (dict[int, tuple[str, str]]): Column to what is lost with it, see `LOSSES`.
    n_columns (int): How many columns there are.
    """

    labels: dict[int, str]
    others: dict[int, tuple[str, str]]
    n_columns: int


def read_layers(header: Sequence[str], name: str) -> Layers:
    """Find out what the columns are.

    header (Sequence[str]): The lines that start with "#FORMAT=" and "#T_".
    name (str): The file, for messages.
    RETURNS (Layers): The columns.
    RAISES (LoaderError): It is no WebAnno TSV 3.
    """
    if not any(line.startswith("#FORMAT=WebAnno TSV 3") for line in header):
        raise LoaderError(
            f"{name} is no WebAnno TSV 3",
            "Expected #FORMAT=WebAnno TSV 3 in its first line. Choose WebAnno TSV v3.x when you "
            "export a document from INCEpTION.",
        )
    labels: dict[int, str] = {}
    others: dict[int, tuple[str, str]] = {}
    column = 3
    for line in header:
        kind, _, rest = line.partition("=")
        if not kind.startswith("#T_"):
            continue
        layer, *features = rest.split("|")
        short = layer.rpartition(".")[2]
        best = "value" if "value" in features else next(iter(features), "")
        for feature in features or [""]:
            if kind == "#T_SP" and short not in TOKEN_LAYERS and feature == best:
                labels[column] = short
            elif kind == "#T_RL":
                others[column] = "lost-relations", ""
            else:
                others[column] = "lost-layers", f"{short} {feature}".strip()
            column += 1
    return Layers(labels, others, column)


def make_tasks(row: Row, layers: Layers, shared: set[str], report: Report) -> list[TaskType]:
    """Make an answer of a sentence.

    row (Row): The lines of the sentence.
    layers (Layers): What the columns are.
    shared (set[str]): Numbers of spans that go over several sentences.
    report (Report): Takes note of what is lost.
    RETURNS (list[dict]): The answer.
    RAISES (RowError): A line is broken, or doesn't fit the text.
    """
    raw = "\n".join(line for _, line, _ in row.content)
    texts, tokens = [], []
    for number, line, damage in row.content:
        place = Row(row.name, raw, number)
        if damage is not None:
            raise RowError(damage.title, damage.text, kind="encoding", line=number, row=raw)
        if line.startswith("#"):
            texts += [unescape(line.removeprefix("#Text="))] if line.startswith("#Text=") else []
        else:
            tokens.append(_Token(place, line, layers))
    whole = Row(row.name, raw, row.line)
    if not texts or not tokens:
        missing = "text" if not texts else "tokens"
        raise whole.error("no-text", f"has no {missing}", "Expected #Text= and lines of tokens.")
    text = "\n".join(texts)
    found = [token for token in tokens if not token.is_part]
    gaps = _align(whole, text, found)
    entities = _find_entities(tokens, found, layers, shared)
    task = make_task([token.text for token in found], gaps, entities)
    lost = {
        layers.others[column]
        for token in tokens
        for column in token.filled
        if column in layers.others
    }
    for loss, detail in sorted(lost):
        report.lose(task, loss, detail)
    return [task]


class _Token:
    """A line of a token, or of a part of one."""

    def __init__(self, place: Row, line: str, layers: Layers) -> None:
        cells = line.split("\t")
        while len(cells) > layers.n_columns and not cells[-1]:
            cells.pop()
        self.place = place
        if len(cells) != layers.n_columns or "" in cells[3:]:
            raise place.error(
                "cells",
                "has a wrong number of columns",
                f"Expected {layers.n_columns}, as the header says, none of them empty. Found "
                f"{shorten(line)}",
            )
        number, offsets = parse_number(cells[0]), parse_offsets(cells[1])
        if number is None or offsets is None:
            raise place.error(
                "syntax",
                "can't be parsed",
                f"Expected 1-1<tab>0-4<tab>TOKEN, found {shorten(line)}",
            )
        self.sentence, self.number = int(number[1]), int(number[2])
        self.is_part = number[3] is not None
        self.start, self.end = int(offsets[1]), int(offsets[2])
        self.text = unescape(cells[2])
        self.cells = cells
        self.filled = {i for i in range(3, len(cells)) if cells[i] not in (NONE, "")}


def _align(whole: Row, text: str, tokens: Sequence[_Token]) -> list[str]:
    """Find what stands around the tokens, and check that they are where they are said to be."""
    # The sentence may begin with white space, which no offset tells.
    n_leading = len(text) - len(text.lstrip())
    starts = [i for i in range(n_leading + 1) if text.startswith(tokens[0].text, i)] or [0]
    for start in starts[:-1]:
        try:
            return _align_from(start, whole, text, tokens)
        except RowError:
            continue
    return _align_from(starts[-1], whole, text, tokens)


def _align_from(first: int, whole: Row, text: str, tokens: Sequence[_Token]) -> list[str]:
    base = tokens[0].start - len(text[:first].encode("utf-16-le", "surrogatepass")) // 2
    gaps, end = [], 0
    for i, token in enumerate(tokens):
        start, stop = utf16_to_characters(text, (token.start - base, token.end - base))
        if text[start:stop] != token.text or start < end or not token.text:
            raise token.place.error(
                "covered",
                "has a token that doesn't fit the text",
                f"It is said to be {shorten(token.text)}; at {token.start} to {token.end} the text "
                f"has {shorten(text[start:stop])}.",
            )
        if (token.sentence, token.number) != (tokens[0].sentence, i + 1):
            raise token.place.error(
                "syntax",
                "has a number that doesn't follow the one before",
                f"Expected {tokens[0].sentence}-{i + 1}. Is a line missing?",
            )
        gaps.append(text[end:start])
        end = stop
    if any(char.isalnum() for char in "".join([*gaps, text[end:]])):
        raise whole.error(
            "covered",
            "has tokens that don't make up its text",
            f"The text is {shorten(text)}. Is a line missing?",
        )
    return [*gaps, text[end:]]


def _find_entities(
    tokens: Sequence[_Token], whole: Sequence[_Token], layers: Layers, shared: set[str]
) -> list[Entity]:
    indices = {token.number: i for i, token in enumerate(whole)}
    labels_of: dict[str, set[str]] = {}
    found: dict[tuple[int, str], tuple[int, int, str]] = {}
    for token in tokens:
        for column, layer in layers.labels.items():
            if column not in token.filled:
                continue
            if token.is_part:
                raise token.place.error(
                    "offsets", "has a span within a token", "Tokens can't be divided."
                )
            for n, value in enumerate(split_values(token.cells[column])):
                match = parse_value(value)
                name, number = (match[1], match[2]) if match else (value, f"{token.number} {n}")
                if number in shared:
                    raise token.place.error(
                        "offsets",
                        "has a span that goes over several sentences",
                        f"Its number is {number}. An answer is about one sentence.",
                    )
                label = layer if name in (NO_VALUE, "") else unescape(name)
                labels_of.setdefault(label, set()).add(layer)
                index = indices[token.number]
                first, last, known = found.get((column, number), (index, index, label))
                if known != label or index > last + 1:
                    raise token.place.error(
                        "value",
                        "has a span that is no whole",
                        f"[{number}] is {shorten(known)} and {shorten(label)}, or has a gap.",
                    )
                found[column, number] = (first, index, label)
    return sorted(
        {
            (
                first,
                last,
                f"{layers.labels[column]}: {label}" if len(labels_of[label]) > 1 else label,
            )
            for (column, _), (first, last, label) in found.items()
        }
    )


def split_values(cell: str) -> list[str]:
    """RETURNS (list[str]): The stacked values of a cell, still escaped."""
    values, start, i = [], 0, 0
    while i < len(cell):
        if cell[i] == "|":
            values.append(cell[start:i])
            start = i + 1
        i += 2 if cell[i] == "\\" else 1
    return [*values, cell[start:]]


def escape(text: str) -> str:
    """RETURNS (str): A value in which no character means anything."""
    return RESERVED.sub(lambda match: ESCAPES.get(match[0], f"\\{match[0]}"), text)


def unescape(text: str) -> str:
    """RETURNS (str): The text without its backslashes."""
    return ESCAPED.sub(lambda match: WHITE_SPACE.get(match[1], match[1]), text)
