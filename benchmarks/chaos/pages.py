"""Annotators in real browsers: they answer by keys, take back, save, reload and close the page."""

import random
import threading
from typing import Any

from benchmarks.chaos.ledger import Ledger
from tests.chromium import FLAGS, find_browser, wait_for_function

# Not what the server draws before the app is there: nobody can answer that.
CONTENT = ".prodigy-root:not([data-prodigy-drawn]) .prodigy-container .prodigy-content"
READ_CARD = f"document.querySelector('{CONTENT}')?.textContent ?? null"
HAS_CHANGED = f"before => ({READ_CARD}) !== before"
IS_READY = (
    f"""() => ({READ_CARD}) !== null || document.body.innerText.includes("No tasks available")"""
)
KEYS = {"a": "accept", "x": "reject", " ": "ignore"}
READY_MS = 6_000  # then the page is loaded again, as people do
CHANGE_MS = 20_000  # nothing but the page itself is needed to go on to the next task
KEEP_MS = 400  # until the browser has written what it keeps


class PageAnnotator:
    """One annotator in a tab.

    browser (playwright.sync_api.Browser): The browser.
    name (str): Of the session.
    url (str): Of the server, or a proxy.
    dataset (str): For the full ID of the session.
    ledger (Ledger): Where everything is noted.
    hashes (dict[str, int]): Text of each task to its hash.
    """

    def __init__(
        self,
        browser: Any,
        name: str,
        url: str,
        dataset: str,
        ledger: Ledger,
        hashes: dict[str, int],
        seed: int,
    ) -> None:
        self.session = f"{dataset}-{name}"
        self.is_finished = False
        self._url = f"{url}/?session={name}"
        self._ledger, self._hashes = ledger, hashes
        self._random = random.Random(seed)
        self._context = browser.new_context()
        self._context.set_default_timeout(READY_MS)
        self._page: Any = None

    def step(self, is_draining: bool) -> None:
        """Do the next thing."""
        if self._page is None:
            self._open()
            return
        text = self._page.evaluate(READ_CARD)
        if text is None:
            self._wait_for_work(is_draining)
            return
        chance = self._random.random()
        if is_draining or chance < 0.8:
            key = self._random.choice(list(KEYS))
            self._press(key, text)
            self._ledger.decide(self.session, self._hashes[text], KEYS[key])
            self._ledger.count("answers given in browsers")
        elif chance < 0.9:
            self._page.keyboard.press("Backspace")
            self._page.wait_for_timeout(100)
            self._ledger.count("answers taken back in browsers")
        elif chance < 0.94:
            self._page.keyboard.press("Control+s")
        elif chance < 0.97:
            self._ledger.count("pages reloaded in browsers")
            self._close_or_reload()
        else:
            self._ledger.count("tabs closed in browsers")
            self._page.wait_for_timeout(KEEP_MS)
            self._page.close()
            self._page = None

    def _open(self) -> None:
        page = self._context.new_page()
        page.on("response", self._note_response)
        page.on("dialog", lambda dialog: dialog.accept())
        self._page = page
        self._load(lambda: page.goto(self._url))

    def _close_or_reload(self) -> None:
        self._load(self._page.reload)

    def _load(self, load: Any) -> None:
        from playwright.sync_api import Error

        try:
            load()
            wait_for_function(self._page, IS_READY, timeout=READY_MS)
        except Error:  # the network is bad: the next step tries again
            self._ledger.count("page loads that failed")
            self._page.close()
            self._page = None

    def _wait_for_work(self, is_draining: bool) -> None:
        from playwright.sync_api import Error

        self._page.keyboard.press("Control+s")
        try:
            wait_for_function(self._page, IS_READY, timeout=READY_MS)
        except Error:
            self._load(self._page.reload)
            return
        if self._page.evaluate(READ_CARD) is not None:
            return
        if is_draining and not self._page.locator(".prodigy-save-count").count():
            # Nothing on the card and nothing in the outbox: but is it so after a reload, too?
            self._load(self._page.reload)
            self.is_finished = self._page is not None and (
                self._page.evaluate(READ_CARD) is None
                and not self._page.locator(".prodigy-save-count").count()
            )

    def _press(self, key: str, before: str) -> None:
        self._page.keyboard.press(key)
        wait_for_function(self._page, HAS_CHANGED, arg=before, timeout=CHANGE_MS)

    def _note_response(self, response: Any) -> None:
        if not response.url.endswith("/give_answers") or response.status != 200:
            return
        answers = (response.request.post_data_json or {}).get("answers", [])
        pairs = [(eg["_task_hash"], eg["answer"]) for eg in answers]
        self._ledger.acknowledge(self.session, pairs)
        self._ledger.count("batches acknowledged")

    def close(self) -> None:
        """Close the browser window."""
        self._context.close()


class Pages(threading.Thread):
    """All annotators with browsers, one after the other: Playwright has one thread.

    names (list[str]): Of the sessions; the other arguments are those of `PageAnnotator`.
    drain (threading.Event): From when on to hurry.
    """

    def __init__(
        self,
        names: list[str],
        url: str,
        dataset: str,
        ledger: Ledger,
        hashes: dict[str, int],
        drain: threading.Event,
        seed: int,
    ) -> None:
        super().__init__(name="pages", daemon=True)
        self.names = names
        self.error: BaseException | None = None
        self._what = (url, dataset, ledger, hashes)
        self._drain, self._seed = drain, seed

    def run(self) -> None:
        """Work until nothing is left."""
        from playwright.sync_api import sync_playwright

        try:
            with sync_playwright() as driver:
                browser = driver.chromium.launch(executable_path=find_browser(), args=FLAGS)
                everybody = [
                    PageAnnotator(browser, name, *self._what, seed=self._seed + i)
                    for i, name in enumerate(self.names)
                ]
                while not all(one.is_finished for one in everybody):
                    for one in everybody:
                        if not one.is_finished:
                            one.step(self._drain.is_set())
                for one in everybody:
                    one.close()
                browser.close()
        except BaseException as err:
            self.error = err
