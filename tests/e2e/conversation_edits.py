"""A conversation, and what somebody marks in it by mouse, keys or touch."""

from typing import Any

from tests.e2e.touch import Finger
from tests.e2e.verbs import Annotator

CONVERSATION = {
    "messages": [
        {"role": "user", "content": "Who wrote it, and where? 😀"},
        {
            "role": "assistant",
            "content": "👩🏽‍💻 Ada Lovelace did, in London",
            "tool_calls": [
                {
                    "id": "c1",
                    "type": "function",
                    "function": {"name": "look_up", "arguments": '{"name": "Ada"}'},
                }
            ],
            "own": {"kept": [None]},
        },
        {"role": "tool", "tool_call_id": "c1", "content": "1815 to 1852"},
    ]
}
MARKED = {
    "spans": [
        {"message": 1, "start": 5, "end": 17, "label": "PERSON", "text": "Ada Lovelace"},
        {"message": 1, "start": 26, "end": 32, "label": "PLACE", "text": "London"},
    ],
    "message_labels": {"1": ["bad"]},
}
# The box of some words in a message, in px of the window.
FIND = """([message, words]) => {
    const box = document.querySelector(`[data-message="${message}"]`);
    const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.data.indexOf(words);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + words.length);
        const { x, y, width, height } = range.getBoundingClientRect();
        return [x, y, width, height];
    }
}"""
TAG = '[data-message="{}"] [data-message-label="{}"]'


def find_words(user: Annotator, message: int, words: str) -> tuple[float, float, float, float]:
    x, y, width, height = user.page.evaluate(FIND, [message, words])
    return x, y, width, height


def drag_words(user: Annotator, message: int, words: str) -> None:
    """Select words with the mouse, but not all of their letters."""
    x, y, width, height = find_words(user, message, words)
    user.page.mouse.move(x + 4, y + height / 2)
    user.page.mouse.down()
    user.page.mouse.move(x + width - 4, y + height / 2, steps=8)
    user.page.mouse.up()


def annotate_by_pointer(user: Annotator) -> None:
    user.select_label("PERSON")
    drag_words(user, 1, "Ada Lovelace")
    user.select_label("PLACE")
    drag_words(user, 1, "London")
    user.page.locator(TAG.format(1, "bad")).click()


def annotate_by_keys(user: Annotator) -> None:
    # The keys may be at a message already: to the first one, and on.
    for keys in ("k", "j", "1", "ArrowRight", "ArrowRight", "Shift+ArrowRight", "Enter"):
        user.press(keys)
    # From the start of the message again: the emoji, Ada, Lovelace, did, the comma, in, London.
    for keys in ("2", *["ArrowRight"] * 7, "Enter", "Shift+2"):
        user.press(keys)


def annotate_by_touch(user: Annotator) -> None:
    finger = Finger(user.page)

    def middle(words: str) -> tuple[float, float]:
        x, y, width, height = find_words(user, 1, words)
        return x + width / 2, y + height / 2

    def hold(words: str) -> None:
        finger.down(*middle(words))
        user.page.wait_for_timeout(650)
        finger.up()

    user.page.locator('[data-message="1"]').scroll_into_view_if_needed()
    hold("Ada")
    user.page.touchscreen.tap(*middle("Lovelace"))
    finger.tap(user.label("PERSON"))
    hold("London")
    finger.tap(user.label("PLACE"))
    tag: Any = user.page.locator(TAG.format(1, "bad"))
    finger.tap(tag)
