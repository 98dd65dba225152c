"""Pages of PDF files: pictures, and where the characters of the text layer are on them."""

import io
import sys
from pathlib import Path

import pytest

pytest.importorskip("pypdfium2")
from PIL import Image

from prodigy.io import pdf_pictures
from prodigy.io.media import find_media
from prodigy.io.pdf import MAX_PIXELS, PdfError, PdfFile, list_pdfs
from tests.pdf_files import Line, Page, make_pdf, width_of, write_pdf

LINES = [Line("Had a bad", 100, 700), Line("plan", 300, 640, size=30)]


@pytest.fixture
def write(tmp_path):
    return lambda *pages, **options: write_pdf(tmp_path / "some file.pdf", pages, **options)


def read(path, number=1, dpi=144, **options):
    with PdfFile(path) as pdf:
        facts = pdf.describe_page(number, dpi)
        picture = Image.open(io.BytesIO(pdf.draw_page(number, dpi))).convert("L")
        return facts, pdf.read_text(facts, **options), picture


def read_text(path, **options):
    return read(path, dpi=72, **options)[1].text


def box_of(text, part):
    start = text.text.index(part)
    [box] = text.find_boxes(start, start + len(part))
    return box


def baselines_in(box, *candidates):
    """Which lines a box is on. How far it reaches above and below them depends on PDFium."""
    return [y for y in candidates if box[1] < y < box[1] + box[3]]


def darkest(picture, box):
    x, y, width, height = box
    return picture.crop((x, y, x + width, y + height)).getextrema()[0]


# --- where words are -----------------------------------------------------------------------------


@pytest.mark.parametrize("dpi", [72, 144, 211])
def test_text_drawn_at_known_points_has_known_boxes(write, dpi):
    facts, text, _ = read(write(Page(LINES)), dpi=dpi)
    scale = dpi / 72
    for line, part, before in [(LINES[0], "bad", "Had a "), (LINES[1], "plan", "")]:
        x, y, width, height = box_of(text, part)
        assert x == pytest.approx((line.x + width_of(before, line.size)) * scale, abs=1)
        assert width == pytest.approx(width_of(part, line.size) * scale, abs=1)
        baseline = (facts.size[1] - line.y) * scale
        assert y < baseline - 0.7 * line.size * scale
        assert baseline < y + height < baseline + 0.35 * line.size * scale


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (50, 60, 500, 800)])
@pytest.mark.parametrize("box", [(0, 0, 595, 842), (-30, 20, 595, 842)])
def test_boxes_lie_on_the_words_of_turned_and_cropped_pages(write, rotate, crop, box):
    facts, text, picture = read(write(Page(LINES, box=box, crop=crop, rotate=rotate)))
    assert picture.size == (facts.width, facts.height)
    assert facts.rotation == rotate
    shown = crop or box
    assert facts.box == shown
    size = (shown[2] - shown[0], shown[3] - shown[1])
    assert facts.size == (size if rotate in (0, 180) else size[::-1])
    for part in ("Had", "bad", "plan"):
        x, y, width, height = box_of(text, part)
        assert darkest(picture, (x, y, width, height)) < 60
        assert (width > height) == (rotate in (0, 180))
    # Nothing but the words is drawn, so without them the page is white.
    for x, y, width, height in text.find_boxes(0, len(text.text)):
        picture.paste(255, (int(x) - 2, int(y) - 2, int(x + width) + 3, int(y + height) + 3))
    assert picture.getextrema()[0] > 200


def test_text_that_runs_upwards_has_upright_boxes(write):
    _, text, picture = read(write(Page([Line("Had", 300, 400, angle=90)])))
    x, y, width, height = box_of(text, "Had")
    assert height > width
    assert darkest(picture, (x, y, width, height)) < 60


def test_what_is_outside_of_the_picture_is_left_out(write):
    lines = [Line("Had", 100, 700), Line("bad", 100, 30), Line("plan", 900, 700)]
    text = read(write(Page(lines, crop=(0, 100, 595, 842))))[1]
    assert text.text == "Had"
    assert text.n_outside == 7


def test_largest_possible_page_gets_a_smaller_picture(write):
    page = Page([Line("Had", 7000, 7000, size=900)], box=(0, 0, 14400, 14400))
    facts, text, picture = read(write(page))
    assert facts.dpi < 144
    assert picture.width * picture.height <= MAX_PIXELS * 1.01
    assert darkest(picture, box_of(text, "Had")) < 60


# --- what the text is ----------------------------------------------------------------------------


def test_lines_of_a_paragraph_are_joined(write):
    lines = [Line("Had a bad", 100, 700), Line("plan", 100, 686), Line("Paul had", 100, 640)]
    text = read(write(Page(lines)))[1]
    assert text.text == "Had a bad plan\n\nPaul had"
    boxes = text.find_boxes(6, 14)
    assert [(round(box[0]), round(box[2])) for box in boxes] == [
        (round(200 + 2 * width_of("Had a ", 12)), round(2 * width_of("bad", 12))),
        (200, round(2 * width_of("plan", 12))),
    ]
    assert [baselines_in(box, 284, 312) for box in boxes] == [[284], [312]]
    assert read_text(write(Page(lines)), keep_lines=True) == "Had a bad\nplan\nPaul had"


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [("exam-", "ple", "example"), ("Paul-", "Bad", "Paul-Bad"), ("exam-", "Ple", "exam-Ple")],
)
def test_divided_words_become_whole(write, first, second, joined):
    lines = [Line(f"a {first}", 100, 700), Line(f"{second} had", 100, 686)]
    text = read(write(Page(lines)))[1]
    assert text.text == f"a {joined} had"
    # The word is at two places, and at no others.
    boxes = text.find_boxes(2, 2 + len(joined))
    assert [baselines_in(box, 284, 312) for box in boxes] == [[284], [312]]
    assert len(text.boxes) == len(text.lines) == len(text.text)


def test_ligatures_and_pairs_are_characters(write):
    mapping = {"a": "ﬁ", "b": "😀", "c": "ffi", "d": "é", "e": "\u0301"}
    text = read(write(Page([Line("abcdx", 100, 700, font="F2")], to_unicode=mapping)))[1]
    assert text.text == "fi😀ffiéx"
    assert [box is None for box in text.boxes] == [False] * 8
    assert len(text.find_boxes(0, 2)) == 1


@pytest.mark.parametrize(
    ("code", "shown"),
    [("\0", "�"), ("\x07", "�"), ("\u00ad", ""), ("\u200b", ""), ("\ufffe", "�"), ("\u2003", " ")],
)
def test_control_characters_leave_no_trace_in_the_text(write, code, shown):
    page = Page([Line("axb", 100, 700, font="F2")], to_unicode={"x": code})
    assert read_text(write(page)) == f"a{shown}b"


def test_columns_stay_in_the_order_of_the_text_layer(write):
    left = [Line(f"left {'abc'[i]}", 60, 700 - 14 * i) for i in range(3)]
    right = [Line(f"right {'abc'[i]}", 330, 700 - 14 * i) for i in range(3)]
    assert read_text(write(Page([*left, *right]))) == (
        "left a left b left c\n\nright a right b right c"
    )


def test_invisible_text_below_a_scan_is_read(write):
    assert read_text(write(Page([Line("Had", 100, 700, mode=3)]))) == "Had"
    assert read_text(write(Page(ink="100 100 200 200 re f"))) == ""


def test_text_in_a_font_that_is_missing_is_read(tmp_path):
    data = make_pdf([Page(LINES)]).replace(b"/BaseFont/Helvetica", b"/BaseFont/Nosuchfnt")
    (tmp_path / "a.pdf").write_bytes(data)
    facts, text, picture = read(tmp_path / "a.pdf")
    assert text.text == "Had a bad\n\nplan"
    assert darkest(picture, box_of(text, "plan")) < 60


# --- files that can't be read ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "It is empty"),
        (b"PK\x03\x04 something else", "It is no PDF file"),
        (make_pdf([Page(LINES)])[:300], "only a part of it was copied"),
        (b"%PDF-1.7\nand no more", "It is damaged"),
        (make_pdf([Page(LINES)], "secret"), "--password"),
    ],
)
def test_broken_files_are_explained(tmp_path, data, reason):
    path = tmp_path / "broken.pdf"
    path.write_bytes(data)
    with pytest.raises(PdfError) as err:
        PdfFile(path)
    assert str(path) in err.value.title
    assert reason in err.value.text


def test_password_opens_a_file(tmp_path):
    path = write_pdf(tmp_path / "a.pdf", [Page(LINES)], password="secret")
    with PdfFile(path, "secret") as pdf:
        assert pdf.read_text(pdf.describe_page(1)).text == "Had a bad\n\nplan"
    with pytest.raises(PdfError, match="Can't read") as err:
        PdfFile(path, "wrong")
    assert err.value.text == "The password doesn't open it."


def test_page_that_is_not_there_is_named(write):
    with PdfFile(write(Page())) as pdf, pytest.raises(PdfError, match="page 2 of .*some file"):
        pdf.describe_page(2)


def test_missing_library_is_explained(monkeypatch, write):
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(PdfError) as err:
        PdfFile(write(Page()))
    assert "pip install 'prodigy[pdf]'" in err.value.text


def test_files_are_found_in_all_directories_in_order(tmp_path):
    names = ["b.pdf", "a/z.PDF", "a/b/c.pdf", ".hidden/x.pdf", "a/.x.pdf", "a/notes.txt"]
    for name in names:
        write_pdf(tmp_path / "docs" / name, [Page()])
    found = [path.relative_to("docs").as_posix() for path in list_pdfs("docs")]
    assert found == ["a/b/c.pdf", "a/z.PDF", "b.pdf"]
    with pytest.raises(PdfError, match="Can't find missing"):
        list_pdfs("missing")


# --- pictures that are served ---------------------------------------------------------------------


def serve(path, page=1, dpi=72, password=None):
    token = pdf_pictures.serve_pictures()
    key = pdf_pictures.serve_document(path, password)
    return pdf_pictures.make_picture_url(token, key, page, dpi).split("/", 2)[1:]


def test_picture_is_drawn_when_it_is_asked_for(home, write):
    token, name = serve(write(Page(), Page(LINES)), page=2)
    assert not list(home.rglob("*.png"))
    file = find_media(token, name)
    with Image.open(file) as picture:
        assert picture.size == (595, 842)
    assert find_media(token, name) == file
    file.unlink()
    assert find_media(token, name).is_file()


def test_nothing_but_pages_of_served_documents_is_drawn(home, write):
    token, name = serve(write(Page(LINES)))
    key = name.split("/")[0]
    for other in (
        f"{key}/0002-72.png", f"{key}/0000-72.png", f"{key}/0001-900.png", f"{key}/.document.json",
        f"{'0' * 24}/0001-72.png", f"{key}/1.png", "x.png", f"{key}/0001-72.png/x.png",
    ):  # fmt: skip
        assert find_media(token, other) is None, other
    assert [path.name for path in home.rglob("*.png")] == []


def test_huge_picture_that_was_never_offered_is_not_drawn(write):
    token, name = serve(write(Page(box=(0, 0, 14400, 14400))), dpi=600)
    assert find_media(token, name) is None


def test_document_that_was_moved_or_copied_keeps_its_address(write, tmp_path):
    path = write(Page(LINES))
    token, name = serve(path)
    moved = path.rename(tmp_path / "moved.pdf")
    assert find_media(token, name) is None
    assert serve(moved) == [token, name]
    assert find_media(token, name) is not None


def test_changed_document_is_not_shown_as_the_old_one(write):
    path = write(Page(LINES))
    token, name = serve(path)
    path.write_bytes(make_pdf([Page()]))
    assert find_media(token, name) is None
    assert serve(path) != [token, name]


def test_password_is_not_written_down(home, write):
    token, name = serve(write(Page(LINES), password="secret"), password="secret")
    assert find_media(token, name).is_file()
    files = [path for path in home.rglob("*") if path.is_file()]
    assert files and not any(b"secret" in path.read_bytes() for path in files)


def test_old_pictures_make_room_for_new_ones(home, write):
    path = write(*[Page(LINES)] * 4)
    files = [find_media(*serve(path, page)) for page in range(1, 5)]
    size = sum(file.stat().st_size for file in files)
    pdf_pictures.prune_pictures(size // 2)
    left = [file for file in files if Path(file).exists()]
    assert 0 < len(left) < 4
    assert find_media(*serve(path, 1)).is_file()
