"""Text classification."""

from typing import List, Optional

from ..components.preprocess import add_label_options, add_labels_to_stream
from ..components.stream import get_stream
from ..errors import RecipeError
from ..logger import log
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType
from ..util import get_labels, split_string

__all__ = ["add_label_options", "add_labels_to_stream", "manual"]


@recipe(
    "textcat.manual",
    # fmt: off
    dataset=("Dataset to save the annotations to", "positional", None, str),
    source=("Texts to annotate: file path, - for stdin, or dataset:NAME", "positional", None, str),
    loader=("Loader, guessed from the file extension if not set", "option", "lo", str),
    label=("Labels separated by commas, or file with one per line", "option", "l", get_labels),
    exclusive=("Exactly one label applies to a text", "flag", "E", bool),
    exclude=(
        "Datasets whose annotations to skip, separated by commas",
        "option",
        "e",
        split_string,
    ),
    accept_empty=("Don't ask before submitting a text without labels", "flag", "ace", bool),
    # fmt: on
)
def manual(
    dataset: str,
    source: SourceType,
    loader: Optional[str] = None,
    label: Optional[List[str]] = None,
    exclusive: bool = False,
    exclude: Optional[List[str]] = None,
    accept_empty: bool = False,
) -> RecipeSettingsType:
    """Choose labels for texts by hand. With one label only, accept or reject it."""
    log("RECIPE: Starting recipe textcat.manual", locals())
    labels = get_labels(label)
    if not labels:
        raise RecipeError(
            "textcat.manual needs at least one --label",
            "Name the labels separated by commas, or a file with one label per line: "
            "--label POSITIVE,NEGATIVE",
        )
    has_options = len(labels) > 1
    stream = get_stream(source, loader=loader, rehash=True, dedup=True, input_key="text")
    if has_options:
        stream.apply(add_label_options, stream=stream, label=labels)
    else:
        # A yes or no question about the label, which becomes a part of the task hash: the same
        # text may be asked again about another label.
        stream.apply(add_labels_to_stream, stream=stream, labels=labels)
    return {
        "view_id": "choice" if has_options else "classification",
        "dataset": dataset,
        "stream": stream,
        "exclude": exclude,
        "config": {
            "labels": labels,
            # Several labels may be selected, unless they exclude each other.
            "choice_style": "single" if exclusive else "multiple",
            # Nothing is left to do once the one label is chosen.
            "choice_auto_accept": exclusive,
            "choice_accept_empty": accept_empty,
            "exclude_by": "input" if has_options else "task",
            "auto_count_stream": True,
        },
    }
