"""Texts as vectors, so that it can be told which are alike.

Whatever turns texts into vectors is an encoder: a callable `encode(texts)` that returns an array of
float32 with one row per text. Rows have length 1 (0 for a text of which nothing is known), so the
product of two rows is the cosine of the angle between them: 1 for the same direction, around 0 for
texts that have nothing in common. All rows of one encoder have the same width.

The default needs no model and nothing to download: `HashedNgrams`. A pipeline with word vectors, or
with an embedding layer of its own, knows more: `PipelineVectors`. `choose_encoder` decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["Encode", "HashedNgrams", "PipelineVectors", "choose_encoder", "normalize_rows"]

N_BUCKETS = 1024
WORD = re.compile(r"\w+|[^\w\s]")
NGRAM_SIZES = (3, 4)
NGRAM_WEIGHT = 0.5  # of all n-grams of a word together, compared to the word itself
# Of fixed vectors, where nothing tells how rare a word is: each n-gram has this weight. So long
# words weigh more, and these are rare. Chosen by the score of a classifier of rare labels.
FIXED_NGRAM_SIZES, FIXED_NGRAM_WEIGHT = (3, 4, 5), 0.5
MAX_WORDS = 2000  # of one text; what comes after says little more about what it is like
MAX_REMEMBERED = 100_000  # words whose buckets are kept
BATCH_SIZE = 64


class Encode(Protocol):
    """Turns texts into vectors."""

    def __call__(self, texts: Sequence[str]) -> Any:
        """Make vectors of texts.

        texts (Sequence[str]): The texts.
        RETURNS (numpy.ndarray): float32 of shape (number of texts, width), rows of length 1 or 0.
        """


class HashedNgrams:
    """Vectors of hashed words and their character n-grams, rare ones weighing more.

    Each word, and each n-gram of 3 and 4 characters in it, has one of a fixed number of places and
    a sign, both from its hash (feature hashing, Weinberger et al. 2009,
    https://arxiv.org/abs/0902.2206). Its weight is the inverse document frequency,
    log((1 + n) / (1 + df)) + 1, over the texts seen so far, those of the same call included. So a
    text has a slightly different vector later on; what was alike stays alike.

    n_buckets (int): Width of the vectors. Defaults to 1024.
    is_fixed (bool): A text always has the same vector, so that vectors can be kept: words weigh by
        their length instead. Defaults to False.
    """

    def __init__(self, n_buckets: int = N_BUCKETS, *, is_fixed: bool = False) -> None:
        self.n_buckets = n_buckets
        self.is_fixed = is_fixed
        self._counts = np.zeros(n_buckets, dtype=np.float64)  # texts that have something there
        self._n_texts = 0
        self._words: dict[str, tuple[Any, Any]] = {}

    def __call__(self, texts: Sequence[str]) -> Any:
        """See `Encode`."""
        rows = np.zeros((len(texts), self.n_buckets), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in WORD.findall(text.lower())[:MAX_WORDS]:
                places, weights = self._hash(word)
                row[places] += weights
        # Of words that come several times, the second one says less than the first.
        damped = np.sign(rows) * np.log1p(np.abs(rows))
        if self.is_fixed:
            return normalize_rows(damped)
        self._n_texts += len(texts)
        self._counts += (rows != 0).sum(axis=0)
        idf = np.log((1 + self._n_texts) / (1 + self._counts)) + 1
        return normalize_rows(damped * idf.astype(np.float32))

    def _hash(self, word: str) -> tuple[Any, Any]:
        found = self._words.get(word)
        if found is None:
            if len(self._words) >= MAX_REMEMBERED:
                self._words.clear()
            found = self._words[word] = self._make(word)
        return found

    def _make(self, word: str) -> tuple[Any, Any]:
        padded = f"<{word}>"
        sizes = FIXED_NGRAM_SIZES if self.is_fixed else NGRAM_SIZES
        parts = [padded[i : i + size] for size in sizes for i in range(len(padded) - size + 1)]
        weight = FIXED_NGRAM_WEIGHT if self.is_fixed else NGRAM_WEIGHT / max(1, len(parts))
        weights = [1.0, *[weight] * len(parts)]
        sums: dict[int, float] = {}
        for part, weight in zip([f" {word}", *parts], weights, strict=True):
            number = crc32(part.encode("utf-8", "surrogatepass"))
            sign = 1.0 if number & 1 else -1.0
            place = (number >> 1) % self.n_buckets
            sums[place] = sums.get(place, 0.0) + sign * weight
        return np.array(list(sums)), np.array(list(sums.values()), dtype=np.float32)


class PipelineVectors:
    """Vectors of a pipeline: the average of its word vectors, or of what its embedding layer makes
    of the words where they stand.

    nlp (Language): The pipeline. It is not changed.
    component (str | None): Name of an embedding layer, e.g. "tok2vec". Defaults to None (the word
        vectors of the vocabulary).
    """

    def __init__(self, nlp: Language, component: str | None = None) -> None:
        self.nlp = nlp
        self._layer: Any = None if component is None else nlp.get_pipe(component)

    def __call__(self, texts: Sequence[str]) -> Any:
        """See `Encode`."""
        docs = [self.nlp.make_doc(text) for text in texts]
        if self._layer is None:
            rows = [np.asarray(doc.vector, dtype=np.float32) for doc in docs]
        else:
            rows = []
            for start in range(0, len(docs), BATCH_SIZE):
                rows += self._embed(docs[start : start + BATCH_SIZE])
        width = rows[0].shape[0] if rows else 0
        return normalize_rows(np.array(rows, dtype=np.float32).reshape(len(rows), width))

    def _embed(self, docs: Sequence[Doc]) -> list[Any]:
        model = self._layer.model
        width = model.get_dim("nO")
        return [
            np.asarray(model.ops.to_numpy(tokens), dtype=np.float32).mean(axis=0)
            if len(tokens)
            else np.zeros(width, dtype=np.float32)
            for tokens in self._layer.predict(docs)
        ]


def choose_encoder(nlp: Language | None = None) -> Encode:
    """Choose the encoder for texts: what a pipeline has, or else hashed n-grams.

    nlp (Language | None): The pipeline. Defaults to None (there is none).
    RETURNS (Encode): The encoder.
    """
    if nlp is not None:
        if nlp.vocab.vectors_length:
            return PipelineVectors(nlp)
        for name in nlp.pipe_names:
            if nlp.get_pipe_meta(name).factory == "tok2vec":
                return PipelineVectors(nlp, name)
    return HashedNgrams()


def normalize_rows(rows: Any) -> Any:
    """Give rows the length 1.

    rows (numpy.ndarray): Of shape (number of rows, width). Not changed.
    RETURNS (numpy.ndarray): float32 of the same shape. Rows of zeros, and what is no number, are 0.
    """
    rows = np.nan_to_num(np.asarray(rows, dtype=np.float32), posinf=0.0, neginf=0.0)
    lengths = np.sqrt((rows**2).sum(axis=1, keepdims=True))
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
