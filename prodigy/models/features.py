"""Hashed features of words and texts for linear models."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from zlib import crc32

import numpy as np

from .linear import NOTHING

MAX_REMEMBERED = 50_000  # words, of which each takes a third of a kilobyte
# Of each word: itself, its shape, its ends, and what it is like.
N_PARTS = 7
NEIGHBOURS = ((-2, (0, 1)), (-1, (0, 1, 3, 4)), (0, range(N_PARTS)), (1, (0, 1, 3, 4)), (2, (0, 1)))
N_FEATURES = sum(len(parts) for _, parts in NEIGHBOURS) + 2
MAX_FEATURES = 300  # of a text
_MIX = np.uint64(0x9E3779B97F4A7C15)
WORD = re.compile(r"\w+|[^\w\s]")


class WordFeatures:
    """Features of the words of a text, each with its neighbours.

    n_buckets (int): Number of places.
    """

    def __init__(self, n_buckets: int) -> None:
        self.n_buckets = n_buckets
        self._words: dict[str, Any] = {}

    def __call__(self, words: Sequence[str]) -> Any:
        """Make features.

        words (Sequence[str]): The words, in order.
        RETURNS (numpy.ndarray): int32 of shape (words, N_FEATURES).
        """
        n = len(words)
        edge = self._get("\0")
        parts = np.array([edge, edge, *(self._get(word) for word in words), edge, edge])
        columns = []
        for offset, chosen in NEIGHBOURS:
            here = parts[2 + offset : 2 + offset + n]
            columns += [self._place(here[:, part], 31 * offset + part) for part in chosen]
        # The word together with the ones before and after it.
        middle, before, after = parts[2 : 2 + n, 0], parts[1 : 1 + n, 0], parts[3 : 3 + n, 0]
        columns += [self._place(middle * _MIX ^ before, 101)]
        columns += [self._place(middle * _MIX ^ after, 102)]
        return np.stack(columns, axis=1)

    def _place(self, hashes: Any, kind: int) -> Any:
        mixed = (hashes + np.uint64(kind % 2**32)) * _MIX
        mixed ^= mixed >> np.uint64(29)
        return (mixed % np.uint64(self.n_buckets - 1)).astype(np.int32) + 1

    def _get(self, word: str) -> Any:
        found = self._words.get(word)
        if found is None:
            if len(self._words) >= MAX_REMEMBERED:
                self._words.clear()
            parts = [
                word.lower(),
                get_shape(word),
                word[:3].lower(),
                word[-3:].lower(),
                word[-2:].lower(),
                word[:1],
                str(min(len(word), 12)),
            ]
            hashes = [
                crc32(f"{i}{part}".encode("utf-8", "surrogatepass")) for i, part in enumerate(parts)
            ]
            found = self._words[word] = np.array(hashes, dtype=np.uint64)
        return found


def get_shape(word: str) -> str:
    """RETURNS (str): What a word looks like: "Xx" for "Oslo", "X" for "UN", "d-d" for "3-2"."""
    shape = ""
    for char in word:
        kind = "X" if char.isupper() else "x" if char.isalpha() else "d" if char.isdigit() else char
        if not shape.endswith(kind):
            shape += kind
    return shape


def make_text_features(text: str, n_buckets: int) -> list[int]:
    """Make features of a text: its words and pairs of words, each once.

    text (str): The text.
    n_buckets (int): Number of places.
    RETURNS (list[int]): Places from 1 on, at most `MAX_FEATURES`.
    """
    words = WORD.findall(text.lower())[:MAX_FEATURES]
    parts = [*words, *(f"{one} {other}" for one, other in zip(words, words[1:], strict=False))]
    places = {
        crc32(part.encode("utf-8", "surrogatepass")) % (n_buckets - 1) + 1: None for part in parts
    }
    return list(places)[:MAX_FEATURES]


def pad(rows: Sequence[Sequence[int]]) -> Any:
    """Make a table of rows of different lengths.

    rows (Sequence[Sequence[int]]): Places of features.
    RETURNS (numpy.ndarray): int64 of shape (rows, longest row, at least 1), 0 where there is
        nothing.
    """
    table = np.full((len(rows), max([1, *map(len, rows)])), NOTHING, dtype=np.int64)
    for i, row in enumerate(rows):
        table[i, : len(row)] = row
    return table
