"""pdf.spans.manual: words on the pages of PDF files, as a text with tokens that have places."""

import pytest

pytest.importorskip("pypdfium2")
import spacy
from spacy.tokens import DocBin

from prodigy.components.db import connect
from prodigy.components.pages import split_pages
from prodigy.components.validate import Validator
from prodigy.errors import RecipeError
from prodigy.recipes.pdf import pdf_spans_manual
from prodigy.training.merging import MergedRows
from tests.pdf_files import Line, Page, width_of, write_pdf

PAGES = [
    Page([Line("Had a bad", 100, 700), Line("plan", 100, 686), Line("exam-", 100, 640),
          Line("ple Paul", 100, 626)]),
    Page(ink="0.8 g 100 100 200 200 re f"),
    Page([Line("ﬁ at".replace("ﬁ", "a"), 100, 700, font="F2")], to_unicode={"a": "ﬁ", "t": "😀"}),
]  # fmt: skip


@pytest.fixture
def path(tmp_path):
    return write_pdf(tmp_path / "docs" / "a.pdf", PAGES)


def tasks(source, **options):
    return list(pdf_spans_manual("d", "blank:en", source, label=["A"], **options)["stream"])


def test_components_are_complete(path):
    components = pdf_spans_manual("data", "blank:en", path, label=["A", "B"], exclude=["x"])
    assert len(list(components.pop("stream"))) == 1
    assert components == {
        "view_id": "pages",
        "dataset": "data",
        "exclude": ["x"],
        "config": {
            "lang": "en",
            "labels": ["A", "B"],
            "allow_newline_highlight": False,
            "custom_theme": {"cardMaxWidth": 900},
            "exclude_by": "input",
        },
    }
    assert pdf_spans_manual("d", "blank:en", path, label=["A"], split_pages=True)["view_id"] == (
        "page_spans"
    )
    with pytest.raises(RecipeError, match="label"):
        pdf_spans_manual("data", "blank:en", path)


def test_tokens_are_those_of_the_text_and_know_their_places(path):
    first, second = tasks(path, split_pages=True)
    assert first["text"] == "Had a bad plan\n\nexample Paul"
    for eg in (first, second):
        assert Validator("page_spans").check(eg) == []
        for token in eg["tokens"]:
            assert eg["text"][token["start"] : token["end"]] == token["text"]
            assert bool(token["boxes"]) == bool(token["text"].strip())
    by_text = {token["text"]: token["boxes"] for token in first["tokens"]}
    assert len(by_text["example"]) == 2
    [[x, _, width, _]] = by_text["bad"]
    assert x == pytest.approx(2 * (100 + width_of("Had a ", 12)), abs=1)
    assert width == pytest.approx(2 * width_of("bad", 12), abs=1)


def test_offsets_are_code_points(path):
    eg = tasks(path, split_pages=True)[1]
    assert eg["text"] == "fi fi😀"
    assert eg["tokens"][-1]["end"] == len(eg["text"]) == 6


def test_page_without_words_is_named_and_left_out(path, capsys):
    assert [eg["page"] for eg in tasks(path, split_pages=True)] == [1, 3]
    said = " ".join(capsys.readouterr().err.split())
    assert f"Page 2 of {path}: There is no text layer" in said
    assert "The page is left out." in said


def test_page_without_words_stays_in_its_document_as_a_picture(path, capsys):
    [eg] = tasks(path)
    assert Validator("pages").check(eg) == []
    assert [page["view_id"] for page in eg["pages"]] == ["page_spans", "image", "page_spans"]
    assert "tokens" not in eg["pages"][1]
    assert "It is shown as a picture." in " ".join(capsys.readouterr().err.split())


def test_document_without_any_words_is_left_out(tmp_path):
    assert tasks(write_pdf(tmp_path / "scan.pdf", [Page(), PAGES[1]])) == []


def test_text_that_fonts_do_not_explain_is_named(tmp_path, capsys):
    page = Page([Line("axb", 100, 700, font="F2")], to_unicode={"a": "\0", "x": "\0"})
    [eg] = tasks(write_pdf(tmp_path / "a.pdf", [page]), split_pages=True)
    assert eg["text"] == "��b"
    assert "2 of 3 characters can't be read" in " ".join(capsys.readouterr().err.split())


def test_line_breaks_can_stay(path):
    eg = tasks(path, split_pages=True, keep_lines=True)[0]
    assert eg["text"] == "Had a bad\nplan\nexam-\nple Paul"


def answer(eg, start, end, label):
    return {"start": start, "end": end, "label": label, **find_tokens(eg, start, end)}


def find_tokens(eg, start, end):
    inside = [token["id"] for token in eg["tokens"] if start <= token["start"] < end]
    return {"token_start": inside[0], "token_end": inside[-1]}


@pytest.fixture(params=["documents", "pages"])
def annotated(request, path, db):
    """A dataset with a span across two lines of page 1 and one on page 3."""
    is_split = request.param == "pages"
    examples = tasks(path, split_pages=is_split)
    pages = examples if is_split else [examples[0]["pages"][i] for i in (0, 2)]
    pages[0]["spans"] = [answer(pages[0], 6, 14, "PLAN")]
    pages[1]["spans"] = [answer(pages[1], 3, 6, "SIGN")]
    view_id = "page_spans" if is_split else "pages"
    database = connect()
    database.add_dataset("data")
    database.add_examples([{**eg, "answer": "accept", "_view_id": view_id} for eg in examples],
                          ["data"])  # fmt: skip
    return database


def test_spans_can_be_trained_on(annotated, nlp):
    corpus = MergedRows(annotated, {"ner": (["data"], [])}, eval_split=0)
    docs = list(corpus.iter_docs(nlp, "training"))
    corpus.close_account()
    assert {(ent.text, ent.label_) for doc in docs for ent in doc.ents} == {
        ("bad plan", "PLAN"),
        ("fi😀", "SIGN"),
    }


def test_spans_can_be_exported_for_spacy(annotated, run_cli, tmp_path):
    run = run_cli("db-out", "data", tmp_path / "out.spacy", "--format", "spacy")
    assert run.returncode == 0, run.stderr
    docs = list(DocBin().from_disk(tmp_path / "out.spacy").get_docs(spacy.blank("en").vocab))
    found = {(span.text, span.label_) for doc in docs for span in (*doc.ents,)}
    assert found == {("bad plan", "PLAN"), ("fi😀", "SIGN")}


def test_page_of_a_document_is_the_page_that_is_a_task_of_its_own(path):
    [document] = tasks(path)
    pages = split_pages({**document, "answer": "accept", "_session_id": "d-ada"})
    alone = tasks(path, split_pages=True)
    assert [page["page"] for page in pages] == [1, 2, 3]
    assert [page["_input_hash"] for page in pages if "tokens" in page] == [
        eg["_input_hash"] for eg in alone
    ]
    assert pages[0]["_task_hash"] == alone[0]["_task_hash"]
    assert {(page["answer"], page["_session_id"]) for page in pages} == {("accept", "d-ada")}
    assert pages[0]["_view_id"] == "page_spans"
    assert "view_id" not in pages[0]


def test_what_is_no_document_is_not_split():
    for eg in ({"text": "a"}, {"pages": "x"}, {"pages": [], "_view_id": "text"}):
        assert split_pages(eg) == [eg]
    [page] = split_pages({"pages": [{"view_id": "text", "text": "a"}, 3], "answer": "reject"})
    assert (page["text"], page["_view_id"], page["answer"]) == ("a", "text", "reject")
    assert isinstance(page["_input_hash"], int)
