"""What annotators of Label Studio said: regions of a text, and choices, each about a question.

A question is a control of the labeling interface, whose name is `from_name`. Two of them may have
options, or labels of spans, with the same name: then these are named after their questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser
from typing import Any

from ...io.example_rows import to_json
from ...io.faults import Row
from ...io.lines import shorten
from .claims import Claim
from .questions import Questions

Region = dict[str, Any]

LABELS, CHOICES, RELATION = "labels", "choices", "relation"
PAGE_LABELS = "hypertextlabels"
SPAN_TYPES = frozenset((LABELS, PAGE_LABELS))
# Controls whose options are labels: of spans of a text, and of shapes in an image.
LABEL_TYPES = SPAN_TYPES | {"rectanglelabels", "polygonlabels"}
TEXT_NAME = "text"
# What is known only from the text that a region covers, since its offsets are those of nodes.
UNKNOWN = -1


def find_questions(regions: Iterable[Region]) -> Questions:
    """Find all questions of a file, with what was answered.

    regions (Iterable[dict]): All regions of the file.
    RETURNS (Questions): The questions, in the order in which they are answered first.
    """
    spans: dict[str, dict[str, None]] = {}
    choices: dict[str, dict[str, None]] = {}
    has_pages = False
    for region in regions:
        kind, question = region.get("type"), get_question(region)
        value = region.get("value")
        names = value.get(kind) if isinstance(value, dict) else None
        if not isinstance(names, list) or is_per_region(region):
            continue
        has_pages = has_pages or kind == PAGE_LABELS
        if kind in LABEL_TYPES:
            spans.setdefault(question, {}).update(dict.fromkeys(map(str, names)))
        elif kind == CHOICES:
            choices.setdefault(question, {}).update(dict.fromkeys(map(_join_choice, names)))
    return Questions(
        {name: list(labels) for name, labels in spans.items()},
        {name: list(options) for name, options in choices.items()},
        has_pages,
    )


def is_region(region: Region) -> bool:
    """RETURNS (bool): Whether what regions are known by are texts, or numbers, or missing."""
    names = (region.get(key) for key in ("id", "type", "from_name", "to_name"))
    return all(name is None or isinstance(name, (str, int)) for name in names)


def get_question(region: Region) -> str:
    """RETURNS (str): The name of the question that a region answers."""
    return str(region.get("from_name") or "")


def is_per_region(region: Region) -> bool:
    """RETURNS (bool): Whether it is an answer about another region instead of the whole text."""
    value = region.get("value")
    return region.get("type") not in SPAN_TYPES and isinstance(value, dict) and "start" in value


def get_choices(row: Row, region: Region, questions: Questions) -> list[str]:
    """Get the options that a region chooses.

    row (Row): The annotation, for errors.
    region (dict): The region.
    questions (Questions): The questions of the file.
    RETURNS (list[str]): The options, as they are named.
    RAISES (RowError): The region is broken.
    """
    if region.get("type") != CHOICES or is_per_region(region):
        return []
    names = _get_names(row, region)
    return [questions.name_option(get_question(region), _join_choice(name)) for name in names]


def get_claims(row: Row, region: Region, questions: Questions) -> list[Claim]:
    """Get the spans that a region claims, one for each of its labels.

    row (Row): The annotation, for errors.
    region (dict): The region.
    questions (Questions): The questions of the file.
    RETURNS (list[Claim]): The claims. Offsets of pages are those of their text.
    RAISES (RowError): The region is broken.
    """
    if region.get("type") not in SPAN_TYPES:
        return []
    names = _get_names(row, region)
    value = {**region["value"], **(region["value"].get("globalOffsets") or {})}
    start, end, covered = value.get("start"), value.get("end"), value.get("text")
    if isinstance(start, str) and isinstance(covered, str) and covered.strip():
        start = end = UNKNOWN
    question = get_question(region)
    return [Claim(start, end, questions.name_label(question, str(n)), covered) for n in names]


def get_text(row: Row, regions: Sequence[Region], questions: Questions) -> str:
    """Find the text of a task: the one that its regions belong to, or the only one.

    row (Row): The task.
    regions (Sequence[dict]): The regions of an annotation.
    questions (Questions): The questions of the file.
    RETURNS (str): The text. Of pages, it is without the markup.
    RAISES (RowError): There is no text, or no telling which one is meant.
    """
    data = row.content["data"]
    texts = {key: value for key, value in data.items() if isinstance(value, str)}
    names = [region.get("to_name") for region in regions if region.get("type") in SPAN_TYPES]
    key = next((name for name in (*names, TEXT_NAME) if name in texts), None)
    key = next(iter(texts)) if key is None and len(texts) == 1 else key
    if key is None:
        raise row.error(
            "no-text",
            "has no text",
            f'Expected {{"data": {{"text": "..."}}}}, found {shorten(to_json(data))}',
        )
    return _remove_markup(texts[key]) if questions.has_pages else texts[key]


def find_losses(task: dict[str, Any], regions: Iterable[Region]) -> Iterator[tuple[str, str]]:
    """Find what an answer can't hold.

    task (dict): The task.
    regions (Iterable[dict]): The regions of its annotation.
    YIELDS (tuple[str, str]): What is lost, a key of `LOSSES`, and of which type it is.
    """
    found: dict[tuple[str, str], None] = {}
    for region in regions:
        kind = str(region.get("type"))
        if kind == RELATION:
            found["lost-relations", ""] = None
        elif is_per_region(region):
            found["lost-per-region", kind] = None
        elif kind not in (*SPAN_TYPES, CHOICES):
            found["lost-regions", kind] = None
    if task.get("predictions"):
        found["lost-predictions", ""] = None
    yield from found


def _get_names(row: Row, region: Region) -> list[Any]:
    value = region.get("value")
    names = value.get(region["type"]) if isinstance(value, dict) else None
    if not isinstance(names, list) or not names:
        raise row.error(
            "no-label",
            "has a region without a label",
            f"Expected a list of {region['type']}, found {shorten(to_json(region))}",
        )
    return names


def _join_choice(name: Any) -> str:
    # Choices of a hierarchy are lists of names.
    return " / ".join(map(str, name)) if isinstance(name, list) else str(name)


def _remove_markup(page: str) -> str:
    parser = _TextParser(convert_charrefs=True)
    parser.feed(page)
    parser.close()
    return "".join(parser.parts)


class _TextParser(HTMLParser):
    """Collects the text of a page, as browsers count its characters."""

    def __init__(self, *, convert_charrefs: bool) -> None:
        super().__init__(convert_charrefs=convert_charrefs)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
