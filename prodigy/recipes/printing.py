"""Printing annotations, and what a pipeline predicts, in the terminal."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Literal

from ..components.db import connect
from ..components.db.custom import iter_examples
from ..components.preprocess.tokens import clean_text
from ..components.printers import STYLES, pretty_print
from ..components.stream import open_stream
from ..components.task_checks import check_texts
from ..registry import Arg, recipe
from ..shapes import TaskType
from ..util import load_spacy_model
from .parts.dataset_names import check_dataset

__all__ = ["print_dataset", "print_stream"]

TEXTCAT_THRESHOLD = 0.5


@recipe(
    "print-dataset",
    set_id=Arg(help="Dataset or session to print"),
    style=Arg("--style", "-s", help="How to show the examples"),
)
def print_dataset(set_id: str, style: Literal[STYLES] = "auto") -> None:  # type: ignore[valid-type]
    """Print the annotations of a dataset."""
    db = connect()
    check_dataset(db, set_id)
    pretty_print(iter_examples(db, set_id), style)


@recipe(
    "print-stream",
    spacy_model=Arg(help="Loadable spaCy pipeline"),
    source=Arg(help="Texts: file path, - for standard input"),
    loader=Arg("--loader", "-lo", help="Loader, guessed from the file extension if not set"),
)
def print_stream(spacy_model: str, source: str, loader: str | None = None) -> None:
    """Print what a pipeline predicts for a stream of texts."""
    texts = open_stream(
        source, loader, input_key="text", check=partial(check_texts, annotations=False)
    )
    pretty_print(_predict(load_spacy_model(spacy_model), texts))


def _predict(nlp: Any, stream: Iterable[TaskType]) -> Iterator[TaskType]:
    tasks = ((clean_text(eg["text"]), eg) for eg in stream if isinstance(eg.get("text"), str))
    for doc, eg in nlp.pipe(tasks, as_tuples=True):
        spans = [
            {"start": ent.start_char, "end": ent.end_char, "label": ent.label_} for ent in doc.ents
        ]
        task = {"text": eg["text"], "meta": eg.get("meta"), "spans": spans}
        best = max(doc.cats, key=doc.cats.get, default=None)
        if best is not None and doc.cats[best] > TEXTCAT_THRESHOLD:
            task["label"] = f"{best} {doc.cats[best]:.2f}"
        yield task
