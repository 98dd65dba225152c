"""Every recipe that serves tasks, from its command to the export of an answer."""

import pytest

from prodigy.components.db import connect
from tests.pipelines import TEXTS
from tests.util import make_answer, write_jsonl

BOOKKEEPING = {
    "_input_hash",
    "_task_hash",
    "_view_id",
    "_timestamp",
    "_annotator_id",
    "_session_id",
    "answer",
}
HIGHLIGHTED = {"text", "tokens", "spans"}
SPAN = {"start", "end", "token_start", "token_end", "text", "label"}
MATCH = {"start", "end", "text", "label", "pattern", "score"}
CHOICE = {"text", "options", "accept", "config"}
RELATION = {"head", "child", "label", "head_span", "child_span"}

# Command with the places of files, interface of the answer, keys of the export, and of the items
# under one of them. MODEL is the folder of a trained pipeline.
CASES = [
    ("ner.manual DATA blank:en IN -l PERSON,GPE -pt PATTERNS", "ner_manual", HIGHLIGHTED | {"meta"},
     "spans", {"start", "end", "text", "pattern", "label", "token_start", "token_end"}),
    ("ner.correct DATA MODEL IN -U", "ner_manual", HIGHLIGHTED, "spans", SPAN),
    ("ner.make-gold DATA MODEL IN --label GPE -UP", "ner_manual", HIGHLIGHTED, "spans", SPAN),
    ("ner.match DATA blank:en IN --patterns PATTERNS --resume", "ner",
     {"text", "spans", "meta", "_is_binary"}, "spans", MATCH),
    ("ner.eval-ab DATA MODEL blank:en IN -U", "choice", {"text", "id", "A", "B", "options"},
     "options", {"id", "text", "spans"}),
    ("spans.manual DATA blank:en IN -l CLAIM -C", "spans_manual", {"text"}, None, None),
    ("spans.correct DATA MODEL IN --component spancat --update", "spans_manual", HIGHLIGHTED,
     "spans", SPAN),
    ("textcat.manual DATA IN --label A,B,C --exclusive", "choice", CHOICE - {"accept"}, "options",
     {"id", "text"}),
    ("textcat.correct DATA MODEL IN --threshold 0.7 -c textcat_multilabel", "choice", CHOICE,
     "options", {"id", "text", "meta"}),
    ("pos.correct DATA MODEL IN --label PROPN,VERB -U", "pos_manual", HIGHLIGHTED, "spans", SPAN),
    ("sent.correct DATA MODEL IN", "pos_manual", HIGHLIGHTED, "spans", SPAN),
    ("dep.correct DATA MODEL IN --label nsubj,dobj --wrap", "relations",
     {"text", "tokens", "relations"}, "relations", RELATION),
    ("coref.manual DATA MODEL IN", "relations", HIGHLIGHTED, "spans", SPAN | {"type"}),
    ("rel.manual DATA MODEL IN -l KNOWS -sl PERSON,GPE --add-ents --wrap -dpt PATTERNS",
     "relations", HIGHLIGHTED, "spans", SPAN | {"type"}),
    ("match DATA blank:en IN -pt PATTERNS --label-task", "classification",
     {"text", "spans", "meta", "label", "_is_binary"}, "spans", MATCH - {"label"}),
    ("compare DATA OUT_A OUT_B --no-random", "compare", {"id", "accept", "reject", "mapping"},
     None, None),
    ("review DATA annotated --label TECH", "review",
     {"text", "options", "accept", "versions", "view_id"}, "versions",
     {"text", "accept", "answer", "_view_id", "sessions", "default"}),
    ("image.manual DATA IMAGES --label CAT --darken --remove-base64", "image_manual",
     {"image", "path", "text", "meta"}, None, None),
    ("audio.manual DATA AUDIO --label SPEECH --autoplay", "audio_manual",
     {"audio", "path", "text", "meta"}, None, None),
    ("audio.transcribe DATA AUDIO --text-rows 6", "blocks", {"audio", "path", "text", "meta"}, None,
     None),
]  # fmt: skip


@pytest.fixture
def places(tmp_path, pipeline_path):
    """What stands for files in the commands."""
    images, audio = tmp_path / "images", tmp_path / "audio"
    images.mkdir()
    audio.mkdir()
    (images / "cat.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (audio / "a.wav").write_bytes(b"RIFF\x24\x00\x00\x00WAVEfmt ")
    outputs = [[{"id": 0, "output": {"text": text}}] for text in ("dog", "hound")]
    patterns = [{"label": "GPE", "pattern": "Oslo"}, {"label": "GPE", "pattern": "Paris"}]
    return {
        "DATA": "data",
        "MODEL": pipeline_path,
        "IN": write_jsonl(tmp_path / "in.jsonl", [{"text": text} for text in TEXTS]),
        "PATTERNS": write_jsonl(tmp_path / "patterns.jsonl", patterns),
        "OUT_A": write_jsonl(tmp_path / "a.jsonl", outputs[0]),
        "OUT_B": write_jsonl(tmp_path / "b.jsonl", outputs[1]),
        "IMAGES": images,
        "AUDIO": audio,
    }


@pytest.fixture
def annotated():
    """A dataset in which two annotators disagree."""
    db = connect()
    db.add_dataset("annotated")
    options = [{"id": "TECH", "text": "TECH"}]
    answers = [
        {**make_answer("a", options=options), "accept": accept, "_session_id": session}
        for session, accept in (("s-ann", ["TECH"]), ("s-bob", []))
    ]
    db.add_examples([{**eg, "_view_id": "choice"} for eg in answers], ["annotated"])
    db.close()


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0].split()[0])
def test_recipe_serves_tasks_and_stores_answers(case, places, annotated, live_server):
    command, view_id, keys, items_key, item_keys = case
    with live_server([places.get(word, word) for word in command.split()]) as server:
        assert server.client.project()["view_id"] == view_id
        [task, *_] = server.client.get_tasks()
        server.client.give_answers([{**task, "answer": "accept"}])
    assert "Traceback" not in server.output
    db = connect()
    [answer] = db.get_dataset_examples("data")
    db.close()
    assert set(answer) == keys | BOOKKEEPING
    assert answer["_view_id"] == view_id
    if items_key:
        assert set(answer[items_key][0]) == item_keys
    assert "data:" not in str(answer.get("image") or answer.get("audio"))


def test_pipeline_annotates_without_a_server(places, run_cli):
    for recipe in ("ner", "spans", "textcat"):
        args = [f"{recipe}.model-annotate", "judged", places["MODEL"], places["IN"], recipe]
        result = run_cli(*args, "--label", "GPE,TRAVEL")
        assert result.returncode == 0, result.stderr
        assert "Added 4 annotations" in result.stderr
        assert result.stdout == ""
    db = connect()
    assert db.count_dataset("judged") == 12
    db.close()


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("ner.correct DATA blank:en IN", "✘ Can't find component 'ner' in pipeline."),
        ("rel.manual DATA blank:en IN", "✘ rel.manual needs at least one --label"),
        ("rel.manual DATA blank:en IN -l A -AN", "✘ Can't add noun phrases"),
        ("review DATA nothing", "✘ Can't find 'nothing' in database SQLite."),
        ("image.manual DATA IMAGES", "✘ image.manual requires at least one --label"),
        ("ner.batch-train DATA", "train"),
    ],
)
def test_mistakes_are_explained(places, run_cli, command, message):
    result = run_cli(*(places.get(word, word) for word in command.split()))
    assert result.returncode == 1
    assert message in result.stderr
    assert "Traceback" not in result.stderr
