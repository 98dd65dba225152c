"""Records of Argilla: from what users responded to answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...io.example_rows import to_json
from ...io.faults import Row
from ...io.lines import shorten
from ...shapes import TaskType
from .claims import Claim, check_claims
from .gold import make_choice, make_spans
from .questions import Questions
from .report import Report

Record = dict[str, Any]
# Question to a user's value and its status.
Responses = dict[str, Any]

MAX_LABEL_CHARS = 80
MAX_LABELS = 100
# The only question of version 1 has no name.
ANNOTATION = "annotation"


def find_questions(records: Iterable[Record]) -> Questions:
    """Find all questions of a file, with what was answered.

    records (Iterable[dict]): The records.
    RETURNS (Questions): The questions, in the order in which they are answered first.
    """
    spans: dict[str, dict[str, None]] = {}
    choices: dict[str, dict[str, None]] = {}
    for record in records:
        for user in _get_users(record).values():
            for name, (value, _) in user.items():
                if _are_spans(value):
                    labels = (_get_claim(span).label for span in value)
                    spans.setdefault(name, {}).update(dict.fromkeys(map(str, labels)))
                elif _are_labels(value, at_least=1):
                    choices.setdefault(name, {}).update(dict.fromkeys(_to_list(value)))
    texts = [name for name, labels in choices.items() if _is_text(labels)]
    return Questions(
        {name: list(labels) for name, labels in spans.items()},
        {name: list(labels) for name, labels in choices.items() if name not in texts},
        texts=tuple(texts),
    )


def make_tasks(row: Row, questions: Questions, report: Report) -> list[TaskType]:
    """Make answers of a record, one for each of its users.

    row (Row): The record.
    questions (Questions): The questions of the file.
    report (Report): Takes note of what is not imported.
    RETURNS (list[dict]): The answers.
    RAISES (RowError): The record is broken.
    """
    record = row.content
    text = _get_text(row)
    meta = record.get("metadata")
    base: TaskType = {"text": text, **({"meta": meta} if isinstance(meta, dict) and meta else {})}
    users = _get_users(record)
    if not users:
        report.leave_out(base, "not-annotated")
    elif record.get("suggestions") or record.get("prediction"):
        report.lose(base, "lost-predictions")
    tasks = []
    for user, responses in users.items():
        task = _make_task(row, base, responses, questions, report)
        if task is None:
            report.leave_out(base, "no-answer")
            continue
        tasks.append({**task, "_annotator_id": user} if user else task)
    return tasks


def _make_task(
    row: Row, base: TaskType, responses: Responses, questions: Questions, report: Report
) -> TaskType | None:
    claims: list[Claim] = []
    accepted: set[str] = set()
    has_spans = has_labels = False
    for question, (value, _) in responses.items():
        if (
            question in questions.spans
            and isinstance(value, list)
            and not _are_labels(value, at_least=1)
        ):
            has_spans = True
            claims += [_name_claim(row, span, question, questions) for span in value]
        elif question in questions.choices and _are_labels(value):
            has_labels = True
            accepted.update(questions.name_option(question, name) for name in _to_list(value))
        elif value == []:
            continue  # Nobody ever chose anything, so nobody knows what was asked.
        elif question not in questions.texts and not isinstance(value, (int, float)):
            raise row.error(
                "value",
                "has a broken response",
                f"Expected spans or labels for {shorten(question)}, found "
                f"{shorten(to_json(value))}",
            )
        else:
            kind = "text" if question in questions.texts else "rating"
            report.lose(base, "lost-regions", kind)
    if not (has_spans or has_labels):
        return None
    task = dict(base)
    if has_spans:
        task.update(make_spans(base["text"], check_claims(row, base["text"], claims, report)))
    if has_labels:
        choice = make_choice(base["text"], questions.options, accepted, always_options=has_spans)
        task.update({**choice, "_view_id": "blocks"} if has_spans else choice)
    if any(status == "discarded" for _, status in responses.values()):
        task["answer"] = "ignore"
    return task


def _get_users(record: Record) -> dict[str, Responses]:
    """RETURNS (dict): User to question to value and status; drafts are left out."""
    users: dict[str, Responses] = {}
    if record.get(ANNOTATION) is not None:
        agent = record.get("annotation_agent")
        status = "discarded" if record.get("status") == "Discarded" else "submitted"
        return {str(agent or ""): {ANNOTATION: (record[ANNOTATION], status)}}
    responses = record.get("responses")
    if not isinstance(responses, dict):
        return users
    for question, given in responses.items():
        for response in given if isinstance(given, list) else [given]:
            if not isinstance(response, dict):
                response = {"value": response}
            value, status = response.get("value"), response.get("status") or "submitted"
            if status != "draft" and value is not None:
                user = str(response.get("user_id") or "")
                users.setdefault(user, {})[question] = value, status
    return users


def _get_text(row: Row) -> str:
    record = row.content
    fields = record.get("fields", record.get("inputs"))
    fields = record if not isinstance(fields, dict) else fields
    text = fields.get("text")
    if not isinstance(text, str) and fields is not record:
        texts = [value for value in fields.values() if isinstance(value, str)]
        text = texts[0] if len(texts) == 1 else None
    if not isinstance(text, str):
        raise row.error(
            "no-text",
            "has no text",
            f'Expected {{"fields": {{"text": "..."}}}}, found {shorten(to_json(record))}',
        )
    return text


def _are_spans(value: Any) -> bool:
    is_span = (dict, list)
    return isinstance(value, list) and bool(value) and all(isinstance(v, is_span) for v in value)


def _are_labels(value: Any, *, at_least: int = 0) -> bool:
    values = _to_list(value)
    return len(values) >= at_least and all(isinstance(name, str) for name in values)


def _to_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _is_text(labels: dict[str, None]) -> bool:
    return len(labels) > MAX_LABELS or any(len(label) > MAX_LABEL_CHARS for label in labels)


def _get_claim(span: Any) -> Claim:
    if isinstance(span, list):  # of version 1
        label, start, end = (span + [None] * 3)[:3]
        return Claim(start, end, label)
    return Claim(span.get("start"), span.get("end"), span.get("label"), span.get("text"))


def _name_claim(row: Row, span: Any, question: str, questions: Questions) -> Claim:
    if not isinstance(span, (dict, list)):
        raise row.error("value", "has a broken span", f"Found {shorten(to_json(span))}")
    claim = _get_claim(span)
    name = claim.label
    label = questions.name_label(question, name) if isinstance(name, str) else name
    return Claim(claim.start, claim.end, label, claim.covered)
