"""Shapes and regions from a dataset to other programs and back, by the commands."""

import pytest

from prodigy.cli import main
from prodigy.components.db import connect
from prodigy.components.formats import FORMATS
from tests.components.formats.helpers import PICTURE, RECORDING, get_content
from tests.util import write_jsonl

MEDIA = [
    *((name, PICTURE) for name, fmt in FORMATS.items() if fmt.shapes),
    *((name, RECORDING) for name, fmt in FORMATS.items() if fmt.regions),
]


@pytest.mark.parametrize(("name", "sample"), MEDIA)
def test_media_go_out_and_come_back(name, sample, home, tmp_path, capsys):
    sample = {**sample}
    if FORMATS[name].shapes == "boxes":
        sample["spans"] = sample["spans"][:1]
    path = write_jsonl(tmp_path / "in.jsonl", [sample, {**sample, "answer": "reject"}])
    assert main(["db-in", "there", str(path)]) == 0
    out = tmp_path / f"out{FORMATS[name].extension}"
    assert main(["db-out", "there", str(out), "--format", name]) == 0
    assert "1  rejected" in capsys.readouterr().err
    assert main(["db-in", "back", str(out), "--format", name, "--strict"]) == 0
    [eg] = connect().get_dataset_examples("back")
    if name == "rttm":  # which calls recordings by their names only
        assert eg["audio"] == "talk_1"
        eg.update(audio=sample["audio"], path=sample["path"])
    assert get_content(eg) == get_content(sample)
    assert (eg["answer"], eg["_view_id"]) == ("accept", sample["_view_id"])
    assert eg["path"] == sample["path"]
