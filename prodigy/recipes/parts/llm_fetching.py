"""Writing suggestions of a language model without a server, and what it has cost."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any

from ...components.filters import filter_inputs
from ...components.preprocess import add_tokens
from ...components.stream import Stream
from ...hashing import set_hashes
from ...llm import Ledger
from ...messages import msg
from ...types import TaskType
from .llm_reports import has_reply
from .llm_suggesting import Suggester
from .llm_writing import Output


def fetch(stream: Stream, output: Output, suggester: Suggester, needs_tokens: bool) -> None:
    """Write a suggestion for each text, and show what it costs.

    stream (Stream): The texts.
    output (Output): Where to.
    suggester (Suggester): Makes the suggestions.
    needs_tokens (bool): The tasks get tokens before.
    """
    stream.apply(filter_inputs, stream=stream, input_ids=output.known)
    if needs_tokens:
        stream.apply(add_tokens, nlp=suggester.nlp, stream=stream, skip=stream.problems)
    stream.apply(suggester.suggest)
    n_written = 0
    try:
        with closing(output):
            for eg in _show_costs(stream, suggester.ledger):
                output.write(eg)
                n_written += 1
    finally:
        suggester.show()
        msg.info(f"{n_written:,} new texts in {output.name}")
    show_total(output, suggester)


def show_total(output: Output, suggester: Suggester) -> None:
    """Print what everything has cost that is in an output, in this run and before.

    output (Output): What was written.
    suggester (Suggester): Made the suggestions.
    """
    n_texts = n_in = n_out = n_unknown = 0
    costs: list[float] = []
    for eg in output.read():
        n_texts += 1
        llm = eg.get("llm")
        usage = llm.get("usage") if isinstance(llm, dict) else None
        if not isinstance(usage, dict) or usage.get("prompt_tokens") is None:
            n_unknown += 1
            continue
        n_in += usage["prompt_tokens"]
        n_out += usage["completion_tokens"]
        if usage.get("cost") is not None:
            costs.append(usage["cost"])
    ledger = suggester.ledger
    if ledger is None:
        msg.good(f"{output.name} has {n_texts:,} texts", "Tokens are counted by prodigy.Chat.v1.")
        return
    cost = f", {ledger.format_cost(math.fsum(costs))}" if costs else ""
    unknown = f" {n_unknown:,} of them without token counts." if n_unknown else ""
    msg.good(
        f"{output.name} has {n_texts:,} texts: {n_in:,}+{n_out:,} tokens{cost}",
        f"In this run and before.{unknown}",
    )


def _show_costs(stream: Iterable[TaskType], ledger: Ledger | None) -> Iterator[TaskType]:
    from tqdm import tqdm

    with tqdm(stream, "Asking", unit=" texts", file=sys.stderr) as bar:
        for eg in bar:
            yield eg
            if ledger is not None:
                bar.set_postfix_str(ledger.summarize(), refresh=False)


def make_yes_no(
    stream: Iterable[TaskType], label: str, has_answers: bool = False
) -> Iterator[TaskType]:
    """Make a question about the only label of each task with options.

    stream (Iterable[dict]): The tasks, with "options" and "accept". They are not changed.
    label (str): The label.
    has_answers (bool): Nobody will answer: the suggestion is the answer. Defaults to False.
    YIELDS (dict): Copies with "label", and the suggestion in "meta".
    """
    for original in stream:
        eg: dict[str, Any] = {k: v for k, v in original.items() if k not in ("options", "accept")}
        eg["label"] = label
        if has_reply(eg):
            answer = "accept" if label in original.get("accept", ()) else "reject"
            eg["meta"] = {**(eg.get("meta") or {}), "suggestion": answer}
            if has_answers:
                eg["answer"] = answer
        yield set_hashes(eg, overwrite=True)
