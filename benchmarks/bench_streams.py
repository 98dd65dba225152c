"""Streams of recipes, compared with what spaCy needs for the same

Processor time, not the clock, by turns: what else runs on the machine doesn't count.
"""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.data import ENDS, OBJECTS, SUBJECTS, make_rows, write_rows
from benchmarks.measure import Row, consume, measure_by_turns

TITLE = "Streams: tokens, patterns, suggestions"
ORDER, IS_QUICK = 30, True


def make_token(token: Any) -> dict[str, Any]:
    """Make of a token what an annotator's page needs."""
    start = token.idx
    return {
        "text": token.text,
        "start": start,
        "end": start + len(token),
        "id": token.i,
        "ws": bool(token.whitespace_),
    }


def make_pipeline(rows: list[dict[str, Any]]) -> Any:
    """RETURNS (Language): An entity recognizer of the usual size that has seen some of the texts:
    what it finds is beside the point, but it finds something."""
    import spacy
    from spacy.training import Example

    nlp = spacy.blank("en")
    nlp.add_pipe("ner")
    examples = []
    for row in rows[:200]:
        subject = next(name for name in SUBJECTS if row["text"].startswith(name))
        spans = [(0, len(subject), "PERSON")]
        examples.append(Example.from_dict(nlp.make_doc(row["text"]), {"entities": spans}))
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(5):
        nlp.update(examples, sgd=optimizer)
    return nlp


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """Yield a row for manual annotation, for patterns and for suggestions of a model."""
    import spacy
    from spacy.matcher import Matcher

    from prodigy.models.matcher import PatternMatcher
    from prodigy.recipes import ner

    count, repeat = (1_500, 5) if quick else (10_000, 7)
    rows = list(make_rows(count))
    source = write_rows(folder / "texts.jsonl", iter(rows))
    clock = time.process_time
    blank = spacy.blank("en")
    size = f"{count:,} texts"

    def stream_manual() -> None:
        made = ner.manual("data", blank, str(source), label=["PERSON"])
        assert consume(made["stream"]) == count

    def tokenize() -> None:
        consume(blank.tokenizer(row["text"]) for row in rows)

    def tokenize_to_json() -> None:
        with source.open(encoding="utf8") as file:
            for line in file:
                task = json.loads(line)
                task["tokens"] = list(map(make_token, blank.tokenizer(task["text"])))

    costs = measure_by_turns(stream_manual, tokenize_to_json, repeat, clock)
    name = "ner.manual, from the file to the task"
    yield Row(name, "JSON, tokenizer, dicts", *costs, 1.5, size=size)
    costs = (costs[0], measure_by_turns(tokenize, tokenize, repeat, clock)[0])
    yield Row(name, "spaCy's tokenizer alone", *costs, None, size=size)

    found = (blank.tokenizer(name.lower()) for name in (*SUBJECTS, *OBJECTS, *ENDS))
    words = [token.text for doc in found for token in doc]
    patterns = [{"label": "ORG", "pattern": [{"lower": word}]} for word in dict.fromkeys(words)]
    ours = PatternMatcher(blank, combine_matches=True, all_examples=True)
    ours.add_patterns(patterns)
    theirs = Matcher(blank.vocab)
    for number, pattern in enumerate(patterns):
        theirs.add(str(number), [pattern["pattern"]])

    def match_ours() -> None:
        assert consume(ours(iter([dict(row) for row in rows]))) == count

    def match_theirs() -> None:
        consume(theirs(doc) for doc in blank.pipe(row["text"] for row in rows))

    costs = measure_by_turns(match_ours, match_theirs, repeat, clock)
    name = f"Patterns, {len(patterns)} of them"
    yield Row(name, "spaCy's tokenizer and Matcher", *costs, 2.5, size=size)

    make_pipeline(rows).to_disk(folder / "pipeline")
    nlp = spacy.load(folder / "pipeline")  # as users have it, who don't train it meanwhile

    def suggest() -> None:
        made = ner.correct("data", nlp, str(source), label=["PERSON"], unsegmented=True)
        assert consume(made["stream"]) == count

    def pipe() -> None:
        consume(nlp.pipe((row["text"] for row in rows), batch_size=32))

    costs = measure_by_turns(suggest, pipe, 3, clock)
    yield Row("ner.correct, from the file to the task", "nlp.pipe", *costs, 1.2, size=size)
