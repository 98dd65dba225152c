"""A finger on a touch screen. The browser gets what it would get from real hardware."""

import time
from typing import Any

HOLD_MS = 650  # the app waits less
STEP_MS = 16
# A person needs as long to touch another place. The browser gives no click, on whatever page, for
# what is tapped within about 200 ms after a finger that moved was lifted.
REST_MS = 300
# What lies under the buttons is in sight for the browser; a person would scroll.
UNCOVER = """element => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const top = document.elementFromPoint(x + width / 2, y + height / 2);
    if (!top || !(element.contains(top) || top.contains(element)))
        element.scrollIntoView({ block: "center" });
}"""


class Finger:
    """Touches the screen of a page. Positions are (x, y) in px of the window.

    page (playwright.sync_api.Page): A page with a touch screen.
    """

    def __init__(self, page: Any) -> None:
        self.page = page
        self.session = page.context.new_cdp_session(page)

    def tap(self, target: Any) -> None:
        """Tap the middle of an element, which is scrolled into sight."""
        target.scroll_into_view_if_needed()
        target.evaluate(UNCOVER)
        box = target.bounding_box()
        self.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def hold(self, target: Any) -> None:
        """Rest on an element until the app takes it for a long press."""
        self.down(*self.middle(target))
        self.page.wait_for_timeout(HOLD_MS)
        self.up()

    def drag(self, start: tuple[float, float], end: tuple[float, float], steps: int = 8) -> None:
        """Touch, move in a straight line, let go and rest. Takes a bit more than 0.4 seconds."""
        self.down(*start)
        for i in range(1, steps + 1):
            self.move(*(a + (b - a) * i / steps for a, b in zip(start, end, strict=True)))
            self.page.wait_for_timeout(STEP_MS)
        self.up()
        self.page.wait_for_timeout(REST_MS)

    def swipe(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Push within 0.1 seconds, by the clock of the touches: however long a busy page takes."""
        now = time.time()
        self._send("touchStart", *start, timestamp=now - 0.1)
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        self._send("touchMove", *middle, timestamp=now - 0.05)
        self._send("touchMove", *end, timestamp=now)
        self._send("touchEnd", timestamp=now)

    def middle(self, target: Any) -> tuple[float, float]:
        """RETURNS (tuple[float, float]): The middle of an element, which is scrolled into sight."""
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def down(self, x: float, y: float) -> None:
        self._send("touchStart", x, y)

    def move(self, x: float, y: float) -> None:
        self._send("touchMove", x, y)

    def up(self) -> None:
        self._send("touchEnd")

    def _send(self, kind: str, *point: float, **more: float) -> None:
        points = [{"x": point[0], "y": point[1]}] if point else []
        event = {"type": kind, "touchPoints": points, **more}
        self.session.send("Input.dispatchTouchEvent", event)
