"""Suggestions for many texts by `prodigy preannotate`, compared with `nlp.pipe` alone.

In the middle, one of the processes that make suggestions is killed. The outputs have to be the same
bytes whatever the engine is, and memory must not grow with what is done.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.measure import Row, consume, measure

N_WORKERS = 2
BLOCK_SIZE = 1_000
NAMES = ["Mira", "Ada", "Niels", "Rosa", "Kofi", "Lena", "Omar", "Yuki"]
PLACES = ["Oslo", "Paris", "Lima", "Accra", "Kyoto", "Porto", "Quito", "Turin"]
VERBS = ["visited", "left", "liked", "painted", "missed", "described"]
SAMPLE_S = 1.0


@dataclass
class Job:
    """A run of the command, watched from outside.

    seconds (float): How long it took.
    n_killed (int): How many processes were killed.
    memory_mb (list[tuple[float, float]]): Share of the blocks that were done, and the memory of all
        processes together at that time.
    """

    seconds: float = 0.0
    n_killed: int = 0
    memory_mb: list[tuple[float, float]] = field(default_factory=list)

    def get_peak(self, start: float, end: float) -> float:
        """RETURNS (float): Most memory (MB) while the share of done blocks was in a range."""
        return max((mb for share, mb in self.memory_mb if start <= share <= end), default=0.0)


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """Yield rows for one process, for two of them, for Dask, and for memory."""
    n_texts = 4_000 if quick else 1_000_000
    source, pipeline = folder / "texts.jsonl", folder / "pipeline"
    write_texts(source, n_texts)
    nlp = make_pipeline()
    nlp.to_disk(pipeline)

    def pipe() -> None:
        with source.open(encoding="utf8") as file:
            texts = (json.loads(line)["text"] for line in file)
            consume(nlp.pipe(texts))

    with nlp.memory_zone():
        bare = measure(pipe, repeat=1)
    size = f"{n_texts:,} texts"
    alone = preannotate(folder, "alone", source, pipeline, n_texts, ["--workers", "1"])
    yield Row(f"preannotate, {size}, 1 process", "nlp.pipe", alone.seconds, bare, 4)
    expected = (folder / "alone.jsonl").read_bytes()
    for engine in ("local", "dask"):
        options = ["--engine", engine, "--workers", str(N_WORKERS)]
        job = preannotate(folder, engine, source, pipeline, n_texts, options, is_killing=True)
        assert job.n_killed == 1 or quick, "No process was killed"
        assert (folder / f"{engine}.jsonl").read_bytes() == expected, "The output is another one"
        name = f"preannotate, {size}, {engine}, {N_WORKERS}, 1 killed"
        yield Row(name, "nlp.pipe", job.seconds, bare, 4)
        if not quick:
            end, begin = job.get_peak(0.75, 1), job.get_peak(0.05, 0.3)
            yield Row(f"{engine}: memory at the end", "at the beginning", end, begin, 1.25, "MB")


def preannotate(
    folder: Path,
    name: str,
    source: Path,
    pipeline: Path,
    n_texts: int,
    options: list[str],
    *,
    is_killing: bool = False,
) -> Job:
    """Run the command.

    folder (Path): For the output, NAME.jsonl.
    name (str): What the output is called.
    source (Path): The texts.
    pipeline (Path): The pipeline.
    n_texts (int): How many texts there are.
    options (list[str]): Further options.
    is_killing (bool): Kill the largest of its processes in the middle. Defaults to False.
    RETURNS (Job): What was seen.
    """
    output = folder / f"{name}.jsonl"
    command = [sys.executable, "-m", "prodigy", "preannotate", str(source), str(output)]
    command += ["--from-recipe", f"ner.correct {pipeline} -U --component entity_ruler"]
    command += ["--block-size", str(BLOCK_SIZE), *options]
    job, start = Job(), time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    is_over = threading.Event()
    watcher = threading.Thread(
        target=watch, args=(process.pid, output, n_texts, job, is_killing, is_over)
    )
    watcher.start()
    errors = process.communicate()[1]
    job.seconds = time.perf_counter() - start
    is_over.set()
    watcher.join()
    if process.returncode:
        raise RuntimeError(errors)
    print(f"  {name}: {errors.strip()}", file=sys.stderr)
    return job


def watch(
    pid: int, output: Path, n_texts: int, job: Job, is_killing: bool, is_over: threading.Event
) -> None:
    """Look at the processes of a run again and again, and kill one of them in the middle."""
    journal = output.with_name(f"{output.name}.journal")
    n_blocks = n_texts / BLOCK_SIZE
    while not is_over.wait(SAMPLE_S if n_texts > 10_000 else 0.05):
        try:
            share = journal.read_bytes().count(b"\n") / n_blocks
        except OSError:
            continue
        sizes = {child: get_rss_mb(child) for child in get_family(pid)}
        job.memory_mb.append((share, sum(sizes.values())))
        if is_killing and not job.n_killed and 0.4 < share < 0.9:
            children = {child: size for child, size in sizes.items() if child != pid}
            largest = max(children, key=children.__getitem__)
            os.kill(largest, signal.SIGKILL)
            job.n_killed += 1
            print(f"  killed {largest} at {share:.0%}", file=sys.stderr)


def get_family(pid: int) -> list[int]:
    """RETURNS (list[int]): A process and those that it has started, and so on."""
    found = [pid]
    for parent in found:
        for path in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found.extend(map(int, path.read_text().split()))
            except OSError:  # It is gone.
                continue
    return found


def get_rss_mb(pid: int) -> float:
    """RETURNS (float): Memory of a process in MB, 0 if it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    lines = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return int(lines[0].split()[1]) / 1024 if lines else 0.0


def make_pipeline() -> Any:
    """RETURNS (Language): Rules for entities: the less it does, the more the rest counts."""
    import spacy

    nlp = spacy.blank("en")
    ruler: Any = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PERSON", "pattern": name} for name in NAMES])
    ruler.add_patterns([{"label": "GPE", "pattern": name} for name in PLACES])
    return nlp


def write_texts(path: Path, count: int) -> None:
    """Write short texts, all of them different."""
    rng = random.Random(0)
    choose: Callable[[list[str]], str] = rng.choice
    with path.open("w", encoding="utf8") as file:
        for i in range(count):
            text = f"{choose(NAMES)} {choose(VERBS)} {choose(PLACES)} on day {i}."
            file.write(json.dumps({"text": text}) + "\n")


if __name__ == "__main__":
    from benchmarks.__main__ import format_row

    with tempfile.TemporaryDirectory() as place:
        for row in run(Path(place), quick="--quick" in sys.argv):
            print(format_row(row), flush=True)
