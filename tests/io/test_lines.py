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
    path = write("fïne\ncaf".encode() + b"\xe9\n")
    with pytest.raises(LoaderError) as err:
        list(LineReader(path))
    assert err.value.title == f"Line 2 of {path} is not UTF-8"
    assert 'byte 0xe9 after "caf"' in err.value.text
    assert "iconv" in err.value.text


def test_old_encoding_of_windows_is_found_out_and_said(write, capsys):
    path = write("fine\n“café”\n".encode("cp1252"))
    assert list(LineReader(path)) == ["fine\n", "“café”\n"]
    assert "Windows-1252" in capsys.readouterr().err


@pytest.mark.parametrize(
    "data", ["fine\nпривет\n".encode("cp1251"), "日本\n".encode("shift-jis"), b"a\n\x81b\n"]
)
def test_other_encodings_are_not_taken_for_that_of_windows(write, data):
    with pytest.raises(LoaderError, match="is not UTF-8"):
        list(LineReader(write(data)))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_read_and_said(write, encoding, capsys):
    path = write("first line\nsécond €\n".encode(encoding))
    assert list(LineReader(path)) == ["first line\n", "sécond €\n"]
    assert "UTF-16" in capsys.readouterr().err


def test_carriage_returns_alone_end_lines(write, capsys):
    assert list(LineReader(write(b"one\rtwo\r\rfour"))) == ["one\n", "two\n", "\n", "four"]
    assert "carriage return" in capsys.readouterr().err
    assert list(LineReader(write(b"one\r\ntwo\rstill two\n"))) == ["one\r\n", "two\rstill two\n"]


def test_lines_that_cannot_be_decoded_are_left_out_and_named(write):
    found = []
    reader = LineReader(write(b"\xc3\xa4\nb\xe4d\nze\0ro\nlast"))
    reader.on_fault = found.append
    lines = [
        line
        for line in reader.iter_leniently()
        if not (error := reader.take_damage()) or reader.reject(error)
    ]
    assert lines == ["ä\n", "last"]
    assert [error.line for error in found] == [2, 3]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("text".encode("utf-32"), "UTF-32"),
        ("text".encode("utf-32-le"), "zero byte"),
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
