"""Built-in recipes by name: their modules and summaries. Written by `make docs`.

Finding a recipe imports one module of it, and listing all of them imports none.
"""

from __future__ import annotations

# Name to module of `prodigy.recipes` and first sentence of the docstring, with hidden recipes.
BUILT_IN: dict[str, tuple[str, str]] = {
    "ab.llm.tournament": (
        "ab_llm",
        "Find the best combination of a prompt and a language model by blind comparisons of two responses at a time.",
    ),
    "ab.openai.prompts": (
        "ab_openai",
        "Choose between the responses to two prompts without knowing which is which.",
    ),
    "ab.openai.tournament": (
        "ab_openai",
        "Find the best of several prompts by blind comparisons of two responses at a time.",
    ),
    "audio.manual": (
        "audio",
        "Mark regions in audio or video: who speaks when, for example.",
    ),
    "audio.transcribe": (
        "audio",
        "Write down what is said in audio or video.",
    ),
    "audit": (
        "audit",
        "Find labels that are probably wrong, and estimate what more answers would bring.",
    ),
    "backup": (
        "backup",
        "Copy the SQLite database to a new file while annotators work, and check the copy; or put a backup back.",
    ),
    "browse": (
        "browse",
        "Find, look at, correct, relabel, delete and export stored answers in the browser, in one dataset or in all of them.",
    ),
    "check": (
        "check",
        "List everything that is wrong with the tasks of a source, and what would be done about it.",
    ),
    "compare": (
        "compare",
        "Choose between the outputs of two systems without knowing which is which.",
    ),
    "completion": (
        "completion",
        "Print what makes a shell complete recipes, options and datasets with the tab key.",
    ),
    "conversation.manual": (
        "conversation",
        "Read conversations with a model or the traces of an agent: mark stretches of any message, give messages labels, and comment on them.",
    ),
    "coref.manual": (
        "coref",
        "Connect expressions that refer to the same thing.",
    ),
    "dashboard": (
        "dashboard",
        "Show progress, speed, labels, agreement and who works on what, live in the browser.",
    ),
    "data-to-spacy": (
        "data_to_spacy",
        "Export datasets in spaCy's binary format, with the labels and a config for training.",
    ),
    "dataset": (
        "commands",
        "Create an empty dataset.",
    ),
    "db-in": (
        "dataset_files",
        "Import existing annotations into a dataset.",
    ),
    "db-merge": (
        "dataset_files",
        "Merge datasets into a new one, leaving out repetitions of the same annotation.",
    ),
    "db-out": (
        "dataset_files",
        "Export the annotations of a dataset as JSONL, or in a format of another program.",
    ),
    "dedup": (
        "health",
        "List what a dataset has twice: equal examples, and answers of the same annotator to the same task.",
    ),
    "demo": (
        "demo",
        "Try an interface with data that comes along.",
    ),
    "dep.correct": (
        "dep",
        "Correct the dependencies that a parser predicts.",
    ),
    "dep.teach": (
        "dep_teach",
        "Accept or reject the dependencies that a model is least sure about, while it learns from the answers.",
    ),
    "docs": (
        "docs",
        "Read the documentation in the browser.",
    ),
    "doctor": (
        "health",
        "Look for what is wrong in the database, or in one dataset: rows that can't be read, hashes that don't fit, spans out of range, rows that belong to nothing.",
    ),
    "drop": (
        "commands",
        "Delete a dataset, with the annotations that are in no other dataset, or only what one session, import or run has added to it.",
    ),
    "filter-by-patterns": (
        "patterns",
        "Keep the texts in which patterns match, with the matches as spans.",
    ),
    "image.correct": (
        "image",
        "Accept or correct shapes that a model, a program or somebody else suggests.",
    ),
    "image.manual": (
        "image",
        "Draw boxes, polygons and freehand shapes on images.",
    ),
    "init": (
        "init",
        "Write settings, guidelines, sample data and a sample recipe into a folder.",
    ),
    "labels.apply": (
        "labels_split",
        "Change answers to what was decided with labels.split.",
    ),
    "labels.delete": (
        "labels",
        "Delete a label from datasets, with the spans, relations and options that have it.",
    ),
    "labels.merge": (
        "labels",
        "Make one label of several in datasets.",
    ),
    "labels.rename": (
        "labels",
        "Rename a label in everything that is stored in datasets: spans, relations, options, choices and settings of tasks.",
    ),
    "labels.split": (
        "labels_split",
        "Decide again what a label stands for, in just the answers that have it: each is shown in its interface, as it was answered.",
    ),
    "labels.undo": (
        "labels",
        "Take a change of labels back: every example is what it was before, byte by byte.",
    ),
    "llm.judge": (
        "llm_judge",
        "Let a language model judge responses as an annotator would: which is better, and how good each of them is.",
    ),
    "mark": (
        "generic",
        "Show prepared tasks as they are, in any interface.",
    ),
    "match": (
        "patterns",
        "Accept or reject the matches of patterns, as labels of spans or of whole texts.",
    ),
    "metric.control": (
        "metric_control",
        "Measure how much seeing what a model suggests changes what people answer, by the tasks that were shown without suggestions (--control).",
    ),
    "metric.iaa.binary": (
        "metric",
        "Measure how far annotators agree in binary decisions, to accept or to reject.",
    ),
    "metric.iaa.doc": (
        "metric",
        "Measure how far annotators agree about the labels of texts or other inputs.",
    ),
    "metric.iaa.span": (
        "metric",
        "Measure how far annotators agree about spans, shapes in images or regions of recordings, and which labels they confuse.",
    ),
    "metric.judge": (
        "metric_judge",
        "Measure how far a model that judges agrees with people, next to how far people agree with each other, whether it prefers a position or long responses, and where to look next.",
    ),
    "ner.correct": (
        "ner",
        "Correct the entities that a pipeline predicts.",
    ),
    "ner.eval-ab": (
        "eval_ab",
        "Choose between the entities of two pipelines without knowing which is which.",
    ),
    "ner.llm.correct": (
        "llm",
        "Correct the entities that a large language model finds.",
    ),
    "ner.llm.fetch": (
        "llm",
        "Ask a large language model for the entities of many texts, and write them to a file or a dataset.",
    ),
    "ner.manual": (
        "ner",
        "Highlight entities in text by hand.",
    ),
    "ner.match": (
        "patterns",
        "Accept or reject the matches of patterns, one at a time.",
    ),
    "ner.model-annotate": (
        "model_annotate",
        "Store the entities that a pipeline predicts, as if an annotator had found them.",
    ),
    "ner.openai.correct": (
        "openai_ner",
        "Correct the entities that a model of OpenAI finds.",
    ),
    "ner.openai.fetch": (
        "openai_ner",
        "Write the entities that a model of OpenAI finds to a file, to correct them later.",
    ),
    "ner.silver-to-gold": (
        "ner_silver",
        "Complete and correct what is known about texts from binary decisions.",
    ),
    "ner.teach": (
        "ner_teach",
        "Accept or reject the entities that a model is least sure about, while it learns from the answers.",
    ),
    "pdf.image.manual": (
        "pdf",
        "Draw boxes, polygons and freehand shapes on the pages of PDF files.",
    ),
    "pdf.spans.manual": (
        "pdf",
        "Highlight spans on the pages of PDF files that have a text layer.",
    ),
    "pos.correct": (
        "pos",
        "Correct the part-of-speech tags that a pipeline predicts.",
    ),
    "pos.teach": (
        "pos_teach",
        "Accept or reject the part-of-speech tags that a model is least sure about, while it learns from the answers.",
    ),
    "preannotate": (
        "preannotate",
        "Make suggestions for any number of texts, which ner.correct and others then show without running a pipeline.",
    ),
    "preference.manual": (
        "preference",
        "Choose the best of several responses without knowing who wrote them, say why, and rate each of them by the criteria of a rubric.",
    ),
    "print-dataset": (
        "printing",
        "Print the annotations of a dataset.",
    ),
    "print-stream": (
        "printing",
        "Print what a pipeline predicts for a stream of texts.",
    ),
    "progress": (
        "commands",
        "Show how many annotations were made over time, how fast, with which labels, and whether more of them would help.",
    ),
    "rel.manual": (
        "rel",
        "Connect tokens and spans by hand, with labelled relations.",
    ),
    "review": (
        "review",
        "Decide where annotators disagree, and make one final annotation of each task.",
    ),
    "review.return": (
        "review_return",
        "Return to each annotator what a reviewer decided otherwise, to be corrected.",
    ),
    "sent.correct": (
        "sent",
        "Correct the sentence boundaries that a pipeline predicts, by labelling the first token of each sentence.",
    ),
    "sent.teach": (
        "sent_teach",
        "Accept or reject the starts of sentences that a model is least sure about, while it learns from the answers.",
    ),
    "sessions": (
        "sessions",
        "Make personal links, so that only their holders can use a name.",
    ),
    "similar": (
        "similar",
        "Find the texts that are most like a text, or like some examples, the nearest first.",
    ),
    "spacy-config": (
        "train",
        "Write a spaCy training config that reads straight from datasets.",
    ),
    "spans.correct": (
        "spans",
        "Correct the spans that a pipeline predicts, which may overlap.",
    ),
    "spans.llm.correct": (
        "llm",
        "Correct the possibly overlapping spans that a large language model finds.",
    ),
    "spans.llm.fetch": (
        "llm",
        "Ask a large language model for possibly overlapping spans of many texts, and write them to a file or a dataset.",
    ),
    "spans.manual": (
        "spans",
        "Highlight spans in text by hand, which may overlap.",
    ),
    "spans.model-annotate": (
        "model_annotate",
        "Store the overlapping spans that a pipeline predicts, as if an annotator had found them.",
    ),
    "stats": (
        "commands",
        "Show the version, the database and its datasets, or the numbers of one dataset.",
    ),
    "terms.llm.fetch": (
        "llm_terms",
        "Write terms about a topic that a language model knows to a file or a dataset.",
    ),
    "terms.openai.fetch": (
        "openai_terms",
        "Write terms about a topic that a model of OpenAI knows to a file.",
    ),
    "terms.teach": (
        "terms_teach",
        "Collect words with a similar meaning for a list of terms.",
    ),
    "terms.to-patterns": (
        "terms",
        "Make match patterns of the accepted terms of a dataset.",
    ),
    "textcat.correct": (
        "textcat",
        "Correct the categories that a pipeline predicts, or with --encoder a classifier on vectors of the texts, which learns from the answers.",
    ),
    "textcat.llm.correct": (
        "llm",
        "Correct the categories that a large language model chooses.",
    ),
    "textcat.llm.fetch": (
        "llm",
        "Ask a large language model for the categories of many texts, and write them to a file or a dataset.",
    ),
    "textcat.manual": (
        "textcat",
        "Choose labels for texts by hand.",
    ),
    "textcat.model-annotate": (
        "model_annotate",
        "Store the categories that a pipeline predicts, as if an annotator had chosen them.",
    ),
    "textcat.openai.correct": (
        "openai_textcat",
        "Correct the labels that a model of OpenAI chooses.",
    ),
    "textcat.openai.fetch": (
        "openai_textcat",
        "Write the labels that a model of OpenAI chooses to a file, to correct them later.",
    ),
    "textcat.teach": (
        "textcat_teach",
        "Accept or reject the labels that a model is least sure about, while it learns from the answers.",
    ),
    "train": (
        "train",
        "Train a pipeline from datasets.",
    ),
    "train-curve": (
        "train_curve",
        "Train with growing portions of the data, to see whether more of it would help.",
    ),
}
