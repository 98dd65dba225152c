"""The example of a segmentation hook finds what is in pictures."""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from prodigy.components.outlines import get_overlap
from prodigy.errors import RecipeError
from prodigy.io.files import import_file
from prodigy.io.media import folders, pixels

EXAMPLE = Path(__file__).parent.parent / "examples" / "recipes" / "segment_recipe.py"
SIZE = (320, 240)
STAR = [(160, 30), (185, 95), (255, 95), (200, 135), (220, 205), (160, 165)]
STAR += [(100, 205), (120, 135), (65, 95), (135, 95)]
ELLIPSE = [(160 + 90 * np.cos(a), 120 + 60 * np.sin(a)) for a in np.linspace(0, 6.27, 120)]
BOX = [(90, 70), (230, 70), (230, 170), (90, 170)]


@pytest.fixture(autouse=True)
def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "_folders", {})
    pixels._kept.clear()


@pytest.fixture
def example() -> Any:
    return import_file(EXAMPLE)


def draw(path: Path, points: list[Any], noise: int = 0) -> str:
    """Draw a red thing on a green ground that gets brighter to the right."""
    from PIL import Image, ImageDraw

    x = np.linspace(0, 40, SIZE[0])
    ground = np.zeros((SIZE[1], SIZE[0], 3))
    ground[..., 1] = 110 + x
    image = Image.fromarray(ground.astype(np.uint8))
    ImageDraw.Draw(image).polygon([tuple(p) for p in points], fill=(190, 40, 50))
    rng = np.random.default_rng(0)
    noisy = np.asarray(image).astype(int) + rng.integers(-noise, noise + 1, (SIZE[1], SIZE[0], 3))
    Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(path)
    return str(path)


def ask(components: Any, **place: Any) -> Any:
    hook = components["event_hooks"]["segment"]
    [task] = components["stream"]
    found = hook(None, image=task["image"], width=SIZE[0], height=SIZE[1], **place)
    return tuple(map(tuple, found["points"]))


@pytest.mark.parametrize("thing", [STAR, ELLIPSE, BOX], ids=["star", "ellipse", "box"])
@pytest.mark.parametrize("noise", [0, 5])
def test_things_are_found_by_a_point(
    example: Any, tmp_path: Path, thing: list[Any], noise: int
) -> None:
    draw(tmp_path / "a.png", thing, noise)
    components = example.image_segment("data", str(tmp_path), label=["THING"])
    assert get_overlap(ask(components, point=[160, 130]), tuple(map(tuple, thing))) > 0.9


@pytest.mark.parametrize("thing", [STAR, ELLIPSE, BOX], ids=["star", "ellipse", "box"])
@pytest.mark.parametrize("noise", [0, 20])
def test_things_are_found_in_a_box(
    example: Any, tmp_path: Path, thing: list[Any], noise: int
) -> None:
    draw(tmp_path / "a.png", thing, noise)
    components = example.image_segment("data", str(tmp_path), label=["THING"])
    found = ask(components, box=[50, 20, 225, 200])
    assert get_overlap(found, tuple(map(tuple, thing))) > 0.9


def test_nothing_is_found_in_a_box_without_size(example: Any, tmp_path: Path) -> None:
    draw(tmp_path / "a.png", STAR)
    components = example.image_segment("data", str(tmp_path), label=["THING"])
    assert ask(components, box=[50, 20, 1, 1]) == ()


def test_onnx_models_are_called(
    example: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(tmp_path / "a.png", BOX)
    seen = []

    class Session:
        def __init__(self, path: str, providers: list[str]) -> None:
            assert Path(path).name == "model.onnx"

        def get_inputs(self) -> list[Any]:
            return [SimpleNamespace(name="pixels")]

        def run(self, outputs: None, inputs: dict[str, Any]) -> list[Any]:
            tensor = inputs["pixels"]
            seen.append((tensor.shape, tensor.dtype, tensor[0, 3].sum()))
            return [tensor[:, :1] - 0.5]  # what is red

    monkeypatch.setitem(sys.modules, "onnxruntime", SimpleNamespace(InferenceSession=Session))
    (tmp_path / "model.onnx").write_bytes(b"model")
    components = example.image_segment(
        "data", str(tmp_path), label=["THING"], model=str(tmp_path / "model.onnx")
    )
    found = ask(components, box=[50, 20, 225, 200])
    assert get_overlap(found, tuple(BOX)) > 0.95
    assert seen == [((1, 4, 240, 320), np.dtype(np.float32), 225 * 200)]


@pytest.mark.parametrize(("name", "package"), [("m.onnx", "onnxruntime"), ("m.pt", "torch")])
def test_missing_libraries_are_named(
    example: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, package: str
) -> None:
    draw(tmp_path / "a.png", BOX)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(RecipeError, match="Can't find the model"):
        example.image_segment("data", str(tmp_path), label=["A"], model=str(tmp_path / name))
    (tmp_path / name).write_bytes(b"model")
    with pytest.raises(RecipeError, match=f"pip install {package}"):
        example.image_segment("data", str(tmp_path), label=["A"], model=str(tmp_path / name))


def test_missing_opencv_is_named(
    example: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)
    with pytest.raises(RecipeError, match="opencv"):
        example.image_segment("data", str(tmp_path), label=["A"])
