import threading
from types import SimpleNamespace

from prodigy.engine.counts import Counts


def test_answers_count_for_all_and_for_their_session():
    alex, jo = (SimpleNamespace(total_annotated=n, session_annotated=0) for n in (2, 0))
    counts = Counts(total=5)
    counts.add(alex, 3)
    counts.add(jo, 1)
    counts.add(jo, 0)  # repeated, or replaced
    assert (counts.total, counts.run) == (9, 4)
    assert (alex.total_annotated, alex.session_annotated) == (5, 3)
    assert (jo.total_annotated, jo.session_annotated) == (1, 1)


def test_no_answer_is_lost_when_many_count_at_once():
    session = SimpleNamespace(total_annotated=0, session_annotated=0)
    counts = Counts(total=0)

    def count():
        for _ in range(500):
            counts.add(session, 1)

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts.total == counts.run == session.total_annotated == 4000
