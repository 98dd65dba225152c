"""What a format can't hold: counted by reason, and listed in a file for who wants to see it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from ...errors import ProdigyError
from ...shapes import SpanType, TaskType

# Why an example is left out. A part of an example would be wrong data: what is not marked counts
# as "nothing is here" wherever the file is used.
REASONS: dict[str, str] = {
    "reject": "rejected: that says what is wrong, not what is right",
    "ignore": "ignored",
    "binary": "a yes or no about one span: the rest of the text is not annotated",
    "no-text": "no text",
    "no-answer": "neither spans nor categories",
    "not-spans": "spans, which this format can't hold",
    "not-categories": "categories, which this format can't hold",
    "relations": "relations without spans, which this format can't hold",
    "no-tokens": "no tokens: highlight with tokens, or use a format with characters",
    "bad-tokens": "tokens that overlap or don't fit the text",
    "offsets": "a span whose offsets are not in the text",
    "no-label": "a span without a label",
    "misaligned": "a span that starts or ends within a token",
    "overlap": "spans that overlap",
    "surrogate": "half of a surrogate pair, which is no text",
    "not-annotated": "not annotated yet",
}
# What is missing in an example that is otherwise complete.
LOSSES: dict[str, str] = {
    "lost-relations": "relations",
    "lost-categories": "categories",
    "lost-regions": "regions that are neither spans nor choices of a text",
    "lost-groups": "groups of spans other than 'sc'",
}


class Report:
    """Takes note of every example that goes through a format. A context manager.

    path (str | Path | None): JSONL file with a line for each example that is left out or loses
        something. Defaults to None (only counts).

    n_done (int): Examples written or read, so far.
    left_out (Counter): Reason, a key of `REASONS`, to the number of examples.
    lost (Counter): What was lost, a key of `LOSSES`, to the number of examples.
    RAISES (ProdigyError): The file can't be written.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self.n_done = 0
        self.left_out: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()
        self._file: IO[str] | None = None
        if path is not None:
            try:
                Path(path).parent.mkdir(parents=True, exist_ok=True)
                self._file = open(path, "w", encoding="ascii")  # closed by __exit__
            except OSError as err:
                raise ProdigyError(
                    f"Can't write the report {path}",
                    f"{err.strerror or err}. Choose another place.",
                ) from err

    def __enter__(self) -> Report:
        return self

    def __exit__(self, *exc_info: object) -> None:
        if self._file is not None:
            self._file.close()

    def leave_out(self, eg: TaskType, reason: str, spans: Iterable[SpanType] = ()) -> None:
        """Take note of an example that is left out.

        eg (dict): The example.
        reason (str): A key of `REASONS`.
        spans (Iterable[dict]): The spans that are the reason. Defaults to none.
        """
        self.left_out[reason] += 1
        self._write(eg, reason, REASONS[reason], False, spans)

    def lose(self, eg: TaskType, loss: str) -> None:
        """Take note of an example that can be used, but not completely.

        eg (dict): The example.
        loss (str): A key of `LOSSES`.
        """
        self.lost[loss] += 1
        self._write(eg, loss, f"without {LOSSES[loss]}", True, ())

    @property
    def n_left_out(self) -> int:
        """How many examples are left out."""
        return sum(self.left_out.values())

    def describe(self) -> list[str]:
        """RETURNS (list[str]): A line for each reason with its count, the most frequent first."""
        lines = [f"{count:>7,}  {REASONS[key]}" for key, count in self.left_out.most_common()]
        lines += [f"{n:>7,}  used without {LOSSES[key]}" for key, n in self.lost.most_common()]
        return lines

    def _write(
        self, eg: TaskType, reason: str, message: str, is_used: bool, spans: Iterable[SpanType]
    ) -> None:
        if self._file is None:
            return
        text = eg.get("text")
        row = {
            "reason": reason,
            "message": message,
            "used": is_used,
            "text": text,
            "spans": [_describe_span(span, text) for span in spans],
            "answer": eg.get("answer"),
            "_input_hash": eg.get("_input_hash"),
            "_task_hash": eg.get("_task_hash"),
        }
        self._file.write(json.dumps(row) + "\n")


def _describe_span(span: SpanType, text: Any) -> SpanType:
    start, end = span.get("start"), span.get("end")
    covered = text[start:end] if isinstance(text, str) and _are_ints(start, end) else None
    return {"start": start, "end": end, "label": span.get("label"), "text": covered}


def _are_ints(*values: Any) -> bool:
    return all(type(value) is int for value in values)
