"""The one table of settings: everything that can stand in a prodigy.json.

Defaults, validation, the example file, the documentation and the front end are made from this
table, and nothing else repeats a default. To add a setting, add a row.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, KeysView, ValuesView
from dataclasses import dataclass
from pathlib import Path
from typing import Any

THEMES = ("basic", "dark", "eighties", "spacy", "brutalist", "auto")
LANGUAGES = ("en", "de", "nl", "es", "pt", "fr", "zh")
BUTTONS = ("accept", "reject", "ignore", "undo")
PROJECT_INFO = ("dataset", "session", "lang", "recipe_name", "view_id", "label")
IMAGE_TOOLS = ("rect", "polygon", "freehand")

# Recipes also return the keys of a dict, or a set, as their labels.
LISTS = (list, tuple, set, frozenset, KeysView, ValuesView)


def _is_number(value: Any) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and math.isfinite(value)


# Kinds of values: a test and the words for messages. A bool never counts as a number.
KINDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "bool": (lambda value: isinstance(value, bool), "true or false"),
    "false": (lambda value: value is False, "false"),
    "int": (lambda v: isinstance(v, int) and not isinstance(v, bool), "a whole number"),
    "number": (_is_number, "a number"),
    "str": (lambda value: isinstance(value, (str, Path)), "a string"),
    "list": (lambda value: isinstance(value, LISTS), "a list"),
    "dict": (lambda value: isinstance(value, dict), "an object"),
    "null": (lambda value: value is None, "null"),
}


class _Unset:
    def __repr__(self) -> str:
        return "UNSET"


# Default of settings that don't exist until somebody sets them.
UNSET = _Unset()


@dataclass(frozen=True)
class Setting:
    """One row of the table.

    key (str): Name in prodigy.json.
    default (Any): Value if nobody sets it, or UNSET.
    kinds (tuple[str, ...]): Kinds of values that are allowed, keys of KINDS.
    scope (str): Who uses it: "server" (web server, storage and stream), "app" (every page of the
        web app) or "interface" (some interfaces; also in blocks and in the config of a task).
    help (str): What it does, in one line.
    items (str): Kind of what may stand in a list or an object. Empty allows all.
    choices (tuple[str, ...]): Allowed strings, or allowed items of a list. Empty allows all.
    minimum (float | None): Smallest allowed number, inclusive.
    maximum (float | None): Largest allowed number, inclusive.
    """

    key: str
    default: Any
    kinds: tuple[str, ...]
    scope: str
    help: str
    items: str = ""
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    @property
    def expected(self) -> str:
        """Say in words which values are allowed."""
        words = [self._describe(kind) for kind in self.kinds]
        return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]

    @property
    def nullable(self) -> bool:
        """Tell whether null is a value of its own."""
        return "null" in self.kinds

    def accepts(self, value: Any) -> bool:
        """Tell whether a value is allowed.

        value (Any): A value as it comes from JSON or from a recipe.
        RETURNS (bool): Whether its kind, its choices and its limits fit.
        """
        if not any(KINDS[kind][0](value) for kind in self.kinds):
            return False
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            above = self.minimum is None or value >= self.minimum
            return above and (self.maximum is None or value <= self.maximum)
        if self.items and isinstance(value, (dict, *LISTS)):
            is_allowed = KINDS[self.items][0]
            return all(map(is_allowed, value.values() if isinstance(value, dict) else value))
        if self.choices and isinstance(value, str):
            return value in self.choices
        if self.choices and isinstance(value, LISTS):
            return all(item in self.choices for item in value)
        return True

    def _describe(self, kind: str) -> str:
        words = KINDS[kind][1]
        choices = ", ".join(f'"{choice}"' for choice in self.choices)
        if kind == "str" and choices:
            return f"one of {choices}"
        if kind == "list" and choices and not self.items:
            return f"a list with some of {choices}"
        if kind in ("list", "dict") and self.items:
            return f"{words} of {KINDS[self.items][1].split()[-1]}s"
        if kind in ("int", "number") and self.minimum is not None:
            if self.maximum is not None:
                return f"{words} from {self.minimum:g} to {self.maximum:g}"
            return f"{words}, at least {self.minimum:g}"
        return words


def _row(key: str, default: Any, kinds: str, scope: str, help: str, **limits: Any) -> Setting:
    return Setting(key, default, tuple(kinds.split("|")), scope, help, **limits)


_ROWS = (
    # Look and behaviour of the web app.
    _row(
        "theme", "basic", "str", "app", "Colours of the web app. auto is dark or basic, as the "
        "system of the annotator", choices=THEMES,
    ),
    _row("custom_theme", {}, "dict", "app", "Theme values that replace those of the theme"),
    _row(
        "buttons", list(BUTTONS), "list", "app", "Buttons for answers, in this order. "
        "An answer that is missing here can't be given", choices=BUTTONS,
    ),
    _row("keymap", {}, "dict", "app", "Keys of actions: name of the action to list of keys"),
    _row("keymap_by_label", {}, "dict", "app", "Keys of labels and options: name or number to key"),
    _row("shortcuts", True, "bool", "app", "Shortcuts of a single key. Combinations always work"),
    _row("allow_key_repeat", False, "bool", "app", "A key that is held down answers repeatedly"),
    _row("swipe", False, "bool", "app", "Answer by swiping on touch screens"),
    _row(
        "swipe_gestures", {"left": "accept", "right": "reject"}, "dict", "app",
        "What swiping to the left and to the right means",
    ),
    _row("ui_lang", "en", "str", "app", "Language of the web app", choices=LANGUAGES),
    _row("project_info", list(PROJECT_INFO), "list|false", "app", "Rows shown in the sidebar"),
    _row("show_stats", False, "bool", "app", "Count the answers of each kind in the sidebar"),
    _row("hide_meta", False, "bool", "app", "Don't show the meta data of a task"),
    _row("show_flag", False, "bool", "app", "Show a button that marks tasks for later"),
    _row(
        "instructions", False, "false|str|null", "app",
        "Path of a text or HTML file that is shown as help for annotators",
    ),
    _row(
        "instructions_first", True, "bool", "app",
        "Show the instructions by themselves to who has not seen this version of them",
    ),
    _row("show_notes", False, "bool", "app", "Show a button for a remark, which is stored as note"),
    _row(
        "show_timer", False, "bool", "app",
        "Show the time per task and the answers of the day, and store _duration_ms with answers",
    ),
    _row(
        "confirm", [], "list", "app", "Answers that have to be given twice in a row",
        choices=BUTTONS[:3],
    ),
    _row(
        "require_change", False, "bool", "app",
        "In manual interfaces, ask before a task is accepted in which nothing was changed",
    ),
    _row(
        "rules", {}, "dict", "interface",
        "What an accepted answer must fulfil, checked in the browser: min_spans, max_spans, "
        "min_choices, max_choices, required, labels, exclusive",
    ),
    _row("autosave_seconds", 30, "number", "app", "Pause after which answers are sent, 0 for never",
         minimum=0),
    _row("drafts", False, "bool", "app", "Keep half-done work on the server until it is answered"),
    _row("edit_sent", True, "bool", "app", "Keep answers in the history after they were sent"),
    _row("high_contrast", False, "bool", "app", "Colours with a contrast of at least 7 to 1"),
    _row("history_length", 10, "int", "app", "Recent answers in the sidebar", minimum=0),
    _row("instant_submit", False, "bool", "app", "Send each answer at once, without history"),
    _row("html_template", False, "false|str|null", "interface", "Template for the html interface"),
    _row("global_css", None, "str|false|null", "app", "CSS added to the page"),
    _row("global_css_dir", None, "str|false|null", "app", "Folder of CSS files added to the page"),
    _row("javascript", None, "str|false|null", "app", "JavaScript run in the page"),
    _row("javascript_dir", None, "str|false|null", "app", "Folder of JavaScript files, by name"),
    _row("writing_dir", "ltr", "str", "app", "Direction of the text", choices=("ltr", "rtl")),
    _row("show_whitespace", False, "bool", "interface", "Show symbols for white space"),
    _row("card_css", UNSET, "str|dict|false|null", "app", "Old form of global_css"),
    _row(
        "sanitize_html", "auto", "bool|str", "app", "Remove scripts from markup inside tasks. "
        "auto means in built-in recipes", choices=("auto",),
    ),
    _row(
        "remote_media", "auto", "bool|str|list", "app", "Whether pictures, recordings and films of "
        "other hosts are loaded, or a list of hosts like [\"https://media.example\"]. auto means "
        "those that tasks name under image, audio and video, none in markup", choices=("auto",),
        items="str",
    ),
    _row(
        "content_security_policy", True, "bool|dict", "server",
        "What the page may run and load. An object adds sources to what the project needs, like "
        "{\"script-src\": [\"https://cdn.example\"]}, and false turns it off",
    ),
    # Web server, storage and stream.
    _row("port", 8080, "int", "server", "Port of the web server", minimum=0, maximum=65535),
    _row("host", "localhost", "str", "server", "Host of the web server, 0.0.0.0 for all networks"),
    _row("port_auto", False, "bool", "server", "Take another port if the port is in use"),
    _row(
        "root_path", "", "str|null", "server",
        "Path below which a proxy shows the app, like /label. It may leave it in requests or not",
    ),
    _row(
        "trusted_proxies", [], "list", "server", "Addresses of proxies whose X-Forwarded-For and "
        "X-Forwarded-Proto are believed, like [\"127.0.0.1\"]", items="str",
    ),
    _row(
        "allowed_hosts", [], "list", "server", "The only names under which the server is asked, "
        "besides localhost, host and addresses, like [\"label.example\", \"*.lab.example\"]. "
        "\"*\" allows all; empty refuses what pages of others could have turned to this machine",
        items="str",
    ),
    _row(
        "strict_transport_security", "auto", "bool|str|int", "server",
        "Seconds for which browsers ask this host by HTTPS only, on all of its ports. auto means "
        "half a year if Prodigy itself serves HTTPS on port 443, true the same on any port",
        choices=("auto",), minimum=0,
    ),
    _row("ssl_certfile", None, "str|null", "server", "File with the certificate, for HTTPS"),
    _row(
        "ssl_keyfile", None, "str|null", "server",
        "File with the key of the certificate, unless both are in the same file",
    ),
    _row(
        "basic_auth_user", None, "str|null", "server",
        "User name for a login, together with basic_auth_pass",
    ),
    _row(
        "basic_auth_pass", None, "str|null", "server",
        "Password for a login. It is never sent to the page",
    ),
    _row(
        "session_links", "auto", "bool|str", "server", "Who needs a personal link, see prodigy "
        "sessions: everybody, nobody, or with auto who has one", choices=("auto",),
    ),
    _row(
        "cors", True, "bool|list", "server",
        "Allow requests of pages from other origins: all, none, or a list like "
        "[\"https://label.example\"]", items="str",
    ),
    _row(
        "max_request_mb", 256, "number", "server", "Largest body of a request that is accepted, in "
        "MB of 2**20 bytes", minimum=1,
    ),
    _row("db", "sqlite", "str|bool|null", "server", "Id of the database, false to store nothing"),
    _row(
        "db_settings", {}, "dict", "server", "Database id to its connection settings",
        items="dict",
    ),
    _row(
        "queue", "memory", "str", "server", "Where tasks wait: memory, or database for several "
        "processes that serve one recipe from PostgreSQL", choices=("memory", "database"),
    ),
    _row("api_keys", {}, "dict", "server", "Loader id to the key of its service"),
    _row(
        "llm", {}, "dict", "server",
        "The language model that llm recipes ask: model, endpoint, api_key_env, price_in, ...",
    ),
    _row("metrics", False, "bool", "server", "Answer GET /metrics with figures for Prometheus"),
    _row("batch_size", 10, "int", "server", "Tasks sent to the web app at once", minimum=1),
    _row("validate", True, "bool", "server", "Check that tasks fit the interface"),
    _row(
        "keep_answer_history", False, "bool", "server",
        "Keep earlier answers of a session to the same task beside the newest",
    ),
    _row(
        "skip_invalid", True, "bool", "server",
        "Leave out tasks with something wrong, and say so. false makes them errors, as --strict",
    ),
    _row("auto_exclude_current", True, "bool", "server", "Skip what the dataset already contains"),
    _row(
        "exclude_by", "task", "str", "server",
        "Recognize tasks by the hash of the whole task or of its input", choices=("task", "input"),
    ),
    _row("feed_overlap", False, "bool", "server", "Send every task to every session"),
    _row(
        "annotations_per_task", None, "number|null", "server",
        "Sessions that get each task, on average; replaces feed_overlap", minimum=0,
    ),
    _row(
        "session_header", None, "str|null", "server",
        "Header in which a proxy sends the session name. Only behind a proxy that sets it always",
    ),
    _row("allow_work_stealing", True, "bool", "server", "Give open tasks of idle sessions away"),
    _row(
        "total_examples_target", 0, "int|null", "server",
        "Answers per session that count as 100 percent, 0 for none", minimum=0,
    ),
    _row(
        "split_sents_threshold", False, "false|int|null", "server",
        "Characters from which on texts are split into sentences", minimum=0,
    ),
    _row("description", UNSET, "str|null", "app", "What the project is about, in the sidebar"),
    _row("author", UNSET, "str|null", "app", "Who made the project, in the sidebar"),
    _row("lang", UNSET, "str|null", "app", "Language of the texts"),
    _row("labels", UNSET, "list|dict|str|null", "interface", "Labels to choose from"),
    _row("label", UNSET, "str|list|null", "app", "Label shown in the sidebar"),
    # Spans in text.
    _row("ner_manual_highlight_chars", False, "bool", "interface", "Select characters, not tokens"),
    _row(
        "ner_manual_label_style", "list", "str", "interface", "How labels are offered",
        choices=("list", "dropdown"),
    ),
    _row("ner_manual_require_click", False, "bool", "interface", "Selecting alone adds no span"),
    _row(
        "span_click", "delete", "str", "interface", "What a click on a span does",
        choices=("delete", "select"),
    ),
    _row(
        "label_reset", "keep", "str", "interface", "Active label of the next task: the same, the "
        "first one, or none until one is chosen", choices=("keep", "first", "none"),
    ),
    _row("label_descriptions", {}, "dict", "interface", "Explanations of labels: label to text"),
    _row("label_groups", UNSET, "dict|null", "interface", "Group name to list of labels"),
    _row("allow_newline_highlight", False, "bool", "interface", "Allow line breaks in spans"),
    _row("hide_newlines", False, "bool", "interface", "Hide the symbols of line breaks"),
    _row("hide_true_newline_tokens", False, "bool", "interface", "Older name of hide_newlines"),
    _row(
        "honor_token_whitespace", "auto", "bool|str", "interface", "Show spaces as the tokens say. "
        "auto means where the tokens say it", choices=("auto",),
    ),
    # Conversations.
    _row(
        "labels_for_messages", UNSET, "list|null", "interface",
        "Labels for whole messages of a conversation", items="str",
    ),
    # Choices and text fields.
    _row(
        "choice_style", "single", "str", "interface", "Options that can be selected",
        choices=("single", "multiple"),
    ),
    _row(
        "choice_accept_empty", True, "bool", "interface",
        "Accept without asking when nothing is selected",
    ),
    _row("choice_auto_accept", False, "bool", "interface", "Accept as soon as one is selected"),
    _row("field_rows", 1, "int", "interface", "Lines of the text field", minimum=1),
    _row("field_label", UNSET, "str|null", "interface", "Text above the text field"),
    _row("field_id", "user_input", "str", "interface", "Key of the task that gets the text"),
    _row("field_placeholder", UNSET, "str|null", "interface", "Text shown in the empty field"),
    _row("field_autofocus", False, "bool", "interface", "Put the cursor into the text field"),
    _row("field_characters", UNSET, "list|null", "interface", "Characters to insert by a click"),
    _row("field_suggestions", UNSET, "list|null", "interface", "Texts offered while typing"),
    _row(
        "show_suggestions", "after", "str", "interface",
        "When annotators get to know what a model says (the key suggestion of a task), so that it "
        "doesn't influence them: after their answer, before it, or never",
        choices=("after", "before", "never"),
    ),
    # Responses of language models.
    _row("preference_blind", True, "bool", "interface", "Don't tell who has written a response"),
    _row(
        "preference_shuffle", True, "bool", "interface",
        "Show responses in an order of its own for each annotator",
    ),
    _row(
        "preference_auto_accept", True, "bool", "interface",
        "Accept as soon as one is preferred, unless there is a rubric or reasons are required",
    ),
    _row("preference_tie", True, "bool", "interface", "Allow ties"),
    _row("preference_require_reason", False, "bool", "interface", "Don't accept without a reason"),
    _row(
        "preference_require_complete", True, "bool", "interface",
        "Don't accept before a response is preferred and everything is rated",
    ),
    # Images.
    _row(
        "image_manual_modes", list(IMAGE_TOOLS), "list", "interface", "Tools that can be used",
        choices=IMAGE_TOOLS,
    ),
    _row(
        "image_manual_mode", UNSET, "str|null", "interface", "One tool, if it is the only one",
        choices=IMAGE_TOOLS,
    ),
    _row("image_manual_stroke_width", 4, "number", "interface", "Line width in px", minimum=0),
    _row("image_manual_font_size", 16, "number", "interface", "Size of labels in px", minimum=0),
    _row("image_manual_show_labels", True, "bool", "interface", "Show the labels of shapes"),
    _row("image_manual_spans_key", "spans", "str", "interface", "Key of the task with the shapes"),
    _row("image_manual_from_center", False, "bool", "interface", "Draw boxes from their centre"),
    _row("image_manual_snap", False, "bool", "interface", "Snap to the edges of other shapes"),
    _row(
        "image_manual_carry_over", False, "bool|str", "interface",
        "Suggest the shapes of the image before; a key of the tasks: within its value",
    ),
    _row("darken_image", 0, "number|bool", "interface", "Darken images", minimum=0, maximum=1),
    _row("show_bounding_box_center", False, "bool", "interface", "Mark the centre of boxes"),
    _row("preview_bounding_boxes", False, "bool", "interface", "Show what is in each shape"),
    _row("shade_bounding_boxes", False, "bool", "interface", "Fill boxes with their colour"),
    # Audio and video.
    _row("audio_autoplay", False, "bool", "interface", "Play as soon as a task is shown"),
    _row("audio_loop", False, "bool", "interface", "Start again at the end"),
    _row("audio_rate", 1.0, "number", "interface", "Speed, 1 is normal", minimum=0),
    _row("audio_bar_width", 3, "number", "interface", "Width of waveform bars", minimum=0),
    _row("audio_bar_height", 2, "number", "interface", "Height factor of waveforms", minimum=0),
    _row("audio_bar_gap", 2, "number", "interface", "Gap between waveform bars", minimum=0),
    _row("audio_bar_radius", 2, "number", "interface", "Roundness of waveform bars", minimum=0),
    _row("audio_max_zoom", 5000, "number", "interface", "Largest zoom, px per second", minimum=1),
    _row("show_audio_minimap", True, "bool", "interface", "Show the whole waveform as well"),
    _row("show_audio_timeline", False, "bool", "interface", "Show times below the waveform"),
    _row("show_audio_cursor", True, "bool", "interface", "Show the position in the waveform"),
    _row("show_audio_cursor_time", True, "bool", "interface", "Show the time at the position"),
    # Relations, comparisons, combinations.
    _row("relations_span_labels", UNSET, "list|null", "interface", "Labels for spans in relations"),
    _row("wrap_relations", False, "bool", "interface", "Wrap lines of tokens and arcs"),
    _row("hide_arrow_heads", False, "bool", "interface", "Draw arcs without arrows"),
    _row(
        "diff_style", "words", "str", "interface", "Units that are compared",
        choices=("words", "chars", "sentences"),
    ),
    _row(
        "blocks", UNSET, "list|null", "interface", "Interfaces shown below each other",
        items="dict",
    ),
    _row(
        "steps", UNSET, "list|null", "interface", "Lists of blocks, shown one after the other",
        items="list",
    ),
    _row(
        "layout", "stack", "str", "interface", "Whether a context block stands beside the others",
        choices=("stack", "split"),
    ),
    _row("context_key", "context", "str", "interface", "Task key that the context interface shows"),
)  # fmt: skip

SETTINGS: dict[str, Setting] = {row.key: row for row in _ROWS}

# Settings that are dicts and are merged instead of replaced: how many levels deep.
MERGED: dict[str, int] = {"custom_theme": 2, "db_settings": 2, "api_keys": 1, "llm": 1, "keymap": 1}
MERGED["keymap_by_label"] = 1

# Old spellings, silently understood.
RENAMED: dict[str, str] = {
    "history_size": "history_length",
    "hide_newline_tokens": "hide_true_newline_tokens",
    "hide_relation_arrow": "hide_arrow_heads",
}

# Names of earlier versions that have no effect any more. They may be set, and code of others that
# reads them finds these values.
WITHOUT_EFFECT: dict[str, Any] = {
    "auto_count_stream": False,
    "auto_create": True,
    "force_stream_order": False,
    "image_manual_legacy": False,
}

# Never sent to the browser.
SECRETS = frozenset(
    (
        *("db_settings", "api_keys", "llm", "auth", "basic_auth", "password", "secret"),
        *("basic_auth_user", "basic_auth_pass", "ssl_certfile", "ssl_keyfile", "trusted_proxies"),
        *("allowed_hosts", "strict_transport_security"),
    )
)


def get_defaults() -> dict[str, Any]:
    """Collect the defaults of all settings that have one.

    RETURNS (dict): Setting to default, in the order of the table. The values belong to the table.
    """
    return {key: row.default for key, row in SETTINGS.items() if row.default is not UNSET}


def format_example() -> str:
    """Format the content of prodigy.json.example, with every default.

    RETURNS (str): JSON with one setting per line.
    """
    defaults = get_defaults().items()
    lines = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in defaults]
    return "{\n" + ",\n".join(lines) + "\n}\n"
