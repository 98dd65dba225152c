"""Outlines of what an annotator points at."""

import base64

import numpy as np
import pytest
from fastapi import HTTPException

from prodigy.components.outlines import get_area, get_overlap
from prodigy.components.segmenting import make_segment_hook, trace_mask
from prodigy.errors import MediaError
from prodigy.io.media import folders, pixels, serve_file
from prodigy.io.media.pixels import load_pixels
from tests.media_files import make_corner_picture, make_picture


@pytest.fixture(autouse=True)
def _forget(monkeypatch):
    monkeypatch.setattr(folders, "_folders", {})
    pixels._kept.clear()


def draw(points, size=(60, 40)):
    """A mask of a polygon, exact where its edges are level or upright."""
    from PIL import Image, ImageDraw

    image = Image.new("L", size)
    ImageDraw.Draw(image).polygon([tuple(p) for p in points], fill=1)
    return np.asarray(image)


def test_box_of_pixels_has_four_corners():
    mask = np.zeros((40, 60))
    mask[10:20, 5:25] = 1
    assert sorted(trace_mask(mask)) == [(5, 10), (5, 20), (25, 10), (25, 20)]


def test_single_pixel_and_the_whole_image_have_outlines():
    mask = np.zeros((40, 60), bool)
    mask[39, 59] = True
    assert sorted(trace_mask(mask)) == [(59, 39), (59, 40), (60, 39), (60, 40)]
    assert get_area(tuple(trace_mask(np.ones((40, 60))))) == 2400


def test_nothing_has_no_outline():
    assert trace_mask(np.zeros((40, 60))) == []
    assert trace_mask(np.full((4, 4), -1.5)) == []


def test_largest_part_counts_unless_another_is_pointed_at():
    mask = np.zeros((40, 60))
    mask[2:30, 2:30] = 1
    mask[35:38, 50:53] = 1
    assert (2, 2) in trace_mask(mask)
    assert (50, 35) in trace_mask(mask, near=(51.2, 36.9))
    assert (2, 2) in trace_mask(mask, near=(45, 5))


def test_holes_are_left_out_and_are_no_parts():
    mask = np.zeros((40, 60))
    mask[5:35, 5:55] = 1
    mask[10:30, 10:50] = 0
    mask[15:20, 20:30] = 1  # an island in the hole
    assert get_area(tuple(trace_mask(mask))) == 30 * 50
    assert get_area(tuple(trace_mask(mask, near=(25, 17)))) == 50


def test_parts_that_touch_by_a_corner_are_two():
    mask = np.zeros((10, 10))
    mask[0:4, 0:4] = 1
    mask[4:7, 4:7] = 1
    assert get_area(tuple(trace_mask(mask, tolerance=0))) == 16
    assert get_area(tuple(trace_mask(mask, near=(5, 5), tolerance=0))) == 9


@pytest.mark.parametrize("seed", range(20))
def test_outlines_cover_the_pixels_exactly_without_tolerance(seed):
    rng = np.random.default_rng(seed)
    mask = rng.random((12, 15)) > 0.45
    place = tuple(rng.integers(0, 12, 1)) + tuple(rng.integers(0, 15, 1))
    outline = trace_mask(mask, near=(place[1] + 0.5, place[0] + 0.5), tolerance=0)
    covered = sum(
        get_overlap(tuple(outline), ((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1))) > 0
        for y, x in np.argwhere(mask)
    )
    assert covered <= round(get_area(tuple(outline)))  # holes are covered, too
    if mask[place]:
        y, x = place
        assert get_overlap(tuple(outline), ((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1))) > 0


def test_simpler_outlines_stay_close():
    circle = [(30 + 15 * np.cos(a), 20 + 15 * np.sin(a)) for a in np.linspace(0, 6.28, 100)]
    mask = draw(circle)
    fine, coarse = trace_mask(mask, tolerance=0), trace_mask(mask)
    assert len(coarse) < len(fine) / 2
    assert get_overlap(tuple(fine), tuple(coarse)) > 0.95


def ask(hook, image, size=(64, 48), **place):
    return hook(None, image=image, width=size[0], height=size[1], **place)


def bright(pixels, point=None, box=None):
    return pixels.mean(axis=2) > 128


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_hooks_see_the_picture_as_it_is_shown(tmp_path, orientation):
    path = make_corner_picture(tmp_path / "a.jpg", orientation, (64, 48))
    url = serve_file(tmp_path, path)
    points = ask(make_segment_hook(bright), url, point=[5, 5])["points"]
    expected = ((0, 0), (32, 0), (32, 24), (0, 24))
    assert get_overlap(tuple(map(tuple, points)), expected) > 0.97


def test_points_are_in_pixels_of_the_page(tmp_path):
    url = serve_file(tmp_path, make_picture(tmp_path / "a.png", (200, 100)))
    places = []

    def segment(pixels, point=None, box=None):
        places.append((pixels.shape, point, box))
        return bright(pixels)

    hook = make_segment_hook(segment, max_size=50)
    found = ask(hook, url, (1000, 500), point=[800, 250])["points"]
    assert sorted(map(tuple, found)) == [(500, 0), (500, 500), (1000, 0), (1000, 500)]
    ask(hook, url, (1000, 500), box=[900, 400, 500, 500])
    assert places == [((25, 50, 3), (40, 12.5), None), ((25, 50, 3), None, (45, 20, 50, 25))]


def test_data_uris_and_whole_addresses_are_read(tmp_path):
    path = make_picture(tmp_path / "a.png")
    uri = "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode()
    url = serve_file(tmp_path, path)
    for image in (uri, url, f"http://localhost:8080/{url}", f"/{url}?size=64"):
        assert load_pixels(image).shape == (30, 40, 3)


def test_decoded_images_are_kept_until_the_file_changes(tmp_path, monkeypatch):
    path = make_picture(tmp_path / "a.png", (100, 100))
    url = serve_file(tmp_path, path)
    first = load_pixels(url)
    assert load_pixels(url) is first
    with pytest.raises(ValueError, match="read-only"):
        first[0, 0] = 0
    make_picture(path, (50, 100))
    assert load_pixels(url).shape == (100, 50, 3)
    monkeypatch.setattr(pixels, "MAX_KEPT_BYTES", 20_000)
    load_pixels(serve_file(tmp_path, make_picture(tmp_path / "b.png", (90, 90))))
    assert len(pixels._kept) == 1


@pytest.mark.parametrize(
    "image", ["/etc/passwd", "http://example.com/a.png", "media/0/a.png", "a.png", ""]
)
def test_nothing_else_is_read(tmp_path, image):
    make_picture(tmp_path / "a.png")
    with pytest.raises(MediaError, match="not served here"):
        load_pixels(image)
    with pytest.raises(HTTPException) as info:
        ask(make_segment_hook(bright), image, point=[1, 1])
    assert info.value.status_code == 422


@pytest.mark.parametrize("image", ["data:image/png;base64,eA==", "data:image/png;base64,%%%"])
def test_images_that_are_none_are_refused(image):
    with pytest.raises(HTTPException) as info:
        ask(make_segment_hook(bright), image, point=[1, 1])
    assert info.value.status_code == 422


NAN = float("nan")


@pytest.mark.parametrize(
    "payload",
    [
        {}, {"point": [1, 1], "box": [1, 1, 2, 2]}, {"point": [1]}, {"point": [1, NAN]},
        {"point": "ab"}, {"point": [65, 1]}, {"point": [-1, 1]}, {"box": [0, 0, 0, 5]},
        {"box": [70, 0, 5, 5]}, {"box": [-9, 0, 5, 5]}, {"box": [1, 2, 3]}, {"point": [True, 1]},
        {"point": [1, 1], "width": 0}, {"point": [1, 1], "height": NAN},
        {"point": [1, 1], "width": 1e12}, {"point": [1, 1], "image": 5},
    ],
)  # fmt: skip
def test_impossible_places_are_refused(tmp_path, payload):
    url = serve_file(tmp_path, make_picture(tmp_path / "a.png"))
    hook = make_segment_hook(lambda *args, **kwargs: pytest.fail("was called"))
    with pytest.raises(HTTPException) as info:
        hook(None, **{"image": url, "width": 64, "height": 48, **payload})
    assert info.value.status_code == 422


@pytest.mark.parametrize("found", [None, [], np.zeros((30, 40))])
def test_nothing_is_found_where_nothing_is(tmp_path, found):
    url = serve_file(tmp_path, make_picture(tmp_path / "a.png"))
    hook = make_segment_hook(lambda *args, **kwargs: found)
    assert ask(hook, url, (40, 30), point=[1, 1]) == {"points": []}


def test_points_of_a_segmenter_are_taken_as_they_are(tmp_path):
    url = serve_file(tmp_path, make_picture(tmp_path / "a.png"))
    hook = make_segment_hook(lambda *args, **kwargs: [(1, 2), (3, 4), (5, 1)])
    assert ask(hook, url, (80, 60), point=[1, 1]) == {"points": [[2, 4], [6, 8], [10, 2]]}


def test_arrays_of_another_shape_are_explained(tmp_path):
    url = serve_file(tmp_path, make_picture(tmp_path / "a.png"))
    hook = make_segment_hook(lambda *args, **kwargs: np.ones((5, 5)))
    with pytest.raises(ValueError, match=r"shape \(5, 5\)"):
        ask(hook, url, (40, 30), point=[1, 1])
