"""What can't be read or written: counted by reason, and listed in a file for who wants to see it.

Four things can happen to an example. It is *rejected*: something is wrong with its row. It is *left
out*: nothing is wrong, but it can't be held. It *loses* something, or something in it is *mended*.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from ...io.faults import FAULTS, Row, RowError
from ...io.unfinished import open_part
from ...shapes import SpanType, TaskType
from ...views import FIGURES

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
    "zero": "a zero byte, which this format can't hold",
    "not-annotated": "not annotated yet",
    "label": "a label with white space, which this format can't hold",
    "too-long": "a text that is too long for a cell",
    "no-image": "no image",
    "no-recording": "no recording",
    "no-size": "an image of unknown size: there is none in the task, and no file to look it up",
    "no-duration": 'a transcript of a recording of unknown length: no "duration" in the task',
    "not-shapes": "no shapes, which this format is about",
    "not-regions": "no regions, which this format is about",
    "shape": "a shape that can't be drawn, or that is not in its image",
    "region": "a region that has no time, or ends before it starts",
    "no-regions": "a recording without regions, which this format has no line for",
    "too-short": "a region shorter than the format can say",
    "control": "control characters, which this format can't hold",
    "not-responses": "no responses, which this format is about",
    "no-prompt": "no prompt",
    "one-response": "one response only: there is none to compare it with",
    "tie": "a tie: no response is preferred",
    "no-preferred": "no response is preferred",
    "tie-and-preferred": "a tie in which one response is preferred: only one of both is possible",
    "lost-preferred": "the preferred response is none of the responses",
    "same-text": "responses that say the same",
    "parts": "messages with pictures or other parts, which this format can't hold",
}
# What is missing in an example that is otherwise complete.
LOSSES: dict[str, str] = {
    "lost-relations": "relations",
    "lost-categories": "categories",
    "lost-regions": "answers of other kinds than spans and choices",
    "lost-per-region": "answers about single regions",
    "lost-predictions": "predictions",
    "lost-discontinuous": "spans with gaps",
    "lost-layers": "other layers of annotations",
    "lost-groups": "groups of spans other than 'sc'",
    "lost-media": "the image or recording itself, which is in the task",
    "lost-path": "the folder of the file",
    "lost-outlines": "the outlines of polygons, which have become boxes",
    "lost-freehand": "the difference of polygons and what was drawn freehand",
    "lost-types": "the difference of rectangles and polygons",
    "lost-holes": "holes in masks",
    "lost-shapes": "shapes of other kinds",
    "lost-keys": "further keys of shapes and regions",
    "lost-suggestions": "suggestions that nobody has accepted",
    "lost-text-spans": "spans of text",
    "lost-transcript": "the transcript of the whole recording",
    "lost-text": "texts of single regions",
    "lost-ratings": "ratings that are not on the scale, or of what is not there",
    "lost-points": "labels of single moments",
    "lost-styles": "styles and places of captions",
}


# What a reader puts right by a rule, see docs/formats.md.
MENDS: dict[str, str] = {
    "doubled": "spans that are there twice: used once",
    "crlf": "spans that count a line break of two characters as one: moved",
    "utf16": "spans that count UTF-16 units instead of characters: moved",
    "found": "spans beside the text that they name, which is there only once: moved",
    "white-space": "spans that differ in white space from the text that they name: kept",
    "merged": "tokens of several words with different tags: the first tag counts",
    "clipped": "shapes that stick out of their image: cut off at its edge",
    "parts": "shapes in several parts: each part is a shape",
    "masks": "masks of pixels: polygons along their edges",
    "rotated": "boxes that are turned: polygons of four corners",
    "new-ids": "ids that are there several times: numbered anew",
    "no-media": "files without their recording beside them: named after the file",
    "blank-lines": "texts with blank lines or white space around them: without these",
}
N_LISTED = 10  # rejected rows that are kept to be shown
Make = Callable[[Row], Iterable[TaskType]]


class Report:
    """Takes note of every example that goes through a format. A context manager.

    path (str | Path | None): JSONL file with a line for each example to which something happens.
        Defaults to None (only counts).
    is_strict (bool): Raise the error of the first row that is rejected. Defaults to False.

    n_done (int): Examples written or read, so far.
    rejected (Counter): What is wrong, a key of `FAULTS`, to the number of rows.
    left_out (Counter): Reason, a key of `REASONS`, to the number of examples.
    lost (Counter): What was lost, a key of `LOSSES`, to the number of examples.
    mended (Counter): What was put right, a key of `MENDS`, to how often.
    errors (list[RowError]): The first rejected rows.
    RAISES (ProdigyError): The file can't be written.
    """

    def __init__(self, path: str | Path | None = None, *, is_strict: bool = False) -> None:
        self.n_done = 0
        self.rejected: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()
        self.mended: Counter[str] = Counter()
        self.errors: list[RowError] = []
        self._is_strict = is_strict
        self._held: list[Callable[[], None]] | None = None
        self._line: int | None = None  # of the row at hand
        self._file: IO[str] | None = None
        if path is not None:
            self._part = open_part(path)
            self._file = self._part.__enter__().open("w", encoding="ascii")  # closed by __exit__

    def __enter__(self) -> Report:
        return self

    def __exit__(self, *exc_info: object) -> None:
        if self._file is not None:
            self._file.close()
            # Also if something failed: then it says what was read until then.
            self._part.__exit__(None, None, None)

    def collect(self, rows: Iterable[Row], make: Make) -> Iterator[TaskType]:
        """Make examples of rows. The one loop of all readers: a bad row never stops the others.

        rows (Iterable[Row]): The rows.
        make (callable): Makes the examples of a row, or raises a `RowError`.
        YIELDS (dict): The examples, which are counted.
        RAISES (RowError): A row is bad, and the report is strict.
        """
        for row in rows:
            # What is noted about a row only counts if the row can be used.
            held: list[Callable[[], None]] = []
            self._held = held
            try:
                examples = list(make(row))
            except RowError as err:
                self._held = None
                self.reject(err)
                continue
            self._held = None
            self._line = row.line
            for note in held:
                note()
            self._line = None
            for eg in examples:
                self.n_done += 1
                yield eg

    def reject(self, error: RowError) -> None:
        """Take note of a row that can't be used.

        error (RowError): What is wrong with it, and where it is.
        RAISES (RowError): The report is strict.
        """
        if self._is_strict:
            raise error
        self.rejected[error.kind] += 1
        if len(self.errors) < N_LISTED:
            self.errors.append(error)
        eg = error.row if isinstance(error.row, dict) else {}
        fault = {"line": error.line, "problem": error.title, "fix": error.text, "row": error.row}
        self._write(eg, error.kind, FAULTS[error.kind], False, (), fault)

    def mend(self, eg: TaskType, how: str, spans: Iterable[SpanType] = ()) -> None:
        """Take note of something that was put right.

        eg (dict): The example.
        how (str): A key of `MENDS`.
        spans (Iterable[dict]): The spans as they are now. Defaults to none.
        """
        found = list(spans)
        self._note(lambda: self.mended.update([how]))
        self._note(lambda: self._write(eg, how, MENDS[how], True, found))

    def leave_out(self, eg: TaskType, reason: str, spans: Iterable[SpanType] = ()) -> None:
        """Take note of an example that is left out.

        eg (dict): The example.
        reason (str): A key of `REASONS`.
        spans (Iterable[dict]): The spans that are the reason. Defaults to none.
        """
        self.left_out[reason] += 1
        self._write(eg, reason, REASONS[reason], False, spans)

    def lose(self, eg: TaskType, loss: str, detail: str = "") -> None:
        """Take note of an example that can be used, but not completely.

        eg (dict): The example.
        loss (str): A key of `LOSSES`.
        detail (str): Which kind of it, if there are several; counted apart. Defaults to none.
        """
        key = f"{loss}:{detail}" if detail else loss
        self._note(lambda: self.lost.update([key]))
        self._note(lambda: self._write(eg, loss, f"without {_describe_loss(key)}", True, ()))

    @property
    def n_rejected(self) -> int:
        """How many rows can't be used because something is wrong with them."""
        return sum(self.rejected.values())

    @property
    def n_left_out(self) -> int:
        """How many examples are not used, for whatever reason."""
        return sum(self.left_out.values()) + self.n_rejected

    def describe(self) -> list[str]:
        """RETURNS (list[str]): A line for each reason with its count, the most frequent first."""
        counted = [
            *((n, FAULTS[key]) for key, n in self.rejected.most_common()),
            *((n, REASONS[key]) for key, n in self.left_out.most_common()),
            *((n, f"used without {_describe_loss(key)}") for key, n in self.lost.most_common()),
            *((n, MENDS[key]) for key, n in self.mended.most_common()),
        ]
        return [f"{n:>7,}  {text}" for n, text in counted]

    def _note(self, note: Callable[[], None]) -> None:
        if self._held is None:
            note()
        else:
            self._held.append(note)

    def _write(
        self,
        eg: TaskType,
        reason: str,
        message: str,
        is_used: bool,
        spans: Iterable[SpanType],
        fault: dict[str, Any] | None = None,
    ) -> None:
        if self._file is None:
            return
        text = eg.get("text")
        row = {
            "reason": reason,
            "message": message,
            "used": is_used,
            "text": text,
            **{key: eg[key] for key in ("path",) if eg.get(key)},
            "spans": [_describe_span(span, text) for span in spans],
            "answer": eg.get("answer"),
            "_input_hash": eg.get("_input_hash"),
            "_task_hash": eg.get("_task_hash"),
            **({"line": self._line} if self._line is not None else {}),
            **(fault or {}),
        }
        # Cells of spreadsheets may be dates.
        self._file.write(json.dumps(row, default=str) + "\n")


def _describe_loss(key: str) -> str:
    loss, _, detail = key.partition(":")
    return f"{LOSSES[loss]}: {detail}" if detail else LOSSES[loss]


def _describe_span(span: SpanType, text: Any) -> SpanType:
    if "points" in span or "x" in span:
        return {key: span[key] for key in FIGURES if key in span}
    start, end = span.get("start"), span.get("end")
    covered = text[start:end] if isinstance(text, str) and _are_ints(start, end) else None
    return {"start": start, "end": end, "label": span.get("label"), "text": covered}


def _are_ints(*values: Any) -> bool:
    return all(type(value) is int for value in values)
