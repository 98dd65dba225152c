"""Endpoints of the data page: finding stored answers, and changing them. For the owner only."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from fastapi.responses import FileResponse

from ..components.db.editing import ChangedMeanwhile
from ..components.formats import FORMATS
from ..components.search.finding import TookTooLong
from ..core import Controller
from ..errors import OutageError, ProdigyError
from . import data_models as models
from .browsing import (
    MAX_AGAIN,
    BadAnswer,
    Browser,
    Decide,
    NotReady,
    ReadOnlyError,
    Selected,
    make_label_change,
)
from .errors import HintedError
from .jobs import Job, Jobs
from .limits import is_too_deep
from .owners import require_owner
from .pages import PAGES
from .project import make_project
from .state import PerDatabase, state

router = APIRouter(prefix="/data", dependencies=[Depends(require_owner)])

# What the storage refuses, to the status that says so.
STATUSES: dict[type[ProdigyError], int] = {
    ChangedMeanwhile: 409,
    NotReady: 409,
    BadAnswer: 422,
    ReadOnlyError: 409,
    TookTooLong: 503,
}
_browser = PerDatabase(Browser)
_jobs = Jobs()
state.on_stop(_jobs.stop)


async def _ask(func: Any, *args: Any) -> Any:
    """Do something with the storage, beside the event loop."""
    try:
        return await state.run(func, *args)
    except tuple(STATUSES) as err:
        raise _refuse(err) from err


async def _work(func: Any) -> Any:
    try:
        return await _jobs.run(func)
    except ProdigyError as err:
        raise _refuse(err) from err


def _refuse(err: ProdigyError) -> Exception:
    if isinstance(err, OutageError):
        return err
    # What was asked for can't be done: the person at the page is who can change that.
    status = next((code for kind, code in STATUSES.items() if isinstance(err, kind)), 409)
    return HintedError(status, err.title, err.text or "Nothing was changed.")


@router.get("/project", include_in_schema=False)
async def get_project() -> Any:
    """Settings for drawing answers, and what this run is."""
    ctrl = state.controller
    project = await state.run(make_project, ctrl)
    formats = [{"name": fmt.name, "help": fmt.help} for fmt in FORMATS.values()]
    return {
        **project,
        "pages": list(PAGES),
        "is_annotating": ctrl.start_page is None,
        "formats": formats,
    }


@router.get("/status", response_model=models.State, summary="How far the search index is")
async def get_status() -> Any:
    """Asking for it lets it be made."""
    browser = _browser.get()
    browser.keep_index()
    return await _ask(browser.get_state)


@router.get("/datasets", response_model=models.DatasetsResponse, summary="All datasets")
async def get_datasets() -> Any:
    """With the number of answers in each."""
    return {"datasets": await _ask(_browser.get().list_datasets)}


@router.get("/values", response_model=models.ValuesResponse, summary="What can be filtered by")
async def get_values(
    dataset: list[str] = Query(
        [], max_length=models.MAX_VALUES, description="Their names; none: all datasets"
    ),
) -> Any:
    """Labels, sessions, answers and interfaces of some datasets, or of all."""
    return await _ask(_browser.get().list_values, dataset)


@router.post("/search", response_model=models.SearchResponse, summary="Find stored answers")
async def search(request: models.SearchRequest) -> Any:
    """One page. The next one begins where `next` says, whatever was added meanwhile."""
    after = request.after
    if after is not None and not _is_position(after, request.order):
        raise HTTPException(422, "after: this is no `next` of a page in this order")
    browser, filters = _browser.get(), request.make_filters()
    return await _ask(browser.search, filters, request.order, after, request.limit)


def _is_position(after: list[int | str], order: str) -> bool:
    kind = str if order == "session" else int
    numbers = [one for one in after if isinstance(one, int)]
    is_shaped = isinstance(after[0], kind) and isinstance(after[1], int)
    is_text = isinstance(after[0], str) and ("\0" in after[0] or len(after[0]) > 255)
    return is_shaped and not is_text and all(abs(one) < 2**63 for one in numbers)


@router.post("/count", response_model=models.CountResponse, summary="Count stored answers")
async def count(request: models.FilterRequest) -> Any:
    """Takes some seconds at most; then nobody knows."""
    return {"count": await _ask(_browser.get().count, request.make_filters())}


@router.get("/answers/{item_id}", response_model=models.ItemResponse, summary="One answer")
async def get_answer(item_id: models.RowId) -> Any:
    """With what it was before it was edited here."""
    item = await _ask(_browser.get().get_item, item_id)
    if item is None:
        raise HTTPException(404, "This answer is not there any more.")
    return item


@router.put("/answers/{item_id}", response_model=models.ItemResponse, summary="Edit one answer")
async def put_answer(
    item_id: models.RowId,
    request: models.EditRequest,
    owner: str = Depends(require_owner),
) -> Any:
    """What it was is kept. Status 409: somebody has changed it meanwhile, and nothing is saved."""
    if is_too_deep(request.set):
        raise HTTPException(422, "set: nested too deep")
    hidden = [key for key in (*request.set, *request.unset) if key.startswith("_")]
    if hidden:
        raise HTTPException(422, f"set: {hidden[0]:.60} is kept by the storage")
    answer = request.set.get("answer", "")
    if not (isinstance(answer, str) and len(answer) <= 255):
        raise HTTPException(422, "set: answer must be a short text")
    browser = _browser.get()
    change = (request.set, request.unset)
    if not await _ask(browser.edit, item_id, change, request.revision, owner):
        raise HTTPException(404, "This answer is not there any more.")
    return await _ask(browser.get_item, item_id)


@router.post("/change", response_model=models.JobResponse, summary="Change many answers")
async def change(request: models.ChangeRequest) -> Any:
    """Renames or deletes a label, or decides anew. `undo` of the result takes it back."""
    if (request.old is None) == (request.answer is None):
        raise HTTPException(422, "Either `old` or `answer` is needed, and not both.")
    browser = _browser.get()

    def work(job: Job) -> dict[str, Any]:
        if request.answer is not None:
            what, title = Decide(request.answer), f"decide {request.answer}"
        else:
            what = make_label_change(str(request.old), request.new)  # type: ignore[assignment]
            title = " ".join(filter(None, ("relabel", request.old, request.new)))
        selected = _select(browser, request.selection)
        return browser.change(selected, what, title, job, dry=request.dry, force=request.force)

    return await _work(work)


@router.post("/delete", response_model=models.JobResponse, summary="Delete answers")
async def delete(request: models.SelectionRequest) -> Any:
    """From their datasets. `undo` of the result brings them back."""
    browser = _browser.get()

    def work(job: Job) -> dict[str, Any]:
        selected = _select(browser, request.selection)
        return browser.delete(selected, job)

    return await _work(work)


@router.post("/undo", response_model=models.JobResponse, summary="Take a change back")
async def undo(request: models.UndoRequest) -> Any:
    """Nothing happens if an answer was changed again since."""
    browser = _browser.get()
    return await _work(lambda job: browser.undo(request.undo))


@router.post("/again", response_model=models.JobResponse, summary="Have answers annotated again")
async def ask_again(request: models.SelectionRequest) -> Any:
    """Puts tasks into the queues of this run; where nobody annotates, into a file."""
    browser, ctrl = _browser.get(), state.controller

    def work(job: Job) -> dict[str, Any]:
        selected = _select(browser, request.selection)
        if ctrl.start_page is not None:
            return browser.write_queue(selected)
        return _queue(ctrl, browser, selected)

    return await _work(work)


def _queue(ctrl: Controller, browser: Browser, selected: Selected) -> dict[str, Any]:
    if selected.n > MAX_AGAIN:
        raise BadAnswer(
            f"No more than {MAX_AGAIN:,} answers can be annotated again at once",
            "Select fewer, or export them and start a recipe with the file.",
        )
    others = sorted(
        {
            str(eg.get("_view_id"))
            for eg in browser.iter_selected(selected)
            if eg.get("_view_id") not in (None, ctrl.view_id)
        }
    )
    if others:
        raise BadAnswer(
            f"This run annotates with '{ctrl.view_id}', not with {', '.join(others)}",
            "Choose answers of this interface.",
        )
    n_done = ctrl.ask_again(browser.make_tasks(selected))
    return {"n_done": n_done, "command": None, "n_other_views": 0}


@router.post("/export", response_model=models.JobResponse, summary="Write answers to a file")
async def export(request: models.ExportRequest) -> Any:
    """The result has the `url` of the file."""
    browser = _browser.get()

    def work(job: Job) -> dict[str, Any]:
        return browser.export(_select(browser, request.selection), request.format, job)

    return await _work(work)


@router.get("/export/{token}", summary="Fetch a file that was written")
async def get_export(
    request: Request, token: str = Path(description="The end of `url` in the result")
) -> FileResponse:
    """The last ones are kept."""
    path = _browser.get().get_export(token)
    if path is None:
        raise HTTPException(404, "This export is not there any more. Export again.")
    return FileResponse(path, filename=path.name, media_type="application/octet-stream")


@router.get("/jobs/{job_id}", response_model=models.JobResponse, summary="Wait for some work")
async def get_job(job_id: str = Path(description="`job` of what was answered")) -> Any:
    """Waits a bounded time; then `job` says that it goes on."""
    try:
        return await _jobs.wait(job_id)
    except ProdigyError as err:
        raise _refuse(err) from err


def _select(browser: Browser, selection: models.Selection) -> Selected:
    matching = selection.matching
    filters = None if matching is None else matching.make_filters()
    return browser.select(selection.ids, filters, selection.without)
