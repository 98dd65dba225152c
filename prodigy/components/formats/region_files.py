"""Folders with a text file for each recording, such as subtitles and labels of Audacity."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import LoaderError
from ...io.faults import Row, RowError
from ...io.lines import LineReader, check_directory, check_file
from ...shapes import TaskType
from . import sources
from .folders import open_part_folder
from .media_names import FileNames, find_recording
from .recordings import MEDIA, TRANSCRIPT, Holds, Recording, Region, get_recording, make_recording
from .report import Report

N_MS = 1000  # milliseconds in a second
Facts = dict[str, Any]
# Makes the text of a file and more facts for the list of sources. None: it was left out, and noted.
FormatFile = Callable[[Recording, Report], "tuple[str, Facts] | None"]
# Reads the regions of numbered lines. The facts are those of the list of sources.
ParseFile = Callable[["RegionFile"], Iterable[Region]]


@dataclass(frozen=True)
class RegionFile:
    """A file with regions, as it is read.

    row (Row): The file, for errors.
    lines (list[tuple[int, str]]): Number from 1 and text of each line, without line breaks.
    facts (dict): What the list of sources says about it.
    report (Report): Takes note of what is not imported.
    """

    row: Row
    lines: list[tuple[int, str]]
    facts: Facts
    report: Report
    losses: set[tuple[str, str]] = field(default_factory=set)

    def error(self, line: int, kind: str, problem: str, text: str) -> RowError:
        """RETURNS (RowError): An error on a line, see `Row.error`."""
        return Row(self.row.name, self.row.content, line).error(kind, problem, text)

    def lose(self, loss: str, detail: str = "") -> None:
        """Take note of a loss, once per file. See `Report.lose`."""
        if (loss, detail) not in self.losses:
            self.losses.add((loss, detail))
            self.report.lose({"path": self.row.content}, loss, detail)


def write_files(
    examples: Iterable[TaskType],
    path: str | Path,
    suffix: str,
    holds: Holds,
    format_file: FormatFile,
    report: Report | None,
) -> int:
    """Write a folder with a file for each recording, and the list of their sources.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path): The folder. It may contain an older export, but nothing else.
    suffix (str): Extension of the files, with the dot.
    holds (Holds): What the format can hold.
    format_file (callable): Makes the text of a file.
    report (Report | None): Takes note of what is left out.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The folder can't be written.
    """
    report = report or Report()
    n_before = report.n_done
    names = FileNames()
    is_ours = re.compile(rf"{re.escape(sources.NAME)}|.*{re.escape(suffix)}", re.S).fullmatch
    with (
        open_part_folder(path, is_ours, sources.find_other) as folder,
        (folder / sources.NAME).open("w", encoding="ascii") as listed,
    ):
        for eg in examples:
            recording = get_recording(eg, holds, report)
            made = None if recording is None else format_file(recording, report)
            if recording is None or made is None:
                continue
            text, facts = made
            file = f"{names.make(recording.name)}{suffix}"
            (folder / file).write_bytes(text.encode("utf8", "surrogatepass"))
            listed.write(sources.format_source(file, {recording.key: recording.name, **facts}))
            report.n_done += 1
    return report.n_done - n_before


def read_files(
    path: str | Path, suffix: str, parse: ParseFile, report: Report | None
) -> Iterator[TaskType]:
    """Read a file with regions, or all such files of a folder and its folders.

    path (str | Path): The file or the folder.
    suffix (str): Extension of the files, with the dot.
    parse (callable): Reads the regions of a file.
    report (Report | None): Takes note of files that can't be used. None: the first is an error.
    YIELDS (dict): An answer for each file.
    RAISES (LoaderError): There are no such files, or one is broken and there is no report.
    """
    report = report or Report(is_strict=True)
    if str(path) == "-":
        raise LoaderError(
            "This format can't read standard input", "It needs the path of a file or a folder."
        )
    folder = Path(path).expanduser()
    if folder.is_dir():
        folder = check_directory(path)
        paths = sorted(p for p in folder.rglob(f"*{suffix}") if p.is_file())
        if not paths and not (folder / sources.NAME).is_file():
            raise LoaderError(f"There are no files {suffix} in {folder}", "Is it the right folder?")
    else:
        paths, folder = [check_file(path)], folder.parent
    known = sources.read_sources(folder)
    rows = (Row(str(p), p.relative_to(folder).as_posix(), 1) for p in paths)

    def make(row: Row) -> list[TaskType]:
        facts = known.get(row.content, {})
        lines = list(_read_lines(folder / row.content, row))
        regions = list(parse(RegionFile(row, lines, facts, report)))
        key, name = _find_recording(folder / row.content, facts, report)
        is_transcript = facts.get(TRANSCRIPT) is True
        text = "\n".join(region.text for region in regions) if is_transcript else None
        return [make_recording(row, key, name, regions, text)]

    yield from report.collect(rows, make)


def split_blocks(lines: Iterable[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Yield the blocks of lines between blank lines."""
    block: list[tuple[int, str]] = []
    for number, line in lines:
        if line.strip():
            block.append((number, line))
        elif block:
            yield block
            block = []
    if block:
        yield block


def format_time(ms: int, point: str) -> str:
    """RETURNS (str): Milliseconds as "01:02:03.004", with another point if there is one."""
    seconds, ms = divmod(ms, N_MS)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{ms:03}"


def _read_lines(path: Path, row: Row) -> Iterator[tuple[int, str]]:
    try:
        for line in (lines := LineReader(path)):
            yield lines.line_number, line.rstrip("\r\n")
    except LoaderError as err:  # one broken file leaves the others
        raise row.error("encoding", "can't be read", f"{err}") from None


def _find_recording(path: Path, facts: Facts, report: Report) -> tuple[str, Any]:
    """RETURNS (tuple[str, Any]): "audio" or "video", and the recording that a file is about."""
    for key in MEDIA:
        if key in facts:
            return key, facts[key]
    found = find_recording(path.parent, path.stem)
    if found is not None:
        return found
    report.mend({"path": path.name}, "no-media")
    return "audio", path.stem
