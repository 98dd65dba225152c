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

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..components.preprocess.tokens import clean_text, get_tokens
from ..hashing import INPUT_HASH_ATTR, set_hashes
from ..shapes import TaskType
from .assumptions import assume_complete
from .beams import BEAM_WIDTH, MAX_LOSS, parse_beams, sum_parts, update_beams
from .best import find_best
from .decisions import DecisionLog, Decisions, Entity
from .evaluation import count_entities
from .learner import Learner
from .pieces import cut_doc
from .pipes import ensure_sentencizer, get_pipe, guess_batch_size, prepare, run_before
from .questions import make_span, make_span_question
from .spans import merge_spans
from .untrained import add_entity_recognizer

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


class EntityRecognizer(Learner[Decisions]):
    """Suggests entities for a yes or no, and learns from the answers.

    Tasks ask about a single span. Answers to them are taken together with all others on the same
    text; manual answers (of the interface ner_manual, for example) are taken as complete.

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

    n_replayed = 16
    step_size = 8

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
            add_entity_recognizer(nlp, component, wanted)
            pipe = get_pipe(nlp, component)
            self._unseen = set(wanted)
        else:
            pipe = prepare(nlp, component, "ner")
            self._unseen = set(wanted).difference(pipe.labels)
        self._new = frozenset(self._unseen)
        self.labels: list[str] = wanted or list(pipe.labels)
        self.beam_width = beam_width
        for name in self.labels:
            pipe.add_label(name)
        # Both, because the setting is read in two places and once only when a pipeline is made.
        pipe.cfg["incorrect_spans_key"] = INCORRECT_SPANS_KEY
        pipe.moves.cfg["neg_key"] = INCORRECT_SPANS_KEY
        super().__init__(nlp, component, seed=seed)
        self._decisions = DecisionLog(nlp)

    # Suggestions ------------------------------------------------------------------------------

    def _suggest(self, batch: Sequence[TaskType]) -> Iterator[tuple[float, TaskType]]:
        docs = [Decisions(eg).make_doc(self.nlp) for eg in batch]
        for eg, doc, scores in zip(batch, docs, self.score(docs), strict=True):
            for rank, (entity, score) in enumerate(scores.items()):
                task = make_span_question(eg, doc, entity, score, nlp=self.nlp, rank=rank)
                task["spans"][0]["input_hash"] = task[INPUT_HASH_ATTR]
                yield score, task

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

    def evaluate(self, examples: Iterable[TaskType]) -> dict[str, float | int]:
        """Compare the most likely entities of texts with answers about them.

        examples (Iterable[dict]): Answered tasks with spans.
        RETURNS (dict): "right", "wrong", "unk" (entities that nobody was asked about), "ents" and
            "acc", see `evaluation.count_entities`.
        """
        answered = [eg for eg in examples if isinstance(eg.get("text"), str)]
        wanted = set(self.labels) - self._unseen
        docs = self.nlp.pipe(clean_text(eg["text"]) for eg in answered)
        predicted = (
            {(e.start_char, e.end_char, e.label_) for e in doc.ents if e.label_ in wanted}
            for doc in docs
        )
        return count_entities(predicted, answered)

    # Learning ---------------------------------------------------------------------------------

    def _note(self, examples: Iterable[TaskType]) -> list[Decisions]:
        new = self._decisions.add(examples, self.labels)
        for label in dict.fromkeys(entity[2] for d in new for entity in d.accepted):
            self.pipe.add_label(label)
            self._unseen.discard(label)
        return new

    def _choose_earlier(self, new: Sequence[Decisions]) -> list[Decisions]:
        """Half of them with entities: most answers may be no."""
        known = {id(decisions) for decisions in new}
        earlier = [decisions for decisions in self._decisions if id(decisions) not in known]
        positive = [decisions for decisions in earlier if decisions.accepted]
        chosen = self._random.sample(positive, min(self.n_replayed // 2, len(positive)))
        rest = min(self.n_replayed - len(chosen), len(earlier))
        chosen += self._random.sample(earlier, rest)
        return list({id(decisions): decisions for decisions in chosen}.values())

    def _step(self, items: Sequence[Decisions], drop: float) -> float:
        known: list[tuple[Decisions, Doc]] = []
        partly: list[tuple[Decisions, Doc]] = []
        # Without a single example of a label, nothing would be learned but that there is none.
        new = self._new - self._unseen
        texts = [assume_complete(decisions, new) for decisions in items]
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
        texts = DecisionLog(self.nlp).add(examples, self.labels)
        for decisions, doc, best in find_best(
            self.nlp, self.component, texts, width=self.beam_width, batch_size=batch_size
        ):
            wanted = set(self.labels) - self._unseen
            spans = [
                make_span(doc, entity)
                for entity in best
                if entity[2] in wanted or entity in decisions.accepted
            ]
            yield set_hashes({**decisions.eg, "tokens": get_tokens(doc), "spans": spans})

    def _forget(self) -> None:
        # Weights from elsewhere have learned their labels.
        self._unseen.clear()
        self._new = frozenset()


# The name of an older class with the same interface.
BeamEntityRecognizer = EntityRecognizer
