"""Pictures, recordings and videos made on the fly, good and bad ones."""

import io
import math
import struct
import wave
from pathlib import Path
from typing import Any


def make_picture(
    path: Path, size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: Any
) -> Path:
    """Write a picture whose left half is dark and whose right half is bright.

    path (Path): The file. Its extension decides about the format, unless `format` is given.
    size (tuple[int, int]): Width and height in pixels.
    mode (str): Mode of Pillow, e.g. "CMYK".
    **options: For `Image.save`; `orientation` writes that into the EXIF data.
    RETURNS (Path): The file.
    """
    from PIL import Image

    image = Image.new("L", size, 40)
    image.paste(200, (size[0] // 2, 0, *size))
    if mode == "I;16":
        import numpy as np

        image = Image.fromarray(np.asarray(image).astype(np.uint16) * 257)
    elif mode != "L":
        image = image.convert(mode)
    if orientation := options.pop("orientation", None):
        exif = Image.Exif()
        exif[0x0112] = orientation
        options["exif"] = exif
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, **options)
    return path


def make_corner_picture(path: Path, orientation: int, size: tuple[int, int] = (64, 48)) -> Path:
    """Write a JPEG that shows `size` pixels with a white top left quarter, turned as EXIF says.

    path (Path): The file.
    orientation (int): How it has to be turned to be shown, 1 to 8.
    size (tuple[int, int]): Width and height as shown.
    RETURNS (Path): The file.
    """
    from PIL import Image

    undo = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE"}
    undo |= {6: "ROTATE_90", 7: "TRANSVERSE", 8: "ROTATE_270"}
    image = Image.new("RGB", size, "black")
    image.paste("white", (0, 0, size[0] // 2, size[1] // 2))
    if orientation in undo:
        image = image.transpose(getattr(Image.Transpose, undo[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    image.save(path, "JPEG", quality=95, exif=exif)
    return path


def make_recording(
    path: Path, seconds: float = 1.0, channels: int = 1, rate: int = 8000, loud_from: float = 0.5
) -> Path:
    """Write a WAV file: silence, then a tone of half the possible loudness in all channels.

    path (Path): The file.
    seconds (float): Its length.
    channels (int): Number of channels.
    rate (int): Samples per second.
    loud_from (float): When the tone starts, as a share of the length.
    RETURNS (Path): The file.
    """
    n_frames = int(seconds * rate)
    start = int(n_frames * loud_from)
    samples = (int(16384 * math.sin(i * 0.8)) if i >= start else 0 for i in range(n_frames))
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<h", s) * channels for s in samples))
    return path


def make_video(
    path: Path, seconds: float = 1.0, size: tuple[int, int] = (64, 48), has_sound: bool = True
) -> Path:
    """Write a video of 10 grey pictures per second, with a tone if it has sound.

    path (Path): The file; its extension decides about the container.
    seconds (float): Its length.
    size (tuple[int, int]): Width and height in pixels.
    has_sound (bool): Add a sound track.
    RETURNS (Path): The file.
    """
    import av
    import numpy as np

    codecs = {".webm": ("libvpx", "libopus"), ".mp4": ("mpeg4", "aac")}
    picture_codec, sound_codec = codecs[path.suffix]
    with av.open(str(path), "w") as container:
        pictures = container.add_stream(picture_codec, rate=10)
        pictures.width, pictures.height, pictures.pix_fmt = *size, "yuv420p"
        sound = container.add_stream(sound_codec, rate=48000, layout="mono") if has_sound else None
        for _ in range(int(seconds * 10)):
            pixels = np.full((size[1], size[0], 3), 120, np.uint8)
            container.mux(pictures.encode(av.VideoFrame.from_ndarray(pixels, "rgb24")))
        container.mux(pictures.encode(None))
        if sound is not None:
            for start in range(0, int(seconds * 48000), 960):
                tone = 0.5 * np.sin(np.arange(start, start + 960) * 0.1)
                frame = av.AudioFrame.from_ndarray(tone[None].astype(np.float32), "fltp", "mono")
                frame.sample_rate, frame.pts = 48000, start
                resampler = av.AudioResampler(sound.codec_context.format, "mono", 48000)
                for part in resampler.resample(frame):
                    part.pts = start
                    container.mux(sound.encode(part))
            container.mux(sound.encode(None))
    return path


def make_wav_header(n_bytes: int, channels: int = 1, rate: int = 8000) -> bytes:
    """RETURNS (bytes): The header of a WAV file that says it has so many bytes of samples."""
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * channels * 2, channels * 2, 16)
    return (
        b"RIFF" + struct.pack("<I", 36 + n_bytes) + b"WAVEfmt " + struct.pack("<I", 16) + form
        + b"data" + struct.pack("<I", n_bytes)
    )  # fmt: skip


def read_picture(data: bytes) -> Any:
    """RETURNS (Image): The picture in what a server sent, decoded."""
    from PIL import Image

    image = Image.open(io.BytesIO(data))
    image.load()
    return image
