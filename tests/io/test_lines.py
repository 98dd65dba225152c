"""Reading text lines: encodings, counting, and files that are no text."""

import io

import pytest

from prodigy.errors import LoaderError
from prodigy.io.lines import LineReader, check_file, shorten


@pytest.fixture
def write(tmp_path):
    def write_bytes(data, name="data.txt"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write_bytes


def test_lines_keep_line_breaks_and_are_counted(write):
    reader = LineReader(write("ä\r\nb\n\nc".encode()))
    numbered = [(reader.line_number, line) for line in reader]
    assert numbered == [(1, "ä\r\n"), (2, "b\n"), (3, "\n"), (4, "c")]


def test_bytes_read_add_up_to_the_file_size(write):
    path = write(b"\xef\xbb\xbfone\ntwo\n")
    reader = LineReader(path)
    list(reader)
    assert reader.n_bytes == path.stat().st_size


def test_byte_order_mark_is_dropped(write):
    assert list(LineReader(write(b"\xef\xbb\xbfone\n"))) == ["one\n"]


def test_unicode_line_separators_do_not_end_a_line(write):
    assert len(list(LineReader(write("a\u2028b\x85c\n".encode())))) == 1


def test_text_and_binary_files_and_lists_can_be_read():
    assert list(LineReader(io.StringIO("a\nb"))) == ["a\n", "b"]
    assert list(LineReader(io.BytesIO(b"a\nb"))) == ["a\n", "b"]
    assert list(LineReader(["a\n", b"b"])) == ["a\n", "b"]


def test_nothing_is_opened_before_the_first_line(tmp_path):
    reader = LineReader(tmp_path / "later.txt")
    (tmp_path / "later.txt").write_text("now\n")
    assert list(reader) == ["now\n"]


def test_latin_1_names_line_byte_and_fix(write):
    path = write("fine\ncafé\n".encode("latin-1"))
    with pytest.raises(LoaderError) as err:
        list(LineReader(path))
    assert err.value.title == f"Line 2 of {path} is not UTF-8"
    assert 'byte 0xe9 after "caf"' in err.value.text
    assert "iconv" in err.value.text


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("text".encode("utf-16"), "UTF-16"),
        (b"\xfe\xff\0t", "UTF-16"),
        ("text".encode("utf-16-le"), "zero byte"),
        (b"%PDF-1.4\n", "PDF"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\x1f\x8b\x08rest", "gunzip"),
        (b"PAR1rest", "parquet"),
        (b"\x7fELF\x00\x01", "zero byte"),
        (b"\x80\x81\x82", "not UTF-8"),
    ],
)
def test_other_formats_are_recognized(write, data, found):
    with pytest.raises(LoaderError) as err:
        list(LineReader(write(data)))
    assert found in str(err.value)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(LoaderError, match="Can't find file nothing.txt"):
        check_file("nothing.txt")


def test_directory_is_no_file(tmp_path):
    with pytest.raises(LoaderError, match="is a directory"):
        check_file(tmp_path)


def test_quoted_text_is_short_and_printable():
    assert shorten("a\x1b[31m\nb") == r'"a\x1b[31m\nb"'
    assert shorten("x" * 100, 10) == '"' + "x" * 10 + '..."'
