"""Playing recordings and films: served files, custom code, settings, and what is broken."""

import base64

import pytest

from tests.e2e.sounds import REGION, ROW, WAVE, Listener, wav_uri, write_video, write_wav
from tests.e2e.verbs import Annotator, wait_until

SPANS = [
    {"start": 1.0, "end": 3.0, "label": "SPEECH", "id": "a"},
    {"start": 5.0, "end": 6.0, "label": "MUSIC", "id": "b"},
]
LABELS = ["SPEECH", "MUSIC", "NOISE"]
IS_PLAYING = "() => window.wavesurfer.isPlaying()"


@pytest.fixture
def loud_page(open_page):
    """A page that may play without having been pressed."""
    page = open_page()
    page.mouse.click(5, 5)
    return page


def open_sound(page, server):
    user = Annotator(page, server.url).open()
    return user, Listener(page).wait()


def test_a_folder_is_served_with_a_waveform_of_the_server(live_server, page, tmp_path):
    write_wav(tmp_path / "in" / "beeps é.wav", 12)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    command = ["audio.manual", "data", tmp_path / "in", "--label", "A,B"]
    with live_server([*command, "--loader", "audio-server"]) as server:
        _, listener = open_sound(page, server)
        assert listener.duration == pytest.approx(12, abs=0.01)
        wait_until(page, lambda: any("peaks=" in url for url in asked))
        page.get_by_role("group", name="beeps é.wav").wait_for()
        listener.draw(2, 4)
        assert listener.ranges[0][0] == "A"


def test_keys_play_and_stop(serve_tasks, page):
    with serve_tasks([{"audio": wav_uri(8)}], "audio", labels=LABELS) as server:
        user, listener = open_sound(page, server)
        user.press("Enter")
        page.wait_for_function("() => window.wavesurfer.getCurrentTime() > 0.2")
        assert page.evaluate(IS_PLAYING)
        user.press("Enter")
        assert not page.evaluate(IS_PLAYING)
        before = listener.time
        user.press("ArrowRight")
        assert listener.time == pytest.approx(before + 2, abs=0.1)
        user.press("z")
        assert page.evaluate("() => document.activeElement.type") == "range"
        width = page.locator(".prodigy-regions").bounding_box()["width"]
        for _ in range(20):
            user.press("ArrowRight")
        assert page.locator(".prodigy-regions").bounding_box()["width"] > 2 * width
        user.press("Enter")
        page.wait_for_function(IS_PLAYING)
        user.press("l")
        assert page.get_by_role("button", name="Loop").get_attribute("aria-pressed") == "true"


def test_a_transcript_is_typed_while_it_is_played(live_server, page, tmp_path, export):
    write_wav(tmp_path / "in" / "a.wav", 8)
    with live_server(["audio.transcribe", "data", tmp_path / "in"]) as server:
        user, _ = open_sound(page, server)
        field = page.locator("textarea")
        field.focus()
        for keys in ("Control+Enter", "Alt+Enter"):
            user.press(keys)
            page.wait_for_function(IS_PLAYING)
            user.press(keys)
            page.wait_for_function(f"() => !({IS_PLAYING})()")
        page.keyboard.type("good morning")
        user.press("Enter")
        page.keyboard.type("x a")
        assert field.input_value() == "good morning\nx a"
        user.press("Escape")
        user.press("a")
        page.wait_for_function("() => !prodigy.content")
        page.wait_for_function("() => !document.querySelector('.prodigy-save-count')")
    [answer] = export()
    assert answer["transcript"] == "good morning\nx a"
    assert answer["path"].endswith("a.wav")


SCRIPT = """
window.heard = [];
document.addEventListener("prodigymount", () => {
    const names = ["ready", "play", "pause", "region-created", "region-updated",
        "region-update-end", "region-removed", "region-click", "region-in", "seek"];
    for (const name of names)
        window.wavesurfer.on(name, (region) => window.heard.push([name, region?.id ?? null]));
    window.wavesurfer.on("region-click", (region, event) => {
        event.stopPropagation();
        region.play();
    });
});
document.addEventListener("keydown", (event) => {
    if (event.key !== "u") return;
    for (const region of Object.values(window.wavesurfer.regions.list))
        region.update({ start: region.start + 0.25, end: region.end + 0.25 });
});
"""


def test_custom_code_works_with_the_regions(serve_tasks, page):
    task = {"audio": wav_uri(8), "audio_spans": SPANS}
    with serve_tasks([task], "audio_manual", labels=LABELS, javascript=SCRIPT) as server:
        user, listener = open_sound(page, server)
        heard = lambda: [tuple(one) for one in page.evaluate("() => window.heard")]  # noqa: E731
        wait_until(page, lambda: ("ready", None) in heard())
        assert [one for one in heard() if one[0] == "region-created"] == [
            ("region-created", "a"),
            ("region-created", "b"),
        ]
        user.press("u")
        assert listener.ranges == [("SPEECH", 1.25, 3.25), ("MUSIC", 5.25, 6.25)]
        wait_until(page, lambda: ("region-update-end", "b") in heard())
        listener.click(2.0)
        page.wait_for_function(IS_PLAYING)
        assert ("region-click", "a") in heard()
        page.evaluate("() => window.wavesurfer.pause()")
        made = page.evaluate(
            """() => {
                const made = window.wavesurfer.addRegion(
                    { start: 7, end: 7.5, label: "NOISE", data: { note: 1 }, drag: false });
                const list = window.wavesurfer.regions.list;
                return [made.id, made.id in list, list[made.id].element !== null, made.color];
            }"""
        )
        assert made[1:] == [True, True, "rgba(255,0,255,0.2)"]
        assert listener.spans[2] == {
            "start": 7,
            "end": 7.5,
            "label": "NOISE",
            "id": made[0],
            "color": "rgba(255,0,255,0.2)",
            "data": {"note": 1},
        }
        page.evaluate("() => window.wavesurfer.regions.list.a.remove()")
        assert [one["id"] for one in listener.spans] == ["b", made[0]]
        page.evaluate("s => window.prodigy.update({ audio_spans: s })", [SPANS[0]])
        assert page.locator(REGION).count() == 1
        wait_until(page, lambda: ("region-removed", "b") in heard())
        page.evaluate("() => window.wavesurfer.seekTo(0.5)")
        assert listener.time == pytest.approx(4, abs=0.01)
        page.evaluate("() => window.wavesurfer.clearRegions()")
        assert listener.spans == []


def test_the_speed_follows_the_settings_of_each_task(serve_tasks, page):
    sound = wav_uri(4)
    tasks = [
        {"audio": sound, "n": 1, "config": {"audio_rate": 2.0}},
        {"audio": sound, "n": 2, "config": {"audio_rate": 0.5, "audio_loop": True}},
    ]
    rate = "() => window.wavesurfer.getPlaybackRate()"
    with serve_tasks(tasks, "audio", labels=LABELS) as server:
        user, _ = open_sound(page, server)
        assert page.evaluate(rate) == 2
        page.evaluate("() => prodigy.update({ config: { audio_rate: 1.5 } })")
        page.wait_for_function(f"() => ({rate})() === 1.5")
        user.press("Shift+ArrowUp")
        page.wait_for_function(f"() => ({rate})() === 1.75")
        user.press("Enter")
        page.wait_for_function(IS_PLAYING)
        user.press("a")
        page.wait_for_function("() => prodigy.content?.n === 2")
        Listener(page).wait()
        assert page.evaluate(rate) == 0.5
        assert not page.evaluate(IS_PLAYING)
        assert page.get_by_role("button", name="Loop").get_attribute("aria-pressed") == "true"


# As browsers are for sites that nobody has pressed anything on; in tests they are not.
BLOCKED = """
let isPressed = false;
addEventListener("pointerdown", () => (isPressed = true), true);
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
    return isPressed
        ? play.call(this)
        : Promise.reject(new DOMException("No", "NotAllowedError"));
};
"""


def test_what_the_browser_may_not_play_by_itself_is_asked_for(serve_tasks, page):
    page.add_init_script(BLOCKED)
    with serve_tasks([{"audio": wav_uri(4)}], "audio", audio_autoplay=True) as server:
        open_sound(page, server)
        prompt = page.get_by_role("button", name="Press to play")
        prompt.click()
        page.wait_for_function(IS_PLAYING)
        prompt.wait_for(state="detached")


@pytest.mark.parametrize("look", [False, True])
def test_settings_of_the_look(serve_tasks, page, look):
    names = ("minimap", "timeline", "cursor", "cursor_time")
    settings = {f"show_audio_{name}": look for name in names}
    task = {"audio": wav_uri(4), "audio_spans": SPANS[:1]}
    with serve_tasks([task], "audio", audio_bar_width=0, **settings) as server:
        _, listener = open_sound(page, server)
        listener.click(2)
        page.mouse.move(*listener.place(3))
        assert page.locator(".prodigy-wave-overview").count() == look
        assert page.locator(".prodigy-wave-axis").count() == look
        assert page.locator(".prodigy-wave-hover").count() == look
        width = page.evaluate("() => window.wavesurfer.engine.options.cursorWidth")
        assert width == (2 if look else 0)


def film_uri(path):
    return "data:video/webm;base64," + base64.b64encode(path.read_bytes()).decode()


@pytest.mark.parametrize("place", ["folder", "task"])
def test_a_film_and_its_sound_go_together(live_server, serve_tasks, page, tmp_path, place):
    if place == "folder":
        write_video(tmp_path / "in" / "film.mp4", 6, codec="libvpx-vp9")
        command = ["audio.manual", "data", tmp_path / "in", "--label", "A,B"]
        start = live_server([*command, "--loader", "video-server"])
    else:
        film = film_uri(write_video(tmp_path / "film.webm", 6))
        start = serve_tasks([{"video": film}], "video_manual", labels=["A", "B"])
    with start as server:
        user, listener = open_sound(page, server)
        assert listener.duration == pytest.approx(6, abs=0.3)
        listener.click(4)
        at = "() => document.querySelector('.prodigy-film video').currentTime"
        assert page.evaluate(at) == pytest.approx(4, abs=0.1)
        user.press("Enter")
        page.wait_for_function(f"() => ({at})() > 4.3")
        user.press("Enter")
        assert page.evaluate(at) == pytest.approx(listener.time, abs=0.05)
        listener.draw(1, 2)
        assert len(listener.spans) == 1
        # Until the waveform is computed, a notice says so.
        page.wait_for_function("() => !document.querySelector('.prodigy-notice')")


@pytest.mark.parametrize("place", ["folder", "task"])
def test_a_silent_film_can_be_marked(live_server, serve_tasks, page, tmp_path, place):
    if place == "folder":
        write_video(tmp_path / "in" / "silent.mp4", 4, codec="libvpx-vp9", sound=None)
        command = ["audio.manual", "data", tmp_path / "in", "--label", "A,B"]
        start = live_server([*command, "--loader", "video-server"])
    else:
        film = film_uri(write_video(tmp_path / "film.webm", 4, sound=None))
        start = serve_tasks([{"video": film}], "audio_manual", labels=["A", "B"])
    with start as server:
        _, listener = open_sound(page, server)
        page.locator(".prodigy-notice", has_text="no sound").first.wait_for()
        listener.draw(1, 2)
        assert len(listener.spans) == 1


def test_a_film_that_the_browser_cant_play_can_be_marked(live_server, page, tmp_path):
    write_video(tmp_path / "in" / "old.mpg", 4, codec="mpeg1video", sound="mp2", fps=25)
    command = ["audio.manual", "data", tmp_path / "in", "--label", "A,B"]
    with live_server([*command, "--loader", "video-server"]) as server:
        user = Annotator(page, server.url).open()
        page.get_by_text("This browser can’t play the file").wait_for()
        listener = Listener(page).wait()
        assert listener.duration == pytest.approx(4, abs=0.3)
        user.press("ArrowRight")
        assert listener.time == pytest.approx(2, abs=0.01)
        listener.draw(1, 3)
        assert len(listener.spans) == 1


@pytest.mark.parametrize("content", [b"", b"RIFF....WAVE nothing", b"<html>no</html>"])
def test_a_broken_recording_is_named_and_can_be_ignored(
    live_server, page, tmp_path, content, export
):
    write_wav(tmp_path / "in" / "b.wav", 3)
    (tmp_path / "in" / "a.wav").write_bytes(content)
    command = ["audio.manual", "data", tmp_path / "in", "--label", "A,B"]
    with live_server([*command, "--loader", "audio-server"]) as server:
        user = Annotator(page, server.url).open()
        page.get_by_role("alert").get_by_text("a.wav").first.wait_for()
        page.get_by_role("button", name="Try again").wait_for()
        user.answer("ignore")
        listener = Listener(page).wait()
        page.get_by_role("group", name="b.wav").wait_for()
        assert listener.duration == pytest.approx(3, abs=0.01)
    assert page.locator(WAVE).count() == 1
    assert page.locator(ROW).count() == 0


def test_regions_of_a_page_are_stored_in_the_page(serve_tasks, page, export):
    pages = [
        {"view_id": "audio_manual", "audio": wav_uri(4), "config": {"labels": ["A", "B"]}},
        {"view_id": "text", "text": "What was said"},
    ]
    with serve_tasks([{"pages": pages}], "pages") as server:
        user, listener = open_sound(page, server)
        user.press("2")
        listener.draw(1, 2)
        user.press("Enter")
        page.wait_for_function(IS_PLAYING)
        user.press("PageDown")
        user.wait_for_text("What was said")
        page.wait_for_function(f"() => !({IS_PLAYING})()")
        user.press("PageUp")
        listener.wait()
        assert page.locator(REGION).count() == 1
        user.press("a")
        page.wait_for_function("() => !prodigy.content")
        page.wait_for_function("() => !document.querySelector('.prodigy-save-count')")
    [answer] = export()
    [span] = answer["pages"][0]["audio_spans"]
    assert (span["label"], answer["pages"][1]) == ("B", pages[1])


def test_drawing_with_a_finger_is_no_swipe(serve_tasks, phone):
    task = {"audio": wav_uri(4)}
    with serve_tasks([task, {**task, "n": 2}], "audio_manual", labels=["A"], swipe=True) as server:
        _, listener = open_sound(phone, server)
        listener.draw_by_touch(1, 3.5)
        listener.wait_for_regions(1)
        assert "n" not in phone.evaluate("() => prodigy.content")
