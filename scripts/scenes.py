"""What is around the card, for the gallery: windows, messages, the history, the end, and failures.

A scene is a card with other settings or answers of the server, and what somebody does on the page.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

HELP = """# How to annotate

Read the **whole** sentence first. Mark every name of a person, a company or a place.

| Label | Mark | Leave out |
| --- | --- | --- |
| PERSON | Ada Lovelace | titles such as *Dr* |
| ORG | Nordwind Shipping | products |

1. Choose a label with its number.
2. Drag over the words, or double-click one.
3. Press `a` to accept.

> If you are not sure, [ask](https://example.org) or press `space`.
"""
TEXTS = [
    "Uber’s Lesson: Silicon Valley’s Start-Up Machine Needs Fixing",
    "Pearl Automation, Founded by Apple Veterans, Shuts Down",
    "How Silicon Valley Pushed Coding Into American Classrooms",
    "Women in Tech Speak Frankly on Culture of Harassment",
    "Silicon Valley Investors Flexed Their Muscles in Uber Fight",
    "Uber is a Creature of an Industry Struggling to Grow Up",
    "a very long word: Donaudampfschifffahrtselektrizitätenhauptbetriebswerk",
]
TASKS = [{"text": text, "_input_hash": i, "_task_hash": i} for i, text in enumerate(TEXTS, 1)]
FAILURE = {
    "status": 500,
    "detail": "The database is locked",
    "hint": "Another program writes to the same file. Close it, then try again.",
    "request_id": "7f3a91c2",
}
Act = Callable[[Any], None]


@dataclass(frozen=True)
class Scene:
    """One picture of the gallery."""

    name: str
    act: Act = lambda page: None
    tasks: list[dict[str, Any]] = field(default_factory=lambda: TASKS)
    settings: dict[str, Any] = field(default_factory=dict)
    # Status and body by path; everything else is answered as usual.
    failures: dict[str, tuple[int, Any]] = field(default_factory=dict)
    waits_for: str = ".prodigy-container"


def press(*keys: str) -> Act:
    """Press keys, slowly enough that each finds its task."""

    def act(page: Any) -> None:
        for key in keys:
            page.keyboard.press(key)
            page.wait_for_timeout(40)

    return act


def click(selector: str) -> Act:
    """Click on an element where it is on the screen, as the menu is on phones only."""

    def act(page: Any) -> None:
        if page.locator(selector).count():
            page.locator(selector).first.click()

    return act


def both(*acts: Act) -> Act:
    """Do one after the other."""

    def act(page: Any) -> None:
        for one in acts:
            one(page)

    return act


def finish(page: Any) -> None:
    """Answer everything."""
    press("a")(page)
    page.locator(".prodigy-message").wait_for()


ANSWERS = press("a", "a", "x", "a", " ", "x")
REFUSED = {"project": (403, {"detail": "Session 'zoe' can't be used here.", "hint": None})}
BAD = [{"html": "no text", "_input_hash": 1, "_task_hash": 1, "meta": {"source": "Wire"}}]

SCENES = [
    Scene("shell-history", ANSWERS, settings={"show_timer": True}),
    Scene("shell-sidebar", both(ANSWERS, click(".prodigy-button-menu"))),
    Scene(
        "shell-instructions",
        press("h"),
        settings={"instructions": HELP, "instructions_format": "markdown"},
    ),
    Scene("shell-keys", press("?")),
    Scene("shell-note", press("n")),
    Scene("shell-session", both(click(".prodigy-button-menu"), click(".prodigy-info-switch"))),
    Scene(
        "shell-failure",
        both(ANSWERS, press("Control+s")),
        failures={"give_answers": (500, FAILURE)},
    ),
    Scene("shell-rules", press("a"), settings={"rules": {"min_spans": 1, "required": ["reason"]}}),
    Scene("shell-end", finish, tasks=TASKS[:1]),
    Scene("shell-bad-task", tasks=BAD),
    Scene("shell-refused", failures=REFUSED, waits_for=".prodigy-message"),
    Scene("shell-no-project", failures={"project": (500, FAILURE)}, waits_for=".prodigy-message"),
]
