"""Match patterns: reading, checking and counting answers.

A pattern is `{"label": ..., "pattern": ..., "id": ...}`. The pattern is a string, which matches
exactly, or a list of dicts that describe one token each. The id is optional.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import LoaderError
from ..hashing import get_hash
from ..io.lines import LineReader, shorten
from ..io.loaders.json import parse_json

PatternId = int | str

EXAMPLE = '{"label": "FRUIT", "pattern": [{"lower": "goji"}, {"lower": "berry"}]}'
# What a tokenizer doesn't know. Patterns with one of them need the whole pipeline.
PIPELINE_ATTRS = frozenset(
    ("POS", "TAG", "DEP", "LEMMA", "MORPH", "ENT_TYPE", "ENT_IOB", "ENT_ID", "ENT_KB_ID", "_")
    + ("IS_SENT_START", "SENT_START")
)
TEXT_ATTRS = frozenset(("TEXT", "ORTH"))


@dataclass
class Pattern:
    """One match pattern and the answers to its matches.

    id (int | str): What spans refer to it by: its own id, or a hash of label and pattern.
    label (str): The label of its matches.
    pattern (str | list[dict]): The text, or the tokens with attributes in upper case.
    name (str): What annotators see: its own id, or its position among the patterns from 0.
    entry (dict): The pattern as it was given.
    n_accept (int): How many of its matches were accepted.
    n_reject (int): How many were rejected.
    """

    id: PatternId
    label: str
    pattern: str | list[dict[str, Any]]
    name: str
    entry: dict[str, Any]
    n_accept: int = 0
    n_reject: int = 0

    @property
    def needs_pipeline(self) -> bool:
        """Whether the tokenizer alone can't tell if it matches."""
        return not isinstance(self.pattern, str) and any(
            attr in PIPELINE_ATTRS for token in self.pattern for attr in token
        )

    def get_words(self, attr: str) -> list[str] | None:
        """Get the words of a token pattern that is a plain sequence of words.

        Such patterns are matched by a lookup, hundreds of times faster than rule by rule.

        attr (str): "LOWER" or "ORTH", what is compared.
        RETURNS (list[str] | None): The words, or None if there is more to the pattern.
        """
        names = TEXT_ATTRS if attr == "ORTH" else frozenset(("LOWER",))
        words = []
        for token in self.pattern:
            if not isinstance(token, dict) or len(token) != 1:
                return None
            ((name, word),) = token.items()
            # A word in upper case never equals a token in lower case, so it must stay a rule.
            if name not in names or not isinstance(word, str) or not word:
                return None
            if attr == "LOWER" and word != word.lower():
                return None
            words.append(word)
        return words


def parse_pattern(entry: Any, index: int) -> Pattern:
    """Check a pattern and give it an id.

    entry (Any): The pattern as it was given. It is not changed.
    index (int): Its position among all patterns, from 0.
    RETURNS (Pattern): The pattern.
    RAISES (ValueError): It is incomplete or of the wrong type.
    """
    if not isinstance(entry, dict):
        raise ValueError(f"Expected an object, found {shorten(json.dumps(entry, default=str))}.")
    if not entry.get("pattern"):
        raise ValueError('The key "pattern" is missing or empty.')
    # Patterns that only find something, such as tokens to disable, have an empty label.
    label, pattern = entry.get("label"), entry["pattern"]
    if label is None:
        raise ValueError('The key "label" is missing.')
    if isinstance(label, int) and not isinstance(label, bool):
        label = str(label)
    if not isinstance(label, str):
        raise ValueError(f'"label" must be a string, found {label!r}.')
    if isinstance(pattern, list):
        if not all(isinstance(token, dict) for token in pattern):
            raise ValueError(f'"pattern" must be a list of objects, found {pattern!r:.80}.')
        pattern = [
            {str(attr).upper(): _upper_operators(attr, token[attr]) for attr in token}
            for token in pattern
        ]
    elif not isinstance(pattern, str):
        raise ValueError(f'"pattern" must be a string or a list of objects, found {pattern!r:.80}.')
    pattern_id = entry.get("id")
    if pattern_id is not None and not isinstance(pattern_id, (int, str)):
        raise ValueError(f'"id" must be a number or a string, found {pattern_id!r:.80}.')
    if pattern_id is None:
        return Pattern(
            get_hash(entry, keys=("label", "pattern")), label, pattern, str(index), entry
        )
    return Pattern(pattern_id, label, pattern, str(pattern_id), entry)


def _upper_operators(attr: str, value: Any) -> Any:
    # {"lower": {"in": [...]}}: spaCy would take "in" for something unknown and match nothing.
    if attr == "_" or not isinstance(value, dict):
        return value
    return {str(name).upper(): _upper_operators(name, value[name]) for name in value}


def read_patterns(path: str | Path) -> Iterator[tuple[str, Any]]:
    """Read a JSONL file of match patterns.

    path (str | Path): The file.
    YIELDS (tuple[str, Any]): Where a pattern stands ("line 3 of patterns.jsonl"), and the pattern.
    RAISES (LoaderError): The file is missing, or a line is no JSON.
    """
    lines = LineReader(path)
    n_patterns = 0
    for line in lines:
        if not line.strip():
            continue
        where = f"line {lines.line_number} of {lines.name}"
        try:
            entry = parse_json(line)
        except ValueError as err:
            raise LoaderError(
                f"Can't parse {where}",
                f"Expected one match pattern in JSON per line, found {shorten(line)}. {err}\n"
                f"Example: {EXAMPLE}",
            ) from None
        n_patterns += 1
        yield where, entry
    if not n_patterns:
        raise LoaderError(f"There are no patterns in {lines.name}", f"Example: {EXAMPLE}")
