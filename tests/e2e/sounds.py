"""Recordings made on the fly, and what a user does with them in the web app."""

import base64
import io
import math
import struct
import wave
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.touch import Finger
from tests.e2e.verbs import wait_until

WAVE = ".prodigy-wave"
REGION = ".prodigy-region"
ROW = ".prodigy-region-row"
LAYER_BOX = """() => {
    const { left, top, width, height } = document
        .querySelector(".prodigy-regions").getBoundingClientRect();
    return { left, top, width, height };
}"""


def make_wav(seconds: float, rate: int = 8000, channels: int = 1) -> bytes:
    """Make a WAV file: beeps, louder and quieter."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        frames = []
        for i in range(int(seconds * rate)):
            loudness = 0.15 + 0.6 * abs(math.sin(math.pi * i / rate / 2.5))
            value = int(32000 * loudness * math.sin(2 * math.pi * 220 * i / rate))
            frames.append(struct.pack("<h", value) * channels)
        file.writeframes(b"".join(frames))
    return buffer.getvalue()


def wav_uri(seconds: float, **options: Any) -> str:
    """RETURNS (str): A recording as a data URI."""
    return "data:audio/wav;base64," + base64.b64encode(make_wav(seconds, **options)).decode()


def write_wav(path: Path, seconds: float, **options: Any) -> Path:
    """Write a recording into a file, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(make_wav(seconds, **options))
    return path


class Listener:
    """Somebody with a recording on the card.

    page (playwright.sync_api.Page): The page, with the card in it.
    """

    def __init__(self, page: Any) -> None:
        self.page = page

    def wait(self) -> "Listener":
        """Wait until the waveform is there and regions can be drawn on it."""
        self.page.locator(".prodigy-regions").wait_for(state="attached")
        self.page.wait_for_function("() => window.wavesurfer?.isReady")
        return self

    @property
    def duration(self) -> float:
        return float(self.page.evaluate("() => window.wavesurfer.getDuration()"))

    @property
    def time(self) -> float:
        """The position in seconds."""
        return float(self.page.evaluate("() => window.wavesurfer.getCurrentTime()"))

    @property
    def spans(self) -> list[dict[str, Any]]:
        """The regions of the task, as they are stored when it is answered."""
        return self.page.evaluate("() => window.prodigy.content.audio_spans") or []

    @property
    def ranges(self) -> list[tuple[str, float, float]]:
        """RETURNS (list): Label, start and end of each region of the task."""
        return [(one["label"], one["start"], one["end"]) for one in self.spans]

    @property
    def seconds_per_px(self) -> float:
        return self.duration / float(self.page.evaluate(LAYER_BOX)["width"])

    def place(self, seconds: float, height: float = 0.5) -> tuple[float, float]:
        """Where a time is in the window. height: Share of the waveform's height from its top."""
        self.page.locator(WAVE).scroll_into_view_if_needed()
        box = self.page.evaluate(LAYER_BOX)
        x = box["left"] + box["width"] * seconds / self.duration
        return x, box["top"] + box["height"] * height

    def draw(self, start: float, end: float, height: float = 0.5) -> None:
        """Press on the waveform at one time, move to another and release."""
        self.drag(self.place(start, height), self.place(end, height))

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=3)
        mouse.move(*end)
        mouse.up()

    def draw_by_touch(self, start: float, end: float) -> None:
        """Push a finger over the waveform from one time to another."""
        Finger(self.page).drag(self.place(start), self.place(end))

    def click(self, seconds: float, height: float = 0.5) -> None:
        """Click on the waveform at a time."""
        self.page.mouse.click(*self.place(seconds, height))

    def wait_for_regions(self, count: int) -> None:
        """Wait until the task has so many regions."""
        wait_until(self.page, lambda: len(self.spans) == count)


def write_video(
    path: Path,
    seconds: float,
    *,
    codec: str = "libvpx",
    sound: str | None = "libopus",
    fps: int = 5,
) -> Path:
    """Write a film of colours that change each second, with a tone, or silent (sound=None)."""
    av = pytest.importorskip("av")
    np = pytest.importorskip("numpy")
    path.parent.mkdir(parents=True, exist_ok=True)
    rate = 48000
    with av.open(str(path), "w") as container:
        video = container.add_stream(codec, rate=fps)
        video.width, video.height, video.pix_fmt = 160, 96, "yuv420p"
        audio = container.add_stream(sound, rate=rate, layout="mono") if sound else None
        for i in range(int(seconds * fps)):
            picture = np.full((96, 160, 3), (i // fps * 40 % 255, 120, 90), np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            for packet in video.encode(frame):
                container.mux(packet)
            if audio:
                times = np.arange(i * rate // fps, (i + 1) * rate // fps) / rate
                wave_ = (12000 * np.sin(2 * np.pi * 330 * times)).astype(np.int16)
                sound_frame = av.AudioFrame.from_ndarray(wave_[None], format="s16", layout="mono")
                sound_frame.sample_rate = rate
                sound_frame.pts = i * rate // fps
                for packet in audio.encode(sound_frame):
                    container.mux(packet)
        for stream in filter(None, (video, audio)):
            for packet in stream.encode():
                container.mux(packet)
    return path
