"""The Parquet loader."""

import datetime
import decimal
import sys

import pytest

from prodigy.components.loaders import Parquet, get_loader
from prodigy.components.source import make_source
from prodigy.errors import LoaderError

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

PNG = b"\x89PNG\r\n\x1a\n rest"
TEXTS = [f"text {i}" for i in range(1000)]


@pytest.fixture
def write(tmp_path):
    def write_table(columns, name="data.parquet", **settings):
        path = tmp_path / name
        pq.write_table(
            columns if isinstance(columns, pa.Table) else pa.table(columns), path, **settings
        )
        return path

    return write_table


def test_rows_become_tasks_in_their_order(write):
    path = write({"text": TEXTS, "n": list(range(1000))}, row_group_size=7)
    assert get_loader(file_path=path) is Parquet
    assert list(make_source(path)) == [{"text": text, "n": i} for i, text in enumerate(TEXTS)]


def test_progress_counts_rows(write):
    source = make_source(write({"text": ["a", "b", "c", "d"]}), "parquet")
    assert [source.progress for _ in source] == [0.25, 0.5, 0.75, 1.0]


def test_rows_are_read_piece_by_piece(write, monkeypatch):
    path = write({"text": TEXTS}, row_group_size=100)
    n_read = 0

    class Counting:
        def __init__(self, batches):
            self._batches = batches

        def __next__(self):
            nonlocal n_read
            batch = next(self._batches)
            n_read += len(batch)
            return batch

    iter_batches = pq.ParquetFile.iter_batches
    monkeypatch.setattr(
        pq.ParquetFile, "iter_batches", lambda self, **kw: Counting(iter_batches(self, **kw))
    )
    tasks = iter(Parquet(path))
    next(tasks)
    assert 0 < n_read <= 100


def test_nested_values_stay_and_missing_ones_are_left_out(write):
    spans = [[{"start": 0, "end": 1, "label": "A"}, {"start": 2, "end": 3, "label": None}], None]
    tasks = list(Parquet(write({"text": ["a b", None], "spans": spans})))
    assert tasks == [
        {"text": "a b", "spans": [{"start": 0, "end": 1, "label": "A"}, {"start": 2, "end": 3}]},
        {},
    ]


def test_values_become_json(write):
    day = datetime.datetime(2024, 2, 3, 4, 5, 6)
    columns = {
        "time": [day],
        "day": [day.date()],
        "took": [datetime.timedelta(seconds=90)],
        "price": [decimal.Decimal("1.50")],
        "count": [decimal.Decimal("3")],
        "data": [PNG],
        "is_new": [True],
        "score": pa.array([float("nan")]),
        "names": [["a", None]],
    }
    (task,) = Parquet(write(columns))
    image = task.pop("data")
    assert image.startswith("data:image/png;base64,")
    assert task == {
        "time": "2024-02-03T04:05:06",
        "day": "2024-02-03",
        "took": 90.0,
        "price": 1.5,
        "count": 3,
        "is_new": True,
        "names": ["a", None],
    }


def test_images_of_published_datasets_become_data_uris(write):
    kind = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    values = [{"bytes": b"x", "path": "a.jpg"}, {"bytes": None, "path": "b.jpg"}]
    tasks = list(Parquet(write({"image": pa.array(values, kind)})))
    assert [task["image"] for task in tasks] == ["data:image/jpeg;base64,eA==", "b.jpg"]


def test_categories_are_texts_and_the_index_of_pandas_is_left_out(write):
    columns = {
        "text": pa.array(["a", "b"]).dictionary_encode(),
        "__index_level_0__": [5, 6],
    }
    assert list(Parquet(write(columns))) == [{"text": "a"}, {"text": "b"}]


def test_empty_table_has_no_tasks(write):
    assert list(make_source(write({"text": pa.array([], pa.string())}))) == []


def test_duplicate_columns_are_named(write):
    table = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["text", "text"])
    with pytest.raises(LoaderError, match="two columns called 'text'"):
        make_source(write(table))


@pytest.mark.parametrize(
    "data",
    [b"", b"PAR1", b"text\none\n", b"PAR1" + bytes(100) + b"PAR1", bytes(range(256)) * 10],
)
def test_what_is_no_parquet_is_reported_at_once(tmp_path, data):
    path = tmp_path / "data.parquet"
    path.write_bytes(data)
    with pytest.raises(LoaderError, match="as a Parquet file") as err:
        make_source(path)
    assert str(path) in err.value.title


def test_truncated_file_is_reported_at_once(write):
    path = write({"text": TEXTS})
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(LoaderError, match="as a Parquet file"):
        make_source(path)


def test_damage_in_the_middle_names_the_row(write):
    path = write({"text": TEXTS}, row_group_size=100, compression="gzip", use_dictionary=False)
    data = bytearray(path.read_bytes())
    start = pq.ParquetFile(path).metadata.row_group(5).column(0).data_page_offset
    data[start : start + 200] = bytes(200)
    path.write_bytes(data)
    read = []
    with pytest.raises(LoaderError, match="Can't read row") as err:
        read.extend(eg["text"] for eg in make_source(path))
    assert f"row {len(read) + 1} and" in err.value.title
    assert read == TEXTS[: len(read)] != []


def test_file_that_vanishes_before_it_is_read_is_reported(write):
    path = write({"text": TEXTS})
    source = make_source(path)
    path.unlink()
    with pytest.raises(LoaderError, match="Can't find file"):
        list(source)


def test_missing_package_is_named_before_the_server_starts(write, monkeypatch):
    path = write({"text": TEXTS})
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(LoaderError, match="(?s)need the package pyarrow.*pip install"):
        make_source(path)


def test_standard_input_is_refused():
    with pytest.raises(LoaderError, match="can't read standard input"):
        make_source("-", "parquet")


def test_directory_is_refused(tmp_path):
    with pytest.raises(LoaderError, match="is a directory"):
        make_source(tmp_path, "parquet")
