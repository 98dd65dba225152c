"""Spans of tokens as one tag per token, and back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .tokens import Entity

OUTSIDE = "O"
# O, or a prefix, a dash, and a label that may contain more dashes.
parse_tag = re.compile(r"O|([BILUSE])-(.+)", re.S).fullmatch


@dataclass(frozen=True)
class Scheme:
    """How the tokens of a span are marked.

    first, inside, last (str): Prefixes within a span of several tokens.
    single (str): Prefix of a span of one token.
    """

    first: str
    inside: str
    last: str
    single: str


# Every span starts with B, so that neighbours with the same label stay apart.
IOB2 = Scheme("B", "I", "I", "B")
BILOU = Scheme("B", "I", "L", "U")


def to_tags(n_tokens: int, entities: Sequence[Entity], scheme: Scheme = IOB2) -> list[str]:
    """Make a tag for each token.

    n_tokens (int): The number of tokens.
    entities (Sequence[tuple[int, int, str]]): First and last token, both inclusive, and label. They
        may not overlap.
    scheme (Scheme): The prefixes. Defaults to IOB2.
    RETURNS (list[str]): The tags: "O" outside of spans.
    """
    tags = [OUTSIDE] * n_tokens
    for first, last, label in entities:
        if first == last:
            tags[first] = f"{scheme.single}-{label}"
            continue
        tags[first] = f"{scheme.first}-{label}"
        tags[first + 1 : last] = [f"{scheme.inside}-{label}"] * (last - first - 1)
        tags[last] = f"{scheme.last}-{label}"
    return tags


def from_tags(tags: Sequence[str]) -> list[Entity]:
    """Find the spans that tags mark, whatever scheme they are of: IOB, IOB2, BILOU or BIOES.

    Like conlleval, a span also starts where I follows another label or O.

    tags (Sequence[str]): The tags.
    RETURNS (list[tuple[int, int, str]]): First and last token, both inclusive, and label.
    RAISES (ValueError): Something is no tag.
    """
    entities: list[Entity] = []
    is_open = False
    for i, tag in enumerate(tags):
        match = parse_tag(tag)
        if match is None:
            raise ValueError(tag)
        prefix, label = match.groups()
        if prefix is None:
            is_open = False
            continue
        if is_open and prefix in "ILE" and entities[-1][2] == label:
            entities[-1] = (entities[-1][0], i, label)
        else:
            entities.append((i, i, label))
        is_open = prefix in "BI"
    return entities
