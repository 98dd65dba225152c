"""Compressed files are read as if they were not, and damage is explained."""

import bz2
import gzip
import lzma
import os
import threading

import pytest

from prodigy.components.loaders import CSV, JSON, JSONL, TXT, Reddit, get_loader
from prodigy.components.source import make_source
from prodigy.errors import LoaderError
from prodigy.io.compression import is_compressed, split_compression
from prodigy.io.lines import LineReader

COMPRESS = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}
LINES = b"".join(b'{"text": "text number %d"}\n' % i for i in range(5000))


@pytest.fixture(params=COMPRESS)
def packed(request, tmp_path):
    """A function that writes a compressed file: packed(data, name, cut=None)."""

    def write(data, name="data.jsonl", cut=None):
        path = tmp_path / f"{name}{request.param}"
        path.write_bytes(COMPRESS[request.param](data)[:cut])
        return path

    return write


@pytest.mark.parametrize(
    ("name", "loader", "data"),
    [
        ("a.jsonl", JSONL, b'{"text": "one"}\n'),
        ("a.JSONL", JSONL, b'{"text": "one"}\n'),
        ("a.json", JSON, b'[{"text": "one"}]'),
        ("a.csv", CSV, b"text\none\n"),
        ("a.txt", TXT, b"\xef\xbb\xbfone\r\n"),
    ],
)
def test_compressed_files_are_loaded_by_what_they_hold(packed, name, loader, data):
    path = packed(data, name)
    assert get_loader(file_path=path) is loader
    assert list(make_source(path)) == [{"text": "one"}]
    assert list(loader(path)) == [{"text": "one"}]


def test_a_loader_can_be_named_for_any_compressed_file(packed):
    assert list(make_source(packed(b"one\n", "dump"), "txt")) == [{"text": "one"}]


@pytest.mark.parametrize("name", ["RC_2015-01.bz2", "reddit.BZ2"])
def test_bz2_without_another_extension_is_reddit(name):
    assert get_loader(file_path=name) is Reddit


@pytest.mark.parametrize("name", ["data.gz", "data.xz"])
def test_other_compressed_files_are_jsonl_by_default(name):
    assert get_loader(file_path=name) is JSONL


def test_content_decides_about_compression_not_the_name(tmp_path):
    path = tmp_path / "data.txt"
    path.write_bytes(gzip.compress(b"one\n"))
    assert list(TXT(path)) == [{"text": "one"}]
    assert is_compressed(path)


def test_uncompressed_file_with_the_name_of_a_compressed_one_is_explained(tmp_path):
    path = tmp_path / "data.txt.gz"
    path.write_text("one\n")
    with pytest.raises(LoaderError, match="not compressed as its name says"):
        list(TXT(path))


def test_several_streams_in_one_file_are_read_to_the_end(tmp_path):
    for suffix, compress in COMPRESS.items():
        path = tmp_path / f"data.txt{suffix}"
        path.write_bytes(compress(b"one\n") + compress(b"two\n"))
        assert [eg["text"] for eg in TXT(path)] == ["one", "two"]


def test_progress_follows_the_compressed_file(packed):
    # Random text, so that the file is longer than what is read ahead.
    data = b"".join(os.urandom(500).hex().encode() + b"\n" for _ in range(3000))
    source = make_source(packed(data, "data.txt"))
    values = [source.progress for _ in source]
    assert values == sorted(values)
    assert 0 < values[0] < 0.5
    assert values[-1] == 1.0


def test_empty_compressed_file_has_no_tasks(packed, capsys):
    assert list(make_source(packed(b""))) == []
    assert "There is nothing in" in capsys.readouterr().err


def test_truncated_file_yields_what_is_there_and_then_says_so(packed):
    path = packed(LINES, cut=-20)
    read = []
    with pytest.raises(LoaderError) as err:
        read.extend(eg["text"] for eg in make_source(path))
    assert read == [f"text number {i}" for i in range(len(read))]
    where = f"after line {len(read)}" if read else "before the first line"
    assert err.value.title == f"{path} is cut off"
    assert err.value.text.startswith(f"Its compressed data ends {where}.")


def test_damage_in_the_middle_never_ends_the_stream_silently(packed):
    path = packed(LINES)
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 40] = bytes(40)
    path.write_bytes(data)
    with pytest.raises(LoaderError) as err:
        list(make_source(path))
    assert str(path) in err.value.title


def test_garbage_behind_the_signature_is_damage(tmp_path):
    for suffix, start in ((".gz", b"\x1f\x8b"), (".bz2", b"BZh9"), (".xz", b"\xfd7zXZ\x00")):
        path = tmp_path / f"data.jsonl{suffix}"
        path.write_bytes(start + b"garbage" * 100)
        with pytest.raises(LoaderError, match="is damaged"):
            list(make_source(path))


def test_text_that_starts_like_bzip2_is_text(tmp_path):
    path = tmp_path / "data.txt"
    path.write_text("BZ is a magazine\n")
    assert list(TXT(path)) == [{"text": "BZ is a magazine"}]


def test_zstandard_is_recognized_and_explained(tmp_path):
    path = tmp_path / "RC.zst"
    path.write_bytes(b"\x28\xb5\x2f\xfd" + bytes(10))
    with pytest.raises(LoaderError, match="zstd -d"):
        list(make_source(path))


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a/b.jsonl.gz", (".jsonl", ".gz")),
        ("b.JSONL.BZ2", (".jsonl", ".bz2")),
        ("b.bz2", ("", ".bz2")),
        ("b.jsonl", (".jsonl", None)),
        ("b", ("", None)),
    ],
)
def test_extensions_are_separated(name, parts):
    assert split_compression(name) == parts


def test_file_that_vanishes_before_it_is_read_is_reported(packed):
    path = packed(LINES)
    source = make_source(path)
    path.unlink()
    with pytest.raises(LoaderError, match="Can't find file"):
        list(source)


def test_file_that_vanishes_while_it_is_read_is_read_to_its_end(packed):
    path = packed(LINES)
    source = make_source(path)
    tasks = iter(source)
    next(tasks)
    path.unlink()
    assert len(list(tasks)) == 4999
    assert source.progress is None


def test_pipes_are_read_once(tmp_path):
    path = tmp_path / "pipe.jsonl"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_text, args=('{"text": "one"}\n',))
    writer.start()
    assert list(make_source(path)) == [{"text": "one"}]
    writer.join()


def test_read_error_names_the_line(tmp_path, monkeypatch):
    path = tmp_path / "data.txt"
    path.write_text("one\ntwo\n")

    class Failing:
        def __init__(self, lines):
            self._lines = iter(lines)

        def __iter__(self):
            yield next(self._lines)
            raise OSError(5, "Input/output error")

    reader = LineReader(path)
    lines = iter(reader)
    decode = reader._decode
    monkeypatch.setattr(reader, "_decode", lambda found: decode(Failing(found)))
    assert next(lines) == "one\n"
    with pytest.raises(LoaderError) as err:
        next(lines)
    assert err.value.title == f"Can't read {path}"
    assert err.value.text == "Reading failed after line 1: Input/output error"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_line_that_unpacks_to_more_than_memory_has_is_refused(pack, tmp_path, monkeypatch):
    monkeypatch.setattr("prodigy.io.compression.MAX_LINE_BYTES", 2**21)
    path = tmp_path / "bomb.jsonl"
    # Many lines may be longer together.
    path.write_bytes(pack(b'{"text": "a"}\n' * 200_000 + b'{"text": "' + b"a" * 2**23 + b'"}\n'))
    lines = iter(LineReader(path))
    with pytest.raises(LoaderError, match="damaged") as error:
        for _ in lines:
            pass
    assert "a line is longer than" in error.value.text and "line 200000" in error.value.text
