"""The public helpers in one place. Most of them live in smaller modules and are only named here."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from . import messages
from .config import get_config, get_home
from .hashing import (
    IGNORE_HASH_KEYS,
    INPUT_HASH_ATTR,
    INPUT_HASH_KEYS,
    TASK_HASH_ATTR,
    TASK_HASH_KEYS,
    get_hash,
    hash_string,
    set_hashes,
)
from .io.files import (
    b64_to_bytes,
    bytes_to_b64,
    ensure_path,
    file_to_b64,
    guess_mimetype,
    import_file,
    is_url,
    read_json,
    read_jsonl,
    read_txt,
    write_json,
    write_jsonl,
)
from .legacy import (
    export_model_data,
    get_print,
    get_seeds,
    get_seeds_from_set,
    print_stats,
    split_evals,
)
from .logger import log
from .messages import StreamPrinter, color, prints
from .pipelines import combine_models, copy_nlp, load_model, load_spacy_model

SESSION_ID_ATTR = "_session_id"  # key of answers: the full ID of the session
ANNOTATOR_ID_ATTR = "_annotator_id"  # key of answers: who gave it
VIEW_ID_ATTR = "_view_id"  # key of answers: the interface
TIMESTAMP_ATTR = "_timestamp"  # key of answers: when, in seconds since 1970
BINARY_ATTR = "_is_binary"  # key of tasks that are a mere yes or no
SPANCAT_DEFAULT_KEY = "sc"  # key of doc.spans with spans that may overlap
NER_DEFAULT_INCORRECT_KEY = "incorrect_spans"  # key of doc.spans with what is no entity
COREF_DEFAULT_PREFIX = "coref_clusters"  # of the keys of doc.spans with mentions
EVAL_PREFIX = "eval:"  # of datasets on the command line that are for evaluation
DEFAULT_LLM_BATCH_SIZE = 3  # texts that a language model is asked about at a time
PRODIGY_HOME: Path  # folder of the database and of the prodigy.json for all projects
LABEL_FILES = (".txt", ".csv", ".json", ".jsonl")  # hardly names of labels
# For recipes of others, which print their results with it, as wasabi's printer does. What Prodigy
# itself says goes to standard error, see `messages`.
msg = StreamPrinter("stdout")
MSG = msg  # the same by an older name

# Older names that recipes still use.
b64_uri_to_bytes = b64_to_bytes
img_to_b64_uri = bytes_to_b64

__all__ = [
    "ANNOTATOR_ID_ATTR",
    "BINARY_ATTR",
    "COREF_DEFAULT_PREFIX",
    "DEFAULT_LLM_BATCH_SIZE",
    "EVAL_PREFIX",
    "IGNORE_HASH_KEYS",
    "INPUT_HASH_ATTR",
    "INPUT_HASH_KEYS",
    "MSG",
    "NER_DEFAULT_INCORRECT_KEY",
    "SESSION_ID_ATTR",
    "SPANCAT_DEFAULT_KEY",
    "TASK_HASH_ATTR",
    "TASK_HASH_KEYS",
    "TIMESTAMP_ATTR",
    "VIEW_ID_ATTR",
    "b64_to_bytes",
    "b64_uri_to_bytes",
    "bytes_to_b64",
    "color",
    "combine_models",
    "copy_nlp",
    "ensure_path",
    "export_model_data",
    "file_to_b64",
    "get_config",
    "get_hash",
    "get_labels",
    "get_print",
    "get_seeds",
    "get_seeds_from_set",
    "get_timestamp_session_id",
    "guess_mimetype",
    "hash_string",
    "img_to_b64_uri",
    "import_file",
    "is_url",
    "load_model",
    "load_spacy_model",
    "log",
    "msg",
    "print_stats",
    "prints",
    "read_json",
    "read_jsonl",
    "read_txt",
    "set_hashes",
    "split_evals",
    "split_string",
    "write_json",
    "write_jsonl",
]


def __getattr__(name: str) -> Any:
    if name == "PRODIGY_HOME":  # Read when it is used, not when this module is imported.
        return get_home()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def split_string(text: str | Iterable[str] | None) -> list[str]:
    """Split a comma-separated string, e.g. the value of an option on the command line.

    text (str | Iterable[str] | None): The string. A list or another iterable of strings is
        returned as a list, without being split.
    RETURNS (list[str]): The parts without white space around them. Empty if there is no text.
    """
    if not text:
        return []
    if isinstance(text, str):
        return [part.strip() for part in text.split(",")]
    return list(text)


def get_labels(labels_data: str | Path | Iterable[str] | None) -> list[str]:
    """Get labels from a comma-separated string or from a file.

    labels_data (str | Path | Iterable[str] | None): Labels separated by commas, or the path of
        a file with one label per line. A list is returned as a list.
    RETURNS (list[str]): The labels in their order, without white space around them. What is blank
        or comes again is left out, except of a list. Empty if there is no data.
    """
    if not labels_data:
        return []
    if not isinstance(labels_data, (str, Path)):
        return list(labels_data)
    try:
        is_file = Path(labels_data).is_file()
    except (OSError, ValueError):  # Too long for a path, or with a zero byte.
        is_file = False
    if not is_file and str(labels_data).lower().endswith(LABEL_FILES):
        messages.msg.warn(f"There is no file {labels_data}, so that is taken as a label")
    labels = read_txt(labels_data) if is_file else split_string(str(labels_data))
    return list(dict.fromkeys(filter(None, labels)))


def get_timestamp_session_id() -> str:
    """Make the id of a session that has no name.

    RETURNS (str): The local time, e.g. "2023-10-27_16-51-38".
    """
    return time.strftime("%Y-%m-%d_%H-%M-%S")
