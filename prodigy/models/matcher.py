"""The pattern matcher: suggestions from match patterns, scored by how often they were right.

A match adds a span to its task. Its score is the share of accepted matches of the pattern,

    (n_accept + prior_correct) / (n_accept + prior_correct + n_reject + prior_incorrect)

so the priors say how many answers a new pattern seems to have had already: high ones make the
score move slowly. With priors of 10 and 90 an answer moves it by about 1 %, with 1 and 9 by 10 %.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..components.preprocess.tokens import clean_text, make_doc, make_raw_doc
from ..errors import LoaderError, ProdigyError
from ..hashing import TASK_HASH_ATTR, identify, set_hashes
from ..io.files import write_jsonl
from ..io.unfinished import open_part
from ..logger import log
from ..messages import msg
from ..pipelines import explain_untrained
from ..sameness import IdentitySet
from ..shapes import TaskType
from .impossible import find_impossible
from .patterns import EXAMPLE, Pattern, parse_pattern, read_patterns
from .rules import Match, Rules, drop_overlaps, drop_repeats

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span


PatternType = dict[str, Any]  # a "label", a "pattern" and maybe an "id"

UNMATCHED_SCORE = 0.5
MAX_IMPOSSIBLE_SHOWN = 20


class PatternMatcher:
    """Finds match patterns in texts and learns from answers which of them to trust.

    nlp (Language): The pipeline. Its components only run if a pattern needs them.
    label_span (bool): Give the label of the pattern to the matched span. Defaults to True.
    label_task (bool): Give the label of the pattern to the whole task. Defaults to False.
    combine_matches (bool): Show all matches of a text in one task (one per label with
        `label_task`). Defaults to False: one task per match.
    all_examples (bool): Yield tasks without a match as well. Defaults to False.
    filter_labels (Collection[str] | None): Use only patterns with these labels. Defaults to None
        (all).
    task_hash_keys (Iterable[str] | None): Keys for the task hash. With ("label",) for example, two
        matches with the same label are the same question. Defaults to None (the usual keys).
    prior_correct (float): Added to the number of accepted matches. Defaults to 2.0.
    prior_incorrect (float): Added to the number of rejected matches. Defaults to 2.0.
    allow_overlap (bool): With `combine_matches`: keep matches that overlap. Defaults to False:
        the longest one stays, the first of equally long ones.
    """

    def __init__(
        self,
        nlp: Language,
        label_span: bool = True,
        label_task: bool = False,
        combine_matches: bool = False,
        all_examples: bool = False,
        filter_labels: Collection[str] | None = None,
        task_hash_keys: Iterable[str] | None = None,
        prior_correct: float = 2.0,
        prior_incorrect: float = 2.0,
        allow_overlap: bool = False,
    ) -> None:
        if prior_correct < 0 or prior_incorrect < 0:
            raise ProdigyError("The priors of a pattern matcher can't be negative")
        self.nlp = nlp
        self.label_span = label_span
        self.label_task = label_task
        self.combine_matches = combine_matches
        self.all_examples = all_examples
        self.filter_labels = None if filter_labels is None else frozenset(filter_labels)
        self.task_hash_keys = None if task_hash_keys is None else tuple(task_hash_keys)
        self.prior_correct = prior_correct
        self.prior_incorrect = prior_incorrect
        self.allow_overlap = allow_overlap
        self._n_given = 0  # patterns so far, with those of unwanted labels
        self._rules = Rules(nlp)

    @property
    def patterns(self) -> list[dict[str, Any]]:
        """The patterns as they were added, without those that `filter_labels` left out."""
        return [pattern.entry for pattern in self._rules.patterns]

    @property
    def matchers(self) -> list[Callable[[Doc], list[tuple[int, int, int]]]]:
        """Functions that take a document and return a tuple for each match: the ID of the label in
        the vocabulary, the first token, and the last one (exclusive)."""
        return list(self._rules.iter_matchers())

    @property
    def labels(self) -> list[str]:
        """The labels of the patterns, in the order of their first use."""
        return list(dict.fromkeys(pattern.label for pattern in self._rules.patterns))

    def add_patterns(self, patterns: Iterable[dict[str, Any]]) -> None:
        """Add patterns to the matcher.

        patterns (Iterable[dict]): Dicts with a "label", a "pattern", and optionally an "id".
        RAISES (LoaderError): A pattern is wrong. It is a ValueError.
        """
        self._add((f"number {i + 1}", entry) for i, entry in enumerate(patterns))

    def from_disk(self, path: str | Path, default_label: str | None = None) -> PatternMatcher:
        """Add the patterns of a file.

        path (str | Path): The file, with one pattern as a JSON object per line.
        default_label (str | None): Label of patterns that have none. Defaults to None (they are an
            error).
        RETURNS (PatternMatcher): This matcher.
        RAISES (LoaderError): The file is missing, or a line of it is wrong. It is a ValueError.
        """
        entries = read_patterns(path)
        if default_label is not None:
            entries = ((where, _add_label(entry, default_label)) for where, entry in entries)
        self._add(entries)
        log(f"MODEL: The matcher has {len(self._rules.patterns)} patterns, last added from {path}")
        return self

    def to_disk(self, path: str | Path) -> None:
        """Write the patterns to a file, as `from_disk` reads it.

        path (str | Path): The file.
        """
        with open_part(path) as unfinished:
            write_jsonl(unfinished, self.patterns)

    def to_bytes(self) -> bytes:
        """RETURNS (bytes): The patterns and how they were answered."""
        counts = [(pattern.n_accept, pattern.n_reject) for pattern in self._rules.patterns]
        return json.dumps({"patterns": self.patterns, "counts": counts}).encode("utf-8")

    def from_bytes(self, data: bytes) -> PatternMatcher:
        """Add patterns, and how they were answered.

        data (bytes): What `to_bytes` returned.
        RETURNS (PatternMatcher): This matcher.
        """
        loaded = json.loads(data)
        for entry, (n_accept, n_reject) in zip(loaded["patterns"], loaded["counts"], strict=True):
            n_patterns = len(self._rules.patterns)
            self.add_patterns([entry])
            for pattern in self._rules.patterns[n_patterns:]:
                pattern.n_accept, pattern.n_reject = n_accept, n_reject
        return self

    def update(self, examples: Iterable[TaskType]) -> int:
        """Count the answers to matches, from which the scores are made.

        examples (Iterable[dict]): Answered tasks. Spans with the id of a pattern are counted, by
            their own answer if they have one.
        RETURNS (int): Always 0; other models return a loss.
        """
        for eg in examples:
            for span in eg.get("spans") or ():
                pattern = self._rules.by_id.get(span.get("pattern"))
                answer = span.get("answer") or eg.get("answer")
                if pattern is not None and answer == "accept":
                    pattern.n_accept += 1
                elif pattern is not None and answer == "reject":
                    pattern.n_reject += 1
        return 0

    def __call__(
        self, stream: Iterable[TaskType], batch_size: int = 32
    ) -> Iterator[tuple[float, TaskType]]:
        """Find matches in the texts of tasks.

        stream (Iterable[dict]): The tasks. They are not changed.
        batch_size (int): How many texts to process at a time, if the pipeline has to run.
            Defaults to 32.
        YIELDS (tuple[float, dict]): A score from 0 to 1, and a copy of the task with the matches as
            spans. With `all_examples`, tasks without a match come as they are, with the score 0.5.
        RAISES (RecipeError): The patterns need something that the pipeline doesn't provide.
        """
        for eg, doc in self._make_docs(stream, batch_size):
            matches = self._find_matches(eg, doc) if doc is not None else []
            if doc is not None and matches:
                yield from self._make_tasks(eg, doc, matches)
            elif self.all_examples:
                yield UNMATCHED_SCORE, eg

    @property
    def needs_pipeline(self) -> bool:
        """Whether the tokenizer alone can't tell if the patterns match."""
        return self._rules.needs_pipeline

    def find_spans(self, doc: Doc) -> list[Span]:
        """Find matches in a document, without making tasks of them.

        doc (Doc): The document. If the patterns need it, the pipeline has to be run before.
        RETURNS (list[Span]): The matches with the labels of their patterns.
        """
        from spacy.tokens import Span

        matches = self._find_matches({}, doc)
        return [Span(doc, start, end, self._rules.patterns[i].label) for start, end, i in matches]

    def _add(self, entries: Iterable[tuple[str, Any]]) -> None:
        impossible: list[str] = []
        for where, entry in entries:
            try:
                pattern = parse_pattern(entry, self._n_given)
                self._n_given += 1
                is_wanted = self.filter_labels is None or pattern.label in self.filter_labels
                if is_wanted and pattern not in self._rules:
                    self._rules.add(pattern)
                    reason = find_impossible(pattern, self.nlp)
                    impossible += [] if reason is None else [f"{where}: {reason}"]
            except Exception as err:  # spaCy's own checks raise several kinds of errors.
                raise LoaderError(
                    f"The match pattern on {where} is wrong"
                    if where.startswith("line")
                    else f"The match pattern {where} is wrong",
                    f"{_explain(err)}\nPattern: {json.dumps(entry, default=str):.300}\n"
                    f"Example: {EXAMPLE}",
                ) from err
        if impossible:
            more = len(impossible) - MAX_IMPOSSIBLE_SHOWN
            shown = impossible[:MAX_IMPOSSIBLE_SHOWN] + ([f"and {more} more"] if more > 0 else [])
            msg.warn(f"Match patterns that can never match with this tokenizer: {len(impossible)}")
            for line in shown:
                msg.text(f"- {line}")

    def _make_docs(
        self, stream: Iterable[TaskType], batch_size: int
    ) -> Iterator[tuple[TaskType, Doc | None]]:
        if not self._rules.needs_pipeline:
            for eg in stream:
                yield eg, self._make_raw_doc(eg)
            return
        inputs = ((self._make_raw_doc(eg) or make_doc(self.nlp, ""), eg) for eg in stream)
        with explain_untrained(pipe for _, pipe in self.nlp.pipeline):
            for doc, eg in self.nlp.pipe(inputs, as_tuples=True, batch_size=batch_size):
                yield eg, doc

    def _make_raw_doc(self, eg: TaskType) -> Doc | None:
        text = eg.get("text")
        if not isinstance(text, str):
            return None
        if eg.get("tokens"):
            # Matches should fit the tokens that the annotator sees.
            doc = make_raw_doc(self.nlp, eg)
            if doc.text == clean_text(text):
                return doc
        return make_doc(self.nlp, text)

    def _find_matches(self, eg: TaskType, doc: Doc) -> list[Match]:
        found = self._rules.find(doc)
        taken = [
            (span["start"], span["end"], span.get("label"))
            for span in eg.get("spans") or ()
            if "start" in span and "end" in span
        ]
        if self.combine_matches and not self.allow_overlap:
            return drop_overlaps(doc, found, taken)
        return drop_repeats(doc, found, taken, self._rules.patterns)

    def _make_tasks(
        self, eg: TaskType, doc: Doc, matches: list[Match]
    ) -> Iterator[tuple[float, TaskType]]:
        seen = IdentitySet("task")
        for group in self._group(matches):
            score, task = self._make_task(eg, doc, group)
            # With other hash keys, several matches may be the same question.
            identity = identify(task)
            if identity not in seen:
                seen.add(identity)
                yield score, task

    def _group(self, matches: list[Match]) -> list[list[Match]]:
        if not self.combine_matches:
            return [[match] for match in matches]
        if not self.label_task:
            return [matches]
        # A task has one label only, so there is one for each.
        labels = self.labels
        by_label = sorted(matches, key=lambda m: labels.index(self._rules.patterns[m[2]].label))
        groups = groupby(by_label, key=lambda m: self._rules.patterns[m[2]].label)
        return [list(group) for _, group in groups]

    def _make_task(self, eg: TaskType, doc: Doc, matches: list[Match]) -> tuple[float, TaskType]:
        patterns = [self._rules.patterns[index] for _, _, index in matches]
        scores = [self._get_score(pattern) for pattern in patterns]
        score = sum(scores) / len(scores)
        task = {key: value for key, value in eg.items() if key != TASK_HASH_ATTR}
        spans = [dict(span) for span in eg.get("spans") or ()]
        for (start, end, _), pattern in zip(matches, patterns, strict=True):
            span = doc[start:end]
            added: dict[str, Any] = {
                "text": eg["text"][span.start_char : span.end_char],
                "start": span.start_char,
                "end": span.end_char,
                "pattern": pattern.id,
            }
            if self.label_span:
                added["label"] = pattern.label
            spans.append(added)
        task["spans"] = sorted(spans, key=lambda span: span.get("start", 0))
        if self.label_task:
            task["label"] = patterns[0].label
        meta = dict(eg.get("meta") or {})
        if not self.combine_matches:
            spans[-1]["score"] = meta["score"] = round(score, 4)
        meta["pattern"] = ", ".join(dict.fromkeys(pattern.name for pattern in patterns))
        task["meta"] = meta
        return score, set_hashes(task, task_keys=self.task_hash_keys)

    def _get_score(self, pattern: Pattern) -> float:
        counted = self._rules.by_id[pattern.id]
        correct = counted.n_accept + self.prior_correct
        total = correct + counted.n_reject + self.prior_incorrect
        return correct / total if total else UNMATCHED_SCORE


def _add_label(entry: Any, label: str) -> Any:
    return {"label": label, **entry} if isinstance(entry, dict) else entry


def _explain(err: Exception) -> str:
    lines = [line.strip(" -") for line in str(err).splitlines() if line.strip()]
    # spaCy's list of problems starts with a headline and the number of the pattern, always 0.
    problems = [line for line in lines if line.startswith("[pattern")]
    if problems:
        text = "\n".join(line.replace("[pattern -> ", "[token ") for line in problems)
        # As pydantic says it, and as its older interface does, which spaCy used until 3.8.7.
        return re.sub(
            "(?i)extra (inputs are|fields) not permitted", "There is no such attribute", text
        )
    return " ".join(lines)
