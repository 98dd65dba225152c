"""Images, audio and video of the folders that loaders serve."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, Response

from ..io.media import MEDIA_PREFIX, find_media, get_mimetype
from ..logger import log

router = APIRouter()

# Files may change under their names, so browsers must ask each time.
HEADERS = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
# An SVG file that is opened by itself may run scripts, which must not act as the app.
SVG_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@router.api_route(
    f"/{MEDIA_PREFIX}{{token}}/{{path:path}}", methods=["GET", "HEAD"], include_in_schema=False
)
def get_media(request: Request, token: str, path: str) -> Response:
    """Send a file, or the range of it that is asked for."""
    file = find_media(token, path)
    if file is None:
        log(f"MEDIA: Not served: {token}/{path}")
        raise HTTPException(404, "There is no such file, or it is not served here.")
    try:
        info = file.stat()
    except OSError as err:  # removed in this moment
        raise HTTPException(404, "There is no such file any more.") from err
    headers, mimetype = dict(HEADERS), get_mimetype(file)
    if mimetype == "image/svg+xml":
        headers["Content-Security-Policy"] = SVG_POLICY
    response = FileResponse(file, media_type=mimetype, stat_result=info, headers=headers)
    etag = response.headers["etag"]
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={**headers, "etag": etag})
    return response
