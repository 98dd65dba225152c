"""What could not be used of the replies of a language model: counted, and named one by one."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ...io.lines import shorten
from ...io.places import get_place
from ...llm import PROBLEMS, Reply
from ...messages import msg
from ...types import TaskType

MAX_TOLD = 20
META_KEY = "llm"

# Problems of single suggestions in replies that can be read.
OF_SUGGESTIONS: dict[str, str] = {
    "not-found": "it is not in the text",
    "unknown-label": "nobody asked for this label",
    "overlap": "it overlaps with another one",
    "repeated": "it is there already",
    "widened": "it was extended to whole tokens",
}
# What is kept all the same.
MENDED = frozenset(("widened",))
HALLUCINATED = "hallucinated"


def has_reply(eg: TaskType) -> bool:
    """Tell whether there was a reply that could be read.

    eg (dict): A task with suggestions.
    RETURNS (bool): False if the model refused, or what it said was no use.
    """
    llm = eg.get("llm", eg.get("openai"))
    return not isinstance(llm, dict) or llm.get("problem") in (None, HALLUCINATED)


class SuggestionReport:
    """Collects what was wrong, and says it at the end."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._told: list[str] = []

    def add_reply(self, eg: TaskType, reply: Reply) -> None:
        """Note what is wrong with a reply as a whole, here and in the task.

        eg (dict): The task, with the key "llm". It is changed.
        reply (Reply): The reply.
        """
        if reply.problem:
            self._add(eg, reply.problem, PROBLEMS[reply.problem], reply.detail or reply.text)
            _show(eg, PROBLEMS[reply.problem])

    def add_suggestions(self, eg: TaskType, dropped: list[dict[str, Any]]) -> None:
        """Note which suggestions in a reply can't be used, here and in the task.

        eg (dict): The task, with the key "llm". It is changed: it gets them as "dropped", and the
            problem "hallucinated" if one is not kept.
        dropped (list[dict]): For each one "text" and "label", as far as it has them, and "why", a
            key of `OF_SUGGESTIONS`.
        """
        if not dropped:
            return
        for item in dropped:
            shown = " ".join(repr(item[key]) for key in ("text", "label") if key in item)
            self._add(eg, item["why"], f"{shown}: {OF_SUGGESTIONS[item['why']]}")
        eg["llm"]["dropped"] = dropped
        n_lost = sum(item["why"] not in MENDED for item in dropped)
        if n_lost:
            eg["llm"].setdefault("problem", HALLUCINATED)
            _show(eg, f"suggestions left out: {n_lost}")

    def show(self) -> None:
        """Print what there was to standard error. Nothing if nothing was wrong."""
        if not self.counts:
            return
        words = {**PROBLEMS, **OF_SUGGESTIONS}
        rows = [(f"{words[kind]}", f"{number:,}") for kind, number in self.counts.most_common()]
        msg.table(rows, title="What replies were not good for", aligns=("l", "r"), max_col=60)
        for line in self._told:
            msg.text(f"- {line}")
        n_more = self.counts.total() - len(self._told)
        if n_more:
            msg.text(f'- and {n_more:,} more: see "llm" in the tasks')

    def _add(self, eg: TaskType, kind: str, words: str, detail: str = "") -> None:
        self.counts[kind] += 1
        if len(self._told) < MAX_TOLD:
            where = str(get_place(eg) or shorten(str(eg.get("text", "")), 40))
            more = f" ({shorten(' '.join(detail.split()))})" if detail.strip() else ""
            self._told.append(f"{where}: {words}{more}")


def _show(eg: TaskType, words: str) -> None:
    meta = eg.get("meta")
    eg["meta"] = {**(meta if isinstance(meta, dict) else {}), META_KEY: words}
