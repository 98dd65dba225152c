"""Reading what a language model says in lines such as "label: one, another"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ...components.preprocess.suggestions import make_spans
from ...shapes import TaskType

if TYPE_CHECKING:
    from spacy.tokens import Doc

# What models write in front of a line of a list, and around words.
BULLET = re.compile(r"\s*(?:[-*•–]|\d{1,3}[.)])\s+")
DECORATION = " \t*`_\"'“”„‘’"
# What models write instead of nothing.
NOTHING = frozenset(("", "none", "(none)", "[none]", "n/a", "na", "-", "nothing", "<none>", "null"))
YES = frozenset(("accept", "accepted", "yes", "true"))
NO = frozenset(("reject", "rejected", "no", "false"))


def parse_fields(response: str, names: Sequence[str]) -> dict[str, list[str]]:
    """Find the lines that begin with a name and a colon.

    response (str): What the model said.
    names (Sequence[str]): The names, in any case.
    RETURNS (dict[str, list[str]]): For each name that was found, what follows it: the rest of the
        line, and the lines after it until the next name. White space around lines is gone.
    """
    ordered = sorted(names, key=len, reverse=True)  # a name may begin with another one
    starts = [
        (name, re.compile(rf"[{re.escape(DECORATION)}]*{re.escape(name)}[*`_\"']*\s*:", re.I))
        for name in ordered
    ]
    found: dict[str, list[str]] = {}
    current = None
    for line in response.splitlines():
        bullet = BULLET.match(line)
        content = line[bullet.end() :] if bullet else line
        matches = ((name, start.match(content)) for name, start in starts)
        name, match = next(((n, m) for n, m in matches if m), (None, None))
        if name is not None and match:
            current = name
            content = content[match.end() :]
        if current is not None and content.strip(DECORATION):
            found.setdefault(current, []).append(content.strip())
        elif current is not None:
            found.setdefault(current, [])
    return found


def split_list(lines: Iterable[str]) -> list[str]:
    """Split what follows a name into the items of a list.

    lines (Iterable[str]): Lines with items separated by commas.
    RETURNS (list[str]): Each item once, without quotes around it. Words for nothing are left out.
    """
    parts = (part.strip(DECORATION) for line in lines for part in line.split(","))
    return list(dict.fromkeys(part for part in parts if part.lower().rstrip(".") not in NOTHING))


def parse_entities(response: str, labels: Sequence[str]) -> dict[str, list[str]]:
    """Read which entities a model found.

    response (str): Lines such as "person: Ann, Bob".
    labels (Sequence[str]): The labels, in any case.
    RETURNS (dict[str, list[str]]): The phrases for each label that has some.
    """
    fields = parse_fields(response, labels)
    found = {label: split_list(fields[label]) for label in labels if label in fields}
    return {label: phrases for label, phrases in found.items() if phrases}


def find_entities(doc: Doc, phrases: Mapping[str, Iterable[str]]) -> list[TaskType]:
    """Find phrases in a text: every occurrence, in any case, as far as it covers whole tokens.

    doc (Doc): The text.
    phrases (Mapping[str, Iterable[str]]): Phrases by label.
    RETURNS (list[dict]): Spans in the order of the text. Where some overlap, the longer one.
    """
    from spacy.util import filter_spans

    spans = []
    for label, start, end in _find_phrases(doc.text, phrases):
        span = doc.char_span(start, end, label=label, alignment_mode="contract")
        if span is not None and len(span):
            spans.append(span)
    return make_spans(doc.text, filter_spans(spans), None)


def _find_phrases(
    text: str, phrases: Mapping[str, Iterable[str]]
) -> Iterator[tuple[str, int, int]]:
    for label, words in phrases.items():
        for phrase in words:
            # A phrase may stand on two lines of the text, but on one of the reply.
            pattern = r"\s+".join(re.escape(word) for word in phrase.split())
            for match in re.finditer(pattern, text, re.I) if pattern else ():
                yield label, match.start(), match.end()


def parse_reason(fields: Mapping[str, Sequence[str]]) -> str:
    """RETURNS (str): The text under "reason", on one line."""
    return " ".join(fields.get("reason", ()))


def parse_labels(lines: Sequence[str], labels: Sequence[str]) -> list[str]:
    """Read which labels a model chose.

    lines (Sequence[str]): Labels separated by commas.
    labels (Sequence[str]): The labels, in any case.
    RETURNS (list[str]): The chosen ones, in the order of the labels. Unknown ones are left out.
    """
    # A label may have a comma in it.
    words = [*split_list(lines), *(line.strip(DECORATION) for line in lines)]
    chosen = {word.lower().rstrip(".") for word in words}
    return [label for label in labels if label.lower() in chosen]


def parse_verdict(lines: Sequence[str]) -> str | None:
    """Read whether a model accepts the only label.

    lines (Sequence[str]): What it answered.
    RETURNS (str | None): "accept" or "reject". None if it says neither.
    """
    words = re.findall(r"\w+", lines[0].lower()) if lines else []
    word = words[0] if words else ""
    return "accept" if word in YES else "reject" if word in NO else None
