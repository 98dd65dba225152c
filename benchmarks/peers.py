"""python -m benchmarks.peers [--folder FOLDER] [--tasks 300] [--write benchmarks/peers.md]

The same work for another self-hosted tool: get a task, answer it, get the next one, by one
annotator and by several. doccano is installed from PyPI into an environment of its own, the first
time, and both servers are measured in the same run. What is sent are the requests of each tool's
own page: the next example and, for an answer, its category and that it is done.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx

from benchmarks.data import make_text, write_rows
from benchmarks.load import get_percentile
from benchmarks.report import describe_load, describe_machine
from benchmarks.server import serve
from tests.util import free_port

PACKAGE = "doccano"
USER = {"username": "admin", "password": "not-a-secret"}
CROWDS = (1, 4)
START_S = 120.0

# Answers tasks until there are none for it, and adds the seconds for getting and for giving.
Work = Callable[[int, int, list[float], list[float]], None]


def install(folder: Path) -> Path:
    """Install the peer, unless it is there. RETURNS (Path): The folder with its programs."""
    programs = folder / "peer" / ("Scripts" if os.name == "nt" else "bin")
    if not (programs / PACKAGE).exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder / "peer")], check=True)
        # It needs older versions than it says.
        packages = [PACKAGE, "setuptools<81", "marshmallow<4", "numpy<2"]
        subprocess.run([str(programs / "pip"), "install", "-q", *packages], check=True)
    return programs


@contextmanager
def serve_peer(programs: Path, folder: Path) -> Iterator[str]:
    """Serve doccano with an empty database. YIELDS (str): Its address."""
    folder.mkdir()
    env = {**os.environ, "HOME": str(folder), "DOCCANO_HOME": str(folder)}
    run = [str(programs / PACKAGE)]
    user = ["--username", USER["username"], "--password", USER["password"], "--email", "a@b.org"]
    for command in (["init"], ["createuser", *user]):
        subprocess.run([*run, *command], env=env, check=True, capture_output=True)
    port = free_port()
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [*run, "webserver", "--port", str(port)], env=env, stdout=log, stderr=log
        )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url)
        yield url
    finally:
        process.terminate()
        process.wait()


def wait_for(url: str) -> None:
    """Wait until a server answers."""
    end = time.monotonic() + START_S
    while True:
        try:
            httpx.get(url, timeout=5.0)
            return
        except httpx.TransportError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def log_in(url: str) -> httpx.Client:
    """RETURNS (httpx.Client): A client that is logged in to doccano."""
    client = httpx.Client(base_url=f"{url}/v1", timeout=60.0)
    client.post("/auth/login/", json=USER).raise_for_status()
    client.headers["X-CSRFToken"] = client.cookies.get("csrftoken", "")
    client.headers["Referer"] = url
    return client


def fill_peer(url: str, count: int) -> tuple[int, int]:
    """RETURNS (tuple[int, int]): Ids of a project with that many texts, and of its category."""
    client = log_in(url)
    kind = {"project_type": "DocumentClassification", "resourcetype": "TextClassificationProject"}
    body = {"name": "peer", "description": "peer", "guideline": "", "tags": [], **kind}
    project = post(client, "/projects", body)["id"]
    types = f"/projects/{project}/category-types"
    label = post(client, types, {"text": "A", "prefix_key": None, "suffix_key": None})["id"]
    for i in range(count):
        post(client, f"/projects/{project}/examples", {"text": f"{i}: {make_text(i)}", "meta": {}})
    return project, label


def post(client: httpx.Client, path: str, body: Any) -> Any:
    response = client.post(path, json=body)
    if response.is_error:
        raise RuntimeError(f"{path}: {response.status_code} {response.text[:300]}")
    return response.json()


def make_peer_work(url: str, project: int, label: int) -> Work:
    """Make what one annotator does in doccano. Each works on a share of the examples: it hands the
    same ones to everybody."""

    def work(number: int, count: int, get_s: list[float], give_s: list[float]) -> None:
        client = log_in(url)
        base = f"/projects/{project}/examples"
        for i in range(count):
            start = time.perf_counter()
            params = {"limit": 1, "offset": number * count + i}
            found = client.get(base, params=params)
            found.raise_for_status()
            example = found.json()["results"][0]["id"]
            got = time.perf_counter()
            post(client, f"{base}/{example}/categories", {"label": label})
            client.post(f"{base}/{example}/states", json={}).raise_for_status()
            give_s.append(time.perf_counter() - got)
            get_s.append(got - start)

    return work


def make_our_work(url: str) -> Work:
    """Make what one annotator does with us."""

    def work(number: int, count: int, get_s: list[float], give_s: list[float]) -> None:
        client = httpx.Client(base_url=url, timeout=60.0)
        session = f"annotator{number}"
        for _ in range(count):
            start = time.perf_counter()
            found = post(client, "/get_session_questions", {"session_id": session})["tasks"]
            got = time.perf_counter()
            answers = [{**task, "accept": ["A"], "answer": "accept"} for task in found]
            post(client, "/give_answers", {"answers": answers, "session_id": session})
            give_s.append(time.perf_counter() - got)
            get_s.append(got - start)

    return work


def run_crowd(work: Work, crowd: int, count: int) -> tuple[float, list[float], list[float]]:
    """RETURNS (tuple): Tasks per second, and the seconds of each request for and of each answer."""
    get_s: list[float] = []
    give_s: list[float] = []
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            work(number, count // crowd, get_s, give_s)
        except Exception as err:
            failures.append(err)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(crowd)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return len(give_s) / (time.perf_counter() - start), get_s, give_s


def measure(folder: Path, count: int) -> Iterator[Sequence[str]]:
    """YIELDS (Sequence[str]): Lines of the table."""
    programs = install(folder)
    source = write_rows(folder / "texts.jsonl", ({"text": make_text(i)} for i in range(50 * count)))
    one_by_one = {"PRODIGY_CONFIG_OVERRIDES": '{"batch_size": 1}'}
    args = ["textcat.manual", "peer", source, "--label", "A,B"]
    with tempfile.TemporaryDirectory() as temporary:
        for crowd in CROWDS:
            home = Path(temporary) / str(crowd)
            with (
                serve_peer(programs, home) as peer_url,
                serve(home / "ours", args, one_by_one) as server,
            ):
                project, label = fill_peer(peer_url, count)
                works = {
                    "Prodigy": make_our_work(server.url),
                    PACKAGE: make_peer_work(peer_url, project, label),
                }
                for name, work in works.items():
                    rate, *times = run_crowd(work, crowd, count)
                    cells = [
                        f"{1000 * get_percentile(t, p):.1f} ms" for t in times for p in (50, 99)
                    ]
                    yield (str(crowd), name, f"{rate:.0f}/s", *cells)


def read_version(programs: Path) -> str:
    """RETURNS (str): The version of the peer that is installed."""
    code = f"from importlib.metadata import version; print(version({PACKAGE!r}))"
    command = [str(programs / "python"), "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("build/peers"), help="for the peer")
    parser.add_argument("--tasks", type=int, default=300, help="tasks for each crowd")
    parser.add_argument("--write", type=Path, help="page to write")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    folder = args.folder.resolve()
    heads = ("Annotators", "Tool", "Tasks", "get, p50", "get, p99", "give, p50", "give, p99")
    lines = [f"| {' | '.join(heads)} |", "| --- | --- | ---: | ---: | ---: | ---: | ---: |"]
    print("\n".join(lines))
    for cells in measure(folder, args.tasks):
        lines.append(f"| {' | '.join(cells)} |")
        print(lines[-1], flush=True)
    if args.write is not None:
        version = read_version(install(folder))
        intro = (
            f"# Prodigy and {PACKAGE}\n\nThe same work on the same machine in the same run, batch "
            f"size 1, SQLite: `python -m benchmarks.peers`.\n{PACKAGE} {version}, installed from "
            f"PyPI into an environment of its own. {date.today().isoformat()}; "
            f"{describe_machine()}; {describe_load()}.\n\n"
        )
        args.write.write_text(intro + "\n".join(lines) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
