"""The loader of documents with several pages."""

import pytest

from prodigy.components.loaders import Pages
from prodigy.components.source import make_source
from prodigy.components.validate import Validator
from prodigy.errors import LoaderError

PNG = b"\x89PNG\r\n\x1a\n rest"


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "documents"
    for name in ("b/10.png", "b/2.png", "b/.hidden.png", "b/notes.txt", "a/1.JPG", "empty/x.txt"):
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(PNG)
    return path


def test_each_directory_is_a_document_with_its_pages_in_order(folder):
    tasks = list(make_source(str(folder), "pages"))
    found = [[page["meta"]["file"] for page in eg["pages"]] for eg in tasks]
    assert found == [["1.JPG"], ["2.png", "10.png"]]
    assert [eg["text"] for eg in tasks] == ["a", "b"]
    assert tasks[1]["path"] == str(folder / "b")
    page = tasks[1]["pages"][0]
    assert page["image"].startswith("data:image/png;base64,")
    assert (page["view_id"], page["path"]) == ("image_manual", str(folder / "b" / "2.png"))
    assert Validator("pages").check({**tasks[0], "_input_hash": 1, "_task_hash": 2}) == []


def test_images_of_the_directory_itself_are_one_document(folder):
    (task,) = Pages(folder / "b", view_id="image")
    assert task["text"] == "b"
    assert [page["view_id"] for page in task["pages"]] == ["image", "image"]


def test_progress_counts_documents(folder):
    source = make_source(folder, "pages")
    assert [source.progress for _ in source] == [0.5, 1.0]


def test_page_that_vanishes_is_named(folder):
    tasks = Pages(folder)
    next(tasks)
    (folder / "b" / "10.png").unlink()
    with pytest.raises(LoaderError, match=r"10\.png"):
        next(tasks)


def test_directory_without_pages_is_warned_about(folder, capsys):
    assert list(Pages(folder / "empty")) == []
    assert "There are no pages" in capsys.readouterr().err
