r"""brat standoff: a text in `NAME.txt`, its annotations in `NAME.ann`, one per line.

    T1<tab>ORG 0 4<tab>Uber

Offsets are characters. Spans over several lines, which brat can't show, are written in fragments,
as brat does; fragments with nothing but white space between them are one span.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ...errors import LoaderError
from ...io.faults import Row, RowError
from ...io.lines import LineReader, check_directory, shorten
from ...io.loaders.base import takes
from ...shapes import TaskType
from .claims import Claim, check_claims
from .folders import open_part_folder
from .gold import Gold, Needs, get_gold, make_spans
from .report import Report

NEEDS = Needs(spans=True, zeros=False)
CONFIG = "annotation.conf"
SECTIONS = ("relations", "events", "attributes")
# What the lines are about, by their first characters.
KINDS = {"R": "relation", "*": "relation", "E": "event", "A": "attribute", "M": "attribute"}
KINDS |= {"N": "normalization", "#": "note"}
is_ours = re.compile(rf"{re.escape(CONFIG)}|\d{{6,}}\.(?:txt|ann)").fullmatch
parse_span = re.compile(r"T\S*\t(\S+) (\d{1,9} \d{1,9}(?:;\d{1,9} \d{1,9})*)(?:\t(.*))?").fullmatch
LINE_BREAKS = re.compile("[\r\n]+")
Fragments = list[tuple[int, int]]


def write_brat(
    examples: Iterable[TaskType], path: str | Path, *, report: Report | None = None
) -> int:
    """Write a folder for brat: two files for each example, and a configuration with the labels.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path): The folder. It may contain an older export, but nothing else.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The folder can't be written.
    """
    report = report or Report()
    n_before = report.n_done
    labels: dict[str, None] = {}
    with open_part_folder(path, is_ours) as folder:
        for eg in examples:
            gold = get_gold(eg, NEEDS, report)
            if gold is None:
                continue
            found = [span["label"] for span in gold.spans or ()]
            if any(re.search(r"\s", label) for label in found):
                report.leave_out(eg, "label", gold.spans or ())
                continue
            labels.update(dict.fromkeys(found))
            report.n_done += 1
            name = f"{report.n_done - n_before:06}"
            (folder / f"{name}.txt").write_bytes(gold.text.encode("utf8"))
            (folder / f"{name}.ann").write_bytes(_format(gold).encode("utf8"))
        parts = ["[entities]", *labels, *(f"\n[{section}]" for section in SECTIONS)]
        (folder / CONFIG).write_text("\n".join(parts) + "\n", encoding="utf8")
    return report.n_done - n_before


@takes("directory")
def read_brat(path: str | Path, *, report: Report | None = None) -> Iterator[TaskType]:
    """Read a folder of brat, one answer per document.

    path (str | Path): The folder, with all folders in it.
    report (Report | None): Takes note of documents that can't be used, and of what is not imported:
        relations, events, attributes, notes, and spans with gaps. Defaults to None.
    YIELDS (dict): Answers with spans. "document" in "meta" is the name of the file.
    RAISES (LoaderError): There are no documents, or one is broken and there is no report.
    """
    report = report or Report(is_strict=True)
    folder = check_directory(path)
    paths = sorted(p for p in folder.rglob("*") if p.suffix in (".txt", ".ann"))
    if not paths and not (folder / CONFIG).is_file():
        raise LoaderError(
            f"There are no documents in {folder}", "Expected pairs of NAME.txt and NAME.ann."
        )
    stems = sorted({p.with_suffix("") for p in paths})
    rows = (Row(f"{stem}.ann", stem, 1) for stem in stems)
    yield from report.collect(rows, lambda row: _read_document(row, folder, report))


def _read_document(row: Row, folder: Path, report: Report) -> list[TaskType]:
    texts, annotations = (row.content.with_suffix(suffix) for suffix in (".txt", ".ann"))
    if not texts.is_file():
        raise row.error("no-text", "has no text", f"There is no file {texts.name} beside it.")
    text = _read_text(texts, row)
    name = str(row.content.relative_to(folder))
    task: TaskType = {"text": text, "meta": {"document": name}}
    if not annotations.is_file():
        report.leave_out(task, "not-annotated")
        return []
    spans: list[tuple[int, int, str]] = []
    losses: dict[tuple[str, str], None] = {}
    for place in _read_lines(annotations, row):
        line = place.content
        if line.startswith("T"):
            label, fragments, covered = _parse_span(place, text)
            if len(fragments) > 1:
                losses["lost-discontinuous", ""] = None
                continue
            start, end = fragments[0]
            # brat writes spaces for line breaks.
            is_same = covered == LINE_BREAKS.sub(" ", text[start:end])
            claim = Claim(start, end, label, None if is_same else covered)
            spans += check_claims(place, text, [claim], report)
        elif line[0] in KINDS:
            kind = KINDS[line[0]]
            is_relation = kind == "relation"
            losses[("lost-relations", "") if is_relation else ("lost-regions", kind)] = None
        else:
            raise place.error("syntax", "is no annotation", f"Found {shorten(line)}")
    task.update(make_spans(text, set(spans)))
    for loss, detail in losses:
        report.lose(task, loss, detail)
    return [task]


def _read_lines(path: Path, row: Row) -> Iterator[Row]:
    try:
        for line in (lines := LineReader(path)):
            if line.strip():
                yield Row(row.name, line.rstrip("\r\n"), lines.line_number)
    except RowError:
        raise
    except LoaderError as err:  # one broken document leaves the others
        raise row.error("encoding", "can't be read", str(err)) from None


def _parse_span(place: Row, text: str) -> tuple[str, Fragments, str | None]:
    match = parse_span(place.content)
    if match is None:
        raise place.error(
            "syntax",
            "can't be parsed",
            f"Expected T1<tab>LABEL START END<tab>TEXT, found {shorten(place.content)}",
        )
    label, offsets, covered = match.groups()
    fragments: Fragments = []
    for part in offsets.split(";"):
        start, end = map(int, part.split(" "))
        if fragments and not text[fragments[-1][1] : start].strip():
            start = fragments.pop()[0]
        fragments.append((start, end))
    return label, fragments, covered


def _format(gold: Gold) -> str:
    lines = []
    for i, span in enumerate(gold.spans or (), start=1):
        start, end = span["start"], span["end"]
        matches = re.finditer("[^\r\n]+", gold.text[start:end])
        parts = [(start + match.start(), start + match.end()) for match in matches]
        if not parts or (parts[0][0], parts[-1][1]) != (start, end):
            parts = [(start, end)]  # Fragments would lose the line breaks at its ends.
        offsets = ";".join(f"{first} {last}" for first, last in parts)
        covered = LINE_BREAKS.sub(" ", " ".join(gold.text[first:last] for first, last in parts))
        lines.append(f"T{i}\t{span['label']} {offsets}\t{covered}\n")
    return "".join(lines)


def _read_text(path: Path, row: Row) -> str:
    try:
        return path.read_bytes().decode("utf8")
    except UnicodeDecodeError as err:
        fix = "Save it as UTF-8: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW"
        problem = f"has a text that is not UTF-8: {path.name}"
        raise row.error("encoding", problem, f"{err.reason} at byte {err.start}. {fix}") from None
