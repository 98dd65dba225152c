"""The prebuilt web app: a page that is made for the project, and files that browsers keep.

The files of the bundle have stable names. The page names them below `assets.FINGERPRINT/`, so that
browsers need never ask again whether one has changed: another bundle has other addresses.
"""

import gzip
import html
import json
import re
import secrets
import uuid
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from .access import get_proxy_name
from .first_page import FirstPage, find_first_page, find_reader
from .headers import NO_DEVICES, PAGE_HEADERS
from .pages import Page, add_page_routes
from .paths import get_route_path
from .policy import Needs, find_needs, make_policy, may_use_devices
from .state import state

STATIC_DIR = Path(__file__).parent.parent / "static"
ASSETS = "assets"
# What browsers must ask for at each use, and what they may keep for good.
CHECKED = {"Cache-Control": "no-cache"}
KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}
# Fonts and pictures are compressed already.
COMPRESSIBLE = (".js", ".css", ".svg", ".txt", ".json", ".html")
PRELOADS = {
    "address": '<link rel="preload" as="fetch" crossorigin href="{}">',
    # Loaded by frontend/src/early.ts: a visit that runs no scripts becomes no session.
    "project": '<link rel="early" as="fetch" crossorigin href="{}">',
    # The same, found by its ID in frontend/src/api/client.ts.
    "tasks": '<link rel="early" as="fetch" crossorigin id="first-tasks" href="{}">',
    ".js": '<link rel="modulepreload" crossorigin href="{}">',
    ".css": '<link rel="preload" as="style" crossorigin href="{}">',
    ".woff2": '<link rel="preload" as="font" type="font/woff2" crossorigin href="{}">',
}
# What is drawn with the first text, and not only with the app.
STYLE = '<link rel="stylesheet" crossorigin href="{}">'
ROOT = '<div id="root"></div>'
ASSETS_ADDRESS = re.compile(rf"/{ASSETS}\.(\w+)/")


class BundleFiles(StaticFiles):
    """The files of the bundle, compressed for browsers that accept it."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(KEPT if scope.get("is_fingerprinted") else CHECKED)
        del response.headers["Last-Modified"]  # the tag says it better, and each byte is sent often
        if not path.endswith(COMPRESSIBLE):
            return response
        response.headers["Vary"] = "Accept-Encoding"
        # The same file in other bytes: so the tag says that it holds the same, not that it is.
        response.headers["ETag"] = f"W/{response.headers['etag']}"
        if not isinstance(response, FileResponse):
            return response
        found = _pack(Path(response.path), find_encodings(scope))
        if found is None:
            return response
        encoding, content = found
        headers = {**response.headers, "Content-Encoding": encoding}
        headers["content-length"] = str(len(content))
        del headers["accept-ranges"]
        return Response(b"" if scope["method"] == "HEAD" else content, 200, headers)


def find_encodings(scope: Scope) -> set[str]:
    """RETURNS (set[str]): The encodings that a client names as acceptable, in small letters."""
    accepted = b",".join(value for name, value in scope["headers"] if name == b"accept-encoding")
    found = set()
    for part in accepted.decode("latin-1").lower().split(","):
        name, _, weight = part.partition(";")
        if not NO_WEIGHT.fullmatch(weight.strip()):
            found.add(name.strip())
    return found


def _pack(path: Path, accepted: set[str]) -> tuple[str, bytes] | None:
    """RETURNS (Optional[tuple[str, bytes]]): The best encoding that a client knows, and the file in
    it. None: it wants the file as it is."""
    for encoding, pack in ENCODINGS.items():
        content = pack(path, path.stat().st_mtime_ns) if encoding in accepted else None
        if content is not None:
            return encoding, content
    return None


@lru_cache(maxsize=256)
def _read_packed(path: Path, changed: int) -> bytes | None:
    """What was compressed when the bundle was built, see `frontend/scripts/packed.mjs`."""
    packed = path.with_name(f"{path.name}.br")
    return packed.read_bytes() if packed.is_file() else None


@lru_cache(maxsize=256)
def _compress(path: Path, changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), mtime=0)


# The best one first.
ENCODINGS: dict[str, Callable[[Path, int], bytes | None]] = {"br": _read_packed, "gzip": _compress}
NO_WEIGHT = re.compile(r"q\s*=\s*0(\.0*)?")


def add_static_routes(app: FastAPI) -> None:
    """Serve the page at / and /index.html, and its files wherever there is no route."""

    @app.get("/", include_in_schema=False)
    @app.get("/index.html", include_in_schema=False)
    async def index(request: Request) -> Response:
        if state.is_serving and state.controller.start_page is not None:
            return RedirectResponse(state.controller.start_page, 302, {"Cache-Control": "no-store"})
        name = get_proxy_name()
        if name and request.query_params.get("session") != name:
            # The page finds its session in its address. A relative one fits behind any proxy.
            query = urlencode({**request.query_params, "session": name})
            return RedirectResponse(f"?{query}", 302, {"Cache-Control": "no-store"})
        settings = {**state.config, "view_id": state.controller.view_id} if state.is_serving else {}
        session = request.query_params.get("session")
        # Who may not use a session is told nothing of it, not even whether it has tasks.
        reader = await find_reader(session) if state.is_serving else None
        is_fresh = reader is not None and _has_nothing(reader)
        looks = read_manifest().get("looks", {})
        first = await find_first_page(reader, looks) if reader is not None and is_fresh else None
        nonce = secrets.token_urlsafe(16)
        page = make_page(settings, session, starts_fresh=is_fresh, nonce=nonce, first=first)
        # A page with data on it is kept nowhere, as answers with data are not.
        caching = CHECKED if first is None else {"Cache-Control": "no-store"}
        inline = [] if first is None else [first.script]
        return HTMLResponse(page, 200, {**caching, **await make_headers(nonce, inline)})

    add_page_routes(app, make_owner_page, make_headers)

    @app.get("/bundle.js", include_in_schema=False)
    async def bundle() -> FileResponse:
        return FileResponse(STATIC_DIR / find_main_script(), headers=CHECKED)

    files = BundleFiles(directory=STATIC_DIR, check_dir=False)
    not_found = app.router.default

    async def serve_files(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await not_found(scope, receive, send)
            return
        match = ASSETS_ADDRESS.match(get_route_path(scope))
        if match:
            # A page that was loaded before an update may ask for parts of the older bundle. It gets
            # the present ones, which it must not keep under that name.
            path = scope["path"].replace(match[0], f"/{ASSETS}/", 1)
            is_fingerprinted = match[1] == get_fingerprint()
            scope = {**scope, "path": path, "is_fingerprinted": is_fingerprinted}
        await files(scope, receive, send)

    # Not a route: recipes add routes of their own, which would come after it.
    app.router.default = serve_files
    # A file that is missing is not found, however the address ends.
    app.router.redirect_slashes = False


async def make_headers(nonce: str, scripts: Sequence[str] = ()) -> dict[str, str]:
    """Make the headers of a page.

    nonce (str): Its secret.
    scripts (Sequence[str]): What stands in it of the bundle's own.
    RETURNS (dict): The headers with the policy.
    """
    needs, extra = Needs(), True
    if state.is_serving:
        needs = await state.run(find_needs, state.controller)
        extra = state.config.get("content_security_policy", True)
    headers = dict(PAGE_HEADERS)
    if not may_use_devices(needs):
        headers["Permissions-Policy"] = NO_DEVICES
    policy = make_policy(needs, nonce, extra, scripts)
    return {**headers, "Content-Security-Policy": policy} if policy else headers


def _has_nothing(session_id: str) -> bool:
    """Whether a session has no task that waits for its answer: then its page has none, either."""
    session = state.controller.sessions.get(session_id)
    return session is None or next(session.iter_open(), None) is None


def make_page(
    settings: dict[str, Any],
    session: str | None,
    *,
    starts_fresh: bool = False,
    nonce: str = "",
    first: FirstPage | None = None,
) -> str:
    """Make the page: it names its parts by fingerprint, and lets the browser load what this project
    needs at once instead of one after the other.

    settings (dict): The settings of the project with its "view_id".
    session (Optional[str]): Name of the annotator, as it stands in the address.
    starts_fresh (bool): Whether the session has no open tasks. Then the first ones are asked for
        while the scripts load. The address is used only once: what comes later must be new.
    nonce (str): What scripts and styles of the project must have to run, see `policy`. The page
        finds it in an attribute, which browsers hide from styles.
    first (Optional[FirstPage]): What is to be seen before the app.
    RETURNS (str): The markup.
    """
    # The same letters stay as they are as in the encodeURIComponent of the page's own request.
    name = quote(session or "", safe="-_.!~*'()")
    address = f"project?session={name}" if name else "project"
    tags = [f'<meta name="nonce" nonce="{html.escape(nonce)}">'] if nonce else []
    tags.append(PRELOADS["project"].format(html.escape(address)))
    if starts_fresh:
        address = f"get_session_questions?session_id={name}&" if name else "get_questions?"
        tags.append(PRELOADS["tasks"].format(html.escape(f"{address}page={uuid.uuid4().hex}")))
    page = _read_page()
    paths = find_preloads(settings)
    if first is not None:
        # Without its fonts, the text would be drawn with others for a moment.
        paths.sort(key=lambda path: not path.endswith(".woff2"))
        paths += read_manifest()["preloads"]["drawn"]
        tags.append(f'<style nonce="{html.escape(nonce)}">{first.style}</style>')
        script = f'<script nonce="{html.escape(nonce)}">{first.script}</script>'
        page = page.replace(ROOT, f"{ROOT.replace('><', f'>{first.body}<')}{script}", 1)
    for path in paths:
        is_style = first is not None and path.endswith(".css")
        tags.append((STYLE if is_style else PRELOADS[Path(path).suffix]).format(f"./{path}"))
    return _finish_page(page, tags)


def _finish_page(page: str, tags: list[str]) -> str:
    """Put tags into the head of a page, and name the files by the fingerprint of the bundle."""
    head, end, body = page.partition("</head>")
    head += "".join(f"  {tag}\n  " for tag in tags)
    return head.replace(f'"./{ASSETS}/', f'"./{ASSETS}.{get_fingerprint()}/') + end + body


def make_owner_page(page: Page, nonce: str) -> str:
    """Make a page beside the annotation: the same bundle, which finds the name on it.

    page (Page): Its row.
    nonce (str): See `make_page`.
    RETURNS (str): The markup.
    """
    settings = state.config if state.is_serving else {}
    paths = find_preloads({"ui_lang": settings.get("ui_lang")}, all_words=True)
    paths += read_manifest().get("preloads", {}).get("pages", {}).get(page.name, ())
    tags = [PRELOADS["address"].format(html.escape(address)) for address in page.preloads]
    tags += [PRELOADS[Path(path).suffix].format(f"./{path}") for path in dict.fromkeys(paths)]
    tags.append(f'<meta name="nonce" nonce="{html.escape(nonce)}">')
    tags.append(f'<meta name="prodigy-page" content="{html.escape(page.name)}">')
    return _finish_page(_read_page(), tags)


def find_preloads(settings: dict[str, Any], *, all_words: bool = False) -> list[str]:
    """Find the parts of the bundle that a project needs besides the first ones.

    settings (dict): The settings of the project with its "view_id".
    all_words (bool): Whether it needs all words of its language, whatever its interface is.
    RETURNS (List[str]): Paths below the static folder, each once.
    """
    preloads = read_manifest().get("preloads", {})
    blocks = settings.get("blocks")
    blocks = blocks if isinstance(blocks, (list, tuple)) else ()
    ids = [settings.get("view_id"), *(b.get("view_id") for b in blocks if isinstance(b, dict))]
    parts = [preloads.get("always", ())]
    parts += [preloads.get("views", {}).get(view_id, ()) for view_id in ids if view_id]
    language = settings.get("ui_lang")
    needed = ["languages"]
    # Plain views do without the rest.
    if all_words or any(view_id not in preloads.get("plain", ()) for view_id in ids if view_id):
        needed.append("words")
    for kind in needed:
        files = preloads.get(kind, {})
        parts.append(files.get(language, files.get("en", ())))
    return list(dict.fromkeys(path for part in parts for path in part))


@lru_cache(maxsize=1)
def read_manifest() -> dict[str, Any]:
    """RETURNS (dict): What the bundle consists of, written when it is built."""
    return json.loads((STATIC_DIR / "manifest.json").read_text("utf8"))


def get_fingerprint() -> str:
    """RETURNS (str): Changes with the bundle: the first letters of the hash of its sources."""
    return str(read_manifest().get("sources", ""))[:12]


@lru_cache(maxsize=1)
def _read_page() -> str:
    return (STATIC_DIR / "index.html").read_text("utf8")


def find_main_script() -> str:
    """RETURNS (str): Path of the app's script below the static folder. Existing code asks for it as
    /bundle.js."""
    match = re.search(r'id="app"[^>]+href="\./([^"]+)"', _read_page())
    return match.group(1) if match else ""
