"""What an encoder returns is somebody else's: it is checked before anything is learned from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any

import numpy as np

from ...errors import RecipeError
from ...messages import msg

Array = Any
# Takes texts and returns numbers: (texts, dimensions), in any form that numpy can read.
Encode = Callable[[list[str]], Any]

# Texts for one call: what is between two layers of a model has to fit into memory.
MAX_TEXTS, MAX_CHARS = 1024, 400_000
SHOWN_CHARS = 60
DIGEST_BYTES = 16


class Encoder:
    """Turns texts into vectors of length 1, so that products of them are cosines.

    name (str): What users call it.
    encode (Callable): Takes a list of texts, returns as many rows of numbers.
    fingerprint (str): What its vectors depend on. Vectors of encoders with different ones can't be
        compared.
    """

    def __init__(self, name: str, encode: Encode, fingerprint: str) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self.dims: int | None = None
        self._encode = encode
        self._has_warned = False

    def __call__(self, texts: Sequence[str]) -> Array:
        """Encode texts.

        texts (Sequence[str]): The texts, of any length. The call takes as many at a time as fit.
        RETURNS (ndarray): float32, (texts, dims). Rows have length 1, or are zero if there is
            nothing in the text that the encoder knows. A row with something else than finite
            numbers is made zero, and a warning says so once.
        RAISES (RecipeError): The encoder returned something else than one row of numbers per text,
            rows of another length than before, or nothing but numbers that are not finite.
        """
        blocks = [self._check(self._encode(block), block) for block in _split(texts)]
        if blocks:
            return np.concatenate(blocks)
        return np.zeros((0, self.dims or 0), dtype=np.float32)

    def _check(self, found: Any, texts: list[str]) -> Array:
        vectors = self._read(found)
        if vectors.ndim != 2 or len(vectors) != len(texts):
            raise self._refuse(
                f"It got {len(texts)} texts and returned an array of the shape "
                f"{vectors.shape}. It has to return one row per text: ({len(texts)}, dimensions)."
            )
        if not vectors.shape[1]:
            raise self._refuse("Its rows are empty.")
        if self.dims is None:
            self.dims = vectors.shape[1]
        elif self.dims != vectors.shape[1]:
            raise self._refuse(
                f"Its rows had {self.dims} numbers before and have {vectors.shape[1]} now. All "
                "rows have to have the same length."
            )
        return self._normalize(vectors, texts)

    def _read(self, found: Any) -> Array:
        try:
            vectors = np.asarray(found)
        except (ValueError, TypeError, RuntimeError) as err:
            raise self._refuse(
                f"numpy can't make an array of what it returned ({type(found).__name__}): {err}"
            ) from err
        if vectors.dtype.kind not in "fiu":
            raise self._refuse(
                f"It returned {type(found).__name__} with items of the type {vectors.dtype}. It "
                "has to return numbers, e.g. a numpy array of float32."
            )
        return vectors

    def _normalize(self, vectors: Array, texts: list[str]) -> Array:
        # Lengths in double precision: squares of large numbers don't fit into float32.
        vectors = vectors.astype(np.float64)
        is_finite = np.isfinite(vectors).all(axis=1)
        if not is_finite.all():
            if not is_finite.any() and len(texts) > 1:
                raise self._refuse(
                    f"It returned numbers that are not finite (NaN or infinite) for all of "
                    f"{len(texts)} texts."
                )
            if not self._has_warned:
                self._has_warned = True
                text = texts[int(np.flatnonzero(~is_finite)[0])]
                msg.warn(
                    f"The encoder '{self.name}' returned numbers that are not finite",
                    f"For the text {_shorten(text)!r}, and maybe for others. Nothing is known of "
                    "what these texts are like.",
                )
            vectors[~is_finite] = 0.0
        largest = np.abs(vectors).max(axis=1, keepdims=True)
        vectors /= np.where(largest > 0, largest, 1.0)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return (vectors / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)

    def _refuse(self, reason: str) -> RecipeError:
        return RecipeError(f"The encoder '{self.name}' returned no usable vectors", reason)


class Remembering:
    """An encoder that remembers the vectors of the latest texts: a model that learns looks at the
    same texts again and again.

    encode (Callable): Takes texts, returns an array (texts, dimensions).
    max_bytes (int): For vectors. Defaults to 64 MB.
    """

    def __init__(
        self, encode: Callable[[Sequence[str]], Array], max_bytes: int = 64_000_000
    ) -> None:
        self._encode = encode
        self._max_bytes = max_bytes
        self._known: dict[bytes, Array] = {}

    def __call__(self, texts: Sequence[str]) -> Array:
        """RETURNS (ndarray): (texts, dimensions), as the encoder would."""
        keys = [_digest(text) for text in texts]
        new: dict[bytes, str] = {}
        for key, text in zip(keys, texts, strict=True):
            if key not in self._known:
                new[key] = text
        encoded = self._encode(list(new.values()))
        fresh = dict(zip(new, encoded, strict=True))
        rows = [fresh[key] if key in fresh else self._known[key] for key in keys]
        vectors = np.array(rows, dtype=np.float32) if rows else encoded
        for key, row in fresh.items():
            self._known[key] = row.copy()
        if vectors.size:
            n_most = max(1, self._max_bytes // vectors[0].nbytes)
            for key in list(self._known)[: max(0, len(self._known) - n_most)]:
                del self._known[key]
        return vectors


def _split(texts: Sequence[str]) -> list[list[str]]:
    blocks: list[list[str]] = []
    n_chars = 0
    for text in texts:
        n_chars += len(text)
        if not blocks or len(blocks[-1]) >= MAX_TEXTS or n_chars > MAX_CHARS:
            blocks.append([])
            n_chars = len(text)
        blocks[-1].append(text)
    return blocks


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf8", "surrogatepass"), digest_size=DIGEST_BYTES).digest()


def _shorten(text: str) -> str:
    return text if len(text) <= SHOWN_CHARS else f"{text[:SHOWN_CHARS]}…"
