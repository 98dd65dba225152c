"""What an annotator feels in a browser, and what goes over the wire for that

A real server and a headless Chromium. "A key" is from pressing A until the next task is painted;
"dragging" is a movement of the mouse over a text of 10,000 tokens until it is painted. The frame of
an idle page, measured in the same way, is the least that there can be.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.browsing import open_browser
from benchmarks.data import make_rows, write_rows
from benchmarks.measure import Row
from benchmarks.server import serve

TITLE = "In the browser: working"
ORDER, IS_QUICK = 92, True
FRAME = "an idle frame"
SIZE = {"width": 1440, "height": 900}
SCRIPT_AIM_KB = 110
N_WORDS = 10_000
# Both resolve when what follows was painted: an animation frame, and a task after it.
NEXT_FRAME = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
IDLE = f"""(async () => {{
    const start = performance.now();
    await {NEXT_FRAME};
    return performance.now() - start;
}})()"""
# Press a key, and wait until the text is another one and painted. RETURNS milliseconds.
ANSWER = """async () => {
    const text = () => document.querySelector(".prodigy-content")?.textContent;
    const before = text();
    const start = performance.now();
    const key = {key: "a", code: "KeyA", bubbles: true};
    document.body.dispatchEvent(new KeyboardEvent("keydown", key));
    while (text() === before || !text()) {
        if (performance.now() - start > 10000) throw new Error("no next task");
        await new Promise((done) => setTimeout(done));
    }
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - start;
}"""
PLACE = """(index) => {
    const box = document.querySelector(`[data-token="${index}"]`).getClientRects()[0];
    return [box.left + box.width / 2, box.top + box.height / 2];
}"""


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """Yield the rows.

    RAISES (LeftOutError): There is no browser.
    """
    count = 15 if quick else 40
    source = write_rows(folder / "texts.jsonl", make_rows(1000))
    words = " ".join(f"word{i}." if i % 11 == 10 else f"word{i}" for i in range(N_WORDS))
    long_text = write_rows(folder / "long.jsonl", iter([{"text": words}]))
    labels = ["--label", "PERSON,ORG"]
    keys, drag = (["ner.manual", name, "blank:en"] for name in ("keys", "drag"))
    with open_browser() as browser:
        with serve(folder / "home", [*keys, source, *labels]) as server:
            yield from measure_bytes(browser, server.url)
            page = open_page(browser, server.url)
            times = time_turns(page, count, lambda: page.evaluate(ANSWER))
            yield Row("A key to the next task, painted", FRAME, *times, None, aim=0.05)
        with serve(folder / "home", [*drag, long_text, *labels]) as server:
            page = open_page(browser, server.url)
            times = time_turns(page, count, make_drag(page))
            yield Row("Dragging over 10,000 tokens, painted", FRAME, *times, None, aim=0.05)
            page.mouse.up()


def open_page(browser: Any, url: str) -> Any:
    """RETURNS (Page): The page, when its first task can be answered."""
    page = browser.new_context(viewport=SIZE).new_page()
    page.goto(url)
    page.locator(".prodigy-token").first.wait_for()
    page.wait_for_timeout(500)
    return page


def time_turns(page: Any, count: int, act: Callable[[], float]) -> tuple[float, float]:
    """RETURNS (tuple[float, float]): Median seconds of what is done, and of an idle frame."""
    times: list[float] = []
    idle: list[float] = []
    for _ in range(count):
        idle.append(page.evaluate(IDLE) / 1000)
        times.append(act() / 1000)
        page.wait_for_timeout(30)
    return statistics.median(times), statistics.median(idle)


def make_drag(page: Any) -> Callable[[], float]:
    """RETURNS (callable): Moves over another token, returns milliseconds until that is painted."""
    page.mouse.move(*page.evaluate(PLACE, 12))
    page.mouse.down()
    numbers = iter(range(1_000_000))

    def move() -> float:
        place = page.evaluate(PLACE, 14 + 3 * (next(numbers) % 8))
        start = time.perf_counter()
        page.mouse.move(*place)
        page.evaluate(NEXT_FRAME)
        return 1000 * (time.perf_counter() - start)

    return move


def measure_bytes(browser: Any, url: str) -> Iterator[Row]:
    """YIELDS (Row): What a first visit loads."""
    context = browser.new_context(viewport=SIZE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}
    session.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["type"]}))
    session.on(
        "Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]})
    )
    page.goto(url)
    page.locator(".prodigy-token").first.wait_for()
    page.wait_for_timeout(1000)
    script = sum(size for key, size in sizes.items() if kinds.get(key) == "Script") / 1000
    context.close()
    yield Row("First visit: script on the wire", "", script, None, None, "kB", aim=SCRIPT_AIM_KB)
    yield Row("First visit: all bytes", "", sum(sizes.values()) / 1000, None, None, "kB")
    yield Row("First visit: requests", "", len(sizes), None, None, "")
