"""What all recipes for texts have in common: any text, any source, any kind of arguments."""

import pytest

from prodigy import get_recipe
from prodigy.components.stream import Stream
from prodigy.components.validate import Validator
from prodigy.errors import LoaderError, ProdigyError
from tests.pipelines import TEXTS
from tests.util import make_task, write_jsonl

LONG_TEXT = "Mira visited Oslo. " * 5264  # 100,016 characters
STRANGE_TEXTS = [
    " \n ",
    "a\x00b\x07c \x1b[31m",
    "\u2028Mira\u00a0visited\tOslo\r\n.",
    "👩‍👩‍👧 emoji and e\u0301",
    "lone \ud83d surrogate",
    "我喜欢书。",
    "مرحبا",
    "<b>&amp;</b>",
    "x" * 5000,
]
# Options without which a recipe doesn't start. All others keep their defaults.
OPTIONS = {
    "ner.manual": {"label": ["A"]},
    "ner.correct": {"unsegmented": True},
    "spans.manual": {"label": ["A"]},
    "spans.correct": {},
    "textcat.manual": {"label": ["A", "B"]},
    "textcat.correct": {},
    "pos.correct": {"unsegmented": True},
    "sent.correct": {},
    "dep.correct": {"unsegmented": True},
    "rel.manual": {"label": ["A"], "add_ents": True, "add_nps": True},
    "coref.manual": {},
}
BINARY = ("ner.match", "match")
# What a recipe asks of the pipeline.
COMPONENTS = {
    "ner.correct": ["ner"],
    "spans.correct": ["spancat"],
    "textcat.correct": ["textcat"],
    "pos.correct": ["tagger", "morphologizer"],
    "sent.correct": ["parser"],
    "dep.correct": ["parser"],
    "rel.manual": ["tagger", "morphologizer", "parser", "ner"],
    "coref.manual": ["tagger", "morphologizer", "ner"],
}
WITHOUT_PIPELINE = ("textcat.manual",)


def call(name, nlp, source, **options):
    pipeline = () if name in WITHOUT_PIPELINE else (nlp,)
    return get_recipe(name)("data", *pipeline, source, **{**OPTIONS.get(name, {}), **options})


def check(components, eg):
    assert Validator(components["view_id"]).check(eg) == []
    for span in eg.get("spans") or ():
        assert (
            span.get("text", eg["text"][span["start"] : span["end"]])
            == (eg["text"][span["start"] : span["end"]])
        )
        assert eg["tokens"][span["token_start"]]["start"] == span["start"]
        assert eg["tokens"][span["token_end"]]["end"] == span["end"]


@pytest.mark.parametrize("name", OPTIONS)
def test_strange_texts_become_valid_tasks(trained, name):
    tasks = [{"text": text, "own": {"n": 1}} for text in STRANGE_TEXTS]
    components = call(name, trained, tasks)
    found = list(components["stream"])
    assert [eg["text"] for eg in found] == STRANGE_TEXTS
    for eg in found:
        check(components, eg)
        assert eg["own"] == {"n": 1}
        assert "_is_binary" not in eg


@pytest.mark.slow
@pytest.mark.parametrize("name", OPTIONS)
def test_long_texts_become_valid_tasks(trained, name):
    # The others would take four fifths of the time.
    with trained.select_pipes(enable=COMPONENTS.get(name, [])):
        components = call(name, trained, [{"text": LONG_TEXT}])
        [eg] = components["stream"]
    assert eg["text"] == LONG_TEXT
    check(components, eg)


@pytest.mark.parametrize("name", OPTIONS)
def test_empty_and_repeated_texts_are_left_out(trained, name):
    tasks = [{"text": TEXTS[0]}, {"text": ""}, {"other": 1}, {"text": TEXTS[0]}, {"text": TEXTS[2]}]
    stream = call(name, trained, tasks)["stream"]
    assert [eg["text"] for eg in stream] == [TEXTS[0], TEXTS[2]]
    assert list(call(name, trained, [])["stream"]) == []


@pytest.mark.parametrize("name", OPTIONS)
@pytest.mark.parametrize(
    "make",
    [iter, Stream.from_iterable, lambda tasks: (eg for eg in tasks)],
    ids=["iterator", "stream", "generator"],
)
def test_source_may_be_any_iterable(trained, name, make):
    stream = call(name, trained, make([make_task(TEXTS[0])]))["stream"]
    assert [eg["_input_hash"] for eg in stream] == [make_task(TEXTS[0])["_input_hash"]]


@pytest.mark.parametrize("name", [name for name in OPTIONS if name not in WITHOUT_PIPELINE])
def test_pipeline_may_be_passed_under_both_names(trained, name):
    for keyword in ("nlp", "spacy_model"):
        components = get_recipe(name)(
            "data", source=[{"text": TEXTS[0]}], **{keyword: trained}, **OPTIONS[name]
        )
        assert len(list(components["stream"])) == 1


@pytest.mark.parametrize("name", OPTIONS)
def test_missing_file_is_an_error(trained, name):
    with pytest.raises(LoaderError, match="Can't find file"):
        call(name, trained, "nothing.jsonl")


@pytest.mark.parametrize("name", OPTIONS)
def test_the_first_task_does_not_wait_for_many_others(trained, name):
    n_read = 0

    def count():
        nonlocal n_read
        for i in range(1000):
            n_read += 1
            yield {"text": f"Mira visited Oslo {i}."}

    stream = call(name, trained, count())["stream"]
    next(stream)
    assert n_read <= 11
    for _ in range(20):
        next(stream)
    assert n_read <= 31


@pytest.mark.parametrize("name", [name for name in OPTIONS if name not in WITHOUT_PIPELINE])
def test_unknown_pipeline_is_an_error(name):
    with pytest.raises(ProdigyError, match="pipeline 'no_such_pipeline'"):
        call(name, "no_such_pipeline", [])


@pytest.mark.parametrize("name", BINARY)
def test_strange_texts_are_matched(nlp, name, tmp_path):
    patterns = write_jsonl(tmp_path / "p.jsonl", [{"label": "A", "pattern": [{"lower": "mira"}]}])
    texts = [*STRANGE_TEXTS, LONG_TEXT]
    found = list(call(name, nlp, [{"text": text} for text in texts], patterns=patterns)["stream"])
    assert len(found) == 1 + 5264
    for eg in found[:10]:
        assert Validator("ner").check(eg) == []
        assert eg["_is_binary"] is True
