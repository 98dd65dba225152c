"""rel.manual: tokens and spans that can be connected."""

import pytest
from spacy.matcher import Matcher

from prodigy.components.validate import Validator
from prodigy.errors import LoaderError, RecipeError
from prodigy.models.matcher import PatternMatcher
from prodigy.recipes.parts.rel_preprocess import make_matcher
from prodigy.recipes.rel import NP_LABEL, check_nlp, manual, preprocess_stream
from tests.pipelines import TEXTS
from tests.util import write_jsonl

TEXT = "Mira runs Acme Inc"
PATTERNS = [{"label": "ORG", "pattern": "Acme Inc"}, {"label": "WORD", "pattern": "Inc"}]


def find(eg):
    return [(span["text"], span["label"]) for span in eg["spans"]]


def test_components_are_complete(nlp):
    components = manual("data", nlp, [{"text": TEXT}], label=["RUNS"], exclude=["old"])
    components.pop("stream")
    assert components == {
        "view_id": "relations",
        "dataset": "data",
        "exclude": ["old"],
        "config": {
            "lang": "en",
            "labels": ["RUNS"],
            "relations_span_labels": None,
            "exclude_by": "input",
            "wrap_relations": False,
            "hide_relation_arrow": False,
            "hide_arrow_heads": False,
            "custom_theme": {"cardMaxWidth": "90%"},
        },
    }


def test_tokens_are_all_that_is_needed(nlp):
    [eg] = manual("data", nlp, [{"text": TEXT}], label=["RUNS"])["stream"]
    assert [token["text"] for token in eg["tokens"]] == ["Mira", "runs", "Acme", "Inc"]
    assert eg["spans"] == []
    assert Validator("relations").check(eg) == []


@pytest.mark.parametrize("as_file", [True, False])
def test_matches_are_added_and_the_longest_stays(nlp, tmp_path, as_file):
    patterns = write_jsonl(tmp_path / "p.jsonl", PATTERNS) if as_file else PATTERNS
    [eg] = manual("data", nlp, [{"text": TEXT}], label=["RUNS"], patterns=patterns)["stream"]
    assert eg["spans"] == [
        {
            "text": "Acme Inc",
            "start": 10,
            "end": 18,
            "token_start": 2,
            "token_end": 3,
            "type": "span",
            "label": "ORG",
        }
    ]


def test_spans_and_relations_of_the_task_stay(nlp):
    span = {"start": 15, "end": 18, "label": "OWN"}
    task = {"text": TEXT, "spans": [span], "relations": [{"head": 0, "child": 3, "label": "RUNS"}]}
    [eg] = manual("data", nlp, [task], label=["RUNS"], patterns=PATTERNS, span_label=["ORG"])[
        "stream"
    ]
    assert find(eg) == [("Inc", "OWN")]
    assert eg["relations"] == task["relations"]
    assert task["spans"] == [span]


def test_only_wanted_labels_are_added_and_can_be_edited(nlp):
    components = manual(
        "data", nlp, [{"text": TEXT}], label=["RUNS"], patterns=PATTERNS, span_label=["WORD"]
    )
    assert find(next(components["stream"])) == [("Inc", "WORD")]
    assert components["config"]["relations_span_labels"] == ["WORD"]


def test_entities_and_noun_phrases_are_added(trained):
    components = manual(
        "data",
        trained,
        [{"text": f"{TEXTS[0]} {TEXTS[2]}"}],
        label=["A"],
        span_label=["GPE"],
        add_ents=True,
        add_nps=True,
    )
    assert components["config"]["relations_span_labels"] == ["GPE", NP_LABEL]
    [eg] = components["stream"]
    assert find(eg) == [("Mira", NP_LABEL), ("Oslo", "GPE"), ("The red soup", NP_LABEL)]


def test_disabled_tokens_can_not_be_selected_unless_they_are_in_spans(nlp, tmp_path):
    disable = write_jsonl(tmp_path / "d.jsonl", [{"pattern": [{"lower": {"IN": ["runs", "inc"]}}]}])
    [eg] = manual(
        "data", nlp, [{"text": TEXT}], label=["A"], patterns=PATTERNS, disable_patterns=disable
    )["stream"]
    assert [token.get("disabled") for token in eg["tokens"]] == [None, True, None, None]


def test_tokens_of_the_task_are_used(nlp):
    tokens = [
        {"text": "Mira", "start": 0, "end": 4, "id": 0, "ws": True, "style": {"color": "red"}},
        {"text": "runs Acme Inc", "start": 5, "end": 18, "id": 1, "ws": False},
    ]
    span = {"start": 10, "end": 14, "label": "ORG"}
    [eg] = preprocess_stream([{"text": TEXT, "tokens": tokens, "spans": [span]}], nlp)
    assert eg["tokens"] == tokens
    assert find(eg) == [("runs Acme Inc", "ORG")]


def test_patterns_of_tags_run_the_pipeline(trained):
    matcher = make_matcher(trained, [{"label": "VERB", "pattern": [{"POS": "VERB"}]}])
    [eg] = preprocess_stream([{"text": TEXTS[0]}], trained, matcher=matcher)
    assert find(eg) == [("visited", "VERB")]


def test_labels_are_required(nlp):
    with pytest.raises(RecipeError, match="at least one --label"):
        manual("data", nlp, [{"text": TEXT}])


def test_wrong_patterns_are_an_error(nlp):
    with pytest.raises(LoaderError, match="pattern"):
        manual("data", nlp, [{"text": TEXT}], label=["A"], patterns=[{"label": "A"}])


def test_pipeline_has_to_provide_what_is_added(nlp, trained):
    import spacy

    check_nlp(trained, add_ents=True, add_nps=True)
    check_nlp(nlp)
    with pytest.raises(RecipeError, match="'ner'"):
        check_nlp(nlp, add_ents=True)
    with pytest.raises(RecipeError, match="tagger and a parser"):
        check_nlp(nlp, add_nps=True)
    any_language = spacy.blank("xx")
    any_language.add_pipe("tagger")
    any_language.add_pipe("parser")
    with pytest.raises(RecipeError, match="language 'xx'"):
        check_nlp(any_language, add_nps=True)
    rules = spacy.blank("en")
    rules.add_pipe("entity_ruler")
    check_nlp(rules, add_ents=True)


def test_functions_can_take_the_place_of_matchers(nlp):
    orgs, words = PatternMatcher(nlp), PatternMatcher(nlp)
    orgs.add_patterns(PATTERNS[:1])
    no_org = {"_": {"label": {"NOT_IN": ["ORG"]}}, "LOWER": {"NOT_IN": ["mira"]}}
    words.add_patterns([{"label": "", "pattern": [no_org]}])

    def combine(matcher):
        return lambda doc: [match for match_all in matcher.matchers for match in match_all(doc)]

    settings = {"matcher": combine(orgs), "disable_matcher": combine(words)}
    [eg] = preprocess_stream([{"text": TEXT}], nlp, **settings)
    assert find(eg) == [("Acme Inc", "ORG")]
    assert [token["text"] for token in eg["tokens"] if token.get("disabled")] == ["runs"]


def test_matchers_of_spacy_add_spans(nlp):
    matcher = Matcher(nlp.vocab)
    matcher.add("NAME", [[{"LOWER": "mira"}]])
    [eg] = preprocess_stream([{"text": TEXT}], nlp, matcher=matcher)
    assert find(eg) == [("Mira", "NAME")]


def test_spans_that_are_moved_or_left_out_are_named(nlp, capsys):
    spans = [{"start": 1, "end": 4, "label": "A"}, {"start": 2, "end": 9, "label": "B"}]
    [eg] = manual("data", nlp, [{"text": "Mira lives", "spans": spans}], label=["L"])["stream"]
    assert [(span["start"], span["end"]) for span in eg["spans"]] == [(0, 10)]
    err = " ".join(capsys.readouterr().err.split())
    assert 'The span "ira" (1 to 4) doesn\'t fit the tokens. It is moved' in err
    assert "overlap. The longest one stays." in err
