"""Point at something in an image, and its outline is drawn: by a model, or without one.

    prodigy image.segment shapes ./images --label LEAF -F examples/recipes/segment_recipe.py
    prodigy image.segment shapes ./images --label LEAF --model ./segmenter.onnx \\
        -F examples/recipes/segment_recipe.py

Without --model, OpenCV finds what has the colour of a point (flood fill), and what stands out in a
box (GrabCut): pip install opencv-python-headless.

A model takes a float tensor of shape (1, 4, height, width): red, green and blue from 0 to 1, and
where the annotator points (1 in the box or around the point, 0 elsewhere). It returns logits of
shape (1, 1, height, width): above 0 is inside. Files ending in .onnx need onnxruntime, those ending
in .pt or .pth are TorchScript and need PyTorch. Models of another kind only need another `run`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import prodigy
from prodigy.components.segmenting import make_segment_hook
from prodigy.errors import RecipeError
from prodigy.recipes.image import image_manual
from prodigy.util import get_labels

# How different neighbouring pixels of one thing may be, of 255.
FLOOD_TOLERANCE = 12
# A model sees nothing larger; the outline is in pixels of the image all the same.
MAX_SIZE = 1024
POINT_RADIUS = 5


@prodigy.recipe(
    "image.segment",
    dataset=("Dataset that receives the answers", "positional", None, str),
    source=("Directory with images, or file with tasks", "positional", None, str),
    label=("Comma-separated labels", "option", "l", get_labels),
    model=("Segmentation model: .onnx, .pt or .pth", "option", "m", str),
)
def image_segment(
    dataset: str, source: str, label: list[str] | None = None, model: str | None = None
) -> dict[str, Any]:
    """Mark things in images by a click."""
    # Loaded now: what is wrong with a model is better known before the first image.
    segment = load_model(Path(model)) if model else load_classical()
    components = image_manual(dataset, source, label=label)
    components["event_hooks"] = {"segment": make_segment_hook(segment, MAX_SIZE)}
    return components


def load_classical() -> Callable[..., Any]:
    """Make a segmenter that has learned nothing."""
    try:
        import cv2
    except ImportError:
        raise RecipeError(
            "Outlines without a model need OpenCV", "pip install opencv-python-headless"
        ) from None

    def segment(pixels: Any, point: Any = None, box: Any = None) -> Any:
        height, width = pixels.shape[:2]
        if point is not None:
            mask = np.zeros((height + 2, width + 2), np.uint8)
            seed = (min(int(point[0]), width - 1), min(int(point[1]), height - 1))
            spread = (FLOOD_TOLERANCE,) * 3
            flags = 4 | cv2.FLOODFILL_MASK_ONLY | (1 << 8)
            cv2.floodFill(pixels.copy(), mask, seed, 0, spread, spread, flags)
            return mask[1:-1, 1:-1]
        left, top, right, bottom = (round(edge) for edge in box)
        if right - left < 3 or bottom - top < 3:
            return None
        mask = np.zeros((height, width), np.uint8)
        rect = (left, top, right - left, bottom - top)
        # Always the same answer to the same question.
        cv2.setRNGSeed(0)
        cv2.grabCut(pixels, mask, rect, None, None, 5, cv2.GC_INIT_WITH_RECT)
        return (mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)

    return segment


def load_model(path: Path) -> Callable[..., Any]:
    """Make a segmenter of a model."""
    if not path.is_file():
        raise RecipeError(
            f"Can't find the model {path}", f"There is no such file: {path.absolute()}"
        )
    run = load_onnx(path) if path.suffix == ".onnx" else load_torch(path)

    def segment(pixels: Any, point: Any = None, box: Any = None) -> Any:
        where = np.zeros(pixels.shape[:2], np.float32)
        if box is not None:
            left, top, right, bottom = (round(edge) for edge in box)
        else:
            x, y = (int(place) for place in point)
            left, top = max(0, x - POINT_RADIUS), max(0, y - POINT_RADIUS)
            right, bottom = x + POINT_RADIUS + 1, y + POINT_RADIUS + 1
        where[top:bottom, left:right] = 1
        layers = np.concatenate([pixels.astype(np.float32) / 255, where[..., None]], axis=2)
        return run(layers.transpose(2, 0, 1)[None])[0, 0] > 0

    return segment


def load_onnx(path: Path) -> Callable[[Any], Any]:
    """Make a function of an ONNX model."""
    try:
        import onnxruntime
    except ImportError:
        raise RecipeError(f"{path.name} needs onnxruntime", "pip install onnxruntime") from None
    try:
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    except Exception as err:  # the library has many of its own
        raise RecipeError(f"Can't load the model {path}", f"onnxruntime says: {err}") from err
    name = session.get_inputs()[0].name
    return lambda tensor: session.run(None, {name: tensor})[0]


def load_torch(path: Path) -> Callable[[Any], Any]:
    """Make a function of a TorchScript model."""
    try:
        import torch
    except ImportError:
        raise RecipeError(f"{path.name} needs PyTorch", "pip install torch") from None
    try:
        module = torch.jit.load(str(path), map_location="cpu").eval()
    except Exception as err:
        raise RecipeError(f"Can't load the model {path}", f"PyTorch says: {err}") from err

    def run(tensor: Any) -> Any:
        with torch.inference_mode():
            return module(torch.from_numpy(tensor)).numpy()

    return run
