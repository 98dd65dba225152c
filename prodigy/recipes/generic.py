"""Recipes for any kind of data."""

from collections import Counter

from ..components.db.custom import iter_examples
from ..components.preprocess import restore_media, serve_media
from ..components.stream import Stream, get_stream
from ..errors import RecipeError
from ..messages import msg
from ..protocols import ControllerProtocol
from ..registry import recipe
from ..types import RecipeSettingsType, SourceType
from ..util import get_labels
from .compare import compare
from .parts import shared
from .parts.media_source import find_folders
from .patterns import filter_by_patterns, match
from .printing import print_dataset

__all__ = ["compare", "filter_by_patterns", "mark", "match", "print_dataset"]


@recipe(
    "mark",
    dataset=shared.DATASET,
    source=("Data to annotate: file path, - for stdin, or dataset:NAME", "positional", None, str),
    loader=shared.LOADER,
    label=shared.LABEL,
    view_id=("Interface to use, e.g. text, ner_manual or choice", "option", "v", str),
    exclude=shared.EXCLUDE,
)
def mark(
    dataset: str,
    source: SourceType,
    loader: str | None = None,
    label: list[str] | None = None,
    view_id: str | None = None,
    exclude: list[str] | None = None,
) -> RecipeSettingsType:
    """Show prepared tasks as they are, in any interface. At the end, it prints how many answers
    the dataset has.
    """
    # The tasks may hold anything, so no key is required and their hashes are kept.
    stream = get_stream(source, loader=loader)
    # A browser can't open the paths of pictures and recordings.
    stream.apply(serve_media, stream=stream, folders=find_folders(source), keep_missing=True)
    view_id = view_id or _find_view_id(stream)
    if not view_id:
        raise RecipeError(
            "mark needs to know the interface",
            "The tasks don't say how they were annotated. Set it with --view-id, for example: "
            "--view-id ner_manual",
        )
    config = {"labels": get_labels(label)} if label else {}
    return {
        "view_id": view_id,
        "dataset": dataset,
        "stream": stream,
        "exclude": exclude,
        "before_db": restore_media,
        # The answers are counted at the end, in the dataset. An update callback that counts them
        # would look like a model that learns, and progress would be estimated from its loss.
        "on_exit": print_counts,
        "config": config,
    }


def print_counts(ctrl: ControllerProtocol) -> None:
    """Print how many answers of each kind the dataset has.

    ctrl (ControllerProtocol): The controller, with dataset and database.
    """
    if not ctrl.dataset or ctrl.db is None:
        return
    # A database of somebody's own may only have the older of the two methods.
    counts = Counter(eg.get("answer") for eg in iter_examples(ctrl.db, ctrl.dataset))
    answers = ("accept", "reject", "ignore")
    rows = [(f"{answer.title()}:", counts[answer]) for answer in answers]
    msg.table([*rows, ("Total:", sum(counts[answer] for answer in answers))])


def _find_view_id(stream: Stream) -> str | None:
    # Datasets leave out of their tasks how they were annotated, but can be asked.
    get_view_id = getattr(stream.source, "get_view_id", None)
    if get_view_id is not None:
        return get_view_id()
    eg = stream.peek() or {}
    return (eg.get("config") or {}).get("view_id") or eg.get("_view_id")
