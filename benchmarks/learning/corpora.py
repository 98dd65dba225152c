"""Gold corpora, and the texts of them that an annotator is asked about."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# First character, last character (exclusive), label.
Span = tuple[int, int, str]

OUTSIDE = "O"


@dataclass(frozen=True)
class GoldText:
    """A text and everything that is right about it.

    words (tuple[str, ...]): Its tokens, which a space separates in the text. Empty if the corpus
        has none.
    text (str): The text.
    spans (frozenset[tuple]): All entities.
    category (str): The class it belongs to, "" in a corpus of entities.
    """

    text: str
    words: tuple[str, ...] = ()
    spans: frozenset[Span] = frozenset()
    category: str = ""

    @property
    def labels(self) -> set[str]:
        """The labels of its entities, or its category."""
        return {self.category} if self.category else {label for _, _, label in self.spans}


def read_conll(path: str | Path) -> list[GoldText]:
    """Read entities from a file with one token per line: the word first, its tag last.

    path (str | Path): The file. Tags are in the IOB or BIO scheme; an empty line ends a sentence.
    RETURNS (list[GoldText]): The sentences. A sentence that comes again is left out, since nobody
        would be asked about it twice.
    RAISES (ValueError): A line has no tag.
    """
    found: dict[str, GoldText] = {}
    with Path(path).open(encoding="utf-8") as file:
        for rows in _read_sentences(file, str(path)):
            gold = make_gold(rows)
            found.setdefault(gold.text, gold)
    return list(found.values())


def _read_sentences(lines: Iterable[str], name: str) -> Iterator[list[tuple[str, str]]]:
    rows: list[tuple[str, str]] = []
    for number, line in enumerate(lines, 1):
        columns = line.split()
        if columns:
            if len(columns) < 2:
                raise ValueError(f"Line {number} of {name} has no tag: {line!r}")
            rows.append((columns[0], columns[-1]))
        elif rows:
            yield rows
            rows = []
    if rows:
        yield rows


def make_gold(rows: Sequence[tuple[str, str]]) -> GoldText:
    """Make a text of words and tags.

    rows (Sequence[tuple[str, str]]): Words, and "O", "B-LABEL" or "I-LABEL".
    RETURNS (GoldText): The text. An entity also begins where only the label changes.
    """
    spans: list[Span] = []
    offset, last = 0, OUTSIDE
    for word, tag in rows:
        end = offset + len(word)
        prefix, _, label = tag.partition("-")
        if tag != OUTSIDE:
            if prefix == "B" or label != last:
                spans.append((offset, end, label))
            else:
                spans[-1] = (spans[-1][0], end, label)
        offset, last = end + 1, label if tag != OUTSIDE else OUTSIDE
    words = tuple(word for word, _ in rows)
    return GoldText(" ".join(words), words, frozenset(spans))


def read_classes(path: str | Path) -> list[GoldText]:
    """Read classes from a CSV file with the columns "text" and "category".

    path (str | Path): The file.
    RETURNS (list[GoldText]): The texts, each once.
    RAISES (ValueError): A column is missing.
    """
    with Path(path).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if not {"text", "category"}.issubset(rows.fieldnames or ()):
            raise ValueError(f"Expected the columns text and category in {path}")
        found: dict[str, GoldText] = {}
        for row in rows:
            text = " ".join(row["text"].split())
            found.setdefault(text, GoldText(text, category=row["category"]))
    return list(found.values())


def read_answers(answers: Iterable[Mapping[str, Any]]) -> list[GoldText]:
    """Take accepted answers in which all spans were highlighted for what is right.

    answers (Iterable[dict]): The answers, as `db-out` writes them.
    RETURNS (list[GoldText]): The texts, each once: the last answer counts. They have words where
        these, with a space between them, make up the text.
    """
    found: dict[str, GoldText] = {}
    for eg in answers:
        if eg.get("answer", "accept") != "accept" or not eg.get("text"):
            continue
        words = tuple(token["text"] for token in eg.get("tokens") or ())
        spans = frozenset(
            (span["start"], span["end"], span["label"])
            for span in eg.get("spans") or ()
            if span.get("label")
        )
        fits = " ".join(words) == eg["text"]
        found[eg["text"]] = GoldText(eg["text"], words if fits else (), spans)
    return list(found.values())


def keep_labels(corpus: Iterable[GoldText], labels: Collection[str]) -> list[GoldText]:
    """Leave out the entities of other labels.

    corpus (Iterable[GoldText]): The texts.
    labels (Collection[str]): The labels to keep.
    RETURNS (list[GoldText]): All texts.
    """
    return [
        GoldText(gold.text, gold.words, frozenset(s for s in gold.spans if s[2] in labels))
        for gold in corpus
    ]


def shuffle(corpus: Iterable[GoldText], seed: int) -> list[GoldText]:
    """RETURNS (list[GoldText]): The texts in a random order, the same for the same seed."""
    shuffled = list(corpus)
    random.Random(seed).shuffle(shuffled)
    return shuffled


def write_source(corpus: Iterable[GoldText], path: Path) -> Path:
    """Write the texts without what is right about them, as the source of a recipe.

    corpus (Iterable[GoldText]): The texts.
    path (Path): The file, in JSONL.
    RETURNS (Path): The same path.
    """
    with path.open("w", encoding="utf-8") as file:
        for gold in corpus:
            task: dict[str, object] = {"text": gold.text}
            if gold.words:
                task["tokens"] = make_tokens(gold.words)
            file.write(json.dumps(task, ensure_ascii=False) + "\n")
    return path


def make_tokens(words: Sequence[str]) -> list[dict[str, object]]:
    """RETURNS (list[dict]): The tokens of a task whose text is the words with spaces between."""
    tokens: list[dict[str, object]] = []
    offset = 0
    for i, word in enumerate(words):
        end = offset + len(word)
        tokens.append(
            {"text": word, "start": offset, "end": end, "id": i, "ws": i + 1 < len(words)}
        )
        offset = end + 1
    return tokens
