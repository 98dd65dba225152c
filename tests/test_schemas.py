"""Schemas of tasks: the documented minimum of every interface, and readable problems."""

import pytest

from prodigy.components.validate import Validator, get_problems, validate
from prodigy.hashing import set_hashes
from prodigy.schemas import MODELS, VIEW_IDS, get_schema

TOKENS = [{"text": "Hi", "start": 0, "end": 2, "id": 0, "ws": False}]
SPANS = [{"start": 0, "end": 2, "token_start": 0, "token_end": 0, "label": "A"}]
IMAGE = "data:image/png;base64,AAAA"

# The keys that each interface needs besides the hashes.
MINIMUM = {
    "text": {"text": "Hi"},
    "html": {},
    "ner": {"text": "Hi"},
    "ner_manual": {"text": "Hi", "tokens": TOKENS},
    "spans": {"text": "Hi"},
    "spans_manual": {"text": "Hi", "tokens": TOKENS},
    "pos": {"text": "Hi"},
    "pos_manual": {"text": "Hi", "tokens": TOKENS},
    "relations": {"text": "Hi", "tokens": TOKENS},
    "dep": {"text": "Hi", "tokens": TOKENS, "arc": {"head": 0, "child": 0, "label": "ROOT"}},
    "classification": {},
    "image": {"image": IMAGE},
    "image_manual": {"image": IMAGE},
    "audio": {"audio": "a.mp3"},
    "audio_manual": {"video": "a.mp4"},
    "choice": {"options": [{"id": 1, "text": "one"}, {"id": "b"}]},
    "review": {"view_id": "choice", "versions": [{"text": "Hi", "sessions": ["a", "b"]}]},
    "diff": {"added": "a", "removed": "b"},
    "compare": {"accept": {"text": "a"}, "reject": {"text": "b"}},
    "text_input": {},
    "blocks": {},
    "llm_io": {},
    "pages": {"pages": [{"view_id": "text", "text": "Hi"}]},
    "context": {},
    "page_spans": {
        "text": "Hi",
        "tokens": [{**TOKENS[0], "boxes": [[1, 2, 3.5, 4]]}],
        "image": IMAGE,
        "width": 10,
        "height": 10,
    },
    "conversation": {"messages": [{"role": "user", "content": "Hi"}]},
    "preference": {"prompt": "Hi", "responses": [{"id": "a", "content": "Hello"}]},
}


def hash_task(**keys):
    return set_hashes(keys)


def test_schema_of_text_is_the_documented_one():
    assert get_schema("text") == {
        "title": "TextTask",
        "type": "object",
        "properties": {
            "meta": {"title": "Meta", "default": {}, "type": "object"},
            "_input_hash": {"title": " Input Hash", "type": "integer"},
            "_task_hash": {"title": " Task Hash", "type": "integer"},
            "_view_id": {"title": " View Id", "enum": list(VIEW_IDS)},
            "_session_id": {"title": " Session Id", "type": "string"},
            "text": {"title": "Text", "type": "string"},
        },
        "required": ["_input_hash", "_task_hash", "text"],
    }


def test_every_interface_has_a_schema_and_an_example_here():
    assert set(MODELS) == set(VIEW_IDS) == set(MINIMUM)
    assert len({get_schema(view_id)["title"] for view_id in VIEW_IDS}) == len(VIEW_IDS)


def test_video_is_audio():
    assert get_schema("video_manual") == get_schema("audio_manual")


def test_model_is_returned_on_request():
    assert get_schema("text", json=False).__name__ == "TextTask"


def test_unknown_interface_lists_the_known_ones():
    with pytest.raises(ValueError, match="Did you mean 'ner_manual'.*relations"):
        get_schema("ner_manuel")
    with pytest.raises(ValueError):
        Validator("nope")


@pytest.mark.parametrize("view_id", VIEW_IDS)
def test_minimum_is_enough_and_more_is_fine(view_id):
    task = hash_task(**MINIMUM[view_id])
    assert Validator(view_id).check(task) == []
    assert Validator(view_id).check({**task, "anything": {"else": [1]}, "_session_id": None}) == []


@pytest.mark.parametrize(
    ("view_id", "key"),
    # Of the two keys of diff, one is enough.
    [(view_id, key) for view_id in VIEW_IDS for key in MINIMUM[view_id] if view_id != "diff"],
)
def test_less_than_the_minimum_is_named(view_id, key):
    task = hash_task(**MINIMUM[view_id])
    del task[key]
    (problem,) = Validator(view_id).check(task)
    assert key in problem
    assert "missing" in problem


def test_documented_schema_requires_what_the_check_requires():
    alternatives = {"dep": {"arc"}, "audio": {"audio"}, "audio_manual": {"video"},
                    "diff": {"added", "removed"}}  # fmt: skip
    for view_id in VIEW_IDS:
        expected = {"_input_hash", "_task_hash", *MINIMUM[view_id]} - alternatives.get(
            view_id, set()
        )
        assert set(get_schema(view_id)["required"]) == expected


@pytest.mark.parametrize("view_id", ["ner", "spans", "pos"])
def test_read_only_text_may_have_nothing_to_highlight(view_id):
    assert Validator(view_id).check(hash_task(text="Hi")) == []
    assert Validator(view_id).check(hash_task(text="Hi", spans=[{"start": 0}])) != []


def test_meta_may_be_null():
    assert Validator("text").check(hash_task(text="Hi", meta=None)) == []


def test_hashes_are_required():
    assert Validator("text").check({"text": "a"}) == [
        "_input_hash: is missing",
        "_task_hash: is missing",
    ]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"text": 3}, "text: input should be a valid string, found 3"),
        ({"tokens": "Hi"}, "tokens: input should be a valid list, found 'Hi'"),
        ({"tokens": [{"text": "Hi"}]}, "tokens[0].start: is missing"),
        (
            {"spans": [{"start": "0", "end": 2}]},
            "spans[0].start: input should be a valid integer, found '0'",
        ),
        ({"meta": "x"}, "meta: input should be a valid dictionary, found 'x'"),
    ],
)
def test_problems_say_where_and_what(change, problem):
    task = hash_task(**{**MINIMUM["ner_manual"], **change})
    assert problem in Validator("ner_manual").check(task)


def test_tuples_are_lists():
    task = hash_task(text="Hi", tokens=tuple(TOKENS), spans=tuple(SPANS))
    assert Validator("ner_manual").check(task) == []


def test_task_may_choose_its_own_interface():
    task = hash_task(**MINIMUM["choice"], config={"view_id": "choice"})
    assert Validator("ner_manual").check(task) == []
    task["config"]["view_id"] = "nope"
    assert "There is no interface 'nope'" in Validator("ner_manual").check(task)[0]


def test_things_that_are_no_task_are_named():
    assert Validator("text").check([1]) == ["expected a dict, found list"]


def test_many_problems_are_cut_short():
    tokens = [{"text": "Hi", "start": "0", "end": 2, "id": 0}] * 50
    problems = Validator("ner_manual").check(hash_task(text="Hi", tokens=tokens))
    assert len(problems) == 11
    assert problems[-1] == "and 40 more"


def test_validate_returns_good_data_and_raises_on_bad():
    model = get_schema("text", json=False)
    task = hash_task(text="a")
    assert validate(model, task) is task
    with pytest.raises(ValueError, match="(?s)Bad task\n- text: is missing"):
        validate(model, {"_input_hash": 1, "_task_hash": 2}, error_msg="Bad task")


def test_checking_changes_nothing():
    task = hash_task(**MINIMUM["ner_manual"])
    before = repr(task)
    get_problems(get_schema("ner_manual", json=False), task)
    assert repr(task) == before


@pytest.mark.parametrize(
    ("view_id", "task"),
    [
        ("choice", {"options": [{"id": 1.0, "text": 5}, {"id": 2.5, "text": "b"}]}),
        ("choice", {"options": [{"id": "a"}], "label": 3}),
        ("classification", {"text": "Hi", "label": 5}),
        ("ner", {"text": "Hi", "spans": [{**SPANS[0], "label": 1}]}),
        ("ner_manual", {"text": "Hi", "tokens": TOKENS, "spans": [{**SPANS[0], "end": 2.0}]}),
        ("ner_manual", {"text": "Hi", "tokens": [{**TOKENS[0], "id": 0.0, "start": 0.0}]}),
        ("text", {"text": "Hi", "meta": {"score": float("nan")}}),
    ],
)
def test_numbers_may_be_written_as_data_frames_do(view_id, task):
    assert Validator(view_id).check(hash_task(**task)) == []


@pytest.mark.parametrize(
    ("view_id", "task", "problem"),
    [
        ("choice", {"options": [{"id": True}]}, "options[0].id"),
        ("classification", {"text": "Hi", "label": ["A"]}, "label"),
        ("blocks", {"steps": [{"view_id": "text"}]}, "steps[0]"),
        ("blocks", {"steps": [[{"view_id": "text"}, {"text": "Hi"}]]}, "steps[0][1].view_id"),
        ("ner", {"text": "Hi", "spans": [{**SPANS[0], "end": 1.5}]}, "spans[0].end"),
        ("ner", {"text": "Hi", "spans": [{**SPANS[0], "end": float("nan")}]}, "spans[0].end"),
    ],
)
def test_other_numbers_are_still_wrong(view_id, task, problem):
    assert any(problem in text for text in Validator(view_id).check(hash_task(**task)))


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        ({"view_id": "text", "text": "a"}, None),
        ({"view_id": "ner_manual", "text": "Hi", "tokens": TOKENS, "spans": []}, None),
        ({"view_id": "pages", "pages": []}, None),
        ({"view_id": "blocks", "config": {"blocks": [{"view_id": "text"}]}}, None),
        ({"view_id": "html", "a": 1, "config": {"html_template": "{{a}}"}}, None),
        ({"view_id": "text", "config": {"view_id": "choice"}}, "pages[1].options: is missing"),
        ({"view_id": "ner_manual", "text": "Hi", "tokens": TOKENS, "spans": [None]}, "spans[0]: "),
        ({"view_id": "ner_manual", "text": "a", "tokens": [5]}, "pages[1].tokens[0]: "),
        ({"view_id": "choice", "text": "a", "options": [{"id": 1}, {"id": 1}]}, "two have the id"),
        ({"view_id": "nonsense"}, "pages[1].view_id: "),
    ],
)
def test_each_page_fits_its_own_interface(page, problem):
    task = {"pages": [{"view_id": "text", "text": "b"}, page], "_input_hash": 1, "_task_hash": 2}
    found = Validator("pages").check(task)
    assert (not found) if problem is None else problem in "; ".join(found)
