"""Endpoints of the dashboard: where the project stands. For the owner only."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from ..components.dashboard.periods import INTERVALS
from ..errors import OutageError, ProdigyError
from .errors import HintedError
from .owners import require_owner
from .ranges import is_unchanged
from .state import PerDatabase, state

if TYPE_CHECKING:
    from .watching import Watcher

MAX_DATASETS = 50

router = APIRouter(prefix="/dashboard", dependencies=[Depends(require_owner)])


def _make_watcher(db: Any) -> Watcher:
    from .watching import Watcher  # NumPy takes a while to import

    return Watcher(db)


def _close(watcher: Watcher) -> None:
    watcher.close()


_watcher = PerDatabase(_make_watcher, _close)


@router.get("/figures", summary="Where the project stands")
async def get_figures(
    request: Request,
    dataset: list[str] = Query([], max_length=MAX_DATASETS, description="Names of datasets"),
    interval: Literal[INTERVALS] | None = Query(  # type: ignore[valid-type]
        None, description="Length of the periods; null: whatever suits"
    ),
) -> Response:
    """All figures of some datasets: those that are named, that of the run, or the newest one. They
    are those of `prodigy dashboard --json`, with "run" for what is going on. With `If-None-Match`,
    status 304 if nothing has changed. While a large dataset is counted, `counting` has `n_done` and
    `n_total`, and the figures are those of the answers counted so far; otherwise it is null.
    """
    try:
        figures = await state.run(_look, dataset, interval)
    except OutageError:
        raise
    except ProdigyError as err:
        raise HintedError(409, err.title, err.text or "") from err
    body = json.dumps(figures).encode()
    etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if is_unchanged(request.headers.get("if-none-match"), None, etag, ""):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


def _look(names: list[str], interval: str | None) -> dict[str, Any]:
    from .watching import describe_run

    watcher, ctrl = _watcher.get(), state.controller
    is_annotating = ctrl.start_page is None and ctrl.storage.is_storing
    if not names:
        names = [str(ctrl.dataset)] if is_annotating else watcher.db.datasets[-1:]
    figures = watcher.look(names, interval)
    is_shown = is_annotating and names == [ctrl.dataset]
    return {**figures, "run": describe_run(ctrl, figures) if is_shown else None}
