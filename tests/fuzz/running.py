"""Running a target on made-up files for a while: with atheris, or at random without it."""

import faulthandler
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from tests.fuzz.mutation import MAX_BYTES, mutate
from tests.fuzz.targets import TARGETS

MAX_MEMORY = 4 << 30
MAX_SECONDS = 20  # for one file
SHARED = Path("/dev/shm")  # in memory: files are written for a moment only


class Runner:
    """Runs a target on files, each in a folder of its own, and keeps those that break it.

    name (str): The target.
    found (Path): Folder for what breaks it.
    """

    def __init__(self, name: str, found: Path) -> None:
        self.name, self.found = name, found
        self.target = TARGETS[name]
        self.seeds = self.target.make_seeds()
        self.n_runs = 0
        self.faults: dict[str, Path] = {}
        self._work = Path(tempfile.mkdtemp(prefix="fuzz-", dir=SHARED if SHARED.is_dir() else None))

    def run(self, data: bytes) -> None:
        self.n_runs += 1
        folder = self._work / "case"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        signal.alarm(MAX_SECONDS)
        try:
            self.target.run(data, folder)
        except Exception as err:
            self._keep(data, err)
        finally:
            signal.alarm(0)

    def _keep(self, data: bytes, err: Exception) -> None:
        """Keep one file for each place in which something breaks."""
        frames = traceback.extract_tb(err.__traceback__)
        own = [f for f in frames if "prodigy" in f.filename or "fuzz" in f.filename] or frames
        key = f"{type(err).__name__} {Path(own[-1].filename).name}:{own[-1].lineno}"
        key += f" {str(err).partition(':')[0]}" if type(err).__name__ == "Wrong" else ""
        known = self.faults.get(key)
        if known is not None and known.stat().st_size <= len(data):
            return
        self.found.mkdir(parents=True, exist_ok=True)
        path = known or self.found / f"{self.name}-{len(self.faults)}"
        path.write_bytes(data)
        if known is None:
            print(f"\nFAULT {self.name}: {key}\n  {path}", flush=True)
            traceback.print_exception(err, limit=-6, file=sys.stdout)
        self.faults[key] = path

    def close(self) -> None:
        shutil.rmtree(self._work, ignore_errors=True)

    def sum_up(self, started: float, engine: str) -> None:
        seconds = time.monotonic() - started
        print(
            f"{self.name}: {self.n_runs:,} files in {seconds:.0f} s with {engine}, "
            f"{len(self.faults)} faults",
            flush=True,
        )


def _give_up(signum: int, frame: Any) -> None:
    raise TimeoutError(f"one file takes longer than {MAX_SECONDS} s")


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    signal.signal(signal.SIGALRM, _give_up)
    faulthandler.enable()


def run_at_random(name: str, seconds: float, seed: int, found: Path) -> int:
    """RETURNS (int): How many faults there are."""
    _limit()
    runner, rng, started = Runner(name, found), Random(f"{name} {seed}"), time.monotonic()
    for data in runner.seeds:
        runner.run(data)
    pool = list(runner.seeds)
    while time.monotonic() - started < seconds:
        data = mutate(rng.choice(pool), rng, pool)
        if len(pool) < 200 and rng.random() < 0.05:
            pool.append(data)
        runner.run(data)
    runner.sum_up(started, "random changes")
    runner.close()
    return len(runner.faults)


def run_atheris(name: str, seconds: float, seed: int, found: Path) -> int:
    """Let libFuzzer choose, which ends the process. See `run_at_random`."""
    import atheris

    signal.signal(signal.SIGALRM, _give_up)
    runner, started = Runner(name, found), time.monotonic()
    corpus = Path(tempfile.mkdtemp(prefix="fuzz-corpus-"))
    for number, data in enumerate(runner.seeds):
        (corpus / f"seed-{number}").write_bytes(data)

    def change(data: bytes, max_size: int, number: int) -> bytes:
        rng = Random(number)
        if rng.random() < 0.2:
            return atheris.Mutate(data, max_size)
        return mutate(data, rng, runner.seeds)[:max_size]

    def run_one(data: bytes) -> None:
        runner.run(data)
        if time.monotonic() - started > seconds:
            # Not the end of libFuzzer, which would write over what is on the screen.
            runner.sum_up(started, "atheris")
            runner.close()
            shutil.rmtree(corpus, ignore_errors=True)
            os._exit(min(len(runner.faults), 100))

    options = [f"-seed={seed + 1}", f"-max_len={MAX_BYTES}", f"-rss_limit_mb={MAX_MEMORY >> 20}"]
    options += [f"-timeout={MAX_SECONDS * 2}", f"-artifact_prefix={found}/{name}-", "-verbosity=0"]
    options += ["-len_control=0", "-use_value_profile=0", "-print_final_stats=0"]
    found.mkdir(parents=True, exist_ok=True)
    atheris.Setup([name, *options, str(corpus)], run_one, custom_mutator=change)
    atheris.Fuzz()
    return 0


ENGINES: dict[str, Callable[[str, float, int, Path], int]] = {
    "atheris": run_atheris,
    "random": run_at_random,
}
