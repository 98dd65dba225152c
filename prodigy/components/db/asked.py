"""Which stored answer a new one replaces: the same task, as it was asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ...hashing import (
    INPUT_HASH_ATTR,
    TASK_HASH_ATTR,
    Identity,
    agree,
    get_task_key,
    get_task_mark,
    identify,
    set_hashes,
)
from .tables import as_hash, load_json


@dataclass
class AskedAnswer:
    """An answer that is being saved.

    eg (dict): The answer.
    asked (Identity): What was asked.
    has_hashes (bool): It came with hashes. Otherwise it replaces nothing.
    row_id (int | None): The row that it replaces.
    is_news (bool): Nobody has noted yet what was asked in that row.
    """

    eg: dict[str, Any]
    asked: Identity
    has_hashes: bool = True
    row_id: int | None = None
    is_news: bool = False

    @classmethod
    def make(cls, eg: dict[str, Any], asked: Identity | None = None) -> "AskedAnswer":
        """Look at an answer.

        eg (dict): The answer. It is not changed.
        asked (Identity | None): What was asked, if it is known.
        """
        input_hash, task_hash = as_hash(eg.get(INPUT_HASH_ATTR)), as_hash(eg.get(TASK_HASH_ATTR))
        if input_hash is None or task_hash is None:
            eg = set_hashes(dict(eg))
            return cls(eg, asked or identify(eg), has_hashes=False)
        if asked is None:
            asked = identify({**eg, INPUT_HASH_ATTR: input_hash, TASK_HASH_ATTR: task_hash})
        return cls(eg, asked)

    def compare(self, row_id: int, content: Any, row: Sequence[Any]) -> None:
        """Take a row of the same session for what is replaced, if it answers the same.

        row_id (int): Id of the row.
        content (Any): What is stored in it.
        row (Sequence): Hashes and digests, None for digests that nobody has noted.
        """
        is_news = row[2] is None
        known = identify_stored(row[0], row[1], content) if is_news else Identity(*row)
        if not agree(known.digests, self.asked.digests):
            return
        is_certain = known.digests == self.asked.digests and known.task_digest
        # The content doesn't show (any more) what was asked. Two tasks that were handed out with
        # the same hash differ by their marks.
        if is_certain or _get_mark(load_json(content)) == _get_mark(self.eg):
            self.row_id, self.is_news = row_id, is_news


def keep_last(batch: Iterable[AskedAnswer]) -> list[AskedAnswer]:
    """RETURNS (list[AskedAnswer]): Without all but the last answer to each task, in order."""
    kept: list[AskedAnswer] = []
    places: dict[int, list[int]] = {}  # key of a task -> indices of answers with that key
    for answer in batch:
        own = places.setdefault(get_task_key(answer.eg), []) if answer.has_hashes else []
        same = (i for i in own if agree(kept[i].asked.digests, answer.asked.digests))
        place = next(same, None)
        if place is None:
            own.append(len(kept))
            kept.append(answer)
        else:
            kept[place] = answer
    return kept


def identify_stored(input_hash: int, task_hash: int, content: Any) -> Identity:
    """RETURNS (Identity): What a stored example is, as far as its content shows that."""
    eg = load_json(content)
    if not isinstance(eg, dict):
        return Identity(input_hash, task_hash)
    return identify({**eg, INPUT_HASH_ATTR: input_hash, TASK_HASH_ATTR: task_hash})


def _get_mark(eg: Any) -> int | None:
    return get_task_mark(eg) if isinstance(eg, dict) else None
