"""Media: how long a large folder takes to start, what it adds to the database, and how much memory
the server needs for large pictures, long recordings and large files.

Files are mostly holes, which need no space on the disk and are read like others.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.measure import Row, read_memory
from benchmarks.server import serve
from tests.media_files import make_picture, make_wav_header

TITLE = "Media"
ORDER, IS_QUICK = 110, False

IMAGE_BYTES = 5 * 2**20
BLOCK_BYTES = 2**20
BOX = {"label": "CAT", "type": "rect", "x": 2.5, "y": 3.5, "width": 10.0, "height": 8.0}
MB = 10**6


def make_images(folder: Path, count: int) -> Path:
    """Make a folder of images of 5 MB each."""
    folder.mkdir()
    head = make_picture(folder.parent / "head.png").read_bytes()
    for i in range(count):
        with (folder / f"{i}.png").open("wb") as file:
            file.write(head)
            file.truncate(IMAGE_BYTES + i)
    return folder


def make_long_recording(path: Path, hours: float) -> Path:
    """Make a silent recording."""
    n_bytes = int(hours * 3600 * 16_000) * 2
    with path.open("wb") as file:
        file.write(make_wav_header(n_bytes, rate=16_000))
        file.truncate(file.tell() + n_bytes)
    return path


def answer_all(server: Any) -> int:
    """Answer everything that a server has."""
    count = 0
    while tasks := server.client.get_tasks():
        server.client.give_answers([{**eg, "answer": "accept", "spans": [BOX]} for eg in tasks])
        count += len(tasks)
    return count


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """Yield rows for the start, the database and the memory."""
    yield from _run_many(folder, 300 if quick else 10_000)
    if sys.platform == "linux":
        yield from _run_large(folder, quick)


def _run_many(folder: Path, count: int) -> Iterator[Row]:
    one = make_images(folder / "one", 1)
    many = make_images(folder / "many", count)
    times = {}
    for name, source in (("one", one), ("many", many)):
        start = time.perf_counter()
        home = folder / f"home-{name}"
        with serve(home, ["image.manual", name, source, "--label", "CAT"]) as server:
            server.client.get_tasks()
            times[name] = time.perf_counter() - start
            if name == "many":
                answer_all(server)
    yield Row(f"First batch of {count:,} images", "one image", times["many"], times["one"], 2)
    size = sum(path.stat().st_size for path in (folder / "home-many").glob("prodigy.db*")) / MB
    allowed = 100 * count / 10_000
    name = f"Database, {count:,} images of 5 MB"
    yield Row(name, "100 MB for 10,000", size, allowed, 1, unit="MB")


def _run_large(folder: Path, quick: bool) -> Iterator[Row]:
    source = folder / "large"
    side = 4_000 if quick else 10_000
    for name in ("a.jpg", "b.png"):
        make_picture(source / name, (side, side))
    make_long_recording(source / "long.wav", 0.5 if quick else 2)
    with (source / "film.mp4").open("wb") as file:
        file.truncate(2**28 if quick else 2**31)
    args = ["image.manual", "large", source, "--label", "CAT"]
    with serve(folder / "home-large", args) as server:
        url = "/" + server.client.get_tasks()[0]["image"]
        picture, pid, http = url.removesuffix("a.jpg"), server.process.pid, server.client.http
        before = read_memory(pid)
        for size in range(500, 2500, 500):
            for name in ("a.jpg", "b.png"):
                http.get(picture + name, params={"size": size}, timeout=120).raise_for_status()
        megapixels = side * side // MB
        name = f"Memory after {megapixels}-megapixel pictures"
        yield Row(name, "before", read_memory(pid), before, 1.6, unit="MB")
        # While a picture is decoded, it takes 4 bytes per pixel, and one at a time is.
        peak, allowed = read_memory(pid, "VmHWM"), before + 4.5 * megapixels + 150
        yield Row("Memory at most meanwhile", "one picture", peak, allowed, 1, unit="MB")
    yield from _run_sound(folder, source)


def _run_sound(folder: Path, source: Path) -> Iterator[Row]:
    args = ["audio.manual", "sound", source, "--label", "SPEECH"]
    film_args = ["audio.manual", "film", source, "--label", "A", "--loader", "video-server"]
    with serve(folder / "home-sound", args) as server:
        url = "/" + server.client.get_tasks()[0]["audio"]
        before, pid = read_memory(server.process.pid), server.process.pid
        while server.client.http.get(url, params={"peaks": 1000}).status_code == 202:
            time.sleep(0.5)
        # The libraries that decode sound are loaded for it.
        peak = read_memory(pid, "VmHWM")
        yield Row("Memory, waveform of a long recording", "before", peak, before, 2, unit="MB")
    with serve(folder / "home-film", film_args) as server:
        url = "/" + server.client.get_tasks()[0]["video"]
        before, pid = read_memory(server.process.pid), server.process.pid
        with server.client.http.stream("GET", url) as response:
            for _ in response.iter_bytes(BLOCK_BYTES):
                pass
        peak = read_memory(pid, "VmHWM")
        yield Row("Memory, sending a large file", "before", peak, before, 1.2, unit="MB")
