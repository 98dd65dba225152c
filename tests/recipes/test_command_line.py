"""Recipes for media, from the command to the export of an answer. For texts, see test_over_rest."""

import pytest

from prodigy.components.db import connect
from tests.recipes.test_over_rest import BOOKKEEPING

# Command with the places of files, interface of the answer, keys of the export.
CASES = [
    (
        "image.manual data IMAGES --label CAT --darken --remove-base64",
        "image_manual",
        {"image", "path", "text", "meta", "media"},
    ),
    (
        "audio.manual data AUDIO --label SPEECH --autoplay",
        "audio_manual",
        {"audio", "path", "text", "meta", "media"},
    ),
    (
        "audio.transcribe data AUDIO --text-rows 6",
        "blocks",
        {"audio", "path", "text", "meta", "media"},
    ),
]


@pytest.fixture
def places(tmp_path):
    """What stands for folders in the commands."""
    images, audio = tmp_path / "images", tmp_path / "audio"
    images.mkdir()
    audio.mkdir()
    (images / "cat.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (audio / "a.wav").write_bytes(b"RIFF\x24\x00\x00\x00WAVEfmt ")
    return {"IMAGES": images, "AUDIO": audio}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0].split()[0])
def test_recipe_serves_tasks_and_stores_answers(case, places, live_server):
    command, view_id, keys = case
    with live_server([places.get(word, word) for word in command.split()]) as server:
        assert server.client.project()["view_id"] == view_id
        [task, *_] = server.client.get_tasks()
        server.client.give_answers([{**task, "answer": "accept"}])
    assert "Traceback" not in server.output
    db = connect()
    [answer] = db.get_dataset_examples("data")
    db.close()
    assert set(answer) == keys | BOOKKEEPING | {"answer"}
    assert answer["_view_id"] == view_id
    assert "data:" not in str(answer.get("image") or answer.get("audio"))


def test_a_missing_label_is_explained(places, run_cli):
    result = run_cli("image.manual", "data", places["IMAGES"])
    assert result.returncode == 1
    assert "✘ image.manual requires at least one --label" in result.stderr
    assert "Traceback" not in result.stderr
