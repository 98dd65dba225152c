"""Three annotators, a reviewer, and a pipeline that learns what they settled on."""

import json
from collections import Counter
from itertools import combinations

import pytest

from tests.e2e.verbs import Annotator
from tests.util import read_jsonl

LABELS = ("SPORT", "FOOD")
WORDS = {"SPORT": ["goal", "coach", "match", "league"], "FOOD": ["soup", "oven", "baker", "flour"]}
NAMES = ("alice", "bob", "cat")
# Numbers of the texts that each of them gets wrong. Number 3 has a majority that is wrong.
WRONG = {"alice": (3, 7), "bob": (3,), "cat": (11,)}
CONFLICTS = (3, 7, 11)
N_TEXTS = 16
COMMENT = "The baker is no player 🍞"


def truth(i):
    return LABELS[i % 2]


def text_of(i):
    words = WORDS[truth(i)]
    return f"Story {i:02}: the {words[i % 4]} and the {words[(i // 2) % 4]}"


def choice_of(name, i):
    return LABELS[(i + (i in WRONG[name])) % 2]


def key_of(label):
    return str(LABELS.index(label) + 1)


def measure_alpha(table):
    """Krippendorff's alpha for names of classes, from its definition by pairs."""
    observed = sum(
        sum(a != b for a, b in combinations(row, 2)) * 2 / (len(row) - 1) for row in table
    )
    totals = Counter(label for row in table for label in row)
    n = sum(totals.values())
    expected = sum(totals[a] * totals[b] for a in totals for b in totals if a != b) / (n - 1)
    return 1 - observed / expected


def read_figures(output):
    """RETURNS (dict[str, str]): The last word of each line, by the others."""
    rows = (line.split() for line in output.splitlines() if line.strip())
    return {" ".join(row[:-1]): row[-1] for row in rows}


@pytest.fixture
def run(run_cli):
    """A function that runs a command, which must succeed. RETURNS (CompletedProcess): Its end."""

    def start(*args):
        result = run_cli(*args)
        assert result.returncode == 0, result.stderr
        return result

    return start


def annotate(live_server, open_page, path):
    command = ["textcat.manual", "news", path, "--label", ",".join(LABELS), "--exclusive"]
    overrides = json.dumps({"feed_overlap": True, "choice_auto_accept": True})
    with live_server(command, {"PRODIGY_CONFIG_OVERRIDES": overrides}) as server:
        for name in NAMES:
            page = open_page(reduced_motion="no-preference")
            user = Annotator(page, server.url).open(name)
            for i in range(N_TEXTS):
                user.wait_for_task(text_of(i))
                user.press(key_of(choice_of(name, i)))
            page.locator(".prodigy-message").wait_for()
            user.save()


def settle(live_server, page):
    command = ["review", "gold", "news", "--auto-accept", "--order", "disagreement"]
    with live_server(command) as server:
        assert f"{N_TEXTS - len(CONFLICTS)} of {N_TEXTS} tasks need no review" in server.output
        user = Annotator(page, server.url).open()
        for i in CONFLICTS:
            user.wait_for_task(text_of(i))
            page.locator("div.prodigy-review-version").nth(1).wait_for()
            selected = page.locator(".prodigy-review .prodigy-option-selected")
            if i == 3:  # most of them are wrong
                user.press(key_of(truth(i)))
            selected.filter(has_text=truth(i)).wait_for()
            if i == 3:
                page.get_by_role("button", name="Add a note").click()
                page.get_by_role("textbox", name="Add a note").fill(COMMENT)
                page.get_by_role("dialog").locator("[type=submit]").click()
                page.get_by_role("dialog").wait_for(state="detached")
            user.press("a")
        page.locator(".prodigy-message").wait_for()
        user.save()


def correct(live_server, open_page):
    with live_server(["review.return", "fixed", "gold"]) as server:
        for name in NAMES:
            assert f"{name}: {len(WRONG[name])} items" in server.output
        for name in ("alice", "cat"):
            page = open_page(reduced_motion="no-preference")
            user = Annotator(page, server.url).open(name)
            for i in WRONG[name]:
                user.wait_for_task(text_of(i))
                banner = page.locator(".prodigy-review-returned")
                assert (COMMENT in banner.inner_text()) == (i == 3)
                selected = page.locator(".prodigy-review .prodigy-option-selected")
                assert choice_of(name, i) in selected.inner_text()
                user.press("v")  # the version of the reviewer
                selected.filter(has_text=truth(i)).wait_for()
                user.press("a")
            page.locator(".prodigy-message").wait_for()
            user.save()


def test_three_annotators_a_reviewer_and_a_pipeline(live_server, open_page, page, jsonl, run):
    annotate(live_server, open_page, jsonl([{"text": text_of(i)} for i in range(N_TEXTS)]))

    table = [[choice_of(name, i) for name in NAMES] for i in range(N_TEXTS)]
    pairs = [a == b for row in table for a, b in combinations(row, 2)]
    figures = read_figures(run("metric.iaa.doc", "dataset:news", "multiclass").stdout)
    assert figures["Examples"] == str(N_TEXTS)
    assert figures["Percent (Simple) Agreement"] == f"{sum(pairs) / len(pairs):.4f}"
    assert figures["Krippendorff's Alpha"] == f"{measure_alpha(table):.4f}"

    settle(live_server, page)
    gold = read_jsonl(run("db-out", "gold").stdout)
    assert {eg["text"]: eg["accept"] for eg in gold} == {
        text_of(i): [truth(i)] for i in range(N_TEXTS)
    }
    assert len(gold) == N_TEXTS
    assert {eg["text"]: eg["note"] for eg in gold if "note" in eg} == {text_of(3): COMMENT}

    correct(live_server, open_page)
    fixed = read_jsonl(run("db-out", "fixed").stdout)
    assert sorted((eg["_session_id"], eg["text"], *eg["accept"]) for eg in fixed) == sorted(
        (f"fixed-{name}", text_of(i), truth(i)) for name in ("alice", "cat") for i in WRONG[name]
    )

    options = [{"id": label, "text": label} for label in LABELS]
    held = [
        {"text": f"Now the {one} and the {other}", "accept": [label], "options": options}
        for label, words in WORDS.items()
        for one, other in combinations(words, 2)
    ]
    run("db-in", "held", jsonl(held, "held.jsonl"))
    run("train", "model", "--textcat", "gold,eval:held", "--training.max_steps", "40")
    import spacy

    nlp = spacy.load("model/model-last")
    for eg in held:
        scores = nlp(eg["text"]).cats
        assert max(scores, key=scores.__getitem__) == eg["accept"][0]
