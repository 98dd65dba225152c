"""Searching stored answers: the same results as looking at all of them, in every database."""

import re
from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prodigy.components.db import connect
from prodigy.components.db.rewriting import Rewriter
from prodigy.components.db.undo import UndoWriter
from prodigy.components.labels.edits import LabelEdit
from prodigy.components.search import Filters, SearchIndex, find, iter_matches
from prodigy.components.search.finding import ORDERS, count, get_found
from prodigy.components.search.scanning import can_scan, scan
from prodigy.components.search.words import fold, read_query
from prodigy.hashing import set_hashes
from prodigy.recipes.parts.label_changes import LabelChange
from tests.strategies import WORDS, texts

LABELS = ("A", "B", "ÄRZTE")
SESSIONS = ("d1-al", "d1-bo", "d2-al")


@st.composite
def answers(draw):
    session = draw(st.sampled_from(SESSIONS))
    eg = {
        "text": draw(st.one_of(st.sampled_from(["same text", "the a of", *WORDS]), texts())),
        "answer": draw(st.sampled_from(["accept", "reject", "ignore"])),
        "_view_id": draw(st.sampled_from(["ner_manual", "choice"])),
        "_session_id": session,
        "spans": [
            {"start": 0, "end": 1, "label": label}
            for label in draw(st.lists(st.sampled_from(LABELS), max_size=2, unique=True))
        ],
    }
    extra = {"note": "a note", "flagged": True, "_timestamp": 100, "_duration_ms": 5}
    for key in draw(st.sets(st.sampled_from(sorted(extra)))):
        eg[key] = extra[key]
    return set_hashes(eg)


queries = st.one_of(
    st.just(""),
    st.sampled_from(
        ["same", '"same text"', '"text same"', "sa*", "a", "naive", "zurich", "京", "東京"]
    ),
    texts(max_words=2),
    texts(max_words=2).map(lambda text: f'"{text}'),
    st.text(max_size=5).map(lambda text: f"{text}*"),
)


def naive(rows, wanted, datasets):
    """Ids of the rows that match, by looking at each."""
    found = []
    for row_id, eg, dataset in rows:
        words = fold(" ".join([eg["text"], eg.get("note", "")]))
        joined = "\0".join(["", *words, ""])
        for one in read_query(wanted.get("text", "")):
            pattern = "\0" + "\0".join(map(re.escape, one.words)) + ("" if one.is_prefix else "\0")
            if not re.search(pattern, joined):
                break
        else:
            labels = {span["label"] for span in eg["spans"]}
            is_fine = (
                (not datasets or dataset in datasets)
                and (not wanted.get("answers") or eg["answer"] in wanted["answers"])
                and (not wanted.get("labels") or labels & set(wanted["labels"]))
                and (not wanted.get("sessions") or eg["_session_id"] in wanted["sessions"])
                and (not wanted.get("flagged") or "flagged" in eg)
                and (not wanted.get("noted") or "note" in eg)
                and (wanted.get("since") is None or eg.get("_timestamp", -1) >= wanted["since"])
            )
            if is_fine:
                found.append(row_id)
    return found


def naive_differing(rows):
    groups = defaultdict(list)
    for row_id, eg, dataset in rows:
        groups[dataset, eg["text"], eg["_view_id"]].append((row_id, eg))
    found = set()
    for group in groups.values():
        said = {
            (
                eg["answer"],
                str(sorted(s["label"] for s in eg["spans"])) * (eg["answer"] == "accept"),
            )
            for _, eg in group
            if eg["answer"] != "ignore"
        }
        if len(said) > 1 and len({eg["_session_id"] for _, eg in group}) > 1:
            found.update(row_id for row_id, _ in group)
    return found


def save(db, egs):
    """Store answers as annotators do. RETURNS (list): Link id, answer and dataset of each."""
    for eg in egs:
        session = eg["_session_id"]
        db.save_answers([eg], session.split("-")[0], session, replace=False)
    return read_all(db)


def read_all(db):
    sql = (
        "SELECT l.id, e.content, d.name FROM link l JOIN dataset d ON d.id = l.dataset_id "
        "JOIN example e ON e.id = l.example_id WHERE d.session = {} ORDER BY l.id"
    )
    is_sqlite = db.db_id == "sqlite"
    rows = db.db.execute_sql(sql.format("0" if is_sqlite else "FALSE")).fetchall()
    return [(row[0], db._load(row[1], 0, "a test"), row[2]) for row in rows]


@st.composite
def searches(draw):
    wanted = {"text": draw(queries)}
    choices = {
        "answers": st.lists(st.sampled_from(["accept", "reject"]), min_size=1, max_size=2),
        "labels": st.lists(st.sampled_from(LABELS), min_size=1, max_size=2),
        "sessions": st.lists(st.sampled_from(SESSIONS), min_size=1, max_size=2),
        "flagged": st.just(True),
        "noted": st.just(True),
        "since": st.sampled_from([0, 100, 101]),
    }
    for key in draw(st.sets(st.sampled_from(sorted(choices)), max_size=2)):
        wanted[key] = draw(choices[key])
    return wanted, draw(st.sampled_from([(), ("d1",), ("d2",), ("d1", "d2")]))


def as_filters(wanted, datasets=()):
    made = {k: tuple(v) if isinstance(v, list) else v for k, v in wanted.items()}
    return Filters(datasets=datasets, **made)


def page_through(index, filters, order, limit):
    found, after = [], None
    while True:
        page = find(index, filters, order, after, limit)
        found += page
        if len(page) < limit:
            return found
        after = page[-1].get_position(order)


@settings(
    max_examples=4,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    first=st.lists(answers(), max_size=8),
    second=st.lists(answers(), max_size=5),
    asked=st.lists(searches(), min_size=2, max_size=4),
    limit=st.integers(1, 4),
)
def test_searching_finds_what_looking_at_all_answers_finds(store, first, second, asked, limit):
    for name in (*store.datasets, *store.sessions):
        store.drop_dataset(name)
    save(store, first)
    index = SearchIndex(store)
    index.work()  # what is there, and then what comes
    rows = save(store, second)
    index.catch_up(5)
    assert index.problem is None
    for wanted, datasets in asked:
        filters = as_filters(wanted, datasets)
        expected = naive(rows, wanted, datasets)
        for order, (column, is_descending) in ORDERS.items():
            found = page_through(index, filters, order, limit)
            assert sorted(one.id for one in found) == expected, (wanted, datasets, order)
            keys = [(getattr(one, column), one.id) for one in found]
            assert keys == sorted(keys, reverse=is_descending)
            if can_scan(filters, order):
                scanned = scan(store, filters, order, None, 1000, 5.0)
                assert [one.id for one in scanned.found] == [one.id for one in found]
        assert count(index, filters) == len(expected)
    differing = {one.id for one in page_through(index, Filters(differs=True), "newest", 3)}
    assert differing == naive_differing([r for r in rows if r[1]["_view_id"] == "ner_manual"]) | {
        one.id for one in iter_matches(index, Filters(differs=True, views=("choice",)))
    }


def texts_found(index, text, **more):
    index.catch_up(5)
    found = page_through(index, Filters(text, **more), "newest", 3)
    rows = {row[0]: row[1] for row in read_all(index.db)}
    return sorted(rows[one.id]["text"] for one in found)


def make(text, session="d1-al", label="A", **more):
    spans = [{"start": 0, "end": 1, "label": label}]
    eg = {"text": text, "answer": "accept", "_view_id": "ner_manual", "_session_id": session}
    return set_hashes({**eg, "spans": spans, **more})


def test_the_index_follows_whatever_changes_answers(store, tmp_path):
    rows = save(store, [make("one fish"), make("two fish"), make("red fish", "d2-al")])
    index = SearchIndex(store)
    index.work()
    assert texts_found(index, "fish") == ["one fish", "red fish", "two fish"]
    # An annotator answers again, with another text in a field and another opinion.
    store.save_answers([{**rows[0][1], "note": "blue"}], "d1", "d1-al")
    assert texts_found(index, "blue") == ["one fish"]
    save(store, [make("one fish", "d1-bo", "B")])
    assert texts_found(index, "", differs=True) == ["one fish", "one fish"]
    # A label is renamed.
    change = LabelChange(LabelEdit({"B": "A"}))
    Rewriter(store, ["d1"]).run(change, UndoWriter(tmp_path / "undo.jsonl", {}))
    assert texts_found(index, "", labels=("B",)) == []
    assert texts_found(index, "", differs=True) == []
    # An import, datasets and hashes that go, and rows that come in their place.
    store.add_examples([make("old fish", "d3-al")], ["d3"])
    assert texts_found(index, "old") == ["old fish"]
    store.drop_dataset("d3")
    store.add_examples([make("new fish", "d4-al")], ["d4"])
    assert texts_found(index, "old") == []
    assert texts_found(index, "new", datasets=("d4",)) == ["new fish"]
    store.drop_examples(rows[1][1]["_task_hash"])
    assert texts_found(index, "two") == []
    store.unlink("d2")
    assert texts_found(index, "red") == []
    # Another program, which tells nobody.
    is_sqlite = store.db_id == "sqlite"
    content = "CAST(content AS BLOB)" if is_sqlite else "content"
    sql = f"SELECT id, {content} FROM example ORDER BY id DESC LIMIT 1"
    row_id, stored = store.db.execute_sql(sql).fetchone()
    stored = stored if isinstance(stored, str) else bytes(stored).decode()
    param = store.db.param
    sql = f"UPDATE example SET content = {param} WHERE id = {param}"
    store.db.execute_sql(sql, (stored.replace("new fish", "odd fish"), row_id))
    index.check()
    assert texts_found(index, "new") == []
    assert texts_found(index, "odd") == ["odd fish"]
    assert index.list_values([], 10)["session"] == ["d1-al", "d1-bo", "d2-al", "d3-al", "d4-al"]


def test_building_goes_on_where_another_process_stopped(home):
    db = connect("sqlite", {})
    db.add_examples([make(f"text {i}") for i in range(1200)], ["d1"])
    first = SearchIndex(db)
    assert first.step() and first.step()
    assert first.get_state().stage == "building"
    second = SearchIndex(db)
    second.work()
    first.work()
    assert first.get_state().is_ready and count(first, Filters("text")) == 1200
    assert len(get_found(first, range(1, 1300))) == 1200
    assert db.db.execute_sql("PRAGMA integrity_check").fetchone() == ("ok",)
    text = "INSERT INTO prodigy_search_text(prodigy_search_text) VALUES ('integrity-check')"
    db.db.execute_sql(text)  # raises if words and rows are not the same
    db.close()


def test_a_database_that_can_not_be_written_is_searched_by_looking_at_all(home):
    db = connect("sqlite", {})
    save(db, [make("one fish"), make("two fish"), make("bird")])
    db.close()
    db = connect("sqlite", {"pragmas": {"query_only": 1}})
    index = SearchIndex(db)
    index.work()
    assert "readonly" in index.problem and index.get_state().stage == "unavailable"
    first = scan(db, Filters("fish"), "newest", None, 1, 5.0)
    second = scan(db, Filters("fish"), "newest", first.last, 1, 5.0)
    assert [len(first.found), len(second.found)] == [1, 1]
    assert scan(db, Filters("fish"), "newest", second.last, 1, 5.0).found == []
    db.close()


@pytest.mark.parametrize(
    "text",
    ["", " ", '"', '""', "*", "a* OR b NEAR(c) -d ^e {f}: +g", "\0", "\ud800", "'; DROP TABLE link",
     "%_\\", "😀", "x" * 10_000, "a " * 5000, '"' * 10_000, "東" * 5000, "-", "NOT", "(", "a:b",
     "\u202e\u200f", "\x1f\x7f", "$1 %s ? {}"],
)  # fmt: skip
def test_whatever_is_typed_is_no_error(db, text):
    save(db, [make("a fish and x")])
    index = SearchIndex(db)
    index.work()
    for order in ORDERS:
        find(index, Filters(text), order)
    count(index, Filters(text))


@pytest.mark.parametrize(
    ("stored", "typed", "is_found"),
    [
        ("Straße in Zürich", "strasse zurich", True),
        ("naïve CAFÉ", "cafe", True),
        ("日本語テキスト", "本語", True),
        ("日本語テキスト", "語本", False),
        ("검색어를", "색어", True),
        ("مَرْحَبًا", "مرحبا", True),
        ("well done 👍🏽", "👍", True),
        ("state-of-the-art", "state-of", True),
        ("state-of-the-art", "art-state", False),
        ("Hello World", '"world hello"', False),
        ("Hello World", "wor*", True),
        ("Hello World", "wor", False),
        ("ﬁne ①", "fine 1", True),
    ],
)
def test_words_are_folded(db, stored, typed, is_found):
    save(db, [make(stored)])
    index = SearchIndex(db)
    index.work()
    assert bool(find(index, Filters(typed))) is is_found


def test_texts_of_all_kinds_are_searched(db):
    eg = {
        "html": "<b>bold</b><script>hidden</script> &eacute;cole",
        "options": [{"id": 1, "text": "first option"}],
        "user_input": "typed words",
        "transcript": "spoken words",
        "image": "/data/pictures/cat-17.png",
        "audio": "data:audio/wav;base64,secret",
        "meta": {"source": "gazette", "number": 4711, "deep": [{"more": "inside"}]},
        "messages": [{"role": "user", "content": "said something"}],
        "tokens": [{"text": "tokenonly", "id": 0}],
        "_hidden": "bookkeeping",
        "config": {"title": "setting"},
        "answer": "accept",
    }
    db.add_examples([eg], ["d1"])
    index = SearchIndex(db)
    index.work()
    shown = "bold ecole option typed spoken cat-17 gazette 4711 inside said"
    for word in shown.split():
        assert find(index, Filters(word)), word
    for word in ("hidden", "secret", "tokenonly", "bookkeeping", "setting", "script", "accept"):
        assert not find(index, Filters(word)), word
