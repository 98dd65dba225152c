"""Vectors in a folder, and the nearest of them: two ways to store and search them.

With usearch, they are in graphs that lead to near ones (HNSW: Malkov and Yashunin 2018,
https://arxiv.org/abs/1603.09320): milliseconds for a million, nearly always the best ones. With
numpy alone all are compared, which is exact. Either way, a bounded part is in memory: graphs are
made in parts and mapped when they are searched.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from .nearest import compare

Array = Any
PART_BYTES = 64_000_000  # of vectors in one graph
BLOCK_BYTES = 16_000_000  # of vectors that are compared at once
# Candidates that a search in a graph looks at: more are slower, and miss less.
MIN_EXPANSION = 128


class Vectors(ABC):
    """Vectors in a folder. Rows are numbered as they are added.

    folder (Path): The folder, which exists.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @abstractmethod
    def add(self, vectors: Array) -> None:
        """Add rows. vectors (ndarray): float32, (rows, dimensions), of length 1 or 0."""

    @abstractmethod
    def close(self) -> None:
        """Write what isn't written yet. Nothing can be added any more."""

    @abstractmethod
    def search(self, queries: Array, n: int) -> list[tuple[int, float, int]]:
        """Find the rows that are nearest to any of the queries. Rows of zeros are near nothing.

        queries (ndarray): float32, (queries, dimensions), rows of length 1.
        n (int): How many.
        RETURNS (list[tuple]): Number of the row, cosine and number of the query, the best first;
            of equally good ones the first row.
        """


class ExactVectors(Vectors):
    """All vectors in one file, which numpy maps into memory.

    dims (int): Dimensions.
    """

    def __init__(self, folder: Path, dims: int) -> None:
        super().__init__(folder)
        self._dims = dims
        self._path = folder / "vectors.f32"
        self._file: Any = None

    def add(self, vectors: Array) -> None:
        """See `Vectors`."""
        if self._file is None:
            self._file = self._path.open("wb")
        self._file.write(np.ascontiguousarray(vectors, dtype="<f4").tobytes())

    def close(self) -> None:
        """See `Vectors`."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def search(self, queries: Array, n: int) -> list[tuple[int, float, int]]:
        """See `Vectors`."""
        if not self._path.exists() or not self._path.stat().st_size:
            return []
        table = np.memmap(self._path, dtype="<f4", mode="r").reshape(-1, self._dims)
        size = max(1, BLOCK_BYTES // (4 * max(self._dims, len(queries))))
        found: list[tuple[int, float, int]] = []
        for start in range(0, len(table), size):
            scores, best = compare(np.asarray(table[start : start + size]), queries)
            rows = np.flatnonzero(scores > -np.inf)
            rows = rows[np.argsort(-scores[rows], kind="stable")[:n]]
            found += [(start + int(i), float(scores[i]), int(best[i])) for i in rows]
            found = _take_best(found, n)
        return found


class GraphVectors(Vectors):
    """Graphs of usearch, one for each PART_BYTES of vectors.

    dims (int): Dimensions.
    """

    def __init__(self, folder: Path, dims: int) -> None:
        super().__init__(folder)
        self._dims = dims
        self._part_size = max(1000, PART_BYTES // (4 * dims))
        self._graph: Any = None
        self._n_rows = 0
        self._n_parts = 0

    def add(self, vectors: Array) -> None:
        """See `Vectors`."""
        from usearch.index import Index

        keys = np.arange(self._n_rows, self._n_rows + len(vectors), dtype=np.uint64)
        self._n_rows += len(vectors)
        is_known = vectors.any(axis=1)
        if self._graph is None:
            self._graph = Index(ndim=self._dims, metric="cos", dtype="f32")
        if is_known.any():
            self._graph.add(keys[is_known], np.ascontiguousarray(vectors[is_known]))
        if len(self._graph) >= self._part_size:
            self.close()

    def close(self) -> None:
        """See `Vectors`."""
        if self._graph is not None:
            self._graph.save(str(self._folder / f"vectors-{self._n_parts:05}.usearch"))
            self._n_parts += 1
            self._graph = None

    def search(self, queries: Array, n: int) -> list[tuple[int, float, int]]:
        """See `Vectors`."""
        found: dict[int, tuple[float, int]] = {}
        for graph in self._open_parts():
            graph.expansion_search = max(MIN_EXPANSION, 2 * n)
            size = min(n, len(graph))
            if not size:
                continue
            for number, query in enumerate(queries):
                matches = graph.search(query, size)
                if len(matches) < size:
                    # Many equal vectors have room for each other only, and hide the others.
                    matches = graph.search(query, size, exact=True)
                for key, distance in zip(matches.keys, matches.distances, strict=True):
                    entry = 1.0 - float(distance), -number
                    found[int(key)] = max(entry, found.get(int(key), entry))
        rows = [(row, score, -number) for row, (score, number) in found.items()]
        return _take_best(rows, n)

    def _open_parts(self) -> Iterator[Any]:
        from usearch.index import Index

        for path in sorted(self._folder.glob("vectors-*.usearch")):
            yield Index.restore(str(path), view=True)


def _take_best(found: list[tuple[int, float, int]], n: int) -> list[tuple[int, float, int]]:
    return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:n]


EXACT, GRAPH = "exact", "usearch"
ENGINES: dict[str, Callable[[Path, int], Vectors]] = {EXACT: ExactVectors, GRAPH: GraphVectors}


def choose_engine() -> str:
    """RETURNS (str): "usearch" where it is installed, else "exact"."""
    try:
        import usearch.index  # noqa: F401
    except ImportError:
        return EXACT
    return GRAPH
