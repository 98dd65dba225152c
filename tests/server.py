"""Start the real command line in a process of its own, and talk to it as the web app does."""

import asyncio
import functools
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
from starlette import testclient

from tests.util import free_port
from tests.warm import WarmProcess, can_run

# What a request that failed raises: the test client may be built on another package than httpx.
HTTP_ERRORS: tuple[type[Exception], ...] = (
    httpx.HTTPStatusError,
    testclient.httpx.HTTPStatusError,
)
ROOT = Path(__file__).parent.parent
START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 20.0
POLL_INTERVAL_S = 0.05
COMMAND_LINE = ("-m", "prodigy")


def make_env(extra: dict[str, str] | None = None) -> dict[str, str]:
    """Make the environment of a child process, in which the package of this checkout is imported.

    extra (Optional[dict[str, str]]): Variables to add to those of this process.
    RETURNS (dict[str, str]): A new environment.
    """
    env = {**os.environ, **(extra or {})}
    env["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [env.get("PYTHONPATH")])])
    env["PYTHONUNBUFFERED"] = "1"
    return env


@functools.cache
def get_loop() -> asyncio.AbstractEventLoop:
    """The loop that answers requests within this process, on a thread of its own."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return loop


class OneLoop(testclient.httpx.BaseTransport):
    """Answers all requests on one loop, as a server does.

    Starlette's test client makes a loop and a thread for each request, and changes between the
    threads a dozen times: that takes three times as long as the answer.

    app (Any): The application.
    """

    def __init__(self, app: Any) -> None:
        client = ("testclient", 50000)
        self._inner = testclient.httpx.ASGITransport(app, False, client=client)

    def handle_request(self, request: Any) -> Any:
        request.read()
        return asyncio.run_coroutine_threadsafe(self._answer(request), get_loop()).result()

    async def _answer(self, request: Any) -> Any:
        response = await self._inner.handle_async_request(request)
        content = await response.aread()
        headers = response.headers.raw
        return testclient.httpx.Response(response.status_code, headers=headers, content=content)


class AppClient(testclient.TestClient):
    """The test client of an application: an error of the server is an answer with status 500.

    app (Any): The application.
    """

    def __init__(self, app: Any) -> None:
        super().__init__(app, raise_server_exceptions=False)
        self._transport = OneLoop(app)


class Client:
    """The requests of the web app as methods. Each checks the status and returns the JSON.

    http (httpx.Client): A client with a base URL, or the test client of the app.
    """

    def __init__(self, http: Any) -> None:
        self.http = http

    def get(self, path: str, **params: Any) -> Any:
        response = self.http.get(path, params=params)
        response.raise_for_status()
        return response.json()

    def post(self, path: str, payload: Any, headers: dict[str, str] | None = None) -> Any:
        response = self.http.post(path, json=payload, headers=headers or {})
        response.raise_for_status()
        return response.json()

    def project(self, session: str | None = None) -> dict[str, Any]:
        return self.get("/project", **({"session": session} if session else {}))

    def get_questions(self, excludes: Sequence[int] = ()) -> dict[str, Any]:
        params = {"excludes": ",".join(map(str, excludes))} if excludes else {}
        return self.get("/get_questions", **params)

    def get_session_questions(
        self, session_id: str | None, excludes: Sequence[int] = ()
    ) -> dict[str, Any]:
        payload = {"session_id": session_id, "excludes": list(excludes)}
        return self.post("/get_session_questions", payload)

    def get_tasks(
        self, session_id: str | None = None, excludes: Sequence[int] = ()
    ) -> list[dict[str, Any]]:
        """Get the next batch, asking again as long as the server is still preparing it."""
        while True:
            data = self.get_session_questions(session_id, excludes)
            if data["tasks"] or not data.get("preparing"):
                return data["tasks"]

    def give_answers(
        self,
        answers: Sequence[dict[str, Any]],
        session_id: str | None = None,
        batch_id: str | None = None,
    ) -> dict[str, Any]:
        headers = {"X-Prodigy-Batch": batch_id or str(uuid.uuid4())}
        payload = {"answers": list(answers), "session_id": session_id}
        return self.post("/give_answers", payload, headers)

    def validate_answer(self, answer: dict[str, Any], session_id: str | None = None) -> Any:
        return self.post("/validate_answer", {"answer": answer, "session_id": session_id})

    def event(self, name: str, payload: dict[str, Any] | None = None) -> Any:
        return self.post(f"/event/{name}", payload or {})


class LiveServer:
    """One running `python -m prodigy ...`.

    args (Sequence[str]): Recipe name and arguments.
    log_path (Path): File for everything the process prints; kept for messages and assertions.
    env (Optional[dict[str, str]]): More environment variables.
    program (Sequence[str]): What Python runs. Defaults to the command line.
    """

    def __init__(
        self,
        args: Sequence[str],
        log_path: Path,
        env: dict[str, str] | None = None,
        program: Sequence[str] = COMMAND_LINE,
    ) -> None:
        self.args = [str(arg) for arg in args]
        self.log_path = log_path
        self.extra = env or {}
        # A server that comes back is at its old address.
        self.port = int(self.extra.get("PRODIGY_PORT") or free_port())
        is_encrypted = '"ssl_certfile"' in self.extra.get("PRODIGY_CONFIG_OVERRIDES", "")
        self.url = f"http{'s' if is_encrypted else ''}://127.0.0.1:{self.port}"
        address = {"PRODIGY_HOST": "127.0.0.1", "PRODIGY_PORT": str(self.port)}
        self.program = program
        self.process: Any = self.launch(make_env({**address, **self.extra}))
        self.client = Client(
            # Certificates of tests are signed by nobody, and reading those of others takes long.
            httpx.Client(base_url=self.url, timeout=60.0, verify=False)
        )

    def launch(self, env: dict[str, str]) -> Any:
        """Start the process. RETURNS (subprocess.Popen): Or something with its methods."""
        with self.log_path.open("wb") as log:
            return subprocess.Popen(
                [sys.executable, *self.program, *self.args],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=env,
            )

    @property
    def output(self) -> str:
        """What the process has printed so far, standard output and errors together."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def wait_until_ready(self) -> "LiveServer":
        """Wait until /health answers. Fails with the output of the process if it died."""
        deadline = time.monotonic() + START_TIMEOUT_S
        while True:
            if self.process.poll() is not None:
                code = self.process.returncode
                raise AssertionError(f"The server ended with code {code}:\n{self.output}")
            try:
                # 401 is an answer too: a server with a login is up and asks for it.
                status = self.client.http.get("/health").status_code
                if status in (200, 401):
                    return self
            except httpx.TransportError:
                pass
            if time.monotonic() > deadline:
                raise AssertionError(f"The server did not answer in time:\n{self.output}")
            time.sleep(POLL_INTERVAL_S)

    def stop(self) -> str:
        """Stop the process as Ctrl+C does and return what it printed. Safe to call twice."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self.kill()
                raise AssertionError(f"The server ignored Ctrl+C:\n{self.output}") from None
        self.client.http.close()
        return self.output

    def close(self) -> None:
        """Leave nothing behind, whatever happened before."""
        if self.process.poll() is None:
            self.kill()
        self.client.http.close()

    def kill(self) -> None:
        """End the process at once, as a power cut would."""
        self.process.kill()
        self.process.wait()


class WarmServer(LiveServer):
    """A server without the time that imports take, which is longer than most tests."""

    def launch(self, env: dict[str, str]) -> Any:
        if not can_run(self.extra) or self.program != COMMAND_LINE:
            return super().launch(env)
        return WarmProcess(self.args, self.log_path, env)
