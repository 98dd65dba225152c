"""All rows about one text become one document, and every row gets its verdict.

    corpus = MergedRows(db, pipes, settings, eval_split=0.2)    reads every row once
    for doc in corpus.iter_docs(nlp, TRAINING): ...             makes the documents one by one
    corpus.close_account()                                      no row is left without a verdict

Documents come in the order in which their texts are stored, those of evaluation datasets first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..components.preprocess.tokens import make_doc
from ..io.progress import show_progress
from ..logger import log
from ..models.decisions import Decisions
from ..shapes import TaskType
from .account import DROPPED, DROPS, EVALUATION, TRAINING, Problem, Row, Verdict
from .readers import READERS, Entry, Reader
from .readers.base import find_span
from .rows import Pipes, RowStore, iter_rows, make_key, make_loose_key
from .splitting import DEFAULT_EVAL_SPLIT, SEED, Group, assign_sides, draw_sample

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


UNSEEN_TEXT = "It fits the tokens of the task, but not those of the pipeline, which won't learn it."


class MergedRows:
    """The rows of all datasets, by text.

    db (Database): The database.
    pipes (Mapping): Component to training and evaluation datasets.
    settings (Mapping): Component to the settings of its reader. Defaults to none.
    eval_split (float): Portion of the texts to hold back for components without evaluation
        datasets, 0 to 1. Defaults to 0.2.
    sample_size (float): Portion of the training texts to use, 0 to 1. Defaults to 1.
    seed (int): For both. Defaults to 0.
    RAISES (ProdigyError): A dataset doesn't exist.
    """

    def __init__(
        self,
        db: Any,
        pipes: Pipes,
        settings: Mapping[str, dict[str, Any]] | None = None,
        *,
        eval_split: float = DEFAULT_EVAL_SPLIT,
        sample_size: float = 1.0,
        seed: int = SEED,
    ) -> None:
        # The same documents in the same order, wherever the components are named.
        pipes = {name: pipes[name] for name in READERS if name in pipes}
        self.pipes = pipes
        self.eval_split = eval_split
        self.readers: dict[str, Reader] = {
            name: READERS[name](name, **(settings or {}).get(name, {})) for name in pipes
        }
        self.store = RowStore()
        # How many documents there are for a component and a side. Known when they were made.
        self.counts: Counter[tuple[str, str]] = Counter()
        self._order: dict[str, int] = {}
        self._made: set[str] = set()  # sides whose documents were made
        by_text: dict[bytes, Group] = {}
        for row, eg in show_progress(iter_rows(db, pipes), "Reading datasets", unit="rows"):
            self._add(row, eg, by_text)
        # The texts that at least one row says something about.
        self.groups = list(by_text.values())
        assign_sides(self.groups, pipes, eval_split, seed)
        self._sample = draw_sample(self.groups, sample_size, seed) if sample_size < 1 else None
        log(f"TRAIN: Read {len(self.store)} rows about {len(self.groups)} texts")

    def _add(self, row: Row, eg: TaskType, by_text: dict[bytes, Group]) -> None:
        self._order.setdefault(row.dataset, len(self._order))
        text = eg.get("text")
        for component in row.roles:
            self.readers[component].parts.total += self.readers[component].count_parts(eg)
            reason = check_row(self.readers[component], eg, row)
            if reason:
                row.decide(component, DROPS[reason])
        self.store.add(row, eg)
        if isinstance(text, str) and len(row.verdicts) < len(row.roles):
            key = make_key(text)
            group = by_text.get(key)
            if group is None:
                group = by_text[key] = Group(make_loose_key(text))
            group.rows.append(row)

    def iter_docs(self, nlp: Language, side: str) -> Iterator[Doc]:
        """Make the documents of one side, one by one.

        nlp (Language): The pipeline, for the tokens.
        side (str): TRAINING or EVALUATION.
        YIELDS (Doc): The documents with all that is known about them. The verdicts of their rows
            are set.
        """
        groups = [group for group in self.groups if group.side == side]
        name = f"Preparing data for {side}"
        for group in show_progress(groups, name, total=len(groups), unit="texts"):
            for row in group.rows:
                row.side = side
            if side != EVALUATION and self._sample is not None and group.key not in self._sample:
                _drop(group.rows, "not-sampled")
                continue
            doc, components = self._merge(nlp, group)
            if doc is not None and components:
                self.counts.update((name, side) for name in components)
                self.counts["", side] += 1
                yield doc
        self._made.add(side)

    def settle(self, nlp: Language) -> None:
        """Find out what becomes of the rows of sides whose documents nobody has asked for.

        nlp (Language): The pipeline, for the tokens.
        """
        for side in {TRAINING, EVALUATION} - self._made:
            for _ in self.iter_docs(nlp, side):
                pass
        self.close_account()

    def close_account(self) -> None:
        """Check that every row has a verdict for every component that reads its dataset."""
        for row in self.store.rows:
            missing = set(row.roles) - set(row.verdicts)
            assert not missing, f"no verdict on row {row.position} of {row.dataset} for {missing}"

    def find_doubts(self) -> list[str]:
        """Find what spaCy can't take as unknown in texts that a component says nothing about.

        RETURNS (list[str]): Warnings. Known when the documents were made.
        """
        n_train, n_eval = self.counts["", TRAINING], self.counts["", EVALUATION]
        doubts = []
        for name in self.pipes:
            if name == "spancat" and (n := n_train - self.counts[name, TRAINING]):
                doubts.append(
                    f"{n} training texts have no answer for '{name}'. spaCy takes them as texts "
                    "without spans: train it alone if that is wrong."
                )
            if name == "textcat_multilabel":
                taught = self.readers[name].taught
                always = [label for label, is_true in taught if is_true]
                always = [label for label in always if not taught[label, False]]
                if always:
                    doubts.append(
                        f"No training text is known to lack {', '.join(map(repr, always))}, so "
                        "the pipeline will learn that every text has it."
                    )
            if name == "textcat" and (n := n_eval - self.counts[name, EVALUATION]):
                doubts.append(
                    f"{n} evaluation texts have no category for '{name}'. spaCy counts any "
                    "prediction for them as wrong: train it alone to see its true scores."
                )
        return doubts

    def _merge(self, nlp: Language, group: Group) -> tuple[Doc | None, list[str]]:
        egs = {id(row): self.store.load(row) for row in group.rows}
        text = egs[id(group.rows[0])]["text"]
        if len(text) > nlp.max_length:
            _drop(group.rows, "too-long")
            return None, []
        entries: dict[str, list[Entry]] = {}
        for name, reader in self.readers.items():
            rows = self._select(name, group)
            found = [reader.read(egs[id(row)], row) for row in rows]
            # Complete answers first, then datasets as they are named, then newer rows.
            found.sort(
                key=lambda e: (
                    not e.is_complete,
                    self._order[e.row.dataset],
                    -e.row.position,
                )
            )
            entries[name] = found
        tasks = [egs[id(row)] for row in group.rows]
        doc, by_pipeline = self._choose_tokens(nlp, text, tasks, entries)
        components = [
            name
            for name, found in entries.items()
            if found and self.readers[name].merge(doc, found, group.side)
        ]
        if doc is not by_pipeline:
            self._note_unseen(by_pipeline, entries)
        return doc, components

    def _select(self, component: str, group: Group) -> list[Row]:
        """The rows about a text that count for a component. The others are dropped."""
        rows = [r for r in group.rows if component in r.roles and component not in r.verdicts]
        if group.side != EVALUATION:
            return rows
        # What is evaluated on is what the evaluation datasets say, where there are any.
        has_eval_sets = bool(self.pipes[component][1])
        chosen = [r for r in rows if r.roles[component] == EVALUATION or not has_eval_sets]
        for row in rows:
            if has_eval_sets and row.roles[component] != EVALUATION:
                row.decide(component, DROPS["in-evaluation"])
        return chosen

    def _choose_tokens(
        self,
        nlp: Language,
        text: str,
        tasks: Sequence[TaskType],
        entries: Mapping[str, list[Entry]],
    ) -> tuple[Doc, Doc]:
        """Take the tokens of the pipeline, or those of a task if more annotations fit them.

        RETURNS (tuple[Doc, Doc]): The chosen tokens, and those of the pipeline.
        """
        places = [
            (place, self.readers[name].needs_tokens)
            for name, found in entries.items()
            for entry in found
            for statement in entry.statements
            for place in statement.places
        ]

        def count(doc: Doc) -> int:
            return sum(find_span(doc, place, single) is not None for place, single in places)

        best = by_pipeline = make_doc(nlp, text)
        n_best = count(best)
        if n_best < len(places):
            for eg in tasks:
                if eg.get("tokens"):
                    # Made from the text if the tokens leave out some of its characters.
                    doc = Decisions(eg).make_doc(nlp)
                    n_fitting = count(doc)
                    if doc.text == by_pipeline.text and n_fitting > n_best:
                        best, n_best = doc, n_fitting
        return best, by_pipeline

    def _note_unseen(self, by_pipeline: Doc, entries: Mapping[str, list[Entry]]) -> None:
        """spaCy leaves out what doesn't fit the tokens of the pipeline, without a word."""
        for name, found in entries.items():
            for entry in found:
                verdict = entry.row.verdicts[name]
                problems = [
                    Problem(
                        name,
                        "misaligned",
                        UNSEEN_TEXT,
                        *place,
                        s.label,
                        by_pipeline.text[slice(*place)],
                    )
                    for s in entry.statements
                    for place in s.places
                    if find_span(by_pipeline, place) is None
                ]
                if problems and verdict.outcome != DROPPED:
                    reason = verdict.reason or "some-misaligned"
                    problems = [*verdict.problems, *problems]
                    entry.row.decide(name, Verdict(verdict.outcome, reason, tuple(problems)))


def check_row(reader: Reader, eg: TaskType, row: Row) -> str:
    """Check whether a reader can use a row, and let it look at the row if so.

    reader (Reader): The reader.
    eg (dict): The content of the row.
    row (Row): Its place in the account.
    RETURNS (str): Why it can't be used, a key of REASONS. Empty if it can.
    """
    text = eg.get("text")
    if not isinstance(text, str):
        return "no-text"
    if not text.strip():
        return "empty"
    try:
        reason = reader.check(eg)
        if not reason:
            reader.read(eg, row)
            reader.collect(eg, row)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        # Anything may have been imported. One odd row must not stop the training.
        return "malformed"
    return reason


def _drop(rows: Sequence[Row], reason: str) -> None:
    for row in rows:
        for component in row.roles:
            if component not in row.verdicts:
                row.decide(component, DROPS[reason])
