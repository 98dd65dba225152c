r"""WebAnno TSV 3, the format of INCEpTION: tokens in lines, layers of spans in columns.

    #FORMAT=WebAnno TSV 3.3
    #T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|value

    #Text=Uber in New York
    1-1<tab>0-4<tab>Uber<tab>ORG<tab>
    1-2<tab>5-7<tab>in<tab>_<tab>
    1-3<tab>8-11<tab>New<tab>LOC[1]<tab>
    1-4<tab>12-16<tab>York<tab>LOC[1]<tab>

Offsets are those of the document, in UTF-16 units. What has the same number in brackets is one
span; spans on one token are separated by a bar. After a backslash, no character means anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ...io.faults import Row
from ...io.lines import LineReader, number_lines, open_lines, shorten
from ...io.loaders.base import takes
from ...shapes import TaskType
from .base import Target, write_text
from .gold import Needs, get_gold
from .report import Report
from .tokens import Tokenized, tokenize
from .webanno_sentences import (
    Sentence,
    escape,
    make_tasks,
    parse_value,
    read_layers,
    split_values,
)

NEEDS = Needs(spans=True, zeros=False)
LAYER = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
HEADER = f"#FORMAT=WebAnno TSV 3.3\n#T_SP={LAYER}|value\n\n"
is_token = re.compile(r"\d+-\d+(?:\.\d+)?\t").match


def write_webanno(
    examples: Iterable[TaskType], path: Target, *, report: Report | None = None
) -> int:
    """Write spans of tokens as WebAnno TSV 3.3: one document, one sentence per example.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path | IO): The file, or one that is open.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The file can't be written.
    """
    report = report or Report()
    n_before = report.n_done

    def make_parts() -> Iterator[str]:
        yield HEADER
        offset = 0
        for eg in examples:
            gold = get_gold(eg, NEEDS, report)
            tokenized = tokenize(gold, report, overlap=True) if gold else None
            if gold is not None and tokenized is not None:
                report.n_done += 1
                yield _format(gold.text, tokenized, report.n_done - n_before, offset)
                offset += _count_units(gold.text) + 1

    write_text(path, make_parts())
    return report.n_done - n_before


@takes("lines")
def read_webanno(
    path: str | Path | LineReader | Iterable[str], *, report: Report | None = None
) -> Iterator[TaskType]:
    """Read WebAnno TSV 3, one answer per sentence.

    path (str | Path | LineReader | Iterable[str]): The file, or its lines.
    report (Report | None): Takes note of sentences that can't be used, and of layers that are not
        imported: relations, chains, parts of speech, lemmas. Defaults to None.
    YIELDS (dict): Answers with text, tokens and spans. Labels that several layers have are named
        after their layers.
    RAISES (LoaderError): It is no such file, or a sentence is broken and there is no report.
    """
    report = report or Report(is_strict=True)
    lines = open_lines(path)
    lines.on_fault = report.reject
    header: list[str] = []
    sentences = list(_split(lines, header))
    if not header and not sentences:
        return
    layers = read_layers(header, lines.name)
    shared = _find_shared(sentences)
    yield from report.collect(sentences, lambda row: make_tasks(row, layers, shared, report))


def _split(lines: LineReader, header: list[str]) -> Iterator[Row]:
    """Yield sentences; what stands before the first one is added to the header."""
    sentence: Sentence = []
    start = 0
    for number, line, damage in number_lines(lines):
        line = line.rstrip("\r\n")
        is_text = line.startswith("#Text=")
        if line.startswith(("#FORMAT=", "#T_")):
            header.append(line)
        elif line.strip() and (is_text or sentence or is_token(line)):
            has_tokens = any(not text.startswith("#") for _, text, _ in sentence)
            if is_text and has_tokens:
                yield Row(lines.name, sentence, start)
                sentence = []
            start = start if sentence else number
            sentence.append((number, line, damage))
        elif not line.strip() and sentence:
            yield Row(lines.name, sentence, start)
            sentence = []
        elif damage is not None:
            lines.reject(damage)
        elif line.strip() and not line.startswith("#"):
            row = Row(lines.name, line, number)
            lines.reject(row.error("syntax", "is no part of a sentence", f"Found {shorten(line)}"))
    if sentence:
        yield Row(lines.name, sentence, start)


def _find_shared(sentences: Iterable[Row]) -> set[str]:
    """Find the numbers of spans that go over several sentences, which no answer can hold."""
    first: dict[str, int] = {}
    shared: set[str] = set()
    for i, row in enumerate(sentences):
        cells = [cell for _, line, _ in row.content for cell in line.split("\t")[3:]]
        for value in (value for cell in cells for value in split_values(cell)):
            match = parse_value(value)
            if match and first.setdefault(match[2], i) != i:
                shared.add(match[2])
    return shared


def _format(text: str, tokenized: Tokenized, number: int, offset: int) -> str:
    values: list[list[str]] = [[] for _ in tokenized.words]
    for i, (first, last, label) in enumerate(tokenized.entities, start=1):
        # A number makes clear that neighbours are not one span.
        for place in range(first, last + 1):
            values[place].append(f"{escape(label)}[{number}{i:04}]")
    lines = [f"#Text={escape_text(text)}"]
    position = offset + _count_units(tokenized.gaps[0])
    for i, (word, gap) in enumerate(zip(tokenized.words, tokenized.gaps[1:])):
        end = position + _count_units(word)
        cells = (
            f"{number}-{i + 1}",
            f"{position}-{end}",
            escape_text(word),
            "|".join(values[i]) or "_",
        )
        lines.append("\t".join(cells) + "\t")
        position = end + _count_units(gap)
    return "\n".join(lines) + "\n\n"


def escape_text(text: str) -> str:
    """RETURNS (str): A text on one line, as it stands after `#Text=` and in the token column."""
    text = text.replace("\\", r"\\")
    return text.replace("\n", r"\n").replace("\r", r"\r").replace("\t", r"\t")


def _count_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
