"""Different tasks with the same hash: none is dropped, merged, skipped or overwritten.

The pairs below were found by trying. In the property tests, hashes have three bits, so that
everything has the hash of something else.
"""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodigy import hashing
from prodigy.components.db import connect
from prodigy.components.db.known import find_known
from prodigy.components.filters import filter_duplicates, filter_inputs, filter_seen_before
from prodigy.components.metrics.annotations import collect_annotations
from prodigy.components.session import Session
from prodigy.components.stream import get_stream
from prodigy.core import Controller
from prodigy.hashing import get_task_key, set_hashes
from prodigy.models.rounds import ask_in_rounds
from prodigy.models.spans import merge_spans
from prodigy.recipes.ner_silver import TextAnswers
from prodigy.recipes.parts.dataset_progress import count_by_interval
from prodigy.recipes.review import filter_auto_accept_stream, get_review_stream
from prodigy.training.merging import MergedRows

PAIRS = [
    ("Headline 8011", "Headline 60417"),
    ("Headline 39181", "Headline 103938"),
    ("Headline 54170", "Headline 159388"),
]
ONE, OTHER = PAIRS[0]
TEXTS = [text for pair in PAIRS for text in pair]
SPAN = {"start": 0, "end": 8, "label": "A"}
Task = dict[str, Any]


def make_tasks(texts: list[str] = TEXTS, **extra: Any) -> list[Task]:
    """The label makes the question the same: without it, the text is a part of the question."""
    return [{"text": text, "label": "A", **extra} for text in texts]


def start(stream: Any, **components: Any) -> Controller:
    defaults = {"dataset": "data", "view_id": "text", "stream": get_stream(stream)}
    return Controller.from_components("test", {**defaults, **components})


def answer(tasks: list[Task], **changes: Any) -> list[Task]:
    """What a browser sends: what it got, through JSON, with changes."""
    return [json.loads(json.dumps({**task, "answer": "accept", **changes})) for task in tasks]


def annotate(ctrl: Controller, *names: str | None, limit: int = 10_000) -> list[Task]:
    """Let sessions take turns until nothing is left. RETURNS (List[dict]): What they were asked."""
    asked: list[Task] = []
    names = names or (None,)
    is_busy = True
    while is_busy and len(asked) < limit:
        is_busy = False
        for name in names:
            session_id = ctrl.get_session_name(name) if name else None
            if tasks := ctrl.get_questions(session_id):
                is_busy = True
                asked.extend(tasks)
                ctrl.receive_answers(answer(tasks), session_id)
    return asked


def texts(tasks: list[Task]) -> list[str]:
    return [task["text"] for task in tasks]


def stored(name: str = "data") -> list[Task]:
    return connect().get_dataset_examples(name)


def test_the_pairs_have_the_same_hashes() -> None:
    for pair in PAIRS:
        one, other = map(set_hashes, make_tasks(list(pair)))
        assert one["_input_hash"] == other["_input_hash"]
        assert one["_task_hash"] == other["_task_hash"]


# Loading ----------------------------------------------------------------------------------------


def test_dedup_keeps_different_texts_and_drops_equal_ones() -> None:
    tasks = make_tasks([*TEXTS, *TEXTS])
    assert texts(list(get_stream(tasks, dedup=True))) == TEXTS


@pytest.mark.parametrize("by", [(True, False), (False, True), (True, True)])
def test_filter_duplicates_looks_at_the_content(by: tuple[bool, bool]) -> None:
    tasks = make_tasks([ONE, OTHER, ONE])
    assert texts(list(filter_duplicates(tasks, *by))) == [ONE, OTHER]


@pytest.mark.parametrize("by", ["input", "task"])
def test_filter_seen_before_looks_at_the_content(by: str) -> None:
    seen = answer([set_hashes({"text": ONE, "label": "A"})])
    stream = make_tasks([ONE, OTHER])
    assert texts(list(filter_seen_before(stream, seen, exclude_by=by))) == [OTHER]


def test_mere_hashes_drop_by_hash_and_identities_by_content() -> None:
    [one] = map(set_hashes, make_tasks([ONE]))
    connect().add_examples([one], datasets=["data"])
    hashes = connect().get_input_hashes("data")
    assert texts(list(filter_inputs(make_tasks([ONE, OTHER]), hashes))) == []
    known = find_known(connect(), ["data"], "input")
    assert texts(list(filter_inputs(make_tasks([ONE, OTHER]), known))) == [OTHER]


def test_hashes_of_a_rule_of_ones_own_are_trusted() -> None:
    tasks = [{"text": f"version {i} of {i % 2}", "doc": i % 2} for i in range(4)]
    hashed = [set_hashes(eg, input_keys=("doc",), task_keys=("doc",)) for eg in tasks]
    assert len(list(filter_duplicates(hashed, by_input=True))) == 2
    assert len(annotate(start(hashed, config={"exclude_by": "input"}))) == 2
    assert annotate(start(hashed, config={"exclude_by": "input"})) == []


def test_tasks_that_a_recipe_changes_after_hashing_are_told_apart() -> None:
    def decorate(stream: Iterator[Task]) -> Iterator[Task]:
        for eg in stream:
            yield {**eg, "html": f"<b>{eg['text']}</b>", "options": [{"id": "A", "text": "A"}]}

    stream = get_stream(make_tasks())
    stream.apply(decorate)
    ctrl = start(stream)
    assert texts(annotate(ctrl)) == TEXTS


# Asking and storing -----------------------------------------------------------------------------


@pytest.mark.parametrize("exclude_by", ["input", "task"])
@pytest.mark.parametrize("overlap", [False, True])
def test_every_text_is_asked_and_stored_once(exclude_by: str, overlap: bool) -> None:
    config = {"exclude_by": exclude_by, "feed_overlap": overlap, "batch_size": 2}
    names = ["alex", "jo"]
    asked = Counter(texts(annotate(start(make_tasks(), config=config), *names)))
    assert asked == Counter(TEXTS * (2 if overlap else 1))
    assert Counter(texts(stored())) == asked
    # After a restart nobody is asked again, in whatever order the tasks come.
    again = start(make_tasks(TEXTS[::-1]), config=config)
    assert annotate(again, *names) == []


@pytest.mark.parametrize("exclude_by", ["input", "task"])
@pytest.mark.parametrize("overlap", [False, True])
def test_what_only_shares_its_hash_with_an_answer_is_asked(exclude_by: str, overlap: bool) -> None:
    config = {"exclude_by": exclude_by, "feed_overlap": overlap}
    annotate(start(make_tasks([ONE]), config=config), "alex")
    assert texts(annotate(start(make_tasks([ONE, OTHER]), config=config), "alex")) == [OTHER]
    assert sorted(texts(stored())) == sorted([ONE, OTHER])


@pytest.mark.parametrize("exclude_by", ["input", "task"])
def test_examples_that_were_imported_are_looked_at(exclude_by: str) -> None:
    tasks = [set_hashes(eg) for eg in make_tasks([ONE])]
    connect().add_examples(answer(tasks), datasets=["other"])
    ctrl = start(make_tasks([ONE, OTHER]), exclude=["other"], config={"exclude_by": exclude_by})
    assert texts(annotate(ctrl)) == [OTHER]


def test_old_files_are_opened_as_they_are_and_looked_at() -> None:
    annotate(start(make_tasks([ONE])))
    db = connect()
    db.db.execute_sql("DROP TABLE prodigy_identity")
    db._has_identities = False
    before = db.db.execute_sql("SELECT * FROM example").fetchall()
    assert texts(annotate(start(make_tasks([ONE, OTHER])))) == [OTHER]
    after = db.db.execute_sql("SELECT * FROM example ORDER BY id").fetchall()
    assert after[: len(before)] == before


def test_an_id_that_another_program_gives_again_is_another_example() -> None:
    annotate(start(make_tasks([ONE])))
    db = connect()
    [row] = map(set_hashes, make_tasks(["Another text"]))
    db.db.execute_sql(
        "UPDATE example SET input_hash = ?, task_hash = ?, content = ?",
        (row["_input_hash"], row["_task_hash"], json.dumps(row)),
    )
    assert texts(annotate(start(make_tasks(["Another text", ONE])))) == [ONE]


def test_the_browser_holds_one_of_two_with_the_same_hash() -> None:
    ctrl = start(make_tasks([ONE, OTHER]), config={"batch_size": 1})
    [first] = ctrl.get_questions()
    [second] = ctrl.get_questions(excludes=[first["_task_hash"]])
    assert texts([first, second]) == [ONE, OTHER]
    assert first["_task_hash"] == second["_task_hash"]
    assert get_task_key(first) != get_task_key(second)
    assert ctrl.get_questions(excludes=[first["_task_hash"]]) == []
    assert texts(list(ctrl.get_questions())) == [ONE]


def test_a_script_that_only_knows_hashes_gets_every_task_once() -> None:
    ctrl = start(make_tasks(), config={"batch_size": 2})
    assert texts([eg for batch in ctrl.queue for eg in batch]) == TEXTS


def test_only_the_second_of_two_with_the_same_hash_is_marked() -> None:
    tasks = make_tasks([ONE, "another", OTHER, ONE])
    asked = annotate(start(tasks))
    assert ["_task_digest" in task for task in asked] == [False, False, True]
    assert all("_task_digest" not in task for task in tasks)


@pytest.mark.parametrize("restart", [False, True])
def test_an_edit_after_sending_replaces_its_own_answer(restart: bool) -> None:
    tasks = make_tasks([ONE, OTHER], spans=[], tokens=[])
    ctrl = start(tasks, view_id="ner_manual")
    asked = ctrl.get_questions()
    ctrl.receive_answers(answer(asked))
    if restart:
        ctrl = start(tasks, view_id="ner_manual", get_session_id=lambda: ctrl.session_id)
    for number in (1, 0):
        spans = [{"start": 0, "end": number + 1, "label": "A"}]
        ctrl.receive_answers(answer([asked[number]], spans=spans))
    assert [(eg["text"], eg["spans"][0]["end"]) for eg in stored()] == [(ONE, 1), (OTHER, 2)]
    assert ctrl.db.count_dataset("data") == 2


@pytest.mark.parametrize(
    ("view_id", "task", "first", "second"),
    [
        (
            "ner_manual",
            {"spans": [], "tokens": []},
            {"spans": [{"start": 0, "end": 8, "label": "A"}]},
            {},
        ),
        ("choice", {"options": [{"id": 1, "text": "a"}]}, {"accept": [1]}, {"accept": []}),
        ("text_input", {"field_rows": 2}, {"user_input": "a"}, {"user_input": "b"}),
        ("text_input", {}, {"text": "rewritten in place"}, {"text": "and again"}),
    ],
)
def test_an_answer_is_known_whatever_is_changed(
    view_id: str, task: Task, first: Task, second: Task
) -> None:
    tasks = make_tasks(TEXTS, **task)
    ctrl = start(tasks, view_id=view_id)
    asked = ctrl.get_questions()
    ctrl.receive_answers(answer(asked, **first))
    ctrl.receive_answers(answer(asked[:3], **second))
    assert ctrl.db.count_dataset("data") == len(TEXTS)
    assert annotate(start(tasks, view_id=view_id)) == []


def test_recordings_are_told_apart_by_what_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    # They are hashed with everything that is in the task, which answers don't show any more.
    monkeypatch.setattr(hashing, "hash_string", lambda text: 7)
    tasks = [{"audio": f"{i}.mp3", "transcript": ""} for i in range(3)]
    ctrl = start(tasks, view_id="audio_manual")
    asked = ctrl.get_questions()
    ctrl.receive_answers(answer(asked, audio_spans=[], transcript="first"))
    ctrl.receive_answers(answer(asked[1:2], audio_spans=[], transcript="changed"))
    assert [eg["transcript"] for eg in stored()] == ["first", "changed", "first"]
    assert annotate(start(tasks, view_id="audio_manual")) == []


def test_before_db_may_change_what_hashes_were_made_of() -> None:
    def shorten(examples: list[Task]) -> list[Task]:
        return [{**eg, "text": "-"} for eg in reversed(examples)]

    annotate(start(make_tasks([ONE]), before_db=shorten))
    assert texts(annotate(start(make_tasks([ONE, OTHER]), before_db=shorten))) == [OTHER]


def test_answer_history_keeps_both(monkeypatch: pytest.MonkeyPatch) -> None:
    ctrl = start(make_tasks([ONE, OTHER]), config={"keep_answer_history": True})
    asked = ctrl.get_questions()
    for _ in range(2):
        ctrl.receive_answers(answer(asked))
    assert Counter(texts(stored())) == {ONE: 2, OTHER: 2}


def test_answers_without_marks_are_told_apart_by_their_texts() -> None:
    db = connect()
    batch = [set_hashes(eg) for eg in make_tasks([ONE, OTHER, ONE])]
    result = db.save_answers(answer(batch), "data", "data-alex")
    assert (result.n_new, result.n_replaced) == (2, 1)
    result = db.save_answers(answer(batch[:2], answer="reject"), "data", "data-alex")
    assert (result.n_new, result.n_replaced) == (0, 2)
    assert [(eg["text"], eg["answer"]) for eg in stored()] == [(ONE, "reject"), (OTHER, "reject")]


def test_a_session_tells_tasks_with_the_same_hash_apart() -> None:
    one, other = map(set_hashes, make_tasks([ONE, OTHER]))
    session = Session("s", [])
    session.receive_answers([one])
    for by in ("input", "task"):
        assert session.is_seen(one, by) and not session.is_seen(other, by)


def test_tasks_that_go_round_are_marked_alike() -> None:
    done: set[str] = set()

    def go_round() -> Iterator[Task]:
        while len(done) < 2:
            yield from make_tasks([ONE, OTHER])

    def everybody(ctrl: Controller, session_id: str, item: Task) -> list[str]:
        return [ctrl.get_session_name(name) for name in ("alex", "jo")]

    ctrl = start(
        go_round(),
        task_router=everybody,
        update=lambda answers: done.update(texts(answers)),
        config={"batch_size": 1},
    )
    asked = annotate(ctrl, "alex", "jo", limit=8)
    assert Counter(texts(asked)) == {ONE: 2, OTHER: 2}
    assert len({get_task_key(task) for task in asked}) == 2


# What is made of answers ------------------------------------------------------------------------


def make_answers(*texts: str, session: str = "a", **extra: Any) -> list[Task]:
    keys = {"_view_id": "ner_manual", "_session_id": session, "_timestamp": 1, "answer": "accept"}
    return [{**set_hashes(eg), **keys, **extra} for eg in make_tasks(list(texts), spans=[])]


@pytest.mark.parametrize("view_id", ["ner_manual", "classification"])
def test_review_shows_two_tasks(view_id: str) -> None:
    answers = [
        eg for name in ("a", "b") for eg in make_answers(ONE, OTHER, session=name, _view_id=view_id)
    ]
    items = list(get_review_stream({"data": answers}))
    assert [(eg["text"], eg["versions"][0]["sessions"]) for eg in items] == [
        (ONE, ["a", "b"]),
        (OTHER, ["a", "b"]),
    ]
    assert texts(annotate(start(items, view_id="review", config={"exclude_by": "input"}))) == [
        ONE,
        OTHER,
    ]


def test_review_accepts_both_by_itself() -> None:
    answers = [eg for name in ("a", "b") for eg in make_answers(ONE, OTHER, session=name)]
    for _ in range(2):
        items = get_review_stream({"data": answers})
        assert list(filter_auto_accept_stream(items, connect(), "final")) == []
    assert texts(stored("final")) == [ONE, OTHER]


def test_agreement_is_measured_for_each_text() -> None:
    answers = [eg for name in ("a", "b") for eg in make_answers(ONE, OTHER, session=name)]
    found = collect_annotations(answers)
    assert [[eg["text"] for eg in own.values()] for own in found.by_input.values()] == [
        [ONE, ONE],
        [OTHER, OTHER],
    ]


def test_training_uses_both_texts() -> None:
    connect().add_examples(make_answers(ONE, OTHER), datasets=["data"])
    merged = MergedRows(connect(), {"ner": (["data"], [])}, eval_split=0.5)
    assert [len(group.rows) for group in merged.groups] == [1, 1]
    assert {group.side for group in merged.groups} == {"training", "evaluation"}


def test_spans_of_different_texts_are_not_merged() -> None:
    answers = make_answers(ONE, OTHER)
    assert texts(merge_spans([{**eg, "spans": [SPAN]} for eg in answers])) == [ONE, OTHER]


def test_silver_answers_belong_to_their_text() -> None:
    answers = TextAnswers(make_answers(ONE, OTHER, ONE))
    assert [texts(own) for own in answers] == [[ONE, ONE], [OTHER]]
    assert texts(answers.find({"text": OTHER})) == [OTHER]


def test_progress_counts_different_texts() -> None:
    examples = [(eg, 0) for eg in make_answers(ONE, OTHER, ONE)]
    [row] = count_by_interval(examples)
    assert (row.total, row.total_unique) == (3, 2)


def test_questions_of_a_model_are_told_apart_from_answered_ones() -> None:
    connect().add_examples(make_answers(ONE), datasets=["data"])
    tasks = [set_hashes(eg) for eg in make_tasks([ONE, OTHER], spans=[])]
    predict = [(0.5, eg) for eg in tasks]
    asked = ask_in_rounds(
        tasks, lambda stream: predict, seen=find_known(connect(), ["data"], "task")
    )
    assert texts(list(asked)) == [OTHER]


def test_commands_copy_both(jsonl: Any, run_cli: Any) -> None:
    path = jsonl(make_answers(ONE, OTHER))
    for args in (["db-in", "one", path], ["db-merge", "one", "two"]):
        result = run_cli(*args)
        assert result.returncode == 0, result.stderr
    assert texts(stored("one")) == texts(stored("two")) == [ONE, OTHER]


# Everything collides ----------------------------------------------------------------------------


@contextmanager
def few_bits() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        original = hashing.hash_string
        patch.setattr(hashing, "hash_string", lambda text: original(text) & 7)
        yield


spans = st.lists(
    st.fixed_dictionaries(
        {"start": st.integers(0, 2), "end": st.integers(3, 4), "label": st.sampled_from("AB")}
    ),
    max_size=2,
)
tasks = st.fixed_dictionaries(
    {"text": st.sampled_from(["", "a", "b", "c", "some text", "other text"])},
    optional={"label": st.sampled_from("AB"), "spans": spans, "extra": st.integers(0, 2)},
)


def what(task: Task) -> str:
    """What is asked: the same rule as that of the hashes, without hashing."""
    question = {key: task[key] for key in ("spans", "label") if key in task}
    return json.dumps([task["text"], question or task.get("extra", "none")], sort_keys=True)


def number_tasks(stream: list[Task]) -> list[Task]:
    """Give each task a number that doesn't belong to what is asked."""
    return [{**task, "source": i} for i, task in enumerate(stream)]


@given(st.lists(tasks, max_size=30))
def test_loading_with_few_hashes_drops_equal_content_only(stream: list[Task]) -> None:
    with few_bits():
        numbered = number_tasks(stream)
        by_task = [eg["source"] for eg in filter_duplicates(map(dict, numbered))]
        by_input = [eg["source"] for eg in get_stream(map(dict, numbered), dedup=True)]
    first: dict[str, int] = {}
    first_text: dict[str, int] = {}
    for eg in numbered:
        first.setdefault(what(eg), eg["source"])
        first_text.setdefault(eg["text"], eg["source"])
    assert by_task == list(first.values())
    assert by_input == list(first_text.values())


@settings(max_examples=40)
@given(
    stream=st.lists(tasks, min_size=1, max_size=25),
    edits=st.lists(spans, min_size=1, max_size=5),
    n_before=st.integers(0, 25),
    order=st.randoms(use_true_random=False),
    exclude_by=st.sampled_from(["task", "input"]),
)
def test_with_few_hashes_everything_is_asked_exactly_once(
    stream: list[Task], edits: list[Any], n_before: int, order: Any, exclude_by: str
) -> None:
    """Through restarts and in any order, whatever annotators make of the tasks."""
    db = connect("sqlite", {"name": ":memory:"})
    for name in (*db.datasets, *db.sessions):
        db.drop_dataset(name)
    numbered = number_tasks(stream)
    config = {"batch_size": 3, "exclude_by": exclude_by}
    asked: list[int] = []
    with few_bits():
        for limit in (n_before, len(stream) + 1):
            ctrl = start(numbered, db=db, config=config)
            while len(asked) < limit and (batch := ctrl.get_questions()):
                asked.extend(eg["source"] for eg in batch)
                changed = [
                    {**eg, "spans": edits[eg["source"] % len(edits)]} for eg in answer(batch)
                ]
                ctrl.receive_answers(changed)
            order.shuffle(numbered)
        assert start(numbered, db=db, config=config).get_questions() == []
    key = what if exclude_by == "task" else (lambda eg: eg["text"])
    by_number = {eg["source"]: key(eg) for eg in numbered}
    assert Counter(by_number[i] for i in asked) == Counter(set(by_number.values()))
    assert sorted(eg["source"] for eg in db.get_dataset_examples("data")) == sorted(asked)


@settings(max_examples=40)
@given(
    stream=st.lists(tasks, min_size=1, max_size=20),
    edits=st.lists(st.tuples(st.integers(0, 100), spans), max_size=10),
)
def test_with_few_hashes_edits_after_sending_replace_their_own(
    stream: list[Task], edits: list[tuple[int, Any]]
) -> None:
    db = connect("sqlite", {"name": ":memory:"})
    for name in (*db.datasets, *db.sessions):
        db.drop_dataset(name)
    names = ["alex", "jo"]
    with few_bits():
        config = {"feed_overlap": True, "batch_size": 4}
        ctrl = start(number_tasks(stream), db=db, config=config)
        sent: list[tuple[str, Task]] = []
        expected: dict[tuple[str, int], Any] = {}
        for name in names:
            session_id = ctrl.get_session_name(name)
            while batch := ctrl.get_questions(session_id):
                sent.extend((session_id, eg) for eg in batch)
                ctrl.receive_answers(answer(batch, note=0), session_id)
        for session_id, eg in sent:
            expected[session_id, eg["source"]] = 0
        for number, (place, spans) in enumerate(edits, 1):
            session_id, eg = sent[place % len(sent)]
            ctrl.receive_answers(answer([eg], spans=spans, note=number), session_id)
            expected[session_id, eg["source"]] = number
    rows = db.get_dataset_examples("data")
    assert {(eg["_session_id"], eg["source"]): eg["note"] for eg in rows} == expected
    assert len(rows) == len(expected) == 2 * len({what(eg) for eg in stream})
