"""A picture of 12 megapixels with 500 shapes, and what moves on it, for `benchmarks.browser`."""

import base64
import io
from collections.abc import Callable
from typing import Any

SIZE = (4000, 3000)
N_SHAPES = 500
FRAME = ".prodigy-image-canvas"
READY = f"{FRAME}:not([data-loading]) .prodigy-shape"
COLUMNS, SIDE, GAP = 25, 100, 155
Act = Callable[[], Any]


def make_task() -> dict[str, Any]:
    """Make the task: boxes, and every third shape a polygon with twelve corners."""
    from PIL import Image

    file = io.BytesIO()
    Image.effect_noise(SIZE, 60).convert("RGB").save(file, "JPEG", quality=60)
    spans = []
    for i in range(N_SHAPES):
        x, y = 40 + GAP * (i % COLUMNS), 20 + GAP * (i // COLUMNS) * 0.95
        if i % 3:
            place: dict[str, Any] = {"x": x, "y": y, "width": SIDE, "height": SIDE}
        else:
            edge = [(x + 18 * j, y + 10 * (j % 2)) for j in range(6)]
            place = {"points": [*edge, *((a, b + SIDE) for a, b in reversed(edge))]}
        spans.append({**place, "label": f"LABEL_{i % 8}"})
    image = "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode()
    return {"image": image, "spans": spans, "_input_hash": 1, "_task_hash": 2}


def _middle(page: Any) -> tuple[float, float]:
    box = page.locator(FRAME).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def zoom(page: Any, number: int) -> Act:
    """Turn the wheel by a notch, in for six times and out again."""
    page.mouse.move(*_middle(page))
    return lambda: page.mouse.wheel(0, -100 if number < 6 else 100)


def pan(page: Any, number: int) -> Act:
    """Move the picture while the middle button is held."""
    x, y = _middle(page)
    if number == 0:
        page.mouse.move(x, y)
        for _ in range(8):
            page.mouse.wheel(0, -100)
        page.mouse.down(button="middle")
    return lambda: page.mouse.move(x + 8 * (number % 2) + number, y + 5 * number)


def _hold(page: Any) -> tuple[float, float]:
    """Select a shape by keys, which brings it into sight, and take hold of it."""
    page.keyboard.press("z")
    page.keyboard.press("]")
    for _ in range(6):
        page.keyboard.press("+")
    page.keyboard.press("]")
    shape = page.locator(".prodigy-shape[data-selected] .prodigy-shape-line")
    box = shape.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    return x, y


def drag(page: Any, number: int) -> Act:
    """Move a shape that is held."""
    page.mouse.up()
    x, y = _hold(page)
    page.mouse.move(x + 6, y + 6)
    return lambda: page.mouse.move(x + 12, y + 9)


def release(page: Any, number: int) -> Act:
    """Let go of a shape that was moved, which is the edit."""
    x, y = _hold(page)
    page.mouse.move(x + 12, y + 9, steps=2)
    return page.mouse.up


def draw(page: Any, number: int) -> Act:
    """Go on with a box that is being drawn."""
    page.mouse.up()
    page.keyboard.press("Escape")
    x, y = _middle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y + 10)
    return lambda: page.mouse.move(x + 30 + number, y + 20)


STEPS: dict[str, Callable[[Any, int], Act]] = {
    "zoom": zoom,
    "move the picture": pan,
    "drag a shape": drag,
    "release a shape": release,
    "draw a box": draw,
}
