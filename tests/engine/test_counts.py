import threading
from types import SimpleNamespace

from prodigy.components.db import SaveResult
from prodigy.engine.counts import Counts


def make_session(session_id="s", total=0):
    return SimpleNamespace(session_id=session_id, total_annotated=total, session_annotated=0)


def make_answers(*answers, start=0):
    return [{"_task_hash": start + i, "answer": answer} for i, answer in enumerate(answers)]


def test_a_changed_answer_moves_from_one_count_to_the_other():
    session, counts = make_session(), Counts(total=0)
    answers = make_answers("accept", "accept", "reject")
    counts.add(session, SaveResult(3, new=answers), answers)
    changed = make_answers("ignore")
    counts.add(session, SaveResult(0, n_replaced=1), changed)
    assert counts.get_answers(session) == {"accept": 1, "reject": 1, "ignore": 1}
    assert counts.find_answered(session, answers) == {0: "ignore", 1: "accept", 2: "reject"}
    assert session.session_annotated == 3


def test_a_changed_answer_of_an_earlier_run_is_none_of_this_run():
    session, counts = make_session(total=1), Counts(total=1)
    old, new = make_answers("reject"), make_answers("accept", start=1)
    counts.add(session, SaveResult(1, n_replaced=1, new=new), [*old, *new])
    assert counts.get_answers(session) == {"accept": 1, "reject": 0, "ignore": 0}
    assert (session.session_annotated, session.total_annotated, counts.total) == (1, 2, 2)


def test_with_a_history_every_answer_counts():
    session, counts = make_session(), Counts(total=0, keeps_history=True)
    for answer in ("accept", "reject"):
        answers = make_answers(answer)
        counts.add(session, SaveResult(1, new=answers), answers)
    assert counts.get_answers(session) == {"accept": 1, "reject": 1, "ignore": 0}


def test_answers_under_way_are_not_read_from_the_database():
    session, counts = make_session(), Counts(total=0)
    storage = SimpleNamespace(is_storing=True, count_total=lambda: 7, count_session=lambda _: 7)
    with counts.storing():
        counts.refresh(storage, session)
        assert counts.total == 0

    def count_while_others_store():
        with counts.storing():
            return 9

    slow = SimpleNamespace(
        is_storing=True, count_total=count_while_others_store, count_session=lambda _: 9
    )
    counts.refresh(slow, session)
    assert (counts.total, session.total_annotated) == (0, 0)
    counts.refresh(storage, session)
    assert (counts.total, session.total_annotated) == (7, 7)


def test_answers_count_for_all_and_for_their_session():
    alex, jo = (
        SimpleNamespace(session_id=str(n), total_annotated=n, session_annotated=0) for n in (2, 0)
    )
    counts = Counts(total=5)
    counts.add(alex, SaveResult(3))
    counts.add(jo, SaveResult(1))
    counts.add(jo, SaveResult(0, n_replaced=2))  # repeated, or replaced
    assert (counts.total, counts.run) == (9, 4)
    assert (alex.total_annotated, alex.session_annotated) == (5, 3)
    assert (jo.total_annotated, jo.session_annotated) == (1, 1)


def test_no_answer_is_lost_when_many_count_at_once():
    session = make_session()
    counts = Counts(total=0)

    def count():
        for _ in range(500):
            counts.add(session, SaveResult(1))

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts.total == counts.run == session.total_annotated == 4000
