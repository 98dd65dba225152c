"""Listing what is wrong in a database: some of each kind for people, everything as JSON."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

from ...messages import msg

MAX_SHOWN = 10  # of one kind


class Findings:
    """Writes findings to standard output and counts them.

    as_json (bool): Everything, as lines of JSON. Otherwise, some of each kind in sentences.
    """

    def __init__(self, as_json: bool) -> None:
        self.counts: Counter[str] = Counter()
        self.commands: dict[str, None] = {}
        self._as_json = as_json

    def add(
        self,
        kind: str,
        what: str,
        *,
        row_id: int | None = None,
        table: str = "example",
        dataset: str | None = None,
        command: str | None = None,
        **more: Any,
    ) -> None:
        """Say what is wrong.

        kind (str): What such things are called.
        what (str): This one, in a sentence.
        row_id (int | None): Id of the row. None: it is about no single row.
        table (str): The table of that row. Defaults to "example".
        dataset (str | None): The dataset or session, if it is about one.
        command (str | None): What would mend it. It is only shown.
        **more (Any): Further keys of the JSON.
        """
        self.counts[kind] += 1
        if command is not None:
            self.commands[command] = None
        if self._as_json:
            row = {"kind": kind, "table": table if row_id is not None else None, "id": row_id}
            row.update(dataset=dataset, what=what, command=command, **more)
            sys.stdout.write(f"{json.dumps(row)}\n")
            return
        if self.counts[kind] > MAX_SHOWN:
            return
        where = "" if row_id is None else f" row {row_id} of '{table}'"
        where += f" ({dataset})" if dataset else ""
        sys.stdout.write(f"{kind}:{where} {what}\n".replace(":  ", ": "))

    def sum_up(self) -> bool:
        """Say how much was found of each kind, and what would mend it.

        RETURNS (bool): Whether anything is wrong.
        """
        for kind, count in self.counts.items():
            more = f" ({MAX_SHOWN} shown, all of them with --json)" * (count > MAX_SHOWN)
            msg.warn(f"{kind}: {count:,}{'' if self._as_json else more}")
        if self.commands:
            msg.info("Nothing was changed. What would help:")
            for command in self.commands:
                msg.text(f"  {command}")
        return bool(self.counts)
