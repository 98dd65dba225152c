"""How much work starting the command line is, compared with a Python that does nothing.

Processor time, not the clock: what else runs on the machine makes everything start later.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.measure import Row

TITLE = "Start of a command"
ORDER, IS_QUICK = 10, True

# What is run, and its limit. The list of recipes is what people wait for without having asked for
# any work; the help of a recipe needs its module, and figures need the database.
COMMANDS = {
    "import prodigy": (("-c", "import prodigy"), 3),
    "prodigy --help": (("-m", "prodigy", "--help"), 4),
    "prodigy no-such-recipe": (("-m", "prodigy", "no-such-recipe"), 15),
    "prodigy ner.manual --help": (("-m", "prodigy", "ner.manual", "--help"), 40),
    "prodigy db-out --help": (("-m", "prodigy", "db-out", "--help"), 40),
    "prodigy stats": (("-m", "prodigy", "stats"), 40),
}


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """Yield one row for the import and one for each command."""
    repeat = 5 if quick else 20
    env = {**os.environ, "PRODIGY_HOME": str(folder / "home-startup")}
    bare = measure_cpu(("-c", "pass"), env, repeat)
    for name, (args, limit) in COMMANDS.items():
        yield Row(name, "python -c pass", measure_cpu(args, env, repeat), bare, limit)


def measure_cpu(args: Sequence[str], env: dict[str, str], repeat: int) -> float:
    """Measure the processor time of a Python process.

    args (Sequence[str]): Its arguments.
    env (dict[str, str]): Its environment.
    repeat (int): How often it is started, after one time that only fills caches.
    RETURNS (float): The shortest time in seconds, of the user and of the system.
    """
    times = []
    for _ in range(repeat + 1):
        process = subprocess.Popen(
            [sys.executable, *args],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=env,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        times.append(usage.ru_utime + usage.ru_stime)
    return min(times[1:])
