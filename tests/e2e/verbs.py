"""What a user does, as functions: a browser test then reads like a description of its user.

Elements are found by the public class names of the page, see docs/custom-html.md.
"""

import re
import time
from collections.abc import Callable
from typing import Any

CARD = ".prodigy-container"
TASK_TEXT = ".prodigy-container .prodigy-content"
OPTION = ".prodigy-option"
TOKEN = ".prodigy-content .prodigy-token"
SPAN = ".prodigy-content mark"
# What the browser's own database has, read without changing it. See persist.ts.
IS_KEPT = """async ([unsent, isEdited]) => {
    const open = indexedDB.open("prodigy");
    open.onupgradeneeded = () => open.transaction.abort();
    const done = (request) => new Promise((resolve) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => resolve(null);
    });
    const database = await done(open);
    if (!database) return false;
    const store = database.transaction("work").objectStore("work");
    const records = await done(store.getAll(IDBKeyRange.bound("index ", "index!")));
    database.close();
    return records.some((one) => one.unsent.length === unsent && one.isEdited === isEdited);
}"""
# The page may come with its first task on it, which nobody can answer yet.
NOT_DRAWN = "!document.querySelector('[data-prodigy-drawn]')"
TIMEOUT_S = 60.0
POLL_MS = 20
MAX_TABS = 40  # from the top of the page to the text


def wait_until(page: Any, read: Callable[[], Any]) -> Any:
    """Wait until something that the page can't be waited for is there.

    page (playwright.sync_api.Page): The page, which goes on meanwhile.
    read (Callable): Asked again and again.
    RETURNS (Any): What it returned when it was true.
    """
    deadline = time.monotonic() + TIMEOUT_S
    while not (value := read()):
        assert time.monotonic() < deadline, "It didn't happen in time"
        page.wait_for_timeout(POLL_MS)
    return value


def add_style(page: Any, css: str) -> None:
    """Add rules to a page, whose policy allows no style elements of others."""
    page.evaluate(
        """css => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(css);
            document.adoptedStyleSheets.push(sheet);
        }""",
        css,
    )


def expect(locator: Any) -> Any:
    """Playwright's assertions, which wait until they hold: expect(locator).to_have_count(3).

    What stands on the page right after an action may be drawn later: `assert locator.count() == 3`
    looks once.
    """
    from playwright import sync_api

    sync_api.expect.set_options(timeout=TIMEOUT_S * 1000)
    return sync_api.expect(locator)


class Annotator:
    """Somebody in front of the web app.

    page (playwright.sync_api.Page): The page; `open` goes to the server.
    url (str): Address of the server.
    """

    def __init__(self, page: Any, url: str) -> None:
        self.page = page
        self.url = url

    # Getting there

    def open(self, session: str | None = None) -> "Annotator":
        """Open the app and wait for the first task."""
        self.page.goto(self.url + (f"/?session={session}" if session else "/"))
        self.page.locator(".prodigy-container").wait_for()
        return self

    def wait_for_task(self, text: str) -> None:
        """Wait until the card shows a task that contains the text (white space doesn't count)."""
        self.page.wait_for_function(
            """([token, content, text]) => {
                const tokens = [...document.querySelectorAll(token)];
                // Labels and buttons stand between tokens, so only the tokens are read.
                const elements = tokens.length ? tokens : [...document.querySelectorAll(content)];
                const found = elements.map((element) => element.textContent).join("");
                return found.replace(/\\s+/g, "").includes(text);
            }""",
            arg=[TOKEN, TASK_TEXT, re.sub(r"\s+", "", text)],
        )

    def wait_for_text(self, text: str) -> None:
        """Wait until the card shows a text (white space doesn't count)."""
        self.page.wait_for_function(
            "([card, text]) => document.querySelector(card)?.innerText"
            ".replace(/\\s+/g, '').toLowerCase().includes(text.toLowerCase())",
            arg=[CARD, re.sub(r"\s+", "", text)],
        )

    def wait_for_spans(self, n: int) -> None:
        """Wait until so many spans are highlighted on the card."""
        expect(self.page.locator(SPAN)).to_have_count(n)

    def wait_for_unsaved(self, n: int) -> None:
        """Wait until the save button counts so many answers, or nothing for 0."""
        wait_until(self.page, lambda: self.unsaved == n)

    def wait_until_kept(self, *, unsent: int, is_edited: bool) -> None:
        """Wait until the browser has stored so many answers, and edits of the card or none.

        It does so in the background, and a crash leaves what is stored.
        """
        wait_until(self.page, lambda: self.page.evaluate(IS_KEPT, [unsent, is_edited]))

    # Seeing

    @property
    def labels(self) -> list[str]:
        """The labels in the bar on top of the card."""
        return self.page.locator(".prodigy-labels input").evaluate_all(
            "all => all.map(e => e.value)"
        )

    @property
    def tokens(self) -> list[str]:
        """The text of each token on the card."""
        return [token.strip() for token in self.page.locator(TOKEN).all_text_contents()]

    @property
    def spans(self) -> list[str]:
        """The text of each highlighted span on the card, with its label."""
        return [span.strip() for span in self.page.locator(SPAN).all_text_contents()]

    @property
    def unsaved(self) -> int:
        """How many answers the server has not confirmed, by the number at the save button."""
        badge = self.page.locator(".prodigy-save-count")
        return int(badge.get_attribute("data-prodigy-count")) if badge.count() else 0

    # Doing

    def press(self, keys: str) -> None:
        """Press a key, or several together: "a", "Backspace", "Control+s"."""
        self.page.keyboard.press(keys)

    def press_combination(self, combination: str) -> None:
        """Press keys as the settings write them: "a", "ctrl+enter"."""
        names = {"ctrl": "Control", "space": " ", "command": "Meta"}
        parts = [
            names.get(part, part if len(part) == 1 else part.title())
            for part in combination.split("+")
        ]
        self.press("+".join(parts))

    def label(self, label: str) -> Any:
        """A label in the bar on top of the card."""
        return self.page.locator(f'label.prodigy-label[data-prodigy-label="{label}"]')

    def select_label(self, label: str) -> None:
        """Click a label in the bar on top of the card."""
        self.label(label).click()

    def active_label(self) -> str:
        """The label that the next span will get."""
        return self.page.locator(".prodigy-labels input:checked").get_attribute("value")

    def drag_tokens(self, first: int, last: int) -> None:
        """Press the mouse on one token, drag to another and release. Hits neither end exactly."""
        start, end = (self._box(index) for index in (first, last))
        middle = (start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
        self.page.mouse.move(*middle)
        self.page.mouse.down()
        target = (end["x"] + end["width"] * 0.6, end["y"] + end["height"] / 2)
        self.page.mouse.move(*target, steps=8)
        self.page.mouse.up()

    def double_click_token(self, index: int) -> None:
        """Double-click a token."""
        box = self._box(index)
        self.page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def focus_token(self, index: int) -> None:
        """Tab into the text and walk to a token with the arrow keys."""
        self.tab_to(".prodigy-token")
        for _ in range(index):
            self.press("ArrowRight")

    def tab_to(self, selector: str) -> None:
        """Press tab until an element has the focus."""
        for _ in range(MAX_TABS):
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            self.press("Tab")
        raise AssertionError(f"The tab key doesn't lead to {selector}")

    def choose(self, text: str) -> None:
        """Click an option of a multiple choice."""
        self.page.locator(".prodigy-option", has_text=text).click()

    def answer(self, kind: str) -> None:
        """Click accept, reject, ignore or undo."""
        self.page.locator(f".prodigy-button-{kind}").click()

    def save(self) -> None:
        """Save with the keyboard and wait until the server has confirmed everything."""
        with self.page.expect_response("**/give_answers") as response:
            self.press("Control+s")
        assert response.value.ok

    def _box(self, index: int) -> dict[str, float]:
        token = self.page.locator(TOKEN).nth(index)
        token.scroll_into_view_if_needed()
        return token.bounding_box()
