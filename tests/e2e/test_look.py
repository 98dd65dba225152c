"""What annotators see: on small screens, where something is cut off, and in what is compared."""

import pytest

from tests.e2e.conftest import PHONE
from tests.e2e.verbs import CARD, Annotator, expect, wait_until
from tests.e2e.view_cases import CASES
from tests.e2e.view_edits import TOKEN_TASK

MANY = [f"LABEL_{number}" for number in range(40)]
LANGUAGES = ("en", "de", "fr", "es", "nl", "pt", "zh")
FOUR_TIMES = {"width": 320, "height": 256}  # a window of 1280 x 1024 px at 400 %
LEAST_PX = 44
BAR = ".prodigy-labels"
BUTTONS = ".prodigy-buttons > button"
# Controls that are smaller than a finger. Words, and what is between them, have the size of text.
SMALL = """least => [...document.querySelectorAll(
        "button, select, summary, .prodigy-label, .prodigy-mode-switch > label, .prodigy-option")]
    .filter(one => one.checkVisibility() && !one.closest("[inert], .prodigy-token, mark"))
    .map((one) => {
        // What is drawn may be smaller than what can be touched.
        const [seen, around] = [one.getBoundingClientRect(), getComputedStyle(one, "::after")];
        const [width, height] = [around.width, around.height].map((side) => parseFloat(side) || 0);
        const box = around.position === "absolute" ? { width, height } : { width: 0, height: 0 };
        return [one.className || one.textContent, seen.width && {
            width: Math.max(seen.width, box.width), height: Math.max(seen.height, box.height)}];
    })
    .filter(([, box]) => box.width && (box.height < least - 0.5 || box.width < least - 0.5))
    .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)"""
# Places in the list of labels that are off the screen or below something else.
COVERED = """() => {
    const list = document.querySelector(".prodigy-label-filter");
    const box = list.getBoundingClientRect();
    const points = [0.02, 0.25, 0.5, 0.75, 0.98].map(p => box.top + p * box.height);
    return points.filter(y => y < 0 || y > innerHeight ||
        !list.contains(document.elementFromPoint(box.left + 30, y)));
}"""
MORE = "selector => document.querySelector(selector).dataset.prodigyMore ?? ''"


def boxes(page, selector):
    """RETURNS (list[dict]): Where the elements are on the screen."""
    return page.locator(selector).evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().toJSON())"
    )


def wait_for_more(page, selector, side):
    """Wait until a box says that there is more on this side."""
    wait_until(page, lambda: side in page.evaluate(MORE, selector).split())


def test_labels_stand_in_one_row_below_the_tools_on_a_phone(phone, serve_tasks):
    with serve_tasks([TOKEN_TASK], "ner_manual", labels=MANY) as server:
        Annotator(phone, server.url).open()
        labels = boxes(phone, ".prodigy-label")
        assert len({round(box["top"]) for box in labels}) == 1
        [row] = boxes(phone, BAR)
        assert row["width"] >= PHONE["width"] - 32
        assert all(tool["bottom"] <= row["top"] + 1 for tool in boxes(phone, ".prodigy-label-tool"))
        wait_for_more(phone, BAR, "right")
        assert phone.evaluate(MORE, BAR) == "right"


def test_the_row_of_labels_stays_where_it_is_when_one_is_tapped(phone, serve_tasks):
    with serve_tasks([TOKEN_TASK], "ner_manual", labels=MANY) as server:
        user = Annotator(phone, server.url).open()
        row = phone.locator(BAR)
        row.evaluate("row => { row.scrollLeft = 333 }")
        wait_for_more(phone, BAR, "left")
        [_, *seen] = [box for box in boxes(phone, ".prodigy-label") if box["right"] > 40]
        # At the edge: what is seen of a label is enough to tap it.
        last = next(box for box in seen if box["right"] > PHONE["width"] - 24)
        phone.touchscreen.tap(last["left"] + 12, last["top"] + 20)
        wait_until(phone, lambda: user.active_label() != MANY[0])
        phone.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        assert row.evaluate("row => row.scrollLeft") == 333


def test_a_label_chosen_by_key_comes_into_sight_and_the_page_stays(open_page, serve_tasks):
    page = open_page(viewport={"width": 390, "height": 700})
    words = ["word"] * 600
    tokens = [
        {"text": word, "start": 5 * i, "end": 5 * i + 4, "id": i} for i, word in enumerate(words)
    ]
    task = {"text": " ".join(words), "tokens": tokens}
    with serve_tasks([task], "ner_manual", labels=MANY) as server:
        user = Annotator(page, server.url).open()
        scroller = page.locator(".prodigy-annotator")
        scroller.evaluate("box => { box.scrollTop = 500 }")
        user.press("9")
        wait_until(page, lambda: user.active_label() == MANY[8])
        wait_until(page, lambda: page.locator(BAR).evaluate("row => row.scrollLeft") > 0)
        [box] = boxes(page, ".prodigy-label-active")
        assert box["left"] >= 0
        assert box["right"] <= 390
        assert scroller.evaluate("box => box.scrollTop") == 500


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_view_fits_a_finger_and_four_times_the_size(phone, serve_tasks, case):
    settings = {"show_flag": True, "show_notes": True, **case.settings}
    with serve_tasks([case.task], case.view_id, **settings) as server:
        Annotator(phone, server.url).open().wait_for_text(case.shows)
        phone.wait_for_function("!document.querySelector('.prodigy-block-loading')")
        assert phone.evaluate(SMALL, LEAST_PX) == []
        phone.locator(".prodigy-button-menu").click()
        phone.wait_for_function("document.querySelector('[data-prodigy-open]')")
        assert phone.evaluate(SMALL, LEAST_PX) == []
        phone.set_viewport_size(FOUR_TIMES)
        phone.reload()
        phone.locator(CARD).wait_for()
        phone.wait_for_function("!document.querySelector('.prodigy-block-loading')")
        # Between the lowest bar on top and the buttons, there is room for something of the task.
        bars = boxes(phone, ".prodigy-toolbar, .prodigy-label-bar, .prodigy-pager")
        top = max(box["bottom"] for box in bars if box["top"] < FOUR_TIMES["height"])
        bottom = min(box["top"] for box in boxes(phone, BUTTONS))
        [card] = boxes(phone, CARD)
        assert min(card["bottom"], bottom) - max(card["top"], top) >= 36
        tools = boxes(phone, ".prodigy-toolbar > *")
        assert all(box["right"] <= FOUR_TIMES["width"] for box in tools)


@pytest.mark.parametrize("language", LANGUAGES)
def test_captions_below_the_buttons_never_overlap(open_page, serve_tasks, language):
    page = open_page(viewport={"width": 390, "height": 740}, has_touch=True, is_mobile=True)
    with serve_tasks([{"text": "One"}], "text", ui_lang=language) as server:
        Annotator(page, server.url).open()
        for width in (390, 360, 320):
            page.set_viewport_size({"width": width, "height": 740})
            page.wait_for_function("width => innerWidth === width", arg=width)
            # Of the words themselves, which may be wider than their box.
            words = page.locator(".prodigy-button-caption > span").evaluate_all(
                """all => all.map(one => {
                    const range = document.createRange();
                    range.selectNodeContents(one);
                    return range.getBoundingClientRect().toJSON();
                })"""
            )
            assert len(words) == 4, width
            assert all(a["right"] <= b["left"] for a, b in zip(words, words[1:])), width
            assert words[0]["left"] >= 0, width
            assert words[-1]["right"] <= width
            assert all(box["bottom"] <= 740 for box in words), width


@pytest.mark.parametrize(
    ("view_id", "task"),
    [
        ("ner_manual", TOKEN_TASK),
        ("relations", TOKEN_TASK),
        ("blocks", {**TOKEN_TASK, "html": "<p style='height: 430px'>Read this first.</p>"}),
    ],
)
@pytest.mark.parametrize("size", [(1280, 600), (360, 740), (320, 256)])
def test_the_list_of_labels_never_lies_below_the_buttons(
    open_page, serve_tasks, view_id, task, size
):
    page = open_page(viewport={"width": size[0], "height": size[1]})
    blocks = [{"view_id": "html"}, {"view_id": "ner_manual"}]
    with serve_tasks([task], view_id, labels=MANY, blocks=blocks) as server:
        user = Annotator(page, server.url).open()
        user.wait_for_text("Babbage")
        user.press("/")
        page.locator(".prodigy-label-filter li").first.wait_for()
        # Each part of the list that is seen can be clicked, once it is where there is room for it.
        wait_until(page, lambda: page.evaluate(COVERED) == [])
        [box] = boxes(page, ".prodigy-label-filter")
        assert box["height"] >= 90


WIDE_TABLE = "<table><tr>" + "<td>a_cell_of_one_word</td>" * 14 + "</tr></table>"


def split_words(text):
    """RETURNS (dict): A task with a token per word."""
    words, tokens, start = text.split(), [], 0
    for i, word in enumerate(words):
        tokens.append({"text": word, "start": start, "end": start + len(word), "id": i, "ws": True})
        start += len(word) + 1
    return {"text": " ".join(words), "tokens": tokens}


LONG_ROW = split_words("one two three four five six seven " * 6)
CUT_OFF = [
    ("html", {"html": WIDE_TABLE}, ".prodigy-html", {}, "right"),
    ("relations", LONG_ROW, ".prodigy-arcs", {"labels": ["A"]}, "right"),
    (
        "choice",
        {"text": "Which?", "options": [{"id": i, "text": f"Option {i}"} for i in range(40)]},
        ".prodigy-annotator",
        {},
        "bottom",
    ),
    (
        "context",
        {"context": [{"town": f"Town {i}", "ships": i} for i in range(99)]},
        ".prodigy-context-body",
        {},
        "bottom",
    ),
]


@pytest.mark.parametrize(
    ("view_id", "task", "selector", "settings", "side"), CUT_OFF, ids=[case[0] for case in CUT_OFF]
)
def test_what_is_cut_off_says_so_until_its_end_is_seen(
    page, serve_tasks, view_id, task, selector, settings, side
):
    with serve_tasks([task], view_id, **settings) as server:
        Annotator(page, server.url).open()
        wait_for_more(page, selector, side)
        page.locator(selector).evaluate("box => box.scrollTo(box.scrollWidth, box.scrollHeight)")
        other = {"right": "left", "bottom": "top"}[side]
        wait_for_more(page, selector, other)
        wait_until(page, lambda: side not in page.evaluate(MORE, selector).split())
        if view_id == "html":  # and can be reached
            [table] = boxes(page, "table")
            [card] = boxes(page, CARD)
            assert table["right"] <= card["right"] + 1


def test_a_row_from_right_to_left_goes_on_to_the_left(page, serve_tasks):
    task = split_words("\u05d0\u05d3\u05d4 \u05d0\u05d9\u05d9\u05dc " * 20)
    with serve_tasks([task], "relations", labels=["A"], writing_dir="rtl") as server:
        Annotator(page, server.url).open()
        wait_for_more(page, ".prodigy-arcs", "left")


def test_a_long_sidebar_says_that_it_goes_on(open_page, serve_tasks):
    page = open_page(viewport={"width": 1280, "height": 320})
    with serve_tasks([{"text": "One"}], "text", show_stats=True) as server:
        Annotator(page, server.url).open()
        wait_for_more(page, ".prodigy-sidebar-content", "bottom")


def test_a_text_that_fits_says_nothing(page, serve_tasks):
    with serve_tasks([TOKEN_TASK], "ner_manual", labels=["A", "B"], show_stats=True) as server:
        Annotator(page, server.url).open()
        page.locator(".prodigy-history").wait_for()
        page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 60)))")
        expect(page.locator("[data-prodigy-more]")).to_have_count(0)


# Relations


def arc_space(page):
    """RETURNS (float): What stands free above the words for arcs, in px."""
    return page.locator(".prodigy-arc-line").first.evaluate(
        "e => parseFloat(getComputedStyle(e).paddingTop)"
    )


@pytest.mark.parametrize("wraps", [False, True])
def test_arcs_take_only_the_space_they_need(page, serve_tasks, wraps):
    settings = {"labels": ["A"], "wrap_relations": wraps}
    with serve_tasks([TOKEN_TASK], "relations", **settings) as server:
        Annotator(page, server.url).open()
        assert arc_space(page) == 0
        units = page.locator(".prodigy-arc-unit")
        units.nth(0).click()
        units.nth(2).click()
        page.locator(".prodigy-relation-label").wait_for()
        assert 0 < arc_space(page) < 60


def test_relations_use_the_width_of_a_phone(phone, serve_tasks):
    with serve_tasks([LONG_ROW], "relations", labels=["A"]) as server:
        Annotator(phone, server.url).open()
        lines = phone.locator(".prodigy-arc-units").evaluate_all(
            "all => all.map(line => line.lastElementChild.getBoundingClientRect().right)"
        )
        assert len(lines) > 1
        word = phone.locator(".prodigy-arc-unit", has_text="seven").first.bounding_box()["width"]
        # In each line but the last, the longest word would not have fitted, padding and gaps aside.
        assert all(PHONE["width"] - right < word + 50 for right in lines[:-1])


@pytest.mark.parametrize("view_id", ["relations", "spans_manual", "ner_manual"])
def test_the_active_label_stands_out_in_the_dark(page, serve_tasks, view_id):
    settings = {"labels": ["A", "B", "C"], "theme": "dark"}
    contrast = """() => {
        const canvas = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
        const read = (one) => {
            canvas.fillStyle = getComputedStyle(one).backgroundColor;
            canvas.fillRect(0, 0, 1, 1);
            const line = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map(c => c / 255)
                .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
            return 0.2126 * line[0] + 0.7152 * line[1] + 0.0722 * line[2] + 0.05;
        };
        const [bar, active] = [".prodigy-label-bar", ".prodigy-label-active"]
            .map(name => read(document.querySelector(name)));
        return Math.max(bar / active, active / bar);
    }"""
    with serve_tasks([TOKEN_TASK], view_id, **settings) as server:
        Annotator(page, server.url).open().wait_for_text("Babbage")
        wait_until(page, lambda: page.evaluate(contrast) >= 4.5)


# Review


def mark(word, label):
    """RETURNS (dict): A span over a word of TOKEN_TASK."""
    [token] = [token for token in TOKEN_TASK["tokens"] if token["text"] == word]
    keys = {"token_start": token["id"], "token_end": token["id"], "label": label}
    return {"start": token["start"], "end": token["end"], **keys}


def review_task(*versions):
    """RETURNS (dict): A task with these spans and sessions; the first is that of the task."""
    rows = [
        {"spans": spans, "sessions": list(sessions), "default": i == 0, "answer": "accept"}
        for i, (spans, sessions) in enumerate(versions)
    ]
    task = {**TOKEN_TASK, "view_id": "ner_manual", "versions": rows}
    return {**task, "spans": versions[0][0]}


BOTH = mark("Ada", "PERSON")
ONE = mark("London", "PLACE")


def colors(page):
    """RETURNS (list[list[str]]): The colours of the spans in each version."""
    return page.locator("div.prodigy-review-version").evaluate_all(
        """rows => rows.map(row => [...row.querySelectorAll("mark")]
            .map(span => getComputedStyle(span).backgroundColor))"""
    )


def test_a_review_marks_only_where_versions_differ(page, serve_tasks):
    task = review_task(([BOTH, ONE], ["set-alice", "set-bob"]), ([BOTH], ["set-carol"]))
    with serve_tasks([task], "review", labels=["PERSON", "PLACE"]) as server:
        Annotator(page, server.url).open().wait_for_text("carol")
        quiet, loud = "rgb(217, 217, 217)", "rgb(255, 225, 132)"
        wait_until(page, lambda: colors(page) == [[quiet, loud], [quiet]])
        found = page.locator(".prodigy-review-agreement li").all_text_contents()
        assert found == ["PLACE: London 2 of 3"]
        names = page.locator(".prodigy-review-session").all_text_contents()
        assert names == ["alice", "bob", "carol"]
        expect(page.locator(".prodigy-review-note")).to_have_text(["Most frequent"])


def test_a_review_names_no_winner_in_a_tie_and_says_who_edited(page, serve_tasks):
    task = review_task(([BOTH], ["set-alice"]), ([ONE], ["set-bob"]))
    with serve_tasks([task], "review", labels=["PERSON", "PLACE"]) as server:
        user = Annotator(page, server.url).open()
        user.wait_for_text("bob")
        expect(page.locator(".prodigy-review-note")).to_have_count(0)
        edited = page.locator(".prodigy-review-edited")
        expect(edited).to_have_count(0)
        user.press("v")
        page.locator(".prodigy-review-version + .prodigy-review-version[data-in-use]").wait_for()
        expect(edited).to_have_count(0)
        user.double_click_token(0)
        edited.wait_for()
        expect(edited).to_have_text("Edited by you")


def test_names_stay_different_where_two_datasets_have_the_same(page, serve_tasks):
    task = review_task(([BOTH], ["one-alice"]), ([ONE], ["two-alice"]))
    with serve_tasks([task], "review", reviewed_datasets=["one", "two"]) as server:
        Annotator(page, server.url).open().wait_for_text("alice")
        names = page.locator(".prodigy-review-session").all_text_contents()
        assert names == ["one-alice", "two-alice"]


def test_the_head_of_a_version_is_tidy_on_a_phone(phone, serve_tasks):
    task = review_task(([BOTH], ["set-alice", "set-bob"]), ([ONE], ["set-carol"]))
    with serve_tasks([task], "review", labels=["PERSON", "PLACE"]) as server:
        Annotator(phone, server.url).open().wait_for_text("carol")
        for i in range(2):
            head = phone.locator(".prodigy-review-head").nth(i)
            button, names = (
                head.locator(one).bounding_box() for one in ("button", ".prodigy-review-sessions")
            )
            assert abs(button["y"] + button["height"] / 2 - names["y"] - names["height"] / 2) < 30
            assert names["x"] + names["width"] <= button["x"] + 1


# Compare


def test_candidates_appear_together(page, serve_tasks):
    routes = []
    page.route("**/slow.png", lambda route: routes.append(route))
    task = {"accept": {"text": "A quick one"}, "reject": {"html": "<img src='/slow.png'>"}}
    with serve_tasks([task], "compare") as server:
        Annotator(page, server.url).open()
        wait_until(page, lambda: routes)
        seen = """() => [...document.querySelectorAll(".prodigy-candidate-content")]
            .map(one => one.checkVisibility({visibilityProperty: true}))"""
        assert page.evaluate(seen) == [False, False]
        routes[0].abort()
        wait_until(page, lambda: page.evaluate(seen) == [True, True])


def test_candidates_are_aligned_alike_whatever_they_are(page, serve_tasks):
    task = {"accept": {"text": "Short"}, "reject": {"html": "<p style='margin: 0'>Short</p>"}}
    with serve_tasks([task], "compare") as server:
        Annotator(page, server.url).open().wait_for_text("Short")
        page.locator(".prodigy-candidates[aria-busy=false]").wait_for()
        offsets = page.evaluate(
            """() => [...document.querySelectorAll(".prodigy-candidate")].map(one => {
                const range = document.createRange();
                range.selectNodeContents(one.querySelector("p, .prodigy-text"));
                return range.getClientRects()[0].left - one.getBoundingClientRect().left;
            })"""
        )
        assert offsets[0] == pytest.approx(offsets[1], abs=1)


# Themes

PAGE_COLOR = "getComputedStyle(document.body).backgroundColor"
DARK_PAGE = "rgb(31, 35, 41)"


def test_a_span_without_a_label_is_marked_in_a_quiet_color(page, serve_tasks):
    task = {"text": "Ada met Grace", "spans": [{"start": 0, "end": 3}]}
    with serve_tasks([task], "ner", custom_theme={"bgLowlight": "#abcdef"}) as server:
        Annotator(page, server.url).open()
        color = "getComputedStyle(document.querySelector('mark')).backgroundColor"
        assert page.evaluate(color) == "rgb(171, 205, 239)"


def test_the_start_follows_the_system_and_then_the_last_theme(page, serve_tasks):
    page.emulate_media(color_scheme="dark")
    refuse = {"status": 403, "json": {"detail": "Who are you?", "hint": None}}
    # An interface whose first task the server doesn't draw: its page would have the theme itself.
    with serve_tasks([{"html": "One"}], "html", theme="basic") as server:
        page.route("**/project*", lambda route: route.fulfill(**refuse))
        page.goto(server.url)
        page.locator(".prodigy-session-form").wait_for()
        assert page.evaluate(PAGE_COLOR) == DARK_PAGE
        page.unroute_all()
        Annotator(page, server.url).open()
        assert page.evaluate(PAGE_COLOR) == "rgb(246, 246, 246)"
        page.route("**/project*", lambda route: route.fulfill(**refuse))
        page.reload()
        page.locator(".prodigy-session-form").wait_for()
        assert page.evaluate(PAGE_COLOR) == "rgb(246, 246, 246)"
