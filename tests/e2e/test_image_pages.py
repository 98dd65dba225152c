"""Documents of pictures and texts: edits go into their page, and only near pages are loaded."""

from tests.e2e.pictures import Artist
from tests.e2e.verbs import Annotator
from tests.e2e.view_edits import ADA, LABELS, LONDON, NEXT_PAGE, SHAPE_PAGES, mark_by_keys


def test_pages_of_pictures_and_texts_are_edited_in_their_places(page, serve_tasks, export):
    with serve_tasks([{"pages": SHAPE_PAGES}], "pages", labels=LABELS) as server:
        user = Annotator(page, server.url).open()
        hand = Artist(page, (60, 40)).wait()
        hand.drag((10, 10), (40, 30))
        page.wait_for_function("prodigy.content.pages[0].spans?.length === 1")
        # Pictures of pages that are further away are not there.
        images = ".prodigy-pages .prodigy-image > img"
        assert page.locator(images).count() == 1
        page.locator(NEXT_PAGE).click()
        page.wait_for_function(
            "document.querySelectorAll('.prodigy-pages .prodigy-image').length > 1"
        )
        mark_by_keys(user)
        page.wait_for_function("prodigy.content.pages[1].spans?.length === 2")
        page.locator(NEXT_PAGE).click()
        page.locator(".prodigy-page-content .prodigy-shape").first.wait_for()
        page.locator(NEXT_PAGE).click()
        user.wait_for_text("The last page")
        assert page.locator(images).count() == 1
        assert "teal" not in page.locator(images).get_attribute("src")
        user.press("a")
        page.wait_for_function("prodigy.content === null")
        page.wait_for_function("!document.querySelector('.prodigy-save-count')")
    [row] = export()
    first, second, *others = row["pages"]
    [shape] = first["spans"]
    assert shape["label"] == "PERSON"
    for key, value in (("x", 10), ("y", 10), ("width", 30), ("height", 20)):
        assert abs(shape[key] - value) <= 0.5
    assert second == {**SHAPE_PAGES[1], "spans": [ADA, LONDON]}
    assert others == SHAPE_PAGES[2:]
