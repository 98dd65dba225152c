"""Which recipes come with Prodigy: their modules, what is hidden, and what became of old names.

A table without imports, so that finding a recipe needs none of them.
"""

from __future__ import annotations

# Module of `prodigy.recipes` to its headline in the list of recipes, in the order of the list.
MODULES: dict[str, str] = {
    "demo": "First steps",
    "init": "First steps",
    "docs": "First steps",
    "completion": "First steps",
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
    "pdf": "PDF documents",
    "audio": "Audio and video",
    "conversation": "Conversations",
    "preference": "What models write",
    "llm_judge": "What models write",
    "model_annotate": "Annotations by pipelines",
    "preannotate": "Annotations by pipelines",
    "llm": "Large language models",
    "eval_ab": "Comparing systems",
    "compare": "Comparing systems",
    "ab_llm": "Comparing systems",
    "llm_terms": "Terminology",
    "ab_openai": "Older recipes for OpenAI",
    "openai_ner": "Older recipes for OpenAI",
    "openai_textcat": "Older recipes for OpenAI",
    "openai_terms": "Older recipes for OpenAI",
    "review": "Review",
    "review_return": "Review",
    "metric": "Agreement between annotators",
    "metric_judge": "Agreement between annotators",
    "metric_control": "Agreement between annotators",
    "terms": "Terminology",
    "terms_teach": "Terminology",
    "patterns": "Match patterns",
    "similar": "Any data",
    "generic": "Any data",
    "check": "Any data",
    "train": "Training",
    "train_curve": "Training",
    "data_to_spacy": "Training",
    "commands": "Datasets",
    "dataset_files": "Datasets",
    "browse": "Datasets",
    "dashboard": "Datasets",
    "labels": "Labels that change",
    "labels_split": "Labels that change",
    "health": "Looking after data",
    "audit": "Looking after data",
    "backup": "Looking after data",
    "sessions": "Looking after data",
    "printing": "Datasets",
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
