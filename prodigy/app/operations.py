"""The endpoints for whoever runs the server."""

from typing import Any

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import JSONResponse

from .api import get_health
from .errors import RETRY_S
from .health import health
from .metrics import CONTENT_TYPE
from .state import state

router = APIRouter()


@router.get("/health", summary="Whether the server can do its work")
async def report_health() -> Any:
    """Looks at the stream, the thread of the recipe and the database, in bounded time. Needs no
    login, and tells no secrets. Status 503, with reasons, if something is wrong."""
    if not state.is_serving:
        return _fail(["no recipe is being served"])
    reasons = await health.find_reasons(state.controller)
    return _fail(reasons) if reasons else get_health()


def _fail(reasons: list[str]) -> Response:
    return JSONResponse(
        {"status": "failing", "reasons": reasons}, 503, {"Retry-After": str(RETRY_S)}
    )


@router.get("/metrics", summary="Figures in the text format of Prometheus")
async def report_metrics() -> Response:
    """Only if the setting "metrics" is on."""
    metrics = state.metrics
    if metrics is None:
        raise HTTPException(404, 'There are no metrics: the setting "metrics" is off.')
    return Response(await state.run(metrics.format), media_type=CONTENT_TYPE)
