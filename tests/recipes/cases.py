"""Every recipe for texts as one row: the command, what is answered, and what is stored then.

Words in capitals stand for files and folders, see `make_places`. An expected export has no
bookkeeping, which is the same for all and checked once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.pipelines import TEXTS
from tests.util import make_answer, write_jsonl

Task = dict[str, Any]

TEXT = TEXTS[0]  # "Mira visited Oslo."


class Some:
    """Equals any value of some types, for what a model decides."""

    def __init__(self, *types: type) -> None:
        self.types = types

    def __eq__(self, other: object) -> bool:
        return isinstance(other, self.types) and not isinstance(other, bool)

    def __repr__(self) -> str:
        return f"Some({', '.join(type_.__name__ for type_ in self.types)})"


class OneOf:
    """Equals any of some values."""

    def __init__(self, *values: Any) -> None:
        self.values = values

    def __eq__(self, other: object) -> bool:
        return any(other == value for value in self.values)

    def __repr__(self) -> str:
        return f"OneOf{self.values!r}"


NUMBER, INDEX, STRING, LIST = Some(int, float), Some(int), Some(str), Some(list)

WORDS = [("Mira", 0, True), ("visited", 5, True), ("Oslo", 13, False), (".", 17, False)]
TOKENS = [
    {"text": text, "start": start, "end": start + len(text), "id": i, "ws": ws}
    for i, (text, start, ws) in enumerate(WORDS)
]


def span(first: int, last: int, label: str, **others: Any) -> Task:
    """A span of tokens of the text as the web app makes it."""
    start, end = TOKENS[first]["start"], TOKENS[last]["end"]
    found = {"start": start, "end": end, "token_start": first, "token_end": last, "label": label}
    return {**found, **others}


def found_span(first: int, last: int, label: str, **others: Any) -> Task:
    """A span of tokens of the text as a pipeline makes it."""
    made = span(first, last, label, **others)
    return {**made, "text": TEXT[made["start"] : made["end"]]}


def without_label(made: Task) -> Task:
    return {key: value for key, value in made.items() if key != "label"}


def relation(head: int, child: int, label: str, ends: dict[int, str] | None = None) -> Task:
    """A relation as web app and recipes make it. `ends` are the labels of tokens in spans."""
    made: Task = {"head": head, "child": child, "label": label}
    for key, i in (("head_span", head), ("child_span", child)):
        made[key] = span(i, i, "")
        made[key]["label"] = (ends or {}).get(i)
    return made


# What annotators do ------------------------------------------------------------------------------


def accept(eg: Task) -> Task:
    return {**eg, "answer": "accept"}


def reject(eg: Task) -> Task:
    return {**eg, "answer": "reject"}


def choose(*ids: str) -> Callable[[Task], Task]:
    return lambda eg: {**eg, "accept": list(ids), "answer": "accept"}


def add_spans(*spans: Task) -> Callable[[Task], Task]:
    return lambda eg: {**eg, "spans": [*spans, *(eg.get("spans") or [])], "answer": "accept"}


def add_relation(made: Task) -> Callable[[Task], Task]:
    return lambda eg: {**eg, "relations": [*eg.get("relations", []), made], "answer": "accept"}


# What is stored ----------------------------------------------------------------------------------

TEXT_TASK: Task = {"text": TEXT}
HIGHLIGHTED: Task = {"text": TEXT, "tokens": TOKENS}
BINARY: Task = {"text": STRING, "_is_binary": True}
SUGGESTED = {
    **dict.fromkeys(("start", "end", "token_start", "token_end", "rank", "input_hash"), INDEX),
    **{"text": STRING, "score": NUMBER, "source": "en_pipeline"},
}
TAGGED = {key: SUGGESTED[key] for key in SUGGESTED if key not in ("rank", "input_hash")}
OSLO_MATCH = {"text": "Oslo", "start": 13, "end": 17, "label": "GPE", "pattern": INDEX}
ENTITIES = [found_span(0, 0, "PERSON"), found_span(2, 2, "GPE")]
BOTH = {"FOOD": {"id": "FOOD", "text": "FOOD"}, "TRAVEL": {"id": "TRAVEL", "text": "TRAVEL"}}
SCORED = [{**option, "meta": {"score": NUMBER}} for option in BOTH.values()]
OUTPUTS = {
    "A": {"id": "A", "text": TEXT, "spans": ENTITIES},
    "B": {"id": "B", "text": TEXT, "spans": []},
}
A, B = ({key: side[key] for key in ("text", "spans")} for side in OUTPUTS.values())


def options(style: str, *names: str) -> Task:
    return {
        "text": TEXT,
        "options": [{"id": name, "text": name} for name in names],
        "config": {"choice_style": style},
    }


@dataclass(frozen=True)
class Case:
    """A recipe that serves tasks.

    command (str): The command.
    view_id (str): The interface.
    n_tasks (int | None): How many tasks come at first. None: it depends on the model.
    answer (Callable): What the annotator makes of the task with the text above, or of the first.
    expected (Any): What db-out writes, without bookkeeping.
    datasets (dict): Rows that are stored before.
    quick (bool): Run it with every change.
    """

    command: str
    view_id: str
    n_tasks: int | None
    answer: Callable[[Task], Task]
    expected: Any
    datasets: dict[str, list[Task]] = field(default_factory=dict)
    quick: bool = False

    @property
    def name(self) -> str:
        return self.command.split()[0]


def make_silver() -> list[Task]:
    """Binary answers: Mira is a person, Oslo is none."""
    places = [(0, "accept"), (2, "reject")]
    rows = []
    for i, answer in places:
        task = make_answer(TEXT, answer, spans=[found_span(i, i, "PERSON", score=0.5)])
        rows.append({**task, "meta": {"score": 0.5, "n": 1}, "_view_id": "ner", "_is_binary": True})
    return rows


def make_conflict() -> list[Task]:
    """Two annotators who chose differently."""
    made = options("single", "TECH", "BILLING")
    return [
        {**make_answer(**made), "accept": [name], "_view_id": "choice", "_session_id": session}
        for session, name in (("s-ann", "TECH"), ("s-bob", "BILLING"))
    ]


CASES = [
    Case(
        "ner.manual DATA blank:en IN --label PERSON,GPE --patterns PATTERNS",
        "ner_manual", 4, add_spans(span(0, 0, "PERSON")),
        {**HIGHLIGHTED, "meta": {"pattern": "0"},
         "spans": [span(0, 0, "PERSON"), found_span(2, 2, "GPE", pattern=INDEX)]},
    ),
    Case("ner.manual DATA blank:en IN --label PERSON --highlight-chars", "ner_manual", 4,
         add_spans({"start": 1, "end": 3, "token_start": 1, "token_end": 2, "label": "PERSON"}),
         {**TEXT_TASK, "spans": [{"start": 1, "end": 3, "label": "PERSON"}]}),
    Case("ner.correct DATA MODEL IN --unsegmented", "ner_manual", 4, accept,
         {**HIGHLIGHTED, "spans": ENTITIES}, quick=True),
    Case("ner.make-gold DATA MODEL TXT -l GPE --update", "ner_manual", 4, accept,
         {**HIGHLIGHTED, "spans": ENTITIES[1:]}),
    Case("ner.teach DATA MODEL IN --label PERSON,GPE", "ner", None, accept,
         {**BINARY, "tokens": LIST, "spans": [{**SUGGESTED, "label": OneOf("PERSON", "GPE")}],
          "meta": {"score": NUMBER}}, quick=True),
    Case("ner.match DATA blank:en IN --patterns PATTERNS", "ner", 2, reject,
         {**BINARY, "text": TEXT, "spans": [{**OSLO_MATCH, "score": 0.5}],
          "meta": {"score": 0.5, "pattern": "0"}}, quick=True),
    Case("ner.silver-to-gold silver DATA MODEL --label PERSON", "ner_manual", 1,
         add_spans(span(1, 1, "PERSON")),
         {**HIGHLIGHTED, "spans": [span(1, 1, "PERSON"), ENTITIES[0]], "meta": {"n": 1}},
         datasets={"silver": make_silver()}),
    Case("ner.eval-ab DATA MODEL blank:en IN --unsegmented", "choice", 2, choose("A"),
         {"text": TEXT, "id": 0, "A": A, "B": B, "accept": ["A"],
          "options": OneOf([*OUTPUTS.values()], [*reversed(OUTPUTS.values())])}),
    Case("spans.manual DATA blank:en IN --label TRIP,PLACE", "spans_manual", 4,
         add_spans(span(0, 2, "TRIP"), span(2, 2, "PLACE")),
         {**HIGHLIGHTED, "spans": [span(0, 2, "TRIP"), span(2, 2, "PLACE")]}),
    Case("spans.correct DATA MODEL IN --component spancat --update", "spans_manual", 4, accept,
         {**HIGHLIGHTED, "spans": [*ENTITIES, found_span(0, 2, "EVENT")]}),
    Case("textcat.manual DATA IN --label FOOD,TRAVEL", "choice", 4, choose("TRAVEL"),
         {**options("multiple", "FOOD", "TRAVEL"), "accept": ["TRAVEL"]}, quick=True),
    Case("textcat.manual DATA IN --label FOOD,TRAVEL --exclusive", "choice", 4, choose("FOOD"),
         {**options("single", "FOOD", "TRAVEL"), "accept": ["FOOD"]}),
    Case("textcat.manual DATA IN --label FOOD", "classification", 4, reject,
         {**TEXT_TASK, "label": "FOOD"}),
    Case("textcat.correct DATA MODEL IN --threshold 0.7", "choice", 4, accept,
         {**options("single"), "options": SCORED, "accept": ["TRAVEL"]}),
    Case("textcat.correct DATA MODEL IN -c textcat_multilabel --update", "choice", 4,
         choose("FOOD", "TRAVEL"),
         {**options("multiple"), "options": SCORED, "accept": ["FOOD", "TRAVEL"]}),
    Case("textcat.teach DATA blank:en IN --label FOOD", "classification", 4, reject,
         {**BINARY, "label": "FOOD", "score": NUMBER, "meta": {"score": NUMBER}}, quick=True),
    # The model and the patterns take turns, and whoever comes first asks about a text.
    Case("textcat.teach DATA blank:en IN --label GPE --patterns PATTERNS", "classification", 4,
         accept, OneOf(
             {**BINARY, "text": TEXT, "label": "GPE", "score": NUMBER, "meta": {"score": NUMBER}},
             {**BINARY, "text": TEXT, "label": "GPE", "meta": {"pattern": "0"},
              "spans": [without_label(OSLO_MATCH)]})),
    Case("pos.correct DATA MODEL IN --label PROPN,VERB --unsegmented", "pos_manual", 4, accept,
         {**HIGHLIGHTED, "spans": [found_span(0, 0, "PROPN"), found_span(1, 1, "VERB"),
                                   found_span(2, 2, "PROPN")]}),
    Case("pos.make-gold DATA MODEL IN --label NNP --fine-grained", "pos_manual", 4, accept,
         {**HIGHLIGHTED, "spans": [found_span(0, 0, "NNP"), found_span(2, 2, "NNP")]}),
    Case("pos.teach DATA MODEL IN --label PROPN,VERB", "pos", None, accept,
         {**BINARY, "tokens": LIST, "spans": [{**TAGGED, "label": OneOf("PROPN", "VERB")}],
          "meta": {"score": NUMBER}}),
    Case("sent.correct DATA MODEL IN", "pos_manual", 4, accept,
         {**HIGHLIGHTED, "spans": [found_span(0, 0, "S")]}),
    Case("sent.teach DATA MODEL IN", "pos", None, reject,
         {**BINARY, "tokens": LIST, "spans": [{**TAGGED, "label": "S"}],
          "meta": {"score": NUMBER}}),
    Case("dep.correct DATA MODEL IN --label nsubj,ROOT --wrap --update", "relations", 4, accept,
         {**HIGHLIGHTED, "relations": [relation(1, 0, "nsubj"), relation(1, 1, "ROOT")]},
         quick=True),
    Case("dep.teach DATA MODEL IN", "dep", None, accept,
         {**BINARY, "tokens": LIST, "arc": {"head": INDEX, "child": INDEX, "label": STRING},
          "meta": {"score": NUMBER}}),
    Case("coref.manual DATA MODEL IN", "relations", 4,
         add_relation(relation(2, 0, "COREF", {0: "PERSON", 2: "NP"})),
         {"text": TEXT,
          "tokens": [{**t, "disabled": True} if t["id"] in (1, 3) else t for t in TOKENS],
          "spans": [found_span(0, 0, "PERSON", type="span"), found_span(2, 2, "NP", type="span")],
          "relations": [relation(2, 0, "COREF", {0: "PERSON", 2: "NP"})]}),
    Case("rel.manual DATA MODEL IN -l LIVES_IN -sl PERSON,GPE --add-ents --wrap", "relations", 4,
         add_relation(relation(0, 2, "LIVES_IN", {0: "PERSON", 2: "GPE"})),
         {**HIGHLIGHTED, "spans": [found_span(0, 0, "PERSON", type="span"),
                                   found_span(2, 2, "GPE", type="span")],
          "relations": [relation(0, 2, "LIVES_IN", {0: "PERSON", 2: "GPE"})]}),
    Case("mark DATA IN --view-id classification --label FOOD", "classification", 4, reject,
         TEXT_TASK),
    Case("mark DATA dataset:silver:reject", "ner", 1, accept,
         {"text": TEXT, "_is_binary": True, "meta": {"score": 0.5, "n": 1},
          "spans": [found_span(2, 2, "PERSON", score=0.5)]},
         datasets={"silver": make_silver()}),
    Case("match DATA blank:en IN -pt PATTERNS", "ner", 2, accept,
         {**BINARY, "text": TEXT, "spans": [{**OSLO_MATCH, "score": 0.5}],
          "meta": {"score": 0.5, "pattern": "0"}}),
    Case("match DATA blank:en IN -pt PATTERNS --label-task --combine-matches", "classification", 2,
         accept, {**BINARY, "text": TEXT, "label": "GPE", "meta": {"pattern": "0"},
                  "spans": [without_label(OSLO_MATCH)]}),
    Case("terms.teach DATA MODEL --seeds soup", "text", None, accept,
         {"text": STRING, "meta": {"score": NUMBER}}),
    Case("review DATA annotated", "review", 1, choose("BILLING"),
         {**options("single", "TECH", "BILLING"), "accept": ["BILLING"], "view_id": "choice",
          "versions": [{"text": TEXT, "accept": ["TECH"], "answer": "accept",
                        "_view_id": "choice", "sessions": ["s-ann"], "default": True},
                       {"text": TEXT, "accept": ["BILLING"], "answer": "accept",
                        "_view_id": "choice", "sessions": ["s-bob"], "default": False}]},
         datasets={"annotated": make_conflict()}, quick=True),
    Case("compare DATA OUT_A OUT_B --no-random", "compare", 1, reject,
         {"id": 0, "input": {"text": "Hund"}, "accept": {"text": "dog"},
          "reject": {"text": "hound"}, "mapping": {"A": "accept", "B": "reject"}}),
    Case("compare DATA OUT_A OUT_B --diff --no-random", "diff", 1, accept,
         {"id": 0, "input": {"text": "Hund"}, "accept": {"text": "dog"},
          "reject": {"text": "hound"}, "mapping": {"A": "accept", "B": "reject"}}),
]  # fmt: skip


def make_places(folder: Path, pipeline: Path) -> dict[str, str]:
    """Make the files that the commands mention.

    folder (Path): Where to make them.
    pipeline (Path): The trained pipeline.
    RETURNS (dict[str, str]): Words of the commands, and the paths they stand for.
    """
    patterns = [{"label": "GPE", "pattern": "Oslo"}, {"label": "GPE", "pattern": "Paris"}]
    outputs = [
        [{"id": 0, "input": {"text": "Hund"}, "output": {"text": text}}]
        for text in ("dog", "hound")
    ]
    (folder / "in.txt").write_text("\n".join(TEXTS), encoding="utf-8")
    places = {
        "MODEL": pipeline,
        "IN": write_jsonl(folder / "in.jsonl", [{"text": text} for text in TEXTS]),
        "TXT": folder / "in.txt",
        "PATTERNS": write_jsonl(folder / "patterns.jsonl", patterns),
        "OUT_A": write_jsonl(folder / "a.jsonl", outputs[0]),
        "OUT_B": write_jsonl(folder / "b.jsonl", outputs[1]),
    }
    return {"DATA": "data", **{key: str(path) for key, path in places.items()}}
