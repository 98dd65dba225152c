"""The one table of interfaces: what each of them shows, what it writes, and what an answer means.

Validation, printing, review, formats, training and the front end read these rows, and nothing else
decides by the id of an interface. To add an interface, add a row. Ids that are not in the table,
for example those of other programs, are known by the keys of their tasks only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any

from .errors import StreamError

if TYPE_CHECKING:
    from .task_models import BaseTask

# What an answer is about.
SPANS = "spans"  # that don't overlap, such as entities
GROUPS = "groups"  # spans that may overlap
TAGS = "tags"  # labels of single tokens
RELATIONS = "relations"  # between tokens or spans
CATEGORIES = "categories"  # of everything that is shown
SHAPES = "shapes"  # in an image
REGIONS = "regions"  # of a recording
MESSAGES = "messages"  # of a conversation: stretches of them, or whole ones
PREFERENCES = "preferences"  # of one response to others

# What makes two items of a list the same. An empty one stands for items that are plain values.
PLACES = ("start", "end", "label")
MARKS = ("message", "field", "start", "end", "label")
ARCS = ("head", "child", "label")
FIGURES = ("label", "points", "x", "y", "width", "height")
VALUES = ()

# Keys with a picture, a recording or a film: a path, an address or the data themselves.
MEDIA_KEYS = ("image", "audio", "video")
# What models write into the spans that they suggest; nobody writes it into spans made by hand.
SUGGESTION_KEYS = frozenset(("score", "answer", "rank", "priority"))
# What answers have that are not about spans.
OTHER_KEYS = frozenset(("options", "accept", "label", "arc", *MEDIA_KEYS))


@dataclass(frozen=True, kw_only=True)
class View:
    """One row of the table.

    task_model (str): What a task must look like: name of a class in `task_models`, which most
        commands never need, and which takes longer to make than Python to start.
    is_manual (bool): Annotators edit the task. Otherwise the answer is a mere yes or no.
    shows (tuple[str, ...]): Keys with content, in the order in which they are shown.
    writes (tuple[str, ...]): Keys that annotators change, the main one first. Those that views
        inside of this one write are not listed.
    renamed_by (str): Setting with another name for the first of these keys, or an empty string.
    labels (tuple[str, ...]): Keys whose items have the labels of the label bar.
    highlights (bool): Draws spans in its content, although its tasks don't need to have any.
    compares (Mapping[str, tuple[str, ...]]): What makes two answers equal: keys with lists, and
        those keys of their items that count, in any order. Empty: everything that was written.
        The answers of binary interfaces are compared by yes or no.
    about (tuple[str, ...]): What an answer says something about, by the constants above.
    prints (str): How the terminal shows it, a style of `pretty_print`. "auto" looks at the keys.
    is_mixed (bool): Made of other interfaces side by side, so that only the keys of an answer tell
        what it is about.
    reviews (bool): Shows answers that were made in another interface, named in "view_id".
    shows_any (bool): Shows parts with content of any kind, markup and media included.
    is_blind (bool): Annotators don't get to know who has written what they see, see
        `components.preference.blinding`.
    """

    task_model: str
    is_manual: bool = False
    shows: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    renamed_by: str = ""
    labels: tuple[str, ...] = ()
    highlights: bool = False
    compares: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    about: tuple[str, ...] = ()
    prints: str = "auto"
    is_mixed: bool = False
    reviews: bool = False
    shows_any: bool = False
    is_blind: bool = False

    @property
    def model(self) -> type[BaseTask]:
        """What a task must look like."""
        from . import task_models

        return getattr(task_models, self.task_model)

    @property
    def media(self) -> tuple[str, ...]:
        """Keys with media among those that it shows."""
        return tuple(key for key in self.shows if key in MEDIA_KEYS)


_CONTENT = ("text", "html", "image", "audio", "video", "label")

# fmt: off
VIEWS: dict[str, View] = {
    "text": View(task_model="TextTask", shows=("text",)),
    "html": View(task_model="HTMLTask", shows=("html",)),
    "ner": View(task_model="NERTask", shows=("text",), about=(SPANS,), prints="ner"),
    "ner_manual": View(
        task_model="NERManualTask", is_manual=True, shows=("text",), writes=("spans",),
        labels=("spans",), compares={"spans": PLACES}, about=(SPANS,), prints="ner",
    ),
    "spans": View(task_model="SpansTask", shows=("text",), about=(GROUPS,), prints="spans"),
    "spans_manual": View(
        task_model="SpansManualTask", is_manual=True, shows=("text",), writes=("spans",),
        labels=("spans",), compares={"spans": PLACES}, about=(GROUPS,), prints="spans",
    ),
    "pos": View(task_model="POSTask", shows=("text",), about=(TAGS,), prints="ner"),
    "pos_manual": View(
        task_model="POSManualTask", is_manual=True, shows=("text",), writes=("spans",),
        labels=("spans",), compares={"spans": PLACES}, about=(TAGS,), prints="ner",
    ),
    "relations": View(
        task_model="RelationsTask", is_manual=True, shows=("text",), writes=("relations", "spans"),
        labels=("relations",), compares={"spans": PLACES, "relations": ARCS},
        about=(SPANS, RELATIONS),
    ),
    "dep": View(task_model="DepTask", shows=("text",), highlights=True, about=(RELATIONS,)),
    "classification": View(
        task_model="ClassificationTask", shows=_CONTENT, highlights=True, about=(CATEGORIES,),
        prints="textcat",
    ),
    "image": View(task_model="ImageTask", shows=("image",), about=(SHAPES,), prints="shapes"),
    "image_manual": View(
        task_model="ImageManualTask", is_manual=True, shows=("image",),
        writes=("spans", "width", "height"), renamed_by="image_manual_spans_key",
        labels=("spans",), compares={"spans": FIGURES}, about=(SHAPES,), prints="shapes",
    ),
    "audio": View(
        task_model="AudioTask", shows=("audio", "video"), about=(REGIONS,), prints="regions",
    ),
    "audio_manual": View(
        task_model="AudioManualTask", is_manual=True, shows=("audio", "video"),
        writes=("audio_spans",), labels=("audio_spans",), compares={"audio_spans": PLACES},
        about=(REGIONS,), prints="regions",
    ),
    "choice": View(
        task_model="ChoiceTask", is_manual=True, shows=_CONTENT, highlights=True,
        writes=("accept",), compares={"accept": VALUES}, about=(CATEGORIES,),
        prints="textcat",
    ),
    "review": View(task_model="ReviewTask", is_manual=True, reviews=True),
    "diff": View(task_model="DiffTask", shows=("added", "removed")),
    "compare": View(task_model="CompareTask", shows=("input", "accept", "reject"), shows_any=True),
    "text_input": View(
        task_model="TextInputTask", is_manual=True, writes=("user_input",), renamed_by="field_id",
    ),
    "blocks": View(
        task_model="BlocksTask", is_manual=True, labels=("spans", "audio_spans"), is_mixed=True,
    ),
    "llm_io": View(task_model="LLMTask", shows=("llm",)),
    "pages": View(
        task_model="PagesTask", is_manual=True, shows=("pages",), writes=("pages",), shows_any=True,
    ),
    "context": View(task_model="ContextTask", shows=("context",), shows_any=True),
    "page_spans": View(
        task_model="PageSpansTask", is_manual=True, shows=("text", "image"), writes=("spans",),
        labels=("spans",), compares={"spans": PLACES}, about=(SPANS,), prints="ner",
    ),
    "conversation": View(
        task_model="ConversationTask", is_manual=True, shows=("messages",),
        writes=("spans", "message_labels", "comments"), labels=("spans",),
        compares={"spans": MARKS, "message_labels": VALUES}, about=(MESSAGES,),
        prints="conversation",
    ),
    "preference": View(
        task_model="PreferenceTask", is_manual=True, shows=("prompt", "responses"),
        writes=("preferred", "tie", "ratings", "reason"),
        compares={"preferred": VALUES, "tie": VALUES, "ratings": VALUES},
        about=(PREFERENCES,), is_blind=True, prints="preference",
    ),
}
# fmt: on

# Played by the audio interfaces when the task has a video.
ALIASES = {"video": "audio", "video_manual": "audio_manual"}


def find_view(view_id: Any) -> View | None:
    """Look up an interface.

    view_id (Any): ID of the interface, as a task says it.
    RETURNS (View | None): Its row, or None if there is no such interface.
    """
    return VIEWS.get(ALIASES.get(view_id, view_id)) if isinstance(view_id, str) else None


def get_view(view_id: str) -> View:
    """Look up an interface that must exist.

    view_id (str): ID of the interface.
    RETURNS (View): Its row.
    RAISES (StreamError): There is no such interface. It is a ValueError.
    """
    view = find_view(view_id)
    if view is None:
        close = get_close_matches(str(view_id), VIEWS, n=1)
        hint = f"Did you mean {close[0]!r}? " if close else ""
        raise StreamError(
            f"There is no interface {view_id!r}", f"{hint}Available: {', '.join(VIEWS)}"
        )
    return view


def get_view_id(eg: Mapping[str, Any]) -> str | None:
    """Get the interface in which an example was annotated.

    eg (dict): The example. Of what was reviewed, it is the interface that was reviewed.
    RETURNS (str | None): ID of the interface, or None if it is not known.
    """
    view_id = eg.get("_view_id")
    view = find_view(view_id)
    view_id = eg.get("view_id") if view and view.reviews else view_id
    return view_id if view_id and isinstance(view_id, str) else None


@cache
def find_views_about(*kinds: str) -> frozenset[str]:
    """Find the interfaces whose answers are about something.

    *kinds (str): What they are about, at least one of these.
    RETURNS (frozenset[str]): IDs of the interfaces.
    """
    return frozenset(view_id for view_id, view in VIEWS.items() if set(kinds) & set(view.about))


def is_binary(view_id: str | None) -> bool:
    """Tell whether answers in an interface are a mere yes or no.

    view_id (str | None): ID of the interface.
    RETURNS (bool): Whether nothing else can be changed. False if the interface is not known.
    """
    view = find_view(view_id)
    return view is not None and not view.is_manual


def is_mixed(view_id: str) -> bool:
    """RETURNS (bool): Whether only the keys of an answer tell what it is about."""
    view = find_view(view_id)
    return view is not None and view.is_mixed


def find_binary_mark(eg: Mapping[str, Any]) -> bool | None:
    """Tell whether an answer is about one thing only, by its interface and its mark.

    eg (dict): The answer.
    RETURNS (bool | None): None if nothing tells.
    """
    view_id = get_view_id(eg)
    if view_id is not None and not is_mixed(view_id):
        return is_binary(view_id)
    return eg.get("_is_binary")


def is_single(eg: Mapping[str, Any]) -> bool:
    """Tell whether an answer is about single spans and leaves the rest of its text open.

    eg (dict): The answer. Without a mark and an interface, as in older exports and imported files,
        a rejected one and one whose spans were suggested by a model is.
    RETURNS (bool): Whether it does.
    """
    marked = find_binary_mark(eg)
    if marked is not None:
        return marked
    spans = eg.get("spans") or ()
    suggested = bool(spans) and all(SUGGESTION_KEYS.intersection(span) for span in spans)
    return suggested or (eg.get("answer") == "reject" and len(spans) == 1)


def has_spans(eg: Mapping[str, Any]) -> bool:
    """Tell whether an answer of an unknown interface is about spans.

    A text without any is one in which there are none, if somebody could have marked them: with
    tokens or an empty list, and not about something else.

    eg (dict): The answer.
    RETURNS (bool): Whether it has spans, or could have had some.
    """
    was_asked = eg.get("spans") is not None or eg.get("tokens") is not None
    return bool(eg.get("spans")) or (was_asked and not OTHER_KEYS.intersection(eg))
