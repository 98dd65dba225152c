"""Ready-made descriptions of frequent arguments, for recipes that reuse them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..util import get_labels, split_string

# Name to what a decorator takes: help, kind, abbreviation and converter.
recipe_args: dict[str, tuple[Any, ...]] = {
    "dataset": ("Dataset to save annotations to", "positional", None, str),
    "source": ("Data to annotate: file path, - for standard input", "positional", None, str),
    "spacy_model": ("Loadable spaCy pipeline, e.g. blank:en", "positional", None, str),
    "output": ("Path of the output", "positional", None, Path),
    "eval_id": ("Dataset with evaluation data", "option", "e", str),
    "api": ("Id of a loader. Use --loader instead", "option", "a", str),
    "loader": ("Loader, guessed from the file extension if not set", "option", "lo", str),
    "label": ("Label to annotate", "option", "l", str),
    "label_set": ("Labels separated by commas, or file with labels", "option", "l", get_labels),
    "entity_label": ("Labels of entities to annotate", "option", "L", get_labels),
    "patterns": ("Path of a JSONL file with match patterns", "option", "pt", str),
    "exclude": ("Datasets whose annotations to skip", "option", "e", split_string),
    "unsegmented": ("Don't split texts into sentences", "flag", "U", bool),
    "long_text": ("Use long texts", "flag", "L", bool),
    "memorize": ("Don't ask the same question again", "flag", "M", bool),
    "silent": ("Don't print any output", "flag", "S", bool),
    "no_print": ("Don't print any output", "flag", "NP", bool),
    "init_model": ("Pipeline to start with", "option", "m", str),
    "factor": ("Part of the training data to use, 0 to 1", "option", "f", float),
    "dropout": ("Dropout rate", "option", "d", float),
    "n_iter": ("Number of training iterations", "option", "n", int),
    "batch_size": ("Examples per training batch", "option", "b", int),
    "set_id": ("Name of a dataset", "positional", None, str),
    "output_file": ("File to write to, standard output if not set", "positional", None, Path),
    "view": ("Interface to use", "option", "v", str),
    "seeds": ("Terms separated by commas, or file with one per line", "option", "se", str),
    "diff": ("Show what is different in two texts", "flag", "D", bool),
    "answer": ("Only use examples with this answer", "option", "A", str),
    "eval_split": ("Part of the data to hold back for evaluation", "option", "es", float),
}
