"""Folders of brat."""

import pytest
from hypothesis import given, settings

from prodigy.components.formats import Report, read_brat, write_brat
from prodigy.errors import LoaderError, ProdigyError
from tests.components.formats.helpers import ANSWER, TEXT, get_spans, make_answer, write
from tests.components.formats.strategies import answers

ANN = """\
T1\tPER 0 4\tMira
T2\tORG 14 18;29 35\tAcme Berlin
T3\tORG 14 28\tAcme in Madrid
R1\tWORKS Arg1:T1 Arg2:T3
*\tEquiv T1 T3
E1\tHire:T1 Who:T3
A1\tSure E1
N1\tReference T1 Wiki:7\tMira
#1\tAnnotatorNotes T1\tunsure
"""
DOCUMENT = "Mira works at Acme in Madrid\nBerlin"


def make_folder(tmp_path, **files):
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode("utf8"))
    return folder


def test_what_is_written(tmp_path):
    path, _ = write("brat", [ANSWER], tmp_path / "new")
    assert (path / "000001.txt").read_text(encoding="utf8") == TEXT
    assert (path / "000001.ann").read_text(encoding="utf8") == (
        "T1\tORG 0 4\tUber\nT2\tLOCATION 17 30\tSan Francisco\n"
    )
    assert (path / "annotation.conf").read_text() == (
        "[entities]\nORG\nLOCATION\n\n[relations]\n\n[events]\n\n[attributes]\n"
    )


def test_a_document_of_brat(tmp_path):
    report = Report()
    folder = make_folder(tmp_path, a_txt=DOCUMENT, a_ann=ANN)
    [eg] = read_brat(folder, report=report)
    assert get_spans(eg) == [(0, 4, "PER"), (14, 28, "ORG")]
    assert eg["meta"] == {"document": "a"}
    assert report.lost == {
        "lost-discontinuous": 1,
        "lost-relations": 1,
        "lost-regions:event": 1,
        "lost-regions:attribute": 1,
        "lost-regions:normalization": 1,
        "lost-regions:note": 1,
    }


def test_spans_over_several_lines(tmp_path):
    folder = make_folder(tmp_path, a_txt="New\nYork", a_ann="T1\tLOC 0 3;4 8\tNew York\n")
    report = Report()
    [eg] = read_brat(folder, report=report)
    assert (get_spans(eg), report.describe()) == ([(0, 8, "LOC")], [])
    write_brat([eg], tmp_path / "out")
    assert (tmp_path / "out" / "000001.ann").read_text() == "T1\tLOC 0 3;4 8\tNew York\n"


@settings(max_examples=40)
@given(eg=answers(overlap=True))
def test_text_and_spans_come_back(tmp_path_factory, eg):
    folder = tmp_path_factory.mktemp("brat") / "out"
    report = Report()
    write_brat([eg, ANSWER], folder, report=report)
    found = list(read_brat(folder))
    assert len(found) == report.n_done
    if report.n_left_out:
        assert report.left_out in ({"label": 1}, {"zero": 1})
        return
    assert (found[0]["text"], get_spans(found[0])) == (eg["text"], get_spans(eg))
    assert get_spans(found[1]) == get_spans(ANSWER)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("T1\tPER 0\tMira", "syntax"),
        ("T1\tPER 0 99\t", "offsets"),
        ("T1\tPER 1 5\tBerlin Wall", "covered"),
        ("X1\tPER", "syntax"),
    ],
)
def test_one_bad_document_leaves_the_others(line, kind, tmp_path):
    good = "T1\tPER 0 4\tMira\n"
    folder = make_folder(
        tmp_path, a_txt=DOCUMENT, a_ann=good, b_txt=DOCUMENT, b_ann=f"{good}{line}\n", c_ann=good
    )
    (folder / "d.txt").write_text("not annotated")
    report = Report()
    [eg] = read_brat(folder, report=report)
    assert eg["meta"] == {"document": "a"}
    assert report.rejected == {kind: 1, "no-text": 1}
    assert report.left_out == {"not-annotated": 1}
    assert (report.errors[0].line, "Line 2 of" in report.errors[0].title) == (2, True)


def test_offsets_that_count_otherwise(tmp_path):
    folder = make_folder(tmp_path, a_txt="😀 a\r\nMira", a_ann="T1\tPER 6 10\tMira\n")
    report = Report()
    [eg] = read_brat(folder, report=report)
    assert eg["text"][slice(*get_spans(eg)[0][:2])] == "Mira"
    assert sum(report.mended.values()) == 1


def test_documents_in_folders(tmp_path):
    folder = make_folder(tmp_path, x__a_txt="Mira", x__a_ann="T1\tPER 0 4\tMira")
    [eg] = read_brat(folder)
    assert eg["meta"]["document"].replace("\\", "/") == "x/a"


def test_no_documents(tmp_path):
    with pytest.raises(LoaderError, match="There are no documents"):
        list(read_brat(make_folder(tmp_path, a_doc="x")))


def test_a_folder_with_other_things_is_not_replaced(tmp_path):
    folder = make_folder(tmp_path, mine_txt="precious")
    with pytest.raises(ProdigyError, match="Can't write the folder"):
        write_brat([ANSWER], folder)
    assert (folder / "mine.txt").read_text() == "precious"


def test_labels_with_white_space_are_left_out(tmp_path):
    _, report = write("brat", [make_answer((0, 0, "BIG CITY"))], tmp_path / "new")
    assert report.left_out == {"label": 1}
