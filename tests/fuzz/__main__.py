"""Fuzz everything that reads files: python -m tests.fuzz [--seconds 600] [TARGET ...]

Exit code 1 if something breaks; what broke it stands in test-output/fuzz.
"""

import argparse
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

FOUND = Path("test-output/fuzz")
MAX_EXTRA_SECONDS = 300  # to start, and for one file that takes its time


def run_here(name: str, engine: str, seconds: float, seed: int) -> None:
    if engine == "atheris":
        import atheris

        # Before anything of the package is imported: only what is changed then shows its paths.
        parts = ["prodigy.io", "prodigy.components.formats", "prodigy.config", "prodigy.models"]
        with atheris.instrument_imports(include=parts):
            from tests.fuzz.running import ENGINES
    else:
        from tests.fuzz.running import ENGINES
    sys.exit(min(ENGINES[engine](name, seconds, seed, FOUND), 100))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", help="Words in names of targets. Default: all")
    parser.add_argument("--seconds", type=float, default=600, help="For all targets together")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--engine", choices=("atheris", "random"))
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help="Run one target on this file")
    args = parser.parse_args()
    engine = args.engine or ("atheris" if find_spec("atheris") else "random")
    if args.one:
        run_here(args.one, engine, args.seconds, args.seed)
    from tests.fuzz.targets import TARGETS

    words = args.targets or [""]
    names = [name for name in TARGETS if any(word in name for word in words)]
    if args.file:
        from tempfile import TemporaryDirectory

        with TemporaryDirectory() as folder:
            TARGETS[names[0]].run(args.file.read_bytes(), Path(folder))
        return
    broken = []
    for name in names:
        options = ["--one", name, "--engine", engine, "--seed", str(args.seed)]
        options += ["--seconds", str(args.seconds / len(names))]
        environment = {**os.environ, "PRODIGY_HOME": str(FOUND / "home")}
        try:
            done = subprocess.run(
                [sys.executable, "-m", "tests.fuzz", *options],
                env=environment,
                stderr=subprocess.PIPE,
                timeout=args.seconds / len(names) + MAX_EXTRA_SECONDS,
            )
        except subprocess.TimeoutExpired as err:
            print(f"{name}: hangs\n{(err.stderr or b'').decode(errors='replace')[-3000:]}")
            broken.append(name)
            continue
        if done.returncode:
            broken.append(name)
            if b"Traceback" in done.stderr or b"ERROR: " in done.stderr:
                print(done.stderr.decode(errors="replace")[-3000:], flush=True)
    print(f"{len(names) - len(broken)} of {len(names)} targets hold. Broken: {broken or 'none'}")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
