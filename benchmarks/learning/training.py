"""Training on answers, the same way for all ways to annotate, and its score.

Classifiers are trained anew with spaCy. Entity recognizers learn by `EntityRecognizer.update`, as a
recipe does when it resumes: after a yes, one entity is right; after a no, one is wrong; the rest of
the text is unknown, or with a new label assumed to have nothing of it; and after a manual answer
everything is known.

The models are small: a few hundred answers don't fill a larger one, and all the ways to annotate
are compared by the same one.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.learning.corpora import GoldText, make_tokens

Task = dict[str, Any]

BATCH_SIZE = 16
DROPOUT = 0.2
# Steps after which training ends. Few texts are seen more often, many of them less often.
N_STEPS = 800
MIN_EPOCHS, MAX_EPOCHS = 8, 80
# Passes over all answers to entities, and how many are handed over at once.
N_PASSES, UPDATE_SIZE = 3, 50
# The classifier of spaCy's own configuration for speed. A linear model may learn in larger steps.
CLASSIFIER = {
    "model": {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": False,
        "length": 262144,
        "ngram_size": 1,
        "no_output_layer": False,
    }
}
CLASSIFIER_LEARN_RATE = 0.01
RECOGNIZER = {
    "model": {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "nO": None,
        "tok2vec": {
            "@architectures": "spacy.HashEmbedCNN.v2",
            "pretrained_vectors": None,
            "width": 64,
            "depth": 2,
            "embed_size": 2000,
            "window_size": 1,
            "maxout_pieces": 3,
            "subword_features": True,
        },
    },
}


# Classes -------------------------------------------------------------------------------------


def train_classifier(answers: Iterable[Task], label: str, seed: int) -> Any:
    """Train a text classifier.

    answers (Iterable[dict]): Accepted and rejected tasks with the label.
    label (str): The label.
    seed (int): For the first weights and the order.
    RETURNS (Language): The pipeline.
    """
    import spacy
    from spacy.training import Example
    from spacy.util import fix_random_seed

    fix_random_seed(seed)
    nlp = spacy.blank("en")
    nlp.add_pipe("textcat_multilabel", config=CLASSIFIER).add_label(label)
    examples = []
    for eg in answers:
        cats = {label: float(eg["answer"] == "accept")}
        examples.append(Example.from_dict(nlp.make_doc(eg["text"]), {"cats": cats}))
    train_pipeline(nlp, examples, seed)
    return nlp


def score_classifier(nlp: Any, corpus: Sequence[GoldText], label: str) -> float:
    """RETURNS (float): The F-score of a label, 0 to 1, where it applies from 0.5 on."""
    found = [doc.cats[label] >= 0.5 for doc in nlp.pipe(gold.text for gold in corpus)]
    right = [gold.category == label for gold in corpus]
    both = sum(f and r for f, r in zip(found, right, strict=True))
    return get_f_score(both, sum(found), sum(right))


def train_pipeline(nlp: Any, examples: list[Any], seed: int) -> None:
    """Train a pipeline from the start, for about N_STEPS steps.

    nlp (Language): The pipeline. It is changed.
    examples (list[Example]): What to learn from. Their order is changed.
    seed (int): For the order.
    """
    from spacy.util import minibatch

    optimizer = nlp.initialize(lambda: examples)
    optimizer.learn_rate = CLASSIFIER_LEARN_RATE
    order = random.Random(seed)
    n_batches = max(1, len(examples) // BATCH_SIZE)
    n_epochs = min(MAX_EPOCHS, max(MIN_EPOCHS, N_STEPS // n_batches))
    for _ in range(n_epochs):
        order.shuffle(examples)
        for batch in minibatch(examples, BATCH_SIZE):
            nlp.update(batch, sgd=optimizer, drop=DROPOUT)


# Entities ------------------------------------------------------------------------------------


def make_recognizer(label: str | None, seed: int) -> Any:
    """Make a pipeline with an entity recognizer that has learned nothing yet.

    label (str | None): Its label. With None it has none, so the first one that it learns is new to
        it, as in a recipe that starts with a blank pipeline.
    seed (int): For the first weights.
    RETURNS (Language): The pipeline.
    """
    import spacy
    from spacy.training import Example
    from spacy.util import fix_random_seed

    fix_random_seed(seed)
    nlp = spacy.blank("en")
    pipe = nlp.add_pipe("ner", config=RECOGNIZER)
    if label is not None:
        pipe.add_label(label)
    doc = nlp.make_doc("One text to find out the sizes of the layers.")
    nlp.initialize(lambda: [Example(doc, doc.copy())])
    return nlp


def train_recognizer(
    nlp: Any, answers: Iterable[Task], label: str, seed: int, *, gold: Sequence[GoldText] = ()
) -> Any:
    """Train an entity recognizer, by what all recipes learn from their answers with.

    nlp (Language): The pipeline to start with. It is changed.
    answers (Iterable[dict]): Binary or manual answers; all of one text are taken together.
    label (str): The label.
    seed (int): For the order.
    gold (Sequence[GoldText]): Texts that are annotated completely, learned from as well. Defaults
        to ().
    RETURNS (Language): The same pipeline.
    """
    from spacy.util import fix_random_seed

    from prodigy.models.ner import EntityRecognizer

    fix_random_seed(seed)  # for the dropout
    model = EntityRecognizer(nlp, label, seed=seed)
    known = [*map(make_manual_answer, gold), *answers]
    order = random.Random(seed)
    for _ in range(N_PASSES):
        order.shuffle(known)
        for start in range(0, len(known), UPDATE_SIZE):
            model.update(known[start : start + UPDATE_SIZE], drop=DROPOUT)
    return nlp


def make_manual_answer(gold: GoldText) -> Task:
    """RETURNS (dict): A text as it is stored after all its entities were highlighted."""
    from prodigy.hashing import set_hashes

    spans = [{"start": start, "end": end, "label": name} for start, end, name in gold.spans]
    task = {"text": gold.text, "tokens": make_tokens(gold.words)}
    return {**set_hashes(task), "spans": spans, "answer": "accept", "_view_id": "ner_manual"}


def score_recognizer(nlp: Any, corpus: Sequence[GoldText], label: str) -> float:
    """RETURNS (float): The F-score of the entities with a label, 0 to 1, with exact borders."""
    from spacy.tokens import Doc

    docs = nlp.pipe(Doc(nlp.vocab, words=list(gold.words)) for gold in corpus)
    n_right = n_found = n_gold = 0
    for doc, gold in zip(docs, corpus, strict=True):
        found = {(ent.start_char, ent.end_char) for ent in doc.ents if ent.label_ == label}
        right = {(start, end) for start, end, name in gold.spans if name == label}
        n_right += len(found & right)
        n_found += len(found)
        n_gold += len(right)
    return get_f_score(n_right, n_found, n_gold)


def get_f_score(n_right: int, n_found: int, n_gold: int) -> float:
    """RETURNS (float): Harmonic mean of precision and recall, 0 if nothing right was found."""
    return 2 * n_right / (n_found + n_gold) if n_right else 0.0
