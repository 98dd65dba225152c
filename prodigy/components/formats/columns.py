r"""Tokens and their tags in columns: what conll2003, iob, bilou and conllu have in common.

Each line is a token; its first column is the token, its last one the tag. An empty line ends an
example. Files of other programs are joined with one space between the tokens. In our own files, the
column before the tag makes the exact text known, in words of CoNLL-U joined by "|", or is "_":

    SpaceAfter=No    no space before the next token (or, at the last one, nothing special: "_")
    SpacesAfter=\n   what follows instead of one space. SpacesBefore: before the first token
    Form=New\sYork   the token, if it contains white space; the first column shows "␣" instead
    Label=A\sB       the label, if it contains white space
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from ...io.faults import Row, RowError
from ...io.lines import LineReader, NumberedLine, number_lines, open_lines, shorten
from ...shapes import TaskType
from .base import Target, write_text
from .gold import Needs, get_gold
from .layout import (
    BREAKING,
    DOC_START,
    EMPTY,
    N_LOOKED_AT,
    NEEDS_ESCAPE,
    REPLACEMENT,
    WHITE_SPACE,
    Layout,
    Token,
    escape,
    find_layout,
    get_text_comment,
    join_parts,
)
from .report import Report
from .tags import Scheme, from_tags, to_tags
from .tokens import Tokenized, join_words, make_task, tokenize

NEEDS = Needs(spans=True, surrogates=True)
# Index of a token, its form, notes and tag.
MakeLine = Callable[[int, str, list[str], str], str]


def make_tab_line(i: int, form: str, notes: list[str], tag: str) -> str:
    """RETURNS (str): Form, notes and tag, separated by tabs."""
    return "\t".join((form, "|".join(notes) or EMPTY, tag))


def write_columns(
    examples: Iterable[TaskType],
    path: Target,
    scheme: Scheme,
    report: Report | None,
    *,
    make_line: MakeLine = make_tab_line,
    make_head: Callable[[str], str] = lambda text: "",
) -> int:
    """Write examples as columns.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path | IO): The file, or one that is open.
    scheme (Scheme): The prefixes of the tags.
    report (Report | None): Takes note of what is left out.
    make_line (callable): Makes a line of the index of a token, its form, notes and tag. Defaults
        to form, notes and tag, separated by tabs.
    make_head (callable): Gets the text of an example; what stands in front of its lines. Defaults
        to nothing.
    RETURNS (int): The number of examples written.
    """
    report = report or Report()
    n_before = report.n_done

    def make_parts() -> Iterator[str]:
        for eg in examples:
            gold = get_gold(eg, NEEDS, report)
            tokenized = tokenize(gold, report) if gold else None
            if gold is not None and tokenized is not None:
                yield make_head(gold.text) + _format_block(tokenized, scheme, make_line)
                report.n_done += 1

    write_text(path, make_parts())
    return report.n_done - n_before


def read_columns(
    source: str | Path | LineReader | Iterable[str | bytes],
    report: Report | None,
    *,
    is_conllu: bool = False,
) -> Iterator[TaskType]:
    """Read columns, of this program or of another one.

    See `layout` for what is found out about the columns. Lines that start with "-DOCSTART-", and
    comments in front of an example, are passed over; only "# text = " is compared with the tokens.

    source (str | Path | LineReader | Iterable[str]): The file, or its lines.
    report (Report | None): Takes note of examples that can't be used. None: they are errors.
    is_conllu (bool): The first column has running numbers. Defaults to False (if it seems so).
    YIELDS (dict): Answers with text, tokens and spans.
    RAISES (LoaderError): There are no columns with tokens and tags.
    """
    report = report or Report(is_strict=True)
    lines = open_lines(source)
    lines.on_fault = report.reject
    numbered = number_lines(lines)
    first = list(islice(numbered, N_LOOKED_AT))
    if not any(line.strip() for _, line, _ in first):
        return
    layout = find_layout([line for _, line, _ in first], lines, is_conllu=is_conllu)
    blocks = _split_blocks(chain(first, numbered), lines.name)
    yield from report.collect(blocks, lambda row: _make_tasks(row, layout, report))


def _split_blocks(lines: Iterable[NumberedLine], name: str) -> Iterator[Row]:
    block: list[NumberedLine] = []
    for number, line, damage in lines:
        is_start = line.split(None, 1)[:1] == [DOC_START]
        if line.strip(WHITE_SPACE) and not is_start:
            block.append((number, line.rstrip("\r\n"), damage))
            continue
        if block:
            yield Row(name, block, block[0][0])
        block = []
    if block:
        yield Row(name, block, block[0][0])


def _make_tasks(row: Row, layout: Layout, report: Report) -> list[TaskType]:
    tokens: list[Token] = []
    text = None
    raw = "\n".join(line for _, line, _ in row.content)
    for number, line, damage in row.content:
        if damage is not None:
            raise RowError(damage.title, damage.text, kind="encoding", line=number, row=raw)
        if not tokens and layout.is_comment(line):
            comment = get_text_comment(line)
            text = comment[1] if comment else text
        else:
            tokens.append(layout.read(line, Row(row.name, raw, number)))
    words = join_parts(tokens, Row(row.name, raw, row.line), report)
    if not words:
        return []
    gaps = _get_gaps(words)
    if text is not None:
        gaps = _fit_gaps(Row(row.name, raw, row.line), [word.form for word in words], gaps, text)
    entities = from_tags([word.tag for word in words])
    return [make_task([word.form for word in words], gaps, entities)]


def _get_gaps(words: Sequence[Token]) -> list[str]:
    gaps = join_words([word.form for word in words])
    for i, word in enumerate(words):
        if word.notes.get("SpaceAfter") == "No":
            gaps[i + 1] = ""
        gaps[i + 1] = word.notes.get("SpacesAfter", gaps[i + 1])
    gaps[0] = words[0].notes.get("SpacesBefore", "")
    return gaps


def _fit_gaps(row: Row, words: list[str], gaps: list[str], text: str) -> list[str]:
    """Take the white space between the tokens from the text in a comment."""
    made = gaps[0] + "".join(word + gap for word, gap in zip(words, gaps[1:]))
    if made.strip() == text.strip():
        return gaps
    found, end = [], 0
    for word in words:
        start = text.find(word, end)
        if start < 0 or text[end:start].strip():
            raise row.error(
                "covered",
                "has tokens that don't make up its text",
                f"Its comment says {shorten(text)}, the tokens are {shorten(made)}. They differ at "
                f"{shorten(word)}.",
            )
        found.append(text[end:start])
        end = start + len(word)
    if text[end:].strip():
        raise row.error(
            "covered",
            "has tokens that don't make up its text",
            f"Its comment goes on with {shorten(text[end:])} after the last token.",
        )
    return [*found, text[end:]]


def _format_block(tokenized: Tokenized, scheme: Scheme, make_line: MakeLine) -> str:
    words, gaps = tokenized.words, tokenized.gaps
    labels = {first: label for first, _, label in tokenized.entities if NEEDS_ESCAPE.search(label)}
    for first, last, label in tokenized.entities:
        if first in labels:
            labels.update(dict.fromkeys(range(first, last + 1), label))
    lines = []
    for i, tag in enumerate(to_tags(len(words), tokenized.entities, scheme)):
        word, gap, expected = words[i], gaps[i + 1], " " if i + 1 < len(words) else ""
        notes = []
        if i == 0 and gaps[0]:
            notes.append(f"SpacesBefore={escape(gaps[0])}")
        if gap != expected:
            notes.append(f"SpacesAfter={escape(gap)}" if gap else "SpaceAfter=No")
        if BREAKING.search(word) or word == DOC_START:
            notes.append(f"Form={escape(word)}")
            word = BREAKING.sub(REPLACEMENT, word).replace(DOC_START, f"{REPLACEMENT}DOCSTART-")
        if i in labels:
            notes.append(f"Label={escape(labels[i])}")
            tag = BREAKING.sub(REPLACEMENT, tag)
        lines.append(make_line(i, word, notes, tag))
    return "\n".join(lines) + "\n\n"
