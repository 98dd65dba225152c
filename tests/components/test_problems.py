"""The policy for tasks with something wrong: left out or mended, counted, and named."""

from copy import deepcopy

import pytest

from prodigy.components.answer_health import find_wrong
from prodigy.components.preprocess import add_tokens
from prodigy.components.printers import format_example
from prodigy.components.problems import MAX_TOLD, Problems
from prodigy.components.stream import Stream, get_stream
from prodigy.components.task_checks import check_texts
from prodigy.components.validate import Validator
from prodigy.errors import StreamError
from prodigy.hashing import set_hashes
from prodigy.io.places import Place, PlacedTask, get_place
from tests.retyped import retype

TEXT = "Mira visited Oslo"
TOKENS = [
    {"text": "Mira", "start": 0, "end": 4, "id": 0},
    {"text": "visited", "start": 5, "end": 12, "id": 1},
    {"text": "Oslo", "start": 13, "end": 17, "id": 2},
]
SPAN = {"start": 0, "end": 4, "label": "PER"}


def said(capsys):
    return " ".join(capsys.readouterr().err.split())


def check(task):
    problems = Problems(is_strict=False)
    return list(check_texts([task], problems)), problems


def span(**changes):
    return {"text": TEXT, "spans": [{**SPAN, **changes}]}


@pytest.mark.parametrize(
    ("task", "what"),
    [
        ({"text": 5}, "found int 5"),
        ({"text": ["a"]}, "found list"),
        ({"text": TEXT, "meta": "page 3"}, "meta: expected an object, found str 'page 3'"),
        ({"text": TEXT, "config": []}, "config: expected an object"),
        ({"text": TEXT, "spans": {"start": 0}}, "spans: expected a list"),
        ({"text": TEXT, "spans": ["Mira"]}, "spans[0]: expected an object"),
        (span(start="0"), "spans[0].start: expected a whole number, found str '0'"),
        (span(end=None), "spans[0].end"),
        (span(start=True), "spans[0].start"),
        (span(end=float("nan")), "spans[0].end"),
        (span(start=-1), "spans[0].start"),
        (span(end=99), "ends after the text, which has 17 characters"),
        (span(start=4), "is empty or ends before it starts"),
        (span(label=["PER"]), "spans[0].label"),
        (span(text="Oslo"), 'says that its text is "Oslo"'),
        ({"text": TEXT, "tokens": "Mira visited"}, "Can't use the tokens"),
        ({"text": TEXT, "tokens": [{"text": "Mira"}]}, "Can't use the tokens"),
        ({"text": TEXT, "tokens": [{**TOKENS[0], "id": [0]}]}, "found the id list"),
        ({"text": TEXT, "tokens": [{**TOKENS[0], "id": "0"}]}, "found the id str"),
        ({**span(token_start=1, token_end=1), "tokens": TOKENS}, "go from 5 to 12"),
        ({**span(token_start=0, token_end=9), "tokens": TOKENS}, "there is no such token"),
        ({"text": TEXT, "options": [{"id": 1}, {"id": "1"}]}, "two have the id '1'"),
        ({"text": TEXT, "options": ["A"]}, "options: expected a list of objects"),
        ({"text": TEXT, "accept": "A"}, "accept: expected a list"),
        ({"text": TEXT, "tokens": TOKENS, "relations": [{"head": 0, "child": 7}]}, "no token 7"),
        ({"text": TEXT, "relations": [{"head": "0", "child": 1}]}, "relations[0].head"),
    ],
)
def test_what_cannot_be_understood_is_left_out_and_named(task, what):
    kept, problems = check(task)
    assert kept == [] and problems.n_skipped == 1
    assert what in problems.first[0].what


@pytest.mark.parametrize(
    "task",
    [
        {"text": TEXT},
        {"text": TEXT, "meta": None, "spans": None, "tokens": None, "options": None},
        span(),
        span(text="Mira "),
        span(label=None),
        {"text": TEXT, "tokens": [{**token, "text": token["text"].lower()} for token in TOKENS]},
        {**span(token_start=0, token_end=0), "tokens": TOKENS},
        {"text": TEXT, "spans": [{"label": "A", "points": [[1, 2]]}]},
        {"text": TEXT, "spans": [SPAN, {**SPAN, "label": "ORG"}]},
    ],
)
def test_good_tasks_stay_as_they_are(task):
    kept, problems = check(dict(task))
    assert kept == [task] and problems.total == 0


def test_what_cannot_be_misunderstood_is_mended(capsys):
    task = {"text": TEXT, "spans": [SPAN, {**SPAN, "start": 0.0}]}
    [eg], problems = check(task)
    assert eg["spans"] == [SPAN] and problems.n_mended == 1
    [eg], _ = check({"text": TEXT, "tokens": [{**token, "id": 0} for token in TOKENS]})
    assert "tokens" not in eg
    assert "Two tokens have the id 0" in said(capsys)
    [eg], _ = check({"text": TEXT, "tokens": [{**TOKENS[0], "text": "Rome"}], "spans": [SPAN]})
    assert "tokens" not in eg and eg["spans"] == [SPAN]
    assert "tokens anew" in said(capsys)


def test_hashes_that_are_no_numbers_are_made_anew(capsys):
    [eg] = get_stream([{"text": TEXT, "_input_hash": "abc", "_task_hash": 1.5}])
    assert type(eg["_input_hash"]) is int and type(eg["_task_hash"]) is int
    assert "Task 1 of the stream: _input_hash is no hash: 'abc'. It is made" in said(capsys)


def test_each_misfit_has_a_line_up_to_a_limit_then_only_a_count(capsys):
    problems = Problems(is_strict=False)
    for i in range(MAX_TOLD + 30):
        problems.skip(PlacedTask({}, Place("a.jsonl", i)), "It is odd")
    problems.sum_up()
    problems.sum_up()
    err = said(capsys)
    assert err.count("It is odd. The task is left out.") == MAX_TOLD
    assert err.count(f"{MAX_TOLD + 30} left out") == 1


def test_settings_make_misfits_errors(monkeypatch):
    monkeypatch.setenv("PRODIGY_CONFIG_OVERRIDES", '{"skip_invalid": false}')
    with pytest.raises(StreamError, match="line 3 of a.jsonl"):
        Problems().skip(PlacedTask({}, Place("a.jsonl", 3)), "It is odd")


def test_places_survive_functions_that_copy(jsonl):
    path = jsonl([{"text": "a"}, {"text": "b"}, {"text": "c"}])

    def copy_one(stream):
        for eg in stream:
            yield {**eg, "new": 1}

    def copy_all(stream):
        yield from [dict(eg) for eg in stream]

    def double(stream):
        for eg in stream:
            yield from ({**eg, "label": label} for label in "AB")

    for wrapper, numbers in (
        (copy_one, [1, 2, 3]),
        (copy_all, [1, 2, 3]),
        (double, [1, 1, 2, 2, 3, 3]),
    ):
        stream = get_stream(path).apply(wrapper)
        assert [get_place(eg).number for eg in stream] == numbers


def test_places_survive_the_splitting_of_sentences(jsonl):
    import spacy

    from prodigy.components.preprocess import split_sentences

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    stream = get_stream(jsonl([{"text": "One. Two."}, {"text": "Three."}]))
    stream.apply(split_sentences, nlp=nlp, stream=stream)
    assert [get_place(eg).number for eg in stream] == [1, 1, 2]


def test_skipping_is_what_add_tokens_does_if_it_is_asked_to(nlp, capsys):
    tasks = [{"text": TEXT, "spans": [{"start": 1, "end": 4}]}, {"text": "fine"}]
    with pytest.raises(ValueError, match="task 1 of the stream"):
        list(Stream.from_iterable(tasks).apply(add_tokens, nlp=nlp))
    assert [eg["text"] for eg in add_tokens(nlp, tasks, skip=True)] == ["fine"]
    assert "1 left out" in said(capsys)


def test_broken_lines_are_errors_if_nothing_is_to_be_skipped(tmp_path):
    path = tmp_path / "data.jsonl"
    path.write_text('{"text": "a"}\nbroken\n')
    assert [eg["text"] for eg in get_stream(path)] == ["a"]
    with pytest.raises(StreamError, match="line 2"):
        list(get_stream(path, skip_invalid=False))


def test_huge_numbers_are_no_error_of_ours():
    eg = {"text": 5, "n": 10**400, "options": [{"id": "A", "text": "A"}]}
    assert Validator("choice").check(set_hashes(eg))[0].startswith("text:")


TOKEN_SPAN = {**SPAN, "token_start": 0, "token_end": 0}
TASKS = {
    "ner_manual": {"text": TEXT, "tokens": TOKENS, "spans": [TOKEN_SPAN], "meta": {"a": 1}},
    "relations": {
        "text": TEXT,
        "tokens": TOKENS,
        "relations": [
            {"head": 0, "child": 1, "label": "A", "head_span": TOKEN_SPAN, "child_span": SPAN}
        ],
    },
    "choice": {"text": TEXT, "options": [{"id": "A", "text": "a"}], "accept": ["A"]},
    "pages": {"pages": [{"view_id": "ner_manual", "text": TEXT, "tokens": TOKENS[:1]}]},
    "image_manual": {
        "image": "a.png",
        "width": 9,
        "height": 9,
        "spans": [{"points": [[1, 1], [2, 2], [1, 3]], "label": "A", "type": "polygon"}],
    },
    "audio_manual": {"audio": "a.wav", "audio_spans": [{"start": 0.1, "end": 1, "label": "A"}]},
}


@pytest.mark.parametrize("view_id", TASKS)
def test_whatever_stands_in_a_task_is_named_and_breaks_nothing(view_id):
    answer = {"answer": "accept", "_view_id": view_id, "_annotator_id": "a", "_timestamp": 1}
    for eg in retype(set_hashes({**TASKS[view_id], **answer})):
        kept, problems = check(deepcopy(eg))
        assert len(kept) + problems.n_skipped == 1
        Validator(view_id).check(deepcopy(eg))
        assert format_example(eg)
        for kind, what in find_wrong(deepcopy(eg), eg.get("_input_hash"), eg.get("_task_hash")):
            assert kind and what
