"""Tasks of the pages of PDF files: one for each page, or one for each document.

A page is a picture with everything that leads back to the file: "path", "page" (from 1) and
"page_info" with the size in points. Files are opened one after the other, pages are read when it is
their turn, and pictures are drawn when a browser asks for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ...components.preprocess.media import DATA_PREFIX
from ...components.problems import Problems
from ...components.source import Source, source_is_dataset
from ...components.stream import Stream, get_stream
from ...hashing import TASK_HASH_KEYS, set_hashes
from ...io.files import bytes_to_b64
from ...io.pdf import (
    DEFAULT_DPI,
    MAX_DPI,
    MIN_DPI,
    SUFFIX,
    PdfError,
    PdfFile,
    PdfPage,
    check_library,
    list_pdfs,
)
from ...io.pdf_pictures import make_picture_url, serve_document, serve_pictures
from ...io.places import Misfit, Place, PlacedTask, put_in_place
from ...messages import msg
from ...types import SourceType, TaskType
from .shared import Argument

SOURCE: Argument = (
    "PDF file, directory with PDF files, file with tasks, or dataset:NAME",
    "positional",
    None,
    str,
)
SPLIT_PAGES: Argument = (
    "Make a task of each page. Otherwise a document is a task, whose pages can be turned",
    "flag",
    "S",
    bool,
)
DPI: Argument = (f"Pixels per inch of the pictures, {MIN_DPI} to {MAX_DPI}", "option", "d", int)
PASSWORD: Argument = ("Password that opens encrypted files", "option", "pw", str)

# A task is read, sent and stored as a whole.
MAX_DOCUMENT_PAGES = 100
PAGE_UNIT = "page"
INPUT_KEYS = ("input",)
FILE_LEFT_OUT = "The file is left out."

# Makes the part of a task that shows a page. None: the page can't be annotated, which was said.
PageMaker = Callable[[PdfFile, PdfPage, TaskType], TaskType | None]


class PdfOptions(NamedTuple):
    """How documents become tasks.

    view_id (str): Interface of a single page.
    split_pages (bool): Each page is a task.
    dpi (int): Pixels per inch of the pictures.
    password (str | None): What opens encrypted files.
    base64 (bool): Put the pictures themselves into the tasks, instead of their addresses.
    """

    view_id: str
    split_pages: bool = False
    dpi: int = DEFAULT_DPI
    password: str | None = None
    base64: bool = False

    @property
    def main_view_id(self) -> str:
        """The interface of a task."""
        return self.view_id if self.split_pages else "pages"


class FilePlace(Place):
    """A whole file."""

    def __str__(self) -> str:
        return self.name


def open_pdfs(
    source: SourceType, options: PdfOptions, make_page: PageMaker | None = None
) -> Stream:
    """Open PDF files as a stream of tasks.

    source (Union[str, Path, Iterable[dict]]): A PDF file, or a directory that is searched with
        all directories in it. Everything else is a source of tasks that were made earlier.
    options (PdfOptions): How documents become tasks.
    make_page (callable | None): Gets the file, the page and the task so far, and returns the task
        or None to leave the page out. Defaults to None (the picture is all there is).
    RETURNS (Stream): The tasks. No document and no page comes twice, whatever its file is called.
    RAISES (LoaderError): There is no such file, a single file can't be opened, or the extra "pdf"
        is not installed.
    """
    check_library()
    token = serve_pictures()
    is_path = isinstance(source, (str, Path)) and not source_is_dataset(source)
    if not is_path or not _is_pdf(Path(str(source))):
        stream = get_stream(source, rehash=False, dedup=True)
        stream.apply(_serve_again, stream=stream, options=options)
        return stream
    pdfs = PdfSource(Path(str(source)), token, options, make_page)
    stream = get_stream(pdfs, rehash=False, dedup=True)
    pdfs.problems = stream.problems
    return stream


class PdfSource(Source):
    """The pages or documents of PDF files. The progress counts files.

    source (Path): A file or directory.
    token (str): What `serve_pictures` returned.
    options (PdfOptions): How documents become tasks.
    make_page (callable | None): See `open_pdfs`.

    problems (Problems): Where to report files and pages that can't be used.
    RAISES (PdfError): It doesn't exist, or a single file can't be opened.
    """

    def __init__(
        self, source: Path, token: str, options: PdfOptions, make_page: PageMaker | None
    ) -> None:
        self._source, self._token, self._options = source, token, options
        self._make_page = make_page
        self._paths = list_pdfs(source)
        self._position = 0.0
        self.problems = Problems()
        if not self._paths:
            msg.warn(
                f"There is no PDF file in {source}",
                f"Files ending in {SUFFIX} are looked for, also in directories in it.",
            )
        if self._paths == [source.expanduser()]:  # nothing else would come after it
            PdfFile(self._paths[0], options.password).close()

    def __iter__(self) -> Iterator[TaskType]:
        for i, path in enumerate(self._paths):
            self._position = i
            try:
                with PdfFile(path, self._options.password) as pdf:
                    key = serve_document(path, self._options.password)
                    yield from self._make_tasks(pdf, key, i)
            except PdfError as err:
                what = f"{err.title}: {err.text}"
                self.problems.add(Misfit(FilePlace(str(path), 0), what, FILE_LEFT_OUT))
        self._position = len(self._paths)

    def copy(self) -> Source:
        copy = PdfSource(self._source, self._token, self._options, self._make_page)
        copy.problems = self.problems
        return copy

    def get_position(self) -> float:
        return self._position

    def get_size(self) -> float:
        return len(self._paths)

    def _make_tasks(self, pdf: PdfFile, key: str, n_before: int) -> Iterator[TaskType]:
        if not len(pdf):
            raise PdfError(f"Can't use {pdf.path}", "It has no pages.")
        for numbers in self._divide(pdf):
            pages = [page for page in (self._read(pdf, key, n) for n in numbers) if page]
            self._position = n_before + numbers[-1] / len(pdf)
            if not any(self._is_usable(page) for page in pages):
                continue
            task: TaskType
            if self._options.split_pages:
                task = {"input": {"document": key, "page": numbers[0]}, **pages[0]}
            else:
                shown = {"file": pdf.path.name}
                if len(numbers) < len(pdf):
                    shown["pages"] = f"{numbers[0]}–{numbers[-1]}"
                task = {
                    "input": {"document": key, "pages": [numbers[0], numbers[-1]]},
                    "pages": [{"view_id": self._options.view_id, **page} for page in pages],
                    "path": str(pdf.path),
                    "meta": shown,
                }
            # The document and the page say what it is, not the address or size of a picture.
            set_hashes(task, input_keys=INPUT_KEYS, task_keys=(*INPUT_KEYS, *TASK_HASH_KEYS))
            yield PlacedTask(task, Place(str(pdf.path), numbers[0], PAGE_UNIT))

    def _divide(self, pdf: PdfFile) -> list[range]:
        """RETURNS (list[range]): The pages of each task."""
        n_pages = len(pdf)
        if self._options.split_pages:
            return [range(i, i + 1) for i in range(1, n_pages + 1)]
        n_parts = -(-n_pages // MAX_DOCUMENT_PAGES)
        if n_parts > 1:
            msg.info(
                f"{pdf.path} has {n_pages:,} pages, so it comes in {n_parts} parts. With "
                "--split-pages, each page is a task"
            )
        starts = [n_pages * i // n_parts + 1 for i in range(n_parts + 1)]
        return [range(start, end) for start, end in zip(starts, starts[1:], strict=False)]

    def _read(self, pdf: PdfFile, key: str, number: int) -> TaskType | None:
        try:
            facts = pdf.describe_page(number, self._options.dpi)
            page = self._show(pdf, facts, key)
            return self._make_page(pdf, facts, page) if self._make_page else page
        except PdfError as err:
            place = Place(str(pdf.path), number, PAGE_UNIT)
            self.problems.add(Misfit(place, err.text or err.title, "The page is left out."))
            return None

    def _show(self, pdf: PdfFile, facts: PdfPage, key: str) -> TaskType:
        if facts.dpi < self._options.dpi:
            self.problems.note(
                f"Page {facts.number} of {pdf.path} is very large: its picture has {facts.dpi} "
                f"pixels per inch instead of {self._options.dpi}"
            )
        if self._options.base64:
            image = bytes_to_b64(pdf.draw_page(facts.number, facts.dpi), "image/png")
        else:
            image = make_picture_url(self._token, key, facts.number, facts.dpi)
        return {
            "image": image,
            "width": facts.width,
            "height": facts.height,
            "path": str(pdf.path),
            "page": facts.number,
            "page_info": {
                "n_pages": facts.n_pages,
                "size": list(facts.size),
                "rotation": facts.rotation,
                "box": list(facts.box),
                "dpi": facts.dpi,
            },
            "meta": {"file": pdf.path.name, "page": facts.number},
        }

    def _is_usable(self, page: TaskType) -> bool:
        """Whether there is anything to annotate: a page may have a view that only shows it."""
        return page.get("view_id", self._options.view_id) == self._options.view_id


def restore_addresses(answers: list[TaskType]) -> list[TaskType]:
    """Replace the pictures in answers by their addresses. Made for `before_db`.

    answers (List[dict]): The answers. They are not changed.
    RETURNS (List[dict]): Copies of the answers.
    """
    token = serve_pictures()
    restored = []
    for eg in answers:
        key = (eg.get("input") or {}).get("document")
        if key and "pages" in eg:
            eg = {**eg, "pages": [_restore(page, token, key) for page in eg["pages"]]}
        elif key:
            eg = _restore(eg, token, key)
        restored.append(eg)
    return restored


def _restore(page: TaskType, token: str, key: str) -> TaskType:
    if not str(page.get("image")).startswith(DATA_PREFIX):
        return page
    dpi = page["page_info"]["dpi"]
    return {**page, "image": make_picture_url(token, key, page["page"], dpi)}


def _is_pdf(path: Path) -> bool:
    return path.suffix.lower() == SUFFIX or path.expanduser().is_dir()


def _serve_again(stream: Iterable[TaskType], options: PdfOptions) -> Iterator[TaskType]:
    """Allow to show the pages of tasks that were made earlier, maybe on another machine."""
    served: set[str] = set()
    for original in stream:
        path = original.get("path")
        if isinstance(path, str) and path not in served and Path(path).is_file():
            served.add(path)
            try:
                serve_document(Path(path), options.password)
            except PdfError as err:
                msg.warn(err.title, err.text or "")
        view_id = "pages" if "pages" in original else options.view_id
        if view_id != options.main_view_id:
            settings = {**(original.get("config") or {}), "view_id": view_id}
            yield put_in_place({**original, "config": settings}, original)
        else:
            yield original
