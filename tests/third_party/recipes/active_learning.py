# A model and patterns together, the most uncertain examples first.
import copy
import random

import spacy

import prodigy
from prodigy.components.loaders import JSONL
from prodigy.components.sorters import prefer_uncertain
from prodigy.models.matcher import PatternMatcher
from prodigy.util import combine_models


class WordModel:
    """Scores a text by the words it has in common with what was accepted."""

    def __init__(self, label):
        self.label = label
        self.weights = {}

    def __call__(self, stream):
        for eg in stream:
            eg = copy.deepcopy(eg)
            words = eg["text"].lower().split()
            score = 0.5 + sum(self.weights.get(word, 0) for word in words) / (10 * len(words))
            eg.update(label=self.label, meta={"score": round(score, 2)})
            yield min(max(score, 0.0), 1.0), prodigy.set_hashes(eg, overwrite=True)

    def update(self, examples):
        for eg in examples:
            change = {"accept": 1, "reject": -1}.get(eg["answer"], 0)
            for word in eg["text"].lower().split():
                self.weights[word] = self.weights.get(word, 0) + change
        return 1.0


@prodigy.recipe(
    "learn.label",
    dataset=("Dataset", "positional", None, str),
    source=("Source", "positional", None, str),
    label=("Label", "option", "l", str),
    patterns=("Patterns", "option", "pt", str),
)
def learn_label(dataset, source, label, patterns):
    random.seed(0)
    nlp = spacy.blank("en")
    model = WordModel(label)
    matcher = PatternMatcher(nlp, prior_correct=5.0, prior_incorrect=5.0, label_task=True)
    matcher = matcher.from_disk(patterns)
    predict, update = combine_models(model, matcher)
    stream = prefer_uncertain(predict(JSONL(source)))
    return {
        "dataset": dataset,
        "stream": stream,
        "view_id": "classification",
        "update": update,
        "config": {"lang": nlp.lang, "batch_size": 5},
    }
