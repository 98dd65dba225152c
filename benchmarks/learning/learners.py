"""What is trained on the answers to a pool, and scored on texts held out: a linear model or spaCy.

The linear model is the one that chooses in `ner.manual --update`, trained anew. It takes a second
where spaCy takes a minute, so five runs of everything are possible; but what is chosen by a model
suits that model best. So spaCy, which has no part in the choice, is the check.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.learning import training
from benchmarks.learning.corpora import GoldText
from benchmarks.learning.training import get_f_score, make_manual_answer

# Takes the gold texts that were annotated and those held out, and a seed; returns the F-score.
Learner = Callable[[Sequence[GoldText], Sequence[GoldText], int], float]

N_EPOCHS = 5
TEXTS_PER_STEP = 8
SPACY_EPOCHS, SPACY_BATCH, SPACY_LEARN_RATE = 12, 16, 0.003


def score_linear(given: Sequence[GoldText], held_out: Sequence[GoldText], seed: int) -> float:
    """Train the linear model of words.

    given (Sequence[GoldText]): What was annotated.
    held_out (Sequence[GoldText]): What it is scored on.
    seed (int): For the order.
    RETURNS (float): The F-score of all entities with exact borders and labels, 0 to 1.
    """
    import spacy

    from prodigy.models.light import LightTagger

    model = LightTagger(spacy.blank("en"), seed, rest_s=0.0)
    lessons = [model.read(make_manual_answer(gold)) for gold in given]
    known = [lesson for lesson in lessons if lesson is not None]
    order = random.Random(seed)
    for _ in range(N_EPOCHS):
        order.shuffle(known)
        for start in range(0, len(known), TEXTS_PER_STEP):
            model.learn(known[start : start + TEXTS_PER_STEP])
    found = [
        {(s["start"], s["end"], s["label"]) for s in model.find({"text": gold.text})}
        for gold in held_out
    ]
    return _score(found, held_out)


def score_spacy(given: Sequence[GoldText], held_out: Sequence[GoldText], seed: int) -> float:
    """Train a small convolutional network of spaCy, see `score_linear`."""
    if not any(gold.spans for gold in given):
        return 0.0
    nlp = train_spacy(given, seed)
    docs = nlp.pipe(make_doc(nlp, gold) for gold in held_out)
    found = [{(e.start_char, e.end_char, e.label_) for e in doc.ents} for doc in docs]
    return _score(found, held_out)


def train_spacy(given: Sequence[GoldText], seed: int, labels: Sequence[str] = ()) -> Any:
    """Train an entity recognizer of spaCy.

    given (Sequence[GoldText]): What was annotated.
    seed (int): For the first weights and the order.
    labels (Sequence[str]): Labels that it has in any case. Defaults to ().
    RETURNS (Language): The pipeline.
    """
    import spacy
    from spacy.training import Example
    from spacy.util import fix_random_seed, minibatch

    fix_random_seed(seed)
    nlp = spacy.blank("en")
    pipe: Any = nlp.add_pipe("ner", config=training.RECOGNIZER)
    for label in labels:
        pipe.add_label(label)
    examples = []
    for gold in given:
        doc = make_doc(nlp, gold)
        right = doc.copy()
        spans = [right.char_span(start, end, label=label) for start, end, label in gold.spans]
        right.set_ents([span for span in spans if span is not None], default="outside")
        examples.append(Example(doc, right))
    optimizer = nlp.initialize(lambda: examples)
    optimizer.learn_rate = SPACY_LEARN_RATE
    order = random.Random(seed)
    for _ in range(SPACY_EPOCHS):
        order.shuffle(examples)
        for batch in minibatch(examples, SPACY_BATCH):
            nlp.update(batch, sgd=optimizer, drop=training.DROPOUT)
    return nlp


LEARNERS: dict[str, Learner] = {"linear": score_linear, "spacy": score_spacy}


def make_doc(nlp: Any, gold: GoldText) -> Any:
    """RETURNS (Doc): A text in the words of its corpus, or else in those of the tokenizer."""
    from spacy.tokens import Doc

    return Doc(nlp.vocab, words=list(gold.words)) if gold.words else nlp.make_doc(gold.text)


def _score(found: Sequence[set[Any]], held_out: Sequence[GoldText]) -> float:
    n_right = sum(len(one & gold.spans) for one, gold in zip(found, held_out, strict=True))
    n_found, n_gold = sum(map(len, found)), sum(len(gold.spans) for gold in held_out)
    return get_f_score(n_right, n_found, n_gold)
