"""python -m benchmarks.browser: how long the web app works for an edit, in a real browser.

Opens cards that are larger than usual and edits them by mouse and keys. Printed per card: the time
from the address to the drawn card, and for one edit the time of scripts (median and slowest) and
of styles with layout (median). Times of edits are processor time of the page, so that other work on
the machine does not count. Needs Chromium and Playwright; no test depends on the figures.
"""

import functools
import http.server
import json
import statistics
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks import pictures, recordings
from benchmarks.browsing import open_browser
from benchmarks.measure import LeftOutError

STATIC = Path(__file__).parent.parent / "prodigy" / "static"
SIZE = {"width": 1440, "height": 900}
N_OPENINGS = 5
N_EDITS = 12
QUIET_MS = 150  # until what follows a movement of the pointer is done
SETTLE_MS = 800  # until what a card does after it was drawn is done
NEXT_FRAME = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
LINE = "{:<46} {:>9} {:>9} {:>9} {:>9}"
# Where to click on an element: in the middle of its first line, where neither bar nor buttons are.
POINT = """([selector, index]) => {
    const element = document.querySelectorAll(selector)[index];
    let box = element.getClientRects()[0];
    if (box.top < 150 || box.bottom > innerHeight - 160) {
        element.scrollIntoView({block: "center"});
        box = element.getClientRects()[0];
    }
    return [box.left + Math.min(20, box.width / 2), box.top + box.height / 2];
}"""
Act = Callable[[], Any]


@dataclass(frozen=True)
class Card:
    """A card and what to wait for. aim(page, number of the edit) goes there; RETURNS: the edit."""

    name: str
    view_id: str
    task: dict[str, Any]
    config: dict[str, Any]
    ready: str
    aim: Callable[[Any, int], Act]


def make_tokens(count: int) -> tuple[str, list[dict[str, Any]]]:
    """Make a text of words, eleven to a sentence, in one paragraph, and its tokens."""
    words = [f"word{i}." if i % 11 == 10 else f"word{i}" for i in range(count)]
    tokens, start = [], 0
    for i, word in enumerate(words):
        end = start + len(word)
        tokens.append({"text": word, "start": start, "end": end, "id": i, "ws": True})
        start = end + 1
    return " ".join(words), tokens


def make_spans(
    tokens: list[dict[str, Any]], count: int, labels: list[str], *, size: int = 2
) -> list[dict[str, Any]]:
    """Spread spans over the text. size (int): Their length in tokens."""
    step = len(tokens) // count
    return [
        {
            "start": tokens[i * step]["start"],
            "end": tokens[i * step + size - 1]["end"],
            "token_start": i * step,
            "token_end": i * step + size - 1,
            "label": labels[i % len(labels)],
        }
        for i in range(count)
    ]


def go_to(page: Any, selector: str, index: int = 0) -> tuple[float, float]:
    """Move the mouse to an element. RETURNS (tuple): Where it is now."""
    x, y = page.evaluate(POINT, [selector, index])
    page.mouse.move(x, y)
    page.wait_for_timeout(QUIET_MS)
    return x, y


def click(selector: str, *, step: int = 1, first: int = 0) -> Callable[[Any, int], Act]:
    """Click another element with every edit."""

    def aim(page: Any, number: int) -> Act:
        place = go_to(page, selector, first + step * number)
        return lambda: page.mouse.click(*place)

    return aim


def mark_token(page: Any, number: int) -> Act:
    """Double-click a bare token."""
    place = go_to(page, f'[data-token="{4 + 10 * number}"]')
    return lambda: page.mouse.dblclick(*place)


def drag(page: Any, number: int) -> Act:
    """Drag over three bare tokens; only the release counts."""
    start = go_to(page, f'[data-token="{6 + 10 * number}"]')
    page.mouse.down()
    page.mouse.move(start[0] + 10, start[1])
    go_to(page, f'[data-token="{8 + 10 * number}"]')
    return page.mouse.up


def drag_on(page: Any, number: int) -> Act:
    """Move over tokens while dragging."""
    page.mouse.up()
    start = go_to(page, f'[data-token="{6 + 10 * number}"]')
    page.mouse.down()
    page.mouse.move(start[0] + 10, start[1])
    page.wait_for_timeout(QUIET_MS)
    return lambda: page.mouse.move(*page.evaluate(POINT, [f'[data-token="{8 + 10 * number}"]', 0]))


def undo(page: Any, number: int) -> Act:
    """Take back an edit that was made before."""
    if number == 0:
        for i in range(N_EDITS):
            mark_token(page, i)()
    page.wait_for_timeout(QUIET_MS)
    return lambda: page.keyboard.press("Control+z")


def relate(page: Any, number: int) -> Act:
    """Choose a head; the click on the child counts."""
    page.mouse.click(*go_to(page, f'.prodigy-content [data-unit="{3 * number}"]'))
    place = go_to(page, f'.prodigy-content [data-unit="{3 * number + 1}"]')
    return lambda: page.mouse.click(*place)


def make_review(picture: str, labels: list[str]) -> dict[str, Any]:
    """Make a picture with 100 boxes by 5 annotators, who are apart by some px."""
    boxes = [
        {"label": labels[i % 8], "x": 8 + 30 * (i % 10), "y": 6 + 21 * (i // 10)}
        for i in range(100)
    ]
    versions = [
        {
            "spans": [{**box, "x": box["x"] + n, "width": 20, "height": 14} for box in boxes],
            "sessions": [f"annotator-{n}"],
        }
        for n in range(5)
    ]
    task = {"image": picture, "spans": versions[0]["spans"], "view_id": "image_manual"}
    return {**task, "versions": versions}


def take_over(page: Any, number: int) -> Act:
    """Go to the next difference; taking the next version of the shape counts."""
    page.keyboard.press("j")
    page.wait_for_timeout(QUIET_MS)
    return lambda: page.keyboard.press("c")


def make_page_cards(labels: list[str]) -> list[Card]:
    """Make the cards of a page with 3,000 words, twenty to a line, and 200 spans."""
    text, tokens = make_tokens(3_000)
    for i, token in enumerate(tokens):
        token["boxes"] = [[60 + 55 * (i % 20), 60 + 10.5 * (i // 20), 50, 10]]
    size = {"width": 1190, "height": 1684}
    picture = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' {}/>".format(
        " ".join(f"{key}='{value}'" for key, value in size.items())
    )
    task = {"text": text, "tokens": tokens, "image": picture, **size}
    task |= {"spans": make_spans(tokens, 200, labels), "_input_hash": 1, "_task_hash": 2}
    config = {"labels": labels}
    mark = Card("page_spans, mark", "page_spans", task, config, ".prodigy-token", mark_token)
    return [
        mark,
        replace(mark, name="page_spans, drag and release", aim=drag),
        replace(mark, name="page_spans, move while dragging", aim=drag_on),
    ]


def make_cards() -> list[Card]:
    """Make the cards that are measured."""
    text, tokens = make_tokens(10_000)
    labels = [f"LABEL_{i}" for i in range(8)]
    many = [f"CATEGORY {i}" for i in range(300)]
    hashes = {"_input_hash": 1, "_task_hash": 2}
    task = {"text": text, "tokens": tokens, **hashes}
    task["spans"] = make_spans(tokens, 1_000, labels)
    tagged = {**task, "spans": make_spans(tokens, 1_000, labels, size=1)}
    picture = (
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='320' height='220'>"
        "<rect width='320' height='220' fill='hsl({hue} 50%25 70%25)'/></svg>"
    )
    options = [
        {"id": i, "text": f"Option {i}", "image": picture.format(hue=i * 3)} for i in range(100)
    ]
    medium_text, medium = make_tokens(400)
    relations = [
        {"head": 2 * i + 1 if i < 190 else 3, "child": max(0, 2 * i - i % 7), "label": "REL"}
        for i in range(200)
    ]
    graph = {"text": medium_text, "tokens": medium, "relations": relations, **hashes}
    of_labels = {"labels": labels}
    token = ".prodigy-token"
    ner = Card("ner_manual, mark", "ner_manual", task, of_labels, token, mark_token)
    spans = replace(ner, name="spans_manual, mark", view_id="spans_manual")
    return [
        ner,
        replace(ner, name="ner_manual, drag and release", aim=drag),
        replace(ner, name="ner_manual, move while dragging", aim=drag_on),
        replace(ner, name="ner_manual, delete", aim=click("[data-span] .prodigy-token", step=2)),
        replace(ner, name="ner_manual, take back", aim=undo),
        replace(ner, name="ner_manual, mark, with 300 labels", config={"labels": many}),
        replace(
            ner, name="ner_manual, choose one of 300 labels", config={"labels": many},
            aim=click(".prodigy-label", step=20, first=7),
        ),
        spans,
        replace(spans, name="spans_manual, drag and release", aim=drag),
        replace(spans, name="spans_manual, delete", aim=click(".prodigy-span")),
        Card("pos_manual, tag", "pos_manual", tagged, of_labels, token,
             click(token, step=10, first=5)),
        Card("relations, 400 tokens, 200 arcs", "relations", graph,
             {"labels": ["REL", "OTHER"], "wrap_relations": True}, "[data-unit]", relate),
        *make_page_cards(labels),
        Card("choice, 100 options with images", "choice", {"options": options, **hashes},
             {"choice_style": "multiple"}, ".prodigy-option", click(".prodigy-option")),
        Card("review, 5 versions of 100 shapes, take over", "review",
             {**make_review(picture.format(hue=200), labels), **hashes}, of_labels,
             ".prodigy-review-pin", take_over),
        *make_picture_cards(),
    ]  # fmt: skip


def make_picture_cards() -> list[Card]:
    """Make the cards of a large picture: the same one, with one movement each."""
    labels = {"labels": [f"LABEL_{i}" for i in range(8)]}
    task = pictures.make_task()
    return [
        Card(f"image_manual, 500 shapes, {name}", "image_manual", task, labels, pictures.READY, aim)
        for name, aim in pictures.STEPS.items()
    ]


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves the built web app without a line in the terminal for each file."""

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def serve_static() -> Iterator[str]:
    """Serve the built web app. Yields its address."""
    handler = functools.partial(QuietHandler, directory=str(STATIC))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def answer_requests(page: Any, card: Card) -> None:
    """Answer the requests of the app as a server would that has this one card."""
    bodies = {
        "project": {"dataset": "data", "view_id": card.view_id, "instance": "1", **card.config},
        "get_questions": {"tasks": [card.task], "total": 0, "session_total": 0},
        "activity": {},
    }
    for path, body in bodies.items():
        answer = functools.partial(send_json, json.dumps(body))
        page.route(f"**/{path}*", answer)


def send_json(body: str, route: Any) -> None:
    """Answer one request."""
    route.fulfill(body=body, content_type="application/json")


def read_times(session: Any) -> tuple[float, float]:
    """RETURNS (tuple): Seconds of scripts so far, and of styles and layouts."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    values = {metric["name"]: metric["value"] for metric in metrics}
    return values["ScriptDuration"], values["LayoutDuration"] + values["RecalcStyleDuration"]


def measure(browser: Any, url: str, card: Card) -> tuple[float, list[float], list[float]]:
    """RETURNS (tuple): Seconds until the card is drawn; of each edit, of scripts and of layouts."""
    page = browser.new_page(viewport=SIZE)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    answer_requests(page, card)
    openings = []
    # Once more to fill the cache of the browser, as on every day but the first.
    for _ in range(N_OPENINGS + 1):
        page.goto(url)
        page.locator(card.ready).first.wait_for()
        page.evaluate(NEXT_FRAME)
        openings.append(page.evaluate("performance.now()") / 1000)
        page.evaluate("indexedDB.deleteDatabase('prodigy')")
    page.wait_for_timeout(SETTLE_MS)
    scripts, layouts = measure_edits(page, session, card.aim)
    page.close()
    return statistics.median(openings[1:]), scripts, layouts


def measure_edits(
    page: Any, session: Any, aim: Callable[[Any, int], Act]
) -> tuple[list[float], list[float]]:
    """RETURNS (tuple): Seconds of each edit, of scripts and of layouts."""
    scripts, layouts = [], []
    for number in range(N_EDITS):
        edit = aim(page, number)
        before = read_times(session)
        edit()
        page.evaluate(NEXT_FRAME)
        after = read_times(session)
        scripts.append(after[0] - before[0])
        layouts.append(after[1] - before[1])
        page.wait_for_timeout(QUIET_MS)
    return scripts, layouts


def print_row(name: str, opened: float, scripts: list[float], layouts: list[float]) -> None:
    """Print a line of the table, times in seconds."""
    times = (statistics.median(scripts), max(scripts), statistics.median(layouts))
    cells = [f"{1000 * opened:.0f} ms", *(f"{1000 * time:.1f} ms" for time in times)]
    print(LINE.format(name, *cells), flush=True)


def measure_recordings(browser: Any, folder: Path) -> None:
    """Print the rows of long recordings. Opening is until a region was drawn, the first time."""
    kinds = {
        "2 hours of sound": ("audio-server", recordings.write_recording, "a.wav", 7200),
        "30 minutes of film": ("video-server", recordings.write_film, "a.mp4", 1800),
    }
    for name, (loader, write, file, seconds) in kinds.items():
        (folder / loader / "in").mkdir(parents=True)
        write(folder / loader / "in" / file, seconds)
        with recordings.serve_files(folder / loader, folder / loader / "in", loader) as url:
            page = browser.new_page(viewport=SIZE)
            session = page.context.new_cdp_session(page)
            session.send("Performance.enable", {"timeDomain": "threadTicks"})
            opened = recordings.open_recording(page, url)
            page.wait_for_timeout(SETTLE_MS)
            recordings.add_regions(page)
            for step, aim in recordings.STEPS.items():
                print_row(f"{name}, {step}", opened, *measure_edits(page, session, aim))
            page.close()


def main() -> None:
    """Print the table. "pictures" or "recordings" as argument: only the rows of those."""
    print("Texts have 10000 tokens and 1000 spans if nothing else is said.")
    print(LINE.format("Card", "opening", "script", "slowest", "layout"))
    with (
        serve_static() as url,
        open_browser() as browser,
        tempfile.TemporaryDirectory() as folder,
    ):
        cards = make_picture_cards if "pictures" in sys.argv else make_cards
        for card in [] if "recordings" in sys.argv else cards():
            print_row(card.name, *measure(browser, url, card))
        if "pictures" not in sys.argv:
            measure_recordings(browser, Path(folder))


if __name__ == "__main__":
    try:
        main()
    except LeftOutError as err:
        sys.exit(f"Nothing was measured: {err}")
