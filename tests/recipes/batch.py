"""Run many commands in one process, as the command line does. Servers stop as soon as they are up.

Reads a JSON list of commands, each a list of words, from standard input. Writes a JSON list of
[exit code, standard output, standard error]. What should not happen, a traceback, has no exit code.
"""

import contextlib
import io
import json
import sys
import traceback

from prodigy.cli import main


def run(words):
    """RETURNS (list): Exit code (None after a crash), standard output and standard error."""
    printed, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(errors):
        try:
            code = main(words, {"port": 0}, lambda url, ctrl, stop: stop())
        except Exception:
            code = None
            traceback.print_exc()
    return [code, printed.getvalue(), errors.getvalue()]


if __name__ == "__main__":
    json.dump([run(words) for words in json.load(sys.stdin)], sys.stdout)
