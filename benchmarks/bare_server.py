"""The smallest server that hands out tasks and stores answers: FastAPI and SQLite, nothing else.

It keeps its promise, too: an answer is on the disk before it is acknowledged. It knows nothing of
sessions, leases, repeats, checks, progress or what was answered before.
"""

import sys
import threading
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from benchmarks.bare_db import BareDatabase
from benchmarks.data import make_rows


class Questions(BaseModel):
    """Who asks for a task."""

    session_id: str


class Answers(BaseModel):
    """What comes back."""

    answers: list[dict[str, Any]]
    session_id: str


def make_app(path: Path, count: int) -> FastAPI:
    """Make the application. path (Path): The database. count (int): How many tasks it has."""
    app = FastAPI()
    database = BareDatabase(path)
    rows = enumerate(make_rows(count))
    lock = threading.Lock()

    @app.get("/health")
    def report_health() -> dict[str, str]:
        return {"status": "ok"}

    @app.post("/activity")
    async def note_activity(request: Questions) -> dict[str, bool]:
        return {"ok": True}

    @app.post("/get_session_questions")
    async def get_questions(request: Questions) -> dict[str, Any]:
        tasks = [{**row, "_input_hash": i, "_task_hash": i} for i, row in [next(rows, (0, {}))]]
        return {"tasks": tasks if tasks[0].get("text") else []}

    @app.post("/give_answers")
    def give_answers(request: Answers) -> dict[str, int]:
        with lock:
            database.save(request.answers)
        return {"total": len(request.answers)}

    return app


if __name__ == "__main__":
    uvicorn.run(
        make_app(Path(sys.argv[1]), int(sys.argv[2])),
        host="127.0.0.1",
        port=int(sys.argv[3]),
        log_level="warning",
        access_log=False,
        http="h11",
        loop="asyncio",
    )
