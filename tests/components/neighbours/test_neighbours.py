"""Nearest texts: what goes by, and what is kept in a folder."""

import json
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodigy.components.neighbours import Nearest, open_index
from prodigy.components.neighbours import index as index_module
from prodigy.components.neighbours import vectors as vectors_module
from prodigy.components.neighbours.vectors import ENGINES, ExactVectors, GraphVectors
from prodigy.errors import ProdigyError

FACTS = {"encoder": "mine 1", "source": "file 1"}


def make_vectors(n, dims=16, seed=0):
    rows = np.random.default_rng(seed).normal(size=(n, dims)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def make_tasks(n):
    return [{"text": f"text {i}", "n": i} for i in range(n)]


def find(nearest, tasks, vectors, size):
    for start in range(0, len(tasks), size):
        nearest.add(tasks[start : start + size], vectors[start : start + size])
    return [(hit.task["n"], hit.query) for hit in nearest.hits]


@settings(max_examples=50, deadline=None)
@given(
    n=st.integers(1, 60),
    n_wanted=st.integers(1, 20),
    n_queries=st.integers(1, 4),
    size=st.integers(1, 70),
    seed=st.integers(0, 5),
)
def test_the_nearest_are_those_of_a_full_sort(n, n_wanted, n_queries, size, seed):
    vectors, queries = make_vectors(n, 3, seed).round(1), make_vectors(n_queries, 3, seed + 9)
    cosines = (vectors @ queries.T).max(axis=1)
    expected = sorted(range(n), key=lambda i: (-float(cosines[i]), i))[:n_wanted]
    nearest = Nearest(queries, n_wanted)
    found = [number for number, _ in find(nearest, make_tasks(n), vectors, size)]
    known = [i for i in expected if vectors[i].any()]
    assert [round(float(cosines[i]), 5) for i in found] == [
        round(float(cosines[i]), 5) for i in known
    ]
    assert len(set(found)) == len(found)


def test_a_hit_says_which_query_it_is_near():
    queries = np.eye(2, dtype=np.float32)
    vectors = np.array([[0.6, 0.8], [1.0, 0.0]], dtype=np.float32)
    assert find(Nearest(queries, 2), make_tasks(2), vectors, 9) == [(1, 0), (0, 1)]


def test_equal_texts_are_found_once_and_examples_not_at_all():
    tasks = [{"text": text, "n": i} for i, text in enumerate(["a", "a", "b", "a", "c"])]
    vectors = np.ones((5, 1), dtype=np.float32)
    nearest = Nearest(np.ones((1, 1), dtype=np.float32), 3, but=["b"])
    assert find(nearest, tasks, vectors, 2) == [(0, 0), (4, 0)]


def test_texts_of_which_nothing_is_known_are_not_near():
    vectors = np.array([[0.0], [-1.0]], dtype=np.float32)
    assert find(Nearest(np.ones((1, 1), np.float32), 5), make_tasks(2), vectors, 9) == [(1, 0)]


@pytest.mark.parametrize("engine", [ExactVectors, GraphVectors])
def test_engines_find_the_nearest_rows_of_several_parts(engine, tmp_path, monkeypatch):
    monkeypatch.setattr(vectors_module, "PART_BYTES", 0)  # a graph has 1000 rows at least
    monkeypatch.setattr(vectors_module, "BLOCK_BYTES", 16 * 4 * 100)
    table, queries = make_vectors(2500), make_vectors(3, seed=1)
    table[7] = 0.0
    vectors = engine(tmp_path, 16)
    for start in range(0, len(table), 500):
        vectors.add(table[start : start + 500])
    vectors.close()
    found = engine(tmp_path, 16).search(queries, 50)
    cosines = table @ queries.T
    expected = np.argsort(-cosines.max(axis=1), kind="stable")[:50]
    assert len({row for row, _, _ in found} & set(expected.tolist())) >= 48
    assert [score for _, score, _ in found] == sorted((s for _, s, _ in found), reverse=True)
    for row, score, query in found:
        assert score == pytest.approx(float(cosines[row].max()), abs=1e-5)
        assert query == int(cosines[row].argmax())


@pytest.mark.parametrize("engine", [ExactVectors, GraphVectors])
def test_engines_without_known_rows_find_nothing(engine, tmp_path):
    vectors = engine(tmp_path, 4)
    vectors.add(np.zeros((3, 4), dtype=np.float32))
    vectors.close()
    assert engine(tmp_path, 4).search(make_vectors(1, 4), 5) == []


@pytest.fixture(params=sorted(ENGINES))
def engine(request, monkeypatch):
    monkeypatch.setattr(index_module, "choose_engine", lambda: request.param)
    return request.param


class Source:
    """Counts how often it is read, and encodes lengths of texts."""

    def __init__(self, *texts):
        self.texts, self.n_reads = texts, 0

    def read(self):
        self.n_reads += 1
        return [{"text": text, "n": i} for i, text in enumerate(self.texts)]

    @staticmethod
    def encode(texts):
        rows = np.array([[len(text), 1.0] for text in texts], dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def search(self, folder, text, n, facts=FACTS, but=()):
        index = open_index(folder, facts, self.read, self.encode)
        return [hit.task["n"] for hit in index.search(self.encode([text]), n, but)]


def test_an_index_is_made_once_and_used_again(engine, tmp_path):
    source = Source("a", "bbbb", "\ud800 \n cccc", "")
    for _ in range(2):
        assert source.search(tmp_path / "index", "a", 2) == [0, 1]
    assert source.n_reads == 1
    assert json.loads((tmp_path / "index" / "index.json").read_text())["engine"] == engine


@pytest.mark.parametrize("key", ["encoder", "source"])
def test_an_old_index_is_made_anew_and_says_why(engine, tmp_path, key, capsys):
    Source("a", "bbbb").search(tmp_path / "index", "a", 1)
    source = Source("cc", "a")
    assert source.search(tmp_path / "index", "a", 1, {**FACTS, key: "other"}) == [1]
    assert source.n_reads == 1
    assert f"there is another {key}" in " ".join(capsys.readouterr().err.split())


def test_an_index_of_another_engine_is_made_anew(tmp_path, monkeypatch, capsys):
    source = Source("a", "bbbb")
    source.search(tmp_path / "index", "a", 1)
    for name in [name for name in sys.modules if name.split(".")[0] == "usearch"]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "usearch", None)
    assert source.search(tmp_path / "index", "a", 1) == [0]
    assert source.n_reads == 2
    assert "another engine" in capsys.readouterr().err


def test_equal_texts_in_an_index_are_found_once(engine, tmp_path):
    source = Source(*(40 * ["aaa"]), "b", "cc", "example")
    assert source.search(tmp_path / "index", "aaa", 3, but=["example"]) == [0, 41, 40]
    assert source.search(tmp_path / "index", "aaa", 9) == [0, 41, 42, 40]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"version": 0}'])
def test_an_index_with_damaged_facts_is_made_anew(engine, tmp_path, text):
    source = Source("a", "bbbb")
    source.search(tmp_path / "index", "a", 1)
    (tmp_path / "index" / "index.json").write_text(text)
    assert source.search(tmp_path / "index", "a", 1) == [0]
    assert source.n_reads == 2


def test_other_folders_and_files_are_not_overwritten(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("notes")
    (tmp_path / "file").write_text("notes")
    for name in ("mine", "file"):
        with pytest.raises(ProdigyError, match=f"{name} is no index"):
            Source("a").search(tmp_path / name, "a", 1)
    assert (tmp_path / "mine" / "notes.txt").read_text() == "notes"


def test_an_empty_folder_becomes_an_index(engine, tmp_path):
    (tmp_path / "index").mkdir()
    assert Source("a").search(tmp_path / "index", "a", 1) == [0]


def test_a_source_without_texts_leaves_no_index(tmp_path):
    with pytest.raises(ProdigyError, match="There are no texts to make an index of"):
        Source().search(tmp_path / "index", "a", 1)
    assert list(tmp_path.glob("index*")) == []


def test_an_index_that_fails_halfway_leaves_the_old_one(tmp_path):
    source = Source("a", "bbbb")
    source.search(tmp_path / "index", "a", 1)

    def fail():
        yield {"text": "a"}
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError, match="the source broke"):
        open_index(tmp_path / "index", {**FACTS, "source": "new"}, fail, source.encode)
    assert [path.name for path in tmp_path.glob("index*")] == ["index"]
    assert source.search(tmp_path / "index", "a", 1) == [0]
    assert source.n_reads == 1


def test_a_place_that_cannot_be_written_is_explained(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ProdigyError, match="Can't use the index in|is no index"):
        Source("a").search(tmp_path / "file" / "index", "a", 1)
