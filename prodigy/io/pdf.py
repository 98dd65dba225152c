"""PDF files: their pages as pictures, and the characters of the text layer with their places.

Everything here is read through PDFium. Places are in pixels of the picture of the page, with the
origin at the top left, as image interfaces have them: PDFium's own transformation is used, so
turned pages (/Rotate) and crop boxes that start somewhere need nothing from anybody else.

PDFium may only be used by one thread at a time, which is why every call is made under one lock.
"""

from __future__ import annotations

import ctypes
import io
import math
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from ..errors import LoaderError
from .pdf_text import Char, PageText, make_page_text

SUFFIX = ".pdf"
POINTS_PER_INCH = 72
DEFAULT_DPI = 144
MIN_DPI, MAX_DPI = 20, 600
# Larger pictures make browsers slow, and the largest possible page would need gigabytes.
MAX_PIXELS = 25_000_000
PNG_EFFORT = 3  # of 9: half the time of the default, and a tenth larger
# Of the device on which places are computed, since PDFium rounds to whole units of it.
FINENESS = 2**27

Box = tuple[float, float, float, float]

_lock = threading.RLock()


class PdfError(LoaderError):
    """A PDF file or one of its pages can't be used. The title tells which, the text why."""


@dataclass(frozen=True)
class PdfPage:
    """What is known of a page without drawing it.

    number (int): From 1.
    n_pages (int): How many pages the file has.
    size (tuple): Width and height as it is shown, turned and cropped, in points (1/72 inch).
    rotation (int): By how many degrees it is turned clockwise for showing: 0, 90, 180 or 270.
    box (tuple): What is shown of it, in its own coordinates: left, bottom, right, top (points).
    dpi (int): Pixels per inch of the picture. Less than what was asked for if that is too much.
    width, height (int): Of the picture (pixels).
    """

    number: int
    n_pages: int
    size: tuple[float, float]
    rotation: int
    box: Box
    dpi: int
    width: int
    height: int


class PdfFile:
    """An open PDF file. Use it in a `with` statement.

    path (str | Path): The file.
    password (str | None): What opens it, if it is encrypted. Defaults to None.
    RAISES (PdfError): It can't be opened: it is missing, empty, damaged or encrypted.
    """

    def __init__(self, path: str | Path, password: str | None = None) -> None:
        self.path = Path(path)
        self._raw, library = _get_library()
        check_header(self.path)
        with _lock:
            try:
                self._pdf = library.PdfDocument(str(self.path), password=password or None)
                self._n_pages = len(self._pdf)
            except (library.PdfiumError, OSError) as err:
                raise _explain(self.path, err, password) from None

    def __enter__(self) -> PdfFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return self._n_pages

    def close(self) -> None:
        """Close the file."""
        with _lock:
            self._pdf.close()

    def describe_page(self, number: int, dpi: int = DEFAULT_DPI) -> PdfPage:
        """Get the size of a page and of its picture.

        number (int): The page, from 1.
        dpi (int): Pixels per inch of the picture.
        RETURNS (PdfPage): What is known of it.
        RAISES (PdfError): It can't be read.
        """
        with _lock, self._open_page(number) as page:
            try:
                width, height = page.get_size()
                box: Any = tuple(round(side, 3) for side in page.get_bbox())
                rotation = page.get_rotation()
            except Exception:  # older PDFium opens what is no page, and finds no rotation
                raise self._fail(number, "It is damaged: it has no size or rotation.") from None
        if not (math.isfinite(width * height) and width > 0 and height > 0):
            raise self._fail(number, f"Its size is {width:g} × {height:g} points.")
        dpi = min(dpi, _find_max_dpi(width, height))
        scale = dpi / POINTS_PER_INCH
        return PdfPage(
            number=number,
            n_pages=self._n_pages,
            size=(round(width, 3), round(height, 3)),
            rotation=rotation,
            box=box,
            dpi=dpi,
            width=math.ceil(width * scale),
            height=math.ceil(height * scale),
        )

    def draw_page(self, number: int, dpi: int = DEFAULT_DPI) -> bytes:
        """Draw a page.

        number (int): The page, from 1.
        dpi (int): Pixels per inch.
        RETURNS (bytes): The picture, as the content of a PNG file.
        RAISES (PdfError): It can't be drawn.
        """
        facts = self.describe_page(number, dpi)
        with _lock, self._open_page(number) as page:
            try:
                bitmap = page.render(scale=facts.dpi / POINTS_PER_INCH)
                image = bitmap.to_pil().convert("RGB")  # a copy, so that the bitmap may go
                bitmap.close()
            except Exception as err:  # PdfiumError, MemoryError and what ctypes makes of it
                raise self._fail(number, f"It can't be drawn: {err}") from None
        # Text in black and white, which most pages are, takes a third of the space.
        colors = image.getcolors(256)
        if colors and all(red == green == blue for _, (red, green, blue) in colors):
            image = image.convert("L")
        data = io.BytesIO()
        image.save(data, "PNG", compress_level=PNG_EFFORT)
        return data.getvalue()

    def read_text(self, facts: PdfPage, *, keep_lines: bool = False) -> PageText:
        """Read the text layer of a page, in the order in which it stands there.

        facts (PdfPage): The page, see `describe_page`.
        keep_lines (bool): Keep line breaks, and hyphens in front of them. Defaults to False:
            the lines of a paragraph are joined, see `pdf_text`.
        RETURNS (PageText): The text, and where its characters are on the picture (pixels).
        RAISES (PdfError): It can't be read.
        """
        with _lock, self._open_page(facts.number) as page:
            place = _make_placer(self._raw, page, facts)
            try:
                text_page = page.get_textpage()
            except Exception as err:
                raise self._fail(facts.number, f"Its text can't be read: {err}") from None
            try:
                chars = _read_chars(self._raw, text_page, place)
            finally:
                text_page.close()
        return make_page_text(chars, (facts.width, facts.height), keep_lines=keep_lines)

    def _open_page(self, number: int) -> _OpenPage:
        return _OpenPage(self, number)

    def _fail(self, number: int, reason: str) -> PdfError:
        return PdfError(f"Can't read page {number} of {self.path}", reason)


class _OpenPage:
    """Opens a page, and closes it again: of long files not all pages may stay in memory."""

    def __init__(self, file: PdfFile, number: int) -> None:
        self._file, self._number = file, number

    def __enter__(self) -> Any:
        if not 1 <= self._number <= len(self._file):
            raise self._file._fail(self._number, f"The file has {len(self._file)} pages.")
        try:
            self._page = self._file._pdf[self._number - 1]
        except Exception as err:  # PdfiumError, which is only known to who has the library
            raise self._file._fail(self._number, f"It is damaged: {err}") from None
        return self._page

    def __exit__(self, *args: object) -> None:
        self._page.close()


def check_library() -> None:
    """Make sure that PDF files can be read.

    RAISES (PdfError): The extra "pdf" is not installed.
    """
    _get_library()


def list_pdfs(source: str | Path) -> list[Path]:
    """Find the PDF files of a source.

    source (str | Path): A file, or a directory, which is searched with all directories in it.
    RETURNS (list[Path]): The files, in order of their paths. Hidden ones are left out.
    RAISES (PdfError): There is no such file or directory.
    """
    path = Path(source).expanduser()
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise PdfError(
            f"Can't find {source}", "Expected a PDF file, or a directory with PDF files in it."
        )
    found = (file for file in path.rglob("*") if file.suffix.lower() == SUFFIX and file.is_file())
    shown = [file for file in found if not any(p[0] == "." for p in file.relative_to(path).parts)]
    return sorted(shown, key=lambda file: file.relative_to(path).parts)


def check_header(path: Path) -> None:
    """Find out what is wrong with a file before PDFium only says that something is.

    path (Path): The file.
    RAISES (PdfError): It can't be read, is empty or is no PDF file.
    """
    try:
        with path.open("rb") as file:
            head = file.read(1024)
    except OSError as err:
        raise PdfError(f"Can't read {path}", f"{err.strerror or err}.") from None
    if not head:
        raise PdfError(f"Can't read {path}", "It is empty.")
    # Readers accept some bytes in front of it, as mail programs and web servers put them there.
    if b"%PDF-" not in head:
        raise PdfError(f"Can't read {path}", "It is no PDF file: it doesn't begin like one.")


def _explain(path: Path, err: Exception, password: str | None) -> PdfError:
    reason = str(err).lower()
    if "password" in reason:
        text = (
            "The password doesn't open it."
            if password
            else "It is encrypted. Give its password: --password PASSWORD"
        )
    elif "security" in reason:
        text = "It is encrypted in a way that PDFium doesn't know. Save it without protection."
    else:
        text = (
            "It is damaged, or only a part of it was copied. Fetch it again, or repair it, for "
            "example: qpdf DAMAGED.pdf REPAIRED.pdf"
        )
    return PdfError(f"Can't read {path}", text)


def _find_max_dpi(width: float, height: float) -> int:
    inches = width * height / POINTS_PER_INCH**2
    return max(1, int(math.sqrt(MAX_PIXELS / inches)))


def _make_placer(raw: Any, page: Any, facts: PdfPage) -> Any:
    """RETURNS (callable): Turns points of the page's own space into pixels of its picture."""
    # Enlarged, because PDFium rounds to whole pixels; not too far, because they have 32 bits.
    reach = max(facts.width, facts.height, *(abs(side) for side in facts.box), 1) * 4
    zoom = max(1, int(FINENESS / reach))
    size = (facts.width * zoom, facts.height * zoom)
    x, y = ctypes.c_int(), ctypes.c_int()

    def ask(point: tuple[float, float]) -> tuple[float, float]:
        raw.FPDF_PageToDevice(page, 0, 0, *size, 0, *point, x, y)
        return x.value / zoom, y.value / zoom

    left, bottom, right, top = facts.box
    wide, high = right - left, top - bottom
    origin, across, up = ask((left, bottom)), ask((right, bottom)), ask((left, top))
    xx, xy = (across[0] - origin[0]) / wide, (across[1] - origin[1]) / wide
    yx, yy = (up[0] - origin[0]) / high, (up[1] - origin[1]) / high

    def place(sides: Iterable[float]) -> Box:
        l, b, r, t = sides  # noqa: E741
        x0 = origin[0] + (l - left) * xx + (b - bottom) * yx
        y0 = origin[1] + (l - left) * xy + (b - bottom) * yy
        x1 = origin[0] + (r - left) * xx + (t - bottom) * yx
        y1 = origin[1] + (r - left) * xy + (t - bottom) * yy
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    return place


def _read_chars(raw: Any, text_page: Any, place: Any) -> list[Char]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    loose = raw.FS_RECTF()
    chars = []
    for i in range(raw.FPDFText_CountChars(text_page)):
        tight_box = loose_box = None
        if raw.FPDFText_GetCharBox(text_page, i, left, right, bottom, top):
            tight_box = (left.value, bottom.value, right.value, top.value)
        if raw.FPDFText_GetLooseCharBox(text_page, i, loose):
            loose_box = (loose.left, loose.bottom, loose.right, loose.top)
        box = _choose_box(tight_box, loose_box)
        chars.append(
            Char(
                code=raw.FPDFText_GetUnicode(text_page, i),
                box=place(box) if box else None,
                is_generated=raw.FPDFText_IsGenerated(text_page, i) == 1,
                is_hyphen=raw.FPDFText_IsHyphen(text_page, i) == 1,
                is_unknown=raw.FPDFText_HasUnicodeMapError(text_page, i) == 1,
            )
        )
    return chars


def _choose_box(tight: Box | None, loose: Box | None) -> Box | None:
    """The loose box is as high as the line and as wide as the step to the next character, which is
    what a marker covers. Some fonts have nonsense in its place: then what is drawn counts."""
    if loose is None or not all(map(math.isfinite, loose)):
        return tight
    if tight is None or tight[0] == tight[2] or tight[1] == tight[3]:
        return loose
    x, y = (tight[0] + tight[2]) / 2, (tight[1] + tight[3]) / 2
    is_around = loose[0] <= x <= loose[2] and loose[1] <= y <= loose[3]
    is_sane = (loose[3] - loose[1]) * (loose[2] - loose[0]) < 100 * (tight[3] - tight[1]) * max(
        tight[2] - tight[0], 0.1 * (tight[3] - tight[1])
    )
    return loose if is_around and is_sane else tight


def _get_library() -> tuple[Any, Any]:
    """RETURNS (tuple): The functions of PDFium, and the library around them."""
    try:
        import PIL  # noqa: F401
        import pypdfium2
        import pypdfium2.raw
    except ImportError as err:
        raise PdfError(
            "PDF files can't be read without the extra 'pdf'",
            f"{err.name} is missing. Install it: pip install 'prodigy[pdf]'",
        ) from None
    return pypdfium2.raw, pypdfium2
