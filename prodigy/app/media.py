"""Images, audio and video of the folders that loaders serve, and what is known about them."""

from __future__ import annotations

import asyncio
import hashlib
import re
from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import FileResponse, JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from ..errors import MediaError
from ..io.media import MEDIA_PREFIX, find_media, read_mimetype
from ..io.media.cache import make_key
from ..io.media.facts import check_mimetype, read_facts
from ..io.media.kinds import SVG
from ..io.media.peaks import Waveform, find_waveform, make_waveform
from ..io.media.pictures import MAX_SIZE, Region, get_picture_type, make_picture
from ..logger import log
from ..messages import msg
from .errors import HintedError
from .media_work import RETRY_AFTER_S, MediaWork
from .ranges import Unsatisfiable, find_parts, is_unchanged, may_send_parts

router = APIRouter()

# Files may change under their names, so browsers must ask each time.
HEADERS = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
# An SVG file that is opened by itself may run scripts, which must not act as the app.
SVG_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
MIN_SIZE = 16
MAX_PEAKS = 100_000
PEAKS_GRACE_S = 0.5  # short recordings are done by then, and need no second request
MAX_TOLD = 1000
HINT = "Ignore this task and go on, or repair the file and load the page again."

_pictures = MediaWork("pictures", 2)
_sounds = MediaWork("sounds", 1)
_told: set[str] = set()
_failures: dict[str, MediaError] = {}  # of files in their present state


@router.api_route(
    f"/{MEDIA_PREFIX}{{token}}/{{path:path}}", methods=["GET", "HEAD"], include_in_schema=False
)
async def get_media(
    request: Request,
    token: str,
    path: str,
    info: bool = False,
    size: int | None = Query(None, ge=MIN_SIZE, le=MAX_SIZE),
    region: str | None = None,
    peaks: int | None = Query(None, ge=1, le=MAX_PEAKS),
) -> Response:
    """Send a file or a range of it, what is known about it, a smaller picture, or a waveform."""
    file = await run_in_threadpool(find_media, token, path)
    if file is None:
        log(f"MEDIA: Not served: {token}/{path}")
        raise HTTPException(404, "There is no such file, or it is not served here.")
    try:
        if info:
            facts = await _pictures.run(("facts", file), read_facts, file)
            return JSONResponse(facts, 200, HEADERS)
        if peaks is not None:
            return await _send_peaks(file, peaks)
        if size is not None or region is not None:
            return await _send_picture(request, file, size or MAX_SIZE, _read_region(region))
        return await run_in_threadpool(_send_file, request, file)
    except MediaError as err:
        raise _refuse(file, err) from err
    except FileNotFoundError as err:  # removed in this moment
        raise HTTPException(404, "There is no such file any more.") from err
    except OSError as err:
        error = MediaError(f"{file.name} can't be read", err.strerror or type(err).__name__)
        raise _refuse(file, error) from err


def _refuse(file: Path, err: MediaError) -> HintedError:
    reason = err.text or ""
    words = f"{err.title}: {reason[:1].lower()}{reason[1:]}" if reason else err.title
    log(f"MEDIA: {words}")
    told = f"{file} {words}"
    if told not in _told and len(_told) < MAX_TOLD:
        _told.add(told)
        msg.warn(f"{err.title} ({file})", err.text)
    if err.is_missing_library:
        return HintedError(501, words, reason)
    return HintedError(422, words, HINT)


def _send_file(request: Request, file: Path) -> Response:
    info = file.stat()
    headers, mimetype = dict(HEADERS), read_mimetype(file)
    if mimetype == SVG or file.suffix.lower() == ".svg":
        headers["Content-Security-Policy"] = SVG_POLICY
    response = FileResponse(file, media_type=mimetype, stat_result=info, headers=headers)
    etag, last_modified = response.headers["etag"], response.headers["last-modified"]
    sent = request.headers
    if is_unchanged(sent.get("if-none-match"), sent.get("if-modified-since"), etag, last_modified):
        return Response(status_code=304, headers={**headers, "etag": etag})
    parts = None
    if request.method == "GET" and may_send_parts(sent.get("if-range"), etag, last_modified):
        try:
            parts = find_parts(sent.get("range"), info.st_size)
        except Unsatisfiable:
            range_header = {"Content-Range": f"bytes */{info.st_size}"}
            raise HTTPException(416, "The file is shorter.", headers=range_header) from None
    _ask_for(request, parts)
    return response


def _ask_for(request: Request, parts: list[tuple[int, int]] | None) -> None:
    """Put the parts in place of the headers, which `FileResponse` would read in another way."""
    kept = [(k, v) for k, v in request.scope["headers"] if k.lower() not in (b"range", b"if-range")]
    if parts:
        value = ",".join(f"{first}-{last}" for first, last in parts)
        kept.append((b"range", f"bytes={value}".encode()))
    request.scope["headers"] = kept


def _read_region(text: str | None) -> Region | None:
    if text is None:
        return None
    numbers = re.fullmatch(r"(-?\d{1,7}),(-?\d{1,7}),(\d{1,7}),(\d{1,7})", text)
    if numbers is None:
        raise HTTPException(422, "A region is x,y,width,height in whole pixels of the picture.")
    x, y, width, height = map(int, numbers.groups())
    return x, y, width, height


async def _send_picture(request: Request, file: Path, size: int, region: Region | None) -> Response:
    mimetype = await run_in_threadpool(check_mimetype, file)
    if not mimetype.startswith("image/"):
        raise MediaError(f"{file.name} is no image", f"Its content is {mimetype}.")
    key = ("picture", file, size, region)
    data = await _pictures.run(key, make_picture, file, mimetype, size, region)
    if data is None:
        return await run_in_threadpool(_send_file, request, file)
    etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    headers = {**HEADERS, "etag": etag}
    if is_unchanged(request.headers.get("if-none-match"), None, etag, ""):
        return Response(status_code=304, headers=headers)
    return Response(data, media_type=get_picture_type(data), headers=headers)


async def _send_peaks(file: Path, n_peaks: int) -> Response:
    waveform = await run_in_threadpool(find_waveform, file)
    if waveform is None:
        key = await run_in_threadpool(make_key, file, "peaks")
        if key in _failures:
            raise _failures[key]
        future = asyncio.wrap_future(_sounds.start(key, _make_waveform, key, file))
        # An error is told below, or when the page asks again.
        future.add_done_callback(lambda it: it.cancelled() or it.exception())
        done, _ = await asyncio.wait({future}, timeout=PEAKS_GRACE_S)
        if not done:
            headers = {**HEADERS, "Retry-After": str(RETRY_AFTER_S)}
            return JSONResponse({"progress": _sounds.get_progress(key)}, 202, headers)
        waveform = future.result()
    return JSONResponse(_describe(waveform, n_peaks), 200, HEADERS)


def _make_waveform(key: str, file: Path) -> Waveform:
    try:
        mimetype = check_mimetype(file)
        if not mimetype.startswith(("audio/", "video/", "application/ogg")):
            raise MediaError(f"{file.name} is no recording", f"Its content is {mimetype}.")
        return make_waveform(file, mimetype, lambda share: _sounds.set_progress(key, share))
    except MediaError as err:
        # Whoever was told to ask again must hear of it, and not start it once more.
        if len(_failures) < MAX_TOLD:
            _failures[key] = err
        raise


def _describe(waveform: Waveform, n_peaks: int) -> dict[str, Any]:
    return {
        "duration": waveform.duration,
        "sample_rate": waveform.sample_rate,
        "channels": waveform.channels,
        "peaks": waveform.reduce(n_peaks),
    }
