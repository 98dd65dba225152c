"""Write the tables of the front end that come from Python: `make build`, `make docs`.

frontend/src/model/settings.ts is made from prodigy/settings.py, views.ts from prodigy/views.py.
With --check nothing is written, and a file that is not current is an error.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args, get_origin

from prodigy import task_models as models
from prodigy.settings import RENAMED, SETTINGS, UNSET, Setting
from prodigy.views import ALIASES, MEDIA_KEYS, VIEWS, View

MODEL = Path(__file__).parent.parent / "frontend" / "src" / "model"
HEADER = "// Generated from {source}: change it there, then `make build`.\n"

# Settings of the server that the app reads, too.
OF_SERVER = ("batch_size", "session_header", "total_examples_target")
# Names for lists of choices that other modules use.
NAMED_CHOICES = {"theme": "ThemeName", "buttons": "ButtonName", "ui_lang": "Language"}
# What is in lists and objects. The table of settings only knows that they are lists and objects.
STRUCTURES = {
    "blocks": "Block[]",
    "card_css": "CSSProperties",
    "field_characters": "string[]",
    "field_suggestions": "string[]",
    "keymap": "Record<string, string[] | string>",
    "keymap_by_label": "Record<string, string>",
    # Everything else that a recipe may return as labels has become a list on the server.
    "labels": "string[]",
    "labels_for_messages": "string[]",
    "label": "string",
    "label_descriptions": "Record<string, string>",
    "label_groups": "Record<string, string[]>",
    "project_info": "string[]",
    "relations_span_labels": "string[]",
    "remote_media": 'boolean | "auto" | string[]',
    "rules": "Rules",
    # "auto" has become one or the other on the server.
    "sanitize_html": "boolean",
    "steps": "Block[][]",
    "swipe_gestures": 'Partial<Record<"left" | "right", Answer>>',
}
KINDS = {
    "bool": "boolean",
    "false": "false",
    "int": "number",
    "number": "number",
    "str": "string",
    "list": "unknown[]",
    "dict": "Record<string, unknown>",
    "null": "null",
}

# What lists in tasks hold, as the app checks it before it draws them. Options are read one by one:
# those that can't be drawn cost only themselves.
SHAPES_OF_ITEMS: dict[Any, str] = {
    models.Token: "tokens",
    models.PlacedToken: "tokens",
    models.Span: "ranges",
    models.Relation: "objects",
    models.ImageSpan: "objects",
    models.AudioSpan: "objects",
    models.Version: "objects",
    models.Page: "objects",
    models.MessageSpan: "ranges",
    models.MessageComment: "objects",
    list[models.Block]: "lists",
}
SHAPES = ("text", *dict.fromkeys(SHAPES_OF_ITEMS.values()), "marks")


def quote(values: Iterable[str]) -> str:
    """Write strings as a union of TypeScript."""
    return " | ".join(json.dumps(value) for value in values)


def make_type(setting: Setting) -> str:
    """Write the type of a setting.

    setting (Setting): A row of the table of settings.
    RETURNS (str): The type as TypeScript writes it.
    """
    if setting.key in STRUCTURES:
        is_nullable = setting.nullable or setting.default is UNSET
        return STRUCTURES[setting.key] + (" | null" if is_nullable else "")
    choices = NAMED_CHOICES.get(setting.key) or quote(setting.choices)
    types = []
    for kind in setting.kinds:
        if kind == "str" and choices:
            types.append(choices)
        elif kind == "list" and choices:
            types.append(f"({choices})[]" if "|" in choices else f"{choices}[]")
        else:
            types.append(KINDS[kind])
    return " | ".join(types)


def make_settings() -> str:
    """Make the module of settings: their types, their defaults, and the named lists of choices."""
    rows = [s for s in SETTINGS.values() if s.scope != "server" or s.key in OF_SERVER]
    lines = [
        HEADER.format(source="prodigy/settings.py"),
        'import type { CSSProperties } from "react";',
        'import type { Answer, Block, Rules } from "./parts";\n',
    ]
    for key, name in NAMED_CHOICES.items():
        lines.append(f"export type {name} = {quote(SETTINGS[key].choices)};")
    lines.append(
        "\n/** The settings that the app reads. Those without a default may be missing. */"
    )
    lines.append("export interface Settings {")
    for row in rows:
        lines.append(f"  /** {row.help}. */")
        lines.append(f"  {row.key}{'?' if row.default is UNSET else ''}: {make_type(row)};")
    lines.append("}\n\nexport const SETTING_DEFAULTS: Settings = {")
    lines += [f"  {r.key}: {make_default(r)}," for r in rows if r.default is not UNSET]
    lines.append("};\n\n/** Older names of settings. */")
    lines.append("export const RENAMED_SETTINGS: Readonly<Record<string, keyof Settings>> = {")
    lines += [f"  {old}: {json.dumps(new)}," for old, new in RENAMED.items()]
    return "\n".join([*lines, "};\n"])


def make_default(setting: Setting) -> str:
    """Write a default; "auto" stands for what the server makes of it in built-in recipes."""
    return json.dumps(True if setting.key == "sanitize_html" else setting.default)


def find_items(hint: Any) -> Any:
    """Find what the list of a type hint holds.

    hint (Any): A type hint, maybe of a list that may also be missing.
    RETURNS (Any): The type of its items, or None if there is no list in it.
    """
    if get_origin(hint) is list:
        return get_args(hint)[0]
    found = (find_items(part) for part in get_args(hint))
    return next((items for items in found if items is not None), None)


def find_shapes(view: View) -> dict[str, str]:
    """Find what the keys that an interface draws must hold.

    view (View): A row of the table of interfaces.
    RETURNS (dict[str, str]): The names of shapes by key.
    """
    shapes = {}
    for key, info in view.model.model_fields.items():
        shape = "text" if key == "text" else SHAPES_OF_ITEMS.get(find_items(info.annotation))
        if shape:
            shapes[key] = shape
    return {**shapes, "spans": "marks"} if view.highlights else shapes


def make_row(view: View) -> str:
    """Write what the front end needs of a row of the table of interfaces."""
    row: dict[str, Any] = {
        "isManual": view.is_manual,
        "shows": view.shows,
        "writes": view.writes,
        "renamedBy": view.renamed_by or None,
        "labels": view.labels,
        "hasLabelBar": bool(view.labels and not view.is_mixed) or view.reviews,
        "holds": find_shapes(view),
    }
    return "{ " + ", ".join(f"{key}: {json.dumps(value)}" for key, value in row.items()) + " }"


def make_views() -> str:
    """Make the module of interfaces: their ids, and what each of them shows and writes."""
    lines = [
        HEADER.format(source="prodigy/views.py"),
        f"export type ViewId =\n  | {quote(VIEWS).replace(' | ', f'{chr(10)}  | ')};\n",
        "/** What a key of a task holds, see problem.ts. */",
        f"export type Shape = {quote(SHAPES)};\n",
        "/** What a view shows and writes. */\nexport interface ViewFacts {",
        "  /** Edits the task, as opposed to only collecting accept, reject or ignore. */",
        "  isManual: boolean;",
        "  /** Keys with content. */\n  shows: readonly string[];",
        "  /** Keys that it writes, the main one first, apart from those of views inside of it. */",
        "  writes: readonly string[];",
        "  /** The setting with another name for the first of them. */",
        "  renamedBy: string | null;",
        "  /** Keys whose items have the labels of the label bar. */",
        "  labels: readonly string[];",
        "  /** Has a label bar, if there are labels. */\n  hasLabelBar: boolean;",
        "  /** What the keys that it draws must hold, if they are there at all. */",
        "  holds: Readonly<Record<string, Shape>>;\n}\n",
        "export const VIEW_FACTS: Readonly<Record<ViewId, ViewFacts>> = {",
        *(f"  {name}: {make_row(view)}," for name, view in VIEWS.items()),
        "};\n\n/** Keys with a picture, a recording or a film. */",
        f"export const MEDIA_KEYS = {json.dumps(MEDIA_KEYS)} as const;",
        "\n/** Other names of views. */",
        "export const VIEW_ALIASES: Readonly<Record<string, ViewId>> = {",
        *(f"  {name}: {json.dumps(target)}," for name, target in ALIASES.items()),
        "};\n",
    ]
    return "\n".join(lines)


FILES = {MODEL / "settings.ts": make_settings, MODEL / "views.ts": make_views}


def main(arguments: list[str]) -> int:
    """Write the files, or find those that are not current.

    arguments (list[str]): Command line without the program; "--check" writes nothing.
    RETURNS (int): The exit code: 1 if a file is not current.
    """
    stale = [path for path, make in FILES.items() if not is_current(path, make())]
    for path in stale:
        if "--check" in arguments:
            print(f"{path.name} is not current: run `make build`", file=sys.stderr)
        else:
            path.write_text(FILES[path](), encoding="utf-8")
            print(f"wrote {path}")
    return 1 if stale and "--check" in arguments else 0


def is_current(path: Path, text: str) -> bool:
    """Tell whether a file has this text."""
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
