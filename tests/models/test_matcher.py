"""The pattern matcher: what it finds, how it scores, and what it says about bad patterns."""

import json

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from prodigy.errors import LoaderError, RecipeError
from prodigy.models.matcher import PatternMatcher
from tests.pipelines import make_blank
from tests.util import make_task, write_jsonl

GOJI = {"label": "FRUIT", "pattern": [{"lower": "goji"}, {"lower": "berry"}]}
LETTUCE = {"label": "VEGETABLE", "pattern": "Lamb's lettuce"}
BERRY = {"label": "BERRY", "pattern": [{"lower": "berry"}]}


@Language.component("test_matcher_tags")
def set_tags(doc):
    for token in doc:
        token.pos_ = "NOUN" if token.text == "squash" else "VERB"
    return doc


@pytest.fixture
def make_matcher(nlp):
    def make(*patterns, pipeline=nlp, **settings):
        matcher = PatternMatcher(pipeline, **settings)
        matcher.add_patterns(patterns)
        return matcher

    return make


def get_spans(matcher, text):
    return [
        [(span["text"], span.get("label")) for span in eg["spans"]]
        for _, eg in matcher([{"text": text}])
    ]


# What matches


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ([{"lower": "apple"}], "apple APPLE Apple ApPlE apples", 4),
        ([{"LOWER": "apple"}], "APPLE", 1),
        ([{"lower": "Apple"}], "Apple apple", 0),
        ([{"text": "apple"}], "apple APPLE", 1),
        ([{"orth": "apple"}], "apple APPLE", 1),
        ("Lamb's lettuce", "Lamb's lettuce lamb's lettuce", 1),
        ([{"lower": "a"}, {"is_punct": True, "op": "?"}], "a!", 2),
        ([{"lower": {"in": ["a", "b"]}}], "a B c", 2),
        ([{"lower": {"regex": "^ap+le$"}}], "apple aple axle", 2),
        ([{"lower": "goji"}, {"text": "Berry"}], "goji Berry goji berry", 1),
    ],
)
def test_patterns_match(make_matcher, pattern, text, found):
    assert len(get_spans(make_matcher({"label": "X", "pattern": pattern}), text)) == found


def test_patterns_with_tags_run_the_pipeline(make_matcher):
    tagged = make_blank()
    tagged.add_pipe("test_matcher_tags")
    pattern = {"label": "VEGETABLE", "pattern": [{"lower": "squash", "pos": "NOUN"}]}
    matcher = make_matcher(pattern, pipeline=tagged)
    assert get_spans(matcher, "squash it, Squash") == [[("squash", "VEGETABLE")]]
    tasks = [{"text": "squash"}, {"image": "a.jpg"}, {"text": "no"}]
    assert len(list(matcher(tasks, batch_size=2))) == 1


def test_patterns_with_tags_need_a_pipeline_that_tags(make_matcher):
    matcher = make_matcher({"label": "X", "pattern": [{"pos": "NOUN"}]})
    with pytest.raises(RecipeError, match="(?s)POS.*blank one"):
        list(matcher([{"text": "a"}]))


def test_matches_fit_the_tokens_of_the_task(make_matcher):
    tokens = [{"text": "goji-berry", "start": 0, "end": 10, "id": 0}]
    matcher = make_matcher(BERRY)
    assert list(matcher([{"text": "goji-berry", "tokens": tokens}])) == []
    assert len(list(matcher([{"text": "goji-berry"}]))) == 1


# What comes out


def test_each_match_is_a_task_of_its_own(make_matcher):
    task = make_task("Lamb's lettuce, goji berry", meta={"source": "x"})
    before = json.dumps(task)
    (score, first), (_, second) = make_matcher(GOJI, LETTUCE)([task])
    assert score == 0.5
    (span,) = first["spans"]
    assert span == {
        "text": "Lamb's lettuce",
        "start": 0,
        "end": 14,
        "pattern": span["pattern"],
        "label": "VEGETABLE",
        "score": 0.5,
    }
    assert first["meta"] == {"source": "x", "score": 0.5, "pattern": "1"}
    assert second["spans"][0]["text"] == "goji berry"
    assert first["_input_hash"] == second["_input_hash"] == task["_input_hash"]
    assert len({eg["_task_hash"] for eg in (task, first, second)}) == 3
    assert json.dumps(task) == before


def test_combined_matches_are_one_task(make_matcher):
    matcher = make_matcher(GOJI, LETTUCE, combine_matches=True)
    ((_, eg),) = matcher([{"text": "Lamb's lettuce, goji berry"}])
    assert [span["label"] for span in eg["spans"]] == ["VEGETABLE", "FRUIT"]
    assert eg["meta"] == {"pattern": "1, 0"}


def test_combined_matches_keep_the_longest_of_overlapping_ones(make_matcher):
    matcher = make_matcher(BERRY, GOJI, combine_matches=True)
    assert get_spans(matcher, "goji berry berry") == [[("goji berry", "FRUIT"), ("berry", "BERRY")]]


def test_of_equally_long_matches_the_first_stays(make_matcher):
    other = {"label": "OTHER", "pattern": "berry"}
    pair = {"label": "PAIR", "pattern": [{"lower": "berry"}, {"lower": "goji"}]}
    assert get_spans(make_matcher(other, BERRY, combine_matches=True), "berry") == [
        [("berry", "OTHER")]
    ]
    assert get_spans(make_matcher(pair, GOJI, combine_matches=True), "goji berry goji") == [
        [("goji berry", "FRUIT")]
    ]


def test_overlaps_are_kept_on_request_but_not_twice(make_matcher):
    again = {"label": "BERRY", "pattern": "berry"}
    matcher = make_matcher(GOJI, BERRY, again, combine_matches=True, allow_overlap=True)
    assert get_spans(matcher, "goji berry") == [[("goji berry", "FRUIT"), ("berry", "BERRY")]]


def test_existing_spans_come_first(make_matcher):
    existing = {"start": 5, "end": 10, "label": "MINE"}
    task = {"text": "goji berry, berry", "spans": [existing]}
    ((_, eg),) = make_matcher(GOJI, BERRY, combine_matches=True)([task])
    assert [span["label"] for span in eg["spans"]] == ["MINE", "BERRY"]
    assert eg["spans"][0] == existing
    assert task["spans"] == [existing]


def test_all_examples_come_in_order(make_matcher):
    texts = ["no", "berry", "", "no", "berry"]
    tasks = [make_task(text) for text in texts] + [{"image": "a.jpg"}]
    scored = list(make_matcher(BERRY, combine_matches=True, all_examples=True)(tasks))
    assert [eg.get("text") for _, eg in scored] == [*texts, None]
    assert [score for score, _ in scored] == [0.5] * 6
    assert scored[0][1] == tasks[0]


def test_without_all_examples_only_matches_come(make_matcher):
    tasks = [{"text": text} for text in ("no", "berry")]
    assert [eg["text"] for _, eg in make_matcher(BERRY)(tasks)] == ["berry"]


def test_labels_go_to_spans_or_tasks(make_matcher):
    ((_, eg),) = make_matcher(BERRY, label_span=False, label_task=True)([{"text": "berry"}])
    assert eg["label"] == "BERRY"
    assert "label" not in eg["spans"][0]
    ((_, eg),) = make_matcher(BERRY)([{"text": "berry"}])
    assert "label" not in eg


def test_combined_matches_of_a_task_label_are_one_task_per_label(make_matcher):
    matcher = make_matcher(LETTUCE, BERRY, label_task=True, combine_matches=True)
    tasks = [eg for _, eg in matcher([{"text": "berry, Lamb's lettuce, berry"}])]
    assert [(eg["label"], len(eg["spans"])) for eg in tasks] == [("VEGETABLE", 1), ("BERRY", 2)]


def test_other_hash_keys_make_matches_the_same_question(make_matcher):
    settings = {"label_span": False, "label_task": True, "task_hash_keys": ("label",)}
    tasks = [eg for _, eg in make_matcher(BERRY, **settings)([{"text": "berry and berry"}])]
    assert len(tasks) == 1
    assert tasks[0]["_task_hash"] == make_task("berry and berry", label="BERRY")["_task_hash"]


def test_labels_can_be_filtered(make_matcher):
    matcher = make_matcher(GOJI, LETTUCE, BERRY, filter_labels=["BERRY"])
    assert matcher.labels == ["BERRY"]
    ((_, eg),) = matcher([{"text": "goji berry"}])
    assert eg["meta"]["pattern"] == "2"  # its place in the file, not among those that are left


# Ids, answers and scores


def test_ids_are_hashes_of_label_and_pattern(make_matcher):
    def get_id(*patterns):
        ((_, eg),) = make_matcher(*patterns)([{"text": "berry"}])
        return eg["spans"][0]["pattern"]

    assert get_id(BERRY) == get_id(GOJI, {**BERRY, "comment": "x"})
    assert get_id(BERRY) != get_id({**BERRY, "label": "OTHER"})
    assert get_id({**BERRY, "id": "mine"}) == "mine"
    assert get_id({**BERRY, "id": 7}) == 7


def test_own_ids_are_shown(make_matcher):
    ((_, eg),) = make_matcher({**BERRY, "id": "mine"})([{"text": "berry"}])
    assert eg["meta"]["pattern"] == "mine"


@pytest.mark.parametrize(
    ("answers", "score"),
    [([], 0.5), (["accept"], 0.6), (["reject"], 0.4), (["ignore"], 0.5), (["accept"] * 4, 0.75)],
)
def test_answers_move_the_score(make_matcher, answers, score):
    matcher = make_matcher(BERRY)
    for answer in answers:
        ((_, eg),) = matcher([{"text": "berry"}])
        assert matcher.update([{**eg, "answer": answer}]) == 0
    ((found, _),) = matcher([{"text": "berry"}])
    assert found == pytest.approx(score)


@pytest.mark.parametrize(("correct", "incorrect", "change"), [(10.0, 90.0, 0.01), (1.0, 9.0, 0.1)])
def test_priors_say_how_fast_a_score_moves(make_matcher, correct, incorrect, change):
    matcher = make_matcher(BERRY, prior_correct=correct, prior_incorrect=incorrect)
    ((before, eg),) = matcher([{"text": "berry"}])
    matcher.update([{**eg, "answer": "accept"}])
    ((after, _),) = matcher([{"text": "berry"}])
    assert before == pytest.approx(0.1)
    assert after - before == pytest.approx(change, rel=0.2)


def test_answers_of_spans_override_the_answer_of_the_task(make_matcher):
    matcher = make_matcher({**BERRY, "id": "b"})
    span = {"pattern": "b", "answer": "reject"}
    matcher.update([{"spans": [span], "answer": "accept"}])
    assert next(matcher([{"text": "berry"}]))[0] == pytest.approx(0.4)


def test_unknown_patterns_and_tasks_without_spans_are_ignored(make_matcher):
    matcher = make_matcher(BERRY)
    matcher.update([{"answer": "accept"}, {"spans": [{"pattern": 1}, {}], "answer": "accept"}])
    assert next(matcher([{"text": "berry"}]))[0] == 0.5


def test_combined_score_is_the_mean(make_matcher):
    matcher = make_matcher({**BERRY, "id": "b"}, LETTUCE, combine_matches=True)
    matcher.update([{"spans": [{"pattern": "b"}], "answer": "accept"}])
    ((score, _),) = matcher([{"text": "berry, Lamb's lettuce"}])
    assert score == pytest.approx((0.6 + 0.5) / 2)


@given(
    st.lists(st.sampled_from(["accept", "reject", "ignore"])), st.floats(0, 100), st.floats(0, 100)
)
@settings(deadline=None)
def test_scores_stay_between_0_and_1(answers, correct, incorrect):
    matcher = PatternMatcher(spacy.blank("xx"), prior_correct=correct, prior_incorrect=incorrect)
    matcher.add_patterns([{**BERRY, "id": 1}])
    matcher.update([{"spans": [{"pattern": 1}], "answer": answer} for answer in answers])
    assert 0 <= next(matcher([{"text": "berry"}]))[0] <= 1


# Files


def test_patterns_are_read_from_disk(nlp, tmp_path):
    path = write_jsonl(tmp_path / "patterns.jsonl", [GOJI, LETTUCE])
    matcher = PatternMatcher(nlp).from_disk(str(path))
    assert isinstance(matcher, PatternMatcher)
    assert matcher.labels == ["FRUIT", "VEGETABLE"]
    assert len(get_spans(matcher, "goji berry")) == 1


def test_patterns_and_answers_survive_bytes_and_disk(make_matcher, nlp, tmp_path):
    matcher = make_matcher(BERRY, {**LETTUCE, "id": "l"})
    matcher.update([{"spans": [{"pattern": "l"}], "answer": "accept"}])
    copied = PatternMatcher(nlp).from_bytes(matcher.to_bytes())
    text = [{"text": "berry Lamb's lettuce"}]
    assert list(copied(text)) == list(matcher(text))
    matcher.to_disk(tmp_path / "out.jsonl")
    assert PatternMatcher(nlp).from_disk(tmp_path / "out.jsonl").patterns == matcher.patterns


def test_missing_file_is_named(nlp):
    with pytest.raises(LoaderError, match="Can't find file nothing.jsonl"):
        PatternMatcher(nlp).from_disk("nothing.jsonl")


def test_empty_file_is_named(nlp, jsonl):
    with pytest.raises(LoaderError, match="There are no patterns"):
        PatternMatcher(nlp).from_disk(jsonl([]))


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("{'label': 'A'}", "Expected one match pattern in JSON per line"),
        ('"apple"', "Expected an object"),
        ('{"label": "A"}', 'The key "pattern" is missing'),
        ('{"label": "A", "pattern": ""}', 'The key "pattern" is missing'),
        ('{"pattern": "apple"}', 'The key "label" is missing'),
        ('{"label": true, "pattern": "apple"}', '"label" must be a string'),
        ('{"label": "A", "pattern": {"lower": "a"}}', "must be a string or a list"),
        ('{"label": "A", "pattern": ["apple"]}', "must be a list of objects"),
        ('{"label": "A", "pattern": [{"lowr": "a"}]}', "LOWR] There is no such attribute"),
        ('{"label": "A", "pattern": [{"lower": "a", "op": "x"}]}', "OP"),
        ('{"label": "A", "pattern": [{"lower": {"regex": "(("}}]}', "unterminated"),
        ('{"label": "A", "pattern": "a", "id": [1]}', '"id" must be'),
    ],
)
def test_bad_patterns_name_file_line_and_reason(nlp, tmp_path, line, hint):
    path = tmp_path / "patterns.jsonl"
    path.write_text(f'{{"label": "A", "pattern": "ok"}}\n\n{line}\n')
    with pytest.raises(LoaderError) as err:
        PatternMatcher(nlp).from_disk(path)
    assert f"line 3 of {path}" in str(err.value)
    assert hint in str(err.value)


def test_the_same_pattern_twice_matches_once(make_matcher):
    assert len(get_spans(make_matcher(BERRY, BERRY), "berry")) == 1


words = st.lists(st.sampled_from(["a", "b", "c", "A"]), min_size=1, max_size=3)


@given(patterns=st.lists(words, min_size=1, max_size=5), text=st.lists(st.sampled_from("abcAd")))
@settings(deadline=None)
def test_plain_words_match_as_spacys_rules_do(nlp, patterns, text):
    from spacy.matcher import Matcher

    rules = Matcher(nlp.vocab)
    matcher = PatternMatcher(nlp, combine_matches=True, allow_overlap=True)
    for i, pattern in enumerate(patterns):
        tokens = [{"LOWER": word} for word in pattern]
        rules.add(str(i), [tokens])
        matcher.add_patterns([{"label": str(i), "pattern": tokens}])
    doc = nlp(" ".join(text))
    expected = {
        (nlp.vocab.strings[key], doc[start:end].text, start) for key, start, end in rules(doc)
    }
    found = {
        (span["label"], span["text"], doc.char_span(span["start"], span["end"]).start)
        for _, eg in matcher([{"text": doc.text}])
        for span in eg["spans"]
    }
    assert found == expected


def test_patterns_of_a_file_may_have_a_default_label(nlp, tmp_path):
    rows = [{"pattern": "a"}, {"label": "B", "pattern": "b"}]
    path = write_jsonl(tmp_path / "p.jsonl", rows)
    assert PatternMatcher(nlp).from_disk(path, default_label="A").labels == ["A", "B"]
    path = write_jsonl(tmp_path / "p.jsonl", [*rows, ["c"]])
    with pytest.raises(LoaderError, match="line 3 of"):
        PatternMatcher(nlp).from_disk(path, default_label="A")


def test_the_rules_can_be_used_on_their_own(make_matcher, nlp):
    matcher = make_matcher(GOJI, LETTUCE)
    doc = nlp("Lamb's lettuce and goji berry")
    found = {
        (nlp.vocab.strings[label], doc[start:end].text)
        for find in matcher.matchers
        for label, start, end in find(doc)
    }
    assert found == {("VEGETABLE", "Lamb's lettuce"), ("FRUIT", "goji berry")}
    assert make_matcher().matchers == []


@pytest.mark.parametrize(("label", "name"), [("", ""), (5, "5")])
def test_labels_may_be_empty_or_numbers(label, name, make_matcher):
    matcher = make_matcher({"label": label, "pattern": "squash"})
    assert matcher.labels == [name]
    ((_, eg),) = matcher([{"text": "a squash"}])
    assert [span["label"] for span in eg["spans"]] == [name]
