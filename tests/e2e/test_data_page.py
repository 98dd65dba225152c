"""The data page in a browser: found, selected, edited, changed and brought back by keyboard."""

import json

import pytest

from prodigy.components.db import connect
from prodigy.hashing import set_hashes
from tests.e2e.test_accessibility import AXE, COLOR_RULES, find_problems
from tests.e2e.verbs import expect

ROW = ".prodigy-data-list li"
LAST_ROW = f"Math.max(...[...document.querySelectorAll('{ROW}')].map(row => +row.dataset.index))"
LONG = " ".join(["lorem ipsum dolor sit amet"] * 370)
TEXTS = [
    "The ferry to Zürich was late",
    "مرحبا بالعالم من القاهرة",
    "😀 emoji and 東京都 text",
    LONG,
]


def make_ner(text, session, labels):
    tokens, start = [], 0
    for number, word in enumerate(text.split(" ")):
        end = start + len(word)
        tokens.append({"text": word, "start": start, "end": end, "id": number, "ws": True})
        start = end + 1
    spans = [
        {
            **{k: tokens[i][k] for k in ("start", "end")},
            "token_start": i,
            "token_end": i,
            "label": x,
        }
        for i, x in enumerate(labels)
    ]
    eg = {"text": text, "tokens": tokens, "_view_id": "ner_manual", "meta": {"source": "gazette"}}
    return {**set_hashes(eg), "spans": spans, "answer": "accept", "_session_id": session}


def make_others():
    options = [{"id": "SPORT", "text": "Sport"}, {"id": "ART", "text": "Art"}]
    return [
        {"text": "Which topic?", "options": options, "accept": ["ART"], "_view_id": "choice"},
        {"html": "<h2>Heading</h2>", "_view_id": "html", "flagged": True, "note": "look again"},
        {"text": "About a company?", "label": "COMPANY", "_view_id": "classification"},
        {"nested": {"nobody": ["knows", "this"]}},
        {"text": "Sum up", "user_input": "Short.", "field_id": "user_input",
         "_view_id": "text_input"},
    ]  # fmt: skip


@pytest.fixture
def db(home):
    database = connect("sqlite", {})
    for session, labels in (("news-al", ["A", "B"]), ("news-bo", ["A"])):
        egs = [make_ner(text, session, labels) for text in TEXTS]
        egs += [{**set_hashes(eg), "answer": "reject", "_session_id": session}
                for eg in make_others()]  # fmt: skip
        database.save_answers(egs, "news", session, replace=False)
    many = [make_ner(f"number {i} of many", "bulk-al", ["C"]) for i in range(300)]
    database.save_answers(many, "bulk", "bulk-al")
    yield database
    database.close()


def open_data(page, server, query=""):
    page.goto(f"{server.url}/data{query}")
    expect(page.locator(".prodigy-data-count")).to_contain_text("answer")
    expect(page.locator(f"{ROW} .prodigy-container").first).to_be_visible()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_answers_are_handled_by_keyboard(page, db, live_server):
    with live_server(["browse", "news"]) as server:
        page.goto(server.url)
        count = page.locator(".prodigy-data-count")
        expect(count).to_have_text("18 answers")
        # Search, and the address that keeps it.
        press(page, "/")
        page.keyboard.type("東京")
        expect(count).to_have_text("2 answers")
        assert "q=%E6%9D%B1%E4%BA%AC" in page.url
        page.get_by_role("checkbox", name="news-al").check()
        expect(count).to_have_text("1 answer")
        page.get_by_role("checkbox", name="news-al").uncheck()
        page.get_by_role("searchbox").first.fill("ferry")
        expect(count).to_have_text("2 answers")

        # From the field into the list, and an answer into its editor.
        page.get_by_role("searchbox").first.press("Enter")
        expect(page.locator(f"{ROW}[data-index='0']")).to_be_focused()
        press(page, "j", "Enter")
        dialog = page.get_by_role("dialog")
        expect(dialog.locator(".prodigy-label-bar")).to_be_visible()
        dialog.get_by_role("textbox", name="note").fill("checked by me")
        dialog.get_by_role("radio", name="Ignore").check()
        press(page, "Control+Enter")
        expect(dialog).to_have_count(0)
        row = page.locator(f"{ROW}[data-index='1']")
        expect(row).to_contain_text("checked by me")
        expect(row).to_contain_text("edited 1 time")
        stored = next(
            eg for eg in db.get_dataset_examples("news") if eg.get("note") == "checked by me"
        )
        assert stored["answer"] == "ignore" and len(stored["spans"]) == 2

        # Two owners at once: told, and nothing is lost.
        press(page, "Enter")
        expect(dialog.locator(".prodigy-data-versions")).to_contain_text("owner")
        item = server.client.post("/data/search", {"text": "checked"})["items"][0]
        edit = {"set": {"note": "by somebody else"}, "revision": item["revision"]}
        server.client.http.put(f"/data/answers/{item['id']}", json=edit).raise_for_status()
        dialog.get_by_role("textbox", name="note").fill("mine")
        press(page, "Control+Enter")
        expect(dialog.get_by_role("alert")).to_contain_text("Nothing was saved")
        dialog.get_by_role("button", name="Show what it is now").click()
        expect(dialog.get_by_role("textbox", name="note")).to_have_value("by somebody else")
        press(page, "Escape")

        # All that match: relabelled after counting, deleted, and brought back.
        press(page, "a", "r")
        dialog.get_by_role("textbox", name="New name").fill("Z")
        dialog.get_by_role("button", name="Count first").click()
        expect(dialog.get_by_role("status")).to_have_text("2 answers would change")
        dialog.get_by_role("button", name="Change", exact=True).click()
        status = page.locator(".prodigy-data-news")
        expect(status).to_contain_text("2 answers changed")
        labels = {s["label"] for eg in db.get_dataset_examples("news") for s in eg.get("spans", [])}
        assert labels == {"A", "B", "Z"}
        press(page, "u")
        expect(status).to_contain_text("2 answers are as they were")
        expect(page.locator(f"{ROW}[data-index='0'] .prodigy-container")).to_be_visible()
        page.locator(f"{ROW}[data-index='0']").focus()
        press(page, "x", "j", "Shift+X")
        expect(page.locator(".prodigy-data-actions")).to_contain_text("2 selected")
        press(page, "Delete")
        expect(count).to_have_text("0 answers")
        assert db.count_dataset("news") == 16
        page.get_by_role("button", name="Undo").click()
        expect(count).to_have_text("2 answers")
        assert db.count_dataset("news") == 18

        # A file.
        press(page, "Escape", "a", "e")
        with page.expect_download() as download:
            dialog.get_by_role("button", name="Export").click()
        lines = download.value.path().read_text().splitlines()
        assert [json.loads(line)["text"] for line in lines] == [TEXTS[0]] * 2


def test_long_lists_are_drawn_in_part_and_reach_their_end(page, db, live_server):
    with live_server(["browse", "bulk"]) as server:
        open_data(page, server, "?dataset=bulk&order=oldest")
        row = page.locator(f"{ROW}[data-index='0']")
        row.focus()
        last = page.locator(f"{ROW}[data-index='299']")
        while not last.count():
            shown = page.evaluate(LAST_ROW)
            press(page, "End")
            page.wait_for_function(f"shown => {LAST_ROW} > shown", arg=shown)
        expect(last).to_contain_text("299 of many")
        assert page.locator(ROW).count() < 40
        # Among answers of all datasets, the editor has the labels of the answer's own.
        open_data(page, server, "?q=299")
        page.locator(f"{ROW}[data-index='0']").focus()
        press(page, "Enter")
        bar = page.get_by_role("dialog").locator(".prodigy-label-bar")
        expect(bar).to_contain_text("C")
        expect(bar).not_to_contain_text("SPORT")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm ci")
def test_the_page_has_no_serious_findings(page, db, live_server):
    problems = {}
    for theme in ("basic", "dark"):
        env = {"PRODIGY_CONFIG_OVERRIDES": json.dumps({"theme": theme})}
        with live_server(["browse"], env) as server:
            open_data(page, server, "?dataset=news")
            press(page, "x")
            problems[theme] = find_problems(page, rules=() if theme == "basic" else COLOR_RULES)
            press(page, "Enter")
            expect(page.get_by_role("dialog").locator(".prodigy-container")).to_be_visible()
            problems[f"{theme}, editor"] = find_problems(page)
    assert not any(problems.values()), json.dumps(problems, indent=1)


def test_a_phone_and_the_way_from_the_annotation(phone, db, jsonl, live_server):
    source = jsonl([{"text": "something new"}])
    with live_server(["ner.manual", "news", "blank:en", source, "--label", "A,B"]) as server:
        phone.goto(server.url)
        phone.get_by_role("button", name="Open the sidebar").click()
        phone.get_by_role("link", name="Data").click()
        expect(phone.locator(".prodigy-data-count")).to_have_text("18 answers")
        width = phone.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0
        phone.get_by_role("button", name="Filters").click()
        phone.get_by_role("checkbox", name="Rejected").check()
        expect(phone.locator(".prodigy-data-count")).to_have_text("10 answers")
        phone.get_by_role("link", name="Annotate").click()
        expect(phone.locator(".prodigy-container")).to_contain_text("something new")


@pytest.mark.parametrize("lang", ["en", "de", "fr"])
def test_the_toolbar_has_two_rows_on_a_phone(page, db, live_server, lang):
    env = {"PRODIGY_CONFIG_OVERRIDES": json.dumps({"ui_lang": lang})}
    rows = """() => {
        const parts = [...document.querySelectorAll('.prodigy-data-top > *')]
        const boxes = parts.map(part => part.getBoundingClientRect()).filter(box => box.width)
        return [new Set(boxes.map(box => Math.round((box.top + box.bottom) / 20))).size,
                Math.max(...boxes.map(box => box.right)),
                document.querySelector('.prodigy-data-top').getBoundingClientRect().height]
    }"""
    with live_server(["browse", "news"], env) as server:
        for width, height in ((390, 844), (320, 640)):
            page.set_viewport_size({"width": width, "height": height})
            page.goto(f"{server.url}/data")
            expect(page.locator(".prodigy-data-count")).to_contain_text("3")
            n_rows, right, tall = page.evaluate(rows)
            assert n_rows == 2 and right <= width and tall < 130
            toggle = page.locator(".prodigy-data-toggle")
            filters = page.locator(".prodigy-data-filters")
            expect(filters).to_be_hidden()
            toggle.press("Enter")
            expect(filters).to_be_visible()
            expect(toggle).to_have_attribute("aria-expanded", "true")
            toggle.press("Enter")
            expect(filters).to_be_hidden()
