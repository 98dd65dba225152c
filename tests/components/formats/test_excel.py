"""Excel workbooks."""

import datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodigy.components.formats import Report, read_excel, write_excel
from prodigy.errors import LoaderError, ProdigyError
from tests.components.formats.helpers import ANSWER, CHOICE, write
from tests.components.formats.strategies import json_values


def make_book(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@settings(max_examples=40)
@given(eg=st.dictionaries(st.sampled_from(["text", "label", "meta", "x", "accept"]), json_values))
def test_everything_comes_back(tmp_path_factory, eg):
    path = tmp_path_factory.mktemp("excel") / "a.xlsx"
    write_excel([ANSWER, eg, CHOICE], path)
    first, found, last = read_excel(path) if eg else [ANSWER, eg, CHOICE]
    assert (first, found, last) == (ANSWER, eg, CHOICE)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+A1",
        "@x",
        "#REF!",
        "a\r\nb",
        "\x07",
        "_x000D_",
        "",
        "  x ",
        "007",
        "TRUE",
        "\ud83d",
    ],
)
def test_texts_are_texts(text, tmp_path):
    path, _ = write("excel", [{"text": text, "x": text}], tmp_path)
    assert list(read_excel(path)) == [{"text": text, "x": text}]
    sheet = openpyxl.load_workbook(path).active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_an_independent_reader_finds_the_same(tmp_path):
    path, _ = write("excel", [ANSWER, CHOICE], tmp_path)
    header, first, second = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    assert header[:2] == ("text", "label")
    assert (first[0], second[0]) == (ANSWER["text"], "It works")


def test_a_table_of_somebody_else(tmp_path, capsys):
    day = datetime.datetime(2026, 1, 31, 12, 30)
    rows = [
        ["text", None, "label", "n", "day", "ok", "share"],
        ["a", "x", "POS", 3, day, True, 0.5],
        [None] * 7,
        [42, "x", 7, 2.0, None, None, None],
    ]
    path = make_book(tmp_path / "a.xlsx", Notes=[["hello"]], Data=rows, More=[["text"]])
    assert list(read_excel(path)) == [
        {
            "text": "a",
            "label": "POS",
            "n": 3,
            "day": "2026-01-31T12:30:00",
            "ok": True,
            "share": 0.5,
        },
        {"text": "42", "label": 7, "n": 2},
    ]
    told = " ".join(capsys.readouterr().err.split())
    assert "'Data' is read, 'Notes', 'More' not" in told
    assert "columns without a name" in told


def test_errors_of_formulas_are_rejected(tmp_path):
    path = make_book(tmp_path / "a.xlsx", S=[["text", "x"], ["a", "#REF!"], ["b", "c"]])
    report = Report()
    assert list(read_excel(path, report=report)) == [{"text": "b", "x": "c"}]
    assert "Row 2 of the sheet 'S'" in report.errors[0].title


@pytest.mark.parametrize(
    ("rows", "title"),
    [([["words"]], "no column called 'text'"), ([["text", "text"]], "two columns")],
)
def test_tables_without_texts(rows, title, tmp_path):
    with pytest.raises(LoaderError, match=title):
        list(read_excel(make_book(tmp_path / "a.xlsx", S=rows)))


@pytest.mark.parametrize("content", [b"nothing", b"PK\x03\x04 cut off", b""])
def test_no_workbook(content, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(LoaderError, match="Can't read .*a.xlsx as a workbook"):
        list(read_excel(path))


def test_texts_that_are_too_long_are_left_out(tmp_path):
    _, report = write("excel", [{"text": "x" * 40_000}, ANSWER], tmp_path)
    assert (report.n_done, report.left_out) == (1, {"too-long": 1})


def test_missing_openpyxl_says_how_to_install_it(tmp_path, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(ProdigyError) as error:
        write_excel([ANSWER], tmp_path / "a.xlsx")
    assert "pip install 'prodigy[excel]'" in error.value.text


def test_xml_is_read_through_defusedxml():
    from openpyxl.xml import DEFUSEDXML

    assert DEFUSEDXML
