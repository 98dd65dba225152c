"""The first task as markup, so that its text can be read before a script has run.

The card is drawn with the classes of the web app, and stands exactly where the app will draw it.
Nothing in it can be used, and nothing of a task is taken for markup. Each interface that can be
drawn is a row of `DRAWERS`. What a row doesn't know how to draw as the app would, it leaves alone:
then the page begins empty, as that of the other interfaces does.
"""

import html
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..shapes import TaskType, is_label

# Of long texts, what is seen at first. The rest comes with the app, a moment later.
MAX_CHARS = 20_000
ENTITIES = {"\r": "&#13;", "\0": "\ufffd"}
SURROGATES = re.compile("[\ud800-\udfff]")
NEWLINES = re.compile(r"[\r\n]+")
COLOR = re.compile(r"[\w#%(),. /-]{1,60}")
URL = re.compile(r"https?://\S+", re.IGNORECASE)
TEXT_COLUMNS = ("text", "html", "image", "audio", "video")


@dataclass(frozen=True)
class Sizes:
    """Where the app changes how it draws, see `frontend/scripts/firstPage.mjs`.

    large, medium (int): Most characters of a text in large and in medium letters.
    search (int): Labels from which on there is a button to search them.
    groups (int): Labels from which on they may be grouped.
    dims (int): Tokens from which on sentences can be dimmed, for which there is a button.
    """

    large: int
    medium: int
    search: int
    groups: int
    dims: int


@dataclass(frozen=True)
class Drawing:
    """What a row of the table gets.

    task (dict): The task.
    config (Mapping): The settings, as the app gets them.
    sizes (Sizes): Where the app changes how it draws.
    """

    task: TaskType
    config: Mapping[str, Any]
    sizes: Sizes


class UnknownLookError(Exception):
    """Only the app knows how something is drawn."""


def escape(value: Any) -> str:
    """RETURNS (str): A text as it stands in markup, between tags and in quoted attributes."""
    text = html.escape(SURROGATES.sub("\ufffd", str(value)))
    for character, entity in ENTITIES.items():
        text = text.replace(character, entity)
    return text


def draw_card(task: TaskType, config: Mapping[str, Any], sizes: Sizes) -> str | None:
    """Draw a task.

    task (dict): The task, which fits the interface.
    config (Mapping): The settings, as the app gets them, with "view_id".
    sizes (Sizes): Where the app changes how it draws.
    RETURNS (Optional[str]): The markup of its card. None: only the app can draw it.
    """
    draw = DRAWERS.get(str(config.get("view_id")))
    if draw is None or task.get("config") or config.get("card_css"):
        return None
    try:
        content = draw(Drawing(task, config, sizes))
        meta = _draw_meta(task.get("meta"), config)
    except (UnknownLookError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None  # data that nobody has checked: the app says what is wrong with them
    lang = _draw_lang(config)
    return f'<div class="prodigy-container"{lang}>{content}{meta}</div>'


# Interfaces ---------------------------------------------------------------------------------------


def draw_text(drawing: Drawing) -> str:
    """A text and nothing else."""
    return _draw_content(_draw_plain(drawing, ()))


def draw_ner(drawing: Drawing) -> str:
    """A text with marks."""
    return _draw_content(_draw_plain(drawing, drawing.task.get("spans") or ()))


def draw_classification(drawing: Drawing) -> str:
    """A label over a text."""
    return _draw_title(drawing) + _draw_content(_draw_question(drawing))


def draw_choice(drawing: Drawing) -> str:
    """A question over its options."""
    task, config = drawing.task, drawing.config
    has_question = any(isinstance(task.get(key), str) for key in TEXT_COLUMNS)
    question = _draw_content(_draw_question(drawing)) if has_question else ""
    options = task.get("options")
    if not isinstance(options, Sequence) or config.get("keymap_by_label"):
        raise UnknownLookError
    kind = "checkbox" if config.get("choice_style") == "multiple" else "radio"
    chosen = task.get("accept") or ()
    rows = [_draw_option(option, i, kind, chosen, config) for i, option in enumerate(options)]
    direction = ' dir="rtl"' if config.get("writing_dir") == "rtl" else ""
    return (
        f"{_draw_title(drawing)}{question}"
        f'<div class="prodigy-options"{direction}>{"".join(rows)}</div>'
    )


def draw_tokens(drawing: Drawing) -> str:
    """Labels over a text whose tokens can be marked."""
    task, config = drawing.task, drawing.config
    tokens = task.get("tokens")
    if not isinstance(tokens, Sequence) or not tokens or config.get("show_whitespace") is True:
        raise UnknownLookError
    labels = _draw_labels(drawing, len(tokens))
    body = _draw_marked_tokens(tokens, task, config)
    text = (
        f'<div class="prodigy-tokens prodigy-text prodigy-text-small"{_draw_dir(config)}>'
        f'<div class="prodigy-chunk">{body}</div></div>'
    )
    return (
        f'{labels}<div class="prodigy-content prodigy-content-tokens">'
        f'<div class="prodigy-tokens-frame">{text}</div></div>'
    )


DRAWERS: dict[str, Callable[[Drawing], str]] = {
    "text": draw_text,
    "ner": draw_ner,
    "classification": draw_classification,
    "choice": draw_choice,
    "ner_manual": draw_tokens,
}

# Parts --------------------------------------------------------------------------------------------


def _draw_content(inner: str) -> str:
    return f'<div class="prodigy-content">{inner}</div>'


def _draw_lang(config: Mapping[str, Any]) -> str:
    lang = config.get("lang")
    return f' lang="{escape(lang)}"' if isinstance(lang, str) and lang else ""


def _draw_dir(config: Mapping[str, Any]) -> str:
    return ' dir="rtl"' if config.get("writing_dir") == "rtl" else ' dir="auto"'


def _draw_title(drawing: Drawing) -> str:
    label = drawing.task.get("label")
    if not is_label(label):
        return ""
    title = f'<div class="prodigy-title"{_draw_dir(drawing.config)}>{escape(label)}</div>'
    return f'<div class="prodigy-title-wrapper prodigy-title-bar">{title}</div>'


def _draw_question(drawing: Drawing) -> str:
    """The content of a task, if it is a text."""
    task, config = drawing.task, drawing.config
    others = [task.get(key) for key in TEXT_COLUMNS[1:]]
    if any(others) or config.get("html_template") or task.get("html_template"):
        raise UnknownLookError
    return _draw_plain(drawing, task.get("spans") or ())


def _draw_plain(drawing: Drawing, spans: Any) -> str:
    text, sizes = drawing.task.get("text"), drawing.sizes
    if not isinstance(text, str):
        raise UnknownLookError
    size = "small"
    if len(text) <= sizes.medium:
        size = "large" if len(text) <= sizes.large else "medium"
    marked = " prodigy-text-marked" if spans else ""
    look = f'class="prodigy-text prodigy-text-{size}{marked}"'
    inner = _draw_marks(text, _read_spans(spans, len(text)))
    return f"<div {look}{_draw_dir(drawing.config)}{_draw_lang(drawing.config)}>{inner}</div>"


def _read_spans(spans: Any, length: int) -> list[tuple[int, int, Any]]:
    """RETURNS (list[tuple[int, int, dict]]): Start and end (exclusive) in characters, and the span,
    in order.
    RAISES (UnknownLookError): They overlap, or don't fit the text."""
    found = [(span.get("start"), span.get("end"), span) for span in spans]
    if not all(isinstance(at, int) for start, end, _ in found for at in (start, end)):
        raise UnknownLookError
    found.sort(key=lambda item: item[:2])
    ends = [0, *(end for _, end, _ in found)]
    for (start, end, _), before in zip(found, ends):
        if not before <= start < end <= length:
            raise UnknownLookError
    return found


def _draw_marks(text: str, spans: Iterable[tuple[int, int, Any]]) -> str:
    parts, last = [], 0
    for start, end, span in spans:
        if start >= MAX_CHARS:
            break
        parts += [escape(text[last:start]), _draw_mark(escape(text[start:end]), span)]
        last = end
    return "".join([*parts, escape(text[last : max(last, MAX_CHARS)])])


def _draw_mark(inner: str, span: Mapping[str, Any], *, is_edited: bool = False) -> str:
    look = "prodigy-span"
    if is_edited and span.get("locked"):
        look += " prodigy-span-locked"
    if is_edited and span.get("suggested"):
        look += " prodigy-span-suggested"
    label = span.get("label")
    name = ""
    if is_edited or is_label(label):
        shown = escape(label) if is_label(label) else ""
        name = f'<span class="prodigy-span-label"><bdi>{shown}</bdi></span>'
    return f'<mark class="{look}">{inner}{name}</mark>'


def _draw_marked_tokens(
    tokens: Sequence[Mapping[str, Any]], task: TaskType, config: Mapping[str, Any]
) -> str:
    starts = {token["start"]: i for i, token in reversed(list(enumerate(tokens)))}
    ends = {token["end"]: i for i, token in enumerate(tokens)}
    spans = _read_spans(task.get("spans") or (), max(ends))
    marked: dict[int, tuple[int, Any]] = {}
    for start, end, span in spans:
        if start not in starts or end not in ends or span.get("color"):
            raise UnknownLookError
        marked[starts[start]] = (ends[end], span)
    gaps = _find_gaps(tokens, task.get("text"), config)
    texts = [_draw_token(token, config) for token in tokens]
    parts: list[str] = []
    at = 0
    while at < len(tokens) and tokens[at]["start"] < MAX_CHARS:
        end, span = marked.get(at, (at, None))
        run = [texts[i] + (escape(gaps[i]) if i < end else "") for i in range(at, end + 1)]
        parts.append(
            "".join(run) if span is None else _draw_mark("".join(run), span, is_edited=True)
        )
        parts.append(escape(gaps[end]))
        at = end + 1
    return "".join(parts)


def _draw_token(token: Mapping[str, Any], config: Mapping[str, Any]) -> str:
    text = str(token["text"])
    if token.get("style"):
        raise UnknownLookError
    if NEWLINES.fullmatch(text):
        line = "\n" if _hides_newlines(config) else '<span class="prodigy-ws">↵</span>\n'
        return line * len(text.replace("\r\n", "\n"))
    shown = escape(text)
    return (
        f'<span class="prodigy-token-disabled">{shown}</span>' if token.get("disabled") else shown
    )


def _hides_newlines(config: Mapping[str, Any]) -> bool:
    names = ("hide_true_newline_tokens", "hide_newlines", "hide_newline_tokens")
    return any(config.get(name) for name in names)


def _find_gaps(
    tokens: Sequence[Mapping[str, Any]], text: Any, config: Mapping[str, Any]
) -> list[str]:
    """What stands behind each token, as `tokenGaps` of `frontend/src/text/tokens.ts` has it."""
    honor = config.get("honor_token_whitespace")
    by_flag = honor is True or (
        honor is not False and all(isinstance(token.get("ws"), bool) for token in tokens)
    )
    is_characters = config.get("ner_manual_highlight_chars") is True
    gaps = []
    for token, after in zip(tokens, tokens[1:]):
        apart = after["start"] > token["end"]
        between = text[token["end"] : after["start"]] if isinstance(text, str) and apart else ""
        if NEWLINES.fullmatch(str(token["text"])):
            gaps.append("")
        elif "\n" in between:
            gaps.append(between)
        elif honor is False and not is_characters:
            gaps.append(" ")
        else:
            is_gap = token.get("ws") if by_flag and not is_characters else apart
            gaps.append(" " if is_gap else "")
    return [*gaps, ""]


def _draw_labels(drawing: Drawing, n_tokens: int) -> str:
    config, sizes = drawing.config, drawing.sizes
    labels = config.get("labels")
    if not isinstance(labels, Sequence) or isinstance(labels, str) or not labels:
        raise UnknownLookError
    is_grouped = config.get("label_groups") is not None
    is_grouped |= len(labels) >= sizes.groups and any("/" in str(label) for label in labels)
    if is_grouped or config.get("ner_manual_label_style") == "dropdown" or len(labels) > 20:
        raise UnknownLookError
    if config.get("keymap_by_label"):
        raise UnknownLookError
    has_active = config.get("label_reset", "keep") != "none"
    own = (config.get("custom_theme") or {}).get("labels") or {}
    drawn = [
        _draw_label(label, i, own.get(str(label)), is_active=has_active and i == 0)
        for i, label in enumerate(labels)
    ]
    n_tools = 2 + (len(labels) >= sizes.search) + (n_tokens >= sizes.dims)
    tools = '<span class="prodigy-label-tool"></span>' * n_tools
    direction = ' dir="rtl"' if config.get("writing_dir") == "rtl" else ""
    return (
        f'<div class="prodigy-title-wrapper prodigy-label-bar"{direction}>'
        f'<div class="prodigy-labels">{"".join(drawn)}</div>'
        f'<div class="prodigy-label-tools">{tools}</div></div>'
    )


def _draw_label(label: Any, number: int, color: Any, *, is_active: bool) -> str:
    look, style = "prodigy-label", ""
    if is_active:
        look += " prodigy-label-active"
    if isinstance(color, str) and COLOR.fullmatch(color):
        look += " prodigy-label-colored"
        style = f' style="--label-color:{escape(color)}"'
    name = f'<span class="prodigy-label-text">{escape(label)}</span>'
    return f'<span class="{look}"{style}>{name}<kbd>{_find_key(number)}</kbd></span>'


def _find_key(number: int) -> str:
    """RETURNS (str): How the number key of the first twenty labels is written, from 0 on."""
    return ("⇧" if number >= 10 else "") + str((number + 1) % 10)


def _draw_option(
    option: Any, number: int, kind: str, chosen: Any, config: Mapping[str, Any]
) -> str:
    if isinstance(option, (str, int, float)):
        option = {"id": option, "text": str(option)}
    plain = {"id", "text"}
    text = option.get("text") if isinstance(option, Mapping) and plain.issuperset(option) else None
    if (
        not isinstance(text, str)
        or not text.strip()
        or (config.get("custom_theme") or {}).get("labels")
    ):
        raise UnknownLookError
    is_chosen = option.get("id") in chosen
    look = "prodigy-option prodigy-option-selected" if is_chosen else "prodigy-option"
    inner = f'<div class="prodigy-text prodigy-option-text"{_draw_dir(config)}>{escape(text)}</div>'
    key = f"<kbd>{_find_key(number)}</kbd>" if number < 20 else ""
    if number >= 20:
        raise UnknownLookError
    return (
        f'<span class="{look}"><input type="{kind}" disabled tabindex="-1">'
        f'<span class="prodigy-option-mark"></span>'
        f'<span class="prodigy-option-body"{_draw_dir(config)}>{inner}</span>{key}</span>'
    )


def _draw_meta(meta: Any, config: Mapping[str, Any]) -> str:
    if config.get("hide_meta") or not isinstance(meta, Mapping) or not meta:
        return ""
    entries = [
        f'<span class="prodigy-meta-entry"><span class="prodigy-meta-key">{escape(key)}:</span> '
        f"<bdi>{_format_meta(value)}</bdi></span>"
        for key, value in meta.items()
    ]
    return f'<div class="prodigy-meta">{"".join(entries)}</div>'


def _format_meta(value: Any) -> str:
    if isinstance(value, str):
        return f"<u>{escape(value)}</u>" if URL.fullmatch(value) else escape(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # JavaScript has one kind of numbers
    return escape(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str))
