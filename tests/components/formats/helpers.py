"""What the tests of all formats need."""

from pathlib import Path
from typing import Any

from prodigy.components.formats import FORMATS, Report

TEXT = "Uber’s boss left San Francisco 👍🏽."
WORDS = ["Uber", "’s", "boss", "left", "San", "Francisco", "👍🏽", "."]


def make_answer(*spans: tuple[int, int, str], **keys: Any) -> dict[str, Any]:
    """Make an accepted answer about TEXT.

    *spans (tuple[int, int, str]): First and last token, both inclusive, and label.
    **keys: More keys.
    RETURNS (dict): The answer.
    """
    tokens, start = [], 0
    for i, word in enumerate(WORDS):
        start = TEXT.index(word, start)
        tokens.append({"text": word, "start": start, "end": start + len(word), "id": i})
        start += len(word)
    found = [
        {
            "start": tokens[first]["start"],
            "end": tokens[last]["end"],
            "token_start": first,
            "token_end": last,
            "label": label,
        }
        for first, last, label in spans
    ]
    eg = {"text": TEXT, "tokens": tokens, "spans": found, "_view_id": "ner_manual"}
    return {**eg, "answer": "accept", **keys}


ANSWER = make_answer((0, 0, "ORG"), (4, 5, "LOCATION"))
CHOICE = {
    "text": "It works",
    "options": [{"id": "GOOD", "text": "good"}, {"id": "BAD", "text": "bad"}],
    "accept": ["GOOD"],
    "_view_id": "choice",
    "answer": "accept",
}

RECT = {
    "label": "CAR",
    "type": "rect",
    "points": [[47.5, 171.4], [47.5, 238.8], [156.6, 238.8], [156.6, 171.4]],
    "x": 47.5,
    "y": 171.4,
    "width": 109.1,
    "height": 67.4,
    "center": [102.05, 205.1],
}
POLYGON = {"label": "TREE", "type": "polygon", "points": [[10, 20], [200.5, 30.1], [90, 150]]}
FREEHAND = {"label": "SKY", "type": "freehand", "points": [[0, 0], [640, 0], [600, 9.5], [3, 8]]}
PICTURE = {
    "image": "images/street 1.jpg",
    "path": "images/street 1.jpg",
    "width": 640,
    "height": 480,
    "spans": [RECT, POLYGON],
    "_view_id": "image_manual",
    "answer": "accept",
}
RECORDING = {
    "audio": "talks/talk 1.wav",
    "path": "talks/talk 1.wav",
    "audio_spans": [
        {"start": 0.25, "end": 2.125, "label": "ANN", "text": "Hello & goodbye"},
        {"start": 1.5, "end": 3.001, "label": "BO", "text": "Hi"},
    ],
    "_view_id": "audio_manual",
    "answer": "accept",
}

RESPONSES = {
    "prompt": "Why?",
    "responses": [
        {"id": "a", "content": "So.", "model": "m"},
        {"id": "b", "content": "Or so."},
        {"id": "c", "content": "No."},
    ],
    "order": ["c", "a", "b"],
    "preferred": "b",
    "tie": False,
    "answer": "accept",
    "_view_id": "preference",
    "_annotator_id": "d-ann",
    "_input_hash": 1,
    "_task_hash": 2,
}


def get_sample(name: str) -> dict[str, Any]:
    """RETURNS (dict): An answer that a format can hold."""
    fmt = FORMATS[name]
    if fmt.spans:
        return ANSWER
    if fmt.responses:
        return RESPONSES
    return CHOICE if fmt.categories else PICTURE if fmt.shapes else RECORDING


def get_content(eg: dict[str, Any]) -> Any:
    """RETURNS (Any): What an answer is about, to compare it with another one."""
    if "image" in eg:
        return eg["image"], get_shapes(eg)
    if "audio" in eg:
        return eg["audio"], [(s["start"], s["end"], s.get("label")) for s in eg["audio_spans"]]
    if "responses" in eg:
        return eg["prompt"], [row.get("content") for row in eg["responses"]]
    if "messages" in eg:
        return [(message["role"], message["content"]) for message in eg["messages"]]
    return eg["text"], get_spans(eg)


def get_shapes(eg: dict[str, Any]) -> list[tuple[str, str, list[list[float]]]]:
    """RETURNS (list): Label, type and points of the shapes, in their order."""
    return [(span["label"], span["type"], span["points"]) for span in eg.get("spans") or ()]


def write(name: str, examples: list[dict[str, Any]], folder: Path) -> tuple[Path, Report]:
    """Write examples in a format.

    RETURNS (tuple[Path, Report]): What was written, and what was not.
    """
    path = folder / f"export{FORMATS[name].extension}"
    report = Report()
    assert FORMATS[name].write(examples, path, report=report) == report.n_done
    return path, report


def round_trip(name: str, examples: list[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    """Write examples in a format, all of which it can hold, and read them."""
    path, report = write(name, examples, folder)
    assert report.describe() == []
    return list(FORMATS[name].read(path))


def get_spans(eg: dict[str, Any]) -> list[tuple[int, int, str]]:
    """RETURNS (list): Start, end and label of the spans, sorted."""
    return sorted((span["start"], span["end"], span["label"]) for span in eg.get("spans") or ())


def get_words(eg: dict[str, Any]) -> list[tuple[str, int, int, int]]:
    """RETURNS (list): Text, start, end and id of the tokens."""
    return [(token["text"], token["start"], token["end"], token["id"]) for token in eg["tokens"]]
