"""Files and folders are complete or not there, whenever the process that writes them is killed."""

import json
import os
import signal
from pathlib import Path

import pytest

from prodigy.components.formats.folders import open_part_folder
from prodigy.errors import ProdigyError
from prodigy.io import unfinished
from prodigy.io.unfinished import create, open_part, open_parts, replace


@pytest.fixture
def place(tmp_path):
    """A folder with nothing in it, not even the home of Prodigy."""
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


def fork(work):
    """Do something in a process that is expected to kill itself."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    assert os.waitpid(pid, 0)[1] == signal.SIGKILL


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def write_file_and_die(path):
    with open_part(path) as part, part.open("w") as file:
        file.write("half")
        file.flush()
        die()


def write_parts_and_die(path):
    with open_parts(path.parent) as folder:
        (folder / path.name).write_text("half")
        die()


def write_folder_and_die(path):
    with open_part_folder(path.parent, lambda name: True) as folder:
        (folder / path.name).write_text("half")
        die()


WRITERS = [write_file_and_die, write_parts_and_die, write_folder_and_die]


@pytest.mark.parametrize("write", WRITERS)
def test_who_is_killed_leaves_what_was_there(write, place):
    path = place / "folder" / "file"
    fork(lambda: write(path))
    assert not path.exists()
    path.parent.mkdir(exist_ok=True)
    path.write_text("old")
    fork(lambda: write(path))
    assert path.read_text() == "old"


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_folder_takes_the_place_of_another_one(can_exchange, place, monkeypatch):
    if not can_exchange:
        monkeypatch.setattr(unfinished, "_exchange", lambda one, other: False)
    new, old = place / "new", place / "old"
    for folder in (new, old):
        folder.mkdir()
        (folder / folder.name).write_text("x")
    replace(new, old)
    assert sorted(path.name for path in place.rglob("*")) == ["new", "old"]
    assert (old / "new").is_file()
    file = place / "file"
    file.write_text("x")
    replace(file, old)
    assert old.read_text() == "x"
    new.mkdir()
    replace(new, place / "fresh")
    assert sorted(path.name for path in place.iterdir()) == ["fresh", "old"]


def test_what_belongs_together_leaves_other_files_alone(place):
    (place / "mine").write_text("mine")
    (place / "labels").mkdir()
    (place / "labels" / "old").write_text("old")
    with open_parts(place) as folder:
        (folder / "labels").mkdir()
        (folder / "labels" / "new").write_text("new")
        (folder / "config").write_text("new")
    found = sorted(str(path.relative_to(place)) for path in place.rglob("*"))
    assert found == ["config", "labels", "labels/new", "mine"]
    with pytest.raises(ProdigyError), open_parts(place) as folder:
        folder.write_text("nothing can be written to a folder")
    assert (place / "config").read_text() == "new" and not (place / ".part").exists()
    with pytest.raises(ProdigyError, match="Can't write the folder"), open_parts("/dev/null/x"):
        pass


def test_links_are_followed_and_devices_stay(place):
    target, link, pipe = place / "target", place / "link", place / "pipe"
    target.write_text("old")
    link.symlink_to(target)
    with open_part(link) as part:
        part.write_text("new")
    assert link.is_symlink() and target.read_text() == "new"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with open_part(pipe) as part:
        part.write_text("through")
    assert os.read(reader, 100) == b"through" and pipe.is_fifo()
    os.close(reader)
    with open_part("/dev/null") as part:
        part.write_text("nothing")
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("has_links", [True, False])
def test_what_is_created_is_never_written_over(has_links, place, monkeypatch):
    if not has_links:

        def refuse(*names):
            raise PermissionError

        monkeypatch.setattr(os, "link", refuse)
    path = place / "file"
    create(path, b"one")
    with pytest.raises(FileExistsError):
        create(path, b"two")
    assert path.read_bytes() == b"one" and len(list(place.iterdir())) == 1


def test_a_report_is_complete_or_the_older_one(place):
    from prodigy.components.formats.report import Report

    path = place / "report.jsonl"
    path.write_text("old\n")

    def report_and_die():
        with Report(path):
            die()

    fork(report_and_die)
    assert path.read_text() == "old\n"
    with pytest.raises(ZeroDivisionError), Report(path):
        1 / 0  # noqa: B018
    assert path.read_text() == "" and len(list(place.iterdir())) == 1


def test_a_training_that_is_killed_leaves_a_whole_model(place, monkeypatch):
    import spacy
    from spacy.training import loop

    from prodigy.training import running

    nlp = spacy.blank("en")
    nlp.to_disk(place / "model-best")
    before = (place / "model-best" / "meta.json").read_text()

    def train_and_die(nlp, output_path, **settings):
        loop.clean_output_dir(output_path)
        nlp.to_disk(output_path / "model-last")
        (output_path / "model-best").mkdir()
        (output_path / "model-best" / "meta.json").write_text("{")
        die()

    monkeypatch.setattr(loop, "train", train_and_die)
    fork(lambda: running.run(nlp, place, silent=True))
    assert (place / "model-best" / "meta.json").read_text() == before
    spacy.load(place / "model-best")


def test_models_take_their_place_while_the_training_goes_on(place, monkeypatch, capsys):
    import spacy
    from spacy.training import loop

    from prodigy.training import running

    nlp, seen = spacy.blank("en"), []

    def train(nlp, output_path, *, stdout, **settings):
        for step in range(2):
            nlp.meta["description"] = f"step {step}"
            for name in ("model-last", "model-best"):
                nlp.to_disk(output_path / name)
            nlp.update([])
            meta = json.loads((place / "model-best" / "meta.json").read_text())
            seen.append(meta["description"])
        nlp.to_disk(output_path / "model-last")
        (output_path / "model-best").mkdir()  # half of it, when Ctrl+C came
        stdout.write(f"Saved {output_path / 'model-last'}")
        nlp.evaluate([])
        raise KeyboardInterrupt

    monkeypatch.setattr(loop, "train", train)
    monkeypatch.setattr(nlp, "update", lambda *args: None)
    monkeypatch.setattr(nlp, "evaluate", lambda *args: {"cats_score": 1.0})
    assert running.run(nlp, place).was_interrupted
    assert seen == ["step 0", "step 1"]
    assert sorted(path.name for path in place.iterdir()) == ["model-best", "model-last"]
    spacy.load(place / "model-best")
    assert f"Saved {place / 'model-last'}" in capsys.readouterr().out
