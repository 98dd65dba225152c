"""The formats of other programs, for the commands that export and import datasets."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from functools import partial, update_wrapper
from pathlib import Path

from ...components.formats import Format, Report
from ...components.source import Source, make_source, source_is_dataset
from ...errors import RecipeError
from ...io.loaders.catalog import get_loader
from ...messages import msg
from ...shapes import TaskType
from .dataset_import import collect_faults
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


def make_import_source(
    in_file: str | Path, fmt: Format | None, loader: str | None, report: Report
) -> Source:
    """Get the examples of a file, whatever it is read with.

    in_file (str | Path): What is to be imported, see `make_source`.
    fmt (Format | None): The format of another program, if it is one.
    loader (str | None): ID of a loader otherwise. None: by the extension of the file.
    report (Report): Takes note of rows that can't be used.
    RETURNS (Source): The examples that can be used.
    """
    if fmt is not None:
        read = update_wrapper(partial(fmt.read, report=report), fmt.read)
        return make_source(in_file, read)
    if source_is_dataset(in_file):
        return make_source(in_file)
    found = get_loader(loader, None if str(in_file) == "-" else in_file)
    return make_source(in_file, collect_faults(found, report))


def print_report(report: Report, path: Path | None) -> None:
    """Tell what was left out and what was mended, if something was.

    report (Report): The report.
    path (Path | None): File with all cases, if there is one.
    """
    lines = report.describe()
    if not lines:
        return
    total = report.n_done + report.n_left_out
    where = f"See {path}" if path else "List them with --report FILE.jsonl"
    if report.n_left_out:
        msg.warn(f"Left out {report.n_left_out:,} of {total:,} examples")
    else:
        msg.warn(f"None of {total:,} examples is left out, but something changed")
    for line in lines:
        msg.text(line)
    for error in report.errors:
        msg.text(f"{error.title}. {error.text or ''}")
    if report.n_rejected > len(report.errors):
        msg.text(f"... and {report.n_rejected - len(report.errors):,} more")
    msg.text(where)
