"""Sound of recordings and videos, block by block: never more of it in memory than a second or so.

soundfile reads recordings, PyAV (the libraries of FFmpeg) what soundfile can't, and the sound of
videos. Both come with the extra "audio".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import MediaError

BLOCK_FRAMES = 65536
MAX_LATE_S = 60.0  # of the sound behind its video; more is an error in the file
INSTALL = 'Install what reads recordings: pip install "prodigy[audio]"'


@dataclass(frozen=True)
class SoundFacts:
    """What is known about sound.

    duration (float): Length in seconds; an estimate where the file doesn't say.
    sample_rate (int): Samples per second.
    channels (int): Number of channels.
    reader (str): Which library reads it, "soundfile" or "av".
    """

    duration: float
    sample_rate: int
    channels: int
    reader: str


def read_sound_facts(path: Path, mimetype: str) -> SoundFacts:
    """Look into a recording or a video.

    path (Path): The file.
    mimetype (str): Its type. The sound of videos is for PyAV.
    RETURNS (SoundFacts): What is known about its sound.
    RAISES (MediaError): There is no sound, nobody can decode it, or no library is installed.
    """
    soundfile, av = _import("soundfile"), _import("av")
    if soundfile is None and av is None:
        raise MediaError(f"{path.name} can't be read here", INSTALL, is_missing_library=True)
    facts = None
    if soundfile is not None and not mimetype.startswith("video/"):
        facts = _ask_soundfile(soundfile, path)
    if facts is None and av is None:
        raise MediaError(f"{path.name} can't be read here", INSTALL, is_missing_library=True)
    facts = facts or _ask_av(av, path)
    if facts.duration <= 0:
        raise MediaError(f"{path.name} is silent", "Its sound has a length of zero seconds.")
    return facts


def iter_sound(path: Path, facts: SoundFacts) -> Iterator[Any]:
    """Read sound.

    path (Path): The file.
    facts (SoundFacts): What `read_sound_facts` returned.
    YIELDS (ndarray): Samples as floats from -1 to 1, of shape (frames, channels).
    RAISES (MediaError): It can't be decoded any further.
    """
    return _iter_av(path) if facts.reader == "av" else _iter_soundfile(path)


def _import(name: str) -> Any:
    try:
        return __import__(name)
    except (ImportError, OSError):  # soundfile without the library it calls
        return None


def _ask_soundfile(soundfile: Any, path: Path) -> SoundFacts | None:
    try:
        with path.open("rb") as file, soundfile.SoundFile(file) as sound:
            rate = int(sound.samplerate)
            duration = sound.frames / rate if rate > 0 else 0.0
            return SoundFacts(duration, rate, int(sound.channels), "soundfile")
    except (soundfile.LibsndfileError, TypeError, ValueError, RuntimeError, OSError):
        return None


def _ask_av(av: Any, path: Path) -> SoundFacts:
    with open_container(av, path) as container:
        stream = _get_sound_stream(container, path)
        rate, channels = int(stream.rate or 0), int(stream.channels or 0)
        if rate <= 0 or channels <= 0:
            what = f"It has {channels} channels with {rate} samples per second."
            raise MediaError(f"{path.name} can't be decoded", what)
        duration = 0.0
        if stream.duration is not None and stream.time_base is not None:
            duration = float(stream.duration * stream.time_base)
        elif container.duration is not None:
            duration = container.duration / av.time_base
        else:
            duration = _measure(container, stream)
        return SoundFacts(duration, rate, channels, "av")


def open_container(av: Any, path: Path) -> Any:
    """Open a file with PyAV.

    av (module): PyAV.
    path (Path): The file.
    RETURNS (InputContainer): What is in it.
    RAISES (MediaError): It is no recording or video, or it is damaged.
    """
    # Titles and names in another encoding than UTF-8 are errors for older versions of PyAV, unless
    # they are told otherwise. Since 19 they are not, and it can't be asked for any more.
    options = {"metadata_errors": "replace"} if int(av.__version__.split(".")[0]) < 19 else {}
    try:
        return av.open(str(path), **options)
    except (av.error.FFmpegError, ValueError, OSError) as err:
        raise MediaError(f"{path.name} can't be decoded", _explain(err)) from None


def _get_sound_stream(container: Any, path: Path) -> Any:
    streams = container.streams.audio
    if not streams:
        raise MediaError(f"{path.name} has no sound track", "There is no waveform to show.")
    stream = streams[0]
    if stream.codec_context is None:
        raise MediaError(f"{path.name} can't be decoded", "Its sound is of an unknown kind.")
    return stream


def _measure(container: Any, stream: Any) -> float:
    """Files without a length in their header: read the times of all packets, decode nothing."""
    end = 0.0
    for packet in container.demux(stream):
        if packet.pts is not None and packet.time_base is not None:
            end = max(end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
    return end


def _iter_soundfile(path: Path) -> Iterator[Any]:
    import soundfile

    try:
        with path.open("rb") as file, soundfile.SoundFile(file) as sound:
            while len(block := sound.read(BLOCK_FRAMES, dtype="float32", always_2d=True)):
                yield block
    except (soundfile.LibsndfileError, RuntimeError, OSError) as err:
        raise MediaError(f"{path.name} can't be decoded", _explain(err)) from None


def _iter_av(path: Path) -> Iterator[Any]:
    import av
    import numpy as np

    with open_container(av, path) as container:
        stream = _get_sound_stream(container, path)
        resampler = av.AudioResampler(format="fltp")
        n_frames, parts, n_waiting = 0, [], 0
        if late := _get_late_frames(av, container, stream):
            yield np.zeros((late, 1), np.float32)
        try:
            for frame in container.decode(stream):
                for part in resampler.resample(frame):
                    parts.append(part.to_ndarray().T)
                    n_waiting += part.samples
                if n_waiting >= BLOCK_FRAMES:
                    yield np.concatenate(parts)
                    n_frames, parts, n_waiting = n_frames + n_waiting, [], 0
        except (av.error.FFmpegError, ValueError, OSError) as err:
            # Recordings that were cut off end in the middle of something. What is there, is shown.
            if not n_frames + n_waiting:
                raise MediaError(f"{path.name} can't be decoded", _explain(err)) from None
        if parts:
            yield np.concatenate(parts)


def _get_late_frames(av: Any, container: Any, stream: Any) -> int:
    """RETURNS (int): Samples of silence before sound that starts later than its video."""
    if stream.start_time is None or container.start_time is None or not container.streams.video:
        return 0
    late = float(stream.start_time * stream.time_base) - container.start_time / av.time_base
    return max(0, int(min(late, MAX_LATE_S) * stream.rate))


def _explain(err: Exception) -> str:
    reason = getattr(err, "strerror", None) or getattr(err, "error_string", None) or str(err)
    return f"The decoder says: {reason}".rstrip(".") + "."
