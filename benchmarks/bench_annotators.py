"""Getting and giving, one task at a time, by 1, 16 and 32 annotators at once

Beside the smallest server that does the same, in the same run and by turns, see `bare_server`.
"""

import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.data import make_text, write_rows
from benchmarks.load import Load, get_percentile, run_load
from benchmarks.measure import Row, read_cpu
from benchmarks.server import serve
from benchmarks.stored import DATASET, make_home
from tests.server import COMMAND_LINE, LiveServer
from tests.util import free_port

TITLE = "Many annotators at once, batch size 1"
ORDER, IS_QUICK = 40, True
BARE = "FastAPI and SQLite stub"
N_TASKS = 120_000
ONE_BY_ONE = {"PRODIGY_CONFIG_OVERRIDES": '{"batch_size": 1}'}
CROWDS = (1, 16, 32)


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """Yield rows for each crowd with an empty database, then the same with a full one."""
    count, turns = (400, 2) if quick else (1_200, 3)
    source = write_rows(
        folder / "tasks.jsonl", ({"text": f"{i}: {make_text(i)}"} for i in range(N_TASKS))
    )
    with serve_bare(folder) as bare, serve_ours(folder / "home", "empty", source) as ours:
        for crowd in CROWDS:
            results = measure_crowd(ours, bare, crowd, count, turns)
            yield from make_rows(crowd, *results)
    yield from compare_leases(folder, source, count, turns)
    stored = 100_000 if quick else 1_000_000
    home = make_home(folder.parent, stored)
    with serve_bare(folder) as bare, serve_ours(home, DATASET, source) as ours:
        for crowd in CROWDS[:2] if quick else CROWDS:
            results = measure_crowd(ours, bare, crowd, count, 2)
            yield from make_rows(crowd, *results, size=f"{stored:,} answers stored")


@contextmanager
def serve_bare(folder: Path) -> Iterator[LiveServer]:
    """Serve the stub."""
    port = free_port()
    path = folder / f"bare-{port}.db"
    program = ("-m", "benchmarks.bare_server")
    env = {"PRODIGY_PORT": str(port)}
    server = LiveServer([path, str(N_TASKS), str(port)], folder / "bare.log", env, program)
    try:
        yield server.wait_until_ready()
    finally:
        server.close()


def serve_ours(
    home: Path, dataset: str, source: Path, program: Sequence[str] = COMMAND_LINE
) -> Any:
    """Serve a recipe."""
    args = ["textcat.manual", dataset, source, "--label", "A,B"]
    return serve(home, args, ONE_BY_ONE, program)


def compare_leases(folder: Path, source: Path, count: int, turns: int) -> Iterator[Row]:
    """YIELDS (Row): What it costs to note in the database who holds which task."""
    program = ("-m", "benchmarks.without_leases")
    with (
        serve_ours(folder / "leases", "leases", source) as ours,
        serve_ours(folder / "no-leases", "none", source, program) as without,
    ):
        crowd = 16
        # More turns than elsewhere: what is looked for is a tenth.
        loads, costs = zip(*measure_crowd(ours, without, crowd, count, 3 * turns))
    rates = [statistics.median(load.tasks_per_s for load in found) for found in loads]
    name = f"{crowd} annotators: tasks, with leases"
    yield Row(name, "without leases", *rates, 1 / 0.9, "/s", is_rate=True)
    yield Row(f"{crowd} annotators: processor time, with leases", "without leases", *costs, None)


def measure_crowd(
    ours: LiveServer, bare: LiveServer, crowd: int, count: int, turns: int
) -> list[tuple[list[Load], float]]:
    """RETURNS (list): For both servers the loads, and processor time of the server in seconds for
    each task."""
    names = [f"crowd{crowd}-{i}" for i in range(crowd)]
    loads: list[list[Load]] = [[], []]
    seconds = [0.0, 0.0]
    run_load(ours.port, names, 2 * crowd)  # warms up, and opens the sessions
    for _ in range(turns):
        for number, server in enumerate((ours, bare)):
            before = read_cpu(server.process.pid)
            loads[number].append(run_load(server.port, names, count))
            seconds[number] += read_cpu(server.process.pid) - before
    for server_loads in loads:
        keys = [key for load in server_loads for key in load.keys]
        assert len(set(keys)) == len(keys), "a task was handed out twice"
    numbers = [sum(len(load.keys) for load in server_loads) for server_loads in loads]
    return [(loads[i], seconds[i] / numbers[i]) for i in (0, 1)]


def make_rows(
    crowd: int, ours: tuple[list[Load], float], bare: tuple[list[Load], float], size: str = ""
) -> Iterator[Row]:
    """YIELDS (Row): Tasks per second, latencies and processor time."""
    name = f"{crowd} annotators" if crowd > 1 else "1 annotator"
    rates = [statistics.median(load.tasks_per_s for load in loads) for loads, _ in (ours, bare)]
    aim = 450 if crowd == 16 else None
    yield Row(f"{name}: tasks", BARE, *rates, None, "/s", size, aim, is_rate=True)
    for what in ("get", "give"):
        for percent in (50, 99):
            both = [
                statistics.median(
                    get_percentile(getattr(load, f"{what}_s"), percent) for load in loads
                )
                for loads, _ in (ours, bare)
            ]
            aim_s = 0.002 if (crowd, what, percent) == (1, "give", 50) else None
            yield Row(f"{name}: {what}, p{percent}", BARE, *both, None, size=size, aim=aim_s)
    cpu = (ours[1], bare[1])
    yield Row(f"{name}: processor time for a task", BARE, *cpu, 2.5, size=size)
