# Endpoints and files beside those of the server, and a health check that fails until it is told.
from fastapi import APIRouter, HTTPException
from fastapi.staticfiles import StaticFiles

import prodigy
from prodigy.types import RecipeSettingsType

STATE = {"code": 503}


@prodigy.recipe("pages.with-files", folder=("Folder with files", "positional", None, str))
def pages_with_files(dataset: str, folder: str) -> RecipeSettingsType:
    from prodigy.app import app, get_health

    def set_health(code: int = 200):
        STATE["code"] = code
        return STATE

    def check_health():
        if STATE["code"] >= 400:
            raise HTTPException(status_code=STATE["code"], detail="Not yet")
        return get_health()

    router: APIRouter = app.router
    app.router.routes = [route for route in router.routes if route.path_format != "/health"]
    app.router.add_api_route("/set-health", set_health, methods=["POST"], tags=["api"])
    app.router.add_api_route("/health", check_health, methods=["GET"], tags=["api"])
    app.mount("/pages", StaticFiles(directory=folder), name="pages")

    def stream():
        for i in range(2):
            yield {"html": f"<img src='/pages/{i}.txt'>"}

    return {"dataset": dataset, "stream": stream(), "view_id": "html"}
