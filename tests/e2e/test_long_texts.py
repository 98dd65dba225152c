"""Long texts, which are drawn in blocks and look like one piece, and quick work on spans."""

import pytest

from tests.e2e.verbs import Annotator, add_style, expect, wait_until

LABELS = ["PERSON", "ORG"]
# Where each word stands, from the top left corner of the text.
READ_PLACES = """() => {
    const text = document.querySelector(".prodigy-tokens").getBoundingClientRect();
    return [...document.querySelectorAll(".prodigy-tokens [data-token]")].map((token) => {
        const box = token.getClientRects()[0];
        return [Math.round(box.left - text.left), Math.round(box.top - text.top)];
    });
}"""
IN_ONE_PIECE = """
    .prodigy-chunk { display: inline !important }
    .prodigy-chunk::before { content: none !important }
"""
IS_IN_SIGHT = """position => {
    const box = document.querySelector(`[data-token="${position}"]`)?.getBoundingClientRect();
    return box !== undefined && box.top > 0 && box.bottom < innerHeight;
}"""


def make_task(words, spans=()):
    tokens, start = [], 0
    for i, word in enumerate(words):
        tokens.append({"text": word, "start": start, "end": start + len(word), "id": i, "ws": True})
        start += len(word) + 1
    return {
        "text": " ".join(words),
        "tokens": tokens,
        "spans": [make_span(tokens, first, last) for first, last in spans],
    }


def make_span(tokens, first, last, label="ORG"):
    return {
        "start": tokens[first]["start"],
        "end": tokens[last]["end"],
        "token_start": first,
        "token_end": last,
        "label": label,
    }


def make_words(count):
    return [f"word{i}." if i % 11 == 10 else f"word{i}" for i in range(count)]


def read_places_at_rest(page):
    """Where the words are, once nothing moves from one frame to the next."""
    places = f"""async () => {{
        const read = {READ_PLACES};
        const frame = () => new Promise(requestAnimationFrame);
        const before = read();
        for (let count = 0; count < 6; count++) await frame();
        const places = read();
        return JSON.stringify(places) === JSON.stringify(before) && places;
    }}"""
    return wait_until(page, lambda: page.evaluate(places))


@pytest.mark.parametrize("view_id", ["ner_manual", "spans_manual"])
def test_a_long_paragraph_looks_as_if_it_were_laid_out_in_one_piece(page, serve_tasks, view_id):
    task = make_task(make_words(700), [(9 * i, 9 * i + 2) for i in range(2, 70)])
    with serve_tasks([task], view_id, labels=LABELS) as server:
        user = Annotator(page, server.url).open()
        page.evaluate("document.fonts.ready")
        # Edits at the top move what follows, over the borders of blocks.
        for index in (1, 4, 9):
            user.double_click_token(index)
        page.wait_for_function("document.querySelectorAll('.prodigy-chunk-run').length > 3")
        in_blocks = read_places_at_rest(page)
        add_style(page, IN_ONE_PIECE)
        assert in_blocks == page.evaluate(READ_PLACES)


@pytest.mark.parametrize("view_id", ["ner_manual", "spans_manual"])
def test_far_parts_of_a_text_are_drawn_when_they_are_needed(page, serve_tasks, export, view_id):
    words = make_words(4000)
    task = make_task(words, [(20, 21), (3500, 3501)])
    with serve_tasks([task], view_id, labels=LABELS) as server:
        user = Annotator(page, server.url).open()
        assert page.locator(".prodigy-token").count() < 2000
        expect(page.locator('[data-token="3500"]')).to_have_count(0)
        # To the first span, and from there to the last one.
        user.press("]")
        user.press("]")
        page.wait_for_function(IS_IN_SIGHT, arg=3500)
        user.press("Delete")
        page.locator('[data-token="3510"]').dblclick()
        user.press("a")
        user.save()
    [row] = export()
    expected = [(20, 21, "ORG"), (3510, 3510, "PERSON")]
    found = [(span["token_start"], span["token_end"], span["label"]) for span in row["spans"]]
    assert found == expected
    assert row["text"][row["spans"][1]["start"] : row["spans"][1]["end"]] == words[3510]


def test_a_drag_over_the_border_of_two_blocks_is_one_span(page, serve_tasks, export):
    task = make_task(make_words(400))
    with serve_tasks([task], "ner_manual", labels=LABELS) as server:
        user = Annotator(page, server.url).open()
        border = int(page.locator(".prodigy-chunk-run").first.get_attribute("data-from"))
        page.locator(f'[data-token="{border + 20}"]').scroll_into_view_if_needed()
        user.drag_tokens(border - 2, border + 1)
        user.press("a")
        user.save()
    [span] = export()[0]["spans"]
    assert (span["token_start"], span["token_end"]) == (border - 2, border + 1)


@pytest.mark.parametrize("view_id", ["ner_manual", "spans_manual"])
@pytest.mark.parametrize("way", ["alt", "setting"])
def test_a_selected_span_can_be_relabelled_and_its_edges_dragged(
    page, serve_tasks, export, view_id, way
):
    task = make_task(make_words(30), [(4, 5)])
    settings = {"span_click": "select"} if way == "setting" else {}
    place = '[data-token="5"]' if view_id == "ner_manual" else ".prodigy-span"
    with serve_tasks([task], view_id, labels=LABELS, **settings) as server:
        user = Annotator(page, server.url).open()
        page.locator(place).click(modifiers=["Alt"] if way == "alt" else [])
        user.press("1")
        end = page.locator(".prodigy-pending-handle-to").bounding_box()
        target = page.locator('[data-token="6"]').bounding_box()
        page.mouse.move(end["x"] + 4, end["y"] + 4)
        page.mouse.down()
        page.mouse.move(target["x"] + target["width"] / 2, end["y"] + 4, steps=6)
        page.mouse.up()
        user.press("a")
        user.save()
    [span] = export()[0]["spans"]
    assert (span["token_start"], span["token_end"], span["label"]) == (4, 6, "PERSON")


def test_a_plain_click_deletes(page, serve_tasks, export):
    with serve_tasks([make_task(make_words(30), [(4, 5)])], "ner_manual", labels=LABELS) as server:
        user = Annotator(page, server.url).open()
        page.locator('[data-token="5"]').click()
        user.press("a")
        user.save()
    assert export()[0]["spans"] == []


def test_all_identical_mentions_get_the_label_in_one_step(page, serve_tasks, export):
    words = ["Ada", "met", "Bob", ".", "Ada", "left", ".", "Bob", "saw", "Ada", "."]
    with serve_tasks([make_task(words)], "ner_manual", labels=LABELS) as server:
        user = Annotator(page, server.url).open()
        user.double_click_token(0)
        user.press("Shift+Enter")
        user.wait_for_spans(3)
        user.press("Control+z")
        user.wait_for_spans(1)
        user.press("Control+Shift+z")
        user.press("a")
        user.save()
    assert [span["token_start"] for span in export()[0]["spans"]] == [0, 4, 9]


def test_one_of_many_labels_is_found_by_typing(page, serve_tasks, export):
    labels = [f"CATEGORY {i}" for i in range(300)]
    with serve_tasks([make_task(make_words(30))], "ner_manual", labels=labels) as server:
        user = Annotator(page, server.url).open()
        user.press("/")
        # At once, while the list is still being loaded: no letter may act as a shortcut.
        page.keyboard.type("ry 217")
        page.get_by_role("option", name="CATEGORY 217", selected=True).wait_for()
        user.press("Enter")
        assert user.active_label() == "CATEGORY 217"
        user.double_click_token(3)
        user.press("a")
        user.save()
    assert [span["label"] for span in export()[0]["spans"]] == ["CATEGORY 217"]


def test_the_labels_stay_in_sight_and_the_first_span_comes_into_sight(page, serve_tasks):
    task = make_task(make_words(900), [(800, 801)])
    with serve_tasks([task], "ner_manual", labels=LABELS) as server:
        user = Annotator(page, server.url).open()
        page.wait_for_function(IS_IN_SIGHT, arg=800)
        bar = user.label("ORG").bounding_box()
        assert 0 <= bar["y"] < 200


def test_a_key_that_is_held_down_answers_once(page, serve_tasks):
    tasks = [{**make_task(make_words(5)), "n": n} for n in range(4)]
    for n, task in enumerate(tasks):
        task["text"] += str(n)
    with serve_tasks(tasks, "ner_manual", labels=LABELS) as server:
        Annotator(page, server.url).open()
        for _ in range(5):
            page.keyboard.down("a")
        page.keyboard.up("a")
        page.wait_for_function("prodigy.content.n === 1")
        # Whatever else the held key did would be there before the next key.
        page.keyboard.press("x")
        page.wait_for_function("prodigy.content.n === 2")
        # The history is drawn by a script of its own, which may still be on its way.
        wait_until(page, lambda: page.locator(".prodigy-history-item").count() == 2)


def test_spaces_and_wrapping_can_be_switched_while_working(page, serve_tasks):
    task = {**make_task(make_words(60)), "relations": []}
    with serve_tasks([task], "ner_manual", labels=LABELS) as server:
        Annotator(page, server.url).open()
        page.get_by_role("button", name="whitespace").click()
        wait_until(page, lambda: page.locator(".prodigy-ws").count() > 50)
    with serve_tasks([task], "relations", labels=LABELS) as server:
        user = Annotator(page, server.url).open()
        expect(page.locator(".prodigy-arc-line")).to_have_count(1)
        user.press("w")
        page.wait_for_function("document.querySelectorAll('.prodigy-arc-line').length > 3")


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_labels_at_the_end_of_a_line_move_inside_only_as_far_as_needed(page, serve_tasks, motion):
    task = make_task([f"w{i}" for i in range(120)])
    places = range(0, 120, 7)
    task["spans"] = [make_span(task["tokens"], at, at, "A_RATHER_LONG_LABEL") for at in places]
    page.emulate_media(reduced_motion=motion)
    page.set_viewport_size({"width": 390, "height": 844})
    with serve_tasks([task], "spans") as server:
        Annotator(page, server.url).open()
        read_places_at_rest(page)
        # Each label: how far its left edge is from its word, and its right edge from the text's.
        gaps = page.locator("[data-chip]").evaluate_all("""all => all.map((chip) => {
            const text = chip.closest(".prodigy-lanes").getBoundingClientRect();
            const [place, word] = [chip, chip.parentElement].map((e) => e.getBoundingClientRect());
            return [place.left - word.left, text.right - place.right, place.left - text.left];
        })""")
        assert any(moved < -1 for moved, _, _ in gaps)
        for moved, right, left in gaps:
            assert left > -1 and right > -1
            # One that was moved ends where the text ends.
            assert abs(moved) < 1 or right < 1.5
