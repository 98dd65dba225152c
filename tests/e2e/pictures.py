"""Pictures for browser tests, and hands that draw on them. Places are px of the picture."""

import base64
import io
from typing import Any

from tests.e2e.touch import STEP_MS, Finger

FRAME = ".prodigy-image-canvas"
IMAGE = f"{FRAME} > img"
# Where a place on the picture is in the window. Works while it is zoomed, too.
PLACE = """([selector, width, height, points]) => {
    const { left, top, right, bottom } = document.querySelector(selector).getBoundingClientRect();
    return points.map(([x, y]) => [
        left + (x / width) * (right - left), top + (y / height) * (bottom - top)
    ]);
}"""


def make_picture(width: int, height: int, orientation: int = 1, kind: str = "JPEG") -> bytes:
    """Draw a picture with a grid.

    orientation (int): As EXIF says it. The file is so that it is shown with this width and height.
    RETURNS (bytes): The file.
    """
    from PIL import Image, ImageDraw

    turned = {3: 180, 6: 90, 8: 270}  # counter-clockwise, so that the browser turns it back
    image = Image.new("RGB", (width, height), "#4a7a8c")
    draw = ImageDraw.Draw(image)
    for x in range(0, width, 50):
        draw.line([(x, 0), (x, height)], fill="#6f9fb0")
    for y in range(0, height, 50):
        draw.line([(0, y), (width, y)], fill="#6f9fb0")
    draw.rectangle([0, 0, 30, 20], fill="#c04030")
    if orientation in turned:
        image = image.rotate(turned[orientation], expand=True)
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    image.save(file, kind, exif=exif)
    return file.getvalue()


def to_uri(data: bytes, mimetype: str = "image/jpeg") -> str:
    return f"data:{mimetype};base64,{base64.b64encode(data).decode()}"


class Artist:
    """Somebody who draws on the picture of the card.

    page (playwright.sync_api.Page): The page.
    size (tuple[float, float]): Width and height in which places are counted.
    """

    def __init__(self, page: Any, size: tuple[float, float]) -> None:
        self.page = page
        self.size = size

    def wait(self) -> "Artist":
        """Wait until the picture is there."""
        self.page.locator(f"{FRAME}:not([data-loading]) > img").first.wait_for()
        return self

    def where(self, *points: tuple[float, float]) -> list[list[float]]:
        """Places in the window."""
        return self.page.evaluate(PLACE, [IMAGE, *self.size, points])

    def drag(self, *points: tuple[float, float], button: str = "left") -> None:
        """Press the mouse on the first place, move over the others, and release."""
        (x, y), *rest = self.where(*points)
        self.page.mouse.move(x, y)
        self.page.mouse.down(button=button)
        for x, y in rest:
            self.page.mouse.move(x, y, steps=4)
        self.page.mouse.up(button=button)

    def click(self, *points: tuple[float, float]) -> None:
        for x, y in self.where(*points):
            self.page.mouse.click(x, y)

    def tap(self, *points: tuple[float, float]) -> None:
        for x, y in self.where(*points):
            self.page.touchscreen.tap(x, y)

    def finger(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Draw with one finger, which rests a moment at the end: else it would be a fling."""
        (x, y), (right, bottom) = self.where(start, end)
        finger = Finger(self.page)
        finger.down(x, y)
        for step in (0.25, 0.5, 0.75, 1, 1, 1, 1):
            finger.move(x + step * (right - x), y + step * (bottom - y))
            self.page.wait_for_timeout(STEP_MS)
        finger.up()

    def pinch(self, middle: tuple[float, float], factor: float) -> None:
        """Put two fingers on both sides of a place, and spread them."""
        ((x, y),) = self.where(middle)
        session = self.page.context.new_cdp_session(self.page)

        def send(kind: str, half: float) -> None:
            points = [{"x": x - half, "y": y, "id": 0}, {"x": x + half, "y": y, "id": 1}]
            session.send(
                "Input.dispatchTouchEvent",
                {"type": kind, "touchPoints": points if kind != "touchEnd" else []},
            )

        send("touchStart", 30)
        for step in range(1, 6):
            send("touchMove", 30 + 30 * (factor - 1) * step / 5)
        send("touchEnd", 0)

    @property
    def outlines(self) -> list[list[list[float]]]:
        """The points of all shapes that are seen."""
        return self.page.locator(".prodigy-shape-line").evaluate_all(
            "all => all.map((e) => [...e.points].map(({ x, y }) => [x, y].map((n) => "
            "Math.round(10 * n) / 10)))"
        )

    def wait_for_shapes(self, count: int) -> None:
        self.page.wait_for_function(
            "(count) => document.querySelectorAll('.prodigy-shape-line').length === count",
            arg=count,
        )
