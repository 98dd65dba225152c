"""The reference of the interfaces: the demo of each, what a task of it needs, and a picture."""

from __future__ import annotations

import json
import shlex
from typing import Any

from prodigy.recipes.parts.demos import DATA, DEMOS, SOURCE, Demo
from prodigy.views import ALIASES, VIEWS, View
from references.markdown import make_code, make_table

MAX_ITEMS = 2  # of a list of objects that are shown
MAX_TEXT = 100  # characters of a value that are shown
# Media of demos are files; this is how their tasks look.
MEDIA = {
    "pictures": {"image": "media/.../harbour.svg"},
    "recordings": {"audio": "media/.../bell.wav"},
}
# All tasks have these; the page says so once.
COMMON = ("input_hash", "task_hash", "view_id", "session_id", "config", "meta")


def shorten(value: Any) -> Any:
    """Leave out what is too long to be shown. The result is JSON still.

    value (Any): Whatever JSON can represent.
    RETURNS (Any): The same with fewer items, and with shorter texts.
    """
    if isinstance(value, dict):
        return {key: shorten(item) for key, item in value.items()}
    if isinstance(value, list):
        has_objects = bool(value) and isinstance(value[0], dict)
        return [shorten(item) for item in (value[:MAX_ITEMS] if has_objects else value)]
    if isinstance(value, str) and len(value) > MAX_TEXT:
        return value[:MAX_TEXT].rstrip() + " ..."
    return value


def find_task(demo: Demo) -> dict[str, Any]:
    """RETURNS (dict): The first task that a demo shows, before its recipe adds to it."""
    if demo.data in MEDIA:
        return MEDIA[demo.data]
    with (DATA / demo.data).open(encoding="utf-8") as lines:
        return json.loads(next(lines))


def show_task(task: dict[str, Any]) -> str:
    """Write a task with a line for each key.

    task (dict): The task.
    RETURNS (str): JSON.
    """
    rows = [
        f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in shorten(task).items()
    ]
    return "{\n" + ",\n".join(rows) + "\n}"


def show_command(name: str, demo: Demo) -> str:
    """Write the commands: the demo, and the same with data of one's own."""
    lines = [f"prodigy demo {name}"]
    if demo.command:
        called, *words = shlex.split(demo.command)
        source = {"pictures": "./pictures", "recordings": "./recordings"}.get(demo.data)
        source = source or "data.jsonl"
        words = ["my_data", *(source if word == SOURCE else word for word in words)]
        lines += ["# The same with data of your own:", f"prodigy {shlex.join([called, *words])}"]
    return "\n".join(lines)


def make_facts(name: str, view: View) -> str:
    """Make the table of what a task needs and what comes back."""
    fields = view.model.model_fields
    own = {name: field for name, field in fields.items() if name not in COMMON}
    needed = [name for name, field in own.items() if field.is_required()]
    others = [name for name in own if name not in needed]
    named = {"Needs": needed, "May have": others, "Changes": [*view.writes]}
    rows = [["Question", "to annotate" if view.is_manual else "yes or no"]]
    rows += [
        [what, ", ".join(f"`{name}`" for name in names) or "–"] for what, names in named.items()
    ]
    return make_table(["", f"`{name}`"], rows)


def make_interface(name: str) -> str:
    """Write the section of an interface.

    name (str): Its id.
    RETURNS (str): Markdown.
    """
    view, demo = VIEWS[name], DEMOS[name]
    also = [alias for alias, meant in ALIASES.items() if meant == name]
    words = f"{demo.does} " + "".join(f"`{alias}` is the same for films. " for alias in also)
    parts = [f"## `{name}`\n", f"{words.strip()}\n"]
    parts.append(f"![The interface {name}: {demo.does}](images/view-{name}.png)\n")
    parts.append(make_code("bash", show_command(name, demo)))
    parts.append(make_facts(name, view))
    parts.append("What the recipe reads:\n" if demo.command else "A task:\n")
    parts.append(make_code("json", show_task(find_task(demo))))
    if demo.config:
        parts.append("With these settings of the recipe:\n")
        parts.append(make_code("json", json.dumps(demo.config, indent=2)))
    return "\n".join(parts)


def make_interfaces() -> str:
    """Write the reference. RETURNS (str): Markdown, in the order of the demos."""
    return "\n".join(make_interface(name) for name in DEMOS if name in VIEWS)
