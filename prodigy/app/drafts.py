"""Endpoints for half-done work, with the setting "drafts"."""

from typing import Any

from fastapi import APIRouter, HTTPException, Query

from ..core import Controller
from ..engine.drafts import Drafts
from ..hashing import TASK_DIGEST_ATTR, TASK_HASH_ATTR, get_task_key
from . import models
from .limits import MAX_DEPTH, is_too_deep
from .links import check_link
from .parsing import PatientRoute
from .state import state

router = APIRouter(route_class=PatientRoute)


async def _owner(ctrl: Controller, session_id: str | None) -> str:
    """Whose drafts these are."""
    return ctrl.storage.get_owner(await check_link(ctrl, session_id))


def _require_drafts(ctrl: Controller) -> Drafts:
    drafts = ctrl.storage.drafts
    if drafts is None:
        raise HTTPException(404, 'This project keeps no drafts. The setting for it is "drafts".')
    return drafts


@router.put("/draft", summary="Keep half-done work, or forget it")
async def put_draft(request: models.DraftRequest) -> Any:
    """Replaces the session's earlier draft of the task. Never counted or exported as an answer."""
    ctrl = state.controller
    drafts, owner = _require_drafts(ctrl), await _owner(ctrl, request.session_id)
    asked: dict[str, Any] = {TASK_HASH_ATTR: request.task_hash}
    if request.task_digest is not None:
        asked[TASK_DIGEST_ATTR] = request.task_digest
    if request.task is None:
        await state.run(drafts.delete, owner, [get_task_key(asked)])
    elif await state.run(is_too_deep, request.task):
        raise HTTPException(422, f"task: nested deeper than {MAX_DEPTH} levels")
    else:
        await state.run(drafts.save, str(ctrl.dataset), owner, {**request.task, **asked})
    return {"ok": True}


@router.get("/drafts", response_model=models.DraftsResponse, summary="Half-done work of a session")
async def get_drafts(
    session_id: str | None = Query(None, description="Name or full ID of the session"),
) -> Any:
    """The edited tasks, oldest first."""
    ctrl = state.controller
    drafts = _require_drafts(ctrl)
    return {"drafts": await state.run(drafts.get, await _owner(ctrl, session_id))}
