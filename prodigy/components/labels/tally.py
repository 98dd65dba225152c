"""Counting what changes of labels have done, by dataset and interface."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from .edits import Edited

NO_VIEW = "(not said)"


class Tally:
    """What was done in total.

    n_examples (Counter): (dataset, interface) to how many examples were changed.
    changed (Counter): (dataset, interface, place) to how many labels were changed.
    merged (Counter): The same, to how many items were left out because they came twice.
    left (Counter): (interface, place) to how often the name was left as it is.
    n_rehashed (int): Examples with a new task hash.
    """

    def __init__(self) -> None:
        self.n_examples: Counter[tuple[str, str]] = Counter()
        self.changed: Counter[tuple[str, str, str]] = Counter()
        self.merged: Counter[tuple[str, str, str]] = Counter()
        self.left: Counter[tuple[str, str]] = Counter()
        self.n_rehashed = 0

    def add(self, edited: Edited, view_id: Any, datasets: Iterable[str]) -> None:
        """Count an example.

        edited (Edited): What became of it.
        view_id (Any): Its interface, as it says.
        datasets (Iterable[str]): The datasets that have it.
        """
        view = view_id if isinstance(view_id, str) and view_id else NO_VIEW
        for place, count in edited.left.items():
            self.left[view, place] += count
        for dataset in datasets if edited.changed else ():
            self.n_examples[dataset, view] += 1
            for place, count in edited.changed.items():
                self.changed[dataset, view, place] += count
            for place, count in edited.merged.items():
                self.merged[dataset, view, place] += count

    def make_rows(self) -> list[tuple[str, str, str, str, str]]:
        """RETURNS (list[tuple[str, ...]]): Dataset, interface, place, labels changed, and items
        that fell together; for each dataset and interface first the number of examples."""
        rows = []
        for (dataset, view), count in sorted(self.n_examples.items()):
            rows.append((dataset, view, "examples", f"{count:,}", ""))
            for key, n_changed in sorted(self.changed.items()):
                if key[:2] == (dataset, view):
                    merged = self.merged[key]
                    rows.append(("", "", key[2], f"{n_changed:,}", f"{merged:,}" if merged else ""))
        return rows
