"""The entity recognizer in the loop: suggests single entities and learns from yes and no.

Suggestions come from a beam parse, so each has the probability that the model gives it. Answers
about one entity leave the rest of the text unknown. What is learned from:

- accepted entities: spaCy's own update, with everything else in the text as missing values;
- of a label that the model didn't know at the start, with everything else in the text as no entity
  of that label, although nobody has said so (see `assumptions`);
- accepted and rejected entities: the analyses of the beam that contradict them become less likely,
  all others more (see `beams`);
- texts that were annotated by hand: spaCy's own update, with all entities.

A handful of answers is little to learn from, so each update goes over them several times, together
with some of the earlier ones: otherwise the last ten answers would count more than all before.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..components.preprocess.tokens import clean_text, get_tokens, make_doc
from ..hashing import INPUT_HASH_ATTR, TASK_HASH_ATTR, set_hashes
from ..logger import log
from ..pipelines import copy_nlp
from ..shapes import TaskType
from .assumptions import assume_complete
from .beams import BEAM_WIDTH, MAX_LOSS, parse_beams, sum_parts, update_beams
from .decisions import DecisionLog, Decisions, Entity
from .evaluation import count_entities
from .passes import learn_in_passes
from .pieces import cut_doc
from .pipes import (
    check_component,
    ensure_sentencizer,
    get_model_name,
    get_pipe,
    guess_batch_size,
    make_independent,
    run_before,
)
from .spans import merge_spans

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = [
    "BeamEntityRecognizer",
    "EntityRecognizer",
    "ensure_sentencizer",
    "guess_batch_size",
    "merge_spans",
]


INCORRECT_SPANS_KEY = "incorrect_spans"
N_REPEATS = 2  # how often an update goes over the new answers
N_REPLAYED = 16  # earlier texts learned from again in each pass
STEP_SIZE = 8  # texts between two changes of the weights
WIDEST_BEAM = 128


class EntityRecognizer:
    """Suggests entities for a yes or no, and learns from the answers.

    nlp (Language): The pipeline. Its entity recognizer is changed by updates; if there is none and
        labels are given, an untrained one is added.
    label (str | Iterable[str] | None): Suggest only entities with these labels. Defaults to None
        (all that the model knows). Labels that the model doesn't know are added to it, and not
        suggested before one such entity was accepted. From then on, where a text has decisions
        about such a label, the model learns that the rest of the text has no entity of it.
    component (str): Name of the entity recognizer in the pipeline. Defaults to "ner".
    beam_width (int): Number of analyses per text. Defaults to 16.
    seed (int): For the choice of earlier answers to learn from again. Defaults to 0.
    RAISES (RecipeError): The pipeline has no entity recognizer, and no labels are given.
    """

    def __init__(
        self,
        nlp: Language,
        label: str | Iterable[str] | None = None,
        *,
        component: str = "ner",
        beam_width: int = BEAM_WIDTH,
        seed: int = 0,
    ) -> None:
        wanted = [label] if isinstance(label, str) else list(label or ())
        if component not in nlp.pipe_names and wanted:
            add_untrained(nlp, component, wanted)
            self._unseen = set(wanted)
        else:
            check_component(nlp, component, "ner")
            make_independent(nlp, component)
            self._unseen = set(wanted).difference(get_pipe(nlp, component).labels)
        self._new = frozenset(self._unseen)
        self.nlp = nlp
        self.component = component
        self.pipe = get_pipe(nlp, component)
        self.labels: list[str] = wanted or list(self.pipe.labels)
        self.beam_width = beam_width
        for name in self.labels:
            self.pipe.add_label(name)
        # Both, because the setting is read in two places and once only when a pipeline is made.
        self.pipe.cfg["incorrect_spans_key"] = INCORRECT_SPANS_KEY
        self.pipe.moves.cfg["neg_key"] = INCORRECT_SPANS_KEY
        self._original: bytes = self.pipe.to_bytes(exclude=["vocab"])
        self._optimizer = nlp.create_optimizer()
        self._decisions = DecisionLog(nlp)
        self._random = random.Random(seed)

    @property
    def orig_nlp(self) -> Language:
        """A copy of the pipeline with the entity recognizer as it was before any update."""
        original = copy_nlp(self.nlp)
        get_pipe(original, self.component).from_bytes(self._original, exclude=["vocab"])
        return original

    # Suggestions ------------------------------------------------------------------------------

    def __call__(
        self, stream: Iterable[TaskType], batch_size: int = 32
    ) -> Iterator[tuple[float, TaskType]]:
        """Suggest entities.

        stream (Iterable[dict]): Tasks with a text. They are not changed.
        batch_size (int): How many texts to process at a time. Defaults to 32.
        YIELDS (tuple[float, dict]): The probability of an entity, 0 to 1, and a copy of the task
            with that entity as its only span. Tasks without a suggestion are left out.
        """
        tasks = iter(stream)
        while batch := list(islice(tasks, batch_size)):
            batch = [eg for eg in batch if isinstance(eg.get("text"), str)]
            docs = [Decisions(eg).make_doc(self.nlp) for eg in batch]
            for eg, doc, scores in zip(batch, docs, self.score(docs), strict=True):
                for rank, (entity, score) in enumerate(scores.items()):
                    yield score, self._make_task(eg, doc, entity, score, rank)

    def score(self, docs: Sequence[Doc]) -> list[dict[Entity, float]]:
        """Find the entities that are possible in texts.

        docs (Sequence[Doc]): The tokenized texts.
        RETURNS (list[dict]): For each text, the probabilities of its entities (first token, last
            token exclusive, label) with the labels of this model, the most likely first.
        """
        wanted = set(self.labels) - self._unseen
        docs = list(run_before(self.nlp, self.component, docs))
        found: list[dict[Entity, float]] = [{} for _ in docs]
        pieces = [(i, *piece) for i, doc in enumerate(docs) for piece in cut_doc(doc)]
        beams = parse_beams(self.pipe, [piece for _, _, piece in pieces], self.beam_width)
        for (i, offset, _), parses in zip(pieces, beams, strict=True):
            for (start, end, label), p in sum_parts(parses).items():
                if label in wanted:
                    found[i][start + offset, end + offset, label] = p
        # Of one piece they are in order already.
        return [dict(sorted(sums.items(), key=lambda e: (-e[1], e[0]))) for sums in found]

    def _make_task(
        self, eg: TaskType, doc: Doc, entity: Entity, score: float, rank: int
    ) -> TaskType:
        start, end, label = entity
        first, last = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
        span: dict[str, Any] = {"text": eg["text"][first:last], "start": first, "end": last}
        span["label"] = label
        task = {**eg, "spans": [span]}
        task.pop(TASK_HASH_ATTR, None)
        # The hash is that of a pattern match of the same span: it is the same question.
        set_hashes(task)
        task["spans"] = [
            {
                **span,
                "token_start": start,
                "token_end": end - 1,  # in tasks it is inclusive
                "score": round(score, 4),
                "rank": rank,
                "source": get_model_name(self.nlp),
                "input_hash": task[INPUT_HASH_ATTR],
            }
        ]
        if not task.get("tokens"):
            task["tokens"] = get_tokens(doc)
        task["meta"] = {**(eg.get("meta") or {}), "score": round(score, 4)}
        return task

    def evaluate(self, examples: Iterable[TaskType]) -> dict[str, float | int]:
        """Compare the most likely entities of texts with answers about them.

        examples (Iterable[dict]): Answered tasks with spans.
        RETURNS (dict): "right", "wrong", "unk" (entities that nobody was asked about), "ents" and
            "acc", see `evaluation.count_entities`.
        """
        answered = [eg for eg in examples if isinstance(eg.get("text"), str)]
        wanted = set(self.labels) - self._unseen
        docs = self.nlp.pipe(eg["text"] for eg in answered)
        predicted = (
            {(e.start_char, e.end_char, e.label_) for e in doc.ents if e.label_ in wanted}
            for doc in docs
        )
        return count_entities(predicted, answered)

    # Learning ---------------------------------------------------------------------------------

    def update(
        self, examples: Iterable[TaskType], drop: float = 0.0, batch_size: int | None = None
    ) -> float:
        """Learn from answers.

        Answers to single entities are taken together with all others on the same text. Manual
        answers (of the interface ner_manual, for example) are taken as complete.

        examples (Iterable[dict]): Answered tasks. Ignored ones don't count.
        drop (float): Dropout rate. Defaults to 0.0.
        batch_size (int | None): Texts between two changes of the weights. Defaults to None (8).
        RETURNS (float): The loss: how far the model was from the answers before it learned from
            them, on average per text. 0.0 if there was nothing to learn.
        """
        new = self._decisions.add(examples, self.labels)
        for label in dict.fromkeys(entity[2] for d in new for entity in d.accepted):
            self.pipe.add_label(label)
            self._unseen.discard(label)
        if not new:
            return 0.0
        return learn_in_passes(
            new,
            lambda texts: self._step(texts, drop),
            lambda: self._choose_earlier(new),
            size=batch_size or STEP_SIZE,
            n_passes=N_REPEATS,
            rng=self._random,
        )

    def _choose_earlier(self, new: Sequence[Decisions]) -> list[Decisions]:
        """Texts to learn from again, half of them with entities: most answers may be no."""
        known = {id(decisions) for decisions in new}
        earlier = [decisions for decisions in self._decisions if id(decisions) not in known]
        positive = [decisions for decisions in earlier if decisions.accepted]
        chosen = self._random.sample(positive, min(N_REPLAYED // 2, len(positive)))
        chosen += self._random.sample(earlier, min(N_REPLAYED - len(chosen), len(earlier)))
        return list({id(decisions): decisions for decisions in chosen}.values())

    def _step(self, texts: Sequence[Decisions], drop: float) -> float:
        known: list[tuple[Decisions, Doc]] = []
        partly: list[tuple[Decisions, Doc]] = []
        # Without a single example of a label, nothing would be learned but that there is none.
        new = self._new - self._unseen
        texts = [assume_complete(decisions, new) for decisions in texts]
        docs = run_before(self.nlp, self.component, [d.make_doc(self.nlp) for d in texts])
        for decisions, doc in zip(texts, list(docs), strict=True):
            for offset, piece in cut_doc(doc):
                about_piece = decisions.within(offset, offset + len(piece))
                if about_piece:
                    is_complete = about_piece.is_complete(self.pipe.labels)
                    (known if is_complete else partly).append((about_piece, piece))
        loss = 0.0
        if known:
            examples = [self._make_example(decisions, doc) for decisions, doc in known]
            losses = self.pipe.update(examples, drop=drop)
            loss += float(losses[self.pipe.name])
        if partly:
            beam_loss, found = update_beams(
                self.pipe,
                [doc for _, doc in partly],
                [decisions.allow for decisions, _ in partly],
                self.beam_width,
                drop,
            )
            loss += beam_loss + MAX_LOSS * found.count(False)
            # A beam without any right analysis teaches nothing; then spaCy's own update has to.
            examples = [
                self._make_example(decisions, doc)
                for (decisions, doc), is_found in zip(partly, found, strict=True)
                if decisions.accepted or not is_found
            ]
            if examples:
                self.pipe.update(examples, drop=drop)
        self.pipe.finish_update(self._optimizer)
        return loss

    def _make_example(self, decisions: Decisions, doc: Doc) -> Any:
        from spacy.tokens import Doc, Span
        from spacy.training import Example

        words, spaces = [token.text for token in doc], [bool(token.whitespace_) for token in doc]
        gold = Doc(self.nlp.vocab, words=words, spaces=spaces)
        is_complete = decisions.is_complete(self.pipe.labels)
        accepted = [Span(gold, start, end, label) for start, end, label in decisions.accepted]
        gold.set_ents(accepted, default="outside" if is_complete else "missing")
        gold.spans[INCORRECT_SPANS_KEY] = [
            Span(gold, start, end, label) for start, end, label in decisions.rejected
        ]
        return Example(doc, gold)

    # Everything that was learned --------------------------------------------------------------

    def make_best(self, examples: Iterable[TaskType], batch_size: int = 32) -> Iterator[TaskType]:
        """Find the best analysis of each text that agrees with all answers to it.

        examples (Iterable[dict]): Answered tasks, in any order. They are not changed.
        batch_size (int): How many texts to process at a time. Defaults to 32.
        YIELDS (dict): One task per text with all entities as spans, those accepted among them and
            none that was rejected. Texts of which nothing is known are left out.
        """
        answers = DecisionLog(self.nlp)
        texts = iter(answers.add(examples, self.labels))
        while batch := list(islice(texts, batch_size)):
            docs = [decisions.make_doc(self.nlp) for decisions in batch]
            for decisions, doc in zip(batch, docs, strict=True):
                for _, _, label in decisions.accepted:
                    self.pipe.add_label(label)
                # Preset entities are part of every analysis.
                decisions.preset(doc)
            docs = list(run_before(self.nlp, self.component, docs))
            for decisions, doc in zip(batch, docs, strict=True):
                yield self._make_best_task(decisions, doc)

    def _make_best_task(self, decisions: Decisions, doc: Doc) -> TaskType:
        best: set[Entity] = set(decisions.accepted)
        for offset, piece in cut_doc(doc):
            found = self._find_best(decisions.within(offset, offset + len(piece)), piece)
            best.update((start + offset, end + offset, label) for start, end, label in found)
        spans = []
        for start, end, label in sorted(best):
            is_wanted = label in self.labels and label not in self._unseen
            if is_wanted or (start, end, label) in decisions.accepted:
                span = doc[start:end]
                spans.append(
                    {
                        "text": span.text,
                        "start": span.start_char,
                        "end": span.end_char,
                        "token_start": start,
                        "token_end": end - 1,
                        "label": label,
                    }
                )
        task = {**decisions.eg, "tokens": get_tokens(doc), "spans": spans}
        return set_hashes(task)

    def _find_best(self, decisions: Decisions, doc: Doc) -> list[Entity]:
        """The entities of the most likely analysis that agrees with all decisions."""
        width = self.beam_width
        best: list[Entity] | None = None
        parses: list[Any] = []
        while best is None and width <= WIDEST_BEAM and len(doc):
            parses = parse_beams(self.pipe, [doc], width)[0]
            best = next((list(parts) for _, parts in parses if decisions.allow(parts)), None)
            width *= 2
        if best is not None:
            return best
        # Rejected entities are in all of them; without these, they still are not.
        return [e for e in (parses[0][1] if parses else ()) if e not in decisions.rejected]

    def to_disk(self, path: str | Path) -> None:
        """Save the pipeline, as spacy.load reads it.

        path (str | Path): The folder.
        """
        self.nlp.to_disk(path)

    def from_disk(self, path: str | Path) -> EntityRecognizer:
        """Load the weights of a pipeline that was saved by `to_disk`.

        path (str | Path): The folder.
        RETURNS (EntityRecognizer): This object.
        """
        self.nlp.from_disk(path)
        self._forget_new()
        return self

    def _forget_new(self) -> None:
        """Weights from elsewhere have learned their labels."""
        self._unseen.clear()
        self._new = frozenset()

    def to_bytes(self) -> bytes:
        """RETURNS (bytes): The pipeline."""
        return self.nlp.to_bytes()

    def from_bytes(self, data: bytes) -> EntityRecognizer:
        """Load the weights that `to_bytes` returned.

        data (bytes): The pipeline.
        RETURNS (EntityRecognizer): This object.
        """
        self.nlp.from_bytes(data)
        self._forget_new()
        return self


# The name of an older class with the same interface.
BeamEntityRecognizer = EntityRecognizer


def add_untrained(nlp: Language, component: str, labels: Collection[str]) -> None:
    """Add an entity recognizer that has learned nothing yet.

    nlp (Language): The pipeline. It is changed in place.
    component (str): Name of the component.
    labels (Collection[str]): Its labels.
    """
    from spacy.training import Example

    log(f"MODEL: Adding an untrained component '{component}'", list(labels))
    nlp.add_pipe("ner", name=component)
    pipe = get_pipe(nlp, component)
    for label in labels:
        pipe.add_label(label)
    doc = make_doc(nlp, clean_text("One text to find out the sizes of the layers."))
    pipe.initialize(lambda: [Example(doc, doc.copy())], nlp=None)
