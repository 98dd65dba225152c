"""Helpers of long ago that published recipes and scripts still import from `prodigy.util`."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .io.files import ensure_path, read_txt, write_jsonl
from .io.unfinished import open_parts
from .messages import prints
from .shapes import TaskType

if TYPE_CHECKING:
    from spacy.language import Language


# Part of the examples held back for evaluation if nobody says how many: of few examples, half.
EVAL_SPLIT_OF_FEW, EVAL_SPLIT_OF_MANY = 0.5, 0.2
N_MANY = 1000


def get_seeds(seeds: str | Path | Iterable[str] | None) -> list[str]:
    """Get seed terms from a comma-separated string or from a file.

    seeds (str | Path | Iterable[str] | None): Terms separated by commas, or the path of a file with
        one term per line. A list is returned as a list.
    RETURNS (list[str]): The terms, without white space around them and without empty ones.
    """
    if not seeds:
        return []
    if not isinstance(seeds, (str, Path)):
        return list(seeds)
    path = ensure_path(seeds)
    if path.is_file():
        return list(read_txt(path))
    return [term for term in map(str.strip, str(seeds).split(",")) if term]


def get_seeds_from_set(name: str, examples: Iterable[TaskType]) -> list[str]:
    """Get seed terms from the accepted examples of a dataset.

    name (str): The dataset, for nothing but messages.
    examples (Iterable[dict]): Its examples.
    RETURNS (list[str]): The texts of those that were accepted.
    """
    return [eg["text"] for eg in examples if eg.get("answer") == "accept" and eg.get("text")]


def split_evals(
    examples: Sequence[TaskType], eval_split: float | None = None
) -> tuple[list[TaskType], list[TaskType], float]:
    """Hold back examples for evaluation.

    examples (Sequence[dict]): The examples.
    eval_split (float | None): Part to hold back, 0 to 1. Defaults to None: a half if there are
        fewer than 1000 examples, else a fifth.
    RETURNS (tuple[list[dict], list[dict], float]): The examples for training, those for evaluation,
        and the part that was held back. The order is random, see random.seed.
    """
    shuffled = list(examples)
    random.shuffle(shuffled)
    if eval_split is None:
        eval_split = EVAL_SPLIT_OF_FEW if len(shuffled) < N_MANY else EVAL_SPLIT_OF_MANY
    n_evals = round(len(shuffled) * eval_split)
    return shuffled[n_evals:], shuffled[:n_evals], eval_split


def export_model_data(
    path: str | Path, nlp: Language, examples: Iterable[TaskType], evals: Iterable[TaskType]
) -> str:
    """Save a pipeline together with the examples it was made from.

    path (str | Path): The directory, which is made.
    nlp (Language): The pipeline.
    examples (Iterable[dict]): The examples for training, written to training.jsonl.
    evals (Iterable[dict]): The examples for evaluation, written to evaluation.jsonl.
    RETURNS (str): A message that says where they are.
    """
    directory = ensure_path(path)
    with open_parts(directory) as unfinished:
        nlp.to_disk(unfinished)
        write_jsonl(unfinished / "training.jsonl", examples)
        write_jsonl(unfinished / "evaluation.jsonl", evals)
    return f"Model and examples: {directory.resolve()}"


def get_print(silent: bool = False) -> Callable[..., None]:
    """Get a function to print with.

    silent (bool): Print nothing. Defaults to False.
    RETURNS (callable): `prodigy.util.prints`, or a function with its arguments that does nothing.
    """
    return (lambda *texts, **settings: None) if silent else prints


def print_stats(title: str, data: dict[str, Any]) -> None:
    """Print figures and what they stand for, as a table.

    title (str): The headline.
    data (dict[str, Any]): Names to figures.
    """
    width = max((len(str(key)) for key in data), default=0)
    prints("\n".join(f"{key!s:{width}}   {value}" for key, value in data.items()), title=title)
