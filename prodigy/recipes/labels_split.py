"""A label that was two: deciding every answer that has it again, and taking the decisions over."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ..components.db import Database, connect
from ..components.db.rewriting import Rewriter, Rewritten, StoredRow
from ..components.db.tables import load_json
from ..components.db.undo import UndoWriter, digest
from ..components.labels.decisions import (
    SPLIT_KEY,
    find_undecided,
    find_view_to_decide,
    list_labels,
    make_question,
    take_over,
)
from ..components.labels.edits import LabelEdit
from ..components.labels.hashes import follow_task_hash, set_task_hash
from ..components.preprocess import restore_media, serve_media
from ..errors import RecipeError
from ..hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR
from ..messages import msg
from ..registry import Arg, recipe
from ..types import RecipeSettingsType, TaskType
from .parts.dataset_names import check_dataset
from .parts.label_changes import (
    check_at_work,
    check_datasets,
    check_label,
    check_tables,
    make_undo_path,
)

__all__ = ["labels_apply", "labels_split"]


@recipe(
    "labels.split",
    dataset=Arg(help="New dataset for the decisions"),
    source=Arg(help="Dataset with the label"),
    old=Arg(help="The label"),
    new=Arg(help="What it may stand for: labels separated by commas"),
    view_id=Arg("--view-id", "-v", help="Interface to decide in, if there are answers of several"),
)
def labels_split(
    dataset: str, source: str, old: str, new: list[str], view_id: str | None = None
) -> RecipeSettingsType:
    """Decide again what a label stands for, in just the answers that have it: each is shown in its
    interface, as it was answered. The decisions go to a dataset of their own; labels.apply takes
    them over.
    """
    db = connect()
    check_datasets(db, [source], "labels.split")
    news = list(dict.fromkeys(check_label(label) for label in new))
    if len(news) < 2 or dataset == source:
        raise RecipeError(
            "labels.split needs two labels or more, and a dataset of its own",
            "For example: prodigy labels.split news_split news ORG COMPANY,AGENCY",
        )
    wanted = view_id
    view_id, others, count = _choose_view(db, source, old, wanted)
    msg.info(f"{count:,} answers of '{source}' are to be decided again in {view_id}")
    labels = list(dict.fromkeys((*news, *(label for label in others if label != old))))

    def make_stream() -> Iterator[TaskType]:
        for row, eg in _iter_rows(db, source, old):
            if find_view_to_decide(eg, old, wanted) == view_id:
                found = {"id": row.id, "digest": digest(row.task_hash, row.content), "label": old}
                yield make_question(eg, old, news, found)

    def validate_answer(eg: TaskType) -> None:
        what = find_undecided(eg, old) if eg.get("answer") == "accept" else None
        if what is not None:
            raise ValueError(what)

    return {
        "view_id": view_id,
        "dataset": dataset,
        "stream": serve_media(make_stream(), keep_missing=True),
        "validate_answer": validate_answer,
        "before_db": restore_media,
        "config": {
            "labels": labels,
            "relations_span_labels": labels,
            "choice_style": "multiple",
            "exclude_by": "task",
            "total_examples_target": count,
        },
    }


@recipe(
    "labels.apply",
    decisions=Arg(help="Dataset that labels.split has filled"),
    source=Arg(help="Dataset with the label"),
    dry=Arg("--dry", "-D", help="Don't change anything, only count"),
    undo_file=Arg("--undo-file", "-u", help="File for taking it back"),
    force=Arg("--force", "-f", help="Also while somebody is annotating"),
)
def labels_apply(
    decisions: str,
    source: str,
    dry: bool = False,
    undo_file: Path | None = None,
    force: bool = False,
) -> None:
    """Change answers to what was decided with labels.split. Answers that were not decided, or were
    changed since, stay as they are. It can be undone.
    """
    db = connect()
    check_tables(db, "labels.apply")
    check_dataset(db, decisions)
    names = check_datasets(db, [source], "labels.apply")
    change = _Decisions(db, decisions)
    if not change.found:
        raise RecipeError(f"'{decisions}' has no decisions", "Make some with labels.split first.")
    rewriter = Rewriter(db, names)
    if dry:
        counts = rewriter.count(change)
    else:
        check_at_work(db, names, force)
        command = f"labels.apply {decisions} {source}"
        path = make_undo_path(command, undo_file)
        header = {"command": command, "datasets": names}
        counts = rewriter.run(change, UndoWriter(path, header))
    n_missing = len(change.found) - sum(change.counts.values()) - counts.n_changed
    for what, n_rows in [*change.counts.items(), ("not in the dataset (any more)", n_missing)]:
        if n_rows:
            msg.warn(f"{n_rows:,} answers stay as they are: {what}")
    if dry or not counts.n_changed:
        msg.info(f"{counts.n_changed:,} answers of '{source}' would be changed")
        return
    msg.good(f"Changed {counts.n_changed:,} answers of '{source}' in one transaction")
    msg.info(f"To take it back: prodigy labels.undo {path}")


class _Decisions:
    """What was decided, by row. The last decision about a row counts."""

    def __init__(self, db: Database, name: str) -> None:
        self.counts: Counter[str] = Counter()
        self.found: dict[int, TaskType] = {}
        for eg in db.iter_dataset_examples(name):
            mark = eg.get(SPLIT_KEY)
            if isinstance(mark, dict) and isinstance(mark.get("id"), int):
                self.found[mark["id"]] = eg

    def may_change(self, content: str) -> bool:
        return True

    def __call__(self, row: StoredRow, eg: TaskType, datasets: list[str]) -> Rewritten | None:
        decision = self.found.get(row.id)
        if decision is None:
            return None
        if decision.get("answer") != "accept":
            self.counts["not decided (rejected or ignored)"] += 1
        elif decision[SPLIT_KEY].get("digest") != digest(row.task_hash, row.content):
            self.counts["changed since they were shown"] += 1
        elif not take_over(eg, decision, str(decision[SPLIT_KEY].get("label"))):
            self.counts["decided in no clear way"] += 1
        else:
            return _rehash(row, eg)
        return None


def _rehash(row: StoredRow, eg: TaskType) -> Rewritten:
    hashes = {INPUT_HASH_ATTR: row.input_hash, TASK_HASH_ATTR: row.task_hash}
    task_hash = follow_task_hash({**load_json(row.content), **hashes}, {**eg, **hashes})
    if task_hash is not None and TASK_HASH_ATTR in eg:
        set_task_hash(eg, task_hash)
    return Rewritten(eg, row.task_hash if task_hash is None else task_hash)


def _iter_rows(db: Database, source: str, old: str) -> Iterator[tuple[StoredRow, TaskType]]:
    """RETURNS (Iterator[tuple[StoredRow, dict]]): The answers that may have a label."""
    return Rewriter(db, [source]).iter_rows(LabelEdit({old: None}).may_change)


def _choose_view(
    db: Database, source: str, old: str, view_id: str | None
) -> tuple[str, list[str], int]:
    """RETURNS (tuple[str, list[str], int]): The interface, all labels, and how many answers."""
    counts: Counter[str] = Counter()
    labels: dict[str, None] = {}
    for _, eg in _iter_rows(db, source, old):
        found = find_view_to_decide(eg, old, view_id)
        if found is not None:
            counts[found] += 1
            labels.update(dict.fromkeys(list_labels(eg)))
    shown = ", ".join(f"{name} ({count:,})" for name, count in counts.most_common())
    if not counts or (view_id is not None and view_id not in counts):
        raise RecipeError(
            f"No answer of '{source}' has the label '{old}' in a way that can be decided again",
            f"There are some in other interfaces: {shown}"
            if counts
            else "It has to be in spans, shapes, regions, relations, or be chosen. If the answers "
            "don't say their interface, name it: --view-id ner_manual",
        )
    if view_id is None and len(counts) > 1:
        msg.warn(f"There are answers of several interfaces: {shown}", "Run it again: --view-id")
    chosen = view_id or counts.most_common(1)[0][0]
    return chosen, list(labels), counts[chosen]
