"""pdf.image.manual: pages of PDF files as pictures."""

import base64
import io
import json
import time

import pytest

pytest.importorskip("pypdfium2")
from PIL import Image

from prodigy.components.db import connect
from prodigy.components.validate import Validator
from prodigy.errors import LoaderError, RecipeError
from prodigy.io.media import find_media
from prodigy.recipes.pdf import pdf_image_manual
from tests.pdf_files import Line, Page, make_pdf, write_pdf

WORDS = [Line("Had a bad plan", 100, 700)]


@pytest.fixture
def docs(tmp_path):
    write_pdf(tmp_path / "docs" / "a.pdf", [Page(WORDS), Page(rotate=90, crop=(0, 0, 300, 500))])
    write_pdf(tmp_path / "docs" / "more" / "b.pdf", [Page([Line("Paul", 90, 90)])])
    return tmp_path / "docs"


def get_picture(page):
    _, token, name = page["image"].split("/", 2)
    return Image.open(io.BytesIO(find_media(token, name).read_bytes()))


def tasks(source, **options):
    return list(pdf_image_manual("data", source, label=["TABLE"], **options)["stream"])


def test_components_are_complete(docs):
    components = pdf_image_manual("data", str(docs), label=["A", "B"], exclude=["x"], darken=True)
    assert len(list(components.pop("stream"))) == 2
    assert components == {
        "view_id": "pages",
        "dataset": "data",
        "exclude": ["x"],
        "before_db": None,
        "config": {
            "label": "A, B",
            "labels": ["A", "B"],
            "darken_image": 0.3,
            "custom_theme": {"cardMaxWidth": 900},
            "exclude_by": "input",
        },
    }
    assert pdf_image_manual("d", docs, label=["A"], split_pages=True)["view_id"] == "image_manual"


def test_document_is_a_task_with_its_pages(docs):
    first, second = tasks(docs)
    assert Validator("pages").check(first) == Validator("pages").check(second) == []
    assert [page["page"] for page in first["pages"]] == [1, 2]
    assert {page["view_id"] for page in first["pages"]} == {"image_manual"}
    assert first["meta"] == {"file": "a.pdf"}
    assert second["path"] == str(docs / "more" / "b.pdf")
    for page in first["pages"]:
        assert Validator("image_manual").check({**first, **page}) == []
        assert get_picture(page).size == (page["width"], page["height"])


def test_page_says_what_leads_back_to_the_file(docs):
    one, two, three = tasks(docs, split_pages=True)
    assert Validator("image_manual").check(two) == []
    assert one["meta"] == {"file": "a.pdf", "page": 1}
    assert two["path"] == str(docs / "a.pdf")
    assert two["page"] == 2
    assert two["page_info"] == {
        "n_pages": 2,
        "size": [500, 300],
        "rotation": 90,
        "box": [0, 0, 300, 500],
        "dpi": 144,
    }
    assert (two["width"], two["height"]) == (1000, 600)
    assert three["path"] == str(docs / "more" / "b.pdf")


def test_pages_are_the_same_whatever_the_resolution_and_the_name(docs):
    pages = tasks(docs, split_pages=True)
    (docs / "a.pdf").rename(docs / "z.pdf")
    others = tasks(docs, split_pages=True, dpi=72)
    assert {eg["_input_hash"] for eg in pages} == {eg["_input_hash"] for eg in others}
    assert [eg["page"] for eg in others] == [1, 1, 2]
    assert [eg["width"] for eg in others] == [595, 595, 500]


def test_copy_of_a_document_comes_once_and_another_one_of_the_same_name_comes_too(docs):
    (docs / "copy.pdf").write_bytes((docs / "a.pdf").read_bytes())
    write_pdf(docs / "more" / "a.pdf", [Page(WORDS)])
    assert len(tasks(docs)) == 3
    assert len(tasks(docs, split_pages=True)) == 4


def test_files_that_cannot_be_used_are_named_and_the_others_come(docs, capsys):
    (docs / "0.pdf").write_bytes(b"")
    (docs / "cut.pdf").write_bytes(make_pdf([Page(WORDS)])[:300])
    (docs / "fake.pdf").write_bytes(b"no such thing")
    write_pdf(docs / "locked.pdf", [Page(WORDS)], password="secret")
    assert len(tasks(docs)) == 2
    said = " ".join(capsys.readouterr().err.split())
    for name in ("0.pdf", "cut.pdf", "fake.pdf", "locked.pdf"):
        assert f"Can't read {docs / name}" in said
    assert "The file is left out." in said
    assert len(tasks(docs, password="secret")) == 3


def test_damaged_page_is_left_out_of_its_document(docs, capsys):
    data = make_pdf([Page(WORDS)] * 3)
    # The second page of the tree is a font.
    broken = data.replace(b"Kids[7 0 R 11 0 R 15 0 R]", b"Kids[7 0 R 3 0 R 15 0 R] ")
    assert broken != data
    (docs / "a.pdf").write_bytes(broken)
    for split_pages in (False, True):
        first, *others = tasks(docs, split_pages=split_pages)
        pages = first["pages"] if not split_pages else [first, others[0]]
        assert [page["page"] for page in pages] == [1, 3]
        said = " ".join(capsys.readouterr().err.split())
        assert f"Page 2 of {docs / 'a.pdf'}: It is damaged" in said


def test_single_file_that_cannot_be_opened_is_an_error_at_once(tmp_path):
    path = write_pdf(tmp_path / "a.pdf", [Page(WORDS)], password="secret")
    with pytest.raises(LoaderError, match=r"Can't read .*a\.pdf"):
        pdf_image_manual("data", path, label=["A"])
    with pytest.raises(LoaderError, match=r"Can't find .*b\.pdf"):
        pdf_image_manual("data", tmp_path / "b.pdf", label=["A"])


def test_directory_without_documents_says_so(tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    assert tasks(tmp_path / "empty") == []
    assert "There is no PDF file in" in capsys.readouterr().err


@pytest.mark.parametrize("dpi", [0, 19, 601, -72])
def test_impossible_resolutions_are_refused(docs, dpi):
    with pytest.raises(RecipeError, match=f"{dpi} pixels per inch"):
        tasks(docs, dpi=dpi)


def test_labels_are_required(docs):
    with pytest.raises(RecipeError, match="at least one --label"):
        pdf_image_manual("data", docs)


def test_long_document_starts_at_once_and_comes_in_parts(tmp_path, home, capsys):
    path = write_pdf(tmp_path / "long.pdf", [Page(WORDS)] * 5000)
    start = time.perf_counter()
    first = next(iter(pdf_image_manual("data", path, label=["A"])["stream"]))
    page = next(iter(pdf_image_manual("data", path, label=["A"], split_pages=True)["stream"]))
    assert time.perf_counter() - start < 10  # all pages would take minutes
    assert len(first["pages"]) == 100
    assert first["meta"] == {"file": "long.pdf", "pages": "1–100"}
    assert page["page_info"]["n_pages"] == 5000
    assert not list(home.rglob("*.png"))
    assert "5,000 pages, so it comes in 50 parts" in " ".join(capsys.readouterr().err.split())


def test_parts_of_a_document_have_all_pages(tmp_path):
    path = write_pdf(tmp_path / "long.pdf", [Page()] * 203)
    parts = [[page["page"] for page in eg["pages"]] for eg in tasks(path)]
    assert [len(part) for part in parts] == [67, 68, 68]
    assert sum(parts, []) == list(range(1, 204))


def test_huge_page_gets_a_smaller_picture_and_says_so(tmp_path, capsys):
    path = write_pdf(tmp_path / "plan.pdf", [Page(box=(0, 0, 14173, 14173))])
    [eg] = tasks(path, split_pages=True)
    assert eg["page_info"]["dpi"] == 25
    assert eg["width"] == eg["height"] == 4922
    assert "25 pixels per inch instead of 144" in " ".join(capsys.readouterr().err.split())


def test_pictures_in_the_tasks_can_be_stored_as_addresses(docs):
    components = pdf_image_manual("d", docs, label=["A"], base64=True, remove_base64=True)
    eg = next(iter(components["stream"]))
    head, data = eg["pages"][0]["image"].split(",")
    assert head == "data:image/png;base64"
    assert Image.open(io.BytesIO(base64.b64decode(data))).size == (1190, 1684)
    [stored] = components["before_db"]([eg])
    assert stored == tasks(docs)[0]


def test_answers_can_be_annotated_again(docs, db):
    for split_pages, view_id in [(True, "image_manual"), (False, "pages")]:
        examples = tasks(docs, split_pages=split_pages)
        database = connect()
        database.add_dataset(view_id)
        database.add_examples([{**eg, "answer": "accept"} for eg in examples], [view_id])
        again = tasks(f"dataset:{view_id}")
        assert [eg["_input_hash"] for eg in again] == [eg["_input_hash"] for eg in examples]
        assert again[0].get("config") == ({"view_id": "image_manual"} if split_pages else None)


def test_missing_library_is_said_with_the_command(run_cli, docs, tmp_path):
    (tmp_path / "pypdfium2.py").write_text("raise ImportError(name='pypdfium2')")
    run = run_cli(
        "pdf.image.manual", "data", docs, "--label", "A", env={"PYTHONPATH": str(tmp_path)}
    )
    assert run.returncode == 1
    assert "pip install 'prodigy[pdf]'" in run.stderr
    assert "Traceback" not in run.stderr


def test_pages_are_different_pictures_in_other_formats(docs, db, run_cli, tmp_path):
    [eg, _] = tasks(docs)
    corners = [[10, 10], [10, 50], [90, 50], [90, 10]]
    for page in eg["pages"]:
        page["spans"] = [{"label": "TABLE", "type": "rect", "points": corners}]
    database = connect()
    database.add_dataset("data")
    database.add_examples([{**eg, "answer": "accept", "_view_id": "pages"}], ["data"])
    run = run_cli("db-out", "data", tmp_path / "out.json", "--format", "coco")
    assert run.returncode == 0, run.stderr
    images = json.loads((tmp_path / "out.json").read_text())["images"]
    path = docs / "a.pdf"
    assert [image["file_name"] for image in images] == [f"{path}#page=1", f"{path}#page=2"]
    assert [image["width"] for image in images] == [1190, 1000]
