"""image.manual, audio.manual and audio.transcribe."""

import hashlib

import pytest

from prodigy.components.db import connect
from prodigy.components.loaders import Images
from prodigy.components.validate import Validator
from prodigy.errors import ProdigyError, RecipeError
from prodigy.hashing import set_hashes
from prodigy.io.media import find_served, make_media_url, serve_folder
from prodigy.recipes import audio
from prodigy.recipes.image import describe_images, image_manual

PNG = b"\x89PNG\r\n\x1a\n"
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt "


@pytest.fixture
def images(tmp_path):
    folder = tmp_path / "images"
    folder.mkdir()
    (folder / "cat.png").write_bytes(PNG)
    return folder


@pytest.fixture
def recordings(tmp_path):
    folder = tmp_path / "audio"
    folder.mkdir()
    (folder / "a.wav").write_bytes(WAV)
    return folder


def test_image_components_are_complete(images):
    components = image_manual("data", str(images), label=["CAT", "DOG"], exclude=["old"])
    [eg] = components.pop("stream")
    assert components.pop("before_db") is describe_images
    assert components == {
        "view_id": "image_manual",
        "dataset": "data",
        "exclude": ["old"],
        "config": {
            "label": "CAT, DOG",
            "labels": ["CAT", "DOG"],
            "darken_image": 0,
            "custom_theme": {"cardMaxWidth": 675},
            "exclude_by": "input",
        },
    }
    assert eg["image"] == make_media_url(serve_folder(images, []), "cat.png")
    assert "_is_binary" not in eg
    assert Validator("image_manual").check(eg) == []


def test_images_can_be_dimmed_and_wide(images):
    config = image_manual("data", images, label=["CAT"], width=1200, darken=True)["config"]
    assert config["darken_image"] == 0.3
    assert config["custom_theme"] == {"cardMaxWidth": 1200}


def test_images_of_tasks_are_served_unless_told_otherwise(images, jsonl):
    path = str(images / "cat.png")
    source = jsonl([{"image": path}, {"text": "no image"}])
    [eg] = image_manual("data", source, label=["CAT"])["stream"]
    assert find_served(eg["image"]) == images / "cat.png"
    assert eg["path"] == path
    [eg] = image_manual("data", source, label=["CAT"], no_fetch=True)["stream"]
    assert eg["image"] == path


@pytest.mark.parametrize("options", [{"loader": "images"}, {"fetch_media": True}])
def test_images_themselves_are_sent_if_that_is_asked_for(images, jsonl, options):
    for source in (images, jsonl([{"image": str(images / "cat.png")}])):
        components = image_manual("data", source, label=["CAT"], **options)
        [eg] = components["stream"]
        assert eg["image"].startswith("data:image/png;base64,")
        assert eg["path"] == str(images / "cat.png")
        assert components["before_db"]([eg]) == [eg]


def test_images_of_the_server_keep_their_addresses(images):
    components = image_manual("data", images, loader="image-server", label=["CAT"])
    [eg] = components["stream"]
    assert eg["image"].endswith("cat.png")
    [stored] = components["before_db"]([eg])
    assert stored.pop("media")["image"]["bytes"] == len(PNG)
    assert stored == eg


def test_stored_answers_say_which_file_it_was(images):
    components = image_manual("data", images, label=["CAT"])
    [eg] = components["stream"]
    [stored] = components["before_db"]([{**eg, "spans": []}])
    path = str(images / "cat.png")
    assert stored["image"] == stored["path"] == path
    sha256 = hashlib.sha256(PNG).hexdigest()
    assert stored["media"] == {"image": {"path": path, "bytes": len(PNG), "sha256": sha256}}


def test_images_that_were_stored_themselves_are_recognized_by_their_content(images, db):
    (images / "new.png").write_bytes(PNG + b"new")
    old, _ = Images(images)
    answer = {**set_hashes(old), "answer": "accept"}
    database = connect()
    database.add_examples([{**answer, "image": old["path"]}], datasets=["data"])  # with -R
    assert len(list(image_manual("other", images, label=["CAT"])["stream"])) == 2
    for options in ({}, {"exclude": ["data"], "dataset": "other"}):
        arguments = {"dataset": "data", "source": images, "label": ["CAT"], **options}
        found = {eg["text"]: eg["_input_hash"] for eg in image_manual(**arguments)["stream"]}
        assert found["cat"] == answer["_input_hash"]
        assert found["new"] != answer["_input_hash"]


def test_images_are_removed_before_they_are_stored(images):
    for options in ({}, {"loader": "images"}, {"loader": "image-server"}):
        components = image_manual("data", images, label=["CAT"], remove_base64=True, **options)
        [eg] = components["stream"]
        [stored] = components["before_db"]([eg])
        assert stored["image"] == eg["path"] == str(images / "cat.png")
    [kept] = components["before_db"]([{"image": "data:image/png;base64,AA=="}])
    assert kept["image"].startswith("data:")


def test_audio_components_are_complete(recordings):
    components = audio.manual("data", str(recordings), label=["SPEECH"], autoplay=True)
    [eg] = components.pop("stream")
    [stored] = components.pop("before_db")([{**eg, "audio_spans": []}])
    assert components == {
        "view_id": "audio_manual",
        "dataset": "data",
        "exclude": None,
        "config": {
            "labels": ["SPEECH"],
            "audio_autoplay": True,
            "exclude_by": "input",
        },
    }
    assert eg["audio"] == make_media_url(serve_folder(recordings, []), "a.wav")
    assert Validator("audio_manual").check(eg) == []
    assert stored["audio"] == str(recordings / "a.wav")
    assert stored["media"]["audio"]["bytes"] == len(WAV)


def test_recordings_can_be_kept(recordings):
    for components in (
        audio.manual("data", recordings, label=["A"], keep_base64=True),
        audio.transcribe("data", recordings, keep_base64=True),
    ):
        [eg] = components["stream"]
        assert eg["audio"].startswith("data:audio/wav")
        assert components["before_db"]([eg]) == [eg]


def test_recordings_of_tasks_are_fetched_if_asked_for(recordings, jsonl):
    path = str(recordings / "a.wav")
    source = jsonl([{"audio": path}])
    [eg] = audio.manual("data", source, label=["A"])["stream"]
    assert find_served(eg["audio"]) == recordings / "a.wav"
    for place in (source, recordings):
        [eg] = audio.manual("data", place, label=["A"], fetch_media=True)["stream"]
        assert eg["audio"].startswith("data:audio/")


def test_videos_have_loaders_of_their_own(tmp_path):
    (tmp_path / "v.mp4").write_bytes(b"\x00\x00\x00\x18ftypmp42")
    [eg] = audio.manual("data", tmp_path, loader="video", label=["A"])["stream"]
    assert eg["video"].startswith("data:video/mp4")


def test_transcribe_components_are_complete(recordings):
    components = audio.transcribe("data", recordings, text_rows=6, field_id="said")
    [eg] = components.pop("stream")
    assert components.pop("before_db") is audio.remove_media
    assert components == {
        "view_id": "blocks",
        "dataset": "data",
        "exclude": None,
        "config": {
            "blocks": [
                {"view_id": "audio"},
                {
                    "view_id": "text_input",
                    "field_rows": 6,
                    "field_label": "Transcript",
                    "field_id": "said",
                    "field_autofocus": True,
                },
            ],
            "audio_autoplay": False,
            "keymap": {"playpause": ["command+enter", "option+enter", "ctrl+enter"]},
        },
    }
    assert Validator("audio").check(eg) == []


def test_keys_can_be_chosen(recordings):
    config = audio.transcribe("data", recordings, playpause_key=["space"])["config"]
    assert config["keymap"] == {"playpause": ["space"]}


@pytest.mark.parametrize("recipe", [image_manual, audio.manual])
def test_labels_are_required(recipe, tmp_path):
    with pytest.raises(RecipeError, match="requires at least one --label"):
        recipe("data", tmp_path)


def test_single_files_are_no_source(images, recordings):
    with pytest.raises(RecipeError, match=r"cat\.png is a media file") as err:
        image_manual("data", str(images / "cat.png"), label=["CAT"])
    assert str(images) in str(err.value)
    with pytest.raises(RecipeError, match=r"a\.wav is a media file"):
        audio.transcribe("data", recordings / "a.wav")


def test_missing_directories_are_named(tmp_path):
    with pytest.raises(ProdigyError, match="Can't find directory"):
        image_manual("data", str(tmp_path / "imagse"), label=["CAT"])
