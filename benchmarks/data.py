"""Data for the benchmarks: made up, the same in every run."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SUBJECTS = ["A baker", "The mayor", "Dr. Amina Yusuf", "Lumenar", "Our neighbours", "Parcelon"]
VERBS = ["opens", "sells", "loses", "finds", "defends", "paints"]
OBJECTS = ["a bridge in Zürich", "the old ferry", "“Night Bus Diaries”", "three satellites"]
ENDS = ["after a long winter.", "and nobody knows why.", "for the second time this year!"]


def make_text(i: int) -> str:
    """Make the text number i: two sentences, different for every number."""
    parts = (SUBJECTS[i % 6], VERBS[i // 6 % 6], OBJECTS[i // 36 % 4], ENDS[i // 144 % 3])
    return f"{' '.join(parts)} It was reported as case number {i} by The Harbour Post."


def make_rows(count: int) -> Iterator[dict[str, Any]]:
    """Make tasks with a text and a source."""
    for i in range(count):
        yield {"text": make_text(i), "meta": {"source": "generated", "number": i}}


def make_answers(count: int, start: int = 0) -> Iterator[dict[str, Any]]:
    """Make tasks as they come back from annotators: hashed, with tokens, spans and an answer."""
    from prodigy.hashing import set_hashes

    for i in range(start, start + count):
        text = make_text(i)
        tokens, offset = [], 0
        for n, word in enumerate(text.split(" ")):
            end = offset + len(word)
            tokens.append({"text": word, "start": offset, "end": end, "id": n, "ws": True})
            offset = end + 1
        span = {"start": 0, "end": tokens[0]["end"], "token_start": 0, "token_end": 0}
        task = {"text": text, "meta": {"number": i}}
        set_hashes(task)
        yield {**task, "tokens": tokens, "spans": [{**span, "label": "ORG"}], "answer": "accept"}


def write_rows(path: Path, rows: Iterator[dict[str, Any]]) -> Path:
    """Write rows to a JSONL file, a line at a time."""
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row) + "\n")
    return path
