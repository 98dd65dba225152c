"""PDF documents: their pages as pictures, and the words on them."""

from typing import TYPE_CHECKING, Any, Union

from ..components.preprocess import resolve_labels
from ..components.preprocess.tokens import get_tokens, make_doc
from ..components.problems import Problems
from ..errors import RecipeError
from ..io.pdf import DEFAULT_DPI, MAX_DPI, MIN_DPI, PdfFile, PdfPage
from ..io.places import Misfit, Place
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType, TaskType
from ..util import get_labels, load_spacy_model
from .image import DARKNESS
from .parts import pdf_source, shared
from .parts.pdf_source import PAGE_UNIT, PdfOptions, open_pdfs, restore_addresses

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["pdf_image_manual", "pdf_spans_manual"]

SPANS_VIEW_ID = "page_spans"
# How pages without words are shown, so that their document is complete.
PICTURE_VIEW_ID = "image"
# Of the characters of a page: with more of them unknown, its words can't be trusted.
MAX_UNKNOWN = 0.2


@recipe(
    "pdf.image.manual",
    dataset=shared.DATASET,
    source=pdf_source.SOURCE,
    label=shared.LABEL,
    split_pages=pdf_source.SPLIT_PAGES,
    dpi=pdf_source.DPI,
    password=pdf_source.PASSWORD,
    exclude=shared.EXCLUDE,
    width=("Width of the card in pixels", "option", "w", int),
    darken=("Dim the pictures", "flag", "D", bool),
    base64=("Put the pictures themselves into the tasks, not their addresses", "flag", "B", bool),
    remove_base64=("Store the addresses all the same", "flag", "R", bool),
)
def pdf_image_manual(
    dataset: str,
    source: SourceType,
    label: list[str] | None = None,
    split_pages: bool = False,
    dpi: int = DEFAULT_DPI,
    password: str | None = None,
    exclude: list[str] | None = None,
    width: int = 900,
    darken: bool = False,
    base64: bool = False,
    remove_base64: bool = False,
) -> RecipeSettingsType:
    """Draw boxes, polygons and freehand shapes on the pages of PDF files."""
    labels = get_labels(label)
    if not labels:
        raise RecipeError(
            "pdf.image.manual requires at least one --label",
            "Name the labels separated by commas, or a file with one label per line: "
            "--label TITLE,TABLE,FIGURE",
        )
    options = make_options("image_manual", split_pages, dpi, password)._replace(base64=base64)
    return {
        "view_id": options.main_view_id,
        "dataset": dataset,
        "stream": open_pdfs(source, options),
        "exclude": exclude,
        "before_db": restore_addresses if base64 and remove_base64 else None,
        "config": {
            "label": ", ".join(labels),
            "labels": labels,
            "darken_image": DARKNESS if darken else 0,
            "custom_theme": {"cardMaxWidth": width},
            # Another resolution makes no other page.
            "exclude_by": "input",
        },
    }


@recipe(
    "pdf.spans.manual",
    dataset=shared.DATASET,
    spacy_model=shared.SPACY_MODEL,
    source=pdf_source.SOURCE,
    label=shared.LABEL,
    split_pages=pdf_source.SPLIT_PAGES,
    keep_lines=("Keep the line breaks of the pages in their texts", "flag", "KL", bool),
    dpi=pdf_source.DPI,
    password=pdf_source.PASSWORD,
    exclude=shared.EXCLUDE,
    width=("Width of the card in pixels", "option", "w", int),
)
def pdf_spans_manual(
    dataset: str,
    spacy_model: Union[str, "Language"],
    source: SourceType,
    label: list[str] | None = None,
    split_pages: bool = False,
    keep_lines: bool = False,
    dpi: int = DEFAULT_DPI,
    password: str | None = None,
    exclude: list[str] | None = None,
    width: int = 900,
) -> RecipeSettingsType:
    """Highlight spans on the pages of PDF files that have a text layer. The spans are those of a
    text, and also say on which page and where on it they are.
    """
    nlp = load_spacy_model(spacy_model)
    # Without --label, the labels that the pipeline's entity recognizer knows.
    labels = resolve_labels(nlp, "ner", recipe_labels=get_labels(label))
    options = make_options(SPANS_VIEW_ID, split_pages, dpi, password)
    reader = _TextReader(nlp, split_pages, keep_lines)
    stream = open_pdfs(source, options, reader)
    reader.problems = stream.problems
    return {
        "view_id": options.main_view_id,
        "dataset": dataset,
        "stream": stream,
        "exclude": exclude,
        "config": {
            "lang": nlp.lang,
            "labels": labels,
            # Where the lines of a page end must not keep a span from going on.
            "allow_newline_highlight": keep_lines,
            "custom_theme": {"cardMaxWidth": width},
            "exclude_by": "input",
        },
    }


class _TextReader:
    """Adds the text of a page and its tokens, which know where on the picture they are.

    nlp (Language): The pipeline. Only its tokenizer is used.
    split_pages (bool): Pages are tasks: those without words are left out. In a document they stay,
        as mere pictures.
    keep_lines (bool): Keep the line breaks of the page.

    problems (Problems): Where to report pages without words.
    """

    def __init__(self, nlp: "Language", split_pages: bool, keep_lines: bool) -> None:
        self._nlp, self._split_pages, self._keep_lines = nlp, split_pages, keep_lines
        self.problems = Problems()

    def __call__(self, pdf: PdfFile, facts: PdfPage, page: TaskType) -> TaskType | None:
        found = pdf.read_text(facts, keep_lines=self._keep_lines)
        if not found.text:
            return self._without_words(pdf, facts, page)
        if found.n_unknown > MAX_UNKNOWN * len(found.text):
            self.problems.note(
                f"Page {facts.number} of {pdf.path}: {found.n_unknown} of {len(found.text)} "
                "characters can't be read, because its fonts don't say what they stand for"
            )
        tokens: list[dict[str, Any]] = get_tokens(make_doc(self._nlp, found.text))
        for token in tokens:
            token["boxes"] = found.find_boxes(token["start"], token["end"])
        return {"text": found.text, "tokens": tokens, **page}

    def _without_words(self, pdf: PdfFile, facts: PdfPage, page: TaskType) -> TaskType | None:
        action = "The page is left out." if self._split_pages else "It is shown as a picture."
        what = (
            "There is no text layer, so no words can be selected. Let a program recognize the "
            "text, for example ocrmypdf, or draw boxes with pdf.image.manual."
        )
        place = Place(str(pdf.path), facts.number, PAGE_UNIT)
        self.problems.add(Misfit(place, what, action, is_skipped=self._split_pages))
        return None if self._split_pages else {**page, "view_id": PICTURE_VIEW_ID}


def make_options(view_id: str, split_pages: bool, dpi: int, password: str | None) -> PdfOptions:
    """Check how documents are to become tasks.

    view_id (str): Interface of a single page.
    split_pages (bool): Each page is a task.
    dpi (int): Pixels per inch of the pictures.
    password (str | None): What opens encrypted files.
    RETURNS (PdfOptions): The options.
    RAISES (RecipeError): The resolution is too low or too high.
    """
    if not MIN_DPI <= dpi <= MAX_DPI:
        raise RecipeError(
            f"Can't use {dpi} pixels per inch",
            f"Expected --dpi {MIN_DPI} to {MAX_DPI}. {DEFAULT_DPI} is sharp on most screens.",
        )
    return PdfOptions(view_id, split_pages, dpi, password)
