"""What several recipes declare and do in the same way: arguments and opening the source."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from ...components.decorators import keeps_input
from ...components.fitting import find_alike
from ...components.stream import Stream, open_stream
from ...components.task_checks import check_texts
from ...messages import msg
from ...models.matcher import PatternMatcher
from ...types import SourceType, StreamType, TaskType
from ...util import get_labels, split_string

Argument = tuple[str, str, str | None, Any]

DATASET: Argument = ("Dataset to save the annotations to", "positional", None, str)
SPACY_MODEL: Argument = ("Loadable spaCy pipeline, or blank:xx", "positional", None, str)
TEXTS: Argument = (
    "Texts to annotate: file path, - for stdin, or dataset:NAME",
    "positional",
    None,
    str,
)
LOADER: Argument = ("Loader, guessed from the file extension if not set", "option", "lo", str)
LABEL: Argument = (
    "Labels separated by commas, or file with one per line",
    "option",
    "l",
    get_labels,
)
MODEL_LABEL: Argument = (
    "Labels separated by commas, or file with one per line. All of the component if not set",
    "option",
    "l",
    get_labels,
)
PATTERNS: Argument = ("Path of a JSONL file with match patterns", "option", "pt", str)
EXCLUDE: Argument = (
    "Datasets whose annotations to skip, separated by commas",
    "option",
    "e",
    split_string,
)
TEXTS_AND_MODEL: dict[str, Argument] = {
    "dataset": DATASET,
    "spacy_model": SPACY_MODEL,
    "source": TEXTS,
    "loader": LOADER,
}
THRESHOLD: Argument = ("Score from which a label is selected, 0 to 1", "option", "t", float)
UNSEGMENTED: Argument = ("Don't split texts into sentences", "flag", "U", bool)
UPDATE: Argument = ("Update the pipeline with the answers", "flag", "UP", bool)
COMPONENT: Argument = ("Name of the component in the pipeline", "option", "c", str)
TEXTCAT_COMPONENT: Argument = (
    "Name of the component in the pipeline. textcat or textcat_multilabel if not set",
    "option",
    "c",
    str,
)
ENCODER: Argument = (
    "What turns texts into vectors: hashed, wordllama, spacy:PIPELINE, "
    "sentence-transformers:MODEL or MODULE:FUNCTION",
    "option",
    "en",
    str,
)
HIGHLIGHT_CHARS: Argument = ("Highlight characters instead of tokens", "flag", "C", bool)
WRAP: Argument = ("Wrap lines", "flag", "W", bool)


def open_texts(
    source: SourceType,
    loader: str | None = None,
    is_binary: bool | None = None,
    *,
    annotations: bool = True,
) -> Stream:
    """Open a source of texts.

    source (Union[str, Path, Iterable[dict]]): The source. A `Stream` is returned as it is.
    loader (str | None): ID of the loader. Defaults to None (by the file extension).
    is_binary (bool | None): Mark the tasks as binary questions. Defaults to None (no mark).
    annotations (bool): Spans, options and relations of the tasks are used, so tasks with broken
        ones are left out. Defaults to True.
    RETURNS (Stream): The texts. Empty ones, and those that came before, are left out.
    """
    # New hashes, because the same texts may come from files that were annotated before. The same
    # text twice would be the same work twice.
    return open_stream(
        source,
        loader,
        rehash=True,
        dedup=True,
        input_key="text",
        is_binary=is_binary,
        check=partial(check_texts, annotations=annotations),
    )


@keeps_input
def note_pattern_labels(matcher: PatternMatcher, labels: list[str], patterns: Any) -> None:
    """Say which labels of patterns annotators can't choose.

    matcher (PatternMatcher): The matcher with the patterns.
    labels (list[str]): The labels to choose from.
    patterns (Any): The file of the patterns, for the message.
    """
    for label in matcher.labels:
        if label and label not in labels:
            msg.warn(
                f"The label {label!r} can't be chosen, but patterns have it"
                f"{find_alike(label, labels)}",
                f"Its matches are shown, and would be stored. The patterns are in {patterns}. "
                f"Labels to choose from: {', '.join(labels)}",
            )


@keeps_input
def add_matches(stream: StreamType, matcher: PatternMatcher) -> Iterator[TaskType]:
    """Run a pattern matcher and forget its scores.

    stream (Iterable[dict]): The tasks. They are not changed.
    matcher (PatternMatcher): The matcher.
    YIELDS (dict): What the matcher makes of them.
    """
    return (eg for _, eg in matcher(stream))
