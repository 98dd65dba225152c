"""What the server tells about recordings and videos, and their waveforms."""

import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from prodigy.app import media as app_media
from prodigy.app.media_work import MediaWork
from prodigy.io.media import folders, peaks, sound
from tests.media_files import make_picture, make_recording, make_video, make_wav_header
from tests.server import AppClient

DONE_S = 60.0


def ask(client: AppClient, path: Path, **params: Any) -> Any:
    token = folders.serve_folder(path.parent, [path.suffix])
    return client.get("/" + folders.make_media_url(token, path.name), params=params)


def wait_for_peaks(client: AppClient, path: Path, n_peaks: int = 100) -> Any:
    """Ask as a page does: again after the time that the server names."""
    end = time.monotonic() + DONE_S
    while (response := ask(client, path, peaks=n_peaks)).status_code == 202:
        assert 0 <= response.json()["progress"] <= 1
        assert time.monotonic() < end
        time.sleep(float(response.headers["retry-after"]) / 10)
    return response


def test_facts_of_a_recording(media_client: AppClient, tmp_path: Path) -> None:
    path = make_recording(tmp_path / "a.wav", 1.5, channels=2)
    assert ask(media_client, path, info=1).json() == {
        "type": "audio", "mimetype": "audio/wav", "bytes": path.stat().st_size,
        "duration": 1.5, "sample_rate": 8000, "channels": 2,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["a.mp4", "a.webm"])
def test_facts_of_a_video(media_client: AppClient, tmp_path: Path, name: str) -> None:
    facts = ask(media_client, make_video(tmp_path / name, 2.0, (64, 48)), info=1).json()
    assert facts["type"] == "video"
    assert (facts["width"], facts["height"]) == (64, 48)
    assert facts["duration"] == pytest.approx(2.0, abs=0.15)
    assert (facts["channels"], facts["sample_rate"]) == (1, 48000)


@pytest.mark.parametrize("channels", [1, 2, 8])
def test_peaks_show_where_it_is_loud(
    media_client: AppClient, tmp_path: Path, channels: int
) -> None:
    path = make_recording(tmp_path / "a.wav", 2.0, channels=channels, loud_from=0.25)
    response = wait_for_peaks(media_client, path)
    assert response.status_code == 200
    body = response.json()
    assert (body["duration"], body["sample_rate"], body["channels"]) == (2.0, 8000, channels)
    assert len(body["peaks"]) == 100
    assert max(body["peaks"][:24]) == 0
    assert body["peaks"][26:] == pytest.approx([0.5] * 74, abs=0.01)


def test_peaks_of_one_channel_are_enough(media_client: AppClient, tmp_path: Path) -> None:
    import soundfile

    samples = np.zeros((8000, 8), np.float32)
    samples[4000:, 5] = -0.75
    soundfile.write(tmp_path / "a.flac", samples, 8000)
    found = wait_for_peaks(media_client, tmp_path / "a.flac", 4).json()["peaks"]
    assert found == pytest.approx([0, 0, 0.75, 0.75], abs=0.001)


@pytest.mark.parametrize("name", ["a.flac", "a.ogg", "a.mp3", "a.aiff"])
def test_peaks_of_other_formats(media_client: AppClient, tmp_path: Path, name: str) -> None:
    import soundfile

    samples = np.zeros(44100, np.float32)
    samples[22050:] = 0.5 * np.sin(np.arange(22050) * 0.2)
    soundfile.write(tmp_path / name, samples, 44100)
    body = wait_for_peaks(media_client, tmp_path / name, 10).json()
    assert body["duration"] == pytest.approx(1.0, abs=0.1)
    assert max(body["peaks"][:4]) < 0.1 and min(body["peaks"][6:9]) > 0.4


@pytest.mark.parametrize("name", ["a.mp4", "a.webm"])
def test_peaks_of_the_sound_of_videos(media_client: AppClient, tmp_path: Path, name: str) -> None:
    body = wait_for_peaks(media_client, make_video(tmp_path / name, 2.0), 10).json()
    assert body["duration"] == pytest.approx(2.0, abs=0.1)
    assert min(body["peaks"][1:9]) > 0.3


def test_more_peaks_than_there_are_samples_are_not_invented(
    media_client: AppClient, tmp_path: Path
) -> None:
    path = make_recording(tmp_path / "a.wav", 0.01)
    assert len(wait_for_peaks(media_client, path, 5000).json()["peaks"]) == 80


def test_coarser_peaks_are_the_loudest_of_the_finer(
    media_client: AppClient, tmp_path: Path
) -> None:
    path = make_recording(tmp_path / "a.wav", 3.0)
    fine = wait_for_peaks(media_client, path, 8000).json()["peaks"]
    coarse = wait_for_peaks(media_client, path, 7).json()["peaks"]
    starts = [i * len(fine) // 7 for i in range(8)]
    assert coarse == [max(fine[a:b]) for a, b in zip(starts, starts[1:])]


def test_peaks_are_computed_once_and_again_after_a_change(
    media_client: AppClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    compute = peaks._compute
    monkeypatch.setattr(peaks, "_compute", lambda *args: made.append(1) or compute(*args))
    path = make_recording(tmp_path / "a.wav", 1.0)
    for n_peaks in (10, 20, 10):
        wait_for_peaks(media_client, path, n_peaks)
    assert len(made) == 1
    make_recording(path, 2.0)
    assert wait_for_peaks(media_client, path).json()["duration"] == 2.0
    assert sorted(p.name for p in tmp_path.iterdir() if p.name[0] != ".") == ["a.wav"]


def test_damaged_cache_is_made_again(media_client: AppClient, tmp_path: Path, home: Path) -> None:
    path = make_recording(tmp_path / "a.wav")
    first = wait_for_peaks(media_client, path).json()
    (kept,) = (home / "cache" / "media").iterdir()
    kept.write_bytes(kept.read_bytes()[:50])
    assert wait_for_peaks(media_client, path).json() == first


def test_page_is_told_how_far_it_is(
    media_client: AppClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    may_go = threading.Event()
    iter_sound = peaks.iter_sound

    def stop_in_the_middle(*args: Any) -> Any:
        for i, block in enumerate(iter_sound(*args)):
            if i:
                assert may_go.wait(DONE_S)
            yield block

    monkeypatch.setattr(sound, "BLOCK_FRAMES", 4000)
    monkeypatch.setattr(peaks, "iter_sound", stop_in_the_middle)
    monkeypatch.setattr(app_media, "PEAKS_GRACE_S", 0.05)
    path = make_recording(tmp_path / "a.wav", 1.0)
    with media_client:
        end = time.monotonic() + DONE_S
        while (response := ask(media_client, path, peaks=10)).json().get("progress") != 0.5:
            assert response.status_code == 202 and time.monotonic() < end
        # Meanwhile the file itself is sent.
        assert ask(media_client, path).status_code == 200
        may_go.set()
        assert wait_for_peaks(media_client, path).status_code == 200


def write_bad_file(folder: Path, name: str) -> Path:
    path = folder / name
    if name == "mute.mp4":
        return make_video(path, has_sound=False)
    if name == "picture.wav":
        return make_picture(folder / "good.png").rename(path)
    wav = make_recording(folder / "good_.wav", 1.0).read_bytes()
    path.write_bytes(
        {
            "empty.mp3": b"",
            "text.wav": b"these are words",
            "text.mp3": b"these are words" * 100,
            "none.wav": make_wav_header(0),
            "head.wav": wav[:20],
            "codec.wav": wav[:20] + b"\xfe\xca" + wav[22:],
            "rate.wav": wav[:24] + b"\0\0\0\0" + wav[28:],
            "channels.wav": wav[:22] + b"\0\0" + wav[24:],
            "noise.mp4": b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 8,
            "noise.webm": b"\x1aE\xdf\xa3" + bytes(range(256)) * 8,
        }[name]
    )
    return path


BAD = {
    "empty.mp3": "is empty", "text.wav": "can't be decoded", "text.mp3": "",
    "none.wav": "is silent",
    "head.wav": "", "codec.wav": "", "rate.wav": "", "channels.wav": "", "noise.mp4": "",
    "noise.webm": "", "mute.mp4": "has no sound track", "picture.wav": "is no audio",
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_recordings_are_explained(
    media_client: AppClient, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_bad_file(tmp_path, name)
    response = wait_for_peaks(media_client, path)
    assert response.status_code == 422
    assert response.json()["detail"].startswith(f"{name} {BAD[name]}")
    assert name in capsys.readouterr().err
    assert ask(media_client, path, info=1).status_code == (200 if name == "mute.mp4" else 422)
    assert ask(media_client, path).status_code == 200
    assert wait_for_peaks(media_client, path).status_code == 422


def test_longer_header_than_recording_is_cut(media_client: AppClient, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(make_wav_header(10**9) + b"\0\x40" * 8000)
    body = wait_for_peaks(media_client, path, 10).json()
    assert body["duration"] == 1.0
    assert body["peaks"] == pytest.approx([0.5] * 10, abs=0.01)
    assert ask(media_client, path, info=1).json()["duration"] == 1.0


def test_numbers_that_are_none_are_silence(media_client: AppClient, tmp_path: Path) -> None:
    import soundfile

    samples = np.full(8000, np.nan, np.float32)
    samples[4000:] = np.inf
    soundfile.write(tmp_path / "a.wav", samples, 8000, subtype="FLOAT")
    assert wait_for_peaks(media_client, tmp_path / "a.wav", 2).json()["peaks"] == [0.0, 1.0]


def test_pictures_have_no_peaks(media_client: AppClient, tmp_path: Path) -> None:
    response = wait_for_peaks(media_client, make_picture(tmp_path / "a.png"))
    assert response.status_code == 422 and "a.png is no recording" in response.json()["detail"]


def test_without_a_library_it_is_named(
    media_client: AppClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_recording(tmp_path / "a.wav")
    monkeypatch.setitem(sys.modules, "soundfile", None)
    assert wait_for_peaks(media_client, path).status_code == 200  # PyAV reads it, too
    make_recording(path, 2.0)
    monkeypatch.setitem(sys.modules, "av", None)
    response = wait_for_peaks(media_client, path)
    assert response.status_code == 501
    assert "prodigy[audio]" in response.json()["detail"]
    assert ask(media_client, path, info=1).json()["mimetype"] == "audio/wav"


def test_too_much_work_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    from fastapi import HTTPException

    monkeypatch.setattr("prodigy.app.media_work.MAX_WAITING", 2)
    work, may_go = MediaWork("test", 1), threading.Event()
    futures = [work.start(i, may_go.wait, DONE_S) for i in range(2)]
    assert work.start(0, may_go.wait, DONE_S) is futures[0]
    with pytest.raises(HTTPException) as info:
        work.start(3, may_go.wait, DONE_S)
    assert info.value.status_code == 503
    may_go.set()
    assert all(future.result(DONE_S) for future in futures)
    assert work.start(3, lambda: "done").result(DONE_S) == "done"
