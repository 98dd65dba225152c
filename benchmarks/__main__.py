"""python -m benchmarks [--full] [--json] [--write PAGE] [NAME ...]: measure and print one table.

Without names: all benchmarks that are quick, in under two minutes; with --full all of them, with
data of full size. Each figure stands beside that of a limit or a peer, measured in the same run.
"""

import argparse
import importlib
import json
import pkgutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import benchmarks
from benchmarks import report
from benchmarks.measure import LeftOutError, Row
from benchmarks.report import Section, format_row

PREFIX = "bench_"


def find_benchmarks() -> dict[str, ModuleType]:
    """Find the modules `bench_*`: each has a function `run(folder, quick)` that yields rows.

    It may have `ORDER`, a number (100 if it has none) by which they are sorted; `IS_QUICK`, whether
    it takes some seconds at most and so is run without --full, too; and `TITLE`.

    RETURNS (dict[str, ModuleType]): Name on the command line to module.
    """
    names = [m.name for m in pkgutil.iter_modules(benchmarks.__path__) if m.name.startswith(PREFIX)]
    modules = [importlib.import_module(f"benchmarks.{name}") for name in names]
    modules.sort(key=lambda module: (getattr(module, "ORDER", 100), module.__name__))
    return {
        module.__name__.rpartition(PREFIX)[2].replace("_", "-"): module
        for module in modules
        if hasattr(module, "run")
    }


def run_one(name: str, module: Any, folder: Path, quick: bool, show: Any) -> Section:
    """Run a benchmark, and show each row as it comes. What fails doesn't keep others from running.

    RETURNS (Section): Its rows.
    """
    doc = (getattr(module, "__doc__", None) or name).partition("\n")[0]
    section = Section(name, getattr(module, "TITLE", None) or doc.rstrip(".:"))
    folder.mkdir()
    try:
        for row in module.run(folder, quick):
            section.rows.append(row)
            show(row)
    except LeftOutError as err:
        section.left_out = str(err)
        print(f"{name} left out: {section.left_out}", file=sys.stderr)
    except Exception as err:
        section.problem = f"{type(err).__name__}: {err}"
        print(f"{name} failed: {section.problem}", file=sys.stderr)
    return section


def make_parser(names: Sequence[str]) -> argparse.ArgumentParser:
    """RETURNS (ArgumentParser): The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names))
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="small data, the default")
    size.add_argument("--full", action="store_true", help="data of full size, all benchmarks")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table into a page")
    return parser


def main() -> int:
    """Run the chosen benchmarks.

    RETURNS (int): The exit code, 1 if anything is over its limit or could not be measured.
    """
    found = find_benchmarks()
    parser = make_parser(list(found))
    args = parser.parse_args()
    unknown = set(args.names) - set(found)
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are: {', '.join(found)}")
    is_chosen = {n: args.full or getattr(m, "IS_QUICK", False) for n, m in found.items()}
    names = args.names or [name for name in found if is_chosen[name]]
    table = sys.stderr if args.json else sys.stdout

    def show(row: Row) -> None:
        print(format_row(row), file=table, flush=True)

    print(report.LINE.format(*report.HEADS), file=table)
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        sections = [
            run_one(name, found[name], Path(folder) / name, not args.full, show) for name in names
        ]
    seconds = time.monotonic() - start
    if args.json:
        print(json.dumps(report.make_json(sections, seconds), indent=2))
    if args.write is not None:
        size = ["--full"] if args.full else []
        command = " ".join(["python -m benchmarks", *size, *args.names])
        report.write_page(args.write, report.make_page(sections, seconds, command))
    missed = sum(not row.is_fine for section in sections for row in section.rows)
    failed = sum(bool(section.problem) for section in sections)
    if missed or failed:
        print(f"\n{missed} over the limit, {failed} failed", file=sys.stderr)
    return 1 if missed or failed else 0


if __name__ == "__main__":
    sys.exit(main())
