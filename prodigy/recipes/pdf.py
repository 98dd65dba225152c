"""PDF documents: their pages as pictures."""

from ..errors import RecipeError
from ..io.pdf import DEFAULT_DPI, MAX_DPI, MIN_DPI
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType
from ..util import get_labels
from .image import DARKNESS
from .parts import pdf_source, shared
from .parts.pdf_source import PdfOptions, open_pdfs, restore_addresses

__all__ = ["pdf_image_manual"]


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
