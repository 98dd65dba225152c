"""Smaller pictures, and parts of pictures, made by Pillow (the extra "image").

Pixels are always those of the picture as it is shown: turned as its EXIF data say, the origin at
the top left. Of animated pictures it is the first frame. Pictures with 16 bits per channel, inks
(CMYK) or a palette become such that browsers show.
"""

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import MediaError
from .cache import keep, make_key, read_cached
from .kinds import SVG
from .wholeness import check_whole

MAX_PIXELS = 250_000_000
MAX_SIZE = 8192  # longest edge of what is made
# One at a time has more pixels than this: it takes 4 bytes for each while it is decoded.
BIG_PIXELS = 25_000_000
JPEG_QUALITY = 88
WEBP_QUALITY = 90
INSTALL = 'Install what reads images: pip install "prodigy[image]"'
# Browsers show these themselves. Of others, even small pictures are made anew.
SHOWN_TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp", "image/x-icon")
ORIENTATION_TAG = 0x0112

Region = tuple[int, int, int, int]  # x, y, width, height

_big = threading.Lock()


@dataclass(frozen=True)
class PictureFacts:
    """What is known about a picture.

    width (int): Pixels, after turning.
    height (int): Pixels, after turning.
    orientation (int): How it has to be turned, as EXIF says it, from 1 (not at all) to 8.
    frames (int): Number of frames, 1 unless it is animated or has several pages.
    """

    width: int
    height: int
    orientation: int
    frames: int


def has_pillow() -> bool:
    """RETURNS (bool): Whether pictures can be opened."""
    try:
        import PIL.Image
    except ImportError:
        return False
    return PIL.Image is not None


def read_picture_facts(path: Path) -> PictureFacts:
    """Look into a picture and make sure that it is whole.

    path (Path): The file, no SVG.
    RETURNS (PictureFacts): What is known about it.
    RAISES (MediaError): It is no picture, damaged, or too large.
    RAISES (OSError): It can't be read.
    """
    with open_picture(path) as image:
        size = image.size
        frames = int(getattr(image, "n_frames", 1) or 1)
        image.seek(0)
        if size[0] * size[1] > BIG_PIXELS:
            # Decoding would take seconds, and the page waits for the size.
            exif = check_whole(path, image.format)
            orientation = _read_orientation(image, exif)
        else:
            # Only decoding tells whether all is there. JPEG does it in an eighth of the size.
            image.draft(None, (1, 1))
            image.load()
            orientation = _get_orientation(image)
        width, height = size[:: -1 if orientation > 4 else 1]
    return PictureFacts(width, height, orientation, frames)


def read_picture_size(path: Path) -> tuple[int, int]:
    """Look up the size of a picture, without decoding it.

    path (Path): The file, no SVG.
    RETURNS (tuple[int, int]): Width and height in pixels, after turning.
    RAISES (MediaError): It is no picture, or too large.
    RAISES (OSError): It can't be read.
    """
    with open_picture(path) as image:
        # Of PNG, EXIF data behind the pixels would need all of them.
        is_turned = image.format != "PNG" and _get_orientation(image) > 4
        width, height = image.size
        return (height, width) if is_turned else (width, height)


def make_picture(
    path: Path, mimetype: str, size: int, region: Region | None = None
) -> bytes | None:
    """Make a smaller picture, or take it from those that were made before.

    path (Path): The file.
    mimetype (str): Its type.
    size (int): Pixels of the longest edge at most. Nothing is ever enlarged.
    region (tuple | None): x, y, width and height in pixels of the shown picture. What is outside
        of it, is cut off. Defaults to None (all of it).
    RETURNS (bytes | None): JPEG, or WebP for what is transparent. None: the file itself is to be
        sent, because it is small enough, or because nothing here can make it smaller.
    RAISES (MediaError): It is no picture, damaged, or too large; or the region lies outside.
    RAISES (OSError): It can't be read.
    """
    if mimetype == SVG or not has_pillow():
        return None
    key = make_key(path, "picture", size, region)
    data = read_cached(key)
    if data is None:
        data = _make_picture(path, size, region)
        keep(key, data)
    return data or None  # nothing was kept for those that are sent themselves


def get_picture_type(data: bytes) -> str:
    """RETURNS (str): The type of what `make_picture` made."""
    return "image/jpeg" if data.startswith(b"\xff\xd8") else "image/webp"


def read_pixels(image: Any, size: int) -> Any:
    """Decode a picture as it is shown.

    image (Image): What `open_picture` yields.
    size (int): Pixels of the longest edge at most.
    RETURNS (ndarray): RGB of shape (height, width, 3) and type uint8.
    """
    import numpy as np

    with _one_big_at_a_time(image):
        return np.array(_reduce(image, size, None, Path()).convert("RGB"))


def _make_picture(path: Path, size: int, region: Region | None) -> bytes:
    with open_picture(path) as image:
        is_shown = image.get_format_mimetype() in SHOWN_TYPES
        if region is None and is_shown and max(image.size) <= size:
            return b""
        with _one_big_at_a_time(image):
            made = _reduce(image, size, region, path)
        return _encode(made)


def _reduce(image: Any, size: int, region: Region | None, path: Path) -> Any:
    from PIL import ImageOps

    if image.format == "PNG":
        image.load()  # its EXIF data may stand behind the pixels
    orientation = _get_orientation(image)
    box = None if region is None else _get_box(region, image.size, orientation, path)
    if box is None:
        image.draft(None, (size, size))
    elif (factor := max(box[2] - box[0], box[3] - box[1]) / size) >= 2:
        full = image.size
        image.draft(None, (int(full[0] / factor), int(full[1] / factor)))
        box = _scale(box, image.size[0] / full[0], image.size[1] / full[1])
    icc = image.info.get("icc_profile")
    exif = image.getexif()
    part = image if box is None else image.crop(box)
    part.load()
    shown = _to_8_bits(part, image.format)
    if max(shown.size) > size:
        shown.thumbnail((size, size), reducing_gap=2.0)
    shown = _to_rgb(shown, icc)
    if orientation != 1:
        shown.getexif()[ORIENTATION_TAG] = exif[ORIENTATION_TAG]
        shown = ImageOps.exif_transpose(shown)
    return shown


@contextmanager
def open_picture(path: Path) -> Iterator[Any]:
    """Open a picture with Pillow, with mistakes in it as errors that name the file.

    path (Path): The file.
    YIELDS (Image): The picture, not decoded yet.
    RAISES (MediaError): It is no picture, damaged, or too large; or Pillow is not installed.
    RAISES (FileNotFoundError): There is no such file.
    """
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError:
        title = f"{path.name} can't be read here"
        raise MediaError(title, INSTALL, is_missing_library=True) from None
    # Pillow's own limit is lower, and only a warning up to the double.
    if Image.MAX_IMAGE_PIXELS is not None and Image.MAX_IMAGE_PIXELS < MAX_PIXELS:
        Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with path.open("rb") as file, Image.open(file) as image:
            n_pixels = image.size[0] * image.size[1]
            if n_pixels > MAX_PIXELS:
                raise MediaError(f"{path.name} is too large", _explain_pixels(image.size))
            yield image
    except (FileNotFoundError, PermissionError, MediaError):
        raise
    except UnidentifiedImageError:
        raise MediaError(
            f"{path.name} is no image", "Its content is of none of the known kinds of images."
        ) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise MediaError(f"{path.name} is too large", _explain_pixels(None)) from None
    except MemoryError:
        raise MediaError(f"{path.name} is too large", "The memory doesn't suffice.") from None
    # Decoders raise whatever comes up in a damaged file.
    except Exception as err:
        reason = str(err).rstrip(".") or type(err).__name__
        raise MediaError(f"{path.name} is damaged", f"The decoder says: {reason}.") from None


def _explain_pixels(size: tuple[int, int] | None) -> str:
    has = f"It has {size[0]} x {size[1]} pixels, and at" if size else "At"
    return f"{has} most {MAX_PIXELS // 10**6} million pixels are opened."


@contextmanager
def _one_big_at_a_time(image: Any) -> Iterator[None]:
    is_big = image.size[0] * image.size[1] > BIG_PIXELS
    if is_big:
        with _big:
            yield
    else:
        yield


def _get_orientation(image: Any) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about damaged EXIF data
        try:
            value = image.getexif().get(ORIENTATION_TAG, 1)
        except Exception:  # whatever is wrong with them, the picture can be shown
            return 1
    return value if value in range(1, 9) else 1


def _read_orientation(image: Any, exif: bytes | None) -> int:
    """Like `_get_orientation`, but PNG is not decoded to find EXIF data behind its pixels."""
    if image.format != "PNG":
        return _get_orientation(image)
    if exif is None:
        return 1
    from PIL import Image

    found = Image.Exif()
    try:
        found.load(exif)
    except Exception:  # whatever is wrong with them, the picture can be shown
        return 1
    value = found.get(ORIENTATION_TAG, 1)
    return value if value in range(1, 9) else 1


def _get_box(
    region: Region, size: tuple[int, int], orientation: int, path: Path
) -> tuple[int, int, int, int]:
    """Find the region of the shown picture in the stored one: left, top, right, bottom."""
    width, height = size[:: -1 if orientation > 4 else 1]
    x0, y0 = max(0, region[0]), max(0, region[1])
    x1, y1 = min(width, region[0] + region[2]), min(height, region[1] + region[3])
    if x0 >= x1 or y0 >= y1:
        raise MediaError(
            f"{path.name} has no such region",
            f"It has {width} x {height} pixels, and the region is {region}.",
        )
    corners = [_turn_back(x, y, width, height, orientation) for x, y in ((x0, y0), (x1, y1))]
    (xs, ys) = zip(*corners)
    return min(xs), min(ys), max(xs), max(ys)


def _turn_back(x: int, y: int, width: int, height: int, orientation: int) -> tuple[int, int]:
    """From a place in the shown picture (of this width and height) to that in the stored one.

    Source: table of the tag Orientation in the EXIF standard (CIPA DC-008), 4.6.4.
    """
    return {
        1: (x, y),
        2: (width - x, y),
        3: (width - x, height - y),
        4: (x, height - y),
        5: (y, x),
        6: (y, width - x),
        7: (height - y, width - x),
        8: (height - y, x),
    }[orientation]


def _scale(
    box: tuple[int, int, int, int], x_scale: float, y_scale: float
) -> tuple[int, int, int, int]:
    left, top = int(box[0] * x_scale), int(box[1] * y_scale)
    right, bottom = round(box[2] * x_scale), round(box[3] * y_scale)
    return left, top, max(right, left + 1), max(bottom, top + 1)


def _to_8_bits(image: Any, file_format: str | None) -> Any:
    """Make such a picture of one with more bits that can be scaled and shown."""
    if image.mode in ("P", "PA", "1"):
        return image.convert(_get_plain_mode(image))
    if not image.mode.startswith(("I", "F")):
        return image
    import numpy as np
    from PIL import Image

    pixels = np.nan_to_num(np.asarray(image).astype(np.float32))
    if image.mode == "F":
        low, high = float(pixels.min()), float(pixels.max())
    else:
        # As browsers show 16-bit PNG. Other files, which they can't show, often use fewer bits.
        low, high = 0.0, 65535.0
        if file_format != "PNG" and pixels.max() > 0:
            bits = int(np.ceil(np.log2(float(pixels.max()) + 1)))
            high = float(2 ** max(8, bits + bits % 2) - 1)
    scaled = (pixels - low) * (255 / (high - low or 1.0))
    return Image.fromarray(scaled.clip(0, 255).astype(np.uint8), "L")


def _get_plain_mode(image: Any) -> str:
    if image.mode == "1":
        return "L"
    return "RGBA" if image.mode == "PA" or "transparency" in image.info else "RGB"


def _to_rgb(image: Any, icc: bytes | None) -> Any:
    """Make a picture of grey, RGB or RGBA, whose colour profile is kept, or used up for inks."""
    if image.mode == "CMYK" and icc:
        converted = _use_profile(image, icc)
        if converted is not None:
            return converted
    if image.mode in ("LA", "La", "RGBa"):
        return image.convert("RGBA")
    if image.mode in ("L", "RGB", "RGBA"):
        has_alpha = "transparency" in image.info and image.mode != "RGBA"
        made = image.convert("RGBA") if has_alpha else image
        if icc:
            made.info["icc_profile"] = icc
        return made
    return image.convert("RGB")


def _use_profile(image: Any, icc: bytes) -> Any:
    try:
        from PIL import ImageCms

        source = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, target, outputMode="RGB")
    except Exception:  # a damaged profile, or a Pillow without the library
        return None


def _encode(image: Any) -> bytes:
    buffer = io.BytesIO()
    icc = image.info.get("icc_profile")
    if image.mode == "RGBA" and image.getextrema()[3][0] < 255:
        image.save(buffer, "WEBP", quality=WEBP_QUALITY, icc_profile=icc, method=2)
    else:
        plain = image.convert("RGB") if image.mode == "RGBA" else image
        plain.save(buffer, "JPEG", quality=JPEG_QUALITY, icc_profile=icc, exif=b"")
    return buffer.getvalue()
