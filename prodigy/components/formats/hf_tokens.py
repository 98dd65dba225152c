"""A folder for Hugging Face `datasets`: token classification, with IOB2 tags as classes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from ...errors import LoaderError
from ...io.faults import Row
from ...io.loaders.base import takes
from ...shapes import TaskType
from .arrow import Cells, import_pyarrow, write_rows
from .gold import Needs, get_gold
from .huggingface import (
    DEFAULT_SPLIT,
    Part,
    class_of,
    get_name,
    list_of,
    open_folder,
    read_parts,
    read_spool,
    value_of,
    write_dataset,
)
from .report import Report
from .tags import IOB2, OUTSIDE, from_tags, parse_tag, to_tags
from .tokens import join_words, make_task, tokenize

NEEDS = Needs(spans=True)
TAGS = "ner_tags"
# Columns that other datasets have their tags in, the best first.
TAG_COLUMNS = (TAGS, "tags", "labels", "fine_ner_tags", "ner")


def write_hf_tokens(
    examples: Iterable[TaskType], path: str | Path, *, report: Report | None = None
) -> int:
    """Write spans of tokens as a dataset for token classification.

    The columns are `id`, `tokens` and `ner_tags` (classes: O, B-LABEL and I-LABEL of all labels in
    alphabetical order), as in most published datasets, and `text` and `starts` (offset of each
    token in characters) besides. Load it with `datasets.load_dataset(path)`.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path): The folder. It may contain an older export, but nothing else.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The folder can't be written, or pyarrow is missing.
    """
    report = report or Report()
    n_before = report.n_done
    labels: set[str] = set()

    def make_rows() -> Iterator[Cells]:
        for eg in examples:
            gold = get_gold(eg, NEEDS, report)
            tokenized = tokenize(gold, report) if gold else None
            if gold is None or tokenized is None:
                continue
            labels.update(label for _, _, label in tokenized.entities)
            starts, start = [], 0
            for gap, word in zip(tokenized.gaps, tokenized.words):
                starts.append(start + len(gap))
                start = starts[-1] + len(word)
            tags = to_tags(len(tokenized.words), tokenized.entities, IOB2)
            yield {"text": gold.text, "tokens": tokenized.words, "starts": starts, TAGS: tags}
            report.n_done += 1

    with open_folder(path) as (file, spool):
        write_rows(spool, _make_schema("string"), make_rows())
        names = [OUTSIDE, *(f"{p}-{label}" for label in sorted(labels) for p in "BI")]
        features = {
            "id": value_of("string"),
            "tokens": list_of(value_of("string")),
            TAGS: list_of(class_of(names)),
            "text": value_of("string"),
            "starts": list_of(value_of("int32")),
        }
        indices = {name: i for i, name in enumerate(names)}
        rows = (
            {**row, "id": str(i), TAGS: [indices[tag] for tag in row[TAGS]]}
            for i, row in enumerate(read_spool(spool))
        )
        write_dataset(file, _make_schema("int64"), features, rows)
    return report.n_done - n_before


@takes("directory")
def read_hf_tokens(path: str | Path, *, report: Report | None = None) -> Iterator[TaskType]:
    """Read a dataset for token classification, with all its splits.

    path (str | Path): The folder: of the Hub's layout, or written by `save_to_disk`. Its tags may
        be classes or texts, of any scheme. Without `text` and `starts`, spaces join the tokens.
    report (Report | None): Counts the examples. Defaults to None.
    YIELDS (dict): Answers with text, tokens and spans. "split" in "meta" says where they are from,
        if that isn't "train".
    RAISES (LoaderError): There is no such dataset, or its content is something else.
    RAISES (ProdigyError): pyarrow is missing.
    """
    report = report or Report(is_strict=True)
    for part in read_parts(path):
        make = partial(_make_tasks, part=part, column=_find_tags(part), report=report)
        yield from report.collect(part.number_rows(), make)


def _make_schema(tag_type: str) -> Any:
    pyarrow = import_pyarrow()
    text, tag = pyarrow.string(), pyarrow.type_for_alias(tag_type)
    fields = {
        "id": text,
        "tokens": pyarrow.list_(text),
        TAGS: pyarrow.list_(tag),
        "text": text,
        "starts": pyarrow.list_(pyarrow.int32()),
    }
    return pyarrow.schema(list(fields.items()))


def _find_tags(part: Part) -> str:
    candidates = [name for name, names in part.classes.items() if all(map(parse_tag, names))]
    for column in (*TAG_COLUMNS, *candidates):
        if column in part.columns and "tokens" in part.columns:
            return column
    raise LoaderError(
        f"{part.path} is no dataset for token classification",
        f"Expected the columns 'tokens' and {TAGS!r}, found: {', '.join(part.columns)}",
    )


def _make_tasks(row: Row, part: Part, column: str, report: Report) -> list[TaskType]:
    words, indices = row.content["tokens"], row.content[column]
    if not isinstance(words, list) or not isinstance(indices, list):
        report.leave_out({}, "not-annotated")
        return []
    if len(words) != len(indices) or not all(isinstance(w, str) and w for w in words):
        raise row.error(
            "cells",
            "is broken",
            f"Expected a tag for each token, and no empty tokens: {len(indices)} tags, "
            f"{len(words)} tokens.",
        )
    tags = [get_name(part, column, index, row) for index in indices]
    if None in tags:
        report.leave_out({"text": " ".join(words)}, "not-annotated")
        return []
    try:
        entities = from_tags([tag for tag in tags if tag is not None])
    except ValueError as err:
        raise row.error(
            "tags", "has no valid tags", f"Expected O, or B- and I- with a label, found {err}"
        ) from None
    task = make_task(words, _get_gaps(row.content, words), entities)
    if part.split != DEFAULT_SPLIT:
        task["meta"] = {"split": part.split}
    return [task]


def _get_gaps(row: Cells, words: list[str]) -> list[str]:
    text, starts = row.get("text"), row.get("starts")
    if not isinstance(text, str) or not isinstance(starts, list) or len(starts) != len(words):
        return join_words(words)
    gaps, end = [], 0
    for start, word in zip(starts, words):
        if type(start) is not int or start < end or text[start : start + len(word)] != word:
            return join_words(words)  # edited since: the tokens are what counts
        gaps.append(text[end:start])
        end = start + len(word)
    return [*gaps, text[end:]]
