"""What the server tells about pictures, and the smaller ones that it makes."""

import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from prodigy.io.media import cache, folders, pictures
from tests.media_files import make_corner_picture, make_picture, make_recording, read_picture
from tests.server import AppClient

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20px"><script>1</script></svg>'
WHITE, BLACK = 200, 60


def url_of(path: Path) -> str:
    token = folders.serve_folder(path.parent, [path.suffix])
    return "/" + folders.make_media_url(token, path.name)


def ask(client: AppClient, path: Path, **params: Any) -> Any:
    return client.get(url_of(path), params=params)


def get_grey(image: Any, x: int, y: int) -> int:
    return int(image.convert("L").getpixel((x, y)))


def test_facts_of_a_picture(media_client: AppClient, tmp_path: Path) -> None:
    path = make_picture(tmp_path / "a b.png", (40, 30))
    assert ask(media_client, path, info=1).json() == {
        "type": "image", "mimetype": "image/png", "bytes": path.stat().st_size,
        "width": 40, "height": 30, "orientation": 1, "frames": 1,
    }  # fmt: skip


def test_facts_follow_the_file(media_client: AppClient, tmp_path: Path) -> None:
    path = make_picture(tmp_path / "a.png", (40, 30))
    assert ask(media_client, path, info=1).json()["width"] == 40
    make_picture(path, (50, 30))
    assert ask(media_client, path, info=1).json()["width"] == 50
    path.write_bytes(b"")
    assert ask(media_client, path, info=1).status_code == 422


@pytest.mark.parametrize("orientation", range(1, 9))
def test_size_is_that_of_the_turned_picture(
    media_client: AppClient, tmp_path: Path, orientation: int
) -> None:
    path = make_corner_picture(tmp_path / "a.jpg", orientation, (64, 48))
    facts = ask(media_client, path, info=1).json()
    assert (facts["width"], facts["height"]) == (64, 48)
    assert facts["orientation"] == orientation


@pytest.mark.parametrize("orientation", range(1, 9))
def test_smaller_picture_is_turned(
    media_client: AppClient, tmp_path: Path, orientation: int
) -> None:
    path = make_corner_picture(tmp_path / "a.jpg", orientation, (64, 48))
    image = read_picture(ask(media_client, path, size=32).content)
    assert image.size == (32, 24)
    assert not image.getexif().get(0x0112)
    assert get_grey(image, 4, 4) > WHITE
    assert get_grey(image, 28, 4) < BLACK and get_grey(image, 4, 20) < BLACK


@pytest.mark.parametrize("orientation", range(1, 9))
def test_region_is_one_of_the_turned_picture(
    media_client: AppClient, tmp_path: Path, orientation: int
) -> None:
    path = make_corner_picture(tmp_path / "a.jpg", orientation, (64, 48))
    image = read_picture(ask(media_client, path, region="16,8,40,32", size=64).content)
    assert image.size == (40, 32)
    assert get_grey(image, 4, 4) > WHITE
    assert get_grey(image, 30, 4) < BLACK and get_grey(image, 4, 28) < BLACK


def test_region_of_a_large_jpeg_is_scaled(media_client: AppClient, tmp_path: Path) -> None:
    path = make_picture(tmp_path / "a.jpg", (4000, 3000))
    image = read_picture(ask(media_client, path, region="1000,500,2000,1600", size=200).content)
    assert image.size == (200, 160)
    assert get_grey(image, 90, 80) < 60 and get_grey(image, 110, 80) > 180


def test_region_is_cut_to_the_picture(media_client: AppClient, tmp_path: Path) -> None:
    path = make_picture(tmp_path / "a.png", (40, 30))
    image = read_picture(ask(media_client, path, region="-5,20,50,50", size=64).content)
    assert image.size == (40, 10)


@pytest.mark.parametrize("region", ["40,0,5,5", "-9,-9,5,5", "0,0,0,5"])
def test_region_outside_is_refused(media_client: AppClient, tmp_path: Path, region: str) -> None:
    response = ask(media_client, make_picture(tmp_path / "a.png"), region=region, size=64)
    assert response.status_code == 422 and "a.png has no such region" in response.json()["detail"]


@pytest.mark.parametrize(
    "params",
    [
        {"size": 0}, {"size": -5}, {"size": 15}, {"size": 10**9}, {"size": "big"}, {"size": "NaN"},
        {"region": "1,2,3"}, {"region": "a,b,c,d"}, {"region": "1,2,3,4,5"},
        {"region": "99999999999,0,1,1"}, {"region": "1.5,0,4,4"}, {"info": "x"}, {"peaks": 0},
        {"peaks": "all"}, {"peaks": 10**9},
    ],
)  # fmt: skip
def test_impossible_wishes_are_refused(
    media_client: AppClient, tmp_path: Path, params: dict[str, Any]
) -> None:
    response = ask(media_client, make_picture(tmp_path / "a.png"), **params)
    assert response.status_code == 422 and response.json()["status"] == 422


@pytest.mark.parametrize(
    ("name", "mode", "options"),
    [
        ("cmyk.jpg", "CMYK", {}),
        ("cmyk.tif", "CMYK", {}),
        ("deep.png", "I;16", {}),
        ("deep.tif", "I;16", {}),
        ("palette.png", "P", {}),
        ("palette.gif", "P", {}),
        ("bits.png", "1", {}),
        ("grey.jpg", "L", {}),
        ("alpha.png", "RGBA", {}),
        ("grey_alpha.png", "LA", {}),
        ("progressive.jpg", "RGB", {"progressive": True}),
        ("float.tif", "F", {}),
        ("int.tif", "I", {}),
        ("a.webp", "RGB", {"lossless": True}),
        ("a.bmp", "RGB", {}),
    ],
)
def test_every_kind_of_pixels_is_made_smaller(
    media_client: AppClient, tmp_path: Path, name: str, mode: str, options: dict[str, Any]
) -> None:
    path = make_picture(tmp_path / name, (200, 100), mode, **options)
    assert ask(media_client, path, info=1).json()["width"] == 200
    response = ask(media_client, path, size=50)
    assert response.headers["content-type"] == "image/jpeg"
    image = read_picture(response.content)
    assert image.size == (50, 25)
    assert get_grey(image, 10, 10) < 80 and get_grey(image, 40, 10) > 150


def test_transparent_pictures_stay_transparent(media_client: AppClient, tmp_path: Path) -> None:
    from PIL import Image

    image = Image.new("RGBA", (200, 100), (255, 0, 0, 0))
    image.paste((0, 255, 0, 255), (100, 0, 200, 100))
    image.save(tmp_path / "a.png")
    image.quantize().save(tmp_path / "a.gif", transparency=0)
    response = ask(media_client, tmp_path / "a.png", size=50)
    assert response.headers["content-type"] == "image/webp"
    made = read_picture(response.content)
    assert made.mode == "RGBA" and made.size == (50, 25)
    assert made.getpixel((5, 5))[3] == 0 and made.getpixel((45, 5))[3] == 255
    assert read_picture(ask(media_client, tmp_path / "a.gif", size=50).content).mode == "RGBA"


def test_of_animated_pictures_the_first_frame_is_made(
    media_client: AppClient, tmp_path: Path
) -> None:
    from PIL import Image

    frames = [Image.new("RGB", (100, 60), color) for color in ("white", "black", "red")]
    path = tmp_path / "a.gif"
    frames[0].save(path, save_all=True, append_images=frames[1:])
    assert ask(media_client, path, info=1).json()["frames"] == 3
    assert get_grey(read_picture(ask(media_client, path, size=20).content), 5, 5) > WHITE


def test_small_pictures_are_sent_as_they_are(media_client: AppClient, tmp_path: Path) -> None:
    path = make_picture(tmp_path / "a.png", (40, 30))
    response = ask(media_client, path, size=64)
    assert response.content == path.read_bytes()
    assert response.headers["content-type"] == "image/png"


def test_what_browsers_do_not_show_is_converted(media_client: AppClient, tmp_path: Path) -> None:
    response = ask(media_client, make_picture(tmp_path / "a.tif", (40, 30)), size=64)
    assert response.headers["content-type"] == "image/jpeg"
    assert read_picture(response.content).size == (40, 30)


def test_made_pictures_are_kept_until_the_file_changes(
    media_client: AppClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    make = pictures._make_picture
    monkeypatch.setattr(pictures, "_make_picture", lambda *a: made.append(a) or make(*a))
    path = make_picture(tmp_path / "a.png", (200, 100))
    first = ask(media_client, path, size=50)
    again = media_client.get(
        url_of(path), params={"size": 50}, headers={"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, len(made)) == (304, 1)
    assert list(tmp_path.glob("*.png")) == [path]
    make_picture(path, (300, 100))
    assert read_picture(ask(media_client, path, size=50).content).size == (50, 17)
    assert len(made) == 2


def test_cache_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MAX_CACHE_BYTES", 1000)
    for i in range(30):
        cache.keep(f"key{i}", b"x" * 100)
        cache.read_cached("key0")  # used all the time
    left = [path.name for path in cache.get_folder().iterdir()]
    assert len(left) <= 10 and "key29" in left


def test_without_a_place_for_it_pictures_are_made_anyway(
    media_client: AppClient, tmp_path: Path, home: Path
) -> None:
    (home / "cache").write_text("a file, no directory")
    path = make_picture(tmp_path / "a.png", (200, 100))
    assert read_picture(ask(media_client, path, size=50).content).size == (50, 25)


def test_without_pillow_the_file_is_sent(
    media_client: AppClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_picture(tmp_path / "a.png", (200, 100))
    monkeypatch.setitem(sys.modules, "PIL", None)
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    assert ask(media_client, path, size=50).content == path.read_bytes()
    facts = ask(media_client, path, info=1).json()
    assert facts["mimetype"] == "image/png" and "width" not in facts


def test_svg_is_sent_itself_and_may_not_run_scripts(
    media_client: AppClient, tmp_path: Path
) -> None:
    path = tmp_path / "a.svg"
    path.write_text(SVG)
    facts = ask(media_client, path, info=1).json()
    assert (facts["width"], facts["height"]) == (30, 20)
    response = ask(media_client, path, size=16)
    assert response.text == SVG
    assert "sandbox" in response.headers["content-security-policy"]


def test_svg_under_another_name_may_not_run_scripts_either(
    media_client: AppClient, tmp_path: Path
) -> None:
    path = tmp_path / "a.png"
    path.write_text(f"<?xml version='1.0'?><!-- x -->{SVG}")
    response = ask(media_client, path)
    assert response.headers["content-type"] == "image/svg+xml"
    assert "sandbox" in response.headers["content-security-policy"]


BOMB = '<!DOCTYPE s [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>'


def write_bad_file(folder: Path, name: str) -> Path:
    """Make the bad file of this name."""
    path = folder / name
    good = make_picture(folder / "good.png", (200, 150)).read_bytes()
    jpeg = make_picture(folder / "good.jpg", (200, 150)).read_bytes()
    gif = make_picture(folder / "good.gif", (200, 150), "P").read_bytes()
    webp = make_picture(folder / "good.webp", (200, 150), lossless=True).read_bytes()
    size = (b"\x00\x00\xff\xff", b"\x00\x00\xff\xff")
    contents = {
        "empty.png": b"",
        "text.jpg": b"this is no picture at all",
        "html.png": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
        "cut.png": good[: len(good) // 2],
        "cut.jpg": jpeg[: len(jpeg) // 2],
        "cut.gif": gif[: len(gif) // 2],
        "cut.webp": webp[: len(webp) // 2],
        "head.png": good[:8],
        "head.jpg": jpeg[:4],
        "noise.png": good[:60] + bytes(range(256)) * 4,
        "huge.png": good[:16] + size[0] + size[1] + good[24:],
        "broken.svg": b"<svg><g></svg>",
        "bomb.svg": BOMB.encode(),
        "other.svg": b"<?xml version='1.0'?><html/>",
        "sound.png": make_recording(folder / "good.wav").read_bytes(),
    }
    path.write_bytes(contents[name])
    return path


BAD = {
    "empty.png": "is empty", "text.jpg": "is no image", "html.png": "is no image",
    "cut.png": "is damaged", "cut.jpg": "is damaged", "cut.gif": "is damaged",
    "cut.webp": "is", "head.png": "is", "head.jpg": "is", "noise.png": "is damaged",
    "huge.png": "is", "broken.svg": "is damaged", "bomb.svg": "is not shown",
    "other.svg": "is no image", "sound.png": "is no image",
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_pictures_are_explained(
    media_client: AppClient, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_bad_file(tmp_path, name)
    response = ask(media_client, path, info=1)
    assert response.status_code == 422
    body = response.json()
    assert body["detail"].startswith(f"{name} {BAD[name]}") and body["hint"]
    assert name in capsys.readouterr().err
    # Asked for a smaller one right away, it is refused or sent as it is, but nothing breaks.
    assert ask(media_client, path, size=50).status_code in (200, 422)
    assert ask(media_client, path, region="0,0,9,9", size=50).status_code in (200, 422)
    assert ask(media_client, path).status_code == 200


def test_mislabelled_pictures_are_shown_as_what_they_are(
    media_client: AppClient, tmp_path: Path
) -> None:
    path = make_picture(tmp_path / "a.jpg", (200, 100), format="PNG")
    assert ask(media_client, path, info=1).json()["mimetype"] == "image/png"
    assert ask(media_client, path).headers["content-type"] == "image/png"


def test_pictures_with_too_many_pixels_are_refused(
    media_client: AppClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MAX_PIXELS", 1000)
    path = make_picture(tmp_path / "a.png", (200, 100))
    for params in ({"info": 1}, {"size": 50}):
        response = ask(media_client, path, **params)
        assert response.status_code == 422
        assert "a.png is too large" in response.json()["detail"]
        assert "200 x 100" in response.json()["detail"]


def test_what_is_asked_for_at_once_is_made_once(
    media_client: AppClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, may_go = [], threading.Event()
    make = pictures._make_picture

    def wait(*args: Any) -> bytes:
        made.append(args)
        assert may_go.wait(30)
        return make(*args)

    monkeypatch.setattr(pictures, "_make_picture", wait)
    path = make_picture(tmp_path / "a.png", (200, 100))
    found = []
    with media_client:
        threads = [
            threading.Thread(target=lambda: found.append(ask(media_client, path, size=50)))
            for _ in range(5)
        ]
        for thread in threads:
            thread.start()
        # Meanwhile the server answers others.
        assert ask(media_client, path).status_code == 200
        may_go.set()
        for thread in threads:
            thread.join(30)
    assert [response.status_code for response in found] == [200] * 5
    assert len({response.content for response in found}) == 1
    assert len(made) <= 2  # who came after it was done found it in the cache


@pytest.mark.parametrize("name", ["cut.png", "cut.jpg", "cut.webp", "head.png"])
def test_large_pictures_that_were_cut_off_are_known_without_decoding(
    media_client: AppClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(pictures, "BIG_PIXELS", 100)
    response = ask(media_client, write_bad_file(tmp_path, name), info=1)
    assert response.status_code == 422 and name in response.json()["detail"]
    for good in tmp_path.glob("good.*"):
        if good.suffix != ".wav":
            assert ask(media_client, good, info=1).json()["width"] == 200


@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_direction_of_large_pictures_is_known_without_decoding(
    media_client: AppClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, orientation: int
) -> None:
    from PIL import PngImagePlugin

    monkeypatch.setattr(pictures, "BIG_PIXELS", 100)
    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", lambda self: pytest.fail("decoded"))
    expected = (48, 64) if orientation == 6 else (64, 48)
    for name in ("a.png", "a.jpg"):
        path = make_picture(tmp_path / name, (64, 48), orientation=orientation)
        facts = ask(media_client, path, info=1).json()
        assert (facts["width"], facts["height"]) == expected
        assert facts["orientation"] == orientation


@pytest.mark.slow
@pytest.mark.parametrize("extension", ["jpg", "png"])
def test_100_megapixels_are_made_smaller(
    media_client: AppClient, tmp_path: Path, extension: str
) -> None:
    path = make_picture(tmp_path / f"a.{extension}", (10_000, 10_000))
    assert ask(media_client, path, info=1).json()["width"] == 10_000
    assert read_picture(ask(media_client, path, size=2048).content).size == (2048, 2048)
    image = read_picture(ask(media_client, path, region="4900,10,200,100", size=200).content)
    assert image.size == (200, 100)
    assert get_grey(image, 90, 50) < 60 and get_grey(image, 110, 50) > 180
