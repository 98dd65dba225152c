"""Lists of terms that a language model writes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .openai_replies import BULLET, DECORATION

# Known terms that a prompt names: more would make it dear, and models don't heed them all.
MAX_NAMED = 100


def parse_terms(response: str, is_cut: bool = False) -> list[str]:
    """Read the terms of a list.

    response (str): What the model said: a term on each line, or all on one line with commas.
    is_cut (bool): The response was cut off, so its last term isn't whole. Defaults to False.
    RETURNS (list[str]): The terms, without dashes or numbers in front of them.
    """
    lines = [line for line in response.splitlines() if line.strip()]
    if len(lines) == 1 and lines[0].count(",") > 1:
        lines = lines[0].split(",")
    if is_cut:
        lines = lines[:-1]
    terms = []
    for line in lines:
        bullet = BULLET.match(line)
        term = (line[bullet.end() :] if bullet else line).strip(DECORATION).lstrip("-–•").strip()
        # A line that ends with a colon announces the list.
        if term and not term.endswith(":"):
            terms.append(term.rstrip(",;").rstrip(DECORATION))
    return [term for term in terms if term]


class TermList:
    """Terms, each once, in any case.

    known (Iterable[dict]): Examples with terms that are there already. Defaults to none.
    """

    def __init__(self, known: Iterable[dict[str, Any]] = ()) -> None:
        texts = (eg.get("text") for eg in known)
        self._terms = {text.casefold(): text for text in texts if isinstance(text, str)}

    def __len__(self) -> int:
        return len(self._terms)

    @property
    def latest(self) -> list[str]:
        """The latest terms, for a prompt."""
        return list(self._terms.values())[-MAX_NAMED:]

    def add(self, terms: Iterable[str]) -> list[str]:
        """Add terms.

        terms (Iterable[str]): The terms.
        RETURNS (list[str]): Those that are new.
        """
        new = []
        for term in terms:
            if term.casefold() not in self._terms:
                self._terms[term.casefold()] = term
                new.append(term)
        return new
