"""What annotators get to see, and what becomes of their answers."""

import json

from hypothesis import given
from hypothesis import strategies as st

from prodigy.components.preference import make_preference, set_preference_hashes
from prodigy.components.preference.blinding import hide_origins, restore_answer

TASK = set_preference_hashes(
    make_preference(
        {
            "prompt": "p",
            "responses": [
                {"id": "gpt", "content": "a", "model": "GPT-9", "meta": {"from": "openai"}},
                {"id": "llama", "content": "b", "model": "llama-7"},
                {"id": "same", "content": "a", "model": "other"},
            ],
            "meta": {"by": "the gpt-9 run", "topic": "x", "llama-7": 3},
            "score_gpt": 5,
            "id": "t1",
        }
    )
)


def test_nothing_tells_who_wrote_what():
    shown = json.dumps(hide_origins(TASK, "ann")).lower()
    assert not [word for word in ("gpt", "llama", "openai", "same", "score") if word in shown]
    assert hide_origins(TASK, "ann")["meta"] == {"topic": "x"}
    assert hide_origins(TASK, "ann")["id"] == "t1"


def test_each_annotator_has_an_order_that_stays():
    orders = {name: tuple(hide_origins(TASK, name)["order"]) for name in map(str, range(200))}
    assert len(set(orders.values())) == 6
    counts = [sum(order[0] == name for order in orders.values()) for name in orders["0"]]
    assert min(counts) > 40  # each is often the first one
    assert all(tuple(hide_origins(TASK, name)["order"]) == orders[name] for name in orders)


def test_the_order_of_the_source_makes_no_difference():
    turned = {**TASK, "responses": TASK["responses"][::-1]}
    first, second = (
        [row["content"] for row in hide_origins(task, "ann")["responses"]]
        for task in (TASK, turned)
    )
    assert first == second


def test_without_shuffling_the_order_is_that_of_the_source():
    shown = hide_origins(TASK, "ann", is_shuffled=False)
    assert [row["content"] for row in shown["responses"]] == ["a", "b", "a"]


@given(annotator=st.text(), chosen=st.integers(0, 2), is_tie=st.booleans())
def test_answers_get_back_what_was_hidden(annotator, chosen, is_tie):
    shown = hide_origins(TASK, annotator)
    names = [row["id"] for row in shown["responses"]]
    answer = {
        **shown,
        "preferred": None if is_tie else names[chosen],
        "tie": is_tie,
        "ratings": {names[0]: {"n": 1}, "*": {"m": 2}},
        "answer": "accept",
    }
    stored = restore_answer(answer, TASK)
    assert {key: stored[key] for key in TASK} == TASK
    assert sorted(stored["order"]) == ["gpt", "llama", "same"]
    by_content = {row["id"]: row["content"] for row in TASK["responses"]}
    if not is_tie:
        assert by_content[stored["preferred"]] == shown["responses"][chosen]["content"]
    assert stored["ratings"] == {stored["order"][0]: {"n": 1}, "*": {"m": 2}}


def test_programs_may_answer_by_the_names_of_the_data():
    answer = {**hide_origins(TASK, "ann"), "preferred": "gpt", "ratings": {"llama": {"n": 1}}}
    stored = restore_answer(answer, TASK)
    assert (stored["preferred"], stored["ratings"]) == ("gpt", {"llama": {"n": 1}})


def test_answers_to_other_tasks_are_not_mixed_up():
    other = set_preference_hashes(make_preference({"prompt": "q", "responses": ["a", "b"]}))
    assert restore_answer(hide_origins(other, "ann"), TASK) is None
    assert restore_answer({"responses": None}, TASK) is None


def test_what_is_reviewed_is_blind_too():
    version = {**TASK, "preferred": "gpt", "order": ["gpt", "llama", "same"], "sessions": ["a"]}
    shown = hide_origins({**version, "versions": [version]}, "ann", keeps_others=True)
    assert "GPT-9" not in json.dumps([shown["responses"], shown["versions"]])
    [part] = shown["versions"]
    assert part["preferred"] == shown["preferred"] != "gpt"
    assert part["responses"] == shown["responses"]


def test_ids_names_in_messages_and_other_keys_tell_nothing_either():
    rows = [
        {"role": "assistant", "name": "gpt", "model": "GPT-9", "content": "a", "own": "openai"},
        {"role": "tool", "name": "search", "content": "found"},
    ]
    task = {
        "prompt": "p",
        "id": "gpt-vs-Llama-1",
        "responses": [{"id": "x", "messages": rows}, {"id": "llama", "content": "b"}],
        "meta": {"LLAMA": 1, "run": "by gpt", "topic": "x"},
        "_systems": ["openai"],
    }
    shown = hide_origins(set_preference_hashes(make_preference(task)), "ann")
    text = json.dumps(shown).lower()
    assert not [word for word in ("gpt", "llama", "openai") if word in text]
    assert shown["meta"] == {"topic": "x"}
    [said] = [row["messages"] for row in shown["responses"] if "messages" in row]
    assert said == [
        {"role": "assistant", "content": "a"},
        {"role": "tool", "name": "search", "content": "found"},
    ]


def test_short_ids_and_numbers_are_no_names():
    rows = [{"id": name, "content": name} for name in ("a", "2024")]
    task = make_preference({"prompt": "p", "responses": rows, "meta": {"year": 2024, "by": "a"}})
    shown = hide_origins(set_preference_hashes(task), "ann")
    assert shown["meta"] == {"year": 2024, "by": "a"}
