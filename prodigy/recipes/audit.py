"""audit: which labels are probably wrong, and what would more answers bring?"""

from __future__ import annotations

import shlex
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import Any, Literal

from ..components.dashboard.curves import MORE, describe_outlook, keep_curve, make_curve
from ..components.db import connect
from ..components.metrics.label_errors import Doubt, find_label_errors
from ..components.source import BOOKKEEPING_KEYS, source_is_dataset
from ..errors import RecipeError
from ..io.progress import show_progress
from ..messages import msg, out
from ..pipelines import load_spacy_model
from ..registry import Arg, recipe
from ..training.auditing import (
    COMPONENTS,
    Audited,
    Problem,
    read_docs,
)
from ..training.auditing import (
    audit as run_audit,
)
from ..training.rows import make_key
from ..types import TaskType
from ..views import get_view_id
from .parts.dataset_io import write_file
from .parts.dataset_names import check_dataset, check_name
from .parts.measured import print_table

__all__ = ["audit"]

MAX_SHOWN = 20
TEXT_WIDTH = 44  # characters
# Answers that tell which component learns from a dataset.
N_PEEKED = 500
BY_VIEW = {
    "ner_manual": "ner",
    "ner": "ner",
    "classification": "textcat_multilabel",
    "pos_manual": "tagger",
    "pos": "tagger",
}
AUDIT_KEY = "audit"

Find = dict[str, Any]


@recipe(
    "audit",
    dataset=Arg(help="Dataset to look at"),
    component=Arg("--component", "-c", help="What learns from it. Found out if not set"),
    spacy_model=Arg("--tokenizer", "-T", help="Pipeline for the tokens, or blank:xx"),
    more=Arg("--more", "-m", help="For how many more answers to estimate the gain"),
    output=Arg("--output", "-o", help="File or dataset:NAME for the answers to look at again"),
    json=Arg("--json", "-J", help="Print JSON instead of tables"),
)
def audit(
    dataset: str,
    component: Literal["ner", "textcat", "textcat_multilabel", "tagger"] | None = None,
    spacy_model: str = "blank:en",
    more: int = MORE,
    output: str | None = None,
    json: bool = False,
) -> dict[str, Any]:
    """Find labels that are probably wrong, and estimate what more answers would bring. Quick models
    are trained on all texts but some and asked about those, so this takes seconds to minutes.
    """
    if more < 1:
        raise RecipeError(f"Can't estimate the gain of {more} answers", "--more is from 1.")
    db = connect()
    check_dataset(db, dataset)
    if output and source_is_dataset(output):
        check_name(output.partition(":")[2])
    learner, found = audit_dataset(db, dataset, component, spacy_model, more)
    finds = find_doubtful_texts(found)
    summary = summarize(dataset, learner, found, finds)
    if json:
        sys.stdout.write(f"{dumps(summary, ensure_ascii=False)}\n")
    else:
        print_summary(summary)
    if output:
        _write_tasks(db, dataset, finds, output, sorted(found.balance))
    return summary


def audit_dataset(
    db: Any,
    dataset: str,
    component: str | None = None,
    spacy_model: str = "blank:en",
    more: int = MORE,
) -> tuple[str, Audited]:
    """Train quick models on a dataset, and keep how they learn.

    db (Any): The database.
    dataset (str): Name of the dataset.
    component (str | None): One of COMPONENTS. None: found out.
    spacy_model (str): Pipeline for the tokens. Defaults to "blank:en".
    more (int): For how many more answers to estimate the gain. Defaults to 100.
    RETURNS (tuple[str, Audited]): The component, and what was found.
    RAISES (RecipeError): There are too few answers, or nothing learns from them.
    """
    learner: str = component or find_component(db, dataset)
    n_answers = db.count_dataset(dataset)
    docs = read_docs(db, dataset, learner, load_spacy_model(spacy_model))
    found = run_audit(docs, learner, more=more, track=_track)
    points = [asdict(point) for point in found.curve]
    outlook = asdict(found.outlook) if found.outlook else None
    keep_curve(db, dataset, make_curve("audit", learner, n_answers, points, outlook))
    return learner, found


def _track(n_models: int) -> Iterator[int]:
    return iter(show_progress(range(n_models), "Training quick models", unit="models"))


def find_component(db: Any, dataset: str) -> str:
    """Find out what learns from a dataset, by the interface of its answers.

    db (Database): The database.
    dataset (str): Name of the dataset.
    RETURNS (str): One of COMPONENTS.
    RAISES (RecipeError): None of them does.
    """
    views: Counter[str] = Counter()
    n_chosen = 0
    for number, eg in enumerate(db.iter_dataset_examples(dataset)):
        if number >= N_PEEKED:
            break
        views[get_view_id(eg) or "?"] += 1
        chosen = eg.get("accept")
        n_chosen = max(n_chosen, len(chosen) if isinstance(chosen, list) else 0)
    view = views.most_common(1)[0][0] if views else "?"
    if view == "choice":
        return "textcat_multilabel" if n_chosen > 1 else "textcat"
    if view in BY_VIEW:
        return BY_VIEW[view]
    raise RecipeError(
        f"Can't tell what learns from '{dataset}'",
        f"Its answers have the interface '{view}'. Name the component with --component: "
        f"{', '.join(COMPONENTS)}."
        if views
        else "It has no answers.",
    )


def find_doubtful_texts(found: Audited) -> list[Find]:
    """Collect the doubts about each text.

    found (Audited): What the models say.
    RETURNS (list[dict]): Text, score (0 to 1, the higher the more likely wrong) and labels: what is
        given, what is suggested, how probable that is, and for tokens where (characters, the end
        exclusive). The most likely wrong first.
    """
    by_text: dict[int, Find] = {}
    for problem, probabilities in zip(found.problems, found.probabilities, strict=True):
        doubts = find_label_errors(problem.given, probabilities)
        for mark in _join(found, problem, doubts):
            text = mark.pop("position")
            find = by_text.setdefault(
                text, {"text": found.docs[text].text, "score": 0.0, "labels": []}
            )
            find["labels"].append(mark)
            find["score"] = max(find["score"], mark["score"])
    return sorted(by_text.values(), key=lambda find: -find["score"])


def _join(found: Audited, problem: Problem, doubts: Sequence[Doubt]) -> Iterable[Find]:
    """Make one mark of tokens in a row with the same doubt."""
    marks: dict[tuple[int, int], Find] = {}
    for doubt in sorted(doubts, key=lambda doubt: doubt.index):
        text, place = problem.texts[doubt.index], problem.places[doubt.index]
        given, suggested = problem.classes[doubt.given], problem.classes[doubt.suggested]
        mark: Find = {"given": given, "suggested": suggested}
        if problem.name:
            mark["label"] = problem.name
        mark |= {"probability": round(doubt.probability, 4), "score": round(-doubt.margin, 4)}
        if place < 0:
            yield {**mark, "position": text}
            continue
        token = found.docs[text][place]
        before = marks.pop((text, place - 1), None)
        if before and (before["given"], before["suggested"]) == (given, suggested):
            before["end"] = token.idx + len(token)
            before["probability"] = max(before["probability"], mark["probability"])
            before["score"] = max(before["score"], mark["score"])
            marks[text, place] = before
        else:
            if before:
                yield before
            span = {"start": token.idx, "end": token.idx + len(token)}
            marks[text, place] = {**mark, **span, "position": text}
    yield from marks.values()


def summarize(
    dataset: str, component: str, found: Audited, finds: Sequence[Find]
) -> dict[str, Any]:
    """RETURNS (dict): What was found, as it is printed with --json."""
    wrong: Counter[str] = Counter()
    for find in finds:
        for mark in find["labels"]:
            wrong[mark.get("label", mark["given"])] += 1
    return {
        "name": dataset,
        "component": component,
        "texts": len(found.docs),
        "labels": {
            label: {"count": count, "doubtful": wrong[label]}
            for label, count in found.balance.most_common()
        },
        "curve": [asdict(point) for point in found.curve],
        "outlook": asdict(found.outlook) if found.outlook else None,
        "doubtful": list(finds),
    }


def print_summary(summary: dict[str, Any]) -> None:
    """Print what was found as tables."""
    name = f"{summary['name']}: {summary['texts']} texts, {summary['component']}"
    total = sum(row["count"] for row in summary["labels"].values()) or 1
    rows = [
        (label, row["count"], f"{row['count'] / total:.1%}", row["doubtful"])
        for label, row in summary["labels"].items()
    ]
    print_table(f"{name}. Labels", ("Label", "Count", "Share", "Doubtful"), rows)
    points = [
        (point["n"], f"{point['score']:.3f} [{point['low']:.3f}, {point['high']:.3f}]")
        for point in summary["curve"]
    ]
    print_table("A quick model with more and more texts", ("Texts", "Score"), points)
    _print_outlook(summary["outlook"])
    finds = summary["doubtful"]
    shown = [_format_find(find) for find in finds[:MAX_SHOWN]]
    if not shown:
        msg.good("No label stands out as wrong")
        return
    title = f"Most likely wrong, {len(shown)} of {len(finds)} texts"
    print_table(title, ("Text", "Given", "Model", "P"), shown)


def _print_outlook(outlook: dict[str, Any] | None) -> None:
    if outlook is None:
        return
    out.text("")
    out.text(describe_outlook(outlook))


def _format_find(find: Find) -> tuple[str, str, str, str]:
    mark = max(find["labels"], key=lambda mark: mark["score"])
    about = f"{mark['label']}: " if "label" in mark else ""
    text = find["text"]
    if "start" in mark:
        text = f"{text[mark['start'] : mark['end']]} … {text}"
    text = " ".join(text.split())
    shown = text if len(text) <= TEXT_WIDTH else f"{text[: TEXT_WIDTH - 1]}…"
    probability = f"{mark['probability']:.2f}"
    return shown, f"{about}{mark['given']}", f"{about}{mark['suggested']}", probability


def _write_tasks(
    db: Any, dataset: str, finds: Sequence[Find], output: str, labels: Sequence[str]
) -> None:
    """Write the doubtful answers as tasks with what was given, the most likely wrong first."""
    by_key = {make_key(find["text"]): find for find in finds}
    tasks: dict[bytes, TaskType] = {}
    views: Counter[str | None] = Counter()
    for eg in db.iter_dataset_examples(dataset):
        views[get_view_id(eg)] += 1
        text = eg.get("text")
        key = make_key(text) if isinstance(text, str) else b""
        if key in by_key and key not in tasks and eg.get("answer", "accept") == "accept":
            task = {name: value for name, value in eg.items() if name not in BOOKKEEPING_KEYS}
            task[AUDIT_KEY] = by_key[key]["labels"]
            task["meta"] = {**(eg.get("meta") or {}), AUDIT_KEY: _describe(by_key[key])}
            tasks[key] = task
    ordered = [tasks[key] for key in by_key if key in tasks]
    if source_is_dataset(output):
        name = output.partition(":")[2]
        db.add_dataset(name)
        db.add_examples(ordered, datasets=[name])
    else:
        write_file(Path(output), ordered)
    msg.good(f"Wrote {len(ordered)} answers to look at again", output)
    view = next((view for view, _ in views.most_common() if view), None)
    if view and ordered:
        words = ["prodigy", "mark", f"{dataset}_checked", output, "--view-id", view]
        if labels and view != "choice":
            words += ["--label", ",".join(labels)]
        sys.stderr.write(f"  {shlex.join(words)}\n")


def _describe(find: Find) -> str:
    parts = defaultdict(list)
    for mark in sorted(find["labels"], key=lambda mark: -mark["score"]):
        about = (
            mark.get("label") or find["text"][mark["start"] : mark["end"]]
            if "start" in mark
            else mark.get("label", "")
        )
        parts[about].append(f"{mark['given']} → {mark['suggested']} ({mark['probability']:.2f})")
    return "; ".join(
        ": ".join(filter(None, (about, ", ".join(texts)))) for about, texts in parts.items()
    )
