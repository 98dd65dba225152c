"""Changing labels in one example: the same rules for every place in which labels stand."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from ...shapes import TaskType
from .places import (
    ENDS,
    GROUPED_SETTINGS,
    INNER,
    INNER_LISTS,
    KEYED_SETTINGS,
    LABEL_SETTINGS,
    find_others,
    is_named,
    iter_lists,
)


class LabelEdit:
    """New names for labels.

    names (Mapping[str, str | None]): Old label to new label. None: it is deleted, with what has it.
    """

    def __init__(self, names: Mapping[str, str | None]) -> None:
        self.names = {old: new for old, new in names.items() if old != new}
        self._marks = [_find_marks(name) for name in self.names]

    def may_change(self, content: str) -> bool:
        """Look at stored JSON without parsing it.

        content (str): The JSON.
        RETURNS (bool): False if none of the labels can be in it.
        """
        if "\\u" in content or "\\/" in content:
            return True  # there are several ways to write the same text
        return any(marks is None or any(m in content for m in marks) for marks in self._marks)

    def apply(self, eg: TaskType) -> Edited:
        """Change an example in place.

        eg (dict): The example.
        RETURNS (Edited): What was changed, what fell together, and what was left as it is.
        """
        found = Edited()
        self._edit_task(eg, found, "")
        for name in self.names:
            for place in find_others(eg, name):
                found.left[place] += 1
        return found

    def find(self, value: Any) -> tuple[bool, str | None]:
        """RETURNS (tuple[bool, str | None]): Whether a label changes, and its new name."""
        if isinstance(value, str):  # nearly always
            return (True, self.names[value]) if value in self.names else (False, None)
        for old, new in self.names.items():
            if is_named(value, old):
                return True, new
        return False, None

    def _edit_task(self, eg: TaskType, found: Edited, path: str) -> None:
        # A question about one label can't do without it.
        self._rename(eg, "label", found, f"{path}label")
        for key, items, fields in list(iter_lists(eg)):
            eg[key] = self._edit_items(items, fields, found, f"{path}{key}")
        if isinstance(eg.get("arc"), dict):
            self._rename(eg["arc"], "label", found, f"{path}arc")
        if isinstance(eg.get("options"), list):
            eg["options"] = self._edit_options(eg["options"], found, path)
        if isinstance(eg.get("accept"), list):
            eg["accept"] = self._edit_values(eg["accept"], found, f"{path}accept")
        if isinstance(eg.get("message_labels"), dict):
            for key, values in eg["message_labels"].items():
                if isinstance(values, list):
                    place = f"{path}message_labels"
                    eg["message_labels"][key] = self._edit_values(values, found, place)
        if isinstance(eg.get("config"), dict):
            self._edit_settings(eg["config"], found, f"{path}config")
        for key in INNER:
            if isinstance(eg.get(key), dict):
                self._edit_task(eg[key], found, f"{path}{key}.")
        for key in INNER_LISTS:
            for item in eg[key] if isinstance(eg.get(key), list) else ():
                if isinstance(item, dict):
                    self._edit_task(item, found, f"{path}{key}.")

    def _edit_items(
        self, items: list[Any], fields: tuple[str, ...], found: Edited, place: str
    ) -> list[Any]:
        """RETURNS (list): Spans, relations, shapes... with their new labels."""
        kept, changed = [], set()
        for item in items:
            if not isinstance(item, dict):
                kept.append(item)
                continue
            is_found, new = self.find(item.get("label"))
            is_lost = is_found and new is None
            ends = [end for end in ENDS if isinstance(item.get(end), dict)]
            # Whoever takes a span away takes the relations that end in it away.
            hits = [end for end in ends if self.find(item[end].get("label"))[0]]
            lost_ends = [end for end in hits if self.find(item[end].get("label"))[1] is None]
            if is_lost or lost_ends:
                found.changed[place if is_lost else f"{place}.{lost_ends[0]}"] += 1
                continue
            if is_found:
                item["label"] = new
                found.changed[place] += 1
                changed.add(id(item))
            for end in hits:
                self._rename(item[end], "label", found, f"{place}.{end}")
            kept.append(item)
        return _drop_doubled(kept, changed, lambda item: _get_key(item, fields), found, place)

    def _edit_options(self, options: list[Any], found: Edited, path: str) -> list[Any]:
        kept, changed = [], set()
        for option in options:
            if isinstance(option, dict):
                old = option.get("id")
                is_found, new = self.find(old)
                if is_found and new is None:
                    found.changed[f"{path}options"] += 1
                    continue
                if is_found:
                    for key in ("text", "html"):
                        if is_named(option.get(key), str(old)):
                            option[key] = new
                    option["id"] = new
                    found.changed[f"{path}options"] += 1
                    changed.add(id(option))
                self._edit_task(option, found, f"{path}options.")
            kept.append(option)
        return _drop_doubled(kept, changed, _get_id, found, f"{path}options")

    def _edit_values(self, values: list[Any], found: Edited, place: str) -> list[Any]:
        """RETURNS (list): Names of labels, each new one once."""
        kept: list[Any] = []
        news = []
        for value in values:
            is_found, new = self.find(value)
            if not is_found:
                kept.append(value)
                continue
            found.changed[place] += 1
            if new is None:
                continue
            if new in values or new in news:
                found.merged[place] += 1
                continue
            news.append(new)
            kept.append(new)
        return kept

    def _edit_settings(self, config: dict[str, Any], found: Edited, place: str) -> None:
        for key in LABEL_SETTINGS:
            value = config.get(key)
            if isinstance(value, list):
                config[key] = self._edit_values(value, found, f"{place}.{key}")
            elif isinstance(value, str):
                names = [name.strip() for name in value.split(",")]
                if any(self.find(name)[0] for name in names):
                    config[key] = ",".join(self._edit_values(names, found, f"{place}.{key}"))
        for key in KEYED_SETTINGS:
            if isinstance(config.get(key), dict):
                config[key] = self._edit_keys(config[key], found, f"{place}.{key}")
        for key in GROUPED_SETTINGS:
            groups = config.get(key)
            if isinstance(groups, dict):
                for name, value in groups.items():
                    if isinstance(value, list):
                        groups[name] = self._edit_values(value, found, f"{place}.{key}")
        theme = config.get("custom_theme")
        if isinstance(theme, dict) and isinstance(theme.get("labels"), dict):
            theme["labels"] = self._edit_keys(theme["labels"], found, f"{place}.custom_theme")
        for block in config["blocks"] if isinstance(config.get("blocks"), list) else ():
            if isinstance(block, dict):
                self._edit_settings(block, found, f"{place}.blocks")

    def _edit_keys(self, values: dict[str, Any], found: Edited, place: str) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for key, value in values.items():
            is_found, new = self.find(key)
            found.changed[place] += is_found
            if not is_found:
                kept[key] = value
            elif new is not None and new not in values:
                kept.setdefault(new, value)
        found.changed += Counter()  # without zeros
        return kept

    def _rename(self, item: dict[str, Any], key: str, found: Edited, place: str) -> None:
        is_found, new = self.find(item.get(key))
        if is_found and new is not None:
            item[key] = new
            found.changed[place] += 1


class Edited:
    """What became of an example.

    changed (Counter): Place to how many labels were changed or deleted there.
    merged (Counter): Place to how many items are no longer there, as another one says the same now.
    left (Counter): Place to how many times a name was found and left as it is.
    """

    def __init__(self) -> None:
        self.changed: Counter[str] = Counter()
        self.merged: Counter[str] = Counter()
        self.left: Counter[str] = Counter()


def _find_marks(name: str) -> list[str] | None:
    """RETURNS (list[str] | None): How JSON writes a label. None: it may be a number, too."""
    try:
        float(name)
    except ValueError:
        if name not in ("True", "False"):
            return [json.dumps(name), json.dumps(name, ensure_ascii=False)]
    return None


def _drop_doubled(
    items: list[Any],
    changed: set[int],
    get_key: Callable[[Any], Any],
    found: Edited,
    place: str,
) -> list[Any]:
    """Leave out what says the same as another item since its label has changed.

    changed (set[int]): The `id` of items with a new label. Others always stay.
    RETURNS (list): The items. What had the label before stays, of others the first.
    """
    if not changed:
        return items
    seen = {get_key(item) for item in items if id(item) not in changed}
    kept = []
    for item in items:
        if id(item) in changed:
            key = get_key(item)
            if key in seen:
                found.merged[place] += 1
                continue
            seen.add(key)
        kept.append(item)
    return kept


def _get_key(item: Any, fields: tuple[str, ...]) -> Any:
    if not isinstance(item, dict):
        return json.dumps(item, sort_keys=True)
    return json.dumps([item.get(field) for field in fields], sort_keys=True)


def _get_id(option: Any) -> Any:
    return str(option["id"]) if isinstance(option, dict) and "id" in option else id(option)
