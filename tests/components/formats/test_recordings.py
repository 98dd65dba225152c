"""RTTM, labels of Audacity, WebVTT and SubRip, also as programs of others read them."""

import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodigy.components.formats import (
    FORMATS,
    Report,
    read_audacity,
    read_rttm,
    read_srt,
    read_vtt,
    write_rttm,
    write_vtt,
)
from prodigy.errors import LoaderError, ProdigyError
from tests.components.formats.helpers import RECORDING, write

NAMES = ["rttm", "audacity", "vtt", "srt"]
FILES = {"audacity": ".txt", "vtt": ".vtt", "srt": ".srt"}
letters = st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp", "Zs", "Cs"))
# Separators other than line feeds end lines for some programs, and labels of RTTM have no spaces.
words = st.text(letters, min_size=1, max_size=6)
texts = st.lists(st.one_of(words, st.sampled_from("<v A> & --> &amp; A: 12".split())), max_size=4)
milliseconds = st.integers(0, 10**7).map(lambda ms: ms / 1000)


@st.composite
def recordings(draw, *, has_text=True, unit=milliseconds):
    spans = []
    for _ in range(draw(st.integers(1, 4))):
        start, end = sorted(draw(st.lists(unit, min_size=2, max_size=2, unique=True)))
        span = {"start": start, "end": end, "label": draw(words)}
        if has_text and (text := " ".join(draw(texts))):
            span["text"] = text
        spans.append(span)
    spans.sort(key=lambda span: (span["start"], span["end"]))
    return {"audio": "a b/c.d.wav", "audio_spans": spans, "_view_id": "audio_manual"}


def round_trip(name, eg, factory):
    path = factory.mktemp(name) / "out"
    report = Report()
    FORMATS[name].write([eg, RECORDING], path, report=report)
    assert report.n_done == 2
    found = {eg["audio"]: eg for eg in FORMATS[name].read(path)}
    assert len(found) == 2
    return found.get(eg["audio"], found.get("c.d")), report


@pytest.mark.parametrize("name", ["vtt", "srt"])
@settings(max_examples=40)
@given(eg=recordings())
def test_captions_come_back(name, eg, tmp_path_factory):
    found, report = round_trip(name, eg, tmp_path_factory)
    assert report.describe() == []
    assert found["audio_spans"] == eg["audio_spans"]
    assert (found["audio"], found["path"]) == ("a b/c.d.wav", "a b/c.d.wav")


@pytest.mark.parametrize("name", ["rttm", "audacity"])
@settings(max_examples=40)
@given(eg=recordings(has_text=False, unit=st.floats(0, 1e6)))
def test_times_come_back_exactly(name, eg, tmp_path_factory):
    found, report = round_trip(name, eg, tmp_path_factory)
    assert report.lost.keys() <= {"lost-path", "lost-text"}
    assert found["audio_spans"] == eg["audio_spans"]


# Read by others


def test_pyannote_reads_turns(tmp_path):
    from pyannote.core import Annotation, Segment

    path, report = write("rttm", [RECORDING], tmp_path)
    annotations = {}
    for line in path.read_text(encoding="utf8").splitlines():
        kind, uri, channel, start, duration, _, _, speaker, *rest = line.split(" ")
        assert (kind, channel, rest) == ("SPEAKER", "1", ["<NA>", "<NA>"])
        annotation = annotations.setdefault(uri, Annotation(uri=uri))
        start, duration = float(start), float(duration)
        annotation[Segment(start, start + duration), len(annotation)] = speaker
    assert list(annotations) == ["talk_1"]
    found = [(s.start, s.end, label) for s, _, label in annotation.itertracks(yield_label=True)]
    assert found == [(0.25, 2.125, "ANN"), (1.5, pytest.approx(3.001), "BO")]
    assert annotation.get_overlap().duration() == pytest.approx(0.625)
    assert (
        annotation.to_rttm().splitlines()[0]
        == "SPEAKER talk_1 1 0.250 1.875 <NA> <NA> ANN <NA> <NA>"
    )
    # And what it writes itself.
    [eg] = read_rttm(io.StringIO(annotation.to_rttm()))
    assert [span["label"] for span in eg["audio_spans"]] == ["ANN", "BO"]
    assert report.lost == {"lost-text": 1, "lost-path": 1}


def test_webvtt_reads_captions(tmp_path):
    import webvtt

    spans = [*RECORDING["audio_spans"], {"start": 3700, "end": 3701.5, "text": "One\nTwo"}]
    examples = [{**RECORDING, "audio_spans": spans}]
    folder, _ = write("vtt", examples, tmp_path)
    captions = list(webvtt.read(str(folder / "talk 1.vtt")))
    assert [(c.start, c.end, c.voice) for c in captions] == [
        ("00:00:00.250", "00:00:02.125", "ANN"),
        ("00:00:01.500", "00:00:03.001", "BO"),
        ("01:01:40.000", "01:01:41.500", None),
    ]
    assert [c.text for c in captions][1:] == ["Hi", "One\nTwo"]
    (tmp_path / "export").mkdir(exist_ok=True)
    other, _ = write("srt", examples, tmp_path / "other")
    captions = list(webvtt.from_srt(str(other / "talk 1.srt")))
    assert [c.text for c in captions] == ["ANN: Hello & goodbye", "BO: Hi", "One\nTwo"]
    assert captions[2].end == "01:01:41.500"


def test_labels_of_audacity_as_its_manual_has_them(tmp_path):
    folder, _ = write("audacity", [RECORDING], tmp_path)
    text = (folder / "talk 1.txt").read_text()
    assert text == "0.250000\t2.125000\tANN\n1.500000\t3.001000\tBO\n"


# What can't be held


@pytest.mark.parametrize("name", NAMES)
def test_what_is_left_out(name, tmp_path):
    span = {"start": 1, "end": 2, "label": "A"}
    broken = [
        {"start": 2, "end": 1, "label": "A"},
        {"start": -1, "end": 1, "label": "A"},
        {"start": float("nan"), "end": 1, "label": "A"},
        {"start": "0", "end": 1, "label": "A"},
        "x",
    ]
    examples = [
        *({**RECORDING, "audio_spans": [span, bad]} for bad in broken),
        {**RECORDING, "answer": "reject"},
        {**RECORDING, "answer": "ignore"},
        {**RECORDING, "_view_id": "audio"},
        {**RECORDING, "audio_spans": [{**span, "label": "a\tb\nc"}]},
        {"audio": "a.wav", "options": [], "accept": [], "_view_id": "choice"},
        {**RECORDING, "audio_spans": [{**span, "mood": 1}, {**span, "suggested": True}]},
    ]
    _, report = write(name, examples, tmp_path)
    assert report.n_done == 1
    assert report.left_out == {
        "region": 5, "reject": 1, "ignore": 1, "binary": 1, "label": 1, "not-categories": 1
    }  # fmt: skip
    assert report.lost.keys() - {"lost-path"} == {"lost-keys:mood", "lost-suggestions"}


def test_regions_without_labels_and_recordings_without_regions(tmp_path):
    nameless = {**RECORDING, "audio_spans": [{"start": 1, "end": 2}]}
    empty = {**RECORDING, "audio_spans": [], "path": "b.wav"}
    for name in NAMES:
        path, report = write(name, [nameless, empty], tmp_path / name)
        if name == "rttm":
            assert report.left_out == {"no-label": 1, "no-regions": 1}
            continue
        spans = {eg["audio"]: eg["audio_spans"] for eg in FORMATS[name].read(path)}
        assert spans == {"b.wav": [], "talks/talk 1.wav": [{"start": 1, "end": 2}]}


def test_captions_round_to_milliseconds(tmp_path):
    spans = [{"start": 0.00049, "end": 59.9996, "label": "A"}]
    path, report = write("vtt", [{**RECORDING, "audio_spans": spans}], tmp_path)
    assert "00:00:00.000 --> 00:01:00.000" in (path / "talk 1.vtt").read_text()
    spans = [{"start": 1.0001, "end": 1.0004, "label": "A"}]
    _, report = write("vtt", [{**RECORDING, "audio_spans": spans}], tmp_path)
    assert report.left_out == {"too-short": 1}


@pytest.mark.parametrize("name", ["vtt", "srt"])
def test_transcripts_of_whole_recordings(name, tmp_path):
    import numpy as np
    import soundfile

    soundfile.write(tmp_path / "a.wav", np.zeros(12_000), 8000)
    known = {"audio": "b.wav", "transcript": "One\n\n\ntwo ", "duration": 2, "_view_id": "blocks"}
    looked_up = {"audio": str(tmp_path / "a.wav"), "transcript": "Hello", "_view_id": "blocks"}
    unknown = {**looked_up, "audio": "nowhere.wav"}
    path, report = write(name, [known, looked_up, unknown], tmp_path)
    assert (report.left_out, report.mended) == ({"no-duration": 1}, {"blank-lines": 1})
    assert re.search(r"--> 00:00:01[.,]500", (path / f"a.{name}").read_text())
    a, b = FORMATS[name].read(path)
    assert (a["transcript"], a["_view_id"]) == ("Hello", "blocks")
    assert (b["transcript"], b["audio"], "audio_spans" in b) == ("One\ntwo", "b.wav", False)
    both = {**RECORDING, "transcript": "x"}
    assert write(name, [both], tmp_path)[1].lost == {"lost-transcript": 1}


def test_videos_stay_videos(tmp_path):
    eg = {**RECORDING, "video": "a.mp4", "path": "a.mp4"}
    del eg["audio"]
    for name in FILES:
        path, _ = write(name, [eg], tmp_path / name)
        [found] = FORMATS[name].read(path)
        assert (found["video"], "audio" in found) == ("a.mp4", False)


# What others write

VTT = """WEBVTT - a title
Kind: captions

STYLE
::cue { color: red }

NOTE nothing
to see

intro
00:01.000 --> 00:02.500 align:start position:0%
<v.loud Ann B>Hello <i>you</i> &amp; all</v>
- two lines

1:00:00.000 --> 1:00:01.000
<v A>Yes</v> <v B>No
"""


def test_captions_of_others(tmp_path):
    path = tmp_path / "talk.vtt"
    path.write_text(VTT)
    (tmp_path / "talk.mp4").write_bytes(b"")
    report = Report()
    [eg] = read_vtt(path, report=report)
    assert eg["video"] == str(tmp_path / "talk.mp4")
    assert eg["audio_spans"] == [
        {"start": 1.0, "end": 2.5, "label": "Ann B", "text": "Hello you & all\n- two lines"},
        {"start": 3600.0, "end": 3601.0, "label": "A", "text": "Yes "},
        {"start": 3600.0, "end": 3601.0, "label": "B", "text": "No"},
    ]
    assert report.lost == {"lost-styles": 1}
    assert report.mended == {}


def test_subtitles_of_others(tmp_path):
    text = "\ufeff1\r\n00:00:01,5 --> 00:00:02,000 X1:1\r\n<i>Ann:</i> hi\r\n\r\n"
    text += "00:00:03.000-->00:00:04.000\r\nyes\r\n"
    (tmp_path / "a.srt").write_text(text, encoding="utf8", newline="")
    report = Report()
    [eg] = read_srt(tmp_path, report=report)
    assert eg["audio_spans"] == [
        {"start": 1.5, "end": 2.0, "text": "<i>Ann:</i> hi"},
        {"start": 3.0, "end": 4.0, "text": "yes"},
    ]
    assert (report.lost, report.mended) == ({"lost-styles": 1}, {"no-media": 1})


def test_labels_that_were_edited_are_found_in_the_text(tmp_path):
    path, _ = write("srt", [RECORDING], tmp_path)
    file = path / "talk 1.srt"
    file.write_text(file.read_text() + "3\n00:01:00,000 --> 00:01:01,000\nBO: again\n")
    [eg] = read_srt(path)
    assert [(s["label"], s["text"]) for s in eg["audio_spans"]][2] == ("BO", "again")


def test_turns_of_others(tmp_path):
    (tmp_path / "talk.flac").write_bytes(b"")
    path = tmp_path / "a.rttm"
    path.write_text(
        ";; a comment\n"
        "SPKR-INFO talk 1 <NA> <NA> <NA> adult_male ANN <NA>\n"
        "SPEAKER talk A 2.5 .5 <NA> <NA> ANN 0.9 <NA>\n"
        "NON-SPEECH talk 1 1 1 <NA> noise <NA> <NA>\n"
        "SPEAKER other 1 0 1 <NA> <NA> BO\n"
        "SPEAKER  talk  1  0.0  3.0  <NA>  <NA>  BO  <NA>  <NA>\n"
    )
    report = Report()
    talk, other = read_rttm(path, report=report)
    assert talk["audio"] == str(tmp_path / "talk.flac")
    assert talk["audio_spans"] == [
        {"start": 0.0, "end": 3.0, "label": "BO"},
        {"start": 2.5, "end": 3.0, "label": "ANN", "channel": "A"},
    ]
    assert other["audio"] == "other"
    assert report.lost == {"lost-regions:NON-SPEECH": 1, "lost-keys:confidence": 1}
    assert report.mended == {"no-media": 1}
    buffer = io.BytesIO()
    write_rttm([talk], buffer)
    assert (
        buffer.getvalue().splitlines()[1] == b"SPEAKER talk A 2.500 0.500 <NA> <NA> ANN <NA> <NA>"
    )


def test_labels_of_others(tmp_path):
    text = "0.5\t1.5\tA\n\\\t100\t200\n2.0\t2.0\tpoint\n\n3.0\t4.0\n"
    (tmp_path / "a.txt").write_text(text)
    report = Report()
    [eg] = read_audacity(tmp_path / "a.txt", report=report)
    assert eg["audio_spans"] == [
        {"start": 0.5, "end": 1.5, "label": "A"},
        {"start": 3.0, "end": 4.0},
    ]
    assert report.lost == {"lost-regions:frequencies": 1, "lost-points": 1}


CUE = "WEBVTT\n\n00:01.000 --> 00:02.000\nhello\n\n"


@pytest.mark.parametrize(
    ("name", "text", "line", "kind"),
    [
        ("vtt", CUE + "00:02.000 --> 00:01.000\nx", 6, "region"),
        ("vtt", CUE + "00:02.000 --> 00:02.000\nx", 6, "region"),
        ("vtt", CUE + "00:61.000 --> 00:62.000\nx", 6, "region"),
        ("vtt", CUE + "00:01 --> 00:02\nx", 6, "syntax"),
        ("vtt", CUE + "-00:01.000 --> 00:02.000\nx", 6, "syntax"),
        ("vtt", CUE + "99999999999999:00:01.000 --> 999999999999999:00:02.000\nx", 6, "region"),
        ("vtt", CUE + "no times\n", 6, "syntax"),
        ("vtt", "00:01.000 --> 00:02.000\nx", 1, "syntax"),
        ("vtt", "WEBVTT\n00:01.000 --> 00:02.000\nx", 1, "syntax"),
        ("vtt", "", 1, "syntax"),
        ("vtt", "WEBVTT\n\n\x00", 1, "encoding"),
        ("srt", "1\n00:00:01,000 --> nan\nx", 2, "syntax"),
        ("srt", "1\n00:00:03,000 --> 00:00:01,000\nx", 2, "region"),
        ("srt", "x\n\ny", 1, "syntax"),
        ("audacity", "1.0\t2.0\tA\n2.0\t1.0\tB\n", 2, "region"),
        ("audacity", "-1.0\t2.0\tA\n", 1, "region"),
        ("audacity", "1.0\tnan\tA\n", 1, "cells"),
        ("audacity", "1.0 2.0 A\n", 1, "cells"),
        ("audacity", "1,5\t2,0\tA\n", 1, "cells"),
        ("audacity", "1.0\t999999999999\tA\n", 1, "region"),
    ],
)
def test_a_bad_file_leaves_the_others(tmp_path, name, text, line, kind):
    good, _ = write(name, [RECORDING], tmp_path)
    (good / f"bad{FILES[name]}").write_text(text)
    report = Report()
    [eg] = FORMATS[name].read(good, report=report)
    assert eg["path"] == RECORDING["path"]
    assert (report.rejected, report.errors[0].line) == ({kind: 1}, line)
    assert f"bad{FILES[name]}" in report.errors[0].title
    with pytest.raises(LoaderError):
        list(FORMATS[name].read(good))


@pytest.mark.parametrize(
    ("turn", "kind"),
    [
        ("SPEAKER a 1 0.5 -1 <NA> <NA> X", "region"),
        ("SPEAKER a 1 0.5 0 <NA> <NA> X", "region"),
        ("SPEAKER a 1 -0.5 1 <NA> <NA> X", "region"),
        ("SPEAKER a 1 nan 1 <NA> <NA> X", "region"),
        ("SPEAKER a 1 1e99 1 <NA> <NA> X", "region"),
        ("SPEAKER a 1 9999999999 1 <NA> <NA> X", "region"),
        ("SPEAKER a 1 0.5 1 <NA> <NA> <NA>", "no-label"),
        ("SPEAKER a 1 0.5 1", "cells"),
        ("SPEAKER", "cells"),
        ("SPEAKER ../../etc/passwd 1 0.5 1 <NA> <NA> X", "path"),
    ],
)
def test_a_bad_turn_costs_its_recording(turn, kind):
    good = "SPEAKER b 1 0.5 1 <NA> <NA> X\n"
    report = Report()
    found = list(read_rttm(io.StringIO(f"{good}{turn}\n{good}"), report=report))
    assert [(eg["audio"], len(eg["audio_spans"])) for eg in found] == [("b", 2)]
    assert report.rejected == {kind: 1}
    assert report.errors[0].line == 2


def test_annotations_of_the_same_recording_have_the_same_input(tmp_path):
    from prodigy.hashing import set_hashes

    hashes = set()
    for start in (1, 2):
        spans = [{"start": start, "end": 9, "label": "A"}]
        path, _ = write("vtt", [{**RECORDING, "audio_spans": spans}], tmp_path / str(start))
        [eg] = read_vtt(path)
        hashes.add(set_hashes(eg)["_input_hash"])
        assert eg["text"] == "talk 1"  # as loaders name it
    assert len(hashes) == 1


# Folders


@pytest.mark.parametrize("name", [*FILES, "yolo", "voc"])
def test_files_of_others_are_not_replaced(name, tmp_path):
    eg = RECORDING if name in FILES else {**YOLO}
    out = tmp_path / "out"
    inner = {"yolo": "labels", "voc": "Annotations"}.get(name, "")
    (out / inner).mkdir(parents=True)
    mine = out / inner / f"mine{FILES.get(name, '.txt' if name == 'yolo' else '.xml')}"
    mine.write_text("mine")
    with pytest.raises(ProdigyError, match="Can't write the folder"):
        FORMATS[name].write([eg], out)
    assert mine.read_text() == "mine"
    mine.unlink()
    if inner:
        (out / inner).rmdir()
    for _ in range(2):  # our own export is replaced
        assert FORMATS[name].write([eg], out) == 1
    mine.write_text("mine")
    with pytest.raises(ProdigyError, match="mine"):
        FORMATS[name].write([eg], out)
    assert mine.read_text() == "mine"


YOLO = {"image": "a.jpg", "width": 5, "height": 5, "spans": [], "_view_id": "image_manual"}


def test_folders_without_files(tmp_path):
    for name in FILES:
        with pytest.raises(LoaderError, match="There are no files"):
            list(FORMATS[name].read(tmp_path, report=Report()))
        with pytest.raises(LoaderError, match="Can't find"):
            list(FORMATS[name].read(tmp_path / "nowhere"))
    write_vtt([RECORDING], tmp_path / "out")
    (tmp_path / "out" / "sources.jsonl").write_text("{")
    with pytest.raises(LoaderError, match=r"Line 1 of .*sources.jsonl"):
        list(read_vtt(tmp_path / "out"))
