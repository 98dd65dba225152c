"""How far a model that judges can be trusted: measured against people."""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import Any, Literal

from ..components.answer_checks import iter_usable
from ..components.db import connect
from ..components.db.names import check_dataset_name
from ..components.metrics import (
    Collector,
    Estimate,
    JudgeReport,
    JudgeScores,
    LengthBias,
    Opinions,
    PositionBias,
    measure_judge,
)
from ..components.source import BOOKKEEPING_KEYS, DatasetSource, make_source, source_is_dataset
from ..errors import RecipeError
from ..messages import msg, out
from ..registry import Arg, recipe
from ..types import SourceType, TaskType
from ..views import find_view, get_view_id
from .parts.dataset_io import write_file
from .parts.measured import format_estimate, format_p, print_table
from .parts.metric_items import LOOK_KEY, MODEL_KEYS, describe_item

__all__ = ["metric_judge"]

MAX_ITEMS = 10
REASONS = {
    "disagreement": "judge and people differ",
    "order": "the judge changes its mind with the order",
    "people": "people differ",
}


@recipe(
    "metric.judge",
    people=Arg(help="Answers of people: dataset:NAME or file path"),
    judge=Arg(help="Answers of a model: dataset:NAME or file path"),
    annotators=Arg("--annotators", "-a", help="People to compare with, separated by commas"),
    judges=Arg("--judges", "-j", help="Judges to measure, separated by commas"),
    weights=Arg("--weights", "-w", help="How far different steps of a scale agree"),
    output=Arg("--output", "-o", help="File or dataset:NAME for the items to look at next"),
    json=Arg("--json", "-J", help="Print JSON instead of tables"),
    loader=Arg("--loader", "-lo", help="Loader, guessed from the file extension if not set"),
)
def metric_judge(
    people: SourceType,
    judge: SourceType,
    annotators: list[str] | None = None,
    judges: list[str] | None = None,
    weights: Literal["quadratic", "linear", "identity"] = "quadratic",
    output: str | None = None,
    json: bool = False,
    loader: str | None = None,
) -> dict[str, JudgeReport]:
    """Measure how far a model that judges agrees with people, next to how far people agree with
    each other, whether it prefers a position or long responses, and where to look next.
    """
    opinions = load_opinions(people, judge, loader, annotators, judges)
    reports = {name: measure_judge(opinions, name, weights=weights) for name in opinions.judges}
    if not any(report.n_compared for report in reports.values()):
        raise RecipeError(
            "People and judge have answered nothing in common",
            f"People answered {sum(bool(i.people) for i in opinions.items)} items, the judge "
            f"{sum(bool(i.judges) for i in opinions.items)}. Items are the same if their input is, "
            f"and questions if their name is. {_describe_left_out(opinions)}".rstrip(),
        )
    if output:
        _write_items(list(reports.values()), output)
    if json:
        found = {name: _to_json(report) for name, report in reports.items()}
        left_out = {side: dict(counts) for side, counts in opinions.left_out.items()}
        sys.stdout.write(f"{dumps({'judges': found, 'left_out': left_out})}\n")
    else:
        for report in reports.values():
            _print_report(report, opinions)
    return reports


def load_opinions(
    people: SourceType,
    judge: SourceType,
    loader: str | None = None,
    annotators: Sequence[str] | None = None,
    judges: Sequence[str] | None = None,
) -> Opinions:
    """Read what people and judges said.

    people, judge (SourceType): Datasets or files. They may be the same.
    loader (str | None): Loader of files.
    annotators, judges (Sequence[str] | None): Who counts. Defaults to None: whoever is a judge is
        not one of the people.
    RETURNS (Opinions): The answers by item.
    RAISES (RecipeError): Somebody was not found, or one side is empty.
    """
    seen: dict[str, Counter[str]] = {"people": Counter(), "judge": Counter()}
    collector = Collector()

    def is_judge(name: str) -> bool:
        seen["judge"][name] += 1
        return name in judges if judges else True

    def is_person(name: str) -> bool:
        seen["people"][name] += 1
        return name in annotators if annotators else name not in judging

    collector.add(_read(judge, loader), is_judge=True, wanted=is_judge, name="judge")
    judging = set(judges or seen["judge"])
    collector.add(_read(people, loader), is_judge=False, wanted=is_person, name="people")
    _check_names(judges, seen["judge"], "judges")
    _check_names(annotators, seen["people"], "annotators")
    opinions = collector.finish()
    for side, names in (("people", opinions.people), ("judge", opinions.judges)):
        if not names:
            shown = ", ".join(sorted(seen[side])) or "nobody"
            raise RecipeError(
                f"There are no answers of {'people' if side == 'people' else 'a judge'} that count",
                f"Found answers of: {shown}. {_describe_left_out(opinions)} If people and models "
                "are in the same dataset, name them: --annotators and --judges.",
            )
    return opinions


def _read(source: SourceType, loader: str | None) -> Iterable[TaskType]:
    found = make_source(source, loader)
    # As a source of tasks a dataset leaves out the answers, which are what matters here.
    examples = found.iter_examples() if isinstance(found, DatasetSource) else found
    return iter_usable(examples, str(source))


def _check_names(wanted: Sequence[str] | None, found: Counter[str], what: str) -> None:
    unknown = [name for name in wanted or () if name not in found]
    if unknown:
        raise RecipeError(
            f"Requested {what} were not found: {', '.join(unknown)}",
            f"Found: {', '.join(sorted(found)) or 'nobody'}. IDs are those of the sessions: "
            "DATASET-NAME.",
        )


def _describe_left_out(opinions: Opinions) -> str:
    parts = [
        f"{count} of {side}: {why}"
        for side, counts in opinions.left_out.items()
        for why, count in counts.most_common()
    ]
    return f"Left out: {'; '.join(parts)}." if parts else ""


def _write_items(reports: Sequence[JudgeReport], output: str) -> None:
    """Write the items to look at as tasks, without any answer."""
    tasks: dict[int, TaskType] = {}
    for report in reports:
        for item in report.items:
            look = {"reasons": item.reasons, "score": round(item.score, 4), "judge": report.judge}
            eg = item.example
            view = find_view(get_view_id(eg))
            hidden = (*BOOKKEEPING_KEYS, *MODEL_KEYS, *(view.writes if view else ()))
            task = {key: value for key, value in eg.items() if key not in hidden}
            tasks.setdefault(id(eg), {**task, LOOK_KEY: []})[LOOK_KEY].append(look)
    if source_is_dataset(output):
        db, name = connect(), output.partition(":")[2]
        try:
            check_dataset_name(name)
        except ValueError as err:
            raise RecipeError(f"Can't save the items in the dataset '{name}'", str(err)) from err
        db.add_dataset(name)
        db.add_examples(list(tasks.values()), datasets=[name])
    else:
        write_file(Path(output), tasks.values())
    msg.good(f"Wrote {len(tasks)} items to look at next", output)


def _to_json(report: JudgeReport) -> dict[str, Any]:
    found = asdict(report)
    found["items"] = [
        {**item, "example": {k: item["example"].get(k) for k in ("_input_hash", "_task_hash")}}
        for item in found["items"]
    ]
    return found


def _print_report(report: JudgeReport, opinions: Opinions) -> None:
    rows = [
        ("People", ", ".join(report.people)),
        ("Items that people answered", report.n_people),
        ("Items that the judge answered", report.n_judge),
        ("Items compared", report.n_compared),
        ("of these answered by several people", report.n_several),
        *(
            (f"Answers of {side} left out: {why}", count)
            for side, counts in opinions.left_out.items()
            for why, count in counts.most_common()
        ),
    ]
    print_table(f"Judge: {report.judge}", ("", "Value"), rows)
    _print_agreement("Agreement of the judge with people", report, "judge")
    if report.n_several:
        _print_agreement("Agreement of people with each other (ceiling)", report, "ceiling")
        gaps = [(q.name, format_estimate(q.gap), q.ceiling.n_items) for q in report.questions]
        print_table("Judge minus ceiling, percent agreement", ("", "Difference", "Items"), gaps)
        out.text("Around 0 or above: the judge is as good as another person.")
    else:
        out.text("")
        out.text("No ceiling: no item was answered by several people. Without it nobody knows")
        out.text("how far people would agree with each other, which is as much as a judge can do.")
    _print_position(report.position, report.people_position)
    _print_length(report.length, report.people_length)
    _print_items(report)


def _print_agreement(title: str, report: JudgeReport, side: str) -> None:
    rows = []
    for question in report.questions:
        scores: JudgeScores = getattr(question, side)
        rows.append(
            (
                question.name,
                format_estimate(scores.percent),
                format_estimate(scores.kappa),
                format_estimate(scores.ac),
                question.weights,
                scores.n_items,
            )
        )
    header = ("Question", "Percent", "Cohen's kappa", "Gwet's AC", "Weights", "Items")
    print_table(title, header, rows)
    out.text("In brackets: 95% interval (bootstrap over items), - where items don't vary.")


def _print_position(judge: PositionBias | None, people: PositionBias | None) -> None:
    if judge is None:
        return
    sides: list[PositionBias | None] = [judge, people]

    def show(make: Any) -> list[str]:
        return [make(side) if side is not None else "-" for side in sides]

    rows = [
        ("First position wins", *show(lambda b: format_estimate(b.first))),
        ("Without bias", *show(lambda b: format_estimate(Estimate(b.expected)))),
        ("Decisions, ties", *show(lambda b: f"{b.n_decided}, {b.n_undecided}")),
        ("Same winner in both orders", *show(lambda b: format_estimate(b.consistent))),
        ("Items in both orders", *show(lambda b: str(b.n_both))),
        (
            "Items towards first, last",
            *show(lambda b: f"{b.n_towards_first}, {b.n_towards_last}"),
        ),
        ("p (exact sign test)", *show(lambda b: format_p(b.p_value))),
    ]
    print_table("Position bias", ("", "Judge", "People"), rows)
    if judge.p_value is not None and judge.p_value < 0.05:
        side = "first" if judge.n_towards_first > judge.n_towards_last else "last"
        msg.warn(f"The judge prefers the response in {side} position (p {format_p(judge.p_value)})")


def _print_length(judge: LengthBias | None, people: LengthBias | None) -> None:
    if judge is None:
        return
    sides: list[LengthBias | None] = [judge, people]

    def show(make: Any) -> list[str]:
        return [make(side) if side is not None else "-" for side in sides]

    rows = [
        ("Longer response wins", *show(lambda b: format_estimate(b.longer))),
        ("p (exact binomial test)", *show(lambda b: format_p(b.p_value))),
        ("Correlation with length", *show(lambda b: format_estimate(Estimate(b.correlation)))),
        ("Odds ratio for twice the length", *show(lambda b: format_estimate(b.odds))),
        ("Decisions", *show(lambda b: str(b.n_decided))),
    ]
    print_table("Length bias", ("", "Judge", "People"), rows)
    out.text("Longer responses can be better: what counts is the difference to people.")


def _print_items(report: JudgeReport) -> None:
    counts = Counter(reason for item in report.items for reason in item.reasons)
    rows = [(REASONS[name], counts[name]) for name in REASONS]
    print_table("Items to look at next", ("Why", "Items"), rows)
    shown = [
        (describe_item(item.example), f"{item.score:.2f}", ", ".join(item.reasons))
        for item in report.items[:MAX_ITEMS]
    ]
    if shown:
        print_table(f"The first {len(shown)}", ("Item", "Score", "Why"), shown)
