"""Media recipes on a real server, from the folder to the export of `db-out`."""

import hashlib
import json
import sqlite3
import time

import pytest

from tests.media_files import make_corner_picture, make_picture, make_recording
from tests.util import write_jsonl

BOX = {"label": "CAT", "type": "rect", "x": 2, "y": 3, "width": 10, "height": 8}
EXAMPLE = "examples/recipes/segment_recipe.py"


def export(run_cli, dataset="data"):
    return [json.loads(line) for line in run_cli("db-out", dataset).stdout.splitlines()]


def describe(path):
    content = path.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    return {"path": str(path), "bytes": len(content), "sha256": sha256}


def wait_for_peaks(http, url):
    while (response := http.get("/" + url, params={"peaks": 10})).status_code == 202:
        time.sleep(float(response.headers["retry-after"]) / 10)
    return response


@pytest.mark.slow
def test_images_from_the_folder_to_the_export(tmp_path, live_server, run_cli):
    paths = [
        make_picture(tmp_path / "pets" / "2.png", (40, 30)),
        make_picture(tmp_path / "pets" / "10.jpg", (60, 30)),
    ]
    (tmp_path / "pets" / "sub").mkdir()
    paths.append(make_corner_picture(tmp_path / "pets" / "sub" / "1.jpg", 6, (64, 48)))
    (tmp_path / "pets" / "broken.png").write_bytes(paths[0].read_bytes()[:60])
    (tmp_path / "pets" / "empty.png").touch()
    (tmp_path / "secret.png").write_bytes(b"secret")
    with live_server(["image.manual", "data", tmp_path / "pets", "--label", "CAT"]) as server:
        tasks = server.client.get_tasks()
        names = [eg["meta"]["file"] for eg in tasks]
        assert names == ["2.png", "10.jpg", "broken.png", "empty.png", "sub/1.jpg"]
        http = server.client.http
        facts = [http.get("/" + eg["image"], params={"info": 1}) for eg in tasks]
        assert [response.status_code for response in facts] == [200, 200, 422, 422, 200]
        assert facts[2].json()["detail"].startswith("broken.png")
        assert facts[4].json()["height"] == 48
        assert http.get("/" + tasks[0]["image"]).content == paths[0].read_bytes()
        token = tasks[0]["image"].split("/")[1]
        for path in ("../secret.png", "..%2fsecret.png", "%2e%2e/secret.png"):
            assert http.get(f"/media/{token}/{path}").status_code == 404
        good = [eg for eg, response in zip(tasks, facts) if response.status_code == 200]
        answers = [{**eg, "answer": "accept", "spans": [BOX]} for eg in good]
        answers += [{**eg, "answer": "ignore"} for eg in tasks if eg not in good]
        server.client.give_answers(answers)
        assert server.client.get_tasks(excludes=[eg["_task_hash"] for eg in tasks]) == []
    assert "broken.png" in server.output and "Traceback" not in server.output
    rows = export(run_cli)
    assert [row["image"] for row in rows[:3]] == [str(path) for path in paths]
    for row, path in zip(rows, paths):
        assert row["media"] == {"image": describe(path)}
        assert row["spans"] == [BOX]
        assert "base64" not in json.dumps(row)
    # What was annotated is not asked again.
    with live_server(["image.manual", "data", tmp_path / "pets", "--label", "CAT"]) as server:
        assert server.client.get_tasks() == []


@pytest.mark.slow
@pytest.mark.parametrize("recipe", ["audio.manual", "audio.transcribe"])
def test_recordings_from_the_folder_to_the_export(tmp_path, live_server, run_cli, recipe):
    path = make_recording(tmp_path / "calls" / "a.wav", 2.0, channels=2)
    (tmp_path / "calls" / "broken.wav").write_bytes(b"RIFF no sound at all")
    label = ["--label", "SPEECH"] if recipe == "audio.manual" else []
    done = (
        {"audio_spans": [{"start": 0.5, "end": 1.5, "label": "SPEECH"}]}
        if label
        else {"transcript": "hello\nthere"}
    )
    with live_server([recipe, "data", tmp_path / "calls", *label]) as server:
        tasks = server.client.get_tasks()
        http = server.client.http
        peaks = wait_for_peaks(http, tasks[0]["audio"]).json()
        assert (peaks["duration"], len(peaks["peaks"])) == (2.0, 10)
        part = http.get("/" + tasks[0]["audio"], headers={"Range": "bytes=0-3"})
        assert (part.status_code, part.content) == (206, b"RIFF")
        broken = wait_for_peaks(http, tasks[1]["audio"])
        assert broken.status_code == 422 and broken.json()["detail"].startswith("broken.wav")
        server.client.give_answers(
            [{**tasks[0], "answer": "accept", **done}, {**tasks[1], "answer": "ignore"}]
        )
    assert "Traceback" not in server.output
    row, ignored = export(run_cli)
    assert row["audio"] == row["path"] == str(path)
    assert row["media"] == {"audio": describe(path)}
    assert {key: row[key] for key in done} == done
    assert ignored["answer"] == "ignore"


@pytest.mark.slow
def test_tasks_of_a_file_show_media_and_are_reviewed(tmp_path, live_server, run_cli):
    picture = make_picture(tmp_path / "data" / "pictures" / "a b.png")
    rows = [
        {"image": picture.as_uri(), "options": [{"id": 1, "image": "pictures/a b.png"}]},
        {"image": "missing.png"},
        {"image": "pictures/a b.png"},
    ]
    source = write_jsonl(tmp_path / "data" / "tasks.jsonl", rows)
    with live_server(["mark", "data", source, "--view-id", "image_manual"]) as server:
        http = server.client.http
        tasks = server.client.get_tasks()
        assert http.get("/" + tasks[0]["image"]).content == picture.read_bytes()
        assert tasks[0]["options"][0]["image"] == tasks[2]["image"] == tasks[0]["image"]
        assert tasks[1]["image"] == "missing.png"
        answers = [{**eg, "answer": "accept", "spans": [BOX]} for eg in tasks]
        server.client.give_answers(answers)
    stored = export(run_cli)
    assert [row["image"] for row in stored] == [row["image"] for row in rows]
    assert stored[0]["media"]["image"] == describe(picture)
    with live_server(["review", "gold", "data"]) as server:
        shown = [eg for eg in server.client.get_tasks() if eg.get("path") == "pictures/a b.png"]
        assert server.client.http.get("/" + shown[0]["image"]).content == picture.read_bytes()


@pytest.mark.slow
def test_outlines_over_rest(tmp_path, live_server):
    make_picture(tmp_path / "pets" / "a.png", (80, 60))
    args = ["image.segment", "data", tmp_path / "pets", "--label", "CAT"]
    example = __file__.rpartition("tests")[0] + EXAMPLE
    with live_server([*args, "-F", example]) as server:
        [task] = server.client.get_tasks()
        place = {"image": task["image"], "width": 80, "height": 60}
        points = server.client.event("segment", {**place, "point": [70, 30]})["points"]
        assert sorted(points) == [[40, 0], [40, 60], [80, 0], [80, 60]]
        refused = server.client.http.post("/event/segment", json={**place, "point": [700, 30]})
        assert refused.status_code == 422
    assert "Traceback" not in server.output


@pytest.mark.slow
def test_large_images_add_little_to_the_database(tmp_path, home, live_server):
    n_images, n_bytes = 200, 5 * 2**20
    folder = tmp_path / "scans"
    folder.mkdir()
    head = make_picture(tmp_path / "head.png").read_bytes()
    for i in range(n_images):
        # Holes in files need no space on the disk, and are read like others.
        with (folder / f"{i}.png").open("wb") as file:
            file.write(head)
            file.truncate(n_bytes + i)
    with live_server(["image.manual", "data", folder, "--label", "CAT"]) as server:
        n_done = 0
        while tasks := server.client.get_tasks():
            server.client.give_answers([{**eg, "answer": "accept", "spans": [BOX]} for eg in tasks])
            n_done += len(tasks)
    assert n_done == n_images
    with sqlite3.connect(home / "prodigy.db") as db:
        db.execute("pragma wal_checkpoint(truncate)")
    # 10,000 of them may add 100 MB.
    assert (home / "prodigy.db").stat().st_size / n_images < 10_000
