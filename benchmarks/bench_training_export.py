"""Datasets as .spacy files, compared with spaCy's DocBin; and training, with `spacy train`."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.data import make_answers, write_rows
from benchmarks.measure import Row, measure
from benchmarks.server import home_variables, run_cli
from tests.server import make_env

TITLE = "Training"
ORDER, IS_QUICK = 65, False

# Ten times the data may need this much more memory, of which most are the libraries.
MEMORY_LIMIT = 1.5
TRAINING_ROWS = 500
STEPS = 400


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """Yield a row for the time of the export, one for its memory and one for training."""
    count = 10_000 if quick else 100_000
    env = home_variables(folder / "home-training")
    sizes = {"data": count, "tenth": count // 10, "small": TRAINING_ROWS}
    for name, size in sizes.items():
        path = write_rows(folder / f"{name}.jsonl", make_answers(size))
        run_cli(env, "db-in", name, path)

    peaks: dict[str, float] = {}

    def export(name: str) -> None:
        arguments = ("data-to-spacy", folder / name, "--ner", name)
        peaks[name] = run_measured(env, "prodigy", *arguments).peak_mb

    program = (sys.executable, "-c", PLAIN_EXPORT, str(folder / "data.jsonl"), str(folder))
    base = measure(lambda: subprocess.run(program, check=True), repeat=1)
    ours = measure(lambda: export("data"), repeat=1)
    yield Row(f"data-to-spacy, {count:,} answers", "JSON and DocBin", ours, base, 4)
    export("tenth")
    mb = (peaks["data"], peaks["tenth"])
    yield Row("data-to-spacy, memory (MB, not s)", "a tenth of the data", *mb, MEMORY_LIMIT)

    limits = (f"--training.max_steps={STEPS}", f"--training.eval_frequency={STEPS // 2}")
    run_cli(env, "data-to-spacy", folder / "small", "--ner", "small")
    files = (f"--paths.{name}={folder}/small/{name}.spacy" for name in ("train", "dev"))
    ours_run = run_measured(env, "prodigy", "train", "--ner", "small", *limits)
    base_run = run_measured(env, "spacy", "train", f"{folder}/small/config.cfg", *files, *limits)
    assert read_table(ours_run.output) == read_table(base_run.output)
    # Seconds of the processor: half a minute is long enough for other programs to interfere.
    cpu_s = (ours_run.cpu_s, base_run.cpu_s)
    yield Row(f"train, {TRAINING_ROWS} answers, {STEPS} steps", "spacy train", *cpu_s, 1.05)


@dataclass(frozen=True)
class Run:
    """What a process used.

    output (str): What it wrote to standard output.
    peak_mb (float): The most memory that it had at a time.
    cpu_s (float): Seconds of the processor.
    """

    output: str
    peak_mb: float
    cpu_s: float


def run_measured(env: dict[str, str], module: str, *args: Any) -> Run:
    """Run a module as a program, to its end."""
    command = [sys.executable, "-m", module, *map(str, args)]
    with subprocess.Popen(command, env=make_env(env), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, output
    # Linux counts memory in kilobytes.
    return Run(output, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime)


def read_table(text: str) -> list[str]:
    """RETURNS (list[str]): The rows of spaCy's table of scores."""
    return re.findall(r"^ +\d+ +\d+ .*$", text, re.M)


PLAIN_EXPORT = """
import json, sys
import spacy
from spacy.tokens import DocBin

nlp = spacy.blank("en")
docs = DocBin()
for line in open(sys.argv[1], encoding="utf-8"):
    eg = json.loads(line)
    doc = nlp.make_doc(eg["text"])
    doc.set_ents([doc.char_span(s["start"], s["end"], s["label"]) for s in eg["spans"]])
    docs.add(doc)
docs.to_disk(sys.argv[2] + "/plain.spacy")
"""
