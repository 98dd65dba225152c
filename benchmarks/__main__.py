"""python -m benchmarks [--quick] [NAME ...]: measure and print a table."""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks import (
    bench_browse,
    bench_export,
    bench_first_batch,
    bench_formats,
    bench_loading,
    bench_media,
    bench_navigation,
    bench_preannotate,
    bench_review,
    bench_serving,
    bench_startup,
    bench_tokens,
    bench_training_export,
)
from benchmarks.measure import Row

# Name on the command line to module. To add a benchmark, write a module and add a line.
BENCHMARKS = {
    "startup": bench_startup,
    "first-batch": bench_first_batch,
    "loading": bench_loading,
    "navigation": bench_navigation,
    "media": bench_media,
    "tokens": bench_tokens,
    "serving": bench_serving,
    "review": bench_review,
    "browse": bench_browse,
    "export": bench_export,
    "formats": bench_formats,
    "preannotate": bench_preannotate,
    "training-export": bench_training_export,
}
LINE = "{:<44} {:<22} {:>9} {:>9} {:>7} {:>7}  {}"


def format_row(row: Row) -> str:
    """Write one row of the table."""
    digits, verdict = (3, "TOO SLOW") if row.unit == "s" else (1, "TOO MUCH")
    costs = [f"{cost:.{digits}f} {row.unit}" for cost in (row.ours_s, row.base_s)]
    ratios = (f"{row.ratio:.2f}", f"{row.limit:g}")
    return LINE.format(row.name, row.base, *costs, *ratios, "ok" if row.is_fine else verdict)


def main() -> int:
    """Run the chosen benchmarks.

    RETURNS (int): The exit code, 1 if a ratio is over its limit.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--quick", action="store_true", help="use small data")
    args = parser.parse_args()
    unknown = set(args.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}")
    print(LINE.format("What", "Compared with", "time", "base", "ratio", "limit", ""))
    slow = 0
    for name in args.names or BENCHMARKS:
        with tempfile.TemporaryDirectory() as folder:
            for row in BENCHMARKS[name].run(Path(folder), args.quick):
                print(format_row(row), flush=True)
                slow += not row.is_fine
    if slow:
        print(f"\n{slow} over the limit", file=sys.stderr)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
