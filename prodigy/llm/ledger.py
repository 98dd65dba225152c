"""What was asked, what it cost, and what went wrong, while it runs and at the end."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from ..messages import msg
from .replies import PROBLEMS, Reply


@dataclass
class Totals:
    """The sums for one model.

    requests (int): Replies that were paid for now.
    cached (int): Replies that were not asked for, since they were known.
    prompt_tokens, completion_tokens (int): Tokens of the paid replies, as the server counts them.
    cost (float): Cost of the paid replies, as far as it is known.
    is_priced (bool): Whether prices are known.
    uncounted (int): Paid replies of which the server did not say how many tokens they had.
    retries (Counter): Requests that failed and were sent again, by reason.
    lost (int): Of these, requests whose reply got lost on the way: they may have been charged.
    problems (Counter): Replies that can't be used, by kind, cached ones included.
    """

    requests: int = 0
    cached: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0
    is_priced: bool = False
    uncounted: int = 0
    lost: int = 0
    retries: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)

    def add(self, reply: Reply) -> None:
        """Count a reply."""
        if reply.problem:
            self.problems[reply.problem] += 1
        if reply.cached:
            self.cached += 1
            return
        self.requests += 1
        self.uncounted += not reply.usage.is_known
        self.prompt_tokens += reply.usage.prompt_tokens
        self.completion_tokens += reply.usage.completion_tokens
        if reply.usage.cost is not None:
            self.cost += reply.usage.cost
            self.is_priced = True


class Ledger:
    """Sums over everything that clients with this ledger ask. Threads may share it.

    currency (str): Sign in front of costs. Defaults to "$".
    """

    def __init__(self, currency: str = "$") -> None:
        self.currency = currency
        self.by_model: dict[str, Totals] = {}
        self._lock = threading.Lock()

    def add(self, reply: Reply) -> None:
        """Count a reply.

        reply (Reply): The reply, also one with a problem.
        """
        with self._lock:
            self._get(reply.model).add(reply)

    def add_retry(self, model: str, reason: str, is_lost: bool = False) -> None:
        """Count a request that failed and is sent again.

        model (str): The model that was asked.
        reason (str): Why it failed, in a few words.
        is_lost (bool): Whether the server may have charged for it. Defaults to False.
        """
        with self._lock:
            totals = self._get(model)
            totals.retries[reason] += 1
            totals.lost += is_lost

    @property
    def total(self) -> Totals:
        """RETURNS (Totals): The sums over all models."""
        total = Totals()
        with self._lock:
            for one in self.by_model.values():
                for name, value in vars(one).items():
                    setattr(total, name, getattr(total, name) + value)
        total.is_priced = bool(total.is_priced)
        return total

    def summarize(self) -> str:
        """RETURNS (str): Tokens and costs so far in a few words, for a progress bar."""
        total = self.total
        parts = [f"{total.prompt_tokens:,}+{total.completion_tokens:,} tokens"]
        if total.is_priced:
            parts.append(self.format_cost(total.cost))
        if total.cached:
            parts.append(f"{total.cached} cached")
        if total.problems:
            parts.append(f"{total.problems.total()} with problems")
        return ", ".join(parts)

    def format_cost(self, cost: float) -> str:
        """RETURNS (str): A cost, with as many digits as small ones need."""
        return f"{self.currency}{cost:.2f}" if cost >= 100 else f"{self.currency}{cost:.6f}"

    def make_rows(self) -> list[tuple[str, str]]:
        """RETURNS (list[tuple[str, str]]): Name and value of everything that was counted."""
        rows = [
            row
            for model, totals in sorted(self.by_model.items())
            for row in self._make_rows(model, totals)
        ]
        total = self.total
        if len(self.by_model) > 1 and total.is_priced:
            rows.append(("Cost of all models", self.format_cost(total.cost)))
        return rows

    def show(self) -> None:
        """Print the table to standard error. Nothing if nothing was asked."""
        rows = self.make_rows()
        if rows:
            msg.table(rows, title="Language model", aligns=("l", "r"), max_col=60)

    def _get(self, model: str) -> Totals:
        return self.by_model.setdefault(model, Totals())

    def _make_rows(self, model: str, totals: Totals) -> list[tuple[str, str]]:
        cost = (
            self.format_cost(totals.cost) if totals.is_priced else "not known (price_in/price_out)"
        )
        at_least = "at least " if totals.uncounted else ""
        rows: list[tuple[str, Any]] = [
            ("Model", model),
            ("Paid replies", totals.requests),
            ("Tokens of prompts", f"{at_least}{totals.prompt_tokens:,}"),
            ("Tokens of replies", f"{at_least}{totals.completion_tokens:,}"),
            ("Cost", f"{at_least if totals.is_priced else ''}{cost}"),
        ]
        more: list[tuple[str, Any]] = [
            ("Replies without token counts", totals.uncounted),
            ("From the cache, not paid again", totals.cached),
            *((f"Tried again: {reason}", n) for reason, n in totals.retries.most_common()),
            ("Lost on the way, maybe charged", totals.lost),
            *((f"Problem: {PROBLEMS[name]}", n) for name, n in totals.problems.most_common()),
        ]
        rows += [(name, number) for name, number in more if number]
        return [(name, f"{n:,}" if isinstance(n, int) else str(n)) for name, n in rows]
