"""Waveforms: the loudest sample of each short stretch of a recording.

They are computed once, finely enough for every width, in one pass over blocks of sound, and kept.
Coarser ones are made of these.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from ...errors import MediaError
from .cache import keep, make_key, read_cached
from .sound import SoundFacts, iter_sound, read_sound_facts

PEAKS_PER_SECOND = 100
MIN_PEAKS = 8000  # of short recordings, so that they can be drawn large
DECIMALS = 3


@dataclass(frozen=True)
class Waveform:
    """The loudness of a recording over time.

    duration (float): Seconds, as decoded.
    sample_rate (int): Samples per second.
    channels (int): Number of channels.
    values (ndarray): From 0 to 1, the loudest of all channels in equally long stretches.
    """

    duration: float
    sample_rate: int
    channels: int
    values: Any

    def reduce(self, n_peaks: int) -> list[float]:
        """Make a coarser waveform.

        n_peaks (int): How many values there should be, at least 1.
        RETURNS (list[float]): At most so many, rounded; fewer if there are not so many.
        """
        import numpy as np

        values = self.values
        if n_peaks < len(values):
            starts = np.arange(n_peaks) * len(values) // n_peaks
            values = np.maximum.reduceat(values, starts)
        return [round(float(value), DECIMALS) for value in values]


def find_waveform(path: Path) -> Waveform | None:
    """RETURNS (Waveform | None): What `make_waveform` made of the file in this state before."""
    import numpy as np

    data = read_cached(make_key(path, "peaks"))
    if data is None:
        return None
    try:
        with np.load(io.BytesIO(data)) as kept:
            duration, rate, channels = kept["facts"].tolist()
            values = kept["values"].astype(np.float32) / 65535
            return Waveform(duration, int(rate), int(channels), values)
    except (ValueError, KeyError, OSError, EOFError, BadZipFile):  # damaged: make it again
        return None


def make_waveform(
    path: Path, mimetype: str, on_progress: Callable[[float], object] = lambda share: None
) -> Waveform:
    """Read a recording, or the sound of a video, and keep its waveform.

    path (Path): The file.
    mimetype (str): Its type.
    on_progress (callable): Called with the share that is done, from 0 to 1.
    RETURNS (Waveform): The waveform.
    RAISES (MediaError): There is no sound, nobody can decode it, or no library is installed.
    RAISES (OSError): It can't be read.
    """
    import numpy as np

    key = make_key(path, "peaks")
    facts = read_sound_facts(path, mimetype)
    waveform = _compute(path, facts, on_progress)
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        facts=np.array([waveform.duration, waveform.sample_rate, waveform.channels]),
        values=np.round(waveform.values * 65535).astype(np.uint16),
    )
    keep(key, buffer.getvalue())
    return waveform


def _compute(path: Path, facts: SoundFacts, on_progress: Callable[[float], object]) -> Waveform:
    import numpy as np

    rate = max(PEAKS_PER_SECOND, MIN_PEAKS / facts.duration)
    stretch = max(1, int(facts.sample_rate / rate))
    n_expected = max(1.0, facts.duration * facts.sample_rate)
    found, rest, n_frames = [], np.zeros(0, np.float32), 0
    for block in iter_sound(path, facts):
        n_frames += len(block)
        # The loudest channel, whatever is no number being silent.
        loud = np.nan_to_num(np.abs(block).max(axis=1), nan=0.0, posinf=1.0, neginf=0.0)
        rest = np.concatenate([rest, loud])
        n_whole = len(rest) // stretch
        if n_whole:
            found.append(rest[: n_whole * stretch].reshape(n_whole, stretch).max(axis=1))
            rest = rest[n_whole * stretch :]
        on_progress(min(1.0, n_frames / n_expected))
    if not n_frames:
        raise MediaError(f"{path.name} is silent", "Its sound has a length of zero seconds.")
    if len(rest):
        found.append(rest.max(keepdims=True))
    values = np.minimum(np.concatenate(found), 1.0)
    return Waveform(n_frames / facts.sample_rate, facts.sample_rate, facts.channels, values)
