"""Answers about documents of several pages, page by page: for training and for other formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..hashing import TASK_HASH_KEYS, set_hashes
from ..shapes import TaskType
from ..views import get_view_id

PAGES_VIEW_ID = "pages"
# What an answer says about all of its pages.
SHARED_KEYS = ("answer", "_session_id", "_annotator_id", "_timestamp", "flagged")


def split_pages(eg: TaskType) -> list[TaskType]:
    """Make an answer of each page of a document.

    eg (dict): An answer, or a task. It is not changed.
    RETURNS (list[dict]): One for each page, in their order: with the keys of the page, the answer
        and annotator of the document, the interface of the page as "_view_id", and hashes of their
        own. If it is no document, only the answer itself.
    """
    pages = eg.get(PAGES_VIEW_ID)
    if not isinstance(pages, list) or get_view_id(eg) not in (None, PAGES_VIEW_ID):
        return [eg]
    shared = {key: eg[key] for key in SHARED_KEYS if key in eg}
    document = eg.get("input")
    return [_make_answer(page, shared, document) for page in pages if isinstance(page, dict)]


def iter_pages(examples: Iterable[TaskType]) -> Iterator[TaskType]:
    """Yield the pages of documents, and everything else as it is. See `split_pages`."""
    for eg in examples:
        yield from split_pages(eg)


def _make_answer(page: TaskType, shared: TaskType, document: object) -> TaskType:
    eg = {key: value for key, value in page.items() if key != "view_id"}
    eg.update(shared)
    if page.get("view_id"):
        eg["_view_id"] = page["view_id"]
    if isinstance(document, dict) and "document" in document and "page" in page:
        # The same hashes as if the page had been a task of its own.
        eg["input"] = {"document": document["document"], "page": page["page"]}
        return set_hashes(eg, ("input",), ("input", *TASK_HASH_KEYS))
    return set_hashes(eg)
