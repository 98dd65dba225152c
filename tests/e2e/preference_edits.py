"""Responses to a prompt, and how somebody judges them by mouse, keys or touch."""

from typing import Any

from tests.e2e.touch import Finger
from tests.e2e.verbs import Annotator

PAIR = {
    "prompt": "Why is the sky blue? 😀",
    "responses": [
        {"id": "x", "content": "Air scatters blue light more than red light.", "own": [None]},
        {"id": "y", "content": "Because it mirrors the sea:\n\n```\nsky = sea\n```"},
    ],
    "note": {"kept": [1, None, "é"]},
}
PREFERRED = {"preferred": "y", "tie": False, "reason": "a x 1"}
RUBRIC = {
    "prompt": [
        {"role": "system", "content": "You book trains."},
        {"role": "user", "content": "Is the 18:05 on time?"},
    ],
    "responses": [
        {"id": "17", "content": "Yes."},
        {
            "id": "b",
            "messages": [
                {
                    "role": "assistant",
                    "content": None,
                    "tool_calls": [
                        {
                            "id": "c1",
                            "type": "function",
                            "function": {"name": "status", "arguments": '{"at": "18:05"}'},
                        }
                    ],
                },
                {"role": "tool", "tool_call_id": "c1", "content": '{"delay_min": 12}'},
                {"role": "assistant", "content": "It is 12 minutes late."},
            ],
        },
        {"id": "שלום", "content": "לא, הרכבת מאחרת (12 דקות)"},
    ],
    "rubric": [
        {"name": "Helpful", "description": "Does it answer?", "scale": [1, 2, 3]},
        {"name": "Difficulty", "scale": ["easy", "hard"], "per": "task"},
    ],
}
RATED = {
    "preferred": "b",
    "tie": False,
    "ratings": {
        "17": {"Helpful": 1},
        "b": {"Helpful": 3},
        "שלום": {"Helpful": 2},
        "*": {"Difficulty": "hard"},
    },
}
CHOOSE = ".prodigy-response-choose"


def find_step(user: Annotator, rating: int, step: int) -> Any:
    """A step of a rating, counted in the order of the card."""
    return user.page.locator(".prodigy-rating").nth(rating).locator("label").nth(step)


def prefer_by_pointer(user: Annotator) -> None:
    user.page.locator(CHOOSE).nth(1).click()
    user.page.locator(".prodigy-reason textarea").click()
    user.page.keyboard.type("a x 1")


def prefer_by_keys(user: Annotator) -> None:
    for key in ("1", "t", "2"):
        user.press(key)
    user.tab_to("textarea")
    user.page.keyboard.type("a x 1")
    user.press("Escape")


def prefer_by_touch(user: Annotator) -> None:
    finger = Finger(user.page)
    finger.tap(user.page.locator(CHOOSE).nth(1))
    finger.tap(user.page.locator(".prodigy-reason textarea"))
    user.page.keyboard.insert_text("a x 1")


STEPS = ((0, 0), (1, 2), (2, 1), (3, 1))


def rate_by_pointer(user: Annotator) -> None:
    for rating, step in STEPS:
        find_step(user, rating, step).click()
    user.page.locator(CHOOSE).nth(1).click()


def rate_by_keys(user: Annotator) -> None:
    for key in ("2", "r", "1", "3", "2", "2"):
        user.press(key)


def rate_by_touch(user: Annotator) -> None:
    finger = Finger(user.page)
    for rating, step in STEPS:
        finger.tap(find_step(user, rating, step))
    finger.tap(user.page.locator(CHOOSE).nth(1))
