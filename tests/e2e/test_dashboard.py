"""The dashboard in a browser: it follows the answers, fits everywhere, and needs no eyes."""

import json

import pytest

from prodigy.components.dashboard.curves import keep_curve, make_curve
from prodigy.components.db import connect
from prodigy.hashing import set_hashes
from tests.chromium import wait_for_function
from tests.e2e.test_accessibility import AXE, COLOR_RULES, find_problems
from tests.e2e.verbs import expect

LONG = "Ünïcode-" + "w" * 80
START = 1_700_000_000


def make(i, session, **more):
    eg = {"text": f"text {i}", "label": "<b>A</b>", "_view_id": "classification", **more}
    answer = ("accept", "reject", "ignore")[i % 3]
    eg |= {"answer": answer, "_timestamp": START + 60 * i, "_session_id": session}
    return set_hashes(eg)


@pytest.fixture
def db(home):
    database = connect("sqlite", {})
    for session in ("news-al", f"news-{LONG}"):
        answers = [make(i, session) for i in range(150)]
        database.save_answers(answers, "news", session, replace=False)
    points = [{"n": n, "score": n / 200, "low": n / 250, "high": n / 180} for n in (50, 100, 150)]
    outlook = {"more": 100, "gain": 0.02, "low": 0.01, "high": 0.03}
    keep_curve(database, "news", make_curve("audit", "textcat", 290, points, outlook))
    database.add_dataset("empty")
    yield database
    database.close()


def test_the_dashboard_is_read_followed_and_used_by_keyboard(page, db, jsonl, live_server):
    source = jsonl([{"text": f"new {i}"} for i in range(9)])
    args = ["textcat.manual", "news", source, "--label", "A"]
    for theme in ("basic", "dark"):
        with live_server(
            args, {"PRODIGY_CONFIG_OVERRIDES": json.dumps({"theme": theme})}
        ) as server:
            page.goto(f"{server.url}/dashboard")
            tiles = page.locator(".prodigy-tiles")
            expect(tiles).to_contain_text("300" if theme == "basic" else "301")
            expect(tiles).to_contain_text("of work, without pauses")
            expect(page.locator(".prodigy-range").first).to_be_attached()
            expect(page.locator(".prodigy-dash")).to_contain_text("the curve still rises")
            if AXE.exists():
                assert find_problems(page, rules=() if theme == "basic" else COLOR_RULES) == []
            for width, height in ((1440, 900), (1024, 768), (390, 844), (320, 640)):
                page.set_viewport_size({"width": width, "height": height})
                expect(page.locator(".prodigy-plot svg").first).to_be_visible()
                wide = "document.querySelector('.prodigy-dash').scrollWidth"
                # The plot is drawn anew when it learns its width.
                wait_for_function(page, f"{wide} <= {width}")
            if theme == "basic":
                db.save_answers([make(999, "news-al")], "news", "news-al")
                expect(tiles).to_contain_text("301")
    # Numbers of a plot, and another dataset, without a mouse.
    with live_server(["dashboard", "news"]) as server:
        page.goto(f"{server.url}/dashboard?dataset=news")
        summary = page.locator(".prodigy-plot-table summary").first
        summary.press("Enter")
        expect(page.locator(".prodigy-plot-table table").first).to_contain_text("2023-11-14")
        page.get_by_label("Dataset").select_option("empty")
        expect(page.locator(".prodigy-dash")).to_contain_text("No answers yet")
        assert "dataset=empty" in page.url
