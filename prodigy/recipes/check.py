"""Looking for everything that is wrong with a source, before anybody annotates it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from json import dumps
from typing import Any

from ..components.fitting import make_fitter
from ..components.preprocess import add_tokens
from ..components.preprocess.options import make_options
from ..components.problems import Problems, describe_place, end_sentence
from ..components.stream import Stream, open_stream
from ..components.task_checks import check_texts
from ..components.validate import Validator
from ..errors import RecipeError
from ..hashing import set_hashes
from ..io.places import Misfit
from ..logger import log
from ..messages import msg
from ..pipelines import load_spacy_model
from ..registry import recipe
from ..shapes import TaskType
from ..types import SourceType, StreamType
from ..util import get_labels
from ..views import get_view
from .parts import shared

__all__ = ["check"]

FAILURE = 1
BATCH_SIZE = 1000


class Listing(Problems):
    """Lists all problems on standard output, one per line.

    as_json (bool): As JSON objects with "place", "line", "file", "what", "action" and "skipped".
    """

    def __init__(self, as_json: bool) -> None:
        super().__init__(is_strict=False)
        self._as_json = as_json

    def add(self, misfit: Misfit, task: Any = None) -> None:
        """Print and count what is wrong."""
        self.n_skipped += misfit.is_skipped
        self.n_mended += not misfit.is_skipped
        where = describe_place(misfit, task)
        if not self._as_json:
            where = f"{where[:1].upper()}{where[1:]}"
            sys.stdout.write(f"{where}: {end_sentence(misfit.what)} {misfit.action}\n")
            return
        place = misfit.place
        row = {
            "place": where,
            "file": place.name if place is not None else None,
            "line": place.number if place is not None else None,
            "what": misfit.what,
            "action": misfit.action,
            "skipped": misfit.is_skipped,
        }
        sys.stdout.write(f"{dumps(row)}\n")

    def sum_up(self) -> None:
        """The command itself says how many there were."""


@recipe(
    "check",
    source=("Tasks to check: file path, - for stdin, or dataset:NAME", "positional", None, str),
    view_id=("Interface that the tasks are meant for, e.g. ner_manual", "option", "v", str),
    label=shared.LABEL,
    pipeline=("Pipeline whose tokens the spans must fit", "option", "m", str),
    lang=("Language of the tokens, instead of a pipeline", "option", "la", str),
    loader=shared.LOADER,
    json=("Print JSON objects instead of sentences", "flag", "j", bool),
)
def check(
    source: SourceType,
    view_id: str | None = None,
    label: list[str] | None = None,
    pipeline: str | None = None,
    lang: str = "en",
    loader: str | None = None,
    json: bool = False,
) -> None:
    """List everything that is wrong with the tasks of a source, and what would be done about it.
    Nothing is stored. The exit code is 1 if anything is wrong.
    """
    log("RECIPE: Starting recipe check", locals())
    if not view_id:
        raise RecipeError(
            "check needs to know the interface",
            "What a task must have depends on it: --view-id ner_manual, for example.",
        )
    problems, labels = Listing(json), get_labels(label)
    stream = _open(source, loader, view_id, problems)
    forget_words: Callable[[], AbstractContextManager[Any]] = nullcontext
    if "tokens" in get_view(view_id).model.model_fields and "text" in get_view(view_id).shows:
        nlp = load_spacy_model(pipeline or f"blank:{lang}")
        # The vocabulary of a pipeline would grow with every new word.
        forget_words = getattr(nlp, "memory_zone", nullcontext)
        stream.apply(add_tokens, nlp=nlp, stream=stream, skip=problems)
    if labels and view_id == "choice":
        stream.apply(_add_missing_options, stream=stream, labels=labels)
    good, n_good = _validate(stream, view_id, labels, problems), 0
    while True:
        with forget_words():
            n_batch = sum(1 for _ in islice(good, BATCH_SIZE))
        n_good += n_batch
        if n_batch < BATCH_SIZE:
            break
    msg.info(f"{n_good} tasks can be annotated, {problems.n_skipped} would be left out")
    n_found = problems.total + problems.n_notes
    if not n_good and not n_found:
        msg.warn("There are no tasks in the source", exits=FAILURE)
    if n_found:
        msg.warn(f"{n_found} problems found, {problems.n_mended} of them would be mended")
        sys.exit(FAILURE)
    msg.good("Nothing is wrong")


def _open(source: SourceType, loader: str | None, view_id: str, problems: Problems) -> Stream:
    is_text = "text" in get_view(view_id).model.model_fields
    return open_stream(
        source,
        loader,
        input_key="text" if get_view(view_id).shows == ("text",) else None,
        check=check_texts if is_text else None,
        problems=problems,
    )


def _add_missing_options(stream: StreamType, labels: list[str]) -> Iterator[TaskType]:
    """As recipes do whose options are the labels."""
    for eg in stream:
        yield eg if "options" in eg else {**eg, "options": make_options(labels)}


def _validate(
    stream: Stream, view_id: str, labels: list[str], problems: Problems
) -> Iterator[TaskType]:
    fit = make_fitter(view_id, {"labels": labels, "choice_style": "multiple"})
    validator = Validator(view_id)
    for task in stream:
        fit(set_hashes(task), problems)
        wrong = validator.check(task)
        if wrong:
            problems.skip(task, f"It doesn't fit the interface '{view_id}': {'; '.join(wrong)}")
        else:
            yield task
