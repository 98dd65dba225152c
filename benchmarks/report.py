"""The table: in the terminal, as JSON, and as a page of the documentation."""

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.measure import Row

LINE = "{:<46} {:<26} {:>11} {:>11} {:>6} {:>14}  {}"
HEADS = ("What", "Compared with", "ours", "base", "ratio", "aim", "")
START, END = "<!-- measured by python -m benchmarks -->", "<!-- end of what was measured -->"


@dataclass
class Section:
    """What one benchmark came to.

    name (str): Its name.
    title (str): What it is about.
    rows (list[Row]): The rows.
    problem (str): Why there are no (more) rows. "" if all went well.
    left_out (str): What this machine lacks, so that there are no (more) rows. "" for nothing.
    """

    name: str
    title: str
    rows: list[Row] = field(default_factory=list)
    problem: str = ""
    left_out: str = ""


def format_number(value: float | None, unit: str) -> str:
    """Write a figure with three digits that count."""
    if value is None:
        return "-"
    if unit == "s" and value < 1:
        value, unit = value * 1000, "ms"
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}".strip()


def format_aim(row: Row) -> str:
    """Write what is to hold."""
    parts = [] if row.limit is None else [f"<= {row.limit:g}x"]
    if row.aim is not None:
        parts.append(f"{'>=' if row.is_rate else '<='} {format_number(row.aim, row.unit)}")
    return ", ".join(parts) or "-"


def get_verdict(row: Row) -> str:
    """RETURNS (str): Whether it holds."""
    return ("ok" if row.is_fine else "MISSED") if row.has_aim else "-"


def make_cells(row: Row) -> tuple[str, ...]:
    """RETURNS (tuple[str, ...]): What stands in the columns."""
    name = f"{row.name}, {row.size}" if row.size else row.name
    ratio = "-" if row.ratio is None else f"{row.ratio:.2f}"
    figures = (format_number(value, row.unit) for value in (row.ours_s, row.base_s))
    return (name, row.base or "-", *figures, ratio, format_aim(row), get_verdict(row))


def format_row(row: Row) -> str:
    """Write one row for the terminal."""
    return LINE.format(*make_cells(row))


def describe_machine() -> str:
    """RETURNS (str): Processor, memory and versions, in one line."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text(encoding="utf8", errors="replace").splitlines()
        names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        cpu = names[0] if names else cpu
    memory = Path("/proc/meminfo")
    size = ""
    if memory.exists():
        size = f", {int(memory.read_text().split()[1]) / 2**20:.0f} GB"
    packages = ", ".join(f"{name} {version(name)}" for name in ("spacy", "fastapi", "peewee"))
    return (
        f"{os.cpu_count()} x {cpu}{size}; {platform.system()}, Python "
        f"{platform.python_version()}, {packages}"
    )


def describe_load() -> str:
    """RETURNS (str): How busy the machine is, "" where that is unknown."""
    try:
        return f"load average {os.getloadavg()[0]:.1f}"
    except (AttributeError, OSError):
        return ""


def make_json(sections: Sequence[Section], seconds: float) -> dict[str, Any]:
    """RETURNS (dict): All that was measured."""
    rows = [
        {
            "benchmark": section.name,
            **asdict(row),
            "ratio": row.ratio,
            "holds": row.is_fine if row.has_aim else None,
        }
        for section in sections
        for row in section.rows
    ]
    problems = {section.name: section.problem for section in sections if section.problem}
    left_out = {section.name: section.left_out for section in sections if section.left_out}
    return {
        "date": date.today().isoformat(),
        "machine": describe_machine(),
        "load": describe_load(),
        "seconds": round(seconds, 1),
        "rows": rows,
        "problems": problems,
        "left_out": left_out,
    }


def make_page(sections: Sequence[Section], seconds: float, command: str) -> str:
    """RETURNS (str): The measured part of the page, Markdown."""
    heads = ("What", "Compared with", "Ours", "It", "Ratio", "Aim", "Holds")
    lines = [
        START,
        f"Measured on {date.today().isoformat()} with `{command}` in {seconds / 60:.0f} minutes: "
        f"{describe_machine()}; {describe_load()} at the end.",
    ]
    for section in sections:
        lines += ["", f"### {section.title}", ""]
        if section.rows:
            lines.append(_make_line(heads))
            lines.append("| --- | --- | ---: | ---: | ---: | ---: | --- |")
            for row in section.rows:
                cells = list(make_cells(row))
                cells[-1] = {"ok": "yes", "MISSED": "**no**"}.get(cells[-1], cells[-1])
                lines.append(_make_line(cells))
        if section.problem:
            lines += ["", f"Not measured: {section.problem}"]
        if section.left_out:
            lines += ["", f"Left out: {section.left_out}"]
    return "\n".join([*lines, "", END])


def _make_line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def write_page(path: Path, measured: str) -> None:
    """Put what was measured into a page, in place of what was measured before.

    path (Path): The page. What people have written in it stays.
    measured (str): From `make_page`.
    """
    text = path.read_text(encoding="utf8") if path.exists() else "# Performance\n\n"
    if START in text and END in text:
        before, _, rest = text.partition(START)
        text = before + measured + rest.partition(END)[2]
    else:
        text = f"{text.rstrip()}\n\n{measured}\n"
    path.write_text(text, encoding="utf8")
