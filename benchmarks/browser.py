"""python -m benchmarks.browser: how long the web app works for an edit, in a real browser.

Opens cards that are larger than usual and edits them by mouse and keys. Printed per card: the time
from the address to the drawn card, and the script time of one edit, which is what an annotator has
to wait for (median and slowest). Needs Chromium and Playwright; no test depends on the figures.
"""

import shutil
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import sync_playwright

from scripts.gallery import BROWSERS, FLAGS, answer_requests, serve_static

SIZE = {"width": 1440, "height": 900}
N_EDITS = 12
NEXT_FRAME = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
LINE = "{:<46} {:>10} {:>14} {:>14}"


@dataclass(frozen=True)
class Card:
    """A card, what to wait for, and one edit: edit(page, number of the edit)."""

    name: str
    view_id: str
    task: dict[str, Any]
    config: dict[str, Any]
    ready: str
    edit: Callable[[Any, int], None]


def make_tokens(count: int) -> tuple[str, list[dict[str, Any]]]:
    """Make a text of words, eleven to a sentence, and its tokens."""
    words = [f"word{i}." if i % 11 == 10 else f"word{i}" for i in range(count)]
    tokens, start = [], 0
    for i, word in enumerate(words):
        end = start + len(word)
        tokens.append({"text": word, "start": start, "end": end, "id": i, "ws": True})
        start = end + 1
    return " ".join(words), tokens


def make_spans(tokens: list[dict[str, Any]], count: int, labels: list[str]) -> list[dict[str, Any]]:
    """Spread spans of two tokens over the text."""
    step = len(tokens) // count
    return [
        {
            "start": tokens[i * step]["start"],
            "end": tokens[i * step + 1]["end"],
            "token_start": i * step,
            "token_end": i * step + 1,
            "label": labels[i % len(labels)],
        }
        for i in range(count)
    ]


def mark_token(page: Any, number: int) -> None:
    """Double-click a token that is in sight."""
    page.locator(f'[data-token="{4 + 10 * number}"]').dblclick()


def press_label(page: Any, number: int) -> None:
    page.locator(".prodigy-label").nth(20 * number + 7).click()


def choose_option(page: Any, number: int) -> None:
    page.locator(".prodigy-option").nth(number).click(position={"x": 12, "y": 12})


def relate(page: Any, number: int) -> None:
    for index in (3 * number, 3 * number + 1):
        page.locator(f'.prodigy-content [data-unit="{index}"]').click()


def make_cards() -> list[Card]:
    """Make the cards that are measured."""
    text, tokens = make_tokens(10_000)
    labels = [f"LABEL_{i}" for i in range(8)]
    spans = make_spans(tokens, 1_000, labels)
    many = [f"CATEGORY {i}" for i in range(300)]
    short_text, short = make_tokens(60)
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
    hashes = {"_input_hash": 1, "_task_hash": 2}
    long_task = {"text": text, "tokens": tokens, "spans": spans, **hashes}
    return [
        Card("ner_manual, 10000 tokens, 1000 spans", "ner_manual", long_task,
             {"labels": labels}, ".prodigy-token", mark_token),
        Card("spans_manual, 10000 tokens, 1000 spans", "spans_manual", long_task,
             {"labels": labels}, ".prodigy-token", mark_token),
        Card("ner_manual, 300 labels", "ner_manual",
             {"text": short_text, "tokens": short, **hashes},
             {"labels": many}, ".prodigy-token", press_label),
        Card("choice, 100 options with images", "choice", {"options": options, **hashes},
             {"choice_style": "multiple"}, ".prodigy-option", choose_option),
        Card("relations, 400 tokens, 200 arcs", "relations",
             {"text": medium_text, "tokens": medium, "relations": relations, **hashes},
             {"labels": ["REL", "OTHER"], "wrap_relations": True}, "[data-unit]", relate),
    ]  # fmt: skip


def read_script_s(session: Any) -> float:
    """Read for how many seconds the page has run scripts, styles and layouts."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    values = {metric["name"]: metric["value"] for metric in metrics}
    return sum(values[name] for name in ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration"))


def measure(browser: Any, url: str, card: Card) -> tuple[float, list[float]]:
    """RETURNS (tuple): Seconds until the card is drawn, and script seconds of each edit."""
    page = browser.new_page(viewport=SIZE)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    settings = {"config": card.config, "name": card.name, "task": card.task}
    answer_requests(page, {**settings, "viewId": card.view_id}, "basic")
    # Once to fill the cache of the browser, as on every day but the first.
    for _ in range(2):
        page.goto(url)
        page.locator(card.ready).first.wait_for()
    page.evaluate(NEXT_FRAME)
    opened = page.evaluate("performance.now()")
    edits = []
    for number in range(N_EDITS):
        before = read_script_s(session)
        card.edit(page, number)
        page.evaluate(NEXT_FRAME)
        edits.append(read_script_s(session) - before)
    page.close()
    return opened / 1000, edits


def main() -> None:
    """Print the table."""
    path = next(filter(None, map(shutil.which, BROWSERS)))
    print(LINE.format("Card", "opening", "edit, median", "edit, slowest"))
    with serve_static() as url, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        for card in make_cards():
            opened, edits = measure(browser, url, card)
            times = (opened, statistics.median(edits), max(edits))
            print(LINE.format(card.name, *(f"{1000 * time:.0f} ms" for time in times)), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
