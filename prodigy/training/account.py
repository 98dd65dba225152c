"""What became of every stored row.

A row gets one verdict per component that reads its dataset. For the account it counts once, with
the best of its verdicts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..io.unfinished import open_part

USED = "used"  # the first row that said something about its text
MERGED = "merged"  # added to, or confirmed, what other rows said about the same text
DROPPED = "dropped"
OUTCOMES = (USED, MERGED, DROPPED)

TRAINING = "training"
EVALUATION = "evaluation"

# Why a row was dropped, or used in part.
REASONS: dict[str, str] = {
    "ignored": "answered with ignore",
    "no-answer": "suggested by a pipeline, answered by nobody",
    "no-text": "no text",
    "empty": "the text is empty",
    "malformed": "not in the form that the interfaces write",
    "too-long": "the text is longer than the pipeline allows",
    "other-view": "annotates something else",
    "nothing-said": "says nothing about this",
    "nothing-selected": "no category selected",
    "rejected": "rejected as a whole, nobody knows what is wrong",
    "not-usable": "a no that the component can't learn from",
    "duplicate": "says the same as another row",
    "conflict": "contradicts a row that counts more",
    "unlabelled": "its spans have no label",
    "misplaced": "its offsets are no place in the text",
    "misaligned": "its offsets don't fit the tokens",
    "left-open": "part of it is unknown, which the component would take as a no",
    "in-evaluation": "the text is used for evaluation instead",
    "not-sampled": "not in this portion of the data",
    "some-unlabelled": "without spans that have no label",
    "some-misplaced": "without offsets that are no place in the text",
    "some-misaligned": "without offsets that don't fit the tokens",
    "some-conflicts": "without what contradicts rows that count more",
}
# What can be wrong with a part of a row: a span or a relation. The tokens it is about are missing
# values then, never "no entity". The first kind of a row gives the row its reason.
PROBLEMS: dict[str, str] = {
    "unlabelled": "without a label",
    "misplaced": "with offsets that are no place in the text",
    "misaligned": "that don't begin and end with tokens",
}
SNIPPET_CHARS = 80


@dataclass(frozen=True)
class Problem:
    """Part of a row that couldn't be used.

    component (str): The component.
    kind (str): A key of PROBLEMS.
    why (str): What doesn't fit, with offsets.
    start (int | None): First character.
    end (int | None): Last character, exclusive.
    label (str | None): The label.
    text (str): The characters.
    """

    component: str
    kind: str
    why: str
    start: int | None = None
    end: int | None = None
    label: str | None = None
    text: str = ""


@dataclass(frozen=True)
class Verdict:
    """What became of a row for one component.

    outcome (str): One of OUTCOMES.
    reason (str): A key of REASONS, empty if there is nothing to say.
    problems (tuple[Problem, ...]): The parts that couldn't be used.
    """

    outcome: str
    reason: str = ""
    problems: tuple[Problem, ...] = ()


# Shared, since there may be a hundred thousand of each.
DROPS = {reason: Verdict(DROPPED, reason) for reason in REASONS}
VERDICTS = {outcome: Verdict(outcome) for outcome in OUTCOMES}


NO_VERDICTS: Mapping[str, Verdict] = MappingProxyType({})
_shared: dict[tuple[tuple[str, Verdict], ...], Mapping[str, Verdict]] = {}


@dataclass(slots=True)
class Row:
    """One stored row.

    dataset (str): Name of its dataset.
    position (int): Its place in the dataset, starting at 1.
    roles (dict[str, str]): What its dataset is for, by component: TRAINING or EVALUATION.
    input_hash (int | None): Hash of the input.
    task_hash (int | None): Hash of the question.
    place (int): Where its content is kept, see `rows`.
    side (str): TRAINING or EVALUATION, what its text is used for. Empty if it isn't used.
    verdicts (Mapping[str, Verdict]): By component, see `decide`.
    """

    dataset: str
    position: int
    roles: dict[str, str]
    input_hash: int | None = None
    task_hash: int | None = None
    place: int = -1
    side: str = ""
    verdicts: Mapping[str, Verdict] = field(default_factory=lambda: NO_VERDICTS)

    def decide(self, component: str, verdict: Verdict) -> None:
        """Give a verdict.

        component (str): For which component.
        verdict (Verdict): What becomes of the row. It replaces an earlier verdict.
        """
        verdicts = {**self.verdicts, component: verdict}
        # Many rows get the same verdicts, and there may be a hundred thousand of them.
        key = None if verdict.problems else tuple(verdicts.items())
        self.verdicts = verdicts if key is None else _shared.setdefault(key, verdicts)

    @property
    def verdict(self) -> Verdict:
        """The best verdict, of the first component that gave it."""
        return min(self.verdicts.values(), key=lambda verdict: OUTCOMES.index(verdict.outcome))

    @property
    def problems(self) -> list[Problem]:
        """What couldn't be used of it, for any component."""
        return [problem for verdict in self.verdicts.values() for problem in verdict.problems]


@dataclass(slots=True)
class Parts:
    """What became of the parts of rows, for one component.

    name (str): What they are: "spans" or "relations".
    total (int): All parts of all rows that the component reads.
    used (int): Those that were taken, or confirmed by another row.
    conflicts (int): Those that contradict rows that count more.
    problems (Counter[str]): Those that can't be used, by the key of PROBLEMS.
    others (int): Those in used rows that add nothing: said twice, or answered with ignore.
    """

    name: str
    total: int = 0
    used: int = 0
    conflicts: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    others: int = 0

    def describe(self) -> list[tuple[str, int]]:
        """RETURNS (list[tuple[str, int]]): Description and number, with the total at the end. The
        numbers before it add up to it.
        """
        lines = [("Used", self.used), ("That contradict rows that count more", self.conflicts)]
        lines += [(PROBLEMS[kind].capitalize(), self.problems[kind]) for kind in PROBLEMS]
        lines.append(("Said twice in a row, or answered with ignore", self.others))
        rest = self.total - sum(count for _, count in lines)
        lines.append(("In rows that were dropped", rest))
        found = [(text, count) for text, count in lines if count]
        return [*found, (f"All stored {self.name}", self.total)]


def count_outcomes(rows: Iterable[Row]) -> list[tuple[str, int]]:
    """Count rows by what became of them.

    rows (Iterable[Row]): All rows.
    RETURNS (list[tuple[str, int]]): Description and number of rows, the used ones first, with the
        total at the end. The numbers before it add up to it.
    """
    counts: Counter[tuple[str, str, str]] = Counter()
    total = 0
    for row in rows:
        verdict = row.verdict
        side = row.side if verdict.outcome != DROPPED else ""
        counts[verdict.outcome, side, verdict.reason] += 1
        total += 1
    order = {reason: i for i, reason in enumerate(["", *REASONS])}
    sides = ("", TRAINING, EVALUATION)
    lines = sorted(
        counts, key=lambda key: (OUTCOMES.index(key[0]), sides.index(key[1]), order[key[2]])
    )
    return [*((_describe(*key), counts[key]) for key in lines), ("All stored rows", total)]


def _describe(outcome: str, side: str, reason: str) -> str:
    text = {
        USED: f"Used for {side}",
        MERGED: f"Merged with other rows for {side}",
        DROPPED: "Dropped",
    }[outcome]
    return f"{text}: {REASONS[reason]}" if reason else text


def write_report(path: str | Path, lines: Iterable[dict[str, Any]]) -> int:
    """Write one JSON object per stored row.

    path (str | Path): The file. Missing folders are made.
    lines (Iterable[dict]): The objects, see `make_lines`.
    RETURNS (int): The number of rows.
    """
    count = 0
    with open_part(path) as unfinished, unfinished.open("w", encoding="utf-8") as file:
        for line in lines:
            # ASCII: a text may contain half of a character pair, which is no UTF-8.
            file.write(json.dumps(line) + "\n")
            count += 1
    return count


def make_lines(rows: Iterable[tuple[Row, str]]) -> Iterator[dict[str, Any]]:
    """Describe rows one by one.

    rows (Iterable[tuple[Row, str]]): The rows with their texts.
    YIELDS (dict): What became of each row.
    """
    for row, text in rows:
        verdict = row.verdict
        line: dict[str, Any] = {
            "dataset": row.dataset,
            "row": row.position,
            "input_hash": row.input_hash,
            "task_hash": row.task_hash,
            "outcome": verdict.outcome,
            "side": row.side if verdict.outcome != DROPPED else None,
            "reason": verdict.reason or None,
            "explanation": REASONS.get(verdict.reason),
            "components": {
                name: {"outcome": one.outcome, "reason": one.reason or None}
                for name, one in row.verdicts.items()
            },
            "text": text if len(text) <= SNIPPET_CHARS else f"{text[:SNIPPET_CHARS]}...",
        }
        if row.problems:
            line["problems"] = [dict(vars(problem)) for problem in row.problems]
        yield line
