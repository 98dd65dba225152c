"""The built-in recipes, one module per kind of task.

Every module must be importable without spaCy, since `prodigy --help` imports all of them to read
the names and docstrings of their recipes.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

# Module of this package to its headline in the list of recipes, in the order of the list.
MODULES: dict[str, str] = {
    "ner": "Named entities",
    "ner_teach": "Named entities",
    "ner_silver": "Named entities",
    "spans": "Overlapping spans",
    "textcat": "Text classification",
    "textcat_teach": "Text classification",
    "pos": "Part-of-speech tags",
    "pos_teach": "Part-of-speech tags",
    "sent": "Sentences",
    "sent_teach": "Sentences",
    "dep": "Dependencies",
    "dep_teach": "Dependencies",
    "rel": "Relations",
    "coref": "Coreference",
    "image": "Images",
    "audio": "Audio and video",
    "model_annotate": "Annotations by pipelines",
    "eval_ab": "Comparing systems",
    "compare": "Comparing systems",
    "review": "Review",
    "metric": "Agreement between annotators",
    "terms": "Terminology",
    "terms_teach": "Terminology",
    "patterns": "Match patterns",
    "generic": "Any data",
    "train": "Training",
    "train_curve": "Training",
    "data_to_spacy": "Training",
    "commands": "Datasets",
}

# Works, but isn't listed: no longer needed.
HIDDEN: frozenset[str] = frozenset(("dataset",))

# Old names that still work.
RENAMED: dict[str, str] = {"ner.make-gold": "ner.correct", "pos.make-gold": "pos.correct"}

# Old names that no longer work, and what to use instead.
REMOVED: dict[str, str] = {
    **dict.fromkeys(
        ("ner.batch-train", "textcat.batch-train", "pos.batch-train", "dep.batch-train"), "train"
    ),
    **dict.fromkeys(
        ("ner.train-curve", "textcat.train-curve", "pos.train-curve", "dep.train-curve"),
        "train-curve",
    ),
    **dict.fromkeys(("ner.gold-to-spacy", "pos.gold-to-spacy"), "data-to-spacy"),
    **dict.fromkeys(("ner.print-stream", "ner.print-best", "textcat.print-stream"), "print-stream"),
    **dict.fromkeys(("ner.print-dataset", "textcat.print-dataset"), "print-dataset"),
    **dict.fromkeys(("ner.eval", "textcat.eval", "pos.eval"), "train with eval: datasets"),
    **dict.fromkeys(("terms.train-vectors", "ner.mark", "ner.iob-to-gold"), ""),
}


def __getattr__(name: str) -> Any:
    # Recipes of others name built-in ones as prodigy.recipes.ner.manual, without an import.
    if not name.startswith("_") and find_spec(f"{__name__}.{name}") is not None:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
