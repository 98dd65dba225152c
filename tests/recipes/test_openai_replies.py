"""Reading the replies of language models, and the examples of their prompts."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodigy.components.prompt_templates import get_template
from prodigy.errors import ProdigyError
from prodigy.recipes.parts.openai_examples import (
    FewShots,
    check_ner_example,
    check_textcat_example,
    read_examples,
)
from prodigy.recipes.parts.openai_replies import (
    find_entities,
    parse_entities,
    parse_fields,
    parse_labels,
    parse_reason,
    parse_verdict,
)

LABELS = ["person", "org"]


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        ("person: Ann, Bob\norg: ACME", {"person": ["Ann", "Bob"], "org": ["ACME"]}),
        ("PERSON: Ann\nOrg:", {"person": ["Ann"]}),
        ("Sure! Here they are:\n- **person**: \"Ann\", 'Bob'\n", {"person": ["Ann", "Bob"]}),
        ("person:\n- Ann\n- Bob\norg: none", {"person": ["Ann", "Bob"]}),
        ("1. person: Ann\n2) org: N/A.", {"person": ["Ann"]}),
        ("person : Ann,, Ann ,", {"person": ["Ann"]}),
        ("`person:` Ann", {"person": ["Ann"]}),
        ("place: Rome", {}),
        ("personal: Ann", {}),
        ("", {}),
        (":\n::\nperson", {}),
    ],
)
def test_entities_are_read_from_lines(response, expected):
    assert parse_entities(response, LABELS) == expected


def test_a_label_may_begin_with_another_one():
    response = "person: Ann\nperson:known: Bob"
    assert parse_entities(response, ["person", "person:known"]) == {
        "person": ["Ann"], "person:known": ["Bob"],
    }  # fmt: skip


@given(st.text(max_size=200))
def test_any_reply_can_be_read(text):
    parse_entities(text, ["a", "b*(", ""])
    parse_labels([text], LABELS)
    parse_verdict(text.splitlines())


def spans(nlp, text, **phrases):
    return [(s["text"], s["label"]) for s in find_entities(nlp(text), phrases)]


def test_every_occurrence_is_found_in_any_case(nlp):
    found = find_entities(nlp("ann saw Ann 🎉 ANN."), {"person": ["Ann"]})
    assert [(s["start"], s["end"], s["token_start"], s["token_end"]) for s in found] == [
        (0, 3, 0, 0), (8, 11, 2, 2), (14, 17, 4, 4),
    ]  # fmt: skip
    assert {s["text"] for s in found} == {"ann", "Ann", "ANN"}


def test_only_whole_tokens_are_marked(nlp):
    assert spans(nlp, "Annual talk of Ann", person=["Ann"]) == [("Ann", "person")]
    assert spans(nlp, "Ann", person=["nn"]) == []
    # What is too much at the edges is cut off.
    assert spans(nlp, "in New York-based", place=["New York-b"]) == [("New York-", "place")]


def test_the_longer_of_overlapping_entities_is_kept(nlp):
    assert spans(nlp, "New York Times", place=["New York"], org=["New York Times"]) == [
        ("New York Times", "org")
    ]


def test_an_entity_may_stand_on_two_lines(nlp):
    assert spans(nlp, "New\nYork", place=["New York"]) == [("New\nYork", "place")]


def test_letters_that_change_their_length_do_not_shift_offsets(nlp):
    assert spans(nlp, "İİİ ẞ and Ann", person=["ann"]) == [("Ann", "person")]


def test_labels_and_reasons_are_read():
    fields = parse_fields("Answer: B, a, c\nReason: It is\n so.\n", ["answer", "reason"])
    assert parse_labels(fields["answer"], ["a", "b"]) == ["a", "b"]
    assert parse_reason(fields) == "It is so."
    assert parse_reason({}) == ""


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["accept"], "accept"), (["**Accept**."], "accept"), (["No"], "reject"),
        (["Reject, since it is late"], "reject"), (["maybe"], None), ([""], None), ([], None),
    ],
)  # fmt: skip
def test_a_verdict_is_read(lines, expected):
    assert parse_verdict(lines) == expected


def test_own_prompts_have_all_that_they_are_given():
    examples = [{"text": "Eve", "entities": {"person": ["Eve"]}}]
    prompt = get_template(None, "openai_ner").render(
        {"text": "the text", "labels": LABELS, "examples": examples}
    )
    assert "person: Eve\norg:" in prompt
    assert prompt.endswith('"""\nthe text\n"""')
    examples = [{"text": "Eve", "answer": "person", "reason": "a name"}]
    for labels, exclusive in ((["x"], True), (LABELS, True), (LABELS, False)):
        values = {"text": "t", "labels": labels, "examples": examples}
        prompt = get_template(None, "openai_textcat").render(
            {**values, "exclusive_classes": exclusive}
        )
        assert "answer: person\nreason: a name" in prompt
        assert all(label in prompt for label in labels)


def test_the_newest_examples_are_used():
    shots = FewShots([{"n": 1}, {"n": 2}], 2, lambda eg: {"n": eg["n"]})
    assert shots.newest == [{"n": 1}, {"n": 2}]
    shots.take_answers([{"n": 3, "flagged": True, "_task_hash": 3}, {"n": 4, "_task_hash": 4}])
    assert shots.newest == [{"n": 2}, {"n": 3}]
    # The flag is taken back.
    shots.take_answers([{"n": 3, "_task_hash": 3}])
    assert shots.newest == [{"n": 1}, {"n": 2}]
    assert FewShots([{"n": 1}], 0, dict).newest == []
    with pytest.raises(ProdigyError, match="--max-examples"):
        FewShots([], -1, dict)


@pytest.mark.parametrize("name", ["e.yml", "e.yaml", "e.json", "e.jsonl"])
def test_examples_are_read_from_files(tmp_path, name):
    (tmp_path / name).write_text(
        {
            "e.json": '[{"text": "Ann", "entities": {"PERSON": ["Ann"]}}]',
            "e.jsonl": '{"text": "Ann", "entities": {"PERSON": ["Ann"]}}\n',
        }.get(name, "- text: Ann\n  entities:\n    PERSON: [Ann]\n")
    )
    assert read_examples(tmp_path / name, check_ner_example) == [
        {"text": "Ann", "entities": {"person": ["Ann"]}}
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ({"text": "x"}, "Expected a list"),
        ([1], "Example 1 in .* can't be used: it is no object"),
        ([{"text": "x", "entities": {}}, {"entities": {}}], 'Example 2 .* it has no "text"'),
        ([{"text": "x"}], 'it has no "entities"'),
        ([{"text": "x", "entities": {"A": "Ann"}}], "the entities of 'A' are no list"),
    ],
)
def test_examples_that_do_not_fit_are_named(tmp_path, content, problem):
    (tmp_path / "e.json").write_text(json.dumps(content))
    with pytest.raises(ProdigyError, match=problem):
        read_examples(tmp_path / "e.json", check_ner_example)


def test_files_of_examples_that_can_not_be_read_are_named(tmp_path):
    (tmp_path / "e.yml").write_text("- text: [")
    with pytest.raises(ProdigyError, match="Can't read the examples in"):
        read_examples(tmp_path / "e.yml", check_textcat_example)
    (tmp_path / "e.csv").write_text("a,b")
    with pytest.raises(ProdigyError, match="Can't read examples from 'e.csv'"):
        read_examples(tmp_path / "e.csv", check_textcat_example)
    with pytest.raises(ProdigyError, match="Can't find file"):
        read_examples(tmp_path / "missing.json", check_textcat_example)
