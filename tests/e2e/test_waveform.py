"""What is drawn of a recording: the whole of it, wherever its waveform comes from and whenever."""

import pytest

from tests.e2e.sounds import Listener, wav_uri, write_wav
from tests.e2e.verbs import Annotator, wait_until

# Which share of the waveform's width has something drawn on it, apart from the cursor.
DRAWN = """() => {
    const host = [...document.querySelectorAll(".prodigy-wave *")].find((one) => one.shadowRoot);
    const columns = new Set();
    for (const canvas of host?.shadowRoot.querySelectorAll("canvas") ?? []) {
        const { width, height } = canvas;
        if (!width || !height) continue;
        const pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data;
        for (let at = 0; at < width * height; at += 1)
            if (pixels[4 * at + 3]) columns.add(Math.floor((20 * (at % width)) / width));
    }
    return columns.size / 20;
}"""


def wait_for_waveform(page, server):
    Annotator(page, server.url).open()
    Listener(page).wait()
    wait_until(page, lambda: page.evaluate(DRAWN) == 1)


@pytest.mark.parametrize("n_waits", [0, 2])
def test_the_waveform_of_the_server_is_drawn_when_it_comes(live_server, page, tmp_path, n_waits):
    write_wav(tmp_path / "in" / "a.wav", 8)
    waits = iter(range(n_waits))

    def answer(route):
        if next(waits, None) is None:
            return route.continue_()
        return route.fulfill(status=202, headers={"Retry-After": "1"}, json={"progress": 0.5})

    page.route("**/*peaks=*", answer)
    with live_server(["audio.manual", "data", tmp_path / "in", "--label", "A"]) as server:
        wait_for_waveform(page, server)


def test_what_the_browser_decodes_is_drawn(serve_tasks, page):
    with serve_tasks([{"audio": wav_uri(8)}], "audio") as server:
        wait_for_waveform(page, server)


def test_the_waveform_stays_when_the_window_or_the_look_changes(live_server, page, tmp_path):
    write_wav(tmp_path / "in" / "a.wav", 8)
    with live_server(["audio.manual", "data", tmp_path / "in", "--label", "A"]) as server:
        wait_for_waveform(page, server)
        page.set_viewport_size({"width": 600, "height": 900})
        wait_until(page, lambda: page.evaluate(DRAWN) == 1)
