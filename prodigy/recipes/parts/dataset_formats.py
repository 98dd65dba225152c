"""The formats of other programs, for the commands that export and import datasets."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from functools import partial, update_wrapper
from pathlib import Path

from ...components.formats import Format, Report
from ...errors import RecipeError
from ...io.loaders.base import Loader
from ...messages import msg
from ...shapes import TaskType
from .dataset_io import get_file_name


def export(
    examples: Iterable[TaskType],
    fmt: Format,
    out: Path | None,
    set_id: str,
    report: Report,
    dry: bool,
) -> Path | None:
    """Write examples in a format.

    examples (Iterable[dict]): The answers. A generator is consumed.
    fmt (Format): The format.
    out (Path | None): Where to write, see `get_format_path`. None is standard output.
    set_id (str): Name of the dataset.
    report (Report): Takes note of what is written and what is left out.
    dry (bool): Write to a temporary place only, to find out what can be written.
    RETURNS (Path | None): What was written, if it wasn't standard output.
    RAISES (RecipeError): The format needs a place to write to.
    """
    if dry:
        with tempfile.TemporaryDirectory() as folder:
            fmt.write(examples, Path(folder) / "export", report=report)
        return None
    if out is None and fmt.kind != "stream":
        place = f"./{get_file_name(set_id)}{fmt.extension}"
        raise RecipeError(
            f"The format '{fmt.name}' can't be written to standard output",
            f"Name a {fmt.kind}: prodigy db-out {set_id} {place} --format {fmt.name}",
        )
    if out is None:
        # The bytes below: what comes out must not depend on the language of the terminal.
        sys.stdout.flush()
        stdout = getattr(sys.stdout, "buffer", sys.stdout)
        fmt.write(examples, stdout, report=report)
        stdout.flush()
        return None
    path = get_format_path(out, set_id, fmt)
    fmt.write(examples, path, report=report)
    return path


def get_format_path(out: Path, set_id: str, fmt: Format) -> Path:
    """Get the file or folder to which a dataset is exported.

    out (Path): For formats that are folders, the folder. Otherwise a file, if it has an extension
        and is no folder, or the folder to put the file in.
    set_id (str): Name of the dataset.
    fmt (Format): The format.
    RETURNS (Path): The path.
    """
    if fmt.kind == "folder" or (out.suffix and not out.is_dir()):
        return out
    return out / f"{get_file_name(set_id)}{fmt.extension}"


def get_loader(fmt: Format, report: Report | None = None) -> Loader:
    """Get a loader for a format.

    fmt (Format): The format.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (callable): The loader; it takes what the reader of the format takes.
    """
    # Also copies what kind of source it takes.
    return update_wrapper(partial(fmt.read, report=report), fmt.read)


def print_report(report: Report, path: Path | None) -> None:
    """Tell what was left out, if something was.

    report (Report): The report.
    path (Path | None): File with all cases, if there is one.
    """
    lines = report.describe()
    if not lines:
        return
    total = report.n_done + report.n_left_out
    where = f"See {path}" if path else "List them with --report FILE.jsonl"
    msg.warn(f"Left out {report.n_left_out:,} of {total:,} examples")
    for line in [*lines, where]:
        msg.text(line)
