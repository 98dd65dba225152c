"""Long recordings and films for `benchmarks.browser`: served as they are for a user.

The first opening is that of a file which nobody has looked at: its waveform is computed meanwhile.
"""

import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import numpy as np

from benchmarks.server import serve
from tests.chromium import wait_for_function

HOURS_2, MINUTES_30 = 2 * 3600, 30 * 60
RATE = 8000
N_REGIONS = 200
REGIONS = ".prodigy-regions"
IS_READY = "() => window.wavesurfer?.isReady"
MOVE_PX = 7
Act = Callable[[], Any]


def write_recording(path: Path, seconds: int) -> Path:
    """Write a WAV file, 8 kHz, one channel."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        times = np.arange(RATE * 60) / RATE
        for minute in range(seconds // 60):
            loudness = 0.2 + 0.6 * np.abs(np.sin(times * (1 + minute % 7)))
            sound = loudness * np.sin(2 * np.pi * 200 * times) * 20000
            file.writeframes(sound.astype("<i2").tobytes())
    return path


def write_film(path: Path, seconds: int) -> Path:
    """Write a small film with one picture a second and a tone."""
    rate = 48000
    with av.open(str(path), "w") as container:
        video = container.add_stream("libvpx-vp9", rate=1)
        video.width, video.height, video.pix_fmt = 64, 36, "yuv420p"
        video.options = {"deadline": "realtime", "cpu-used": "8"}
        audio = container.add_stream("libopus", rate=rate, layout="mono")
        tone = (9000 * np.sin(2 * np.pi * 300 * np.arange(rate) / rate)).astype(np.int16)
        for i in range(seconds):
            picture = np.full((36, 64, 3), i % 255, np.uint8)
            container.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            frame = av.AudioFrame.from_ndarray(tone[None], format="s16", layout="mono")
            frame.sample_rate, frame.pts = rate, i * rate
            container.mux(audio.encode(frame))
        for stream in (video, audio):
            container.mux(stream.encode())
    return path


@contextmanager
def serve_files(home: Path, folder: Path, loader: str) -> Iterator[str]:
    """Serve the files of a folder in audio_manual. YIELDS (str): The address."""
    command = ["audio.manual", "data", folder, "--label", "A,B,C", "--loader", loader]
    with serve(home, command) as server:
        yield server.url


def open_recording(page: Any, url: str) -> float:
    """RETURNS (float): Seconds from the address until a region was drawn with the mouse."""
    page.goto(url)
    wait_for_function(page, IS_READY)
    box = page.locator(REGIONS).bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 100, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, y)
    page.mouse.up()
    wait_for_function(page, "() => window.prodigy.content.audio_spans?.length")
    return float(page.evaluate("performance.now()")) / 1000


def add_regions(page: Any) -> None:
    """Put regions all over the recording, some at the same time."""
    page.evaluate(
        """count => {
            const step = window.wavesurfer.getDuration() / count;
            const audio_spans = Array.from({ length: count }, (_, i) => (
                { start: i * step, end: (i + 0.8 + (i % 3)) * step, label: "ABC"[i % 3] }));
            window.prodigy.update({ audio_spans });
        }""",
        N_REGIONS,
    )


def zoom(page: Any, number: int) -> Act:
    """Turn the wheel with ctrl over the waveform."""
    box = page.locator(".prodigy-wave").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.keyboard.down("Control")
    if number == 0:
        page.evaluate("() => window.wavesurfer.zoom(0)")
    return lambda: page.mouse.wheel(0, -90)


def draw_on(page: Any, number: int) -> Act:
    """Move while a region is drawn in the zoomed waveform."""
    if number == 0:
        page.keyboard.up("Control")
        page.mouse.down()
    box = page.locator(".prodigy-wave").bounding_box()
    y = box["y"] + box["height"] / 2
    return lambda: page.mouse.move(box["x"] + 200 + MOVE_PX * number, y)


def play(page: Any, number: int) -> Act:
    """A sixtieth of a second while it is played, at four times."""
    if number == 0:
        page.mouse.up()
        page.keyboard.press("Enter")
    return lambda: page.wait_for_timeout(1000 / 60)


STEPS = {"zoom": zoom, "draw": draw_on, "play": play}
