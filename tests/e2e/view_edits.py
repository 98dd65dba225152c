"""Tasks of the view cases, and what somebody does to them by mouse, keys or touch."""

from collections.abc import Callable
from typing import Any

from tests.e2e.touch import Finger
from tests.e2e.verbs import OPTION, TOKEN, Annotator

Edit = Callable[[Annotator], None]

TEXT = "Ada Lovelace met Babbage in London"
TOKENS = [
    {"text": "Ada", "start": 0, "end": 3, "id": 0, "ws": True, "own": {"kept": [None]}},
    {"text": "Lovelace", "start": 4, "end": 12, "id": 1, "ws": True},
    {"text": "met", "start": 13, "end": 16, "id": 2, "ws": True},
    {"text": "Babbage", "start": 17, "end": 24, "id": 3, "ws": True},
    {"text": "in", "start": 25, "end": 27, "id": 4, "ws": True},
    {"text": "London", "start": 28, "end": 34, "id": 5, "ws": False},
]
TOKEN_TASK = {"text": TEXT, "tokens": TOKENS, "note": {"kept": [1, None, "é"]}}
LABELS = ["PERSON", "PLACE"]
ADA = {"start": 0, "end": 12, "token_start": 0, "token_end": 1, "label": "PERSON"}
LONDON = {"start": 28, "end": 34, "token_start": 5, "token_end": 5, "label": "PLACE"}
OPTIONS = [
    {"id": 1, "text": "Good news", "own": {"kept": [None]}},
    {"id": "bad", "text": "Bad news"},
    {"id": 3, "text": "No news"},
]
PICTURE = (
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='60' height='40'>"
    "<rect width='60' height='40' fill='teal'/></svg>"
)
SHAPES = [
    {"label": "Left half", "x": 0, "y": 0, "width": 30, "height": 40, "own": {"kept": [None]}},
    {"label": "Corner", "points": [[60, 40], [60, 20], [40, 40]], "type": "polygon"},
]
# The same words on the picture of a page: three lines, one with a word at its end.
PAGE_BOXES = [
    [40.0, 30.0, 90.0, 40.0],
    [140.0, 30.0, 200.0, 40.0],
    [350.0, 30.0, 90.0, 40.0],
    [40.0, 90.0, 200.0, 40.0],
    [250.0, 90.0, 50.0, 40.0],
    [40.0, 150.0, 170.0, 40.0],
]
PAGE_PICTURE = (
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='600' height='240'>"
    "<rect width='600' height='240' fill='white'/>"
    + "".join(
        f"<text x='{x}' y='{y + 31}' textLength='{width}' font-size='32'>{token['text']}</text>"
        for token, (x, y, width, _) in zip(TOKENS, PAGE_BOXES, strict=True)
    )
    + "</svg>"
)
PAGE_TASK = {
    "text": TEXT,
    "tokens": [{**token, "boxes": [box]} for token, box in zip(TOKENS, PAGE_BOXES, strict=True)],
    "image": PAGE_PICTURE,
    "width": 600,
    "height": 240,
    "page": 3,
}
ADA_ON_PAGE = {**ADA, "page": 3, "boxes": [[40, 30, 300, 40]]}
LONDON_ON_PAGE = {**LONDON, "page": 3, "boxes": [[40, 150, 170, 40]]}
SHAPE_VERSIONS = [
    {"spans": SHAPES, "sessions": ["d-alex", "d-jo"], "default": True, "answer": "accept"},
    {
        "spans": [SHAPES[0], {**SHAPES[1], "label": "Edge"}],
        "sessions": ["d-kim"],
        "answer": "accept",
    },
]
SHAPE_REVIEW = {
    "image": PICTURE,
    "width": 60,
    "height": 40,
    "view_id": "image_manual",
    "spans": SHAPES,
    "versions": SHAPE_VERSIONS,
}
SHAPE_PAGES = [
    {"view_id": "image_manual", "image": PICTURE, "width": 60, "height": 40},
    {"view_id": "ner_manual", **TOKEN_TASK},
    {"view_id": "image", "image": PICTURE.replace("teal", "navy"), "spans": SHAPES},
    {"view_id": "text", "text": "The last page"},
]


# Tokens: the same two spans, whatever the view draws them like.


def mark_by_pointer(user: Annotator) -> None:
    user.select_label("PLACE")
    user.double_click_token(5)
    user.select_label("PERSON")
    user.drag_tokens(1, 0)


def mark_by_keys(user: Annotator) -> None:
    user.focus_token(0)
    user.press("1")
    user.press("Shift+ArrowRight")
    user.press("Enter")
    for _ in range(4):
        user.press("ArrowRight")
    user.press("2")
    user.press("Enter")


def mark_by_touch(user: Annotator) -> None:
    finger, token = Finger(user.page), user.page.locator(TOKEN)
    finger.hold(token.nth(0))
    finger.tap(token.nth(1))
    finger.tap(user.label("PERSON"))
    finger.hold(token.nth(5))
    finger.tap(user.label("PLACE"))


# Options


def choose_by_pointer(user: Annotator) -> None:
    user.choose("No news")
    user.choose("Bad news")


def choose_by_keys(user: Annotator) -> None:
    user.press("3")
    user.press("2")


def choose_by_touch(user: Annotator) -> None:
    finger = Finger(user.page)
    for text in ("No news", "Bad news"):
        finger.tap(user.page.locator(OPTION, has_text=text))


def choose_by_tab(user: Annotator) -> None:
    """Without the shortcuts: as on every web page."""
    user.tab_to(".prodigy-option input")
    user.press("Space")
    user.press("ArrowDown")


# Several views on one card


def mark_and_choose(*edits: Edit) -> Edit:
    def edit(user: Annotator) -> None:
        for one in edits:
            one(user)

    return edit


STEP = '[data-prodigy-step="1"]'


def step_by_pointer(user: Annotator) -> None:
    user.page.locator(STEP).click()
    user.page.locator(OPTION).first.wait_for()


def step_by_keys(user: Annotator) -> None:
    user.press("a")
    user.page.locator(OPTION).first.wait_for()


def step_by_touch(user: Annotator) -> None:
    Finger(user.page).tap(user.page.locator(STEP))
    user.page.locator(OPTION).first.wait_for()


def mark_choose_and_type(mark: Edit, choose: Edit, write: Edit) -> Edit:
    def edit(user: Annotator) -> None:
        mark(user)
        choose(user)
        write(user)

    return edit


# Overlaps, tags, relations


def nest_by_pointer(user: Annotator) -> None:
    user.select_label("PERSON")
    user.drag_tokens(0, 1)
    user.select_label("PLACE")
    user.double_click_token(1)


def nest_by_keys(user: Annotator) -> None:
    user.focus_token(0)
    user.press("1")
    user.press("Shift+ArrowRight")
    user.press("Enter")
    user.press("2")
    user.press("Enter")


def nest_by_touch(user: Annotator) -> None:
    finger, token = Finger(user.page), user.page.locator(TOKEN)
    finger.hold(token.nth(0))
    finger.tap(token.nth(1))
    finger.tap(user.label("PERSON"))
    finger.hold(token.nth(1))
    finger.tap(user.label("PLACE"))


def tag_by_pointer(user: Annotator) -> None:
    user.select_label("PERSON")
    user.drag_tokens(0, 1)
    user.select_label("PLACE")
    user.double_click_token(5)


def tag_by_keys(user: Annotator) -> None:
    user.focus_token(0)
    user.press("1")
    user.press("ArrowRight")
    user.press("1")
    for _ in range(4):
        user.press("ArrowRight")
    user.press("2")


def unit(user: Annotator, index: int) -> Any:
    return user.page.locator(f'.prodigy-content [data-unit="{index}"]')


def relate_by_pointer(user: Annotator) -> None:
    user.press("s")
    user.drag_tokens(0, 1)
    user.press("r")
    unit(user, 2).click()
    unit(user, 0).click()
    user.press("2")
    unit(user, 2).click()
    unit(user, 5).click()


def relate_by_keys(user: Annotator) -> None:
    user.press("s")
    user.tab_to("[data-unit]")
    user.press("Shift+ArrowRight")
    user.press("Enter")
    for keys in ("r", "ArrowRight", "Enter", "ArrowLeft", "Enter"):
        user.press(keys)
    for keys in ("2", "ArrowRight", "Enter", "ArrowRight", "ArrowRight", "ArrowRight", "Enter"):
        user.press(keys)


def relate_by_touch(user: Annotator) -> None:
    finger = Finger(user.page)
    finger.tap(user.page.locator(".prodigy-mode-switch label").nth(1))
    finger.hold(unit(user, 0))
    finger.tap(unit(user, 1))
    finger.tap(user.page.locator(".prodigy-mode-switch label").nth(0))
    finger.tap(unit(user, 2))
    finger.tap(unit(user, 0))
    finger.tap(user.label("IN"))
    finger.tap(unit(user, 2))
    finger.tap(unit(user, 5))


def reference(first: int, last: int, label: str | None = None) -> dict[str, Any]:
    """The end of a relation, as it is stored."""
    start, end = TOKENS[first]["start"], TOKENS[last]["end"]
    return {
        "start": start,
        "end": end,
        "token_start": first,
        "token_end": last,
        "label": label,
    }


# Fields, versions, pages


def type_by_pointer(user: Annotator) -> None:
    user.page.locator("#about").click()
    user.page.keyboard.type("Ada, a and x")


def type_by_keys(user: Annotator) -> None:
    user.tab_to("#about")
    user.page.keyboard.type("Ada, a and x")
    user.press("Escape")


def type_by_touch(user: Annotator) -> None:
    Finger(user.page).tap(user.page.locator("#about"))
    user.page.keyboard.insert_text("Ada, a and x")


def fill_by_pointer(user: Annotator) -> None:
    user.page.locator("[value=high]").click()
    user.page.locator("[data-prodigy-field=sure]").click()
    user.page.locator("[data-prodigy-field=reason]").click()
    user.page.keyboard.type("a x")


def fill_by_keys(user: Annotator) -> None:
    user.tab_to("[name=level]")
    for keys in ("Space", "ArrowRight", "Tab", "Space", "Tab"):
        user.press(keys)
    user.page.keyboard.type("a x")
    user.page.evaluate("document.activeElement.blur()")


def fill_by_touch(user: Annotator) -> None:
    finger = Finger(user.page)
    for selector in ("[value=high]", "[data-prodigy-field=sure]", "[data-prodigy-field=reason]"):
        finger.tap(user.page.locator(selector))
    user.page.keyboard.insert_text("a x")


def version(user: Annotator) -> Any:
    return user.page.locator(".prodigy-review-version").nth(1)


NEXT_PAGE = ".prodigy-pager-row > button:last-child"
FORM = """
    <label><input type=radio name=level value=low data-prodigy-field=level> low</label>
    <label><input type=radio name=level value=high data-prodigy-field=level> high</label>
    <label><input type=checkbox data-prodigy-field=sure> sure</label>
    <label>Reason <input data-prodigy-field=reason required></label>
"""
REVIEW = {
    **TOKEN_TASK,
    "view_id": "ner_manual",
    "spans": [ADA],
    "versions": [
        {"spans": [ADA], "sessions": ["d-alex", "d-jo"], "answer": "accept", "default": True},
        {"spans": [LONDON], "sessions": ["d-kim"], "answer": "accept"},
    ],
}
PAGES = [
    {"view_id": "ner_manual", **TOKEN_TASK},
    {"view_id": "choice", "text": "Second page", "options": OPTIONS},
]


# Shapes: the first one gets the second label, the second one goes.
DRAWN = {
    "image": "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='600' height='400'>"
    "<rect width='600' height='400' fill='slategray'/><circle cx='160' cy='220' r='70'/></svg>",
    "width": 600,
    "height": 400,
    "spans": [
        {"x": 80, "y": 140, "width": 160, "height": 160, "label": "DOG", "score": 0.7},
        {"points": [[350, 150], [520, 180], [420, 330]], "type": "polygon", "label": "DOG"},
    ],
}
CHIP = '[data-shape-label="{}"]'


def relabel_by_pointer(user: Annotator) -> None:
    user.page.locator(CHIP.format(1)).click()
    user.page.locator(".prodigy-label-tools [aria-label=Delete]").click()
    user.page.locator(CHIP.format(0)).click()
    user.select_label("CAT")


def relabel_by_keys(user: Annotator) -> None:
    user.page.locator(CHIP.format(1)).wait_for()
    for key in ("]", "2", "]", "d"):
        user.press(key)


def relabel_by_touch(user: Annotator) -> None:
    finger = Finger(user.page)
    finger.tap(user.page.locator(CHIP.format(1)))
    finger.tap(user.page.locator(".prodigy-label-tools [aria-label=Delete]"))
    finger.tap(user.page.locator(CHIP.format(0)))
    finger.tap(user.label("CAT"))
