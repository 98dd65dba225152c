"""Match patterns as somebody would write them who has not looked at the texts yet."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.learning.corpora import GoldText

STOP_WORDS = frozenset("a an and at be by for from in is it my not of on or the to up with".split())


def write_name_patterns(label: str, path: Path) -> Path:
    """Write the patterns that anybody could write without looking at a text: the words of a label.

    label (str): The label, words separated by underscores.
    path (Path): The file.
    RETURNS (Path): The same path.
    """
    words = [word for word in label.lower().split("_") if word not in STOP_WORDS]
    with path.open("w", encoding="utf-8") as file:
        for word in dict.fromkeys(words):
            file.write(json.dumps({"label": label, "pattern": [{"lower": word}]}) + "\n")
    return path


def write_frequent_patterns(
    corpus: Sequence[GoldText], label: str, n_patterns: int, path: Path
) -> list[str]:
    """Write patterns for the entities of a label that come most often, as those come to mind first.

    corpus (Sequence[GoldText]): The texts.
    label (str): The label.
    n_patterns (int): How many.
    path (Path): The file.
    RETURNS (list[str]): The entities, in lower case.
    """
    counts = Counter(
        gold.text[start:end].lower()
        for gold in corpus
        for start, end, name in sorted(gold.spans)
        if name == label
    )
    found = [words for words, _ in counts.most_common(n_patterns)]
    with path.open("w", encoding="utf-8") as file:
        for words in found:
            pattern = [{"lower": word} for word in words.split()]
            file.write(json.dumps({"label": label, "pattern": pattern}) + "\n")
    return found
