"""A folder for Hugging Face `datasets`: text classification."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from ...errors import LoaderError
from ...io.example_rows import split
from ...io.faults import Row
from ...io.lines import shorten
from ...io.loaders.base import takes
from ...shapes import TaskType
from .arrow import Cells, import_pyarrow, write_rows
from .gold import Needs, get_gold, make_choice
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

NEEDS = Needs(categories=True, negative=True)
ONE, MANY = "label", "labels"
HASHES = ("_input_hash", "_task_hash")


def write_hf_text(
    examples: Iterable[TaskType], path: str | Path, *, report: Report | None = None
) -> int:
    """Write categories as a dataset for text classification.

    The columns are `text` and `label` (a class), if exactly one category applies to each text.
    Otherwise there is `labels`, a list of classes. Rejected answers about a single category are
    texts without labels, if that category is the only one; next to others, they are left out. Load
    it with `datasets.load_dataset(path)`.

    examples (Iterable[dict]): The answers. A generator is consumed.
    path (str | Path): The folder. It may contain an older export, but nothing else.
    report (Report | None): Takes note of what is left out. Defaults to None.
    RETURNS (int): The number of examples written.
    RAISES (ProdigyError): The folder can't be written, or pyarrow is missing.
    """
    report = report or Report()
    n_before = report.n_done
    indices: dict[str, int] = {}  # in the order of the options
    is_exclusive = True

    def make_rows() -> Iterator[Cells]:
        nonlocal is_exclusive
        for eg in examples:
            gold = get_gold(eg, NEEDS, report)
            if gold is None:
                continue
            categories = gold.categories or {}
            for name in categories:
                indices.setdefault(name, len(indices))
            labels = [indices[name] for name, applies in categories.items() if applies]
            is_rejected = eg.get("answer") == "reject"
            is_exclusive = is_exclusive and (len(labels) == 1 or is_rejected)
            # For the report, if it turns out that there are other categories.
            row = split({key: eg[key] for key in HASHES if key in eg})
            yield {**row, "text": gold.text, MANY: labels, "is_rejected": is_rejected}

    def make_final_rows(spool: Path) -> Iterator[Cells]:
        for row in read_spool(spool):
            if row["is_rejected"] and len(indices) > 1:
                report.leave_out({**row, "answer": "reject"}, "reject")
                continue
            labels = row[MANY]
            yield {"text": row["text"], **({ONE: labels[0]} if is_exclusive else {MANY: labels})}
            report.n_done += 1

    with open_folder(path) as (file, spool):
        pyarrow = import_pyarrow()
        text, integer = pyarrow.string(), pyarrow.int64()
        columns = [("text", text), (MANY, pyarrow.list_(integer)), ("is_rejected", pyarrow.bool_())]
        columns += [(key, integer) for key in HASHES]
        write_rows(spool, pyarrow.schema(columns), make_rows())
        # A rejected only category is a text without labels.
        has_rejected = len(indices) == 1 and any(row["is_rejected"] for row in read_spool(spool))
        is_exclusive = is_exclusive and not has_rejected
        classes = class_of(list(indices))
        label = (ONE, classes) if is_exclusive else (MANY, list_of(classes))
        fields = [("text", text), (label[0], integer if is_exclusive else pyarrow.list_(integer))]
        features = {"text": value_of("string"), label[0]: label[1]}
        write_dataset(file, pyarrow.schema(fields), features, make_final_rows(spool))
    return report.n_done - n_before


@takes("directory")
def read_hf_text(path: str | Path, *, report: Report | None = None) -> Iterator[TaskType]:
    """Read a dataset for text classification, with all its splits.

    path (str | Path): The folder: of the Hub's layout, or written by `save_to_disk`, with a column
        `text` and one with classes.
    report (Report | None): Takes note of texts without a label. Defaults to None.
    YIELDS (dict): Answers with options, or with a label if there is only one category. "split" in
        "meta" says where they are from, if that isn't "train".
    RAISES (LoaderError): There is no such dataset, or its content is something else.
    RAISES (ProdigyError): pyarrow is missing.
    """
    report = report or Report(is_strict=True)
    for part in read_parts(path):
        make = partial(_make_tasks, part=part, column=_find_column(part), report=report)
        yield from report.collect(part.number_rows(), make)


def _make_tasks(row: Row, part: Part, column: str, report: Report) -> list[TaskType]:
    text, value = row.content["text"], row.content[column]
    if not isinstance(text, str):
        raise row.error("no-text", "has no text", f"Found {shorten(repr(text))}")
    values = value if isinstance(value, list) else [value]
    names = [get_name(part, column, item, row) for item in values]
    if None in names:
        report.leave_out({"text": text}, "not-annotated")
        return []
    labels = [name for name in names if name is not None]
    options = part.classes.get(column) or sorted(set(labels))
    task = make_choice(text, options, labels)
    if "options" in task:
        task["config"] = {"choice_style": "multiple" if isinstance(value, list) else "single"}
    if part.split != DEFAULT_SPLIT:
        task["meta"] = {"split": part.split}
    return [task]


def _find_column(part: Part) -> str:
    for column in (ONE, MANY, *part.classes):
        if column in part.columns and "text" in part.columns:
            return column
    raise LoaderError(
        f"{part.path} is no dataset for text classification",
        f"Expected the columns 'text' and {ONE!r} or {MANY!r}, found: {', '.join(part.columns)}",
    )
