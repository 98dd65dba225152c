"""The simulation of text classification: what it keeps, and what its tables say."""

from benchmarks.text_classes import Result, Store, Way, annotate, find_interval, write_table


def make_way(name):
    return Way(name, lambda tasks: {"stream": tasks}, 2.0, (10, 20))


def test_results_are_kept_so_that_it_goes_on_where_it_was(tmp_path):
    path = tmp_path / "kept.jsonl"
    Store(path, 5).add("case", "way", 3, [(20.0, 0.5)])
    again = Store(path, 5)
    assert again.find("case", "way", 3) == [(20.0, 0.5)]
    assert again.find("case", "way", 4) is None


def test_a_table_compares_the_seconds_to_nine_tenths_of_the_last_score():
    slow = Result(make_way("random"), 3 * [[(100.0, 0.45), (200.0, 1.0)]])
    quick = Result(make_way("quick"), 3 * [[(45.0, 0.9), (100.0, 0.95)]])
    never = Result(make_way("never"), 3 * [[(50.0, 0.1), (100.0, 0.2)]])
    rows = write_table("A case", [slow, quick, never]).splitlines()[4:]
    assert rows[0].startswith("| random | 182 | 1.00 |")
    assert rows[1] == "| quick | 45 | 0.25 | 0.25 to 0.25 | 0.950 after 100 s |"
    # It was watched for 100 s; it would have taken twice as long, at least.
    assert rows[2].startswith("| never | 200 | 1.10 |")


def test_the_interval_of_equal_values_is_a_point():
    assert find_interval([0.5, 0.5, 0.5]) == (0.5, 0.5)


def test_a_batch_is_out_while_the_model_learns():
    events = []

    def stream():
        for number in range(30):
            if number % 10 == 0:
                events.append(f"drawn {number}")
            yield {"text": str(number), "label": "X"}

    def update(answers):
        events.append(f"learned {answers[0]['text']}")

    components = {"stream": stream(), "update": update}
    answers = annotate(components, lambda eg: {**eg, "answer": "accept"}, 20)
    assert len(answers) == 20
    assert events == ["drawn 0", "drawn 10", "learned 0", "drawn 20", "learned 10"]
