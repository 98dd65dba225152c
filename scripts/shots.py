"""The pictures of the documentation: what each shows, as a command and what somebody does then.

A row is a file `docs/images/NAME.png`, and `NAME-dark.png` beside it. Interfaces are shown by their
demo. scripts/screenshots.py takes the pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from prodigy.recipes.parts.demos import DEMOS
from tests.e2e.conversation_edits import TAG, drag_words
from tests.e2e.pictures import Artist
from tests.e2e.sounds import Listener
from tests.e2e.verbs import TOKEN, Annotator

Act = Callable[[Annotator], None]
HARBOUR = (960, 600)  # px of the picture of the demo
HEADLINES = "examples/news_headlines.jsonl"


def look(user: Annotator) -> None:
    """Do nothing."""


@dataclass(frozen=True)
class Shot:
    """One picture.

    command (str): What follows `prodigy`; paths begin at the root of the repository.
    act (callable): What somebody does before the picture is taken.
    height (int): Of the window, in px.
    is_whole (bool): Shows the sidebar, too; otherwise the card and its buttons.
    settings (dict): Settings of the run.
    before (list[str]): Commands that run before, in the same home.
    query (str): What follows the address of the page.
    waits_for (str): CSS selector of what has to be there first.
    """

    command: str
    act: Act = look
    height: int = 280
    is_whole: bool = False
    settings: dict[str, Any] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    query: str = ""
    waits_for: str = ".prodigy-container"


def mark(*spans: tuple[str, int, int]) -> Act:
    """Mark tokens: label, first and last one, both inclusive."""

    def act(user: Annotator) -> None:
        for label, first, last in spans:
            user.select_label(label)
            if first == last:
                user.double_click_token(first)
            else:
                user.drag_tokens(first, last)

    return act


def choose(*texts: str) -> Act:
    """Choose options."""

    def act(user: Annotator) -> None:
        for text in texts:
            user.choose(text)

    return act


def connect(user: Annotator) -> None:
    """Connect who leased what, in lines."""
    tokens = user.page.locator(TOKEN)
    for label, head, child in (("WHO", 3, 2), ("WHERE", 3, 6)):
        user.select_label(label)
        tokens.nth(head).click()
        tokens.nth(child).click()
    user.press("w")


def draw(user: Annotator) -> None:
    """Draw boxes around two boats and a lighthouse."""
    artist = Artist(user.page, HARBOUR).wait()
    user.select_label("BOAT")
    artist.drag((85, 172), (376, 476))
    artist.drag((554, 364), (786, 476))
    user.select_label("HOUSE")
    artist.drag((845, 275), (937, 567))


def listen(user: Annotator) -> None:
    """Mark the two tones of a recording."""
    listener = Listener(user.page).wait()
    user.select_label("LOW")
    listener.draw(1, 3)
    user.select_label("HIGH")
    listener.draw(4.5, 6)
    listener.wait_for_regions(2)


def wait_for_sound(user: Annotator) -> None:
    """Wait for the waveform."""
    Listener(user.page).wait()


def judge(user: Annotator) -> None:
    """Mark a wrong time in a conversation, and judge its message."""
    user.select_label("WRONG")
    drag_words(user, 4, "18:45")
    user.page.locator(TAG.format(4, "BAD")).click()


def write(selector: str, text: str) -> Act:
    """Type into a field."""

    def act(user: Annotator) -> None:
        user.page.locator(selector).first.fill(text)

    return act


def both(*acts: Act) -> Act:
    """Do one after the other."""

    def act(user: Annotator) -> None:
        for one in acts:
            one(user)

    return act


# What is done in the demos, and how high their windows are.
EDITS: dict[str, Act] = {
    "ner_manual": mark(("ORG", 1, 2), ("PLACE", 5, 6), ("ORG", 8, 9)),
    "spans_manual": mark(("TOPIC", 3, 7), ("CRITICISM", 1, 3), ("PRAISE", 11, 12)),
    "choice": choose("Economy"),
    "relations": connect,
    "pos_manual": mark(("NOUN", 0, 0), ("VERB", 1, 1), ("DET", 3, 3), ("NOUN", 4, 4)),
    "image_manual": draw,
    "audio_manual": listen,
    "audio": wait_for_sound,
    "page_spans": mark(("PARTY", 2, 3), ("DATE", 4, 6)),
    "conversation": judge,
    "text_input": write("textarea, input[type=text]", "Pier leased to Nordwind"),
    "blocks": both(choose("Both"), write("textarea", "Slow, but lovely.")),
}
HEIGHTS = {
    "ner_manual": 340,
    "spans_manual": 340,
    "text_input": 360,
    "dep": 320,
    "pos_manual": 320,
    "choice": 700,
    "relations": 520,
    "image_manual": 880,
    "image": 680,
    "audio_manual": 800,
    "audio": 600,
    "page_spans": 640,
    "conversation": 900,
    "preference": 700,
    "review": 820,
    "blocks": 720,
    "context": 480,
    "html": 480,
    "pages": 480,
    "llm_io": 480,
    "compare": 480,
}
SHOTS: dict[str, Shot] = {
    f"view-{name}": Shot(f"demo {name}", EDITS.get(name, look), HEIGHTS.get(name, Shot.height))
    for name in DEMOS
}
# Otherwise, what is left is a guess that depends on how much of the file was read by then.
TARGET = {"total_examples_target": 200}
SHOTS["app"] = Shot(
    f"ner.manual ner_news_headlines blank:en {HEADLINES} --label PERSON,ORG,PRODUCT,LOCATION",
    mark(("ORG", 0, 0), ("LOCATION", 7, 7)),
    height=640,
    is_whole=True,
    settings=TARGET,
)
SHOTS["annotators"] = Shot(
    f"ner.manual team_names blank:en {HEADLINES} --label PERSON,ORG,PLACE",
    mark(("ORG", 0, 0)),
    height=640,
    is_whole=True,
    settings={**TARGET, "show_flag": True, "show_notes": True},
    query="?session=ada",
)
